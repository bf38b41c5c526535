/*
 * rules.h: what moderators can rest an act on. It refuses to judge whether it was broken.
 */
#ifndef STOA_CGI_RULES_H
#define STOA_CGI_RULES_H

#include "visit.h"

/* The headings of rules.md, as struct view_link with title; none where there are no rules. */
struct mustache_list rules_headings(struct visit *visit);

#endif
