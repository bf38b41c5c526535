#include "tabs.h"

#include "cgi/visit/say.h"

static const struct tab {
	const char *path, *words;
} tabs[] = {
	{"me", "me.tab_sent"},         {"me/letters", "me.tab_letters"}, {"me/sessions", "me.tab_sessions"},
	{"me/password", "me.tab_password"}, {"me/data", "me.tab_data"},
};

struct mustache_list tabs_of(struct visit *visit)
{
	bool here = false;
	struct view_link *links = arena_alloc(visit->arena, ARRAY_LEN(tabs), sizeof(*links));
	for (size_t i = 0; i < ARRAY_LEN(tabs) && visit->handle; i++) {
		bool current = !strcmp(tabs[i].path, visit->req.path);
		here |= current;
		links[i] = (struct view_link){.url = arena_printf(visit->arena, "%s%s", fill_write_url(&visit->fill), tabs[i].path),
					      .title = say(visit, tabs[i].words),
					      .current = current};
	}
	return (struct mustache_list){links, here ? ARRAY_LEN(tabs) : 0};
}
