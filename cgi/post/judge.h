/*
 * judge.h: what the policy says about something that a visitor sends, and the words for it. It refuses to
 * act on it: publish.c and submit.c do.
 */
#ifndef STOA_CGI_JUDGE_H
#define STOA_CGI_JUDGE_H

#include "cgi/draft/draft.h"
#include "core/judge/trust.h"

struct judgement {
	struct policy_case at;
	const struct policy_rule *rule; /* that decided; as long as the server */
	struct trust trust;             /* of who sent it */
};

/* After draft_check(): what becomes of the draft if this visitor sends it. Sets draft->judgement, in the arena. */
int judge_draft(struct visit *visit, struct draft *draft, struct err *err) WARN_UNUSED;

/* What is known of the sender of a submission, by the facts that were kept; a guest without facts is just a guest. */
struct judge_sender {
	const char *handle; /* "guest" */
	const char *id;     /* of the submission */
};
int judge_trust(struct visit *visit, const struct judge_sender *sender, struct trust *trust, struct err *err) WARN_UNUSED;

/* The rule that held a submission, in the words of the settings; "" where none is known. */
int judge_rule_of(struct visit *visit, const char *id, const char **text, struct err *err) WARN_UNUSED;

/* Why a rule holds a post, for its author: the operator's sentence, or the theme's, or NULL where there is nothing to say. */
const char *judge_why(struct visit *visit, const struct policy_rule *rule);

#endif
