/*
 * client.h: the address that a request comes from. It refuses to believe who asks: only what the web server
 * says, and proxies that the settings name.
 */
#ifndef STOA_CLIENT_H
#define STOA_CLIENT_H

#include "core/base/arena.h"
#include "option.h"

/*
 * `address`, which is REMOTE_ADDR; where that is one of the proxies (addresses and networks), the last address in
 * `forwarded`, X-Forwarded-For, that is none of them: what stands before it anybody may have written. "" where there is none.
 */
const char *client_address(const char *address, const char *forwarded, const struct option_texts *proxies, struct arena *arena);

#endif
