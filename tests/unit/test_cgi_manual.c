/* stoa-cgi(8) names every route of routes[], and no other. */
#include "cgi/door/route.h"

#include <setjmp.h>
#include <cmocka.h>

static struct str manual;

static int setup(void **s)
{
	(void)s;
	struct err err = {0};
	str_init(&manual, 1 << 20);
	return str_read_file(&manual, "doc/stoa-cgi.8.scd", &err);
}

static int teardown(void **s)
{
	(void)s;
	str_release(&manual);
	return 0;
}

/* "/-/queue/:id" as the manual writes it: "/-/queue/_ID_". */
static void written(const struct route *route, char out[static 100])
{
	size_t n = strcspn(route->path, ":");
	snprintf(out, 100, "/-/%.*s%s", (int)n, route->path, route->path[n] ? "_ID_" : "");
}

/* Where a line of the table has this path and method. */
static bool has(const char *path, const char *method)
{
	size_t n = strlen(path);
	for (const char *at = manual.at; (at = strstr(at, path)); at += n) {
		const char *line = at;
		while (line > manual.at && line[-1] != '\n')
			line--;
		char *copy = strndup(line, (size_t)(at - line));
		bool found = (!strncmp(line, "[[", 2) || *line == '|') && !strspn(at + n, "/abcdefghijklmnopqrstuvwxyz-") && strstr(copy, method);
		free(copy);
		if (found)
			return true;
	}
	return false;
}

static void every_route_is_in_the_manual(void **s)
{
	(void)s;
	size_t n;
	const struct route *rows = route_rows(&n);
	for (size_t i = 0; i < n; i++) {
		char path[100];
		written(&rows[i], path);
		if (!has(path, rows[i].method == REQ_POST ? "POST" : "GET"))
			fail_msg("doc/stoa-cgi.8.scd: %s is missing", path);
	}
}

static void the_manual_has_no_other(void **s)
{
	(void)s;
	size_t n;
	const struct route *rows = route_rows(&n);
	const char *table = strstr(manual.at, "[["), *end = table ? strstr(table, "\n#") : NULL;
	assert_non_null(end);
	for (const char *at = table; (at = strstr(at, "/-/")) && at < end; at++) {
		size_t len = strcspn(at, "?, \n");
		bool known = false;
		for (size_t i = 0; i < n && !known; i++) {
			char path[100];
			written(&rows[i], path);
			known = strlen(path) == len && !strncmp(at, path, len);
		}
		if (!known)
			fail_msg("doc/stoa-cgi.8.scd: %.*s is no route", (int)len, at);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_route_is_in_the_manual, setup, teardown),
		cmocka_unit_test_setup_teardown(the_manual_has_no_other, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
