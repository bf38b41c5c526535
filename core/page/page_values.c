#include "page_parts.h"

#include "core/text/date.h"
#include "core/text/escape.h"
#include "core/text/text.h"
#include "votes.h"

static void *slot(const struct page_row *field, struct page *page)
{
	return (char *)page + field->offset;
}

static const char *shown(struct page_reader *r, const char *s, size_t n)
{
	struct str out;
	str_init(&out, 256);
	escape_log(&out, s, n, 60);
	const char *copy = arena_dupn(r->arena, out.at, out.len);
	str_release(&out);
	return copy;
}

static void report_unknown(struct page_reader *r, const char *key, int64_t line)
{
	const char *near = page_row_nearest(key, r->place->kind);
	if (page_row_elsewhere(key))
		page_report(r, ERR_INPUT, line, key, "no such key in a %s", page_kind_name(r->place->kind));
	else if (near)
		page_report(r, ERR_INPUT, line, key, "no such key (did you mean %s?)", near);
	else
		page_report(r, ERR_INPUT, line, key, "no such key");
}

static int check_text(const struct page_row *field, const struct page_value *value, struct err *err)
{
	if (text_check_line(value->text, value->len, err)) {
		/* It is one line by now, so where in it is all that helps. */
		const char *where = strchr(err->msg, ',');
		return err_set(err, ERR_INPUT, "%s", where ? where + 2 : "not one line of text");
	}
	return value->len && field->check ? field->check(value->text, err) : 0;
}

static int set_list(const struct page_row *field, const struct page_value *value, struct page_reader *r,
                    struct err *err)
{
	const char **at = arena_alloc(r->arena, value->nitems + 1, sizeof(*at));
	for (size_t i = 0; i < value->nitems; i++) {
		const char *text = value->items[i].text;
		if (!value->items[i].len)
			return err_set(err, ERR_INPUT, "an item of the list is empty");
		if (check_text(field, &value->items[i], err))
			return err_prefix(err, "'%s'", shown(r, text, value->items[i].len));
		for (size_t j = 0; j < i; j++) {
			if (!strcmp(at[j], text))
				return err_set(err, ERR_INPUT, "'%s' stands there twice", text);
		}
		at[i] = text;
	}
	*(struct page_texts *)slot(field, r->page) = (struct page_texts){at, value->nitems};
	return 0;
}

static int set_date(const char *text, int64_t *at, struct err *err)
{
	if (date_parse(text, at, err))
		return err_set(err, ERR_INPUT, "wants a date like 2026-11-22 or 2026-11-22T18:00:00Z");
	if (*at <= 0)
		return err_set(err, ERR_INPUT, "wants a date after 1970-01-01");
	return 0;
}

static int set_choice(const char *text, const char *choices, int64_t *n, struct err *err)
{
	size_t len = strlen(text);
	*n = 0;
	for (const char *at = choices;; at += 2, (*n)++) {
		size_t word = strcspn(at, ",");
		if (word == len && !memcmp(at, text, len))
			return 0;
		at += word;
		if (!*at)
			return err_set(err, ERR_INPUT, "wants one of: %s", choices);
	}
}

static int set_bool(const struct page_value *value, bool *yes, struct err *err)
{
	*yes = !strcmp(value->text, "yes") || !strcmp(value->text, "true");
	if (!value->plain || (!*yes && strcmp(value->text, "no") && strcmp(value->text, "false")))
		return err_set(err, ERR_INPUT, "wants yes or no");
	return 0;
}

static int set_number(const struct page_row *field, const struct page_value *value, int64_t *n, struct err *err)
{
	if (!value->plain)
		return err_set(err, ERR_INPUT, "wants a number, without quotes");
	return text_to_int(value->text, field->min, 1000000, n, err);
}

static int set_text(const struct page_row *field, const struct page_value *value, struct page_reader *r,
                    struct err *err)
{
	size_t max = field->offset == offsetof(struct page, title) ? r->limits->title_max : r->limits->front_matter_max;
	if (text_length(value->text, value->len) > max)
		return err_set(err, ERR_LIMIT, "%zu characters at most", max);
	*(const char **)slot(field, r->page) = value->text;
	return 0;
}

static int set(const struct page_row *field, const struct page_value *value, struct page_reader *r, struct err *err)
{
	void *at = slot(field, r->page);
	if (field->type == FIELD_LIST && !value->list)
		return value->len ? err_set(err, ERR_INPUT, "wants a list, like [one, two]") : 0;
	if (value->list)
		return field->type == FIELD_LIST ? set_list(field, value, r, err)
		                                 : err_set(err, ERR_INPUT, "wants a single value, not a list");
	if (check_text(field, value, err))
		return -1;
	if (field->type == FIELD_TEXT)
		return set_text(field, value, r, err);
	if (!value->len)
		return 0;
	switch (field->type) {
	case FIELD_DATE:
		return set_date(value->text, at, err);
	case FIELD_NUMBER:
		return set_number(field, value, at, err);
	case FIELD_YES_NO:
		return set_bool(value, at, err);
	default:
		return set_choice(value->text, field->choices, at, err);
	}
}

void page_fields_set(struct page_reader *r, const struct page_value *key, const struct page_value *value, int64_t line)
{
	struct err err = {0};
	int i = strlen(key->text) == key->len ? page_row_find(key->text, r->place->kind) : -1;
	if (i < 0) {
		report_unknown(r, shown(r, key->text, key->len), line);
		return;
	}
	size_t n;
	const struct page_row *row = &page_rows(&n)[i];
	if (r->lines[i]) {
		page_report(r, ERR_INPUT, line, row->key, "stands there twice, first in line %lld", (long long)r->lines[i]);
		return;
	}
	r->lines[i] = line;
	if (!set(row, value, r, &err)) {
		bool required = row->required & 1u << r->place->kind;
		if (required && !value->list && strspn(value->text, " ") == value->len)
			page_report(r, ERR_INPUT, line, row->key, "has no value");
		return;
	}
	page_report(r, err.code, line, row->key, "%s", err.msg);
}

static int64_t line_of(const struct page_reader *r, const char *key)
{
	int i = page_row_find(key, r->place->kind);
	return i < 0 ? 0 : r->lines[i];
}

void page_fields_finish(struct page_reader *r)
{
	size_t n;
	const struct page_row *rows = page_rows(&n);
	struct page *page = r->page;
	for (size_t i = 0; i < n; i++) {
		if (rows[i].required & 1u << r->place->kind && !r->lines[i])
			page_report(r, ERR_INPUT, 1, rows[i].key, "is missing; every %s has it in its front matter",
			            page_kind_name(r->place->kind));
	}
	if (*page->guest_name && strcmp(page->author, "guest"))
		page_report(r, ERR_INPUT, line_of(r, "name"), "name", "only goes with 'author: guest'");
	if (page->end && page->end < page->start)
		page_report(r, ERR_INPUT, line_of(r, "end"), "end", "is before start");
	if (page->poll.len == 1 || page->poll.len > VOTES_CHOICES_MAX)
		page_report(r, ERR_INPUT, line_of(r, "poll"), "poll", "wants 2 to %d choices", VOTES_CHOICES_MAX);
	if (!page->poll.len && (page->poll_closes || page->poll_many || *page->poll_question))
		page_report(r, ERR_INPUT, 1, "poll", "is missing; what else is said of a poll goes with its choices");
	if (!line_of(r, "type") && *page->file && !*page->link)
		page->shelf = SHELF_file;
	if (page->forum_kind == FORUM_ANNOUNCEMENTS && !line_of(r, "post"))
		page->post = ROLE_STAFF;
}

void page_fields_blank(struct page *page)
{
	size_t n;
	const struct page_row *rows = page_rows(&n);
	static const char *const none[] = {NULL};
	for (size_t i = 0; i < n; i++) {
		if (rows[i].type == FIELD_TEXT)
			*(const char **)slot(&rows[i], page) = "";
		else if (rows[i].type == FIELD_LIST)
			*(struct page_texts *)slot(&rows[i], page) = (struct page_texts){none, 0};
	}
}

/* Words that YAML readers other than ours take for something else than text. */
static bool is_yaml_word(const char *s)
{
	static const char *const words[] = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"};
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (!strcasecmp(s, words[i]))
			return true;
	}
	return false;
}

/* Can it stand without quotes? Begins with a letter, and has nothing that YAML could read as more than text. */
static bool is_plain_yaml(const char *s)
{
	size_t n = strlen(s);
	if (!((*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z')) || s[n - 1] == ' ' || is_yaml_word(s))
		return false;
	for (const char *at = s; *at; at++) {
		if (*at == ':' && (at[1] == ' ' || !at[1]))
			return false;
	}
	return page_made_of(s, " -_.,/()!?'+:;=@");
}

static void write_text(const char *s, struct str *out)
{
	if (is_plain_yaml(s) || text_is_id(s, strlen(s)))
		str_addz(out, s);
	else
		escape_yaml(out, s);
}

static void write_list(const struct page_texts *texts, struct str *out)
{
	for (size_t i = 0; i < texts->len; i++) {
		str_addz(out, i ? ", " : "[");
		if (is_plain_yaml(texts->at[i]) && page_made_of(texts->at[i], "-."))
			str_addz(out, texts->at[i]);
		else
			escape_yaml(out, texts->at[i]);
	}
	str_addc(out, ']');
}

static void write_choice(const char *choices, int64_t n, struct str *out)
{
	while (n-- > 0)
		choices += strcspn(choices, ",") + 2;
	str_add(out, choices, strcspn(choices, ","));
}

static bool is_set(const struct page_row *field, const void *at)
{
	switch (field->type) {
	case FIELD_TEXT:
		return **(const char *const *)at;
	case FIELD_LIST:
		return ((const struct page_texts *)at)->len;
	case FIELD_YES_NO:
		return *(const bool *)at;
	default:
		return field->always || *(const int64_t *)at;
	}
}

static void write_value(const struct page_row *field, const void *at, struct str *out)
{
	char date[DATE_TEXT];
	switch (field->type) {
	case FIELD_TEXT:
		write_text(*(const char *const *)at, out);
		return;
	case FIELD_LIST:
		write_list(at, out);
		return;
	case FIELD_YES_NO:
		str_addz(out, "yes");
		return;
	case FIELD_NUMBER:
		str_add_int(out, *(const int64_t *)at);
		return;
	case FIELD_CHOICE:
		write_choice(field->choices, *(const int64_t *)at, out);
		return;
	case FIELD_DATE:
		date_rfc3339(*(const int64_t *)at, date);
		str_addz(out, date);
	}
}

void page_field_write(const struct page_row *field, const struct page *page, struct str *out)
{
	const void *at = (const char *)page + field->offset;
	if (!(field->kinds & 1u << page->place.kind) || !is_set(field, at))
		return;
	str_addf(out, "%s: ", field->key);
	write_value(field, at, out);
	str_addc(out, '\n');
}

void page_fields_write(const struct page *page, struct str *out)
{
	size_t n;
	const struct page_row *rows = page_rows(&n);
	for (size_t i = 0; i < n; i++)
		page_field_write(&rows[i], page, out);
}
