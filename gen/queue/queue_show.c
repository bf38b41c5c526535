#include "queue_known.h"

#include "core/text/date.h"
#include "core/text/text.h"

enum { ABOVE = 2, BELOW = 2, SHOWN = 280, FILE_MAX = 1 << 20, MINUTE = 60, HOUR = 3600, DAY = 86400 };

int queue_desk_changes(struct queue_desk *queue, const struct queue_item *item, store_change_fn *found, void *self,
                       struct err *err)
{
	struct store *store = queue_store(queue->desk.queue);
	struct store_commit_info base, commit;
	if (store_commit_info(store, &item->base, &queue->desk.arena, &base, err) ||
	    store_commit_info(store, &item->commit, &queue->desk.arena, &commit, err))
		return -1;
	return store_diff(store, &base.tree, &commit.tree, "", found, self, err);
}

/* ---- its head ---- */

static void put_line(struct term *term, const char *label, const char *text)
{
	if (!*text)
		return;
	fprintf(term->out, "%-11s", label);
	term_word(term, text);
	putc('\n', term->out);
}

/* "2026-11-22T12:00:00Z, 3 hours ago" */
static const char *when(struct queue_desk *queue, int64_t at)
{
	char date[DATE_TEXT];
	int64_t ago = queue->desk.now - at;
	int64_t unit = ago >= 2 * DAY ? DAY : ago >= 2 * HOUR ? HOUR : MINUTE;
	const char *name = unit == DAY ? "days" : unit == HOUR ? "hours" : "minutes";
	date_rfc3339(at, date);
	return arena_printf(&queue->desk.arena, "%s, %lld %s ago", date, (long long)(ago / unit), name);
}

static const char *author_of(struct queue_desk *queue, const struct queue_known *known)
{
	return known->entry ? queue_desk_who(queue, known->entry) : known->item.author;
}

static void put_verdict(struct queue_desk *queue, const struct queue_item *item)
{
	struct term *term = &queue->term;
	const char *state = item->spam ? "rejected as spam" : queue_state_name(item->state);
	fprintf(term->out, "%-11s", "state");
	term_style(term, item->state == QUEUE_WAITING ? TERM_YELLOW : item->state == QUEUE_APPROVED ? TERM_GREEN : TERM_RED);
	fputs(state, term->out);
	term_style(term, TERM_PLAIN);
	putc('\n', term->out);
	if (item->state != QUEUE_WAITING)
		put_line(term, "decided", when(queue, item->decided));
	put_line(term, "reviewer", item->reviewer);
	put_line(term, "rule", item->rule);
	put_line(term, "reason", item->reason);
}

/* What is known of who sent it, in numbers. */
static void put_sender(struct queue_desk *queue, const struct queue_known *known)
{
	const struct trust *trust = &known->trust;
	struct arena *arena = &queue->desk.arena;
	long long posts = trust->posts, days = trust->days, rejected = trust->rejected, waiting = trust->waiting;
	put_line(&queue->term, "author", author_of(queue, known));
	if (!known->trusted)
		put_line(&queue->term, "trust", "no public profile yet");
	else if (trust->guest)
		put_line(&queue->term, "trust",
		         arena_printf(arena, "no account; from the network: %lld rejected in 30 days, %lld waiting", rejected, waiting));
	else if (!trust->built)
		put_line(&queue->term, "trust", "approved posts cannot be counted: the site is not built, or just now");
	else
		put_line(&queue->term, "trust",
		         arena_printf(arena, "%lld approved posts, member for %lld days, %lld rejected in 30 days, %lld waiting", posts, days,
		                      rejected, waiting));
	if (*known->facts.network)
		put_line(&queue->term, "network",
		         arena_printf(arena, "%s; %lld more waiting from it, %lld were spam", known->facts.network,
		                      (long long)known->network_waiting, (long long)known->network_spam));
}

static void put_score(struct queue_desk *queue, const struct queue_known *known)
{
	struct term *term = &queue->term;
	int64_t score = known->facts.score;
	if (!score && !known->nreasons)
		return;
	fprintf(term->out, "%-11s", "score");
	term_style(term, score >= QUEUE_RISKY ? TERM_RED : TERM_PLAIN);
	fprintf(term->out, "%lld of %d%s", (long long)score, SPAM_MAX, score >= QUEUE_RISKY ? ", likely spam" : "");
	term_style(term, TERM_PLAIN);
	putc('\n', term->out);
	for (size_t i = 0; i < known->nreasons; i++) {
		const struct spam_reason *reason = &known->reasons[i];
		fprintf(term->out, "%-11s%+5lld  %s", "", (long long)reason->points, queue_known_reason(reason));
		if (reason->count > 1)
			fprintf(term->out, " (%lld)", (long long)reason->count);
		fputs(*reason->detail ? " " : "", term->out);
		term_word(term, reason->detail);
		putc('\n', term->out);
	}
}

static void put_head(struct queue_desk *queue, const struct queue_known *known)
{
	struct term *term = &queue->term;
	const struct queue_item *item = &known->item;
	const struct queue_entry *entry = known->entry;
	term_style(term, TERM_BOLD);
	put_line(term, "submission", item->id);
	put_line(term, "summary", item->summary);
	term_style(term, TERM_PLAIN);
	put_verdict(queue, item);
	put_line(term, "submitted", when(queue, item->submitted));
	put_sender(queue, known);
	put_score(queue, known);
	put_line(term, "held by", known->facts.rule);
	if (entry && entry->alike > 1)
		put_line(term, "alike", arena_printf(&queue->desk.arena, "%zu more say the same: --like %s", entry->alike - 1, item->id));
	if (entry)
		put_line(term, "looked at", entry->claimed_by);
	for (size_t i = 0; i < item->npaths; i++)
		put_line(term, i ? "" : "files", item->paths[i]);
}

/* ---- what stands around it ---- */

/* A post of main, its first words. One that cannot be read says so by its path. */
static void put_post(struct queue_desk *queue, const char *path)
{
	const struct config *conf = &queue->desk.site.conf;
	const struct page_limits limits = {(size_t)conf->staff_max, (size_t)conf->front_matter_max, (size_t)conf->title_max};
	struct store *store = queue_content(queue->desk.queue);
	struct err ignored = {0};
	struct page_place place;
	struct page page;
	struct store_id blob;
	struct str text, line;
	size_t folder = strlen(conf->content_path);
	str_init(&text, FILE_MAX);
	str_init(&line, 2 * (size_t)FILE_MAX);
	if (!page_locate(path + (folder ? folder + 1 : 0), &queue->desk.arena, &place, &ignored) &&
	    !store_find(store, &queue->desk.tree, path, &blob, &ignored) && !store_read(store, &blob, &text, &ignored) &&
	    !page_parse(&place, text.at, text.len, &limits, &queue->desk.arena, &page, &ignored)) {
		bool cut = page.body_len > SHOWN;
		text_one_line(&line, page.body, cut ? SHOWN : page.body_len);
		fputs("  ", queue->term.out);
		term_word(&queue->term, *page.title ? page.title : *page.guest_name ? page.guest_name : page.author);
		fputs(": ", queue->term.out);
		term_word(&queue->term, line.at);
		fputs(cut ? " …\n" : "\n", queue->term.out);
	}
	str_release(&text);
	str_release(&line);
}

static bool is_reply(const char *name)
{
	return strlen(name) == TEXT_ID_LEN + strlen(".md") && text_is_id(name, TEXT_ID_LEN);
}

static const char *in_folder(struct queue_desk *queue, const char *folder, const char *name)
{
	return arena_printf(&queue->desk.arena, "%s/%s", folder, name);
}

/* Where a reply goes: its folder in the repository, its own name, and the replies that are there. */
struct thread {
	const char *folder, *own;
	const char *const *names;
	size_t n, at; /* at: the first one that comes after it */
};

/* false: it is no reply to what is there. */
static bool find_thread(struct queue_desk *queue, const struct queue_item *item, struct thread *thread)
{
	struct arena *arena = &queue->desk.arena;
	struct err ignored = {0};
	const char *path = item->npaths == 1 ? item->paths[0] : "", *slash = strrchr(path, '/');
	if (!slash || !is_reply(slash + 1))
		return false;
	thread->own = slash + 1;
	thread->folder = arena_dupn(arena, path, (size_t)(slash - path));
	thread->at = 0;
	if (store_list(queue_content(queue->desk.queue), &queue->desk.tree, thread->folder, arena, &thread->names, &thread->n,
	               &ignored))
		thread->n = 0;
	while (thread->at < thread->n && (!is_reply(thread->names[thread->at]) || strcmp(thread->names[thread->at], thread->own) < 0))
		thread->at++;
	return true;
}

static void put_above(struct queue_desk *queue, const struct thread *thread)
{
	size_t from = thread->at, replies = 0;
	while (from > 0 && replies < ABOVE)
		replies += is_reply(thread->names[--from]);
	term_style(&queue->term, TERM_DIM);
	fputs("\nabove it:\n", queue->term.out);
	put_post(queue, arena_printf(&queue->desk.arena, "%s.md", thread->folder));
	put_post(queue, in_folder(queue, thread->folder, "index.md"));
	for (; from < thread->at; from++)
		if (is_reply(thread->names[from]))
			put_post(queue, in_folder(queue, thread->folder, thread->names[from]));
	term_style(&queue->term, TERM_PLAIN);
}

static void put_below(struct queue_desk *queue, const struct thread *thread)
{
	size_t shown = 0;
	term_style(&queue->term, TERM_DIM);
	for (size_t i = thread->at; i < thread->n && shown < BELOW; i++) {
		if (!is_reply(thread->names[i]) || !strcmp(thread->names[i], thread->own))
			continue;
		if (!shown++)
			fputs("\nbelow it:\n", queue->term.out);
		put_post(queue, in_folder(queue, thread->folder, thread->names[i]));
	}
	term_style(&queue->term, TERM_PLAIN);
}

/* ---- its text ---- */

static void put_patch_line(struct term *term, const char *line, size_t n)
{
	bool head = n > 2 && (!memcmp(line, "---", 3) || !memcmp(line, "+++", 3));
	enum term_style style = head || *line == 'd' || *line == 'i' ? TERM_BOLD
	                        : *line == '+'                       ? TERM_GREEN
	                        : *line == '-'                       ? TERM_RED
	                        : *line == '@'                       ? TERM_DIM
	                                                             : TERM_PLAIN;
	if (style != TERM_PLAIN)
		term_style(term, style);
	term_text(term, line, n);
	if (style != TERM_PLAIN)
		term_style(term, TERM_PLAIN);
	putc('\n', term->out);
}

static int put_patch(void *self, const struct store_change *change, struct err *err)
{
	struct queue_desk *queue = self;
	struct str text;
	str_init(&text, QUEUE_TEXT_MAX);
	int rc = store_patch(queue_store(queue->desk.queue), change, &text, err);
	for (const char *line = text.at; !rc && *line; line += strcspn(line, "\n"), line += *line == '\n')
		put_patch_line(&queue->term, line, strcspn(line, "\n"));
	str_release(&text);
	return rc;
}

/* A new file whole, a changed one as what differs. */
static int put_file(void *self, const struct store_change *change, struct err *err)
{
	struct queue_desk *queue = self;
	struct term *term = &queue->term;
	struct str text;
	term_style(term, TERM_BOLD);
	fputs("\n--- ", term->out);
	term_word(term, change->path);
	term_style(term, TERM_PLAIN);
	fputs(change->new_blob ? "\n" : " (removed)\n", term->out);
	if (!change->new_blob)
		return 0;
	if (change->old_blob)
		return put_patch(self, change, err);
	str_init(&text, QUEUE_TEXT_MAX);
	int rc = store_read(queue_store(queue->desk.queue), change->new_blob, &text, err);
	if (!rc && memchr(text.at, '\0', text.len))
		fprintf(term->out, "(%zu bytes that are no text)\n", text.len);
	else if (!rc)
		term_text(term, text.at, text.len);
	str_release(&text);
	return rc;
}

/* ---- the subcommands ---- */

static int show_one(struct queue_desk *queue, const char *id, struct err *err)
{
	struct queue_known known;
	struct thread thread;
	if (queue_known(queue, id, &known, err))
		return -1;
	put_head(queue, &known);
	bool replies = find_thread(queue, &known.item, &thread);
	if (replies)
		put_above(queue, &thread);
	if (queue_desk_changes(queue, &known.item, put_file, queue, err))
		return -1;
	if (replies)
		put_below(queue, &thread);
	return 0;
}

static int diff_one(struct queue_desk *queue, const char *id, struct err *err)
{
	struct queue_item item;
	return queue_find(queue->desk.queue, id, &queue->desk.arena, &item, err) ||
	               queue_desk_changes(queue, &item, put_patch, queue, err)
	           ? -1
	           : 0;
}

/* One that there is not does not hide the others; the first failure is the command's. */
static int each(struct queue_desk *queue, int (*show)(struct queue_desk *queue, const char *id, struct err *err),
                struct err *err)
{
	struct queue_ids ids = {0};
	if (queue_desk_ids(queue, &ids, err)) {
		VEC_RELEASE(&ids);
		return -1;
	}
	int rc = 0;
	term_page(&queue->term);
	for (size_t i = 0; i < ids.len; i++) {
		struct err one = {0};
		if (i)
			putc('\n', queue->term.out);
		if (!show(queue, ids.at[i], &one))
			continue;
		if (rc)
			fprintf(stderr, "stoa queue: %s: %s\n", ids.at[i], one.msg);
		else
			*err = one;
		rc = -1;
	}
	VEC_RELEASE(&ids);
	return rc;
}

static int show_json(struct queue_desk *queue, struct err *err)
{
	struct queue_ids ids = {0};
	struct str out;
	str_init(&out, QUEUE_JSON_MAX);
	int rc = queue_desk_ids(queue, &ids, err);
	for (size_t i = 0; !rc && i < ids.len; i++) {
		struct queue_known known;
		str_addz(&out, i ? ",\n" : "[\n");
		rc = queue_known(queue, ids.at[i], &known, err) || queue_known_json(queue, &known, &out, err) ? -1 : 0;
	}
	str_addz(&out, ids.len ? "\n]\n" : "[]\n");
	if (!rc)
		rc = queue_desk_put(&out, err);
	str_release(&out);
	VEC_RELEASE(&ids);
	return rc;
}

int queue_show_run(struct queue_desk *queue, struct err *err)
{
	return queue->json ? show_json(queue, err) : each(queue, show_one, err);
}

int queue_diff_run(struct queue_desk *queue, struct err *err)
{
	return each(queue, diff_one, err);
}
