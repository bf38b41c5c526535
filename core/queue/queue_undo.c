#include "queue_inner.h"

/* One verdict being taken back, under the lock. */
struct undo {
	struct queue *queue;
	const struct queue_verdict *verdict;
	struct queue_identity who;
	struct arena *arena;
	enum queue_state state;
	struct store_commit_info given; /* the merge, or the commit of the rejection */
	struct store_id main, main_tree, before_tree;
	struct ways VEC_OF(const char *) ways; /* what stands in the way */
	struct queue_item item;
};

static const char *summary_of(const struct undo *undo, const char *act)
{
	const struct queue_verdict *verdict = undo->verdict;
	const char *reason = verdict->reason ? verdict->reason : "";
	return arena_printf(undo->arena, "%s %s\n\n%s%sUndoes: %s\nReviewed-by: %s <%s>\n", act, undo->item.summary, reason,
	                    *reason ? "\n\n" : "", verdict->id, undo->who.name, undo->who.email);
}

/* ---- what an approval published, taken out of main ---- */

static int blob_on_main(struct undo *undo, const char *path, const struct store_id **blob, struct err *err)
{
	struct store_id *id = arena_alloc(undo->arena, 1, sizeof(*id));
	*blob = NULL;
	if (!store_find(undo->queue->content, &undo->main_tree, path, id, err)) {
		*blob = id;
		return 0;
	}
	if (err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	return 0;
}

static bool same_blob(const struct store_id *a, const struct store_id *b)
{
	return a && b ? store_same(a, b) : a == b;
}

/* The folder of what belongs to a page: "x" of "x.md" and of "x/index.md". NULL: the file is no page. */
static const char *stem_of(struct undo *undo, const char *path)
{
	size_t n = strlen(path);
	if (n > 9 && strcmp(path + n - 9, "/index.md") == 0)
		return arena_dupn(undo->arena, path, n - 9);
	return n > 3 && strcmp(path + n - 3, ".md") == 0 ? arena_dupn(undo->arena, path, n - 3) : NULL;
}

/* A page that came with it, and that others have answered since, cannot go without them. */
static int look_below(struct undo *undo, const char *path, struct err *err)
{
	const char *stem = stem_of(undo, path);
	const char *const *names, *const *then;
	size_t n, nthen = 0;
	if (!stem)
		return 0;
	if (store_list(undo->queue->content, &undo->main_tree, stem, undo->arena, &names, &n, err))
		return err->code == ERR_NOTFOUND ? (err_clear(err), 0) : -1;
	if (store_list(undo->queue->content, &undo->given.tree, stem, undo->arena, &then, &nthen, err)) {
		if (err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err);
	}
	/* Both are in git's order. */
	for (size_t i = 0, k = 0; i < n; i++) {
		if (k < nthen && strcmp(names[i], then[k]) == 0)
			k++;
		else
			*VEC_PUSH(&undo->ways) = arena_printf(undo->arena, "%s/%s", stem, names[i]);
	}
	return 0;
}

static int check_change(void *self, const struct store_change *change, struct err *err)
{
	struct undo *undo = self;
	const struct store_id *now;
	if (blob_on_main(undo, change->path, &now, err))
		return -1;
	if (!same_blob(now, change->new_blob)) {
		*VEC_PUSH(&undo->ways) = arena_dup(undo->arena, change->path);
		return 0;
	}
	return change->old_blob ? 0 : look_below(undo, change->path, err);
}

static int name_ways(const struct undo *undo, struct err *err)
{
	struct str names;
	if (!undo->ways.len)
		return 0;
	str_init(&names, ERR_MESSAGE_MAX / 2);
	for (size_t i = 0; i < undo->ways.len; i++)
		str_addf(&names, "%s%s", i ? ", " : "", undo->ways.at[i]);
	err_set(err, ERR_RACE, "stands in the way: %s%s", names.at, names.over ? " and more" : "");
	str_release(&names);
	return -1;
}

static int check_ways(struct undo *undo, struct err *err)
{
	undo->ways.len = 0;
	if (store_diff(undo->queue->content, &undo->before_tree, &undo->given.tree, "", check_change, undo, err))
		return -1;
	return name_ways(undo, err);
}

/* The commit that took it back already, where a process was killed after that. */
struct earlier {
	const char *id;
	struct arena *arena;
	struct store_id revert;
	bool found;
};

static int look_for_revert(void *self, const struct store_commit_info *info, struct err *err)
{
	struct earlier *earlier = self;
	(void)err;
	if (strcmp(queue_message_trailer(info->message, "Undoes", earlier->arena), earlier->id) != 0)
		return 0;
	earlier->found = true;
	earlier->revert = info->id;
	return 1;
}

static int tree_of(struct undo *undo, const struct store_id *commit, struct store_id *tree, struct err *err)
{
	struct store_commit_info info;
	if (store_commit_info(undo->queue->content, commit, undo->arena, &info, err))
		return -1;
	*tree = info.tree;
	return 0;
}

static int revert_once(struct undo *undo, struct store_id *revert, struct err *err)
{
	struct queue *queue = undo->queue;
	struct earlier earlier = {.id = undo->verdict->id, .arena = undo->arena};
	struct store_merge merge = {.base = &undo->given.id,
	                            .ours = &undo->main,
	                            .theirs = &undo->given.parents[0],
	                            .ref = queue->ref,
	                            .alone = true,
	                            .name = undo->who.name,
	                            .email = undo->who.email,
	                            .message = summary_of(undo, "Take back"),
	                            .time = undo->verdict->now};
	if (store_resolve(queue->content, queue->ref, &undo->main, err) ||
	    store_walk(queue->content, &undo->main, &undo->given.id, look_for_revert, &earlier, err))
		return -1;
	*revert = earlier.revert;
	if (earlier.found)
		return 0;
	if (tree_of(undo, &undo->main, &undo->main_tree, err) || check_ways(undo, err) ||
	    store_merge(queue->content, &merge, undo->arena, err))
		return -1;
	*revert = merge.id;
	return 0;
}

static int revert(struct undo *undo, struct store_id *id, struct err *err)
{
	int rc = -1;
	if (!undo->given.nparents)
		return err_set(err, ERR_INPUT, "%s: the first commit of all cannot be taken back", undo->verdict->id);
	if (tree_of(undo, &undo->given.parents[0], &undo->before_tree, err))
		return -1;
	for (int tries = 0; rc && tries < QUEUE_RETRIES; tries++) {
		err_clear(err);
		rc = revert_once(undo, id, err);
		if (rc && (err->code != ERR_RACE || undo->ways.len))
			return -1;
	}
	return rc;
}

/*
 * The submission made again on top of the commit that took it back. Its first commit is in main's history
 * for good, and git would find nothing left to merge of it.
 */
static int submit_again(struct undo *undo, const struct store_id *revert, struct store_id *id, struct err *err)
{
	struct store_commit_info first;
	struct store_merge again = {.base = &undo->given.parents[0],
	                            .ours = revert,
	                            .theirs = &undo->given.id,
	                            .alone = true,
	                            .unnamed = true};
	if (store_commit_info(undo->queue->store, &undo->item.commit, undo->arena, &first, err))
		return -1;
	again.name = first.author;
	again.email = first.author_email;
	again.time = first.time;
	again.message = arena_printf(undo->arena, "%s\n\nSubmission: %s\n", undo->item.summary, undo->verdict->id);
	if (store_merge(undo->queue->store, &again, undo->arena, err))
		return -1;
	*id = again.id;
	return 0;
}

/* ---- both ---- */

/* The branch is there before the verdict's ref goes: until then, a verdict that was cut short stands. */
static int wait_again(struct undo *undo, const struct store_id *commit, struct err *err)
{
	struct store *store = undo->queue->store;
	struct queue_ref waiting = queue_ref(QUEUE_WAITING, undo->verdict->id);
	struct queue_ref decided = queue_ref(undo->state, undo->verdict->id);
	struct store_id was;
	if (store_resolve(store, waiting.name, &was, err)) {
		if (err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err);
		if (store_ref_create(store, waiting.name, commit, err))
			return -1;
	} else if (store_ref_move(store, waiting.name, &was, commit, err)) {
		return -1;
	}
	if (store_resolve(store, decided.name, &was, err)) {
		bool gone = err->code == ERR_NOTFOUND;
		err_clear(err);
		return gone ? 0 : -1;
	}
	return store_ref_remove(store, decided.name, &was, err);
}

static int find(struct undo *undo, struct err *err)
{
	struct queue *queue = undo->queue;
	struct store_id at;
	if (queue_find(queue, undo->verdict->id, undo->arena, &undo->item, err))
		return -1;
	undo->state = undo->item.state;
	if (undo->state == QUEUE_WAITING)
		return err_set(err, ERR_INPUT, "%s waits already", undo->verdict->id);
	if (undo->state == QUEUE_WITHDRAWN)
		return err_set(err, ERR_INPUT, "%s: its author took it back", undo->verdict->id);
	return queue_verdict_commit(queue, undo->verdict->id, &at, err) ||
	               store_commit_info(queue->store, &at, undo->arena, &undo->given, err)
	           ? -1
	           : 0;
}

static int take_back(struct undo *undo, struct err *err)
{
	struct store_id reverted, again;
	if (find(undo, err))
		return -1;
	again = undo->item.commit;
	if (undo->state == QUEUE_APPROVED && (revert(undo, &reverted, err) || submit_again(undo, &reverted, &again, err)))
		return -1;
	return wait_again(undo, &again, err);
}

int queue_undo(struct queue *queue, const struct queue_verdict *verdict, struct err *err)
{
	struct arena arena;
	struct undo undo = {.queue = queue, .verdict = verdict, .arena = &arena};
	if (queue_check_verdict(verdict, err) || store_lock(queue->store, err))
		return -1;
	arena_init(&arena);
	int rc = queue_identify(queue, verdict->reviewer, &arena, &undo.who, err) ? err_prefix(err, "reviewer")
	                                                                           : take_back(&undo, err);
	store_unlock(queue->store);
	if (!rc)
		rc = store_sync(queue->store, queue_ref(undo.state, verdict->id).name, err);
	VEC_RELEASE(&undo.ways);
	arena_release(&arena);
	return rc;
}

/* ---- many ---- */

struct undo_many {
	struct queue *queue;
	const struct queue_verdict *verdict;
	struct queue_many *many;
	struct queue_identity who;
	struct store_ref_change *put, *remove; /* of the rejected ones: [i] is of the who[i]-th */
	size_t *whose, n;
};

static void refuse(struct queue_choice *choice, const struct err *err, struct arena *arena)
{
	choice->code = err->code;
	choice->why = arena_dup(arena, err->msg);
}

/* Rejections only need their refs changed, which is done for all together. */
static int undo_one(struct undo_many *all, size_t i, struct err *err)
{
	struct queue_many *many = all->many;
	struct queue_verdict verdict = *all->verdict;
	struct undo undo = {.queue = all->queue, .verdict = &verdict, .arena = many->arena, .who = all->who};
	verdict.id = many->at[i].id;
	int rc = find(&undo, err);
	if (!rc && undo.state == QUEUE_REJECTED) {
		struct queue_ref waiting = queue_ref(QUEUE_WAITING, verdict.id), decided = queue_ref(QUEUE_REJECTED, verdict.id);
		struct store_id *ids = arena_alloc(many->arena, 2, sizeof(*ids));
		ids[0] = undo.item.commit;
		ids[1] = undo.given.id;
		all->put[all->n] = (struct store_ref_change){.ref = arena_dup(many->arena, waiting.name), .to = &ids[0]};
		all->remove[all->n] = (struct store_ref_change){.ref = arena_dup(many->arena, decided.name), .from = &ids[1]};
		all->whose[all->n++] = i;
	} else if (!rc) {
		rc = take_back(&undo, err);
		many->at[i].done = !rc;
	}
	VEC_RELEASE(&undo.ways);
	return rc;
}

static int undo_each(struct undo_many *all, struct err *err)
{
	struct queue_many *many = all->many;
	for (size_t i = many->n; i--;) {
		struct err one = {0};
		many->at[i] = (struct queue_choice){.id = many->at[i].id, .why = ""};
		if (!undo_one(all, i, &one))
			continue;
		if (one.code == ERR_SYS || one.code == ERR_GIT) {
			*err = one;
			return -1;
		}
		refuse(&many->at[i], &one, many->arena);
	}
	return 0;
}

static int undo_rejected(struct undo_many *all, struct err *err)
{
	struct store *store = all->queue->store;
	size_t n = 0;
	if (store_ref_put_all(store, all->put, all->n, err))
		return -1;
	for (size_t i = 0; i < all->n; i++) {
		struct queue_choice *choice = &all->many->at[all->whose[i]];
		choice->done = all->put[i].done;
		if (choice->done)
			all->remove[n++] = all->remove[i];
		else
			refuse(choice, &(struct err){ERR_RACE, "somebody else was first"}, all->many->arena);
	}
	return store_ref_remove_all(store, all->remove, n, err);
}

int queue_undo_all(struct queue *queue, const struct queue_verdict *verdict, struct queue_many *many, struct err *err)
{
	struct undo_many all = {.queue = queue, .verdict = verdict, .many = many};
	if (many->n > QUEUE_MANY)
		return err_set(err, ERR_LIMIT, "more than %d at once", QUEUE_MANY);
	all.put = arena_alloc(many->arena, many->n + 1, sizeof(*all.put));
	all.remove = arena_alloc(many->arena, many->n + 1, sizeof(*all.remove));
	all.whose = arena_alloc(many->arena, many->n + 1, sizeof(*all.whose));
	if (queue_identify(queue, verdict->reviewer, many->arena, &all.who, err) || store_lock(queue->store, err))
		return -1;
	int rc = undo_each(&all, err) || undo_rejected(&all, err) ? -1 : 0;
	store_unlock(queue->store);
	if (!rc)
		rc = store_sync(queue->store, "refs/heads/", err);
	return rc;
}
