#include "markdown_parts.h"

enum { KEPT = 4 * MARKDOWN_PLAIN_MAX + 256 };

struct headings VEC_OF(struct markdown_heading);

static void put_up_to_max(struct str *out, const char *text)
{
	size_t n = strlen(text), room = out->max - out->len;
	markdown_put_plain(out, text, n < room ? n : room);
}

/* What a step adds to running text: white space at seams keeps words apart. */
static const char *words_of(const struct markdown_step *step)
{
	switch (step->kind) {
	case MARKDOWN_TEXT:
	case MARKDOWN_CODE:
		return step->enter ? step->text : "";
	case MARKDOWN_EMPHASIS:
	case MARKDOWN_STRONG:
	case MARKDOWN_DELETED:
	case MARKDOWN_LINK:
	case MARKDOWN_IMAGE:
	case MARKDOWN_REFERENCE:
		return "";
	default:
		return step->enter ? "" : " ";
	}
}

void markdown_put_words(struct str *out, const struct markdown_tree *tree, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		put_up_to_max(out, words_of(&tree->steps.at[i]));
}

static void add_heading(struct headings *headings, struct markdown_survey *survey, const struct markdown_tree *tree,
                        size_t at, const char *prefix)
{
	struct str text;
	str_init(&text, KEPT);
	markdown_put_words(&text, tree, at + 1, tree->steps.at[at].end);
	const char *plain = markdown_excerpt(survey->ids.arena, text.at, text.len);
	const char *id = markdown_id(&survey->ids, prefix, plain);
	*VEC_PUSH(headings) = (struct markdown_heading){.id = id, .text = plain, .level = tree->steps.at[at].number};
	str_release(&text);
}

static void settle_headings(struct headings *headings, struct markdown_survey *survey)
{
	survey->nheadings = headings->len;
	survey->headings = arena_alloc(survey->ids.arena, headings->len, sizeof(*headings->at));
	if (headings->len)
		memcpy(survey->headings, headings->at, headings->len * sizeof(*headings->at));
	VEC_RELEASE(headings);
}

void markdown_survey(struct markdown_survey *survey, const struct markdown_tree *tree,
                     const struct markdown_context *ctx, struct arena *arena)
{
	*survey = (struct markdown_survey){0};
	markdown_set_init(&survey->ids, arena, tree->steps.len);
	survey->cited = arena_alloc(arena, tree->notes, sizeof(*survey->cited));
	struct headings headings = {0};
	for (size_t i = 0; i < tree->steps.len; i++) {
		const struct markdown_step *step = &tree->steps.at[i];
		if (!step->enter)
			continue;
		if (step->kind == MARKDOWN_HEADING)
			add_heading(&headings, survey, tree, i, ctx->prefix);
		else if (step->kind == MARKDOWN_IMAGE && !survey->image)
			survey->image = step;
		else if (step->kind == MARKDOWN_REFERENCE && step->number > 0 && (size_t)step->number <= tree->notes)
			survey->cited[step->number - 1]++;
	}
	settle_headings(&headings, survey);
}

/* For as long as nobody has published it, a file is elsewhere. */
static enum markdown_link_kind target_file(struct str *out, const char *url, const struct markdown_context *ctx)
{
	enum markdown_link_kind kind = markdown_link(out, url, ctx);
	const char *elsewhere = ctx->file && kind == MARKDOWN_LINK_LOCAL ? ctx->file(ctx->self, out->at) : NULL;
	if (elsewhere) {
		str_reset(out);
		out->max += strlen(elsewhere);
		str_addz(out, elsewhere);
	}
	return kind;
}

enum markdown_link_kind markdown_target(struct str *out, const struct markdown_step *step,
                                        struct markdown_survey *survey, const struct markdown_context *ctx)
{
	size_t prefix = strlen(ctx->prefix), target = strlen(step->url);
	str_init(out, 3 * (target + strlen(ctx->page) + prefix) + strlen(ctx->base) + 64);
	if (step->url[0] != '#')
		return target_file(out, step->url, ctx);
	struct str id;
	str_init(&id, prefix + target);
	str_addz(&id, ctx->prefix);
	str_addz(&id, step->url + 1);
	bool own = markdown_set_find(&survey->ids, id.at, id.len);
	str_addc(out, '#');
	markdown_put_url(out, own ? id.at : id.at + prefix, own ? id.len : id.len - prefix);
	str_release(&id);
	return MARKDOWN_LINK_LOCAL;
}
