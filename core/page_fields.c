#include "page_parts.h"

#include "date.h"
#include "escape.h"
#include "near.h"
#include "text.h"

enum type { TEXT, LIST, DATE, NUMBER, YES_NO, CHOICE };

/* One key of the front matter: what it may hold, who may set it, and where it is kept. */
struct field {
	const char *key;
	enum type type;
	unsigned kinds, required;
	enum page_role who;
	const char *help;
	size_t offset; /* in struct page: const char *, struct page_texts, int64_t or bool, by type */
	int (*check)(const char *text, struct err *err); /* of a text, or of each item of a list */
	const char *choices;                             /* "a, b, c": the value kept is the place in it */
	bool always;                                     /* written even where it is the default */
	int64_t min;
};

#define K(kind) (1u << PAGE_##kind)
#define SERIES (K(SERIES) | K(LESSON))
#define POSTS (K(TOPIC) | K(REPLY))
#define BODIES (K(HOME) | K(RULES) | K(PLAIN) | K(FORUM) | POSTS | SERIES | K(RESOURCE) | K(EVENT))
#define TITLED (BODIES & ~K(REPLY))
#define AT(member) .offset = offsetof(struct page, member)

/* In the order in which they are written. */
static const struct field fields[] = {
    {"title", TEXT, TITLED, TITLED & ~(K(HOME) | K(RULES)), ROLE_MEMBER, "What the page is called.", AT(title)},
    {"name", TEXT, K(MEMBER), 0, ROLE_MEMBER, "The name to show in place of the handle.", AT(name)},
    {"role", CHOICE, K(MEMBER), 0, ROLE_ADMIN, "What the member may do.", AT(role),
     .choices = "member, staff, moderator, admin"},
    {"act", TEXT, K(VERDICT), K(VERDICT), ROLE_MODERATOR, "What was done: approve, reject, lock, hide …", AT(act),
     page_shape_slug},
    {"target", TEXT, K(VERDICT), K(VERDICT), ROLE_MODERATOR, "The path, or the submission, that it was done to.",
     AT(target), text_check_path},
    {"reason", TEXT, K(VERDICT), 0, ROLE_MODERATOR, "Why, in a sentence.", AT(reason)},
    {"rule", TEXT, K(VERDICT), 0, ROLE_MODERATOR, "The rule that it rests on.", AT(rule)},
    {"reviewer", TEXT, K(VERDICT), K(VERDICT), ROLE_MODERATOR, "Handle of who decided.", AT(reviewer),
     page_shape_handle},
    {"version", NUMBER, K(RULES), K(RULES), ROLE_ADMIN, "Counts up when the rules change; who joins accepts one.",
     AT(version), .min = 1},
    {"description", TEXT, (TITLED & ~K(TOPIC)) | K(MEMBER), 0, ROLE_MEMBER,
     "One sentence for lists, feeds and search engines.", AT(description)},
    {"author", TEXT, POSTS | SERIES | K(RESOURCE) | K(EVENT) | K(VERDICT), POSTS, ROLE_MEMBER,
     "Handle of who wrote it, or guest.", AT(author), page_shape_handle},
    {"name", TEXT, POSTS, 0, ROLE_MEMBER, "The name that a guest gave; only with author: guest.", AT(guest_name)},
    {"date", DATE, POSTS | SERIES | K(RESOURCE) | K(EVENT) | K(VERDICT), POSTS | K(VERDICT), ROLE_MEMBER,
     "When it was written.", AT(date)},
    {"joined", DATE, K(MEMBER), 0, ROLE_MODERATOR, "When the member joined.", AT(date)},
    {"edited", DATE, BODIES, 0, ROLE_MEMBER, "When it was last changed, for readers to know.", AT(edited)},
    {"lang", TEXT, BODIES, 0, ROLE_MEMBER, "Language of the text, where it is not the site's.", AT(lang),
     page_shape_language},
    {"tags", LIST, K(TOPIC) | SERIES | K(RESOURCE) | K(EVENT), 0, ROLE_MEMBER,
     "What it is about, each one word: [install, css].", AT(tags), page_shape_slug},
    {"kind", CHOICE, K(FORUM), 0, ROLE_ADMIN, "What the forum is for.", AT(forum_kind),
     .choices = "discussion, questions, ideas, announcements, jobs"},
    {"order", NUMBER, K(FORUM) | K(PLAIN) | SERIES, 0, ROLE_STAFF, "Place in its list, the smallest first.", AT(order),
     .min = -1000000},
    {"post", CHOICE, K(FORUM), 0, ROLE_ADMIN,
     "The least role that may open topics; staff, if not said, for announcements.", AT(post),
     .choices = "member, staff, moderator, admin", .always = true},
    {"pinned", YES_NO, K(TOPIC), 0, ROLE_MODERATOR, "Stays on top of its forum.", AT(pinned)},
    {"locked", YES_NO, K(TOPIC), 0, ROLE_MODERATOR, "Takes no more replies.", AT(locked)},
    {"hidden", YES_NO, POSTS, 0, ROLE_MODERATOR, "Is kept, but not shown.", AT(hidden)},
    {"status", CHOICE, K(TOPIC), 0, ROLE_STAFF, "What became of an idea.", AT(status),
     .choices = "open, planned, started, done, declined"},
    {"answer", TEXT, K(TOPIC), 0, ROLE_MEMBER, "Id of the reply that answers the question.", AT(answer), page_shape_id},
    {"expires", DATE, K(TOPIC), 0, ROLE_MEMBER, "When an entry of a jobs forum ends.", AT(expires)},
    {"submission", TEXT, POSTS, 0, ROLE_MEMBER, "Id of the submission that brought it.", AT(submission), page_shape_id},
    {"link", TEXT, K(RESOURCE), 0, ROLE_MEMBER, "Address of what is recommended.", AT(link), page_shape_link},
    {"file", TEXT, K(RESOURCE), 0, ROLE_MEMBER, "Name of the download beside the page.", AT(file), page_shape_file},
    {"licence", TEXT, K(RESOURCE), 0, ROLE_MEMBER, "Licence of what is recommended.", AT(licence)},
    {"checksum", TEXT, K(RESOURCE), 0, ROLE_MEMBER, "sha256: and the digest of the file.", AT(checksum),
     page_shape_checksum},
    {"start", DATE, K(EVENT), K(EVENT), ROLE_MEMBER, "When it begins.", AT(start)},
    {"end", DATE, K(EVENT), 0, ROLE_MEMBER, "When it ends.", AT(end)},
    {"zone", TEXT, K(EVENT), 0, ROLE_MEMBER, "Time zone of the place, like Europe/Berlin.", AT(zone), page_shape_zone},
    {"repeat", TEXT, K(EVENT), 0, ROLE_MEMBER, "Recurrence (RFC 5545), like FREQ=WEEKLY;BYDAY=TU.", AT(repeat),
     page_shape_repeat},
    {"location", TEXT, K(EVENT), 0, ROLE_MEMBER, "Where it takes place.", AT(location)},
    {"join", TEXT, K(EVENT), 0, ROLE_MEMBER, "Address to join it by.", AT(join), page_shape_link},
    {"recording", TEXT, K(EVENT), 0, ROLE_MEMBER, "Address of the recording.", AT(recording), page_shape_web},
    {"topic", TEXT, K(EVENT), 0, ROLE_MEMBER, "Folder of the topic where it is talked about.", AT(topic),
     text_check_path},
    {"avatar", TEXT, K(MEMBER), 0, ROLE_MEMBER, "Name of the image beside the profile.", AT(avatar), page_shape_file},
    {"site", TEXT, K(MEMBER), 0, ROLE_MEMBER, "Address of the member's own site.", AT(site), page_shape_web},
    {"links", LIST, K(MEMBER), 0, ROLE_MEMBER, "More addresses.", AT(links), page_shape_link},
};

_Static_assert(ARRAY_LEN(fields) <= PAGE_FIELDS_MAX, "struct page_reader has a line for each field");

static void *slot(const struct field *field, struct page *page)
{
	return (char *)page + field->offset;
}

/* The row of a key for one kind of page; -1 where that kind has no such key. */
static int find(const char *key, enum page_kind kind)
{
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		if (fields[i].kinds & 1u << kind && !strcmp(fields[i].key, key))
			return (int)i;
	}
	return -1;
}

static const char *nearest(const char *key, enum page_kind kind)
{
	const char *keys[ARRAY_LEN(fields)] = {NULL};
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		keys[i] = fields[i].kinds & 1u << kind ? fields[i].key : NULL;
	return near_name(key, keys, ARRAY_LEN(keys), sizeof(*keys));
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
	const char *near = nearest(key, r->place->kind);
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		if (!strcmp(fields[i].key, key)) {
			page_report(r, ERR_INPUT, line, key, "no such key in a %s", page_kind_name(r->place->kind));
			return;
		}
	}
	if (near)
		page_report(r, ERR_INPUT, line, key, "no such key (did you mean %s?)", near);
	else
		page_report(r, ERR_INPUT, line, key, "no such key");
}

static int check_text(const struct field *field, const struct page_value *value, struct err *err)
{
	if (text_check_line(value->text, value->len, err)) {
		/* It is one line by now, so where in it is all that helps. */
		const char *where = strchr(err->msg, ',');
		return err_set(err, ERR_INPUT, "%s", where ? where + 2 : "not one line of text");
	}
	return value->len && field->check ? field->check(value->text, err) : 0;
}

static int set_list(const struct field *field, const struct page_value *value, struct page_reader *r, struct err *err)
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

static int set_number(const struct field *field, const struct page_value *value, int64_t *n, struct err *err)
{
	if (!value->plain)
		return err_set(err, ERR_INPUT, "wants a number, without quotes");
	return text_to_int(value->text, field->min, 1000000, n, err);
}

static int set_text(const struct field *field, const struct page_value *value, struct page_reader *r, struct err *err)
{
	size_t max = field->offset == offsetof(struct page, title) ? r->limits->title_max : r->limits->front_matter_max;
	if (text_length(value->text, value->len) > max)
		return err_set(err, ERR_LIMIT, "%zu characters at most", max);
	*(const char **)slot(field, r->page) = value->text;
	return 0;
}

static int set(const struct field *field, const struct page_value *value, struct page_reader *r, struct err *err)
{
	void *at = slot(field, r->page);
	if (field->type == LIST && !value->list)
		return value->len ? err_set(err, ERR_INPUT, "wants a list, like [one, two]") : 0;
	if (value->list)
		return field->type == LIST ? set_list(field, value, r, err)
		                           : err_set(err, ERR_INPUT, "wants a single value, not a list");
	if (check_text(field, value, err))
		return -1;
	if (field->type == TEXT)
		return set_text(field, value, r, err);
	if (!value->len)
		return 0;
	switch (field->type) {
	case DATE:
		return set_date(value->text, at, err);
	case NUMBER:
		return set_number(field, value, at, err);
	case YES_NO:
		return set_bool(value, at, err);
	default:
		return set_choice(value->text, field->choices, at, err);
	}
}

void page_fields_set(struct page_reader *r, const struct page_value *key, const struct page_value *value, int64_t line)
{
	struct err err = {0};
	const char *name = shown(r, key->text, key->len);
	int i = strlen(key->text) == key->len ? find(key->text, r->place->kind) : -1;
	if (i < 0) {
		report_unknown(r, name, line);
		return;
	}
	if (r->lines[i]) {
		page_report(r, ERR_INPUT, line, name, "stands there twice, first in line %lld", (long long)r->lines[i]);
		return;
	}
	r->lines[i] = line;
	if (!set(&fields[i], value, r, &err)) {
		bool required = fields[i].required & 1u << r->place->kind;
		if (required && !value->list && strspn(value->text, " ") == value->len)
			page_report(r, ERR_INPUT, line, name, "has no value");
		return;
	}
	page_report(r, err.code, line, name, "%s", err.msg);
}

static int64_t line_of(const struct page_reader *r, const char *key)
{
	int i = find(key, r->place->kind);
	return i < 0 ? 0 : r->lines[i];
}

void page_fields_finish(struct page_reader *r)
{
	struct page *page = r->page;
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		if (fields[i].required & 1u << r->place->kind && !r->lines[i])
			page_report(r, ERR_INPUT, 1, fields[i].key, "is missing; every %s has it in its front matter",
			            page_kind_name(r->place->kind));
	}
	if (*page->guest_name && strcmp(page->author, "guest"))
		page_report(r, ERR_INPUT, line_of(r, "name"), "name", "only goes with 'author: guest'");
	if (page->end && page->end < page->start)
		page_report(r, ERR_INPUT, line_of(r, "end"), "end", "is before start");
	if (page->forum_kind == FORUM_ANNOUNCEMENTS && !line_of(r, "post"))
		page->post = ROLE_STAFF;
}

void page_fields_blank(struct page *page)
{
	static const char *const none[] = {NULL};
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		if (fields[i].type == TEXT)
			*(const char **)slot(&fields[i], page) = "";
		else if (fields[i].type == LIST)
			*(struct page_texts *)slot(&fields[i], page) = (struct page_texts){none, 0};
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
	if (is_plain_yaml(s))
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

static bool is_set(const struct field *field, const void *at)
{
	switch (field->type) {
	case TEXT:
		return **(const char *const *)at;
	case LIST:
		return ((const struct page_texts *)at)->len;
	case YES_NO:
		return *(const bool *)at;
	default:
		return field->always || *(const int64_t *)at;
	}
}

static void write_value(const struct field *field, const void *at, struct str *out)
{
	char date[DATE_TEXT];
	switch (field->type) {
	case TEXT:
		write_text(*(const char *const *)at, out);
		return;
	case LIST:
		write_list(at, out);
		return;
	case YES_NO:
		str_addz(out, "yes");
		return;
	case NUMBER:
		str_add_int(out, *(const int64_t *)at);
		return;
	case CHOICE:
		write_choice(field->choices, *(const int64_t *)at, out);
		return;
	case DATE:
		date_rfc3339(*(const int64_t *)at, date);
		str_addz(out, date);
	}
}

void page_fields_write(const struct page *page, struct str *out)
{
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		const void *at = (const char *)page + fields[i].offset;
		if (!(fields[i].kinds & 1u << page->place.kind) || !is_set(&fields[i], at))
			continue;
		str_addf(out, "%s: ", fields[i].key);
		write_value(&fields[i], at, out);
		str_addc(out, '\n');
	}
}

size_t page_field_count(void)
{
	return ARRAY_LEN(fields);
}

struct page_field page_field(size_t i)
{
	static const char *const types[] = {
	    [TEXT] = "text", [LIST] = "list", [DATE] = "date", [NUMBER] = "number", [YES_NO] = "yes/no",
	};
	const struct field *f = &fields[i];
	return (struct page_field){
	    .key = f->key,
	    .type = f->choices ? f->choices : types[f->type],
	    .kinds = f->kinds,
	    .required = f->required,
	    .who = f->who,
	    .help = f->help,
	};
}
