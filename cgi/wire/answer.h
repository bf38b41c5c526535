/*
 * answer.h: what goes back, as it goes over the wire: status, headers and a body. It refuses to send a
 * header that somebody's text could forge, and a page without the headers that confine it.
 */
#ifndef STOA_CGI_ANSWER_H
#define STOA_CGI_ANSWER_H

#include "core/base/str.h"
#include "req.h"

struct answer {
	int status;
	const char *type;     /* Content-Type */
	const char *location; /* NULL: none; the others too */
	const char *cookie, *mark, *device; /* the session's, the one that scripts may read, and that of device.h */
	const char *cache, *vary;  /* cache NULL: nobody keeps it */
	const char *allow;
	const char *policy;   /* Content-Security-Policy; NULL: that of the site's pages */
	const char *disposition;
	int64_t retry_after;  /* seconds; 0: none */
	int (*stream)(void *visit, struct err *err); /* writes the body when the headers have gone; NULL: it is in body */
	struct str body;
};

/* Writes status, headers and (unless head) the body. */
void answer_write(const struct answer *answer, const struct req_io *io, bool head);

#endif
