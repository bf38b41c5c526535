#include "page_parts.h"

#include "core/text/text.h"

bool page_made_of(const char *s, const char *others)
{
	for (; *s; s++) {
		bool letter = (*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z');
		if (!letter && !(*s >= '0' && *s <= '9') && !strchr(others, *s))
			return false;
	}
	return true;
}

int page_shape_handle(const char *s, struct err *err)
{
	if (!text_is_handle(s, strlen(s)))
		return err_set(err, ERR_INPUT, "not a handle (2 to %d of a-z 0-9 - _)", TEXT_HANDLE_MAX);
	return 0;
}

int page_shape_id(const char *s, struct err *err)
{
	if (!text_is_id(s, strlen(s)))
		return err_set(err, ERR_INPUT, "not an id (like 20261122-170000-abc234)");
	return 0;
}

int page_shape_slug(const char *s, struct err *err)
{
	if (!text_is_slug(s, strlen(s)))
		return err_set(err, ERR_INPUT, "one word of a-z 0-9 - . is wanted (like 'getting-started')");
	return 0;
}

/* A file beside the page: one name, no folders. */
int page_shape_file(const char *s, struct err *err)
{
	if (strchr(s, '/'))
		return err_set(err, ERR_INPUT, "the name of a file beside the page, without folders, is wanted");
	return text_check_path(s, err);
}

static bool is_after(const char *s, const char *prefix)
{
	size_t n = strlen(prefix);
	return !strncmp(s, prefix, n) && s[n] && s[n] != '/';
}

static int check_url(const char *s, struct err *err)
{
	enum { URL_MAX = 2000 };
	if (strlen(s) > URL_MAX)
		return err_set(err, ERR_INPUT, "an address has %d bytes at most", URL_MAX);
	if (strpbrk(s, " <>\"\\^`{|}"))
		return err_set(err, ERR_INPUT, "an address has no blanks, quotes or brackets");
	return 0;
}

int page_shape_web(const char *s, struct err *err)
{
	if (!is_after(s, "https://") && !is_after(s, "http://"))
		return err_set(err, ERR_INPUT, "an address that begins with https:// or http:// is wanted");
	return check_url(s, err);
}

int page_shape_recording(const char *s, struct err *err)
{
	return strstr(s, "://") ? page_shape_web(s, err) : page_shape_file(s, err);
}

int page_shape_link(const char *s, struct err *err)
{
	if (!is_after(s, "https://") && !is_after(s, "http://") && !is_after(s, "mailto:"))
		return err_set(err, ERR_INPUT, "an address that begins with https://, http:// or mailto: is wanted");
	return check_url(s, err);
}

/* The shape of RFC 5646; ICU decides what it means. */
int page_shape_language(const char *s, struct err *err)
{
	size_t n = strlen(s);
	if (n < 2 || n > 35 || !page_made_of(s, "-") || s[0] == '-' || s[n - 1] == '-')
		return err_set(err, ERR_INPUT, "a language tag is wanted (like en, de or pt-BR)");
	return 0;
}

int page_shape_zone(const char *s, struct err *err)
{
	if (strlen(s) > 64 || !page_made_of(s, "/_+-") || s[0] == '/')
		return err_set(err, ERR_INPUT, "the name of a time zone is wanted (like Europe/Berlin)");
	return 0;
}

/* A choice of a poll stands in one line beside its bar. */
int page_shape_choice(const char *s, struct err *err)
{
	enum { CHOICE_MAX = 100 };
	if (text_length(s, strlen(s)) > CHOICE_MAX)
		return err_set(err, ERR_INPUT, "a choice has %d characters at most", CHOICE_MAX);
	return 0;
}

int page_shape_checksum(const char *s, struct err *err)
{
	const char *hex = !strncmp(s, "sha256:", 7) ? s + 7 : "";
	if (strlen(hex) != 64 || strspn(hex, "0123456789abcdef") != 64)
		return err_set(err, ERR_INPUT, "'sha256:' and 64 hexadecimal digits are wanted");
	return 0;
}

const char *page_shelf_name(int64_t shelf)
{
#define SHELF_NAME(name) #name,
	static const char *const names[] = {PAGE_SHELVES(SHELF_NAME)};
	return shelf >= 0 && shelf < SHELVES ? names[shelf] : names[0];
}

int page_shape_address(const char *s, struct err *err)
{
	struct arena arena;
	struct page_place place;
	arena_init(&arena);
	int rc = page_locate_url(s, &arena, &place, err);
	arena_release(&arena);
	return rc;
}
