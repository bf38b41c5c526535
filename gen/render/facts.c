#include "facts.h"

/* A URL of a view begins with the base path, or is another site's. */
static void put_url(struct render *render, const char *key, const char *url)
{
	if (url && *url == '/')
		url = arena_join(&render->arena, render->site->origin, url);
	linked_text(&render->facts, key, url);
}

static void put_person(struct render *render, const char *key, const struct view_person *person)
{
	if (!person)
		return;
	linked_open(&render->facts, key, "Person");
	linked_text(&render->facts, "name", person->name);
	put_url(render, "url", person->url);
	linked_close(&render->facts);
}

/* The community itself stands behind what nobody signed. */
static void put_community(struct render *render, const char *key)
{
	const struct view_page *base = &render->base;
	linked_open(&render->facts, key, "Organization");
	linked_text(&render->facts, "name", base->site_title);
	put_url(render, "url", base->home);
	put_url(render, "logo", base->site_logo);
	linked_close(&render->facts);
}

static void put_author(struct render *render, const struct view_person *author)
{
	if (author)
		put_person(render, "author", author);
	else
		put_community(render, "author");
}

void facts_home(struct render *render)
{
	const struct view_page *base = &render->base;
	linked_open(&render->facts, NULL, "WebSite");
	linked_text(&render->facts, "name", base->site_title);
	linked_text(&render->facts, "description", base->site_description);
	put_url(render, "url", base->home);
	linked_text(&render->facts, "inLanguage", base->lang);
	put_community(render, "publisher");
	linked_close(&render->facts);
}

/* ---- topics ---- */

/* Who, when and the first words: what a post must have to count as one. */
static void put_post(struct render *render, const struct view_post *post)
{
	put_author(render, post->author);
	linked_text(&render->facts, "datePublished", post->date.iso);
	linked_text(&render->facts, "dateModified", post->edited.iso);
	linked_excerpt(&render->facts, "text", post->body);
}

static void put_reply(struct render *render, const char *key, const char *type, const struct view_post *post)
{
	linked_open(&render->facts, key, type);
	put_url(render, "url", post->url);
	put_post(render, post);
	linked_close(&render->facts);
}

/* The replies of this page, but one that is told of already. */
static void put_replies(struct render *render, const char *key, const char *type, const struct view_topic *view)
{
	const struct view_post *posts = view->posts.at;
	size_t told = 0;
	for (size_t i = view->opening != NULL; i < view->posts.len; i++) {
		if (view->question && posts[i].answer)
			continue;
		if (!told++)
			linked_list(&render->facts, key);
		put_reply(render, NULL, type, &posts[i]);
	}
	if (told)
		linked_end(&render->facts);
}

static void put_question(struct render *render, const struct view_topic *view)
{
	linked_open(&render->facts, NULL, "QAPage");
	linked_open(&render->facts, "mainEntity", "Question");
	linked_text(&render->facts, "name", view->title);
	linked_number(&render->facts, "answerCount", view->replies);
	put_post(render, view->opening);
	if (view->answer)
		put_reply(render, "acceptedAnswer", "Answer", view->answer);
	put_replies(render, "suggestedAnswer", "Answer", view);
	linked_close(&render->facts);
	linked_close(&render->facts);
}

static void put_count(struct render *render, int64_t replies)
{
	linked_open(&render->facts, "interactionStatistic", "InteractionCounter");
	linked_text(&render->facts, "interactionType", "https://schema.org/CommentAction");
	linked_number(&render->facts, "userInteractionCount", replies);
	linked_close(&render->facts);
}

/*
 * On later pages the opening post is not seen, and its row in the catalogue says enough. Those pages
 * do not follow the author's profile, so that a new name does not touch all of them.
 */
static void put_opening(struct render *render, const struct catalogue_page *topic)
{
	struct view_time date = {"", "", ""};
	struct err err = {0};
	if (fill_time(&render->fill, topic->date, &date, &err))
		return;
	put_person(render, "author", &(struct view_person){.name = *topic->guest ? topic->guest : topic->author});
	linked_text(&render->facts, "datePublished", date.iso);
	linked_text(&render->facts, "text", *topic->excerpt ? topic->excerpt : topic->title);
}

static void put_posting(struct render *render, const struct catalogue_page *topic, const struct view_topic *view)
{
	linked_open(&render->facts, NULL, "DiscussionForumPosting");
	linked_text(&render->facts, "headline", view->title);
	put_url(render, "url", view->url);
	if (view->opening) {
		put_post(render, view->opening);
		put_count(render, view->replies);
	} else
		put_opening(render, topic);
	put_replies(render, "comment", "Comment", view);
	linked_close(&render->facts);
}

void facts_topic(struct render *render, const struct catalogue_page *topic, const struct view_topic *view)
{
	if (!view->question)
		put_posting(render, topic, view);
	else if (view->opening)
		put_question(render, view);
}

/* ---- lessons and events ---- */

void facts_lesson(struct render *render, const struct catalogue_page *page, const struct view_lesson *view)
{
	struct view_time edited = {"", "", ""};
	struct err err = {0};
	if (fill_time(&render->fill, page->edited, &edited, &err))
		return;
	linked_open(&render->facts, NULL, "Article");
	linked_text(&render->facts, "headline", view->title);
	linked_text(&render->facts, "description", page->excerpt);
	put_url(render, "url", render_url(render, page->url));
	linked_text(&render->facts, "datePublished", view->date.iso);
	linked_text(&render->facts, "dateModified", edited.iso);
	put_author(render, view->author);
	put_community(render, "publisher");
	linked_close(&render->facts);
}

/* What can be joined on the web takes place there; so does what has no place, on its page. */
static void put_location(struct render *render, const struct catalogue_page *page, const struct view_event *view)
{
	bool place = *view->location && !*view->join_url && !strstr(view->location, "://");
	linked_text(&render->facts, "eventAttendanceMode",
	            place ? "https://schema.org/OfflineEventAttendanceMode"
	                  : "https://schema.org/OnlineEventAttendanceMode");
	linked_open(&render->facts, "location", place ? "Place" : "VirtualLocation");
	linked_text(&render->facts, "name", view->location);
	if (place)
		linked_text(&render->facts, "address", view->location);
	else
		put_url(render, "url", *view->join_url ? view->join_url : render_url(render, page->url));
	linked_close(&render->facts);
}

void facts_event(struct render *render, const struct catalogue_page *page, const struct view_event *view)
{
	linked_open(&render->facts, NULL, "Event");
	linked_text(&render->facts, "name", view->title);
	linked_text(&render->facts, "description", page->excerpt);
	put_url(render, "url", render_url(render, page->url));
	linked_text(&render->facts, "startDate", view->at.start.iso);
	linked_text(&render->facts, "endDate", view->at.end.iso);
	linked_text(&render->facts, "eventStatus",
	            view->cancelled ? "https://schema.org/EventCancelled" : "https://schema.org/EventScheduled");
	put_location(render, page, view);
	if (view->author)
		put_person(render, "organizer", view->author);
	else
		put_community(render, "organizer");
	linked_close(&render->facts);
}

/* ---- the way ---- */

static void put_step(struct render *render, int64_t position, const char *title, const char *url)
{
	linked_open(&render->facts, NULL, "ListItem");
	linked_number(&render->facts, "position", position);
	linked_text(&render->facts, "name", title);
	put_url(render, "item", url);
	linked_close(&render->facts);
}

void facts_crumbs(struct render *render, const struct frame *frame)
{
	if (!frame->ncrumbs || frame->noindex)
		return;
	linked_open(&render->facts, NULL, "BreadcrumbList");
	linked_list(&render->facts, "itemListElement");
	for (size_t i = 0; i < frame->ncrumbs; i++)
		put_step(render, (int64_t)i + 1, frame->crumbs[i].title, frame->crumbs[i].url);
	put_step(render, (int64_t)frame->ncrumbs + 1, frame->title, render_url(render, frame->url));
	linked_end(&render->facts);
	linked_close(&render->facts);
}
