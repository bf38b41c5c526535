/*
 * image.h: a stranger's picture made clean by the program stoa-image: decoded and encoded anew,
 * upright, without metadata, no larger than the settings say. It refuses to decode anything in this
 * process, to know the library that does, and to take what that program did not make.
 */
#ifndef STOA_IMAGE_H
#define STOA_IMAGE_H

#include "core/base/sandbox.h"

/* What stoa-image answers with its exit status, and what came of a run of it. */
enum image_result {
	IMAGE_CLEAN,
	IMAGE_FOREIGN = 10, /* not one of the formats that are taken */
	IMAGE_BROKEN,       /* damaged or cut short */
	IMAGE_PIXELS,       /* more pixels, or longer sides, than allowed */
	IMAGE_FRAMES,       /* more frames than allowed */
	IMAGE_BYTES,        /* too many bytes even after it was made smaller */
	IMAGE_HEAVY,        /* time or memory was not enough, or it tried what a sandbox does not allow */
	IMAGE_RESULTS
};

/* Each is a setting, upload.* */
struct image_limits {
	int64_t pixels;   /* of all frames, as they are in the file */
	int64_t side;     /* the longer side of the result */
	int64_t frames;
	int64_t bytes;    /* of the result */
	struct sandbox_limits sandbox;
};

/* Is it a photograph as telephones keep it (HEIC: ISO/IEC 23008-12, brands of still pictures in HEVC)? */
bool image_is_heic(const void *bytes, size_t n);

/* The formats that stoa-image reads, by the first bytes: ending of the result ("jpg" of a HEIC too); NULL: none of them. */
const char *image_sniff(const void *bytes, size_t n);

/*
 * Runs the program at `path` on the bytes and appends what it makes of them. It answers with *result;
 * -1 only where the program cannot be run (ERR_NOTFOUND: it is not there). The child is always reaped.
 */
int image_clean(const char *path, const void *bytes, size_t n, const struct image_limits *limits, struct str *out,
                enum image_result *result, struct err *err) WARN_UNUSED;

#endif
