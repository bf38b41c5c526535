#include "member_export.h"

#include "core/base/json.h"
#include "core/base/map.h"
#include "core/base/vec.h"
#include "core/page/traces.h"
#include "core/text/date.h"

enum { LIST_MAX = 256 << 20, FILE_BYTES_MAX = 64 << 20 };

/* One commit that changed one of their files. */
struct change {
	int64_t at;
	const char *by;
	char hex[STORE_HEX];
	size_t next; /* from 1 */
};

struct exporting {
	const struct member_export *export;
	struct bundle *bundle;
	struct store_id main, tree;
	struct arena arena;    /* for all of it */
	struct arena scratch;  /* for one file */
	struct str bytes, list; /* of a file; of content.json or submissions.json */
	struct map files;      /* content path -> first change, from 1 */
	struct map folders;    /* those above the files, with a slash at the end */
	struct changes VEC_OF(struct change) changes;
	const struct store_commit_info *commit;
	bool complete, something;
	size_t rows;
};

static int add(struct exporting *x, const char *path, const struct str *text, struct err *err)
{
	if (str_check(text, path, err))
		return -1;
	return bundle_add(x->bundle, path, text->at, text->len, x->export->now, err);
}

static void date_member(struct json_member *member, const char *name, int64_t at, struct arena *arena)
{
	char *text = arena_alloc(arena, DATE_TEXT, 1);
	date_rfc3339(at, text);
	*member = (struct json_member){.name = name, .text = at ? text : NULL};
}

static void put_row(struct exporting *x, const struct json_member *members, size_t n)
{
	str_addz(&x->list, x->rows++ ? ",\n" : "\n");
	json_put(&x->list, members, n);
}

/* ---- what state.db knows ---- */

static int add_account(struct exporting *x, struct err *err)
{
	size_t n;
	const struct state_person_table *tables = state_person_tables(&n);
	str_reset(&x->list);
	str_addz(&x->list, "{");
	for (size_t i = 0, written = 0; i < n; i++) {
		if (!tables[i].theirs)
			continue;
		str_addf(&x->list, "%s\n\"%s\": {\"about\": ", written++ ? "," : "", tables[i].name);
		json_put_text(&x->list, tables[i].about, strlen(tables[i].about));
		str_addz(&x->list, ", \"rows\": ");
		size_t before = x->list.len;
		if (state_person_json(x->export->state, x->export->person, &tables[i], &x->list, err))
			return -1;
		x->something |= x->list.len > before + 2;
		str_addc(&x->list, '}');
	}
	str_addz(&x->list, "\n}\n");
	return add(x, "account.json", &x->list, err);
}

/* ---- content ---- */

static void note_folders(struct exporting *x, const char *path)
{
	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/'))
		map_put(&x->folders, path, (size_t)(slash - path) + 1)->value.number = 1;
}

static int add_trace(void *self, const struct trace_found *found, struct err *err)
{
	struct exporting *x = self;
	if (found->what == TRACE_MENTION)
		return 0;
	arena_reset(&x->scratch);
	str_reset(&x->bytes);
	if (store_read(queue_content(x->export->queue), &found->blob, &x->bytes, err))
		return -1;
	map_put(&x->files, found->path, strlen(found->path))->value.number = 0;
	note_folders(x, found->path);
	x->something = true;
	struct json_member members[6] = {{.name = "path", .text = found->path}, {.name = "what", .text = trace_name(found->what)}};
	size_t n = 2;
	if (found->page) {
		members[n++] = (struct json_member){.name = "address", .text = found->page->place.url};
		members[n++] = (struct json_member){.name = "title", .text = found->page->title};
		date_member(&members[n++], "date", found->page->date, &x->scratch);
		date_member(&members[n++], "edited", found->page->edited, &x->scratch);
	}
	put_row(x, members, n);
	return add(x, arena_printf(&x->scratch, "content/%s", found->path), &x->bytes, err);
}

/* ---- when it was changed ---- */

static bool enters(void *self, const char *folder)
{
	return map_find(&((struct exporting *)self)->folders, folder, strlen(folder)) != NULL;
}

static int see_change(void *self, const struct store_change *change, struct err *err)
{
	struct exporting *x = self;
	struct map_entry *file = map_find(&x->files, change->path, strlen(change->path));
	(void)err;
	if (!file)
		return 0;
	struct change *made = VEC_PUSH(&x->changes);
	*made = (struct change){.at = x->commit->time, .by = arena_dup(&x->arena, x->commit->author), .next = (size_t)file->value.number};
	store_hex(&x->commit->id, made->hex);
	file->value.number = (int64_t)x->changes.len;
	return 0;
}

static int see_commit(struct exporting *x, const struct store_commit_info *info, const struct store_id *parent, struct err *err)
{
	struct store_compare compare = {parent, &info->tree, x->export->conf->content_path, enters, see_change, x};
	x->commit = info;
	return store_compare(queue_content(x->export->queue), &compare, err);
}

/* Along the first parents, which is what was published when. */
static int read_history(struct exporting *x, struct err *err)
{
	struct store *store = queue_content(x->export->queue);
	struct store_commit_info info, parent;
	struct arena arenas[2];
	int64_t seen = 0, most = x->export->commits_max;
	bool more = true;
	arena_init(&arenas[0]);
	arena_init(&arenas[1]);
	int rc = store_commit_info(store, &x->main, &arenas[0], &info, err), turn = 0;
	while (!rc && more && (!most || seen++ < most)) {
		turn = !turn;
		arena_reset(&arenas[turn]);
		more = info.nparents > 0;
		if (more)
			rc = store_commit_info(store, &info.parents[0], &arenas[turn], &parent, err);
		if (!rc)
			rc = see_commit(x, &info, more ? &parent.tree : NULL, err);
		info = parent;
	}
	x->complete = !more;
	arena_release(&arenas[0]);
	arena_release(&arenas[1]);
	return rc;
}

static void put_history(struct exporting *x)
{
	str_addf(&x->list, "],\n\"history_complete\": %s,\n\"history\": {", x->complete ? "true" : "false");
	for (size_t i = 0; i < x->files.len; i++) {
		const struct map_entry *file = &x->files.entries[i];
		str_addz(&x->list, i ? ",\n" : "\n");
		json_put_text(&x->list, file->key, file->len);
		str_addz(&x->list, ": [");
		for (size_t at = (size_t)file->value.number; at; at = x->changes.at[at - 1].next) {
			const struct change *change = &x->changes.at[at - 1];
			struct json_member members[] = {{0}, {.name = "by", .text = change->by}, {.name = "commit", .text = change->hex}};
			arena_reset(&x->scratch);
			date_member(&members[0], "date", change->at, &x->scratch);
			str_addz(&x->list, at == (size_t)file->value.number ? "" : ", ");
			json_put(&x->list, members, ARRAY_LEN(members));
		}
		str_addc(&x->list, ']');
	}
	str_addz(&x->list, "\n}}\n");
}

static int add_content(struct exporting *x, struct err *err)
{
	struct traces traces = {queue_content(x->export->queue), x->export->conf, &x->tree, x->export->person->handle};
	str_reset(&x->list);
	x->rows = 0;
	str_addz(&x->list, "{\"files\": [");
	if (traces_each(&traces, add_trace, x, err) || read_history(x, err))
		return -1;
	put_history(x);
	return add(x, "content.json", &x->list, err);
}

/* ---- what they sent ---- */

static int add_files(struct exporting *x, const struct queue_item *item, struct err *err)
{
	struct store *store = queue_store(x->export->queue);
	struct store_commit_info info;
	if (store_commit_info(store, &item->commit, &x->scratch, &info, err))
		return -1;
	for (size_t i = 0; i < item->npaths; i++) {
		struct store_id blob;
		str_reset(&x->bytes);
		if (store_find(store, &info.tree, item->paths[i], &blob, err)) {
			if (err->code != ERR_NOTFOUND)
				return -1;
			err_clear(err); /* it takes the file away */
			continue;
		}
		if (store_read(store, &blob, &x->bytes, err) ||
		    add(x, arena_printf(&x->scratch, "submissions/%s/%s", item->id, item->paths[i]), &x->bytes, err))
			return -1;
	}
	return 0;
}

static int add_submission(struct exporting *x, const struct queue_item *item, struct err *err)
{
	const char *paths = "";
	for (size_t i = 0; i < item->npaths; i++)
		paths = arena_printf(&x->scratch, "%s%s%s", paths, i ? " " : "", item->paths[i]);
	struct json_member members[] = {
		{.name = "id", .text = item->id},         {.name = "summary", .text = item->summary},
		{.name = "state", .text = queue_state_name(item->state)},
		{.name = "paths", .text = paths},         {0}, {0},
		{.name = "reason", .text = item->reason}, {.name = "rule", .text = item->rule},
		{.name = "as_spam", .is_number = true, .number = item->spam},
	};
	date_member(&members[4], "submitted", item->submitted, &x->scratch);
	date_member(&members[5], "decided", item->decided, &x->scratch);
	put_row(x, members, ARRAY_LEN(members));
	x->something = true;
	return item->state == QUEUE_APPROVED ? 0 : add_files(x, item, err);
}

static int see_ref(void *self, const char *ref, const struct store_id *to, struct err *err)
{
	struct exporting *x = self;
	struct queue_item item;
	(void)to;
	arena_reset(&x->scratch);
	if (queue_find(x->export->queue, strrchr(ref, '/') + 1, &x->scratch, &item, err)) {
		if (err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err);
		return 0;
	}
	return strcmp(item.author, x->export->person->handle) ? 0 : add_submission(x, &item, err);
}

static int add_submissions(struct exporting *x, struct err *err)
{
	str_reset(&x->list);
	x->rows = 0;
	str_addc(&x->list, '[');
	if (store_refs(queue_store(x->export->queue), "refs/", see_ref, x, err))
		return -1;
	str_addz(&x->list, "\n]\n");
	return add(x, "submissions.json", &x->list, err);
}

/* ---- all ---- */

/* What the words of README.txt may name. */
struct reader {
	const char *handle, *title;
};

static int add_readme(struct exporting *x, struct err *err)
{
	static const char *const keys[] = {"data.readme_lead", "data.readme_account", "data.readme_content", "data.readme_submissions",
	                                   "data.readme_left_out"};
	static const struct mustache_field fields[] = {
		{.name = "handle", .kind = MUSTACHE_TEXT, .offset = offsetof(struct reader, handle), .help = "Whose it is."},
		{.name = "title", .kind = MUSTACHE_TEXT, .offset = offsetof(struct reader, title), .help = "Of the site."},
	};
	static const struct mustache_type type = {.name = "reader", .fields = fields, .nfields = ARRAY_LEN(fields), .size = sizeof(struct reader)};
	struct reader reader = {x->export->person->handle, x->export->conf->site_title};
	struct mustache_scope scope = {.type = &type, .object = &reader};
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		str_addz(&x->bytes, i ? "\n" : "");
		if (words_format(x->export->words, keys[i], strlen(keys[i]), &scope, &x->bytes, err))
			return -1;
		str_addc(&x->bytes, '\n');
	}
	return add(x, "README.txt", &x->bytes, err);
}

static int run(struct exporting *x, const struct bundle_sink *sink, struct err *err)
{
	struct store_commit_info info;
	if (store_resolve(queue_content(x->export->queue), x->export->conf->content_ref, &x->main, err) ||
	    store_commit_info(queue_content(x->export->queue), &x->main, &x->arena, &info, err))
		return -1;
	x->tree = info.tree;
	if (bundle_open(&x->bundle, sink, err) || add_readme(x, err) || add_account(x, err) || add_content(x, err) ||
	    add_submissions(x, err))
		return -1;
	if (!x->something)
		return err_set(err, ERR_NOTFOUND, "nothing is known of %s", x->export->person->handle);
	return bundle_finish(x->bundle, err);
}

int member_export(const struct member_export *export, const struct bundle_sink *sink, struct err *err)
{
	struct exporting x = {.export = export};
	arena_init(&x.arena);
	arena_init(&x.scratch);
	map_init(&x.files, &x.arena);
	map_init(&x.folders, &x.arena);
	str_init(&x.bytes, FILE_BYTES_MAX);
	str_init(&x.list, LIST_MAX);
	int rc = run(&x, sink, err);
	bundle_close(x.bundle);
	VEC_RELEASE(&x.changes);
	str_release(&x.list);
	str_release(&x.bytes);
	map_release(&x.folders);
	map_release(&x.files);
	arena_release(&x.scratch);
	arena_release(&x.arena);
	return rc;
}
