#include "core/text/text.h"
#include "markdown_memory.h"
#include "markdown_parts.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>

struct offsets VEC_OF(size_t);

enum { SPARE_MAX = 8192 };

static const char *const extensions[] = {"table", "strikethrough", "autolink", "tasklist"};

void markdown_init(void)
{
	cmark_gfm_core_extensions_ensure_registered();
}

/* cmark's own kinds have numbers, those of its extensions only names that are known in advance. */
static enum markdown_kind extension_kind(cmark_node *node)
{
	static const struct {
		const char *name;
		enum markdown_kind kind;
	} names[] = {
	    {"table_cell", MARKDOWN_CELL},       {"table_row", MARKDOWN_ROW}, {"table_header", MARKDOWN_ROW},
	    {"strikethrough", MARKDOWN_DELETED}, {"table", MARKDOWN_TABLE},
	};
	const char *name = cmark_node_get_type_string(node);
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (!strcmp(name, names[i].name))
			return names[i].kind;
	return MARKDOWN_NONE;
}

static enum markdown_kind kind_of(cmark_node *node)
{
	switch ((int)cmark_node_get_type(node)) {
	case CMARK_NODE_TEXT:
	case CMARK_NODE_HTML_INLINE:
		return MARKDOWN_TEXT;
	case CMARK_NODE_SOFTBREAK:
		return MARKDOWN_SOFT_BREAK;
	case CMARK_NODE_LINEBREAK:
		return MARKDOWN_LINE_BREAK;
	case CMARK_NODE_CODE:
		return MARKDOWN_CODE;
	case CMARK_NODE_EMPH:
		return MARKDOWN_EMPHASIS;
	case CMARK_NODE_STRONG:
		return MARKDOWN_STRONG;
	case CMARK_NODE_LINK:
		return MARKDOWN_LINK;
	case CMARK_NODE_IMAGE:
		return MARKDOWN_IMAGE;
	case CMARK_NODE_FOOTNOTE_REFERENCE:
		return MARKDOWN_REFERENCE;
	case CMARK_NODE_PARAGRAPH:
		return MARKDOWN_PARAGRAPH;
	case CMARK_NODE_HEADING:
		return MARKDOWN_HEADING;
	case CMARK_NODE_BLOCK_QUOTE:
		return MARKDOWN_QUOTE;
	case CMARK_NODE_LIST:
		return MARKDOWN_LIST;
	case CMARK_NODE_ITEM:
		return strcmp(cmark_node_get_type_string(node), "tasklist") ? MARKDOWN_ITEM : MARKDOWN_TASK;
	case CMARK_NODE_CODE_BLOCK:
		return MARKDOWN_CODE_BLOCK;
	case CMARK_NODE_HTML_BLOCK:
		return MARKDOWN_HTML_BLOCK;
	case CMARK_NODE_THEMATIC_BREAK:
		return MARKDOWN_RULE;
	case CMARK_NODE_FOOTNOTE_DEFINITION:
		return MARKDOWN_NOTE;
	default:
		return extension_kind(node);
	}
}

static bool is_in_tight_list(cmark_node *paragraph)
{
	cmark_node *list = cmark_node_parent(cmark_node_parent(paragraph));
	return list && cmark_node_get_type(list) == CMARK_NODE_LIST && cmark_node_get_list_tight(list);
}

static char alignment_of(cmark_node *cell)
{
	const uint8_t *alignments =
	    cmark_gfm_extensions_get_table_alignments(cmark_node_parent(cmark_node_parent(cell)));
	size_t column = 0;
	while ((cell = cmark_node_previous(cell)))
		column++;
	return alignments ? (char)alignments[column] : '\0';
}

static int number_from(const char *digits)
{
	int n = 0;
	for (; digits && *digits >= '0' && *digits <= '9' && n < 1000000; digits++)
		n = n * 10 + (*digits - '0');
	return n;
}

static void fill(struct markdown_step *step, cmark_node *node)
{
	const char *text = cmark_node_get_literal(node);
	step->text = text ? text : "";
	switch (step->kind) {
	case MARKDOWN_LINK:
	case MARKDOWN_IMAGE:
		step->url = cmark_node_get_url(node);
		step->title = cmark_node_get_title(node);
		break;
	case MARKDOWN_CODE_BLOCK:
		step->title = cmark_node_get_fence_info(node);
		break;
	case MARKDOWN_PARAGRAPH:
		step->flag = is_in_tight_list(node);
		break;
	case MARKDOWN_HEADING:
		step->number = cmark_node_get_heading_level(node);
		break;
	case MARKDOWN_LIST:
		step->flag = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST;
		step->number = cmark_node_get_list_start(node);
		break;
	case MARKDOWN_TASK:
		step->flag = cmark_gfm_extensions_get_tasklist_item_checked(node);
		break;
	case MARKDOWN_ROW:
		step->flag = cmark_gfm_extensions_get_table_row_is_header(node) != 0;
		break;
	case MARKDOWN_CELL:
		step->align = alignment_of(node);
		break;
	case MARKDOWN_REFERENCE:
		step->number = number_from(step->text);
		break;
	default:
		break;
	}
}

/* Kept from one text to the next, if they are not of a huge one: there is one tree at a time. */
static struct markdown_steps spare_steps;
static struct offsets spare_open;

/* The way into a node; with children, its way out follows later. */
static void push_enter(struct markdown_steps *steps, cmark_node *node)
{
	struct markdown_step *step = VEC_PUSH(steps);
	*step = (struct markdown_step){.kind = kind_of(node), .enter = true, .text = "", .url = "", .title = ""};
	fill(step, node);
	*VEC_PUSH(&spare_open) = steps->len - 1;
}

static void push_exit(struct markdown_steps *steps)
{
	size_t entered = spare_open.at[--spare_open.len];
	struct markdown_step step = steps->at[entered];
	step.enter = false;
	steps->at[entered].end = (uint32_t)steps->len;
	*VEC_PUSH(steps) = step;
}

/* A deep tree is a long loop here, not a deep stack. */
static void flatten(struct markdown_steps *steps, cmark_node *document)
{
	cmark_node *node = cmark_node_first_child(document);
	while (node) {
		push_enter(steps, node);
		cmark_node *next = cmark_node_first_child(node);
		while (!next && node != document) {
			push_exit(steps);
			next = cmark_node_next(node);
			node = cmark_node_parent(node);
		}
		node = next;
	}
}

/* cmark moves the footnotes that are cited to the end, ordered; what else it left is of no use. */
static void number_notes(struct markdown_tree *tree)
{
	for (size_t i = 0; i < tree->steps.len; i = tree->steps.at[i].end + 1)
		if (tree->steps.at[i].kind == MARKDOWN_NOTE)
			tree->steps.at[i].number = (int)++tree->notes;
}

void markdown_parse(struct markdown_tree *tree, const char *md, size_t n)
{
	static cmark_mem memory = {markdown_calloc, markdown_realloc, markdown_free};
	bool valid = text_bad_utf8(md, n) == n, at = n && (memchr(md, '@', n) || memchr(md, '&', n));
	cmark_parser *parser =
	    cmark_parser_new_with_mem(CMARK_OPT_FOOTNOTES | (valid ? 0 : CMARK_OPT_VALIDATE_UTF8), &memory);
	for (size_t i = 0; i < ARRAY_LEN(extensions); i++)
		cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(extensions[i]));
	cmark_parser_feed(parser, md, n);
	cmark_node *document = cmark_parser_finish(parser);
	/* In looking for mail addresses it has cut texts at each '@': a mention must not fall apart. */
	if (at)
		cmark_consolidate_text_nodes(document);
	*tree = (struct markdown_tree){.steps = spare_steps};
	spare_steps = (struct markdown_steps){0};
	flatten(&tree->steps, document);
	number_notes(tree);
}

void markdown_tree_free(struct markdown_tree *tree)
{
	spare_steps = tree->steps;
	spare_steps.len = 0;
	tree->steps = (struct markdown_steps){0};
	if (spare_steps.cap > SPARE_MAX) {
		VEC_RELEASE(&spare_steps);
		VEC_RELEASE(&spare_open);
	}
	markdown_free_all();
}
