#include "store_git.h"

#include "core/text/text.h"

enum { COMMIT_BYTES = 1024 * 1024 };

static int check_identity(const char *what, const char *s, struct err *err)
{
	if (text_check_line(s, strlen(s), err))
		return err_prefix(err, "commit %s", what);
	if (!*s || *s == ' ' || s[strlen(s) - 1] == ' ' || strpbrk(s, "<>"))
		return err_set(err, ERR_INPUT, "commit %s: is empty, or has angle brackets or blanks at its ends",
		               what);
	return 0;
}

static int check_header(const struct store_commit *commit, struct err *err)
{
	if (check_identity("name", commit->name, err) || check_identity("address", commit->email, err))
		return -1;
	if (text_check_body(commit->message, strlen(commit->message), err))
		return err_prefix(err, "commit message");
	if (commit->time < 0)
		return err_set(err, ERR_INPUT, "commit date: before 1970");
	return 0;
}

static void add_id(struct str *out, const char *what, const struct store_id *id)
{
	char hex[STORE_HEX];
	store_hex(id, hex);
	str_addf(out, "%s %s\n", what, hex);
}

int store_stage_commit(struct store_batch *batch, const struct store_commit *commit, const struct store_id *tree,
                       struct store_id *id, struct err *err)
{
	struct str out;
	if (check_header(commit, err))
		return -1;
	str_init(&out, COMMIT_BYTES);
	add_id(&out, "tree", tree);
	for (size_t i = 0; i < commit->nparents; i++)
		add_id(&out, "parent", &commit->parents[i]);
	for (const char *const *role = (const char *const[]){"author", "committer", NULL}; *role; role++)
		str_addf(&out, "%s %s <%s> %lld +0000\n", *role, commit->name, commit->email, (long long)commit->time);
	size_t n = strlen(commit->message);
	str_addf(&out, "\n%s%s", commit->message, n && commit->message[n - 1] == '\n' ? "" : "\n");
	int rc = str_check(&out, "commit", err);
	if (!rc)
		rc = store_batch_put(batch, GIT_OBJECT_COMMIT, out.at, out.len, id, err);
	str_release(&out);
	return rc;
}

int store_tree_of(struct store *store, const struct store_id *commit, struct store_id *tree, struct err *err)
{
	git_commit *found;
	git_oid oid = store_oid(commit);
	char hex[STORE_HEX];
	store_hex(commit, hex);
	int rc = git_commit_lookup(&found, store->repo, &oid);
	if (rc)
		return store_fail(err, rc, "%s: commit %s", store->path, hex);
	store_id_from(git_commit_tree_id(found), tree);
	git_commit_free(found);
	return 0;
}

static int stage_edits(struct store_batch *batch, const struct store_commit *commit, struct store_puts *puts,
                       struct err *err)
{
	for (size_t i = 0; i < commit->nedits; i++) {
		const struct store_edit *edit = &commit->edits[i];
		struct store_put *put = VEC_PUSH(puts);
		if (text_check_path(edit->path, err))
			return -1;
		put->path = edit->path;
		put->mode = edit->bytes ? STORE_MODE_FILE : 0;
		if (edit->bytes && store_batch_put(batch, GIT_OBJECT_BLOB, edit->bytes, edit->len, &put->id, err))
			return -1;
	}
	return 0;
}

static int stage(struct store_batch *batch, const struct store_commit *commit, struct store_id *id, struct err *err)
{
	struct store_puts puts = {0};
	struct store_id tree;
	const struct store_id *start = commit->tree;
	if (!start && commit->nparents) {
		if (store_tree_of(batch->store, &commit->parents[0], &tree, err))
			return -1;
		start = &tree;
	}
	int rc = stage_edits(batch, commit, &puts, err);
	if (!rc)
		rc = store_apply(batch, batch->store, start, &puts, &tree, err);
	VEC_RELEASE(&puts);
	return rc ? -1 : store_stage_commit(batch, commit, &tree, id, err);
}

int store_commit(struct store *store, const struct store_commit *commit, struct store_id *id, struct err *err)
{
	return store_commit_all(store, commit, 1, id, err);
}

int store_commit_all(struct store *store, const struct store_commit *commits, size_t n, struct store_id *ids,
                     struct err *err)
{
	struct store_batch batch;
	int rc = 0;
	if (store_batch_open(store, &batch, err))
		return -1;
	batch.many = n > 1;
	for (size_t i = 0; !rc && i < n; i++)
		rc = stage(&batch, &commits[i], &ids[i], err);
	if (!rc)
		rc = store_batch_finish(&batch, err);
	store_batch_close(&batch);
	return rc;
}
