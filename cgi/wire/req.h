/*
 * req.h: one HTTP request as a typed value, read from whatever carries it. It refuses to trust a
 * header: what it holds is what was said, cut to size, and guard.h judges it.
 */
#ifndef STOA_CGI_REQ_H
#define STOA_CGI_REQ_H

#include "form.h"

/* What carries requests: FastCGI in fcgi.c, memory in the tests. */
struct req_io {
	/* CGI/1.1 meta-variables (RFC 3875, 4.1); NULL where absent. */
	const char *(*variable)(void *self, const char *name);
	/* The body: bytes read, 0 at its end. */
	size_t (*read)(void *self, void *bytes, size_t n);
	/* false: the other side has gone. */
	bool (*write)(void *self, const void *bytes, size_t n);
	/* One line for the operator. */
	void (*log)(void *self, const char *line);
	void *self;
};

enum req_method { REQ_GET, REQ_HEAD, REQ_POST, REQ_OTHER };

/* Text is in the arena and never NULL: "" where it was absent. */
struct req {
	struct arena *arena;
	enum req_method method;
	const char *path;      /* below the prefix, without a slash at either end: "submission/2026…" */
	struct form query;
	struct form form;      /* after req_read_body() */
	const char *content_type, *host, *origin, *referer, *fetch_site, *cookies, *user_agent, *remote_user;
	const char *address, *forwarded; /* REMOTE_ADDR and X-Forwarded-For: for core/site/client.h */
};

/*
 * Everything but the body. The path is SCRIPT_NAME and PATH_INFO together, or REQUEST_URI where
 * they do not lie below prefix ("/-/"). ERR_NOTFOUND where that does not either, ERR_INPUT where the query is malformed.
 */
int req_read_head(struct req *req, const struct req_io *io, const char *prefix, struct arena *arena,
                  struct err *err) WARN_UNUSED;

/*
 * Reads the body to its end, whatever CONTENT_LENGTH says: absent, 0, -1 and wrong ones all occur,
 * and the carrier knows where it ends. ERR_LIMIT past max with what form_salvage() gave in req->form, once the rest is read and thrown away
 * (a client that is still sending would not read the answer), but no more than REQ_DRAIN_MAX.
 */
enum { REQ_DRAIN_MAX = 64 << 20 };
int req_read_body(struct req *req, const struct req_io *io, size_t max, const struct form_limits *limits,
                  struct err *err) WARN_UNUSED;

/* The value of a cookie, or "". */
const char *req_cookie(const struct req *req, const char *name);

#endif
