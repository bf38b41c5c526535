#include "check.h"

#include "core/page/votes.h"

/* The page that is voted on, where it can be read; else one of kind PAGE_NONE. */
static int read_parent(struct check *check, const struct check_file *file, struct page *page, struct err *err)
{
	const struct page_limits limits = {SIZE_MAX, (size_t)check->conf->front_matter_max, (size_t)check->conf->title_max};
	int64_t i = check_find(&check->names, file->place.parent);
	struct str text;
	struct err ignored = {0};
	*page = (struct page){.place = {.kind = PAGE_NONE}};
	if (i < 0)
		return 0;
	str_init(&text, (size_t)(check->conf->staff_max + check->conf->front_matter_max));
	int rc = check_read(check, &check->files.at[i], &text, err);
	if (rc && err->code == ERR_LIMIT) {
		err_clear(err);
		rc = 0;
	} else if (!rc) {
		const char *copy = arena_dupn(&check->scratch, text.at, text.len);
		if (page_parse(&check->files.at[i].place, copy, text.len, &limits, &check->scratch, page, &ignored))
			page->place.kind = PAGE_NONE;
	}
	str_release(&text);
	return rc;
}

static int was_there(struct check *check, const struct check_file *file, const struct votes_line *vote, bool *was,
                     struct err *err)
{
	struct votes old;
	struct err ignored = {0};
	struct str text;
	str_init(&text, VOTES_BYTES_MAX);
	int rc = check_read_base(check, file, &text, err);
	*was = false;
	if (!rc && !votes_parse(text.at, text.len, &check->scratch, &old, &ignored))
		for (size_t i = 0; i < old.len; i++)
			*was = *was || strcmp(old.at[i].what, vote->what) == 0;
	str_release(&text);
	return rc;
}

/*
 * Only against a base: what is on main already was in time, or somebody let it pass. The builder counts
 * every ballot that is there, since a commit's date says when it was taken in, not when it was cast.
 */
static int check_late(struct check *check, const struct check_file *file, const struct page *page,
                      const struct votes_line *vote, struct err *err)
{
	bool was;
	if (!check->base || !page->poll_closes || page->poll_closes > check->now)
		return 0;
	if (was_there(check, file, vote, &was, err))
		return -1;
	if (!was)
		check_report(check, file->path, 1, NULL, "the poll has ended; '%s' would be counted all the same", vote->what);
	return 0;
}

static int check_ballot(struct check *check, const struct check_file *file, const struct votes_line *vote,
                        int64_t line, struct err *err)
{
	int64_t choices[VOTES_CHOICES_MAX];
	size_t n = votes_ballot(vote->what, choices);
	struct page page;
	if (!n)
		return 0;
	if (read_parent(check, file, &page, err))
		return -1;
	if (page.place.kind == PAGE_NONE)
		return 0;
	if (!page.poll.len)
		check_report(check, file->path, line, NULL, "%s has no poll", file->place.parent);
	else if ((size_t)choices[n - 1] > page.poll.len)
		check_report(check, file->path, line, NULL, "the poll has %zu choices", page.poll.len);
	else if (n > 1 && !page.poll_many)
		check_report(check, file->path, line, NULL, "the poll takes one choice");
	return check_late(check, file, &page, vote, err);
}

/* What the file says of a reply that is not there, or of a poll that is another. */
static int check_lines(struct check *check, const struct check_file *file, const struct votes *votes, struct err *err)
{
	for (size_t i = 0; i < votes->len; i++) {
		const char *post = votes->at[i].post;
		int64_t line = (int64_t)i + 1;
		const char *stem = arena_printf(&check->scratch, "%s/%s", file->place.parent, post);
		if (*post && check_find(&check->names, stem) < 0)
			check_report(check, file->path, line, NULL, "%s has no reply %s", file->place.parent, post);
		if (check_ballot(check, file, &votes->at[i], line, err))
			return -1;
	}
	return 0;
}

int check_votes(struct check *check, const struct check_file *file, struct err *err)
{
	struct votes votes;
	struct str text;
	struct err why = {0};
	str_init(&text, VOTES_BYTES_MAX);
	int rc = check_read(check, file, &text, err);
	if (rc && err->code == ERR_LIMIT) {
		check_report(check, file->path, 1, NULL, "a file of votes has %d bytes at most", VOTES_BYTES_MAX);
		rc = 0;
	} else if (!rc && votes_parse(text.at, text.len, &check->scratch, &votes, &why))
		check_report(check, file->path, votes.line, NULL, "%s", why.msg);
	else if (!rc)
		rc = check_lines(check, file, &votes, err);
	str_release(&text);
	return rc;
}
