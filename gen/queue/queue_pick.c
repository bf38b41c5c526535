#include "queue_desk.h"

#include "core/text/text.h"

enum { STDIN_MAX = 16 << 20, MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

int queue_desk_read(struct queue_desk *queue, struct err *err)
{
	struct desk *desk = &queue->desk;
	if (queue->is_read)
		return 0;
	queue->source = (struct queue_source){desk->queue, queue->state, &desk->site.conf, &desk->arena, desk->now};
	queue->is_read = true;
	return queue_index_read(&queue->source, &queue->index, err);
}

/* ---- by options ---- */

bool queue_desk_filters(const struct queue_desk *queue)
{
	const struct queue_wanted *wanted = &queue->wanted;
	return wanted->forum || wanted->by || wanted->network || wanted->kind || wanted->topic || wanted->older || wanted->like ||
	       wanted->text || wanted->flood || wanted->score_min >= 0 || wanted->score_max >= 0;
}

/* "90m", "3h", "2d", "1w". */
static int read_age(const char *text, int64_t *seconds, struct err *err)
{
	static const struct unit {
		char letter;
		int64_t seconds;
	} units[] = {{'m', MINUTE}, {'h', HOUR}, {'d', DAY}, {'w', 7 * DAY}};
	char number[16] = "";
	size_t n = strspn(text, "0123456789");
	struct err ignored = {0};
	int64_t count = 0;
	if (n < sizeof(number))
		memcpy(number, text, n);
	for (size_t i = 0; i < ARRAY_LEN(units); i++)
		if (text[n] == units[i].letter && !text[n + 1] && !text_to_int(number, 0, 1000000, &count, &ignored)) {
			*seconds = count * units[i].seconds;
			return 0;
		}
	return err_set(err, ERR_INPUT, "--older-than: wants a number and m, h, d or w, such as 12h, got '%.40s'", text);
}

static const char *or_any(const char *text)
{
	return text ? text : "";
}

static int check_wanted(struct queue_desk *queue, struct err *err)
{
	const char *kind = queue->wanted.kind, *like = queue->wanted.like;
	bool known = !kind;
	for (size_t i = 0; !known && queue_kind_name(i); i++)
		known = !strcmp(queue_kind_name(i), kind);
	if (!known)
		return err_set(err, ERR_INPUT, "--kind: wants topic, reply, edit, event, resource or change, got '%.40s'", kind);
	if (like && !queue_index_find(&queue->index, like))
		return err_set(err, ERR_NOTFOUND, "--like: nothing with the id '%.40s' waits", like);
	return 0;
}

bool queue_desk_risky(const struct queue_entry *entry)
{
	return entry->score >= QUEUE_RISKY || entry->flood;
}

static int last_risky(const void *a, const void *b)
{
	const struct queue_entry *x = *(const struct queue_entry *const *)a, *y = *(const struct queue_entry *const *)b;
	bool risky = queue_desk_risky(x);
	return risky != queue_desk_risky(y) ? (risky ? 1 : -1) : strcmp(x->id, y->id);
}

/* --by guest means all of them; a filter's sender is one. */
static void keep_guests(struct queue_list *list)
{
	size_t n = 0;
	for (size_t i = 0; i < list->len; i++)
		if (!strcmp(list->at[i]->author, "guest"))
			list->at[n++] = list->at[i];
	list->len = n;
}

int queue_desk_choose(struct queue_desk *queue, struct queue_list *list, struct err *err)
{
	const struct queue_wanted *wanted = &queue->wanted;
	bool guests = wanted->by && !strcmp(wanted->by, "guest");
	int64_t age = 0;
	if (queue_desk_read(queue, err) || check_wanted(queue, err) || (wanted->older && read_age(wanted->older, &age, err)))
		return -1;
	struct queue_filter filter = {
		.kind = or_any(wanted->kind), .forum = or_any(wanted->forum), .text = or_any(wanted->text),
		.sender = guests ? "" : or_any(wanted->by), .network = or_any(wanted->network), .like = or_any(wanted->like),
		.stem = or_any(wanted->topic), .score_min = wanted->score_min, .score_max = wanted->score_max,
		.before = wanted->older ? queue->desk.now - age : 0, .flood = wanted->flood};
	queue_index_choose(&queue->index, &filter, &queue->desk.arena, list);
	if (guests)
		keep_guests(list);
	if (list->len)
		qsort(list->at, list->len, sizeof(const struct queue_entry *), last_risky);
	return 0;
}

/* ---- by name ---- */

static int add_id(struct queue_desk *queue, struct queue_ids *ids, const char *word, size_t n, struct err *err)
{
	if (!text_is_id(word, n))
		return err_set(err, ERR_INPUT, "'%.*s' is not an id, such as 20261122-150000-abcdef", n < 40 ? (int)n : 40, word);
	if (ids->len == QUEUE_IDS_MAX)
		return err_set(err, ERR_LIMIT, "more than %d ids", QUEUE_IDS_MAX);
	*VEC_PUSH(ids) = arena_dupn(&queue->desk.arena, word, n);
	return 0;
}

/* The first word of each line, so that lines of `stoa queue list` will do; # begins a comment. */
static int add_lines(struct queue_desk *queue, struct queue_ids *ids, const char *text, struct err *err)
{
	for (int number = 1; *text; number++) {
		text += strspn(text, " \t\r");
		size_t n = strcspn(text, " \t\r\n");
		if (n && *text != '#' && add_id(queue, ids, text, n, err))
			return err_prefix(err, "standard input, line %d", number);
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return 0;
}

static int add_stdin(struct queue_desk *queue, struct queue_ids *ids, struct err *err)
{
	struct str text;
	str_init(&text, STDIN_MAX);
	int rc = str_read_fd(&text, fileno(stdin), err);
	if (!rc)
		rc = add_lines(queue, ids, text.at, err);
	str_release(&text);
	return rc;
}

int queue_desk_ids(struct queue_desk *queue, struct queue_ids *ids, struct err *err)
{
	for (char **operand = queue->operands; *operand; operand++)
		if (strcmp(*operand, "-") == 0 ? add_stdin(queue, ids, err) : add_id(queue, ids, *operand, strlen(*operand), err))
			return -1;
	return 0;
}

/* ---- by when ---- */

struct last {
	struct queue_desk *queue;
	struct queue_ids *ids;
	const char *email;
	int64_t at;
	struct arena scratch;
};

static int note_verdict(void *self, const char *ref, const struct store_id *to, struct err *err)
{
	struct last *last = self;
	struct store_commit_info info;
	struct err ignored = {0};
	const char *id = strrchr(ref, '/') + 1;
	(void)err;
	arena_reset(&last->scratch);
	/* Of a history that was rewritten there is nothing to take back. */
	if (store_commit_info(queue_store(last->queue->desk.queue), to, &last->scratch, &info, &ignored) ||
	    strcmp(info.author_email, last->email) != 0 || info.time < last->at || !text_is_id(id, strlen(id)))
		return 0;
	if (info.time > last->at)
		last->ids->len = 0;
	last->at = info.time;
	*VEC_PUSH(last->ids) = arena_dup(&last->queue->desk.arena, id);
	return 0;
}

int queue_desk_last(struct queue_desk *queue, struct queue_ids *ids, struct err *err)
{
	static const char *const verdicts[] = {"refs/approved/", "refs/rejected/"};
	struct last last = {.queue = queue, .ids = ids};
	int rc = 0;
	last.email = arena_printf(&queue->desk.arena, "%s@users.%s", queue->reviewer, queue->desk.site.host);
	arena_init(&last.scratch);
	for (size_t i = 0; !rc && i < ARRAY_LEN(verdicts); i++)
		rc = store_refs(queue_store(queue->desk.queue), verdicts[i], note_verdict, &last, err);
	arena_release(&last.scratch);
	if (!rc && !ids->len)
		return err_set(err, ERR_NOTFOUND, "--last: %s decided nothing that the queue still knows", queue->reviewer);
	return rc;
}
