#include "highlight.h"
#include "markdown_writer.h"

enum { LABEL_MAX = 200, LANGUAGE_MAX = 32 };

/* Blocks begin on a line of their own, as cmark lays its output out. */
void markdown_new_line(struct markdown_writer *w)
{
	if (w->out->len && w->out->at[w->out->len - 1] != '\n')
		str_addc(w->out, '\n');
}

/* "fn-2", "fnref-2", and from the second reference to a note on "fnref-2-2". */
static void put_note_id(struct markdown_writer *w, const char *kind, int note, int reference)
{
	str_addf(w->out, "%s%s-%d", w->ctx->prefix, kind, note);
	if (reference > 1)
		str_addf(w->out, "-%d", reference);
}

static void put_back_references(struct markdown_writer *w)
{
	for (int i = 1; i <= w->survey->cited[w->note - 1]; i++) {
		markdown_html(w, " <a class=\"footnote-back\" href=\"#");
		put_note_id(w, "fnref", w->note, i);
		str_addf(w->out, "\" aria-label=\"↩ %d\">↩</a>", w->note);
	}
}

static void write_quote(struct markdown_writer *w, const struct markdown_step *step)
{
	markdown_new_line(w);
	markdown_html(w, step->enter ? "<blockquote>\n" : "</blockquote>\n");
}

static void write_list(struct markdown_writer *w, const struct markdown_step *step)
{
	if (step->enter && !step->flag && markdown_write_gallery(w, step))
		return;
	markdown_new_line(w);
	if (!step->enter)
		markdown_html(w, step->flag ? "</ol>\n" : "</ul>\n");
	else if (!step->flag || step->number == 1)
		markdown_html(w, step->flag ? "<ol>\n" : "<ul>\n");
	else
		str_addf(w->out, "<ol start=\"%d\">\n", step->number);
}

static void write_item(struct markdown_writer *w, const struct markdown_step *step)
{
	if (step->enter)
		markdown_new_line(w);
	markdown_html(w, step->enter ? "<li>" : "</li>\n");
}

static void write_task(struct markdown_writer *w, const struct markdown_step *step)
{
	if (!step->enter) {
		markdown_html(w, "</li>\n");
		return;
	}
	markdown_new_line(w);
	markdown_html(w, "<li class=\"task\"><input type=\"checkbox\"");
	markdown_html(w, step->flag ? " checked disabled> " : " disabled> ");
}

/* Is this the way out of the last block in a footnote? */
static bool ends_note(const struct markdown_writer *w)
{
	return w->note && w->tree->steps.at[w->at + 1].kind == MARKDOWN_NOTE;
}

static void write_paragraph(struct markdown_writer *w, const struct markdown_step *step)
{
	if (step->flag || (step->enter && markdown_write_gallery(w, step)))
		return;
	if (step->enter) {
		markdown_new_line(w);
		markdown_html(w, "<p>");
		return;
	}
	if (ends_note(w))
		put_back_references(w);
	markdown_html(w, "</p>\n");
}

static void write_heading(struct markdown_writer *w, const struct markdown_step *step)
{
	const struct markdown_heading *heading = &w->survey->headings[w->next_heading];
	if (step->enter) {
		markdown_new_line(w);
		str_addf(w->out, "<h%d id=\"", step->number);
		markdown_text(w, heading->id);
		markdown_html(w, "\">");
		return;
	}
	w->next_heading++;
	markdown_html(w, "<a class=\"anchor\" href=\"#");
	markdown_put_url(w->out, heading->id, strlen(heading->id));
	markdown_html(w, "\" aria-label=\"");
	markdown_text(w, heading->text);
	str_addf(w->out, "\"></a></h%d>\n", step->number);
}

static bool is_language_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("+-_.#", c));
}

/* "js{1}" and "rust,ignore" begin with a name, "föö" does not. False where there is none. */
static bool read_language(const char *info, char language[static LANGUAGE_MAX + 1])
{
	size_t n = 0;
	if (!strncmp(info, "language-", strlen("language-")))
		info += strlen("language-");
	while (n < LANGUAGE_MAX && is_language_char(info[n]))
		n++;
	if (!n || !strchr(" \t,:;={", info[n]))
		return false;
	memcpy(language, info, n);
	language[n] = '\0';
	return true;
}

/* The text, and around some of it a class: what colours code only says where. */
static void put_code(struct markdown_writer *w, const char *ranges, const char *text)
{
	struct highlight_range range;
	while (highlight_next(&ranges, text, &range)) {
		markdown_put_text(w->out, text, range.gap);
		str_addf(w->out, "<span class=\"%c\">", range.class);
		markdown_put_text(w->out, text + range.gap, range.len);
		markdown_html(w, "</span>");
		text += range.gap + range.len;
	}
	markdown_text(w, text);
}

static const char *colours_of(struct markdown_writer *w, char *language, const char *text)
{
	for (char *c = language; *c; c++)
		*c = *c >= 'A' && *c <= 'Z' ? (char)(*c | 0x20) : *c;
	return w->ctx->code ? w->ctx->code(w->ctx->self, language, text) : "";
}

static void write_code_block(struct markdown_writer *w, const struct markdown_step *step)
{
	char language[LANGUAGE_MAX + 1];
	if (!step->enter)
		return;
	markdown_new_line(w);
	if (read_language(step->title, language)) {
		str_addf(w->out, "<pre tabindex=\"0\"><code class=\"language-%s\">", language);
		put_code(w, colours_of(w, language, step->text), step->text);
	} else {
		markdown_html(w, "<pre tabindex=\"0\"><code>");
		markdown_text(w, step->text);
	}
	markdown_html(w, "</code></pre>\n");
}

static void write_html_block(struct markdown_writer *w, const struct markdown_step *step)
{
	if (!step->enter)
		return;
	size_t n = strlen(step->text);
	while (n && step->text[n - 1] == '\n')
		n--;
	markdown_new_line(w);
	markdown_html(w, "<p>");
	markdown_put_text(w->out, step->text, n);
	markdown_html(w, "</p>\n");
}

static void write_rule(struct markdown_writer *w, const struct markdown_step *step)
{
	if (!step->enter)
		return;
	markdown_new_line(w);
	markdown_html(w, "<hr>\n");
}

/* A scrolling region can be reached by keyboard, so it needs a name: the words of its head. */
static void write_table(struct markdown_writer *w, const struct markdown_step *step)
{
	if (!step->enter) {
		markdown_html(w, w->in_body ? "</tbody>\n</table></div>\n" : "</table></div>\n");
		return;
	}
	struct str label;
	str_init(&label, LABEL_MAX);
	markdown_put_words(&label, w->tree, w->at + 1, w->tree->steps.at[w->at + 1].end);
	while (label.len && label.at[label.len - 1] == ' ')
		str_truncate(&label, label.len - 1);
	markdown_new_line(w);
	markdown_html(w, "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"");
	markdown_text(w, label.at);
	markdown_html(w, "\"><table>\n");
	w->in_body = false;
	str_release(&label);
}

static void write_row(struct markdown_writer *w, const struct markdown_step *step)
{
	if (!step->enter) {
		markdown_html(w, step->flag ? "</tr>\n</thead>\n" : "</tr>\n");
		return;
	}
	if (step->flag)
		markdown_html(w, "<thead>\n");
	else if (!w->in_body)
		markdown_html(w, "<tbody>\n");
	markdown_html(w, "<tr>\n");
	w->in_head = step->flag;
	w->in_body = !step->flag;
}

static void write_cell(struct markdown_writer *w, const struct markdown_step *step)
{
	const char *tag = w->in_head ? "th" : "td";
	const char *side = step->align == 'l'   ? "left"
	                   : step->align == 'c' ? "center"
	                   : step->align == 'r' ? "right"
	                                        : NULL;
	if (!step->enter)
		str_addf(w->out, "</%s>\n", tag);
	else if (side)
		str_addf(w->out, "<%s class=\"%s\">", tag, side);
	else
		str_addf(w->out, "<%s>", tag);
}

/* Handles that the source does not spell out are left alone: see markdown_mentions(). */
static const char *mention_url(struct markdown_writer *w, const char *at, size_t n)
{
	char handle[40];
	for (size_t i = 0; i < n; i++)
		handle[i] = at[i] >= 'A' && at[i] <= 'Z' ? (char)(at[i] | 0x20) : at[i];
	if (!n || !markdown_set_find(w->named, handle, n))
		return NULL;
	return w->ctx->member_url(w->ctx->self, handle, n);
}

/* Not in the middle of a word, an address or a path. */
static bool may_precede_mention(char c)
{
	bool word =
	    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
	return !word && !(c && strchr("_@/.-", c));
}

static void write_text(struct markdown_writer *w, const struct markdown_step *step)
{
	if (!step->enter)
		return;
	const char *text = step->text, *end = text + strlen(text), *done = text;
	for (const char *at = text; !w->link && w->ctx->member_url && (at = strchr(at, '@')); at++) {
		size_t n = markdown_handle(at + 1, (size_t)(end - at - 1));
		const char *url = at == text || may_precede_mention(at[-1]) ? mention_url(w, at + 1, n) : NULL;
		if (!url)
			continue;
		markdown_put_text(w->out, done, (size_t)(at - done));
		markdown_html(w, "<a class=\"mention\" href=\"");
		markdown_text(w, url);
		str_addf(w->out, "\">%.*s</a>", (int)n + 1, at);
		done = at + 1 + n;
	}
	markdown_text(w, done);
}

static void write_code(struct markdown_writer *w, const struct markdown_step *step)
{
	if (!step->enter)
		return;
	markdown_html(w, "<code>");
	markdown_text(w, step->text);
	markdown_html(w, "</code>");
}

static void write_soft_break(struct markdown_writer *w, const struct markdown_step *step)
{
	if (step->enter)
		str_addc(w->out, '\n');
}

static void write_line_break(struct markdown_writer *w, const struct markdown_step *step)
{
	if (step->enter)
		markdown_html(w, "<br>\n");
}

static void write_emphasis(struct markdown_writer *w, const struct markdown_step *step)
{
	markdown_html(w, step->enter ? "<em>" : "</em>");
}

static void write_strong(struct markdown_writer *w, const struct markdown_step *step)
{
	markdown_html(w, step->enter ? "<strong>" : "</strong>");
}

static void write_deleted(struct markdown_writer *w, const struct markdown_step *step)
{
	markdown_html(w, step->enter ? "<del>" : "</del>");
}

static void write_reference(struct markdown_writer *w, const struct markdown_step *step)
{
	int note = step->number;
	if (!step->enter || note < 1 || (size_t)note > w->tree->notes)
		return;
	markdown_html(w, "<sup class=\"footnote-ref\">");
	if (!w->link) {
		markdown_html(w, "<a href=\"#");
		put_note_id(w, "fn", note, 0);
		markdown_html(w, "\" id=\"");
		put_note_id(w, "fnref", note, ++w->written[note - 1]);
		markdown_html(w, "\">");
	}
	str_addf(w->out, w->link ? "%d</sup>" : "%d</a></sup>", note);
}

static void write_note(struct markdown_writer *w, const struct markdown_step *step)
{
	if (step->enter) {
		markdown_html(w, step->number == 1 ? "<div class=\"footnotes\">\n<ol>\n<li id=\"" : "<li id=\"");
		w->note = step->number;
		put_note_id(w, "fn", w->note, 0);
		markdown_html(w, "\">\n");
		return;
	}
	const struct markdown_step *last = &w->tree->steps.at[w->at - 1];
	if (last->kind != MARKDOWN_PARAGRAPH)
		put_back_references(w);
	markdown_html(w, (size_t)w->note == w->tree->notes ? "</li>\n</ol>\n</div>\n" : "</li>\n");
	w->note = 0;
}

static void (*const writers[MARKDOWN_KINDS])(struct markdown_writer *w, const struct markdown_step *step) = {
    [MARKDOWN_TEXT] = write_text,
    [MARKDOWN_SOFT_BREAK] = write_soft_break,
    [MARKDOWN_LINE_BREAK] = write_line_break,
    [MARKDOWN_CODE] = write_code,
    [MARKDOWN_EMPHASIS] = write_emphasis,
    [MARKDOWN_STRONG] = write_strong,
    [MARKDOWN_DELETED] = write_deleted,
    [MARKDOWN_LINK] = markdown_write_link,
    [MARKDOWN_IMAGE] = markdown_write_image,
    [MARKDOWN_REFERENCE] = write_reference,
    [MARKDOWN_PARAGRAPH] = write_paragraph,
    [MARKDOWN_HEADING] = write_heading,
    [MARKDOWN_QUOTE] = write_quote,
    [MARKDOWN_LIST] = write_list,
    [MARKDOWN_ITEM] = write_item,
    [MARKDOWN_TASK] = write_task,
    [MARKDOWN_CODE_BLOCK] = write_code_block,
    [MARKDOWN_HTML_BLOCK] = write_html_block,
    [MARKDOWN_RULE] = write_rule,
    [MARKDOWN_TABLE] = write_table,
    [MARKDOWN_ROW] = write_row,
    [MARKDOWN_CELL] = write_cell,
    [MARKDOWN_NOTE] = write_note,
};

void markdown_write(struct str *out, const struct markdown_tree *tree, struct markdown_survey *survey,
                    struct markdown_set *named, const struct markdown_context *ctx)
{
	struct markdown_writer w = {.out = out, .tree = tree, .survey = survey, .named = named, .ctx = ctx};
	w.written = base_alloc(tree->notes, sizeof(*w.written));
	for (; w.at < tree->steps.len && !out->over; w.at++) {
		const struct markdown_step *step = &tree->steps.at[w.at];
		if (writers[step->kind])
			writers[step->kind](&w, step);
	}
	free(w.written);
}
