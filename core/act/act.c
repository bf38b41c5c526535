#include "act_parts.h"

#include "core/text/date.h"
#include "core/text/text.h"

#define K(kind) (1u << PAGE_##kind)

enum { RETRIES = 20, LINE_BYTES = 4 * ACT_TEXT_MAX + 1 };

static bool is_topic(const struct act_case *c)
{
	return c->topic->place.kind == PAGE_TOPIC;
}

static bool is_open(const struct act_case *c)
{
	return !c->page->locked;
}

static bool is_locked(const struct act_case *c)
{
	return c->page->locked;
}

/* What a moderator locked, its author does not open. */
static bool is_closed(const struct act_case *c)
{
	return c->page->locked && !*c->page->moderated;
}

static bool is_loose(const struct act_case *c)
{
	return !c->page->pinned;
}

static bool is_pinned(const struct act_case *c)
{
	return c->page->pinned;
}

static bool is_shown(const struct act_case *c)
{
	return !c->page->hidden;
}

static bool is_hidden(const struct act_case *c)
{
	return c->page->hidden;
}

/* What others have answered to is theirs as well. */
static bool is_own(const struct act_case *c)
{
	return is_shown(c) && !strcmp(c->handle, c->page->author) && (c->page->place.kind == PAGE_TOPIC || !c->topic->locked);
}

static bool is_answer(const struct act_case *c)
{
	return is_topic(c) && c->page->place.kind == PAGE_REPLY && !strcmp(c->topic->answer, c->page->place.name);
}

static bool may_answer(const struct act_case *c)
{
	return is_topic(c) && c->forum_kind == FORUM_QUESTIONS && !c->page->hidden && !is_answer(c);
}

static bool has_answer(const struct act_case *c)
{
	return c->page->place.kind == PAGE_TOPIC ? *c->page->answer : is_answer(c);
}

static bool is_idea(const struct act_case *c)
{
	return is_topic(c) && c->forum_kind == FORUM_IDEAS;
}

static bool is_always(const struct act_case *c)
{
	(void)c;
	return true;
}

/* Nobody acts on themselves, nor on their equals; only an admin on other moderators. */
static bool is_below(const struct act_case *c)
{
	return strcmp(c->handle, c->page->place.handle) != 0 && (c->page->role < (int64_t)c->role || c->role == ROLE_ADMIN);
}

static bool is_welcome(const struct act_case *c)
{
	return is_below(c) && !c->page->banned;
}

static bool is_free(const struct act_case *c)
{
	return is_welcome(c) && c->page->suspended <= c->now;
}

static bool is_suspended(const struct act_case *c)
{
	return is_below(c) && c->page->suspended > c->now;
}

static bool is_banned(const struct act_case *c)
{
	return is_below(c) && c->page->banned;
}

static bool is_undoable(const struct act_case *c)
{
	const struct act_row *row = act_row(c->page->act);
	return row && !*c->page->undone && strcmp(row->name, "undo") != 0 && !(row->needs & ACT_APPEAL);
}

/* A submission has no page. */
static bool is_appealable(const struct act_case *c)
{
	return c->page->place.kind == PAGE_NONE || is_undoable(c);
}

/* clang-format off */
static const struct act_row acts[] = {
	{"accept", K(REPLY), ACT_AUTHOR | ACT_MODERATOR, 0, "Marks a reply as what answers the question.", may_answer, act_accept},
	{"unaccept", K(TOPIC) | K(REPLY), ACT_AUTHOR | ACT_MODERATOR, 0, "Leaves the question without an accepted answer.", has_answer, act_accept},
	{"close", K(TOPIC), ACT_AUTHOR, 0, "Ends one's own topic: it takes no more replies.", is_open, act_lock},
	{"reopen", K(TOPIC), ACT_AUTHOR, 0, "Opens one's own topic that one has closed.", is_closed, act_unlock},
	{"withdraw", K(TOPIC) | K(REPLY), ACT_WRITER, 0, "Takes one's own post back, unless others have answered in one's topic.", is_own, act_withdraw},
	{"status", K(TOPIC), ACT_STAFF, ACT_STATUS, "Says what became of an idea; the reason is shown with it.", is_idea, act_status},
	{"lock", K(TOPIC), ACT_MODERATOR, ACT_REASON, "The topic takes no more replies.", is_open, act_lock},
	{"unlock", K(TOPIC), ACT_MODERATOR, 0, "The topic takes replies again.", is_locked, act_unlock},
	{"pin", K(TOPIC), ACT_MODERATOR, 0, "Keeps the topic on top of its forum.", is_loose, act_pin},
	{"unpin", K(TOPIC), ACT_MODERATOR, 0, "Lets the topic sink again.", is_pinned, act_pin},
	{"hide", K(TOPIC) | K(REPLY), ACT_MODERATOR, ACT_REASON, "Keeps the post, but shows it to nobody.", is_shown, act_hide},
	{"show", K(TOPIC) | K(REPLY), ACT_MODERATOR, 0, "Shows a hidden post again.", is_hidden, act_hide},
	{"retitle", K(TOPIC), ACT_MODERATOR, ACT_TITLE, "Gives the topic another title; its address stays.", is_always, act_retitle},
	{"retag", K(TOPIC), ACT_MODERATOR, ACT_TAGS, "Gives the topic other tags.", is_always, act_retag},
	{"move", K(TOPIC), ACT_MODERATOR, ACT_FORUM, "Takes the topic to another forum; its old address leads there.", is_always, act_move},
	{"split", K(REPLY), ACT_MODERATOR, ACT_TITLE, "Makes a topic of its own of this reply and those after it.", is_topic, act_split},
	{"merge", K(TOPIC), ACT_MODERATOR, ACT_TOPIC, "Puts all posts into another topic; the old address leads there.", is_always, act_merge},
	{"warn", K(MEMBER), ACT_MODERATOR, ACT_REASON, "Tells the member, and everybody, what went against a rule.", is_below, act_warn},
	{"suspend", K(MEMBER), ACT_MODERATOR, ACT_REASON | ACT_UNTIL, "The member may read, but not write, for a time.", is_free, act_suspend},
	{"unsuspend", K(MEMBER), ACT_MODERATOR, 0, "The member may write again.", is_suspended, act_suspend},
	{"ban", K(MEMBER), ACT_MODERATOR, ACT_REASON, "The member may not sign in any more.", is_welcome, act_ban},
	{"unban", K(MEMBER), ACT_MODERATOR, 0, "The member may sign in again.", is_banned, act_ban},
	{"undo", K(VERDICT), ACT_MODERATOR, 0, "Takes an act back: every file is what it was before.", is_undoable, act_undo},
	{"uphold", K(VERDICT) | K(NONE), ACT_MODERATOR, ACT_REASON | ACT_APPEAL, "Leaves as it is what somebody appealed against.", is_appealable, act_uphold},
	{"reverse", K(VERDICT) | K(NONE), ACT_MODERATOR, ACT_REASON | ACT_APPEAL, "Takes back what somebody appealed against.", is_appealable, act_reverse},
};
/* clang-format on */

const struct act_row *act_rows(size_t *n)
{
	*n = ARRAY_LEN(acts);
	return acts;
}

const struct act_row *act_row(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(acts); i++)
		if (!strcmp(acts[i].name, name))
			return &acts[i];
	return NULL;
}

/* As an author before as a moderator: one's own topic is no matter for the log. */
static enum act_way way_of(const struct act_row *row, const struct act_case *c)
{
	bool author = is_topic(c) && !strcmp(c->handle, c->topic->author) && strcmp(c->handle, "guest") != 0;
	bool writer = !strcmp(c->handle, c->page->author) && strcmp(c->handle, "guest") != 0;
	if (row->ways & ACT_WRITER && writer)
		return ACT_WRITER;
	if (row->ways & ACT_AUTHOR && author)
		return ACT_AUTHOR;
	if (row->ways & ACT_STAFF && c->role >= ROLE_STAFF)
		return ACT_STAFF;
	return row->ways & ACT_MODERATOR && c->role >= ROLE_MODERATOR ? ACT_MODERATOR : ACT_NOT;
}

static bool is_of_kind(const struct act_row *row, const struct act_case *c)
{
	return row->kinds & 1u << c->page->place.kind;
}

enum act_way act_way(const struct act_row *row, const struct act_case *c)
{
	return is_of_kind(row, c) && row->fits(c) ? way_of(row, c) : ACT_NOT;
}

const char *act_log_path(const char *id, struct arena *arena)
{
	return arena_printf(arena, "moderation/%.4s/%.2s/%s.md", id, id + 4, id);
}

/* The forum that a topic is in decides what may be done there. */
static int read_forum_kind(struct act_work *work, enum page_forum_kind *kind, struct err *err)
{
	struct page forum;
	*kind = FORUM_DISCUSSION;
	if (!*work->topic.place.forum)
		return 0;
	const char *path = arena_printf(work->desk->arena, "forums/%s/index.md", work->topic.place.forum);
	if (act_read_page(work->desk, &work->tree, path, &forum, err))
		return err->code == ERR_NOTFOUND ? (err_clear(err), 0) : -1;
	*kind = (enum page_forum_kind)forum.forum_kind;
	return 0;
}

static int read_actor(struct act_work *work, struct err *err)
{
	const char *by = work->act->by;
	if (!text_is_handle(by, strlen(by)) || !strcmp(by, "guest"))
		return err_set(err, ERR_DENIED, "'%.40s' is no member", by);
	const char *path = arena_printf(work->desk->arena, "members/%.2s/%s.md", by, by);
	if (act_read_page(work->desk, &work->tree, path, &work->actor, err))
		return err->code == ERR_NOTFOUND ? err_set(err, ERR_DENIED, "%s is no member", by) : -1;
	if (work->actor.banned || work->actor.suspended > work->act->now)
		return err_set(err, ERR_DENIED, "%s is suspended", by);
	return work->actor.left ? err_set(err, ERR_DENIED, "%s has left", by) : 0;
}

/* What was done to a member is not taken back by themselves, nor by who could not have done it; an appeal goes round both. */
static int check_concerned(struct act_work *work, const struct act_case *c, struct err *err)
{
	struct page member;
	struct act_case about = *c;
	if (work->page.place.kind != PAGE_VERDICT || strncmp(work->page.target, "members/", strlen("members/")) != 0)
		return 0;
	if (act_read_page(work->desk, &work->tree, work->page.target, &member, err))
		return err->code == ERR_NOTFOUND ? (err_clear(err), 0) : -1;
	about.page = &member;
	bool may = work->row->needs & ACT_APPEAL ? strcmp(c->handle, member.place.handle) != 0 : is_below(&about);
	return may ? 0 : err_set(err, ERR_DENIED, "%s may not %s what was done to %s", c->handle, work->row->name, member.place.handle);
}

/* What members write is published by who may; these acts are done at once, and say nothing but what they are. */
static void keep_silent(struct act_work *work)
{
	struct act *silent = arena_alloc(work->desk->arena, 1, sizeof(*silent));
	*silent = *work->act;
	silent->reason = silent->rule = "";
	work->act = silent;
}

static int check_way(struct act_work *work, struct err *err)
{
	struct act_case c = {.handle = work->act->by, .page = &work->page, .topic = &work->topic, .now = work->act->now};
	c.role = (enum page_role)work->actor.role;
	if (!is_of_kind(work->row, &c))
		return err_set(err, ERR_INPUT, "%s: not for a %s", work->row->name, page_kind_name(work->page.place.kind));
	if (read_forum_kind(work, &c.forum_kind, err))
		return -1;
	work->way = way_of(work->row, &c);
	if (!work->way || (work->page.place.kind == PAGE_MEMBER && !is_below(&c)))
		return err_set(err, ERR_DENIED, "%s may not %s %s", c.handle, work->row->name, work->act->target);
	if (!work->row->fits(&c))
		return err_set(err, ERR_INPUT, "%s: would change nothing at %s", work->row->name, work->act->target);
	if (work->way == ACT_AUTHOR || work->way == ACT_WRITER)
		keep_silent(work);
	return check_concerned(work, &c, err);
}

static int check_needs(const struct act_work *work, struct err *err)
{
	const struct act *act = work->act;
	unsigned needs = work->row->needs;
	if (!text_is_id(act->id, strlen(act->id)))
		return err_set(err, ERR_INPUT, "'%.40s' is not an id", act->id);
	if (needs & ACT_REASON && !*act->reason)
		return err_set(err, ERR_INPUT, "%s: wants a reason", act->name);
	if (text_length(act->reason, strlen(act->reason)) > ACT_TEXT_MAX ||
	    text_length(act->rule, strlen(act->rule)) > ACT_TEXT_MAX)
		return err_set(err, ERR_INPUT, "%s: a reason or rule has %d characters at most", act->name, ACT_TEXT_MAX);
	if (needs & (ACT_FORUM | ACT_TOPIC | ACT_TITLE | ACT_STATUS) && !*act->to)
		return err_set(err, ERR_INPUT, "%s: wants to be told to what", act->name);
	if (needs & ACT_UNTIL && act->until <= act->now)
		return err_set(err, ERR_INPUT, "%s: wants a time to come", act->name);
	return 0;
}

static int log_page(struct act_work *work, struct page *entry, struct err *err)
{
	const struct act *act = work->act;
	struct page_place place;
	bool known;
	if (page_locate(act_log_path(act->id, work->desk->arena), work->desk->arena, &place, err) ||
	    act_exists(work, place.path, &known, err))
		return -1;
	if (known)
		return err_set(err, ERR_INPUT, "%s: the log has an entry %s already", act->name, act->id);
	page_init(entry, &place);
	entry->act = act->name;
	entry->target = act->target;
	entry->to = work->to ? work->to : "";
	entry->reason = act->reason;
	entry->rule = act->rule;
	entry->until = work->row->needs & ACT_UNTIL ? act->until : 0;
	entry->reviewer = act->by;
	entry->date = act->now;
	return act_put_new(work, entry, err);
}

static const char *summary_of(const struct act_work *work)
{
	const char *title = *work->topic.title ? work->topic.title : work->act->target;
	return arena_printf(work->desk->arena, "%s: %.*s", work->act->name, 300, title);
}

static const char *notes_of(const struct act_work *work)
{
	const struct act *act = work->act;
	const char *trailer = work->way == ACT_MODERATOR ? "Act: " : "Done: ";
	return arena_printf(work->desk->arena, "%s%s%s%s%s%s%s\n", act->reason, *act->reason ? "\n\n" : "",
	                    *act->rule ? "Rule: " : "", act->rule, *act->rule ? "\n" : "", trailer, act->id);
}

static int publish(struct act_work *work, struct act_done *done, struct err *err)
{
	const struct act *act = work->act;
	struct queue_submission change = {
	    .author = act->by,
	    .summary = summary_of(work),
	    .notes = notes_of(work),
	    .edits = work->edits.at,
	    .nedits = work->edits.len,
	    .base = &work->main,
	    .exact = true,
	    .now = act->now,
	};
	return queue_publish(work->desk->queue, &change, &done->commit, err);
}

/* Of what one may have something against; that a topic was pinned or shown again is no news to worry about. */
static const char *concerned(const struct act_work *work)
{
	const unsigned hard = ACT_REASON | ACT_FORUM | ACT_TOPIC | ACT_TITLE;
	bool member = work->page.place.kind == PAGE_MEMBER;
	const char *who = member ? work->page.place.handle : work->page.author;
	bool none = !(work->row->needs & hard) || work->row->needs & ACT_APPEAL || work->way != ACT_MODERATOR;
	return none || !strcmp(who, "guest") || !strcmp(who, work->act->by) ? "" : who;
}

static int act_once(struct act_work *work, struct act_done *done, struct err *err)
{
	struct page entry = {0};
	struct store_commit_info info;
	if (store_resolve(work->store, work->desk->conf->content_ref, &work->main, err) ||
	    store_commit_info(work->store, &work->main, work->desk->arena, &info, err))
		return -1;
	work->tree = info.tree;
	work->edits.len = 0;
	work->at = work->act->target;
	work->to = NULL;
	if (read_actor(work, err) || act_read_target(work, err) || check_way(work, err) || check_needs(work, err) ||
	    work->row->edit(work, err))
		return -1;
	if (work->way == ACT_MODERATOR && log_page(work, &entry, err))
		return -1;
	*done = (struct act_done){.path = work->at, .concerned = concerned(work)};
	done->log = work->way == ACT_MODERATOR ? entry.place.path : NULL;
	return publish(work, done, err);
}

/* Whatever was typed, as one line: it becomes front matter and part of a commit's message. */
static const char *one_line(const char *text, struct arena *arena)
{
	struct str line;
	str_init(&line, LINE_BYTES * 4);
	text_one_line(&line, text ? text : "", text ? strlen(text) : 0);
	const char *copy = arena_dupn(arena, line.at, line.len);
	str_release(&line);
	return copy;
}

int act_apply(const struct act_desk *desk, const struct act *act, struct act_done *done, struct err *err)
{
	struct act clean = *act;
	struct act_work work = {.desk = desk, .act = &clean, .row = act_row(act->name), .store = queue_content(desk->queue)};
	if (!work.row)
		return err_set(err, ERR_INPUT, "%.40s: no such act", act->name);
	clean.reason = one_line(act->reason, desk->arena);
	clean.rule = one_line(act->rule, desk->arena);
	clean.to = one_line(act->to, desk->arena);
	int rc = -1;
	for (int tries = 0; rc && tries < RETRIES; tries++) {
		err_clear(err);
		rc = act_once(&work, done, err);
		if (rc && err->code != ERR_RACE)
			break;
	}
	VEC_RELEASE(&work.edits);
	return rc;
}
