#include "ask.h"

#include "cgi/visit/naming.h"
#include "cgi/visit/say.h"
#include "core/page/votes.h"
#include "core/text/date.h"

#define K(kind) (1u << PAGE_##kind)
#define AT(member) .at = offsetof(struct page, member)

enum { WEEK = 7, MOMENT_BYTES = 16, DAY_BYTES = 10, RULE_BYTES = 64, LINKS_MAX = 8 };

/* ---- moments ---- */

static int64_t local(struct asking *a, const char *zone, int64_t at)
{
	int64_t shift = 0;
	struct err err = {0};
	/* A zone that is none is told at its own field. */
	return calendar_shift(a->calendar, zone, at, &shift, &err) ? at : at + shift;
}

/* Clocks that are set back show some moments twice: then it is the first; those that they leave out are told an hour later. */
static int64_t from_local(struct asking *a, const char *zone, int64_t clock)
{
	int64_t early = clock - (local(a, zone, clock - 24 * 3600) - (clock - 24 * 3600));
	if (local(a, zone, early) == clock)
		return early;
	return clock - (local(a, zone, early) - early);
}

static const char *moment_text(struct asking *a, const char *zone, int64_t at)
{
	char text[DATE_TEXT];
	if (!at)
		return "";
	date_rfc3339(local(a, zone, at), text);
	return arena_dupn(a->visit->arena, text, MOMENT_BYTES);
}

/* "2026-12-01T18:00", as browsers send it, with seconds or not, or with a space in the middle. */
static const char *put_moment(struct asking *a, const char *value, int64_t *at)
{
	struct err err = {0};
	int64_t clock;
	*at = 0;
	if (!*value)
		return NULL;
	char *text = arena_printf(a->visit->arena, "%.16s:00Z", value);
	if (strlen(value) >= MOMENT_BYTES && text[DAY_BYTES] == ' ')
		text[DAY_BYTES] = 'T';
	if (strlen(value) < MOMENT_BYTES || date_parse(text, &clock, &err))
		return say(a->visit, "say.moment");
	*at = from_local(a, ask_value(a->draft, "zone"), clock);
	return NULL;
}

static const char *get_start(struct asking *a, const struct page *page)
{
	return moment_text(a, page->zone, page->start);
}

static const char *put_start(struct asking *a, const char *value, struct page *page)
{
	return put_moment(a, value, &page->start);
}

static const char *get_end(struct asking *a, const struct page *page)
{
	return moment_text(a, page->zone, page->end);
}

static const char *put_end(struct asking *a, const char *value, struct page *page)
{
	return put_moment(a, value, &page->end);
}

static const char *show_moment(struct asking *a, const char *zone, int64_t at)
{
	struct err err = {0};
	const char *text;
	if (!at || fill_date(&a->visit->fill, local(a, zone, at), WORDS_WHEN, &text, &err))
		return "";
	return arena_printf(a->visit->arena, "%s, %s", text, *zone ? zone : "UTC");
}

static const char *show_start(struct asking *a, const struct page *page)
{
	return show_moment(a, page->zone, page->start);
}

static const char *show_end(struct asking *a, const struct page *page)
{
	return show_moment(a, page->zone, page->end);
}

/* ---- days: to their end ---- */

static const char *day_text(struct asking *a, int64_t at)
{
	char text[DATE_TEXT];
	if (!at)
		return "";
	date_rfc3339(at, text);
	return arena_dupn(a->visit->arena, text, DAY_BYTES);
}

static const char *put_day(struct asking *a, const char *value, int64_t *at)
{
	struct err err = {0};
	*at = 0;
	if (!*value)
		return NULL;
	if (strlen(value) != DAY_BYTES || date_parse(arena_printf(a->visit->arena, "%sT23:59:59Z", value), at, &err))
		return say(a->visit, "say.day");
	return NULL;
}

static const char *get_expires(struct asking *a, const struct page *page)
{
	return day_text(a, page->expires);
}

static const char *put_expires(struct asking *a, const char *value, struct page *page)
{
	return put_day(a, value, &page->expires);
}

static bool of_jobs(const struct draft *draft)
{
	return draft->kind == DRAFT_TOPIC ? draft->target.forum_kind == FORUM_JOBS : draft->target.expires != 0;
}

/* ---- how often an event is repeated ---- */

static const char *const often[] = {"", "daily", "weekly", "fortnightly", "weekday", "monthly", "yearly", NULL};

/* The third Tuesday of a month, or its last, by a start's own clock. */
static const char *nth_weekday(struct asking *a, const struct page *page)
{
	static const char days[][3] = {"SU", "MO", "TU", "WE", "TH", "FR", "SA"};
	struct date_civil start = date_civil(local(a, page->zone, page->start));
	int nth = (start.day - 1) / WEEK + 1;
	return arena_printf(a->visit->arena, "FREQ=MONTHLY;BYDAY=%d%s", nth > 4 ? -1 : nth, days[start.weekday]);
}

/* The rule of a choice; what is no choice is taken as a rule itself. */
static const char *rule_of(struct asking *a, const char *choice, const struct page *page)
{
	static const char *const rules[][2] = {{"daily", "FREQ=DAILY"}, {"weekly", "FREQ=WEEKLY"}, {"monthly", "FREQ=MONTHLY"},
	                                       {"fortnightly", "FREQ=WEEKLY;INTERVAL=2"}, {"yearly", "FREQ=YEARLY"}};
	for (size_t i = 0; i < ARRAY_LEN(rules); i++)
		if (!strcmp(choice, rules[i][0]))
			return rules[i][1];
	return strcmp(choice, "weekday") ? choice : nth_weekday(a, page);
}

static const char *get_repeat(struct asking *a, const struct page *page)
{
	for (size_t i = 1; often[i] && *page->repeat; i++)
		if (!strcmp(rule_of(a, often[i], page), page->repeat))
			return often[i];
	return page->repeat;
}

static const char *put_repeat(struct asking *a, const char *value, struct page *page)
{
	page->repeat = rule_of(a, value, page);
	return NULL;
}

/* ---- choices ---- */

static const char *const no_yes[] = {"no", "yes", NULL};

static const char *get_cancelled(struct asking *a, const struct page *page)
{
	(void)a;
	return no_yes[page->cancelled];
}

static const char *put_cancelled(struct asking *a, const char *value, struct page *page)
{
	(void)a;
	page->cancelled = !strcmp(value, "yes");
	return NULL;
}

#define SHELF(name) #name,
static const char *const shelves[] = {PAGE_SHELVES(SHELF) NULL};
#undef SHELF

static const char *get_shelf(struct asking *a, const struct page *page)
{
	(void)a;
	return page_shelf_name(page->shelf);
}

static const char *put_shelf(struct asking *a, const char *value, struct page *page)
{
	for (int64_t i = 0; i < SHELVES; i++)
		if (!strcmp(value, page_shelf_name(i)))
			return page->shelf = i, NULL;
	return *value ? say(a->visit, "say.choose") : NULL;
}

static const char *show_shelf(struct asking *a, const struct page *page)
{
	return say(a->visit, arena_printf(a->visit->arena, "kind.%s", page_shelf_name(page->shelf)));
}

/* ---- lists ---- */

static const char *lines_of(struct asking *a, const struct page_texts *texts)
{
	const char *lines = "";
	for (size_t i = 0; i < texts->len; i++)
		lines = arena_printf(a->visit->arena, "%s%s%s", lines, i ? "\n" : "", texts->at[i]);
	return lines;
}

/* Of lines as draft_ask_read() leaves them; max + 1 where there are more. */
static struct page_texts texts_of(struct asking *a, const char *lines, size_t max)
{
	const char **texts = arena_alloc(a->visit->arena, max + 2, sizeof(*texts));
	size_t n = 0;
	for (const char *at = lines; *at && n <= max; at += *at == '\n') {
		size_t len = strcspn(at, "\n");
		texts[n++] = arena_dupn(a->visit->arena, at, len);
		at += len;
	}
	texts[n] = NULL;
	return (struct page_texts){texts, n};
}

/* ---- of a member ---- */

static const char *put_called(struct asking *a, const char *value, struct page *page)
{
	page->name = value;
	return naming_wrong(a->visit, value);
}

static const char *get_links(struct asking *a, const struct page *page)
{
	return lines_of(a, &page->links);
}

static const char *put_links(struct asking *a, const char *value, struct page *page)
{
	page->links = texts_of(a, value, LINKS_MAX);
	return page->links.len > LINKS_MAX ? say_with(a->visit, "ask.links_many", &(struct say){.count = LINKS_MAX}) : NULL;
}

static const char *get_listed(struct asking *a, const struct page *page)
{
	(void)a;
	return no_yes[page->listed];
}

static const char *put_listed(struct asking *a, const char *value, struct page *page)
{
	(void)a;
	page->listed = !strcmp(value, "yes");
	return NULL;
}

/* ---- a poll ---- */

static const char *const one_many[] = {"one", "many", NULL};

static const char *get_poll(struct asking *a, const struct page *page)
{
	return lines_of(a, &page->poll);
}

static const char *put_poll(struct asking *a, const char *value, struct page *page)
{
	page->poll = texts_of(a, value, VOTES_CHOICES_MAX);
	size_t n = page->poll.len;
	bool wanted = n || *ask_value(a->draft, "poll-question");
	return wanted && (n < 2 || n > VOTES_CHOICES_MAX)
	               ? say_with(a->visit, "say.poll_choices", &(struct say){.count = VOTES_CHOICES_MAX})
	               : NULL;
}

static const char *get_many(struct asking *a, const struct page *page)
{
	(void)a;
	return one_many[page->poll_many];
}

static const char *put_many(struct asking *a, const char *value, struct page *page)
{
	(void)a;
	page->poll_many = page->poll.len && !strcmp(value, "many");
	return NULL;
}

static const char *get_closes(struct asking *a, const struct page *page)
{
	return day_text(a, page->poll_closes);
}

static const char *put_closes(struct asking *a, const char *value, struct page *page)
{
	const char *wrong = put_day(a, value, &page->poll_closes);
	if (!page->poll.len)
		page->poll_closes = 0;
	return wrong;
}

static bool poll_is_free(const struct draft *draft)
{
	return !draft->poll_voted;
}

/* In the order of the form; choices of a poll come before what is said of them. */
/* clang-format off */
static const struct ask_row asks[] = {
	{.name = "called", .key = "name", .kinds = K(MEMBER), .shape = ASK_LINE, AT(name), .put = put_called},
	{.name = "site", .key = "site", .kinds = K(MEMBER), .shape = ASK_WEB, AT(site)},
	{.name = "links", .key = "links", .kinds = K(MEMBER), .shape = ASK_LINES, .get = get_links, .put = put_links},
	{.name = "listed", .key = "listed", .kinds = K(MEMBER), .shape = ASK_CHOICE, .choices = no_yes,
	 .get = get_listed, .put = put_listed},
	{.name = "start", .key = "start", .kinds = K(EVENT), .shape = ASK_MOMENT, .required = true,
	 .get = get_start, .put = put_start, .show = show_start},
	{.name = "end", .key = "end", .kinds = K(EVENT), .shape = ASK_MOMENT, .get = get_end, .put = put_end, .show = show_end},
	{.name = "zone", .key = "zone", .kinds = K(EVENT), .shape = ASK_LINE, AT(zone)},
	{.name = "repeat", .key = "repeat", .kinds = K(EVENT), .shape = ASK_CHOICE, .choices = often,
	 .get = get_repeat, .put = put_repeat},
	{.name = "location", .key = "location", .kinds = K(EVENT), .shape = ASK_LINE, AT(location)},
	{.name = "join", .key = "join", .kinds = K(EVENT), .shape = ASK_WEB, AT(join)},
	{.name = "recording", .key = "recording", .kinds = K(EVENT), .shape = ASK_LINE, AT(recording), .later = true},
	{.name = "cancelled", .key = "cancelled", .kinds = K(EVENT), .shape = ASK_CHOICE, .choices = no_yes, .later = true,
	 .get = get_cancelled, .put = put_cancelled},
	{.name = "link", .key = "link", .kinds = K(RESOURCE), .shape = ASK_WEB, AT(link)},
	{.name = "shelf", .key = "type", .kinds = K(RESOURCE), .shape = ASK_CHOICE, .choices = shelves,
	 .get = get_shelf, .put = put_shelf, .show = show_shelf},
	{.name = "licence", .key = "licence", .kinds = K(RESOURCE), .shape = ASK_LINE, AT(licence)},
	{.name = "description", .key = "description", .kinds = K(EVENT) | K(RESOURCE), .shape = ASK_LINE, AT(description)},
	{.name = "expires", .key = "expires", .kinds = K(TOPIC), .shape = ASK_DAY, .fits = of_jobs, .get = get_expires, .put = put_expires},
	{.name = "poll-question", .key = "poll-question", .kinds = K(TOPIC), .shape = ASK_LINE, AT(poll_question), .folded = true, .fits = poll_is_free},
	{.name = "poll", .key = "poll", .kinds = K(TOPIC), .shape = ASK_LINES, .folded = true, .fits = poll_is_free,
	 .get = get_poll, .put = put_poll},
	{.name = "poll-many", .key = "poll-many", .kinds = K(TOPIC), .shape = ASK_CHOICE, .choices = one_many, .folded = true,
	 .fits = poll_is_free, .get = get_many, .put = put_many},
	{.name = "poll-closes", .key = "poll-closes", .kinds = K(TOPIC), .shape = ASK_DAY, .folded = true, .fits = poll_is_free,
	 .get = get_closes, .put = put_closes},
};
/* clang-format on */

_Static_assert(ARRAY_LEN(asks) <= DRAFT_ASKS, "struct draft has a value for each");

const struct ask_row *ask_rows(size_t *n)
{
	*n = ARRAY_LEN(asks);
	return asks;
}
