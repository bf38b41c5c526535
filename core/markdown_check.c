#include "markdown_parts.h"

int markdown_check(const char *md, size_t n, const struct markdown_limits *limits, struct err *err)
{
	(void)md;
	if (n > limits->body_max)
		return err_set(err, ERR_LIMIT, "the text may have %zu bytes at most, this one has %zu",
		               limits->body_max, n);
	return 0;
}
