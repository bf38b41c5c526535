#include "queue_index.h"

#include "queue_inner.h"

/* Of what plain git has rewritten nobody knows what it was, and that is no reason to fail. */
static void count(const struct queue_source *source, const char *id, struct queue_past *past)
{
	struct queue *queue = source->queue;
	struct store_commit_info verdict;
	struct store_id at;
	enum queue_state state;
	struct err ignored = {0};
	if (queue_locate(queue, id, &state, &at, &ignored))
		return;
	past->approved += state == QUEUE_APPROVED;
	past->rejected += state == QUEUE_REJECTED;
	if (state == QUEUE_REJECTED && !store_commit_info(queue_store(queue), &at, source->arena, &verdict, &ignored))
		past->spam += !strcmp(queue_message_trailer(verdict.message, "Verdict", source->arena), "spam");
}

int queue_past_of(const struct queue_source *source, const char *author, const char *network, struct queue_past *past,
                  struct err *err)
{
	struct state_sender sender = {author, network, QUEUE_PAST_MAX};
	struct state_facts_list sent;
	*past = (struct queue_past){0};
	if (state_facts_of(source->state, &sender, source->arena, &sent, err))
		return -1;
	for (size_t i = 0; i < sent.len; i++)
		count(source, sent.at[i].id, past);
	return 0;
}
