#include "submission.h"

#include "cgi/guard/guard.h"
#include "cgi/visit/content.h"
#include "draft_ask.h"

static int read_file(struct visit *visit, const struct store_id *commit, struct submission *submission,
                     struct page *page, const char **text)
{
	struct store *store = queue_store(visit->server->queue);
	struct store_commit_info info;
	struct err err = {0};
	if (store_commit_info(store, commit, visit->arena, &info, &err))
		return -1;
	if (page)
		submission->note = queue_message_body(info.message, visit->arena);
	struct content_place at = {store, &info.tree, submission->path};
	return content_page_at(visit, &at, page, text, &err);
}

/* A page that cannot be parsed is no reason to fail: a moderator must be able to see and reject it. */
int submission_read_item(struct visit *visit, const struct queue_item *item, struct submission *submission, struct err *err)
{
	struct queue *queue;
	*submission = (struct submission){.item = *item, .kind = draft_kind_of(item->summary, strcspn(item->summary, ":")), .text = "", .note = "", .old_text = ""};
	if (server_queue(visit->server, &queue, err))
		return -1;
	if (!submission_sort(visit, submission)) {
		submission->path = NULL;
		return 0;
	}
	submission->readable = !read_file(visit, &item->commit, submission, &submission->page, &submission->text);
	if (submission->kind == DRAFT_EDIT && read_file(visit, &item->base, submission, NULL, &submission->old_text))
		submission->old_text = "";
	return 0;
}

int submission_read(struct visit *visit, const char *id, struct submission *submission, struct err *err)
{
	struct queue *queue;
	struct queue_item item;
	if (server_queue(visit->server, &queue, err) || queue_find(queue, id, visit->arena, &item, err))
		return -1;
	return submission_read_item(visit, &item, submission, err);
}

static const char *join_tags(struct visit *visit, const struct page_texts *tags)
{
	const char *all = "";
	for (size_t i = 0; i < tags->len; i++)
		all = arena_printf(visit->arena, "%s%s%s", all, i ? ", " : "", tags->at[i]);
	return all;
}

bool submission_draft(struct visit *visit, const struct submission *submission, struct draft *draft)
{
	const struct page *page = &submission->page;
	struct page parent;
	struct err err = {0};
	char base[STORE_HEX];
	if (!submission->readable || submission->kind == DRAFT_NONE)
		return false;
	*draft = (struct draft){.kind = submission->kind, .forum = "", .path = "", .base = "", .reply_to = "", .note = submission->note};
	if (draft->kind == DRAFT_TOPIC)
		draft->forum = page->place.forum;
	if (draft->kind == DRAFT_REPLY) {
		if (content_page_of(visit, page, &parent, &err))
			return false;
		draft->path = parent.place.path;
		draft->reply_to = page->reply_to;
	}
	if (draft->kind == DRAFT_EDIT) {
		store_hex(&submission->item.base, base);
		draft->path = submission->path;
		draft->base = arena_dup(visit->arena, base);
	}
	draft->from = submission->item.id;
	draft->key = guard_receipt_key(visit, submission->item.id);
	draft->files = submission_names(visit, submission);
	draft->nfiles = submission->nfiles;
	draft->title = page->title;
	draft->tags = join_tags(visit, &page->tags);
	draft->name = page->guest_name;
	draft->body = arena_dupn(visit->arena, page->body, page->body_len);
	draft->body += strspn(draft->body, "\n");
	draft->body_len = strlen(draft->body);
	draft_ask_fill(visit, page, draft);
	return !draft_find(visit, draft, &err) && !draft->denied;
}

struct neighbours {
	struct arena *arena;
	const char *id;
	struct submission_place *place;
	int64_t seen;
};

static int look(void *self, const char *ref, const struct store_id *to, struct err *err)
{
	struct neighbours *n = self;
	const char *id = strrchr(ref, '/') + 1;
	(void)to, (void)err;
	n->seen++;
	if (!strcmp(id, n->id))
		n->place->place = n->seen;
	else if (strcmp(id, n->id) < 0)
		n->place->previous = arena_dup(n->arena, id);
	else if (!n->place->next)
		n->place->next = arena_dup(n->arena, id);
	return 0;
}

int submission_place(struct visit *visit, const char *id, struct submission_place *place, struct err *err)
{
	struct neighbours neighbours = {visit->arena, id, place, 0};
	struct queue *queue;
	*place = (struct submission_place){0};
	return server_queue(visit->server, &queue, err) ||
	               store_refs(queue_store(queue), "refs/heads/", look, &neighbours, err)
		       ? -1
		       : 0;
}
