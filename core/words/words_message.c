#include "words_parts.h"

#include "core/text/near.h"
#include "core/text/text.h"

/*
 * Private-use characters stand for the texts while ICU formats, and show afterwards where each text
 * goes. So ICU runs once for a pattern and a small number, however many posts are rendered.
 */
#define MARK "\xEE\x80"
static const char *const marks[WORDS_TEXTS_MAX] = {MARK "\x80", MARK "\x81", MARK "\x82", MARK "\x83"};

void words_entry_unmake(struct words_entry *entry)
{
	struct words_made *made = entry->made;
	if (!made)
		return;
	for (size_t i = 0; made->kept && i < WORDS_KEPT; i++)
		free(made->kept[i]);
	free(made->kept);
	free(made->plain);
	words_icu_free(made->format);
	free(made);
	entry->made = NULL;
}

/* The entry of a key, or where it would stand. */
static bool find(const struct words *words, const char *key, size_t n, size_t *at)
{
	size_t low = 0, high = words->entries.len;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *other = words->entries.at[middle]->key;
		int order = strncmp(other, key, n);
		if (!order && strlen(other) == n) {
			*at = middle;
			return true;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*at = low;
	return false;
}

static void set_marks(struct words_values *values)
{
	for (size_t i = 0; i < WORDS_TEXTS_MAX; i++)
		values->texts[i] = marks[i];
}

/* A mark in a pattern would be taken for the place of a text: U+E000 to U+E0FF are not for words. */
static int check_pattern(const char *pattern, struct err *err)
{
	if (strlen(pattern) > WORDS_PATTERN_MAX)
		return err_set(err, ERR_CONF, "a pattern has %d bytes at most", WORDS_PATTERN_MAX);
	if (strstr(pattern, MARK))
		return err_set(err, ERR_CONF, "private-use characters (U+E000) are not for patterns");
	return text_check_line(pattern, strlen(pattern), err);
}

static int number(const struct words *words, struct words_entry *entry, struct err *err)
{
	struct words_made *made = entry->made;
	struct str numbered;
	str_init(&numbered, WORDS_PATTERN_MAX);
	int rc = words_pattern_number(entry->pattern, &made->args, &numbered, err);
	if (!rc)
		rc = words_icu_compile(words, numbered.at, &made->format, err);
	str_release(&numbered);
	for (size_t i = 0; i < made->args.ntexts; i++)
		made->selects = made->selects || made->args.selects[i];
	return rc;
}

/* Formats it once, so that a mistake shows before there is a page, and a plain word costs nothing later. */
static int try(struct words_entry *entry, struct err *err)
{
	struct words_made *made = entry->made;
	struct words_values values = {.numbers = {1, 1}};
	struct str out;
	set_marks(&values);
	str_init(&out, WORDS_FORMATTED_MAX);
	int rc = words_icu_format(entry, &values, &out, err);
	if (!rc && !made->args.nnumbers && !made->selects)
		made->plain = base_strdup(out.at);
	str_release(&out);
	return rc;
}

/* ICU takes longer to read the thousand patterns of a theme than a page with some dozens of them to be rendered. */
static int compile(const struct words *words, struct words_entry *entry, struct err *err)
{
	if (entry->made)
		return 0;
	entry->made = base_alloc(1, sizeof(*entry->made));
	if (check_pattern(entry->pattern, err) || number(words, entry, err) || try(entry, err)) {
		words_entry_unmake(entry);
		err->code = ERR_CONF;
		err_prefix(err, "%s", entry->key);
		return err_prefix(err, "%s:%lld", entry->file, (long long)entry->line);
	}
	return 0;
}

int words_check(const struct words *words, struct err *err)
{
	for (size_t i = 0; i < words->entries.len; i++)
		if (compile(words, words->entries.at[i], err))
			return -1;
	return 0;
}

static struct words_entry *make(struct words *words, const char *key, const char *pattern)
{
	struct words_entry *entry = arena_alloc(&words->arena, 1, sizeof(*entry));
	*entry = (struct words_entry){.key = arena_dup(&words->arena, key),
	                              .pattern = arena_dup(&words->arena, pattern),
	                              .file = words->file,
	                              .line = words->line,
	                              .added = words->adds};
	return entry;
}

static int put(struct words *words, const char *key, const char *pattern, struct err *err)
{
	size_t at;
	bool known = find(words, key, strlen(key), &at);
	if (known && words->entries.at[at]->added == words->adds)
		return err_set(err, ERR_CONF, "stands there twice");
	struct words_entry *entry = make(words, key, pattern);
	if (known) {
		words_entry_unmake(words->entries.at[at]);
	} else {
		(void)VEC_PUSH(&words->entries);
		struct words_entry **hole = &words->entries.at[at];
		memmove(hole + 1, hole, (words->entries.len - 1 - at) * sizeof(*hole));
	}
	words->entries.at[at] = entry;
	return 0;
}

/* "key = pattern", blanks around both dropped; nothing and comments are passed over. */
static int add_line(struct words *words, char *line, struct err *err)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_.-";
	line += strspn(line, " \t");
	if (!*line || *line == '#')
		return 0;
	size_t n = strspn(line, letters);
	char *value = line + n + strspn(line + n, " \t");
	if (!n || n > WORDS_KEY_MAX || *value != '=')
		return err_set(err, ERR_CONF, "wants 'key = pattern'; a key is made of a-z 0-9 _ . -");
	value++;
	value += strspn(value, " \t");
	size_t len = strlen(value);
	while (len && strchr(" \t\r", value[len - 1]))
		value[--len] = '\0';
	line[n] = '\0';
	return put(words, line, value, err) ? err_prefix(err, "%s", line) : 0;
}

int words_add(struct words *words, const char *file, const char *text, size_t n, struct err *err)
{
	struct str line;
	int rc = 0;
	str_init(&line, WORDS_KEY_MAX + 2 * WORDS_PATTERN_MAX);
	words->adds++;
	words->line = 0;
	words->file = arena_dup(&words->arena, file);
	for (const char *at = text, *end = text + n; at < end && !rc;) {
		words->line++;
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t len = (size_t)((newline ? newline : end) - at);
		str_reset(&line);
		str_add(&line, at, len);
		rc =
		    strlen(line.at) < line.len ? err_set(err, ERR_CONF, "a NUL byte") : str_check(&line, "a line", err);
		rc = rc ? rc : line.len ? add_line(words, line.at, err) : 0;
		at += len + 1;
	}
	str_release(&line);
	return rc ? err_prefix(err, "%s:%lld", file, (long long)words->line) : 0;
}

static int missing(const struct words_entry *entry, const char *name, const char *what, struct err *err)
{
	return err_set(err, ERR_CONF, "words.%s: its argument {%s} is %s here", entry->key, name, what);
}

static int number_of(const struct words_entry *entry, const char *name, const struct mustache_scope *scope,
                     int64_t *number, struct err *err)
{
	struct mustache_value value;
	if (!mustache_find(scope, name, strlen(name), &value))
		return missing(entry, name, "unknown", err);
	switch (value.kind) {
	case MUSTACHE_INT:
		*number = value.as.number;
		return 0;
	case MUSTACHE_BOOL:
		*number = value.as.truth;
		return 0;
	case MUSTACHE_LIST:
		*number = (int64_t)value.as.list.len;
		return 0;
	default:
		return missing(entry, name, "not a number", err);
	}
}

static int add_text_of(const struct words *words, const struct words_entry *entry, const char *name,
                       const struct mustache_scope *scope, struct str *out, struct err *err)
{
	struct mustache_value value;
	if (!mustache_find(scope, name, strlen(name), &value))
		return missing(entry, name, "unknown", err);
	if (value.kind == MUSTACHE_TEXT)
		str_addz(out, value.as.text ? value.as.text : "");
	else if (value.kind == MUSTACHE_INT)
		words_icu_number(words, value.as.number, out);
	else if (value.kind == MUSTACHE_BOOL)
		str_addz(out, value.as.truth ? "yes" : "no");
	else
		return missing(entry, name, "neither text nor number", err);
	return 0;
}

/* Puts the texts where ICU left their marks. */
static int fill(const struct words *words, const struct words_entry *entry, const char *formatted,
                const struct mustache_scope *scope, struct str *out, struct err *err)
{
	const struct words_made *made = entry->made;
	for (const char *mark; (mark = strstr(formatted, MARK)); formatted = mark + 3) {
		size_t i = (size_t)((unsigned char)mark[2] - 0x80);
		str_add(out, formatted, (size_t)(mark - formatted));
		/* A member's text that chose between messages may hold such a character. */
		if (i >= made->args.ntexts)
			str_add(out, mark, 3);
		else if (add_text_of(words, entry, made->args.texts[i], scope, out, err))
			return -1;
	}
	str_addz(out, formatted);
	return 0;
}

/* With marks for the texts, but those that choose between messages told as they are. */
static int format_choosing(const struct words *words, const struct words_entry *entry,
                           const struct mustache_scope *scope, struct words_values *values, struct str *out,
                           struct err *err)
{
	const struct words_made *made = entry->made;
	struct str texts[WORDS_TEXTS_MAX];
	int rc = 0;
	for (size_t i = 0; i < WORDS_TEXTS_MAX; i++)
		str_init(&texts[i], WORDS_PATTERN_MAX);
	for (size_t i = 0; i < made->args.ntexts && !rc; i++) {
		if (!made->args.selects[i])
			continue;
		rc = add_text_of(words, entry, made->args.texts[i], scope, &texts[i], err);
		values->texts[i] = texts[i].at;
	}
	if (!rc)
		rc = words_icu_format(entry, values, out, err);
	for (size_t i = 0; i < WORDS_TEXTS_MAX; i++)
		str_release(&texts[i]);
	return rc;
}

/* With marks for the texts; from what is kept, where one small number is all that decides. */
static int format(const struct words *words, struct words_entry *entry, const struct mustache_scope *scope,
                  struct str *out, struct err *err)
{
	struct words_made *made = entry->made;
	struct words_values values;
	int64_t numbers[WORDS_NUMBERS_MAX] = {0};
	for (size_t i = 0; i < made->args.nnumbers; i++) {
		if (number_of(entry, made->args.numbers[i], scope, &numbers[i], err))
			return -1;
		values.numbers[i] = (double)numbers[i];
	}
	bool keep = made->args.nnumbers < 2 && !made->selects && numbers[0] >= 0 && numbers[0] < WORDS_KEPT;
	if (keep && made->kept && made->kept[numbers[0]]) {
		str_addz(out, made->kept[numbers[0]]);
		return 0;
	}
	set_marks(&values);
	if (format_choosing(words, entry, scope, &values, out, err))
		return -1;
	if (!keep)
		return 0;
	if (!made->kept)
		made->kept = base_alloc(WORDS_KEPT, sizeof(*made->kept));
	made->kept[numbers[0]] = base_strdup(out->at);
	return 0;
}

static int unknown(const struct words *words, const char *key, size_t n, struct err *err)
{
	char name[WORDS_KEY_MAX + 1];
	size_t len = n < WORDS_KEY_MAX ? n : WORDS_KEY_MAX;
	memcpy(name, key, len);
	name[len] = '\0';
	struct names VEC_OF(const char *);
	struct names names = {0};
	for (size_t i = 0; i < words->entries.len; i++)
		*VEC_PUSH(&names) = words->entries.at[i]->key;
	const char *near = near_name(name, names.at, names.len, sizeof(*names.at));
	VEC_RELEASE(&names);
	return near ? err_set(err, ERR_CONF, "words.%s: no such word (did you mean %s?)", name, near)
	            : err_set(err, ERR_CONF, "words.%s: no such word", name);
}

int words_format(const struct words *words, const char *key, size_t n, const struct mustache_scope *scope,
                 struct str *out, struct err *err)
{
	size_t at;
	if (!find(words, key, n, &at))
		return unknown(words, key, n, err);
	struct words_entry *entry = words->entries.at[at];
	if (compile(words, entry, err))
		return -1;
	if (entry->made->plain)
		return fill(words, entry, entry->made->plain, scope, out, err);
	struct str formatted;
	str_init(&formatted, WORDS_FORMATTED_MAX);
	int rc = format(words, entry, scope, &formatted, err);
	if (!rc)
		rc = fill(words, entry, formatted.at, scope, out, err);
	str_release(&formatted);
	return rc;
}

static int call_write(const struct mustache_call *call, const char *name, size_t n, const struct mustache_scope *scope,
                      struct str *text, struct err *err)
{
	return words_format(call->self, name, n, scope, text, err);
}

static const char *call_constant(const struct mustache_call *call, const char *name, size_t n)
{
	const struct words *words = call->self;
	size_t at;
	struct err ignored = {0};
	if (!find(words, name, n, &at) || compile(words, words->entries.at[at], &ignored))
		return NULL;
	const struct words_made *made = words->entries.at[at]->made;
	return made->args.ntexts ? NULL : made->plain;
}

struct mustache_call words_call(const struct words *words)
{
	return (struct mustache_call){.write = call_write, .constant = call_constant, .self = words};
}
