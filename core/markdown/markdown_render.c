#include "markdown_parts.h"

enum { HTML_EXTRA = 64 * 1024, HTML_USUAL = 512 };

static size_t html_max(size_t n, const struct markdown_limits *limits)
{
	size_t max;
	if (__builtin_mul_overflow(n, limits->html_factor, &max) || max > SIZE_MAX / 4)
		max = SIZE_MAX / 4;
	return max + HTML_EXTRA;
}

/* The image is for link previews: an absolute path or a URL, never a "data:". */
static const char *image_of(struct markdown_survey *survey, const struct markdown_context *ctx, struct arena *arena)
{
	if (!survey->image)
		return NULL;
	struct str url;
	enum markdown_link_kind kind = markdown_target(&url, survey->image, survey, ctx);
	bool usable = kind == MARKDOWN_LINK_LOCAL || kind == MARKDOWN_LINK_EXTERNAL;
	const char *image = usable && url.len ? arena_dupn(arena, url.at, url.len) : NULL;
	str_release(&url);
	return image;
}

static void write_tree(struct str *out, const struct markdown_tree *tree, struct markdown_set *named,
                       const struct markdown_context *ctx, struct markdown_result *result)
{
	struct markdown_survey survey;
	markdown_survey(&survey, tree, ctx, named->arena);
	markdown_write(out, tree, &survey, named, ctx);
	*result = (struct markdown_result){
	    .image = image_of(&survey, ctx, named->arena),
	    .headings = survey.headings,
	    .nheadings = survey.nheadings,
	};
}

int markdown_render(const char *md, size_t n, const struct markdown_context *ctx, struct arena *arena,
                    struct markdown_result *result, struct err *err)
{
	if (markdown_check(md, n, &ctx->limits, err))
		return -1;
	struct markdown_set named;
	markdown_set_init(&named, arena, n);
	markdown_set_mentions(&named, md, n, NULL, NULL);
	markdown_set_pictures(&named, md, n, NULL, NULL);
	struct markdown_tree tree;
	struct str out;
	str_init(&out, html_max(n, &ctx->limits));
	/* Most texts grow by less than a half: room for them is taken once. */
	if (out.max >= n + n / 2 + HTML_USUAL)
		(void)!str_room(&out, n + n / 2 + HTML_USUAL);
	markdown_parse(&tree, md, n);
	write_tree(&out, &tree, &named, ctx, result);
	int rc = str_check(&out, "the text as a page", err);
	if (!rc)
		result->html = (struct html){arena_dupn(arena, out.at, out.len), out.len};
	markdown_tree_free(&tree);
	str_release(&out);
	return rc;
}

struct html markdown_plain(const char *md, size_t n, struct arena *arena)
{
	struct str out;
	str_init(&out, SIZE_MAX / 4);
	str_addz(&out, "<pre class=\"plain\" tabindex=\"0\">");
	markdown_put_text(&out, md, n);
	str_addz(&out, "</pre>\n");
	struct html html = {arena_dupn(arena, out.at, out.len), out.len};
	str_release(&out);
	return html;
}
