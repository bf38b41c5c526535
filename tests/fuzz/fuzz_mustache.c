/*
 * The input is up to four templates, t, p, q and r, with lines of "====" between them; a first byte
 * '!' asks for strict names. Rendered twice, cold and warm: the bytes are the same, and members'
 * text, marked by \1, never comes out with its markup alive.
 */
#include "core/base/vec.h"
#include "core/words/mustache.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

struct node {
	const char *text, *none, *name;
	struct html html;
	bool yes, no;
	int64_t number;
	const struct node *one;
	struct mustache_list list, tags;
	struct mustache_call words;
};

static const struct mustache_type node_type;
static const struct mustache_field tag_fields[] = {{.name = ".", .kind = MUSTACHE_TEXT}};
static const struct mustache_type tag_type = {
    .name = "tag", .fields = tag_fields, .nfields = 1, .size = sizeof(const char *)};

#define ROW(name_, field, what, of)                                                                                    \
	{                                                                                                              \
		.name = name_, .kind = MUSTACHE_##what, .offset = offsetof(struct node, field), .type = of             \
	}

/* Names of one letter, so that a fuzzer hits them. */
static const struct mustache_field node_fields[] = {
    ROW("a", text, TEXT, NULL),     ROW("b", none, TEXT, NULL),       ROW("c", html, HTML, NULL),
    ROW("d", yes, BOOL, NULL),      ROW("e", no, BOOL, NULL),         ROW("f", number, INT, NULL),
    ROW("g", one, ONE, &node_type), ROW("h", list, LIST, &node_type), ROW("i", tags, LIST, &tag_type),
    ROW("j", words, CALL, NULL),    ROW("k", name, TEXT, NULL),
};
static const struct mustache_type node_type = {
    .name = "node", .fields = node_fields, .nfields = ARRAY_LEN(node_fields), .size = sizeof(struct node)};

struct files {
	const char *at[4];
	size_t len[4];
};

static int load(void *self, const char *name, struct str *src, struct err *err)
{
	const struct files *files = self;
	const char *which = strchr("tpqr", name[0]);
	if (!name[0] || name[1] || !which || !files->at[which - "tpqr"])
		return err_set(err, ERR_NOTFOUND, "no such file");
	str_add(src, files->at[which - "tpqr"], files->len[which - "tpqr"]);
	return 0;
}

static int speak(const struct mustache_call *call, const char *name, size_t n, const struct mustache_scope *scope,
                 struct str *text, struct err *err)
{
	struct mustache_value value;
	(void)call;
	if (n && name[0] == 'x')
		return err_set(err, ERR_CONF, "refused");
	str_addz(text, mustache_find(scope, "g.a", 3, &value) ? "\1<p>" : "\1<q>");
	return 0;
}

static void split(struct files *files, const char *at, size_t n)
{
	for (size_t i = 0; i < ARRAY_LEN(files->at); i++) {
		const char *cut = memmem(at, n, "====\n", 5);
		files->at[i] = at;
		files->len[i] = cut ? (size_t)(cut - at) : n;
		if (!cut)
			return;
		n -= (size_t)(cut + 5 - at);
		at = cut + 5;
	}
}

static void check(const struct str *out, const struct err *err, int rc)
{
	if (rc && (out->len || (err->code != ERR_CONF && err->code != ERR_LIMIT)))
		abort();
	if (out->at[out->len])
		abort();
	for (size_t i = 0; i + 1 < out->len; i++)
		if (out->at[i] == '\1' && out->at[i + 1] == '<')
			abort();
}

static void render(struct files *files, bool strict)
{
	static const char *const tags[] = {"\1<b>", "p"};
	static const struct node leaf = {.text = "\1<leaf>\n", .name = "q", .number = 3};
	static const struct node two[] = {{.text = "\1<x>", .one = &leaf, .name = "r"}, {.no = true}};
	const struct node root = {.text = "\1<evil>",
	                          .name = "p",
	                          .html = {"<b>\n</b>", 8},
	                          .yes = true,
	                          .one = &leaf,
	                          .list = {two, 2},
	                          .tags = {tags, 2},
	                          .words = {speak, NULL}};
	const struct mustache_scope scope = {.type = &node_type, .object = &root};
	struct mustache_options options = {.load = load, .self = files, .missing_is_err = strict, .depth_max = 8};
	struct mustache *set;
	struct err err = {0}, again = {0};
	struct str out[2];
	if (mustache_open(&set, &options, &err))
		abort();
	for (int i = 0; i < 2; i++)
		str_init(&out[i], 65536);
	int first = mustache_render(set, "t", &scope, &out[0], &err);
	int second = mustache_render(set, "t", &scope, &out[1], &again);
	check(&out[0], &err, first);
	if (first != second || strcmp(err.msg, again.msg) || out[0].len != out[1].len ||
	    memcmp(out[0].at, out[1].at, out[0].len))
		abort();
	for (int i = 0; i < 2; i++)
		str_release(&out[i]);
	mustache_close(set);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct files files = {0};
	bool strict = n && data[0] == '!';
	if (memchr(data, 1, n) || n > 65536)
		return 0;
	split(&files, (const char *)data + strict, n - strict);
	render(&files, strict);
	return 0;
}
