/*
 * net.h: addresses of the Internet Protocol and networks of them, read from text. It refuses to look anything
 * up, and to take for an address what only looks like one ("127.1", "192.0.2.1:80").
 */
#ifndef STOA_NET_H
#define STOA_NET_H

#include "core/base/arena.h"

/* An IPv4 address stands in its mapped form (RFC 4291, 2.5.5.2). */
struct net {
	unsigned char bytes[16];
	int64_t bits; /* that its addresses share: 128 of a single one */
};

/* "192.0.2.1", "2001:db8::1", or a network: "192.0.2.0/24", "2001:db8::/32". ERR_INPUT. */
int net_parse(const char *text, struct net *net, struct err *err) WARN_UNUSED;
bool net_holds(const struct net *net, const struct net *address);

/* For rows of settings. */
int net_check(const char *value, struct err *err) WARN_UNUSED;

/*
 * By what a sender is counted: the address, or of IPv6 its network of 64 bits, all of which whoever has one of it
 * has. What is no address stays as it is.
 */
const char *net_of_sender(const char *address, struct arena *arena);

#endif
