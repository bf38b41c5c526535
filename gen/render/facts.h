/*
 * facts.h: what search engines are told of a page, in the words of schema.org: one function a kind
 * of page, that adds to render->facts what its view shows. It refuses to tell what people do not see.
 */
#ifndef STOA_FACTS_H
#define STOA_FACTS_H

#include "render.h"

/* The front page: the site and who is behind it. */
void facts_home(struct render *render);

/*
 * A topic: a question with its answers, on its first page; or a posting with the comments of this
 * page. Texts are their beginnings: search engines have the page itself for the rest.
 */
void facts_topic(struct render *render, const struct catalogue_page *topic, const struct view_topic *view);

void facts_lesson(struct render *render, const struct catalogue_page *page, const struct view_lesson *view);
void facts_event(struct render *render, const struct catalogue_page *page, const struct view_event *view);

/* Of every page: the way from the front page to it. */
void facts_crumbs(struct render *render, const struct frame *frame);

#endif
