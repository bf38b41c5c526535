/*
 * theme_files.h: the folders of a theme and its parents as lists of files in memory. Private to
 * theme.c. It refuses to know what the files are for.
 */
#ifndef STOA_THEME_FILES_H
#define STOA_THEME_FILES_H

#include "core/base/arena.h"
#include "core/base/vec.h"

enum {
	THEME_CHAIN_MAX = 8,
	THEME_FILES_MAX = 512,
	THEME_FILE_MAX = 1 << 20,
	THEME_NAME_MAX = 64, /* letters of a file's or folder's name */
};

/* A template, a lang file or an asset. */
struct theme_file {
	const char *name, *dir; /* dir: of the theme that it came from, or its folder of assets */
	const char *bytes;      /* NULL: not read yet */
	size_t len;
};
struct theme_files VEC_OF(struct theme_file);

/* Folders of the theme and its parents, the theme itself first. */
struct theme_chain {
	const char *dirs[THEME_CHAIN_MAX];
	size_t len;
};

/*
 * The folder of theme `name` in the first of the paths (separated by ':') that has it, then of its
 * parent, and so on, as theme.conf says. ERR_NOTFOUND: no such theme; ERR_CONF: theme.conf is wrong.
 */
int theme_files_chain(struct theme_chain *chain, const char *path, const char *name, struct arena *arena,
                      struct err *err) WARN_UNUSED;

/* Bytes and len of the file at path. ERR_NOTFOUND where there is none. */
int theme_files_read(struct theme_file *file, const char *path, struct arena *arena, struct err *err) WARN_UNUSED;

/* The same for one that was added, if it was not read before. */
int theme_files_load(struct theme_file *file, struct arena *arena, struct err *err) WARN_UNUSED;

/*
 * Adds every file of the folder whose name ends so, unread. A file of the same name that was there before
 * is replaced and stays as "<its folder's name>/<name>". A folder that is not there is empty.
 */
int theme_files_add(struct theme_files *files, const char *dir, const char *end, struct arena *arena,
                    struct err *err) WARN_UNUSED;

/* By name: the order of a directory is nobody's promise. */
void theme_files_sort(struct theme_files *files);

struct theme_file *theme_files_find(const struct theme_files *files, const char *name);

/* Letters, digits, . _ -, not hidden: what a file or folder of a theme may be called. */
bool theme_files_plain(const char *name);

/* "default" of "/usr/share/stoa/themes/default". */
const char *theme_files_base(const char *path);

#endif
