/*
 * hints.h: what the community has already, beside what somebody writes: tags that are in use, topics whose titles say
 * nearly the same. It refuses to wait for the builder, whose catalogue it asks, and to fail: then there are none.
 */
#ifndef STOA_CGI_HINTS_H
#define STOA_CGI_HINTS_H

#include "draft.h"

/* struct view_link: the tags of the newest pages beside it that the draft does not have, the most used first. */
struct mustache_list hints_tags(struct visit *visit, const struct draft *draft);

/* struct view_link: of a new topic, those of post.likely-among newest ones in its forum that it repeats. */
struct mustache_list hints_likely(struct visit *visit, const struct draft *draft);

#endif
