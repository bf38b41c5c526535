/*
 * tabs.h: the pages of a member's own affairs, below "me", as tabs on each of them. It refuses to know
 * what is on them.
 */
#ifndef STOA_CGI_TABS_H
#define STOA_CGI_TABS_H

#include "cgi/visit/visit.h"

/* struct view_link each; none where the visit is not at one of them. */
struct mustache_list tabs_of(struct visit *visit);

#endif
