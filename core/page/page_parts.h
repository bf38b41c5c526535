/*
 * page_parts.h: what page.c, page_fields.c and page_yaml.c share. It is no contract: everybody
 * else includes page.h.
 */
#ifndef STOA_PAGE_PARTS_H
#define STOA_PAGE_PARTS_H

#include "page.h"

enum { PAGE_FIELDS_MAX = 80 };

enum page_type { FIELD_TEXT, FIELD_LIST, FIELD_DATE, FIELD_NUMBER, FIELD_YES_NO, FIELD_CHOICE };

/* One key of the front matter: what it may hold, who may set it, and where it is kept. */
struct page_row {
	const char *key;
	enum page_type type;
	unsigned kinds, required; /* bits 1u << enum page_kind */
	enum page_role who;
	const char *help;
	size_t offset; /* in struct page: const char *, struct page_texts, int64_t or bool, by type */
	int (*check)(const char *text, struct err *err); /* of a text, or of each item of a list */
	const char *choices;                             /* "a, b, c": the value kept is the place in it */
	bool always;                                     /* written even where it is the default */
	bool said;                                       /* people's own words or addresses, but for the title: page_text() */
	int64_t min;                                     /* of a number */
};

/* fields[]: every key of every kind. */
const struct page_row *page_rows(size_t *n);

/* The row of a key for one kind of page; -1 where that kind has no such key. */
int page_row_find(const char *key, enum page_kind kind);

/* What somebody probably meant, or NULL; and whether pages of any kind have that key. */
const char *page_row_nearest(const char *key, enum page_kind kind);
bool page_row_elsewhere(const char *key);

/* One parse under way. lines[i] is where the key of row i stands, 0 where it is absent. */
struct page_reader {
	const struct page_place *place;
	const struct page_limits *limits;
	struct arena *arena;
	struct page *page;
	int64_t lines[PAGE_FIELDS_MAX];
	const struct page_errors *errors; /* NULL: only the first matters */
	struct err *err;                  /* the first problem */
	size_t problems;
};

/* A value of the front matter before anybody looked at its type. */
struct page_value {
	const char *text; /* a scalar's; not checked, may hold NUL */
	size_t len;
	bool plain; /* a scalar without quotes */
	bool list;
	struct page_value *items;
	size_t nitems;
};

/* "path:line: key: what"; line 0 and key NULL are left out. Counts, keeps the first, tells each. */
void page_report(struct page_reader *r, enum err_code code, int64_t line, const char *key, const char *fmt, ...)
    PRINTF_LIKE(5, 6);

/* Looks the key up in its row, checks the value and stores it in r->page, or reports why not. */
void page_fields_set(struct page_reader *r, const struct page_value *key, const struct page_value *value, int64_t line);

/* After the last key: what is missing, and what does not go together. */
void page_fields_finish(struct page_reader *r);

/* Every absent text as "", every list with its NULL. */
void page_fields_blank(struct page *page);

/* "key: value" and a line end; nothing where it is not set, or pages of that kind have no such key. */
void page_field_write(const struct page_row *field, const struct page *page, struct str *out);

/* "key: value" lines in table order, for a page of its kind. */
void page_fields_write(const struct page *page, struct str *out);

/*
 * What nearly every file has: lines "key: value" whose value is plain, in double quotes without
 * escapes, or a list of words, so that all readers of YAML agree on it (YAML 1.1, sections 9.1 and
 * 9.2). false: there is more to it, nothing was set, and page_yaml_read() has to look.
 */
bool page_lines_read(struct page_reader *r, const char *text, size_t n, int64_t first_line) WARN_UNUSED;

/* Feeds each pair of a YAML mapping to page_fields_set(). first_line: the file's line of yaml[0]. -1: it was not YAML.
 */
int page_yaml_read(struct page_reader *r, const char *yaml, size_t n, int64_t first_line) WARN_UNUSED;

/* Is s made of ASCII letters, digits and the others? */
bool page_made_of(const char *s, const char *others);

/* Shapes that a text of front matter may have to have. ERR_INPUT says what is wanted. */
int page_shape_handle(const char *s, struct err *err) WARN_UNUSED;
int page_shape_id(const char *s, struct err *err) WARN_UNUSED;
int page_shape_slug(const char *s, struct err *err) WARN_UNUSED;
int page_shape_address(const char *s, struct err *err) WARN_UNUSED;
int page_shape_file(const char *s, struct err *err) WARN_UNUSED;
int page_shape_web(const char *s, struct err *err) WARN_UNUSED;
int page_shape_recording(const char *s, struct err *err) WARN_UNUSED;
int page_shape_link(const char *s, struct err *err) WARN_UNUSED;
int page_shape_language(const char *s, struct err *err) WARN_UNUSED;
int page_shape_zone(const char *s, struct err *err) WARN_UNUSED;
int page_shape_choice(const char *s, struct err *err) WARN_UNUSED;
int page_shape_checksum(const char *s, struct err *err) WARN_UNUSED;

#endif
