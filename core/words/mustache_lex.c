#include "mustache_lex.h"

static const char space[] = " \t\r\n";

static bool is_space(char c)
{
	return c && strchr(space, c);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

size_t mustache_lex_blanks(const char *at, const char *end)
{
	const char *from = at;
	while (at < end && is_blank(*at))
		at++;
	return (size_t)(at - from);
}

int mustache_lex_fail(const struct mustache_lex *lex, const char *fmt, ...)
{
	char what[ERR_MESSAGE_MAX];
	va_list args;
	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	return err_set(lex->err, ERR_CONF, "%s.mustache:%u: %s", lex->template, lex->tag_line, what);
}

static void find_line_end(struct mustache_lex *lex)
{
	const char *newline = memchr(lex->at, '\n', (size_t)(lex->end - lex->at));
	lex->line_end = newline ? newline + 1 : lex->end;
}

static void begin_line(struct mustache_lex *lex)
{
	find_line_end(lex);
	lex->blank = true;
	for (size_t n = 0; n < lex->dedent && lex->at < lex->end && is_blank(*lex->at); n++)
		lex->at++;
}

void mustache_lex_init(struct mustache_lex *lex, const char *template, const struct str *src, struct err *err)
{
	*lex = (struct mustache_lex){.template = template,
	                             .err = err,
	                             .at = src->at,
	                             .end = src->at + src->len,
	                             .line = 1,
	                             .tag_line = 1,
	                             .left = "{{",
	                             .left_len = 2,
	                             .right = "}}",
	                             .right_len = 2};
	begin_line(lex);
}

void mustache_lex_move(struct mustache_lex *lex, const char *to)
{
	bool fresh = false;
	for (; lex->at < to; lex->at++) {
		fresh = *lex->at == '\n';
		lex->line += fresh;
	}
	if (fresh)
		begin_line(lex);
	else if (lex->at > lex->line_end)
		find_line_end(lex);
}

bool mustache_lex_alone(const struct mustache_lex *lex, const struct mustache_tag *tag)
{
	return lex->blank && tag->next;
}

void mustache_lex_trim(struct mustache_tag *tag)
{
	while (tag->len && is_space(tag->name[0])) {
		tag->name++;
		tag->len--;
	}
	while (tag->len && is_space(tag->name[tag->len - 1]))
		tag->len--;
}

int mustache_lex_name(const struct mustache_lex *lex, const struct mustache_tag *tag, bool dotted)
{
	if (!tag->len)
		return mustache_lex_fail(lex, "a tag without a name");
	for (size_t i = 0; i < tag->len; i++) {
		unsigned char c = (unsigned char)tag->name[i];
		bool edge = i == 0 || i + 1 == tag->len || tag->name[i - 1] == '.';
		if (c <= ' ' || c == 0x7F || (dotted && c == '.' && edge && tag->len > 1))
			return mustache_lex_fail(lex, "malformed name '%.*s'", (int)tag->len, tag->name);
	}
	return 0;
}

/* Where the line after starts, if nothing but blanks is left of this one. */
static const char *line_after(const struct mustache_lex *lex, const char *at)
{
	at += mustache_lex_blanks(at, lex->end);
	if (at < lex->end && *at == '\r' && at + 1 < lex->end && at[1] == '\n')
		at++;
	if (at == lex->end)
		return at;
	return *at == '\n' ? at + 1 : NULL;
}

const char *mustache_lex_first_line(const struct mustache_lex *lex, const char *at)
{
	for (;;) {
		const char *next = line_after(lex, at);
		if (!next || next == at)
			return at;
		at = next;
	}
}

int mustache_lex_tag(struct mustache_lex *lex, struct mustache_tag *tag)
{
	const char *name = lex->at + lex->left_len;
	tag->start = lex->at;
	lex->tag_line = lex->line;
	while (name < lex->end && is_space(*name))
		name++;
	tag->sigil = name < lex->end && *name && strchr("#^/!=>&{$<", *name) ? *name++ : '\0';
	/* {{{x}}} ends with a brace more, {{=a b=}} with an equals sign. */
	char closer[MUSTACHE_DELIMITER_MAX + 2];
	const char *extra = tag->sigil == '{' ? "}" : tag->sigil == '=' ? "=" : "";
	int n = snprintf(closer, sizeof(closer), "%s%.*s", extra, (int)lex->right_len, lex->right);
	const char *close = memmem(name, (size_t)(lex->end - name), closer, (size_t)n);
	if (!close)
		return mustache_lex_fail(lex, "%.*s is not closed", (int)lex->left_len, lex->left);
	tag->name = name;
	tag->len = (size_t)(close - name);
	tag->after = close + n;
	tag->next = line_after(lex, tag->after);
	mustache_lex_trim(tag);
	return 0;
}

int mustache_lex_delimiters(struct mustache_lex *lex, const struct mustache_tag *tag)
{
	const char *end = tag->name + tag->len, *gap = tag->name, *bad = NULL;
	while (gap < end && !is_space(*gap))
		gap++;
	const char *right = gap;
	while (right < end && is_space(*right))
		right++;
	for (const char *c = tag->name; c < end; c++)
		if (*c == '=' || !*c || (c > right && is_space(*c)))
			bad = c;
	size_t left_len = (size_t)(gap - tag->name), right_len = (size_t)(end - right);
	if (bad || !left_len || !right_len || left_len > MUSTACHE_DELIMITER_MAX || right_len > MUSTACHE_DELIMITER_MAX)
		return mustache_lex_fail(lex, "{{=%.*s=}} wants two delimiters of at most %d bytes", (int)tag->len,
		                         tag->name, MUSTACHE_DELIMITER_MAX);
	lex->left = tag->name;
	lex->left_len = left_len;
	lex->right = right;
	lex->right_len = right_len;
	return 0;
}
