/*
 * topic_json.h: a page of a topic as JSON, for programs that read the site. It refuses to say
 * anything that the page itself does not show.
 */
#ifndef STOA_TOPIC_JSON_H
#define STOA_TOPIC_JSON_H

#include "render.h"

/*
 * Appends
 *
 *     {"url": …, "title": …, "forum": …, "tags": [], "status": …, "pinned": false, "locked": false,
 *      "answered": false, "replies": 3, "page": 1, "previous": null, "next": null,
 *      "posts": [{"number": 1, "url": …, "author": {"handle": …, "name": …}, "date": …,
 *                 "edited": null, "answer": false, "html": …}]}
 *
 * with absolute addresses of this page; previous and next are those of JSON. replies is said on
 * page 1 only, as the page itself does.
 */
void topic_json_put(struct render *render, const struct view_topic *topic, const char *url, struct str *out);

#endif
