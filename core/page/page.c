#include "page_parts.h"

#include "core/text/text.h"

/* A file cut in two. body_line: the line of the file on which the body begins. */
struct halves {
	const char *yaml, *body;
	size_t yaml_len, body_len;
	int64_t body_line;
};

void page_report(struct page_reader *r, enum err_code code, int64_t line, const char *key, const char *fmt, ...)
{
	char what[ERR_MESSAGE_MAX];
	va_list args;
	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	if (!r->problems++)
		err_set(r->err, code, "%s:%lld: %s%s%s", r->place->path, (long long)line, key ? key : "",
		        key ? ": " : "", what);
	if (r->errors)
		r->errors->told(r->errors->self, &(struct page_error){line, key, what});
}

/* The line at `at`, without its end, which *next is behind. */
static size_t line_length(const char *at, const char *end, const char **next)
{
	const char *newline = memchr(at, '\n', (size_t)(end - at));
	*next = newline ? newline + 1 : end;
	return (size_t)((newline ? newline : end) - at);
}

static bool is_fence(const char *line, size_t n)
{
	while (n > 3 && (line[n - 1] == ' ' || line[n - 1] == '\t'))
		n--;
	return n == 3 && !memcmp(line, "---", 3);
}

/* Names the line of the byte that makes it no text; text_check_body() has seen that there is one. */
static void report_not_text(struct page_reader *r, const char *text, size_t n)
{
	struct err err = {0};
	const char *end = text + n, *next;
	int64_t line = 1;
	for (const char *at = text; at < end; at = next, line++) {
		size_t len = line_length(at, end, &next);
		if (!text_check_body(at, len, &err))
			continue;
		if (len && at[len - 1] == '\r' && !text_check_body(at, len - 1, &err)) {
			page_report(r, ERR_INPUT, line, NULL,
			            "lines end in CR LF; save the file with Unix line ends (LF)");
			return;
		}
		const char *where = strchr(err.msg, ',');
		page_report(r, ERR_INPUT, line, NULL, "%s", where ? where + 2 : err.msg);
		return;
	}
}

/* Is it text at all, and not too much of it? */
static int check_bytes(struct page_reader *r, const char *text, size_t n)
{
	struct err err = {0};
	if (n > r->limits->file_max)
		page_report(r, ERR_LIMIT, 1, NULL, "%zu bytes, and a %s has %zu at most", n,
		            page_kind_name(r->place->kind), r->limits->file_max);
	else if (n >= 3 && !memcmp(text, "\xEF\xBB\xBF", 3))
		page_report(r, ERR_INPUT, 1, NULL, "begins with a byte order mark; save the file as UTF-8 without one");
	else if (text_check_body(text, n, &err))
		report_not_text(r, text, n);
	else
		return 0;
	return -1;
}

static int split(struct page_reader *r, const char *text, size_t n, struct halves *halves)
{
	const char *end = text + n, *at, *next;
	*halves = (struct halves){.yaml = text, .body = text, .body_len = n, .body_line = 1};
	if (!is_fence(text, line_length(text, end, &at)))
		return 0;
	halves->yaml = at;
	halves->body_line = 3;
	for (; at < end; at = next, halves->body_line++) {
		size_t len = line_length(at, end, &next);
		if ((size_t)(next - halves->yaml) > r->limits->front_matter_max + 4) {
			page_report(r, ERR_LIMIT, halves->body_line - 1, NULL, "front matter has %zu bytes at most",
			            r->limits->front_matter_max);
			return -1;
		}
		if (!is_fence(at, len))
			continue;
		halves->yaml_len = (size_t)(at - halves->yaml);
		/* The empty line that sets the body off is no part of it. */
		if (next < end && *next == '\n') {
			next++;
			halves->body_line++;
		}
		halves->body = next;
		halves->body_len = (size_t)(end - next);
		return 0;
	}
	page_report(r, ERR_INPUT, 1, NULL, "front matter begins with --- here, and no second --- ends it");
	return -1;
}

static void read_page(struct page_reader *r, const char *text, size_t n)
{
	struct halves halves;
	if (check_bytes(r, text, n) || split(r, text, n, &halves))
		return;
	r->page->body = halves.body;
	r->page->body_len = halves.body_len;
	r->page->body_line = halves.body_line;
	if (page_lines_read(r, halves.yaml, halves.yaml_len, 2) ||
	    !page_yaml_read(r, halves.yaml, halves.yaml_len, 2))
		page_fields_finish(r);
}

static int parse(struct page_reader *r, struct page *page, const char *text, size_t n)
{
	r->page = page;
	page_init(page, r->place);
	read_page(r, text, n);
	return r->problems ? -1 : 0;
}

int page_parse_all(const struct page_place *place, const char *text, size_t n, const struct page_limits *limits,
                   struct arena *arena, struct page *page, const struct page_errors *errors)
{
	struct err first = {0};
	struct page_reader r = {.place = place, .limits = limits, .arena = arena, .errors = errors, .err = &first};
	return parse(&r, page, text, n);
}

int page_parse(const struct page_place *place, const char *text, size_t n, const struct page_limits *limits,
               struct arena *arena, struct page *page, struct err *err)
{
	struct page_reader r = {.place = place, .limits = limits, .arena = arena, .err = err};
	return parse(&r, page, text, n);
}

void page_init(struct page *page, const struct page_place *place)
{
	*page = (struct page){.place = *place, .body = "", .body_line = 1};
	page_fields_blank(page);
}

void page_write(const struct page *page, const char *body, size_t n, struct str *out)
{
	str_addz(out, "---\n");
	page_fields_write(page, out);
	str_addz(out, "---\n");
	/* One empty line behind the front matter is not the body's. */
	if (n && *body == '\n')
		str_addc(out, '\n');
	str_add(out, body, n);
}
