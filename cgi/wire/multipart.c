#include "form.h"

#include "core/base/vec.h"
#include "transfer.h"

#include <strings.h>

enum { BOUNDARY_MAX = 200, HEADERS_MAX = 20 };

struct form_fields VEC_OF(struct form_field);

/* A cursor over the body: `at` stands behind the last delimiter that was read. */
struct scan {
	const char *at, *end;
	const char *delimiter; /* CRLF, two hyphens, boundary */
	size_t delimiter_len;
	bool closed;           /* the last delimiter had two more hyphens */
	const struct form_limits *limits;
	struct arena *arena;
};

/* What a part's headers said. */
struct part {
	struct form_field field;
	const char *encoding;
	size_t headers;
};

/* RFC 2046, 5.1.1: after the boundary come "--", or blanks and CRLF. NULL: it is only text alike. */
static const char *after_delimiter(struct scan *scan, const char *at)
{
	if (scan->end - at >= 2 && at[0] == '-' && at[1] == '-') {
		scan->closed = true;
		return at + 2;
	}
	while (at < scan->end && (*at == ' ' || *at == '\t'))
		at++;
	return scan->end - at >= 2 && at[0] == '\r' && at[1] == '\n' ? at + 2 : NULL;
}

/* Moves behind the next delimiter. *text_end: where the text before it ends. false: there is none. */
static bool next_delimiter(struct scan *scan, const char **text_end)
{
	const char *from = scan->at, *found;
	while ((found = memmem(from, (size_t)(scan->end - from), scan->delimiter, scan->delimiter_len))) {
		const char *behind = after_delimiter(scan, found + scan->delimiter_len);
		if (behind) {
			*text_end = found;
			scan->at = behind;
			return true;
		}
		from = found + 2;
	}
	return false;
}

/* The first delimiter may stand at the very start, or behind a preamble. */
static bool first_delimiter(struct scan *scan)
{
	const char *text_end;
	size_t n = scan->delimiter_len - 2;
	if ((size_t)(scan->end - scan->at) >= n && !memcmp(scan->at, scan->delimiter + 2, n)) {
		const char *behind = after_delimiter(scan, scan->at + n);
		if (behind) {
			scan->at = behind;
			return true;
		}
	}
	return next_delimiter(scan, &text_end);
}

/* RFC 9110, 5.6.2. */
static bool is_token(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("!#$%&'*+-.^_`|~", c));
}

/*
 * Where a quoted value ends: at a quote that a semicolon or the end follows. Browsers have sent
 * quotes inside file names bare, as \" and as %22, and all must come through.
 */
static const char *quoted_end(const char *s)
{
	for (; (s = strchr(s, '"')); s++) {
		const char *next = s + 1;
		while (*next == ' ' || *next == '\t')
			next++;
		if (s[-1] != '\\' && (!*next || *next == ';'))
			return s;
	}
	return NULL;
}

/* WHATWG HTML, "multipart/form-data encoding algorithm": CR, LF and the quote are %0D, %0A and %22. */
static const char *unquote(const char *s, size_t n, struct arena *arena)
{
	char *out = arena_alloc(arena, n + 1, 1);
	for (size_t i = 0, len = 0; i < n; i++) {
		if (n - i >= 3 && !strncmp(s + i, "%22", 3))
			out[len++] = '"', i += 2;
		else if (n - i >= 2 && s[i] == '\\' && s[i + 1] == '"')
			out[len++] = '"', i++;
		else
			out[len++] = s[i];
	}
	return out;
}

static int disposition_value(const char **at, struct arena *arena, const char **value, struct err *err)
{
	const char *s = *at;
	if (*s != '"') {
		size_t n = strcspn(s, "; \t");
		*value = arena_dupn(arena, s, n);
		*at = s + n;
		return 0;
	}
	const char *end = quoted_end(s + 1);
	if (!end)
		return err_set(err, ERR_INPUT, "multipart: a quote is not closed");
	*value = unquote(s + 1, (size_t)(end - s - 1), arena);
	*at = end + 1;
	return 0;
}

/* form-data; name="x"; filename="y". Unknown parameters are passed over. */
static int read_disposition(struct part *part, const char *s, struct arena *arena, struct err *err)
{
	if (strncasecmp(s, "form-data", 9) || part->field.name)
		return err_set(err, ERR_INPUT, "multipart: a part that is not form-data");
	for (s += 9; *(s += strspn(s, "; \t"));) {
		size_t n = strcspn(s, "=; \t");
		const char *key = s, *value = NULL;
		s += n;
		if (*s != '=')
			return err_set(err, ERR_INPUT, "multipart: Content-Disposition is malformed");
		s++;
		if (disposition_value(&s, arena, &value, err))
			return -1;
		if (n == 4 && !strncasecmp(key, "name", n))
			part->field.name = value;
		else if (n == 8 && !strncasecmp(key, "filename", n))
			part->field.filename = value;
	}
	return 0;
}

static int read_header(struct part *part, char *line, struct arena *arena, struct err *err)
{
	char *colon = line;
	while (is_token(*colon))
		colon++;
	if (colon == line || *colon != ':')
		return err_set(err, ERR_INPUT, "multipart: a header is malformed");
	*colon = '\0';
	const char *value = colon + 1 + strspn(colon + 1, " \t");
	for (const char *c = value; *c; c++) {
		if (((unsigned char)*c < 0x20 && *c != '\t') || *c == 0x7F)
			return err_set(err, ERR_INPUT, "multipart: a control character in a header");
	}
	if (!strcasecmp(line, "Content-Disposition"))
		return read_disposition(part, value, arena, err);
	if (!strcasecmp(line, "Content-Type"))
		part->field.type = value;
	else if (!strcasecmp(line, "Content-Transfer-Encoding"))
		part->encoding = value;
	return 0;
}

/* One line up to CRLF as text; NULL with *err set where it is not one. */
static char *header_line(struct scan *scan, struct err *err)
{
	const char *end = memmem(scan->at, (size_t)(scan->end - scan->at), "\r\n", 2);
	if (!end) {
		err_set(err, ERR_INPUT, "multipart: cut short inside a header");
		return NULL;
	}
	size_t n = (size_t)(end - scan->at);
	if (n > scan->limits->name_max) {
		err_set(err, ERR_LIMIT, "multipart: a header over %zu bytes", scan->limits->name_max);
		return NULL;
	}
	if (memchr(scan->at, '\0', n)) {
		err_set(err, ERR_INPUT, "multipart: a NUL byte in a header");
		return NULL;
	}
	char *line = arena_dupn(scan->arena, scan->at, n);
	scan->at = end + 2;
	return line;
}

static int read_headers(struct scan *scan, struct part *part, struct err *err)
{
	char *line;
	while ((line = header_line(scan, err)) && *line) {
		if (part->headers++ == HEADERS_MAX)
			return err_set(err, ERR_LIMIT, "multipart: more than %d headers in a part", HEADERS_MAX);
		if (read_header(part, line, scan->arena, err))
			return -1;
	}
	if (!line)
		return -1;
	if (!part->field.name)
		return err_set(err, ERR_INPUT, "multipart: a part without name");
	return 0;
}

static int read_part(struct scan *scan, struct form_field *out, struct err *err)
{
	struct part part = {0};
	const char *end;
	if (read_headers(scan, &part, err))
		return -1;
	/* An empty part's delimiter shares its CRLF with the blank line. */
	scan->at -= 2;
	const char *text = scan->at + 2;
	if (!next_delimiter(scan, &end))
		return err_set(err, ERR_INPUT, "multipart: cut short inside a part");
	size_t n = end > text ? (size_t)(end - text) : 0;
	char *copy = arena_dupn(scan->arena, text, n);
	if (part.encoding && !transfer_decode(part.encoding, copy, &n))
		return err_set(err, ERR_INPUT, "multipart: a part's Content-Transfer-Encoding is malformed");
	copy[n] = '\0';
	if (!part.field.filename && memchr(copy, '\0', n))
		return err_set(err, ERR_INPUT, "multipart: a field holds a NUL byte");
	part.field.value = copy;
	part.field.len = n;
	if (part.field.filename && !part.field.type)
		part.field.type = "";
	*out = part.field;
	return 0;
}

static int read_parts(struct scan *scan, struct form_fields *fields, struct err *err)
{
	const char *start = scan->at;
	if (!first_delimiter(scan))
		return err_set(err, ERR_INPUT, "multipart: the boundary never comes");
	/* A preamble alone is legal, but it is parts whose delimiter was damaged. */
	if (scan->closed && (size_t)(scan->at - start) > scan->delimiter_len)
		return err_set(err, ERR_INPUT, "multipart: the boundary comes only at the end");
	while (!scan->closed) {
		struct form_field field;
		if (fields->len == scan->limits->fields_max)
			return err_set(err, ERR_LIMIT, "multipart: more than %zu fields", scan->limits->fields_max);
		if (read_part(scan, &field, err))
			return -1;
		*VEC_PUSH(fields) = field;
	}
	return 0;
}

/* Moves what was collected to the arena. */
static void settle(struct form_fields *fields, struct arena *arena, struct form *form)
{
	if (fields->len) {
		struct form_field *copy = arena_alloc(arena, fields->len, sizeof(*copy));
		memcpy(copy, fields->at, fields->len * sizeof(*copy));
		*form = (struct form){copy, fields->len};
	}
	VEC_RELEASE(fields);
}

static struct scan scan_of(const char *boundary, const char *body, size_t n, const struct form_limits *limits, struct arena *arena)
{
	return (struct scan){
		.at = body,
		.end = body + n,
		.limits = limits,
		.arena = arena,
		.delimiter = arena_printf(arena, "\r\n--%s", boundary),
		.delimiter_len = strlen(boundary) + 4,
	};
}

int form_parse_multipart(const char *boundary, const char *body, size_t n, const struct form_limits *limits,
                         struct arena *arena, struct form *form, struct err *err)
{
	*form = (struct form){0};
	if (!n)
		return 0;
	size_t len = strlen(boundary);
	if (!len || len > BOUNDARY_MAX)
		return err_set(err, ERR_INPUT, "multipart: a boundary of %zu bytes", len);
	struct scan scan = scan_of(boundary, body, n, limits, arena);
	struct form_fields fields = {0};
	int rc = read_parts(&scan, &fields, err);
	settle(&fields, arena, form);
	if (rc)
		*form = (struct form){0};
	return rc;
}

void form_salvage_multipart(const char *boundary, const char *body, size_t n, const struct form_limits *limits,
                            struct arena *arena, struct form *form)
{
	struct err cut_short = {0};
	struct form_fields fields = {0};
	struct scan scan = scan_of(boundary, body, n, limits, arena);
	*form = (struct form){0};
	if (!n || !*boundary || strlen(boundary) > BOUNDARY_MAX)
		return;
	if (read_parts(&scan, &fields, &cut_short))
		err_clear(&cut_short);
	settle(&fields, arena, form);
}
