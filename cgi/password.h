/*
 * password.h: compares and sets passwords. It refuses to say by its time whether there is one.
 */
#ifndef STOA_CGI_PASSWORD_H
#define STOA_CGI_PASSWORD_H

#include "visit.h"

/* *right: it is the account's. handle NULL: there is no such account. One argon2id run in every case. */
int password_check(struct visit *visit, const char *handle, const char *password, bool *right, struct err *err) WARN_UNUSED;

#endif
