#include "build.h"
#include "cmd.h"
#include "desk.h"
#include "learn.h"

#include "core/date.h"
#include "core/json.h"
#include "core/near.h"
#include "core/retain.h"
#include "core/text.h"
#include "core/uploads.h"

enum { HOUR = 3600, IDS_MAX = 10000, SHOWN_BYTES = 8 * 1024 * 1024 };

static const char about[] =
    "The moderator's queue: what members sent and nobody has decided yet.\n"
    "\n"
    "  stoa queue list              what waits, oldest first\n"
    "  stoa queue show ID           one submission: who, when, what\n"
    "  stoa queue diff ID           the same as a difference to what was there\n"
    "  stoa queue approve ID...     publish: a merge commit that names you\n"
    "  stoa queue reject ID...      with --reason, which its author reads\n"
    "  stoa queue withdraw ID       on its author's behalf\n"
    "  stoa queue sweep             put away what was merged with plain git; drop old verdicts\n"
    "\n"
    "Plain git does as well: git fetch .../queue.git ID && git merge FETCH_HEAD && git push";

struct request {
	struct desk desk;
	const struct act *act;
	char **ids;
	const char *site, *as, *reason, *rule, *note;
	bool json, no_build;
	const char *reviewer;
	size_t approved;
};

struct act {
	const char *name; /* first, for near_name() */
	bool wants_id, decides;
	int (*run)(struct request *request, const char *id, struct err *err);
};

/* Text of strangers on somebody's terminal: a control character could be a command to it. */
static void print_safely(const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];
		bool second_of_c1 = i && (unsigned char)text[i - 1] == 0xC2 && c < 0xA0;
		putchar((c < 0x20 && c != '\n' && c != '\t') || c == 0x7F || second_of_c1 ? '?' : c);
	}
}

static void print_line(const char *label, const char *text)
{
	if (!*text)
		return;
	printf("%-11s", label);
	print_safely(text, strlen(text));
	putchar('\n');
}

static int print_json(const struct queue_item *items, size_t n, struct err *err)
{
	struct str out;
	str_init(&out, (size_t)256 << 20);
	str_addz(&out, "[");
	for (size_t i = 0; i < n; i++) {
		char date[DATE_TEXT];
		date_rfc3339(items[i].submitted, date);
		const struct json_member members[] = {
		    {.name = "id", .text = items[i].id},
		    {.name = "author", .text = items[i].author},
		    {.name = "submitted", .text = date},
		    {.name = "summary", .text = items[i].summary},
		    {.name = "path", .text = items[i].npaths ? items[i].paths[0] : NULL},
		    {.name = "files", .number = (int64_t)items[i].npaths, .is_number = true},
		};
		str_addz(&out, i ? ",\n" : "\n");
		json_put(&out, members, ARRAY_LEN(members));
	}
	str_addz(&out, n ? "\n]\n" : "]\n");
	int rc = str_check(&out, "list", err);
	if (!rc)
		fwrite(out.at, 1, out.len, stdout);
	str_release(&out);
	return rc;
}

static int run_list(struct request *request, const char *id, struct err *err)
{
	struct queue_item *items;
	size_t n;
	(void)id;
	if (queue_waiting(request->desk.queue, &request->desk.arena, &items, &n, err))
		return -1;
	if (request->json)
		return print_json(items, n, err);
	for (size_t i = 0; i < n; i++) {
		printf("%s  %-16s  ", items[i].id, items[i].author);
		print_safely(items[i].summary, strlen(items[i].summary));
		putchar('\n');
	}
	fprintf(stderr, n ? "%zu waiting\n" : "nothing waits\n", n);
	return 0;
}

static void print_head(const struct queue_item *item)
{
	char submitted[DATE_TEXT], decided[DATE_TEXT];
	date_rfc3339(item->submitted, submitted);
	date_rfc3339(item->decided, decided);
	print_line("submission", item->id);
	print_line("state", queue_state_name(item->state));
	print_line("summary", item->summary);
	print_line("author", item->author);
	print_line("submitted", submitted);
	if (item->state != QUEUE_WAITING)
		print_line("decided", decided);
	print_line("reviewer", item->reviewer);
	print_line("rule", item->rule);
	print_line("reason", item->reason);
	for (size_t i = 0; i < item->npaths; i++)
		print_line(i ? "" : "files", item->paths[i]);
}

/* What prints one changed file: its whole text, or its difference. */
static int add_text(void *self, const struct store_change *change, struct err *err)
{
	struct request *request = self;
	struct str text;
	str_init(&text, SHOWN_BYTES);
	printf("\n--- %s%s\n", change->path, change->new_blob ? "" : " (removed)");
	int rc = change->new_blob ? store_read(queue_store(request->desk.queue), change->new_blob, &text, err) : 0;
	if (!rc && memchr(text.at, '\0', text.len))
		printf("(%zu bytes that are no text)\n", text.len);
	else if (!rc)
		print_safely(text.at, text.len);
	str_release(&text);
	return rc;
}

static int add_patch(void *self, const struct store_change *change, struct err *err)
{
	struct request *request = self;
	struct str text;
	str_init(&text, SHOWN_BYTES);
	int rc = store_patch(queue_store(request->desk.queue), change, &text, err);
	if (!rc)
		print_safely(text.at, text.len);
	str_release(&text);
	return rc;
}

static int each_change(struct request *request, const struct queue_item *item, store_change_fn *print, struct err *err)
{
	struct store *store = queue_store(request->desk.queue);
	struct store_commit_info base, commit;
	if (store_commit_info(store, &item->base, &request->desk.arena, &base, err) ||
	    store_commit_info(store, &item->commit, &request->desk.arena, &commit, err))
		return -1;
	return store_diff(store, &base.tree, &commit.tree, "", print, request, err);
}

static int run_show(struct request *request, const char *id, struct err *err)
{
	struct queue_item item;
	if (queue_find(request->desk.queue, id, &request->desk.arena, &item, err))
		return -1;
	print_head(&item);
	return each_change(request, &item, add_text, err);
}

static int run_diff(struct request *request, const char *id, struct err *err)
{
	struct queue_item item;
	if (queue_find(request->desk.queue, id, &request->desk.arena, &item, err))
		return -1;
	return each_change(request, &item, add_patch, err);
}

static struct queue_verdict verdict_of(const struct request *request, const char *id, const char *reason)
{
	return (struct queue_verdict){
	    .id = id, .reviewer = request->reviewer, .reason = reason, .rule = request->rule, .now = request->desk.now};
}

static int run_approve(struct request *request, const char *id, struct err *err)
{
	struct queue_verdict verdict = verdict_of(request, id, request->note);
	struct store_id merge;
	char hex[STORE_HEX];
	if (queue_approve(request->desk.queue, &verdict, &merge, err))
		return -1;
	store_hex(&merge, hex);
	printf("%s approved: %s\n", id, hex);
	request->approved++;
	return 0;
}

static int run_reject(struct request *request, const char *id, struct err *err)
{
	struct queue_verdict verdict = verdict_of(request, id, request->reason);
	if (!request->reason || !*request->reason)
		return err_set(err, ERR_INPUT, "--reason TEXT is missing: the author of a rejected post is told why");
	if (queue_reject(request->desk.queue, &verdict, err))
		return -1;
	printf("%s rejected\n", id);
	return 0;
}

static int run_withdraw(struct request *request, const char *id, struct err *err)
{
	if (queue_withdraw(request->desk.queue, id, request->desk.now, err))
		return -1;
	printf("%s withdrawn\n", id);
	return 0;
}

static int sweep_uploads(const struct request *request, struct err *err)
{
	const struct site *site = &request->desk.site;
	size_t dropped;
	if (uploads_sweep(site->uploads, request->desk.now - site->conf.upload_keep_hours * HOUR, &dropped, err))
		return -1;
	if (dropped)
		printf("%zu files dropped whose posts were never sent\n", dropped);
	return 0;
}

static int run_sweep(struct request *request, const char *id, struct err *err)
{
	struct retain retain = {.queue = request->desk.queue, .now = request->desk.now,
	                        .days = request->desk.site.conf.moderation_keep_days};
	struct retain_report report;
	struct err closed = {0};
	(void)id;
	/* Who pushes may own the repositories and not the accounts: what can be forgotten is. */
	int opened = state_open(&retain.state, request->desk.site.state_db, &closed);
	int rc = retain_sweep(&retain, &report, err);
	state_close(retain.state);
	if (!rc && (report.moved || report.dropped))
		printf("%zu put away as approved, %zu dropped\n", report.moved, report.dropped);
	if (!rc && opened) {
		*err = closed;
		return -1;
	}
	return rc || sweep_uploads(request, err) ? -1 : 0;
}

static const struct act acts[] = {
    {"list", false, false, run_list},     {"show", true, false, run_show},    {"diff", true, false, run_diff},
    {"approve", true, true, run_approve}, {"reject", true, true, run_reject}, {"withdraw", true, true, run_withdraw},
    {"sweep", false, false, run_sweep},
};

static int choose_act(struct request *request, char **operands, struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(acts); i++)
		if (strcmp(acts[i].name, operands[0]) == 0)
			request->act = &acts[i];
	if (!request->act) {
		const char *meant = near_name(operands[0], acts, ARRAY_LEN(acts), sizeof(acts[0]));
		return err_set(err, ERR_INPUT, "%s: no such thing to do%s%s%s", operands[0],
		               meant ? " (did you mean " : "", meant ? meant : "",
		               meant ? "?)" : "; stoa queue --help lists them");
	}
	request->ids = operands + 1;
	if (request->act->wants_id != (operands[1] != NULL))
		return err_set(err, ERR_INPUT,
		               request->act->wants_id ? "%s: whose? stoa queue list names them" : "%s: takes no id",
		               operands[0]);
	return 0;
}

static int read_request(int argc, char **argv, struct request *request, struct err *err)
{
	const struct cmd_option options[] = {
	    {"site", 's', "DIR", "the site, if it is not the present folder", .text = &request->site},
	    {"as", 'a', "HANDLE", "who decides", .text = &request->as},
	    {"reason", 'r', "TEXT", "why it is rejected; its author reads this", .text = &request->reason},
	    {"rule", 0, "RULE", "the rule that it breaks", .text = &request->rule},
	    {"note", 'n', "TEXT", "a note in the merge commit of an approval; public", .text = &request->note},
	    {"json", 0, NULL, "the list as a JSON array", .flag = &request->json},
	    {"no-build", 0, NULL, "do not build the site after an approval", .flag = &request->no_build},
	};
	const struct cmd_usage usage = {
	    .synopsis = "queue list | show ID | diff ID | approve ID... | reject ID... | withdraw ID... | sweep",
	    .about = about,
	    .options = options,
	    .noptions = ARRAY_LEN(options),
	    .operands_min = 1,
	    .operands_max = IDS_MAX,
	};
	char **operands;
	int rc = cmd_parse(&usage, argc, argv, &operands, err);
	return rc ? rc : choose_act(request, operands, err);
}

/* One that cannot be decided does not hold up the others; the first failure is the command's. */
static int run_all(struct request *request, struct err *err)
{
	int failed = 0;
	if (!request->act->wants_id)
		return request->act->run(request, NULL, err);
	for (char **id = request->ids; *id; id++) {
		struct err one = {0};
		if (request->act->run(request, *id, &one) == 0)
			continue;
		if (failed)
			fprintf(stderr, "stoa queue: %s: %s\n", *id, one.msg);
		else
			*err = one;
		failed = -1;
	}
	return failed;
}

/* `stoa watch` may be quicker; then this finds nothing to do. */
static int build(struct request *request, struct err *err)
{
	struct build_options options = {0};
	struct build_report report;
	if (!request->approved || request->no_build || build_is_current(&request->desk.site))
		return 0;
	/* The builder forks; no repository is open then. */
	queue_close(request->desk.queue);
	request->desk.queue = NULL;
	return build_site(&request->desk.site, &options, &report, err) ? err_prefix(err, "approved, but not built") : 0;
}

static int run(struct request *request, struct err *err)
{
	struct err built = {0};
	if (request->act->decides && desk_moderator(&request->desk, request->as, &request->reviewer, err))
		return -1;
	int rc = run_all(request, err);
	fflush(stdout);
	if (request->act->decides || request->act->run == run_sweep)
		learn_verdicts(&request->desk);
	if (build(request, &built) == 0)
		return rc;
	if (rc)
		fprintf(stderr, "stoa queue: %s\n", built.msg);
	else
		*err = built;
	return -1;
}

int cmd_queue(int argc, char **argv, struct err *err)
{
	struct request request = {0};
	int rc = read_request(argc, argv, &request, err);
	if (rc || desk_open(&request.desk, request.site, err))
		return rc > 0 ? 0 : -1;
	rc = run(&request, err);
	desk_close(&request.desk);
	return rc;
}
