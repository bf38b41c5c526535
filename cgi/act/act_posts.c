#include "act_page.h"

#include "cgi/answer/link.h"
#include "cgi/visit/content.h"
#include "core/text/text.h"

static int fill_post_row(struct visit *visit, const struct act_subject *subject, const char *id, struct view_act_post *row,
                         struct err *err)
{
	struct act_subject reply = *subject;
	const char *path = arena_printf(visit->arena, "%s/%s.md", subject->page.place.stem, id);
	if (content_page(visit, path, &reply.page, err))
		return -1;
	*row = (struct view_act_post){
		.id = id,
		.path = path,
		.url = arena_printf(visit->arena, "%s&post=%s", link_act(visit, subject->page.place.path), id),
		.excerpt = content_lead(visit, &reply.page),
		.hidden = reply.page.hidden,
		.answer = !strcmp(subject->page.answer, id),
		.may_accept = act_subject_way(visit, &reply, act_row("accept")),
	};
	return content_author(visit, &reply.page, &row->author, err) || fill_time(&visit->fill, reply.page.date, &row->date, err)
		       ? -1
		       : 0;
}

static void fill_steps(struct visit *visit, const struct act_subject *subject, size_t total, size_t from, struct view_act *view)
{
	size_t n = (total + ACT_POSTS - 1) / ACT_POSTS;
	struct view_link *links = arena_alloc(visit->arena, n + 1, sizeof(*links));
	for (size_t i = 0; n > 1 && i < n; i++) {
		links[i].title = arena_printf(visit->arena, "%zu–%zu", i * ACT_POSTS + 1,
		                              total < (i + 1) * ACT_POSTS ? total : (i + 1) * ACT_POSTS);
		links[i].url = arena_printf(visit->arena, "%s&from=%zu", link_act(visit, subject->page.place.path), i * ACT_POSTS);
		links[i].current = from == i * ACT_POSTS;
	}
	view->pages = (struct mustache_list){links, n > 1 ? n : 0};
}

static int fill_rows(struct visit *visit, const struct act_subject *subject, const struct content_replies *ids, struct view_act *view,
                     struct err *err)
{
	struct view_act_post *rows = arena_alloc(visit->arena, ACT_POSTS, sizeof(*rows));
	struct err none = {0};
	int64_t from;
	size_t n = 0;
	if (text_to_int(form_text(&visit->req.query, "from"), 0, INT32_MAX, &from, &none))
		from = 0;
	bool opens = subject->page.place.kind == PAGE_TOPIC;
	for (size_t i = (size_t)from; i < ids->len && n < ACT_POSTS; i++) {
		if (fill_post_row(visit, subject, ids->at[i], &rows[n], err)) {
			if (err->code != ERR_NOTFOUND)
				return -1;
			err_clear(err);
			continue;
		}
		rows[n++].number = (int64_t)i + 1 + opens;
	}
	view->posts = (struct mustache_list){rows, n};
	fill_steps(visit, subject, ids->len, (size_t)from, view);
	return 0;
}

/* Of use to moderators, and to the author of a question. */
static bool wants_posts(const struct visit *visit, const struct act_subject *subject)
{
	enum page_kind kind = subject->page.place.kind;
	bool asks = kind == PAGE_TOPIC && subject->forum_kind == FORUM_QUESTIONS && !strcmp(subject->page.author, visit->handle);
	return (kind == PAGE_TOPIC || kind == PAGE_LESSON || kind == PAGE_RESOURCE || kind == PAGE_EVENT) &&
	       (asks || visit_is_moderator(visit));
}

int act_page_posts(struct visit *visit, const struct act_subject *subject, struct view_act *view, struct err *err)
{
	struct content_replies ids;
	if (!wants_posts(visit, subject))
		return 0;
	return content_replies(visit, subject->page.place.stem, &ids, err) || fill_rows(visit, subject, &ids, view, err) ? -1 : 0;
}
