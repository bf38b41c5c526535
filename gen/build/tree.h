/*
 * tree.h: the files of a folder of output, for pruning and comparing. It refuses to follow
 * symbolic links.
 */
#ifndef STOA_TREE_H
#define STOA_TREE_H

#include "core/base/str.h"

/*
 * Every regular file and symbolic link below root, by path, in no particular order. What is not
 * the builder's is passed over: names in the top folder that begin with a dot, and CNAME.
 */
int tree_walk(int root, int (*found)(void *self, const char *path, struct err *err), void *self,
              struct err *err) WARN_UNUSED;

/* Whether walking it would find nothing. */
int tree_is_empty(int root, bool *empty, struct err *err) WARN_UNUSED;

/* Removes a folder with all that is in it; gone already is fine. */
int tree_remove(const char *path, struct err *err) WARN_UNUSED;

/* Hears each difference as a line, "only in …: path", and counts them. */
struct tree_listener {
	void (*told)(void *self, const char *line);
	void *self;
	size_t differences;
};

/* Compares two folders byte by byte. */
int tree_compare(const char *a, const char *b, struct tree_listener *listener, struct err *err) WARN_UNUSED;

#endif
