#include "fills.h"

#include "gen/plan/event.h"
#include "facts.h"
#include "render.h"

enum { PAST_EVENTS = 200, NEXT_TIMES = 6 };

static struct catalogue_query upcoming(const struct render *render)
{
	return (struct catalogue_query){.list = LIST_EVENTS_NEXT, .a = render->now};
}

static struct catalogue_query past(const struct render *render)
{
	return (struct catalogue_query){.list = LIST_EVENTS_PAST, .a = render->now, .limit = PAST_EVENTS};
}

/* ---- pages ---- */

/* "webcal://host/…": what programs take for "keep this up to date". */
static const char *subscribe_url(struct render *render, const char *url)
{
	const char *absolute = render_absolute(render, url), *host = strstr(absolute, "://");
	return host ? arena_printf(&render->arena, "webcal%s", host) : NULL;
}

int fill_output_events(struct render *render, const struct unit *unit, struct err *err)
{
	static const char calendar[] = "/events/calendar.ics";
	struct catalogue_query next = upcoming(render), over = past(render);
	struct frame frame = render_frame(render, "event_list", render_words(render, "title.events"), "/events/");
	struct view_event_list view = {.calendar_url = render_url(render, calendar),
	                               .subscribe_url = subscribe_url(render, calendar),
	                               .new_url = render_suggest_url(render, "event")};
	(void)unit;
	frame.feed = "/events/feed.xml";
	if (render_event_rows(render, &next, &view.upcoming, err) || render_event_rows(render, &over, &view.past, err))
		return -1;
	return render_page(render, &frame, &view_event_list_type, &view, err);
}

/* The times of a repeated event after the one that stands at the top of its page. */
static int fill_next(struct render *render, const struct page *said, const struct catalogue_page *page,
                     struct mustache_list *list, struct err *err)
{
	struct calendar_event event = event_of(said);
	struct calendar_span spans[NEXT_TIMES + 1];
	struct view_occasion *at = arena_alloc(&render->arena, NEXT_TIMES + 1, sizeof(*at));
	size_t n = ARRAY_LEN(spans), len = 0;
	*list = (struct mustache_list){at, 0};
	if (!*said->repeat || said->cancelled)
		return 0;
	if (calendar_spans(render->calendar, &event, render->now, spans, &n, err))
		return -1;
	for (size_t i = 0; i < n; i++) {
		int64_t shift;
		if (spans[i].start <= page->start)
			continue;
		if (calendar_shift(render->calendar, said->zone, spans[i].start, &shift, err) ||
		    render_occasion(render, said->zone, &spans[i], shift, &at[len++], err))
			return -1;
	}
	list->len = len;
	return 0;
}

static int fill_event(struct render *render, const struct page *said, const struct catalogue_page *page,
                      struct view_event *view, struct err *err)
{
	struct calendar_span span = {page->start, page->finish};
	*view = (struct view_event){.title = page->title,
	                            .location = page->location,
	                            .join_url = said->join,
	                            .repeat = said->repeat,
	                            .edit_url = render_edit_url(render, page->path),
	                            .calendar_url =
	                                render_url(render, arena_printf(&render->arena, "%sevent.ics", page->url)),
	                            .tags = render_tags(render, page->tags),
	                            .cancelled = page->cancelled,
	                            .past = render_ended(render, page)};
	view->often = calendar_often(said->repeat, &view->every);
	view->recording_url =
	    strstr(said->recording, "://") || !*said->recording
	        ? said->recording
	        : render_url(render, arena_join(&render->arena, page->url, said->recording));
	if (*said->topic)
		view->topic_url = render_url(render, arena_printf(&render->arena, "/%s/", said->topic));
	if (render_occasion(render, page->zone, &span, page->shift, &view->at, err) ||
	    fill_next(render, said, page, &view->next, err) ||
	    render_person(render, page->author, page->guest, &view->author, err))
		return -1;
	if (render_files(render, page, &view->attachments, err))
		return -1;
	return render_thread(render, page, &view->thread, err);
}

int fill_output_event(struct render *render, const struct unit *unit, struct err *err)
{
	struct catalogue_page page;
	struct markdown_result body;
	struct view_event view;
	struct page said;
	bool found;
	if (render_find(render, unit->arg, &page, &found, err))
		return -1;
	if (!found)
		return 0;
	if (render_parse(render, &page, &said, err) || render_body(render, &page, &body, err) ||
	    fill_event(render, &said, &page, &view, err) ||
	    render_edited(render, &page, &view.edited, &view.history_url, err))
		return -1;
	view.body = body.html;
	struct frame frame = render_frame_below(render, "event", &page, "events");
	facts_event(render, &page, &view);
	return render_page(render, &frame, &view_event_type, &view, err);
}

/* ---- for calendar programs ---- */

/* Unique in the world and for ever: the path in this community's content. */
static const char *uid_of(struct render *render, const struct catalogue_page *page)
{
	const char *origin = render->site->origin, *host = strstr(origin, "://");
	host = host ? host + 3 : origin;
	return arena_printf(&render->arena, "%s@%.*s", page->stem, (int)strcspn(host, ":/"), host);
}

/* Few programs show an event's URL, but all show where it is and what it is about. */
static int fill_calendar_event(struct render *render, const struct catalogue_page *page, struct calendar_event *event,
                               struct err *err)
{
	struct page said;
	if (render_parse(render, page, &said, err))
		return -1;
	*event = event_of(&said);
	event->uid = uid_of(render, page);
	event->url = render_absolute(render, page->url);
	event->description = arena_printf(&render->arena, "%s%s%s%s%s", page->excerpt, *page->excerpt ? "\n\n" : "",
	                                  said.join, *said.join ? "\n" : "", event->url);
	if (!*event->location)
		event->location = said.join;
	return 0;
}

static int emit_calendar(struct render *render, const struct calendar_feed *feed, const char *path, struct err *err)
{
	str_reset(&render->html);
	if (calendar_write(render->calendar, feed, &render->html, err))
		return err_prefix(err, "%s", path);
	return render_emit(render, &(struct render_file){1, path, render->html.at, render->html.len}, err);
}

int fill_output_event_calendar(struct render *render, const struct unit *unit, struct err *err)
{
	struct catalogue_page page;
	struct calendar_event event;
	bool found;
	if (render_find(render, unit->arg, &page, &found, err))
		return -1;
	if (!found)
		return 0;
	if (fill_calendar_event(render, &page, &event, err))
		return -1;
	struct calendar_feed feed = {.name = "", .url = "", .events = &event, .nevents = 1};
	return emit_calendar(render, &feed, arena_printf(&render->arena, "%sevent.ics", page.url), err);
}

int fill_output_events_calendar(struct render *render, const struct unit *unit, struct err *err)
{
	static const char path[] = "/events/calendar.ics";
	struct catalogue_query queries[] = {upcoming(render), past(render)};
	struct events VEC_OF(struct calendar_event) events = {0};
	int rc = 0;
	(void)unit;
	for (size_t i = 0; i < ARRAY_LEN(queries) && !rc; i++) {
		struct catalogue_pages pages;
		rc = catalogue_pages(render->cat, &queries[i], &render->arena, &pages, err);
		for (size_t j = 0; !rc && j < pages.len; j++)
			rc = fill_calendar_event(render, &pages.at[j], VEC_PUSH(&events), err);
	}
	struct calendar_feed feed = {.name = render->base.site_title,
	                             .url = render_absolute(render, path),
	                             .events = events.at,
	                             .nevents = events.len};
	if (!rc)
		rc = emit_calendar(render, &feed, path, err);
	VEC_RELEASE(&events);
	return rc;
}
