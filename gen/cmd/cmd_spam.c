#include "gen/desk/desk.h"
#include "cmd.h"

#include "core/judge/spam.h"
#include "core/judge/spam_learn.h"
#include "core/text/crypto.h"
#include "core/text/near.h"
#include "core/text/text.h"

enum { OPERANDS_MAX = 10000, FILE_BYTES = 4 << 20, SHOWN_WORDS = 10 };

static const char about[] =
    "What the filter thinks and knows. It learns by itself from what moderators decide.\n"
    "\n"
    "  stoa spam score FILE|ID...        how likely it is spam, and why\n"
    "  stoa spam train spam FILE...      teach it texts that are spam\n"
    "  stoa spam train ham FILE...       teach it texts that are none: a new site's own pages, say\n"
    "  stoa spam learn                   learn now what was decided since it learned last\n"
    "  stoa spam stats                   how much it has learned\n"
    "\n"
    "A file that was taught once is not learned again; taught as the other, it changes sides.";

struct request {
	struct desk desk;
	struct state *state;
	const char *site;
	char **operands;
};

static int read_file(struct request *request, const char *path, struct spam_text *text, struct err *err)
{
	struct arena *arena = &request->desk.arena;
	struct spam_source source = {"", "", "", 0, request->desk.site.conf.site_language};
	struct str file;
	str_init(&file, FILE_BYTES);
	int rc = str_read_file(&file, path, err);
	if (!rc) {
		const char *body = arena_dupn(arena, file.at, strnlen(file.at, file.len)), *end;
		/* What front matter says of a page is not its text. */
		if (!strncmp(body, "---\n", 4) && (end = strstr(body + 4, "\n---\n")))
			body = end + 5;
		source.body = body;
		source.body_len = strlen(body);
		rc = spam_text_read(&source, arena, text, err);
	}
	str_release(&file);
	return rc;
}

static struct spam_learn learner(struct request *request)
{
	return (struct spam_learn){request->desk.queue, request->state, &request->desk.site, request->desk.now};
}

static int read_submission(struct request *request, const char *id, struct spam_text *text, struct err *err)
{
	struct queue_item item;
	struct spam_learn learn = learner(request);
	return queue_find(request->desk.queue, id, &request->desk.arena, &item, err)
	           ? -1
	           : spam_text_of(&learn, &item, &request->desk.arena, text, err);
}

static void print_opinion(const char *what, const struct spam_opinion *opinion)
{
	printf("%s: %lld of %d\n", what, (long long)opinion->score, SPAM_MAX);
	for (size_t i = 0; i < opinion->nreasons; i++) {
		const struct spam_reason *reason = &opinion->reasons[i];
		printf("  %+5lld  %-10s %lld%s%s\n", (long long)reason->points, reason->rule, (long long)reason->count,
		       *reason->detail ? "  " : "", reason->detail);
	}
}

static void print_words(const struct spam_counts *counts)
{
	size_t n = counts->len < SHOWN_WORDS ? counts->len : SHOWN_WORDS;
	for (size_t i = 0; i < n; i++) {
		const struct spam_count *count = &counts->at[i];
		printf("         %4lld  %s (spam %lld, other %lld)\n", (long long)spam_filter_word(counts, count), count->word,
		       (long long)count->spam, (long long)count->ham);
	}
}

/* Of the text alone: what was known of its sender when it was sent stands in `stoa queue show`. */
static int score(struct request *request, const char *what, struct err *err)
{
	struct arena *arena = &request->desk.arena;
	const struct config *conf = &request->desk.site.conf;
	struct spam_text text;
	struct spam_counts counts;
	struct spam_opinion opinion;
	struct held held;
	bool is_id = text_is_id(what, strlen(what));
	if (is_id ? read_submission(request, what, &text, err) : read_file(request, what, &text, err))
		return -1;
	if (state_spam_counts(request->state, &text, arena, &counts, err) ||
	    held_load(&held, &conf->policy_words, request->desk.site.words_file, arena, err))
		return -1;
	struct spam_case c = {.text = &text, .counts = &counts, .held = &held, .guest = true, .approved = 1, .age = -1};
	c.belief = spam_filter(&counts, conf->spam_lessons);
	spam_judge(&c, arena, &opinion);
	print_opinion(what, &opinion);
	print_words(&counts);
	held_release(&held);
	return 0;
}

static int run_score(struct request *request, struct err *err)
{
	if (!request->operands[1])
		return err_set(err, ERR_INPUT, "score: of which file or submission?");
	for (char **what = request->operands + 1; *what; what++)
		if (score(request, *what, err))
			return err_prefix(err, "%s", *what);
	return 0;
}

static int teach(struct request *request, const char *path, enum spam_lesson kind, struct err *err)
{
	struct spam_text text;
	if (read_file(request, path, &text, err))
		return -1;
	const char *id = arena_printf(&request->desk.arena, "file:%lld", (long long)text.digest);
	struct state_spam_text row = {id, "", "", "", text.digest, 0, request->desk.now};
	struct state_spam_lesson lesson = {id, "by hand", kind, request->desk.now};
	return state_spam_put(request->state, &row, &text, err) ? -1 : state_spam_teach(request->state, &lesson, err);
}

static int run_train(struct request *request, struct err *err)
{
	const char *kind = request->operands[1] ? request->operands[1] : "";
	bool spam = !strcmp(kind, "spam");
	if ((!spam && strcmp(kind, "ham")) || !request->operands[2])
		return err_set(err, ERR_INPUT, "train: as what? stoa spam train spam FILE..., stoa spam train ham FILE...");
	for (char **path = request->operands + 2; *path; path++)
		if (teach(request, *path, spam ? SPAM_SPAM : SPAM_HAM, err))
			return err_prefix(err, "%s", *path);
	return 0;
}

static int run_learn(struct request *request, struct err *err)
{
	struct spam_learn learn = learner(request);
	struct spam_learned learned;
	if (spam_learn(&learn, &learned, err))
		return -1;
	printf("%zu verdicts learned, %zu that wait scored anew\n", learned.lessons, learned.rescored);
	return 0;
}

static int run_stats(struct request *request, struct err *err)
{
	struct state_spam_totals totals;
	int64_t enough = request->desk.site.conf.spam_lessons;
	if (state_spam_totals(request->state, &totals, err))
		return -1;
	printf("spam      %lld\nother     %lld\nwords     %lld\n", (long long)totals.spam, (long long)totals.ham,
	       (long long)totals.words);
	if (totals.spam < enough || totals.ham < enough)
		printf("The filter speaks when it has seen %lld of each (spam.lessons).\n", (long long)enough);
	return 0;
}

static const struct {
	const char *name; /* first, for near_name() */
	int (*run)(struct request *request, struct err *err);
} acts[] = {{"score", run_score}, {"train", run_train}, {"learn", run_learn}, {"stats", run_stats}};

static int run(struct request *request, struct err *err)
{
	const char *name = request->operands[0];
	for (size_t i = 0; i < ARRAY_LEN(acts); i++)
		if (!strcmp(acts[i].name, name))
			return acts[i].run(request, err);
	const char *meant = near_name(name, acts, ARRAY_LEN(acts), sizeof(acts[0]));
	return err_set(err, ERR_INPUT, "%s: no such thing to do%s%s%s", name, meant ? " (did you mean " : "", meant ? meant : "",
	               meant ? "?)" : "; stoa spam --help lists them");
}

int cmd_spam(int argc, char **argv, struct err *err)
{
	struct request request = {0};
	const struct cmd_option options[] = {
	    {"site", 's', "DIR", "the site, if it is not the present folder", .text = &request.site},
	};
	const struct cmd_usage usage = {
	    .synopsis = "spam score FILE|ID... | train spam|ham FILE... | learn | stats",
	    .about = about,
	    .options = options,
	    .noptions = ARRAY_LEN(options),
	    .operands_min = 1,
	    .operands_max = OPERANDS_MAX,
	};
	int rc = cmd_parse(&usage, argc, argv, &request.operands, err);
	if (rc || crypto_init(err) || desk_open(&request.desk, request.site, err))
		return rc > 0 ? 0 : -1;
	rc = state_open(&request.state, request.desk.site.state_db, err);
	if (!rc)
		rc = run(&request, err);
	state_close(request.state);
	desk_close(&request.desk);
	return rc;
}
