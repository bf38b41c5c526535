#include "render.h"

#include "facts.h"

#include "core/base/deflate.h"
#include "core/base/out.h"
#include "core/text/date.h"
#include "core/text/escape.h"

enum { PAGE_MAX_BYTES = 256 * 1024 * 1024, BLOB_MAX = 1 << 30, TEXT_MAX = 64 * 1024, TRIM_BYTES = 4 * 1024 * 1024,
       BODIES_BYTES = 2 * 1024 * 1024, KNOWN_BYTES = 4 * 1024 * 1024 };

/* Every footer leads to the rules, if there are any. */
static int find_rules(struct render *render, struct err *err)
{
	struct catalogue_page rules;
	if (catalogue_page(render->cat, "rules", &render->keep, &rules, err) == 0) {
		render->base.rules = rules.live ? fill_url(&render->fill_keep, "/rules/") : NULL;
		return 0;
	}
	if (err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	return 0;
}

int render_open(struct render *render, struct err *err)
{
	arena_init(&render->arena);
	arena_init(&render->keep);
	arena_init(&render->known);
	arena_init(&render->body_arena);
	str_init(&render->html, PAGE_MAX_BYTES);
	str_init(&render->text, BLOB_MAX);
	str_init(&render->message, TEXT_MAX);
	render->fill = (struct fill){render->site, render->theme, &render->arena};
	render->fill_keep = (struct fill){render->site, render->theme, &render->keep};
	render->fill_known = (struct fill){render->site, render->theme, &render->known};
	render->calendar = calendar_open();
	markdown_init();
	render_code_open(render);
	linked_init(&render->facts);
	return render_renew(render, err);
}

static void forget_rows(struct render *render)
{
	map_release(&render->bodies);
	map_release(&render->pages);
	map_init(&render->bodies, &render->body_arena);
	map_init(&render->pages, &render->body_arena);
}

/* The newest posts stand in many feeds and lists, whose units follow each other. */
static void forget_bodies(struct render *render)
{
	map_release(&render->settled);
	arena_reset(&render->body_arena);
	map_init(&render->settled, &render->body_arena);
	forget_rows(render);
}

/* Authors come up again and again, but not all of a large community's. */
static void forget_known(struct render *render)
{
	map_release(&render->members);
	map_release(&render->forums);
	map_release(&render->briefs);
	map_release(&render->numberings);
	map_release(&render->months);
	render->numbered = 0;
	arena_reset(&render->known);
	map_init(&render->members, &render->known);
	map_init(&render->forums, &render->known);
	map_init(&render->briefs, &render->known);
	map_init(&render->numberings, &render->known);
	map_init(&render->months, &render->known);
}

int render_renew(struct render *render, struct err *err)
{
	arena_reset(&render->keep);
	if (render->keeps && render->body_arena.used < BODIES_BYTES / 2)
		forget_rows(render);
	else
		forget_bodies(render);
	forget_known(render);
	render->colours = render->tool;
	render->complained = false;
	return fill_page(&render->fill_keep, &render->base, err) || find_rules(render, err) ? -1 : 0;
}

void render_reset(struct render *render)
{
	if (render->body_arena.used >= BODIES_BYTES)
		forget_bodies(render);
	if (render->known.used >= KNOWN_BYTES)
		forget_known(render);
	arena_reset(&render->arena);
	render->found.stem = NULL;
	render->whole_of = 0;
}

bool render_trim(struct render *render)
{
	bool much = render->arena.used > TRIM_BYTES || render->body_arena.used > BODIES_BYTES;
	if (much)
		render_reset(render);
	return much;
}

const char *render_url(struct render *render, const char *url)
{
	return fill_url(&render->fill, url);
}

const char *render_absolute(struct render *render, const char *url)
{
	return arena_join(&render->arena, render->site->origin, render_url(render, url));
}

static const char *say(struct render *render, const char *key, const struct mustache_scope *scope)
{
	struct err err = {0};
	struct str text;
	str_init(&text, TEXT_MAX);
	int rc = words_format(theme_words(render->theme), key, strlen(key), scope, &text, &err);
	const char *words = rc ? key : arena_dupn(&render->arena, text.at, text.len);
	str_release(&text);
	return words;
}

const char *render_words(struct render *render, const char *key)
{
	return say(render, key, &(struct mustache_scope){.type = &view_page_type, .object = &render->base});
}

const char *render_say(struct render *render, const char *key, const struct mustache_type *type, const void *view)
{
	return say(render, key, &VIEW_SCOPE(&render->base, *type, view));
}

int render_month_name(struct render *render, int64_t ym, const char **name, struct err *err)
{
	struct date_civil civil = {.year = (int)(ym / 100), .month = (int)(ym % 100), .day = 1};
	return words_date(theme_words(render->theme), date_from_civil(&civil), WORDS_MONTH, &render->arena, name, err);
}

static int tell(struct render *render, struct err *err)
{
	return str_check(&render->message, "a path", err)
	           ? -1
	           : pool_send(render->child, render->message.at, render->message.len, err);
}

int render_warn(struct render *render, const char *text, struct err *err)
{
	str_reset(&render->message);
	str_addc(&render->message, 'w');
	str_add(&render->message, text, strlen(text) + 1);
	return tell(render, err);
}

static int emit(struct render *render, int64_t part, const char *path, const void *bytes, size_t n, struct err *err)
{
	enum out_result result;
	if (out_trail_write(&render->out, path, bytes, n, &result, err))
		return -1;
	str_reset(&render->message);
	str_addc(&render->message, result == OUT_WRITTEN ? 'W' : 'S');
	str_add(&render->message, &render->unit, sizeof(render->unit));
	str_add(&render->message, &part, sizeof(part));
	str_add(&render->message, path, strlen(path) + 1);
	return tell(render, err);
}

static bool is_text(const char *path)
{
	static const char *const endings[] = {"html", "xml",  "css", "js",   "svg",
	                                      "json", "opml", "ics", "txt",  "webmanifest"};
	const char *dot = strrchr(path, '.');
	for (size_t i = 0; i < ARRAY_LEN(endings) && dot; i++)
		if (strcmp(dot + 1, endings[i]) == 0)
			return true;
	return false;
}

static int emit_packed(struct render *render, const struct render_file *file, const char *path, struct err *err)
{
	struct str packed;
	str_init(&packed, PAGE_MAX_BYTES);
	int rc = deflate_gzip(&packed, file->bytes, file->len, err);
	if (!rc)
		rc = emit(render, file->part, arena_printf(&render->arena, "%s.gz", path), packed.at, packed.len, err);
	str_release(&packed);
	return rc;
}

int render_attach(struct render *render, const struct render_file *file, struct err *err)
{
	return emit(render, file->part, file->path + (*file->path == '/'), file->bytes, file->len, err);
}

int render_emit(struct render *render, const struct render_file *file, struct err *err)
{
	const char *path = file->path + (*file->path == '/');
	if (render_attach(render, file, err))
		return -1;
	return render->site->conf.build_gzip && is_text(path) ? emit_packed(render, file, path, err) : 0;
}

struct frame render_frame(struct render *render, const char *template, const char *title, const char *url)
{
	struct view_link *home = arena_alloc(&render->arena, 1, sizeof(*home));
	*home = (struct view_link){.url = render->base.home, .title = render->base.site_title};
	return (struct frame){.template = template, .title = title, .url = url, .crumbs = home, .ncrumbs = 1};
}

void render_crumb(struct render *render, struct frame *frame, const char *url, const char *title)
{
	struct view_link *crumbs = arena_alloc(&render->arena, frame->ncrumbs + 1, sizeof(*crumbs));
	memcpy(crumbs, frame->crumbs, frame->ncrumbs * sizeof(*crumbs));
	crumbs[frame->ncrumbs++] = (struct view_link){.url = render_url(render, url), .title = title};
	frame->crumbs = crumbs;
}

/* No folder of content begins with a dash, so a chunk cannot lie on one. */
const char *render_chunk_url(struct render *render, const char *url, int64_t chunk)
{
	return chunk == 1 ? url : arena_printf(&render->arena, "%s-%lld/", url, (long long)chunk);
}

struct mustache_list render_chunks(struct render *render, const char *url, int64_t at, int64_t last)
{
	struct view_link *links = arena_alloc(&render->arena, (size_t)last + 1, sizeof(*links));
	for (int64_t i = 0; i < last; i++) {
		links[i].url = render_url(render, render_chunk_url(render, url, i + 1));
		links[i].title = arena_printf(&render->arena, "%lld", (long long)i + 1);
		links[i].current = i + 1 == at;
	}
	return (struct mustache_list){links, last > 1 ? (size_t)last : 0};
}

struct frame render_frame_below(struct render *render, const char *template, const struct catalogue_page *page,
                                const char *list)
{
	struct view_link *crumbs = arena_alloc(&render->arena, 2, sizeof(*crumbs));
	crumbs[0] = (struct view_link){.url = render->base.home, .title = render->base.site_title};
	crumbs[1] = (struct view_link){
	    .url = render_url(render, arena_printf(&render->arena, "/%s/", list)),
	    .title = render_words(render, arena_printf(&render->arena, "title.%s", list)),
	};
	return (struct frame){.template = template,
	                      .title = page->title,
	                      .description = page->excerpt,
	                      .image = render_image(render, page, true),
	                      .url = page->url,
	                      .crumbs = crumbs,
	                      .ncrumbs = 2};
}

static void frame_page(struct render *render, const struct frame *frame, struct view_page *page)
{
	*page = render->base;
	page->kind = frame->template;
	page->title = frame->title;
	page->description = frame->description ? frame->description : "";
	fill_path(&render->fill, frame->url, page);
	page->canonical = render_absolute(render, frame->canonical ? frame->canonical : frame->url);
	page->feed = frame->feed ? render_url(render, frame->feed) : NULL;
	page->feed_title = frame->feed ? frame->title : NULL;
	if (frame->feed && render->site->conf.feed_json)
		page->feed_json = arena_printf(&render->arena, "%.*sjson", (int)strlen(page->feed) - 3, page->feed);
	page->crumbs = (struct mustache_list){frame->crumbs, frame->ncrumbs};
	page->noindex = frame->noindex;
	page->image = frame->image ? frame->image : page->image;
	facts_crumbs(render, frame);
	page->facts = linked_document(&render->facts, &render->arena);
	linked_release(&render->facts);
	linked_init(&render->facts);
}

int render_part(struct render *render, const char *template, const struct mustache_type *type, const void *view,
                struct html *html, struct err *err)
{
	struct view_page page = render->base;
	struct mustache_scope scope = VIEW_SCOPE(&page, *type, view);
	str_reset(&render->html);
	if (theme_render(render->theme, template, &scope, &render->html, err) || str_check(&render->html, template, err))
		return -1;
	*html = (struct html){arena_dupn(&render->arena, render->html.at, render->html.len), render->html.len};
	return 0;
}

int render_page(struct render *render, const struct frame *frame, const struct mustache_type *type, const void *view,
                struct err *err)
{
	struct view_page page;
	size_t n = strlen(frame->url);
	frame_page(render, frame, &page);
	struct mustache_scope scope = VIEW_SCOPE(&page, *type, view);
	str_reset(&render->html);
	if (theme_render(render->theme, frame->template, &scope, &render->html, err) ||
	    str_check(&render->html, frame->url, err))
		return -1;
	const char *path =
	    frame->url[n - 1] == '/' ? arena_printf(&render->arena, "%sindex.html", frame->url) : frame->url;
	return render_emit(render, &(struct render_file){frame->part, path, render->html.at, render->html.len}, err);
}
