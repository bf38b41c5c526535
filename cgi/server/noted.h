/*
 * noted.h: what was just sent is read for the moderators' list once its sender has the answer, some at a time, so
 * that the first look at a flood is as quick as the second. It refuses to be needed: what it loses, that look reads.
 */
#ifndef STOA_CGI_NOTED_H
#define STOA_CGI_NOTED_H

#include "server.h"

void noted_submission(struct server *server, const char *id, int64_t now);

/* Between two requests. *ms: until it wants to be asked again, or -1. What fails is left to that look. */
int noted_rest(struct server *server, int64_t now, int *ms, struct err *err) WARN_UNUSED;

#endif
