#include "submission.h"

#include "cgi/visit/content.h"

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
