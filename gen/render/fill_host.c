#include "fills.h"

#include "core/base/json.h"
#include "core/page/attach.h"
#include "core/text/host.h"
#include "render.h"

/* For hosts that take files alone: what a web server of one's own is told by its settings. */

static int emit_text(struct render *render, const char *path, const char *text, struct err *err)
{
	return render_emit(render, &(struct render_file){1, path, text, strlen(text)}, err);
}

/* Netlify, Cloudflare Pages and others read it. Names of assets hold a hash, so they may be kept for ever. */
int fill_output_headers(struct render *render, const struct unit *unit, struct err *err)
{
	const char *base = render->base.home;
	/* Opened by themselves, members' files are downloads. */
	const char *between = arena_printf(&render->arena, "\n  Content-Disposition: attachment\n%s*.", base);
	const char *downloads = attach_downloads(&render->site->conf, between, &render->arena);
	(void)unit;
	return emit_text(render, "_headers",
	                 arena_printf(&render->arena,
	                              "%s*\n"
	                              "  Content-Security-Policy: " HOST_CSP "\n"
	                              "  X-Content-Type-Options: nosniff\n"
	                              "  Referrer-Policy: " HOST_REFERRER "\n"
	                              "%sassets/*\n"
	                              "  Cache-Control: public, max-age=31536000, immutable\n"
	                              "%sfeeds.opml\n"
	                              "  Content-Type: text/x-opml; charset=utf-8\n"
	                              "%s%s%s%s",
	                              base, base, base, *downloads ? base : "", *downloads ? "*." : "", downloads,
	                              *downloads ? "\n  Content-Disposition: attachment\n" : ""),
	                 err);
}

/* GitHub Pages would run the files through a generator of its own, and leave out what begins with _. */
int fill_output_nojekyll(struct render *render, const struct unit *unit, struct err *err)
{
	(void)unit;
	return emit_text(render, ".nojekyll", "", err);
}

/* Where browsers look without being told. A site with an icon of its own has none of the theme's. */
int fill_output_favicon(struct render *render, const struct unit *unit, struct err *err)
{
	size_t n;
	const struct theme_asset *assets = theme_assets(render->theme, &n);
	(void)unit;
	for (size_t i = 0; i < n && !*render->site->conf.site_icon; i++)
		if (strcmp(assets[i].source, "favicon.ico") == 0)
			return render_emit(render, &(struct render_file){1, "favicon.ico", assets[i].bytes, assets[i].len},
			                   err);
	return 0;
}

static void put_icon(struct str *out, const char *url, const char *sizes, bool first)
{
	if (!url)
		return;
	str_addz(out, first ? "{\"src\":" : ",{\"src\":");
	json_put_text(out, url, strlen(url));
	str_addf(out, ",\"sizes\":\"%s\"}", sizes);
}

static void put_member(struct str *out, const char *name, const char *text)
{
	if (!text || !*text)
		return;
	str_addf(out, ",\"%s\":", name);
	json_put_text(out, text, strlen(text));
}

/* W3C Web Application Manifest: for who keeps the site on a telephone's screen. */
int fill_output_manifest(struct render *render, const struct unit *unit, struct err *err)
{
	const struct view_page *page = &render->base;
	struct str *out = &render->html;
	(void)unit;
	str_reset(out);
	str_addz(out, "{\"name\":");
	json_put_text(out, page->site_title, strlen(page->site_title));
	put_member(out, "description", page->site_description);
	put_member(out, "lang", page->lang);
	put_member(out, "dir", page->dir);
	put_member(out, "start_url", page->home);
	put_member(out, "scope", page->home);
	put_member(out, "display", "minimal-ui");
	put_member(out, "theme_color", page->site_accent);
	str_addz(out, ",\"icons\":[");
	put_icon(out, page->icon, "any", true);
	put_icon(out, page->touch_icon, "192x192", !page->icon);
	if (page->touch_icon)
		put_icon(out, fill_asset(&render->fill, "icon-512.png"), "512x512", false);
	str_addz(out, "]}\n");
	if (str_check(out, "site.webmanifest", err))
		return -1;
	return render_emit(render, &(struct render_file){1, "site.webmanifest", out->at, out->len}, err);
}
