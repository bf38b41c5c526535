#include "spam_learn.h"

#include "core/base/map.h"
#include "core/base/vec.h"
#include "core/page/page.h"
#include "core/state/state_facts.h"
#include "core/text/text.h"
#include "spam.h"

enum { DAY = 86400, FILE_BYTES = 4 << 20, RESCORE_EACH = 5, RESCORE_SHARE = 20, RARE_DAYS = 180, LESSONS_AT_ONCE = 500 };

/* What the queue says of one id. */
struct standing {
	char id[TEXT_ID_LEN + 1];
	char mark[STORE_HEX]; /* "" while it waits, else of the verdict */
};
struct standings VEC_OF(struct standing);

static int note_ref(void *self, const char *ref, const struct store_id *to, struct err *err)
{
	struct standings *all = self;
	const char *id = strrchr(ref, '/') + 1;
	(void)err;
	if (!text_is_id(id, strlen(id)))
		return 0;
	struct standing *one = VEC_PUSH(all);
	snprintf(one->id, sizeof(one->id), "%s", id);
	if (strncmp(ref, "refs/heads/", strlen("refs/heads/")))
		store_hex(to, one->mark);
	return 0;
}

/* A verdict that was cut short has a branch beside it; the verdict counts. */
static int by_id(const void *a, const void *b)
{
	const struct standing *x = a, *y = b;
	int order = strcmp(x->id, y->id);
	return order ? order : strcmp(y->mark, x->mark);
}

static int list_standings(struct queue *queue, struct standings *all, struct err *err)
{
	static const char *const prefixes[] = {"refs/approved/", "refs/rejected/", "refs/withdrawn/", "refs/heads/"};
	for (size_t i = 0; i < ARRAY_LEN(prefixes); i++)
		if (store_refs(queue_store(queue), prefixes[i], note_ref, all, err))
			return -1;
	if (all->len)
		qsort(all->at, all->len, sizeof(*all->at), by_id);
	return 0;
}

const char *spam_added(const char *before, const char *after, struct arena *arena)
{
	struct map lines;
	struct str added;
	map_init(&lines, arena);
	str_init(&added, FILE_BYTES);
	for (const char *at = before; *at; at += strcspn(at, "\n"), at += *at == '\n')
		map_put(&lines, at, strcspn(at, "\n"))->value.number = 1;
	for (const char *at = after; *at; at += strcspn(at, "\n"), at += *at == '\n')
		if (!map_find(&lines, at, strcspn(at, "\n")))
			str_addf(&added, "%.*s\n", (int)strcspn(at, "\n"), at);
	const char *copy = arena_dupn(arena, added.at, added.len);
	str_release(&added);
	map_release(&lines);
	return copy;
}

/* A file of a commit, "" where it has none, or one that is no text of anybody's length. */
static int read_file(const struct spam_learn *learn, const struct store_id *commit, const char *path, struct arena *arena,
                     const char **text, struct err *err)
{
	struct store *store = queue_store(learn->queue);
	struct store_commit_info info;
	struct store_id blob;
	struct str file;
	*text = "";
	if (store_commit_info(store, commit, arena, &info, err))
		return -1;
	if (store_find(store, &info.tree, path, &blob, err)) {
		bool none = err->code == ERR_NOTFOUND;
		err_clear(err);
		return none ? 0 : -1;
	}
	str_init(&file, FILE_BYTES);
	int rc = store_read(store, &blob, &file, err);
	bool large = rc && err->code == ERR_LIMIT;
	*text = arena_dupn(arena, file.at, large ? 0 : strnlen(file.at, file.len));
	str_release(&file);
	return large ? (err_clear(err), 0) : rc;
}

/* Title, name and text of a page; all of a text that is none. */
static struct spam_source source_of(const struct spam_learn *learn, const char *path, const char *text, struct arena *arena)
{
	const struct config *conf = &learn->site->conf;
	struct spam_source source = {"", "", text, strlen(text), conf->site_language};
	struct page_limits limits = {FILE_BYTES, (size_t)conf->front_matter_max, (size_t)conf->title_max};
	struct page_place place;
	struct page page;
	struct err err = {0};
	size_t prefix = strlen(conf->content_path);
	const char *inner = prefix && !strncmp(path, conf->content_path, prefix) ? path + prefix + 1 : path;
	if (page_locate(inner, arena, &place, &err) || place.kind == PAGE_NONE ||
	    page_parse(&place, text, strlen(text), &limits, arena, &page, &err))
		return source;
	const char *said = page_text(&page, arena);
	return (struct spam_source){page.title, page.guest_name, said, strlen(said), conf->site_language};
}

/* The page before the files beside it. */
static const char *path_of(const struct queue_item *item)
{
	for (size_t i = 0; i < item->npaths; i++) {
		size_t n = strlen(item->paths[i]);
		if (n > 3 && !strcmp(item->paths[i] + n - 3, ".md"))
			return item->paths[i];
	}
	return item->npaths ? item->paths[0] : "";
}

int spam_text_of(const struct spam_learn *learn, const struct queue_item *item, struct arena *arena, struct spam_text *text,
                 struct err *err)
{
	const char *before = "", *after = "", *path = path_of(item);
	if (*path && (read_file(learn, &item->base, path, arena, &before, err) ||
	                     read_file(learn, &item->commit, path, arena, &after, err)))
		return -1;
	struct spam_source source = source_of(learn, path, after, arena);
	if (*before) {
		struct spam_source old = source_of(learn, path, before, arena);
		source.title = strcmp(old.title, source.title) ? source.title : "";
		source.body = spam_added(old.body, source.body, arena);
		source.body_len = strlen(source.body);
	}
	return spam_text_read(&source, arena, text, err);
}

static enum spam_lesson lesson_of(const struct queue_item *item)
{
	switch (item->state) {
	case QUEUE_WAITING: return SPAM_NONE;
	/* Who may publish at once approves what they wrote: nobody looked at it. */
	case QUEUE_APPROVED: return strcmp(item->reviewer, item->author) ? SPAM_HAM : SPAM_OTHER;
	case QUEUE_REJECTED: return item->spam ? SPAM_SPAM : SPAM_OTHER;
	default: return SPAM_OTHER;
	}
}

/* One that came by git, or before this program kept words: its text is read now. */
static int remember(const struct spam_learn *learn, const struct queue_item *item, struct arena *arena, struct err *err)
{
	struct spam_text text;
	struct state_spam_text row = {item->id, item->author, "", path_of(item), 0, 0, item->submitted};
	if (spam_text_of(learn, item, arena, &text, err))
		return -1;
	row.digest = text.digest;
	return state_spam_put(learn->state, &row, &text, err);
}

static int learn_one(const struct spam_learn *learn, const struct standing *at, bool known, struct err *err)
{
	struct queue_item item;
	struct arena arena;
	arena_init(&arena);
	int rc = queue_find(learn->queue, at->id, &arena, &item, err);
	if (!rc && !known)
		rc = remember(learn, &item, &arena, err);
	if (!rc) {
		struct state_spam_lesson lesson = {at->id, at->mark, lesson_of(&item), learn->now};
		rc = state_spam_teach(learn->state, &lesson, err);
	}
	/* Taken away between two looks, or a merge of which a rewritten history knows nothing: no lesson. */
	if (rc && err->code == ERR_NOTFOUND) {
		err_clear(err);
		rc = 0;
	}
	arena_release(&arena);
	return rc;
}

static const struct state_spam_row *find_row(const struct state_spam_rows *rows, const char *id)
{
	size_t from = 0, to = rows->len;
	while (from < to) {
		size_t mid = (from + to) / 2;
		int order = strcmp(rows->at[mid].id, id);
		if (!order)
			return &rows->at[mid];
		from = order < 0 ? mid + 1 : from;
		to = order < 0 ? to : mid;
	}
	return NULL;
}

static bool is_news(const struct standings *all, size_t i, const struct state_spam_row *row)
{
	const struct standing *at = &all->at[i];
	return !(i && !strcmp(at[-1].id, at->id)) && strcmp(row ? row->mark : "", at->mark);
}

/* From *next on, some: together they wait for the disk once, and nobody waits long for them. */
static int learn_some(const struct spam_learn *learn, const struct standings *all, const struct state_spam_rows *rows,
                      size_t *next, struct err *err)
{
	int rc = 0;
	if (state_begin(learn->state, err))
		return -1;
	for (size_t n = 0; !rc && *next < all->len && n < LESSONS_AT_ONCE; ++*next) {
		const struct standing *at = &all->at[*next];
		const struct state_spam_row *row = find_row(rows, at->id);
		if (!is_news(all, *next, row))
			continue;
		rc = learn_one(learn, at, row != NULL, err);
		n++;
	}
	return state_end(learn->state, rc, err);
}

static int learn_all(const struct spam_learn *learn, const struct standings *all, const struct state_spam_rows *rows,
                     size_t *lessons, struct err *err)
{
	for (size_t i = 0; i < all->len; i++)
		*lessons += is_news(all, i, find_row(rows, all->at[i].id));
	for (size_t next = 0; *lessons && next < all->len;)
		if (learn_some(learn, all, rows, &next, err))
			return -1;
	return 0;
}

static bool is_there(const struct standings *all, const char *id)
{
	size_t from = 0, to = all->len;
	while (from < to) {
		size_t mid = (from + to) / 2;
		if (strcmp(all->at[mid].id, id) < 0)
			from = mid + 1;
		else
			to = mid;
	}
	return from < all->len && !strcmp(all->at[from].id, id);
}

/* A text goes when the queue forgets its submission; a file's, that somebody taught by hand, never does. */
static int drop_old(const struct spam_learn *learn, const struct standings *all, const struct state_spam_rows *rows,
                    struct err *err)
{
	int64_t before = learn->now - learn->site->conf.moderation_keep_days * DAY;
	for (size_t i = 0; i < rows->len; i++) {
		const struct state_spam_row *row = &rows->at[i];
		if (row->at >= before || !text_is_id(row->id, strlen(row->id)))
			continue;
		if (!is_there(all, row->id) && state_spam_drop(learn->state, row->id, err))
			return -1;
	}
	return state_spam_prune(learn->state, learn->now - (int64_t)RARE_DAYS * DAY, err);
}

static int rescore_one(const struct spam_learn *learn, const struct state_spam_row *row, struct arena *arena, struct err *err)
{
	struct spam_counts counts;
	struct state_facts facts;
	if (state_spam_recount(learn->state, row->id, arena, &counts, err))
		return -1;
	if (state_facts_find(learn->state, row->id, arena, &facts, err)) {
		bool none = err->code == ERR_NOTFOUND;
		err_clear(err);
		return none ? 0 : -1;
	}
	struct spam_belief belief = spam_filter(&counts, learn->site->conf.spam_lessons);
	return state_spam_rescore(learn->state, row->id, spam_score(row->points, belief),
	                          spam_reasons_renew(facts.reasons, belief, arena), err);
}

/* In one transaction: three thousand of them are one wait for the disk. */
static int rescore(const struct spam_learn *learn, const struct standings *all, const struct state_spam_rows *rows,
                   size_t *rescored, struct err *err)
{
	struct arena arena;
	int rc = 0;
	arena_init(&arena);
	if (state_begin(learn->state, err))
		return -1;
	for (size_t i = 0; !rc && i < all->len; i++) {
		const struct state_spam_row *row = *all->at[i].mark ? NULL : find_row(rows, all->at[i].id);
		if (!row || *row->mark)
			continue;
		rc = rescore_one(learn, row, &arena, err);
		arena_reset(&arena);
		++*rescored;
	}
	rc = state_end(learn->state, rc, err);
	arena_release(&arena);
	return rc;
}

/* Not after each lesson of a long morning: it takes as long as the queue is. */
static int rescore_if_due(const struct spam_learn *learn, const struct standings *all, const struct state_spam_rows *rows,
                          size_t *rescored, struct err *err)
{
	struct state_spam_totals totals;
	int64_t before;
	if (state_spam_totals(learn->state, &totals, err) || state_spam_scored(learn->state, &before, err))
		return -1;
	int64_t lessons = totals.spam + totals.ham, enough = learn->site->conf.spam_lessons;
	int64_t more = lessons > before ? lessons - before : before - lessons;
	if (totals.spam < enough || totals.ham < enough || more < RESCORE_EACH || more * RESCORE_SHARE < lessons)
		return 0;
	return rescore(learn, all, rows, rescored, err) ? -1 : state_spam_set_scored(learn->state, lessons, err);
}

int spam_learn(const struct spam_learn *learn, struct spam_learned *learned, struct err *err)
{
	struct standings all = {0};
	struct state_spam_rows rows;
	struct arena arena;
	*learned = (struct spam_learned){0};
	arena_init(&arena);
	int rc = list_standings(learn->queue, &all, err);
	if (!rc)
		rc = state_spam_all(learn->state, &arena, &rows, err);
	if (!rc)
		rc = learn_all(learn, &all, &rows, &learned->lessons, err);
	if (!rc)
		rc = drop_old(learn, &all, &rows, err);
	if (!rc)
		rc = rescore_if_due(learn, &all, &rows, &learned->rescored, err);
	VEC_RELEASE(&all);
	arena_release(&arena);
	return rc;
}
