/*
 * state_rota.h: how often each moderator wants to hear by letter of what waits, and what they were told last. It
 * refuses to know who is a moderator: the repository does.
 */
#ifndef STOA_STATE_ROTA_H
#define STOA_STATE_ROTA_H

#include "state_mail.h"

struct state_rota {
	enum state_mail mail; /* NOW: whenever something new waits, once an hour at most */
	const char *seen;     /* the newest submission of the last letter, or "" */
	int64_t reports;      /* the newest report of it, or 0 */
	int64_t at;           /* when it was written; before the first, when they were first looked at */
};

/* A moderator who is new here wants a letter a day, from now on. In the arena. */
int state_rota(struct state *state, const char *handle, int64_t now, struct arena *arena, struct state_rota *rota,
               struct err *err) WARN_UNUSED;
int state_rota_put(struct state *state, const char *handle, enum state_mail mail, int64_t now, struct err *err) WARN_UNUSED;

/*
 * In one transaction: the letter waits to be sent, and the moderator has been told up to there. ERR_RACE, and nothing
 * happens, where somebody else has written one since `before`.
 */
struct state_rota_told {
	const char *handle, *seen;
	int64_t reports, before, now;
};
int state_rota_told(struct state *state, const struct state_rota_told *told, const struct state_letter *letter,
                    struct err *err) WARN_UNUSED;

/* Number of the newest open report, or 0. */
int state_rota_reports(struct state *state, int64_t *newest, struct err *err) WARN_UNUSED;

/* When to look again, and at what the last look was. due 0 and mark "" before the first. */
struct state_rota_look {
	int64_t due;
	const char *mark;
};
int state_rota_look(struct state *state, struct arena *arena, struct state_rota_look *look, struct err *err) WARN_UNUSED;
int state_rota_looked(struct state *state, const struct state_rota_look *look, struct err *err) WARN_UNUSED;

#endif
