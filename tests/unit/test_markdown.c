#include "core/markdown/markdown.h"

#include <setjmp.h>

#include <cmocka.h>

static struct arena arena;
static struct markdown_result result;
static struct err err;

static const char *member_url(void *self, const char *handle, size_t n)
{
	(void)self;
	return n == 4 && !memcmp(handle, "anna", n) ? "/members/anna/" : NULL;
}

static struct markdown_context context(void)
{
	return (struct markdown_context){
	    .limits = {.body_max = 16384, .table_columns = 32, .html_factor = 16},
	    .base = "/",
	    .page = "forums/help/2026/11/a/index.md",
	    .prefix = "",
	    .member_url = member_url,
	};
}

static const char *render_with(const struct markdown_context *ctx, const char *md)
{
	if (markdown_render(md, strlen(md), ctx, &arena, &result, &err))
		return err.msg;
	return result.html.at;
}

static const char *render(const char *md)
{
	struct markdown_context ctx = context();
	return render_with(&ctx, md);
}

static void check(const char *md, const char *html)
{
	assert_string_equal(render(md), html);
}

static void test_blocks(void **state)
{
	(void)state;
	check("one\ntwo  \nthree\n", "<p>one\ntwo<br>\nthree</p>\n");
	check("- a\n- b\n", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n");
	check("3. a\n\n4. b\n", "<ol start=\"3\">\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ol>\n");
	check("> q\n\n---\n", "<blockquote>\n<p>q</p>\n</blockquote>\n<hr>\n");
	check("~~no~~ *e* **s** `c<`", "<p><del>no</del> <em>e</em> <strong>s</strong> <code>c&lt;</code></p>\n");
}

static const char *reply_page(void *self, const char *id)
{
	(void)self;
	return id[0] == '3' ? "2/" : "";
}

/* A post of a long topic stands on one of its pages. */
static void test_links_to_replies(void **state)
{
	static const char topic[] = "<p><a href=\"/forums/help/2026/11/a/";
	struct markdown_context ctx = context();
	(void)state;
	ctx.reply_page = reply_page;
	ctx.page = "forums/help/2026/11/a/20261122-170000-abc234.md";
	assert_string_equal(render_with(&ctx, "[b](20261122-160000-abc234.md)"),
	                    arena_printf(&arena, "%s#20261122-160000-abc234\">b</a></p>\n", topic));
	assert_string_equal(render_with(&ctx, "[b](30261122-160000-abc234.md)"),
	                    arena_printf(&arena, "%s2/#30261122-160000-abc234\">b</a></p>\n", topic));
	assert_string_equal(render_with(&ctx, "[b](../a/30261122-160000-abc234.md)"),
	                    arena_printf(&arena, "%s2/#30261122-160000-abc234\">b</a></p>\n", topic));
	assert_string_equal(render_with(&ctx, "[b](../b/30261122-160000-abc234.md)"),
	                    "<p><a href=\"/forums/help/2026/11/b/#30261122-160000-abc234\">b</a></p>\n");
	ctx.reply_page = NULL;
	assert_string_equal(render_with(&ctx, "[b](30261122-160000-abc234.md)"),
	                    arena_printf(&arena, "%s#30261122-160000-abc234\">b</a></p>\n", topic));
}

static void test_raw_html_is_shown(void **state)
{
	(void)state;
	check("a <b onclick=x>b</b>", "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>\n");
	check("<script>\nalert('1')\n</script>\n", "<p>&lt;script&gt;\nalert(&#39;1&#39;)\n&lt;/script&gt;</p>\n");
	check("<!-- note -->", "<p>&lt;!-- note --&gt;</p>\n");
}

static void test_tasks(void **state)
{
	(void)state;
	check("- [x] a\n- [ ] b\n", "<ul>\n<li class=\"task\"><input type=\"checkbox\" checked disabled> a</li>\n"
	                            "<li class=\"task\"><input type=\"checkbox\" disabled> b</li>\n</ul>\n");
}

static void test_tables_scroll(void **state)
{
	(void)state;
	check("| a | b |\n|:-:|--:|\n| 1 | 2 |\n",
	      "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"a b\"><table>\n<thead>\n<tr>\n"
	      "<th class=\"center\">a</th>\n<th class=\"right\">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n"
	      "<td class=\"center\">1</td>\n<td class=\"right\">2</td>\n</tr>\n</tbody>\n</table></div>\n");
}

static void test_headings(void **state)
{
	(void)state;
	check("# A *b*\n## a b\n",
	      "<h1 id=\"a-b\">A <em>b</em><a class=\"anchor\" href=\"#a-b\" aria-label=\"A b\"></a></h1>\n"
	      "<h2 id=\"a-b-1\">a b<a class=\"anchor\" href=\"#a-b-1\" aria-label=\"a b\"></a></h2>\n");
	assert_int_equal(result.nheadings, 2);
	assert_string_equal(result.headings[1].id, "a-b-1");
	assert_int_equal(result.headings[1].level, 2);
}

static void test_footnotes(void **state)
{
	(void)state;
	struct markdown_context ctx = context();
	ctx.prefix = "p1-";
	assert_string_equal(render_with(&ctx, "a[^x] b[^x]\n\n[^x]: note\n[^y]: unused\n"),
	                    "<p>a<sup class=\"footnote-ref\"><a href=\"#p1-fn-1\" id=\"p1-fnref-1\">1</a></sup> "
	                    "b<sup class=\"footnote-ref\"><a href=\"#p1-fn-1\" id=\"p1-fnref-1-2\">1</a></sup></p>\n"
	                    "<div class=\"footnotes\">\n<ol>\n<li id=\"p1-fn-1\">\n<p>note"
	                    " <a class=\"footnote-back\" href=\"#p1-fnref-1\" aria-label=\"↩ 1\">↩</a>"
	                    " <a class=\"footnote-back\" href=\"#p1-fnref-1-2\" aria-label=\"↩ 1\">↩</a></p>\n"
	                    "</li>\n</ol>\n</div>\n");
}

static void check_link_from(const char *page, const char *url, const char *href)
{
	char md[512], html[512];
	struct markdown_context ctx = context();
	ctx.page = page;
	snprintf(md, sizeof(md), "[x](%s)", url);
	snprintf(html, sizeof(html), "<p><a href=\"%s\">x</a></p>\n", href);
	assert_string_equal(render_with(&ctx, md), html);
}

static void check_link(const char *url, const char *href)
{
	char md[512], html[512];
	snprintf(md, sizeof(md), "[x](%s)", url);
	snprintf(html, sizeof(html), "<p><a href=\"%s\">x</a></p>\n", href);
	check(md, html);
}

static void test_links_between_pages(void **state)
{
	(void)state;
	check_link("../b/index.md", "/forums/help/2026/11/b/");
	check_link("../b/index.md#part", "/forums/help/2026/11/b/#part");
	check_link("/pages/about.md", "/about/");
	check_link("/rules.md", "/rules/");
	check_link("/index.md", "/");
	check_link("../../../../../../../../index.md", "/");
	check_link("20261122-170000-abcdef.md", "/forums/help/2026/11/a/#20261122-170000-abcdef");
	check_link("photo.png", "/forums/help/2026/11/a/photo.png");
	check_link("./photo.png?x=1&y=2", "/forums/help/2026/11/a/photo.png?x=1&amp;y=2");
	check_link("#part", "#part");
	check_link("/forums/help/", "/forums/help/");
}

static void test_links_from_a_flat_page(void **state)
{
	(void)state;
	struct markdown_context ctx = context();
	ctx.base = "/project/";
	ctx.page = "tutorials/first/01-start.md";
	assert_string_equal(render_with(&ctx, "[x](photo.png)"),
	                    "<p><a href=\"/project/tutorials/first/01-start/photo.png\">x</a></p>\n");
	assert_string_equal(render_with(&ctx, "[x](01-start/photo.png)"),
	                    "<p><a href=\"/project/tutorials/first/01-start/photo.png\">x</a></p>\n");
	assert_string_equal(render_with(&ctx, "[x](02-next.md)"),
	                    "<p><a href=\"/project/tutorials/first/02-next/\">x</a></p>\n");
	assert_string_equal(render_with(&ctx, "[x](/forums/)"), "<p><a href=\"/project/forums/\">x</a></p>\n");
}

static void test_links_from_other_places(void **state)
{
	(void)state;
	const char *reply = "forums/help/2026/11/a/20261122-170000-abcdef.md";
	check_link_from(reply, "photo.png", "/forums/help/2026/11/a/photo.png");
	check_link_from(reply, "index.md", "/forums/help/2026/11/a/");
	check_link_from(reply, "../../12/b/index.md", "/forums/help/2026/12/b/");
	check_link_from("pages/about.md", "photo.png", "/about/photo.png");
	check_link_from("pages/about.md", "contact.md", "/contact/");
	check_link_from("pages/about.md", "../rules.md", "/rules/");
	check_link_from("index.md", "pages/about.md", "/about/");
	check_link_from("index.md", "photo.png", "/photo.png");
	check_link_from("rules.md", "forums/help/index.md", "/forums/help/");
	check_link_from("members/an/anna.md", "../bo/bob.md", "/members/bo/bob/");
	check_link_from("index.md", "<foo):>", "/foo):");
	check_link_from("index.md", "a.md?x#y", "/a/?x#y");
	check_link_from("index.md", "/pages/", "/pages/");
}

static void test_schemes(void **state)
{
	(void)state;
	const char *bad[] = {"javascript:alert(1)", "JaVaScRiPt:alert(1)", "<java\tscript:alert(1)>",
	                     "&#106;avascript:x",   "<&#1;javascript:x>",  "javascript&colon;x",
	                     "data:text/html,x",    "vbscript:x",          "file:///etc",
	                     "ftp://a.b/",          "<javascript&#9;:x>",  "blob:x",
	                     "\\javascript:x"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		char md[256];
		snprintf(md, sizeof(md), "[x](%s)", bad[i]);
		assert_null(strstr(render(md), "href"));
		snprintf(md, sizeof(md), "![x](%s)", bad[i]);
		assert_null(strstr(render(md), "src"));
	}
}

static void test_external_links(void **state)
{
	(void)state;
	struct markdown_context ctx = context();
	check("[x](//host/p)", "<p><a href=\"//host/p\" rel=\"nofollow ugc noopener\">x</a></p>\n");
	check("[x](HTTP://h/)", "<p><a href=\"HTTP://h/\" rel=\"nofollow ugc noopener\">x</a></p>\n");
	ctx.trusted = true;
	assert_string_equal(render_with(&ctx, "https://a.b"), "<p><a href=\"https://a.b\">https://a.b</a></p>\n");
	check("a@b.org", "<p><a href=\"mailto:a@b.org\">a@b.org</a></p>\n");
	check("[a <http://b.c> d](/e/)", "<p><a href=\"/e/\">a http://b.c d</a></p>\n");
}

static void test_mentions(void **state)
{
	(void)state;
	check("@anna, (@Anna) @bob", "<p><a class=\"mention\" href=\"/members/anna/\">@anna</a>, "
	                             "(<a class=\"mention\" href=\"/members/anna/\">@Anna</a>) @bob</p>\n");
	check("`@anna` x@anna [@anna](/) @anna@host",
	      "<p><code>@anna</code> x@anna <a href=\"/\">@anna</a> @anna@host</p>\n");
	check("&#64;anna", "<p>@anna</p>\n");
}

static void collect(void *self, const char *handle, size_t n)
{
	struct str *names = self;
	str_add(names, handle, n);
	str_addc(names, ' ');
}

static void test_finds_mentions_without_parsing(void **state)
{
	(void)state;
	struct str names;
	const char *md = "@anna `@bob` x@carl.org @anna @Dora- @x @a_b @@eve @end";
	str_init(&names, 1000);
	markdown_mentions(md, strlen(md), &arena, collect, &names);
	assert_string_equal(names.at, "anna bob carl dora a_b eve end ");
	str_release(&names);
}

static void test_ids_are_unique(void **state)
{
	(void)state;
	struct markdown_context ctx = context();
	ctx.prefix = "p-";
	render_with(&ctx, "# a\n# a-1\n# a\n# a\n# fn-1\n#\n#\n# Ünï & 漢\n[x](#a-1) [y](#zz) [z](#Ünï-漢)\n");
	const char *ids[] = {"p-a", "p-a-1", "p-a-2", "p-a-3", "p-section", "p-section-1", "p-section-2", "p-Ünï-漢"};
	assert_int_equal(result.nheadings, ARRAY_LEN(ids));
	for (size_t i = 0; i < ARRAY_LEN(ids); i++)
		assert_string_equal(result.headings[i].id, ids[i]);
	assert_non_null(strstr(result.html.at, "<a href=\"#p-a-1\">x</a> <a href=\"#zz\">y</a> <a href=\"#p-%C3%9Cn"));
}

static void test_output_has_a_cap(void **state)
{
	(void)state;
	char md[16001] = "";
	for (int i = 0; i < 8000; i++)
		memcpy(md + 2 * i, "#\n", 2);
	assert_string_equal(render(md), "the text as a page: over 321536 bytes");
	assert_int_equal(err.code, ERR_LIMIT);
}

static void test_images(void **state)
{
	(void)state;
	check("![a *b*](p.png \"t\")",
	      "<p><img src=\"/forums/help/2026/11/a/p.png\" alt=\"a b\" title=\"t\" loading=\"lazy\"></p>\n");
	assert_string_equal(result.image, "/forums/help/2026/11/a/p.png");
	check("![a](data:image/png;base64,x)", "<p>a</p>\n");
	assert_null(result.image);
	check("![a](https://b.example/p.png)",
	      "<p><a href=\"https://b.example/p.png\" rel=\"nofollow ugc noopener\">a</a></p>\n");
	check("![](https://b.example/p.png)",
	      "<p><a href=\"https://b.example/p.png\" rel=\"nofollow ugc noopener\">https://b.example/p.png</a></p>\n");
	check("[![a](https://b.example/p.png) c](/x/)", "<p><a href=\"/x/\">a c</a></p>\n");
}

static void test_code_language(void **state)
{
	(void)state;
	check("```c++ x\n<\n```\n", "<pre tabindex=\"0\"><code class=\"language-c++\">&lt;\n</code></pre>\n");
	check("```\" onload=x\n```\n", "<pre tabindex=\"0\"><code></code></pre>\n");
}

static void test_long_heading(void **state)
{
	(void)state;
	char md[4000] = "# ";
	for (int i = 0; i < 300; i++)
		memcpy(md + 2 + 6 * i, "wörd ", 6);
	render(md);
	const char *text = result.headings[0].text;
	assert_true(strlen(text) < 400);
	assert_string_equal(text + strlen(text) - 8, "wörd…");
}

static void test_odd_characters(void **state)
{
	(void)state;
	check("&#1;&#x202e;x\xff", "<p>\xEF\xBF\xBD\xEF\xBF\xBDx\xEF\xBF\xBD</p>\n");
}

static void test_plain(void **state)
{
	(void)state;
	assert_string_equal(markdown_plain("<b>\n", 4, &arena).at, "<pre class=\"plain\" tabindex=\"0\">&lt;b&gt;\n</pre>\n");
}

static int set_up(void **state)
{
	(void)state;
	arena_init(&arena);
	markdown_init();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static bool picture(void *self, const char *path, int64_t *width, int64_t *height)
{
	(void)self;
	*width = 640;
	*height = 480;
	return !strcmp(path, "/forums/help/2026/11/a/a.png") || !strcmp(path, "/about/b.jpg");
}

static void test_pictures_have_sizes(void **state)
{
	(void)state;
	struct markdown_context ctx = context();
	ctx.base = "/project/";
	ctx.picture = picture;
	assert_string_equal(render_with(&ctx, "![x](a.png)"),
	                    "<p><img src=\"/project/forums/help/2026/11/a/a.png\" alt=\"x\" width=\"640\" "
	                    "height=\"480\" loading=\"lazy\"></p>\n");
	assert_non_null(strstr(render_with(&ctx, "![x](/about/b.jpg \"t\")"), "title=\"t\" width=\"640\""));
	assert_non_null(strstr(render_with(&ctx, "![x][r]\n\n[r]: ./a.png"), "width"));
	assert_null(strstr(render_with(&ctx, "![x](c.png)"), "width"));
	assert_null(strstr(render_with(&ctx, "![x](https://example.org/a.png)"), "width"));
	/* What the source does not spell out is not in the catalogue: markdown_pictures(). */
	assert_null(strstr(render_with(&ctx, "![x](a&#46;png)"), "width"));
	assert_null(strstr(render_with(&ctx, "![x](%61.png)"), "width"));
}

static void test_galleries(void **state)
{
	(void)state;
	static const char gallery[] = "<ul class=\"gallery\">\n<li><a href=\"/x/a.png\"><img src=\"/x/a.png\" alt=\"A &lt;\" "
				      "loading=\"lazy\"></a></li>\n<li><figure><a href=\"/x/b.png\"><img src=\"/x/b.png\" "
				      "alt=\"B\" loading=\"lazy\"></a><figcaption>&lt;b&gt;</figcaption></figure></li>\n</ul>\n";
	check("![A <](/x/a.png)\n![B](/x/b.png \"<b>\")\n", gallery);
	check("![A <](/x/a.png)  \n![B](/x/b.png '<b>')\n", gallery);
	check("- ![A <](/x/a.png)\n- ![B](/x/b.png \"<b>\")\n", gallery);
	/* A link without words leads nowhere for who cannot see. */
	check("![](/a.png) ![b](/b.png)", "<ul class=\"gallery\">\n<li><img src=\"/a.png\" alt=\"\" loading=\"lazy\"></li>\n"
	                                  "<li><a href=\"/b.png\"><img src=\"/b.png\" alt=\"b\" loading=\"lazy\"></a></li>\n</ul>\n");
	static const char *const none[] = {"![a](/a.png)", "![a](/a.png) and ![b](/b.png)", "![a](/a.png) ![b](https://e.org/b.png)",
	                                   "1. ![a](/a.png)\n2. ![b](/b.png)", "- ![a](/a.png)\n- b", "![a](/a.png) [![b](/b.png)](/c/)",
	                                   "![a](/a.png) ![b](javascript:x)", "x[^1]\n\n[^1]: ![a](/a.png) ![b](/b.png)"};
	for (size_t i = 0; i < ARRAY_LEN(none); i++)
		assert_null(strstr(render(none[i]), "gallery"));
	check("> ![a](/a.png)\n> ![b](/b.png)\n\nend", "<blockquote>\n<ul class=\"gallery\">\n<li><a href=\"/a.png\"><img src=\"/a.png\" "
	      "alt=\"a\" loading=\"lazy\"></a></li>\n<li><a href=\"/b.png\"><img src=\"/b.png\" alt=\"b\" loading=\"lazy\"></a></li>\n</ul>\n"
	      "</blockquote>\n<p>end</p>\n");
}

static void note_picture(void *self, const char *path)
{
	str_addf(self, "%s ", path);
}

static void test_pictures_are_found_without_parsing(void **state)
{
	(void)state;
	static const char md[] = "![a](a.png) ![a](a.png) ![](../b/c.JPG) [x]: /about/d.webp\n<e.gif> f.pdf .png https://e.org/g.png";
	struct markdown_source source = {md, sizeof(md) - 1, "forums/help/2026/11/a/20261122-170000-abc234.md"};
	struct str found;
	str_init(&found, 1000);
	markdown_pictures(&source, &arena, note_picture, &found);
	assert_string_equal(found.at, "/forums/help/2026/11/a/a.png /forums/help/2026/11/b/c.JPG /about/d.webp "
	                              "/forums/help/2026/11/a/e.gif ");
	str_release(&found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_blocks),
	    cmocka_unit_test(test_raw_html_is_shown),
	    cmocka_unit_test(test_links_to_replies),
	    cmocka_unit_test(test_tasks),
	    cmocka_unit_test(test_tables_scroll),
	    cmocka_unit_test(test_headings),
	    cmocka_unit_test(test_footnotes),
	    cmocka_unit_test(test_links_between_pages),
	    cmocka_unit_test(test_links_from_a_flat_page),
	    cmocka_unit_test(test_links_from_other_places),
	    cmocka_unit_test(test_schemes),
	    cmocka_unit_test(test_external_links),
	    cmocka_unit_test(test_mentions),
	    cmocka_unit_test(test_finds_mentions_without_parsing),
	    cmocka_unit_test(test_ids_are_unique),
	    cmocka_unit_test(test_output_has_a_cap),
	    cmocka_unit_test(test_images),
	    cmocka_unit_test(test_code_language),
	    cmocka_unit_test(test_long_heading),
	    cmocka_unit_test(test_odd_characters),
	    cmocka_unit_test(test_pictures_have_sizes),
		cmocka_unit_test(test_galleries),
		cmocka_unit_test(test_pictures_are_found_without_parsing),
		cmocka_unit_test(test_plain),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
