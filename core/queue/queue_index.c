#include "queue_index.h"

#include "core/page/page.h"
#include "core/state/state_glance.h"
#include "core/text/text.h"
#include "queue_inner.h"

enum { EXCERPT = 240, HOST_MAX = 100 };

/* One reading of the queue: what was known of it, and what is new. */
struct reader {
	const struct queue_source *source;
	struct state_glances known;
	struct state_facts_list facts;
	struct fresh VEC_OF(struct state_glance) fresh;
	struct gone VEC_OF(const char *) gone;
	struct queue_index *index;
};

/* ---- one submission, read ---- */

/* The first words, on one line. */
static const char *excerpt_of(const char *text, size_t n, struct arena *arena)
{
	struct str line;
	size_t cut = n < EXCERPT ? n : EXCERPT;
	while (cut && cut < n && ((unsigned char)text[cut] & 0xC0) == 0x80)
		cut--;
	str_init(&line, 4 * EXCERPT);
	text_one_line(&line, text, cut);
	const char *copy = arena_printf(arena, "%s%s", line.at, cut < n ? "…" : "");
	str_release(&line);
	return copy;
}

/* Links as they stand in the text: markdown's own reading of it would cost more than it tells here. */
static void note_links(const char *text, struct state_glance *glance, struct arena *arena)
{
	for (const char *at = text; (at = strstr(at, "://")); at += 3) {
		size_t n = strcspn(at + 3, "/ \t\n)>]\"'?#:|\\");
		glance->links++;
		if (glance->links == 1 && n && n < HOST_MAX)
			glance->host = excerpt_of(at + 3, n, arena);
	}
}

/* Its one page; the files that lie beside that are not text. NULL: it has several, or none. */
static const char *page_of(const struct queue_item *item)
{
	const char *page = NULL;
	for (size_t i = 0; i < item->npaths; i++) {
		size_t n = strlen(item->paths[i]);
		if (n < 3 || strcmp(item->paths[i] + n - 3, ".md") != 0)
			continue;
		if (page)
			return NULL;
		page = item->paths[i];
	}
	return page;
}

static int read_text(const struct queue_source *source, const struct queue_item *item, struct str *out, struct err *err)
{
	struct store *store = queue_store(source->queue);
	struct store_commit_info info;
	struct store_id blob;
	return store_commit_info(store, &item->commit, source->arena, &info, err) ||
	               store_find(store, &info.tree, page_of(item), &blob, err) || store_read(store, &blob, out, err)
	           ? -1
	           : 0;
}

static const char *content_path(const struct queue_source *source, const char *path)
{
	const char *folder = source->conf->content_path;
	size_t n = strlen(folder);
	if (!n)
		return path;
	return strncmp(path, folder, n) == 0 && path[n] == '/' ? path + n + 1 : NULL;
}

static void sketch_text(const char *title, const char *text, struct arena *arena, struct alike *sketch)
{
	const char *words = arena_printf(arena, "%s\n%s", title, text);
	alike_sketch(words, strlen(words), sketch);
}

/* What is no page, or not well-formed, still waits for somebody: then its bytes are what is known. */
static void note_page(const struct queue_source *source, const struct str *text, struct state_glance *glance,
                      struct alike *sketch)
{
	const struct config *conf = source->conf;
	struct page_limits limits = {(size_t)(conf->staff_max + conf->front_matter_max), (size_t)conf->front_matter_max,
	                             (size_t)conf->title_max};
	struct page_place place;
	struct page page = {.title = "", .guest_name = "", .body = text->at, .body_len = text->len};
	struct err ignored = {0};
	if (!page_locate(glance->path, source->arena, &place, &ignored)) {
		glance->forum = place.forum;
		glance->stem = *place.parent ? place.parent : place.stem;
		if (page_parse(&place, text->at, text->len, &limits, source->arena, &page, &ignored))
			page = (struct page){.title = "", .guest_name = "", .body = text->at, .body_len = text->len};
	}
	glance->title = arena_dup(source->arena, page.title);
	glance->guest = arena_dup(source->arena, page.guest_name);
	glance->excerpt = excerpt_of(page.body, page.body_len, source->arena);
	const char *said = page_text(&page, source->arena);
	note_links(said, glance, source->arena);
	sketch_text(page.title, said, source->arena, sketch);
}

static int read_one(const struct queue_source *source, const struct queue_branch *branch, struct state_glance *glance,
                    struct err *err)
{
	struct queue_item item;
	struct str text;
	char sketch_text[ALIKE_TEXT], hex[STORE_HEX];
	struct alike sketch;
	if (queue_read_waiting(source->queue, branch, source->arena, &item, err))
		return -1;
	store_hex(&branch->commit, hex);
	*glance = (struct state_glance){.id = item.id, .commit = arena_dup(source->arena, hex), .author = item.author, .guest = "",
	                                .summary = item.summary, .path = "", .forum = "", .stem = "", .title = "",
	                                .excerpt = "", .host = "", .files = (int64_t)item.npaths, .submitted = item.submitted};
	const char *path = page_of(&item) ? content_path(source, page_of(&item)) : NULL;
	alike_sketch(item.summary, strlen(item.summary), &sketch);
	str_init(&text, (size_t)source->conf->staff_max + (size_t)source->conf->front_matter_max);
	if (path) {
		struct err ignored = {0}; /* it may remove a file, or hold one too large to be published */
		glance->path = path;
		if (!read_text(source, &item, &text, &ignored))
			note_page(source, &text, glance, &sketch);
	}
	str_release(&text);
	alike_print(&sketch, sketch_text);
	glance->sketch = arena_dup(source->arena, sketch_text);
	return 0;
}

static int note_one(const struct queue_source *source, const char *id, struct state_glances *all, struct err *err)
{
	struct queue_branch branch;
	enum queue_state state;
	snprintf(branch.id, sizeof(branch.id), "%s", id);
	if (queue_locate(source->queue, id, &state, &branch.commit, err))
		return err->code == ERR_NOTFOUND ? (err_clear(err), 0) : -1;
	if (state != QUEUE_WAITING)
		return 0;
	return read_one(source, &branch, &all->at[all->len++], err);
}

int queue_index_note(const struct queue_source *source, const char *const *ids, size_t n, struct err *err)
{
	struct state_glances all = {arena_alloc(source->arena, n + 1, sizeof(*all.at)), 0};
	for (size_t i = 0; i < n; i++)
		if (note_one(source, ids[i], &all, err))
			return -1;
	return all.len ? state_glances_renew(source->state, &all, NULL, 0, err) : 0;
}

int queue_index_alike(const struct queue_source *source, const char *title, const char *text, int64_t *n, struct err *err)
{
	struct state_sketches all;
	struct alike own, other;
	*n = 0;
	if (state_glance_sketches(source->state, source->arena, &all, err))
		return -1;
	sketch_text(title, text, source->arena, &own);
	for (size_t i = 0; i < all.len; i++)
		*n += alike_parse(all.at[i], &other) && alike_compare(&own, &other) >= ALIKE_MIN;
	return 0;
}

/* ---- all of them ---- */

static const char *kind_of(const char *summary)
{
	const char *kind = "";
	for (size_t i = 0; queue_kind_name(i); i++) {
		kind = queue_kind_name(i);
		size_t n = strlen(kind);
		if (strncmp(summary, kind, n) == 0 && summary[n] == ':')
			break;
	}
	return kind;
}

static void add_entry(struct reader *reader, const struct state_glance *glance)
{
	struct queue_entry *entry = &reader->index->at[reader->index->len++];
	const struct state_facts *facts = state_facts_in(&reader->facts, glance->id);
	*entry = (struct queue_entry){
		.id = glance->id, .author = glance->author, .summary = glance->summary, .guest = glance->guest,
		.kind = kind_of(glance->summary), .path = glance->path, .forum = glance->forum, .stem = glance->stem,
		.title = glance->title, .excerpt = glance->excerpt, .host = glance->host, .network = "", .rule = "", .reasons = "",
		.claimed_by = "", .submitted = glance->submitted, .links = glance->links, .files = glance->files};
	if (!alike_parse(glance->sketch, &entry->sketch))
		alike_sketch("", 0, &entry->sketch);
	if (!facts)
		return;
	entry->network = facts->network;
	entry->rule = facts->rule;
	entry->reasons = facts->reasons;
	entry->score = facts->score;
	if (facts->claimed_until > reader->source->now)
		entry->claimed_by = facts->claimed_by;
}

static int by_id(const void *id, const void *glance)
{
	return strcmp(id, ((const struct state_glance *)glance)->id);
}

static const struct state_glance *known(const struct reader *reader, const struct queue_branch *branch)
{
	char hex[STORE_HEX];
	const struct state_glance *glance = reader->known.len ? bsearch(branch->id, reader->known.at, reader->known.len,
	                                                                sizeof(*glance), by_id)
	                                                      : NULL;
	store_hex(&branch->commit, hex);
	return glance && strcmp(glance->commit, hex) == 0 ? glance : NULL;
}

/* A branch that has a verdict too is one whose verdict was cut short: it does not wait. */
static int add_branch(struct reader *reader, const struct queue_branch *branch, struct err *err)
{
	enum queue_state state;
	struct store_id at;
	struct state_glance made;
	if (branch->merged)
		return 0;
	if (queue_locate(reader->source->queue, branch->id, &state, &at, err))
		return err->code == ERR_NOTFOUND ? (err_clear(err), 0) : -1;
	if (state != QUEUE_WAITING)
		return 0;
	const struct state_glance *glance = known(reader, branch);
	if (!glance) {
		if (read_one(reader->source, branch, &made, err))
			return err_prefix(err, "submission %s", branch->id);
		*VEC_PUSH(&reader->fresh) = made;
		glance = &made;
	}
	add_entry(reader, glance);
	return 0;
}

static int add_all(struct reader *reader, struct err *err)
{
	struct queue *queue = reader->source->queue;
	struct queue_branches branches = {0};
	int rc = queue_scan_all(queue, &branches, err);
	reader->index->at = arena_alloc(reader->source->arena, branches.len + 1, sizeof(*reader->index->at));
	for (size_t i = 0; !rc && i < branches.len; i++)
		rc = add_branch(reader, &branches.at[i], err);
	VEC_RELEASE(&branches);
	return rc;
}

/* What was remembered of submissions that are decided goes: it holds their words. It may fail: then it goes next time. */
static void remember(struct reader *reader)
{
	struct err ignored = {0};
	struct state_glances fresh = {reader->fresh.at, reader->fresh.len};
	for (size_t i = 0; i < reader->known.len; i++)
		if (!queue_index_find(reader->index, reader->known.at[i].id))
			*VEC_PUSH(&reader->gone) = reader->known.at[i].id;
	if (reader->fresh.len || reader->gone.len)
		(void)!state_glances_renew(reader->source->state, &fresh, reader->gone.at, reader->gone.len, &ignored);
}

static void group_alike(struct queue_index *index, struct arena *arena)
{
	const struct alike **sketches = arena_alloc(arena, index->len + 1, sizeof(const struct alike *));
	size_t *group = arena_alloc(arena, index->len + 1, sizeof(*group));
	for (size_t i = 0; i < index->len; i++)
		sketches[i] = &index->at[i].sketch;
	alike_group(sketches, index->len, arena, group);
	for (size_t i = 0; i < index->len; i++) {
		index->at[i].like = group[i];
		index->at[group[i]].alike++;
	}
	for (size_t i = 0; i < index->len; i++)
		index->at[i].alike = index->at[group[i]].alike;
}

static void mark_floods(struct queue_index *index, struct arena *arena)
{
	struct queue_filter all = {.kind = "", .forum = "", .text = "", .sender = "", .network = "", .like = "", .stem = "", .score_max = -1};
	struct queue_list list;
	struct queue_groups groups;
	queue_index_choose(index, &all, arena, &list);
	queue_index_group(&list, QUEUE_BY_LIKE, arena, &groups);
	for (size_t i = 0; i < groups.len; i++) {
		const struct queue_group *group = &groups.at[i];
		if (!group->risky || group->list.len < QUEUE_FLOOD)
			continue;
		for (size_t j = 0; j < group->list.len; j++)
			index->at[group->list.at[j] - index->at].flood = true;
		index->floods++;
		index->flooded += group->list.len;
	}
}

int queue_index_read(const struct queue_source *source, struct queue_index *index, struct err *err)
{
	struct reader reader = {.source = source, .index = index};
	*index = (struct queue_index){0};
	int rc = state_glances(source->state, source->arena, &reader.known, err) ||
	         state_facts_all(source->state, source->arena, &reader.facts, err) || add_all(&reader, err);
	if (!rc) {
		remember(&reader);
		group_alike(index, source->arena);
		mark_floods(index, source->arena);
	}
	VEC_RELEASE(&reader.fresh);
	VEC_RELEASE(&reader.gone);
	return rc ? -1 : 0;
}

static int entry_by_id(const void *id, const void *entry)
{
	return strcmp(id, ((const struct queue_entry *)entry)->id);
}

struct queue_entry *queue_index_find(const struct queue_index *index, const char *id)
{
	return index->len ? bsearch(id, index->at, index->len, sizeof(*index->at), entry_by_id) : NULL;
}
