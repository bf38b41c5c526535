/*
 * route.h: the table routes[]: what may be asked for, by whom, and who answers. The dispatcher
 * enforces a row before its handler runs, so a handler cannot forget. It refuses to answer.
 */
#ifndef STOA_CGI_ROUTE_H
#define STOA_CGI_ROUTE_H

#include "cgi/visit/visit.h"

enum route_who { ROUTE_ANYONE, ROUTE_MEMBER, ROUTE_MODERATOR };

/* Where a form stood; besides, the visitor's form token in the field `token`; or a key in the address, and then it may come from anywhere. */
enum route_proof { ROUTE_ORIGIN, ROUTE_TOKEN, ROUTE_KEY };

#define ROUTE_FILES SIZE_MAX

struct route {
	enum req_method method; /* GET answers HEAD too */
	const char *path;       /* below the prefix; a last part ":id" takes an id of a submission */
	enum route_who who;
	size_t body_max;        /* of a POST; 0: the setting post.body-max; ROUTE_FILES: upload.body-max where it is multipart */
	enum route_proof proof; /* that a POST is the visitor's own wish */
	int (*handle)(struct visit *visit, struct err *err);
	const char *help;
};

/*
 * The row for a path and method. ERR_NOTFOUND; ERR_INPUT where the path has only other methods:
 * then *allow names them ("GET, HEAD, POST"). *id: what stood for :id, in the arena, or "".
 */
struct route_match {
	const struct route *route;
	const char *id, *allow;
};
int route_find(const struct req *req, struct route_match *match, struct err *err) WARN_UNUSED;

const struct route *route_rows(size_t *n);

/* May it be used by who is suspended or banned: to sign in and out, and to look after what is their own. */
bool route_is_for_barred(const struct route *route);

#endif
