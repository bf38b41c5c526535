#include "lists.h"

static int by_number(int64_t a, int64_t b)
{
	return a > b ? -1 : a < b;
}

/* Highest first, as SQL compares a row of values; stems tell equals apart. */
static int by_stem(const struct catalogue_page *a, const struct catalogue_page *b)
{
	return strcmp(b->stem, a->stem);
}

static int by_active(const struct catalogue_page *a, const struct catalogue_page *b)
{
	int order = by_number(a->active, b->active);
	return order ? order : by_stem(a, b);
}

static int by_date(const struct catalogue_page *a, const struct catalogue_page *b)
{
	int order = by_number(a->date, b->date);
	return order ? order : by_stem(a, b);
}

static int by_month(const struct catalogue_page *a, const struct catalogue_page *b)
{
	int order = by_number(a->ym, b->ym);
	return order ? order : by_date(a, b);
}

static int by_votes(const struct catalogue_page *a, const struct catalogue_page *b)
{
	int order = by_number(a->votes, b->votes);
	return order ? order : by_date(a, b);
}

static int by_score(const struct catalogue_page *a, const struct catalogue_page *b)
{
	int order = by_number(a->votes + a->replies, b->votes + b->replies);
	return order ? order : by_date(a, b);
}

/* What the catalogue's partial indices hold. */
static bool is_open(const struct catalogue_page *topic)
{
	return topic->status == STATUS_OPEN;
}

static bool is_planned(const struct catalogue_page *topic)
{
	return topic->status == STATUS_PLANNED;
}

static bool is_started(const struct catalogue_page *topic)
{
	return topic->status == STATUS_STARTED;
}

static bool is_done(const struct catalogue_page *topic)
{
	return topic->status == STATUS_DONE;
}

static bool is_declined(const struct catalogue_page *topic)
{
	return topic->status == STATUS_DECLINED;
}

static bool is_unsolved(const struct catalogue_page *topic)
{
	return !*topic->answer && !topic->locked && !topic->pinned;
}

static bool is_waiting(const struct catalogue_page *topic)
{
	return is_unsolved(topic) && !topic->status && !topic->staff;
}

#define ALL (~0u)
#define IDEAS(list, of) {.name = (list), .folder = list "/", .kinds = LISTS_KIND(IDEAS), .site = LIST_NONE, .forum = LIST_IDEAS, \
			 .forum_only = true, .status = (of), .forum_order = by_votes,
/* clang-format off */
static const struct list table[] = {
	{.name = "active", .folder = "", .kinds = ALL, .site = LIST_ACTIVE, .forum = LIST_NONE, .order = by_active},
	{.name = "new", .folder = "new/", .kinds = ALL, .site = LIST_TOPICS_NEWEST, .forum = LIST_FORUM_NEWEST,
	 .order = by_date, .forum_order = by_month},
	{.name = "unanswered", .folder = "unanswered/", .kinds = LISTS_KIND(QUESTIONS), .site = LIST_NONE,
	 .forum = LIST_FORUM_UNSOLVED, .holds = is_unsolved, .order = by_month, .forum_order = by_month},
	{.name = "waiting", .folder = "waiting/", .kinds = LISTS_KIND(QUESTIONS) | LISTS_KIND(IDEAS), .site = LIST_NONE,
	 .forum = LIST_FORUM_WAITING, .holds = is_waiting, .order = by_month, .forum_order = by_month},
	{.name = "top", .folder = "top/", .kinds = ~LISTS_KIND(IDEAS), .site = LIST_MONTH_TOP, .forum = LIST_FORUM_TOP, .monthly = true,
	 .order = by_score, .forum_order = by_score},
	IDEAS("votes", STATUS_OPEN) .holds = is_open},
	IDEAS("planned", STATUS_PLANNED) .holds = is_planned},
	IDEAS("started", STATUS_STARTED) .holds = is_started},
	IDEAS("done", STATUS_DONE) .holds = is_done},
	IDEAS("declined", STATUS_DECLINED) .holds = is_declined},
};
/* clang-format on */

const struct list *lists(size_t *n)
{
	*n = ARRAY_LEN(table);
	return table;
}

const struct list *lists_find(const char *name, size_t n)
{
	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		if (strlen(table[i].name) == n && memcmp(table[i].name, name, n) == 0)
			return &table[i];
	return NULL;
}

bool lists_has(const struct list *list, int64_t forum_kind)
{
	return list->forum != LIST_NONE && list->kinds & 1u << forum_kind;
}

/* ---- many forums as one ---- */

/* A forum whose topics are being merged, with those read ahead. */
struct source {
	const char *forum;
	struct catalogue_pages ahead;
	size_t at;
	int64_t read;
};

struct merging {
	struct catalogue *cat;
	const struct lists_merge *merge;
	struct arena *arena;
	struct source *sources;
	size_t nsources;
	int64_t step; /* topics to read at once */
};

/* The next topic of a forum, or NULL at its end. */
static int look(struct merging *m, struct source *source, const struct catalogue_page **topic, struct err *err)
{
	bool ended = source->read && (int64_t)source->ahead.len < m->step;
	*topic = NULL;
	if (source->at == source->ahead.len && !ended) {
		struct catalogue_query query = {
		    .list = m->merge->list, .text = source->forum, .limit = m->step, .offset = source->read};
		if (catalogue_pages(m->cat, &query, m->arena, &source->ahead, err))
			return -1;
		source->at = 0;
		source->read += m->step;
	}
	if (source->at < source->ahead.len)
		*topic = &source->ahead.at[source->at];
	return 0;
}

static int take_first(struct merging *m, const struct catalogue_page **first, struct err *err)
{
	struct source *from = NULL;
	*first = NULL;
	for (size_t i = 0; i < m->nsources; i++) {
		const struct catalogue_page *topic;
		if (look(m, &m->sources[i], &topic, err))
			return -1;
		if (!topic || (*first && by_month(topic, *first) >= 0))
			continue;
		*first = topic;
		from = &m->sources[i];
	}
	if (from)
		from->at++;
	return 0;
}

static int find_sources(struct merging *m, struct err *err)
{
	struct catalogue_query query = {.list = LIST_FORUMS};
	struct catalogue_pages forums;
	if (catalogue_pages(m->cat, &query, m->arena, &forums, err))
		return -1;
	m->sources = arena_alloc(m->arena, forums.len + 1, sizeof(*m->sources));
	for (size_t i = 0; i < forums.len; i++)
		if (m->merge->kinds & 1u << forums.at[i].forum_kind)
			m->sources[m->nsources++].forum = forums.at[i].forum;
	m->step = m->merge->limit / (int64_t)(m->nsources + 1) + 1;
	return 0;
}

int lists_merge(struct catalogue *cat, const struct lists_merge *merge, struct arena *arena,
                struct catalogue_pages *pages, struct err *err)
{
	struct merging m = {.cat = cat, .merge = merge, .arena = arena};
	const struct catalogue_page *topic;
	if (find_sources(&m, err))
		return -1;
	*pages = (struct catalogue_pages){arena_alloc(arena, (size_t)merge->limit + 1, sizeof(*pages->at)), 0};
	while ((int64_t)pages->len < merge->limit) {
		if (take_first(&m, &topic, err))
			return -1;
		if (!topic)
			break;
		pages->at[pages->len++] = *topic;
	}
	return 0;
}

int lists_pages(struct catalogue *cat, const struct list *list, const struct lists_query *query, struct arena *arena,
                struct catalogue_pages *pages, struct err *err)
{
	struct catalogue_query one = {.list = query->forum ? list->forum : list->site,
	                              .text = query->forum,
	                              .a = list->monthly ? query->ym : list->status,
	                              .limit = query->limit,
	                              .offset = query->offset};
	if (one.list != LIST_NONE)
		return catalogue_pages(cat, &one, arena, pages, err);
	struct lists_merge merge = {list->kinds, list->forum, query->limit};
	return lists_merge(cat, &merge, arena, pages, err);
}
