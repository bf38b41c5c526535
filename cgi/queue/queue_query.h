/*
 * queue_query.h: which part of the queue a moderator looks at, as it stands in an address: chosen by a form
 * or a link, carried from page to page. It refuses to fail: what it does not know chooses all.
 */
#ifndef STOA_CGI_QUEUE_QUERY_H
#define STOA_CGI_QUEUE_QUERY_H

#include "cgi/visit/visit.h"
#include "core/queue/queue_index.h"

/* Text is never NULL. by: "" or queue_by_name(); chance: "likely", "unlikely", "flood"; age: "hour", "day", "week". */
struct queue_query {
	const char *by, *kind, *forum, *text, *chance, *age;
	const char *like, *sender, *network, *stem; /* of one group */
};

struct queue_query queue_query_read(const struct form *form);
/* The same from the field `within` of a form that was sent. */
struct queue_query queue_query_within(struct visit *visit, const struct form *form);

/* "by=topic&kind=reply", "" for all of it; in the arena. */
const char *queue_query_write(struct visit *visit, const struct queue_query *query);

/* "/-/queue?…", with more ("act=spam") where that is not "". */
const char *queue_query_url(struct visit *visit, const struct queue_query *query, const char *more);
/* "/-/queue/ID?…" */
const char *queue_query_item(struct visit *visit, const struct queue_query *query, const char *id);

enum queue_by queue_query_by(const struct queue_query *query);
bool queue_query_is_group(const struct queue_query *query);
bool queue_query_is_filtered(const struct queue_query *query);

/* The index, and what the query chooses of it. */
struct queue_view {
	struct queue_query query;
	struct queue_source source;
	struct queue_index index;
	struct queue_list list;
};
int queue_query_choose(struct visit *visit, const struct queue_query *query, struct queue_view *view,
                       struct err *err) WARN_UNUSED;

/* One of them as the lists show it. */
int queue_query_fill(struct visit *visit, const struct queue_query *query, const struct queue_entry *entry,
                     struct view_queue_item *item, struct err *err) WARN_UNUSED;

/* moderation.answers, as struct view_link with title. */
struct mustache_list queue_query_answers(struct visit *visit);

#endif
