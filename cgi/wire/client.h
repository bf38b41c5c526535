/*
 * client.h: the address that a request comes from. It refuses to believe who asks: only what the web server
 * says, and proxies that the settings name.
 */
#ifndef STOA_CGI_CLIENT_H
#define STOA_CGI_CLIENT_H

#include "core/site/option.h"
#include "req.h"

/*
 * REMOTE_ADDR; where that is one of the proxies (addresses and networks), the last address in X-Forwarded-For
 * that is none of them: what stands before it anybody may have written. "" where there is none.
 */
const char *client_address(const struct req *req, const struct option_texts *proxies);

#endif
