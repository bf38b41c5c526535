#include "draft_ask.h"

#include "cgi/visit/content.h"
#include "cgi/visit/say.h"
#include "core/page/votes.h"
#include "core/state/state_votes.h"
#include "core/text/text.h"
#include "ask.h"

enum { ASK_BYTES = 8192, CHECK_BYTES = 1 << 20, VOTES_LOOK = 1000 };

static void asking_open(struct visit *visit, const struct draft *draft, struct asking *a)
{
	*a = (struct asking){visit, draft, calendar_open()};
}

static void asking_close(struct asking *a)
{
	calendar_close(a->calendar);
}

static const char *put(struct asking *a, const struct ask_row *row, const char *value, struct page *page)
{
	if (row->put)
		return row->put(a, value, page);
	memcpy((char *)page + row->at, &value, sizeof(value));
	return NULL;
}

/* ---- from a form, from a page ---- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static void add_trimmed(struct str *out, const char *line, size_t n)
{
	while (n && is_blank(*line))
		line++, n--;
	while (n && is_blank(line[n - 1]))
		n--;
	if (n)
		str_addf(out, "%s%.*s", out->len ? "\n" : "", (int)n, line);
}

/* As get() of a row shows them, so that what nobody changed is the same: no blanks around them, no empty ones. */
static const char *read_lines(struct visit *visit, const struct form *form, const char *name, const char **error)
{
	struct str lines, out;
	const char *value = form_text(form, name);
	size_t n = strnlen(value, ASK_BYTES);
	value = draft_clean(visit, value, &n, error);
	str_init(&lines, ASK_BYTES + 2);
	str_init(&out, ASK_BYTES + 2);
	text_unix_lines(&lines, value, n);
	for (const char *at = lines.at; *at; at += strcspn(at, "\n"), at += *at == '\n')
		add_trimmed(&out, at, strcspn(at, "\n"));
	const char *copy = arena_dupn(visit->arena, out.at, out.len);
	str_release(&lines);
	str_release(&out);
	return copy;
}

void draft_ask_read(struct visit *visit, const struct form *form, struct draft *draft)
{
	size_t n;
	const struct ask_row *rows = ask_rows(&n);
	for (size_t i = 0; i < n; i++) {
		if (!form_find(form, rows[i].name))
			continue;
		draft->asks[i] = rows[i].shape == ASK_LINES ? read_lines(visit, form, rows[i].name, &draft->ask_errors[i])
		                                            : draft_line(visit, form, rows[i].name, &draft->ask_errors[i]);
	}
}

void draft_ask_fill(struct visit *visit, const struct page *page, struct draft *draft)
{
	struct asking a;
	size_t n;
	const struct ask_row *rows = ask_rows(&n);
	asking_open(visit, draft, &a);
	for (size_t i = 0; i < n; i++)
		if (rows[i].kinds & 1u << page->place.kind)
			draft->asks[i] = ask_get(&a, &rows[i], page);
	asking_close(&a);
}

/* ---- has anybody voted? ---- */

static bool holds_ballot(const char *text, size_t n, struct arena *arena)
{
	struct votes votes;
	struct err err = {0};
	int64_t choices[VOTES_CHOICES_MAX];
	if (votes_parse(text, n, arena, &votes, &err))
		return false;
	for (size_t i = 0; i < votes.len; i++)
		if (votes_ballot(votes.at[i].what, choices))
			return true;
	return false;
}

static int voted_on_main(struct visit *visit, const char *stem, bool *voted, struct err *err)
{
	struct store *store = queue_content(visit->server->queue);
	const char *folder = content_repo_path(visit, arena_printf(visit->arena, "%s/votes", stem));
	const char *const *names;
	size_t n;
	if (store_list(store, &visit->tree, folder, visit->arena, &names, &n, err))
		return err->code == ERR_NOTFOUND ? (err_clear(err), 0) : -1;
	for (size_t i = 0; i < n && !*voted; i++) {
		struct store_id blob;
		struct str text;
		const char *path = arena_printf(visit->arena, "%s/%s", folder, names[i]);
		str_init(&text, VOTES_BYTES_MAX);
		int rc = store_find(store, &visit->tree, path, &blob, err) || store_read(store, &blob, &text, err);
		*voted = !rc && holds_ballot(text.at, text.len, visit->arena);
		str_release(&text);
		if (rc)
			return -1;
	}
	return 0;
}

/* Votes that are not yet in the repository count as much. */
static int voted_lately(struct visit *visit, const char *stem, bool *voted, struct err *err)
{
	struct state *state;
	struct state_votes votes;
	if (server_state(visit->server, &state, err) || state_votes(state, VOTES_LOOK, visit->arena, &votes, err))
		return -1;
	for (size_t i = 0; i < votes.len && !*voted; i++)
		if (!strcmp(votes.at[i].stem, stem))
			*voted = holds_ballot(votes.at[i].text, strlen(votes.at[i].text), visit->arena);
	return 0;
}

static int find_voted(struct visit *visit, struct draft *draft, struct err *err)
{
	const char *stem = draft->target.place.stem;
	if (draft->kind != DRAFT_EDIT || !draft->target.poll.len || visit_is_moderator(visit))
		return 0;
	if (voted_on_main(visit, stem, &draft->poll_voted, err))
		return -1;
	return draft->poll_voted ? 0 : voted_lately(visit, stem, &draft->poll_voted, err);
}

void draft_ask_start(struct visit *visit, struct draft *draft)
{
	size_t n;
	const struct ask_row *rows = ask_rows(&n);
	for (size_t i = 0; i < n && draft->kind == DRAFT_EVENT; i++)
		if (!strcmp(rows[i].name, "zone"))
			draft->asks[i] = visit->server->site.conf.site_zone;
}

int draft_ask_find(struct visit *visit, struct draft *draft, struct err *err)
{
	struct asking a;
	size_t n;
	const struct ask_row *rows = ask_rows(&n);
	if (find_voted(visit, draft, err))
		return -1;
	asking_open(visit, draft, &a);
	for (size_t i = 0; i < n; i++)
		if (!draft->asks[i] && rows[i].kinds & 1u << draft_page_kind(draft))
			draft->asks[i] = draft->kind == DRAFT_EDIT ? ask_get(&a, &rows[i], &draft->target) : "";
	asking_close(&a);
	return 0;
}

/* ---- into a page ---- */

static const char *put_one(struct asking *a, size_t i, const struct page *was, struct page *page)
{
	size_t n;
	const struct ask_row *row = &ask_rows(&n)[i];
	const char *value = a->draft->asks[i];
	bool zoned = !strcmp(row->key, "start") || !strcmp(row->key, "end") || !strcmp(row->key, "repeat");
	bool moved = zoned && strcmp(page->zone, was->zone) != 0;
	if (!value || !ask_is_asked(a->visit, a->draft, row))
		return NULL;
	if (a->draft->kind == DRAFT_EDIT && !moved && !strcmp(value, ask_get(a, row, was)))
		return NULL;
	return put(a, row, value, page);
}

static void put_all(struct asking *a, struct page *page, const char **errors)
{
	const struct page was = *page;
	size_t n;
	const struct ask_row *rows = ask_rows(&n);
	/* The clock of a moment is that of its zone. */
	for (size_t i = 0; i < n; i++)
		if (!strcmp(rows[i].name, "zone"))
			errors[i] = put_one(a, i, &was, page);
	for (size_t i = 0; i < n; i++)
		if (strcmp(rows[i].name, "zone") != 0)
			errors[i] = put_one(a, i, &was, page);
	if (page->place.kind == PAGE_RESOURCE && a->draft->kind == DRAFT_RESOURCE && !*page->link && a->draft->nfiles)
		page->file = a->draft->files[0];
}

void draft_ask_put(struct visit *visit, const struct draft *draft, struct page *page)
{
	const char *errors[DRAFT_ASKS];
	struct asking a;
	asking_open(visit, draft, &a);
	put_all(&a, page, errors);
	asking_close(&a);
}

/* ---- what is wrong with it ---- */

struct complaints {
	struct visit *visit;
	struct draft *draft;
};

static void complain(struct complaints *to, const char *key, const char *what)
{
	size_t n;
	const struct ask_row *rows = ask_rows(&n);
	for (size_t i = 0; key && i < n; i++)
		if (!strcmp(rows[i].key, key) && ask_is_asked(to->visit, to->draft, &rows[i]) && !to->draft->ask_errors[i])
			to->draft->ask_errors[i] = say_with(to->visit, "say.unfit", &(struct say){.text = what});
}

static void told(void *self, const struct page_error *error)
{
	complain(self, error->key, error->what);
}

/* By the checks that every file goes through. */
static void check_page(struct complaints *to, const struct page *page)
{
	const struct config *conf = &to->visit->server->site.conf;
	struct page_limits limits = {CHECK_BYTES, (size_t)conf->front_matter_max, (size_t)conf->title_max};
	struct page_errors errors = {told, to};
	struct page again;
	struct str text;
	str_init(&text, CHECK_BYTES);
	page_write(page, "", 0, &text);
	/* What is wrong with other keys is told at their fields, or by publish.c. */
	int rc = page_parse_all(&page->place, text.at, text.len, &limits, to->visit->arena, &again, &errors);
	(void)rc;
	str_release(&text);
}

static void check_event(struct asking *a, struct complaints *to, const struct page *page)
{
	const char *key = NULL;
	struct err err = {0};
	struct calendar_event event = {
		.uid = "", .title = page->title, .description = "", .location = page->location, .url = "",
		.zone = page->zone, .repeat = page->repeat, .except = page->except.at, .nexcept = page->except.len,
		.start = page->start, .end = page->end,
	};
	if (page->start && calendar_check(a->calendar, &event, &key, &err))
		complain(to, key, err.msg);
}

static void check_rows(struct asking *a, struct draft *draft, const char *const *errors)
{
	size_t n;
	const struct ask_row *rows = ask_rows(&n);
	for (size_t i = 0; i < n; i++) {
		if (!ask_is_asked(a->visit, draft, &rows[i]) || draft->ask_errors[i])
			continue;
		if (rows[i].required && !*draft->asks[i])
			draft->ask_errors[i] = say(a->visit, "say.missing");
		else
			draft->ask_errors[i] = errors[i];
	}
}

static void check_resource(struct visit *visit, struct draft *draft, const struct page *page)
{
	size_t n;
	const struct ask_row *rows = ask_rows(&n);
	for (size_t i = 0; i < n; i++)
		if (!strcmp(rows[i].name, "link") && !*page->link && !*page->file && !draft->ask_errors[i])
			draft->ask_errors[i] = say(visit, "say.no_link");
}

void draft_ask_check(struct visit *visit, struct draft *draft)
{
	const char *errors[DRAFT_ASKS] = {NULL};
	struct complaints to = {visit, draft};
	struct page_place place = {.kind = draft_page_kind(draft), .path = "", .url = "", .parent = "", .stem = "", .forum = "",
	                           .series = "", .handle = "", .name = ""};
	struct page page = draft->target;
	struct asking a;
	if (draft->kind != DRAFT_EDIT)
		page_init(&page, &place);
	asking_open(visit, draft, &a);
	put_all(&a, &page, errors);
	check_rows(&a, draft, errors);
	check_page(&to, &page);
	if (place.kind == PAGE_EVENT)
		check_event(&a, &to, &page);
	if (place.kind == PAGE_RESOURCE)
		check_resource(visit, draft, &page);
	asking_close(&a);
	if (draft->poll_voted && draft_ask_differs(visit, draft) && !draft->error)
		draft->error = say(visit, "say.poll_voted");
}

bool draft_ask_is_good(const struct draft *draft)
{
	for (size_t i = 0; i < DRAFT_ASKS; i++)
		if (draft->ask_errors[i])
			return false;
	return true;
}

bool draft_ask_differs(struct visit *visit, const struct draft *draft)
{
	struct asking a;
	size_t n;
	bool differs = false;
	const struct ask_row *rows = ask_rows(&n);
	asking_open(visit, draft, &a);
	for (size_t i = 0; i < n && draft->kind == DRAFT_EDIT; i++)
		differs |= draft->asks[i] && rows[i].kinds & 1u << draft_page_kind(draft) &&
		           strcmp(draft->asks[i], ask_get(&a, &rows[i], &draft->target)) != 0;
	asking_close(&a);
	return differs;
}

const char *draft_ask_text(struct visit *visit, const struct draft *draft)
{
	const char *text = "";
	size_t n;
	const struct ask_row *rows = ask_rows(&n);
	for (size_t i = 0; i < n; i++)
		if (draft->asks[i] && *draft->asks[i])
			text = arena_printf(visit->arena, "%s%s=%zu:%s;", text, rows[i].name, strlen(draft->asks[i]), draft->asks[i]);
	return text;
}
