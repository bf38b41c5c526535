#include "room.h"

#include "cgi/visit/say.h"

enum { FAR_SECONDS = 10 };

static int count_ref(void *self, const char *ref, const struct store_id *to, struct err *err)
{
	(void)ref, (void)to, (void)err;
	++*(int64_t *)self;
	return 0;
}

static int look(struct visit *visit, struct server_room *room, struct err *err)
{
	struct queue *queue;
	*room = (struct server_room){.at = visit->now};
	if (server_queue(visit->server, &queue, err) || store_refs(queue_store(queue), "refs/heads/", count_ref, &room->waiting, err))
		return -1;
	return store_disk(queue_store(queue), visit->now, &room->bytes, err);
}

/* Each look asks every branch, so that its cost grows with the queue: far from the limits it holds for a while. */
static bool is_old(const struct visit *visit, const struct server_room *room)
{
	const struct config *conf = &visit->server->site.conf;
	bool far = room->waiting < conf->moderation_queue_max / 2 && room->bytes < conf->moderation_disk_max / 2;
	return !room->at || visit->now < room->at || visit->now - room->at >= (far ? FAR_SECONDS : 1);
}

/* *full: of what the queue holds in all, or of the disk that it takes. What has room is counted as sent. */
static int find_room(struct visit *visit, bool *full, struct err *err)
{
	const struct config *conf = &visit->server->site.conf;
	struct server_room *room = &visit->server->room;
	if (is_old(visit, room) && look(visit, room, err)) {
		*room = (struct server_room){0};
		return -1;
	}
	*full = room->waiting >= conf->moderation_queue_max || room->bytes >= conf->moderation_disk_max;
	room->waiting += !*full;
	return 0;
}

int room_in_queue(struct visit *visit, const struct judgement *judgement, const char **sentence, int *status, struct err *err)
{
	int64_t most = visit->server->site.conf.moderation_sender_max;
	bool full;
	*sentence = NULL;
	if (visit_is_staff(visit))
		return 0;
	if (find_room(visit, &full, err))
		return -1;
	*status = full ? 503 : 429;
	if (full)
		*sentence = say(visit, "say.queue_full");
	else if (judgement->rule->verdict == POLICY_HOLD && judgement->trust.waiting >= most)
		*sentence = say_with(visit, "say.sender_full", &(struct say){.count = judgement->trust.waiting});
	return 0;
}
