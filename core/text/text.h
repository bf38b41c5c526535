/*
 * text.h: bytes from outside become text here, or are refused. It knows characters and shapes of
 * names, not what they are for.
 */
#ifndef STOA_TEXT_H
#define STOA_TEXT_H

#include "core/base/str.h"

enum {
	TEXT_HANDLE_MAX = 32,
	TEXT_ID_LEN = 22, /* YYYYMMDD-HHMMSS-xxxxxx */
	TEXT_SEGMENT_MAX = 100,
	TEXT_PATH_MAX = 400,
};

/* Offset of the first byte that is not well-formed UTF-8 (RFC 3629), or n where all is well. */
size_t text_bad_utf8(const char *s, size_t n);

/* Bytes of the well-formed character that begins at s, where n > 0 bytes are; 0 where none does. */
size_t text_char(const char *s, size_t n);

/*
 * Body text: well-formed UTF-8; of the control characters only tab and newline; no bidirectional
 * overrides (U+202A-E, U+2066-9). ERR_INPUT names line and byte. CRLF is for text_unix_lines().
 */
int text_check_body(const char *s, size_t n, struct err *err) WARN_UNUSED;

/* One printable line: as above, without tab, newline and U+2028-9. What may enter a commit header. */
int text_check_line(const char *s, size_t n, struct err *err) WARN_UNUSED;

/* Copies with CRLF and lone CR as LF, blank lines at the end dropped, one final newline; "" of nothing but white space. */
void text_unix_lines(struct str *out, const char *s, size_t n);

/*
 * Copies one line: white space (Unicode's) runs as one blank, control characters and
 * bidirectional overrides dropped, ends trimmed, bytes that are not UTF-8 as U+FFFD each. The
 * result passes text_check_line().
 */
void text_one_line(struct str *out, const char *s, size_t n);

/* YYYYMMDD-HHMMSS-xxxxxx, digits in range, six letters of a-z2-7. */
bool text_is_id(const char *s, size_t n);

/* a-z 0-9 - _, 2 to TEXT_HANDLE_MAX, begins and ends with a letter or digit. */
bool text_is_handle(const char *s, size_t n);

/* a-z 0-9 - ., begins and ends with a letter or digit, no "..", at most TEXT_SEGMENT_MAX. */
bool text_is_slug(const char *s, size_t n);

/*
 * A file path as content may have it: relative, segments of A-Z a-z 0-9 - _ . that do not begin
 * with a dot or dash or end in a dot, none longer than TEXT_SEGMENT_MAX, none that means
 * ".git" to any file system, whole no longer than TEXT_PATH_MAX. ERR_INPUT says what is wrong.
 */
int text_check_path(const char *path, struct err *err) WARN_UNUSED;

/* Characters (code points) of well-formed UTF-8. */
size_t text_length(const char *s, size_t n);

/* Whole decimal number, all of s, within [min, max]. ERR_INPUT "wants a number, got 'many'". */
int text_to_int(const char *s, int64_t min, int64_t max, int64_t *n, struct err *err) WARN_UNUSED;

#endif
