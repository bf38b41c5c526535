#include "spam.h"

#include "core/text/text.h"

enum { WORDS_PER_LINK = 8, SHOUTED_LETTERS = 20, FOREIGN_LETTERS = 20, COPIED_WORDS = 8, STALE = 12 * 3600,
       LINE_BYTES = 1000, KNOWN_AFTER = 3 };

static int64_t count_links(const struct spam_case *c)
{
	return c->text->links > 1 ? c->text->links - 1 : 0;
}

static const char *name_hosts(const struct spam_case *c, struct arena *arena)
{
	struct str out;
	str_init(&out, LINE_BYTES);
	for (size_t i = 0; i < c->text->nhosts && i < SPAM_NAMED; i++)
		str_addf(&out, "%s%s", i ? ", " : "", c->text->hosts[i]);
	const char *names = arena_dupn(arena, out.at, out.len);
	str_release(&out);
	return names;
}

static int64_t count_bare(const struct spam_case *c)
{
	return c->text->links && c->text->counted < c->text->links * WORDS_PER_LINK;
}

static int64_t count_disguised(const struct spam_case *c)
{
	return c->text->disguised;
}

static bool is_held(const struct spam_case *c, size_t i)
{
	return strstr(c->text->folded, c->held->phrases.at[i]) != NULL;
}

static int64_t count_held(const struct spam_case *c)
{
	int64_t n = 0;
	for (size_t i = 0; c->held && i < c->held->phrases.len; i++)
		n += is_held(c, i);
	return n;
}

/* A phrase stands there between blanks. */
static const char *name_held(const struct spam_case *c, struct arena *arena)
{
	const char *names = "";
	for (size_t i = 0, n = 0; i < c->held->phrases.len && n < SPAM_NAMED; i++) {
		const char *phrase = c->held->phrases.at[i];
		if (is_held(c, i))
			names = arena_printf(arena, "%s%s%.*s", names, n++ ? ", " : "", (int)strlen(phrase) - 2, phrase + 1);
	}
	return names;
}

static int64_t count_capitals(const struct spam_case *c)
{
	const struct spam_text *text = c->text;
	return text->cased >= SHOUTED_LETTERS && text->capitals * 10 > text->cased * 6;
}

static int64_t count_mixed(const struct spam_case *c)
{
	return c->text->mixed;
}

static int64_t count_foreign(const struct spam_case *c)
{
	return c->text->foreign >= FOREIGN_LETTERS && c->text->foreign * 2 > c->text->letters;
}

static int64_t count_newcomer(const struct spam_case *c)
{
	return !c->approved;
}

static int64_t count_known(const struct spam_case *c)
{
	return !c->guest && c->approved >= KNOWN_AFTER;
}

static int64_t count_hasty(const struct spam_case *c)
{
	return c->age >= 0 && c->age < c->hasty;
}

static int64_t count_stale(const struct spam_case *c)
{
	return c->age >= STALE;
}

static int64_t count_trapped(const struct spam_case *c)
{
	return c->trapped;
}

static int64_t count_unproved(const struct spam_case *c)
{
	return c->unproved;
}

static int64_t count_network(const struct spam_case *c)
{
	return c->seen.network_spam;
}

static int64_t count_spam_again(const struct spam_case *c)
{
	return c->text->counted >= COPIED_WORDS && c->seen.as_spam > 0;
}

/* "Thank you very much!" is everybody's. */
static int64_t count_copies(const struct spam_case *c)
{
	return c->text->counted >= COPIED_WORDS ? c->seen.by_others : 0;
}

/* A row is one thing to read, not ten lines. */
/* clang-format off */
static const struct spam_rule rules[] = {
	{"again", 600, 600, count_spam_again, NULL, "The same text was rejected as spam lately."},
	{"copies", 150, 450, count_copies, NULL, "Others sent the same text lately."},
	{"network", 150, 450, count_network, NULL, "Posts from the same network were rejected as spam lately."},
	{"links", 60, 300, count_links, name_hosts, "Links beyond the first."},
	{"bare", 150, 150, count_bare, name_hosts, "Hardly anything but links."},
	{"disguised", 250, 250, count_disguised, NULL, "A link that shows another address than it leads to, or nothing."},
	{"held", 200, 400, count_held, name_held, "Words of policy.words."},
	{"trapped", 250, 250, count_trapped, NULL, "From the same network the field that people do not see was filled in lately."},
	{"hasty", 200, 200, count_hasty, NULL, "Sent faster than people read (spam.seconds)."},
	{"stale", 50, 50, count_stale, NULL, "Sent half a day or more after it was previewed."},
	{"unproved", 100, 100, count_unproved, NULL, "Without the work that a browser with JavaScript does (spam.work)."},
	{"capitals", 100, 100, count_capitals, NULL, "Mostly capitals."},
	{"mixed", 100, 200, count_mixed, NULL, "Words that mix scripts whose letters look alike."},
	{"foreign", 100, 100, count_foreign, NULL, "Mostly in a script that the site's language is not written in."},
	{"newcomer", 50, 50, count_newcomer, NULL, "Nothing of the sender's was approved yet."},
	{"known", -200, 0, count_known, NULL, "Several posts of the sender's were approved."},
};
/* clang-format on */

const struct spam_rule *spam_rule(size_t i)
{
	return i < ARRAY_LEN(rules) ? &rules[i] : NULL;
}

/* The words that spoke loudest, for the side that won. */
static const char *name_telling(const struct spam_case *c, struct arena *arena)
{
	const char *names = "";
	const struct spam_counts *counts = c->counts;
	bool spam = c->belief.permille >= SPAM_EVEN;
	for (size_t i = 0, n = 0; counts && i < counts->len && n < SPAM_NAMED; i++) {
		const struct spam_count *count = &counts->at[spam ? i : counts->len - 1 - i];
		if ((spam_filter_word(counts, count) > SPAM_EVEN) != spam)
			break;
		names = arena_printf(arena, "%s%s%s", names, n++ ? ", " : "", count->word);
	}
	return names;
}

int64_t spam_belief_points(struct spam_belief belief)
{
	int64_t from_even = belief.permille - SPAM_EVEN;
	/* It is surer of itself than it is right: alone it makes a text just likely spam, and many rules outweigh it. */
	return belief.known ? from_even : 0;
}

int64_t spam_score(int64_t points, struct spam_belief belief)
{
	int64_t score = points + spam_belief_points(belief);
	return score < 0 ? 0 : score > SPAM_MAX ? SPAM_MAX : score;
}

void spam_judge(const struct spam_case *c, struct arena *arena, struct spam_opinion *opinion)
{
	*opinion = (struct spam_opinion){0};
	if (c->belief.known)
		opinion->reasons[opinion->nreasons++] = (struct spam_reason){
			"filter", c->belief.permille, spam_belief_points(c->belief), name_telling(c, arena)};
	for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
		int64_t n = rules[i].count(c), points = n * rules[i].points;
		if (!n)
			continue;
		points = rules[i].most && points > rules[i].most ? rules[i].most : points;
		opinion->points += points;
		opinion->reasons[opinion->nreasons++] = (struct spam_reason){
			rules[i].name, n, points, rules[i].detail ? rules[i].detail(c, arena) : ""};
	}
	opinion->score = spam_score(opinion->points, c->belief);
}

static void write_reason(struct str *out, const struct spam_reason *reason)
{
	struct str line;
	str_init(&line, LINE_BYTES * 4);
	text_one_line(&line, reason->detail, strnlen(reason->detail, LINE_BYTES));
	str_addf(out, "%s %lld %+lld%s%s\n", reason->rule, (long long)reason->count, (long long)reason->points,
	         line.len ? " " : "", line.at);
	str_release(&line);
}

const char *spam_reasons_write(const struct spam_opinion *opinion, struct arena *arena)
{
	struct str out;
	str_init(&out, (size_t)SPAM_REASONS_MAX * LINE_BYTES * 5);
	for (size_t i = 0; i < opinion->nreasons; i++)
		write_reason(&out, &opinion->reasons[i]);
	const char *text = arena_dupn(arena, out.at, out.len);
	str_release(&out);
	return text;
}

static bool read_reason(const char *line, struct arena *arena, struct spam_reason *reason)
{
	struct err err = {0};
	size_t name = strcspn(line, " "), number, points;
	if (!line[name])
		return false;
	number = strcspn(line + name + 1, " ");
	const char *rest = line + name + 1 + number;
	if (!*rest)
		return false;
	points = strcspn(rest + 1, " ");
	const char *sum = arena_dupn(arena, rest + 1 + (rest[1] == '+'), points - (rest[1] == '+'));
	reason->rule = arena_dupn(arena, line, name);
	reason->detail = rest[1 + points] ? rest + 2 + points : "";
	return !text_to_int(arena_dupn(arena, line + name + 1, number), INT32_MIN, INT32_MAX, &reason->count, &err) &&
	       !text_to_int(sum, INT32_MIN, INT32_MAX, &reason->points, &err);
}

struct spam_reason *spam_reasons_read(const char *text, struct arena *arena, size_t *n)
{
	struct spam_reason *reasons = arena_alloc(arena, SPAM_REASONS_MAX, sizeof(*reasons));
	*n = 0;
	while (*text && *n < SPAM_REASONS_MAX) {
		size_t len = strcspn(text, "\n");
		*n += read_reason(arena_dupn(arena, text, len), arena, &reasons[*n]);
		text += len + (text[len] == '\n');
	}
	return reasons;
}

const char *spam_reasons_renew(const char *text, struct spam_belief belief, struct arena *arena)
{
	struct spam_opinion opinion = {0};
	struct spam_reason filter = {"filter", belief.permille, spam_belief_points(belief), ""};
	size_t n;
	const struct spam_reason *old = spam_reasons_read(text, arena, &n);
	if (belief.known)
		opinion.reasons[opinion.nreasons++] = filter;
	for (size_t i = 0; i < n && opinion.nreasons < SPAM_REASONS_MAX; i++)
		if (strcmp(old[i].rule, "filter"))
			opinion.reasons[opinion.nreasons++] = old[i];
	return spam_reasons_write(&opinion, arena);
}
