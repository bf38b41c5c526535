#include "scan.h"

#include "pool.h"

enum { PATH_ROOM = 4096, MESSAGE_MAX = 8 * 1024 * 1024 };

/* A file that came, changed or went (blob is zero). */
struct change {
	const char *path;
	struct store_id blob;
	bool there;
};
struct changes VEC_OF(struct change);

/* One look at some changes: where it reads, and who hears of each row or warning. */
struct look {
	const struct scan *scan;
	struct store *store;
	struct arena arena; /* paths of all changes */
	struct arena scratch;
	struct changes changes;
	struct row_reader reader;
	const char *folder; /* put before paths, relative to the content's root */
	int (*found)(struct look *look, const struct page_place *place, const struct row *row, struct err *err);
	int (*warned)(struct look *look, const char *text, struct err *err);
	struct plan *plan;        /* of scan_changes() */
	struct pool_child *child; /* of scan_full() */
	const char *topic;        /* whose texts are kept just now, or "" */
	struct str message;
};

static void look_init(struct look *look, const struct scan *scan, struct store *store)
{
	*look = (struct look){.scan = scan, .store = store, .folder = "", .topic = ""};
	arena_init(&look->arena);
	arena_init(&look->scratch);
	row_reader_init(&look->reader, &scan->site->conf, store, &look->scratch, scan->now);
	str_init(&look->message, MESSAGE_MAX);
}

static void look_release(struct look *look)
{
	row_reader_release(&look->reader);
	str_release(&look->message);
	VEC_RELEASE(&look->changes);
	arena_release(&look->scratch);
	arena_release(&look->arena);
}

/* Where the content lies in the tree: "" or "community/". */
static const char *prefix(const struct scan *scan, struct arena *arena)
{
	const char *path = scan->site->conf.content_path;
	return *path ? arena_printf(arena, "%s/", path) : "";
}

static int add_change(void *self, const struct store_change *change, struct err *err)
{
	struct look *look = self;
	struct change *added = VEC_PUSH(&look->changes);
	(void)err;
	added->path = arena_join(&look->arena, look->folder, change->path);
	added->there = change->new_blob != NULL;
	if (added->there)
		added->blob = *change->new_blob;
	return 0;
}

/* By path, with a folder's index.md before all else in it: a page then comes before its replies. */
static int compare(const void *a, const void *b)
{
	const char *x = ((const struct change *)a)->path, *y = ((const struct change *)b)->path;
	size_t i = 0;
	while (x[i] && x[i] == y[i])
		i++;
	bool first = strcmp(x + i, "index.md") == 0 && i && x[i - 1] == '/';
	bool second = strcmp(y + i, "index.md") == 0 && i && y[i - 1] == '/';
	if (first != second)
		return first ? -1 : 1;
	return (unsigned char)x[i] - (unsigned char)y[i];
}

static int find(struct look *look, const char *path, struct store_id *blob, bool *there, struct err *err)
{
	const char *full = arena_join(&look->scratch, prefix(look->scan, &look->scratch), path);
	*there = store_find(look->store, &look->scan->tree, full, blob, err) == 0;
	if (*there || err->code != ERR_NOTFOUND)
		return *there ? 0 : -1;
	err_clear(err);
	return 0;
}

static bool has_twin(enum page_kind kind)
{
	return kind == PAGE_PLAIN || kind == PAGE_LESSON || kind == PAGE_RESOURCE || kind == PAGE_EVENT;
}

/*
 * X.md and X/index.md are the same page. Where both are there, X.md is the page. *skip: this file
 * says nothing; else change and place may have become the twin's.
 */
static int settle_twin(struct look *look, struct change *change, struct page_place *place, bool *skip, struct err *err)
{
	size_t n = strlen(place->path);
	bool index = n > 9 && strcmp(place->path + n - 9, "/index.md") == 0;
	struct change twin = {.path = arena_printf(&look->scratch, index ? "%s.md" : "%s/index.md", place->stem)};
	*skip = false;
	if (!has_twin(place->kind) || (!index && change->there))
		return 0;
	if (find(look, twin.path, &twin.blob, &twin.there, err))
		return -1;
	if (index && twin.there) {
		*skip = true;
		const char *text =
		    arena_printf(&look->scratch, "%s: left out, %s is the same page", place->path, twin.path);
		return change->there ? look->warned(look, text, err) : 0;
	}
	if (!index && twin.there) {
		*change = twin;
		return page_locate(twin.path, &look->scratch, place, err);
	}
	return 0;
}

static bool is_authors(const struct err *err)
{
	return err->code == ERR_INPUT || err->code == ERR_LIMIT;
}

static int warn_of(struct look *look, struct err *err)
{
	const char *text = arena_dup(&look->scratch, err->msg);
	err_clear(err);
	return look->warned(look, text, err);
}

static int see(struct look *look, struct change *change, struct err *err)
{
	struct page_place place;
	struct row row;
	bool skip;
	arena_reset(&look->scratch);
	if (page_locate(change->path, &look->scratch, &place, err))
		return change->there ? warn_of(look, err) : (err_clear(err), 0);
	if (place.kind == PAGE_NONE)
		return 0;
	if (settle_twin(look, change, &place, &skip, err))
		return -1;
	if (skip)
		return 0;
	bool good = change->there;
	if (good && row_read(&look->reader, &place, &change->blob, &row, err)) {
		if (!is_authors(err) || warn_of(look, err))
			return -1;
		good = false;
	}
	return look->found(look, &place, good ? &row : NULL, err);
}

static int see_all(struct look *look, struct err *err)
{
	int rc = 0;
	if (look->changes.len)
		qsort(look->changes.at, look->changes.len, sizeof(*look->changes.at), compare);
	for (size_t i = 0; i < look->changes.len && !rc; i++)
		rc = see(look, &look->changes.at[i], err);
	return rc;
}

/* ---- changes, in this process ---- */

static int plan_found(struct look *look, const struct page_place *place, const struct row *row, struct err *err)
{
	return plan_row(look->plan, place, row, err);
}

static int plan_warned(struct look *look, const char *text, struct err *err)
{
	(void)err;
	look->scan->warn(look->scan->self, text);
	return 0;
}

/* A folder that is gone is a wrong setting, or a wrong push: no reason to empty the site. */
static int check_folder(const struct look *look, struct err *err)
{
	const char *const *names;
	struct arena arena;
	size_t n;
	arena_init(&arena);
	int rc =
	    store_list(look->store, &look->scan->tree, look->scan->site->conf.content_path, &arena, &names, &n, err);
	arena_release(&arena);
	return rc;
}

static bool is_change(const struct look *look, const char *path)
{
	for (size_t i = 0; i < look->changes.len; i++)
		if (strcmp(look->changes.at[i].path, path) == 0)
			return true;
	return false;
}

/*
 * A repeated event whose time went by has another one to show, though nobody touched its file. Where
 * the date went back, any of them may have.
 */
static int add_turned(struct look *look, int64_t before, struct err *err)
{
	int64_t now = look->scan->now;
	struct catalogue_query query = {.list = before > now ? LIST_REPEATED : LIST_ENDING, .a = before, .b = now};
	struct catalogue_pages events;
	if (before == now)
		return 0;
	if (catalogue_pages(look->plan->cat, &query, &look->arena, &events, err))
		return -1;
	for (size_t i = 0; i < events.len; i++)
		if (*events.at[i].repeat && !is_change(look, events.at[i].path))
			*VEC_PUSH(&look->changes) =
			    (struct change){.path = events.at[i].path, .blob = events.at[i].blob, .there = true};
	return 0;
}

int scan_changes(struct scan *scan, const struct store_id *old_tree, int64_t before, struct plan *plan,
                 struct err *err)
{
	struct look look;
	look_init(&look, scan, scan->store);
	look.plan = plan;
	look.found = plan_found;
	look.warned = plan_warned;
	int rc = check_folder(&look, err);
	if (!rc)
		rc = store_diff(scan->store, old_tree, &scan->tree, scan->site->conf.content_path, add_change, &look,
		                err);
	if (!rc)
		rc = add_turned(&look, before, err) || see_all(&look, err) ? -1 : 0;
	scan->files = look.changes.len;
	look_release(&look);
	return rc;
}

/* ---- everything, in workers ---- */

/* A folder with all below it, or one file. */
struct parts VEC_OF(const char *);

struct full {
	struct scan *scan;
	struct plan *plan;
	struct arena arena;
	struct parts parts;
	struct look look; /* in a worker */
	struct store *store;
};

/* How deep folders are cut into units of work: a month of a forum is one. */
static size_t depth_of(const char *folder)
{
	static const struct {
		const char *root;
		size_t depth;
	} depths[] = {{"forums/", 4}, {"members/", 2}, {"moderation/", 3}, {"", 1}};
	for (size_t i = 0;; i++)
		if (strncmp(folder, depths[i].root, strlen(depths[i].root)) == 0)
			return depths[i].depth;
}

static int cut(struct full *full, const char *folder, size_t depth, struct err *err)
{
	const char *const *names, *in_tree;
	size_t n;
	const char *before = prefix(full->scan, &full->arena);
	in_tree = arena_join(&full->arena, before, folder);
	char *trimmed = arena_dup(&full->arena, in_tree);
	if (*trimmed)
		trimmed[strlen(trimmed) - 1] = '\0';
	if (store_list(full->scan->store, &full->scan->tree, trimmed, &full->arena, &names, &n, err))
		return -1;
	for (size_t i = 0; i < n; i++) {
		const char *path = arena_join(&full->arena, folder, names[i]);
		bool is_folder = path[strlen(path) - 1] == '/';
		if (!is_folder || depth + 1 >= depth_of(path))
			*VEC_PUSH(&full->parts) = path;
		else if (cut(full, path, depth + 1, err))
			return -1;
	}
	return 0;
}

/* All texts of a topic came in a run; where they lie is told once. */
static int end_topic(struct look *look, struct err *err)
{
	struct texts_run run = texts_put(look->scan->texts);
	if (!run.len)
		return 0;
	str_reset(&look->message);
	str_addc(&look->message, 'b');
	str_add(&look->message, &run, sizeof(run));
	str_add(&look->message, look->topic, strlen(look->topic) + 1);
	return pool_send(look->child, look->message.at, look->message.len, err);
}

/* The text of the row was the last that was read. */
static int keep_text(struct look *look, const struct page_place *place, const struct row *row, struct err *err)
{
	if (place->kind == PAGE_TOPIC && end_topic(look, err))
		return -1;
	if (place->kind == PAGE_TOPIC)
		look->topic = arena_dup(&look->arena, place->stem);
	if (place->kind == PAGE_TOPIC || (place->kind == PAGE_REPLY && strcmp(place->parent, look->topic) == 0))
		texts_add(look->scan->texts, place->kind == PAGE_TOPIC ? &row->page.blob : &row->post.blob,
		           &look->reader.text);
	return 0;
}

static int send_row(struct look *look, const struct page_place *place, const struct row *row, struct err *err)
{
	if (!row)
		return 0;
	if (keep_text(look, place, row, err))
		return -1;
	str_reset(&look->message);
	str_addc(&look->message, 'r');
	row_pack(row, &look->message);
	return str_check(&look->message, place->path, err) ||
	               pool_send(look->child, look->message.at, look->message.len, err)
	           ? -1
	           : 0;
}

static int send_warning(struct look *look, const char *text, struct err *err)
{
	str_reset(&look->message);
	str_addf(&look->message, "w%s", text);
	return pool_send(look->child, look->message.at, look->message.len + 1, err);
}

static int start_worker(void *self, struct pool_child *child, struct err *err)
{
	struct full *full = self;
	if (store_open(&full->store, full->scan->site->content, err))
		return -1;
	store_open_packs(full->store);
	look_init(&full->look, full->scan, full->store);
	full->look.child = child;
	full->look.found = send_row;
	full->look.warned = send_warning;
	return 0;
}

static int read_part(struct full *full, const char *part, struct err *err)
{
	struct look *look = &full->look;
	struct change *file;
	const char *before = prefix(full->scan, &look->arena);
	size_t n = strlen(part);
	if (part[n - 1] == '/') {
		look->folder = part;
		const char *folder = arena_printf(&look->arena, "%s%.*s", before, (int)n - 1, part);
		return store_diff(full->store, NULL, &full->scan->tree, folder, add_change, look, err);
	}
	file = VEC_PUSH(&look->changes);
	file->path = part;
	return find(look, part, &file->blob, &file->there, err);
}

static int do_part(void *self, size_t unit, struct err *err)
{
	struct full *full = self;
	struct look *look = &full->look;
	arena_reset(&look->arena);
	look->changes.len = 0;
	look->topic = "";
	return read_part(full, full->parts.at[unit], err) || see_all(look, err) || end_topic(look, err) ? -1 : 0;
}

/* A row brings what its path said. */
static struct page_place place_of(const struct row *row)
{
	struct page_place place = {.kind = row->kind, .parent = row->parent, .handle = row->handle};
	place.stem = row->page.stem;
	place.name = row->kind == PAGE_REPLY        ? row->post.name
	             : row->kind == PAGE_ATTACHMENT ? row->file.name
	                                            : row->handle;
	return place;
}

static int receive_run(struct full *full, const char *bytes, size_t n, struct err *err)
{
	struct texts_run run;
	if (n < sizeof(run) + 1 || bytes[n - 1])
		return err_set(err, ERR_SYS, "a worker reports nonsense");
	memcpy(&run, bytes, sizeof(run));
	texts_note(full->scan->texts, bytes + sizeof(run), run);
	return 0;
}

/* 'w' and a warning, 'b' and where texts lie, 'r' and a row. */
static int receive(void *self, const char *bytes, size_t n, struct err *err)
{
	struct full *full = self;
	struct row row;
	if (*bytes == 'b')
		return receive_run(full, bytes + 1, n - 1, err);
	if (*bytes == 'w') {
		full->scan->warn(full->scan->self, bytes + 1);
		return 0;
	}
	if (row_unpack(bytes + 1, n - 1, &row, err))
		return -1;
	struct page_place place = place_of(&row);
	full->scan->files++;
	return plan_row(full->plan, &place, &row, err);
}

static int died(void *self, const char *subject, const char *how, struct err *err)
{
	(void)self;
	(void)subject;
	return err_set(err, ERR_SYS, "a worker that read content ended early (%s)", how);
}

int scan_full(struct scan *scan, struct plan *plan, struct err *err)
{
	struct full full = {.scan = scan, .plan = plan};
	struct pool pool = {.workers = scan->workers,
	                    .start = start_worker,
	                    .work = do_part,
	                    .receive = receive,
	                    .died = died,
	                    .self = &full};
	arena_init(&full.arena);
	int rc = cut(&full, "", 0, err);
	pool.units = full.parts.len;
	if (!rc)
		rc = pool_run(&pool, err);
	VEC_RELEASE(&full.parts);
	arena_release(&full.arena);
	return rc;
}
