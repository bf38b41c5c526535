/*
 * postman.h: letters go out after the answer has gone, by a process of its own, so that no visitor
 * waits for a mailer. It refuses to write letters; they wait in state.db.
 */
#ifndef STOA_CGI_POSTMAN_H
#define STOA_CGI_POSTMAN_H

#include "server.h"

/*
 * After a request: where it put a letter into state.db, starts this program again as
 * `stoa.fcgi --send-letters` and does not wait for it. ERR_SYS where that fails; then the letters
 * wait for the next time, or for `stoa mail`.
 */
int postman_call(struct server *server, struct err *err) WARN_UNUSED;

/*
 * What that process does: sends all that is due. One sends at a time and one more waits for it; a third
 * returns at once, for the one that waits will see its letters. SIGALRM ends it when a mailer hangs.
 */
struct postman {
	const struct site *site;
	int64_t now;
	void (*warn)(void *self, const char *text); /* a letter that could not go */
	void *self;
};
int postman_run(const struct postman *postman, struct err *err) WARN_UNUSED;

#endif
