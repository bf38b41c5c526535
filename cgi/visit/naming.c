#include "naming.h"

#include "core/page/handle.h"
#include "core/text/text.h"
#include "say.h"

enum { NAME_LETTERS = 40 };

bool naming_is_reserved(const struct visit *visit, const char *name)
{
	const struct config *conf = &visit->server->site.conf;
	return handle_is_reserved(name, &conf->join_reserved, conf->site_title);
}

const char *naming_wrong(struct visit *visit, const char *name)
{
	struct err err = {0};
	size_t n = strlen(name);
	if (text_check_line(name, n, &err))
		return say_with(visit, "say.line", &(struct say){.text = err.msg});
	if (text_length(name, n) > NAME_LETTERS)
		return say_with(visit, "say.too_long", &(struct say){.count = NAME_LETTERS});
	return n && naming_is_reserved(visit, name) ? say(visit, "join.handle_reserved") : NULL;
}
