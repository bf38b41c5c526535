#include "ask.h"

static enum page_role role_for(const struct ask_row *row, enum page_kind kind)
{
	for (size_t i = 0; i < page_field_count(); i++) {
		struct page_field field = page_field(i);
		if (field.kinds & 1u << kind && !strcmp(field.key, row->key))
			return field.who;
	}
	return ROLE_ADMIN;
}

/* Is it a field of this form, for this visitor? */
bool ask_is_asked(const struct visit *visit, const struct draft *draft, const struct ask_row *row)
{
	enum page_kind kind = draft_page_kind(draft);
	enum page_role role = visit->handle ? visit->role : ROLE_MEMBER;
	return row->kinds & 1u << kind && (!row->later || draft->kind == DRAFT_EDIT) && (!row->fits || row->fits(draft)) &&
	       role >= role_for(row, kind);
}

static const char *text_at(const struct ask_row *row, const struct page *page)
{
	const char *text;
	memcpy(&text, (const char *)page + row->at, sizeof(text));
	return text;
}

const char *ask_get(struct asking *a, const struct ask_row *row, const struct page *page)
{
	return row->get ? row->get(a, page) : text_at(row, page);
}

const char *ask_value(const struct draft *draft, const char *name)
{
	size_t n;
	const struct ask_row *rows = ask_rows(&n);
	for (size_t i = 0; i < n; i++)
		if (!strcmp(rows[i].name, name))
			return draft->asks[i] ? draft->asks[i] : "";
	return "";
}
