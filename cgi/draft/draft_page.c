#include "drafting.h"

#include "cgi/visit/content.h"
#include "core/base/map.h"
#include "core/text/date.h"
#include "core/text/text.h"
#include "core/words/words.h"
#include "draft_ask.h"

enum { SLUG_TRIES = 20, SLUG_MAX = 200 };

/* The pages of a folder that wait, by the last name of their stems. */
struct waiting {
	struct store *store;
	const char *folder; /* of the repository */
	struct map names;
};

/* "stairs/index.md", "stairs/plan.png" and "stairs.md" are of "stairs". */
static int note_name(void *self, const struct store_change *change, struct err *err)
{
	struct waiting *waiting = self;
	size_t n = strcspn(change->path, "/");
	(void)err;
	if (!change->path[n] && n > 3 && !strcmp(change->path + n - 3, ".md"))
		n -= 3;
	if (change->new_blob && !change->old_blob)
		(void)!map_put(&waiting->names, change->path, n);
	return 0;
}

static int look_into(void *self, const char *ref, const struct store_id *to, struct err *err)
{
	struct waiting *waiting = self;
	struct store_commit_info info, base;
	struct arena arena;
	(void)ref;
	arena_init(&arena);
	int rc = store_commit_info(waiting->store, to, &arena, &info, err);
	if (!rc && info.nparents)
		rc = store_commit_info(waiting->store, &info.parents[0], &arena, &base, err);
	if (!rc)
		rc = store_diff(waiting->store, info.nparents ? &base.tree : NULL, &info.tree, waiting->folder, note_name, waiting, err);
	arena_release(&arena);
	return rc;
}

/* The folder that it goes into, by what the page itself says. */
static const char *folder_of(struct visit *visit, const struct draft *draft, const struct page *page)
{
	struct date_civil date = date_civil(page->date), start = date_civil(page->start);
	switch (page->place.kind) {
	case PAGE_TOPIC:
		return arena_printf(visit->arena, "forums/%s/%04d/%02d", draft->forum, date.year, date.month);
	case PAGE_EVENT:
		return arena_printf(visit->arena, "events/%04d", start.year);
	default:
		return "resources";
	}
}

/* A page is "X/index.md" or "X.md": where one of them is, the other has no room either. */
static int is_free(struct visit *visit, const char *stem, const char *path, struct page_place *place, bool *free,
                   struct err *err)
{
	bool folder, file;
	*free = false;
	if (text_check_path(path, err) || page_locate(path, visit->arena, place, err))
		return err->code == ERR_INPUT ? (err_clear(err), 0) : -1; /* a name that the site has taken for itself */
	if (content_exists(visit, arena_printf(visit->arena, "%s/index.md", stem), &folder, err) ||
	    content_exists(visit, arena_printf(visit->arena, "%s.md", stem), &file, err))
		return -1;
	*free = !folder && !file;
	return 0;
}

/* "slug", then "slug-2" …, and at last one that nobody else can have. */
static int choose_place(struct visit *visit, const char *slug, const char *id, const struct waiting *waiting, struct page *page,
                        struct err *err)
{
	const char *folder = content_path(visit, waiting->folder), *tail = page->place.kind == PAGE_TOPIC ? "/index" : "";
	bool free = false;
	int rc = 0;
	for (int i = 1; !rc && !free && i <= SLUG_TRIES; i++) {
		const char *name = i == 1 ? slug : i == SLUG_TRIES ? arena_printf(visit->arena, "%s-%s", slug, id + TEXT_ID_LEN - 6)
								   : arena_printf(visit->arena, "%s-%d", slug, i);
		const char *stem = arena_printf(visit->arena, "%s/%s", folder, name);
		if (!map_find(&waiting->names, name, strlen(name)))
			rc = is_free(visit, stem, arena_printf(visit->arena, "%s%s.md", stem, tail), &page->place, &free, err);
	}
	return rc || free ? rc : err_set(err, ERR_INPUT, "no path can be made of this title");
}

/* On main and among all that waits: two topics of one path would clash when the second is approved. */
static int free_place(struct visit *visit, const struct draft *draft, const char *id, struct page *page, struct err *err)
{
	struct waiting waiting = {.folder = content_repo_path(visit, folder_of(visit, draft, page))};
	struct queue *queue;
	struct str slug;
	if (server_queue(visit->server, &queue, err))
		return -1;
	waiting.store = queue_store(queue);
	map_init(&waiting.names, visit->arena);
	str_init(&slug, SLUG_MAX);
	int rc = words_slug(draft->title, &slug, err) || store_refs(waiting.store, "refs/heads/", look_into, &waiting, err) ? -1 : 0;
	if (!rc)
		rc = choose_place(visit, slug.at, id, &waiting, page, err);
	str_release(&slug);
	map_release(&waiting.names);
	return rc;
}

static int reply_place(struct visit *visit, const struct draft *draft, const char *id, struct page_place *place, struct err *err)
{
	const char *path = arena_printf(visit->arena, "%s/%s.md", draft->target.place.stem, id);
	return text_check_path(path, err) || page_locate(path, visit->arena, place, err) ? -1 : 0;
}

/* What was typed. */
static void put_fields(struct visit *visit, const struct draft *draft, struct page *page)
{
	enum page_kind kind = page->place.kind;
	if (kind != PAGE_REPLY && kind != PAGE_MEMBER)
		page->title = draft->title;
	if (kind == PAGE_TOPIC || kind == PAGE_EVENT || kind == PAGE_RESOURCE || kind == PAGE_MEMBER)
		page->tags = draft->tag_list;
	draft_ask_put(visit, draft, page);
	page->body = draft->body;
	page->body_len = draft->body_len;
}

static int new_page(struct visit *visit, const struct draft *draft, const char *id, struct page *page, struct err *err)
{
	struct page_place place = {.kind = draft_page_kind(draft)};
	page_init(page, &place);
	page->author = visit_author(visit);
	page->date = date_from_id(id);
	if (place.kind == PAGE_REPLY || place.kind == PAGE_TOPIC)
		page->guest_name = draft->name;
	put_fields(visit, draft, page);
	if (place.kind == PAGE_REPLY) {
		page->reply_to = draft->reply_to;
		return reply_place(visit, draft, id, &page->place, err);
	}
	if (place.kind == PAGE_TOPIC)
		page->submission = id;
	return free_place(visit, draft, id, page, err);
}

/* Keeps every key that the writer may not set, or did not see. */
static void edited_page(struct visit *visit, const struct draft *draft, const char *id, struct page *page)
{
	enum page_kind kind = draft->target.place.kind;
	bool is_post = kind == PAGE_TOPIC || kind == PAGE_REPLY;
	*page = draft->target;
	/* Many suggest changes to one lesson: a date that each of them sets would make every two clash. */
	if (is_post || kind == PAGE_RULES || page->edited)
		page->edited = date_from_id(id);
	put_fields(visit, draft, page);
}

int draft_page(struct visit *visit, const struct draft *draft, const char *id, struct page *page, struct err *err)
{
	if (draft->kind == DRAFT_EDIT)
		edited_page(visit, draft, id, page);
	else if (new_page(visit, draft, id, page, err))
		return -1;
	return 0;
}

const char *draft_text(struct visit *visit, const struct draft *draft)
{
	struct page_place place = {.kind = draft_page_kind(draft)};
	struct page page = draft->target;
	if (draft->kind != DRAFT_EDIT)
		page_init(&page, &place);
	put_fields(visit, draft, &page);
	return page_text(&page, visit->arena);
}
