/*
 * delta.h: a file told as what it takes from another (gitformat-pack(5), "Deltified representation"). It refuses what
 * reaches out of the other file, and what does not end where it says.
 */
#ifndef STOA_DELTA_H
#define STOA_DELTA_H

#include "core/base/str.h"

/* Appends the file. false: it is no delta of this base, or over out's max; out is as it was. */
bool delta_apply(const struct str *base, const struct str *delta, struct str *out) WARN_UNUSED;

#endif
