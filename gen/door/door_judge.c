#include "door.h"

#include "core/page/handle.h"
#include "core/text/text.h"

#include <stdarg.h>

/* One file of a push, as it was and as it shall be. */
struct file {
	struct door *door;
	const struct door_change *change;
	struct door_told *told;
	struct page_place place;
	const char *path;
	bool is, was;          /* whether the page is there */
	struct page old, new;
};

static void tell(struct file *file, const char *key, const char *fmt, ...) PRINTF_LIKE(3, 4);

static void tell(struct file *file, const char *key, const char *fmt, ...)
{
	char what[ERR_MESSAGE_MAX];
	va_list args;
	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	file->told->told(file->told->self, file->path, key, what);
	file->told->count++;
}

/* A file that is no page is none to judge: `stoa check` says what is wrong with it. */
static int read_page(struct file *file, const struct store_id *blob, bool *there, struct page *page, struct err *err)
{
	struct desk *desk = &file->door->desk;
	const struct config *conf = &desk->site.conf;
	const struct page_limits limits = {(size_t)(conf->staff_max + conf->front_matter_max),
	                                   (size_t)conf->front_matter_max, (size_t)conf->title_max};
	struct err ignored = {0};
	struct str text;
	*there = false;
	if (!blob)
		return 0;
	str_init(&text, limits.file_max);
	int rc = store_read(queue_content(desk->queue), blob, &text, err);
	if (rc && err->code == ERR_LIMIT) {
		err_clear(err);
		rc = 0;
	} else if (!rc) {
		const char *kept = arena_dupn(&desk->arena, text.at, text.len);
		*there = !page_parse(&file->place, kept, text.len, &limits, &desk->arena, page, &ignored);
	}
	str_release(&text);
	return rc;
}

static bool is_own(const struct file *file, const char *handle)
{
	return !strcmp(handle, file->door->handle);
}

static bool is_post(const struct file *file)
{
	return file->place.kind == PAGE_TOPIC || file->place.kind == PAGE_REPLY;
}

static bool is_page(enum page_kind kind)
{
	return kind != PAGE_NONE && kind != PAGE_ATTACHMENT && kind != PAGE_VOTES;
}

/* Pages that say what the community is. */
static bool is_common(enum page_kind kind)
{
	return kind == PAGE_HOME || kind == PAGE_RULES || kind == PAGE_PLAIN || kind == PAGE_FORUM;
}

/* Who may set a key is a column of fields[]. */
static void judge_fields(struct file *file)
{
	static const char *const roles[] = {"members", "staff", "moderators", "admins"};
	struct page nothing;
	page_init(&nothing, &file->place);
	const struct page *before = file->was ? &file->old : &nothing;
	for (size_t i = 0; i < page_field_count(); i++) {
		struct page_field field = page_field(i);
		if ((field.kinds & 1u << file->place.kind) && field.who > file->door->role && !page_field_same(i, before, &file->new))
			tell(file, field.key, "only %s set it", roles[field.who]);
	}
}

static void judge_author(struct file *file)
{
	if (!file->was && !is_own(file, file->new.author))
		tell(file, "author", "you are %s here", file->door->handle);
	if (file->was && strcmp(file->old.author, file->new.author) != 0)
		tell(file, "author", "a post keeps its author");
}

static void judge_post(struct file *file)
{
	if (file->was && !is_own(file, file->old.author))
		tell(file, "", "a post is changed by its author or a moderator");
	else if (file->was && file->door->who == DOOR_GUEST)
		tell(file, "", "what a guest wrote is changed by a moderator");
	else if (file->is)
		judge_author(file);
}

/* As on joining; whoever has such a name already keeps it. */
static bool is_named_anew(const struct file *file)
{
	return file->is && (!file->was || strcmp(file->old.name, file->new.name) != 0);
}

static void judge_member(struct file *file)
{
	const struct config *conf = &file->door->desk.site.conf;
	if (!is_own(file, file->place.handle))
		tell(file, "", "a profile is its member's own");
	else if (is_named_anew(file) && *file->new.name && handle_is_reserved(file->new.name, &conf->join_reserved, conf->site_title))
		tell(file, "name", "this could be taken for a name of the site's own");
}

/* Who could write entries in others' names, change what they say, or take them away, would make the log worth nothing. */
static void judge_entry(struct file *file)
{
	if (file->was && !file->is)
		tell(file, "", "an entry of the log stays there; stoa act undo takes back what it is about");
	else if (file->was && !is_own(file, file->old.reviewer))
		tell(file, "", "an entry of the log is changed by %s alone", file->old.reviewer);
	else if (file->is && !is_own(file, file->new.reviewer))
		tell(file, "reviewer", "you are %s here", file->door->handle);
}

/* Moderators change all but what says who they are: the table's `who` sees to that. */
static void judge_page(struct file *file)
{
	enum page_kind kind = file->place.kind;
	bool moderator = door_is_moderator(file->door);
	if (!moderator && is_post(file))
		judge_post(file);
	else if (!moderator && kind == PAGE_MEMBER)
		judge_member(file);
	else if (!moderator && kind == PAGE_VERDICT)
		tell(file, "", "the log of moderation is the moderators'");
	else if (kind == PAGE_VERDICT)
		judge_entry(file);
	else if (!moderator && !file->change->proposed && (is_common(kind) || !door_is_staff(file->door)))
		tell(file, "", "%s", door_advice(file->door));
	if (file->is)
		judge_fields(file);
}

static int judge(void *self, const struct store_change *change, struct err *err)
{
	struct file *file = self;
	struct err ignored = {0};
	file->path = change->path;
	if (page_locate(change->path, &file->door->desk.arena, &file->place, &ignored))
		return 0;
	if (file->place.kind == PAGE_VOTES && !is_own(file, file->place.handle))
		tell(file, "", "a vote is its member's own");
	else if (!is_page(file->place.kind) && !file->change->proposed && !door_is_staff(file->door))
		tell(file, "", "%s", door_advice(file->door));
	if (!is_page(file->place.kind))
		return 0;
	if (read_page(file, change->old_blob, &file->was, &file->old, err) ||
	    read_page(file, change->new_blob, &file->is, &file->new, err))
		return -1;
	judge_page(file);
	return 0;
}

/* Beside the community: whatever else the repository holds. */
static int judge_beside(void *self, const struct store_change *change, struct err *err)
{
	struct file *file = self;
	const char *folder = file->door->desk.site.conf.content_path;
	size_t n = strlen(folder);
	(void)err;
	file->path = change->path;
	if (strncmp(change->path, folder, n) != 0 || change->path[n] != '/')
		tell(file, "", "outside of %s only admins change anything; %s", folder, door_advice(file->door));
	return 0;
}

int door_judge(struct door *door, const struct door_change *change, struct door_told *told, struct err *err)
{
	struct file file = {.door = door, .change = change, .told = told};
	struct store *store = queue_content(door->desk.queue);
	const char *folder = door->desk.site.conf.content_path;
	if (door->who == DOOR_OPERATOR)
		return 0;
	if (*folder && !change->proposed && door->role < ROLE_ADMIN &&
	    store_diff(store, change->before, change->after, "", judge_beside, &file, err))
		return -1;
	return store_diff(store, change->before, change->after, folder, judge, &file, err);
}
