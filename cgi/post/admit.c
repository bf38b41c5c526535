#include "admit.h"

#include "cgi/guard/guard.h"
#include "cgi/visit/content.h"
#include "cgi/visit/say.h"

enum { HOUR = 3600, MINUTE = 60, PREVIEWS_PER_POST = 6 };

/* In minutes, as the sentences say it. */
static int64_t minutes(int64_t seconds)
{
	return (seconds + MINUTE - 1) / MINUTE;
}

/* Staff write what a site needs; the limits are against floods. */
static int count(struct visit *visit, const char *what, int64_t limit, struct err *err)
{
	if (visit_is_staff(visit))
		return 0;
	if (guard_rate(visit, what, visit->address, limit, HOUR, err))
		return -1;
	return visit->handle ? guard_rate(visit, what, visit->handle, limit, HOUR, err) : 0;
}

int admit_preview(struct visit *visit, struct err *err)
{
	struct state *state;
	if (server_state(visit->server, &state, err) || state_begin_light(state, err))
		return -1;
	return state_end(state, count(visit, "preview", visit->server->site.conf.post_per_hour * PREVIEWS_PER_POST, err), err);
}

static void refuse_flood(struct visit *visit, struct draft *draft, int64_t wait)
{
	if (!wait)
		return;
	visit->answer.retry_after = wait;
	draft->error = say_with(visit, "say.flood", &(struct say){.count = minutes(wait)});
}

int admit_look(struct visit *visit, struct draft *draft, struct err *err)
{
	struct state *state;
	int64_t wait = 0;
	if (!visit->handle && (server_state(visit->server, &state, err) ||
	                       state_rate_wait(state, "flood", "", visit->server->site.conf.guest_flood, visit->now, &wait, err)))
		return -1;
	refuse_flood(visit, draft, wait);
	return 0;
}

/* Guests of all networks together. */
static int count_flood(struct visit *visit, struct draft *draft, struct err *err)
{
	const struct config *conf = &visit->server->site.conf;
	int64_t wait = 0;
	if (!visit->handle && state_rate(visit->server->state, "flood", "", conf->guest_flood, conf->guest_flood_minutes * MINUTE,
	                                 visit->now, &wait, err))
		return -1;
	refuse_flood(visit, draft, wait);
	return 0;
}

/* In slow mode a member, or a network without one, posts once in a while. Who moderates must be able to answer. */
static int slow_down(struct visit *visit, struct draft *draft, struct err *err)
{
	struct page forum;
	const char *name = draft->thread.place.forum;
	if (draft->kind == DRAFT_EDIT || !*name || visit_is_moderator(visit))
		return 0;
	if (content_page(visit, arena_printf(visit->arena, "forums/%s/index.md", name), &forum, err))
		return -1;
	if (!forum.slow || !guard_rate(visit, arena_printf(visit->arena, "slow %s", name),
	                               visit->handle ? visit->handle : visit->address, 1, forum.slow, err))
		return 0;
	if (err->code != ERR_LIMIT)
		return -1;
	err_clear(err);
	draft->error = say_with(visit, "say.slow", &(struct say){.count = minutes(visit->answer.retry_after), .text = forum.title});
	return 0;
}

int admit_draft(struct visit *visit, struct draft *draft, struct err *err)
{
	if (count_flood(visit, draft, err) || (!draft->error && slow_down(visit, draft, err)))
		return -1;
	return draft->error ? 0 : count(visit, "post", visit->server->site.conf.post_per_hour, err);
}
