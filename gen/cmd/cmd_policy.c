#include "gen/desk/desk.h"
#include "cmd.h"

#include "core/judge/gauge.h"
#include "core/judge/trust.h"
#include "core/queue/queue_index.h"
#include "core/state/state_facts.h"
#include "core/text/near.h"
#include "core/text/text.h"

enum { FILE_MAX = 1024 * 1024, SAID_MAX = 8192, PERCENT = 10 };

static const char about[] =
    "What is published at once, held for a moderator, or refused: the rules of site.conf\n"
    "(policy.rule), asked in order, and behind them what is always so and moderation.hold.\n"
    "\n"
    "  stoa policy                  the rules that are in force, in words\n"
    "  stoa policy explain FILE     what would become of a file of content, rule by rule\n"
    "  stoa policy explain ID       the same of a submission\n"
    "  stoa policy test [FILE]      the operator's examples in policy.test, as TAP";

struct request {
	struct desk desk;
	struct policy policy;
	struct held held;
	struct str said;
	const char *site, *as;
};

/* What a rule, a case or what was seen of it says; valid until the next one. */
#define SAY(request, say, ...) (str_reset(&(request)->said), say(__VA_ARGS__, &(request)->said), (request)->said.at)

static bool is_forum(struct request *request, const char *forum)
{
	struct desk *desk = &request->desk;
	struct store_id blob;
	struct err ignored = {0};
	const char *folder = desk->site.conf.content_path;
	const char *path = arena_printf(&desk->arena, "%s%sforums/%s/index.md", folder, *folder ? "/" : "", forum);
	return !store_find(queue_content(desk->queue), &desk->tree, path, &blob, &ignored);
}

static int run_list(struct request *request, const char *operand, struct err *err)
{
	(void)operand, (void)err;
	for (size_t i = 0; i < request->policy.len; i++) {
		const struct policy_rule *rule = &request->policy.rules[i];
		printf("%2zu  %-16s %s\n    %-16s %s\n", i + 1, policy_origin_name(rule->origin), rule->text, "",
		       SAY(request, policy_say_rule, rule));
		if (*rule->sentence)
			printf("    %-16s its author reads: %s\n", "", rule->sentence);
		for (size_t f = 0; f < rule->nforums; f++)
			if (!is_forum(request, rule->forums[f]))
				printf("    %-16s (there is no forum %s now)\n", "", rule->forums[f]);
	}
	return 0;
}

/* ---- explain ---- */

/* What is to be judged. */
struct subject {
	const char *author; /* or "guest" */
	const char *id;     /* of a submission, or NULL */
	struct page page;
	bool edit;
};

static int parse(struct request *request, const char *path, const struct str *text, struct page *page, struct err *err)
{
	const struct config *conf = &request->desk.site.conf;
	const struct page_limits limits = {(size_t)conf->staff_max, (size_t)conf->front_matter_max, (size_t)conf->title_max};
	struct page_place place;
	const char *kept = arena_dupn(&request->desk.arena, text->at, text->len);
	if (page_locate(path, &request->desk.arena, &place, err))
		return -1;
	return page_parse(&place, kept, text->len, &limits, &request->desk.arena, page, err);
}

/* Below content.path; NULL where it is outside. */
static const char *content_path(const struct request *request, const char *path)
{
	const char *folder = request->desk.site.conf.content_path;
	size_t n = strlen(folder);
	if (!n)
		return path;
	return !strncmp(path, folder, n) && path[n] == '/' ? path + n + 1 : NULL;
}

static int read_submission(struct request *request, const char *id, struct subject *subject, struct err *err)
{
	struct store *store = queue_store(request->desk.queue);
	struct arena *arena = &request->desk.arena;
	struct store_commit_info info;
	struct queue_item item;
	struct store_id blob;
	struct str text;
	if (queue_find(request->desk.queue, id, arena, &item, err) || store_commit_info(store, &item.commit, arena, &info, err))
		return -1;
	const char *path = item.npaths == 1 ? content_path(request, item.paths[0]) : NULL;
	if (!path)
		return err_set(err, ERR_INPUT, "%s: %zu files, not one page", id, item.npaths);
	str_init(&text, FILE_MAX);
	int rc = store_find(store, &info.tree, item.paths[0], &blob, err) || store_read(store, &blob, &text, err) ||
	                 parse(request, path, &text, &subject->page, err)
	             ? -1
	             : 0;
	str_release(&text);
	subject->id = id;
	subject->author = item.author;
	subject->edit = !strncmp(item.summary, "edit:", strlen("edit:"));
	return rc;
}

/* The end of a file's name that is a page's path: it may lie in any clone. */
static const char *page_path(struct request *request, const char *file)
{
	for (const char *at = file; at; at = strchr(at, '/')) {
		struct page_place place;
		struct err ignored = {0};
		at += *at == '/';
		if (!page_locate(at, &request->desk.arena, &place, &ignored) && place.kind != PAGE_NONE &&
		    place.kind != PAGE_ATTACHMENT)
			return at;
	}
	return NULL;
}

static int read_content(struct request *request, const char *file, struct subject *subject, struct err *err)
{
	struct desk *desk = &request->desk;
	const char *path = page_path(request, file), *folder = desk->site.conf.content_path;
	struct store_id blob;
	struct str text;
	if (!path)
		return err_set(err, ERR_INPUT, "%s: no page can have that path, like forums/help/2026/11/stairs/index.md", file);
	str_init(&text, FILE_MAX);
	int rc = str_read_file(&text, file, err) || parse(request, path, &text, &subject->page, err) ? -1 : 0;
	str_release(&text);
	struct err ignored = {0};
	const char *there = arena_printf(&desk->arena, "%s%s%s", folder, *folder ? "/" : "", path);
	subject->edit = !store_find(queue_content(desk->queue), &desk->tree, there, &blob, &ignored);
	subject->author = subject->page.author;
	return rc;
}

/* The score is of when it was sent, or of what the filter learned since. */
static int find_trust(struct request *request, const struct subject *subject, struct state *state, struct policy_case *at,
                      struct err *err)
{
	struct desk_sender sender = {subject->author, ""};
	struct state_facts facts;
	struct trust trust;
	if (subject->id && !state_facts_find(state, subject->id, &request->desk.arena, &facts, err)) {
		sender.network = facts.network;
		at->values[POLICY_SPAM] = facts.score / PERCENT;
		if (*facts.rule)
			printf("when it was sent, this decided: %s\n", facts.rule);
	}
	err_clear(err);
	if (desk_trust(&request->desk, state, &sender, &trust, err))
		return -1;
	trust_put(&trust, at);
	if (!trust.built)
		puts("approved posts cannot be counted: the site is not built, or just now");
	return 0;
}

/* Others that wait: not itself. */
static int count_alike(struct request *request, const struct subject *subject, struct state *state, struct policy_case *at,
                       struct err *err)
{
	struct desk *desk = &request->desk;
	struct queue_source source = {desk->queue, state, &desk->site.conf, &desk->arena, desk->now};
	struct queue_index index;
	int64_t *n = &at->values[POLICY_ALIKE];
	const char *text = page_text(&subject->page, &desk->arena);
	if (!policy_asks(&request->policy, POLICY_ALIKE))
		return 0;
	if (queue_index_read(&source, &index, err) || queue_index_alike(&source, subject->page.title, text, n, err))
		return -1;
	*n -= subject->id && queue_index_find(&index, subject->id) ? 1 : 0;
	return 0;
}

static void print_rules(struct request *request, const struct policy_case *at)
{
	const struct policy_rule *decided = policy_judge(&request->policy, at);
	for (size_t i = 0; i < request->policy.len; i++) {
		const struct policy_rule *rule = &request->policy.rules[i];
		const char *seen = SAY(request, policy_say_seen, rule, at);
		printf("%s %-3s  %s%s%s%s\n", rule == decided ? "=>" : "  ", policy_matches(rule, at) ? "yes" : "no", rule->text,
		       *seen ? "  (" : "", seen, *seen ? ")" : "");
	}
	printf("%s, by %s: %s\n", policy_verdict_name(decided->verdict), policy_origin_name(decided->origin), decided->text);
	if (*decided->sentence)
		printf("its author reads: %s\n", decided->sentence);
}

static int explain(struct request *request, const struct subject *subject, struct err *err)
{
	struct policy_case at = {.kind = gauge_kind(subject->page.place.kind, subject->edit), .forum = subject->page.place.forum};
	struct state *state;
	if (state_open(&state, request->desk.site.state_db, err))
		return -1;
	int rc = find_trust(request, subject, state, &at, err) || count_alike(request, subject, state, &at, err);
	state_close(state);
	if (rc)
		return -1;
	gauge_text(subject->page.title, page_text(&subject->page, &request->desk.arena), &request->held, &at);
	if (!subject->id && policy_asks(&request->policy, POLICY_SPAM))
		puts("how likely it is spam is known of what was sent, not of a file: 0 here");
	printf("%s: %s\n", subject->author, SAY(request, policy_say_case, &at));
	print_rules(request, &at);
	return 0;
}

static int run_explain(struct request *request, const char *operand, struct err *err)
{
	struct subject subject = {0};
	if (!operand)
		return err_set(err, ERR_INPUT, "explain: what? a file of content, or the id of a submission");
	int rc = text_is_id(operand, strlen(operand)) ? read_submission(request, operand, &subject, err)
	                                              : read_content(request, operand, &subject, err);
	if (rc)
		return -1;
	if (request->as)
		subject.author = request->as;
	if (!subject.author || !*subject.author)
		return err_set(err, ERR_INPUT, "%s: whose? --as HANDLE says it", operand);
	return explain(request, &subject, err);
}

/* ---- test ---- */

struct test_run {
	struct request *request;
	int count, failed;
};

/* One line of the file; *passed, and why not. */
static void test_line(struct test_run *run, const char *line, int number)
{
	struct policy_expected expected;
	struct err err = {0};
	bool read = !policy_expect(line, &run->request->desk.arena, &expected, &err);
	const struct policy_rule *rule = read ? policy_judge(&run->request->policy, &expected.at) : NULL;
	bool passed = rule && rule->verdict == expected.verdict;
	run->failed += !passed;
	printf("%sok %d - %s\n", passed ? "" : "not ", ++run->count, line);
	if (!rule)
		printf("# line %d: %s\n", number, err.msg);
	else if (!passed)
		printf("# line %d: %s, by %s: %s\n", number, policy_verdict_name(rule->verdict),
		       policy_origin_name(rule->origin), rule->text);
}

/* A # begins a comment, blank lines are for the eye. */
static void test_lines(struct test_run *run, const char *text)
{
	int number = 0;
	while (*text) {
		struct str line;
		size_t n = strcspn(text, "\n"), used = strcspn(text, "#\n");
		str_init(&line, FILE_MAX);
		text_one_line(&line, text, used);
		number++;
		if (line.len)
			test_line(run, line.at, number);
		str_release(&line);
		text += n + (text[n] == '\n');
	}
}

static int run_test(struct request *request, const char *operand, struct err *err)
{
	const char *file = operand ? operand : arena_printf(&request->desk.arena, "%s/policy.test", request->desk.site.dir);
	struct test_run run = {.request = request};
	struct str text;
	str_init(&text, FILE_MAX);
	int rc = str_read_file(&text, file, err);
	if (rc && err->code == ERR_NOTFOUND)
		err_set(err, ERR_NOTFOUND, "%s: no such file; write one example a line, like 'hold: guest reply in help with 3 links'",
		        file);
	if (!rc) {
		puts("TAP version 13");
		test_lines(&run, text.at);
		printf("1..%d\n", run.count);
	}
	if (run.failed)
		rc = err_set(err, ERR_INPUT, "%d of %d examples come out otherwise", run.failed, run.count);
	str_release(&text);
	return rc;
}

static const struct deed {
	const char *name; /* first, for near_name() */
	int (*run)(struct request *request, const char *operand, struct err *err);
} deeds[] = {{"list", run_list}, {"explain", run_explain}, {"test", run_test}};

static const struct deed *find_deed(const char *name, struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(deeds); i++)
		if (!name || strcmp(deeds[i].name, name) == 0)
			return &deeds[i];
	const char *meant = near_name(name, deeds, ARRAY_LEN(deeds), sizeof(deeds[0]));
	err_set(err, ERR_INPUT, "%s: no such thing to do%s%s%s", name, meant ? " (did you mean " : "", meant ? meant : "",
	        meant ? "?)" : "; stoa policy --help lists them");
	return NULL;
}

static int run(struct request *request, const struct deed *deed, const char *operand, struct err *err)
{
	const struct site *site = &request->desk.site;
	policy_load(&request->policy, &site->conf, &request->desk.arena);
	if (held_load(&request->held, &site->conf.policy_words, site->words_file, &request->desk.arena, err))
		return -1;
	str_init(&request->said, SAID_MAX);
	int rc = deed->run(request, operand, err);
	str_release(&request->said);
	held_release(&request->held);
	return rc;
}

int cmd_policy(int argc, char **argv, struct err *err)
{
	struct request request = {0};
	char **operands;
	const struct cmd_option options[] = {
	    {"site", 's', "DIR", "the site, if it is not the present folder", .text = &request.site},
	    {"as", 'a', "HANDLE", "explain: as if this member had sent it, or guest", .text = &request.as},
	};
	const struct cmd_usage usage = {.synopsis = "policy [list | explain FILE|ID | test [FILE]]",
	                                .about = about,
	                                .options = options,
	                                .noptions = ARRAY_LEN(options),
	                                .operands_max = 2};
	int rc = cmd_parse(&usage, argc, argv, &operands, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	const struct deed *deed = find_deed(operands[0], err);
	if (!deed || desk_open(&request.desk, request.site, err))
		return -1;
	rc = run(&request, deed, operands[0] ? operands[1] : NULL, err);
	desk_close(&request.desk);
	return rc;
}
