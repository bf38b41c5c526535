#include "catalogue.h"

#include "catalogue_tables.h"

/* Who opens the file when nobody has it open reads all of the journal: some microseconds a frame. */
enum { FOLD_FRAMES = 200 };

int catalogue_open(struct catalogue **opened, const char *path, enum catalogue_mode mode, struct err *err)
{
	struct catalogue *cat = base_alloc(1, sizeof(*cat));
	cat->options = (struct sql_options){.path = path,
	                                    .schema = catalogue_schema,
	                                    .version = CATALOGUE_VERSION,
	                                    .write = mode == CATALOGUE_WRITE || mode == CATALOGUE_FRESH,
	                                    .hasty = mode == CATALOGUE_GLANCE,
	                                    .fresh = mode == CATALOGUE_FRESH,
	                                    .statements = catalogue_statements,
	                                    .nstatements = (size_t)STATEMENTS + CATALOGUE_LISTS};
	if (sql_open(&cat->sql, &cat->options, err)) {
		free(cat);
		return -1;
	}
	*opened = cat;
	return 0;
}

void catalogue_close(struct catalogue *cat)
{
	if (cat)
		sql_close(cat->sql);
	free(cat);
}

void catalogue_remove(const char *path)
{
	sql_remove(path);
}

int catalogue_begin(struct catalogue *cat, struct err *err)
{
	return sql_exec(cat->sql, "BEGIN IMMEDIATE", err);
}

int catalogue_commit(struct catalogue *cat, struct err *err)
{
	return sql_exec(cat->sql, "COMMIT", err);
}

int catalogue_renew(struct catalogue *cat, struct err *err)
{
	return sql_exec(cat->sql, "COMMIT; BEGIN", err);
}

int catalogue_fold(struct catalogue *cat, struct err *err)
{
	return sql_frames(cat->sql) > FOLD_FRAMES ? sql_fold(cat->sql, err) : 0;
}

int catalogue_index(struct catalogue *cat, struct err *err)
{
	return sql_exec(cat->sql, catalogue_indices, err);
}

int catalogue_get(struct catalogue *cat, const char *name, struct arena *arena, const char **value, struct err *err)
{
	struct sql_query query = {GET, SQL_ARGS(SQL_TEXT_OF(name)), &catalogue_text_type};
	struct catalogue_texts found;
	if (sql_rows(cat->sql, &query, arena, &found, err))
		return -1;
	*value = found.len ? found.at[0] : "";
	return 0;
}

int catalogue_set(struct catalogue *cat, const char *name, const char *value, struct err *err)
{
	return sql_run(cat->sql, SET, SQL_ARGS(SQL_TEXT_OF(name), SQL_TEXT_OF(value)), err);
}

int catalogue_code(struct catalogue *cat, const char *key, struct arena *arena, const char **ranges, struct err *err)
{
	struct sql_query query = {CODE, SQL_ARGS(SQL_TEXT_OF(key)), &catalogue_text_type};
	struct catalogue_texts found;
	if (sql_rows(cat->sql, &query, arena, &found, err))
		return -1;
	*ranges = found.len ? found.at[0] : NULL;
	return 0;
}

int catalogue_code_put(struct catalogue *cat, const char *key, const char *ranges, struct err *err)
{
	return sql_run(cat->sql, CODE_PUT, SQL_ARGS(SQL_TEXT_OF(key), SQL_TEXT_OF(ranges)), err);
}

void catalogue_page_pack(const struct catalogue_page *page, struct str *out)
{
	sql_pack(&catalogue_page_type, page, out);
}

size_t catalogue_page_unpack(const char *bytes, size_t n, struct catalogue_page *page)
{
	return sql_unpack(&catalogue_page_type, bytes, n, page);
}

void catalogue_post_pack(const struct catalogue_post *post, struct str *out)
{
	sql_pack(&catalogue_post_type, post, out);
}

size_t catalogue_post_unpack(const char *bytes, size_t n, struct catalogue_post *post)
{
	return sql_unpack(&catalogue_post_type, bytes, n, post);
}

void catalogue_file_pack(const struct catalogue_file *file, struct str *out)
{
	sql_pack(&catalogue_file_type, file, out);
}

size_t catalogue_file_unpack(const char *bytes, size_t n, struct catalogue_file *file)
{
	return sql_unpack(&catalogue_file_type, bytes, n, file);
}

/* The one row of a statement, or ERR_NOTFOUND that names what was asked for. */
static int one_page(struct catalogue *cat, const struct sql_query *query, struct arena *arena,
                    struct catalogue_page *page, struct err *err)
{
	struct catalogue_pages rows;
	const char *asked = query->args[0].text;
	if (sql_rows(cat->sql, query, arena, &rows, err))
		return -1;
	if (!rows.len)
		return err_set(err, ERR_NOTFOUND, "%s: not in the catalogue", asked ? asked : "page");
	*page = rows.at[0];
	return 0;
}

int catalogue_page(struct catalogue *cat, const char *stem, struct arena *arena, struct catalogue_page *page,
                   struct err *err)
{
	struct sql_query query = {PAGE, SQL_ARGS(SQL_TEXT_OF(stem)), &catalogue_page_type};
	return one_page(cat, &query, arena, page, err);
}

int catalogue_page_at(struct catalogue *cat, int64_t id, struct arena *arena, struct catalogue_page *page,
                      struct err *err)
{
	struct sql_query query = {PAGE_AT, SQL_ARGS(SQL_INT_OF(id)), &catalogue_page_type};
	return one_page(cat, &query, arena, page, err);
}

/* There is one writer, so it may count by itself. */
int catalogue_page_name(struct catalogue *cat, struct catalogue_page *page, struct err *err)
{
	if (page->id)
		return 0;
	if (!cat->last_id && sql_number(cat->sql, PAGE_LAST, SQL_NONE, &cat->last_id, err))
		return -1;
	page->id = ++cat->last_id;
	return 0;
}

int catalogue_page_put(struct catalogue *cat, struct catalogue_page *page, struct err *err)
{
	if (catalogue_page_name(cat, page, err))
		return -1;
	return sql_put(cat->sql, PAGE_PUT, &catalogue_page_type, page, err);
}

int catalogue_staff_count(struct catalogue *cat, struct err *err)
{
	return sql_run(cat->sql, STAFF_POSTS, SQL_NONE, err) || sql_run(cat->sql, STAFF_PAGES, SQL_NONE, err) ? -1 : 0;
}

int catalogue_staff_add(struct catalogue *cat, int64_t id, int64_t delta, struct err *err)
{
	return sql_run(cat->sql, STAFF_ADD, SQL_ARGS(SQL_INT_OF(id), SQL_INT_OF(delta)), err);
}

int catalogue_page_drop(struct catalogue *cat, int64_t id, struct err *err)
{
	return sql_run(cat->sql, PAGE_DROP, SQL_ARGS(SQL_INT_OF(id)), err);
}

int catalogue_page_bare(struct catalogue *cat, int64_t id, bool *bare, struct err *err)
{
	int64_t hangs;
	if (sql_number(cat->sql, PAGE_HANGS, SQL_ARGS(SQL_INT_OF(id)), &hangs, err))
		return -1;
	*bare = !hangs;
	return 0;
}

int catalogue_pages(struct catalogue *cat, const struct catalogue_query *query, struct arena *arena,
                    struct catalogue_pages *pages, struct err *err)
{
	const struct sql_value *args =
	    SQL_ARGS(SQL_TEXT_OF(query->text), SQL_INT_OF(query->a), SQL_INT_OF(query->b),
	             SQL_INT_OF(query->limit ? query->limit : -1), SQL_INT_OF(query->offset));
	return sql_rows(cat->sql, &(struct sql_query){(size_t)STATEMENTS + query->list, args, &catalogue_page_type}, arena, pages,
	                err);
}

int catalogue_stems(struct catalogue *cat, enum page_kind kind, struct arena *arena, struct catalogue_texts *stems,
                    struct err *err)
{
	return sql_rows(cat->sql, &(struct sql_query){STEMS, SQL_ARGS(SQL_INT_OF(kind)), &catalogue_text_type}, arena, stems,
	                err);
}

int catalogue_file_stems(struct catalogue *cat, struct arena *arena, struct catalogue_texts *stems, struct err *err)
{
	return sql_rows(cat->sql, &(struct sql_query){FILE_STEMS, SQL_NONE, &catalogue_text_type}, arena, stems, err);
}

int catalogue_rank(struct catalogue *cat, const struct catalogue_page *topic, int64_t *before, struct err *err)
{
	const struct sql_value *args = SQL_ARGS(SQL_TEXT_OF(topic->forum), SQL_INT_OF(topic->ym),
	                                        SQL_INT_OF(topic->date), SQL_TEXT_OF(topic->stem));
	return sql_number(cat->sql, RANK, args, before, err);
}

int catalogue_rank_listed(struct catalogue *cat, const char *from, const char *stem, int64_t *before, struct err *err)
{
	return sql_number(cat->sql, RANK_LISTED, SQL_ARGS(SQL_TEXT_OF(from), SQL_TEXT_OF(stem)), before, err);
}

int catalogue_rank_made(struct catalogue *cat, const struct catalogue_page *page, int64_t from, int64_t *before,
                        struct err *err)
{
	const struct sql_value *args = SQL_ARGS(SQL_TEXT_OF(page->author), SQL_INT_OF(from), SQL_INT_OF(page->date),
	                                        SQL_TEXT_OF(page->stem));
	return sql_number(cat->sql, RANK_MADE, args, before, err);
}

int catalogue_rank_acts(struct catalogue *cat, const struct catalogue_page *entry, int64_t *before, struct err *err)
{
	const struct sql_value *args = SQL_ARGS(SQL_INT_OF(entry->ym), SQL_INT_OF(entry->date), SQL_TEXT_OF(entry->stem));
	return sql_number(cat->sql, RANK_ACTS, args, before, err);
}

int catalogue_rank_deeds(struct catalogue *cat, const struct catalogue_page *entry, int64_t *before, struct err *err)
{
	const struct sql_value *args = SQL_ARGS(SQL_TEXT_OF(entry->series), SQL_INT_OF(entry->date), SQL_TEXT_OF(entry->stem));
	return sql_number(cat->sql, RANK_DEEDS, args, before, err);
}

int catalogue_posts_between(struct catalogue *cat, const struct catalogue_range *range, int64_t *count, struct err *err)
{
	const struct sql_value *args =
	    SQL_ARGS(SQL_TEXT_OF(range->author), SQL_TEXT_OF(range->from), SQL_TEXT_OF(range->until));
	return sql_number(cat->sql, BETWEEN, args, count, err);
}

int catalogue_post(struct catalogue *cat, struct arena *arena, struct catalogue_post *post, struct err *err)
{
	struct sql_query query = {POST, SQL_ARGS(SQL_INT_OF(post->page), SQL_TEXT_OF(post->name)), &catalogue_post_type};
	struct catalogue_posts rows;
	if (sql_rows(cat->sql, &query, arena, &rows, err))
		return -1;
	if (!rows.len)
		return err_set(err, ERR_NOTFOUND, "%s: not in the catalogue", post->name);
	*post = rows.at[0];
	return 0;
}

int catalogue_post_put(struct catalogue *cat, const struct catalogue_post *post, struct err *err)
{
	return sql_put(cat->sql, POST_PUT, &catalogue_post_type, post, err);
}

int catalogue_post_drop(struct catalogue *cat, int64_t page, const char *name, struct err *err)
{
	return sql_run(cat->sql, POST_DROP, SQL_ARGS(SQL_INT_OF(page), SQL_TEXT_OF(name)), err);
}

static int posts_of(struct catalogue *cat, size_t statement, const struct catalogue_span *span, struct arena *arena,
                    struct catalogue_posts *posts, struct err *err)
{
	struct sql_value whose = SQL_INT_OF(span->page);
	if (span->order == POSTS_BY || span->order == POSTS_BY_FROM)
		whose = (struct sql_value)SQL_TEXT_OF(span->author);
	const struct sql_value *args = SQL_ARGS(whose, SQL_INT_OF(span->limit ? span->limit : -1),
	                                        SQL_INT_OF(span->offset), SQL_TEXT_OF(span->from));
	bool bare = statement == BARE_BY_NAME || statement == BARE_BY_NAME_FROM;
	const struct sql_type *type = bare ? &catalogue_bare_type : &catalogue_post_type;
	return sql_rows(cat->sql, &(struct sql_query){statement, args, type}, arena, posts, err);
}

static bool has_namesakes(const struct catalogue_posts *posts)
{
	for (size_t i = 1; i < posts->len; i++)
		if (strcmp(posts->at[i - 1].name, posts->at[i].name) == 0)
			return true;
	return false;
}

/*
 * Names are as good as unique, and the index has them in order; but two posts of the same name stand
 * in the order of their pages' stems, which no index knows. *found: there are none here, nor right before or after.
 */
static int posts_by(struct catalogue *cat, const struct catalogue_span *span, struct arena *arena,
                    struct catalogue_posts *posts, bool *found, struct err *err)
{
	struct catalogue_span wide = *span;
	size_t before = span->offset > 0, most = (size_t)span->limit;
	wide.offset -= (int64_t)before;
	wide.limit = span->limit ? span->limit + (int64_t)before + 1 : 0;
	size_t statement = (size_t)(span->bare ? BARE_BY_NAME : BY_NAME) + (span->order == POSTS_BY_FROM);
	if (posts_of(cat, statement, &wide, arena, posts, err))
		return -1;
	*found = !has_namesakes(posts);
	before = before < posts->len ? before : posts->len;
	posts->at += before;
	posts->len -= before;
	if (most && posts->len > most)
		posts->len = most;
	return 0;
}

int catalogue_posts(struct catalogue *cat, const struct catalogue_span *span, struct arena *arena,
                    struct catalogue_posts *posts, struct err *err)
{
	bool by = span->order == POSTS_BY || span->order == POSTS_BY_FROM, found = false;
	if (by && posts_by(cat, span, arena, posts, &found, err))
		return -1;
	return found ? 0 : posts_of(cat, (size_t)FORWARD + span->order, span, arena, posts, err);
}

int catalogue_replies(struct catalogue *cat, int64_t page, const char *name, struct arena *arena,
                      struct catalogue_posts *posts, struct err *err)
{
	const struct sql_value *args = SQL_ARGS(SQL_INT_OF(page), SQL_TEXT_OF(name));
	return sql_rows(cat->sql, &(struct sql_query){UNDER, args, &catalogue_post_type}, arena, posts, err);
}

int catalogue_posts_from(struct catalogue *cat, int64_t page, const char *name, int64_t *count, struct err *err)
{
	return sql_number(cat->sql, FROM, SQL_ARGS(SQL_INT_OF(page), SQL_TEXT_OF(name)), count, err);
}

int catalogue_post_names(struct catalogue *cat, int64_t page, struct arena *arena, struct catalogue_texts *names,
                         struct err *err)
{
	return sql_rows(cat->sql, &(struct sql_query){NAMES, SQL_ARGS(SQL_INT_OF(page)), &catalogue_text_type}, arena, names,
	                err);
}

int catalogue_first_reply(struct catalogue *cat, const struct catalogue_page *page, int64_t *at, struct err *err)
{
	return sql_number(cat->sql, FIRST, SQL_ARGS(SQL_INT_OF(page->id), SQL_TEXT_OF(page->author)), at, err);
}

int catalogue_file_put(struct catalogue *cat, const struct catalogue_file *file, struct err *err)
{
	return sql_put(cat->sql, FILE_PUT, &catalogue_file_type, file, err);
}

int catalogue_file_drop(struct catalogue *cat, int64_t page, const char *name, struct err *err)
{
	return sql_run(cat->sql, FILE_DROP, SQL_ARGS(SQL_INT_OF(page), SQL_TEXT_OF(name)), err);
}

int catalogue_file_at(struct catalogue *cat, const char *stem, struct catalogue_file *file, struct arena *arena,
                      struct err *err)
{
	struct sql_query query = {FILE_AT, SQL_ARGS(SQL_TEXT_OF(stem), SQL_TEXT_OF(file->name)), &catalogue_file_type};
	struct catalogue_files found;
	if (sql_rows(cat->sql, &query, arena, &found, err))
		return -1;
	if (!found.len)
		return err_set(err, ERR_NOTFOUND, "%s/%s: no such file", stem, file->name);
	*file = found.at[0];
	return 0;
}

int catalogue_files(struct catalogue *cat, int64_t page, struct arena *arena, struct catalogue_files *files,
                    struct err *err)
{
	return sql_rows(cat->sql, &(struct sql_query){FILES, SQL_ARGS(SQL_INT_OF(page)), &catalogue_file_type}, arena, files,
	                err);
}

int catalogue_tag(struct catalogue *cat, const char *tag, const struct catalogue_page *page, bool on, struct err *err)
{
	const struct sql_value *args =
	    SQL_ARGS(SQL_TEXT_OF(tag), SQL_INT_OF(page->live), SQL_INT_OF(page->date), SQL_TEXT_OF(page->stem));
	return sql_run(cat->sql, on ? TAG_PUT : TAG_DROP, args, err);
}

int catalogue_mention(struct catalogue *cat, const char *handle, const struct catalogue_mention *at, bool on,
                      struct err *err)
{
	const struct sql_value *args = SQL_ARGS(SQL_TEXT_OF(handle), SQL_TEXT_OF(at->stem), SQL_TEXT_OF(at->name));
	return sql_run(cat->sql, on ? MENTION_PUT : MENTION_DROP, args, err);
}

int catalogue_mentions(struct catalogue *cat, const char *handle, struct arena *arena,
                       struct catalogue_mentions *mentions, struct err *err)
{
	return sql_rows(cat->sql, &(struct sql_query){MENTIONS, SQL_ARGS(SQL_TEXT_OF(handle)), &catalogue_mention_type}, arena,
	                mentions, err);
}

int catalogue_move(struct catalogue *cat, const struct catalogue_move *move, bool on, struct err *err)
{
	const struct sql_value *args = SQL_ARGS(SQL_TEXT_OF(move->url), SQL_TEXT_OF(move->stem));
	return sql_run(cat->sql, on ? MOVE_PUT : MOVE_DROP, args, err);
}

int catalogue_moves(struct catalogue *cat, const char *url, struct arena *arena, struct catalogue_moves *moves,
                    struct err *err)
{
	struct sql_query query = {url ? MOVES_FROM : MOVES, SQL_ARGS(SQL_TEXT_OF(url)), &catalogue_move_type};
	return sql_rows(cat->sql, &query, arena, moves, err);
}

int catalogue_tally_add(struct catalogue *cat, const char *key, int64_t delta, struct err *err)
{
	if (sql_run(cat->sql, TALLY_ADD, SQL_ARGS(SQL_TEXT_OF(key), SQL_INT_OF(delta)), err))
		return -1;
	return delta < 0 ? sql_run(cat->sql, TALLY_DROP, SQL_ARGS(SQL_TEXT_OF(key)), err) : 0;
}

int catalogue_tally(struct catalogue *cat, const char *key, int64_t *n, struct err *err)
{
	return sql_number(cat->sql, TALLY, SQL_ARGS(SQL_TEXT_OF(key)), n, err);
}

int catalogue_tallies_from(struct catalogue *cat, const char *prefix, const char *from, struct arena *arena,
                           struct catalogue_tallies *tallies, struct err *err)
{
	/* No key has a byte like the last one. */
	const char *first = arena_printf(arena, "%s%s", prefix, from), *end = arena_printf(arena, "%s\xff", prefix);
	struct sql_query query = {TALLIES, SQL_ARGS(SQL_TEXT_OF(first), SQL_TEXT_OF(end)), &catalogue_tally_type};
	if (sql_rows(cat->sql, &query, arena, tallies, err))
		return -1;
	for (size_t i = 0; i < tallies->len; i++)
		tallies->at[i].key += strlen(prefix);
	return 0;
}

int catalogue_tallies(struct catalogue *cat, const char *prefix, struct arena *arena, struct catalogue_tallies *tallies,
                      struct err *err)
{
	return catalogue_tallies_from(cat, prefix, "", arena, tallies, err);
}

int catalogue_pending_put(struct catalogue *cat, const char *key, int64_t part, struct err *err)
{
	return sql_run(cat->sql, PENDING_PUT, SQL_ARGS(SQL_TEXT_OF(key), SQL_INT_OF(part)), err);
}

int catalogue_pending(struct catalogue *cat, struct arena *arena, struct catalogue_outputs *pending, struct err *err)
{
	return sql_rows(cat->sql, &(struct sql_query){PENDING, SQL_NONE, &catalogue_output_type}, arena, pending, err);
}

int catalogue_pending_clear(struct catalogue *cat, struct err *err)
{
	return sql_run(cat->sql, PENDING_CLEAR, SQL_NONE, err);
}

int catalogue_output_put(struct catalogue *cat, const struct catalogue_output *output, struct err *err)
{
	return sql_put(cat->sql, OUTPUT_PUT, &catalogue_output_type, output, err);
}

int catalogue_output_drop(struct catalogue *cat, const struct catalogue_output *output, struct err *err)
{
	const struct sql_value *args =
	    SQL_ARGS(SQL_TEXT_OF(output->key), SQL_INT_OF(output->part), SQL_TEXT_OF(output->path));
	return sql_run(cat->sql, OUTPUT_DROP, args, err);
}

int catalogue_outputs(struct catalogue *cat, const char *key, struct arena *arena, struct catalogue_outputs *outputs,
                      struct err *err)
{
	struct sql_query query = {key ? OUTPUTS : OUTPUTS_ALL, SQL_ARGS(SQL_TEXT_OF(key)), &catalogue_output_type};
	return sql_rows(cat->sql, &query, arena, outputs, err);
}

int catalogue_output_count(struct catalogue *cat, int64_t *count, struct err *err)
{
	return sql_number(cat->sql, OUTPUT_COUNT, SQL_NONE, count, err);
}
