/*
 * term.h: what commands show to a person: text of strangers made harmless, colours, a pager, progress, a
 * question. It refuses to let a control character of anybody's text reach a terminal.
 */
#ifndef STOA_TERM_H
#define STOA_TERM_H

#include "core/base/str.h"

struct term {
	FILE *out;   /* where results go: stdout, or the pager */
	FILE *pager; /* or NULL */
	bool colour;
	int64_t begun, told; /* of a progress line, in milliseconds */
};

/* Colours where stdout is a terminal, NO_COLOR is not set and TERM is not "dumb". */
void term_open(struct term *term);

/* Further results go through $PAGER (less where it is not set) if stdout is a terminal. Before the first of them. */
void term_page(struct term *term);

/* Waits until the reader has left the pager. What nobody read was no failure. */
void term_close(struct term *term);

enum term_style { TERM_PLAIN, TERM_BOLD, TERM_DIM, TERM_RED, TERM_GREEN, TERM_YELLOW };
void term_style(struct term *term, enum term_style style);

/*
 * Text from outside, with '?' for each control character but newline and tab, for bytes that are no UTF-8, and for
 * what turns the direction of writing. word: newline and tab are not spared either.
 */
void term_text(struct term *term, const char *text, size_t n);
void term_word(struct term *term, const char *word);

/* "approving 250 of 3000" on stderr, over itself, from the second second on; only on a terminal. done == total ends it. */
void term_progress(struct term *term, const char *what, size_t done, size_t total);

/* Asks on the terminal, whatever stdin and stdout are. false: anything but yes. ERR_INPUT where there is no terminal. */
int term_ask(const char *question, bool *yes, struct err *err) WARN_UNUSED;

#endif
