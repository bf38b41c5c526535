/*
 * guard.h: who asks, and may they: sessions, roles, where a form came from, tokens, rates. It
 * refuses to read what a form says beyond the fields that it guards by.
 */
#ifndef STOA_CGI_GUARD_H
#define STOA_CGI_GUARD_H

#include "cgi/visit/visit.h"

/*
 * Finds out who visits: the session of the cookie, whose handle still has a profile on main, with
 * the role that stands there now; anybody else is a guest: who was banned, and a newcomer (visit.h).
 */
int guard_session(struct visit *visit, struct err *err) WARN_UNUSED;

/*
 * ERR_DENIED unless the browser says that the form stood on this site: Sec-Fetch-Site is same-origin, or else
 * Origin, or else Referer, names the site's origin or the host that the request was sent to.
 */
int guard_origin(const struct visit *visit, struct err *err) WARN_UNUSED;

/* One for every form that a visitor is shown, bound to the visitor and to a time: for sign-out, verdicts, withdrawal. */
const char *guard_token(struct visit *visit);
int guard_check_token(struct visit *visit, const char *token, struct err *err) WARN_UNUSED;

/* When a form with that token was shown, or 0 where the token is not this visitor's. */
int64_t guard_token_time(struct visit *visit, const char *token);

/*
 * Binds a new submission's id to its content, to the visitor and to the time that is in the id. content: NULL-terminated
 * fields. check: ERR_DENIED where any of them is another, ERR_RACE where it has expired; *id: in the arena.
 */
const char *guard_content_token(struct visit *visit, const char *id, const char *const *content);
int guard_check_content_token(struct visit *visit, const char *token, const char *const *content, const char **id,
                              struct err *err) WARN_UNUSED;

/* The key in a receipt's address: who has it may see the submission. */
const char *guard_receipt_key(struct visit *visit, const char *id);
bool guard_is_receipt_key(struct visit *visit, const char *id, const char *key);

/* Counts one; ERR_LIMIT and answer.retry_after where that is one too many. window: seconds. */
int guard_rate(struct visit *visit, const char *what, const char *who, int64_t limit, int64_t window,
               struct err *err) WARN_UNUSED;

/* A cookie of this host alone that scripts cannot read: "stoa" and an end, "__Host-" before it over TLS. */
const char *guard_cookie_name(struct visit *visit, const char *end);
const char *guard_cookie(struct visit *visit, const char *end, const char *value, long long seconds);

/* Puts a new session's cookie, or with token NULL the end of one, into the answer. */
void guard_set_cookie(struct visit *visit, const char *token);

/*
 * A second cookie, which scripts may read, because static pages are the same for all and HttpOnly hides the
 * session: handle, whether they moderate, and letters that differ after each change, so that what
 * a browser has kept of me.json is not asked for again. No secret, and nothing is decided by it. A
 * session's cookie brings it along; guard_mark() after a change, guard_unmark() where it outlived the session.
 */
void guard_mark(struct visit *visit);
void guard_unmark(struct visit *visit);

/* next as a path of this site that may be redirected to, or fallback where it is none. */
const char *guard_local_path(struct visit *visit, const char *next, const char *fallback);

#endif
