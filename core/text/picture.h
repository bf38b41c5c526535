/*
 * picture.h: how large a picture is, from the first bytes of its file: PNG, JPEG, GIF (by
 * stb_image) and WebP. It refuses to decode one.
 */
#ifndef STOA_PICTURE_H
#define STOA_PICTURE_H

#include "core/base/base.h"

enum { PICTURE_SIDE_MAX = 65535 };

/* Pixels, as they are in the file. False where it is no such picture, or larger than PICTURE_SIDE_MAX. */
bool picture_size(const void *bytes, size_t n, int64_t *width, int64_t *height);

#endif
