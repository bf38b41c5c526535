/*
 * git_cli.h: asks the git program about somebody's clone: what is ignored, what changed, who they
 * are. It refuses to change anything; the site's own repositories go through core/git/store.h.
 */
#ifndef STOA_GIT_CLI_H
#define STOA_GIT_CLI_H

#include "core/base/str.h"

/*
 * Runs git in `folder` with these arguments (NULL-terminated, without "git") and appends what it
 * prints. Its complaints are dropped. *status: its exit status. ERR_SYS where it cannot be run;
 * ERR_LIMIT where it says more than out takes.
 */
int git_cli(const char *folder, const char *const *args, struct str *out, int *status, struct err *err) WARN_UNUSED;

#endif
