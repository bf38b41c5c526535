/*
 * Texts made to hurt the parser, each as long as a member's post (16 KiB) and as a staff page
 * (256 KiB) may be. What the check lets pass has to come back from a sandbox whose limits are the
 * promise with room for a slow machine: 10 times the time, twice the memory, the output exactly.
 */
#include "core/base/sandbox.h"
#include "core/markdown/markdown.h"

#include <setjmp.h>

#include <cmocka.h>

enum { POST = 16384, PAGE = 262144 };

/* head, then unit as often as it fits in `share` hundredths of the text, then unit2 up to its end, then tail. */
struct bad {
	const char *name, *head, *unit;
	int share;
	const char *unit2, *tail;
};

static const struct bad bads[] = {
    {"wide table, short rows", "a|a|a|a|a|a|a|a|a|a|a|a\n-|-|-|-|-|-|-|-|-|-|-|-\n", "a\n", 100, "", ""},
    {"one-cell rows", "|a|\n|-|\n", "a\n", 100, "", ""},
    {"very wide head", "", "|a", 33, "|-", "\n"},
    {"row of pipes", "|a|\n|-|\n", "|a", 100, "", ""},
    {"address and brackets", "http://a.b", ")", 100, "", ""},
    {"www and underlines", "", "www.a_", 100, "", ""},
    {"addresses cut by <", "", "http://a<", 100, "", ""},
    {"deep quote, lazy lines", "", ">", 50, "\na", "\n"},
    {"quotes of 99, lazy lines", ">>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>",
     "a\n", 100, "", ""},
    {"deep list, blank lines", "", "- ", 50, "\n", "a"},
    {"deep footnotes, lazy lines", "", "[^a]: ", 50, "a\n", ""},
    {"lines before a table", "", "a\n", 100, "", "|-|\n"},
    {"almost tables", "", "a|b\n-|-|-\n", 100, "", ""},
    {"almost tables below lines", "", "a\n", 40, "-|-\n-|-|-\n", ""},
    {"empty pictures", "", "![[]()", 100, "", ""},
    {"pictures then links", "", "![", 40, "[a](b)", ""},
    {"a@", "", "a@", 100, "", ""},
    {"mail addresses", "", "a@b.c ", 100, "", ""},
    {"one footnote, many times", "[^a]: x\n\n", "[^a]", 100, "", ""},
    {"footnotes that are not there", "", "[^a]", 100, "", ""},
    {"long definition, many uses", "[a]: ", "u", 50, "[a]", ""},
    {"emphasis that does not close", "", "*a_ ", 100, "", ""},
    {"emphasis that closes badly", "", "*a **a_ ", 50, "a** a* ", ""},
    {"links and emphasis", "", "*[a](b)", 100, "", ""},
    {"strikes of two lengths", "", "~~a ~b ", 50, "a~ ", ""},
    {"strikes among emphasis", "", "~- *_.", 100, "", ""},
    {"backticks", "", "`a``b", 100, "", ""},
    {"processing instructions", "", "b<?", 100, "", ""},
    {"declarations", "", "b<!A ", 100, "", ""},
    {"CDATA", "", "b<![CDATA[", 100, "", ""},
    {"<", "", "<a ", 100, "", ""},
    {"entities", "", "&amp;", 100, "", ""},
    {"definitions", "", "[a]: u\n", 60, "[a]\n", ""},
    {"[", "", "[", 100, "", ""},
    {"[a](", "", "[a](b", 100, "", ""},
    {"list after list", "", "- a\n+ a\n", 100, "", ""},
    {"items", "", "-\n", 100, "", ""},
    {"headings", "", "#\n", 100, "", ""},
    {"headings underlined", "", "a\n=\n", 100, "", ""},
    {"tables", "", "|a|\n|-|\n\n", 100, "", ""},
    {"fences", "", "```\n", 100, "", ""},
    {"quotation marks", "", "\"", 100, "", ""},
    {"mentions", "", "@aa ", 100, "", ""},
    {"quotes behind a byte order mark", "\xEF\xBB\xBF", ">", 50, "\na", "\n"},
    {"tables parted by form feeds", "", "a|b\n-|-|-\n\f\n", 100, "", ""},
    {"@ as an entity", "", "a&#64;b.c ", 100, "", ""},
    {"@ as an entity, no blanks", "", "a&#64;", 100, "", ""},
    {"bullets behind tabs", "", "- [ ] \n-|-\n[]\n\t ", 100, "", ""},
    {"control characters", "", "\x01", 100, "", ""},
};

static void add_units(struct str *md, const char *unit, size_t up_to)
{
	while (*unit && md->len + strlen(unit) <= up_to)
		str_addz(md, unit);
}

static void make(struct str *md, const struct bad *bad, size_t n)
{
	str_reset(md);
	str_addz(md, bad->head);
	add_units(md, bad->unit, (n - strlen(bad->tail)) * (size_t)bad->share / 100);
	if (!strcmp(bad->name, "very wide head") || !strcmp(bad->name, "long definition, many uses"))
		str_addz(md, "\n\n" + (*bad->unit == '|'));
	add_units(md, bad->unit2, n - strlen(bad->tail));
	str_addz(md, bad->tail);
}

static const char *member_url(void *self, const char *handle, size_t n)
{
	(void)self;
	return n && *handle == 'a' ? "/members/a/" : NULL;
}

struct job {
	const struct str *md;
	double ms; /* filled in by the child's output */
};

static double cpu_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static struct markdown_limits limits_for(size_t n)
{
	return (struct markdown_limits){.body_max = n > POST ? PAGE : POST, .table_columns = 32, .html_factor = 16};
}

/* The HTML and, behind it, the time. */
static int render(void *self, struct str *out, struct err *err)
{
	struct job *job = self;
	struct arena arena;
	struct markdown_result result = {0};
	struct markdown_context ctx = {.limits = limits_for(job->md->len),
	                               .base = "/",
	                               .page = "index.md",
	                               .prefix = "",
	                               .member_url = member_url};
	arena_init(&arena);
	double before = cpu_ms();
	int rc = markdown_render(job->md->at, job->md->len, &ctx, &arena, &result, err);
	job->ms = cpu_ms() - before;
	str_add(out, result.html.at, result.html.len);
	str_add(out, &job->ms, sizeof(job->ms));
	arena_release(&arena);
	return rc;
}

/* valgrind and the sanitizers slow everything down; there only the output counts. */
static struct sandbox_limits promise(size_t n)
{
	struct sandbox_limits limits = {.output_max = 16 * n + 65536 + sizeof(double)};
	if (sandbox_confines()) {
		limits.ms = n > POST ? 20000 : 1500;
		limits.mib = n > POST ? 512 : 128;
	}
	return limits;
}

static void run(const struct bad *bad, size_t n)
{
	struct str md, out;
	struct err err = {0};
	str_init(&md, PAGE);
	make(&md, bad, n);
	struct markdown_limits limits = limits_for(n);
	struct sandbox_limits sandbox = promise(md.len);
	struct job job = {.md = &md};
	str_init(&out, sandbox.output_max);
	if (markdown_check(md.at, md.len, &limits, &err)) {
		print_message("%7zu %-28s refused: %.60s\n", n, bad->name, err.msg);
	} else if (sandbox_run(render, &job, &sandbox, &out, &err)) {
		print_message("%7zu %-28s fell back: %s\n", n, bad->name, err.msg);
		/* Only too long an output is an answer here; time and memory must have been foreseen. */
		assert_non_null(strstr(err.msg, "as a page: over"));
	} else {
		memcpy(&job.ms, out.at + out.len - sizeof(job.ms), sizeof(job.ms));
		print_message("%7zu %-28s %7.1f ms %6zu KiB of HTML\n", n, bad->name, job.ms, out.len / 1024);
	}
	str_release(&out);
	str_release(&md);
}

static void test_posts(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bads); i++)
		run(&bads[i], POST);
}

static void test_pages(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bads); i++)
		run(&bads[i], PAGE);
}

static void check_refused(const char *md, const char *why)
{
	struct err err = {0};
	struct markdown_limits limits = limits_for(0);
	assert_int_equal(markdown_check(md, strlen(md), &limits, &err), -1);
	assert_non_null(strstr(err.msg, why));
}

static void test_sentences_name_the_line(void **state)
{
	(void)state;
	struct str md;
	str_init(&md, PAGE);
	str_addz(&md, "text\n\n");
	add_units(&md, "|a", 86);
	str_addz(&md, "\n");
	add_units(&md, "|-", 171);
	str_addz(&md, "\n");
	check_refused(md.at, "line 4: a table may have 32 columns at most, this one has 42");
	str_reset(&md);
	add_units(&md, "> ", 300);
	check_refused(md.at, "line 1: quotes and lists are nested too deeply");
	str_reset(&md);
	add_units(&md, "a", POST + 1);
	check_refused(md.at, "the text may have 16384 bytes at most, this one has 16385");
	str_release(&md);
}

/* With these cmark-gfm 0.29.0.gfm.6 shows memory that it has freed. */
static void test_refuses_a_caret_by_entity(void **state)
{
	(void)state;
	static const char *const texts[] = {"[&#94;aaaaaaaa]", "x ![&#0094;a]", "[&#x5e;a]", "[&#X005E;a]",
	                                    "[&Hat;aaa]"};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		check_refused(texts[i], "line 1: write ^ behind [ as it is");
	struct err err = {0};
	struct markdown_limits limits = limits_for(0);
	assert_int_equal(markdown_check("[&amp;a] &#94; [&#95;]", 22, &limits, &err), 0);
}

/* Repeats one piece of an ordinary text up to n bytes: the check must let it pass, and the HTML must fit. */
static void check_passes(const char *head, const char *piece, size_t n)
{
	struct str md;
	struct err err = {0};
	struct arena arena;
	struct markdown_result result;
	struct markdown_context ctx = {.limits = limits_for(n), .base = "/", .page = "index.md", .prefix = ""};
	str_init(&md, PAGE);
	str_addz(&md, head);
	add_units(&md, piece, n);
	arena_init(&arena);
	if (markdown_render(md.at, md.len, &ctx, &arena, &result, &err))
		fail_msg("%s\n%.200s", err.msg, md.at);
	arena_release(&arena);
	str_release(&md);
}

static void test_lets_ordinary_texts_pass(void **state)
{
	(void)state;
	static const struct {
		const char *head, *piece;
	} texts[] = {
	    {"", "A sentence with *emphasis*, a [link](https://example.org/a_(b)), `code` and @anna's \"quotes\".\n"},
	    {"| name | a | b | c | d | e |\n|---|--:|--:|--:|--:|---|\n", "| row | -1.5 | - | - | 0.2 | x |\n"},
	    {"|a|b|\n|-|-|\n", "|1|2|\n"},
	    {"", "+------+------+\n| a    | b    |\n"},
	    {"```c\n", "\tif (a[i] > b[j] && !(c | d)) { x = y * z ** w; /* ~~ <? !> */ }\n\tnext(&v[i]);\n\n"},
	    {"```\n", "2026-11-22 17:00:00 --- GET http://a.b/c?d=(e) 200 - [x] {\"a\":[1,2]} >>> | | |\n"},
	    {"", "- [ ] task with a [link](a.md)\n  - nested\n    - deeper\n      1. still\n"},
	    {"", "[label]: https://example.org/path \"Title\"\n"},
	    {"", "[![badge](https://img.example/a.svg)](https://ci.example/b)\n"},
	    {"", "> quoted\n> > twice\n\nAnswer.[^1]\n\n"},
	    {"", "mail a.b@example.org or c@example.org\n"},
	    {"", "* * *\n\n- - -\n\n---\n\nwords & more\n\n"},
	    {"", "漢字と仮名。**強調**と[リンク](a.md)。\n\n"},
	};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		check_passes(texts[i].head, texts[i].piece, POST);
		check_passes(texts[i].head, texts[i].piece, PAGE);
	}
}

/* The texts of the specifications themselves, 200 KiB of odd cases each. */
static void test_lets_the_specifications_pass(void **state)
{
	(void)state;
	static const char *const names[] = {"commonmark-spec.txt", "gfm-spec.txt", "gfm-extensions.txt",
	                                    "gfm-regression.txt"};
	const char *root = getenv("STOA_SUITES");
	struct str path, text;
	struct err err = {0};
	str_init(&path, 4096);
	str_init(&text, PAGE);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		str_reset(&path);
		str_reset(&text);
		str_addf(&path, "%s/markdown/%s", root ? root : "../shared/suites", names[i]);
		if (str_read_file(&text, path.at, &err)) {
			str_release(&path);
			skip();
		}
		check_passes(text.at, "", PAGE);
	}
	str_release(&text);
	str_release(&path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_posts),
	    cmocka_unit_test(test_pages),
	    cmocka_unit_test(test_sentences_name_the_line),
	    cmocka_unit_test(test_refuses_a_caret_by_entity),
	    cmocka_unit_test(test_lets_ordinary_texts_pass),
	    cmocka_unit_test(test_lets_the_specifications_pass),
	};
	markdown_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
