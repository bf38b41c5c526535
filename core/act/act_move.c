#include "act_parts.h"

#include "core/text/crypto.h"
#include "core/text/date.h"
#include "core/text/text.h"
#include "core/words/words.h"

enum { SLUG_TRIES = 20, SLUG_MAX = 200 };

/* A folder for a topic that is free: "slug", then "slug-2" and so on. */
static int free_stem(struct act_work *work, const char *month, const char *slug, const char **stem, struct err *err)
{
	struct arena *arena = work->desk->arena;
	for (int i = 1; i <= SLUG_TRIES; i++) {
		struct act_names names = {0};
		*stem = i == 1 ? arena_printf(arena, "%s/%s", month, slug) : arena_printf(arena, "%s/%s-%d", month, slug, i);
		int rc = act_list(work, *stem, &names, err);
		size_t n = names.len;
		VEC_RELEASE(&names);
		if (rc || !n)
			return rc;
	}
	return err_set(err, ERR_INPUT, "%s: there are too many topics of that name", slug);
}

static int page_at(struct act_work *work, const char *path, struct page *page, struct err *err)
{
	return text_check_path(path, err) ? -1 : page_locate(path, work->desk->arena, &page->place, err);
}

/* All addresses of two lists once, and one more, without the one where the page stands now. */
static struct page_texts join_moved(struct act_work *work, const struct page *from, const struct page_texts *others,
                                    const char *own)
{
	const char **all = arena_alloc(work->desk->arena, from->moved.len + others->len + 2, sizeof(*all));
	size_t n = 0, total = others->len + from->moved.len + 1;
	for (size_t i = 0; i < total; i++) {
		size_t j = i - others->len;
		const char *url = i < others->len ? others->at[i] : j < from->moved.len ? from->moved.at[j] : from->place.url;
		bool known = !strcmp(url, own);
		for (size_t k = 0; !known && k < n; k++)
			known = !strcmp(all[k], url);
		if (!known)
			all[n++] = url;
	}
	return (struct page_texts){all, n};
}

/* Each file of the folder but the opening post, with its bytes, from one stem to the other. */
static int move_files(struct act_work *work, const struct act_names *names, const char *to, struct err *err)
{
	struct arena *arena = work->desk->arena;
	for (size_t i = 0; i < names->len; i++) {
		struct act_file file;
		const char *path = arena_printf(arena, "%s/%s", work->page.place.stem, names->at[i]);
		act_remove(work, path);
		if (!strcmp(names->at[i], "index.md"))
			continue;
		if (act_read(work, path, &file, err))
			return -1;
		act_put(work, arena_printf(arena, "%s/%s", to, names->at[i]), file.text, file.len);
	}
	return 0;
}

static int move_to(struct act_work *work, const char *stem, struct err *err)
{
	struct page page = work->page;
	struct act_names names = {0};
	static const struct page_texts none = {0};
	if (page_at(work, arena_printf(work->desk->arena, "%s/index.md", stem), &page, err))
		return -1;
	page.moved = join_moved(work, &work->page, &none, page.place.url);
	work->at = work->to = page.place.path;
	int rc = act_list(work, work->page.place.stem, &names, err);
	if (!rc)
		rc = move_files(work, &names, stem, err);
	VEC_RELEASE(&names);
	return rc ? -1 : act_put_page(work, &page, &work->file, err);
}

static int check_forum(struct act_work *work, const char *forum, struct err *err)
{
	bool exists = false;
	if (text_is_slug(forum, strlen(forum)) &&
	    act_exists(work, arena_printf(work->desk->arena, "forums/%s/index.md", forum), &exists, err))
		return -1;
	return exists ? 0 : err_set(err, ERR_INPUT, "%s: there is no forum %.60s", work->act->name, forum);
}

int act_move(struct act_work *work, struct err *err)
{
	const struct page_place *place = &work->page.place;
	const char *stem, *forum = work->act->to;
	if (!strcmp(forum, place->forum))
		return err_set(err, ERR_INPUT, "move: it is in that forum already");
	if (check_forum(work, forum, err))
		return -1;
	const char *month = arena_printf(work->desk->arena, "forums/%s/%04d/%02d", forum, place->year, place->month);
	return free_stem(work, month, place->name, &stem, err) || move_to(work, stem, err) ? -1 : 0;
}

/* ---- from reply to topic, and back ---- */

static bool is_reply(const char *name)
{
	return strlen(name) == TEXT_ID_LEN + 3 && text_is_id(name, TEXT_ID_LEN) && !strcmp(name + TEXT_ID_LEN, ".md");
}

static bool is_vote(const char *name)
{
	return !strncmp(name, "votes/", 6);
}

/* A post written afresh as one of the other kind: what only the old kind may say goes. */
static int put_as(struct act_work *work, const struct page *post, const char *path, const char *title, struct err *err)
{
	struct page page;
	struct page_place place;
	if (text_check_path(path, err) || page_locate(path, work->desk->arena, &place, err))
		return -1;
	page_init(&page, &place);
	page.title = title;
	page.author = post->author;
	page.guest_name = post->guest_name;
	page.date = post->date;
	page.edited = post->edited;
	page.lang = post->lang;
	page.hidden = post->hidden;
	page.submission = post->submission;
	page.body = post->body;
	page.body_len = post->body_len;
	if (place.kind == PAGE_TOPIC)
		page.tags = work->topic.tags;
	return act_put_new(work, &page, err);
}

/* A member's file of votes on its way: lines are kept, or become others. */
struct ballots {
	struct str lines;
	const char *first; /* id of the post that becomes, or was, the opening one */
};

static bool has_line(const struct str *lines, const char *line, size_t n)
{
	for (const char *at = lines->at; *at; at += strcspn(at, "\n"), at += *at == '\n')
		if (strcspn(at, "\n") == n && !memcmp(at, line, n))
			return true;
	return false;
}

static void add_line(struct str *lines, const char *line, size_t n)
{
	if (has_line(lines, line, n))
		return;
	str_add(lines, line, n);
	str_addc(lines, '\n');
}

static bool begins(const char *line, size_t n, const char *head)
{
	size_t len = strlen(head);
	return n > len && !memcmp(line, head, len);
}

/* The reply's id at the end of "react heart <id>", or NULL. */
static const char *id_of(const char *line, size_t n)
{
	bool has = begins(line, n, "react ") && n > TEXT_ID_LEN && text_is_id(line + n - TEXT_ID_LEN, TEXT_ID_LEN);
	return has ? line + n - TEXT_ID_LEN : NULL;
}

/* Puts what is left of a file of votes, or takes it out. */
static void put_votes(struct act_work *work, const char *path, const struct str *lines, bool there)
{
	if (lines->len)
		act_put(work, path, arena_dupn(work->desk->arena, lines->at, lines->len), lines->len);
	else if (there)
		act_remove(work, path);
}

/* ---- split ---- */

/* Reactions to the replies that go are taken along; the first of them is an opening post then. */
static void split_lines(const struct act_file *file, const char *first, struct str *stay, struct str *go, struct arena *arena)
{
	for (const char *at = file->text; *at; at += strcspn(at, "\n"), at += *at == '\n') {
		size_t n = strcspn(at, "\n");
		const char *id = id_of(at, n);
		int order = id ? strncmp(id, first, TEXT_ID_LEN) : -1;
		const char *opening = arena_dupn(arena, at, n > TEXT_ID_LEN ? n - TEXT_ID_LEN - 1 : 0);
		if (order < 0)
			add_line(stay, at, n);
		else if (order > 0)
			add_line(go, at, n);
		else
			add_line(go, opening, strlen(opening));
	}
}

static int split_votes(struct act_work *work, const char *name, const char *to, struct err *err)
{
	struct arena *arena = work->desk->arena;
	const char *path = arena_printf(arena, "%s/%s", work->topic.place.stem, name);
	struct act_file file;
	struct str stay, go;
	if (act_read(work, path, &file, err))
		return -1;
	str_init(&stay, file.len + 1);
	str_init(&go, file.len + 1);
	split_lines(&file, work->page.place.name, &stay, &go, arena);
	if (go.len) {
		put_votes(work, path, &stay, true);
		put_votes(work, arena_printf(arena, "%s/%s", to, name), &go, false);
	}
	str_release(&stay);
	str_release(&go);
	return 0;
}

/* A reply that comes along; the one that it answered may stay behind, or be the opening post now. */
static int split_reply(struct act_work *work, const char *name, const char *to, struct err *err)
{
	struct arena *arena = work->desk->arena;
	const char *path = arena_printf(arena, "%s/%s", work->topic.place.stem, name);
	const char *first = work->page.place.name;
	struct page page;
	struct act_file file;
	if (act_read_page(work->desk, &work->tree, path, &page, err) || act_read(work, path, &file, err))
		return -1;
	if (strcmp(page.reply_to, first) <= 0)
		page.reply_to = "";
	act_remove(work, path);
	return page_at(work, arena_printf(arena, "%s/%s", to, name), &page, err) || act_put_page(work, &page, &file, err)
	               ? -1
	               : 0;
}

/* A file beside the topic that one of the posts that go names is needed in both places. */
static int split_attachment(struct act_work *work, const char *name, const char *to, size_t edits, struct err *err)
{
	struct arena *arena = work->desk->arena;
	struct act_file file;
	bool named = false;
	for (size_t i = 0; !named && i < edits; i++) {
		const struct store_edit *edit = &work->edits.at[i];
		named = edit->bytes && memmem(edit->bytes, edit->len, name, strlen(name));
	}
	if (!named)
		return 0;
	if (act_read(work, arena_printf(arena, "%s/%s", work->topic.place.stem, name), &file, err))
		return -1;
	act_put(work, arena_printf(arena, "%s/%s", to, name), file.text, file.len);
	return 0;
}

static int split_files(struct act_work *work, const struct act_names *names, const char *to, struct err *err)
{
	const char *first = work->page.place.name;
	int rc = 0;
	for (size_t i = 0; !rc && i < names->len; i++)
		if (is_reply(names->at[i]) && strncmp(names->at[i], first, TEXT_ID_LEN) > 0)
			rc = split_reply(work, names->at[i], to, err);
	size_t posts = work->edits.len;
	for (size_t i = 0; !rc && i < names->len; i++) {
		if (is_vote(names->at[i]))
			rc = split_votes(work, names->at[i], to, err);
		else if (!is_reply(names->at[i]) && strcmp(names->at[i], "index.md") != 0)
			rc = split_attachment(work, names->at[i], to, posts, err);
	}
	return rc;
}

/* The accepted answer may be among what goes. */
static int split_answer(struct act_work *work, struct err *err)
{
	struct page topic = work->topic;
	if (!*topic.answer || strcmp(topic.answer, work->page.place.name) < 0)
		return 0;
	topic.answer = "";
	return act_put_page(work, &topic, &work->topic_file, err);
}

static int split_to(struct act_work *work, const char *stem, struct err *err)
{
	struct arena *arena = work->desk->arena;
	struct act_names names = {0};
	const char *path = arena_printf(arena, "%s/index.md", stem);
	int rc = put_as(work, &work->page, path, work->act->to, err);
	if (!rc)
		rc = act_list(work, work->topic.place.stem, &names, err);
	if (!rc)
		rc = split_files(work, &names, stem, err);
	VEC_RELEASE(&names);
	act_remove(work, work->page.place.path);
	work->at = work->to = path;
	return rc ? -1 : split_answer(work, err);
}

int act_split(struct act_work *work, struct err *err)
{
	struct date_civil date = date_civil(work->page.date);
	struct str slug;
	const char *stem;
	str_init(&slug, SLUG_MAX);
	int rc = words_slug(work->act->to, &slug, err);
	const char *month = arena_printf(work->desk->arena, "forums/%s/%04d/%02d", work->topic.place.forum, date.year, date.month);
	if (!rc)
		rc = free_stem(work, month, slug.at, &stem, err);
	str_release(&slug);
	return rc ? -1 : split_to(work, stem, err);
}

/* ---- merge ---- */

/* What an address or a path of a topic means: "/forums/…/", "https://…/forums/…/", "forums/…/index.md". */
static int locate_topic(struct act_work *work, struct page_place *place, struct err *err)
{
	const char *to = work->act->to, *forums = strstr(to, "/forums/");
	struct arena *arena = work->desk->arena;
	if (!forums)
		return text_check_path(to, err) ? -1 : page_locate(to, arena, place, err);
	const char *url = arena_dupn(arena, forums, strcspn(forums, "?#"));
	if (url[strlen(url) - 1] != '/')
		url = arena_printf(arena, "%s/", url);
	if (page_locate_url(url, arena, place, err))
		return -1;
	return page_locate(arena_printf(arena, "%s/index.md", place->stem), arena, place, err);
}

struct merge {
	struct act_work *work;
	struct page into;
	struct act_file into_file;
	const char *opening; /* id that the opening post has in the other topic */
};

/*
 * "react heart" of the page is to a reply now, and a vote for the topic is one for the other: whoever voted for both
 * has one. Its poll ends.
 */
static void merge_lines(const struct act_file *file, const char *opening, struct str *lines)
{
	for (const char *at = file->text; *at; at += strcspn(at, "\n"), at += *at == '\n') {
		size_t n = strcspn(at, "\n");
		struct str line;
		if (n == strlen("up") && !memcmp(at, "up", n))
			add_line(lines, at, n);
		if (!begins(at, n, "react "))
			continue;
		str_init(&line, n + TEXT_ID_LEN + 2);
		str_add(&line, at, n);
		if (!id_of(at, n))
			str_addf(&line, " %s", opening);
		add_line(lines, line.at, line.len);
		str_release(&line);
	}
}

static int merge_votes(struct merge *m, const char *name, struct err *err)
{
	struct act_work *work = m->work;
	struct arena *arena = work->desk->arena;
	const char *to = arena_printf(arena, "%s/%s", m->into.place.stem, name);
	struct act_file theirs = {"", 0}, ours;
	struct str lines;
	bool exists;
	if (act_read(work, arena_printf(arena, "%s/%s", work->page.place.stem, name), &ours, err) ||
	    act_exists(work, to, &exists, err) || (exists && act_read(work, to, &theirs, err)))
		return -1;
	str_init(&lines, SIZE_MAX / 2);
	str_add(&lines, theirs.text, theirs.len);
	merge_lines(&ours, m->opening, &lines);
	if (lines.len > theirs.len)
		put_votes(work, to, &lines, exists);
	str_release(&lines);
	return 0;
}

static int merge_file(struct merge *m, const char *name, struct err *err)
{
	struct act_work *work = m->work;
	struct arena *arena = work->desk->arena;
	const char *to = arena_printf(arena, "%s/%s", m->into.place.stem, name);
	struct act_file ours, theirs;
	bool exists;
	if (act_read(work, arena_printf(arena, "%s/%s", work->page.place.stem, name), &ours, err) ||
	    act_exists(work, to, &exists, err) || (exists && act_read(work, to, &theirs, err)))
		return -1;
	if (exists && (theirs.len != ours.len || memcmp(theirs.text, ours.text, ours.len) != 0))
		return err_set(err, ERR_INPUT, "merge: both topics have a file %s", name);
	if (!exists)
		act_put(work, to, ours.text, ours.len);
	return 0;
}

static int merge_all(struct merge *m, const struct act_names *names, struct err *err)
{
	struct act_work *work = m->work;
	for (size_t i = 0; i < names->len; i++) {
		const char *name = names->at[i];
		act_remove(work, arena_printf(work->desk->arena, "%s/%s", work->page.place.stem, name));
		if (!strcmp(name, "index.md"))
			continue;
		if (is_vote(name) ? merge_votes(m, name, err) : merge_file(m, name, err))
			return -1;
	}
	return 0;
}

/* Its time, and letters made of its path: the same for who repeats the act on the same tree. */
static const char *opening_id(struct act_work *work)
{
	char head[DATE_TEXT], digest[CRYPTO_MAC_TEXT];
	const char *path = work->page.place.path;
	date_id_head(work->page.date, head);
	crypto_digest(path, strlen(path), digest);
	return arena_printf(work->desk->arena, "%s-%.6s", head, digest);
}

static int merge_into(struct merge *m, struct err *err)
{
	struct act_work *work = m->work;
	struct act_names names = {0};
	struct page into = m->into;
	const char *path = arena_printf(work->desk->arena, "%s/%s.md", into.place.stem, m->opening);
	into.moved = join_moved(work, &work->page, &m->into.moved, into.place.url);
	work->at = work->to = into.place.path;
	int rc = act_list(work, work->page.place.stem, &names, err);
	if (!rc)
		rc = merge_all(m, &names, err);
	VEC_RELEASE(&names);
	if (rc || put_as(work, &work->page, path, "", err))
		return -1;
	return act_put_page(work, &into, &m->into_file, err);
}

int act_merge(struct act_work *work, struct err *err)
{
	struct merge m = {.work = work, .opening = opening_id(work)};
	struct page_place place;
	if (locate_topic(work, &place, err) || place.kind != PAGE_TOPIC)
		return err_set(err, ERR_INPUT, "merge: '%.200s' is no topic's address", work->act->to);
	if (!strcmp(place.path, work->page.place.path))
		return err_set(err, ERR_INPUT, "merge: that is the same topic");
	if (act_read_page(work->desk, &work->tree, place.path, &m.into, err))
		return err->code == ERR_NOTFOUND ? err_set(err, ERR_INPUT, "merge: there is no topic %s", place.path) : -1;
	return act_read(work, place.path, &m.into_file, err) || merge_into(&m, err) ? -1 : 0;
}
