#include "catalogue_tables.h"

/* ---- what members say about posts ---- */

int catalogue_vote(struct catalogue *cat, struct arena *arena, struct catalogue_vote *vote, struct err *err)
{
	struct sql_query query = {VOTE, SQL_ARGS(SQL_INT_OF(vote->page), SQL_TEXT_OF(vote->handle)), &catalogue_text_type};
	struct catalogue_texts found;
	if (sql_rows(cat->sql, &query, arena, &found, err))
		return -1;
	vote->text = found.len ? found.at[0] : "";
	return 0;
}

int catalogue_vote_put(struct catalogue *cat, const struct catalogue_vote *vote, struct err *err)
{
	const struct sql_value *args =
	    SQL_ARGS(SQL_INT_OF(vote->page), SQL_TEXT_OF(vote->handle), SQL_TEXT_OF(vote->text));
	return sql_run(cat->sql, VOTE_PUT, args, err);
}

int catalogue_vote_drop(struct catalogue *cat, const struct catalogue_vote *vote, struct err *err)
{
	return sql_run(cat->sql, VOTE_DROP, SQL_ARGS(SQL_INT_OF(vote->page), SQL_TEXT_OF(vote->handle)), err);
}

int catalogue_mark_add(struct catalogue *cat, int64_t page, const struct catalogue_mark *mark, struct err *err)
{
	const struct sql_value *args =
	    SQL_ARGS(SQL_INT_OF(page), SQL_TEXT_OF(mark->post), SQL_TEXT_OF(mark->what), SQL_INT_OF(mark->n));
	if (sql_run(cat->sql, MARK_ADD, args, err))
		return -1;
	return mark->n < 0 ? sql_run(cat->sql, MARK_DROP, args, err) : 0;
}

int catalogue_marks(struct catalogue *cat, const struct catalogue_marked *of, struct arena *arena,
                    struct catalogue_marks *marks, struct err *err)
{
	const struct sql_value *args = SQL_ARGS(SQL_INT_OF(of->page), SQL_TEXT_OF(of->from), SQL_TEXT_OF(of->to));
	return sql_rows(cat->sql, &(struct sql_query){MARKS, args, &catalogue_mark_type}, arena, marks, err);
}

int catalogue_votes(struct catalogue *cat, int64_t page, int64_t *count, struct err *err)
{
	return sql_number(cat->sql, VOTES, SQL_ARGS(SQL_INT_OF(page)), count, err);
}

/* ---- what was said before ---- */

int catalogue_edits(struct catalogue *cat, const char *path, struct arena *arena, struct catalogue_edits *edits,
                    struct err *err)
{
	struct sql_query query = {EDITS, SQL_ARGS(SQL_TEXT_OF(path)), &catalogue_edit_type};
	return sql_rows(cat->sql, &query, arena, edits, err);
}

int catalogue_edit_put(struct catalogue *cat, const struct catalogue_edit *edit, struct err *err)
{
	return sql_put(cat->sql, EDIT_PUT, &catalogue_edit_type, edit, err);
}

int catalogue_follow(struct catalogue *cat, const char *path, struct err *err)
{
	return sql_run(cat->sql, FOLLOW, SQL_ARGS(SQL_TEXT_OF(path)), err);
}

int catalogue_unfollow(struct catalogue *cat, const char *path, struct err *err)
{
	const struct sql_value *args = SQL_ARGS(SQL_TEXT_OF(path));
	return sql_run(cat->sql, UNFOLLOW, args, err) || sql_run(cat->sql, EDITS_DROP, args, err) ? -1 : 0;
}

int catalogue_is_followed(struct catalogue *cat, const char *path, bool *yes, struct err *err)
{
	int64_t n;
	if (sql_number(cat->sql, IS_FOLLOWED, SQL_ARGS(SQL_TEXT_OF(path)), &n, err))
		return -1;
	*yes = n != 0;
	return 0;
}

int catalogue_followed(struct catalogue *cat, int64_t most, struct arena *arena, struct catalogue_texts *paths,
                       struct err *err)
{
	struct sql_query query = {FOLLOWED, SQL_ARGS(SQL_INT_OF(most ? most : -1)), &catalogue_text_type};
	return sql_rows(cat->sql, &query, arena, paths, err);
}

int catalogue_edited(struct catalogue *cat, int64_t page, const char *name, struct arena *arena,
                     struct catalogue_texts *names, struct err *err)
{
	struct sql_query query = {EDITED, SQL_ARGS(SQL_INT_OF(page), SQL_TEXT_OF(name)), &catalogue_text_type};
	return sql_rows(cat->sql, &query, arena, names, err);
}
