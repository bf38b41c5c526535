/*
 * clean.h: libvips, and nothing else of the program knows it: reads a picture and makes a new one of
 * its pixels. It refuses every loader but those of the formats that core/page/image.h names.
 */
#ifndef STOA_IMAGE_CLEAN_H
#define STOA_IMAGE_CLEAN_H

#include "core/page/image.h"

/* Once, before the sandbox closes: afterwards no file is opened any more. format: image_sniff() of what will come. */
int clean_init(const char *program, const char *format, struct err *err) WARN_UNUSED;

/* IMAGE_CLEAN and the bytes in *out, which are the library's and live as long as the process; else what is wrong. */
enum image_result clean_run(const void *bytes, size_t n, const struct image_limits *limits, void **out, size_t *len);

#endif
