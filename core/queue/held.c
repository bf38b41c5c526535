#include "held.h"

#include "core/text/text.h"
#include "core/words/words.h"

enum { FILE_MAX = 1024 * 1024, FOLDED_TIMES = 20 };

/* One phrase of a list or a line of the file. *none: there is nothing in it to look for. */
static void add(struct held *held, const char *phrase, size_t n, struct arena *arena, bool *none)
{
	struct str folded;
	str_init(&folded, FOLDED_TIMES * n + 2);
	words_apart(phrase, n, &folded);
	*none = folded.len < 2;
	if (!*none)
		*VEC_PUSH(&held->phrases) = arena_dupn(arena, folded.at, folded.len);
	str_release(&folded);
}

static void add_list(struct held *held, const char *list, struct arena *arena)
{
	bool none;
	for (const char *at = list; *at; at += *at == ',') {
		size_t n = strcspn(at, ",");
		add(held, at, n, arena, &none);
		at += n;
	}
}

static int add_line(struct held *held, const char *line, size_t n, struct arena *arena, struct err *err)
{
	const char *comment = memchr(line, '#', n);
	bool none;
	if (comment)
		n = (size_t)(comment - line);
	while (n && strchr(" \t\r", line[n - 1]))
		n--;
	if (!n)
		return 0;
	if (text_bad_utf8(line, n) < n)
		return err_set(err, ERR_CONF, "not UTF-8");
	add(held, line, n, arena, &none);
	return none ? err_set(err, ERR_CONF, "wants a word") : 0;
}

static int add_file(struct held *held, const char *file, struct arena *arena, struct err *err)
{
	struct str text;
	int rc, line = 1;
	str_init(&text, FILE_MAX);
	rc = str_read_file(&text, file, err);
	if (rc)
		err->code = ERR_CONF;
	for (const char *at = text.at; !rc && at < text.at + text.len; line++) {
		size_t n = (size_t)(text.at + text.len - at);
		const char *end = memchr(at, '\n', n);
		n = end ? (size_t)(end - at) : n;
		rc = add_line(held, at, n, arena, err);
		if (rc)
			err_prefix(err, "%s:%d", file, line);
		at += n + 1;
	}
	str_release(&text);
	return rc;
}

int held_load(struct held *held, const struct option_texts *lists, const char *file, struct arena *arena, struct err *err)
{
	*held = (struct held){0};
	for (size_t i = 0; i < lists->len; i++)
		add_list(held, lists->at[i], arena);
	if (!file || !add_file(held, file, arena, err))
		return 0;
	held_release(held);
	return err_prefix(err, "policy.words-file");
}

void held_release(struct held *held)
{
	VEC_RELEASE(&held->phrases);
}

int64_t held_count(const struct held *held, const char *text, size_t n)
{
	struct str folded;
	int64_t count = 0;
	if (!held->phrases.len)
		return 0;
	str_init(&folded, FOLDED_TIMES * n + 2);
	words_apart(text, n, &folded);
	for (size_t i = 0; folded.len && i < held->phrases.len; i++) {
		/* The blank behind one word is the one in front of the next. */
		size_t step = strlen(held->phrases.at[i]) - 1;
		for (const char *at = folded.at; (at = strstr(at, held->phrases.at[i])); at += step)
			count++;
	}
	str_release(&folded);
	return count;
}
