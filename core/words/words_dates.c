#include "words_dates.h"

#include "core/text/date.h"

enum { STYLES = WORDS_MONTH_SHORT + 1, MONTHS = 12, DAYS = 7, TEXT_MAX = 256, DIGITS = 10 };

/* Their first seconds. */
static const int64_t YEAR_1583 = -12212553600, YEAR_10000 = 253402300800;

/* Patterns are ICU's, of which a run of one letter stands for a field: what is told below. */
struct words_dates {
	const char *locale;
	const char *zero; /* the first of ten digits that follow each other */
	const char *patterns[STYLES];
	const char *months[MONTHS], *short_months[MONTHS], *lone_months[MONTHS]; /* within a date, and alone */
	const char *days[DAYS];
};

static const struct words_dates all[] = {
	{
		.locale = "en_001",
		.zero = "0",
		.patterns = {"d MMMM y", "d MMM y, HH:mm z", "MMMM y", "EEE, d MMM y, HH:mm", "HH:mm", "d", "LLL"},
		.months = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
		.short_months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"},
		.lone_months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"},
		.days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
	},
	{
		.locale = "de",
		.zero = "0",
		.patterns = {"d. MMMM y", "d. MMM y, HH:mm z", "MMMM y", "EEE, d. MMM y, HH:mm", "HH:mm", "d", "LLL"},
		.months = {"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"},
		.short_months = {"Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."},
		.lone_months = {"Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"},
		.days = {"So.", "Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa."},
	},
	{
		.locale = "ar",
		.zero = "٠",
		.patterns = {"d MMMM y", "d MMM y، HH:mm z", "MMMM y", "EEE، d MMM y، HH:mm", "HH:mm", "d", "LLL"},
		.months = {"يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"},
		.short_months = {"يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"},
		.lone_months = {"يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"},
		.days = {"الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت"},
	},
};

const struct words_dates *words_dates_of(const char *locale)
{
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		if (strcmp(all[i].locale, locale) == 0)
			return &all[i];
	return NULL;
}

/* At least `least` digits. All ten of a script differ in their last byte. */
static char *put_number(const struct words_dates *dates, char *end, int number, int least)
{
	size_t n = strlen(dates->zero);
	char digits[DIGITS];
	int count = 0;
	do
		digits[count++] = (char)(number % 10);
	while ((number /= 10) || count < least);
	while (count) {
		memcpy(end, dates->zero, n);
		end[n - 1] = (char)(end[n - 1] + digits[--count]);
		end += n;
	}
	return end;
}

static char *put_field(const struct words_dates *dates, char *end, const struct date_civil *civil, const char *field, int n)
{
	switch (*field) {
	case 'y':
		return put_number(dates, end, civil->year, n);
	case 'M':
		return stpcpy(end, (n > 3 ? dates->months : dates->short_months)[civil->month - 1]);
	case 'L':
		return stpcpy(end, dates->lone_months[civil->month - 1]);
	case 'E':
		return stpcpy(end, dates->days[civil->weekday]);
	case 'd':
		return put_number(dates, end, civil->day, n);
	case 'H':
		return put_number(dates, end, civil->hour, n);
	case 'm':
		return put_number(dates, end, civil->minute, n);
	default: /* 'z' */
		return stpcpy(end, "UTC");
	}
}

const char *words_dates_tell(const struct words_dates *dates, int64_t at, enum words_style style, struct arena *arena)
{
	if (at < YEAR_1583 || at >= YEAR_10000)
		return NULL;
	const struct date_civil civil = date_civil(at);
	char text[TEXT_MAX], *end = text;
	for (const char *p = dates->patterns[style]; *p;) {
		int n = 1;
		bool field = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z');
		if (!field) {
			*end++ = *p++;
			continue;
		}
		while (p[n] == *p)
			n++;
		end = put_field(dates, end, &civil, p, n);
		p += n;
	}
	return arena_dupn(arena, text, (size_t)(end - text));
}
