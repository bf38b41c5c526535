/*
 * suspect.h: how likely what a visitor sends is spam, from what this visit knows and what the site has
 * learned. It refuses to turn anybody away: the score sorts the queue, and its reasons stand beside it.
 */
#ifndef STOA_CGI_SUSPECT_H
#define STOA_CGI_SUSPECT_H

#include "cgi/draft/draft.h"
#include "core/judge/spam.h"
#include "core/judge/trust.h"

/* What is thought of a draft, and what the filter would remember of it. */
struct suspicion {
	struct spam_opinion opinion;
	struct spam_text text;
	struct state_spam_text row;
};

/* trust: in who sends it. Writes nothing. */
int suspect_draft(struct visit *visit, const struct draft *draft, const struct trust *trust, struct suspicion *suspicion,
                  struct err *err) WARN_UNUSED;
/* Remembers its words by number under draft->id, so that a verdict can teach the filter. Writes to state.db. */
int suspect_keep(struct visit *visit, const struct suspicion *suspicion, struct err *err) WARN_UNUSED;

/* The id of a submission of this visitor's with the same text for the same place, or "". */
int suspect_own_copy(struct visit *visit, const struct draft *draft, const char **id, struct err *err) WARN_UNUSED;

/* The field that people do not see was filled in: remembered for a day. Never fails. */
void suspect_trapped(struct visit *visit);

/* One line of the facts' reasons in the words of the site, with its points; in the arena. */
const char *suspect_say(struct visit *visit, const char *line);

/* A moderator may have decided something: what that teaches is learned once the answer has gone. */
void suspect_verdict(struct server *server);

/* Between two requests: learns what there is to learn. What fails is tried again after the next verdict. */
int suspect_rest(struct server *server, int64_t now, struct err *err) WARN_UNUSED;

#endif
