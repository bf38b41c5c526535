/*
 * reading.h: how long a text takes to read. It refuses to parse markdown: marks count as little as
 * they are.
 */
#ifndef STOA_READING_H
#define STOA_READING_H

#include "core/base/base.h"

/*
 * Seconds for n bytes of UTF-8 in a language ("de", "pt-BR"; "" is any), at the speeds that people
 * were measured at in the International Reading Speed Texts (Trauzettel-Klosinski and Dietz, 2012).
 * What is written without blanks between words counts by its characters, in any language.
 */
int64_t reading_seconds(const char *text, size_t n, const char *lang);

#endif
