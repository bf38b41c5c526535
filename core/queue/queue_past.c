#include "queue_index.h"

#include "core/state/state_glance.h"
#include "queue_inner.h"

struct past_reader {
	const struct queue_source *source;
	struct state_pasts known;
	struct all VEC_OF(struct state_past) all;
	struct fresh VEC_OF(struct state_past) fresh;
	struct arena scratch;
	enum queue_state state;
};

static int by_id(const void *id, const void *past)
{
	return strcmp(id, ((const struct state_past *)past)->id);
}

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct state_past *)a)->id, ((const struct state_past *)b)->id);
}

/* Plain git may have rewritten what it names: whose it was is not known then, and that is no reason to fail. */
static void read_past(struct past_reader *reader, const char *id, struct state_past *past)
{
	struct queue_item item = {.author = ""};
	struct err ignored = {0};
	arena_reset(&reader->scratch);
	if (queue_find(reader->source->queue, id, &reader->scratch, &item, &ignored))
		item.author = "";
	past->author = arena_dup(reader->source->arena, item.author);
	past->spam = item.spam;
	*VEC_PUSH(&reader->fresh) = *past;
}

static int note(void *self, const char *ref, const struct store_id *to, struct err *err)
{
	struct past_reader *reader = self;
	const char *id = strrchr(ref, '/') + 1;
	char hex[STORE_HEX];
	(void)err;
	store_hex(to, hex);
	const struct state_past *known =
	    reader->known.len ? bsearch(id, reader->known.at, reader->known.len, sizeof(*known), by_id) : NULL;
	struct state_past past = {.id = arena_dup(reader->source->arena, id),
	                          .commit = arena_dup(reader->source->arena, hex),
	                          .state = reader->state};
	if (known && strcmp(known->commit, hex) == 0)
		past = *known;
	else
		read_past(reader, id, &past);
	*VEC_PUSH(&reader->all) = past;
	return 0;
}

/* It may fail: then all is read again next time. */
static void remember(struct past_reader *reader)
{
	struct gone VEC_OF(const char *) gone = {0};
	struct state_pasts fresh = {reader->fresh.at, reader->fresh.len};
	struct err ignored = {0};
	for (size_t i = 0; i < reader->known.len; i++) {
		const char *id = reader->known.at[i].id;
		if (!reader->all.len || !bsearch(id, reader->all.at, reader->all.len, sizeof(*reader->all.at), by_id))
			*VEC_PUSH(&gone) = id;
	}
	if (fresh.len || gone.len)
		(void)!state_pasts_renew(reader->source->state, &fresh, gone.at, gone.len, &ignored);
	VEC_RELEASE(&gone);
}

static void keep(struct past_reader *reader, struct queue_pasts *pasts)
{
	struct arena *arena = reader->source->arena;
	size_t n = reader->all.len;
	pasts->at = arena_alloc(arena, n + 1, sizeof(*pasts->at));
	if (n)
		memcpy(pasts->at, reader->all.at, n * sizeof(*pasts->at));
	pasts->len = n;
}

int queue_past_read(const struct queue_source *source, struct queue_pasts *pasts, struct err *err)
{
	struct past_reader reader = {.source = source};
	arena_init(&reader.scratch);
	int rc = state_pasts(source->state, source->arena, &reader.known, err) ||
	         state_facts_all(source->state, source->arena, &pasts->facts, err);
	for (reader.state = QUEUE_APPROVED; !rc && reader.state <= QUEUE_REJECTED; reader.state++) {
		const char *prefix = reader.state == QUEUE_APPROVED ? "refs/approved/" : "refs/rejected/";
		rc = store_refs(queue_store(source->queue), prefix, note, &reader, err);
	}
	if (!rc) {
		if (reader.all.len)
			qsort(reader.all.at, reader.all.len, sizeof(*reader.all.at), compare);
		remember(&reader);
		keep(&reader, pasts);
	}
	VEC_RELEASE(&reader.all);
	VEC_RELEASE(&reader.fresh);
	arena_release(&reader.scratch);
	return rc ? -1 : 0;
}

static void count(struct queue_past *sum, const struct state_past *past)
{
	sum->approved += past->state == QUEUE_APPROVED;
	sum->rejected += past->state == QUEUE_REJECTED;
	sum->spam += past->spam;
}

struct queue_past queue_past_of_author(const struct queue_pasts *pasts, const char *author)
{
	struct queue_past sum = {0};
	for (size_t i = 0; i < pasts->len; i++)
		if (strcmp(pasts->at[i].author, author) == 0)
			count(&sum, &pasts->at[i]);
	return sum;
}

struct queue_past queue_past_of_network(const struct queue_pasts *pasts, const char *network)
{
	struct queue_past sum = {0};
	for (size_t i = 0; *network && i < pasts->len; i++) {
		const struct state_facts *facts = state_facts_in(&pasts->facts, pasts->at[i].id);
		if (facts && strcmp(facts->network, network) == 0)
			count(&sum, &pasts->at[i]);
	}
	return sum;
}
