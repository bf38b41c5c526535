
#include "cgi/answer/answer_page.h"
#include "cgi/answer/link.h"
#include "cgi/guard/newcomer.h"
#include "cgi/me/me.h"
#include "cgi/post/judge.h"
#include "cgi/verdict/appeal_case.h"
#include "cgi/verdict/notice.h"
#include "cgi/visit/content.h"
#include "cgi/visit/say.h"
#include "core/base/vec.h"
#include "core/catalogue/catalogue.h"
#include "core/state/state_remark.h"
#include "core/state/state_report.h"
#include "core/text/text.h"
#include "handlers.h"

enum { TEXT_LETTERS = 1000, WORKS = 100, ACTS = 50, REPORTS = 500 };

/* Whose record it is. */
struct subject {
	const char *handle;
	const struct page *profile;
};

static int find(struct visit *visit, const struct form *form, struct subject *subject, struct err *err)
{
	*subject = (struct subject){.handle = form_text(form, "of")};
	bool one = text_is_handle(subject->handle, strlen(subject->handle)) && strcmp(subject->handle, "guest") != 0;
	if (one && (content_main(visit, err) || content_profile(visit, subject->handle, &subject->profile, err)))
		return -1;
	if (subject->profile)
		return 0;
	(void)err_set(err, ERR_NOTFOUND, "no such member");
	return -1;
}

static const char *record_url(struct visit *visit, const char *handle)
{
	return arena_printf(visit->arena, "%srecord?of=%s", fill_write_url(&visit->fill), handle);
}

/* ---- entries of the log about them, or about what they wrote ---- */

struct entries VEC_OF(const char *);

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)b, *(const char *const *)a);
}

static int add_about(struct catalogue *cat, const char *stem, struct arena *arena, struct entries *entries, struct err *err)
{
	struct catalogue_mentions about;
	if (catalogue_mentions(cat, stem, arena, &about, err))
		return -1;
	for (size_t i = 0; i < about.len; i++)
		if (!strncmp(about.at[i].stem, "moderation/", 11))
			*VEC_PUSH(entries) = strrchr(about.at[i].stem, '/') + 1;
	return 0;
}

static int gather(struct visit *visit, struct catalogue *cat, const struct subject *subject, struct entries *entries,
                  struct err *err)
{
	struct arena *arena = visit->arena;
	struct catalogue_query query = {.list = LIST_AUTHOR, .text = subject->handle, .limit = WORKS};
	struct catalogue_span span = {.order = POSTS_BY, .author = subject->handle, .limit = WORKS};
	struct catalogue_pages pages;
	struct catalogue_posts posts;
	if (add_about(cat, subject->profile->place.stem, arena, entries, err) || catalogue_pages(cat, &query, arena, &pages, err) ||
	    catalogue_posts(cat, &span, arena, &posts, err))
		return -1;
	for (size_t i = 0; i < pages.len; i++)
		if (add_about(cat, pages.at[i].stem, arena, entries, err))
			return -1;
	for (size_t i = 0; i < posts.len; i++) {
		struct catalogue_page page;
		if (catalogue_page_at(cat, posts.at[i].page, arena, &page, err) ||
		    add_about(cat, arena_printf(arena, "%s/%s", page.stem, posts.at[i].name), arena, entries, err))
			return -1;
	}
	return 0;
}

static int fill_entries(struct visit *visit, const struct subject *subject, struct entries *entries, struct view_record *view,
                        struct err *err)
{
	struct view_appeal *rows = arena_alloc(visit->arena, ACTS, sizeof(*rows));
	size_t n = 0;
	if (entries->len)
		qsort(entries->at, entries->len, sizeof(*entries->at), compare);
	for (size_t i = 0; i < entries->len && n < ACTS; i++) {
		struct appeal_case about;
		if (i && !strcmp(entries->at[i], entries->at[i - 1]))
			continue;
		if (appeal_case_find(visit, entries->at[i], &about, err)) {
			if (err->code != ERR_NOTFOUND)
				return -1;
			err_clear(err);
		} else if (!strcmp(about.concerned, subject->handle) && appeal_case_view(visit, &about, NULL, &rows[n++], err))
			return -1;
	}
	view->acts = (struct mustache_list){rows, n};
	return 0;
}

/* The builder's catalogue knows; while it is busy or missing, the page says that it does not. */
static int fill_acts(struct visit *visit, const struct subject *subject, struct view_record *view, struct err *err)
{
	struct entries entries = {0};
	struct catalogue *cat;
	struct err ignored = {0};
	view->unbuilt = catalogue_open(&cat, visit->server->site.catalogue, CATALOGUE_GLANCE, &ignored);
	if (view->unbuilt)
		return 0;
	view->unbuilt = gather(visit, cat, subject, &entries, &ignored);
	catalogue_close(cat);
	int rc = fill_entries(visit, subject, &entries, view, err);
	VEC_RELEASE(&entries);
	return rc;
}

/* ---- what others reported ---- */

static bool is_theirs(struct visit *visit, const struct subject *subject, const char *target)
{
	struct page page;
	struct err ignored = {0};
	if (!strcmp(target, subject->profile->place.path))
		return true;
	return !content_page(visit, target, &page, &ignored) && !strcmp(page.author, subject->handle);
}

static int fill_reported(struct visit *visit, struct state *state, const struct subject *subject, struct view_record *view,
                         struct err *err)
{
	struct state_report_list list;
	if (state_report_newest(state, REPORTS, visit->arena, &list, err))
		return -1;
	struct view_own_report *rows = arena_alloc(visit->arena, list.len + 1, sizeof(*rows));
	size_t n = 0;
	for (size_t i = 0; i < list.len; i++)
		if (is_theirs(visit, subject, list.at[i].target) && report_row(visit, &list.at[i], &rows[n++], err))
			return -1;
	view->reported = (struct mustache_list){rows, n};
	return 0;
}

/* ---- the page ---- */

static int fill_remarks(struct visit *visit, struct state *state, const struct subject *subject, struct view_record *view,
                        struct err *err)
{
	struct state_remark_list list;
	if (state_remarks(state, subject->handle, visit->arena, &list, err))
		return -1;
	struct view_remark *rows = arena_alloc(visit->arena, list.len + 1, sizeof(*rows));
	for (size_t i = 0; i < list.len; i++) {
		rows[i] = (struct view_remark){.id = list.at[i].id, .by = list.at[i].by, .text = list.at[i].text};
		if (fill_time(&visit->fill, list.at[i].at, &rows[i].date, err))
			return -1;
	}
	view->remarks = (struct mustache_list){rows, list.len};
	return 0;
}

static int fill_trust(struct visit *visit, const struct subject *subject, struct view_record *view, struct err *err)
{
	struct judge_sender sender = {subject->handle, ""};
	struct view_trust *shown = arena_alloc(visit->arena, 1, sizeof(*shown));
	struct trust trust;
	if (judge_trust(visit, &sender, &trust, err))
		return -1;
	*shown = (struct view_trust){.member = true, .unbuilt = !trust.built, .posts = trust.posts, .days = trust.days,
	                             .rejected = trust.rejected, .waiting = trust.waiting};
	view->trust = shown;
	return newcomer_view(visit, subject->handle, "", &view->newcomer, err);
}

static int show(struct visit *visit, const struct subject *subject, const char *error, struct err *err)
{
	const struct page *profile = subject->profile;
	struct state *state;
	struct view_record view = {
	    .handle = subject->handle,
	    .person = fill_person(&visit->fill, subject->handle, "", profile),
	    .act_url = link_act(visit, profile->place.path),
	    .text = answer_shown(visit, "text"),
	    .error = error,
	    .banned = profile->banned,
	};
	if (server_state(visit->server, &state, err) || fill_trust(visit, subject, &view, err) ||
	    fill_time(&visit->fill, profile->suspended > visit->now ? profile->suspended : 0, &view.suspended, err) ||
	    fill_remarks(visit, state, subject, &view, err) || fill_acts(visit, subject, &view, err) ||
	    fill_reported(visit, state, subject, &view, err) || report_by(visit, subject->handle, &view.reports, err) ||
	    me_sent(visit, subject->handle, &view.sent, err))
		return -1;
	struct answer_page page = {error ? 422 : 200, "record", say(visit, "record.heading"), &view_record_type, &view};
	return answer_page(visit, &page, err);
}

int record_show(struct visit *visit, struct err *err)
{
	struct subject subject;
	return find(visit, &visit->req.query, &subject, err) || show(visit, &subject, NULL, err) ? -1 : 0;
}

static const char *wrong(struct visit *visit, const char *text)
{
	size_t n = strlen(text);
	if (strspn(text, " \t\r\n") == n)
		return say(visit, "say.appeal_text");
	if (text_bad_utf8(text, n) < n)
		return say(visit, "say.not_text");
	if (text_length(text, n) > TEXT_LETTERS)
		return say_with(visit, "say.too_long", &(struct say){.count = TEXT_LETTERS, .text = "", .kind = ""});
	return NULL;
}

int record_note(struct visit *visit, struct err *err)
{
	const struct form *form = &visit->req.form;
	struct state_remark remark = {.by = visit->handle, .text = form_text(form, "text"), .at = visit->now};
	struct subject subject;
	struct state *state;
	int64_t drop = 0;
	struct err none = {0};
	if (find(visit, form, &subject, err) || server_state(visit->server, &state, err))
		return -1;
	remark.handle = subject.handle;
	bool drops = *form_text(form, "drop") && !text_to_int(form_text(form, "drop"), 1, INT64_MAX, &drop, &none);
	const char *error = drops ? NULL : wrong(visit, remark.text);
	if (error)
		return show(visit, &subject, error, err);
	if (drops ? state_remark_drop(state, subject.handle, drop, err) : state_remark_put(state, &remark, err))
		return -1;
	answer_redirect(visit, record_url(visit, subject.handle));
	return 0;
}
