/*
 * vote.h: what a member says of a post with one click: a reaction, a vote for a topic, a ballot in its
 * poll. It refuses to say it for guests, twice, or where it would not count.
 */
#ifndef STOA_CGI_VOTE_H
#define STOA_CGI_VOTE_H

#include "cgi/visit/visit.h"
#include "core/page/votes.h"
#include "core/queue/votes_flush.h"

/* What is spoken of: a page that takes posts, and the page itself or one of its replies. */
struct vote_place {
	struct page page, post;
	const char *id;      /* of the reply, or "" */
	const char *refusal; /* why nothing can be said here, one sentence; or NULL */
};

/* ERR_NOTFOUND, ERR_INPUT: there is no such page or reply, it takes no posts, or it is hidden. */
int vote_find(struct visit *visit, const char *path, const char *id, struct vote_place *place,
              struct err *err) WARN_UNUSED;

/* All that the visitor says of a page and its posts; *waiting: and not all of it is on main yet. */
int vote_said(struct visit *visit, const char *stem, struct votes *votes, bool *waiting, struct err *err) WARN_UNUSED;

/* Is the page's poll open to be voted in? */
bool vote_is_open(const struct visit *visit, const struct page *page);

/* The page on which everything can be said; error: why what was sent could not be, or NULL. */
int vote_show(struct visit *visit, const struct vote_place *place, int status, const char *error,
              struct err *err) WARN_UNUSED;
/* Its address, and where the post itself stands. */
const char *vote_form_url(struct visit *visit, const struct vote_place *place);
const char *vote_post_url(struct visit *visit, const struct vote_place *place);

/*
 * Between requests: takes votes to main if it is time. Milliseconds until it will be, -1 where nothing
 * waits. On an error err says why, and they go on waiting.
 */
int vote_rest(struct server *server, int64_t now, struct err *err);

#endif
