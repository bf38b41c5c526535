#include "row.h"

#include "core/markdown/markdown.h"
#include "core/page/votes.h"
#include "core/text/date.h"
#include "core/text/picture.h"
#include "core/text/text.h"
#include "event.h"
#include "excerpt.h"
#include "reading.h"

enum { FILE_MAX_BYTES = 1 << 30, LIST_MAX = 64 * 1024, MENTIONS_MAX = 2 * 1024 * 1024 };

void row_reader_init(struct row_reader *reader, const struct config *conf, struct store *store, struct arena *arena,
                     int64_t now)
{
	*reader = (struct row_reader){.conf = conf, .store = store, .arena = arena, .now = now, .calendar = calendar_open()};
	str_init(&reader->text, FILE_MAX_BYTES);
}

void row_reader_release(struct row_reader *reader)
{
	calendar_close(reader->calendar);
	str_release(&reader->text);
}

static void add_mention(void *self, const char *handle, size_t n)
{
	str_add(self, handle, n);
	str_addc(self, '\n');
}

static void add_picture(void *self, const char *path)
{
	add_mention(self, path, strlen(path));
}

/* What an entry of the log is about, by stem, so that it is found when that has another title: of a reply, its page too. */
static void add_subject(struct str *list, const char *path, struct arena *arena)
{
	struct page_place place;
	struct err ignored = {0};
	if (page_locate(path, arena, &place, &ignored) || place.kind == PAGE_NONE)
		return;
	add_mention(list, place.stem, strlen(place.stem));
	if (place.kind == PAGE_REPLY)
		add_mention(list, place.parent, strlen(place.parent));
}

static const char *subjects_of(const struct page *entry, struct arena *arena)
{
	struct str list;
	str_init(&list, MENTIONS_MAX);
	add_subject(&list, entry->target, arena);
	add_subject(&list, entry->to, arena);
	const char *copy = arena_dupn(arena, list.at, list.len);
	str_release(&list);
	return copy;
}

/*
 * Handles, and paths of picture files, which begin with a slash; each followed by a newline. A text
 * that names more than fits mentions only the first.
 */
static const char *mentions_of(const struct page *page, struct arena *arena)
{
	struct markdown_source source = {page->body, page->body_len, page->place.path};
	struct str list;
	if (!memchr(page->body, '@', page->body_len) && !memchr(page->body, '!', page->body_len))
		return "";
	str_init(&list, MENTIONS_MAX);
	markdown_mentions(page->body, page->body_len, arena, add_mention, &list);
	markdown_pictures(&source, arena, add_picture, &list);
	const char *copy = arena_dupn(arena, list.at, list.len);
	str_release(&list);
	return copy;
}

static int compare_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sorted and without doubles, so that a tag counts once. Nobody is found by skills who is not listed. */
static const char *lines_of(const struct page_texts *texts, struct arena *arena)
{
	struct str list;
	size_t n = texts->len;
	const char **sorted = arena_alloc(arena, n + 1, sizeof(*sorted));
	for (size_t i = 0; i < n; i++)
		sorted[i] = texts->at[i];
	qsort(sorted, n, sizeof(*sorted), compare_text);
	str_init(&list, LIST_MAX);
	for (size_t i = 0; i < n; i++)
		if (!i || strcmp(sorted[i - 1], sorted[i]) != 0)
			str_addf(&list, "%s\n", sorted[i]);
	const char *copy = arena_dupn(arena, list.at, list.len);
	str_release(&list);
	return copy;
}

static const char *excerpt_of(const struct page *page, struct arena *arena)
{
	struct str text;
	if (*page->description)
		return page->description;
	str_init(&text, LIST_MAX);
	excerpt_add(&text, page->body, page->body_len);
	const char *copy = arena_dupn(arena, text.at, text.len);
	str_release(&text);
	return copy;
}

/* A topic counts from its folder's month, whatever its date says: that is where it is listed. */
static int64_t month_of(const struct page_place *place, int64_t date)
{
	if (place->year && place->month)
		return place->year * 100 + place->month;
	if (!date)
		return 0;
	struct date_civil civil = date_civil(date);
	return civil.year * 100 + civil.month;
}

static const char *title_of(const struct page_place *place, const struct page *page)
{
	if (place->kind == PAGE_MEMBER)
		return *page->name ? page->name : place->handle;
	return *page->title ? page->title : place->name;
}

static const char *author_of(const struct page *page)
{
	return *page->author ? page->author : page->reviewer;
}

static void fill_page_row(const struct page_place *place, const struct page *page, struct arena *arena,
                          struct catalogue_page *row)
{
	row->stem = place->stem;
	row->path = place->path;
	row->url = place->url;
	row->kind = place->kind;
	row->live = page->hidden ? PAGE_NONE : place->kind;
	row->title = title_of(place, page);
	row->excerpt = place->kind == PAGE_VERDICT ? "" : excerpt_of(page, arena);
	row->author = author_of(page);
	row->guest = page->guest_name;
	row->forum = place->kind == PAGE_FORUM ? place->name : place->forum;
	row->series = place->kind == PAGE_SERIES ? place->name : place->kind == PAGE_VERDICT ? page->act : place->series;
	row->tags = place->kind == PAGE_MEMBER && !page->listed ? "" : lines_of(&page->tags, arena);
	row->mentions = place->kind == PAGE_VERDICT ? subjects_of(page, arena) : mentions_of(page, arena);
	row->moved = lines_of(&page->moved, arena);
	row->link = page->link;
	row->licence = page->licence;
	row->location = page->location;
	row->zone = page->zone;
	row->avatar = page->avatar;
	row->image = page->image;
	row->answer = page->answer;
	row->date = row->active = page->date;
	row->ym = month_of(place, page->date);
	row->edited = page->edited;
	row->start = page->start;
	row->finish = place->kind == PAGE_MEMBER ? page->suspended : page->expires;
	row->closes = page->poll_closes;
	row->poll = (int64_t)page->poll.len;
	row->place = page->order;
	row->pinned = page->pinned;
	row->locked = page->locked;
	row->listed = page->listed;
	row->version = page->version;
	row->forum_kind = page->forum_kind;
	row->shape = page->shape;
	row->role = place->kind == PAGE_FORUM ? page->post : page->role;
	row->status = page->status;
	row->answerer = "";
	row->last_author = row->author;
	row->last_guest = row->guest;
	row->shelf = page->shelf;
	row->repeat = page->repeat;
	row->cancelled = page->cancelled;
}

/* The time that lists show of an event is the one that is next at the commit's date. */
static int fill_event_row(struct row_reader *reader, const struct page *page, struct catalogue_page *row,
                          struct err *err)
{
	struct calendar_event event = event_of(page);
	struct calendar_span span;
	const char *key = "";
	if (calendar_check(reader->calendar, &event, &key, err))
		return err_prefix(err, "%s: %s", page->place.path, key);
	if (calendar_shown(reader->calendar, &event, reader->now, &span, err))
		return -1;
	row->start = span.start;
	row->finish = span.end;
	return calendar_shift(reader->calendar, page->zone, span.start, &row->shift, err);
}

static void fill_post_row(const struct page_place *place, const struct page *page, struct arena *arena,
                          struct catalogue_post *row)
{
	row->name = place->name;
	row->hidden = page->hidden;
	row->author = page->author;
	row->guest = page->guest_name;
	row->mentions = mentions_of(page, arena);
	row->reply_to = page->reply_to;
	row->date = page->date;
	row->edited = page->edited;
}

static bool is_allowed_type(const struct config *conf, const char *name)
{
	const char *dot = strrchr(name, '.');
	for (size_t i = 0; dot && i < conf->attachment_types.len; i++)
		if (strcasecmp(dot + 1, conf->attachment_types.at[i]) == 0)
			return true;
	return false;
}

static int read_file(struct row_reader *reader, const struct page_place *place, const struct store_id *blob,
                     struct catalogue_file *row, struct err *err)
{
	if (!is_allowed_type(reader->conf, place->name))
		return err_set(err, ERR_INPUT, "%s: files of this type are not published (attachment.types)",
		               place->path);
	str_reset(&reader->text);
	reader->text.max = (size_t)reader->conf->attachment_max;
	int rc = store_read(reader->store, blob, &reader->text, err);
	reader->text.max = FILE_MAX_BYTES;
	if (rc)
		return err_prefix(err, "%s", place->path);
	*row = (struct catalogue_file){.name = place->name, .blob = *blob, .size = (int64_t)reader->text.len};
	if (!picture_size(reader->text.at, reader->text.len, &row->width, &row->height))
		row->width = row->height = 0;
	return 0;
}

static int read_votes(struct row_reader *reader, const struct page_place *place, const struct store_id *blob,
                      const char **text, struct err *err)
{
	struct votes votes;
	str_reset(&reader->text);
	reader->text.max = VOTES_BYTES_MAX;
	int rc = store_read(reader->store, blob, &reader->text, err);
	reader->text.max = FILE_MAX_BYTES;
	if (rc)
		return err_prefix(err, "%s", place->path);
	if (votes_parse(reader->text.at, reader->text.len, reader->arena, &votes, err))
		return err_prefix(err, "%s:%lld", place->path, (long long)votes.line);
	*text = arena_dupn(reader->arena, reader->text.at, reader->text.len);
	return 0;
}

/* Bounds of the whole file; what a member may post is held where it is rendered. */
static struct page_limits limits_of(const struct config *conf)
{
	int64_t body = conf->staff_max > conf->post_max ? conf->staff_max : conf->post_max;
	return (struct page_limits){(size_t)(body + conf->front_matter_max), (size_t)conf->front_matter_max,
	                            (size_t)conf->title_max};
}

static int read_page(struct row_reader *reader, const struct page_place *place, const struct store_id *blob,
                     struct row *row, struct err *err)
{
	struct page_limits limits = limits_of(reader->conf);
	struct page page;
	str_reset(&reader->text);
	reader->text.max = limits.file_max;
	int rc = store_read(reader->store, blob, &reader->text, err);
	reader->text.max = FILE_MAX_BYTES;
	if (rc)
		return err_prefix(err, "%s", place->path);
	/* The row outlives the room that the next blob is read into. */
	const char *text = arena_dupn(reader->arena, reader->text.at, reader->text.len);
	if (page_parse(place, text, reader->text.len, &limits, reader->arena, &page, err))
		return -1;
	int64_t body = page.body - text;
	if (place->kind == PAGE_REPLY) {
		fill_post_row(place, &page, reader->arena, &row->post);
		row->post.blob = *blob;
		row->post.body = body;
	} else {
		fill_page_row(place, &page, reader->arena, &row->page);
		if (place->kind == PAGE_LESSON)
			row->page.seconds = reading_seconds(page.body, page.body_len,
			                                    *page.lang ? page.lang : reader->conf->site_language);
		if (place->kind == PAGE_EVENT && fill_event_row(reader, &page, &row->page, err))
			return -1;
		row->page.blob = *blob;
		row->page.body = body;
	}
	return 0;
}

int64_t row_mark(int64_t kind, int64_t edited, int64_t version)
{
	enum { VERSIONS_MAX = 1000000 };
	if (kind != PAGE_RULES || version <= 1)
		return edited;
	return (version < VERSIONS_MAX ? version : VERSIONS_MAX) * INT64_C(1000000000000) + edited;
}

int row_edited(struct row_reader *reader, const struct page_place *place, const struct store_id *blob, int64_t *edited,
               struct err *err)
{
	struct page_limits limits = limits_of(reader->conf);
	struct page page;
	*edited = 0;
	str_reset(&reader->text);
	reader->text.max = limits.file_max;
	int rc = store_read(reader->store, blob, &reader->text, err);
	reader->text.max = FILE_MAX_BYTES;
	if (rc && err->code != ERR_LIMIT)
		return -1;
	if (!rc && !page_parse(place, reader->text.at, reader->text.len, &limits, reader->arena, &page, err))
		*edited = row_mark(place->kind, page.edited, page.version);
	err_clear(err);
	return 0;
}

int row_read(struct row_reader *reader, const struct page_place *place, const struct store_id *blob, struct row *row,
             struct err *err)
{
	*row = (struct row){.kind = place->kind, .parent = place->parent, .handle = place->handle, .votes = ""};
	switch (place->kind) {
	case PAGE_NONE:
		return 0;
	case PAGE_VOTES:
		return read_votes(reader, place, blob, &row->votes, err);
	case PAGE_ATTACHMENT:
		return read_file(reader, place, blob, &row->file, err);
	default:
		return read_page(reader, place, blob, row, err);
	}
}

void row_pack(const struct row *row, struct str *out)
{
	str_addc(out, (char)row->kind);
	str_add(out, row->parent, strlen(row->parent) + 1);
	str_add(out, row->handle, strlen(row->handle) + 1);
	if (row->kind == PAGE_REPLY)
		catalogue_post_pack(&row->post, out);
	else if (row->kind == PAGE_ATTACHMENT)
		catalogue_file_pack(&row->file, out);
	else if (row->kind == PAGE_VOTES)
		str_add(out, row->votes, strlen(row->votes) + 1);
	else
		catalogue_page_pack(&row->page, out);
}

int row_unpack(const char *bytes, size_t n, struct row *row, struct err *err)
{
	*row = (struct row){.kind = PAGE_NONE, .votes = ""};
	const char *end = bytes + n;
	row->parent = bytes + 1;
	row->handle = n > 1 ? row->parent + strnlen(row->parent, n - 1) + 1 : end;
	const char *rest =
	    row->handle < end ? row->handle + strnlen(row->handle, (size_t)(end - row->handle)) + 1 : end + 1;
	if (rest > end)
		return err_set(err, ERR_SYS, "a worker sent what is no row");
	size_t left = (size_t)(end - rest), used;
	row->kind = (enum page_kind)bytes[0];
	if (row->kind == PAGE_REPLY)
		used = catalogue_post_unpack(rest, left, &row->post);
	else if (row->kind == PAGE_ATTACHMENT)
		used = catalogue_file_unpack(rest, left, &row->file);
	else if (row->kind == PAGE_VOTES) {
		row->votes = rest;
		used = strnlen(rest, left) + 1;
	} else
		used = catalogue_page_unpack(rest, left, &row->page);
	return used == left ? 0 : err_set(err, ERR_SYS, "a worker sent what is no row");
}
