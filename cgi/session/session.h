/*
 * session.h: begins a session for somebody who has proved who they are. It refuses to ask for the
 * proof.
 */
#ifndef STOA_CGI_SESSION_H
#define STOA_CGI_SESSION_H

#include "cgi/visit/visit.h"

/* Seconds after signing in by a letter in which a member sets a password without the old one. */
enum { SESSION_FRESH = 1800 };

/*
 * A session of its own with a token that nobody has seen; the one that this browser had is over. The
 * cookie goes into the answer. by_letter: proved by a link or code that was mailed.
 */
int session_open(struct visit *visit, const char *handle, bool by_letter, struct err *err) WARN_UNUSED;

/* The same, and on to `next` where that is a path of this site, else to where a member begins. */
int session_begin(struct visit *visit, const struct page *who, const char *next, bool by_letter,
                  struct err *err) WARN_UNUSED;

/* "Firefox on Android", of a User-Agent; "" where it is none of those that most people have. */
const char *session_browser(const char *user_agent, struct arena *arena);

/* The session was used today. Noted once a day, and not worth failing for. */
void session_seen(struct visit *visit);

#endif
