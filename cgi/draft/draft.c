#include "draft.h"

#include "cgi/visit/say.h"
#include "core/text/text.h"

enum { LINE_MAX_BYTES = 4096 };

/* What each kind of draft makes. */
static const struct draft_row {
	const char *name;
	enum page_kind page;
} rows[] = {
	[DRAFT_NONE] = {"change", PAGE_NONE},     [DRAFT_TOPIC] = {"topic", PAGE_TOPIC}, [DRAFT_REPLY] = {"reply", PAGE_REPLY},
	[DRAFT_EDIT] = {"edit", PAGE_NONE},       [DRAFT_EVENT] = {"event", PAGE_EVENT}, [DRAFT_RESOURCE] = {"resource", PAGE_RESOURCE},
};

const char *draft_kind_name(enum draft_kind kind)
{
	return rows[kind].name;
}

enum draft_kind draft_kind_of(const char *name, size_t n)
{
	for (size_t i = DRAFT_NONE + 1; i < ARRAY_LEN(rows); i++) {
		if (strlen(rows[i].name) == n && !memcmp(rows[i].name, name, n))
			return (enum draft_kind)i;
	}
	return DRAFT_NONE;
}

enum page_kind draft_page_kind(const struct draft *draft)
{
	return draft->kind == DRAFT_EDIT ? draft->target.place.kind : rows[draft->kind].page;
}

bool draft_is_suggestion(const struct draft *draft)
{
	enum page_kind kind = draft_page_kind(draft);
	return draft->kind == DRAFT_EDIT && kind != PAGE_TOPIC && kind != PAGE_REPLY && kind != PAGE_MEMBER;
}

/* Bytes that are not UTF-8 cannot be shown back as they were. */
const char *draft_clean(struct visit *visit, const char *s, size_t *n, const char **error)
{
	if (text_bad_utf8(s, *n) == *n)
		return s;
	char *copy = arena_dupn(visit->arena, s, *n);
	for (size_t at = 0, bad; (bad = text_bad_utf8(copy + at, *n - at)) < *n - at; at += bad + 1)
		copy[at + bad] = '?';
	*error = say(visit, "say.not_text");
	return copy;
}

const char *draft_line(struct visit *visit, const struct form *form, const char *name, const char **error)
{
	struct str out;
	const char *value = form_text(form, name);
	size_t n = strnlen(value, LINE_MAX_BYTES);
	value = draft_clean(visit, value, &n, error);
	str_init(&out, LINE_MAX_BYTES);
	text_one_line(&out, value, n);
	const char *line = arena_dupn(visit->arena, out.at, out.len);
	str_release(&out);
	return line;
}
