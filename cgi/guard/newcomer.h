/*
 * newcomer.h: people whose account is there and whose profile is not yet: may they sign in, what did
 * they answer, and when is their name free again. It refuses to give them a right.
 */
#ifndef STOA_CGI_NEWCOMER_H
#define STOA_CGI_NEWCOMER_H

#include "cgi/visit/visit.h"

/* Did that account come by the form to join? */
int newcomer_came(struct visit *visit, const char *handle, bool *came, struct err *err) WARN_UNUSED;

/*
 * Does the profile of that account wait for a moderator? Only while nobody has decided: who was turned
 * down is nobody, and a profile that is gone does not come back.
 */
int newcomer_waits(struct visit *visit, const char *handle, bool *waits, struct err *err) WARN_UNUSED;

/*
 * Frees the handle and the address of an account that never became a member, once the queue has forgotten its
 * profile (moderation.keep-days after a rejection) or its author took it back. *freed false: it is somebody's.
 */
int newcomer_release(struct visit *visit, const char *handle, bool *freed, struct err *err) WARN_UNUSED;

/*
 * What moderators may know of who sent a submission: who invited them, and, where it is the profile, their
 * answers. NULL where there is nothing to know.
 */
int newcomer_view(struct visit *visit, const char *handle, const char *id, const struct view_newcomer **view,
                  struct err *err) WARN_UNUSED;

#endif
