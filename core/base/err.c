#include "err.h"

#include <errno.h>

static const struct err_row errors[ERR_CODES] = {
	[ERR_NONE] = {"none", 0, 200, "Done."},
	[ERR_SYS] = {"system", 71, 503, "The site cannot save anything right now. Your text is below; please try again in a few minutes."},
	[ERR_GIT] = {"git", 74, 503, "The site cannot reach its archive right now. Your text is below; please try again in a few minutes."},
	[ERR_CONF] = {"configuration", 78, 503, "The site is not set up correctly. Its operator has been told."},
	[ERR_INPUT] = {"input", 65, 400, "Something in what you sent is not right."},
	[ERR_LIMIT] = {"limit", 65, 413, "That is more than this site accepts."},
	[ERR_RACE] = {"race", 75, 409, "Somebody else changed this at the same time. Please look again and retry."},
	[ERR_NOTFOUND] = {"not found", 66, 404, "There is nothing at this address."},
	[ERR_DENIED] = {"denied", 77, 403, "You may not do this."},
};

const struct err_row *err_row(enum err_code code)
{
	return &errors[(unsigned)code < ERR_CODES ? code : ERR_SYS];
}

/* vsnprintf may have cut a character in two: drop what is left of it. */
static void trim_cut_character(char *s, size_t len)
{
	size_t lead = len;
	while (lead && ((unsigned char)s[lead - 1] & 0xC0) == 0x80)
		lead--;
	if (!lead || (unsigned char)s[lead - 1] < 0xC0)
		return;
	unsigned char c = (unsigned char)s[lead - 1];
	size_t want = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
	if (len - (lead - 1) < want)
		s[lead - 1] = '\0';
}

static void put(struct err *err, const char *fmt, va_list args)
{
	int n = vsnprintf(err->msg, sizeof(err->msg), fmt, args);
	if (n >= (int)sizeof(err->msg))
		trim_cut_character(err->msg, sizeof(err->msg) - 1);
}

int err_set(struct err *err, enum err_code code, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	err->code = code;
	put(err, fmt, args);
	va_end(args);
	return -1;
}

int err_sys(struct err *err, const char *fmt, ...)
{
	char reason[128], what[ERR_MESSAGE_MAX];
	const char *text = strerror_r(errno, reason, sizeof(reason));
	va_list args;
	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	return err_set(err, ERR_SYS, "%s: %s", what, text);
}

int err_prefix(struct err *err, const char *fmt, ...)
{
	char rest[ERR_MESSAGE_MAX], what[ERR_MESSAGE_MAX];
	memcpy(rest, err->msg, sizeof(rest));
	va_list args;
	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	return err_set(err, err->code, "%s: %s", what, rest);
}

void err_clear(struct err *err)
{
	err->code = ERR_NONE;
	err->msg[0] = '\0';
}
