#include "votes.h"

#include "core/text/near.h"
#include "core/text/text.h"

enum { WORDS_MAX = VOTES_CHOICES_MAX + 2 };

static const struct votes_reaction reactions[] = {
    {"like", "👍"}, {"heart", "❤️"}, {"thanks", "🙏"}, {"celebrate", "🎉"}, {"laugh", "😄"}, {"insight", "💡"},
};

const struct votes_reaction *votes_reactions(size_t *n)
{
	*n = ARRAY_LEN(reactions);
	return reactions;
}

/* A line cut at its blanks. */
struct words {
	const char *at[WORDS_MAX];
	size_t n;
	struct arena *arena;
};

static int cut(const char *line, size_t n, struct words *words, struct err *err)
{
	if (text_check_line(line, n, err))
		return err_set(err, ERR_INPUT, "not one line of text");
	for (const char *at = line, *end = line + n; at <= end; words->n++) {
		const char *blank = memchr(at, ' ', (size_t)(end - at));
		size_t len = (size_t)((blank ? blank : end) - at);
		if (!len)
			return err_set(err, ERR_INPUT, "words stand there with one blank between them, and no line is empty");
		if (words->n == WORDS_MAX)
			return err_set(err, ERR_INPUT, "too many words");
		words->at[words->n] = arena_dupn(words->arena, at, len);
		at += len + 1;
	}
	return 0;
}

static int read_up(const struct words *words, struct votes_line *line, struct err *err)
{
	line->what = words->at[0];
	return words->n == 1 ? 0 : err_set(err, ERR_INPUT, "'up' stands alone");
}

static int read_reaction(const struct words *words, struct votes_line *line, struct err *err)
{
	size_t i = 0;
	if (words->n < 2 || words->n > 3)
		return err_set(err, ERR_INPUT, "a reaction is 'react heart', and the id of a reply where it is to one");
	while (i < ARRAY_LEN(reactions) && strcmp(reactions[i].name, words->at[1]) != 0)
		i++;
	if (i == ARRAY_LEN(reactions)) {
		const char *near = near_name(words->at[1], reactions, ARRAY_LEN(reactions), sizeof(*reactions));
		return err_set(err, ERR_INPUT, "there is no such reaction%s%s%s", near ? " (did you mean " : "",
		               near ? near : "", near ? "?)" : "");
	}
	line->what = arena_printf(words->arena, "react %s", words->at[1]);
	if (words->n == 3)
		line->post = words->at[2];
	if (*line->post && !text_is_id(line->post, strlen(line->post)))
		return err_set(err, ERR_INPUT, "not an id (like 20261122-170000-abc234)");
	return 0;
}

static int read_ballot(const struct words *words, struct votes_line *line, struct err *err)
{
	int64_t last = 0;
	const char *what = "poll";
	if (words->n < 2)
		return err_set(err, ERR_INPUT, "a ballot names its choices, like 'poll 2'");
	for (size_t i = 1; i < words->n; i++) {
		int64_t choice;
		if (*words->at[i] == '0' || text_to_int(words->at[i], 1, VOTES_CHOICES_MAX, &choice, err))
			return err_set(err, ERR_INPUT, "a choice is a number from 1 to %d", VOTES_CHOICES_MAX);
		if (choice <= last)
			return err_set(err, ERR_INPUT, "choices stand in ascending order, each once");
		last = choice;
		what = arena_printf(words->arena, "%s %lld", what, (long long)choice);
	}
	line->what = what;
	return 0;
}

static int read_line(const char *text, size_t n, struct arena *arena, struct votes_line *line, struct err *err)
{
	static const struct {
		const char *verb;
		int (*read)(const struct words *words, struct votes_line *line, struct err *err);
	} verbs[] = {{"up", read_up}, {"react", read_reaction}, {"poll", read_ballot}};
	struct words words = {.arena = arena};
	*line = (struct votes_line){.post = "", .what = ""};
	if (cut(text, n, &words, err))
		return -1;
	const char *verb = words.n ? words.at[0] : "";
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
		if (strcmp(verbs[i].verb, verb) == 0)
			return verbs[i].read(&words, line, err);
	return err_set(err, ERR_INPUT, "a line is 'up', 'react …' or 'poll …'");
}

static bool is_ballot(const struct votes_line *line)
{
	return strncmp(line->what, "poll ", 5) == 0;
}

static int check_once(const struct votes *votes, const struct votes_line *line, struct err *err)
{
	for (size_t i = 0; i < votes->len; i++) {
		if (is_ballot(line) && is_ballot(&votes->at[i]))
			return err_set(err, ERR_INPUT, "there is a ballot already; its choices stand in one line");
		if (strcmp(votes->at[i].what, line->what) == 0 && strcmp(votes->at[i].post, line->post) == 0)
			return err_set(err, ERR_INPUT, "this stands there twice");
	}
	return 0;
}

int votes_parse(const char *text, size_t n, struct arena *arena, struct votes *votes, struct err *err)
{
	size_t lines = 0;
	*votes = (struct votes){.line = 1};
	if (n > VOTES_BYTES_MAX)
		return err_set(err, ERR_INPUT, "a file of votes has %d bytes at most", VOTES_BYTES_MAX);
	for (size_t i = 0; i < n; i++)
		lines += text[i] == '\n';
	votes->at = arena_alloc(arena, lines + 1, sizeof(*votes->at));
	for (const char *at = text, *end = text + n; at < end; votes->line++) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t len = (size_t)((newline ? newline : end) - at);
		struct votes_line *line = &votes->at[votes->len];
		if (read_line(at, len, arena, line, err) || check_once(votes, line, err))
			return -1;
		votes->len++;
		at += len + 1;
	}
	return 0;
}

/* A member has one ballot, so each stands for any other. */
static bool is_same(const struct votes_line *a, const struct votes_line *b)
{
	if (is_ballot(a) && is_ballot(b))
		return true;
	return strcmp(a->what, b->what) == 0 && strcmp(a->post, b->post) == 0;
}

bool votes_says(const struct votes *votes, const struct votes_line *line)
{
	for (size_t i = 0; i < votes->len; i++)
		if (is_same(&votes->at[i], line))
			return true;
	return false;
}

static void write_line(struct str *out, const struct votes_line *line)
{
	str_addf(out, "%s%s%s\n", line->what, *line->post ? " " : "", line->post);
}

int votes_apply(const struct votes *votes, const struct votes_change *change, struct arena *arena, const char **text,
                struct err *err)
{
	struct str out;
	bool on = change->wish == VOTES_ON || (change->wish == VOTES_TURN && !votes_says(votes, &change->line));
	str_init(&out, VOTES_BYTES_MAX);
	for (size_t i = 0; i < votes->len; i++)
		if (!is_same(&votes->at[i], &change->line))
			write_line(&out, &votes->at[i]);
	if (on)
		write_line(&out, &change->line);
	int rc = out.over ? err_set(err, ERR_INPUT, "more reactions to one page than a file of votes takes") : 0;
	*text = arena_dupn(arena, out.at, out.len);
	str_release(&out);
	return rc;
}

size_t votes_ballot(const char *what, int64_t choices[static VOTES_CHOICES_MAX])
{
	size_t n = 0;
	if (strncmp(what, "poll ", 5) != 0)
		return 0;
	for (const char *at = what + 4; *at == ' ' && n < VOTES_CHOICES_MAX;) {
		char *end;
		choices[n++] = strtol(at + 1, &end, 10);
		at = end;
	}
	return n;
}
