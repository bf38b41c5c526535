#include "gen/mail/mailroom.h"

#include "core/catalogue/catalogue.h"
#include "core/people/note.h"
#include "core/queue/queue_index.h"
#include "core/state/state_report.h"
#include "core/state/state_rota.h"

#include <sys/stat.h>

enum { HOUR = 3600, MINUTE = 60, REPORT_PAUSE = 5 * MINUTE, SETTLED = 2, LETTER_MAX = 1 << 20, FORUMS_MAX = 20 };

/* What waits, as far as its names tell. */
struct waiting {
	struct mailroom *room;
	const char *newest;
	int64_t count, reports;
	int64_t next; /* when the next letter is due; the soonest of all moderators' */
};

/* When the folder of what waits changed last, and which report is the newest. "": it may change within the same tick. */
static int look_at_folder(struct mailroom *room, const char **mark, struct err *err)
{
	struct stat st = {0};
	int64_t reports;
	*mark = "";
	if (state_rota_reports(room->state, &reports, err))
		return -1;
	if (!stat(arena_printf(&room->arena, "%s/refs/heads", room->site->queue), &st) && st.st_mtim.tv_sec + SETTLED > room->now)
		return 0;
	*mark = arena_printf(&room->arena, "%lld.%09ld %lld", (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec, (long long)reports);
	return 0;
}

int rota_is_quiet(struct mailroom *room, bool *quiet, struct err *err)
{
	struct state_rota_look look;
	const char *mark;
	if (state_rota_look(room->state, &room->arena, &look, err) || look_at_folder(room, &mark, err))
		return -1;
	*quiet = *look.mark && room->now < look.due && !strcmp(look.mark, mark);
	return 0;
}

static int count_ref(void *self, const char *ref, const struct store_id *to, struct err *err)
{
	struct waiting *waiting = self;
	const char *id = strrchr(ref, '/') + 1;
	(void)to, (void)err;
	waiting->count++;
	if (strcmp(id, waiting->newest) > 0)
		waiting->newest = arena_dup(&waiting->room->arena, id);
	return 0;
}

/* ---- the letter ---- */

struct report {
	struct note_room note;
	struct view_rota view;
	const char *sentences[FORUMS_MAX + 8];
	size_t n;
};

static void say(struct report *report, const char *key, const struct view_rota *view)
{
	report->sentences[report->n++] = note_words(&report->note, key, &view_rota_type, view);
}

/* The name that people know a forum by. */
static const char *forum_title(struct mailroom *room, const char *forum)
{
	struct page page;
	struct err ignored = {0};
	if (mailroom_page(room, arena_printf(&room->arena, "forums/%s/index.md", forum), &page, &ignored) || !*page.title)
		return forum;
	return page.title;
}

static int by_forum(const void *a, const void *b)
{
	return strcmp((*(const struct queue_entry *const *)a)->forum, (*(const struct queue_entry *const *)b)->forum);
}

/* A line for each forum, by the names of their folders; what lies elsewhere, or is one forum too many, only counts above. */
static void say_forums(struct report *report, struct mailroom *room, struct queue_list *list)
{
	size_t lines = 0;
	if (list->len)
		qsort(list->at, list->len, sizeof(*list->at), by_forum);
	for (size_t i = 0, n; i < list->len && lines < FORUMS_MAX; i += n) {
		for (n = 1; i + n < list->len && !strcmp(list->at[i]->forum, list->at[i + n]->forum);)
			n++;
		if (!*list->at[i]->forum)
			continue;
		struct view_rota line = report->view;
		line.title = forum_title(room, list->at[i]->forum);
		line.count = (int64_t)n;
		say(report, "rota.forum", &line);
		lines++;
	}
}

static void count(struct report *report, const struct queue_index *index, const struct state_rota *rota, int64_t now)
{
	struct view_rota *view = &report->view;
	view->count = (int64_t)index->len;
	for (size_t i = 0; i < index->len; i++) {
		const struct queue_entry *entry = &index->at[i];
		view->fresh += strcmp(entry->id, rota->seen) > 0;
		view->spam += entry->score >= QUEUE_RISKY;
		if (now - entry->submitted > view->hours * HOUR)
			view->hours = (now - entry->submitted) / HOUR;
	}
}

static int read_queue(struct mailroom *room, struct queue_index *index, struct queue_list *list, struct err *err)
{
	struct queue_source source = {room->queue, room->state, &room->site->conf, &room->arena, room->now};
	struct queue_filter all = {
	    .kind = "", .forum = "", .text = "", .sender = "", .network = "", .like = "", .stem = "", .score_max = -1};
	if (queue_index_read(&source, index, err))
		return -1;
	queue_index_choose(index, &all, &room->arena, list);
	return 0;
}

/* Counts alone: what somebody sent is nobody's to read in a mailbox. */
static int fill(struct report *report, struct mailroom *room, const struct state_rota *rota, struct err *err)
{
	struct queue_index index;
	struct queue_list list;
	if (read_queue(room, &index, &list, err) || state_report_open_count(room->state, &report->view.reports, err))
		return -1;
	count(report, &index, rota, room->now);
	if (report->view.reports)
		say(report, "rota.reports", &report->view);
	if (report->view.count)
		say(report, "rota.waiting", &report->view);
	say_forums(report, room, &list);
	if (report->view.hours)
		say(report, "rota.oldest", &report->view);
	if (report->view.spam)
		say(report, "rota.spam", &report->view);
	return 0;
}

static int compose(struct report *report, const char *handle, const struct state_reach *reach, struct state_letter *out,
                   struct str *message, struct err *err)
{
	const struct note_room *room = &report->note;
	struct fill urls = {room->site, room->theme, room->arena};
	bool reported = report->view.reports && !report->view.count;
	struct letter letter = {
	    .name = handle,
	    .address = reach->address,
	    .heading = note_words(room, reported ? "rota.subject_reports" : "rota.subject", &view_rota_type, &report->view),
	    .sentences = report->sentences,
	    .button = note_words(room, reported ? "rota.see_reports" : "rota.see", &view_rota_type, &report->view),
	    .url = arena_printf(room->arena, "%s%s", fill_write_url(&urls), reported ? "reports" : "queue"),
	    .why = note_words(room, "rota.why", &view_rota_type, &report->view),
	};
	out->name = arena_printf(room->arena, "queue.%lld.%s@%s", (long long)room->now, handle, room->site->host);
	out->address = reach->address;
	if (note_write(room, &letter, out->name, message, err))
		return -1;
	out->message = message->at;
	return 0;
}

struct moderator {
	const char *handle;
	struct state_rota rota;
	struct state_reach reach;
};

static int write_to(struct mailroom *room, const struct waiting *waiting, const struct moderator *to, size_t *written,
                    struct err *err)
{
	struct report report = {.note = {room->site, room->theme, room->state, &room->arena, room->now},
	                        .view = {.title = ""}};
	struct state_rota_told told = {to->handle, waiting->newest, waiting->reports, to->rota.at, room->now};
	struct state_letter letter = {0};
	struct str message;
	str_init(&message, LETTER_MAX);
	int rc = fill(&report, room, &to->rota, err);
	if (!rc && report.n)
		rc = compose(&report, to->handle, &to->reach, &letter, &message, err);
	if (!rc && report.n)
		rc = state_rota_told(room->state, &told, &letter, err);
	str_release(&message);
	*written += !rc && report.n;
	if (!rc || err->code != ERR_RACE)
		return rc;
	err_clear(err);
	return 0;
}

/* ---- when ---- */

/* The moment from which a letter may be written, as things stand; INT64_MAX: nothing is to be said. */
static int64_t due(const struct waiting *waiting, const struct state_rota *rota)
{
	const struct mailroom *room = waiting->room;
	bool fresh = waiting->count && strcmp(waiting->newest, rota->seen) > 0;
	int64_t at = INT64_MAX;
	if (rota->mail == STATE_MAIL_NOW && fresh)
		at = *rota->seen ? rota->at + HOUR : rota->at;
	else if (rota->mail != STATE_MAIL_NOW && waiting->count)
		at = mailroom_digest(room, rota->mail, rota->at);
	if (waiting->reports > rota->reports && rota->at + REPORT_PAUSE < at)
		at = rota->reports ? rota->at + REPORT_PAUSE : room->now;
	return at;
}

static int look_after(struct waiting *waiting, const char *handle, size_t *written, struct err *err)
{
	struct mailroom *room = waiting->room;
	struct moderator moderator = {.handle = handle};
	if (state_reach(room->state, handle, &room->arena, &moderator.reach, err)) {
		if (err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err);
		return 0;
	}
	if (state_rota(room->state, handle, room->now, &room->arena, &moderator.rota, err))
		return -1;
	if (!*moderator.reach.address || moderator.reach.mail == STATE_MAIL_NEVER || moderator.rota.mail == STATE_MAIL_NEVER)
		return 0;
	int64_t at = due(waiting, &moderator.rota);
	if (at > room->now) {
		waiting->next = at < waiting->next ? at : waiting->next;
		return 0;
	}
	return write_to(room, waiting, &moderator, written, err);
}

/* Who moderates stands in the builder's catalogue; while that is busy or missing, nobody is found, and it is asked again soon. */
static bool find_team(struct mailroom *room, struct catalogue_pages *team)
{
	struct catalogue_query query = {.list = LIST_TEAM};
	struct catalogue *cat;
	struct err ignored = {0};
	if (catalogue_open(&cat, room->site->catalogue, CATALOGUE_GLANCE, &ignored))
		return false;
	bool found = !catalogue_pages(cat, &query, &room->arena, team, &ignored);
	catalogue_close(cat);
	return found;
}

int rota_write(struct mailroom *room, size_t *written, struct err *err)
{
	struct waiting waiting = {.room = room, .newest = "", .next = room->now + HOUR};
	struct catalogue_pages team = {0};
	struct state_rota_look look;
	arena_reset(&room->arena);
	if (look_at_folder(room, &look.mark, err) || state_rota_reports(room->state, &waiting.reports, err) ||
	    store_refs(queue_store(room->queue), "refs/heads/", count_ref, &waiting, err))
		return -1;
	if (!find_team(room, &team))
		waiting.next = room->now + MINUTE;
	for (size_t i = 0; i < team.len; i++)
		if (team.at[i].role >= ROLE_MODERATOR && look_after(&waiting, strrchr(team.at[i].stem, '/') + 1, written, err))
			return -1;
	look.due = waiting.next;
	return state_rota_looked(room->state, &look, err);
}
