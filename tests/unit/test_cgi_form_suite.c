/* The public multipart suites: python-multipart's pairs of request and expectation, formidable's raw requests. */
#include "cgi/wire/form.h"

#include <setjmp.h>
#include <cmocka.h>
#include <dirent.h>
#include <strings.h>
#include <unistd.h>
#include <yaml.h>

static const struct form_limits limits = {.fields_max = 100, .name_max = 1000};

static const char *suite(struct arena *arena, const char *name)
{
	const char *root = getenv("STOA_SUITES");
	return arena_printf(arena, "%s/multipart/%s", root ? root : "../shared/suites", name);
}

static const char *scalar(yaml_document_t *doc, yaml_node_t *map, const char *key)
{
	for (yaml_node_pair_t *p = map->data.mapping.pairs.start; p < map->data.mapping.pairs.top; p++) {
		yaml_node_t *k = yaml_document_get_node(doc, p->key), *v = yaml_document_get_node(doc, p->value);
		if (!strcmp((char *)k->data.scalar.value, key) && v->type == YAML_SCALAR_NODE)
			return (char *)v->data.scalar.value;
	}
	return NULL;
}

static yaml_node_t *member(yaml_document_t *doc, yaml_node_t *map, const char *key)
{
	for (yaml_node_pair_t *p = map->data.mapping.pairs.start; p < map->data.mapping.pairs.top; p++) {
		yaml_node_t *k = yaml_document_get_node(doc, p->key);
		if (!strcmp((char *)k->data.scalar.value, key))
			return yaml_document_get_node(doc, p->value);
	}
	return NULL;
}

/* !!binary, by the other way round: the value in base64 must be the expectation without blanks. */
static bool is_base64_of(const char *want, const char *bytes, size_t n)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	for (size_t i = 0; i < n; i += 3) {
		uint32_t bits = 0;
		for (size_t j = 0; j < 3; j++)
			bits = bits << 8 | (i + j < n ? (unsigned char)bytes[i + j] : 0);
		for (size_t j = 0; j < 4; j++) {
			want += strspn(want, " \r\n\t");
			char digit = i + j > n ? '=' : digits[bits >> (18 - 6 * j) & 63];
			if (*want++ != digit)
				return false;
		}
	}
	return want[strspn(want, " \r\n\t")] == '\0';
}

static bool field_is(yaml_document_t *doc, yaml_node_t *want, const struct form_field *got)
{
	const char *name = scalar(doc, want, "name"), *data = scalar(doc, want, "data");
	const char *file = scalar(doc, want, "file_name"), *type = scalar(doc, want, "content_type");
	return !strcmp(name, got->name) && is_base64_of(data, got->value, got->len) && !file == !got->filename &&
	       (!file || (!strcmp(file, got->filename) && !strcmp(type, got->type)));
}

static bool pair_holds(yaml_document_t *doc, const struct str *http, struct arena *arena)
{
	struct form form;
	struct err err = {0};
	yaml_node_t *root = yaml_document_get_root_node(doc), *want = member(doc, root, "expected");
	const char *boundary = scalar(doc, root, "boundary");
	/* single_field_blocks names its delimiter, hyphens and all, where the others name their boundary. */
	if (!strncmp(http->at, boundary, strlen(boundary)) && http->at[strlen(boundary)] == '\r')
		boundary += 2;
	int rc = form_parse_multipart(boundary, http->at, http->len, &limits, arena, &form, &err);
	if (want->type == YAML_MAPPING_NODE)
		return rc == -1 && err.code == ERR_INPUT;
	size_t n = want->type == YAML_SEQUENCE_NODE ? (size_t)(want->data.sequence.items.top - want->data.sequence.items.start) : 0;
	if (rc || n != form.len)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!field_is(doc, yaml_document_get_node(doc, want->data.sequence.items.start[i]), &form.fields[i]))
			return false;
	}
	return true;
}

static bool run_pair(const char *folder, const char *yaml_name)
{
	struct arena arena;
	struct str text, http;
	struct err err = {0};
	yaml_parser_t parser;
	yaml_document_t doc;
	arena_init(&arena);
	str_init(&text, 1 << 20);
	str_init(&http, 1 << 20);
	char *path = arena_printf(&arena, "%s/%s", folder, yaml_name);
	assert_int_equal(str_read_file(&text, path, &err), 0);
	memcpy(path + strlen(path) - 4, "http", 4);
	assert_int_equal(str_read_file(&http, path, &err), 0);
	assert_true(yaml_parser_initialize(&parser));
	yaml_parser_set_input_string(&parser, (const unsigned char *)text.at, text.len);
	assert_true(yaml_parser_load(&parser, &doc));
	bool holds = pair_holds(&doc, &http, &arena);
	yaml_document_delete(&doc);
	yaml_parser_delete(&parser);
	str_release(&text);
	str_release(&http);
	arena_release(&arena);
	return holds;
}

static void python_multipart(void **s)
{
	(void)s;
	struct arena arena;
	arena_init(&arena);
	const char *folder = suite(&arena, "python-multipart");
	DIR *dir = opendir(folder);
	if (!dir) {
		arena_release(&arena);
		skip();
	}
	int total = 0, held = 0;
	for (struct dirent *e; (e = readdir(dir));) {
		const char *dot = strrchr(e->d_name, '.');
		if (!dot || strcmp(dot, ".yaml"))
			continue;
		bool holds = run_pair(folder, e->d_name);
		total++;
		held += holds;
		if (!holds)
			print_error("python-multipart: %s differs\n", e->d_name);
	}
	closedir(dir);
	arena_release(&arena);
	print_message("python-multipart: %d of %d\n", held, total);
	assert_int_equal(total, 30);
	assert_int_equal(held, total);
}

#define ODD_NAME " ? % * | \" < > . "
#define ODD_END " ; ' @ # $ ^ & ( ) - _ = + { } [ ] ` ~.txt"

/* What formidable's own tests expect of each request; fields -1: refused. */
static const struct expectation {
	const char *file;
	int fields;
	const char *name, *filename, *why;
	size_t len; /* of the last field's value, 0 if not looked at */
} expectations[] = {
	{"encoding/beta-sticker-1.png.http", 1, "sticker", "beta-sticker-1.png", NULL, 1660},
	{"encoding/binaryfile.tar.gz.http", 1, "file", "binaryfile.tar.gz", NULL, 301},
	{"encoding/blank.gif.http", 1, "file", "blank.gif", NULL, 49},
	{"encoding/menu_separator.png.http", 1, "image", "menu_separator.png", NULL, 931},
	{"encoding/plain.txt.http", 1, "file", "plain.txt", NULL, 23},
	{"misc/boundary-substring-json.http", 1, "upload", "plain.txt", NULL, 24},
	{"misc/empty-multipart.http", 0, NULL, NULL, NULL, 0},
	{"misc/empty-multipart2.http", 0, NULL, NULL, NULL, 0},
	{"misc/empty-urlencoded.http", 0, NULL, NULL, NULL, 0},
	{"misc/empty.http", 0, NULL, NULL, NULL, 0},
	{"misc/minimal.http", 0, NULL, NULL, NULL, 0},
	{"no-filename/filename-name.http", 1, "upload", "plain.txt", NULL, 24},
	{"no-filename/generic.http", 1, "upload", "", NULL, 23},
	{"preamble/crlf.http", 1, "upload", "plain.txt", NULL, 23},
	{"preamble/preamble.http", 1, "upload", "plain.txt", NULL, 24},
	{"special-chars-in-filename/line-separator.http", -1, NULL, NULL, "RFC 2046 wants CRLF, it has LF", 0},
	{"special-chars-in-filename/osx-chrome-13.http", 2, "upload", ": \\ ? % * | \" < > . ?" ODD_END, NULL, 0},
	{"special-chars-in-filename/osx-firefox-3.6.http", 2, "upload", ": \\ ? % * | \" < > . &#9731;" ODD_END, NULL, 0},
	{"special-chars-in-filename/osx-safari-5.http", 2, "upload", ": \\ ? % * | \" < > . ?" ODD_END, NULL, 0},
	{"special-chars-in-filename/xp-chrome-12.http", 2, "upload", ODD_NAME "?" ODD_END, NULL, 0},
	{"special-chars-in-filename/xp-ie-7.http", 2, "upload", ODD_NAME "&#9731;" ODD_END, NULL, 0},
	{"special-chars-in-filename/xp-ie-8.http", 2, "upload", ODD_NAME "&#9731;" ODD_END, NULL, 0},
	{"special-chars-in-filename/xp-safari-5.http", 2, "upload", ODD_NAME "?" ODD_END, NULL, 0},
	{"workarounds/missing-hyphens1.http", -1, NULL, NULL, "no closing delimiter: cut short", 0},
	{"workarounds/missing-hyphens2.http", -1, NULL, NULL, "no closing delimiter: cut short", 0},
};

static const char *header(const char *request, const char *name, struct arena *arena)
{
	for (const char *line = request; line && *line && strncmp(line, "\r\n", 2); line = strchr(line, '\n')) {
		line += *line == '\n';
		if (!strncasecmp(line, name, strlen(name)))
			return arena_dupn(arena, line + strlen(name) + 2, strcspn(line + strlen(name) + 2, "\r\n"));
	}
	return "";
}

static bool expectation_holds(const struct expectation *want, struct arena *arena)
{
	struct str request;
	struct form form;
	struct err err = {0};
	str_init(&request, 1 << 20);
	assert_int_equal(str_read_file(&request, suite(arena, arena_printf(arena, "formidable/%s", want->file)), &err), 0);
	const char *head_end = strstr(request.at, "\r\n\r\n"), *body = head_end ? head_end + 4 : strstr(request.at, "\n\n") + 2;
	int rc = form_parse(header(request.at, "Content-Type", arena), body, request.len - (size_t)(body - request.at), &limits,
	                    arena, &form, &err);
	str_release(&request);
	if (want->fields < 0)
		return rc == -1 && err.code == ERR_INPUT;
	if (rc || (int)form.len != want->fields)
		return false;
	const struct form_field *last = form.len ? &form.fields[form.len - 1] : NULL;
	return !last || (!strcmp(last->name, want->name) && last->filename && !strcmp(last->filename, want->filename) &&
	                 (!want->len || last->len == want->len));
}

static void formidable(void **s)
{
	(void)s;
	struct arena arena;
	arena_init(&arena);
	if (access(suite(&arena, "formidable"), R_OK)) {
		arena_release(&arena);
		skip();
	}
	int held = 0, refused = 0;
	for (size_t i = 0; i < ARRAY_LEN(expectations); i++) {
		bool holds = expectation_holds(&expectations[i], &arena);
		held += holds && !expectations[i].why;
		refused += holds && expectations[i].why;
		if (!holds)
			print_error("formidable: %s differs\n", expectations[i].file);
	}
	arena_release(&arena);
	print_message("formidable: %d of %zu as there, %d refused on purpose\n", held, ARRAY_LEN(expectations), refused);
	assert_int_equal(held + refused, ARRAY_LEN(expectations));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(python_multipart),
		cmocka_unit_test(formidable),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
