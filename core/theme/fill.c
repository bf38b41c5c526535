#include "fill.h"

#include "core/markdown/figure.h"
#include "core/page/attach.h"
#include "core/page/forget.h"
#include "core/site/forge.h"
#include "core/text/date.h"
#include "core/text/escape.h"

enum { URL_MAX = 4096, FORMER_BYTES = 400 };

static const char *escaped(const struct fill *fill, const char *prefix, const char *url)
{
	struct str out;
	size_t path = escape_url_path_run(url);
	if (!url[path] || url[path] == '#')
		return arena_join(fill->arena, prefix, url);
	path += strcspn(url + path, "#");
	str_init(&out, URL_MAX);
	str_addz(&out, prefix);
	escape_url_path(&out, url, path);
	str_addz(&out, url + path);
	const char *copy = arena_dupn(fill->arena, out.at, out.len);
	str_release(&out);
	return copy;
}

const char *fill_url(const struct fill *fill, const char *url)
{
	return escaped(fill, fill->site->base, url + (*url == '/'));
}

const char *fill_write_url(const struct fill *fill)
{
	const struct config *conf = &fill->site->conf;
	return conf->post_open ? fill_url(fill, conf->post_prefix) : NULL;
}

const char *fill_asset(const struct fill *fill, const char *source)
{
	const char *path = theme_asset_path(fill->theme, source);
	return path ? fill_url(fill, path) : NULL;
}

/* "Title | /path/" or "Title | https://…". */
static void fill_menu(const struct fill *fill, struct view_page *page)
{
	const struct option_texts *menu = &fill->site->conf.site_menu;
	struct view_link *links = arena_alloc(fill->arena, menu->len, sizeof(*links));
	for (size_t i = 0; i < menu->len; i++) {
		const char *bar = strrchr(menu->at[i], '|'), *target = bar ? bar + 1 : "/";
		size_t n = bar ? (size_t)(bar - menu->at[i]) : strlen(menu->at[i]);
		while (n && menu->at[i][n - 1] == ' ')
			n--;
		target += strspn(target, " ");
		links[i].title = arena_dupn(fill->arena, menu->at[i], n);
		links[i].url = *target == '/' ? fill_url(fill, target) : target;
	}
	page->menu = (struct mustache_list){links, menu->len};
}

void fill_path(const struct fill *fill, const char *path, struct view_page *page)
{
	size_t base = strlen(page->home) - 1;
	struct view_link *links = arena_alloc(fill->arena, page->menu.len, sizeof(*links));
	if (page->menu.len)
		memcpy(links, page->menu.at, page->menu.len * sizeof(*links));
	for (size_t i = 0; i < page->menu.len; i++) {
		const char *below = strncmp(links[i].url, page->home, base + 1) == 0 ? links[i].url + base : "";
		links[i].current = strlen(below) > 1 && strncmp(path, below, strlen(below)) == 0;
	}
	page->menu.at = links;
	page->path = path;
}

/* Only where anybody may: an invitation brings its own link. An address cannot be confirmed without letters. */
static const char *join_url(const struct fill *fill)
{
	const struct config *conf = &fill->site->conf;
	const char *write = fill_write_url(fill);
	bool open = write && !strcmp(conf->join_open, "open") && *conf->mail_from;
	return open ? arena_printf(fill->arena, "%sjoin", write) : NULL;
}

int fill_page(const struct fill *fill, struct view_page *page, struct err *err)
{
	const struct config *conf = &fill->site->conf;
	const struct words *words = theme_words(fill->theme);
	*page = (struct view_page){
		.site_title = conf->site_title,
		.site_description = conf->site_description,
		.site_footer = conf->site_footer,
		.site_accent = conf->site_accent,
		.home = fill->site->base,
		.origin = fill->site->origin,
		.lang = conf->site_language,
		.dir = words_right_to_left(words) ? "rtl" : "ltr",
		.style = fill_asset(fill, "style.css"),
		.script = fill_asset(fill, "script.js"),
		.icon = fill_asset(fill, "icon.svg"),
		.touch_icon = fill_asset(fill, "icon-192.png"),
		.site_feed = fill_url(fill, "/feed.xml"),
		.forge = forge_name(conf),
		.write = fill_write_url(fill),
		.join = join_url(fill),
		.site_accept = conf->upload_files_max ? attach_accept(conf, fill->arena) : NULL,
		.files_max = conf->upload_files_max,
		.guests_send_files = conf->upload_guests,
		.words = words_call(words),
		.version = STOA_VERSION,
	};
	const char *logo = conf->site_logo, *icon = conf->site_icon;
	if (*icon) {
		page->icon = *icon == '/' ? fill_url(fill, icon) : icon;
		page->touch_icon = NULL;
	}
	page->site_logo = *logo == '/' ? fill_url(fill, logo) : logo;
	const char *image = conf->site_image;
	if (*image)
		page->image = *image == '/' ? arena_join(fill->arena, fill->site->origin, fill_url(fill, image)) : image;
	fill_menu(fill, page);
	return page->style ? 0 : err_set(err, ERR_CONF, "theme %s: no style.css", conf->theme_name);
}

int fill_date(const struct fill *fill, int64_t at, enum words_style style, const char **text, struct err *err)
{
	return words_date(theme_words(fill->theme), at, style, fill->arena, text, err);
}

int fill_time(const struct fill *fill, int64_t at, struct view_time *time, struct err *err)
{
	char iso[DATE_TEXT];
	*time = (struct view_time){"", "", ""};
	if (!at)
		return 0;
	date_rfc3339(at, iso);
	time->iso = arena_dup(fill->arena, iso);
	return fill_date(fill, at, WORDS_MOMENT, &time->text, err) || fill_date(fill, at, WORDS_DAY, &time->day, err) ? -1 : 0;
}

const char *fill_size(const struct fill *fill, int64_t bytes)
{
	double kb = (double)bytes / 1000;
	return bytes < 1000  ? arena_printf(fill->arena, "%lld B", (long long)bytes)
	       : kb < 1000   ? arena_printf(fill->arena, "%.0f kB", kb)
	                     : arena_printf(fill->arena, "%.1f MB", kb / 1000);
}

/* The first character, a-z as a capital. */
static const char *initial_of(const struct fill *fill, const char *name)
{
	size_t n = *name != '\0';
	while (n && ((unsigned char)name[n] & 0xC0) == 0x80)
		n++;
	char *first = arena_dupn(fill->arena, name, n);
	if (*first >= 'a' && *first <= 'z')
		*first = (char)(*first - 'a' + 'A');
	return first;
}

/* Drawn where there is no picture. */
static void draw(const struct fill *fill, const char *name, struct view_person *person)
{
	struct figure figure = figure_of(name);
	struct view_disc *discs = arena_alloc(fill->arena, FIGURE_DISCS, sizeof(*discs));
	for (size_t i = 0; i < FIGURE_DISCS; i++)
		discs[i] = (struct view_disc){figure.discs[i].x, figure.discs[i].y, figure.discs[i].r};
	person->hue = figure.hue;
	person->discs = (struct mustache_list){discs, FIGURE_DISCS};
}

/* An avatar is a file beside the profile; one with an odd name is left out. */
static const char *avatar_of(const struct fill *fill, const struct page *profile)
{
	struct page_place place;
	struct err err = {0};
	if (!*profile->avatar)
		return NULL;
	const char *path = arena_printf(fill->arena, "%s/%s", profile->place.stem, profile->avatar);
	if (page_locate(path, fill->arena, &place, &err) || place.kind != PAGE_ATTACHMENT)
		return NULL;
	return fill_url(fill, place.url);
}

/* Who was taken out of everything is called so, and known apart by the figure. */
static const char *former(const struct fill *fill)
{
	static const struct mustache_type nothing = {.name = "nothing"};
	struct mustache_scope scope = {.type = &nothing, .object = ""};
	struct err ignored = {0};
	struct str out;
	str_init(&out, FORMER_BYTES);
	int rc = words_format(theme_words(fill->theme), "person.former", strlen("person.former"), &scope, &out, &ignored);
	const char *name = rc ? "" : arena_dupn(fill->arena, out.at, out.len);
	str_release(&out);
	return name;
}

const struct view_person *fill_person(const struct fill *fill, const char *handle, const char *guest_name,
                                      const struct page *profile)
{
	struct view_person *person = arena_alloc(fill->arena, 1, sizeof(*person));
	person->handle = handle;
	person->is_guest = !profile && !strcmp(handle, "guest");
	person->name = profile && *profile->name ? profile->name : person->is_guest && *guest_name ? guest_name : handle;
	if (!profile && forget_is_handle(handle))
		person->name = former(fill);
	person->initial = initial_of(fill, person->name);
	draw(fill, person->is_guest ? person->name : handle, person);
	if (!profile)
		return person;
	person->url = fill_url(fill, profile->place.url);
	person->avatar = avatar_of(fill, profile);
	person->is_staff = profile->role == ROLE_STAFF;
	person->is_moderator = profile->role == ROLE_MODERATOR;
	person->is_admin = profile->role == ROLE_ADMIN;
	return person;
}

static bool is_members_own(enum page_kind kind)
{
	return kind == PAGE_TOPIC || kind == PAGE_REPLY || kind == PAGE_MEMBER;
}

struct markdown_context fill_markdown(const struct fill *fill, const struct page_place *place, size_t body_max)
{
	const struct config *conf = &fill->site->conf;
	return (struct markdown_context){
		.limits = {body_max, (size_t)conf->table_columns, (size_t)conf->html_factor},
		.base = fill->site->base,
		.page = place->path,
		.prefix = place->kind == PAGE_REPLY ? arena_printf(fill->arena, "%s-", place->name) : "",
		.trusted = !is_members_own(place->kind),
	};
}

int fill_post(const struct fill *fill, const struct page *page, const struct view_person *author, struct html body,
              struct view_post *post, struct err *err)
{
	bool reply = page->place.kind == PAGE_REPLY;
	*post = (struct view_post){
		.id = reply ? page->place.name : "",
		.url = fill_url(fill, page->place.url),
		.author = author,
		.body = body,
		.opening = !reply,
		.hidden = page->hidden,
	};
	return fill_time(fill, page->date, &post->date, err) || fill_time(fill, page->edited, &post->edited, err) ? -1 : 0;
}
