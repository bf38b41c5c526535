/*
 * row.h: one file of content becomes a row of the catalogue. It depends on the path, the bytes,
 * the settings and the commit's date alone, so workers may do it in any order; it refuses to look at
 * other files.
 */
#ifndef STOA_ROW_H
#define STOA_ROW_H

#include "core/catalogue/catalogue.h"
#include "core/feed/calendar.h"
#include "core/site/site.h"

struct row {
	enum page_kind kind;        /* PAGE_NONE: nothing to keep */
	const char *parent;         /* stem of the page that a reply, attachment or vote belongs to */
	const char *handle;         /* of a vote */
	const char *votes;          /* the text of a file of votes, well-formed; else "" */
	struct catalogue_page page; /* of every other kind: id, replies, votes are 0 */
	struct catalogue_post post; /* page is 0 */
	struct catalogue_file file; /* page is 0 */
};

/* Where rows are read: conf says what is allowed; text is room for a blob. */
struct row_reader {
	const struct config *conf;
	struct store *store;
	struct arena *arena; /* for the text of rows */
	int64_t now;         /* date of the commit: which time of a repeated event is the next */
	struct calendar *calendar;
	struct str text;
};
void row_reader_init(struct row_reader *reader, const struct config *conf, struct store *store, struct arena *arena,
                     int64_t now);
void row_reader_release(struct row_reader *reader);

/*
 * ERR_INPUT and ERR_LIMIT: the file is to be left out, and the message
 * names it ("path:line: key: …"); anything else ends the build.
 */
int row_read(struct row_reader *reader, const struct page_place *place, const struct store_id *blob, struct row *row,
             struct err *err) WARN_UNUSED;

/* What another value of makes a change an edit: when the page was edited, and of rules their version too. 0: it never was. */
int64_t row_mark(int64_t kind, int64_t edited, int64_t version);

/* row_mark() of what the file said, with that in its blob; 0 where it says nothing, or is no page. ERR_GIT: the blob is not there. */
int row_edited(struct row_reader *reader, const struct page_place *place, const struct store_id *blob, int64_t *edited,
               struct err *err) WARN_UNUSED;

/* As bytes for a pipe, and back, borrowing the bytes. ERR_SYS where they are no row. */
void row_pack(const struct row *row, struct str *out);
int row_unpack(const char *bytes, size_t n, struct row *row, struct err *err) WARN_UNUSED;

#endif
