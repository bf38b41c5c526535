/* Checks, copies and dates: what one accepts, the others and a second pass must too. */
#include "core/text/date.h"
#include "core/text/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void demand(bool holds)
{
	if (!holds)
		abort();
}

/* A copy of a copy is the same copy. */
static void copy_twice(void (*copy)(struct str *, const char *, size_t), const char *s, size_t n, struct str *once)
{
	struct str twice;
	str_init(once, 3 * n + 2);
	str_init(&twice, 3 * n + 2);
	copy(once, s, n);
	copy(&twice, once->at, once->len);
	demand(!once->over && once->len == twice.len && memcmp(once->at, twice.at, twice.len) == 0);
	str_release(&twice);
}

static void check_copies(const char *s, size_t n)
{
	struct err err = {0};
	struct str lines, line;
	bool good = text_bad_utf8(s, n) == n;
	copy_twice(text_unix_lines, s, n, &lines);
	demand(!memchr(lines.at, '\r', lines.len));
	demand(good == (text_bad_utf8(lines.at, lines.len) == lines.len));
	copy_twice(text_one_line, s, n, &line);
	demand(text_check_line(line.at, line.len, &err) == 0);
	demand(text_check_line(s, n, &err) != 0 || text_check_body(s, n, &err) == 0);
	demand(text_check_body(s, n, &err) != 0 || good);
	demand(text_length(s, n) <= n);
	str_release(&lines);
	str_release(&line);
}

static void check_names(const char *z)
{
	struct err err = {0};
	size_t n = strlen(z);
	if (text_is_slug(z, n) || text_is_id(z, n))
		demand(text_check_path(z, &err) == 0);
	if (text_check_path(z, &err) == 0)
		demand(*z && *z != '/' && z[n - 1] != '/' && !strstr(z, "/.") && !strstr(z, "//") && *z != '.');
	demand(*err.msg == '\0' || text_check_line(err.msg, strlen(err.msg), &err) == 0);
}

static void check_dates(const char *z)
{
	struct err err = {0};
	char text[DATE_TEXT];
	int64_t at, again = 0;
	if (date_parse(z, &at, &err) == 0) {
		date_rfc3339(at, text);
		demand(date_parse(text, &again, &err) == 0 && at == again);
	}
	if (text_is_id(z, strlen(z)) && date_from_id(z) >= 0)
		date_http(date_from_id(z), text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *z = base_alloc(n + 1, 1);
	if (n)
		memcpy(z, data, n);
	check_copies((const char *)data, n);
	check_names(z);
	check_dates(z);
	free(z);
	return 0;
}
