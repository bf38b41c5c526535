#include "drafting.h"

#include "cgi/visit/content.h"
#include "cgi/visit/say.h"
#include "core/text/text.h"
#include "draft_ask.h"
#include "draft_reply.h"

/* BASE_COMMITS: weeks of a busy community, and some milliseconds. */
enum { TEMPLATE_BYTES = 32 * 1024, BASE_COMMITS = 8192 };

static void deny(struct visit *visit, struct draft *draft, const char *key)
{
	draft->error = say(visit, key);
	draft->denied = true;
	draft->unknown = !visit->account && (!strcmp(key, "say.members_only") || !strcmp(key, "say.others_post") || !strcmp(key, "say.others_profile"));
}

static int find_forum(struct visit *visit, struct draft *draft, struct err *err)
{
	if (!text_is_slug(draft->forum, strlen(draft->forum)))
		return err_set(err, ERR_NOTFOUND, "no such forum");
	if (content_page(visit, arena_printf(visit->arena, "forums/%s/index.md", draft->forum), &draft->target, err))
		return -1;
	draft->thread = draft->target;
	enum page_role role = visit->handle ? visit->role : ROLE_MEMBER;
	if ((int64_t)role < draft->target.post)
		deny(visit, draft, "say.staff_topics");
	return 0;
}

static bool takes_replies(enum page_kind kind)
{
	return kind == PAGE_TOPIC || kind == PAGE_LESSON || kind == PAGE_RESOURCE || kind == PAGE_EVENT;
}

static int find_thread(struct visit *visit, struct draft *draft, struct err *err)
{
	if (content_page(visit, draft->path, &draft->target, err) || content_page_of(visit, &draft->target, &draft->thread, err))
		return -1;
	draft->target = draft->thread;
	draft->path = draft->target.place.path;
	if (!takes_replies(draft->target.place.kind) || draft->target.hidden)
		return err_set(err, ERR_NOTFOUND, "a page that takes no replies");
	if (draft->target.locked && !visit_is_moderator(visit))
		deny(visit, draft, "say.locked_replies");
	return draft_find_answered(visit, draft, err);
}

static bool is_post(const struct page *page)
{
	return page->place.kind == PAGE_TOPIC || page->place.kind == PAGE_REPLY;
}

static bool takes_edits(enum page_kind kind)
{
	return takes_replies(kind) || kind == PAGE_REPLY || kind == PAGE_HOME || kind == PAGE_RULES || kind == PAGE_PLAIN ||
	       kind == PAGE_MEMBER || kind == PAGE_FORUM || kind == PAGE_SERIES;
}

static bool is_own(const struct visit *visit, const struct page *page)
{
	const char *whose = page->place.kind == PAGE_MEMBER ? page->place.handle : page->author;
	return visit->handle && !strcmp(visit->handle, whose);
}

/* An edit starts from the commit that its author saw, if that is one of main's; else from main now. */
static int find_base(struct visit *visit, struct draft *draft, struct store_id *tree, struct err *err)
{
	struct store *store = queue_content(visit->server->queue);
	struct store_commit_info info;
	bool contained = false;
	char hex[STORE_HEX];
	draft->base_id = visit->main;
	if (*draft->base && store_from_hex(draft->base, &draft->base_id, err))
		return err_set(err, ERR_NOTFOUND, "a base that is no commit");
	if (store_commit_info(store, &draft->base_id, visit->arena, &info, err) ||
	    store_contains_near(store, &visit->main, &draft->base_id, BASE_COMMITS, &contained, err))
		return -1;
	if (!contained)
		return err_set(err, ERR_NOTFOUND, "a base that is not of main");
	store_hex(&draft->base_id, hex);
	draft->base = arena_dup(visit->arena, hex);
	*tree = info.tree;
	return 0;
}

/* As main is now: the commit that the edit starts from is the visitor's choice. */
static int check_may_edit(struct visit *visit, struct draft *draft, struct err *err)
{
	struct page now, thread;
	bool profile = draft->target.place.kind == PAGE_MEMBER;
	if ((!is_post(&draft->target) && !profile) || visit_is_moderator(visit))
		return 0;
	if (content_page(visit, draft->path, &now, err) || content_page_of(visit, &now, &thread, err))
		return -1;
	if (!is_own(visit, &now))
		deny(visit, draft, profile ? "say.others_profile" : "say.others_post");
	else if (thread.locked)
		deny(visit, draft, "say.locked_posts");
	return 0;
}

static int find_edited(struct visit *visit, struct draft *draft, struct err *err)
{
	struct store_id tree;
	if (content_main(visit, err) || find_base(visit, draft, &tree, err))
		return -1;
	struct content_place at = {queue_content(visit->server->queue), &tree, draft->path};
	if (content_page_at(visit, &at, &draft->target, &draft->target_text, err) ||
	    content_page_of(visit, &draft->target, &draft->thread, err))
		return -1;
	if (!takes_edits(draft->target.place.kind))
		return err_set(err, ERR_NOTFOUND, "a page that takes no edits");
	return check_may_edit(visit, draft, err);
}

/* What is not in a forum goes on a list of its own. */
static int find_list(struct visit *visit, struct draft *draft, struct err *err)
{
	bool event = draft->kind == DRAFT_EVENT;
	struct page_place place = {.path = "", .url = event ? "/events/" : "/resources/", .parent = "", .stem = "", .forum = "",
	                           .series = "", .handle = "", .name = ""};
	page_init(&draft->target, &place);
	draft->target.title = say(visit, event ? "title.events" : "title.resources");
	draft->thread = draft->target;
	return content_main(visit, err);
}

int draft_template(struct visit *visit, struct draft *draft, struct err *err)
{
	struct store *store = queue_content(visit->server->queue);
	const char *path = arena_printf(visit->arena, "forums/%s/template.txt", draft->forum), *wrong = NULL;
	struct store_id blob;
	struct str raw, text;
	if (draft->denied)
		return 0;
	if (content_main(visit, err) || store_find(store, &visit->tree, content_repo_path(visit, path), &blob, err))
		return err->code == ERR_NOTFOUND ? (err_clear(err), 0) : -1;
	str_init(&raw, TEMPLATE_BYTES);
	str_init(&text, TEMPLATE_BYTES + 2);
	/* One that is larger than any is no template. */
	if (!store_read(store, &blob, &raw, err)) {
		const char *at = draft_clean(visit, raw.at, &raw.len, &wrong);
		text_unix_lines(&text, at, raw.len);
		draft->body = arena_dupn(visit->arena, text.at, text.len);
		draft->body_len = text.len;
	}
	int rc = err->code == ERR_GIT || err->code == ERR_SYS ? -1 : (err_clear(err), 0);
	str_release(&text);
	str_release(&raw);
	return rc;
}

static int (*const finds[])(struct visit *visit, struct draft *draft, struct err *err) = {
	[DRAFT_NONE] = NULL,        [DRAFT_TOPIC] = find_forum, [DRAFT_REPLY] = find_thread,
	[DRAFT_EDIT] = find_edited, [DRAFT_EVENT] = find_list,  [DRAFT_RESOURCE] = find_list,
};

int draft_find(struct visit *visit, struct draft *draft, struct err *err)
{
	if (!visit_has_name(visit) && !visit->server->site.conf.guest_post)
		deny(visit, draft, "say.members_only");
	if (!finds[draft->kind])
		return err_set(err, ERR_INPUT, "a form that is for nothing");
	return finds[draft->kind](visit, draft, err) || draft_ask_find(visit, draft, err) ? -1 : 0;
}
