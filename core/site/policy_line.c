#include "policy_parts.h"

#include "core/text/escape.h"
#include "core/text/near.h"
#include "core/text/text.h"

#define WORD "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._"

enum { SHOWN = 40, NUMBER_MAX = 1000000000 };

static const char *const verdicts[] = {"publish", "hold", "refuse"};
static const char *const roles[] = {"guest", "member", "staff", "moderator", "admin"};

/* In the plural as rules have them; the singular is without the last letters. */
static const struct {
	const char *many, *one;
} kinds[POLICY_KINDS] = {
	{"topics", "topic"}, {"replies", "reply"}, {"edits", "edit"}, {"suggestions", "suggestion"}, {"pages", "page"},
};

const struct policy_name policy_names[POLICY_VALUES] = {
	[POLICY_GUEST] = {"guest", "the author has no account", true},
	[POLICY_ROLE] = {"role", "the author's role", false},
	[POLICY_POSTS] = {"posts", "approved posts of the author", false},
	[POLICY_DAYS] = {"days", "days since the author joined", false},
	[POLICY_REJECTED] = {"rejected", "what was rejected of the author in the last 30 days", false},
	[POLICY_WAITING] = {"waiting", "what waits of the author already", false},
	[POLICY_LINKS] = {"links", "links to other sites", false},
	[POLICY_IMAGES] = {"images", "pictures in the text", false},
	[POLICY_WORDS] = {"words", "words of policy.words in title and text", false},
	[POLICY_LETTERS] = {"letters", "characters of the text", false},
	[POLICY_SPAM] = {"spam", "points of 100 for spam", false},
	[POLICY_ALIKE] = {"alike", "others that wait with nearly the same text", false},
};

const char *policy_verdict_name(enum policy_verdict verdict)
{
	return verdicts[verdict];
}

const char *policy_kind_name(enum policy_kind kind)
{
	return kinds[kind].many;
}

const char *policy_kind_one(enum policy_kind kind)
{
	return kinds[kind].one;
}

const char *policy_role_name(int64_t role)
{
	return role >= -1 && role + 1 < (int64_t)ARRAY_LEN(roles) ? roles[role + 1] : "somebody";
}

const char *policy_sign_name(enum policy_sign sign)
{
	static const char *const signs[POLICY_SIGNS] = {"<", "<=", "=", "!=", ">=", ">"};
	return signs[sign];
}

int policy_kind_of(const char *word)
{
	for (int i = 0; i < POLICY_KINDS; i++) {
		if (!strcmp(word, kinds[i].many) || !strcmp(word, kinds[i].one))
			return i;
	}
	return -1;
}

int policy_role_of(const char *word)
{
	for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
		if (!strcmp(word, roles[i]))
			return (int)i - 1;
	}
	return -2;
}

int policy_line_begin(struct policy_line *line, const char *text, struct err *err)
{
	line->at = text;
	line->token[0] = '\0';
	if (text_check_line(text, strlen(text), err))
		return -1;
	policy_line_next(line);
	return 0;
}

/* A word, a sign of one or two characters, or one character of any kind: which of them fits is not known here. */
void policy_line_next(struct policy_line *line)
{
	line->at += strspn(line->at, " ");
	size_t n = strspn(line->at, WORD);
	if (!n)
		n = strspn(line->at, "<>=!");
	if (!n)
		n = text_char(line->at, strlen(line->at));
	size_t kept = n < sizeof(line->token) ? n : sizeof(line->token) - 1;
	memcpy(line->token, line->at, kept);
	line->token[kept] = '\0';
	line->at += n;
}

bool policy_line_is(const struct policy_line *line, const char *word)
{
	return !strcmp(line->token, word);
}

bool policy_line_take(struct policy_line *line, const char *word)
{
	bool is = policy_line_is(line, word);
	if (is)
		policy_line_next(line);
	return is;
}

int policy_line_refuse(const struct policy_line *line, const char *wants, struct err *err)
{
	struct str shown;
	if (!*line->token)
		return err_set(err, ERR_INPUT, "wants %s, got nothing more", wants);
	str_init(&shown, (size_t)4 * SHOWN);
	escape_log(&shown, line->token, strlen(line->token), SHOWN);
	err_set(err, ERR_INPUT, "wants %s, got '%s'", wants, shown.at);
	str_release(&shown);
	return -1;
}

int policy_take_verdict(struct policy_line *line, enum policy_verdict *verdict, struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(verdicts); i++) {
		if (policy_line_take(line, verdicts[i])) {
			*verdict = (enum policy_verdict)i;
			return 0;
		}
	}
	return policy_line_refuse(line, "hold, refuse or publish", err);
}

int policy_take_forum(struct policy_line *line, struct arena *arena, const char **forum, struct err *err)
{
	if (!text_is_slug(line->token, strlen(line->token)))
		return policy_line_refuse(line, "the folder of a forum", err);
	*forum = arena_dup(arena, line->token);
	policy_line_next(line);
	return 0;
}

int policy_take_number(struct policy_line *line, int64_t *number, struct err *err)
{
	struct err ignored = {0};
	if (!*line->token || text_to_int(line->token, 0, NUMBER_MAX, number, &ignored))
		return policy_line_refuse(line, "a whole number", err);
	policy_line_next(line);
	return 0;
}

/* "word" is the same as "words": a test says "1 word". */
static bool is_name(const char *word, const char *name)
{
	size_t n = strlen(name);
	return !strcmp(word, name) || (name[n - 1] == 's' && strlen(word) == n - 1 && !strncmp(word, name, n - 1));
}

int policy_take_name(struct policy_line *line, enum policy_value *value, struct err *err)
{
	for (int i = 0; i < POLICY_VALUES; i++) {
		if (is_name(line->token, policy_names[i].name)) {
			*value = (enum policy_value)i;
			policy_line_next(line);
			return 0;
		}
	}
	const char *meant = near_name(line->token, policy_names, POLICY_VALUES, sizeof(policy_names[0]));
	policy_line_refuse(line, "something to ask for, like guest, posts or links", err);
	struct err refusal = *err;
	if (meant && *line->token)
		err_set(err, ERR_INPUT, "%s (did you mean %s?)", refusal.msg, meant);
	return -1;
}
