#include "format.h"

bool format_read(struct format *format, const char *fmt, va_list args)
{
	size_t n = 0;
	for (format->len = 0; *fmt && n < FORMAT_PIECES; format->len += format->pieces[n++].len) {
		const char *text = fmt, *percent = strchrnul(fmt, '%');
		size_t len = (size_t)(percent - fmt);
		fmt = percent;
		if (!len && fmt[1] != 's')
			return false;
		if (!len) {
			text = va_arg(args, const char *);
			text = text ? text : "(null)";
			len = strlen(text);
			fmt += 2;
		}
		format->pieces[n].at = text;
		format->pieces[n].len = len;
	}
	format->npieces = n;
	return !*fmt;
}

void format_write(const struct format *format, char *out)
{
	for (size_t i = 0; i < format->npieces; i++) {
		memcpy(out, format->pieces[i].at, format->pieces[i].len);
		out += format->pieces[i].len;
	}
	*out = '\0';
}
