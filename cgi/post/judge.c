#include "judge.h"

#include "cgi/draft/drafting.h"
#include "cgi/visit/content.h"
#include "cgi/visit/say.h"
#include "core/judge/gauge.h"
#include "core/queue/queue_index.h"
#include "core/state/state_facts.h"
#include "suspect.h"

enum { PERCENT = 10 };

static enum policy_kind kind_of(const struct draft *draft)
{
	return gauge_kind(draft_page_kind(draft), draft->kind == DRAFT_EDIT);
}

static int trust_in(struct visit *visit, const struct trust_person *who, struct trust *trust, struct err *err)
{
	struct server *server = visit->server;
	struct trust_sources from = {.catalogue = server->site.catalogue, .now = visit->now};
	if (content_main(visit, err) || server_queue(server, &from.queue, err) || server_state(server, &from.state, err))
		return -1;
	from.main = visit->main;
	return trust_of(&from, who, visit->arena, trust, err);
}

/* What takes a look at others: only where a rule asks for it. */
static int judge_others(struct visit *visit, const struct draft *draft, const char *text, struct judgement *judgement,
                        struct err *err)
{
	struct policy_case *at = &judgement->at;
	const struct policy *policy = &visit->server->policy;
	struct queue_source source = {.conf = &visit->server->site.conf, .arena = visit->arena, .now = visit->now};
	struct suspicion suspicion;
	if (policy_asks(policy, POLICY_SPAM)) {
		if (suspect_draft(visit, draft, &judgement->trust, &suspicion, err))
			return -1;
		at->values[POLICY_SPAM] = suspicion.opinion.score / PERCENT;
	}
	if (!policy_asks(policy, POLICY_ALIKE))
		return 0;
	const char *title = draft->kind == DRAFT_REPLY ? "" : draft->title;
	return server_state(visit->server, &source.state, err) ||
	               queue_index_alike(&source, title, text, &at->values[POLICY_ALIKE], err)
	           ? -1
	           : 0;
}

int judge_draft(struct visit *visit, struct draft *draft, struct err *err)
{
	struct judgement *judgement = arena_alloc(visit->arena, 1, sizeof(*judgement));
	struct trust_person who = {visit->handle, visit->address, visit->profile};
	judgement->at.kind = kind_of(draft);
	judgement->at.forum = draft->thread.place.forum;
	if (trust_in(visit, &who, &judgement->trust, err))
		return -1;
	trust_put(&judgement->trust, &judgement->at);
	const char *text = draft_text(visit, draft);
	gauge_text(draft->title, text, &visit->server->held, &judgement->at);
	draft->judgement = judgement;
	if (judge_others(visit, draft, text, judgement, err))
		return -1;
	judgement->rule = policy_judge(&visit->server->policy, &judgement->at);
	return 0;
}

static int find_facts(struct visit *visit, const char *id, struct state_facts *facts, struct err *err)
{
	struct state *state;
	*facts = (struct state_facts){.network = "", .rule = ""};
	if (server_state(visit->server, &state, err))
		return -1;
	if (!state_facts_find(state, id, visit->arena, facts, err))
		return 0;
	if (err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	return 0;
}

int judge_trust(struct visit *visit, const struct judge_sender *sender, struct trust *trust, struct err *err)
{
	struct state_facts facts;
	struct trust_person who = {0};
	if (find_facts(visit, sender->id, &facts, err) || content_profile(visit, sender->handle, &who.profile, err))
		return -1;
	who.handle = strcmp(sender->handle, "guest") ? sender->handle : NULL;
	who.network = facts.network;
	return trust_in(visit, &who, trust, err);
}

int judge_rule_of(struct visit *visit, const char *id, const char **text, struct err *err)
{
	struct state_facts facts;
	int rc = find_facts(visit, id, &facts, err);
	*text = facts.rule;
	return rc;
}

const char *judge_why(struct visit *visit, const struct policy_rule *rule)
{
	if (!rule || rule->verdict == POLICY_PUBLISH)
		return NULL;
	if (*rule->sentence)
		return rule->sentence;
	return *rule->key ? say(visit, arena_printf(visit->arena, "receipt.why_%s", rule->key)) : NULL;
}
