#include "act_parts.h"

#include "core/text/text.h"

/* Acts that change one page's front matter, and nothing else. */

enum { TAGS_MAX = 10 };

/* "un" and the like undo what the same function does under the other name. */
static bool is_called(const struct act_work *work, const char *name)
{
	return !strcmp(work->act->name, name);
}

static int put(struct act_work *work, const struct page *page, struct err *err)
{
	return act_put_page(work, page, &work->file, err);
}

int act_lock(struct act_work *work, struct err *err)
{
	struct page page = work->page;
	page.locked = true;
	page.locked_note = work->act->reason;
	page.moderated = work->way == ACT_MODERATOR ? work->act->id : "";
	return put(work, &page, err);
}

int act_unlock(struct act_work *work, struct err *err)
{
	struct page page = work->page;
	page.locked = false;
	page.locked_note = page.moderated = "";
	return put(work, &page, err);
}

int act_pin(struct act_work *work, struct err *err)
{
	struct page page = work->page;
	page.pinned = is_called(work, "pin");
	return put(work, &page, err);
}

int act_hide(struct act_work *work, struct err *err)
{
	struct page page = work->page;
	page.hidden = is_called(work, "hide");
	return put(work, &page, err);
}

static bool is_reply(const char *name)
{
	return strlen(name) == TEXT_ID_LEN + 3 && text_is_id(name, TEXT_ID_LEN);
}

static int check_alone(struct act_work *work, struct err *err)
{
	struct act_names names = {0};
	bool answered = false;
	int rc = act_list(work, work->page.place.stem, &names, err);
	for (size_t i = 0; !rc && i < names.len; i++)
		answered |= is_reply(names.at[i]);
	VEC_RELEASE(&names);
	return rc || !answered ? rc : err_set(err, ERR_INPUT, "withdraw: others have answered in this topic; it can be closed or edited");
}

/*
 * The text goes from the tree; the file stays, hidden, so that what names it (answers to it, reactions) leads nowhere else. Earlier
 * commits have the text still, which only an erasure changes.
 */
int act_withdraw(struct act_work *work, struct err *err)
{
	struct page page = work->page;
	if (page.place.kind == PAGE_TOPIC && check_alone(work, err))
		return -1;
	page.hidden = true;
	page.body = "";
	page.body_len = 0;
	return act_put_new(work, &page, err);
}

int act_retitle(struct act_work *work, struct err *err)
{
	struct page page = work->page;
	page.title = work->act->to;
	if (!strcmp(page.title, work->page.title))
		return err_set(err, ERR_INPUT, "retitle: that is its title already");
	return put(work, &page, err);
}

static bool has_tag(const char *const *tags, size_t n, const char *tag)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(tags[i], tag))
			return true;
	return false;
}

/* "css, mail": blanks and commas part them; the case of ASCII letters does not matter. */
static int read_tags(struct act_work *work, struct page_texts *tags, struct err *err)
{
	static const char between[] = " ,;#";
	const char **list = arena_alloc(work->desk->arena, TAGS_MAX + 1, sizeof(*list));
	size_t n = 0;
	for (const char *at = work->act->to; *(at += strspn(at, between)); at += strcspn(at, between)) {
		char *tag = arena_dupn(work->desk->arena, at, strcspn(at, between));
		for (char *c = tag; *c; c++)
			*c = (char)(*c >= 'A' && *c <= 'Z' ? *c + 'a' - 'A' : *c);
		if (!text_is_slug(tag, strlen(tag)))
			return err_set(err, ERR_INPUT, "retag: '%.40s' is not one word of a-z 0-9 - .", tag);
		if (n == TAGS_MAX)
			return err_set(err, ERR_INPUT, "retag: %d tags at most", TAGS_MAX);
		if (!has_tag(list, n, tag))
			list[n++] = tag;
	}
	*tags = (struct page_texts){list, n};
	return 0;
}

static bool same_tags(const struct page_texts *a, const struct page_texts *b)
{
	for (size_t i = 0; a->len == b->len && i < a->len; i++)
		if (strcmp(a->at[i], b->at[i]) != 0)
			return false;
	return a->len == b->len;
}

int act_retag(struct act_work *work, struct err *err)
{
	struct page page = work->page;
	if (read_tags(work, &page.tags, err))
		return -1;
	if (same_tags(&page.tags, &work->page.tags))
		return err_set(err, ERR_INPUT, "retag: those are its tags already");
	return put(work, &page, err);
}

int act_accept(struct act_work *work, struct err *err)
{
	struct page topic = work->topic;
	topic.answer = is_called(work, "accept") ? work->page.place.name : "";
	return act_put_page(work, &topic, &work->topic_file, err);
}

int act_status(struct act_work *work, struct err *err)
{
	static const char *const names[] = {[STATUS_OPEN] = "open", [STATUS_PLANNED] = "planned", [STATUS_STARTED] = "started",
	                                    [STATUS_DONE] = "done", [STATUS_DECLINED] = "declined"};
	struct page page = work->page;
	page.status = -1;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (!strcmp(names[i], work->act->to))
			page.status = (int64_t)i;
	if (page.status < 0)
		return err_set(err, ERR_INPUT, "status: wants open, planned, started, done or declined");
	page.status_note = work->act->reason;
	if (page.status == work->page.status && !strcmp(page.status_note, work->page.status_note))
		return err_set(err, ERR_INPUT, "status: that is its status already");
	return put(work, &page, err);
}

/* The entry in the log is all that there is of it. */
int act_warn(struct act_work *work, struct err *err)
{
	(void)work, (void)err;
	return 0;
}

/* The entry that says why; the one before it while something else rests on that. */
static void rest_on(const struct act_work *work, struct page *page, bool on, bool other)
{
	page->moderated = on ? work->act->id : other ? page->moderated : "";
}

int act_suspend(struct act_work *work, struct err *err)
{
	struct page page = work->page;
	page.suspended = is_called(work, "suspend") ? work->act->until : 0;
	rest_on(work, &page, page.suspended > 0, page.banned);
	return put(work, &page, err);
}

int act_ban(struct act_work *work, struct err *err)
{
	struct page page = work->page;
	page.banned = is_called(work, "ban");
	rest_on(work, &page, page.banned, page.suspended > work->act->now);
	return put(work, &page, err);
}
