/*
 * state_report.h: what members and guests tell moderators of published content. It is private, and goes
 * neither into git nor to whom it is about.
 */
#ifndef STOA_STATE_REPORT_H
#define STOA_STATE_REPORT_H

#include "state.h"

/* Text is never NULL. */
struct state_report {
	const char *target;  /* content path */
	const char *handle;  /* "guest" without an account */
	const char *network; /* keyed hash of the address; "" for members */
	const char *why;     /* one of the form's reasons, such as "spam" */
	const char *text;    /* their words, or "" */
	const char *by, *note; /* the moderator who looked at it and what they said, "" while it is open */
	int64_t at, closed;  /* closed: 0 while it is open */
};

/* Who reports the same thing again before anybody has looked at it replaces their words. */
int state_report_put(struct state *state, const struct state_report *report, struct err *err) WARN_UNUSED;

/* Reports that nobody has looked at. */
int state_report_open_count(struct state *state, int64_t *n, struct err *err) WARN_UNUSED;

struct state_report_list {
	struct state_report *at;
	size_t len;
};
/* Those, by target and time, at most `most`; the newest, open or not; and what a member reported, newest first, at most 20. */
int state_report_open(struct state *state, int64_t most, struct arena *arena, struct state_report_list *list,
                      struct err *err) WARN_UNUSED;
int state_report_newest(struct state *state, int64_t most, struct arena *arena, struct state_report_list *list,
                        struct err *err) WARN_UNUSED;
int state_report_by(struct state *state, const char *handle, struct arena *arena, struct state_report_list *list,
                    struct err *err) WARN_UNUSED;

/* A moderator has looked at all that is open on a target. closing: target, by, note and closed are used. ERR_RACE: none was. */
int state_report_close(struct state *state, const struct state_report *closing, struct err *err) WARN_UNUSED;

#endif
