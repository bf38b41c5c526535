#include "votes_flush.h"

#include "core/base/vec.h"
#include "core/page/votes.h"

/* More wait for the next turn: a commit of that size takes a tenth of a second. */
enum { BATCH = 2000 };

struct edits VEC_OF(struct store_edit);

struct flushing {
	struct votes_flush *flush;
	struct store *store;
	struct store_id tree;
	struct arena arena;
	struct state_votes votes;
	struct edits edits;
	const char *last; /* stem of the last edit */
	size_t pages;
};

static const char *in_tree(struct flushing *f, const char *stem, const char *rest)
{
	const char *folder = f->flush->folder;
	return arena_printf(&f->arena, "%s%s%s%s", folder, *folder ? "/" : "", stem, rest);
}

/* *there false without error where nothing is at the path. */
static int find(struct flushing *f, const char *path, struct store_id *blob, bool *there, struct err *err)
{
	*there = !store_find(f->store, &f->tree, path, blob, err);
	if (*there || err->code == ERR_NOTFOUND)
		err_clear(err);
	return err->code ? -1 : 0;
}

/* A page that was taken away meanwhile takes its votes with it. */
static int has_page(struct flushing *f, const char *stem, bool *has, struct err *err)
{
	struct store_id blob;
	if (find(f, in_tree(f, stem, "/index.md"), &blob, has, err))
		return -1;
	return *has ? 0 : find(f, in_tree(f, stem, ".md"), &blob, has, err);
}

static int says_already(struct flushing *f, const char *path, const char *text, bool *same, struct err *err)
{
	struct store_id blob;
	struct str now;
	bool there;
	if (find(f, path, &blob, &there, err))
		return -1;
	str_init(&now, VOTES_BYTES_MAX);
	int rc = there ? store_read(f->store, &blob, &now, err) : 0;
	/* A file that is too long was not made here, and is to be replaced. */
	if (rc && err->code == ERR_LIMIT) {
		err_clear(err);
		str_release(&now);
		*same = false;
		return 0;
	}
	*same = !rc && there == (*text != '\0') && strcmp(now.at, text) == 0;
	str_release(&now);
	return rc;
}

static int add(struct flushing *f, const struct state_vote *vote, struct err *err)
{
	const char *path = in_tree(f, vote->stem, arena_printf(&f->arena, "/votes/%s", vote->handle));
	bool has, same;
	if (has_page(f, vote->stem, &has, err))
		return -1;
	if (!has)
		return 0;
	if (says_already(f, path, vote->text, &same, err))
		return -1;
	if (same)
		return 0;
	size_t n = strlen(vote->text);
	*VEC_PUSH(&f->edits) = (struct store_edit){path, n ? vote->text : NULL, n};
	f->pages += !f->last || strcmp(f->last, vote->stem) != 0;
	f->last = vote->stem;
	return 0;
}

static int publish(struct flushing *f, struct err *err)
{
	struct queue_submission change = {
		.author = "stoa",
		.summary = arena_printf(&f->arena, "votes: %zu, on %zu page%s", f->edits.len, f->pages, f->pages == 1 ? "" : "s"),
		.edits = f->edits.at,
		.nedits = f->edits.len,
		.now = f->flush->now,
	};
	if (!f->edits.len)
		return 0;
	f->flush->moved = true;
	return queue_publish(f->flush->queue, &change, &f->flush->commit, err);
}

static int work(struct flushing *f, struct err *err)
{
	struct store_id main;
	struct store_commit_info info;
	if (state_votes(f->flush->state, BATCH, &f->arena, &f->votes, err) ||
	    store_resolve(f->store, f->flush->ref, &main, err) ||
	    store_commit_info(f->store, &main, &f->arena, &info, err))
		return -1;
	f->tree = info.tree;
	for (size_t i = 0; i < f->votes.len; i++)
		if (add(f, &f->votes.at[i], err))
			return -1;
	return publish(f, err) || state_votes_done(f->flush->state, &f->votes, err) ? -1 : 0;
}

int votes_flush(struct votes_flush *flush, struct err *err)
{
	struct flushing f = {.flush = flush, .store = queue_content(flush->queue)};
	flush->moved = false;
	if (state_votes_turn(flush->state, flush->now, flush->seconds, &flush->wait, err))
		return -1;
	if (flush->wait)
		return 0;
	/* Locked from reading the rows until they are gone: else an older text could be put over a newer one. */
	if (store_lock(f.store, err))
		return -1;
	arena_init(&f.arena);
	int rc = work(&f, err);
	VEC_RELEASE(&f.edits);
	arena_release(&f.arena);
	store_unlock(f.store);
	return rc;
}
