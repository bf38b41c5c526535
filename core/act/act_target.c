#include "act.h"

#include "core/text/text.h"

/* "/forums/…/stairs/" of an address, with its last slash, without what is behind it. */
static const char *path_of(const char *text, struct arena *arena)
{
	const char *scheme = strstr(text, "://"), *at = scheme ? strchr(scheme + 3, '/') : text;
	size_t n = at ? strcspn(at, "?#") : 0;
	return n && at[n - 1] == '/' ? arena_dupn(arena, at, n) : arena_printf(arena, "%.*s/", (int)n, at ? at : "");
}

/* Part 2 of a long topic is at "…/stairs/2/": its page is one up. */
static const char *without_part(const char *url, struct arena *arena)
{
	size_t n = strlen(url) - 1, digits = 0;
	while (n > digits && url[n - digits - 1] >= '0' && url[n - digits - 1] <= '9')
		digits++;
	return digits && url[n - digits - 1] == '/' ? arena_dupn(arena, url, n - digits) : url;
}

static const char *page_of(const char *text, struct arena *arena)
{
	struct page_place place;
	struct err err = {0};
	const char *url = path_of(text, arena), *fragment = strchr(text, '#');
	if (page_locate_url(url, arena, &place, &err) &&
	    page_locate_url(without_part(url, arena), arena, &place, &err))
		return text;
	if (fragment && text_is_id(fragment + 1, strlen(fragment + 1)))
		return arena_printf(arena, "%s/%s.md", place.stem, fragment + 1);
	return place.kind == PAGE_MEMBER ? place.path : arena_printf(arena, "%s/index.md", place.stem);
}

const char *act_target(const char *text, struct arena *arena)
{
	size_t n = strlen(text);
	if (text_is_id(text, n))
		return act_log_path(text, arena);
	if (text_is_handle(text, n))
		return arena_printf(arena, "members/%.2s/%s.md", text, text);
	return *text == '/' || strstr(text, "://") ? page_of(text, arena) : text;
}
