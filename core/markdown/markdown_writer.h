/*
 * markdown_writer.h: what the files that write HTML share: markdown_html.c the blocks and most of
 * what is in them, markdown_media.c links, pictures and galleries. Nobody else includes it.
 */
#ifndef STOA_MARKDOWN_WRITER_H
#define STOA_MARKDOWN_WRITER_H

#include "markdown_parts.h"

struct markdown_writer {
	struct str *out;
	const struct markdown_tree *tree;
	struct markdown_survey *survey;
	struct markdown_set *named; /* handles and picture files that the source spells out */
	const struct markdown_context *ctx;
	size_t at;           /* the present step */
	size_t link;         /* the way out of the open <a>, or 0: HTML has no links in links */
	size_t next_heading; /* in survey->headings */
	int note;            /* the footnote that is being written, or 0 */
	int *written;        /* references to each note so far */
	bool in_head, in_body;
};

static inline void markdown_html(struct markdown_writer *w, const char *html)
{
	str_addz(w->out, html);
}

static inline void markdown_text(struct markdown_writer *w, const char *text)
{
	markdown_put_text(w->out, text, strlen(text));
}

/* Blocks begin on a line of their own, as cmark lays its output out. */
void markdown_new_line(struct markdown_writer *w);

void markdown_write_link(struct markdown_writer *w, const struct markdown_step *step);
void markdown_write_image(struct markdown_writer *w, const struct markdown_step *step);

/*
 * A paragraph or list of nothing but two pictures or more, beside their page, as one gallery, up to
 * and with its way out. False where it is none, and nothing is written.
 */
bool markdown_write_gallery(struct markdown_writer *w, const struct markdown_step *step);

#endif
