#include "fills.h"

#include "core/feed/feed.h"
#include "gen/plan/lists.h"
#include "feeds.h"

/* Feeds of one place; urls are below the base path, of pages and not of feeds. */
struct place {
	const char *title, *url;
	struct urls VEC_OF(struct view_link) feeds;
};

struct group {
	const char *title;
	struct places VEC_OF(struct place) places;
};

enum { GROUP_SITE, GROUP_FORUMS, GROUP_TAGS, GROUPS };

static struct place *add_place(struct group *group, const char *title, const char *url)
{
	struct place *place = VEC_PUSH(&group->places);
	place->title = title;
	place->url = url;
	return place;
}

static void add_feed(struct place *place, const char *title, const char *url)
{
	*VEC_PUSH(&place->feeds) = (struct view_link){.title = title, .url = url};
}

static void add_whole(struct render *render, struct group *group, const char *title, const char *url)
{
	add_feed(add_place(group, title, url), render_words(render, "feeds.all"), url);
}

/* What is active is what the whole tells already. */
static void add_lists(struct render *render, struct place *place, const struct catalogue_page *forum)
{
	size_t n;
	const struct list *all = lists(&n);
	for (size_t i = 0; i < n; i++)
		if (*all[i].folder && (forum ? lists_has(&all[i], forum->forum_kind) : !all[i].forum_only))
			add_feed(place, render_words(render, arena_printf(&render->arena, "list.%s", all[i].name)),
			         arena_printf(&render->arena, "%s%s", forum ? forum->url : "/topics/", all[i].folder));
}

static void find_site(struct render *render, struct group *group)
{
	struct place *place = add_place(group, render->base.site_title, "/");
	group->title = render_words(render, "feeds.site");
	add_feed(place, render_words(render, "feeds.all"), "/");
	add_lists(render, place, NULL);
	add_whole(render, group, render_words(render, "title.tutorials"), "/tutorials/");
	add_whole(render, group, render_words(render, "title.resources"), "/resources/");
	add_whole(render, group, render_words(render, "title.events"), "/events/");
	add_whole(render, group, render_words(render, "title.log"), "/moderation/");
}

static int find_forums(struct render *render, struct group *group, struct err *err)
{
	struct catalogue_query query = {.list = LIST_FORUMS};
	struct catalogue_pages forums;
	group->title = render_words(render, "title.forums");
	if (catalogue_pages(render->cat, &query, &render->arena, &forums, err))
		return -1;
	for (size_t i = 0; i < forums.len; i++) {
		struct place *place = add_place(group, forums.at[i].title, forums.at[i].url);
		add_feed(place, render_words(render, "feeds.all"), forums.at[i].url);
		add_lists(render, place, &forums.at[i]);
	}
	return 0;
}

static int find_tags(struct render *render, struct group *group, struct err *err)
{
	struct catalogue_tallies tags, people;
	size_t at = 0;
	group->title = render_words(render, "title.tags");
	if (catalogue_tallies(render->cat, "tag:", &render->arena, &tags, err) ||
	    catalogue_tallies(render->cat, "skill:", &render->arena, &people, err))
		return -1;
	for (size_t i = 0; i < tags.len; i++) {
		while (at < people.len && strcmp(people.at[at].key, tags.at[i].key) < 0)
			at++;
		bool same = at < people.len && strcmp(people.at[at].key, tags.at[i].key) == 0;
		if (!same || people.at[at].n < tags.at[i].n)
			add_whole(render, group, tags.at[i].key, arena_printf(&render->arena, "/tags/%s/", tags.at[i].key));
	}
	return 0;
}

static int find_groups(struct render *render, struct group groups[GROUPS], struct err *err)
{
	find_site(render, &groups[GROUP_SITE]);
	return find_forums(render, &groups[GROUP_FORUMS], err) || find_tags(render, &groups[GROUP_TAGS], err) ? -1 : 0;
}

static void release(struct group groups[GROUPS])
{
	for (size_t i = 0; i < GROUPS; i++) {
		for (size_t j = 0; j < groups[i].places.len; j++)
			VEC_RELEASE(&groups[i].places.at[j].feeds);
		VEC_RELEASE(&groups[i].places);
	}
}

static const char *feed_of(struct render *render, const char *url)
{
	return arena_printf(&render->arena, "%s" FEEDS_RSS, url);
}

static struct mustache_list rows_of(struct render *render, const struct group *group)
{
	struct view_feed_row *rows = arena_alloc(&render->arena, group->places.len, sizeof(*rows));
	for (size_t i = 0; i < group->places.len; i++) {
		struct place *place = &group->places.at[i];
		struct view_link *links = arena_alloc(&render->arena, place->feeds.len, sizeof(*links));
		for (size_t j = 0; j < place->feeds.len; j++) {
			links[j] = place->feeds.at[j];
			links[j].url = render_url(render, feed_of(render, links[j].url));
		}
		rows[i] = (struct view_feed_row){
		    place->title, render_url(render, place->url), {links, place->feeds.len}};
	}
	return (struct mustache_list){rows, group->places.len};
}

int fill_output_feeds(struct render *render, const struct unit *unit, struct err *err)
{
	struct group groups[GROUPS] = {{.title = NULL}};
	struct view_feed_group views[GROUPS];
	size_t n = 0;
	(void)unit;
	int rc = find_groups(render, groups, err);
	for (size_t i = 0; i < GROUPS && !rc; i++)
		if (groups[i].places.len)
			views[n++] = (struct view_feed_group){groups[i].title, rows_of(render, &groups[i]), i == GROUP_TAGS};
	release(groups);
	if (rc)
		return -1;
	struct frame frame = render_frame(render, "feeds", render_words(render, "feeds.title"), "/feeds/");
	struct view_feeds view = {.groups = {views, n},
	                          .opml = render_url(render, "/feeds.opml"),
	                          .json = render->site->conf.feed_json};
	frame.feed = "/feed.xml";
	return render_page(render, &frame, &view_feeds_type, &view, err);
}

static void outline(struct render *render, const struct group *group, struct feed_outline *to)
{
	size_t n = 0;
	for (size_t i = 0; i < group->places.len; i++)
		n += group->places.at[i].feeds.len;
	struct feed *feeds = arena_alloc(&render->arena, n + 1, sizeof(*feeds));
	*to = (struct feed_outline){group->title, feeds, n};
	for (size_t i = 0; i < group->places.len; i++) {
		const struct place *place = &group->places.at[i];
		for (size_t j = 0; j < place->feeds.len; j++, feeds++) {
			const struct view_link *link = &place->feeds.at[j];
			feeds->title = j ? arena_printf(&render->arena, "%s, %s", place->title, link->title) : place->title;
			feeds->url = render_absolute(render, link->url);
			feeds->self_url = render_absolute(render, feed_of(render, link->url));
		}
	}
}

int fill_output_opml(struct render *render, const struct unit *unit, struct err *err)
{
	struct group groups[GROUPS] = {{.title = NULL}};
	struct feed_outline outlines[GROUPS];
	(void)unit;
	int rc = find_groups(render, groups, err);
	for (size_t i = 0; i < GROUPS && !rc; i++)
		outline(render, &groups[i], &outlines[i]);
	str_reset(&render->html);
	if (!rc)
		rc = feed_opml(render->base.site_title, outlines, GROUPS, &render->html, err);
	release(groups);
	return rc ? -1
	          : render_emit(render, &(struct render_file){1, "feeds.opml", render->html.at, render->html.len}, err);
}
