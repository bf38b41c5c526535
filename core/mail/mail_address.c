#include "mail.h"

#include "core/text/text.h"

enum { ADDRESS_MAX = 254 };

/* RFC 5321's dot-string and domain, without quoted local parts and address literals, which people have not. */
static bool is_local(const char *s, size_t n)
{
	static const char others[] = "!#$%&'*+/=?^_`{|}~.-";
	if (!n || n > 64 || s[0] == '.' || s[0] == '-' || s[n - 1] == '.')
		return false;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c >= 0x80;
		if (!word && (!c || !strchr(others, c)))
			return false;
		if (c == '.' && s[i + 1] == '.')
			return false;
	}
	return true;
}

static bool is_domain(const char *s)
{
	size_t n = strlen(s), label = 0;
	bool dotted = false;
	for (size_t i = 0; i <= n; i++) {
		unsigned char c = (unsigned char)s[i];
		if (c == '.' || !c) {
			if (!label || label > 63 || s[i - 1] == '-')
				return false;
			dotted |= c == '.';
			label = 0;
			continue;
		}
		bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c >= 0x80;
		if (!word && (c != '-' || !label))
			return false;
		label++;
	}
	return dotted || !strcmp(s, "localhost");
}

int mail_check_address(const char *address, struct err *err)
{
	size_t n = strlen(address);
	const char *at = strchr(address, '@');
	if (text_check_line(address, n, err))
		return -1;
	if (n > ADDRESS_MAX || !at || !is_local(address, (size_t)(at - address)) || !is_domain(at + 1))
		return err_set(err, ERR_INPUT, "wants an address like someone@example.org");
	return 0;
}
