#include "queue_inner.h"

struct refs VEC_OF(struct store_ref_change);
struct commits VEC_OF(struct store_id);

/* The refs of one author's submissions. */
struct forgetting {
	struct queue *queue;
	const char *author;
	struct refs refs;
	struct commits commits;
	struct arena arena;
};

static int see_ref(void *self, const char *ref, const struct store_id *to, struct err *err)
{
	struct forgetting *f = self;
	struct queue_item item;
	const char *id = strrchr(ref, '/') + 1;
	if (queue_find(f->queue, id, &f->arena, &item, err)) {
		if (err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err);
		return 0;
	}
	if (strcmp(item.author, f->author) != 0)
		return 0;
	struct store_id *from = arena_alloc(&f->arena, 1, sizeof(*from));
	*from = *to;
	*VEC_PUSH(&f->refs) = (struct store_ref_change){.ref = arena_dup(&f->arena, ref), .from = from};
	*VEC_PUSH(&f->commits) = *to;
	*VEC_PUSH(&f->commits) = item.commit;
	return 0;
}

static int find(struct forgetting *f, struct err *err)
{
	size_t moved;
	return queue_move_merged(f->queue, &moved, err) || store_refs(f->queue->store, "refs/", see_ref, f, err) ? -1 : 0;
}

static int drop(struct forgetting *f, struct err *err)
{
	size_t objects;
	if (find(f, err))
		return -1;
	if (!f->refs.len)
		return 0;
	if (store_ref_remove_all(f->queue->store, f->refs.at, f->refs.len, err))
		return -1;
	return store_forget(f->queue->store, f->commits.at, f->commits.len, &objects, err);
}

static int run(struct queue *queue, const char *author, int (*act)(struct forgetting *f, struct err *err), size_t *n,
               struct err *err)
{
	struct forgetting f = {.queue = queue, .author = author};
	if (store_lock(queue->store, err))
		return -1;
	arena_init(&f.arena);
	int rc = act(&f, err);
	*n = f.refs.len;
	VEC_RELEASE(&f.refs);
	VEC_RELEASE(&f.commits);
	arena_release(&f.arena);
	store_unlock(queue->store);
	return rc;
}

int queue_forget(struct queue *queue, const char *author, size_t *n, struct err *err)
{
	return run(queue, author, drop, n, err);
}

int queue_count_of(struct queue *queue, const char *author, size_t *n, struct err *err)
{
	return run(queue, author, find, n, err);
}
