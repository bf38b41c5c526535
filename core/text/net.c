#include "net.h"

#include "text.h"

#include <arpa/inet.h>

enum { TEXT_MAX = 64, V6_BITS = 128, V4_BITS = 32, MAPPED_BITS = V6_BITS - V4_BITS, HOME_BYTES = 8 };

static bool read_address(const char *text, unsigned char bytes[static 16], bool *v4)
{
	static const unsigned char mapped[12] = {[10] = 0xFF, [11] = 0xFF};
	*v4 = inet_pton(AF_INET, text, bytes + sizeof(mapped)) == 1;
	if (*v4)
		memcpy(bytes, mapped, sizeof(mapped));
	return *v4 || inet_pton(AF_INET6, text, bytes) == 1;
}

int net_parse(const char *text, struct net *net, struct err *err)
{
	char address[TEXT_MAX];
	bool v4;
	size_t n = strcspn(text, "/");
	struct err bad = {0};
	*net = (struct net){.bits = V6_BITS};
	if (n < sizeof(address)) {
		memcpy(address, text, n);
		address[n] = '\0';
	}
	if (n >= sizeof(address) || !read_address(address, net->bytes, &v4))
		return err_set(err, ERR_INPUT, "wants an address like 192.0.2.1 or 2001:db8::1, or a network of them like 192.0.2.0/24");
	if (!text[n])
		return 0;
	if (text_to_int(text + n + 1, 0, v4 ? V4_BITS : V6_BITS, &net->bits, &bad))
		return err_set(err, ERR_INPUT, "wants a number of bits up to %d after the slash", v4 ? V4_BITS : V6_BITS);
	net->bits += v4 ? MAPPED_BITS : 0;
	return 0;
}

bool net_holds(const struct net *net, const struct net *address)
{
	size_t whole = (size_t)net->bits / 8;
	unsigned rest = (unsigned)net->bits % 8, mask = 0xFF00U >> rest & 0xFFU;
	return !memcmp(net->bytes, address->bytes, whole) &&
	       (!rest || (net->bytes[whole] & mask) == (address->bytes[whole] & mask));
}

int net_check(const char *value, struct err *err)
{
	struct net net;
	return net_parse(value, &net, err);
}

const char *net_of_sender(const char *address, struct arena *arena)
{
	unsigned char bytes[16];
	char text[INET6_ADDRSTRLEN];
	bool v4;
	struct in6_addr v6;
	if (!read_address(address, bytes, &v4) || v4)
		return address;
	memcpy(v6.s6_addr, bytes, sizeof(bytes));
	if (IN6_IS_ADDR_V4MAPPED(&v6))
		return arena_dup(arena, inet_ntop(AF_INET, bytes + sizeof(bytes) - 4, text, sizeof(text)));
	memset(v6.s6_addr + HOME_BYTES, 0, HOME_BYTES);
	return arena_dup(arena, inet_ntop(AF_INET6, &v6, text, sizeof(text)));
}
