/*
 * check.h: is a tree of content in order? Finds everything that a moderator would have to send
 * back, with file, line and key. It refuses to change or to render anything.
 */
#ifndef STOA_CHECK_H
#define STOA_CHECK_H

#include "core/base/vec.h"
#include "core/feed/calendar.h"
#include "core/git/store.h"
#include "core/page/page.h"
#include "core/site/config.h"

struct check_problem {
	const char *path;
	int64_t line;
	const char *key; /* or NULL */
	const char *what;
	bool advice; /* worth a look, but no mistake */
};

struct check_file {
	const char *path;
	struct page_place place;
	bool content;         /* the path is that of content */
	bool changed;         /* since the base; all are where there is none */
	struct store_id blob; /* of files in a repository */
	int64_t role;         /* of a member; of a forum, who may open topics */
};

/* Names to numbers: open addressing, keys borrowed. */
struct check_names {
	struct check_name *slots;
	size_t nslots, used;
};

enum { CHECK_NONE = -1, CHECK_FOLDER = -2 };

struct check {
	struct arena arena, scratch;
	const struct config *conf;
	struct calendar *calendar;

	/* The files: of a tree in a repository, or below a folder. */
	struct store *store;
	const char *folder;
	const char *base, *prefix;  /* what the changes are told from, or NULL; in the repository: of the content, ends in / */
	struct store_id base_tree;  /* of a repository */
	int64_t now;                /* for polls that have ended; 0: not known */

	struct check_files VEC_OF(struct check_file) files; /* by path */
	struct check_names names;   /* paths, stems and folders -> index into files, or CHECK_FOLDER */
	struct check_names moved;   /* old addresses -> the file that had it first; by check_moved() */
	bool knows_moved;
	struct check_names removed; /* paths that the base has and the tree has not */
	struct check_problems VEC_OF(struct check_problem) problems;
	size_t pages;
};

void check_init(struct check *check, const struct config *conf);
void check_release(struct check *check);

/*
 * The files below a folder. In a clone, git says which count (not what is ignored), and, where
 * base is not NULL, which changed since the commit that HEAD and base have in common.
 */
int check_add_folder(struct check *check, const char *folder, const char *base, struct err *err) WARN_UNUSED;

/* The files of a commit below path ("" is all); refs or full ids. The repository stays open until check_release(). */
struct check_commit {
	const char *repo, *ref, *path, *base; /* base may be NULL */
	const char *objects;                  /* where the repository's hooks find what is pushed, or NULL */
};
int check_add_commit(struct check *check, const struct check_commit *commit, struct err *err) WARN_UNUSED;

/* Looks at all of them; the problems are sorted by file and line. -1 only where a file cannot be read. */
int check_run(struct check *check, struct err *err) WARN_UNUSED;

/* ---- shared by the files of check ---- */

void check_report(struct check *check, const char *path, int64_t line, const char *key, const char *fmt, ...)
    PRINTF_LIKE(5, 6);

/* Says so of the last report: it counts for nothing. */
void check_advise(struct check *check);

/* The number of a name, or CHECK_NONE. */
int64_t check_find(const struct check_names *names, const char *key);

/* Puts it there unless it is there already; the number that is there now. */
int64_t check_put(struct check_names *names, const char *key, int64_t number);

/* Bytes of a file. ERR_LIMIT where it has more than out takes. */
int check_read(struct check *check, const struct check_file *file, struct str *out, struct err *err) WARN_UNUSED;

/* The same file in the base, "" where there is none. */
int check_read_base(struct check *check, const struct check_file *file, struct str *out, struct err *err) WARN_UNUSED;

/* What the paths alone tell: pages, duplicates, what belongs to no page. Fills check->names. */
void check_paths(struct check *check);

/* Everything inside one file. */
int check_file(struct check *check, const struct check_file *file, struct err *err) WARN_UNUSED;

/* A member's file of votes, against the page and the replies that it speaks of. */
int check_votes(struct check *check, const struct check_file *file, struct err *err) WARN_UNUSED;

/* The file of the page that says it was at that address ("/forums/help/2026/10/a/") before, or CHECK_NONE. */
int64_t check_moved(struct check *check, const char *url);

/* The links of a body that lead inside the site. */
/* badges.conf. */
int check_badges(struct check *check, struct err *err) WARN_UNUSED;

void check_links(struct check *check, const struct page *page);

#endif
