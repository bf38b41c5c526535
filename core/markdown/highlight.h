/*
 * highlight.h: colours code, by Pygments in a process of its own that may read files and compute.
 * What comes back is ranges of the text, never HTML: whoever writes the text escapes it. It refuses
 * to trust that process: an answer that does not fit the text is no answer.
 *
 * Ranges are a text, "gap length class" by line: bytes from the end of the last range, bytes of this
 * one, one letter. Classes: k keyword, t type, f function, v variable, s string, n number, c comment,
 * p preprocessor and prompt, h heading, i inserted, d deleted.
 */
#ifndef STOA_HIGHLIGHT_H
#define STOA_HIGHLIGHT_H

#include "core/site/site.h"

enum { HIGHLIGHT_CODE_MAX = 256 * 1024 }; /* bytes of one block; a longer one stays plain */

/* The process, started for the first block. Borrows the site. */
struct highlight {
	const struct site *site;
	int64_t ms; /* of processor time that a block may take */
	pid_t pid;  /* 0: not running */
	int fd;
};

/*
 * What colours depend on besides the text: versions and the script, in one line; "" where there is
 * nothing to colour with. Reads one small file and starts nothing.
 */
const char *highlight_tool(const struct site *site, struct arena *arena) WARN_UNUSED;

void highlight_init(struct highlight *highlight, const struct site *site);
void highlight_release(struct highlight *highlight);

/*
 * Adds the ranges of a block to out: nothing for a language that is not known. language: a-z 0-9 and
 * +-_.# only, 32 at most. ERR_LIMIT where Pygments took too long or too much, which
 * is the text's fault; ERR_SYS where it cannot be run. Afterwards it is started anew for the next one.
 */
int highlight_run(struct highlight *highlight, const char *language, const char *text, struct str *out,
                  struct err *err) WARN_UNUSED;

/* The key that ranges are remembered by. */
void highlight_key(const char *language, const char *text, char key[static 53]);

struct highlight_range {
	size_t gap, len;
	char class;
};

/*
 * The next range, and moves *ranges on. left: the text behind the last one. False at the end, and
 * where the rest does not fit the text or would cut a character.
 */
bool highlight_next(const char **ranges, const char *left, struct highlight_range *range);

#endif
