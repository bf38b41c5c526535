/*
 * serve.h: one request from its first byte to its last: read, route, guard, handle, answer. It
 * refuses to keep anything of it.
 */
#ifndef STOA_CGI_SERVE_H
#define STOA_CGI_SERVE_H

#include "cgi/server/server.h"
#include "cgi/wire/req.h"

/* Always answers something. now: seconds since 1970. */
void serve_one(struct server *server, const struct req_io *io, int64_t now);

#endif
