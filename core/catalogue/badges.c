#include "badges.h"

#include "core/site/config.h"
#include "core/text/near.h"
#include "core/text/text.h"

enum { NAME_MAX_BYTES = 40, TEXT_MAX_BYTES = 300 };

static const char *const measures[BADGE_MEASURES] = {
    [BADGE_TOPICS] = "topics",   [BADGE_REPLIES] = "replies", [BADGE_POSTS] = "posts",
    [BADGE_ANSWERS] = "answers", [BADGE_VOTES] = "votes",     [BADGE_LESSONS] = "lessons",
    [BADGE_RESOURCES] = "resources", [BADGE_EVENTS] = "events", [BADGE_DAYS] = "days",
};

static const char standard[] = "[badge \"first-words\"]\n\tposts = 1\n"
                               "[badge \"regular\"]\n\tposts = 50\n\tdays = 90\n"
                               "[badge \"pillar\"]\n\tposts = 500\n\tdays = 365\n"
                               "[badge \"helper\"]\n\tanswers = 1\n"
                               "[badge \"solver\"]\n\tanswers = 10\n"
                               "[badge \"sage\"]\n\tanswers = 100\n"
                               "[badge \"voice\"]\n\tvotes = 10\n"
                               "[badge \"teacher\"]\n\tlessons = 1\n"
                               "[badge \"librarian\"]\n\tresources = 3\n"
                               "[badge \"host\"]\n\tevents = 1\n";

const char *badge_measure_name(enum badge_measure measure)
{
	return measures[measure];
}

const char *badges_standard(void)
{
	return standard;
}

bool badge_earned(const struct badge *badge, const int64_t have[static BADGE_MEASURES])
{
	for (size_t i = 0; i < BADGE_MEASURES; i++)
		if (have[i] < badge->least[i])
			return false;
	return true;
}

struct reading {
	struct badges *badges;
	struct arena *arena;
};

static struct badge *find(struct reading *reading, const char *name, size_t n, struct err *err)
{
	struct badges *badges = reading->badges;
	for (size_t i = 0; i < badges->len; i++)
		if (strlen(badges->at[i].name) == n && memcmp(badges->at[i].name, name, n) == 0)
			return &badges->at[i];
	if (n > NAME_MAX_BYTES || !text_is_slug(name, n)) {
		err_set(err, ERR_INPUT, "a badge's name is made of a-z 0-9 - ., %d characters at most", NAME_MAX_BYTES);
		return NULL;
	}
	if (badges->len == BADGES_MAX) {
		err_set(err, ERR_INPUT, "more than %d badges", BADGES_MAX);
		return NULL;
	}
	struct badge *badge = &badges->at[badges->len++];
	*badge = (struct badge){.name = arena_dupn(reading->arena, name, n), .title = "", .about = ""};
	return badge;
}

static int set_text(const char **field, const char *value, struct arena *arena, struct err *err)
{
	if (!*value || strlen(value) > TEXT_MAX_BYTES || text_check_line(value, strlen(value), err))
		return err_set(err, ERR_INPUT, "wants a line of %d bytes at most", TEXT_MAX_BYTES);
	*field = arena_dup(arena, value);
	return 0;
}

static int set_least(int64_t *least, const char *value, struct err *err)
{
	char *end;
	long n = strtol(value, &end, 10);
	if (*end || end == value || n < 1 || n > 1000000000)
		return err_set(err, ERR_INPUT, "wants a number from 1 on, got '%.40s'", value);
	*least = n;
	return 0;
}

static int no_such_key(const char *key, struct err *err)
{
	static const char *const known[] = {"title", "about", "topics", "replies", "posts", "answers",
	                                    "votes", "lessons", "resources", "events", "days"};
	const char *meant = near_name(key, known, ARRAY_LEN(known), sizeof(*known));
	return meant ? err_set(err, ERR_INPUT, "no such key (did you mean %s?)", meant)
	             : err_set(err, ERR_INPUT, "no such key");
}

static int set(struct reading *reading, struct badge *badge, const char *key, const char *value, struct err *err)
{
	if (strcmp(key, "title") == 0)
		return set_text(&badge->title, value, reading->arena, err);
	if (strcmp(key, "about") == 0)
		return set_text(&badge->about, value, reading->arena, err);
	for (size_t i = 0; i < BADGE_MEASURES; i++)
		if (strcmp(key, measures[i]) == 0)
			return set_least(&badge->least[i], value, err);
	return no_such_key(key, err);
}

/* "badge.<name>.<key>"; the name may hold dots. */
static int take(void *self, const char *key, const char *value, struct err *err)
{
	static const char section[] = "badge.";
	struct reading *reading = self;
	const char *name = key + strlen(section), *dot = strrchr(key, '.');
	if (strncmp(key, section, strlen(section)) != 0 || dot < name)
		return err_set(err, ERR_INPUT, "%.60s: only sections like [badge \"helper\"] stand here", key);
	struct badge *badge = find(reading, name, (size_t)(dot - name), err);
	if (!badge || set(reading, badge, dot + 1, value, err))
		return err_prefix(err, "%.100s", key);
	return 0;
}

/* A badge that everybody has says nothing. */
static int check_all(const struct badges *badges, struct err *err)
{
	static const int64_t nothing[BADGE_MEASURES] = {0};
	for (size_t i = 0; i < badges->len; i++)
		if (badge_earned(&badges->at[i], nothing))
			return err_set(err, ERR_INPUT, "badge.%s: says nothing that has to be reached", badges->at[i].name);
	return 0;
}

int badges_parse(const char *text, size_t n, struct arena *arena, struct badges *badges, struct err *err)
{
	struct reading reading = {badges, arena};
	*badges = (struct badges){arena_alloc(arena, BADGES_MAX, sizeof(*badges->at)), 0};
	if (n > BADGES_BYTES)
		return err_set(err, ERR_LIMIT, "wants a file of %d bytes at most", BADGES_BYTES);
	return config_each(text, n, take, &reading, err) || check_all(badges, err) ? -1 : 0;
}
