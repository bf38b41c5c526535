/*
 * pkt.h: lines as git's programs send them to each other (gitprotocol-common(5), pkt-line format): four
 * hexadecimal digits that count themselves and the line. It refuses to know what a line means.
 */
#ifndef STOA_PKT_H
#define STOA_PKT_H

#include "core/base/str.h"

enum pkt { PKT_LINE, PKT_FLUSH, PKT_END };

/* One line, without a line feed at its end, in place of what was in `line`. ERR_INPUT where it is cut short or malformed. */
int pkt_read(FILE *in, struct str *line, enum pkt *kind, struct err *err) WARN_UNUSED;

/* Buffered as `out` is. */
void pkt_write(FILE *out, const char *bytes, size_t n);
void pkt_flush(FILE *out);

#endif
