#include "queue_known.h"

#include "core/base/json.h"
#include "core/text/date.h"

/* ---- found ---- */

static int find_facts(struct queue_desk *queue, struct queue_known *known, struct err *err)
{
	struct arena *arena = &queue->desk.arena;
	known->facts = (struct state_facts){.handle = "", .network = "", .rule = "", .reasons = "", .claimed_by = ""};
	if (state_facts_find(queue->state, known->item.id, arena, &known->facts, err)) {
		if (err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err);
	}
	known->reasons = spam_reasons_read(known->facts.reasons, arena, &known->nreasons);
	return 0;
}

static int find_trust(struct queue_desk *queue, struct queue_known *known, struct err *err)
{
	struct desk_sender sender = {known->item.author, known->facts.network};
	known->trusted = !desk_trust(&queue->desk, queue->state, &sender, &known->trust, err);
	if (!known->trusted && err->code != ERR_NOTFOUND && err->code != ERR_INPUT)
		return -1;
	err_clear(err);
	return 0;
}

static int find_past(struct queue_desk *queue, struct queue_known *known, struct err *err)
{
	const char *network = known->facts.network, *author = known->item.author;
	struct queue_past theirs;
	if ((strcmp(author, "guest") != 0 && queue_past_of(&queue->source, author, "", &known->past, err)) ||
	    queue_past_of(&queue->source, "", network, &theirs, err))
		return -1;
	known->network_spam = theirs.spam;
	if (!*network)
		return 0;
	for (size_t i = 0; i < queue->index.len; i++)
		known->network_waiting +=
			&queue->index.at[i] != known->entry && !strcmp(queue->index.at[i].network, network);
	return 0;
}

int queue_known(struct queue_desk *queue, const char *id, struct queue_known *known, struct err *err)
{
	*known = (struct queue_known){0};
	if (queue_find(queue->desk.queue, id, &queue->desk.arena, &known->item, err) || queue_desk_read(queue, err))
		return -1;
	known->entry = queue_index_find(&queue->index, id);
	return find_facts(queue, known, err) || find_trust(queue, known, err) || find_past(queue, known, err) ? -1 : 0;
}

const char *queue_known_reason(const struct spam_reason *reason)
{
	const struct spam_rule *rule;
	for (size_t i = 0; (rule = spam_rule(i)); i++)
		if (!strcmp(rule->name, reason->rule))
			return rule->help;
	return strcmp(reason->rule, "filter") ? reason->rule : "What the filter learned of such words.";
}

/* ---- as JSON ---- */

static void add_reasons(const struct queue_known *known, struct str *out)
{
	str_addz(out, "[");
	for (size_t i = 0; i < known->nreasons; i++) {
		const struct spam_reason *reason = &known->reasons[i];
		const struct json_member members[] = {
			{.name = "rule", .text = reason->rule},
			{.name = "count", .number = reason->count, .is_number = true},
			{.name = "points", .number = reason->points, .is_number = true},
			{.name = "detail", .text = *reason->detail ? reason->detail : NULL},
		};
		str_addz(out, i ? "," : "");
		json_put(out, members, ARRAY_LEN(members));
	}
	str_addz(out, "]");
}

static void add_trust(const struct trust *trust, struct str *out)
{
	const struct json_member members[] = {
		{.name = "guest", .json = JSON_BOOL(trust->guest)},
		{.name = "posts", .number = trust->posts, .is_number = true},
		{.name = "days", .number = trust->days, .is_number = true},
		{.name = "rejected", .number = trust->rejected, .is_number = true},
		{.name = "waiting", .number = trust->waiting, .is_number = true},
	};
	json_put(out, members, ARRAY_LEN(members));
}

struct files {
	struct store *store;
	struct str *out;
	size_t n;
};

/* null where it is removed, or no text. */
static int add_file(void *self, const struct store_change *change, struct err *err)
{
	struct files *files = self;
	struct str text;
	str_init(&text, QUEUE_TEXT_MAX);
	int rc = change->new_blob ? store_read(files->store, change->new_blob, &text, err) : 0;
	const struct json_member members[] = {
		{.name = "path", .text = change->path},
		{.name = "new", .json = JSON_BOOL(!change->old_blob)},
		{.name = "removed", .json = JSON_BOOL(!change->new_blob)},
		{.name = "text", .text = change->new_blob && !memchr(text.at, '\0', text.len) ? text.at : NULL},
	};
	if (!rc) {
		str_addz(files->out, files->n++ ? "," : "");
		json_put(files->out, members, ARRAY_LEN(members));
	}
	str_release(&text);
	return rc;
}

static void put_known(const struct queue_known *known, const char *const parts[3], struct str *out)
{
	const struct queue_item *item = &known->item;
	const struct state_facts *facts = &known->facts;
	const struct queue_entry *entry = known->entry;
	char submitted[DATE_TEXT], decided[DATE_TEXT];
	date_rfc3339(item->submitted, submitted);
	date_rfc3339(item->decided, decided);
	const struct json_member members[] = {
		{.name = "id", .text = item->id},
		{.name = "state", .text = queue_state_name(item->state)},
		{.name = "spam", .json = JSON_BOOL(item->spam)},
		{.name = "author", .text = item->author},
		{.name = "guest", .text = entry && *entry->guest ? entry->guest : NULL},
		{.name = "submitted", .text = submitted},
		{.name = "summary", .text = item->summary},
		{.name = "decided", .text = item->state == QUEUE_WAITING ? NULL : decided},
		{.name = "reviewer", .text = *item->reviewer ? item->reviewer : NULL},
		{.name = "rule", .text = *item->rule ? item->rule : NULL},
		{.name = "reason", .text = *item->reason ? item->reason : NULL},
		{.name = "network", .text = *facts->network ? facts->network : NULL},
		{.name = "network_waiting", .number = known->network_waiting, .is_number = true},
		{.name = "network_spam", .number = known->network_spam, .is_number = true},
		{.name = "held_by", .text = *facts->rule ? facts->rule : NULL},
		{.name = "score", .number = facts->score, .is_number = true},
		{.name = "reasons", .json = parts[0]},
		{.name = "alike", .number = entry ? (int64_t)entry->alike : 1, .is_number = true},
		{.name = "claimed_by", .text = entry && *entry->claimed_by ? entry->claimed_by : NULL},
		{.name = "trust", .json = parts[1]},
		{.name = "files", .json = parts[2]},
	};
	json_put(out, members, ARRAY_LEN(members));
}

int queue_known_json(struct queue_desk *queue, const struct queue_known *known, struct str *out, struct err *err)
{
	struct str reasons, trust, texts;
	struct files files = {queue_store(queue->desk.queue), &texts, 0};
	str_init(&reasons, QUEUE_TEXT_MAX);
	str_init(&trust, QUEUE_TEXT_MAX);
	str_init(&texts, QUEUE_JSON_MAX);
	add_reasons(known, &reasons);
	if (known->trusted)
		add_trust(&known->trust, &trust);
	str_addz(&texts, "[");
	int rc = queue_desk_changes(queue, &known->item, add_file, &files, err);
	str_addz(&texts, "]");
	if (!rc)
		put_known(known, (const char *const[]){reasons.at, known->trusted ? trust.at : NULL, texts.at}, out);
	str_release(&reasons);
	str_release(&trust);
	str_release(&texts);
	return rc;
}
