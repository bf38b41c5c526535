#include "act_parts.h"

#include "core/text/text.h"

enum { FRONT_SLACK = 4096 };

static struct page_limits limits_of(const struct config *conf)
{
	return (struct page_limits){
	    .file_max = (size_t)(conf->staff_max + conf->front_matter_max),
	    .front_matter_max = (size_t)conf->front_matter_max,
	    .title_max = (size_t)conf->title_max,
	};
}

struct page_limits act_limits(const struct act_work *work)
{
	return limits_of(work->desk->conf);
}

const char *act_repo_path(const struct act_desk *desk, const char *path)
{
	const char *folder = desk->conf->content_path;
	return *folder ? arena_printf(desk->arena, "%s/%s", folder, path) : path;
}

static int read_file(const struct act_desk *desk, const struct store_id *tree, const char *path, struct act_file *file,
                     struct err *err)
{
	struct store *store = queue_content(desk->queue);
	struct store_id blob;
	struct str text;
	size_t max = (size_t)(desk->conf->attachment_max + desk->conf->staff_max + desk->conf->front_matter_max);
	if (store_find(store, tree, act_repo_path(desk, path), &blob, err))
		return -1;
	str_init(&text, max);
	int rc = store_read(store, &blob, &text, err);
	if (!rc)
		*file = (struct act_file){arena_dupn(desk->arena, text.at, text.len), text.len};
	str_release(&text);
	return rc ? err_prefix(err, "%s", path) : 0;
}

int act_read(struct act_work *work, const char *path, struct act_file *file, struct err *err)
{
	return read_file(work->desk, &work->tree, path, file, err);
}

int act_exists(struct act_work *work, const char *path, bool *exists, struct err *err)
{
	struct store_id blob;
	*exists = !store_find(work->store, &work->tree, act_repo_path(work->desk, path), &blob, err);
	if (!*exists && err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	return 0;
}

static int read_page(const struct act_desk *desk, const struct store_id *tree, const char *path, struct act_file *file,
                     struct page *page, struct err *err)
{
	struct page_place place;
	struct page_limits limits = limits_of(desk->conf);
	*file = (struct act_file){0};
	if (text_check_path(path, err) || page_locate(path, desk->arena, &place, err))
		return -1;
	if (read_file(desk, tree, path, file, err))
		return err->code == ERR_NOTFOUND ? err_set(err, ERR_NOTFOUND, "there is no %s", path) : -1;
	return page_parse(&place, file->text, file->len, &limits, desk->arena, page, err);
}

int act_read_page(const struct act_desk *desk, const struct store_id *tree, const char *path, struct page *page,
                  struct err *err)
{
	struct act_file file;
	return read_page(desk, tree, path, &file, page, err);
}

int act_read_target(struct act_work *work, struct err *err)
{
	struct arena *arena = work->desk->arena;
	if (work->row->needs & ACT_APPEAL && text_is_id(work->act->target, strlen(work->act->target))) {
		struct page_place none = {.kind = PAGE_NONE, .path = work->act->target, .url = "", .parent = "", .stem = "",
		                          .forum = "", .series = "", .handle = "", .name = work->act->target};
		page_init(&work->page, &none);
		work->topic = work->page;
		return 0;
	}
	if (read_page(work->desk, &work->tree, work->act->target, &work->file, &work->page, err))
		return -1;
	work->topic = work->page;
	work->topic_file = work->file;
	if (work->page.place.kind != PAGE_REPLY)
		return 0;
	const char *parent = work->page.place.parent;
	if (!read_page(work->desk, &work->tree, arena_printf(arena, "%s/index.md", parent), &work->topic_file,
	               &work->topic, err))
		return 0;
	if (err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	return read_page(work->desk, &work->tree, arena_printf(arena, "%s.md", parent), &work->topic_file, &work->topic, err);
}

/* below: "" or "votes/". */
static int list_folder(struct act_work *work, const char *folder, const char *below, struct act_names *names,
                       struct err *err)
{
	struct arena *arena = work->desk->arena;
	const char *const *found;
	size_t n;
	const char *at = act_repo_path(work->desk, arena_printf(arena, "%s%s%s", folder, *below ? "/" : "", below));
	if (*below)
		at = arena_dupn(arena, at, strlen(at) - 1);
	if (store_list(work->store, &work->tree, at, arena, &found, &n, err))
		return err->code == ERR_NOTFOUND ? (err_clear(err), 0) : -1;
	for (size_t i = 0; i < n; i++) {
		const char *name = arena_printf(arena, "%s%s", below, found[i]);
		bool inner = name[strlen(name) - 1] == '/';
		if (!inner)
			*VEC_PUSH(names) = name;
		else if (!*below && list_folder(work, folder, name, names, err))
			return -1;
	}
	return 0;
}

int act_list(struct act_work *work, const char *folder, struct act_names *names, struct err *err)
{
	return list_folder(work, folder, "", names, err);
}

void act_put(struct act_work *work, const char *path, const char *text, size_t len)
{
	*VEC_PUSH(&work->edits) = (struct store_edit){act_repo_path(work->desk, path), text, len};
}

void act_remove(struct act_work *work, const char *path)
{
	*VEC_PUSH(&work->edits) = (struct store_edit){act_repo_path(work->desk, path), NULL, 0};
}

/* What is written must be readable, whatever was typed into it. */
static int put_checked(struct act_work *work, const struct page *page, const struct str *text, struct err *err)
{
	struct page again;
	struct page_limits limits = act_limits(work);
	const char *copy = arena_dupn(work->desk->arena, text->at, text->len);
	if (str_check(text, page->place.path, err) ||
	    page_parse(&page->place, copy, text->len, &limits, work->desk->arena, &again, err)) {
		err->code = ERR_INPUT;
		return -1;
	}
	act_put(work, page->place.path, copy, text->len);
	return 0;
}

int act_put_page(struct act_work *work, const struct page *page, const struct act_file *file, struct err *err)
{
	struct page_limits limits = act_limits(work);
	struct str text;
	str_init(&text, limits.file_max + FRONT_SLACK);
	int rc = page_rewrite(page, file->text, file->len, &limits, &text, err);
	if (!rc)
		rc = put_checked(work, page, &text, err);
	str_release(&text);
	return rc;
}

int act_put_new(struct act_work *work, const struct page *page, struct err *err)
{
	struct str text;
	str_init(&text, act_limits(work).file_max + FRONT_SLACK);
	page_write(page, page->body, page->body_len, &text);
	int rc = put_checked(work, page, &text, err);
	str_release(&text);
	return rc;
}
