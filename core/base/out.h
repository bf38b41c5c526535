/*
 * out.h: puts a file into a folder of output, whole or not at all. It refuses to rewrite a file
 * that already holds the same bytes.
 */
#ifndef STOA_OUT_H
#define STOA_OUT_H

#include "str.h"

enum out_result { OUT_SAME, OUT_WRITTEN };

/*
 * Below the folder `root` (an open directory fd), makes `path` hold these bytes: temporary name in
 * the same directory, every write and the close checked, rename. Missing folders are made. A
 * symbolic link on the way is an error, never followed. *result tells whether anything changed.
 */
int out_write(int root, const char *path, const void *bytes, size_t n, enum out_result *result, struct err *err) WARN_UNUSED;

/*
 * The same for many files: the folders that lead to the last one stay open, and nobody looks for an
 * older file where the folder was made just now. root is borrowed. Nobody else may move or remove
 * these folders meanwhile.
 */
enum { OUT_DEPTH = 32, OUT_PATH = 4096 };
struct out_trail {
	int root;
	size_t depth;
	struct out_step {
		int folder;
		size_t end; /* of its name, in path */
		bool made;
	} steps[OUT_DEPTH];
	char path[OUT_PATH];
};
void out_trail_init(struct out_trail *trail, int root);
void out_trail_release(struct out_trail *trail);
int out_trail_write(struct out_trail *trail, const char *path, const void *bytes, size_t n, enum out_result *result,
                    struct err *err) WARN_UNUSED;

/* Removes path and then the folders above it that are empty, up to root. Gone already: 0. */
int out_remove(int root, const char *path, struct err *err) WARN_UNUSED;

/* Opens a folder, making it and its parents (mode 0755, less umask) where missing. */
int out_open_root(const char *path, int *root, struct err *err) WARN_UNUSED;

/* The name of a file that out_write() had not finished when its process was killed: safe to delete. */
bool out_is_temporary(const char *name);

/*
 * One file that is not part of an output tree, with exactly this mode: whole or not at all, and
 * still there after a power cut. Always written; its folder must exist and may be a symbolic link.
 */
int out_write_durable(const char *path, const void *bytes, size_t n, unsigned mode, struct err *err) WARN_UNUSED;

/*
 * An exclusive flock on path, made if missing; *lock is -1, or what the last call opened, to be closed by
 * the caller: it is used again if path is still that file. ERR_RACE if another process holds it. Children
 * that were forked while it was open share it: it stays held until out_unlock(), or until the last of them ended.
 */
int out_lock(const char *path, int *lock, struct err *err) WARN_UNUSED;
void out_unlock(int lock);

#endif
