/*
 * history_parts.h: between the files of history: history.c knows which files are followed and keeps
 * what was found, history_walk.c goes back through the commits.
 */
#ifndef STOA_HISTORY_PARTS_H
#define STOA_HISTORY_PARTS_H

#include "history.h"

/* One edit of a file that is followed, as it is found: the newest first. */
struct history_found {
	size_t file;
	struct catalogue_edit edit;
};

/* A file that is followed back. */
struct history_file {
	const char *as, *path; /* in head, and where the walk has got to */
	int64_t edited;        /* what it says there */
	bool done;
	const char *joined; /* where it was in the old commit, whose edits are known */
	struct catalogue_edits known;
	int64_t n;   /* number of its next edit */
	size_t next; /* another file that came from the same path, plus one; 0: none */
};

struct history_walk {
	struct history *history;
	struct row_reader reader;
	struct arena arena, scratch;
	struct history_files VEC_OF(struct history_file) files;
	struct history_founds VEC_OF(struct history_found) founds;
	struct history_created VEC_OF(size_t) created; /* files that are not in the parent of the commit at work */
	struct map paths, folders;             /* file plus one; how many files are below */
	struct map gone;                       /* "<blob>/<name>" of what a commit removed: its path */
	struct map changed;                    /* paths that the plan names */
	const struct store_commit_info *info;  /* the commit at work */
	size_t left;
};

/* From head on, `edited` is what the file says there. */
void history_look_for(struct history_walk *walk, const char *path, int64_t edited);

/* Follows every file that is looked for back to where it ends, or where the catalogue knows the way. */
int history_go_back(struct history_walk *walk, struct err *err) WARN_UNUSED;

#endif
