#include "outputs.h"

#include "gen/plan/lists.h"
#include "fills.h"

static int all_one(struct catalogue *cat, const struct output_key *key, struct arena *arena, struct units *units,
                   struct err *err);
static int all_stems(struct catalogue *cat, const struct output_key *key, struct arena *arena, struct units *units,
                     struct err *err);
static int all_sums(struct catalogue *cat, const struct output_key *key, struct arena *arena, struct units *units,
                    struct err *err);
static int all_moved(struct catalogue *cat, const struct output_key *key, struct arena *arena, struct units *units,
                     struct err *err);
static int all_lists(struct catalogue *cat, const struct output_key *key, struct arena *arena, struct units *units,
                     struct err *err);
static int all_feeds(struct catalogue *cat, const struct output_key *key, struct arena *arena, struct units *units,
                     struct err *err);
static int all_files(struct catalogue *cat, const struct output_key *key, struct arena *arena, struct units *units,
                     struct err *err);
static int all_followed(struct catalogue *cat, const struct output_key *key, struct arena *arena, struct units *units,
                        struct err *err);

/* clang-format off */
/* In the order of rendering inside a rank. */
static const struct output_key keys[] = {
	{"static", 0, all_one, 0, NULL, false},
	{"files", 0, all_files, 0, NULL, false},
	{"history", 0, all_followed, 0, NULL, false},
	{"topic", 1, all_stems, PAGE_TOPIC, NULL, false},
	{"lesson", 1, all_stems, PAGE_LESSON, NULL, false},
	{"resource", 1, all_stems, PAGE_RESOURCE, NULL, false},
	{"event", 1, all_stems, PAGE_EVENT, NULL, false},
	{"plain", 1, all_stems, PAGE_PLAIN, NULL, false},
	{"rules", 1, all_one, 0, NULL, false},
	{"member", 1, all_stems, PAGE_MEMBER, NULL, true},
	{"moved", 1, all_moved, 0, NULL, false},
	{"month", 2, all_sums, 0, "month:", false},
	{"verdict", 1, all_stems, PAGE_VERDICT, NULL, false},
	{"acts", 2, all_sums, 0, "acts:", false},
	{"deeds", 2, all_sums, 0, "deeds:", false},
	{"tag", 2, all_sums, 0, "tag:", false},
	{"handles", 2, all_sums, 0, "listed:", false},
	{"shelf", 2, all_sums, 0, "shelf:", false},
	{"series", 2, all_stems, PAGE_SERIES, NULL, true},
	{"forum", 3, all_stems, PAGE_FORUM, NULL, true},
	{"archive", 3, all_stems, PAGE_FORUM, NULL, true},
	{"list", 3, all_lists, 0, NULL, false},
	{"top", 3, all_sums, 0, "top:", false},
	{"forums", 3, all_one, 0, NULL, false},
	{"tutorials", 3, all_one, 0, NULL, false},
	{"resources", 3, all_one, 0, NULL, false},
	{"events", 3, all_one, 0, NULL, false},
	{"members", 3, all_one, 0, NULL, false},
	{"tags", 3, all_one, 0, NULL, false},
	{"log", 3, all_one, 0, NULL, false},
	{"badges", 3, all_one, 0, NULL, false},
	{"insights", 3, all_feeds, PAGE_FORUM, NULL, true},
	{"home", 4, all_one, 0, NULL, false},
	{"feed", 4, all_feeds, PAGE_FORUM, NULL, true},
	{"sitemap", 4, all_sums, 0, "sitemap:", false},
	{"sitemaps", 5, all_one, 0, NULL, false},
	{"redirects", 5, all_one, 0, NULL, false},
	{"version", 5, all_one, 0, NULL, false},
};

static const struct output table[] = {
	{"assets", "static", "assets/<name>.<hash>.<ending>", "The theme's files, named by what is in them.", fill_output_assets},
	{"failures", "static", "404.html, 413.html, 500.html, 502.html, 503.html, 504.html",
	 "What a web server shows where it, and not stoa.fcgi, has to say that something failed.", fill_output_failures},
	{"robots", "static", "robots.txt", "Where crawlers find the sitemaps.", fill_output_robots},
	{"headers", "static", "_headers", "Security policy and lifetimes, for hosts of static files that read it.", fill_output_headers},
	{"nojekyll", "static", ".nojekyll", "Tells GitHub Pages to take the files as they are.", fill_output_nojekyll},
	{"favicon", "static", "favicon.ico", "The theme's icon where browsers look for one.", fill_output_favicon},
	{"manifest", "static", "site.webmanifest", "Name and icons, for who keeps the site on a telephone's screen.", fill_output_manifest},
	{"files", "files", "<page>/<file>", "Attachments, as they are in git.", fill_output_files},
	{"topic", "topic", "<topic>/index.html, <topic>/<n>/index.html", "A topic, topic.posts posts a page.", fill_output_topic},
	{"history", "history", "<page>/history/index.html, <page>/history/<id>/index.html", "What an edited page or reply said before.", fill_output_history},
	{"topic_feed", "topic", "<topic>/feed.xml", "Its newest posts.", fill_output_topic_feed},
	{"lesson", "lesson", "<lesson>/index.html", "A lesson with the posts below it.", fill_output_lesson},
	{"resource", "resource", "resources/<slug>/index.html", "A resource with the posts below it.", fill_output_resource},
	{"event_calendar", "event", "events/<yyyy>/<slug>/event.ics", "An event, or all of its times, for calendar programs.", fill_output_event_calendar},
	{"event", "event", "events/<yyyy>/<slug>/index.html", "An event with the posts below it.", fill_output_event},
	{"plain", "plain", "<slug>/index.html", "A page of pages/.", fill_output_plain},
	{"rules", "rules", "rules/index.html, rules/<n>/index.html", "The rules, and each version that they had.", fill_output_rules},
	{"member", "member", "members/<xx>/<handle>/index.html, …/<yyyy>/index.html, …/<yyyy>/-<n>/index.html",
	 "A profile with the newest posts, and years with all of them, forum.chunk a page.", fill_output_member},
	{"member_feed", "member", "members/<xx>/<handle>/feed.xml", "What the member wrote last.", fill_output_member_feed},
	{"month", "month", "forums/<forum>/<yyyy>/<mm>/index.html, …/-<n>/index.html",
	 "Topics opened in a month, forum.chunk a page.", fill_output_month},
	{"verdict", "verdict", "moderation/<yyyy>/<mm>/<id>/index.html", "An entry of the moderation log, and those about it.", fill_output_verdict},
	{"acts", "acts", "moderation/<yyyy>/<mm>/index.html, …/-<n>/index.html", "What moderators did in a month, forum.chunk a page.", fill_output_acts},
	{"deeds", "deeds", "moderation/acts/<act>/index.html, …/-<n>/index.html",
	 "The newest acts of a kind, and all of them, forum.chunk a page.", fill_output_deeds},
	{"tag", "tag", "tags/<tag>/index.html", "The newest with a tag.", fill_output_tag},
	{"tag_feed", "tag", "tags/<tag>/feed.xml", "What was opened last with a tag.", fill_output_tag_feed},
	{"series", "series", "tutorials/<series>/index.html", "A series of lessons.", fill_output_series},
	{"forum", "forum", "forums/<forum>/index.html", "Pinned and lately active topics, and the months.", fill_output_forum},
	{"archive", "archive", "forums/<forum>/archive/index.html", "All months of a forum that has more than a year of them.", fill_output_archive},
	{"list", "list", "topics/index.html, topics/<list>/index.html, forums/<forum>/<list>/index.html",
	 "Active, new, unanswered, waiting and top topics; ideas by votes, for each status.", fill_output_list},
	{"list_feed", "list", "topics/<list>/feed.xml, forums/<forum>/<list>/feed.xml", "The newest of those topics.", fill_output_list_feed},
	{"top", "top", "topics/top/<yyyy>/<mm>/index.html", "Topics of a month with the most votes and replies.", fill_output_top},
	{"forums", "forums", "forums/index.html", "All forums.", fill_output_forums},
	{"tutorials", "tutorials", "tutorials/index.html", "All series.", fill_output_tutorials},
	{"tutorials_feed", "tutorials", "tutorials/feed.xml", "The newest lessons.", fill_output_tutorials_feed},
	{"shelf", "shelf", "resources/kind/<kind>/index.html, resources/tag/<tag>/index.html", "Resources of a kind, or with a tag.", fill_output_shelf},
	{"resources", "resources", "resources/index.html", "All resources.", fill_output_resources},
	{"resources_feed", "resources", "resources/feed.xml", "The newest resources.", fill_output_resources_feed},
	{"events_calendar", "events", "events/calendar.ics", "Events for calendar programs to subscribe to.", fill_output_events_calendar},
	{"events", "events", "events/index.html", "Events to come and past.", fill_output_events},
	{"events_feed", "events", "events/feed.xml", "The events announced last.", fill_output_events_feed},
	{"members", "members", "members/index.html", "The directory: the team, who is new, and everyone or the way to them.", fill_output_members},
	{"handles", "handles", "members/<xx>/index.html, …/-<n>/index.html",
	 "Listed members by handle, forum.chunk a page, once they are too many for one.", fill_output_handles},
	{"tags", "tags", "tags/index.html", "All tags.", fill_output_tags},
	{"feeds", "tags", "feeds/index.html", "Every feed but those of topics and members.", fill_output_feeds},
	{"opml", "tags", "feeds.opml", "The same for feed readers.", fill_output_opml},
	{"log", "log", "moderation/index.html", "What moderators did lately, the kinds of acts and the months.", fill_output_log},
	{"log_feed", "log", "moderation/feed.xml", "The newest acts of moderators.", fill_output_log_feed},
	{"badges", "badges", "badges/index.html", "Every badge, its rule and how many hold it.", fill_output_badges},
	{"insights", "insights", "insights/index.html, insights/<forum>/index.html",
	 "How the community and each forum do, week by week.", fill_output_insights},
	{"home", "home", "index.html", "The front page.", fill_output_home},
	{"feed", "feed", "feed.xml, forums/<forum>/feed.xml", "The newest posts of the site, or of a forum.", fill_output_feed},
	{"sitemap", "sitemap", "sitemap-<yyyymm>.xml", "Pages of a month, for crawlers.", fill_output_sitemap},
	{"sitemaps", "sitemaps", "sitemap.xml", "The index of sitemaps.", fill_output_sitemaps},
	{"moved", "moved", "<old address>/index.html", "Leads to where the page is now.", fill_output_moved},
	{"redirects", "redirects", "_redirects", "The same for hosts of static files that read it.", fill_output_redirects},
	{"version", "version", "version.json", "The commit and program that the site was built from.", fill_output_version},
};

/* clang-format on */

const struct output *outputs(size_t *n)
{
	*n = ARRAY_LEN(table);
	return table;
}

const struct output_key *output_keys(size_t *n)
{
	*n = ARRAY_LEN(keys);
	return keys;
}

bool unit_wants(const struct unit *unit, int64_t part)
{
	for (size_t i = 0; i < unit->nparts; i++)
		if (unit->parts[i] == 0 || unit->parts[i] == part)
			return true;
	return false;
}

/* ---- every unit that there is ---- */

static const int64_t whole[] = {0};

static void add(struct units *units, const struct output_key *key, const char *arg, struct arena *arena)
{
	struct unit *unit = VEC_PUSH(units);
	unit->key = (size_t)(key - keys);
	unit->text = arena_printf(arena, "%s:%s", key->name, arg);
	unit->arg = unit->text + strlen(key->name) + 1;
	unit->parts = whole;
	unit->nparts = 1;
}

static int all_one(struct catalogue *cat, const struct output_key *key, struct arena *arena, struct units *units,
                   struct err *err)
{
	(void)cat;
	(void)err;
	add(units, key, "", arena);
	return 0;
}

static int all_stems(struct catalogue *cat, const struct output_key *key, struct arena *arena, struct units *units,
                     struct err *err)
{
	struct catalogue_texts stems;
	if (catalogue_stems(cat, (enum page_kind)key->kind, arena, &stems, err))
		return -1;
	for (size_t i = 0; i < stems.len; i++)
		add(units, key, key->name_only ? strrchr(stems.at[i], '/') + 1 : stems.at[i], arena);
	return 0;
}

static int all_moved(struct catalogue *cat, const struct output_key *key, struct arena *arena, struct units *units,
                     struct err *err)
{
	struct catalogue_moves moves;
	if (catalogue_moves(cat, NULL, arena, &moves, err))
		return -1;
	for (size_t i = 0; i < moves.len; i++)
		if (!i || strcmp(moves.at[i].url, moves.at[i - 1].url) != 0)
			add(units, key, moves.at[i].url, arena);
	return 0;
}

static int all_lists(struct catalogue *cat, const struct output_key *key, struct arena *arena, struct units *units,
                     struct err *err)
{
	struct catalogue_query query = {.list = LIST_FORUMS};
	struct catalogue_pages forums;
	size_t n;
	const struct list *all = lists(&n);
	if (catalogue_pages(cat, &query, arena, &forums, err))
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (!all[i].forum_only)
			add(units, key, all[i].name, arena);
		for (size_t j = 0; j < forums.len; j++)
			if (lists_has(&all[i], forums.at[j].forum_kind))
				add(units, key, arena_printf(arena, "%s/%s", all[i].name, forums.at[j].forum), arena);
	}
	return 0;
}

static int all_feeds(struct catalogue *cat, const struct output_key *key, struct arena *arena, struct units *units,
                     struct err *err)
{
	add(units, key, "", arena);
	return all_stems(cat, key, arena, units, err);
}

static int all_files(struct catalogue *cat, const struct output_key *key, struct arena *arena, struct units *units,
                     struct err *err)
{
	struct catalogue_texts stems;
	if (catalogue_file_stems(cat, arena, &stems, err))
		return -1;
	for (size_t i = 0; i < stems.len; i++)
		add(units, key, stems.at[i], arena);
	return 0;
}

static int all_followed(struct catalogue *cat, const struct output_key *key, struct arena *arena, struct units *units,
                        struct err *err)
{
	struct catalogue_texts paths;
	if (catalogue_followed(cat, 0, arena, &paths, err))
		return -1;
	for (size_t i = 0; i < paths.len; i++)
		add(units, key, paths.at[i], arena);
	return 0;
}

static int all_sums(struct catalogue *cat, const struct output_key *key, struct arena *arena, struct units *units,
                    struct err *err)
{
	struct catalogue_tallies sums;
	if (catalogue_tallies(cat, key->sums, arena, &sums, err))
		return -1;
	for (size_t i = 0; i < sums.len; i++)
		add(units, key, sums.at[i].key, arena);
	return 0;
}

/* ---- units of a change ---- */

static const struct output_key *find_key(const char *text)
{
	size_t n = strcspn(text, ":");
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (strlen(keys[i].name) == n && memcmp(keys[i].name, text, n) == 0)
			return &keys[i];
	return NULL;
}

/* A run of pending rows with the same key is one unit. A key of another version is not known any more. */
static void add_pending(const struct catalogue_output *pending, size_t n, struct arena *arena, struct units *units)
{
	for (size_t i = 0, end; i < n; i = end) {
		const struct output_key *key = find_key(pending[i].key);
		for (end = i; end < n && strcmp(pending[end].key, pending[i].key) == 0;)
			end++;
		if (!key)
			continue;
		int64_t *parts = arena_alloc(arena, end - i, sizeof(*parts));
		for (size_t j = i; j < end; j++)
			parts[j - i] = pending[j].part;
		add(units, key, pending[i].key + strlen(key->name) + 1, arena);
		units->at[units->len - 1].parts = parts;
		units->at[units->len - 1].nparts = end - i;
	}
}

static int by_rank(const void *a, const void *b)
{
	const struct unit *x = a, *y = b;
	if (keys[x->key].rank != keys[y->key].rank)
		return keys[x->key].rank - keys[y->key].rank;
	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	int order = strcmp(x->arg, y->arg);
	return order ? order : (x->nparts > y->nparts) - (x->nparts < y->nparts);
}

/* Of a key that is there as a whole and in parts, the whole is enough; then who waits for whom. */
static void settle(struct units *units)
{
	size_t kept = 0, first = 0;
	if (units->len)
		qsort(units->at, units->len, sizeof(*units->at), by_rank);
	for (size_t i = 0; i < units->len; i++) {
		struct unit *unit = &units->at[i], *last = kept ? &units->at[kept - 1] : NULL;
		if (last && strcmp(last->text, unit->text) == 0) {
			if (unit->parts == whole)
				*last = *unit;
			continue;
		}
		units->at[kept++] = *unit;
	}
	units->len = kept;
	for (size_t i = 0; i < units->len; i++) {
		if (i && keys[units->at[i].key].rank != keys[units->at[i - 1].key].rank)
			first = i;
		units->at[i].after = first;
	}
}

static int add_all(struct catalogue *cat, struct arena *arena, struct units *units, struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (keys[i].all(cat, &keys[i], arena, units, err))
			return -1;
	return 0;
}

int outputs_units(struct catalogue *cat, const struct catalogue_outputs *pending, struct arena *arena,
                  struct units *units, struct err *err)
{
	bool all = false;
	for (size_t i = 0; i < pending->len; i++)
		all = all || strcmp(pending->at[i].key, "*") == 0;
	add_pending(pending->at, pending->len, arena, units);
	if (all && add_all(cat, arena, units, err))
		return -1;
	settle(units);
	return 0;
}

int outputs_render(struct render *render, const struct unit *unit, struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		if (strcmp(table[i].key, keys[unit->key].name) == 0 && table[i].render(render, unit, err))
			return err_prefix(err, "%s", table[i].name);
	return 0;
}
