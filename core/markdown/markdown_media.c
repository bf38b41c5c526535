#include "markdown_writer.h"

static void put_title(struct markdown_writer *w, const struct markdown_step *step)
{
	if (!*step->title)
		return;
	markdown_html(w, "\" title=\"");
	markdown_text(w, step->title);
}

static void open_link(struct markdown_writer *w, const struct markdown_step *step)
{
	struct str url;
	enum markdown_link_kind kind = markdown_target(&url, step, w->survey, w->ctx);
	if (kind != MARKDOWN_LINK_REFUSED) {
		w->link = step->end;
		markdown_html(w, "<a href=\"");
		markdown_text(w, url.at);
		put_title(w, step);
		bool vouched = w->ctx->trusted || kind != MARKDOWN_LINK_EXTERNAL;
		markdown_html(w, vouched ? "\">" : "\" rel=\"nofollow ugc noopener\">");
	}
	str_release(&url);
}

void markdown_write_link(struct markdown_writer *w, const struct markdown_step *step)
{
	if (step->enter && !w->link) {
		open_link(w, step);
	} else if (!step->enter && w->link == w->at) {
		markdown_html(w, "</a>");
		w->link = 0;
	}
}

/* ---- pictures ---- */

/* Path of the picture's URL without the base path, "/forums/help/2026/11/a/photo.png"; NULL where it leads away. */
static const char *picture_path(const char *url, size_t n, const char *page, struct arena *arena)
{
	struct markdown_context plain = {.base = "/", .page = page};
	struct str out;
	str_init(&out, strlen(page) + n + 64);
	enum markdown_link_kind kind = markdown_link(&out, arena_dupn(arena, url, n), &plain);
	const char *path = kind == MARKDOWN_LINK_LOCAL && !out.over ? arena_dupn(arena, out.at, out.len) : NULL;
	str_release(&out);
	return path;
}

/* A picture on another host would tell that host who reads here, so it becomes a link to it. */
static void write_far(struct markdown_writer *w, const struct markdown_step *step, const char *words)
{
	bool nested = w->link != 0;
	if (!nested)
		open_link(w, step);
	markdown_text(w, *words || nested ? words : step->url);
	if (nested)
		return;
	markdown_html(w, "</a>");
	w->link = 0;
}

/* Only of a file that the source spells out: see markdown_pictures(). */
static void put_size(struct markdown_writer *w, const struct markdown_step *step)
{
	int64_t width, height;
	size_t n = strlen(step->url);
	if (!w->ctx->picture || !markdown_set_find(w->named, step->url, n))
		return;
	const char *path = picture_path(step->url, n, w->ctx->page, w->survey->ids.arena);
	if (path && w->ctx->picture(w->ctx->self, path, &width, &height))
		str_addf(w->out, "\" width=\"%lld\" height=\"%lld", (long long)width, (long long)height);
}

static void write_near(struct markdown_writer *w, const struct markdown_step *step, const char *url, const char *words)
{
	markdown_html(w, "<img src=\"");
	markdown_text(w, url);
	markdown_html(w, "\" alt=\"");
	markdown_text(w, words);
	put_title(w, step);
	put_size(w, step);
	markdown_html(w, "\" loading=\"lazy\">");
}

void markdown_write_image(struct markdown_writer *w, const struct markdown_step *step)
{
	if (!step->enter)
		return;
	struct str url, alt;
	str_init(&alt, w->out->max);
	markdown_put_words(&alt, w->tree, w->at + 1, step->end);
	enum markdown_link_kind kind = markdown_target(&url, step, w->survey, w->ctx);
	if (kind == MARKDOWN_LINK_LOCAL)
		write_near(w, step, url.at, alt.at);
	else if (kind == MARKDOWN_LINK_EXTERNAL)
		write_far(w, step, alt.at);
	else
		markdown_text(w, alt.at); /* a picture that may not be loaded leaves its words */
	w->at = step->end;
	str_release(&url);
	str_release(&alt);
}

/* ---- galleries ---- */

static bool is_near(struct markdown_writer *w, const struct markdown_step *step)
{
	struct str url;
	enum markdown_link_kind kind = markdown_target(&url, step, w->survey, w->ctx);
	str_release(&url);
	return kind == MARKDOWN_LINK_LOCAL;
}

static bool may_stand_between(const struct markdown_step *step)
{
	switch (step->kind) {
	case MARKDOWN_ITEM:
	case MARKDOWN_PARAGRAPH:
	case MARKDOWN_SOFT_BREAK:
	case MARKDOWN_LINE_BREAK:
		return true;
	case MARKDOWN_TEXT:
		return step->text[strspn(step->text, " \t")] == '\0';
	default:
		return false;
	}
}

static bool is_gallery(struct markdown_writer *w, const struct markdown_step *step)
{
	size_t pictures = 0;
	for (size_t i = w->at + 1; i < step->end; i++) {
		const struct markdown_step *inner = &w->tree->steps.at[i];
		if (inner->kind != MARKDOWN_IMAGE) {
			if (!may_stand_between(inner))
				return false;
			continue;
		}
		if (!is_near(w, inner))
			return false;
		pictures++;
		i = inner->end;
	}
	return pictures > 1;
}

/* A link to the file itself needs words, which are the picture's. Its title is its caption. */
static void write_piece(struct markdown_writer *w, const struct markdown_step *step)
{
	struct markdown_step picture = *step;
	bool words = step->end > w->at + 1, caption = *step->title;
	picture.title = "";
	markdown_html(w, caption ? "<li><figure>" : "<li>");
	if (words)
		open_link(w, &picture);
	markdown_write_image(w, &picture);
	if (words)
		markdown_html(w, "</a>");
	w->link = 0;
	if (caption) {
		markdown_html(w, "<figcaption>");
		markdown_text(w, step->title);
		markdown_html(w, "</figcaption></figure>");
	}
	markdown_html(w, "</li>\n");
}

bool markdown_write_gallery(struct markdown_writer *w, const struct markdown_step *step)
{
	if (w->note || w->link || !is_gallery(w, step))
		return false;
	markdown_new_line(w);
	markdown_html(w, "<ul class=\"gallery\">\n");
	for (; w->at < step->end; w->at++)
		if (w->tree->steps.at[w->at].kind == MARKDOWN_IMAGE)
			write_piece(w, &w->tree->steps.at[w->at]);
	markdown_html(w, "</ul>\n");
	return true;
}

/* ---- files that a text shows ---- */

/* What content's paths are made of, and ".." and "/" between them. */
static bool is_path_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("-_./", c));
}

static bool names_picture(const char *run, size_t n)
{
	static const char *const endings[] = {".png", ".jpg", ".jpeg", ".gif", ".webp"};
	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		size_t len = strlen(endings[i]);
		if (n > len && !strncasecmp(run + n - len, endings[i], len))
			return true;
	}
	return false;
}

/* memmem() looks at each byte, memchr() at many at once, and few posts have a '!'. */
static bool may_show_pictures(const char *md, size_t n)
{
	const char *end = md + n;
	for (const char *at = md; at < end && (at = memchr(at, '!', (size_t)(end - at))); at++)
		if (at + 1 < end && at[1] == '[')
			return true;
	return false;
}

void markdown_set_pictures(struct markdown_set *set, const char *md, size_t n,
                           void (*found)(void *self, const char *url, size_t n), void *self)
{
	if (!may_show_pictures(md, n))
		return;
	for (size_t i = 0, end; i < n; i = end + 1) {
		for (end = i; end < n && is_path_char(md[end]);)
			end++;
		if (!names_picture(md + i, end - i) || markdown_set_find(set, md + i, end - i))
			continue;
		(void)!markdown_set_add(set, md + i, end - i);
		if (found)
			found(self, md + i, end - i);
	}
}

struct pictures {
	void (*found)(void *self, const char *path);
	void *self;
	const char *page;
	struct arena *arena;
};

static void tell_picture(void *self, const char *url, size_t n)
{
	struct pictures *pictures = self;
	const char *path = picture_path(url, n, pictures->page, pictures->arena);
	if (path)
		pictures->found(pictures->self, path);
}

void markdown_pictures(const struct markdown_source *source, struct arena *arena,
                       void (*found)(void *self, const char *path), void *self)
{
	struct pictures pictures = {found, self, source->page, arena};
	struct markdown_set set;
	if (!may_show_pictures(source->at, source->len))
		return;
	markdown_set_init(&set, arena, source->len);
	markdown_set_pictures(&set, source->at, source->len, tell_picture, &pictures);
}
