/*
 * markdown_parts.h: what the files of the markdown module share: text into HTML, ids, links. It
 * refuses to know cmark, and nobody outside core/markdown*.c includes it.
 */
#ifndef STOA_MARKDOWN_PARTS_H
#define STOA_MARKDOWN_PARTS_H

#include "core/base/vec.h"
#include "markdown.h"

enum {
	MARKDOWN_PLAIN_MAX = 300, /* characters of a heading in a list of contents */
	MARKDOWN_SLUG_MAX = 60,   /* bytes of a heading's id without prefix and number */
};

/* What a text is made of. */
enum markdown_kind {
	MARKDOWN_NONE,
	MARKDOWN_TEXT,
	MARKDOWN_SOFT_BREAK,
	MARKDOWN_LINE_BREAK,
	MARKDOWN_CODE,
	MARKDOWN_EMPHASIS,
	MARKDOWN_STRONG,
	MARKDOWN_DELETED,
	MARKDOWN_LINK,
	MARKDOWN_IMAGE,
	MARKDOWN_REFERENCE, /* to a footnote */
	MARKDOWN_PARAGRAPH,
	MARKDOWN_HEADING,
	MARKDOWN_QUOTE,
	MARKDOWN_LIST,
	MARKDOWN_ITEM,
	MARKDOWN_TASK,
	MARKDOWN_CODE_BLOCK,
	MARKDOWN_HTML_BLOCK,
	MARKDOWN_RULE,
	MARKDOWN_TABLE,
	MARKDOWN_ROW,
	MARKDOWN_CELL,
	MARKDOWN_NOTE, /* a footnote; all stand at the end, in the order of their numbers */
	MARKDOWN_KINDS
};

/* One step on a walk through the tree: into a node, or out of it. A leaf has its way out too. */
struct markdown_step {
	enum markdown_kind kind;
	int number; /* heading: level; list: start; reference, note: number */
	bool enter;
	bool flag;        /* paragraph: without <p>; list: ordered; task: done; row: of the head */
	char align;       /* of a cell: l, c, r or 0 */
	uint32_t end;     /* on the way in: index of the way out */
	const char *text; /* of a leaf */
	const char *url;
	const char *title; /* of a link; the info string of a code block */
};

struct markdown_steps VEC_OF(struct markdown_step);

struct markdown_tree {
	struct markdown_steps steps;
	size_t notes; /* how many footnotes */
};

/*
 * Parses as GitHub does; raw HTML arrives as text. Any bytes do; bad UTF-8 becomes U+FFFD. The texts
 * that steps point to live until markdown_tree_free(); there is one tree at a time.
 */
void markdown_parse(struct markdown_tree *tree, const char *md, size_t n);
void markdown_tree_free(struct markdown_tree *tree);

/* Names seen so far, each with a number of its owner's choice. */
struct markdown_entry {
	struct markdown_entry *next;
	const char *key;
	size_t len;
	int64_t count;
};

struct markdown_set {
	struct arena *arena;
	struct markdown_entry **slots;
	size_t nslots;
};

/* For names out of a text of n bytes. */
void markdown_set_init(struct markdown_set *set, struct arena *arena, size_t n);

/* What a look over the whole tree finds out before any HTML is written. */
struct markdown_survey {
	struct markdown_set ids; /* of headings */
	struct markdown_heading *headings;
	size_t nheadings;
	int *cited; /* references to each note */
	const struct markdown_step *image; /* the first, or NULL */
};

void markdown_survey(struct markdown_survey *survey, const struct markdown_tree *tree,
                     const struct markdown_context *ctx, struct arena *arena);

/* Text of the steps from `from` up to `to`, without marks. */
void markdown_put_words(struct str *out, const struct markdown_tree *tree, size_t from, size_t to);

/* Where a link or an image points, as markdown_link(), and "#part" to a heading of this very text. */
enum markdown_link_kind markdown_target(struct str *out, const struct markdown_step *step,
                                        struct markdown_survey *survey, const struct markdown_context *ctx);

/* The HTML of the tree. `named` has the handles and picture files that the source spells out. */
void markdown_write(struct str *out, const struct markdown_tree *tree, struct markdown_survey *survey,
                    struct markdown_set *named, const struct markdown_context *ctx);

struct markdown_entry *markdown_set_find(struct markdown_set *set, const char *key, size_t n);

/* Finds or adds; a new entry has count 0. */
struct markdown_entry *markdown_set_add(struct markdown_set *set, const char *key, size_t n);

/* The handles that a text mentions, into the set; found, where it is not NULL, is told of each that is new. */
void markdown_set_mentions(struct markdown_set *set, const char *md, size_t n,
                           void (*found)(void *self, const char *handle, size_t n), void *self);

/* The same for markdown_pictures(), as they are written. */
void markdown_set_pictures(struct markdown_set *set, const char *md, size_t n,
                           void (*found)(void *self, const char *url, size_t n), void *self);

/*
 * Copies text for HTML or (plain) as it is. What no page and no feed may hold becomes U+FFFD:
 * control characters, overrides of direction, non-characters (an entity can name any of them).
 */
void markdown_put_text(struct str *out, const char *s, size_t n);
void markdown_put_plain(struct str *out, const char *s, size_t n);

/* A new id for a heading: prefix and slug of its text, numbered where taken. In the arena. */
const char *markdown_id(struct markdown_set *ids, const char *prefix, const char *text);

/* First words of text, white space squeezed, at most MARKDOWN_PLAIN_MAX characters. */
const char *markdown_excerpt(struct arena *arena, const char *text, size_t n);

/*
 * Length of the handle behind an '@' (s points behind it), or 0: as text_is_handle() has it, but
 * upper case too, and not where an '@' follows.
 */
size_t markdown_handle(const char *s, size_t n);

enum markdown_link_kind {
	MARKDOWN_LINK_REFUSED,  /* a scheme that is not allowed */
	MARKDOWN_LINK_LOCAL,    /* within the site */
	MARKDOWN_LINK_EXTERNAL, /* http, https, or of another host by "//" */
	MARKDOWN_LINK_MAIL,
};

/* Percent-encodes what may not stand in a URL; what already is encoded stays. */
void markdown_put_url(struct str *out, const char *s, size_t n);

/* Writes the URL, percent-encoded but not yet HTML, resolved as markdown.h says. */
enum markdown_link_kind markdown_link(struct str *out, const char *url, const struct markdown_context *ctx);

#endif
