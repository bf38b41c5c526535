/*
 * publish.h: the two moments at which a visit changes something for good: a draft goes into the
 * queue, and a verdict goes onto main. It refuses to return before both are on disk.
 */
#ifndef STOA_CGI_PUBLISH_H
#define STOA_CGI_PUBLISH_H

#include "cgi/draft/draft.h"

/*
 * Commits the draft under its id, and where the policy publishes it, approves it at once. *url: where to go:
 * the published post, or the receipt. A draft that turns out to be no well-formed page, or one too many at present
 * (admit.h), gets draft->error, and then nothing was committed or counted and *url is NULL.
 */
int publish_draft(struct visit *visit, struct draft *draft, const char **url, struct err *err) WARN_UNUSED;

/* Waits until a commit of main is served, as long as the settings say. */
void publish_wait(struct visit *visit, const struct store_id *commit);

/* Approves, then waits for the build as long as the settings say, so that the page shows it already. */
int publish_approve(struct visit *visit, const struct queue_verdict *verdict, struct err *err) WARN_UNUSED;

/* The same for what main is now. */
void publish_wait_main(struct visit *visit);

#endif
