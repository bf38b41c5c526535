/*
 * password.h: compares and sets passwords. It refuses to say by its time whether there is one.
 */
#ifndef STOA_CGI_PASSWORD_H
#define STOA_CGI_PASSWORD_H

#include "cgi/visit/visit.h"

/* *right: it is the account's. handle NULL: there is no such account. One argon2id run in every case. */
int password_check(struct visit *visit, const char *handle, const char *password, bool *right, struct err *err) WARN_UNUSED;

/*
 * Is it really the member who sits there? fresh: they came by a letter just now, or the web server vouches for them;
 * has_one: the account has a password, which may be asked for instead.
 */
struct password_proof {
	bool fresh, has_one;
};
int password_look(struct visit *visit, struct password_proof *proof, struct err *err) WARN_UNUSED;

/* NULL where it is; else why not, in a sentence. Wrong passwords are counted. */
int password_prove(struct visit *visit, const char *password, const char **why, struct err *err) WARN_UNUSED;

#endif
