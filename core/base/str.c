#include "str.h"

#include "format.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { FIRST = 64, LARGE = 4096 };

/* What an empty str points to, so that it is never NULL and costs nothing. Never written. */
static char empty[1];

void str_init(struct str *s, size_t max)
{
	*s = (struct str){.at = empty, .max = max};
}

void str_release(struct str *s)
{
	if (s->at != empty)
		free(s->at);
	str_init(s, s->max);
}

void str_reset(struct str *s)
{
	str_truncate(s, 0);
	s->over = false;
}

/* Room for n more bytes and the NUL; the cap is checked before any memory is asked for. */
static bool reserve(struct str *s, size_t n)
{
	if (n > s->max - s->len) {
		s->over = true;
		return false;
	}
	size_t need = s->len + n + 1;
	if (need <= s->cap)
		return true;
	/* Most texts are some hundred bytes or a page: few steps lead there. */
	size_t cap = !s->cap ? FIRST : s->cap < LARGE ? 4 * s->cap : s->cap + s->cap / 2;
	if (cap > s->max)
		cap = s->max + 1;
	if (cap < need)
		cap = need;
	s->at = base_realloc(s->at == empty ? NULL : s->at, cap, 1);
	s->cap = cap;
	return true;
}

void str_add_slowly(struct str *s, const void *bytes, size_t n)
{
	if (!n || !reserve(s, n))
		return;
	memcpy(s->at + s->len, bytes, n);
	s->len += n;
	s->at[s->len] = '\0';
}

char *str_room(struct str *s, size_t n)
{
	if (!reserve(s, n))
		return NULL;
	s->at[s->len] = '\0';
	return s->at + s->len;
}

void str_fill(struct str *s, size_t n)
{
	s->len += n;
	s->at[s->len] = '\0';
}

static void print(struct str *s, const char *fmt, va_list args)
{
	char small[256];
	va_list again;
	va_copy(again, args);
	int n = vsnprintf(small, sizeof(small), fmt, args);
	if (n > 0 && (size_t)n < sizeof(small)) {
		str_add(s, small, (size_t)n);
	} else if (n > 0 && reserve(s, (size_t)n)) {
		vsnprintf(s->at + s->len, (size_t)n + 1, fmt, again);
		s->len += (size_t)n;
	}
	va_end(again);
}

void str_addv(struct str *s, const char *fmt, va_list args)
{
	struct format format;
	va_list again;
	va_copy(again, args);
	if (!format_read(&format, fmt, args)) {
		print(s, fmt, again);
	} else if (format.len && reserve(s, format.len)) {
		format_write(&format, s->at + s->len);
		s->len += format.len;
	}
	va_end(again);
}

void str_addf(struct str *s, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	str_addv(s, fmt, args);
	va_end(args);
}

void str_add_int(struct str *s, int64_t n)
{
	char digits[24], *end = digits + sizeof(digits), *at = end;
	uint64_t u = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
	do {
		*--at = (char)('0' + u % 10);
	} while (u /= 10);
	if (n < 0)
		*--at = '-';
	str_add(s, at, (size_t)(end - at));
}

void str_truncate(struct str *s, size_t len)
{
	s->len = len;
	if (s->at != empty)
		s->at[len] = '\0';
}

int str_check(const struct str *s, const char *what, struct err *err)
{
	if (s->over)
		return err_set(err, ERR_LIMIT, "%s: over %zu bytes", what, s->max);
	return 0;
}

int str_read_fd(struct str *s, int fd, struct err *err)
{
	for (;;) {
		char chunk[16384];
		ssize_t n = read(fd, chunk, sizeof(chunk));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys(err, "cannot read");
		if (n == 0)
			return str_check(s, "file", err);
		str_add(s, chunk, (size_t)n);
		if (s->over)
			return str_check(s, "file", err);
	}
}

int str_read_file(struct str *s, const char *path, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return err_set(err, ERR_NOTFOUND, "%s: no such file", path);
	if (fd < 0)
		return err_sys(err, "%s", path);
	int rc = str_read_fd(s, fd, err);
	if (rc)
		err_prefix(err, "%s", path);
	close(fd);
	return rc;
}
