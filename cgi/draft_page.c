#include "draft.h"

#include "content.h"
#include "core/date.h"
#include "core/text.h"
#include "core/words.h"

enum { SLUG_TRIES = 20, SLUG_MAX = 200 };

/* Looks for a path among all that waits. */
struct search {
	struct visit *visit;
	const char *path;
	bool found;
};

static int look_into(void *self, const char *ref, const struct store_id *to, struct err *err)
{
	struct search *search = self;
	struct store *store = queue_store(search->visit->server->queue);
	struct store_commit_info info;
	struct store_id blob;
	struct arena arena;
	(void)ref;
	if (search->found)
		return 0;
	arena_init(&arena);
	int rc = store_commit_info(store, to, &arena, &info, err);
	if (!rc && !store_find(store, &info.tree, search->path, &blob, err))
		search->found = true;
	else if (!rc && err->code != ERR_NOTFOUND)
		rc = -1;
	arena_release(&arena);
	return rc;
}

/* Is the path free on main and among all that waits? Two topics of one path would clash when the second is approved. */
static int is_taken(struct visit *visit, const char *path, bool *taken, struct err *err)
{
	struct queue *queue;
	struct search search = {.visit = visit, .path = content_repo_path(visit, path)};
	if (content_exists(visit, path, taken, err) || server_queue(visit->server, &queue, err))
		return -1;
	if (*taken)
		return 0;
	if (store_refs(queue_store(queue), "refs/heads/", look_into, &search, err))
		return -1;
	err_clear(err);
	*taken = search.found;
	return 0;
}

/* "slug", then "slug-2" …, and at last one that nobody else can have. */
static int free_topic_path(struct visit *visit, const struct draft *draft, const char *id, const char **path, struct err *err)
{
	struct date_civil date = date_civil(date_from_id(id));
	struct str slug;
	bool taken = true;
	str_init(&slug, SLUG_MAX);
	int rc = words_slug(draft->title, &slug, err);
	for (int i = 1; !rc && taken && i <= SLUG_TRIES; i++) {
		const char *tail = i == 1 ? "" : i == SLUG_TRIES ? arena_printf(visit->arena, "-%s", id + TEXT_ID_LEN - 6)
								 : arena_printf(visit->arena, "-%d", i);
		*path = arena_printf(visit->arena, "forums/%s/%04d/%02d/%s%s/index.md", draft->forum, date.year, date.month,
		                     slug.at, tail);
		rc = is_taken(visit, *path, &taken, err);
	}
	str_release(&slug);
	return rc;
}

static int new_page(struct visit *visit, const struct draft *draft, const char *id, struct page *page, struct err *err)
{
	struct page_place place;
	const char *path = NULL;
	if (draft->kind == DRAFT_REPLY)
		path = arena_printf(visit->arena, "%s/%s.md", draft->target.place.stem, id);
	else if (free_topic_path(visit, draft, id, &path, err))
		return -1;
	if (text_check_path(path, err) || page_locate(path, visit->arena, &place, err))
		return -1;
	page_init(page, &place);
	page->author = visit_author(visit);
	page->guest_name = draft->name;
	page->date = date_from_id(id);
	if (draft->kind == DRAFT_REPLY)
		page->reply_to = draft->reply_to;
	if (draft->kind == DRAFT_TOPIC) {
		page->title = draft->title;
		page->tags = draft->tag_list;
		page->submission = id;
	}
	return 0;
}

/* Keeps every key that the writer may not set, or did not see. */
static void edited_page(const struct draft *draft, const char *id, struct page *page)
{
	enum page_kind kind = draft->target.place.kind;
	bool is_post = kind == PAGE_TOPIC || kind == PAGE_REPLY;
	*page = draft->target;
	/* Many suggest changes to one lesson: a date that each of them sets would make every two clash. */
	if (is_post || kind == PAGE_RULES || page->edited)
		page->edited = date_from_id(id);
	if (kind != PAGE_REPLY)
		page->title = draft->title;
	if (kind == PAGE_TOPIC)
		page->tags = draft->tag_list;
}

int draft_page(struct visit *visit, const struct draft *draft, const char *id, struct page *page, struct err *err)
{
	if (draft->kind == DRAFT_EDIT)
		edited_page(draft, id, page);
	else if (new_page(visit, draft, id, page, err))
		return -1;
	page->body = draft->body;
	page->body_len = draft->body_len;
	return 0;
}
