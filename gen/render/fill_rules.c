#include "fills.h"

#include "core/theme/diff.h"
#include "render.h"

enum { CONTEXT_LINES = 3, PARSE_MAX = 1 << 30 };

/* A version, from the commit that raised the number to it until the one that raised it further. */
struct version {
	int64_t number, since;
	const char *who;
	const struct store_id *last;           /* what it said in the end */
	const struct store_id *before, *after; /* of the commit that brought it; NULL where that is not known */
	bool dated;
};

struct rules {
	struct catalogue_page page;
	struct version *versions; /* newest first */
	size_t len;
};

/* The text of that blob; NULL where it is not in this copy of the repository, or no page. */
static const char *parse(struct render *render, const struct store_id *blob, struct page *said)
{
	struct page_limits limits = {PARSE_MAX, PARSE_MAX, PARSE_MAX};
	struct page_place place;
	struct err err = {0};
	str_reset(&render->text);
	if (page_locate("rules.md", &render->arena, &place, &err) || store_read(render->store, blob, &render->text, &err))
		return NULL;
	const char *text = arena_dupn(&render->arena, render->text.at, render->text.len);
	return page_parse(&place, text, render->text.len, &limits, &render->arena, said, &err) ? NULL : text;
}

static int64_t number_of(struct render *render, const struct store_id *blob)
{
	struct page said;
	return parse(render, blob, &said) ? said.version : 0;
}

/* A number that comes up again is its newest one: a page has one address. */
static void add(struct rules *rules, const struct version *version)
{
	for (size_t i = 0; i < rules->len; i++)
		if (rules->versions[i].number == version->number)
			return;
	if (version->number)
		rules->versions[rules->len++] = *version;
}

/* Edits that left the number as it was belong to the version in which they were made. */
static int read_versions(struct render *render, struct rules *rules, struct err *err)
{
	struct catalogue_edits edits;
	struct version now = {.number = rules->page.version, .last = &rules->page.blob};
	if (catalogue_edits(render->cat, "rules.md", &render->arena, &edits, err))
		return -1;
	rules->versions = arena_alloc(&render->arena, edits.len + 1, sizeof(*rules->versions));
	for (size_t i = 0; i < edits.len; i++) {
		const struct catalogue_edit *edit = &edits.at[i];
		int64_t before = number_of(render, &edit->before);
		if (before == number_of(render, &edit->after))
			continue;
		now.since = edit->at;
		now.who = edit->who;
		now.before = &edit->before;
		now.after = &edit->after;
		add(rules, &now);
		now = (struct version){.number = before, .last = &edit->before};
	}
	add(rules, &now);
	return 0;
}

static const char *version_url(struct render *render, int64_t number)
{
	return arena_printf(&render->arena, "/rules/%lld/", (long long)number);
}

static int link_versions(struct render *render, const struct rules *rules, int64_t shown, struct mustache_list *list,
                         struct err *err)
{
	struct view_rules_version *links = arena_alloc(&render->arena, rules->len + 1, sizeof(*links));
	for (size_t i = 0; i < rules->len; i++) {
		const struct version *version = &rules->versions[i];
		links[i] = (struct view_rules_version){.url = render_url(render, version_url(render, version->number)),
		                                       .version = version->number,
		                                       .who = version->who,
		                                       .current = i == 0,
		                                       .shown = version->number == shown};
		if (fill_time(&render->fill, version->since, &links[i].since, err))
			return -1;
	}
	*list = (struct mustache_list){links, rules->len > 1 ? rules->len : 0};
	return 0;
}

static int fill_version(struct render *render, const struct rules *rules, size_t i, struct view_rules *view,
                        struct err *err)
{
	const struct version *version = &rules->versions[i];
	view->title = rules->page.title;
	view->version = version->number;
	view->previous = i + 1 < rules->len ? rules->versions[i + 1].number : 0;
	return fill_time(&render->fill, version->since, &view->since, err);
}

static int write_current(struct render *render, struct rules *rules, struct err *err)
{
	const struct catalogue_page *page = &rules->page;
	struct frame frame = render_frame(render, "rules", page->title, page->url);
	struct markdown_result body;
	struct view_rules view = {.edit_url = render_edit_url(render, page->path)};
	frame.description = page->excerpt;
	frame.image = render_image(render, page, true);
	if (fill_version(render, rules, 0, &view, err) || link_versions(render, rules, 0, &view.versions, err) ||
	    render_edited(render, page, &view.edited, &view.history_url, err) ||
	    render_body(render, page, &body, err) || render_files(render, page, &view.attachments, err))
		return -1;
	view.body = body.html;
	if (rules->versions[0].before)
		view.changes_url = render_url(render, version_url(render, view.version));
	return render_page(render, &frame, &view_rules_type, &view, err);
}

/* The name says that it is another text than the page's, in the folder from which its links lead. */
static int render_last(struct render *render, const struct rules *rules, const struct version *version,
                       struct html *html, struct err *err)
{
	struct catalogue_page page = rules->page;
	struct markdown_result body;
	struct page said;
	const char *text = parse(render, version->last, &said);
	if (!text)
		return 0;
	page.blob = *version->last;
	page.path = arena_printf(&render->arena, "rules-%lld.md", (long long)version->number);
	page.body = said.body - text;
	if (render_body(render, &page, &body, err))
		return -1;
	*html = body.html;
	return 0;
}

static void fill_diff(struct render *render, const struct version *version, struct view_rules *view)
{
	struct page before, after;
	if (!version->before || !parse(render, version->before, &before) || !parse(render, version->after, &after))
		return;
	struct mustache_list lines = diff_lines(before.body, after.body, &render->arena);
	view->diff = diff_around(&lines, CONTEXT_LINES, &render->arena);
}

static int write_version(struct render *render, struct rules *rules, size_t i, struct err *err)
{
	const struct version *version = &rules->versions[i];
	struct view_rules view = {.current_url = render_url(render, "/rules/"), .old = i > 0, .edited = {"", "", ""}};
	if (fill_version(render, rules, i, &view, err) ||
	    link_versions(render, rules, version->number, &view.versions, err) ||
	    render_last(render, rules, version, &view.body, err))
		return -1;
	fill_diff(render, version, &view);
	const char *title = render_say(render, "title.rules_version", &view_rules_type, &view);
	struct frame frame = render_frame(render, "rules_version", title, version_url(render, version->number));
	render_crumb(render, &frame, "/rules/", rules->page.title);
	frame.noindex = view.old;
	return render_page(render, &frame, &view_rules_type, &view, err);
}

int fill_output_rules(struct render *render, const struct unit *unit, struct err *err)
{
	struct rules rules = {.len = 0};
	bool found;
	(void)unit;
	if (render_find(render, "rules", &rules.page, &found, err))
		return -1;
	if (!found)
		return 0;
	if (read_versions(render, &rules, err))
		return -1;
	for (size_t i = 0; i < rules.len && rules.len > 1; i++)
		if (write_version(render, &rules, i, err))
			return -1;
	return write_current(render, &rules, err);
}
