#include "noted.h"

#include "core/queue/queue_index.h"

/* Together they wait for the disk once; a rule that asks what is alike wants to know at once. */
void noted_submission(struct server *server, const char *id, int64_t now)
{
	struct server_noted *noted = &server->noted;
	if (noted->len == SERVER_NOTED)
		return;
	if (!noted->len)
		noted->due = now + !policy_asks(&server->policy, POLICY_ALIKE);
	snprintf(noted->ids[noted->len++], sizeof(noted->ids[0]), "%s", id);
}

static int note(struct server *server, int64_t now, struct err *err)
{
	struct arena arena;
	arena_init(&arena);
	struct queue_source source = {.conf = &server->site.conf, .arena = &arena, .now = now};
	const char *ids[SERVER_NOTED];
	for (size_t i = 0; i < server->noted.len; i++)
		ids[i] = server->noted.ids[i];
	int rc = server_queue(server, &source.queue, err) || server_state(server, &source.state, err) ||
	         queue_index_note(&source, ids, server->noted.len, err);
	arena_release(&arena);
	server->noted.len = 0;
	if (!rc)
		return 0;
	server_fault(server);
	return err_prefix(err, "what was just sent");
}

int noted_rest(struct server *server, int64_t now, int *ms, struct err *err)
{
	const struct server_noted *noted = &server->noted;
	*ms = -1;
	if (!noted->len)
		return 0;
	if (noted->len == SERVER_NOTED || now >= noted->due)
		return note(server, now, err);
	*ms = (int)(noted->due - now) * 1000;
	return 0;
}
