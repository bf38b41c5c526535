/*
 * votes.h: what one member says about a page and the posts below it, in X/votes/<handle>. One file
 * per member and page, a line each, so that two people never touch the same file:
 *
 *     up                                   a vote for the page
 *     react heart                          a reaction to the page
 *     react heart 20261122-170000-abc234   to one of its replies
 *     poll 2 3                             a ballot in the page's poll: choices from 1, ascending
 *
 * No line stands there twice, and one line at most is a ballot. It refuses to count: the catalogue
 * does, line by line.
 */
#ifndef STOA_VOTES_H
#define STOA_VOTES_H

#include "core/base/arena.h"

enum { VOTES_BYTES_MAX = 64 * 1024, VOTES_CHOICES_MAX = 20 };

/* A reaction: its name in files and in words, and the character that stands for it. Rows keep their order on pages. */
struct votes_reaction {
	const char *name, *symbol;
};
const struct votes_reaction *votes_reactions(size_t *n);

/* One line: what it says without the post ("up", "react heart", "poll 2 3"), and the reply's id, or "". */
struct votes_line {
	const char *what, *post;
};

struct votes {
	struct votes_line *at; /* in the arena, in the order of the file */
	size_t len;
	int64_t line; /* on an error: the line that is wrong, from 1 */
};

/* ERR_INPUT with a sentence for the member. An empty file says nothing, which is no error. */
int votes_parse(const char *text, size_t n, struct arena *arena, struct votes *votes, struct err *err) WARN_UNUSED;

/* What a member wishes of one line: it stands there, it does not, or it is the other way round from now on. */
enum votes_wish { VOTES_ON, VOTES_OFF, VOTES_TURN };

/*
 * The text of the file once the wish has come true; "" where nothing is left to say. A ballot takes the
 * place of another one, and any ballot as `line` takes back whichever is there. ERR_INPUT where
 * the file would get too long. In the arena.
 */
struct votes_change {
	struct votes_line line;
	enum votes_wish wish;
};
int votes_apply(const struct votes *votes, const struct votes_change *change, struct arena *arena, const char **text,
                struct err *err) WARN_UNUSED;

/* Does it say this? Of a ballot: any. */
bool votes_says(const struct votes *votes, const struct votes_line *line);

/* Choices of a ballot ("poll 2 3"), at most VOTES_CHOICES_MAX; 0 where `what` is none. */
size_t votes_ballot(const char *what, int64_t choices[static VOTES_CHOICES_MAX]);

#endif
