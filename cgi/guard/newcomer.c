#include "newcomer.h"

#include "cgi/visit/content.h"
#include "core/base/vec.h"
#include "core/state/state_invite.h"
#include "core/state/state_join.h"

enum { HOUR = 3600 };

struct questions VEC_OF(struct view_question);

static int cleared(struct err *err)
{
	if (err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	return 0;
}

/* *found false: no such newcomer. state: of the profile's submission; *known false: the queue has none. */
static int find(struct visit *visit, const char *handle, struct state_newcomer *newcomer, bool *found, struct err *err)
{
	struct state *state;
	*found = false;
	if (server_state(visit->server, &state, err))
		return -1;
	*found = !state_newcomer_find(state, handle, visit->arena, newcomer, err);
	return *found ? 0 : cleared(err);
}

static int look_up(struct visit *visit, const char *id, enum queue_state *state, bool *known, struct err *err)
{
	struct queue *queue;
	struct queue_item item;
	if (server_queue(visit->server, &queue, err))
		return -1;
	*known = !queue_find(queue, id, visit->arena, &item, err);
	*state = *known ? item.state : QUEUE_WITHDRAWN;
	return *known ? 0 : cleared(err);
}

int newcomer_came(struct visit *visit, const char *handle, bool *came, struct err *err)
{
	struct state_newcomer newcomer;
	return find(visit, handle, &newcomer, came, err);
}

int newcomer_waits(struct visit *visit, const char *handle, bool *waits, struct err *err)
{
	struct state_newcomer newcomer;
	enum queue_state state;
	bool found, known;
	*waits = false;
	if (find(visit, handle, &newcomer, &found, err))
		return -1;
	if (!found)
		return 0;
	if (look_up(visit, newcomer.submission, &state, &known, err))
		return -1;
	*waits = known && state == QUEUE_WAITING;
	return 0;
}

int newcomer_release(struct visit *visit, const char *handle, bool *freed, struct err *err)
{
	const struct page *profile;
	struct state_newcomer newcomer;
	enum queue_state state;
	bool found, known;
	*freed = false;
	if (content_profile(visit, handle, &profile, err) || find(visit, handle, &newcomer, &found, err))
		return -1;
	/* Between account and submission there is a moment, as long as the letter's link works. */
	bool young = found && visit->now - newcomer.at < visit->server->site.conf.join_hours * HOUR;
	if (profile || !found || young)
		return 0;
	if (look_up(visit, newcomer.submission, &state, &known, err))
		return -1;
	*freed = state == QUEUE_WITHDRAWN;
	return *freed ? state_newcomer_drop(visit->server->state, handle, err) : 0;
}

/* ---- for moderators ---- */

/* A question and its answer in turn, a line each. */
static struct mustache_list answers(struct visit *visit, const char *text)
{
	struct questions found = {0};
	while (*text) {
		size_t asked = strcspn(text, "\n");
		const char *answer = text + asked + (text[asked] != '\0');
		size_t said = strcspn(answer, "\n");
		*VEC_PUSH(&found) = (struct view_question){.text = arena_dupn(visit->arena, text, asked),
		                                           .value = arena_dupn(visit->arena, answer, said)};
		text = answer + said + (answer[said] != '\0');
	}
	struct view_question *at = arena_alloc(visit->arena, found.len, sizeof(*at));
	if (found.len)
		memcpy(at, found.at, found.len * sizeof(*at));
	struct mustache_list list = {at, found.len};
	VEC_RELEASE(&found);
	return list;
}

static int fill_inviter(struct visit *visit, const char *handle, struct view_newcomer *view, struct err *err)
{
	struct state_invite invite;
	const struct page *profile;
	if (state_invite_by_handle(visit->server->state, handle, visit->arena, &invite, err))
		return cleared(err);
	if (content_profile(visit, invite.handle, &profile, err))
		return -1;
	view->invited_by = fill_person(&visit->fill, invite.handle, "", profile);
	view->note = invite.note;
	return 0;
}

int newcomer_view(struct visit *visit, const char *handle, const char *id, const struct view_newcomer **view,
                  struct err *err)
{
	struct state_newcomer newcomer;
	struct view_newcomer *shown = arena_alloc(visit->arena, 1, sizeof(*shown));
	bool found;
	*view = NULL;
	if (find(visit, handle, &newcomer, &found, err))
		return -1;
	if (!found)
		return 0;
	if (fill_inviter(visit, handle, shown, err))
		return -1;
	if (!strcmp(newcomer.submission, id))
		shown->answers = answers(visit, newcomer.answers);
	*view = shown->invited_by || shown->answers.len ? shown : NULL;
	return 0;
}
