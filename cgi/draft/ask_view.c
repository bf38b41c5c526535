#include "draft_ask.h"

#include "cgi/visit/say.h"
#include "ask.h"

/* "ask.poll_many_help"; keys of words have no hyphens. */
static const char *words_of(struct visit *visit, const char *name, const char *more)
{
	char *key = arena_printf(visit->arena, "ask.%s%s%s", name, *more ? "_" : "", more);
	for (char *at = key; (at = strchr(at, '-'));)
		*at = '_';
	const char *words = say(visit, key);
	return words == key ? NULL : words;
}

const char *ask_choice(struct visit *visit, const struct ask_row *row, const char *choice)
{
	if (!strcmp(row->key, "type"))
		return say(visit, arena_printf(visit->arena, "kind.%s", choice));
	const char *words = words_of(visit, row->name, *choice ? choice : "none");
	return words ? words : choice;
}

static struct mustache_list fill_options(struct visit *visit, const struct ask_row *row, const char *value)
{
	size_t n = 0;
	bool known = false;
	while (row->choices[n])
		known |= !strcmp(row->choices[n++], value);
	struct view_option *options = arena_alloc(visit->arena, n + 1, sizeof(*options));
	for (size_t i = 0; i < n; i++)
		options[i] = (struct view_option){row->choices[i], ask_choice(visit, row, row->choices[i]), !strcmp(row->choices[i], value)};
	if (!known && *value)
		options[n++] = (struct view_option){value, value, true};
	return (struct mustache_list){options, n};
}

static const char *const types[] = {
	[ASK_LINE] = "text", [ASK_WEB] = "url", [ASK_MOMENT] = "datetime-local", [ASK_DAY] = "date",
};

static void fill_ask(struct visit *visit, const struct draft *draft, size_t i, struct view_ask *view)
{
	size_t n;
	const struct ask_row *row = &ask_rows(&n)[i];
	const char *value = draft->asks[i] ? draft->asks[i] : "";
	*view = (struct view_ask){
		.name = row->name,
		.value = value,
		.error = draft->ask_errors[i],
		.label = words_of(visit, row->name, ""),
		.help = words_of(visit, row->name, "help"),
		.lines = row->shape == ASK_LINES,
		.required = row->required,
	};
	if (row->choices)
		view->options = fill_options(visit, row, value);
	else if (!view->lines)
		view->type = types[row->shape];
}

struct mustache_list draft_ask_list(struct visit *visit, const struct draft *draft, bool folded)
{
	size_t n, len = 0;
	const struct ask_row *rows = ask_rows(&n);
	struct view_ask *asks = arena_alloc(visit->arena, n, sizeof(*asks));
	for (size_t i = 0; i < n; i++)
		if (rows[i].folded == folded && ask_is_asked(visit, draft, &rows[i]))
			fill_ask(visit, draft, i, &asks[len++]);
	return (struct mustache_list){asks, len};
}

static const char *shown(struct asking *a, const struct ask_row *row, const struct page *page)
{
	const char *value = ask_get(a, row, page);
	if (row->show)
		return row->show(a, page);
	return row->choices && *value ? ask_choice(a->visit, row, value) : value;
}

struct mustache_list draft_ask_facts(struct visit *visit, const struct page *page)
{
	size_t n, len = 0;
	const struct ask_row *rows = ask_rows(&n);
	struct view_fact *facts = arena_alloc(visit->arena, n, sizeof(*facts));
	struct asking a = {visit, NULL, calendar_open()};
	for (size_t i = 0; i < n; i++) {
		bool dull = rows[i].choices == NULL ? false : !strcmp(ask_get(&a, &rows[i], page), "no");
		if (!(rows[i].kinds & 1u << page->place.kind) || rows[i].folded || dull || !strcmp(rows[i].name, "zone"))
			continue;
		const char *text = shown(&a, &rows[i], page);
		if (*text)
			facts[len++] = (struct view_fact){words_of(visit, rows[i].name, ""), text};
	}
	calendar_close(a.calendar);
	return (struct mustache_list){facts, len};
}

int draft_ask_poll(struct visit *visit, const struct page *page, const struct view_poll **poll, struct err *err)
{
	*poll = NULL;
	if (page->place.kind != PAGE_TOPIC || !page->poll.len)
		return 0;
	struct view_poll *view = arena_alloc(visit->arena, 1, sizeof(*view));
	struct view_choice *choices = arena_alloc(visit->arena, page->poll.len, sizeof(*choices));
	for (size_t i = 0; i < page->poll.len; i++)
		choices[i] = (struct view_choice){.text = page->poll.at[i], .number = (int64_t)i + 1};
	*view = (struct view_poll){.question = page->poll_question, .choices = {choices, page->poll.len}, .many = page->poll_many};
	if (fill_time(&visit->fill, page->poll_closes, &view->closes, err))
		return -1;
	*poll = view;
	return 0;
}
