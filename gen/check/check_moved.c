#include "check.h"

#include "core/text/text.h"

/* What the file at i says that it was, once it has been read. */
static void learn(struct check *check, size_t i, const struct str *text)
{
	const struct page_limits limits = {
	    .file_max = text->max, .front_matter_max = text->max, .title_max = (size_t)check->conf->title_max};
	struct err ignored = {0};
	struct page page;
	if (!memmem(text->at, text->len, "moved-from:", strlen("moved-from:")) ||
	    page_parse(&check->files.at[i].place, text->at, text->len, &limits, &check->scratch, &page, &ignored))
		return;
	for (size_t n = 0; n < page.moved.len; n++)
		check_put(&check->moved, arena_dup(&check->arena, page.moved.at[n]), (int64_t)i);
}

/* All files, since any may have been anywhere: only asked for where somebody moved, or a link seems broken. */
static void learn_all(struct check *check)
{
	struct str text;
	str_init(&text, (size_t)(check->conf->staff_max + check->conf->front_matter_max));
	for (size_t i = 0; i < check->files.len; i++) {
		struct err ignored = {0};
		if (!check->files.at[i].content || check->files.at[i].place.kind == PAGE_REPLY)
			continue;
		str_reset(&text);
		/* One that is too long is told of in its turn. */
		if (check_read(check, &check->files.at[i], &text, &ignored) == 0)
			learn(check, i, &text);
	}
	str_release(&text);
	check->knows_moved = true;
}

int64_t check_moved(struct check *check, const char *url)
{
	if (!check->knows_moved)
		learn_all(check);
	return check_find(&check->moved, url);
}
