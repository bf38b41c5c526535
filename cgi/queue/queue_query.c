#include "queue_query.h"

#include "cgi/visit/content.h"
#include "cgi/visit/say.h"
#include "core/text/escape.h"

enum { QUERY_MAX = 4000, HOUR = 3600, PERCENT = 10 };

/* Every field of the query with its name in an address. */
static const struct name {
	const char *name;
	size_t at;
} names[] = {
#define AT(field) {#field, offsetof(struct queue_query, field)}
	AT(by), AT(kind), AT(forum), AT(text), AT(chance), AT(age), AT(like), AT(sender), AT(network), AT(stem),
#undef AT
};

static const char **field_of(struct queue_query *query, size_t i)
{
	return (const char **)((char *)query + names[i].at);
}

struct queue_query queue_query_read(const struct form *form)
{
	struct queue_query query;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		*field_of(&query, i) = form_text(form, names[i].name);
	return query;
}

struct queue_query queue_query_within(struct visit *visit, const struct form *form)
{
	const char *within = form_text(form, "within");
	struct form_limits limits = {ARRAY_LEN(names), 64};
	struct form parsed = {0};
	struct err ignored = {0};
	if (strlen(within) > QUERY_MAX || form_parse_urlencoded(within, strlen(within), &limits, visit->arena, &parsed, &ignored))
		parsed = (struct form){0};
	return queue_query_read(&parsed);
}

const char *queue_query_write(struct visit *visit, const struct queue_query *query)
{
	struct queue_query copy = *query;
	struct str out;
	str_init(&out, 3 * QUERY_MAX);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const char *value = *field_of(&copy, i);
		if (!*value)
			continue;
		str_addf(&out, "%s%s=", out.len ? "&" : "", names[i].name);
		escape_url_arg(&out, value, strlen(value));
	}
	const char *text = arena_dup(visit->arena, out.over ? "" : out.at);
	str_release(&out);
	return text;
}

static const char *url_of(struct visit *visit, const char *path, const char *query, const char *more)
{
	const char *and = *query && *more ? "&" : "", *mark = *query || *more ? "?" : "";
	return arena_printf(visit->arena, "%s%s%s%s%s%s", fill_write_url(&visit->fill), path, mark, query, and, more);
}

const char *queue_query_url(struct visit *visit, const struct queue_query *query, const char *more)
{
	return url_of(visit, "queue", queue_query_write(visit, query), more);
}

const char *queue_query_item(struct visit *visit, const struct queue_query *query, const char *id)
{
	return url_of(visit, arena_printf(visit->arena, "queue/%s", id), queue_query_write(visit, query), "");
}

enum queue_by queue_query_by(const struct queue_query *query)
{
	enum queue_by by = QUEUE_BY_LIKE;
	return queue_by_parse(query->by, &by) ? by : QUEUE_BY_LIKE;
}

bool queue_query_is_group(const struct queue_query *query)
{
	return *query->like || *query->sender || *query->network || *query->stem;
}

bool queue_query_is_filtered(const struct queue_query *query)
{
	return *query->kind || *query->forum || *query->text || *query->chance || *query->age;
}

static int64_t seconds_of(const char *age)
{
	return !strcmp(age, "hour") ? HOUR : !strcmp(age, "day") ? 24 * HOUR : !strcmp(age, "week") ? 7 * 24 * HOUR : 0;
}

static struct queue_filter filter_of(const struct visit *visit, const struct queue_query *query)
{
	int64_t age = seconds_of(query->age);
	return (struct queue_filter){
		.kind = query->kind, .forum = query->forum, .text = query->text, .sender = query->sender,
		.network = query->network, .like = query->like, .stem = query->stem,
		.score_min = !strcmp(query->chance, "likely") ? QUEUE_RISKY : 0,
		.score_max = !strcmp(query->chance, "unlikely") ? QUEUE_RISKY - 1 : -1,
		.before = age ? visit->now - age : 0,
		.flood = !strcmp(query->chance, "flood"),
	};
}

int queue_query_choose(struct visit *visit, const struct queue_query *query, struct queue_view *view, struct err *err)
{
	struct queue_filter filter = filter_of(visit, query);
	*view = (struct queue_view){.query = *query,
				    .source = {.conf = &visit->server->site.conf, .arena = visit->arena, .now = visit->now}};
	if (server_queue(visit->server, &view->source.queue, err) || server_state(visit->server, &view->source.state, err) ||
	    queue_index_read(&view->source, &view->index, err))
		return -1;
	visit->waiting = (int64_t)view->index.len;
	visit->queue_known = true;
	queue_index_choose(&view->index, &filter, visit->arena, &view->list);
	return 0;
}

static const char *forum_title(struct visit *visit, const char *forum)
{
	struct page page;
	struct err ignored = {0};
	if (!*forum || content_page(visit, arena_printf(visit->arena, "forums/%s/index.md", forum), &page, &ignored))
		return NULL;
	return page.title;
}

int queue_query_fill(struct visit *visit, const struct queue_query *query, const struct queue_entry *entry,
                     struct view_queue_item *item, struct err *err)
{
	const struct page *profile;
	if (content_profile(visit, entry->author, &profile, err))
		return -1;
	*item = (struct view_queue_item){
		.id = entry->id,
		.url = queue_query_item(visit, query, entry->id),
		.summary = say_summary(visit, entry->summary),
		.kind = entry->kind,
		.excerpt = entry->excerpt,
		.forum_title = forum_title(visit, entry->forum),
		.host = entry->host,
		.links = entry->links,
		.author = fill_person(&visit->fill, entry->author, entry->guest, profile),
		.score = entry->score / PERCENT,
		.likely_spam = entry->score >= QUEUE_RISKY,
		.alike = entry->alike > 1 ? (int64_t)entry->alike : 0,
		.holder = *entry->claimed_by && strcmp(entry->claimed_by, visit->handle) ? entry->claimed_by : NULL,
	};
	return fill_time(&visit->fill, entry->submitted, &item->submitted, err);
}

struct mustache_list queue_query_answers(struct visit *visit)
{
	const struct option_texts *answers = &visit->server->site.conf.moderation_answers;
	struct view_link *links = arena_alloc(visit->arena, answers->len + 1, sizeof(*links));
	for (size_t i = 0; i < answers->len; i++)
		links[i].title = answers->at[i];
	return (struct mustache_list){links, answers->len};
}
