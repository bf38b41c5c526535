#include "room.h"

#include "say.h"

static int count_ref(void *self, const char *ref, const struct store_id *to, struct err *err)
{
	(void)ref, (void)to, (void)err;
	++*(int64_t *)self;
	return 0;
}

/* *full: of what the queue holds in all, or of the disk that it takes. */
static int look(struct visit *visit, bool *full, struct err *err)
{
	const struct config *conf = &visit->server->site.conf;
	struct queue *queue;
	int64_t waiting = 0, bytes;
	if (server_queue(visit->server, &queue, err) ||
	    store_refs(queue_store(queue), "refs/heads/", count_ref, &waiting, err) ||
	    store_disk(queue_store(queue), visit->now, &bytes, err))
		return -1;
	*full = waiting >= conf->moderation_queue_max || bytes >= conf->moderation_disk_max;
	return 0;
}

int room_in_queue(struct visit *visit, const struct judgement *judgement, const char **sentence, int *status, struct err *err)
{
	int64_t most = visit->server->site.conf.moderation_sender_max;
	bool full;
	*sentence = NULL;
	if (visit_is_staff(visit))
		return 0;
	if (look(visit, &full, err))
		return -1;
	*status = full ? 503 : 429;
	if (full)
		*sentence = say(visit, "say.queue_full");
	else if (judgement->rule->verdict == POLICY_HOLD && judgement->trust.waiting >= most)
		*sentence = say_with(visit, "say.sender_full", &(struct say){.count = judgement->trust.waiting});
	return 0;
}
