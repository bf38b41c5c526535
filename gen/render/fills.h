/*
 * fills.h: one function for each row of outputs[]: reads the catalogue, fills a view, renders it.
 * They refuse to look at anything that their key does not stand for: plan_touch.c would not know.
 */
#ifndef STOA_FILLS_H
#define STOA_FILLS_H

#include "core/words/mustache.h"
#include "outputs.h"

#define FILLS(X)                                                                                                       \
	X(home) X(history)                                                                                                      \
	X(forums) X(forum) X(archive) X(list) X(list_feed) X(top) X(month) X(topic) X(topic_feed) X(tutorials) X(series) X(lesson) X(resources) X(resource)   \
	    X(insights) X(badges) X(shelf) X(event_calendar) X(events_calendar) \
	    X(events) X(event) X(members) X(handles) X(member) X(tags) X(tag) X(rules) X(plain) X(log) X(log_feed) X(verdict) X(acts) X(deeds) X(feed) X(tag_feed) X(member_feed) X(tutorials_feed) X(resources_feed) X(events_feed) X(feeds) X(opml) X(sitemap) \
	        X(sitemaps) X(files) X(version) X(failures) X(robots) X(headers) X(moved) X(redirects) X(nojekyll) X(favicon) X(manifest) X(assets)
#define FILL_DECLARE(name) int fill_output_##name(struct render *render, const struct unit *unit, struct err *err);
FILLS(FILL_DECLARE)
#undef FILL_DECLARE

/* What a member earned. */
int fill_badges_of(struct render *render, const char *handle, struct mustache_list *badges, struct err *err) WARN_UNUSED;

/* Members as they stand in the directory. */
int fill_member_rows(struct render *render, const struct catalogue_query *query, struct mustache_list *rows,
                     struct err *err) WARN_UNUSED;
/* What stands beside a forum's own page: view_link, that page first. */
struct mustache_list fill_forum_lists(struct render *render, const struct catalogue_page *forum);

/* Every forum as a row, for the list of forums and the front page. */
int fill_forum_rows(struct render *render, struct mustache_list *rows, struct err *err) WARN_UNUSED;

struct mustache_list fill_idea_lists(struct render *render, const struct catalogue_page *forum, int64_t current);

#endif
