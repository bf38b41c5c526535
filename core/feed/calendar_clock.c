#include "calendar_parts.h"

#include "core/text/date.h"

enum { VERSION_MAX = 32 };

void calendar_release_of_zones(struct str *out)
{
	static const char path[] = CALENDAR_ZONES "/tzdata.zi", head[] = "# version ";
	char line[VERSION_MAX] = "";
	FILE *file = fopen(path, "re");
	if (!file)
		return;
	if (fgets(line, sizeof(line), file) && !strncmp(line, head, sizeof(head) - 1))
		str_add(out, line + sizeof(head) - 1, strcspn(line, "\n") - (sizeof(head) - 1));
	fclose(file);
}

bool calendar_is_utc(const char *zone)
{
	return !*zone || !strcmp(zone, "UTC") || !strcmp(zone, "Etc/UTC");
}

int calendar_shift(struct calendar *cal, const char *zone, int64_t at, int64_t *shift, struct err *err)
{
	struct calendar_clock clock;
	int rc = calendar_clock(cal, zone, at, &clock, err);
	*shift = clock.shift;
	return rc;
}

int calendar_moment(struct calendar *cal, const char *zone, int64_t wall, int64_t *at, struct err *err)
{
	int64_t before, after, then;
	/* Two days either way is past the width of the world, and nearer than two changes are. */
	if (calendar_shift(cal, zone, wall - 2 * CALENDAR_DAY, &before, err) ||
	    calendar_shift(cal, zone, wall + 2 * CALENDAR_DAY, &after, err) ||
	    calendar_shift(cal, zone, wall - before, &then, err))
		return -1;
	*at = wall - before;
	if (then == before)
		return 0;
	if (calendar_shift(cal, zone, wall - after, &then, err))
		return -1;
	if (then == after)
		*at = wall - after;
	return 0;
}

int64_t calendar_day(const char *day)
{
	struct err err = {0};
	int64_t at = 0;
	return strlen(day) == 10 && date_parse(day, &at, &err) == 0 ? at : -1;
}

int calendar_check_day(const char *day, struct err *err)
{
	return calendar_day(day) > 0 ? 0 : err_set(err, ERR_INPUT, "wants a day like 2026-12-24");
}

int calendar_time_of_day(struct calendar *cal, const struct calendar_event *event, int64_t *seconds, struct err *err)
{
	int64_t shift;
	int rc = calendar_shift(cal, event->zone, event->start, &shift, err);
	*seconds = ((event->start + shift) % CALENDAR_DAY + CALENDAR_DAY) % CALENDAR_DAY;
	return rc;
}
