#include "format.h"

static void add(struct format *format, const char *text, size_t n)
{
	format->pieces[format->npieces].at = text;
	format->pieces[format->npieces++].len = n;
	format->len += n;
}

static void add_text(struct format *format, const char *text, size_t most)
{
	text = text ? text : "(null)";
	add(format, text, most == SIZE_MAX ? strlen(text) : strnlen(text, most));
}

/* Written from the last digit on; zeros come between a sign and the digits. */
static void add_number(struct format *format, long long number, ptrdiff_t width)
{
	char *end = format->numbers[format->npieces] + FORMAT_NUMBER, *at = end;
	unsigned long long left = number < 0 ? 0 - (unsigned long long)number : (unsigned long long)number;
	for (; left || at == end; left /= 10)
		*--at = (char)('0' + left % 10);
	while (end - at < width - (number < 0))
		*--at = '0';
	if (number < 0)
		*--at = '-';
	add(format, at, (size_t)(end - at));
}

/* "0" and a width of one digit; 0 where there is none. */
static ptrdiff_t read_width(const char **fmt)
{
	if ((*fmt)[0] != '0' || (*fmt)[1] < '1' || (*fmt)[1] > '9')
		return 0;
	*fmt += 2;
	return (*fmt)[-1] - '0';
}

static bool begins(const char **fmt, const char *with)
{
	size_t n = strlen(with);
	if (strncmp(*fmt, with, n) != 0)
		return false;
	*fmt += n;
	return true;
}

/* What stands behind a '%'. The arguments are behind a struct, for a va_list may be an array. */
struct arguments {
	va_list left;
};

static bool convert(struct format *format, const char **fmt, struct arguments *args)
{
	if (begins(fmt, "s")) {
		add_text(format, va_arg(args->left, const char *), SIZE_MAX);
		return true;
	}
	if (begins(fmt, ".*s")) {
		int most = va_arg(args->left, int);
		add_text(format, va_arg(args->left, const char *), most < 0 ? SIZE_MAX : (size_t)most);
		return true;
	}
	ptrdiff_t width = read_width(fmt);
	if (begins(fmt, "d"))
		add_number(format, va_arg(args->left, int), width);
	else if (begins(fmt, "lld"))
		add_number(format, va_arg(args->left, long long), width);
	else
		return false;
	return true;
}

bool format_read(struct format *format, const char *fmt, va_list args)
{
	struct arguments taken;
	va_copy(taken.left, args);
	format->len = format->npieces = 0;
	bool read = true;
	while (read && *fmt && format->npieces < FORMAT_PIECES) {
		size_t n = (size_t)(strchrnul(fmt, '%') - fmt);
		if (n)
			add(format, fmt, n);
		fmt += n ? n : 1;
		if (!n)
			read = convert(format, &fmt, &taken);
	}
	va_end(taken.left);
	return read && !*fmt;
}

void format_write(const struct format *format, char *out)
{
	for (size_t i = 0; i < format->npieces; i++) {
		memcpy(out, format->pieces[i].at, format->pieces[i].len);
		out += format->pieces[i].len;
	}
	*out = '\0';
}
