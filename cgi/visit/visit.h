/*
 * visit.h: one request on its way to its answer: who asks, what for, and what will be said. It
 * refuses to decide anything; serve.c walks it through route, guard and handler.
 */
#ifndef STOA_CGI_VISIT_H
#define STOA_CGI_VISIT_H

#include "cgi/server/server.h"
#include "cgi/wire/answer.h"
#include "cgi/wire/req.h"
#include "core/markdown/highlight.h"
#include "core/theme/fill.h"

/* A file of a draft or a submission: it will be beside a page, and is not public yet. */
struct visit_file {
	const char *url;   /* where it will be, with the base path */
	const char *shown; /* where this visitor has it now */
	int64_t width, height; /* of a picture, else 0 */
};

struct visit {
	struct server *server;
	const struct req_io *io;
	struct arena *arena;
	struct fill fill;
	struct highlight highlight; /* for the code in the posts that are shown */
	struct req req;
	int64_t now;
	const char *id;       /* of the submission that the path names, or "" */
	struct store_id main, tree; /* the commit that the whole visit reads, and its tree; by content_main() */
	bool main_known;
	int64_t waiting;      /* how many do, where queue_known says that the visit has looked already */
	bool queue_known;
	bool let_in;          /* past all that the route demands */
	bool plain_code; /* the code in posts stays without colours: a process for each would cost too much here */
	const struct visit_file *files; /* that what is rendered may name, besides those on main */
	size_t nfiles;
	/* Filled by guard_session(). */
	const char *visitor;  /* what tokens are bound to: the session or, of a guest, the address; a keyed hash */
	const char *address;  /* keyed hash of the address, for rates */
	const char *session;  /* hash of the session's token, or "" */
	const char *account;  /* whose session it is, whether they may do anything or not; or NULL */
	const char *newcomer; /* the same, where the profile waits for a moderator: a guest by all rights, but one with a name; or NULL */
	const char *handle;   /* NULL for guests */
	enum page_role role;
	const struct page *profile;
	const struct page *barred; /* the profile, of who may not write at present; banned, they are a guest besides */
	struct answer answer;
};

static inline bool visit_has_name(const struct visit *visit)
{
	return visit->handle || visit->newcomer;
}

/* Whom something is by that this visit sends. */
static inline const char *visit_author(const struct visit *visit)
{
	return visit->handle ? visit->handle : visit->newcomer ? visit->newcomer : "guest";
}

static inline bool visit_is_moderator(const struct visit *visit)
{
	return visit->handle && visit->role >= ROLE_MODERATOR;
}

static inline bool visit_is_staff(const struct visit *visit)
{
	return visit->handle && visit->role >= ROLE_STAFF;
}

#endif
