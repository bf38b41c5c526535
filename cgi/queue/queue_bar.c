#include "queue_bar.h"

#include "cgi/answer/link.h"
#include "cgi/visit/say.h"
#include "core/state/state_bulk.h"
#include "core/text/text.h"

enum { FAILED_MAX = 50 };

static const char *undo_url(struct visit *visit, const char *id)
{
	return arena_printf(visit->arena, "%sundo/%s", fill_write_url(&visit->fill), id);
}

static const char *verdict_of(const struct queue_item *item)
{
	return item->state == QUEUE_APPROVED ? "approve" : item->state != QUEUE_REJECTED ? "other" : item->spam ? "spam" : "reject";
}

static int bar_of_one(struct visit *visit, const char *id, struct view_undo *undo, struct err *err)
{
	struct queue *queue;
	struct queue_item item;
	if (server_queue(visit->server, &queue, err) || queue_find(queue, id, visit->arena, &item, err))
		return -1;
	bool decided = item.state == QUEUE_APPROVED || item.state == QUEUE_REJECTED;
	undo->text = say_with(visit, "say.done_one", &(struct say){.text = say_summary(visit, item.summary), .kind = decided ? verdict_of(&item) : "back"});
	undo->action = decided ? undo_url(visit, id) : NULL;
	for (size_t i = 0; item.state == QUEUE_APPROVED && !undo->url && i < item.npaths; i++)
		undo->url = link_public(visit, item.paths[i]);
	return 0;
}

static size_t count_ids(const char *ids)
{
	size_t n = 0;
	for (; *ids; ids += strcspn(ids, " "), ids += strspn(ids, " "))
		n++;
	return n;
}

/* "ID why" a line. */
static struct mustache_list failures(struct visit *visit, const char *lines)
{
	struct view_link *links = arena_alloc(visit->arena, FAILED_MAX, sizeof(*links));
	size_t n = 0;
	while (*lines && n < FAILED_MAX) {
		size_t len = strcspn(lines, "\n");
		if (len > TEXT_ID_LEN && text_is_id(lines, TEXT_ID_LEN))
			links[n++] = (struct view_link){
				.url = arena_printf(visit->arena, "%squeue/%.*s", fill_write_url(&visit->fill), TEXT_ID_LEN, lines),
				.title = arena_dupn(visit->arena, lines + TEXT_ID_LEN + 1, len - TEXT_ID_LEN - 1),
			};
		lines += len + (lines[len] == '\n');
	}
	return (struct mustache_list){links, n};
}

static void bar_of_many(struct visit *visit, const struct state_bulk *bulk, struct view_undo *undo)
{
	size_t n = count_ids(bulk->done);
	struct say values = {.count = (int64_t)n, .kind = bulk->verdict};
	undo->text = say_with(visit, "say.done_many", &values);
	undo->action = n && strcmp(bulk->verdict, "back") ? undo_url(visit, bulk->id) : NULL;
	undo->failed = failures(visit, bulk->failed);
	if (!*bulk->left)
		return;
	undo->left = say_with(visit, "say.bulk_left", &(struct say){.count = (int64_t)count_ids(bulk->left), .kind = bulk->stopped});
	undo->more = strcmp(bulk->handle, visit->handle) ? NULL : bulk->id;
}

int queue_bar(struct visit *visit, const struct view_undo **undo, struct err *err)
{
	const char *id = form_text(&visit->req.query, "done");
	struct view_undo *view = arena_alloc(visit->arena, 1, sizeof(*view));
	struct state_bulk bulk;
	struct state *state;
	*undo = NULL;
	if (!text_is_id(id, strlen(id)))
		return 0;
	if (server_state(visit->server, &state, err))
		return -1;
	if (!state_bulk_find(state, id, visit->arena, &bulk, err)) {
		bar_of_many(visit, &bulk, view);
		*undo = view;
		return 0;
	}
	if (err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	if (bar_of_one(visit, id, view, err))
		return err->code == ERR_NOTFOUND ? (err_clear(err), 0) : -1;
	*undo = view;
	return 0;
}
