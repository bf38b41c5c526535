#include "render.h"

#include "core/text/crypto.h"

/* What is remembered of a block that the tool could not cope with: it is no range. */
static const char failed[] = "!";

enum { REMEMBERED_BYTES = 8 * 1024 * 1024, RANGES_MAX = 16 * 1024 * 1024 };

void render_code_open(struct render *render)
{
	struct arena scratch;
	arena_init(&scratch);
	render->tool = *highlight_tool(render->site, &scratch) != '\0';
	arena_release(&scratch);
	highlight_init(&render->highlight, render->site);
	arena_init(&render->code_arena);
	map_init(&render->codes, &render->code_arena);
	str_init(&render->ranges, RANGES_MAX);
}

/* Blocks that this worker coloured, for the catalogue has them only after the build. */
static void remember(struct render *render, const char *key, const char *ranges)
{
	if (render->code_arena.used > REMEMBERED_BYTES) {
		map_release(&render->codes);
		arena_reset(&render->code_arena);
		map_init(&render->codes, &render->code_arena);
	}
	map_put(&render->codes, key, strlen(key))->value.at = arena_dup(&render->code_arena, ranges);
}

static int tell(struct render *render, char kind, const char *first, const char *second, struct err *err)
{
	str_reset(&render->message);
	str_addc(&render->message, kind);
	str_add(&render->message, first, strlen(first) + 1);
	str_add(&render->message, second, strlen(second) + 1);
	return str_check(&render->message, "a block of code", err)
	           ? -1
	           : pool_send(render->child, render->message.at, render->message.len, err);
}

static int ask(struct render *render, const char *language, const char *text, const char *key, struct err *err)
{
	str_reset(&render->ranges);
	str_addz(&render->ranges, "");
	int rc = highlight_run(&render->highlight, language, text, &render->ranges, err);
	if (rc && err->code != ERR_LIMIT)
		return -1;
	err_clear(err);
	const char *ranges = rc || render->ranges.over ? failed : render->ranges.at;
	remember(render, key, ranges);
	return tell(render, 'c', key, ranges, err);
}

static int look_up(struct render *render, const char *language, const char *text, const char **ranges,
                   struct err *err)
{
	char key[CRYPTO_MAC_TEXT];
	highlight_key(language, text, key);
	const struct map_entry *known = map_find(&render->codes, key, strlen(key));
	if (!known) {
		if (catalogue_code(render->cat, key, &render->arena, ranges, err))
			return -1;
		if (*ranges)
			return 0;
		if (ask(render, language, text, key, err))
			return -1;
		known = map_find(&render->codes, key, strlen(key));
	}
	*ranges = known ? arena_dup(&render->arena, known->value.at) : "";
	return 0;
}

/* Nothing of a page depends on it but its colours, so the build goes on; the builder says so once. */
static const char *give_up(struct render *render, const char *why)
{
	struct err err = {0};
	render->colours = false;
	if (!render->complained && tell(render, 'n', "code is shown without colours: ", why, &err))
		err_clear(&err);
	render->complained = true;
	return "";
}

const char *render_code(void *self, const char *language, const char *text)
{
	struct render *render = self;
	const char *ranges = "";
	struct err err = {0};
	render->asked = true;
	if (!render->colours)
		return give_up(render, "no Pygments (code.pygments, code.python)");
	/* A body costs the tool's longest time once, not once a block. */
	if (render->code_failed)
		return "";
	if (look_up(render, language, text, &ranges, &err))
		return give_up(render, err.msg);
	render->code_failed = strcmp(ranges, failed) == 0;
	return ranges;
}
