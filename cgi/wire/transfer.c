#include "transfer.h"

#include <strings.h>

static int base64_digit(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c ? strchr(digits, c) : NULL;
	return at ? (int)(at - digits) : -1;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* RFC 2045, 6.8. Only padding may follow padding; the digits must come to whole bytes. */
static bool decode_base64(char *bytes, size_t *n)
{
	size_t len = 0, digits = 0, padding = 0;
	uint32_t bits = 0;
	for (size_t i = 0; i < *n; i++) {
		if (is_blank(bytes[i]))
			continue;
		int digit = base64_digit(bytes[i]);
		if (bytes[i] == '=')
			padding++;
		else if (digit < 0 || padding)
			return false;
		else if (bits = bits << 6 | (uint32_t)digit, ++digits % 4 != 1)
			bytes[len++] = (char)(bits >> (6 - 2 * ((digits - 1) % 4)));
	}
	*n = len;
	return padding < 3 && (digits + padding) % 4 == 0;
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* RFC 2045, 6.7: "=XX" is a byte, "=" and a line end is nothing. */
static bool decode_quoted_printable(char *bytes, size_t *n)
{
	size_t len = 0;
	for (size_t i = 0; i < *n; i++) {
		if (bytes[i] != '=') {
			bytes[len++] = bytes[i];
			continue;
		}
		if (i + 2 >= *n)
			return false;
		int high = hex_digit(bytes[i + 1]), low = hex_digit(bytes[i + 2]);
		if (high >= 0 && low >= 0)
			bytes[len++] = (char)(high << 4 | low);
		else if (bytes[i + 1] != '\r' || bytes[i + 2] != '\n')
			return false;
		i += 2;
	}
	*n = len;
	return true;
}

bool transfer_decode(const char *name, char *bytes, size_t *n)
{
	if (!strcasecmp(name, "base64"))
		return decode_base64(bytes, n);
	if (!strcasecmp(name, "quoted-printable"))
		return decode_quoted_printable(bytes, n);
	return !strcasecmp(name, "7bit") || !strcasecmp(name, "8bit") || !strcasecmp(name, "binary");
}
