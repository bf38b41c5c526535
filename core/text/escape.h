/*
 * escape.h: writes text so that it means only itself where it lands. Each function is named for
 * that place. It refuses to judge the text: callers have checked that it is UTF-8 (text.h).
 */
#ifndef STOA_ESCAPE_H
#define STOA_ESCAPE_H

#include "core/base/str.h"

/* How many bytes at the head of a text no markup escapes: ASCII from blank to '~' without & < > " '. */
size_t escape_plain(const char *text, size_t n);

/* HTML text and any quoted HTML attribute: & < > " ' become references. */
void escape_html(struct str *out, const char *text, size_t n);

/*
 * Text of an XML 1.0 document and any quoted attribute: & < > " and carriage returns become
 * references. Takes any bytes: what XML cannot hold (production 2, "Char") becomes U+FFFD.
 */
void escape_xml(struct str *out, const char *text, size_t n);

/*
 * The same inside of <![CDATA[ and ]]>, where all but their end stands for itself. A text may come in
 * pieces that do not cut "]]>" apart.
 */
void escape_cdata(struct str *out, const char *text, size_t n);

/* A path inside a URL: RFC 3986 pchar and '/' stay, every other byte becomes %XX. */
void escape_url_path(struct str *out, const char *text, size_t n);

/* Length of what stays as it is at the head of text. */
size_t escape_url_path_run(const char *text);

/* A value in a query string: RFC 3986 unreserved stay, every other byte becomes %XX. */
void escape_url_arg(struct str *out, const char *text, size_t n);

/* One line of a log: backslash, control characters and bytes over 0x7E become \xNN; at most max bytes are added. */
void escape_log(struct str *out, const char *text, size_t n, size_t max);

/* One shell word in single quotes. */
void escape_shell(struct str *out, const char *text);

/* One double-quoted value of git-config syntax, quotes included (git-config(1), "Values"). */
void escape_config(struct str *out, const char *text);

/* A TEXT of iCalendar (RFC 5545, 3.3.11): every line break becomes \\n, other control characters a blank. */
void escape_ics(struct str *out, const char *text);

/* One double-quoted YAML 1.1 scalar, quotes included (YAML 1.1, 5.7 "Escape sequences"). */
void escape_yaml(struct str *out, const char *text);

#endif
