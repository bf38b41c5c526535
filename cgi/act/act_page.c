#include "act_page.h"

#include "cgi/answer/answer_page.h"
#include "cgi/answer/link.h"
#include "cgi/visit/content.h"
#include "cgi/visit/rules.h"
#include "cgi/visit/say.h"
#include "core/text/text.h"

enum { FORUMS_MAX = 200, LONG_BYTES = 600, LONG_LINES = 8 };

/* What an act has to be told, and what the field is called. */
static const struct field {
	unsigned need;
	const char *name;
} fields[] = {
	{ACT_FORUM, "forum"}, {ACT_TOPIC, "topic"}, {ACT_TITLE, "title"}, {ACT_TAGS, "tags"}, {ACT_STATUS, "status"}, {ACT_UNTIL, "days"},
};

static bool takes_acts(enum page_kind kind)
{
	return kind == PAGE_TOPIC || kind == PAGE_REPLY || kind == PAGE_LESSON || kind == PAGE_RESOURCE || kind == PAGE_EVENT ||
	       kind == PAGE_MEMBER || kind == PAGE_VERDICT;
}

/* The path of what the form is about, as main has it: a reply by its page and id, a page by address too. */
static int find_path(struct visit *visit, const struct form *form, const char **path, struct err *err)
{
	const char *post = form_text(form, "post");
	struct page page;
	*path = act_target(form_text(form, "path"), visit->arena);
	if (!*post)
		return 0;
	if (!text_is_id(post, strlen(post)))
		return err_set(err, ERR_NOTFOUND, "no such post");
	if (content_page(visit, *path, &page, err))
		return -1;
	*path = arena_printf(visit->arena, "%s/%s.md", page.place.kind == PAGE_REPLY ? page.place.parent : page.place.stem, post);
	return 0;
}

int act_subject_find(struct visit *visit, const struct form *form, struct act_subject *subject, struct err *err)
{
	struct page forum;
	const char *path;
	*subject = (struct act_subject){.forum_kind = FORUM_DISCUSSION};
	if (find_path(visit, form, &path, err) || content_page(visit, path, &subject->page, err) ||
	    content_page_of(visit, &subject->page, &subject->topic, err))
		return -1;
	if (!takes_acts(subject->page.place.kind))
		return err_set(err, ERR_NOTFOUND, "a page that nobody acts on");
	if (!*subject->topic.place.forum)
		return 0;
	if (content_page(visit, arena_printf(visit->arena, "forums/%s/index.md", subject->topic.place.forum), &forum, err))
		return err->code == ERR_NOTFOUND ? (err_clear(err), 0) : -1;
	subject->forum_kind = (enum page_forum_kind)forum.forum_kind;
	return 0;
}

enum act_way act_subject_way(const struct visit *visit, const struct act_subject *subject, const struct act_row *row)
{
	struct act_case c = {visit->handle, visit->role, &subject->page, &subject->topic, subject->forum_kind, visit->now};
	return act_way(row, &c);
}

static void add_option(struct mustache_list *list, struct view_link *links, const char *value, const char *title, bool chosen)
{
	links[list->len++] = (struct view_link){.url = value, .title = title, .current = chosen};
	list->at = links;
}

static int forum_options(struct visit *visit, const char *own, const char *chosen, struct mustache_list *list, struct err *err)
{
	const char *const *names;
	size_t n;
	struct view_link *links = arena_alloc(visit->arena, FORUMS_MAX, sizeof(*links));
	if (store_list(queue_content(visit->server->queue), &visit->tree, content_repo_path(visit, "forums"), visit->arena, &names,
	               &n, err))
		return -1;
	for (size_t i = 0; i < n && list->len < FORUMS_MAX; i++) {
		struct page forum;
		struct err none = {0};
		const char *name = arena_dupn(visit->arena, names[i], strcspn(names[i], "/"));
		const char *path = arena_printf(visit->arena, "forums/%s/index.md", name);
		if (strcmp(name, own) != 0 && !content_page(visit, path, &forum, &none))
			add_option(list, links, name, forum.title, !strcmp(name, chosen));
	}
	return 0;
}

static void word_options(struct visit *visit, const struct page *page, const char *chosen, struct mustache_list *list)
{
	static const char *const words[] = {"open", "planned", "started", "done", "declined"};
	struct view_link *links = arena_alloc(visit->arena, ARRAY_LEN(words), sizeof(*links));
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		const char *title = say_with(visit, "act.status", &(struct say){.kind = words[i], .text = ""});
		add_option(list, links, words[i], title, *chosen ? !strcmp(words[i], chosen) : page->status == (int64_t)i);
	}
}

static void day_options(struct visit *visit, const char *chosen, struct mustache_list *list)
{
	static const int64_t days[] = {1, 3, 7, 14, 30, 90, 365};
	struct view_link *links = arena_alloc(visit->arena, ARRAY_LEN(days), sizeof(*links));
	for (size_t i = 0; i < ARRAY_LEN(days); i++) {
		const char *value = arena_printf(visit->arena, "%lld", (long long)days[i]);
		const char *title = say_with(visit, "act.days", &(struct say){.count = days[i], .text = "", .kind = ""});
		add_option(list, links, value, title, !strcmp(value, *chosen ? chosen : "7"));
	}
}

static const char *tags_of(struct visit *visit, const struct page *page)
{
	const char *text = "";
	for (size_t i = 0; i < page->tags.len; i++)
		text = arena_printf(visit->arena, "%s%s%s", text, i ? ", " : "", page->tags.at[i]);
	return text;
}

/* What the field holds before anything is typed. */
static const char *standard(struct visit *visit, unsigned need, const struct act_row *row, const struct page *page)
{
	if (need == ACT_TITLE && !strcmp(row->name, "retitle"))
		return page->title;
	return need == ACT_TAGS ? tags_of(visit, page) : "";
}

static int fill_field(struct visit *visit, const struct act_subject *subject, const struct act_row *row,
                      struct view_act_choice *choice, struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		if (!(row->needs & fields[i].need))
			continue;
		choice->field = fields[i].name;
		if (!choice->open)
			choice->value = standard(visit, fields[i].need, row, &subject->page);
		if (fields[i].need == ACT_FORUM)
			return forum_options(visit, subject->topic.place.forum, choice->value, &choice->options, err);
		if (fields[i].need == ACT_STATUS)
			word_options(visit, &subject->page, choice->value, &choice->options);
		if (fields[i].need == ACT_UNTIL)
			day_options(visit, choice->value, &choice->options);
	}
	return 0;
}

static int fill_choices(struct visit *visit, const struct act_subject *subject, const struct act_said *said,
                        struct view_act *view, struct err *err)
{
	size_t n;
	const struct act_row *rows = act_rows(&n);
	const struct form *form = &visit->req.form;
	struct view_act_choice *choices = arena_alloc(visit->arena, n, sizeof(*choices));
	view->choices.at = choices;
	for (size_t i = 0; i < n; i++) {
		enum act_way way = act_subject_way(visit, subject, &rows[i]);
		if (!way || rows[i].needs & ACT_APPEAL)
			continue;
		struct view_act_choice *choice = &choices[view->choices.len++];
		bool tried = !strcmp(form_text(form, "act"), rows[i].name);
		*choice = (struct view_act_choice){.name = rows[i].name, .value = "", .reason = "", .rule = "", .open = tried};
		choice->logged = way == ACT_MODERATOR;
		choice->must_say = rows[i].needs & ACT_REASON;
		choice->danger = choice->must_say;
		if (tried) {
			choice->value = form_text(form, "to");
			choice->reason = answer_shown(visit, "reason");
			choice->rule = form_text(form, "rule");
			choice->error = said->field_error;
		}
		if (fill_field(visit, subject, &rows[i], choice, err))
			return -1;
	}
	return 0;
}

/* It would push what can be done out of a phone's sight. */
static bool is_long(const struct page *page)
{
	size_t lines = 0;
	for (size_t i = 0; i < page->body_len; i++)
		lines += page->body[i] == '\n';
	return page->body_len > LONG_BYTES || lines > LONG_LINES || page->poll.len || memmem(page->body, page->body_len, "![", 2);
}

static int fill_subject(struct visit *visit, const struct act_subject *subject, struct view_act *view, struct err *err)
{
	const struct page *page = &subject->page;
	struct view_post *post = arena_alloc(visit->arena, 1, sizeof(*post));
	view->path = page->place.path;
	view->title = *subject->topic.title ? subject->topic.title : *page->act ? page->target : page->name;
	/* What nobody sees leads to the topic where it stood. */
	const struct page *seen = page->hidden && page->place.kind == PAGE_REPLY ? &subject->topic : page;
	if (!seen->hidden && !subject->topic.hidden)
		view->url = link_public(visit, content_repo_path(visit, seen->place.path));
	if (page->place.kind == PAGE_MEMBER) {
		view->member = fill_person(&visit->fill, page->place.handle, "", page);
		view->title = *page->name ? page->name : page->place.handle;
		return 0;
	}
	if (page->place.kind != PAGE_TOPIC && page->place.kind != PAGE_REPLY)
		return 0;
	struct page shown = *page;
	shown.hidden = false;
	if (content_post(visit, &shown, post, err))
		return -1;
	view->post = post;
	if (is_long(page))
		view->excerpt = content_lead(visit, page);
	return 0;
}

int act_page_show(struct visit *visit, const struct act_subject *subject, const struct act_said *said, struct err *err)
{
	struct view_act view = {.notice = said->notice, .error = said->error};
	if (content_main(visit, err) || fill_subject(visit, subject, &view, err) ||
	    fill_choices(visit, subject, said, &view, err) || act_page_posts(visit, subject, &view, err))
		return -1;
	view.rules = rules_headings(visit);
	if (!view.choices.len && view.url)
		view.report_url = arena_printf(visit->arena, "%sreport%s", fill_write_url(&visit->fill),
		                               strchr(link_act(visit, view.path), '?'));
	struct answer_page page = {said->status, "act", say(visit, "act.heading"), &view_act_type, &view};
	return answer_page(visit, &page, err);
}
