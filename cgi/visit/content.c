#include "content.h"

#include "core/text/text.h"

enum { LEAD_BYTES = 200 };

int content_main(struct visit *visit, struct err *err)
{
	struct queue *queue;
	struct store_commit_info info;
	if (visit->main_known)
		return 0;
	if (server_queue(visit->server, &queue, err))
		return -1;
	struct store *store = queue_content(queue);
	if (store_resolve(store, visit->server->site.conf.content_ref, &visit->main, err) ||
	    store_commit_info(store, &visit->main, visit->arena, &info, err)) {
		/* A site whose main is gone is broken; that is not a page that is not there. */
		if (err->code == ERR_NOTFOUND)
			err->code = ERR_GIT;
		return -1;
	}
	visit->tree = info.tree;
	visit->main_known = true;
	return 0;
}

const char *content_repo_path(const struct visit *visit, const char *path)
{
	const char *folder = visit->server->site.conf.content_path;
	return *folder ? arena_printf(visit->arena, "%s/%s", folder, path) : path;
}

const char *content_path(const struct visit *visit, const char *repo_path)
{
	const char *folder = visit->server->site.conf.content_path;
	size_t n = strlen(folder);
	if (!n)
		return repo_path;
	return !strncmp(repo_path, folder, n) && repo_path[n] == '/' ? repo_path + n + 1 : NULL;
}

static struct page_limits limits_of(const struct visit *visit)
{
	const struct config *conf = &visit->server->site.conf;
	return (struct page_limits){
		.file_max = (size_t)(conf->staff_max + conf->front_matter_max),
		.front_matter_max = (size_t)conf->front_matter_max,
		.title_max = (size_t)conf->title_max,
	};
}

static int read_text(struct visit *visit, const struct content_place *at, const char **text, size_t *n, struct err *err)
{
	struct store_id blob;
	struct str out;
	if (store_find(at->store, at->tree, content_repo_path(visit, at->path), &blob, err))
		return -1;
	str_init(&out, limits_of(visit).file_max);
	int rc = store_read(at->store, &blob, &out, err);
	*text = arena_dupn(visit->arena, out.at, out.len);
	*n = out.len;
	str_release(&out);
	return rc;
}

static int none(struct err *err)
{
	err->code = ERR_NOTFOUND;
	return -1;
}

int content_page_at(struct visit *visit, const struct content_place *at, struct page *page, const char **text,
                    struct err *err)
{
	struct page_place place;
	struct page_limits limits = limits_of(visit);
	const char *bytes;
	size_t n;
	if (text_check_path(at->path, err) || page_locate(at->path, visit->arena, &place, err))
		return none(err);
	if (read_text(visit, at, &bytes, &n, err))
		return -1;
	if (text)
		*text = bytes;
	return page && page_parse(&place, bytes, n, &limits, visit->arena, page, err) ? none(err) : 0;
}

int content_page(struct visit *visit, const char *path, struct page *page, struct err *err)
{
	if (content_main(visit, err))
		return -1;
	struct content_place at = {queue_content(visit->server->queue), &visit->tree, path};
	return content_page_at(visit, &at, page, NULL, err);
}

int content_exists(struct visit *visit, const char *path, bool *exists, struct err *err)
{
	struct store_id blob;
	*exists = false;
	if (content_main(visit, err))
		return -1;
	if (!store_find(queue_content(visit->server->queue), &visit->tree, content_repo_path(visit, path), &blob, err)) {
		*exists = true;
		return 0;
	}
	if (err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	return 0;
}

int content_page_of(struct visit *visit, const struct page *page, struct page *parent, struct err *err)
{
	*parent = *page;
	if (page->place.kind != PAGE_REPLY)
		return 0;
	if (!content_page(visit, arena_printf(visit->arena, "%s/index.md", page->place.parent), parent, err))
		return 0;
	if (err->code != ERR_NOTFOUND)
		return -1;
	return content_page(visit, arena_printf(visit->arena, "%s.md", page->place.parent), parent, err);
}

int content_profile(struct visit *visit, const char *handle, const struct page **profile, struct err *err)
{
	*profile = NULL;
	if (!text_is_handle(handle, strlen(handle)) || !strcmp(handle, "guest"))
		return 0;
	struct page *page = arena_alloc(visit->arena, 1, sizeof(*page));
	const char *path = arena_printf(visit->arena, "members/%.2s/%s.md", handle, handle);
	if (!content_page(visit, path, page, err)) {
		*profile = page;
		return 0;
	}
	if (err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	return 0;
}

int content_author(struct visit *visit, const struct page *page, const struct view_person **author, struct err *err)
{
	const struct page *profile = page;
	bool is_profile = page->place.kind == PAGE_MEMBER;
	const char *handle = is_profile ? page->place.handle : page->author;
	*author = NULL;
	if (!*handle)
		return 0;
	if (!is_profile && content_profile(visit, handle, &profile, err))
		return -1;
	*author = fill_person(&visit->fill, handle, page->guest_name, profile);
	return 0;
}

const char *content_title(const struct page *page)
{
	if (page->place.kind != PAGE_MEMBER)
		return page->title;
	return *page->name ? page->name : page->place.handle;
}

int content_post(struct visit *visit, const struct page *page, struct view_post *post, struct err *err)
{
	const struct view_person *author;
	bool plain;
	if (content_author(visit, page, &author, err))
		return -1;
	return fill_post(&visit->fill, page, author, content_render(visit, page, &plain), post, err);
}

/* Git's order is their order. */
int content_replies(struct visit *visit, const char *stem, struct content_replies *replies, struct err *err)
{
	const char *const *names;
	size_t n;
	*replies = (struct content_replies){NULL, 0};
	if (content_main(visit, err))
		return -1;
	if (store_list(queue_content(visit->server->queue), &visit->tree, content_repo_path(visit, stem), visit->arena, &names, &n, err))
		return err->code == ERR_NOTFOUND ? (err_clear(err), 0) : -1;
	replies->at = arena_alloc(visit->arena, n, sizeof(*replies->at));
	for (size_t i = 0; i < n; i++)
		if (strlen(names[i]) == TEXT_ID_LEN + 3 && text_is_id(names[i], TEXT_ID_LEN) && !strcmp(names[i] + TEXT_ID_LEN, ".md"))
			replies->at[replies->len++] = arena_dupn(visit->arena, names[i], TEXT_ID_LEN);
	return 0;
}

/* Whether the page itself is a post of its thread. */
static bool opens_thread(const struct page *page)
{
	return page->place.kind == PAGE_TOPIC;
}

/* Replies from..to of the ids; the page's own post before the first, where it is asked for. */
struct stretch {
	size_t from, to;
	bool opening;
};

static int fill_thread(struct visit *visit, const struct page *page, const struct content_replies *ids,
                       const struct stretch *stretch, struct mustache_list *list, struct err *err)
{
	struct view_post *posts = arena_alloc(visit->arena, stretch->to - stretch->from + 1, sizeof(*posts));
	size_t n = 0;
	if (stretch->opening && opens_thread(page)) {
		if (content_post(visit, page, &posts[n], err))
			return -1;
		posts[n++].number = 1;
	}
	for (size_t i = stretch->from; i < stretch->to; i++) {
		struct page reply;
		const char *path = arena_printf(visit->arena, "%s/%s.md", page->place.stem, ids->at[i]);
		if (content_page(visit, path, &reply, err)) {
			if (err->code != ERR_NOTFOUND)
				return -1;
			err_clear(err);
			continue;
		}
		if (reply.hidden)
			continue;
		if (content_post(visit, &reply, &posts[n], err))
			return -1;
		posts[n++].number = (int64_t)i + 1 + opens_thread(page);
	}
	*list = (struct mustache_list){posts, n};
	return 0;
}

int content_thread(struct visit *visit, const struct page *page, size_t last, struct content_thread *thread,
                   struct err *err)
{
	struct content_replies ids;
	*thread = (struct content_thread){0};
	if (content_replies(visit, page->place.stem, &ids, err))
		return -1;
	thread->total = (int64_t)ids.len + opens_thread(page);
	struct stretch stretch = {ids.len > last ? ids.len - last : 0, ids.len, ids.len <= last && last};
	return fill_thread(visit, page, &ids, &stretch, &thread->posts, err);
}

static size_t count_before(const struct content_replies *ids, const char *id)
{
	size_t n = 0;
	while (n < ids->len && strcmp(ids->at[n], id) < 0)
		n++;
	return n;
}

int content_thread_around(struct visit *visit, const struct page *page, const char *id, struct content_around *around,
                          struct err *err)
{
	struct content_replies ids;
	if (content_replies(visit, page->place.stem, &ids, err))
		return -1;
	size_t older = count_before(&ids, id), newer = older + (older < ids.len && !strcmp(ids.at[older], id));
	size_t left = ids.len - newer;
	struct stretch before = {older > around->nbefore ? older - around->nbefore : 0, older, older <= around->nbefore};
	struct stretch after = {newer, newer + (left < around->nafter ? left : around->nafter), false};
	return fill_thread(visit, page, &ids, &before, &around->before, err) ||
	               fill_thread(visit, page, &ids, &after, &around->after, err)
	           ? -1
	           : 0;
}

int content_count_before(struct visit *visit, const char *stem, const char *id, int64_t *n, struct err *err)
{
	struct content_replies ids;
	*n = 0;
	if (content_replies(visit, stem, &ids, err))
		return -1;
	*n = (int64_t)count_before(&ids, id);
	return 0;
}

const char *content_lead(struct visit *visit, const struct page *page)
{
	struct str line;
	size_t n = page->body_len < LEAD_BYTES ? page->body_len : LEAD_BYTES;
	while (n && n < page->body_len && ((unsigned char)page->body[n] & 0xC0) == 0x80)
		n--;
	str_init(&line, 2 * LEAD_BYTES);
	text_one_line(&line, page->body, n);
	const char *words = arena_printf(visit->arena, "%s%s", line.at, n < page->body_len ? "…" : "");
	str_release(&line);
	return words;
}
