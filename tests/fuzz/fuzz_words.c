/* Any bytes as a lang file, and each word that it has said with numbers and texts; and as a title. */
#include "core/words/words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

struct thing {
	const char *who;
	int64_t n;
};

static const struct mustache_field fields[] = {
	{"who", MUSTACHE_TEXT, offsetof(struct thing, who), NULL, NULL},
	{"n", MUSTACHE_INT, offsetof(struct thing, n), NULL, NULL},
};
static const struct mustache_type type = {"thing", fields, ARRAY_LEN(fields), sizeof(struct thing), NULL};

static void say_all(const struct words *words, const char *text, size_t n)
{
	for (const char *at = text, *end = text + n; at < end;) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t len = (size_t)((newline ? newline : end) - at), key = 0;
		const struct thing thing = {"\xEE\x80\x80 {0} <x>", (int64_t)len - 3};
		const struct mustache_scope scope = {.type = &type, .object = &thing};
		struct err err = {0};
		struct str out;
		str_init(&out, 1 << 20);
		while (key < len && at[key] != ' ' && at[key] != '=')
			key++;
		for (int again = 0; again < 2; again++) {
			if (words_format(words, at, key, &scope, &out, &err) && err.code != ERR_CONF && err.code != ERR_LIMIT)
				abort();
		}
		str_release(&out);
		at += len + 1;
	}
}

static void slug(const uint8_t *data, size_t n)
{
	struct err err = {0};
	struct str out;
	char *title = base_alloc(n + 1, 1);
	memcpy(title, data, n);
	str_init(&out, 100);
	if (words_slug(title, &out, &err) || !out.len || out.len > 66)
		abort();
	for (size_t i = 0; i < out.len; i++) {
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-", out.at[i]) || *out.at == '-')
			abort();
	}
	free(title);
	str_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct words *words;
	struct err err = {0};
	if (words_open(&words, "en", &err))
		abort();
	char *text = base_alloc(n ? n : 1, 1);
	memcpy(text, data, n);
	if ((words_add(words, "x.conf", text, n, &err) || words_check(words, &err)) && (err.code != ERR_CONF || strncmp(err.msg, "x.conf:", 7)))
		abort();
	say_all(words, text, n);
	words_close(words);
	slug(data, n < 3000 ? n : 3000);
	free(text);
	return 0;
}
