#include "mailroom.h"

#include "core/base/map.h"
#include "core/base/sandbox.h"
#include "core/base/vec.h"
#include "core/text/date.h"

enum { DAY = 86400, HOUR = 3600, MONDAY = 1, MENTIONS_MAX = 64 * 1024 };

/* A file of content that came, or one that went. */
struct file {
	const char *path;
	struct store_id blob;
};
struct files VEC_OF(struct file);
struct all_news VEC_OF(struct state_news);

struct search {
	struct mailroom *room;
	struct files came, went;
	struct all_news news;
	/* Of the post at hand. */
	struct map reasons; /* by handle: the first reason is the one that counts */
	const char *author;
};

static int note_change(void *self, const struct store_change *change, struct err *err)
{
	struct search *search = self;
	(void)err;
	if (!change->old_blob == !change->new_blob)
		return 0;
	struct files *files = change->new_blob ? &search->came : &search->went;
	*VEC_PUSH(files) = (struct file){arena_dup(&search->room->arena, change->path),
	                                 change->new_blob ? *change->new_blob : *change->old_blob};
	return 0;
}

/* The same bytes under another name are a topic that was moved, and no news. */
static bool has_moved(const struct search *search, const struct file *file)
{
	for (size_t i = 0; i < search->went.len; i++)
		if (store_same(&search->went.at[i].blob, &file->blob))
			return true;
	return false;
}

static void because(struct search *search, const char *handle, const char *reason)
{
	if (strcmp(handle, search->author) != 0 && strcmp(handle, "guest") != 0 &&
	    !map_find(&search->reasons, handle, strlen(handle)))
		map_put(&search->reasons, handle, strlen(handle))->value.at = reason;
}

/* In the rendering process: what would be a link is a mention, which the same letters in code are not. */
static const char *note_mention(void *self, const char *handle, size_t n)
{
	str_add(self, handle, n);
	str_addc(self, '\n');
	return NULL;
}

struct reading {
	struct mailroom *room;
	const struct page *page;
};

static int read_mentions(void *self, struct str *out, struct err *err)
{
	struct reading *reading = self;
	const struct page *page = reading->page;
	struct fill fill = {reading->room->site, reading->room->theme, &reading->room->arena};
	struct markdown_context context =
	    fill_markdown(&fill, &page->place, (size_t)reading->room->site->conf.staff_max);
	struct markdown_result result;
	context.member_url = note_mention;
	context.self = out;
	return markdown_render(page->body, page->body_len, &context, &reading->room->arena, &result, err);
}

static void count_mention(void *self, const char *handle, size_t n)
{
	(void)handle, (void)n;
	++*(size_t *)self;
}

static int unless_declined(struct search *search, const char *handle, struct err *err)
{
	bool off;
	if (state_declines(search->room->state, handle, STATE_MENTIONS, &off, err))
		return -1;
	if (!off)
		because(search, handle, "mention");
	return 0;
}

/* A text that cannot be rendered is shown without links, and mentions nobody. */
static int because_mentioned(struct search *search, const struct page *page, struct err *err)
{
	struct mailroom *room = search->room;
	const struct config *conf = &room->site->conf;
	struct sandbox_limits limits = {.ms = conf->render_ms, .mib = conf->render_mib, .output_max = MENTIONS_MAX};
	struct reading reading = {room, page};
	struct err unfit = {0};
	struct str handles;
	size_t likely = 0;
	int rc = 0;
	markdown_mentions(page->body, page->body_len, &room->arena, count_mention, &likely);
	if (!likely)
		return 0;
	str_init(&handles, MENTIONS_MAX);
	if (!sandbox_run(read_mentions, &reading, &limits, &handles, &unfit))
		for (const char *at = handles.at; *at && !rc; at += strcspn(at, "\n") + 1)
			rc = unless_declined(search, arena_dupn(&room->arena, at, strcspn(at, "\n")), err);
	str_release(&handles);
	return rc;
}

static int because_followed(struct search *search, const char *what, const char *reason, struct err *err)
{
	struct state_handles handles;
	if (state_followers(search->room->state, what, &search->room->arena, &handles, err))
		return -1;
	for (size_t i = 0; i < handles.len; i++)
		because(search, handles.at[i], reason);
	return 0;
}

int64_t mailroom_digest(const struct mailroom *room, enum state_mail mail, int64_t after)
{
	if (mail == STATE_MAIL_NOW)
		return after;
	int64_t at = after - after % DAY + room->site->conf.mail_hour * HOUR;
	while (at <= after || (mail == STATE_MAIL_WEEKLY && date_civil(at).weekday != MONDAY))
		at += DAY;
	return at;
}

static int keep_reasons(struct search *search, const char *stem, const char *name, struct err *err)
{
	struct mailroom *room = search->room;
	for (size_t i = 0; i < search->reasons.len; i++) {
		const struct map_entry *entry = &search->reasons.entries[i];
		struct state_reach reach;
		if (state_reach(room->state, entry->key, &room->arena, &reach, err)) {
			if (err->code != ERR_NOTFOUND)
				return -1;
			err_clear(err);
			continue;
		}
		if (!*reach.address || reach.mail == STATE_MAIL_NEVER)
			continue;
		*VEC_PUSH(&search->news) =
		    (struct state_news){entry->key, stem, name, entry->value.at, mailroom_digest(room, reach.mail, room->now)};
	}
	return 0;
}

/* Who writes somewhere wants to know what is answered, until they say otherwise. */
static int follow_own(struct search *search, const char *what, struct err *err)
{
	struct state_reach reach;
	struct mailroom *room = search->room;
	if (state_reach(room->state, search->author, &room->arena, &reach, err)) {
		if (err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err);
		return 0;
	}
	return state_follow_suggest(room->state, search->author, what, room->now, err);
}

static int find_for_reply(struct search *search, const struct page *reply, struct err *err)
{
	struct mailroom *room = search->room;
	const char *what = arena_printf(&room->arena, "topic:%s", reply->place.parent);
	struct page parent;
	if (mailroom_stem(room, reply->place.parent, &parent, err)) {
		if (err->code == ERR_SYS || err->code == ERR_GIT)
			return -1;
		err_clear(err);
		return 0;
	}
	bool asked = false;
	if (state_follows(room->state, parent.author, what, &asked, err))
		return -1;
	if (asked && !parent.hidden)
		because(search, parent.author, "reply");
	if (because_followed(search, what, "topic", err) ||
	    keep_reasons(search, reply->place.parent, reply->place.name, err))
		return -1;
	return follow_own(search, what, err);
}

static int find_for_topic(struct search *search, const struct page *topic, struct err *err)
{
	struct mailroom *room = search->room;
	const char *forum = arena_printf(&room->arena, "forum:%s", topic->place.forum);
	if (because_followed(search, forum, forum, err))
		return -1;
	for (size_t i = 0; i < topic->tags.len; i++) {
		const char *tag = arena_printf(&room->arena, "tag:%s", topic->tags.at[i]);
		if (because_followed(search, tag, tag, err))
			return -1;
	}
	if (keep_reasons(search, topic->place.stem, "", err))
		return -1;
	return follow_own(search, arena_printf(&room->arena, "topic:%s", topic->place.stem), err);
}

static int look_at(struct search *search, const struct file *file, struct err *err)
{
	struct mailroom *room = search->room;
	struct page page;
	if (mailroom_page(room, file->path, &page, err)) {
		/* What the builder does not show either. */
		if (err->code == ERR_SYS || err->code == ERR_GIT)
			return -1;
		err_clear(err);
		return 0;
	}
	if ((page.place.kind != PAGE_TOPIC && page.place.kind != PAGE_REPLY) || page.hidden)
		return 0;
	search->author = page.author;
	map_init(&search->reasons, &room->arena);
	int rc = because_mentioned(search, &page, err);
	if (!rc)
		rc = page.place.kind == PAGE_REPLY ? find_for_reply(search, &page, err) : find_for_topic(search, &page, err);
	map_release(&search->reasons);
	return rc;
}

/* No common past, as after history was rewritten: what is there now counts as told. */
static int difference(struct search *search, const char *before, struct err *err)
{
	struct mailroom *room = search->room;
	struct store_commit_info info;
	struct store_id id;
	if (!*before)
		return 0;
	if (store_from_hex(before, &id, err) || store_commit_info(room->store, &id, &room->arena, &info, err)) {
		err_clear(err);
		room->warn(room->self,
		           "letters: the commit that was looked at last is gone; what is there now counts as told");
		return 0;
	}
	return store_diff(room->store, &info.tree, &room->tree, room->site->conf.content_path, note_change, search,
	                  err);
}

int news_find(struct mailroom *room, const char *commit, size_t *found, struct err *err)
{
	struct search search = {.room = room};
	const char *before;
	int rc = state_news_commit(room->state, &room->arena, &before, err);
	if (!rc && strcmp(before, commit) != 0) {
		rc = difference(&search, before, err);
		for (size_t i = 0; i < search.came.len && !rc; i++)
			if (!has_moved(&search, &search.came.at[i]))
				rc = look_at(&search, &search.came.at[i], err);
		struct state_found all = {before, commit, search.news.at, search.news.len};
		if (!rc)
			rc = state_news_put(room->state, &all, err);
	}
	*found = search.news.len;
	VEC_RELEASE(&search.came);
	VEC_RELEASE(&search.went);
	VEC_RELEASE(&search.news);
	/* Another process was first, and has found the same. */
	if (rc && err->code == ERR_RACE) {
		err_clear(err);
		*found = 0;
		return 0;
	}
	return rc;
}
