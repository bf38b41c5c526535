#include "words_pattern.h"

enum { DEPTH_MAX = 8 };

/* A pattern under the knife; at moves on, what was read is in out. */
struct scan {
	const char *at;
	struct words_args *args;
	struct str *out;
	struct err *err;
	int depth;
};

static int scan_message(struct scan *s);

static bool is_in(char c, const char *set)
{
	return c && strchr(set, c);
}

static void skip_blanks(struct scan *s)
{
	while (is_in(*s->at, " \t"))
		s->at++;
}

static void copy(struct scan *s)
{
	str_addc(s->out, *s->at++);
}

/* The word at the place of scanning, cut at the end of `word`. */
static size_t take_word(struct scan *s, char word[static WORDS_NAME_MAX])
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
	size_t n = strspn(s->at, letters), kept = n < WORDS_NAME_MAX ? n : WORDS_NAME_MAX - 1;
	memcpy(word, s->at, kept);
	word[kept] = '\0';
	s->at += n;
	return n < WORDS_NAME_MAX ? n : 0;
}

/* ICU's rule: an apostrophe quotes only where a brace (or, in a plural, #) follows. */
static void copy_apostrophe(struct scan *s)
{
	copy(s);
	if (*s->at == '\'') {
		copy(s);
		return;
	}
	if (!is_in(*s->at, "{}#"))
		return;
	while (*s->at) {
		bool quote = *s->at == '\'';
		copy(s);
		if (quote && *s->at != '\'')
			return;
		if (quote)
			copy(s);
	}
}

/* The index of a name in a list, added where it is new; -1 where the list is full. */
static int index_of(char (*names)[WORDS_NAME_MAX], size_t *n, size_t max, const char *name)
{
	for (size_t i = 0; i < *n; i++) {
		if (!strcmp(names[i], name))
			return (int)i;
	}
	if (*n == max)
		return -1;
	memcpy(names[*n], name, strlen(name) + 1);
	return (int)(*n)++;
}

static int add_argument(struct scan *s, const char *name, bool number, bool select)
{
	struct words_args *args = s->args;
	int i = number ? index_of(args->numbers, &args->nnumbers, WORDS_NUMBERS_MAX, name)
	               : index_of(args->texts, &args->ntexts, WORDS_TEXTS_MAX, name);
	if (i < 0)
		return err_set(s->err, ERR_CONF, "a pattern has %d numbers and %d other arguments at most",
		               WORDS_NUMBERS_MAX, WORDS_TEXTS_MAX);
	if (!number)
		args->selects[i] = args->selects[i] || select;
	str_add_int(s->out, number ? i : i + (int64_t)args->nnumbers);
	return 0;
}

/* ", one {…} other {…}": every brace opens a message of its own. */
static int scan_choices(struct scan *s)
{
	while (*s->at && *s->at != '}') {
		if (*s->at != '{') {
			copy(s);
			continue;
		}
		copy(s);
		if (scan_message(s))
			return -1;
		if (!*s->at)
			break;
		copy(s);
	}
	return 0;
}

static int scan_type(struct scan *s, const char *name)
{
	char type[WORDS_NAME_MAX];
	skip_blanks(s);
	take_word(s, type);
	skip_blanks(s);
	bool select = !strcmp(type, "select"), number = !strcmp(type, "number");
	bool plural = !strcmp(type, "plural") || !strcmp(type, "selectordinal");
	if (!select && !number && !plural)
		return err_set(s->err, ERR_CONF, "{%s, %s}: the types are number, plural, selectordinal and select",
		               name, type);
	if (number && *s->at != '}')
		return err_set(s->err, ERR_CONF, "{%s, number} takes no style", name);
	if (add_argument(s, name, number || plural, select))
		return -1;
	str_addf(s->out, ", %s", type);
	return scan_choices(s);
}

/* Behind the opening brace, up to and with the closing one. */
static int scan_argument(struct scan *s)
{
	char name[WORDS_NAME_MAX];
	skip_blanks(s);
	if (!take_word(s, name))
		return err_set(s->err, ERR_CONF, "the name of an argument is wanted after {");
	skip_blanks(s);
	if (*s->at == ',') {
		s->at++;
		if (scan_type(s, name))
			return -1;
	} else if (*s->at == '}' && add_argument(s, name, false, false)) {
		return -1;
	}
	if (*s->at != '}')
		return err_set(s->err, ERR_CONF, "{%s is not closed", name);
	copy(s);
	return 0;
}

/* Up to the brace that closes it, or the end. */
static int scan_message(struct scan *s)
{
	if (++s->depth > DEPTH_MAX)
		return err_set(s->err, ERR_CONF, "braces stand more than %d deep", DEPTH_MAX);
	while (*s->at && *s->at != '}') {
		if (*s->at == '\'') {
			copy_apostrophe(s);
			continue;
		}
		bool opens = *s->at == '{';
		copy(s);
		if (opens && scan_argument(s))
			return -1;
	}
	s->depth--;
	return 0;
}

static int scan(const char *pattern, struct words_args *args, struct str *out, struct err *err)
{
	struct scan s = {.at = pattern, .args = args, .out = out, .err = err};
	str_reset(out);
	if (scan_message(&s))
		return -1;
	return *s.at ? err_set(err, ERR_CONF, "a } closes nothing") : 0;
}

int words_pattern_number(const char *pattern, struct words_args *args, struct str *out, struct err *err)
{
	/* Twice, because the texts are numbered from where the numbers end. */
	*args = (struct words_args){0};
	if (scan(pattern, args, out, err) || scan(pattern, args, out, err))
		return -1;
	return str_check(out, "a pattern", err);
}
