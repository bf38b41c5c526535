#include "check.h"

#include "core/act/act.h"
#include "core/markdown/markdown.h"
#include "core/page/forget.h"
#include "core/text/crypto.h"
#include "core/text/text.h"
#include "gen/plan/event.h"

/* One page under examination. */
struct subject {
	struct check *check;
	const struct check_file *file;
	struct page page;
	const char *text; /* of the whole file */
};

static void told(void *self, const struct page_error *error)
{
	struct subject *s = self;
	check_report(s->check, s->file->path, error->line, error->key, "%s", error->what);
}

/* The line on which a key stands; 1 where it does not. */
static int64_t line_of(const struct subject *s, const char *key)
{
	size_t n = strlen(key);
	int64_t line = 1;
	for (const char *at = s->text; at && at < s->page.body; line++) {
		if (!strncmp(at, key, n) && at[n] == ':')
			return line;
		at = strchr(at, '\n');
		at = at ? at + 1 : NULL;
	}
	return 1;
}

#define REPORT(s, key, ...) check_report((s)->check, (s)->file->path, line_of(s, key), key, __VA_ARGS__)

/* A member's profile, or NULL. */
static const struct check_file *find_member(const struct check *check, const char *handle)
{
	char stem[TEXT_HANDLE_MAX + 32];
	snprintf(stem, sizeof(stem), "members/%.2s/%s", handle, handle);
	int64_t i = check_find(&check->names, stem);
	return i < 0 ? NULL : &check->files.at[i];
}

static int64_t role_of(const struct check *check, const char *handle)
{
	const struct check_file *member = *handle ? find_member(check, handle) : NULL;
	return member ? member->role : ROLE_MEMBER;
}

/* Former members have a handle and no profile. */
static bool is_known(const struct check *check, const char *handle)
{
	return forget_is_handle(handle) || find_member(check, handle);
}

static void check_handle(const struct subject *s, const char *key, const char *handle)
{
	if (!*handle || !strcmp(handle, "guest") || is_known(s->check, handle))
		return;
	REPORT(s, key, "there is no member %s (members/%.2s/%s.md)", handle, handle, handle);
}

static void check_forum(const struct subject *s)
{
	static const char *const roles[] = {"members", "staff", "moderators", "admins"};
	const struct check *check = s->check;
	char stem[TEXT_PATH_MAX + 16];
	snprintf(stem, sizeof(stem), "forums/%s", s->page.place.forum);
	int64_t i = check_find(&check->names, stem);
	if (i < 0)
		return;
	int64_t needed = check->files.at[i].role;
	if (role_of(check, s->page.author) < needed)
		REPORT(s, "author", "only %s may open topics in %s, and %s is not of them", roles[needed], stem,
		       s->page.author);
}

static bool has_beside(const struct subject *s, const char *name)
{
	const char *path = arena_printf(&s->check->scratch, "%s/%s", s->page.place.stem, name);
	return check_find(&s->check->names, path) >= 0;
}

static void check_beside(const struct subject *s, const char *key, const char *name)
{
	if (*name && !has_beside(s, name))
		REPORT(s, key, "there is no %s/%s", s->page.place.stem, name);
}

static void check_answer(const struct subject *s)
{
	if (*s->page.answer && !has_beside(s, s->page.answer))
		REPORT(s, "answer", "the topic has no reply %s", s->page.answer);
}

static void check_reply_to(const struct subject *s)
{
	const struct page *page = &s->page;
	const char *stem = arena_printf(&s->check->scratch, "%s/%s", page->place.parent, page->reply_to);
	if (!*page->reply_to)
		return;
	if (check_find(&s->check->names, stem) < 0)
		REPORT(s, "reply-to", "%s has no reply %s", page->place.parent, page->reply_to);
	else if (strcmp(page->reply_to, page->place.name) >= 0)
		REPORT(s, "reply-to", "a reply answers an earlier one");
}

/* The first one keeps an address that two pages had; one that is there still is nobody else's. */
static void check_moved_from(const struct subject *s)
{
	struct check *check = s->check;
	for (size_t i = 0; i < s->page.moved.len; i++) {
		const char *url = s->page.moved.at[i];
		struct err ignored = {0};
		struct page_place place;
		int64_t first = check_moved(check, url);
		if (page_locate_url(url, &check->scratch, &place, &ignored))
			continue;
		if (check_find(&check->names, place.stem) >= 0)
			REPORT(s, "moved-from", "there is a page at %s", url);
		else if (first >= 0 && &check->files.at[first] != s->file)
			REPORT(s, "moved-from", "%s has moved from %s, too", check->files.at[first].path, url);
	}
}

/* An event names its topic by folder; with index.md or a slash behind it, it means the same. */
static void check_topic(const struct subject *s)
{
	const struct check *check = s->check;
	int64_t i = check_find(&check->names, s->page.topic);
	if (*s->page.topic && (i < 0 || check->files.at[i].place.kind != PAGE_TOPIC))
		REPORT(s, "topic", "there is no topic %s", s->page.topic);
}

/* The file's own is told, so that it can be copied once somebody has seen why they differ. */
static int check_sum(const struct subject *s, struct err *err)
{
	char hex[CRYPTO_SHA256_TEXT];
	const char *stated = s->page.checksum, *colon = strchr(stated, ':');
	struct check *check = s->check;
	struct str bytes;
	int64_t i = check_find(&check->names, arena_printf(&check->scratch, "%s/%s", s->page.place.stem, s->page.file));
	if (!*s->page.file || !colon || i < 0)
		return 0;
	str_init(&bytes, (size_t)check->conf->attachment_max);
	int rc = check_read(check, &check->files.at[i], &bytes, err);
	if (rc && err->code == ERR_LIMIT) {
		err_clear(err);
		rc = 0; /* the file itself is too long, which is said of it */
	} else if (!rc) {
		crypto_sha256(bytes.at, bytes.len, hex);
		if (strcmp(colon + 1, hex) != 0)
			REPORT(s, "checksum", "%s has another one: sha256:%s", s->page.file, hex);
	}
	str_release(&bytes);
	return rc;
}

/* When it takes place: the zone exists, and the rule, the start and the exceptions go together. */
static void check_event(const struct subject *s)
{
	struct calendar_event event = event_of(&s->page);
	struct err err = {0};
	const char *key;
	if (calendar_check(s->check->calendar, &event, &key, &err))
		REPORT(s, key, "%s", err.msg);
	check_topic(s);
}

/* An appeal against what a submission was told names that by its id alone. */
static void check_subject(const struct subject *s, const char *key, const char *path)
{
	struct check *check = s->check;
	struct page_place place;
	struct err ignored = {0};
	if (!*path || text_is_id(path, strlen(path)))
		return;
	if (page_locate(path, &check->scratch, &place, &ignored) || place.kind == PAGE_NONE || place.kind == PAGE_ATTACHMENT)
		REPORT(s, key, "%s is no path of a page, a post, a member or an entry", path);
}

/* Whoever is named as having acted may act; what it was done to may be gone by now. */
static void check_entry(const struct subject *s)
{
	const struct page *page = &s->page;
	const struct act_row *row = act_row(page->act);
	check_subject(s, "target", page->target);
	check_subject(s, "to", page->to);
	if (row && row->needs & ACT_REASON && !*page->reason)
		REPORT(s, "act", "%s wants a reason", page->act);
	if (row && row->needs & ACT_UNTIL && page->until <= page->date)
		REPORT(s, "until", "%s wants a time after date", page->act);
	if (page->until && row && !(row->needs & ACT_UNTIL))
		REPORT(s, "until", "%s has no end", page->act);
	if (*page->undone && check_find(&s->check->names, act_log_path(page->undone, &s->check->scratch)) < 0)
		REPORT(s, "undone", "the log has no entry %s", page->undone);
}

static size_t body_max(const struct subject *s)
{
	const struct config *conf = s->check->conf;
	bool post = s->page.place.kind == PAGE_TOPIC || s->page.place.kind == PAGE_REPLY;
	bool member = post && role_of(s->check, s->page.author) == ROLE_MEMBER;
	return (size_t)(member ? conf->post_max : conf->staff_max);
}

/* The message may begin with "line N: ", counted in the body. */
static void report_body(const struct subject *s, const char *what)
{
	char *end = NULL;
	int64_t line = strncmp(what, "line ", 5) ? 0 : strtoll(what + 5, &end, 10);
	if (line > 0 && end[0] == ':' && end[1] == ' ')
		check_report(s->check, s->file->path, s->page.body_line + line - 1, NULL, "%s", end + 2);
	else
		check_report(s->check, s->file->path, s->page.body_line, NULL, "%s", what);
}

static bool is_blank(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!strchr(" \t\n", s[i]))
			return false;
	}
	return true;
}

static void check_body(const struct subject *s)
{
	const struct config *conf = s->check->conf;
	const struct markdown_limits limits = {
	    .body_max = body_max(s),
	    .table_columns = (size_t)conf->table_columns,
	    .html_factor = (size_t)conf->html_factor,
	};
	struct err err = {0};
	bool post = s->page.place.kind == PAGE_TOPIC || s->page.place.kind == PAGE_REPLY;
	if (post && is_blank(s->page.body, s->page.body_len))
		report_body(s, "there is no text below the front matter");
	if (markdown_check(s->page.body, s->page.body_len, &limits, &err))
		report_body(s, err.msg);
	check_links(s->check, &s->page);
}

static int check_meaning(const struct subject *s, struct err *err)
{
	const struct page *page = &s->page;
	check_handle(s, "author", page->author);
	if (strcmp(page->reviewer, "moderators") != 0)
		check_handle(s, "reviewer", page->reviewer);
	check_beside(s, "avatar", page->avatar);
	check_beside(s, "image", page->image);
	check_beside(s, "file", page->file);
	check_moved_from(s);
	if (!strstr(page->recording, "://"))
		check_beside(s, "recording", page->recording);
	if (page->place.kind == PAGE_TOPIC) {
		check_forum(s);
		check_answer(s);
	}
	if (page->place.kind == PAGE_EVENT)
		check_event(s);
	if (page->place.kind == PAGE_REPLY)
		check_reply_to(s);
	if (page->place.kind == PAGE_VERDICT)
		check_entry(s);
	return check_sum(s, err);
}

static int check_text(struct check *check, const struct check_file *file, struct err *err)
{
	const struct config *conf = check->conf;
	const struct page_limits limits = {
	    .file_max = (size_t)(conf->staff_max + conf->front_matter_max),
	    .front_matter_max = (size_t)conf->front_matter_max,
	    .title_max = (size_t)conf->title_max,
	};
	struct subject s = {.check = check, .file = file};
	const struct page_errors errors = {told, &s};
	struct str text;
	str_init(&text, limits.file_max);
	int rc = check_read(check, file, &text, err);
	if (rc && err->code == ERR_LIMIT) {
		check_report(check, file->path, 1, NULL, "a file has %zu bytes at most", limits.file_max);
		rc = 0;
	} else if (!rc) {
		s.text = text.at;
		if (!page_parse_all(&file->place, text.at, text.len, &limits, &check->scratch, &s.page, &errors)) {
			rc = check_meaning(&s, err);
			check_body(&s);
		}
	}
	str_release(&text);
	return rc;
}

static bool is_allowed(const struct config *conf, const char *name)
{
	const char *ending = strrchr(name, '.') + 1;
	for (size_t i = 0; i < conf->attachment_types.len; i++) {
		if (!strcasecmp(ending, conf->attachment_types.at[i]))
			return true;
	}
	return false;
}

static int check_attachment(struct check *check, const struct check_file *file, struct err *err)
{
	struct str bytes;
	if (!is_allowed(check->conf, file->place.name))
		check_report(check, file->path, 1, NULL, "files that end in %s are not taken (attachment.types)",
		             strrchr(file->place.name, '.'));
	str_init(&bytes, (size_t)check->conf->attachment_max);
	int rc = check_read(check, file, &bytes, err);
	if (rc && err->code == ERR_LIMIT) {
		check_report(check, file->path, 1, NULL, "an attachment has %lld bytes at most (attachment.max)",
		             (long long)check->conf->attachment_max);
		rc = 0;
	}
	str_release(&bytes);
	return rc;
}

static void check_voter(struct check *check, const struct check_file *file)
{
	const char *handle = file->place.handle;
	if (!is_known(check, handle))
		check_report(check, file->path, 1, NULL, "there is no member %s (members/%.2s/%s.md)", handle, handle,
		             handle);
}

int check_file(struct check *check, const struct check_file *file, struct err *err)
{
	switch (file->place.kind) {
	case PAGE_ATTACHMENT:
		return check_attachment(check, file, err);
	case PAGE_VOTES:
		check_voter(check, file);
		return check_votes(check, file, err);
	default:
		return check_text(check, file, err);
	}
}
