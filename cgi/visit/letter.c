#include "letter.h"

#include "core/people/outbox.h"

bool letter_is_open(const struct visit *visit)
{
	return outbox_is_open(&visit->server->site);
}

int letter_room(struct visit *visit, struct note_room *room, struct err *err)
{
	struct state *state;
	if (server_state(visit->server, &state, err))
		return -1;
	*room = (struct note_room){&visit->server->site, visit->server->theme, state, visit->arena, visit->now};
	return 0;
}

int letter_put(struct visit *visit, const struct letter *letter, struct err *err)
{
	struct note_room room;
	if (letter_room(visit, &room, err) || note_put(&room, letter, err))
		return -1;
	visit->server->letters = true;
	return 0;
}
