/*
 * link.h: addresses within the site, as pages and redirects name them; in the arena. It refuses to look whether
 * anything is there.
 */
#ifndef STOA_CGI_LINK_H
#define STOA_CGI_LINK_H

#include "cgi/visit/visit.h"

/* Where a page of the repository stands in public, once it is there. NULL where that is no page. */
const char *link_public(struct visit *visit, const char *repo_path);

/* A submission's receipt, with its key. */
const char *link_receipt(struct visit *visit, const char *id);

/* "/-/act?path=…", "/-/edit?path=…" */
const char *link_act(struct visit *visit, const char *path);
const char *link_edit(struct visit *visit, const char *path);

#endif
