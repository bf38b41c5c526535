/*
 * once.h: what a letter proves: a link that works once, and beside it a short code to be typed where
 * the letter was asked for, which may be another machine. It refuses to know what follows from it.
 *
 * A link leads to a page with a button: mail servers open links, so a GET may look at a token
 * (once_find) and only a POST may take it.
 */
#ifndef STOA_CGI_ONCE_H
#define STOA_CGI_ONCE_H

#include "cgi/visit/visit.h"
#include "core/state/state_token.h"

struct once {
	const char *purpose, *who, *payload; /* as in struct state_token */
	int64_t seconds;                     /* that it may be used in */
	bool many;                           /* older ones of that purpose and `who` go on working */
};

/* token: for the link. ticket: for the form that takes the code, no secret. code: "ABCD-EFGH". In the arena. */
struct once_made {
	const char *token, *ticket, *code;
};
int once_make(struct visit *visit, const struct once *once, struct once_made *made, struct err *err) WARN_UNUSED;

/* A ticket that belongs to nothing, where nobody may tell that there is nothing. */
const char *once_decoy(struct visit *visit);

/* What the token of a link stands for. ERR_NOTFOUND: nothing (any more). once_take(): and it is used up now. */
int once_find(struct visit *visit, const char *purpose, const char *token, struct state_token *found,
              struct err *err) WARN_UNUSED;
int once_take(struct visit *visit, const char *purpose, const char *token, struct state_token *found,
              struct err *err) WARN_UNUSED;

/*
 * The same by ticket and code, typed in whatever case and with blanks or hyphens. ERR_NOTFOUND where they do not go
 * together, and for every code after five for a ticket, whether or not there is such a ticket.
 */
int once_take_code(struct visit *visit, const char *purpose, const char *ticket, const char *code,
                   struct state_token *found, struct err *err) WARN_UNUSED;

#endif
