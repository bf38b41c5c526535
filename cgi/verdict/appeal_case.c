#include "appeal_case.h"

#include "cgi/answer/link.h"
#include "cgi/guard/guard.h"
#include "cgi/visit/content.h"
#include "cgi/visit/say.h"
#include "core/act/act.h"
#include "core/text/text.h"

/* Whom an act is about: the member, or who wrote what it was done to, wherever that is by now. */
static int find_concerned(struct visit *visit, const struct page *entry, struct appeal_case *about, struct err *err)
{
	const char *const paths[] = {entry->target, entry->to};
	struct page page, topic;
	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		if (!*paths[i] || content_page(visit, paths[i], &page, err) || content_page_of(visit, &page, &topic, err)) {
			if (*paths[i] && err->code != ERR_NOTFOUND)
				return -1;
			err_clear(err);
			continue;
		}
		bool member = page.place.kind == PAGE_MEMBER;
		about->concerned = member ? page.place.handle : page.author;
		about->what = member ? *page.name ? page.name : page.place.handle : topic.title;
		about->url = page.hidden || topic.hidden ? NULL : link_public(visit, content_repo_path(visit, page.place.path));
		return 0;
	}
	return 0;
}

static int find_entry(struct visit *visit, const struct page *entry, struct appeal_case *about, struct err *err)
{
	const struct act_row *row = act_row(entry->act);
	bool answer = row && (row->needs & ACT_APPEAL || !strcmp(row->name, "undo"));
	*about = (struct appeal_case){
		.id = about->id,
		.act = entry->act,
		.reason = entry->reason,
		.rule = entry->rule,
		.reviewer = entry->reviewer,
		.concerned = "",
		.what = entry->target,
		.date = entry->date,
		.logged = true,
		.stands = row && !answer && !*entry->undone,
	};
	return find_concerned(visit, entry, about, err);
}

static int find_submission(struct visit *visit, struct appeal_case *about, struct err *err)
{
	struct queue *queue;
	struct queue_item item;
	if (server_queue(visit->server, &queue, err) || queue_find(queue, about->id, visit->arena, &item, err))
		return -1;
	*about = (struct appeal_case){
		.id = about->id,
		.act = "reject",
		.reason = item.reason,
		.rule = item.rule,
		.reviewer = item.reviewer,
		.concerned = item.author,
		.what = say_summary(visit, item.summary),
		.date = item.decided,
		.stands = item.state == QUEUE_REJECTED,
	};
	return 0;
}

int appeal_case_find(struct visit *visit, const char *id, struct appeal_case *about, struct err *err)
{
	struct page entry;
	if (!text_is_id(id, strlen(id)))
		return err_set(err, ERR_NOTFOUND, "no verdict has such an id");
	*about = (struct appeal_case){.id = id};
	if (!content_page(visit, act_log_path(id, visit->arena), &entry, err))
		return find_entry(visit, &entry, about, err);
	if (err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	return find_submission(visit, about, err);
}

bool appeal_case_concerns(struct visit *visit, const struct appeal_case *about, const char *key)
{
	bool own = visit->account && strcmp(visit->account, "guest") != 0 && !strcmp(visit->account, about->concerned);
	return own || guard_is_receipt_key(visit, about->id, key);
}

const char *appeal_url(struct visit *visit, const char *id)
{
	return arena_printf(visit->arena, "%sappeal?of=%s&k=%s", fill_write_url(&visit->fill), id, guard_receipt_key(visit, id));
}

static const char *log_url(struct visit *visit, const struct appeal_case *about)
{
	const char *path = arena_printf(visit->arena, "/moderation/%.4s/%.2s/%s/", about->id, about->id + 4, about->id);
	return fill_url(&visit->fill, path);
}

int appeal_case_view(struct visit *visit, const struct appeal_case *about, const struct state_appeal *appeal,
                     struct view_appeal *view, struct err *err)
{
	*view = (struct view_appeal){
		.id = about->id,
		.act = about->act,
		.title = about->what,
		.url = about->url,
		.reason = about->reason,
		.rule = about->rule,
		.reviewer = about->reviewer,
		.key = "",
		.text = "",
		.answer = "",
		.verdict = "",
		.logged = about->logged,
		.log_url = about->logged ? log_url(visit, about)
		                         : arena_printf(visit->arena, "%squeue/%s", fill_write_url(&visit->fill), about->id),
	};
	if (fill_time(&visit->fill, about->date, &view->given, err))
		return -1;
	if (!appeal)
		return 0;
	view->handle = appeal->handle;
	view->text = appeal->text;
	view->open = !appeal->decided;
	view->verdict = appeal->verdict;
	view->answer = appeal->answer;
	view->by = appeal->by;
	view->upheld = !strcmp(appeal->verdict, "uphold");
	view->reversed = !strcmp(appeal->verdict, "reverse");
	return fill_time(&visit->fill, appeal->at, &view->date, err) || fill_time(&visit->fill, appeal->decided, &view->decided, err)
		       ? -1
		       : 0;
}

const char *appeal_text(struct visit *visit, const char *text, size_t most, const char **why)
{
	size_t n;
	text += strspn(text, " \t\r\n");
	n = strlen(text);
	while (n && strchr(" \t\r\n", text[n - 1]))
		n--;
	if (!n)
		*why = say(visit, "say.appeal_text");
	else if (text_bad_utf8(text, n) < n)
		*why = say(visit, "say.not_text");
	else if (text_length(text, n) > most)
		*why = say_with(visit, "say.too_long", &(struct say){.count = (int64_t)most, .text = "", .kind = ""});
	else
		return arena_dupn(visit->arena, text, n);
	return NULL;
}
