#include "changes.h"

#include "core/text/text.h"
#include "core/theme/diff.h"

enum { CONTEXT = 3, FILE_MAX = 64 * 1024, SHOWN_MAX = 512 * 1024 };

struct side {
	struct store_id tree;
	bool there;
	const char *text; /* NULL: it cannot be shown */
};

bool changes_are_wanted(const struct submission *submission)
{
	return !submission->readable || !strncmp(submission->item.summary, "change: ", 8);
}

/* Text of a file in a tree, "" where it is not there. What is no text, or too much of it, is none to show. */
static int read_side(struct visit *visit, const char *path, struct side *side, struct err *err)
{
	struct store *store = queue_store(visit->server->queue);
	struct store_id blob;
	struct str bytes;
	side->text = "";
	side->there = !store_find(store, &side->tree, path, &blob, err);
	if (!side->there)
		return err->code == ERR_NOTFOUND ? (err_clear(err), 0) : -1;
	str_init(&bytes, FILE_MAX);
	int rc = store_read(store, &blob, &bytes, err);
	bool large = rc && err->code == ERR_LIMIT;
	side->text = rc || text_bad_utf8(bytes.at, bytes.len) < bytes.len ? NULL : arena_dupn(visit->arena, bytes.at, bytes.len);
	str_release(&bytes);
	return large ? (err_clear(err), 0) : rc;
}

static struct mustache_list lines_of(struct visit *visit, const struct side *was, const struct side *is)
{
	struct mustache_list lines = diff_lines(was->text, is->text, visit->arena);
	return diff_around(&lines, CONTEXT, visit->arena);
}

int changes_list(struct visit *visit, const struct queue_item *item, struct mustache_list *list, struct err *err)
{
	struct store *store = queue_store(visit->server->queue);
	struct view_change *rows = arena_alloc(visit->arena, item->npaths + 1, sizeof(*rows));
	struct store_commit_info base, commit;
	size_t shown = 0;
	if (store_commit_info(store, &item->base, visit->arena, &base, err) ||
	    store_commit_info(store, &item->commit, visit->arena, &commit, err))
		return -1;
	for (size_t i = 0; i < item->npaths; i++) {
		struct side was = {.tree = base.tree}, is = {.tree = commit.tree};
		rows[i].path = item->paths[i];
		if (read_side(visit, item->paths[i], &was, err) || read_side(visit, item->paths[i], &is, err))
			return -1;
		rows[i].added = !was.there;
		rows[i].removed = !is.there;
		shown += was.text && is.text ? strlen(was.text) + strlen(is.text) : 0;
		rows[i].unshown = !was.text || !is.text || shown > SHOWN_MAX;
		if (!rows[i].unshown)
			rows[i].diff = lines_of(visit, &was, &is);
	}
	*list = (struct mustache_list){rows, item->npaths};
	return 0;
}
