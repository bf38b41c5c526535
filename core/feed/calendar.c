#include "calendar_parts.h"

#include "core/base/vec.h"
#include "core/text/date.h"

#include <libical/ical.h>

enum { ZONE_MAX = 64, RULE_MAX = 400, PART_SHOWN = 60 };

struct zone {
	char name[ZONE_MAX + 1];
	icaltimezone *ical;
};

struct calendar {
	struct zones VEC_OF(struct zone) zones;
};

/* libical's settings are the process's: a mistake in a rule is an answer, never an abort. */
static void settle(void)
{
	icalerror_set_errors_are_fatal(false);
	icalerror_clear_errno();
}

struct calendar *calendar_open(void)
{
	settle();
	return base_alloc(1, sizeof(struct calendar));
}

void calendar_close(struct calendar *cal)
{
	if (!cal)
		return;
	for (size_t i = 0; i < cal->zones.len; i++)
		icaltimezone_free(cal->zones.at[i].ical, 1);
	VEC_RELEASE(&cal->zones);
	free(cal);
}

/* ---- zones ---- */

/* Names below zoneinfo that are no zones of the world: other readings of them, and the machine's own. */
static bool is_zone_name(const char *name)
{
	static const char *const others[] = {"posix/", "right/", "localtime", "posixrules", "Factory"};
	size_t n = strlen(name);
	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		if (!strncmp(name, others[i], strlen(others[i])))
			return false;
	}
	return n && n <= ZONE_MAX && name[0] != '/' && name[n - 1] != '/' && !strchr(name, '.');
}

static int find_zone(struct calendar *cal, const char *name, icaltimezone **ical, struct err *err)
{
	for (size_t i = 0; i < cal->zones.len; i++) {
		*ical = cal->zones.at[i].ical;
		if (!strcmp(cal->zones.at[i].name, name))
			return 0;
	}
	icalcomponent *component = is_zone_name(name) ? icaltzutil_fetch_timezone(name) : NULL;
	icalerror_clear_errno();
	if (!component)
		return err_set(err, ERR_INPUT,
		               "there is no time zone '%s' (like Europe/Berlin; the system's tzdata knows them)", name);
	struct zone *zone = VEC_PUSH(&cal->zones);
	snprintf(zone->name, sizeof(zone->name), "%s", name);
	zone->ical = *ical = icaltimezone_new();
	icaltimezone_set_component(zone->ical, component);
	return 0;
}

/* "CET/CEST" has a name for each half of the year; where there is one, it is the only one. */
static void name_clock(icaltimezone *zone, struct calendar_clock *clock)
{
	const char *names = icaltimezone_get_tznames(zone);
	const char *slash = names ? strchr(names, '/') : NULL;
	if (!names)
		return;
	if (slash && clock->summer)
		names = slash + 1;
	snprintf(clock->name, sizeof(clock->name), "%.*s", (int)strcspn(names, "/"), names);
}

int calendar_clock(struct calendar *cal, const char *zone, int64_t at, struct calendar_clock *clock, struct err *err)
{
	icaltimezone *ical = NULL, *utc = icaltimezone_get_utc_timezone();
	int summer = 0;
	*clock = (struct calendar_clock){.name = "UTC"};
	if (calendar_is_utc(zone))
		return 0;
	if (find_zone(cal, zone, &ical, err))
		return -1;
	struct icaltimetype moment = icaltime_from_timet_with_zone((time_t)at, 0, utc);
	clock->shift = icaltimezone_get_utc_offset_of_utc_time(ical, &moment, &summer);
	clock->summer = summer != 0;
	name_clock(ical, clock);
	return 0;
}

/* ---- rules ---- */

static struct icaltimetype wall_time(int64_t wall)
{
	struct icaltimetype time = icaltime_from_timet_with_zone((time_t)wall, 0, icaltimezone_get_utc_timezone());
	time.zone = NULL;
	return time;
}

/* Seconds as if it were UTC. */
static int64_t seconds_of(struct icaltimetype time)
{
	struct date_civil civil = {.year = time.year,
	                           .month = time.month,
	                           .day = time.day,
	                           .hour = time.hour,
	                           .minute = time.minute,
	                           .second = time.second};
	return date_from_civil(&civil);
}

static bool read_rule(const char *text, struct icalrecurrencetype *rule)
{
	settle();
	*rule = icalrecurrencetype_from_string(text);
	bool good = icalerrno == ICAL_NO_ERROR && rule->freq != ICAL_NO_RECURRENCE;
	icalerror_clear_errno();
	return good;
}

/* libical takes a 13th month. */
static bool is_real_until(const struct icalrecurrencetype *rule)
{
	struct icaltimetype until = rule->until;
	return icaltime_is_null_time(until) ||
	       (until.year >= 1970 && icaltime_compare(icaltime_normalize(until), until) == 0 &&
	        icaltime_normalize(until).month == until.month);
}

static bool numbers_days(const struct icalrecurrencetype *rule)
{
	for (size_t i = 0; i < ICAL_BY_DAY_SIZE && rule->by_day[i] != ICAL_RECURRENCE_ARRAY_MAX; i++) {
		if (icalrecurrencetype_day_position(rule->by_day[i]))
			return true;
	}
	return false;
}

/* Which of the words it is, or -1. */
static int find_word(const char *word, size_t n, const char *const *words, int nwords)
{
	while (nwords-- && (strlen(words[nwords]) != n || memcmp(words[nwords], word, n) != 0))
		;
	return nwords;
}

/* One part after FREQ: its name is one that every calendar program knows, and libical takes its value. */
static int check_part(const char *freq, const char *part, size_t n, struct err *err)
{
	static const char *const names[] = {"INTERVAL",  "COUNT",    "UNTIL",   "BYDAY",    "BYMONTHDAY",
	                                    "BYYEARDAY", "BYWEEKNO", "BYMONTH", "BYSETPOS", "WKST"};
	static const char *const times[] = {"BYHOUR", "BYMINUTE", "BYSECOND"};
	/* libical reads these with atoi(). */
	static const char *const numbers[] = {"COUNT", "INTERVAL"};
	struct icalrecurrencetype rule;
	char alone[2 * RULE_MAX];
	size_t name = strcspn(part, "=");
	int shown = (int)(n < PART_SHOWN ? n : PART_SHOWN);
	if (name < n && find_word(part, name, times, ARRAY_LEN(times)) >= 0)
		return err_set(err, ERR_INPUT, "'%.*s': it takes place at the time of its start, once a day", shown,
		               part);
	if (name >= n || find_word(part, name, names, ARRAY_LEN(names)) < 0)
		return err_set(err, ERR_INPUT, "'%.*s' is no part of a recurrence rule (RFC 5545, 3.3.10)", shown,
		               part);
	snprintf(alone, sizeof(alone), "%s;%.*s", freq, (int)n, part);
	bool huge = n - name > 6 && find_word(part, name, numbers, ARRAY_LEN(numbers)) >= 0;
	if (huge || !read_rule(alone, &rule) || !is_real_until(&rule))
		return err_set(err, ERR_INPUT, "'%.*s' has a value that a recurrence rule cannot have", shown, part);
	if (numbers_days(&rule) && rule.freq != ICAL_MONTHLY_RECURRENCE && rule.freq != ICAL_YEARLY_RECURRENCE)
		return err_set(err, ERR_INPUT, "'%.*s': days have numbers in a month or a year only", shown, part);
	return 0;
}

int calendar_check_repeat(const char *text, struct err *err)
{
	static const char *const freqs[] = {"FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY"};
	struct icalrecurrencetype rule;
	size_t n = strcspn(text, ";");
	int freq = find_word(text, n, freqs, ARRAY_LEN(freqs));
	if (strlen(text) > RULE_MAX)
		return err_set(err, ERR_INPUT, "a recurrence rule has %d characters at most", RULE_MAX);
	if (freq < 0)
		return err_set(err, ERR_INPUT,
		               "a rule that begins with FREQ=DAILY, WEEKLY, MONTHLY or YEARLY is wanted (like "
		               "FREQ=WEEKLY;BYDAY=TU)");
	for (const char *part = text + n; *part; part += n) {
		n = strcspn(++part, ";");
		if (check_part(freqs[freq], part, n, err))
			return -1;
	}
	if (!read_rule(text, &rule))
		return err_set(err, ERR_INPUT,
		               "its parts do not go together: each stands once, and COUNT or UNTIL, not both");
	return 0;
}

const char *calendar_often(const char *text, int64_t *every)
{
	struct icalrecurrencetype rule;
	*every = 1;
	if (!*text || !read_rule(text, &rule))
		return "";
	*every = rule.interval;
	switch (rule.freq) {
	case ICAL_DAILY_RECURRENCE:
		return "daily";
	case ICAL_WEEKLY_RECURRENCE:
		return "weekly";
	case ICAL_MONTHLY_RECURRENCE:
		return "monthly";
	case ICAL_YEARLY_RECURRENCE:
		return "yearly";
	default:
		return "";
	}
}

/* The wall's time of the last moment that the rule allows: UNTIL is a day, a time of the zone, or one of UTC. */
static int wall_until(struct calendar *cal, const char *zone, struct icalrecurrencetype *rule, struct err *err)
{
	int64_t wall = seconds_of(rule->until), shift = 0;
	if (icaltime_is_null_time(rule->until))
		return 0;
	if (rule->until.is_date)
		wall += CALENDAR_DAY - 1;
	else if (icaltime_is_utc(rule->until) && calendar_shift(cal, zone, wall, &shift, err))
		return -1;
	rule->until = wall_time(wall + shift);
	return 0;
}

int calendar_rule(struct calendar *cal, const struct calendar_event *event, struct str *out, struct err *err)
{
	struct icalrecurrencetype rule;
	int64_t at;
	if (calendar_check_repeat(event->repeat, err) || !read_rule(event->repeat, &rule) ||
	    wall_until(cal, event->zone, &rule, err))
		return -1;
	if (!icaltime_is_null_time(rule.until)) {
		if (calendar_moment(cal, event->zone, seconds_of(rule.until), &at, err))
			return -1;
		rule.until = icaltime_from_timet_with_zone((time_t)at, 0, icaltimezone_get_utc_timezone());
	}
	char *text = icalrecurrencetype_as_string_r(&rule);
	str_addz(out, text ? text : "");
	icalmemory_free_buffer(text);
	return 0;
}

/* ---- when it takes place ---- */

/* One way along the times of an event, as its zone's clocks show them. */
struct walk {
	struct calendar *cal;
	const struct calendar_event *event;
	icalrecur_iterator *iterator; /* NULL: it does not repeat */
	int64_t wall, length;         /* of the first time */
	bool done;
};

/* Past what is long over, where the rule need not be counted from its beginning. */
static void skip_to(struct walk *walk, const struct icalrecurrencetype *rule, int64_t from)
{
	int64_t far = from - walk->length - 3 * CALENDAR_DAY - walk->wall;
	if (!rule->count && far > 0)
		icalrecur_iterator_set_start(walk->iterator, wall_time(walk->wall + far / CALENDAR_DAY * CALENDAR_DAY));
	icalerror_clear_errno();
}

static int open_walk(struct walk *walk, struct calendar *cal, const struct calendar_event *event, int64_t from,
                     struct err *err)
{
	struct icalrecurrencetype rule;
	int64_t shift;
	*walk = (struct walk){.cal = cal, .event = event};
	if (calendar_shift(cal, event->zone, event->start, &shift, err))
		return -1;
	walk->wall = event->start + shift;
	walk->length = event->end > event->start ? event->end - event->start : 0;
	if (!*event->repeat)
		return 0;
	if (calendar_check_repeat(event->repeat, err) || !read_rule(event->repeat, &rule) ||
	    wall_until(cal, event->zone, &rule, err))
		return -1;
	walk->iterator = icalrecur_iterator_new(rule, wall_time(walk->wall));
	icalerror_clear_errno();
	if (!walk->iterator)
		return err_set(err, ERR_INPUT, "a rule by which it never takes place");
	skip_to(walk, &rule, from);
	return 0;
}

static void close_walk(struct walk *walk)
{
	if (walk->iterator)
		icalrecur_iterator_free(walk->iterator);
}

static bool is_excepted(const struct calendar_event *event, int64_t wall)
{
	for (size_t i = 0; i < event->nexcept; i++) {
		int64_t day = calendar_day(event->except[i]);
		if (wall >= day && wall < day + CALENDAR_DAY)
			return true;
	}
	return false;
}

/* The next time, excepted or not. */
static bool next_wall(struct walk *walk, int64_t *wall)
{
	if (walk->done)
		return false;
	if (!walk->iterator) {
		walk->done = true;
		*wall = walk->wall;
		return true;
	}
	struct icaltimetype next = icalrecur_iterator_next(walk->iterator);
	walk->done = icaltime_is_null_time(next);
	*wall = walk->done ? 0 : seconds_of(next);
	return !walk->done;
}

static int next_span(struct walk *walk, struct calendar_span *span, bool *found, struct err *err)
{
	int64_t wall;
	while ((*found = next_wall(walk, &wall)) && is_excepted(walk->event, wall))
		;
	if (!*found)
		return 0;
	if (calendar_moment(walk->cal, walk->event->zone, wall, &span->start, err))
		return -1;
	span->end = span->start + walk->length;
	return 0;
}

int calendar_spans(struct calendar *cal, const struct calendar_event *event, int64_t from, struct calendar_span *spans,
                   size_t *n, struct err *err)
{
	struct calendar_span span;
	struct walk walk;
	size_t max = *n;
	bool found = true;
	int rc = open_walk(&walk, cal, event, from, err);
	for (*n = 0; !rc && found && *n < max;) {
		rc = next_span(&walk, &span, &found, err);
		if (!rc && found && span.end >= from)
			spans[(*n)++] = span;
	}
	close_walk(&walk);
	return rc;
}

/* Where every time of it is excepted, the first one stands for it. */
static int last_span(struct calendar *cal, const struct calendar_event *event, struct calendar_span *span,
                     struct err *err)
{
	struct calendar_span next;
	struct walk walk;
	bool found = true;
	*span = (struct calendar_span){event->start, event->end > event->start ? event->end : event->start};
	int rc = open_walk(&walk, cal, event, 0, err);
	while (!rc && found) {
		rc = next_span(&walk, &next, &found, err);
		if (!rc && found)
			*span = next;
	}
	close_walk(&walk);
	return rc;
}

int calendar_shown(struct calendar *cal, const struct calendar_event *event, int64_t now, struct calendar_span *span,
                   struct err *err)
{
	size_t n = 1;
	if (calendar_spans(cal, event, now, span, &n, err))
		return -1;
	return n ? 0 : last_span(cal, event, span, err);
}

/* ---- whether it makes sense ---- */

static int check_exception(struct calendar *cal, const struct calendar_event *event, const char *day, struct err *err)
{
	struct calendar_event all = *event;
	struct walk walk;
	int64_t wall = 0, midnight = calendar_day(day);
	all.nexcept = 0;
	if (calendar_check_day(day, err) || open_walk(&walk, cal, &all, midnight - CALENDAR_DAY, err))
		return -1;
	bool found = next_wall(&walk, &wall);
	while (found && wall < midnight)
		found = next_wall(&walk, &wall);
	close_walk(&walk);
	if (!found || wall >= midnight + CALENDAR_DAY)
		return err_set(err, ERR_INPUT, "'%s' is no day on which it takes place", day);
	return 0;
}

static int check_start(struct calendar *cal, const struct calendar_event *event, struct err *err)
{
	struct walk walk;
	int64_t wall = 0;
	if (open_walk(&walk, cal, event, 0, err))
		return -1;
	bool found = next_wall(&walk, &wall);
	close_walk(&walk);
	if (!found)
		return err_set(err, ERR_INPUT, "a rule by which it never takes place");
	if (wall != walk.wall)
		return err_set(err, ERR_INPUT, "start is no time of this rule: it has to be the first one");
	return 0;
}

int calendar_check(struct calendar *cal, const struct calendar_event *event, const char **key, struct err *err)
{
	int64_t shift;
	*key = "zone";
	if (calendar_shift(cal, event->zone, event->start, &shift, err))
		return -1;
	*key = "repeat";
	if (*event->repeat && check_start(cal, event, err))
		return -1;
	*key = "except";
	if (event->nexcept && !*event->repeat)
		return err_set(err, ERR_INPUT, "only goes with repeat");
	for (size_t i = 0; i < event->nexcept; i++) {
		if (check_exception(cal, event, event->except[i], err))
			return -1;
	}
	return 0;
}
