#include "clash.h"

#include "cgi/visit/content.h"
#include "cgi/visit/say.h"

static int page_of(struct visit *visit, struct store *store, const struct store_id *commit, const char *path,
                   struct page *page, struct err *err)
{
	struct store_commit_info info;
	if (store_commit_info(store, commit, visit->arena, &info, err))
		return -1;
	struct content_place at = {store, &info.tree, path};
	return content_page_at(visit, &at, page, NULL, err);
}

static const char *body_of(struct visit *visit, const struct page *page)
{
	const char *body = arena_dupn(visit->arena, page->body, page->body_len);
	return body + strspn(body, "\n");
}

int clash_merge(struct visit *visit, const struct submission *submission, const char *theirs,
                struct view_submission *view, struct err *err)
{
	struct page before, now;
	struct store_id base = submission->item.base;
	struct str merged;
	char hex[STORE_HEX];
	const char *earlier = form_text(&visit->req.form, "base");
	if (!submission->readable || submission->kind != DRAFT_EDIT)
		return 0;
	/* It has been merged once already, and main has moved again, or marks were left. */
	if (*earlier && store_from_hex(earlier, &base, err))
		return -1;
	if (content_page(visit, submission->path, &now, err) ||
	    page_of(visit, queue_store(visit->server->queue), &base, submission->path, &before, err))
		return err->code == ERR_NOTFOUND ? (err_clear(err), 0) : -1;
	struct store_texts texts = {body_of(visit, &before), body_of(visit, &now), theirs, say(visit, "say.mark_ours"),
	                            say(visit, "say.mark_theirs")};
	str_init(&merged, 3 * (size_t)visit->server->site.conf.staff_max);
	int rc = store_merge_texts(&texts, &merged, err);
	if (!rc) {
		store_hex(&visit->main, hex);
		view->base = arena_dup(visit->arena, hex);
		view->source = arena_dupn(visit->arena, merged.at, merged.len);
	}
	str_release(&merged);
	return rc;
}

/* What the author changed is theirs; all else stands as it is published. */
static void take_changes(struct page *page, const struct page *before, const struct page *theirs)
{
	int64_t edited = page->edited;
	for (size_t i = 0; i < page_field_count(); i++)
		if (page_field(i).kinds & 1u << page->place.kind && !page_field_same(i, before, theirs))
			page_field_take(i, page, theirs);
	if (page->edited < edited)
		page->edited = edited;
}

static int rebase(struct visit *visit, const struct submission *submission, const struct store_id *base,
                  struct page *page, struct err *err)
{
	struct page before;
	if (page_of(visit, queue_content(visit->server->queue), base, submission->path, page, err) ||
	    page_of(visit, queue_store(visit->server->queue), &submission->item.base, submission->path, &before, err))
		return -1;
	take_changes(page, &before, &submission->page);
	return 0;
}

int clash_page(struct visit *visit, const struct submission *submission, struct page *page, struct store_id *base,
               bool *rebased, struct err *err)
{
	bool contained = false;
	const char *hex = form_text(&visit->req.form, "base");
	*rebased = *hex;
	*page = submission->page;
	if (!*rebased)
		return 0;
	if (content_main(visit, err) || store_from_hex(hex, base, err) ||
	    store_contains(queue_content(visit->server->queue), &visit->main, base, &contained, err))
		return -1;
	return contained ? rebase(visit, submission, base, page, err)
	                 : err_set(err, ERR_NOTFOUND, "a base that is not of main");
}

bool clash_is_marked(const char *text)
{
	return !strncmp(text, "<<<<<<< ", 8) || strstr(text, "\n<<<<<<< ") || strstr(text, "\n>>>>>>> ");
}
