#include "state_invite.h"

#include "core/base/vec.h"
#include "state_parts.h"

#define COLUMNS                                                                                                        \
	"i.id, i.handle, i.note, i.made, i.expires, i.uses, i.left_, i.revoked,"                                       \
	" (SELECT count(*) FROM newcomer n WHERE n.invitation = i.id)"

int state_invite_put(struct state *state, const struct state_invite *invite, struct err *err)
{
	return state_do(state, err,
	                "INSERT INTO invitation (id, handle, note, made, expires, uses, left_) VALUES (?, ?, ?, ?, ?, ?, ?)",
	                "sssnnnn", invite->id, invite->handle, invite->note, invite->made, invite->expires, invite->uses,
	                invite->left);
}

bool state_invite_is_open(const struct state_invite *invite, int64_t now)
{
	return !invite->revoked && invite->left > 0 && invite->expires > now;
}

struct invites VEC_OF(struct state_invite);

struct reading {
	struct invites invites;
	struct arena *arena;
};

static int take_invite(void *self, const struct state_row *row, struct err *err)
{
	struct reading *reading = self;
	(void)err;
	*VEC_PUSH(&reading->invites) = (struct state_invite){
		.id = state_text(row, 0, reading->arena),
		.handle = state_text(row, 1, reading->arena),
		.note = state_text(row, 2, reading->arena),
		.made = state_int(row, 3),
		.expires = state_int(row, 4),
		.uses = state_int(row, 5),
		.left = state_int(row, 6),
		.revoked = state_int(row, 7) != 0,
		.came = state_int(row, 8),
	};
	return 0;
}

/* The first of the answer. */
static int take_first(struct reading *reading, int rc, struct state_invite *invite, struct err *err)
{
	bool found = reading->invites.len > 0;
	if (found)
		*invite = reading->invites.at[0];
	VEC_RELEASE(&reading->invites);
	if (rc)
		return -1;
	return found ? 0 : err_set(err, ERR_NOTFOUND, "no such invitation");
}

int state_invite_find(struct state *state, const char *id, struct arena *arena, struct state_invite *invite,
                      struct err *err)
{
	struct reading reading = {.arena = arena};
	struct state_reader reader = {take_invite, &reading};
	int rc = state_read(state, &reader, err, "SELECT " COLUMNS " FROM invitation i WHERE i.id = ?", "s", id);
	return take_first(&reading, rc, invite, err);
}

int state_invite_by_handle(struct state *state, const char *handle, struct arena *arena, struct state_invite *invite,
                           struct err *err)
{
	struct reading reading = {.arena = arena};
	struct state_reader reader = {take_invite, &reading};
	int rc = state_read(state, &reader, err,
	                    "SELECT " COLUMNS " FROM newcomer c JOIN invitation i ON i.id = c.invitation WHERE c.handle = ?",
	                    "s", handle);
	return take_first(&reading, rc, invite, err);
}

int state_invite_list(struct state *state, const char *by, size_t max, struct arena *arena, struct state_invites *invites,
                      struct err *err)
{
	struct reading reading = {.arena = arena};
	struct state_reader reader = {take_invite, &reading};
	*invites = (struct state_invites){0};
	int rc = state_read(state, &reader, err,
	                    "SELECT " COLUMNS " FROM invitation i WHERE ?1 IS NULL OR i.handle = ?1"
	                    " ORDER BY i.made DESC, i.id LIMIT ?2",
	                    "sn", by, (int64_t)max);
	if (!rc && reading.invites.len) {
		invites->len = reading.invites.len;
		invites->at = arena_alloc(arena, invites->len, sizeof(*invites->at));
		memcpy(invites->at, reading.invites.at, invites->len * sizeof(*invites->at));
	}
	VEC_RELEASE(&reading.invites);
	return rc;
}

int state_invite_revoke(struct state *state, const char *id, const char *by, struct err *err)
{
	if (state_do(state, err, "UPDATE invitation SET revoked = 1 WHERE id = ?1 AND (?2 IS NULL OR handle = ?2)", "ss", id, by))
		return -1;
	return state_changes(state) ? 0 : err_set(err, ERR_NOTFOUND, "no such invitation");
}

struct handles VEC_OF(const char *);

struct naming {
	struct handles handles;
	struct arena *arena;
};

static int take_handle(void *self, const struct state_row *row, struct err *err)
{
	struct naming *naming = self;
	(void)err;
	*VEC_PUSH(&naming->handles) = state_text(row, 0, naming->arena);
	return 0;
}

int state_invite_came(struct state *state, const char *id, struct arena *arena, struct state_guests *guests,
                      struct err *err)
{
	struct naming naming = {.arena = arena};
	struct state_reader reader = {take_handle, &naming};
	*guests = (struct state_guests){0};
	int rc = state_read(state, &reader, err, "SELECT handle FROM newcomer WHERE invitation = ? ORDER BY handle", "s", id);
	if (!rc && naming.handles.len) {
		guests->len = naming.handles.len;
		guests->at = arena_alloc(arena, guests->len, sizeof(*guests->at));
		memcpy(guests->at, naming.handles.at, guests->len * sizeof(*guests->at));
	}
	VEC_RELEASE(&naming.handles);
	return rc;
}
