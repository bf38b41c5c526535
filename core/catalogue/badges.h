/*
 * badges.h: rules by which members earn badges: data of the community, badges.conf in its content,
 * or those that come with the program. It refuses to count: whoever asks brings the counts.
 */
#ifndef STOA_BADGES_H
#define STOA_BADGES_H

#include "core/base/arena.h"

enum badge_measure {
	BADGE_TOPICS,    /* opened */
	BADGE_REPLIES,   /* written */
	BADGE_POSTS,     /* both */
	BADGE_ANSWERS,   /* replies that other members' questions accepted */
	BADGE_VOTES,     /* for topics of theirs */
	BADGE_LESSONS,
	BADGE_RESOURCES,
	BADGE_EVENTS,
	BADGE_DAYS,      /* since they joined */
	BADGE_MEASURES
};

/* As badges.conf names it. */
const char *badge_measure_name(enum badge_measure measure);

struct badge {
	const char *name, *title, *about; /* title and about "" where the theme has words for the name */
	int64_t least[BADGE_MEASURES];    /* all have to be reached; 0: does not matter */
};

enum { BADGES_MAX = 50, BADGES_BYTES = 64 * 1024 };

struct badges {
	struct badge *at; /* in the arena, in the order of the file */
	size_t len;
};

/*
 * Git-config syntax: [badge "name"], then title, about and measures. Text is copied to the arena.
 * ERR_INPUT "badge.helper.answer: no such key (did you mean answers?)".
 */
int badges_parse(const char *text, size_t n, struct arena *arena, struct badges *badges, struct err *err) WARN_UNUSED;

/* The text of those that stand where a community has no file of its own. */
const char *badges_standard(void);

bool badge_earned(const struct badge *badge, const int64_t have[static BADGE_MEASURES]);

#endif
