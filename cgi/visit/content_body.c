#include "content.h"

#include "core/base/sandbox.h"
#include "core/base/vec.h"
#include "core/text/escape.h"
#include "core/text/picture.h"

enum { MENTIONS_MAX = 200, HTML_FLOOR = 64 * 1024, LOG_MAX = 400, CODE_MAX = 64, PICTURES_MAX = 50 };

/* A block of code of the text, and its colours. */
struct code {
	const char *language, *text, *ranges;
};

/* A picture file of main that the text shows. */
struct picture {
	const char *path;
	int64_t width, height;
};

/* What the rendering process needs to know; it cannot open the repository, so members and pictures are looked up before. */
struct rendering {
	struct visit *visit;
	const struct page *page;
	struct markdown_context context;
	const char *handles[MENTIONS_MAX], *urls[MENTIONS_MAX];
	size_t nhandles;
	struct code codes[CODE_MAX]; /* in the order of the text */
	size_t ncodes, next;
	struct picture pictures[PICTURES_MAX];
	size_t npictures;
};

static void note_mention(void *self, const char *handle, size_t n)
{
	struct rendering *rendering = self;
	const struct page *profile;
	struct err err = {0};
	if (rendering->nhandles == MENTIONS_MAX)
		return;
	const char *name = arena_dupn(rendering->visit->arena, handle, n);
	if (content_profile(rendering->visit, name, &profile, &err) || !profile)
		return;
	rendering->handles[rendering->nhandles] = name;
	rendering->urls[rendering->nhandles++] = fill_url(&rendering->visit->fill, profile->place.url);
}

static const char *member_url(void *self, const char *handle, size_t n)
{
	const struct rendering *rendering = self;
	for (size_t i = 0; i < rendering->nhandles; i++) {
		if (strlen(rendering->handles[i]) == n && !memcmp(rendering->handles[i], handle, n))
			return rendering->urls[i];
	}
	return NULL;
}

/* The size of a file of main by its content path. */
static bool measure(struct visit *visit, const char *path, struct picture *picture)
{
	struct store *store = queue_content(visit->server->queue);
	struct store_id blob;
	struct err err = {0};
	struct str bytes;
	str_init(&bytes, (size_t)visit->server->site.conf.attachment_max);
	bool known = !store_find(store, &visit->tree, content_repo_path(visit, path), &blob, &err) &&
	             !store_read(store, &blob, &bytes, &err) &&
	             picture_size(bytes.at, bytes.len, &picture->width, &picture->height);
	str_release(&bytes);
	return known;
}

/* A file that is shown to this visitor and not public yet. */
static const struct visit_file *pending(const struct visit *visit, const char *url)
{
	for (size_t i = 0; i < visit->nfiles; i++)
		if (!strcmp(visit->files[i].url, url))
			return &visit->files[i];
	return NULL;
}

static const char *file_of(void *self, const char *url)
{
	const struct rendering *rendering = self;
	const struct visit_file *file = pending(rendering->visit, url);
	return file ? file->shown : NULL;
}

static void note_picture(void *self, const char *path)
{
	struct rendering *rendering = self;
	struct visit *visit = rendering->visit;
	struct err err = {0};
	struct picture picture = {.path = path};
	if (rendering->npictures == PICTURES_MAX || content_main(visit, &err))
		return;
	const struct visit_file *file = pending(visit, fill_url(&visit->fill, path));
	if (file) {
		picture.width = file->width;
		picture.height = file->height;
		rendering->pictures[rendering->npictures++] = picture;
	} else if (measure(visit, path + 1, &picture) || measure(visit, arena_printf(visit->arena, "pages%s", path), &picture))
		rendering->pictures[rendering->npictures++] = picture;
}

static bool picture_of(void *self, const char *path, int64_t *width, int64_t *height)
{
	const struct rendering *rendering = self;
	for (size_t i = 0; i < rendering->npictures; i++) {
		if (strcmp(rendering->pictures[i].path, path))
			continue;
		*width = rendering->pictures[i].width;
		*height = rendering->pictures[i].height;
		return true;
	}
	return false;
}

static int render(void *self, struct str *out, struct err *err)
{
	struct rendering *rendering = self;
	const struct page *page = rendering->page;
	struct markdown_result result;
	if (markdown_render(page->body, page->body_len, &rendering->context, rendering->visit->arena, &result, err))
		return -1;
	str_add(out, result.html.at, result.html.len);
	return 0;
}

/* ---- colours of code ---- */

/* In the rendering process, which may start no other: what it would like to have coloured. */
static const char *note_code(void *self, const char *language, const char *text)
{
	str_add(self, language, strlen(language) + 1);
	str_add(self, text, strlen(text) + 1);
	return "";
}

static int collect(void *self, struct str *out, struct err *err)
{
	struct rendering *rendering = self;
	const struct page *page = rendering->page;
	struct markdown_result result;
	rendering->context.code = note_code;
	rendering->context.member_url = NULL;
	rendering->context.picture = NULL;
	rendering->context.file = NULL;
	rendering->context.self = out;
	return markdown_render(page->body, page->body_len, &rendering->context, rendering->visit->arena, &result, err);
}

/* The first that takes too long ends it: a body costs that time once. */
static void colour(struct rendering *rendering)
{
	struct visit *visit = rendering->visit;
	struct str ranges;
	struct err err = {0};
	bool failed = false;
	for (size_t i = 0; i < rendering->ncodes && !failed; i++) {
		struct code *code = &rendering->codes[i];
		str_init(&ranges, HTML_FLOOR * (size_t)visit->server->site.conf.html_factor);
		failed = highlight_run(&visit->highlight, code->language, code->text, &ranges, &err) || ranges.over;
		code->ranges = failed ? "" : arena_dupn(visit->arena, ranges.at, ranges.len);
		str_release(&ranges);
	}
}

/* Languages and texts stand in bytes one behind the other, each with its NUL. */
static void take_codes(struct rendering *rendering, const char *bytes, size_t n)
{
	const char *end = bytes + n;
	while (bytes < end && rendering->ncodes < CODE_MAX) {
		struct code *code = &rendering->codes[rendering->ncodes++];
		code->language = bytes;
		code->text = bytes + strlen(bytes) + 1;
		code->ranges = "";
		bytes = code->text + strlen(code->text) + 1;
	}
}

/* A first look at the text, only where it may have blocks of code. */
static void colour_codes(struct rendering *rendering, const struct sandbox_limits *limits)
{
	const struct page *page = rendering->page;
	struct arena *arena = rendering->visit->arena;
	struct err err = {0};
	struct str out;
	bool fenced = memmem(page->body, page->body_len, "```", 3) || memmem(page->body, page->body_len, "~~~", 3);
	if (!fenced || rendering->visit->plain_code || !*highlight_tool(&rendering->visit->server->site, arena))
		return;
	str_init(&out, limits->output_max + 2);
	if (sandbox_run(collect, rendering, limits, &out, &err) == 0) {
		size_t n = out.len;
		str_add(&out, "\0\0", 2); /* whatever came, no text runs past its end */
		take_codes(rendering, arena_dupn(arena, out.at, out.len), n);
	}
	str_release(&out);
	colour(rendering);
}

static const char *code_ranges(void *self, const char *language, const char *text)
{
	struct rendering *rendering = self;
	(void)language;
	(void)text;
	return rendering->next < rendering->ncodes ? rendering->codes[rendering->next++].ranges : "";
}

/* ---- the body ---- */

static void log_failure(struct visit *visit, const struct page *page, const struct err *err)
{
	struct str line;
	str_init(&line, 2 * LOG_MAX);
	escape_log(&line, page->place.path, strlen(page->place.path), LOG_MAX);
	str_addz(&line, ": shown as plain text: ");
	escape_log(&line, err->msg, strlen(err->msg), LOG_MAX);
	visit->io->log(visit->io->self, line.at);
	str_release(&line);
}

int content_body_max(struct visit *visit, enum page_kind kind, const char *forum, size_t *max, struct err *err)
{
	const struct config *conf = &visit->server->site.conf;
	struct page page = {0};
	bool members = kind == PAGE_TOPIC || kind == PAGE_REPLY || kind == PAGE_MEMBER;
	if (kind == PAGE_TOPIC && content_page(visit, arena_printf(visit->arena, "forums/%s/index.md", forum), &page, err))
		return -1;
	if (kind == PAGE_TOPIC && page.forum_kind == FORUM_ANNOUNCEMENTS)
		members = false;
	*max = (size_t)(members ? conf->post_max : conf->staff_max);
	return 0;
}

struct html content_render(struct visit *visit, const struct page *page, bool *plain)
{
	const struct config *conf = &visit->server->site.conf;
	struct rendering rendering = {.visit = visit, .page = page};
	struct sandbox_limits limits = {.ms = conf->render_ms, .mib = conf->render_mib};
	struct err err = {0};
	struct str out;
	size_t max = 0;
	/* Where the forum cannot be read, nothing is small enough, and the text stands as it is. */
	if (content_body_max(visit, page->place.kind, page->place.forum, &max, &err))
		err_clear(&err);
	rendering.context = fill_markdown(&visit->fill, &page->place, max);
	rendering.context.member_url = member_url;
	rendering.context.picture = picture_of;
	rendering.context.file = file_of;
	rendering.context.self = &rendering;
	markdown_pictures(&(struct markdown_source){page->body, page->body_len, page->place.path}, visit->arena,
	                  note_picture, &rendering);
	markdown_mentions(page->body, page->body_len, visit->arena, note_mention, &rendering);
	rendering.context.code = code_ranges;
	limits.output_max = page->body_len * (size_t)conf->html_factor + HTML_FLOOR;
	colour_codes(&rendering, &limits);
	str_init(&out, limits.output_max);
	*plain = sandbox_run(render, &rendering, &limits, &out, &err) != 0;
	/* These bytes are what markdown_render() made in the other process: the type may be given back to them. */
	struct html html = {arena_dupn(visit->arena, out.at, out.len), out.len};
	str_release(&out);
	if (!*plain)
		return html;
	log_failure(visit, page, &err);
	return markdown_plain(page->body, page->body_len, visit->arena);
}
