#include "queue_desk.h"

#include "core/base/json.h"
#include "core/text/date.h"

enum { EXCERPT = 72 };

const char *queue_desk_who(struct queue_desk *queue, const struct queue_entry *entry)
{
	if (strcmp(entry->author, "guest") != 0)
		return entry->author;
	return *entry->guest ? arena_printf(&queue->desk.arena, "%s (guest)", entry->guest) : "guest";
}

int queue_desk_put(const struct str *json, struct err *err)
{
	if (str_check(json, "JSON", err))
		return -1;
	fwrite(json->at, 1, json->len, stdout);
	return 0;
}

/* ---- as rows ---- */

/* A text and blanks to a width in characters; longer ones stay whole. */
static void put_wide(struct term *term, const char *text, size_t width)
{
	size_t length = 0;
	for (const char *c = text; *c; c++)
		length += ((unsigned char)*c & 0xC0) != 0x80;
	term_word(term, text);
	for (; length < width; length++)
		putc(' ', term->out);
}

static void put_score(struct term *term, int64_t score, bool risky)
{
	term_style(term, risky ? TERM_RED : TERM_PLAIN);
	fprintf(term->out, "%4lld", (long long)score);
	term_style(term, TERM_PLAIN);
}

/* Bytes of the first characters. */
static size_t cut(const char *text, size_t most)
{
	size_t n = 0;
	for (size_t length = 0; text[n]; n++)
		if (((unsigned char)text[n] & 0xC0) != 0x80 && length++ == most)
			break;
	return n;
}

/* What it is and how it begins. */
static void put_summary(struct term *term, const struct queue_entry *entry)
{
	size_t n = cut(entry->excerpt, EXCERPT);
	char begun[4 * EXCERPT + 8];
	snprintf(begun, sizeof(begun), "  %.*s%s", (int)n, entry->excerpt, entry->excerpt[n] ? "…" : "");
	term_word(term, entry->summary);
	if (!n)
		return;
	term_style(term, TERM_DIM);
	term_word(term, begun);
	term_style(term, TERM_PLAIN);
}

void queue_list_row(struct queue_desk *queue, const struct queue_entry *entry)
{
	struct term *term = &queue->term;
	term_style(term, TERM_BOLD);
	fputs(entry->id, term->out);
	term_style(term, TERM_PLAIN);
	fputs("  ", term->out);
	put_score(term, entry->score, queue_desk_risky(entry));
	fputs("  ", term->out);
	put_wide(term, queue_desk_who(queue, entry), 16);
	fputs("  ", term->out);
	put_summary(term, entry);
	if (*entry->claimed_by) {
		term_style(term, TERM_YELLOW);
		fprintf(term->out, "  (%s looks at it)", entry->claimed_by);
		term_style(term, TERM_PLAIN);
	}
	putc('\n', term->out);
}

static void group_row(struct queue_desk *queue, const struct queue_group *group, enum queue_by by)
{
	struct term *term = &queue->term;
	const struct queue_entry *first = group->list.at[0];
	const char *members = group->members ? arena_printf(&queue->desk.arena, ", %zu by members", group->members) : "";
	fprintf(term->out, "%6zu  ", group->list.len);
	put_score(term, group->score, group->risky);
	fputs("  ", term->out);
	term_style(term, TERM_BOLD);
	put_wide(term, *group->key ? group->key : "-", 22);
	term_style(term, TERM_PLAIN);
	fputs("  ", term->out);
	if (by != QUEUE_BY_SENDER) {
		put_wide(term, queue_desk_who(queue, first), 16);
		fprintf(term->out, "%s  ", group->list.len > 1 ? members : "");
	}
	put_summary(term, first);
	putc('\n', term->out);
}

/* ---- as JSON ---- */

static void add_entry(const struct queue_entry *entry, struct str *out)
{
	char date[DATE_TEXT];
	date_rfc3339(entry->submitted, date);
	const struct json_member members[] = {
		{.name = "id", .text = entry->id},
		{.name = "author", .text = entry->author},
		{.name = "guest", .text = *entry->guest ? entry->guest : NULL},
		{.name = "submitted", .text = date},
		{.name = "kind", .text = entry->kind},
		{.name = "summary", .text = entry->summary},
		{.name = "path", .text = *entry->path ? entry->path : NULL},
		{.name = "files", .number = entry->files, .is_number = true},
		{.name = "forum", .text = *entry->forum ? entry->forum : NULL},
		{.name = "topic", .text = *entry->stem ? entry->stem : NULL},
		{.name = "excerpt", .text = entry->excerpt},
		{.name = "links", .number = entry->links, .is_number = true},
		{.name = "network", .text = *entry->network ? entry->network : NULL},
		{.name = "score", .number = entry->score, .is_number = true},
		{.name = "likely_spam", .json = JSON_BOOL(queue_desk_risky(entry))},
		{.name = "alike", .number = (int64_t)entry->alike, .is_number = true},
		{.name = "flood", .json = JSON_BOOL(entry->flood)},
		{.name = "claimed_by", .text = *entry->claimed_by ? entry->claimed_by : NULL},
	};
	json_put(out, members, ARRAY_LEN(members));
}

static void add_group(const struct queue_group *group, struct str *out)
{
	struct str ids;
	str_init(&ids, QUEUE_JSON_MAX);
	for (size_t i = 0; i < group->list.len; i++)
		str_addf(&ids, "%s\"%s\"", i ? "," : "[", group->list.at[i]->id);
	str_addz(&ids, "]");
	const struct json_member members[] = {
		{.name = "key", .text = *group->key ? group->key : NULL},
		{.name = "count", .number = (int64_t)group->list.len, .is_number = true},
		{.name = "members", .number = (int64_t)group->members, .is_number = true},
		{.name = "score", .number = group->score, .is_number = true},
		{.name = "likely_spam", .json = JSON_BOOL(group->risky)},
		{.name = "summary", .text = group->list.at[0]->summary},
		{.name = "excerpt", .text = group->list.at[0]->excerpt},
		{.name = "ids", .json = ids.at},
	};
	json_put(out, members, ARRAY_LEN(members));
	str_release(&ids);
}

static int print_json(const struct queue_list *list, const struct queue_groups *groups, struct err *err)
{
	struct str out;
	size_t n = groups ? groups->len : list->len;
	str_init(&out, QUEUE_JSON_MAX);
	str_addz(&out, "[");
	for (size_t i = 0; i < n; i++) {
		str_addz(&out, i ? ",\n" : "\n");
		if (groups)
			add_group(&groups->at[i], &out);
		else
			add_entry(list->at[i], &out);
	}
	str_addz(&out, n ? "\n]\n" : "]\n");
	int rc = queue_desk_put(&out, err);
	str_release(&out);
	return rc;
}

/* ---- both ---- */

static void print_groups(struct queue_desk *queue, const struct queue_groups *groups, enum queue_by by)
{
	static const char *const options[] = {"--like", "--by", "--network", "--topic"};
	size_t n = 0;
	for (size_t i = 0; i < groups->len; i++) {
		group_row(queue, &groups->at[i], by);
		n += groups->at[i].list.len;
	}
	term_close(&queue->term);
	if (n)
		fprintf(stderr, "%zu waiting, %zu rows; %s and the third column name a whole row\n", n, groups->len, options[by]);
	else
		fputs("nothing waits\n", stderr);
}

static void print_list(struct queue_desk *queue, const struct queue_list *list)
{
	size_t risky = 0;
	for (size_t i = 0; i < list->len; i++) {
		queue_list_row(queue, list->at[i]);
		risky += queue_desk_risky(list->at[i]);
	}
	term_close(&queue->term);
	if (!list->len)
		fputs(queue_desk_filters(queue) ? "nothing like that waits\n" : "nothing waits\n", stderr);
	else if (risky)
		fprintf(stderr, "%zu waiting, the last %zu likely spam\n", list->len, risky);
	else
		fprintf(stderr, "%zu waiting\n", list->len);
}

int queue_list_run(struct queue_desk *queue, struct err *err)
{
	struct queue_list list;
	struct queue_groups groups = {0};
	enum queue_by by = QUEUE_BY_LIKE;
	if (queue->group && !queue_by_parse(queue->group, &by))
		return err_set(err, ERR_INPUT, "--group: wants likeness, sender, network or topic, got '%.40s'", queue->group);
	if (queue_desk_choose(queue, &list, err))
		return -1;
	if (queue->group)
		queue_index_group(&list, by, &queue->desk.arena, &groups);
	if (queue->json)
		return print_json(&list, queue->group ? &groups : NULL, err);
	term_page(&queue->term);
	if (queue->group)
		print_groups(queue, &groups, by);
	else
		print_list(queue, &list);
	return 0;
}
