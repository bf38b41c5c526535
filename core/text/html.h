/*
 * html.h: the type of text that is safe to put into a page as it is. Only the markdown renderer
 * and the template engine make one, so the compiler refuses to print a member's text raw.
 */
#ifndef STOA_HTML_H
#define STOA_HTML_H

#include <stddef.h>

/* Borrowed; not necessarily NUL-terminated. at NULL means there is none. */
struct html {
	const char *at;
	size_t len;
};

#endif
