#include "client.h"

#include "core/text/net.h"

static bool is_proxy(const char *address, const struct option_texts *proxies)
{
	struct net who, net;
	struct err err = {0};
	if (net_parse(address, &who, &err) || strchr(address, '/'))
		return false;
	for (size_t i = 0; i < proxies->len; i++)
		if (!net_parse(proxies->at[i], &net, &err) && net_holds(&net, &who))
			return true;
	return false;
}

/* The last element of a list of *n bytes, which becomes shorter by it; NULL where it is no address. */
static const char *last(const char *list, size_t *n, struct arena *arena)
{
	struct net net;
	struct err err = {0};
	size_t end = *n, start;
	while (end && (list[end - 1] == ' ' || list[end - 1] == '\t'))
		end--;
	for (start = end; start && !strchr(", \t", list[start - 1]);)
		start--;
	for (*n = start; *n && strchr(" \t", list[*n - 1]);)
		--*n;
	*n -= *n && list[*n - 1] == ',';
	const char *address = arena_dupn(arena, list + start, end - start);
	return net_parse(address, &net, &err) || strchr(address, '/') ? NULL : address;
}

const char *client_address(const char *address, const char *forwarded, const struct option_texts *proxies, struct arena *arena)
{
	const char *before;
	for (size_t n = strlen(forwarded); n && is_proxy(address, proxies); address = before) {
		before = last(forwarded, &n, arena);
		if (!before)
			break;
	}
	return address;
}
