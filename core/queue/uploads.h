/*
 * uploads.h: files whose posts were not sent yet, in a folder of the site that nothing serves:
 * state/uploads/OWNER.NAME. It refuses to keep them for ever, to keep more than the caps say, and to
 * find one for anybody but its owner.
 */
#ifndef STOA_UPLOADS_H
#define STOA_UPLOADS_H

#include "core/base/str.h"

enum { UPLOADS_OWNER = 26 }; /* letters of an owner that count: 130 bits */

/* Whose files, and when. */
struct uploads {
	const char *folder; /* made where it is missing */
	const char *owner;  /* a keyed hash in base32, no shorter than UPLOADS_OWNER */
	int64_t now;
};

struct uploads_caps {
	int64_t owner_max, all_max; /* bytes; each file counts as 64 KiB at least, so that they cap numbers too */
	int64_t keep;               /* seconds */
};

/*
 * Durably, under a name by attach.h. What has been kept too long goes first. ERR_LIMIT where this one
 * would be too much for its owner, ERR_RACE where it would be for all.
 */
int uploads_put(const struct uploads *uploads, const struct uploads_caps *caps, const char *name, const struct str *bytes,
                struct err *err) WARN_UNUSED;

/* Appended to out. ERR_NOTFOUND. */
int uploads_read(const struct uploads *uploads, const char *name, struct str *out, struct err *err) WARN_UNUSED;

/* Gone already is as well. */
void uploads_drop(const struct uploads *uploads, const char *name);

/* Drops what is from before that moment, whoever's it is. A folder that is not there holds nothing. */
int uploads_sweep(const char *folder, int64_t before, size_t *dropped, struct err *err) WARN_UNUSED;

#endif
