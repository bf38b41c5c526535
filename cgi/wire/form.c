#include "form.h"

#include "core/base/vec.h"
#include "core/text/text.h"

#include <strings.h>

struct form_fields VEC_OF(struct form_field);

static int hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* WHATWG URL, 5.1: "+" is a blank, a "%" that no two hex digits follow is itself. */
static const char *decode(const char *s, size_t n, struct arena *arena, size_t *len)
{
	char *out = arena_alloc(arena, n + 1, 1);
	*len = 0;
	for (size_t i = 0; i < n; i++) {
		bool may = s[i] == '%' && i + 2 < n;
		int high = may ? hex_digit(s[i + 1]) : -1, low = may ? hex_digit(s[i + 2]) : -1;
		if (high >= 0 && low >= 0) {
			out[(*len)++] = (char)(high << 4 | low);
			i += 2;
		} else {
			out[(*len)++] = s[i] == '+' ? ' ' : s[i];
		}
	}
	return out;
}

static int add_pair(struct form_fields *fields, const char *pair, size_t n, const struct form_limits *limits,
                    struct arena *arena, struct err *err)
{
	const char *equals = memchr(pair, '=', n);
	size_t name_len = equals ? (size_t)(equals - pair) : n, value_len = n - name_len - (equals ? 1 : 0);
	if (fields->len == limits->fields_max)
		return err_set(err, ERR_LIMIT, "form: more than %zu fields", limits->fields_max);
	if (name_len > limits->name_max)
		return err_set(err, ERR_LIMIT, "form: a field's name over %zu bytes", limits->name_max);
	struct form_field field = {0};
	field.name = decode(pair, name_len, arena, &name_len);
	field.value = decode(equals ? equals + 1 : "", value_len, arena, &field.len);
	if (memchr(field.name, '\0', name_len) || memchr(field.value, '\0', field.len))
		return err_set(err, ERR_INPUT, "form: a field holds a NUL byte");
	*VEC_PUSH(fields) = field;
	return 0;
}

/* Moves what was collected to the arena, and frees the collection whatever rc is. */
static int finish(struct form_fields *fields, int rc, struct arena *arena, struct form *form)
{
	*form = (struct form){0};
	if (!rc && fields->len) {
		struct form_field *copy = arena_alloc(arena, fields->len, sizeof(*copy));
		memcpy(copy, fields->at, fields->len * sizeof(*copy));
		*form = (struct form){copy, fields->len};
	}
	VEC_RELEASE(fields);
	return rc;
}

int form_parse_urlencoded(const char *body, size_t n, const struct form_limits *limits, struct arena *arena,
                          struct form *form, struct err *err)
{
	struct form_fields fields = {0};
	int rc = 0;
	for (size_t at = 0, len; !rc && at < n; at += len + 1) {
		const char *end = memchr(body + at, '&', n - at);
		len = end ? (size_t)(end - body) - at : n - at;
		if (len)
			rc = add_pair(&fields, body + at, len, limits, arena, err);
	}
	return finish(&fields, rc, arena, form);
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t';
}

/* Cuts the boundary out of "multipart/form-data; charset=x; boundary=\"y\"". NULL: there is none. */
static const char *boundary_of(const char *content_type, struct arena *arena)
{
	const char *at = content_type;
	while ((at = strchr(at, ';'))) {
		at++;
		while (is_space(*at))
			at++;
		if (strncasecmp(at, "boundary=", 9))
			continue;
		at += 9;
		bool quoted = *at == '"';
		size_t n = quoted ? strcspn(at + 1, "\"") : strcspn(at, "; \t");
		return arena_dupn(arena, at + quoted, n);
	}
	return NULL;
}

static bool is_type(const char *content_type, const char *type)
{
	size_t n = strlen(type);
	return !strncasecmp(content_type, type, n) && (!content_type[n] || content_type[n] == ';' || is_space(content_type[n]));
}

int form_parse(const char *content_type, const char *body, size_t n, const struct form_limits *limits,
               struct arena *arena, struct form *form, struct err *err)
{
	*form = (struct form){0};
	if (!n)
		return 0;
	if (is_type(content_type, "application/x-www-form-urlencoded"))
		return form_parse_urlencoded(body, n, limits, arena, form, err);
	if (!is_type(content_type, "multipart/form-data"))
		return err_set(err, ERR_INPUT, "form: not a form's Content-Type");
	const char *boundary = boundary_of(content_type, arena);
	if (!boundary)
		return err_set(err, ERR_INPUT, "form: multipart without boundary");
	return form_parse_multipart(boundary, body, n, limits, arena, form, err);
}

void form_salvage(const char *content_type, const char *body, size_t n, const struct form_limits *limits,
                  struct arena *arena, struct form *form)
{
	const char *boundary = is_type(content_type, "multipart/form-data") ? boundary_of(content_type, arena) : NULL;
	struct err cut_short = {0};
	*form = (struct form){0};
	if (boundary)
		form_salvage_multipart(boundary, body, n, limits, arena, form);
	else if (is_type(content_type, "application/x-www-form-urlencoded") &&
	         form_parse_urlencoded(body, n, limits, arena, form, &cut_short))
		err_clear(&cut_short);
}

const struct form_field *form_find(const struct form *form, const char *name)
{
	for (size_t i = 0; i < form->len; i++) {
		if (!strcmp(form->fields[i].name, name))
			return &form->fields[i];
	}
	return NULL;
}

const char *form_text(const struct form *form, const char *name)
{
	for (size_t i = 0; i < form->len; i++) {
		if (!form->fields[i].filename && !strcmp(form->fields[i].name, name))
			return form->fields[i].value;
	}
	return "";
}

const char *form_line(const struct form *form, const char *name, size_t most, struct arena *arena)
{
	struct str out;
	const char *value = form_text(form, name);
	str_init(&out, (size_t)4 * most);
	text_one_line(&out, value, strnlen(value, most));
	const char *line = arena_dupn(arena, out.at, out.len);
	str_release(&out);
	return line;
}
