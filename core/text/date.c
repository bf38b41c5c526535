#include "date.h"

#include "escape.h"

enum { DAY = 86400 };

/* 0000-01-01T00:00:00Z and 9999-12-31T23:59:59Z: what RFC 3339 can write. */
static const int64_t first_moment = INT64_C(-62167219200), last_moment = INT64_C(253402300799);

static const char weekdays[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/*
 * Days since 1970-01-01. Counted in years that begin in March, so that the leap day comes last;
 * after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
 */
static int64_t days_from(int64_t year, int64_t month, int64_t day)
{
	year -= month <= 2;
	int64_t era = floor_div(year, 400), year_of_era = year - era * 400;
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return era * 146097 + day_of_era - 719468;
}

struct date_civil date_civil(int64_t at)
{
	at = at < first_moment ? first_moment : at > last_moment ? last_moment : at;
	int64_t days = floor_div(at, DAY), second = at - days * DAY;
	int64_t shifted = days + 719468, era = floor_div(shifted, 146097), doe = shifted - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
	int month = (int)(mp < 10 ? mp + 3 : mp - 9);
	return (struct date_civil){
	    .year = (int)(yoe + era * 400 + (month <= 2)),
	    .month = month,
	    .day = (int)(doy - (153 * mp + 2) / 5 + 1),
	    .hour = (int)(second / 3600),
	    .minute = (int)(second / 60 % 60),
	    .second = (int)(second % 60),
	    .weekday = (int)((days + 4) % 7 + ((days + 4) % 7 < 0 ? 7 : 0)),
	};
}

int64_t date_from_civil(const struct date_civil *civil)
{
	return days_from(civil->year, civil->month, civil->day) * DAY + civil->hour * INT64_C(3600) +
	       civil->minute * INT64_C(60) + civil->second;
}

static int days_in_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return days[month - 1] + (month == 2 && leap);
}

/* Takes exactly `width` digits off *s. */
static bool take_number(const char **s, int width, int *n)
{
	*n = 0;
	for (; width; width--, (*s)++) {
		if (**s < '0' || **s > '9')
			return false;
		*n = *n * 10 + (**s - '0');
	}
	return true;
}

static bool take(const char **s, const char *any_of)
{
	if (!**s || !strchr(any_of, **s))
		return false;
	(*s)++;
	return true;
}

/* "Z" or "+01:00": seconds to take off. */
static bool take_offset(const char **s, int *seconds)
{
	int hours, minutes;
	*seconds = 0;
	if (take(s, "Zz"))
		return true;
	bool minus = **s == '-';
	if (!take(s, "+-") || !take_number(s, 2, &hours) || !take(s, ":") || !take_number(s, 2, &minutes))
		return false;
	*seconds = (minus ? -1 : 1) * (hours * 3600 + minutes * 60);
	return hours <= 23 && minutes <= 59;
}

static bool take_fraction(const char **s)
{
	int digit;
	if (!take(s, "."))
		return true;
	if (!take_number(s, 1, &digit))
		return false;
	while (**s >= '0' && **s <= '9')
		(*s)++;
	return true;
}

static bool take_day(const char **s, struct date_civil *c)
{
	return take_number(s, 4, &c->year) && take(s, "-") && take_number(s, 2, &c->month) && take(s, "-") &&
	       take_number(s, 2, &c->day);
}

static bool take_time(const char **s, struct date_civil *c, int *offset)
{
	return take(s, "Tt") && take_number(s, 2, &c->hour) && take(s, ":") && take_number(s, 2, &c->minute) &&
	       take(s, ":") && take_number(s, 2, &c->second) && take_fraction(s) && take_offset(s, offset);
}

/* A leap second stands at the end of a month in UTC, nowhere else (RFC 3339, appendix D). */
static bool leap_second_fits(int64_t at)
{
	struct date_civil next = date_civil(at);
	return next.day == 1 && !next.hour && !next.minute && !next.second;
}

static int wrong(const char *s, const char *why, struct err *err)
{
	struct str shown;
	str_init(&shown, 64);
	escape_log(&shown, s, strlen(s), 40);
	err_set(err, ERR_INPUT, "%s, got '%s'", why, shown.at);
	str_release(&shown);
	return -1;
}

int date_parse(const char *s, int64_t *at, struct err *err)
{
	struct date_civil c = {0};
	const char *end = s;
	int offset = 0;
	if (!take_day(&end, &c) || (*end && !take_time(&end, &c, &offset)) || *end)
		return wrong(s, "wants a date like 2026-11-22 or 2026-11-22T18:00:00+01:00", err);
	if (c.month < 1 || c.month > 12 || c.day < 1 || c.day > days_in_month(c.year, c.month))
		return wrong(s, "there is no such day", err);
	if (c.hour > 23 || c.minute > 59 || c.second > 60)
		return wrong(s, "there is no such time of day", err);
	int64_t moment = date_from_civil(&c) - offset;
	if (moment < first_moment || moment > last_moment)
		return wrong(s, "wants a date in the years 0000 to 9999", err);
	if (c.second == 60 && !leap_second_fits(moment))
		return wrong(s, "there is no leap second then", err);
	*at = moment;
	return 0;
}

static char *put_number(char *at, int n, int width)
{
	for (int i = width; i--; n /= 10)
		at[i] = (char)('0' + n % 10);
	return at + width;
}

static char *put(char *at, const char *s)
{
	size_t n = strlen(s);
	memcpy(at, s, n + 1);
	return at + n;
}

static char *put_time(char *at, const struct date_civil *c, const char *between)
{
	at = put(put_number(at, c->hour, 2), between);
	at = put(put_number(at, c->minute, 2), between);
	return put_number(at, c->second, 2);
}

void date_rfc3339(int64_t at, char out[static DATE_TEXT])
{
	struct date_civil c = date_civil(at);
	char *p = put(put_number(out, c.year, 4), "-");
	p = put(put_number(p, c.month, 2), "-");
	p = put(put_number(p, c.day, 2), "T");
	put(put_time(p, &c, ":"), "Z");
}

void date_http(int64_t at, char out[static DATE_TEXT])
{
	struct date_civil c = date_civil(at);
	char *p = put(put(out, weekdays[c.weekday]), ", ");
	p = put(put_number(p, c.day, 2), " ");
	p = put(put(p, months[c.month - 1]), " ");
	p = put(put_number(p, c.year, 4), " ");
	put(put_time(p, &c, ":"), " GMT");
}

void date_id_head(int64_t at, char out[static DATE_TEXT])
{
	struct date_civil c = date_civil(at);
	char *p = put_number(put_number(put_number(out, c.year, 4), c.month, 2), c.day, 2);
	put(put_time(put(p, "-"), &c, ""), "");
}

int64_t date_from_id(const char *id)
{
	struct date_civil c = {.month = 1, .day = 1};
	const char *s = id;
	bool whole = take_number(&s, 4, &c.year) && take_number(&s, 2, &c.month) && take_number(&s, 2, &c.day) &&
	             take(&s, "-") && take_number(&s, 2, &c.hour) && take_number(&s, 2, &c.minute) &&
	             take_number(&s, 2, &c.second);
	return whole ? date_from_civil(&c) : 0;
}
