#include "option.h"

#include "core/text/escape.h"
#include "core/text/text.h"

#define ALNUM "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

enum { TEXT_MAX_DEFAULT = 1000, KIB = 1024, MIB = 1024 * 1024 };

static int refuse(struct err *err, const char *wants, const char *got)
{
	struct str shown;
	str_init(&shown, 80);
	escape_log(&shown, got, strlen(got), 60);
	err_set(err, ERR_INPUT, "%s, got '%s'", wants, shown.at);
	str_release(&shown);
	return -1;
}

static void put_lower(char *s)
{
	for (; *s; s++)
		*s = (char)(*s >= 'A' && *s <= 'Z' ? *s + 32 : *s);
}

/* Length of a host name or of an IPv6 address in brackets; 0 where there is none. */
static size_t host_length(const char *s)
{
	if (*s != '[')
		return *s == '.' || *s == '-' ? 0 : strspn(s, ALNUM "-.");
	size_t n = 1 + strspn(s + 1, "0123456789abcdefABCDEF:.");
	return n > 3 && s[n] == ']' ? n + 1 : 0;
}

static bool is_url_path(const char *s)
{
	return s[strspn(s, ALNUM "-._~/%")] == '\0' && !strstr(s, "//") && !strstr(s, "/.");
}

/*
 * The host is lowered and the scheme's own port left out, since browsers send Origin that way and
 * it is compared byte for byte.
 */
static int normal_url(const char *text, struct arena *arena, const char **url, struct err *err)
{
	static const char wants[] = "wants an absolute URL like https://example.org/";
	size_t scheme = strncmp(text, "https://", 8) == 0 ? 8 : strncmp(text, "http://", 7) == 0 ? 7 : 0;
	size_t host = scheme ? host_length(text + scheme) : 0;
	if (!host)
		return refuse(err, wants, text);
	const char *port = text + scheme + host;
	size_t digits = *port == ':' ? strspn(port + 1, "0123456789") : 0, port_len = digits ? digits + 1 : 0;
	const char *path = port + port_len;
	if (digits > 5 || (*path && *path != '/') || !is_url_path(path))
		return refuse(err, wants, text);
	const char *own = scheme == 8 ? ":443" : ":80";
	if (port_len == strlen(own) && strncmp(port, own, port_len) == 0)
		port_len = 0;
	bool whole = *path && path[strlen(path) - 1] == '/';
	char *head = arena_dupn(arena, text, scheme + host);
	put_lower(head);
	*url = arena_printf(arena, "%s%.*s%s%s", head, (int)port_len, port, path, whole ? "" : "/");
	return 0;
}

static int check_text(const struct option *option, const char *text, struct err *err)
{
	int64_t length = (int64_t)text_length(text, strlen(text)), max = option->max ? option->max : TEXT_MAX_DEFAULT;
	if (text_check_line(text, strlen(text), err))
		return -1;
	if (!length && option->min)
		return err_set(err, ERR_INPUT, "wants a value, got none (an unquoted # or ; begins a comment)");
	if (length < option->min || length > max)
		return err_set(err, ERR_INPUT, "wants %lld to %lld characters, got %lld", (long long)option->min,
		               (long long)max, (long long)length);
	return option->check ? option->check(text, err) : 0;
}

static int check_choice(const struct option *option, const char *text, struct err *err)
{
	struct str wants;
	str_init(&wants, ERR_MESSAGE_MAX / 2);
	int rc = -1;
	for (const char *const *choice = option->choices; rc && *choice; choice++) {
		str_addf(&wants, "%s%s", choice == option->choices ? "wants one of " : ", ", *choice);
		if (strcmp(*choice, text) == 0)
			rc = 0;
	}
	if (rc)
		refuse(err, wants.at, text);
	str_release(&wants);
	return rc;
}

static int parse_bool(const char *text, bool *value, struct err *err)
{
	static const char *const words[] = {"false", "true", "no", "yes", "off", "on", "0", "1"};
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (strcmp(words[i], text) == 0) {
			*value = i % 2 == 1;
			return 0;
		}
	}
	return refuse(err, "wants true or false", text);
}

static void print_size(int64_t bytes, struct str *out)
{
	int64_t unit = bytes && bytes % MIB == 0 ? MIB : bytes && bytes % KIB == 0 ? KIB : 1;
	str_add_int(out, bytes / unit);
	str_addz(out, unit == MIB ? "m" : unit == KIB ? "k" : "");
}

static int size_out_of_range(const struct option *option, struct err *err)
{
	struct str wants;
	str_init(&wants, 128);
	str_addz(&wants, "wants a size from ");
	print_size(option->min, &wants);
	str_addz(&wants, " to ");
	print_size(option->max, &wants);
	err_set(err, ERR_INPUT, "%s", wants.at);
	str_release(&wants);
	return -1;
}

static int parse_size(const struct option *option, const char *text, int64_t *bytes, struct err *err)
{
	char digits[20] = "";
	size_t n = strspn(text, "0123456789");
	const char *suffix = text + n;
	int64_t unit = *suffix == 'k' || *suffix == 'K' ? KIB : *suffix == 'm' || *suffix == 'M' ? MIB : 1;
	if (!n || suffix[unit > 1] || n >= sizeof(digits))
		return refuse(err, "wants a size like 500, 16k or 5m", text);
	memcpy(digits, text, n);
	int64_t value;
	if (text_to_int(digits, 0, INT64_MAX / MIB, &value, err) || value * unit < option->min ||
	    value * unit > option->max)
		return size_out_of_range(option, err);
	*bytes = value * unit;
	return 0;
}

static void add_word(struct option_texts *list, const char *word)
{
	for (size_t i = 0; i < list->len; i++) {
		if (strcmp(list->at[i], word) == 0)
			return;
	}
	*VEC_PUSH(list) = word;
}

static int add_words(const struct option *option, struct option_texts *list, const char *text, struct arena *arena,
                     struct err *err)
{
	static const char between[] = " ,\t";
	for (const char *at = text + strspn(text, between); *at; at += strspn(at, between)) {
		size_t n = strcspn(at, between);
		char *word = arena_dupn(arena, at, n);
		if (check_text(option, word, err))
			return -1;
		add_word(list, word);
		at += n;
	}
	return 0;
}

static int store(const struct option *option, void *at, const char *text, struct arena *arena, struct err *err)
{
	switch (option->type) {
	case OPTION_INT:
		return text_to_int(text, option->min, option->max, at, err);
	case OPTION_SIZE:
		return parse_size(option, text, at, err);
	case OPTION_BOOL:
		return parse_bool(text, at, err);
	case OPTION_URL:
		return normal_url(text, arena, at, err);
	case OPTION_WORDS:
		return add_words(option, at, text, arena, err);
	case OPTION_LIST:
		if (check_text(option, text, err))
			return -1;
		*VEC_PUSH((struct option_texts *)at) = arena_dup(arena, text);
		return 0;
	case OPTION_CHOICE:
	case OPTION_TEXT:
		if (option->type == OPTION_CHOICE ? check_choice(option, text, err) : check_text(option, text, err))
			return -1;
		*(const char **)at = arena_dup(arena, text);
		return 0;
	}
	base_abort("a setting without a type");
}

int option_set(const struct option *option, void *values, const char *text, struct arena *arena, struct err *err)
{
	return store(option, (char *)values + option->at, text, arena, err);
}

static bool is_list(const struct option *option)
{
	return option->type == OPTION_LIST || option->type == OPTION_WORDS;
}

void option_set_standard(const struct option *option, void *values, struct arena *arena)
{
	struct err err = {0};
	bool none = !*option->standard;
	if (none && is_list(option))
		return;
	if (none && option->type == OPTION_TEXT)
		*(const char **)((char *)values + option->at) = "";
	else if (option_set(option, values, option->standard, arena, &err))
		base_abort("a setting's default breaks its own row");
}

void option_release(const struct option *option, void *values)
{
	struct option_texts *list = (struct option_texts *)((char *)values + option->at);
	if (is_list(option))
		VEC_RELEASE(list);
}

void option_empty(const struct option *option, void *values)
{
	if (is_list(option))
		((struct option_texts *)((char *)values + option->at))->len = 0;
}

void option_print(const struct option *option, const void *values, struct str *out)
{
	const void *at = (const char *)values + option->at;
	if (option->type == OPTION_INT) {
		str_add_int(out, *(const int64_t *)at);
	} else if (option->type == OPTION_SIZE) {
		print_size(*(const int64_t *)at, out);
	} else if (option->type == OPTION_BOOL) {
		str_addz(out, *(const bool *)at ? "true" : "false");
	} else if (is_list(option)) {
		const struct option_texts *list = at;
		for (size_t i = 0; i < list->len; i++)
			str_addf(out, "%s%s", i ? ", " : "", list->at[i]);
	} else {
		str_addz(out, *(const char *const *)at);
	}
}

static void print_range(const char *what, int64_t min, int64_t max, bool size, struct str *out)
{
	void (*print)(int64_t, struct str *) = NULL;
	if (size)
		print = print_size;
	str_addz(out, what);
	print ? print(min, out) : str_add_int(out, min);
	str_addz(out, " to ");
	print ? print(max, out) : str_add_int(out, max);
	str_addc(out, '.');
}

void option_print_domain(const struct option *option, struct str *out)
{
	if (option->type == OPTION_INT)
		print_range("A number from ", option->min, option->max, false, out);
	else if (option->type == OPTION_SIZE)
		print_range("A size from ", option->min, option->max, true, out);
	else if (option->type == OPTION_BOOL)
		str_addz(out, "Either true or false.");
	else if (option->type == OPTION_LIST)
		str_addz(out, "May appear several times.");
	for (const char *const *c = option->choices; option->type == OPTION_CHOICE && *c; c++)
		str_addf(out, "%s%s%s", c == option->choices ? "One of " : ", ", *c, c[1] ? "" : ".");
}

int option_check_language(const char *value, struct err *err)
{
	size_t first = strcspn(value, "-"), n;
	bool good = first >= 2 && first <= 8 && strspn(value, "abcdefghijklmnopqrstuvwxyz") == first;
	for (const char *at = value + first; good && *at; at += 1 + n) {
		n = strcspn(at + 1, "-");
		good = n >= 1 && n <= 8 && strspn(at + 1, ALNUM) == n;
	}
	return good ? 0 : refuse(err, "wants a language tag like en or pt-BR", value);
}

int option_check_colour(const char *value, struct err *err)
{
	size_t n = *value == '#' ? strspn(value + 1, "0123456789abcdefABCDEF") : 0;
	if ((n == 3 || n == 6) && !value[n + 1])
		return 0;
	return refuse(err, "wants a colour like \"#2a6f97\", with the quotes", value);
}

int option_check_prefix(const char *value, struct err *err)
{
	size_t n = strlen(value);
	bool ends = n > 2 && value[0] == '/' && value[n - 1] == '/';
	if (ends && !strstr(value, "//") && strspn(value, ALNUM "-_/") == n)
		return 0;
	return refuse(err, "wants a path that begins and ends with /, like /-/", value);
}

int option_check_folder(const char *value, struct err *err)
{
	return *value ? text_check_path(value, err) : 0;
}

int option_check_absolute(const char *value, struct err *err)
{
	return !*value || *value == '/' ? 0 : refuse(err, "wants an absolute path", value);
}

int option_check_slug(const char *value, struct err *err)
{
	if (text_is_slug(value, strlen(value)))
		return 0;
	return refuse(err, "wants a name of a-z 0-9 - and .", value);
}

int option_check_ending(const char *value, struct err *err)
{
	size_t n = strlen(value);
	if (n >= 1 && n <= 10 && strspn(value, "abcdefghijklmnopqrstuvwxyz0123456789") == n)
		return 0;
	return refuse(err, "wants file name endings like png, in lower case and without the dot", value);
}

int option_check_target(const char *value, struct err *err)
{
	bool path = value[0] == '/' && value[1] != '/';
	bool url = strncmp(value, "https://", 8) == 0 || strncmp(value, "http://", 7) == 0;
	if ((path || url) && !strpbrk(value, " \"<>\\"))
		return 0;
	return refuse(err, "wants a path like /about/ or an http or https URL", value);
}

int option_check_menu(const char *value, struct err *err)
{
	const char *bar = strchr(value, '|');
	size_t blank = bar ? strspn(bar + 1, " ") : 0;
	if (!bar || strspn(value, " ") == (size_t)(bar - value) || strchr(bar + 1, '|'))
		return refuse(err, "wants a title, | and a target, like Help | /forums/help/", value);
	return option_check_target(bar + 1 + blank, err);
}

int option_check_web(const char *value, struct err *err)
{
	if (*value == '/' || option_check_target(value, err))
		return err_set(err, ERR_INPUT, "wants an http or https URL");
	return 0;
}

int option_check_question(const char *value, struct err *err)
{
	const char *bar = strchr(value, '|');
	if (!bar || bar == value || !bar[1 + strspn(bar + 1, " |")])
		return err_set(err, ERR_INPUT, "wants a question and its answers, | between them");
	return 0;
}
