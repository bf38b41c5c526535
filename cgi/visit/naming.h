/*
 * naming.h: what members may be called, when they join and ever after. It refuses to know who is a member: two may share
 * a name, for their handles differ.
 */
#ifndef STOA_CGI_NAMING_H
#define STOA_CGI_NAMING_H

#include "visit.h"

/* Would readers take it for the site's own, or its people's? A name or a handle. */
bool naming_is_reserved(const struct visit *visit, const char *name);

/* What is wrong with a name to show, as a sentence; NULL where it is fine, as none at all is. */
const char *naming_wrong(struct visit *visit, const char *name);

#endif
