/*
 * mailroom.h: tells members by letter of what has become public: what is new between two commits
 * (news.c), letters about it (letters.c), what became of what somebody sent (verdicts.c), what waits for
 * moderators (rota.c), and out with them. It refuses to tell of anything that the site does not show yet.
 */
#ifndef STOA_MAILROOM_H
#define STOA_MAILROOM_H

#include "core/queue/queue.h"
#include "core/state/state_mail.h"
#include "core/theme/fill.h"

struct mailroom {
	const struct site *site;
	int64_t now;
	void (*warn)(void *self, const char *text);
	void *self;
	/* Open while it works. */
	struct state *state;
	struct queue *queue;
	struct store *store; /* content.git, of the queue */
	struct theme *theme;
	unsigned char secret[32];
	struct store_id tree; /* of the commit that the site shows */
	struct arena arena;   /* of one step: what is found, or one letter */
};

struct mailroom_report {
	size_t news, letters, sent;
};

/*
 * Looks for news up to the commit that cache/live names, writes the letters that are due and sends them.
 * Does nothing, quickly, where no letter is ever written (mail.from), the site takes no posts, or
 * nothing is due. The first time it only remembers the commit: old posts are no news. site, now, warn
 * and self are the caller's. Several may run at once.
 */
int mailroom_run(struct mailroom *room, struct mailroom_report *report, struct err *err) WARN_UNUSED;

/* ---- its parts ---- */

/* Remembers who is to be told of what came between the commit that stands in state.db and `commit`. */
int news_find(struct mailroom *room, const char *commit, size_t *found, struct err *err) WARN_UNUSED;

/* Makes letters of all that is due. */
int letters_write(struct mailroom *room, size_t *written, struct err *err) WARN_UNUSED;

/*
 * Verdicts on what members sent, whoever gave them and through whichever door: found by comparing the refs of
 * queue.git with what state.db remembers, told mail.verdict-minutes after they were given. Cheap where the folders of
 * refs have not changed: then they are known.
 */
int verdicts_are_known(struct mailroom *room, bool *known, struct err *err) WARN_UNUSED;
int verdicts_find(struct mailroom *room, struct err *err) WARN_UNUSED;
/* Adds to *written. */
int verdicts_write(struct mailroom *room, size_t *written, struct err *err) WARN_UNUSED;

/*
 * What waits for moderators, by numbers alone and at the rhythm that each of them chose; reports at once. Cheap where
 * the folder of what waits has not changed and no letter is due: then it is quiet. Adds to *written.
 */
int rota_is_quiet(struct mailroom *room, bool *quiet, struct err *err) WARN_UNUSED;
int rota_write(struct mailroom *room, size_t *written, struct err *err) WARN_UNUSED;

/* Digests go out at an hour of the day (mail.hour), weekly ones on Mondays: the first such moment after another. */
int64_t mailroom_digest(const struct mailroom *room, enum state_mail mail, int64_t after);

/* A page of the site as it is shown, in the arena. ERR_NOTFOUND: not there; ERR_INPUT: not well-formed. */
int mailroom_page(struct mailroom *room, const char *path, struct page *page, struct err *err) WARN_UNUSED;
/* The page that posts with this stem hang on: <stem>/index.md or <stem>.md. */
int mailroom_stem(struct mailroom *room, const char *stem, struct page *page, struct err *err) WARN_UNUSED;

#endif
