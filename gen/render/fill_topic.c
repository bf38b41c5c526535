#include "fills.h"

#include "facts.h"
#include "feeds.h"
#include "render.h"
#include "topic_json.h"

static const char *page_url(struct render *render, const struct catalogue_page *topic, int64_t n)
{
	return n == 1 ? topic->url : arena_printf(&render->arena, "%s%lld/", topic->url, (long long)n);
}

/*
 * Links to the first page and the neighbours. Only the first page names the last one: it is rendered
 * with every reply anyway, the others are not.
 */
static void fill_pages(struct render *render, const struct catalogue_page *topic, int64_t at, int64_t last,
                       struct view_topic *view)
{
	struct view_link *links = arena_alloc(&render->arena, 2 * PLAN_WINDOW + 3, sizeof(*links));
	size_t n = 0;
	for (int64_t i = 1; i <= last && last > 1; i++) {
		bool near = i >= at - PLAN_WINDOW && i <= at + PLAN_WINDOW;
		if (!near && i != 1 && !(at == 1 && i == last))
			continue;
		links[n].url = render_url(render, page_url(render, topic, i));
		links[n].title = arena_printf(&render->arena, "%lld", (long long)i);
		links[n++].current = i == at;
	}
	view->pages = (struct mustache_list){links, n};
	for (size_t i = 0; i < n; i++) {
		if (links[i].current && i)
			view->previous = &links[i - 1];
		if (links[i].current && i + 1 < n)
			view->next = &links[i + 1];
	}
}

static int fill_answer(struct render *render, const struct catalogue_page *topic, struct view_topic *view,
                       struct err *err)
{
	struct catalogue_post row = {.page = topic->id, .name = topic->answer};
	struct render_brief brief = render_brief(topic);
	struct view_post *post = arena_alloc(&render->arena, 1, sizeof(*post));
	if (!*topic->answer)
		return 0;
	if (catalogue_post(render->cat, &render->arena, &row, err)) {
		if (err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err);
		return 0;
	}
	if (!row.live)
		return 0;
	if (render_post(render, topic, &row, post, err) ||
	    render_number(render, &brief, topic->answer, &post->number, err))
		return -1;
	if (render_reactions(render, topic, post, 1, err))
		return -1;
	render_edit_urls(render, topic, post, 1);
	render_reply_urls(render, topic, view->reply_url, post, 1);
	render_report_urls(render, topic, post, 1);
	post->may_react = view->may_react;
	view->answer = post;
	return 0;
}

static int fill_posts(struct render *render, const struct catalogue_page *topic, int64_t at, struct view_topic *view,
                      struct err *err)
{
	int64_t size = render->site->conf.topic_posts, first = (at - 1) * size;
	struct render_posts posts = {arena_alloc(&render->arena, (size_t)size, sizeof(struct view_post)), 0};
	if (at == 1) {
		struct view_post *opening = &posts.at[posts.len++];
		if (render_opening(render, topic, opening, err) || render_poll(render, topic, &opening->poll, err) ||
		    fill_answer(render, topic, view, err))
			return -1;
		view->opening = posts.at;
	}
	/* Post 1 is the opening one, so reply 0 is post 2. */
	struct catalogue_span part = {.offset = at == 1 ? 0 : first - 1, .limit = size - (int64_t)posts.len};
	if (render_posts(render, topic, &part, &posts, err) ||
	    render_reactions(render, topic, posts.at, posts.len, err))
		return -1;
	for (size_t i = 0; i < posts.len; i++)
		posts.at[i].may_react = view->may_react;
	for (size_t i = at == 1; i < posts.len; i++) {
		struct view_post *post = &posts.at[i];
		post->url =
		    arena_printf(&render->arena, "%s#%s", render_url(render, page_url(render, topic, at)), post->id);
	}
	render_reply_urls(render, topic, view->reply_url, posts.at + (at == 1), posts.len - (at == 1));
	render_report_urls(render, topic, posts.at, posts.len);
	if (view->threaded)
		render_nest(render, posts.at, posts.len);
	view->posts = (struct mustache_list){posts.at, posts.len};
	return 0;
}

/* What became of an idea; why a topic is locked, and where the log says it. */
static int fill_standing(struct render *render, const struct catalogue_page *topic, const struct catalogue_page *forum,
                         struct view_topic *view, struct err *err)
{
	struct page said;
	view->votes = topic->votes;
	view->idea = forum->forum_kind == FORUM_IDEAS;
	if (!topic->status && !topic->locked)
		return 0;
	if (render_parse(render, topic, &said, err))
		return -1;
	view->status_note = *said.status_note ? said.status_note : NULL;
	if (!topic->locked)
		return 0;
	view->locked_note = *said.locked_note ? said.locked_note : NULL;
	if (*said.moderated)
		view->log_url = render_url(render, arena_printf(&render->arena, "/moderation/%.4s/%.2s/%s/", said.moderated, said.moderated + 4, said.moderated));
	return 0;
}

static int fill_topic(struct render *render, const struct catalogue_page *topic, int64_t at, struct view_topic *view,
                      struct err *err)
{
	const struct config *conf = &render->site->conf;
	struct view_topic_row row;
	const struct catalogue_page *forum;
	if (render_topic_row(render, topic, &row, err) || render_forum(render, topic->forum, &forum, err))
		return -1;
	*view = (struct view_topic){.title = topic->title,
	                            .url = row.url,
	                            .status = row.status,
	                            .path = topic->path,
	                            .forum_title = row.forum_title,
	                            .forum_url = row.forum_url,
	                            .forum = topic->forum,
	                            .replies = at == 1 ? topic->replies : 0,
	                            .page_number = at,
	                            .pinned = topic->pinned,
	                            .locked = row.locked,
	                            .closed = row.closed,
	                            .expires = row.expires,
	                            .answered = row.answered,
	                            .question = row.question,
	                            .choosable = row.question && !row.answered && topic->replies > 0,
	                            .threaded = forum->shape == SHAPE_THREADED,
	                            .tags = row.tags,
	                            .may_reply = conf->post_open && !row.locked,
	                            .may_react = conf->post_open && !row.locked,
	                            .guests_may_reply = conf->post_open && conf->guest_post && !row.locked};
	view->reply_url = row.locked ? NULL : render_reply_url(render, topic);
	view->follow_url = render_follow_url(render, "topic", topic->stem);
	fill_pages(render, topic, at, plan_pages(conf, topic->replies), view);
	if (at == 1 && fill_standing(render, topic, forum, view, err))
		return -1;
	return fill_posts(render, topic, at, view, err);
}

static int write_json(struct render *render, const struct view_topic *view, const char *url, struct err *err)
{
	const char *path = arena_printf(&render->arena, "%sindex.json", url);
	str_reset(&render->html);
	topic_json_put(render, view, url, &render->html);
	if (str_check(&render->html, path, err))
		return -1;
	return render_emit(render, &(struct render_file){view->page_number, path, render->html.at, render->html.len},
	                   err);
}

static int write_topic(struct render *render, const struct catalogue_page *topic, int64_t at, struct err *err)
{
	const struct catalogue_page *forum;
	struct view_topic view;
	if (fill_topic(render, topic, at, &view, err) || render_forum(render, topic->forum, &forum, err))
		return -1;
	struct view_link crumbs[] = {
	    {.url = render->base.home, .title = render->base.site_title},
	    {.url = view.forum_url, .title = forum->title},
	};
	struct frame frame = {.template = "topic",
	                      .title = topic->title,
	                      .description = topic->excerpt,
	                      .url = page_url(render, topic, at),
	                      .feed = render->site->conf.feed_topics ? arena_printf(&render->arena, "%sfeed.xml", topic->url) : NULL,
	                      .image = render_image(render, topic, at == 1),
	                      .crumbs = crumbs,
	                      .ncrumbs = forum->live ? 2 : 1,
	                      .part = at};
	facts_topic(render, topic, &view);
	if (render_page(render, &frame, &view_topic_type, &view, err))
		return -1;
	return render->site->conf.topic_json ? write_json(render, &view, frame.url, err) : 0;
}

int fill_output_topic(struct render *render, const struct unit *unit, struct err *err)
{
	struct catalogue_page topic;
	int64_t at = 1, last = 1;
	for (bool found; at <= last; at++) {
		/* The row is looked up for each page: ten thousand posts are not kept in memory at once. */
		if (at > 1)
			(void)render_trim(render);
		if (render_find(render, unit->arg, &topic, &found, err))
			return -1;
		last = found ? plan_pages(&render->site->conf, topic.replies) : 0;
		if (at <= last && unit_wants(unit, at) && write_topic(render, &topic, at, err))
			return -1;
	}
	return 0;
}

int fill_output_topic_feed(struct render *render, const struct unit *unit, struct err *err)
{
	struct catalogue_page topic;
	bool found;
	if (!unit_wants(unit, 1) || !render->site->conf.feed_topics)
		return 0;
	if (render_find(render, unit->arg, &topic, &found, err))
		return -1;
	if (!found)
		return 0;
	struct feeds feeds;
	feeds_init(&feeds, render);
	int rc = feeds_add_page(&feeds, &topic, err);
	if (!rc)
		rc = feeds_write(&feeds, &(struct feeds_place){topic.title, topic.excerpt, topic.url, 1}, err);
	feeds_release(&feeds);
	return rc;
}
