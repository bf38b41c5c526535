#include "drafting.h"

#include "cgi/answer/link.h"
#include "cgi/guard/guard.h"
#include "cgi/visit/content.h"
#include "cgi/visit/say.h"
#include "core/judge/gauge.h"
#include "core/page/attach.h"
#include "core/text/escape.h"
#include "core/text/text.h"
#include "core/words/words.h"
#include "draft_ask.h"
#include "draft_files.h"
#include "draft_reply.h"
#include "hints.h"

enum { NAME_MAX_LETTERS = 40, NOTE_MAX_LETTERS = 300, TAGS_MAX = 8, TICKED_MAX = 2 * TAGS_MAX, LINE_MAX_BYTES = 4096, SUMMARY_LETTERS = 120, URL_BYTES = 4096 };

static void read_body(struct visit *visit, const struct form *form, struct draft *draft)
{
	struct str out;
	const char *value = form_text(form, "body");
	size_t n = strlen(value);
	value = draft_clean(visit, value, &n, &draft->body_error);
	str_init(&out, n + 2);
	text_unix_lines(&out, value, n);
	draft->body = arena_dupn(visit->arena, out.at, out.len);
	draft->body_len = out.len;
	str_release(&out);
}

/* Those that were typed, and those that were ticked. */
static void read_tags(struct visit *visit, const struct form *form, struct draft *draft)
{
	draft->tags = draft_line(visit, form, "tags", &draft->tags_error);
	for (size_t i = 0, n = 0; i < form->len && n < TICKED_MAX; i++) {
		const char *tag = form->fields[i].value;
		if (strcmp(form->fields[i].name, "tag") != 0 || !text_is_slug(tag, form->fields[i].len))
			continue;
		draft->tags = arena_printf(visit->arena, "%s%s%s", draft->tags, *draft->tags ? ", " : "", tag);
		n++;
	}
}

static void read_target(struct visit *visit, const struct form *form, enum draft_kind kind, struct draft *draft)
{
	const char *error = NULL;
	*draft = (struct draft){.kind = kind, .title = "", .tags = "", .body = "", .name = "", .id = "", .note = ""};
	draft->forum = draft_line(visit, form, "forum", &error);
	draft->path = draft_line(visit, form, "path", &error);
	draft->base = draft_line(visit, form, "base", &error);
	draft->reply_to = draft_line(visit, form, "reply-to", &error);
	if (error)
		draft->kind = DRAFT_NONE;
}

/* A form that stood in a static page was opened nobody knows when. */
static const char *opened_of(struct visit *visit)
{
	const char *opened = form_text(&visit->req.form, "opened");
	opened = *opened ? opened : form_text(&visit->req.form, "token");
	return guard_token_time(visit, opened) ? opened : "";
}

void draft_read(struct visit *visit, const struct form *form, struct draft *draft)
{
	const char *kind = form_text(form, "kind");
	read_target(visit, form, draft_kind_of(kind, strlen(kind)), draft);
	draft->title = draft_line(visit, form, "title", &draft->title_error);
	read_tags(visit, form, draft);
	if (!visit_has_name(visit))
		draft->name = draft_line(visit, form, "name", &draft->name_error);
	draft->opened = guard_token_time(visit, opened_of(visit));
	draft->note = draft_line(visit, form, "note", &draft->note_error);
	read_body(visit, form, draft);
	draft_ask_read(visit, form, draft);
	draft_files_read(visit, form, draft);
}

void draft_start(struct visit *visit, enum draft_kind kind, struct draft *draft)
{
	read_target(visit, &visit->req.query, kind, draft);
	draft_ask_start(visit, draft);
}

static bool has_title(const struct draft *draft)
{
	return draft_page_kind(draft) != PAGE_REPLY && draft_page_kind(draft) != PAGE_MEMBER;
}

static bool has_tags(const struct draft *draft)
{
	enum page_kind kind = draft_page_kind(draft);
	return kind == PAGE_TOPIC || kind == PAGE_EVENT || kind == PAGE_RESOURCE || kind == PAGE_MEMBER;
}

/* Bodies are stored behind an empty line; the one who edits should not see it grow. */
static const char *skip_blank_lines(const char *s, size_t *n)
{
	while (*n && *s == '\n')
		s++, --*n;
	return s;
}

void draft_fill(struct visit *visit, struct draft *draft)
{
	struct str tags;
	draft->title = draft->target.title;
	draft->body_len = draft->target.body_len;
	draft->body = skip_blank_lines(draft->target.body, &draft->body_len);
	draft->body = arena_dupn(visit->arena, draft->body, draft->body_len);
	draft_ask_fill(visit, &draft->target, draft);
	str_init(&tags, LINE_MAX_BYTES);
	for (size_t i = 0; i < draft->target.tags.len; i++)
		str_addf(&tags, "%s%s", i ? ", " : "", draft->target.tags.at[i]);
	draft->tags = arena_dupn(visit->arena, tags.at, tags.len);
	str_release(&tags);
}

static void check_line(struct visit *visit, const char *line, size_t letters, const char **error)
{
	struct err err = {0};
	if (*error)
		return;
	if (text_check_line(line, strlen(line), &err))
		*error = say_with(visit, "say.line", &(struct say){.text = err.msg});
	else if (text_length(line, strlen(line)) > letters)
		*error = say_with(visit, "say.too_long", &(struct say){.count = (int64_t)letters});
}

static void check_title(struct visit *visit, struct draft *draft)
{
	if (!has_title(draft))
		return;
	check_line(visit, draft->title, (size_t)visit->server->site.conf.title_max, &draft->title_error);
	if (!draft->title_error && !*draft->title && draft->target.place.kind != PAGE_HOME && draft->target.place.kind != PAGE_RULES)
		draft->title_error = say(visit, "say.no_title");
}

static bool is_listed(const char *const *list, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(list[i], word))
			return true;
	return false;
}

/* "Install, CSS" becomes install and css. */
static void check_tags(struct visit *visit, struct draft *draft)
{
	const char **list = arena_alloc(visit->arena, TAGS_MAX + 1, sizeof(*list));
	size_t n = 0;
	check_line(visit, draft->tags, LINE_MAX_BYTES, &draft->tags_error);
	for (const char *at = draft->tags; !draft->tags_error && has_tags(draft) && *at; at += *at == ',') {
		struct str slug;
		struct err err = {0};
		size_t len = strcspn(at, ",");
		const char *word = arena_dupn(visit->arena, at, len);
		at += len;
		if (!word[strspn(word, " ")])
			continue;
		str_init(&slug, LINE_MAX_BYTES);
		bool bad = words_slug(word, &slug, &err) != 0;
		if (bad || (n == TAGS_MAX && !is_listed(list, n, slug.at)))
			draft->tags_error = say_with(visit, "say.tags", &(struct say){.count = TAGS_MAX});
		else if (!is_listed(list, n, slug.at))
			list[n++] = arena_dupn(visit->arena, slug.at, slug.len);
		str_release(&slug);
	}
	draft->tag_list = (struct page_texts){list, n};
}

static void judge_body(struct visit *visit, struct draft *draft, size_t max)
{
	const struct config *conf = &visit->server->site.conf;
	struct markdown_limits limits = {max, (size_t)conf->table_columns, (size_t)conf->html_factor};
	struct err err = {0};
	if (!draft->body_len && draft_page_kind(draft) != PAGE_MEMBER)
		draft->body_error = say(visit, "say.empty");
	else if (draft->body_len > max)
		draft->body_error = say_with(visit, "say.too_large",
		                             &(struct say){.count = (int64_t)max, .size = (int64_t)draft->body_len});
	else if (text_check_body(draft->body, draft->body_len, &err) ||
	         markdown_check(draft->body, draft->body_len, &limits, &err))
		draft->body_error = say_with(visit, "say.unfit", &(struct say){.text = err.msg});
	else if (!visit->handle && gauge_links(draft->body) > conf->post_links_max)
		draft->body_error = say_with(visit, "say.links", &(struct say){.count = conf->post_links_max});
}

int draft_check_body(struct visit *visit, struct draft *draft, struct err *err)
{
	size_t max;
	if (draft->body_error)
		return 0;
	if (content_body_max(visit, draft_page_kind(draft), draft->target.place.forum, &max, err))
		return -1;
	/* A suggestion may add as much as a post to a page that staff may make longer. */
	size_t grown = draft->target.body_len + (size_t)visit->server->site.conf.post_max;
	judge_body(visit, draft, visit_is_staff(visit) || max < grown ? max : grown);
	return 0;
}

static void check_change(struct visit *visit, struct draft *draft)
{
	struct draft before = *draft;
	if (draft->kind != DRAFT_EDIT || draft->error)
		return;
	size_t n = before.target.body_len;
	const char *body = skip_blank_lines(before.target.body, &n);
	bool same_body = n == draft->body_len && !memcmp(body, draft->body, n);
	bool same_title = !has_title(draft) || !strcmp(draft->title, draft->target.title);
	bool same_tags = !has_tags(draft) || draft->tag_list.len == draft->target.tags.len;
	for (size_t i = 0; same_tags && has_tags(draft) && i < draft->tag_list.len; i++)
		same_tags = !strcmp(draft->tag_list.at[i], draft->target.tags.at[i]);
	if (same_body && same_title && same_tags && !draft_ask_differs(visit, draft))
		draft->error = say(visit, "say.unchanged");
}

int draft_check(struct visit *visit, struct draft *draft, struct err *err)
{
	check_title(visit, draft);
	check_tags(visit, draft);
	check_line(visit, draft->name, NAME_MAX_LETTERS, &draft->name_error);
	check_line(visit, draft->note, NOTE_MAX_LETTERS, &draft->note_error);
	if (draft_check_body(visit, draft, err))
		return -1;
	draft_ask_check(visit, draft);
	check_change(visit, draft);
	return 0;
}

bool draft_is_good(const struct draft *draft)
{
	return !draft->error && !draft->title_error && !draft->tags_error && !draft->body_error && !draft->name_error &&
	       !draft->note_error && !draft->files_error && draft_ask_is_good(draft);
}

const char *const *draft_content(struct visit *visit, const struct draft *draft)
{
	const char *files = "";
	for (size_t i = 0; i < draft->nfiles; i++)
		files = arena_printf(visit->arena, "%s%s/", files, draft->files[i]);
	const char *const fields[] = {draft_kind_name(draft->kind), draft->forum, draft->path, draft->title, draft->tags,
				      draft->body,        draft->name,  draft->base, draft->reply_to, files,
				      draft_ask_text(visit, draft), draft->note, NULL};
	const char **copy = arena_alloc(visit->arena, ARRAY_LEN(fields), sizeof(*copy));
	memcpy(copy, fields, sizeof(fields));
	return copy;
}

static const char *page_title(const struct visit *visit, const struct page *page)
{
	const char *title = content_title(page);
	return *title ? title : visit->server->site.conf.site_title;
}

const char *draft_summary(struct visit *visit, const struct draft *draft)
{
	bool opens = draft->kind != DRAFT_REPLY && draft->kind != DRAFT_EDIT;
	const char *title = opens ? draft->title : page_title(visit, &draft->thread);
	struct str line;
	size_t n = 0, letters = 0;
	while (title[n] && letters <= SUMMARY_LETTERS)
		letters += ((unsigned char)title[++n] & 0xC0) != 0x80;
	str_init(&line, LINE_MAX_BYTES);
	text_one_line(&line, title, n);
	const char *summary = arena_printf(visit->arena, "%s: %s", draft_kind_name(draft->kind), line.at);
	str_release(&line);
	return summary;
}

/* Where the same form is, and the way back to it. */
const char *draft_sign_in_url(struct visit *visit, const struct draft *draft)
{
	struct str url, next;
	const char *kind = draft_kind_name(draft->kind);
	bool new = draft->kind != DRAFT_REPLY && draft->kind != DRAFT_EDIT;
	str_init(&url, URL_BYTES);
	str_init(&next, URL_BYTES);
	str_addf(&next, "%s%s?%s=", fill_write_url(&visit->fill), new ? "new" : kind,
	         *draft->forum ? "forum" : new ? "kind" : "path");
	const char *value = *draft->forum ? draft->forum : new ? kind : draft->path;
	escape_url_arg(&next, value, strlen(value));
	str_addf(&url, "%ssign-in?next=", fill_write_url(&visit->fill));
	escape_url_arg(&url, next.at, next.len);
	const char *copy = arena_dupn(visit->arena, url.at, url.len);
	str_release(&next);
	str_release(&url);
	return copy;
}

static struct view_input *input(struct visit *visit, const char *name, const char *value, const char *error)
{
	struct view_input *in = arena_alloc(visit->arena, 1, sizeof(*in));
	*in = (struct view_input){name, value, error};
	return in;
}

const struct view_form *draft_form(struct visit *visit, const struct draft *draft)
{
	struct view_form *form = arena_alloc(visit->arena, 1, sizeof(*form));
	*form = (struct view_form){
		.action = arena_printf(visit->arena, "%spreview", fill_write_url(&visit->fill)),
		.kind = draft_kind_name(draft->kind),
		.target_title = page_title(visit, &draft->thread),
		.target_url = fill_url(&visit->fill, draft->target.place.url),
		.forum = draft->forum,
		.path = draft->path,
		.base = draft->base,
		.reply_to = draft->reply_to,
		.opened = opened_of(visit),
		.quote_url = draft_quote_url(visit, draft),
		.asks = draft_ask_list(visit, draft, false),
		.more = draft_ask_list(visit, draft, true),
		.poll_voted = draft->poll_voted,
		.body = input(visit, "body", draft->body, draft->body_error),
		.error = draft->error,
		.files = draft_files_list(visit, draft),
		.files_error = draft->files_error,
		.profile = draft_page_kind(draft) == PAGE_MEMBER,
		.accept = draft_files_denied(visit, draft) ? NULL : attach_accept(&visit->server->site.conf, visit->arena),
		.from = draft->from,
		.key = draft->key,
	};
	for (size_t i = 0; i < form->more.len; i++) {
		const struct view_ask *ask = &((const struct view_ask *)form->more.at)[i];
		form->more_open |= ask->error || (*ask->value && !ask->options.len);
	}
	if (has_title(draft))
		form->title = input(visit, "title", draft->title, draft->title_error);
	if (draft_is_suggestion(draft))
		form->note = input(visit, "note", draft->note, draft->note_error);
	else if (draft->kind == DRAFT_EDIT && visit->handle && !strcmp(draft->target.author, visit->handle))
		form->act_url = link_act(visit, draft->path);
	if (draft->unknown)
		form->sign_in = draft_sign_in_url(visit, draft);
	if (has_tags(draft)) {
		form->tags = input(visit, "tags", draft->tags, draft->tags_error);
		form->tag_hints = hints_tags(visit, draft);
	}
	/* Posts alone say a guest's name, and who suggests a change to one is not its author. */
	if (!visit_has_name(visit) && (draft->kind == DRAFT_TOPIC || draft->kind == DRAFT_REPLY))
		form->name = input(visit, "name", draft->name, draft->name_error);
	return form;
}
