/*
 * page.h: one content file becomes one typed value: what its path says, what its front matter
 * says (YAML, through libyaml and the table fields[]), and where its body starts. It refuses
 * unknown keys, wrong types and duplicates, and to render anything.
 */
#ifndef STOA_PAGE_H
#define STOA_PAGE_H

#include "core/base/arena.h"

enum page_kind {
	PAGE_NONE,       /* not content: README, dotfiles are refused, unknown folders */
	PAGE_HOME,       /* index.md */
	PAGE_RULES,      /* rules.md */
	PAGE_PLAIN,      /* pages/<slug>.md */
	PAGE_FORUM,      /* forums/<forum>/index.md */
	PAGE_TOPIC,      /* forums/<forum>/<yyyy>/<mm>/<slug>/index.md */
	PAGE_REPLY,      /* <page>/<id>.md */
	PAGE_SERIES,     /* tutorials/<series>/index.md */
	PAGE_LESSON,     /* tutorials/<series>/<nn-slug>.md or <nn-slug>/index.md */
	PAGE_RESOURCE,   /* resources/<slug>.md or <slug>/index.md */
	PAGE_EVENT,      /* events/<yyyy>/<slug>.md or <slug>/index.md */
	PAGE_MEMBER,     /* members/<xx>/<handle>.md */
	PAGE_VERDICT,    /* moderation/<yyyy>/<mm>/<id>.md */
	PAGE_ATTACHMENT, /* <page>/<file> */
	PAGE_VOTES,      /* <page>/votes/<handle> */
	PAGE_KINDS
};

const char *page_kind_name(enum page_kind kind);

/* What the path alone says. Text is in the arena, never NULL, "" where it does not apply. */
struct page_place {
	enum page_kind kind;
	const char *path;   /* in the content tree */
	const char *url;    /* "/forums/help/2026/11/slug/", without the base path; of a reply: its page's URL and "#<id>"; of an attachment: its file's */
	const char *parent; /* path of the page that a reply, attachment or vote belongs to, as "<dir>" without ".md" or "/index.md" */
	const char *stem;   /* own path without ".md" or "/index.md": what replies have as parent */
	const char *forum, *series, *handle, *name; /* folder names; name: last part, slug, id or file name */
	int year, month;    /* 0 where the path has none */
};

/*
 * ERR_INPUT names the path and what is wrong with it. PAGE_NONE without error for what may be
 * ignored: files in the root and in folders that are not content, and what forges and git keep
 * there (.github, .gitlab-ci.yml, .gitignore …). Every other dotfile, and a known folder's name in
 * other letters (Forums/), is refused.
 */
int page_locate(const char *path, struct arena *arena, struct page_place *place, struct err *err) WARN_UNUSED;

/*
 * The page whose address that would be ("/forums/help/2026/11/slug/"), whether there is one or not;
 * its path is one of those that it may have. ERR_INPUT where no page can stand there.
 */
int page_locate_url(const char *url, struct arena *arena, struct page_place *place, struct err *err) WARN_UNUSED;

struct page_texts {
	const char *const *at; /* NULL-terminated too */
	size_t len;
};

enum page_forum_kind { FORUM_DISCUSSION, FORUM_QUESTIONS, FORUM_IDEAS, FORUM_ANNOUNCEMENTS, FORUM_JOBS };
enum page_shape { SHAPE_FLAT, SHAPE_THREADED };
enum page_role { ROLE_MEMBER, ROLE_STAFF, ROLE_MODERATOR, ROLE_ADMIN };
/* What a resource is. */
#define PAGE_SHELVES(X) X(link) X(article) X(book) X(course) X(video) X(audio) X(tool) X(data) X(file)
#define PAGE_SHELF(name) SHELF_##name,
enum page_shelf { PAGE_SHELVES(PAGE_SHELF) SHELVES };
#undef PAGE_SHELF

/* "book"; used in addresses and as key of words. */
const char *page_shelf_name(int64_t shelf);

enum page_status { STATUS_OPEN, STATUS_PLANNED, STATUS_STARTED, STATUS_DONE, STATUS_DECLINED };

/* Every front matter key of every kind; fields[] in page.c says which kind has which. "" and 0 where absent. */
struct page {
	struct page_place place;
	const char *title, *description, *author, *guest_name, *lang;
	int64_t date, edited;                 /* seconds since 1970; 0 where absent */
	struct page_texts tags;
	struct page_texts moved;              /* addresses that it had before: "/forums/help/2026/10/stairs/" */
	int64_t order, version, accepted;     /* accepted: version of the rules, by a member */
	bool pinned, locked, hidden, listed, banned;
	int64_t forum_kind, post, role, status; /* enum page_forum_kind, page_role (who may open topics), page_role, page_status */
	const char *status_note;              /* what staff say about the status */
	const char *locked_note, *moderated;  /* why it is locked; id of the entry in the log that this, or a suspension, rests on */
	int64_t left;                         /* of a member: since when they are one no more */
	int64_t suspended;                    /* of a member: may not write until then */
	struct page_texts poll;               /* choices, in order */
	const char *poll_question;
	int64_t poll_closes;
	bool poll_many;                       /* a member may take more than one */
	int64_t shape;                        /* of a forum: enum page_shape */
	int64_t slow;                         /* of a forum: seconds from one post of a member to the next */
	const char *reply_to;                 /* of a reply: id of the one that it answers */
	const char *answer;                   /* id of the accepted reply */
	const char *link, *licence, *checksum, *file; /* resources */
	int64_t shelf;                        /* enum page_shelf; file if there is one and no link */
	int64_t start, end;                   /* events */
	const char *zone, *repeat, *location, *join, *recording, *topic;
	struct page_texts except;             /* days "2026-12-24" of the zone */
	bool cancelled;
	const char *image;                    /* file beside, for social cards */
	const char *name, *avatar, *site;     /* members: display name, file beside, link */
	struct page_texts links;
	const char *act, *target, *reason, *rule, *reviewer; /* moderation */
	const char *to, *undone;              /* where a move, split or merge led; id of the entry that undid it */
	int64_t until;                        /* when it ends by itself */
	int64_t expires;                      /* topics of a jobs forum */
	const char *submission;
	const char *body;                     /* into the text that was parsed */
	size_t body_len;
	int64_t body_line;                    /* line of the file on which the body starts */
};

struct page_limits {
	size_t file_max, front_matter_max, title_max;
};

/*
 * Parses the bytes of the file at `place`. ERR_INPUT "forums/help/index.md:3: pinnd: no such key
 * (did you mean pinned?)". The page borrows `text`; the rest is in the arena.
 */
int page_parse(const struct page_place *place, const char *text, size_t n, const struct page_limits *limits, struct arena *arena, struct page *page, struct err *err) WARN_UNUSED;

/* What is wrong in a file, and where. key is NULL where it is no key's fault. Borrowed for the call. */
struct page_error {
	int64_t line;
	const char *key, *what;
};

struct page_errors {
	void (*told)(void *self, const struct page_error *error);
	void *self;
};

/* The same for `stoa check`: goes on after an error and tells each one, keys first. -1 where there was one. */
int page_parse_all(const struct page_place *place, const char *text, size_t n, const struct page_limits *limits, struct arena *arena, struct page *page, const struct page_errors *errors) WARN_UNUSED;

/* Every text "" and every list empty, for a page that is not parsed but made up to be written. */
void page_init(struct page *page, const struct page_place *place);

/*
 * The inverse: front matter (keys in table order, only what is set) and body, as a file. Parsing it
 * gives the same page, and the same bytes of body.
 */
void page_write(const struct page *page, const char *body, size_t n, struct str *out);

/*
 * The file `text` with the front matter that `page` has: a page that was parsed from it at the same
 * place, and changed since. Only the lines of keys that differ are replaced, added or taken out;
 * the order of the others, comments, quotes and the body stay byte for byte. Front matter whose
 * lines cannot be told apart is written afresh. *out is empty before. ERR_INPUT where text is no page.
 */
int page_rewrite(const struct page *page, const char *text, size_t n, const struct page_limits *limits, struct str *out, struct err *err) WARN_UNUSED;

/* One row of fields[], for manuals, `stoa new` and forms. */
struct page_field {
	const char *key;
	const char *type;    /* "text", "list", "date", "number", "yes/no", or its choices "a, b, c" */
	unsigned kinds;      /* bit 1u << enum page_kind */
	unsigned required;   /* the same, where it must be present */
	enum page_role who;  /* the least role that may set it in a submission */
	const char *help;
};
size_t page_field_count(void);
struct page_field page_field(size_t i);

/*
 * What a page says in words of people's own, but for its title and a guest's name: the fields that hold such words or an
 * address, a line for each of them, and then its body. In the arena.
 */
const char *page_text(const struct page *page, struct arena *arena);

/* Have two pages of one kind the same value of that field? */
bool page_field_same(size_t i, const struct page *a, const struct page *b);

/* Gives `page` the value that that field has in another one of its kind; its texts stay where they are. */
void page_field_take(size_t i, struct page *page, const struct page *from);

#endif
