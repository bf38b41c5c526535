#include "say.h"

enum { SENTENCE_MAX = 4096, KIND_MAX = 16 };

static const struct mustache_field fields[] = {
	{.name = "count", .kind = MUSTACHE_INT, .offset = offsetof(struct say, count), .help = "How many."},
	{.name = "size", .kind = MUSTACHE_INT, .offset = offsetof(struct say, size), .help = "How many there are."},
	{.name = "text", .kind = MUSTACHE_TEXT, .offset = offsetof(struct say, text), .help = "A name, or a reason."},
	{.name = "kind", .kind = MUSTACHE_TEXT, .offset = offsetof(struct say, kind), .help = "topic, reply or edit."},
};

static const struct mustache_type type = {.name = "say", .fields = fields, .nfields = ARRAY_LEN(fields), .size = sizeof(struct say)};

const char *say_with(struct visit *visit, const char *key, const struct say *values)
{
	struct mustache_scope scope = {.type = &type, .object = values};
	struct err err = {0};
	struct str out;
	str_init(&out, SENTENCE_MAX);
	int rc = words_format(theme_words(visit->server->theme), key, strlen(key), &scope, &out, &err);
	const char *sentence = rc ? key : arena_dupn(visit->arena, out.at, out.len);
	str_release(&out);
	return sentence;
}

const char *say(struct visit *visit, const char *key)
{
	return say_with(visit, key, &(struct say){.text = "", .kind = ""});
}

/* What follows the kind is somebody's text, in a direction of its own: between U+2068 and U+2069. */
const char *say_summary(struct visit *visit, const char *summary)
{
	static const char joins[] = " joins";
	size_t n = strcspn(summary, ":"), end = strlen(summary);
	if (n > KIND_MAX || summary[n] != ':' || summary[n + 1] != ' ')
		return summary;
	const char *kind = arena_dupn(visit->arena, summary, n), *text = summary + n + 2;
	bool member = !strcmp(kind, "member");
	if (member && end > n + strlen(joins) && !strcmp(summary + end - strlen(joins), joins))
		text = arena_dupn(visit->arena, text, end - n - 2 - strlen(joins));
	return say_with(visit, "say.summary",
	                &(struct say){.text = arena_printf(visit->arena, "\u2068%s\u2069", text), .kind = kind});
}
