/*
 * transfer.h: undoes what a part's Content-Transfer-Encoding did to its bytes (RFC 2045, 6). RFC 7578
 * deprecates it and no browser sends it, but old mailers and libraries do. It refuses encodings that it
 * does not know.
 */
#ifndef STOA_CGI_TRANSFER_H
#define STOA_CGI_TRANSFER_H

#include "core/base/base.h"

/*
 * Decodes n bytes in place, which never makes them more; *n becomes what is left. name: "base64",
 * "quoted-printable", "7bit", "8bit" or "binary" in any case. false: unknown name or malformed bytes.
 */
bool transfer_decode(const char *name, char *bytes, size_t *n) WARN_UNUSED;

#endif
