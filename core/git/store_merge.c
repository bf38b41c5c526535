#include "store_git.h"

enum { LINES_MAX = 1024 * 1024, COMMITS_MAX = 1000 };

/* One merge: what is read where, and what becomes of the files. */
struct work {
	struct store *from;
	struct store_batch *batch;
	struct store_merge *merge;
	struct store_id ours_tree;
	struct arena *arena;
	struct store_puts puts;
	struct paths VEC_OF(const char *) clashes;
};

static bool same_blob(const struct store_id *a, const struct store_id *b)
{
	return a && b ? store_same(a, b) : a == b;
}

static void put(struct work *work, const char *path, const struct store_id *blob, bool executable)
{
	struct store_put *edit = VEC_PUSH(&work->puts);
	edit->path = arena_dup(work->arena, path);
	edit->mode = !blob ? 0 : executable ? STORE_MODE_EXECUTABLE : STORE_MODE_FILE;
	if (blob)
		edit->id = *blob;
}

static int read_text(struct work *work, const struct store_id *blob, struct str *out, git_merge_file_input *input,
                     struct err *err)
{
	str_init(out, LINES_MAX);
	*input = (git_merge_file_input){.version = GIT_MERGE_FILE_INPUT_VERSION};
	if (store_read(work->from, blob, out, err))
		return -1;
	input->ptr = out->at;
	input->size = out->len;
	input->mode = STORE_MODE_FILE;
	return 0;
}

/* 1: merged into *result; 0: they clash. Too large for a comparison of lines, or no text: they clash. */
static int merge_texts(struct work *work, const git_merge_file_input in[static 3], struct store_id *result,
                       struct err *err)
{
	git_merge_file_result merged = {0};
	for (size_t i = 0; i < 3; i++)
		if (memchr(in[i].ptr, '\0', in[i].size))
			return 0;
	int rc = git_merge_file(&merged, &in[0], &in[1], &in[2], NULL);
	if (rc)
		return store_fail(err, rc, "cannot merge lines");
	rc = merged.automergeable ? 1 : 0;
	if (rc && work->batch && store_batch_put(work->batch, GIT_OBJECT_BLOB, merged.ptr, merged.len, result, err))
		rc = -1;
	git_merge_file_result_free(&merged);
	return rc;
}

static git_merge_file_input text_input(const char *text)
{
	return (git_merge_file_input){
	    .version = GIT_MERGE_FILE_INPUT_VERSION, .ptr = text, .size = strlen(text), .mode = STORE_MODE_FILE};
}

int store_merge_texts(const struct store_texts *texts, struct str *out, struct err *err)
{
	git_merge_file_result merged = {0};
	git_merge_file_options options = {.version = GIT_MERGE_FILE_OPTIONS_VERSION};
	git_merge_file_input base = text_input(texts->base), ours = text_input(texts->ours);
	git_merge_file_input theirs = text_input(texts->theirs);
	options.our_label = texts->ours_name;
	options.their_label = texts->theirs_name;
	int rc = git_merge_file(&merged, &base, &ours, &theirs, &options);
	if (rc)
		return store_fail(err, rc, "cannot merge lines");
	str_add(out, merged.ptr, merged.len);
	git_merge_file_result_free(&merged);
	return str_check(out, "merged text", err);
}

static int merge_lines(struct work *work, const struct store_id *const blobs[static 3], struct store_id *result,
                       struct err *err)
{
	struct str text[3];
	git_merge_file_input in[3];
	int rc = 0;
	for (size_t i = 0; i < 3; i++)
		if (read_text(work, blobs[i], &text[i], &in[i], err) && !rc)
			rc = -1;
	if (rc && err->code == ERR_LIMIT) {
		err_clear(err);
		rc = 0;
	} else if (!rc)
		rc = merge_texts(work, in, result, err);
	for (size_t i = 0; i < 3; i++)
		str_release(&text[i]);
	return rc;
}

/* What theirs did to one file, done to ours. */
static int take_change(void *self, const struct store_change *change, struct err *err)
{
	struct work *work = self;
	struct store_found found;
	struct store_id merged;
	int has = store_lookup(work->from, &work->ours_tree, change->path, &found, err);
	if (has < 0)
		return -1;
	bool is_file = has && (found.mode & 0170000) == 0100000;
	const struct store_id *ours = is_file ? &found.id : NULL;
	if (same_blob(ours, change->new_blob))
		return 0;
	if (same_blob(ours, change->old_blob) && (is_file || !has)) {
		put(work, change->path, change->new_blob, change->executable);
		return 0;
	}
	int rc = 0;
	if (ours && change->old_blob && change->new_blob)
		rc = merge_lines(work, (const struct store_id *const[]){change->old_blob, ours, change->new_blob},
		                 &merged, err);
	if (rc > 0)
		put(work, change->path, &merged, change->executable);
	else if (!rc)
		*VEC_PUSH(&work->clashes) = arena_dup(work->arena, change->path);
	return rc < 0 ? -1 : 0;
}

static int copy_object(struct work *work, const struct store_id *id, struct err *err)
{
	git_odb_object *object;
	git_oid oid = store_oid(id);
	struct store_id same;
	int rc = git_odb_read(&object, work->from->odb, &oid);
	if (rc)
		return store_fail(err, rc == GIT_ENOTFOUND ? GIT_ERROR : rc, "%s: cannot copy an object",
		                  work->from->path);
	rc = store_batch_put(work->batch, git_odb_object_type(object), git_odb_object_data(object),
	                     git_odb_object_size(object), &same, err);
	git_odb_object_free(object);
	return rc;
}

/* Parts first: a tree that is there has its parts. */
static int copy_tree(struct work *work, const struct store_id *id, unsigned depth, struct err *err)
{
	struct store_tree tree;
	struct store_entry entry;
	struct store_id below;
	git_oid oid = store_oid(id);
	int rc;
	if (store_has(work->batch->store, &oid))
		return 0;
	if (depth == STORE_DEPTH_MAX)
		return err_set(err, ERR_INPUT, "folders nested more than %d deep", STORE_DEPTH_MAX);
	if (store_tree_open(work->from, id, &tree, err))
		return -1;
	while ((rc = store_tree_next(&tree, &entry, err)) > 0) {
		memcpy(below.raw, entry.id, sizeof(below.raw));
		if (store_is_tree(&entry))
			rc = copy_tree(work, &below, depth + 1, err);
		else
			rc = (entry.mode & 0170000) == 0160000 ? 0 : copy_object(work, &below, err);
		if (rc)
			break;
	}
	store_tree_close(&tree);
	return rc ? -1 : copy_object(work, id, err);
}

/* Parents first: a commit that is there has its history. */
static int copy_history(struct work *work, const struct store_id *id, unsigned depth, struct err *err)
{
	struct store_commit_info info;
	git_oid oid = store_oid(id);
	if (store_has(work->batch->store, &oid))
		return 0;
	if (depth == COMMITS_MAX)
		return err_set(err, ERR_LIMIT, "more than %d commits", COMMITS_MAX);
	if (store_commit_info(work->from, id, work->arena, &info, err))
		return -1;
	for (size_t i = 0; i < info.nparents; i++)
		if (copy_history(work, &info.parents[i], depth + 1, err))
			return -1;
	return copy_tree(work, &info.tree, 0, err) ? -1 : copy_object(work, id, err);
}

static int find_base(struct work *work, struct store_id *base, struct err *err)
{
	git_oid ours = store_oid(work->merge->ours), theirs = store_oid(work->merge->theirs), found;
	if (work->merge->base) {
		*base = *work->merge->base;
		return 0;
	}
	int rc = git_merge_base(&found, work->from->repo, &ours, &theirs);
	if (rc == GIT_ENOTFOUND)
		return err_set(err, ERR_INPUT, "the submission does not begin from this community's history");
	if (rc)
		return store_fail(err, rc, "%s: history", work->from->path);
	store_id_from(&found, base);
	return 0;
}

static int name_clashes(struct work *work, struct err *err)
{
	size_t n = work->clashes.len;
	struct str names;
	const char **copy = arena_alloc(work->arena, n + 1, sizeof(*copy));
	if (n)
		memcpy(copy, work->clashes.at, n * sizeof(*copy));
	work->merge->clashes = copy;
	if (!n)
		return 0;
	str_init(&names, ERR_MESSAGE_MAX / 2);
	for (size_t i = 0; i < n; i++)
		str_addf(&names, "%s%s", i ? ", " : "", copy[i]);
	err_set(err, ERR_RACE, "changed on both sides: %s%s", names.at, names.over ? " and more" : "");
	str_release(&names);
	return -1;
}

static int merge_trees(struct work *work, struct err *err)
{
	struct store_id base, base_tree, theirs_tree;
	if (find_base(work, &base, err) || store_tree_of(work->from, &base, &base_tree, err) ||
	    store_tree_of(work->from, work->merge->theirs, &theirs_tree, err) ||
	    store_tree_of(work->from, work->merge->ours, &work->ours_tree, err))
		return -1;
	if (store_diff(work->from, &base_tree, &theirs_tree, "", take_change, work, err))
		return -1;
	return name_clashes(work, err);
}

static int stage_merge(struct work *work, struct err *err)
{
	struct store_merge *merge = work->merge;
	struct store_id tree, parents[] = {*merge->ours, *merge->theirs};
	struct store_commit commit = {.parents = parents,
	                              .nparents = merge->alone ? 1 : ARRAY_LEN(parents),
	                              .name = merge->name,
	                              .email = merge->email,
	                              .time = merge->time,
	                              .message = merge->message};
	if (store_apply(work->batch, work->from, &work->ours_tree, &work->puts, &tree, err))
		return -1;
	if (!merge->alone && copy_history(work, merge->theirs, 0, err))
		return -1;
	return store_stage_commit(work->batch, &commit, &tree, &merge->id, err);
}

/* The ref is at `from` and goes to `to`; ref NULL: no ref moves. */
struct step {
	const char *ref;
	const struct store_id *from, *to;
};

static int publish(struct store_batch *batch, const struct step *step, struct err *err)
{
	struct store_hold hold;
	if (!step->ref)
		return store_batch_finish(batch, err);
	if (store_hold_begin(batch->store, step->ref, &hold, err))
		return -1;
	int rc = store_hold_expect(&hold, step->from, err);
	if (!rc)
		rc = store_batch_finish(batch, err);
	if (!rc)
		rc = store_hold_commit(&hold, step->to, err);
	store_hold_end(&hold);
	return rc ? -1 : store_sync(batch->store, step->ref, err);
}

static const char *const no_clashes[] = {NULL};

int store_merge(struct store *store, struct store_merge *merge, struct arena *arena, struct err *err)
{
	struct store_batch batch;
	struct work work = {.from = merge->source ? merge->source : store, .merge = merge, .arena = arena};
	bool stages = merge->ref || merge->unnamed;
	merge->clashes = no_clashes;
	if (stages && store_batch_open(store, &batch, err))
		return -1;
	work.batch = stages ? &batch : NULL;
	int rc = merge_trees(&work, err);
	if (!rc && stages)
		rc = stage_merge(&work, err);
	if (!rc && stages)
		rc = publish(&batch, &(struct step){merge->ref, merge->ours, &merge->id}, err);
	if (stages)
		store_batch_close(&batch);
	VEC_RELEASE(&work.puts);
	VEC_RELEASE(&work.clashes);
	return rc;
}

/* What is staged cannot be read by the store that it is staged for: a twin of the source reads there too. */
struct store_chain_work {
	struct store_batch batch;
	struct store *reader;
};

int store_chain_begin(struct store_chain *chain, struct err *err)
{
	struct store_chain_work *work = base_alloc(1, sizeof(*work));
	chain->work = NULL;
	chain->tip = chain->from;
	if (store_batch_open(chain->store, &work->batch, err)) {
		free(work);
		return -1;
	}
	work->batch.many = true;
	chain->work = work;
	if (store_twin(chain->source ? chain->source : chain->store, &work->reader, err))
		return -1;
	int rc = git_odb_add_disk_alternate(work->reader->odb, work->batch.dir);
	return rc ? store_fail(err, rc, "%s", work->batch.dir) : 0;
}

int store_chain_merge(struct store_chain *chain, struct store_merge *merge, struct arena *arena, struct err *err)
{
	struct store_batch *batch = &chain->work->batch;
	struct work work = {.from = chain->work->reader, .batch = batch, .merge = merge, .arena = arena};
	size_t staged = batch->staged.len;
	merge->ours = &chain->tip;
	merge->clashes = no_clashes;
	int rc = merge_trees(&work, err);
	if (!rc)
		rc = stage_merge(&work, err);
	if (rc)
		store_batch_rewind(batch, staged);
	else
		chain->tip = merge->id;
	VEC_RELEASE(&work.puts);
	VEC_RELEASE(&work.clashes);
	return rc;
}

int store_chain_finish(struct store_chain *chain, struct err *err)
{
	if (store_same(&chain->from, &chain->tip))
		return 0;
	return publish(&chain->work->batch, &(struct step){chain->ref, &chain->from, &chain->tip}, err);
}

void store_chain_end(struct store_chain *chain)
{
	if (!chain->work)
		return;
	store_twin_close(chain->work->reader);
	store_batch_close(&chain->work->batch);
	free(chain->work);
	chain->work = NULL;
}
