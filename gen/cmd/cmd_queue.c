#include "gen/queue/learn.h"
#include "gen/queue/queue_desk.h"
#include "cmd.h"

#include "core/text/near.h"

static const char about[] =
    "The moderator's queue: what was sent and nobody has decided yet.\n"
    "\n"
    "  stoa queue list              what waits, the oldest first, likely spam last\n"
    "  stoa queue list --group likeness|sender|network|topic\n"
    "                               the same with a flood as one row\n"
    "  stoa queue show ID...        who sent it, why it waits, what stands around it\n"
    "  stoa queue diff ID...        the same as a difference to what was there\n"
    "  stoa queue approve WHICH     publish: a merge commit that names you; --edit to change it first\n"
    "  stoa queue reject WHICH      with --reason, which its author reads\n"
    "  stoa queue spam WHICH        reject, and teach the filter that this is what spam looks like\n"
    "  stoa queue undo ID...        take a verdict back: it waits again; --last: your last ones\n"
    "  stoa queue withdraw ID...    on its author's behalf\n"
    "  stoa queue sweep             put away what was merged with plain git; drop old verdicts\n"
    "\n"
    "WHICH are ids, - for ids on standard input (the first word of each line), or one of the options\n"
    "that filter a list, such as --like ID for all that says the same: then you are asked first.\n"
    "\n"
    "Plain git does as well: git fetch .../queue.git ID && git merge FETCH_HEAD && git push";

static const struct queue_deed deeds[] = {
	{"list", QUEUE_FILTER, queue_list_run},
	{"show", QUEUE_IDS, queue_show_run},
	{"diff", QUEUE_IDS, queue_diff_run},
	{"approve", QUEUE_IDS | QUEUE_FILTER | QUEUE_DECIDES, queue_approve_run},
	{"reject", QUEUE_IDS | QUEUE_FILTER | QUEUE_DECIDES, queue_reject_run},
	{"spam", QUEUE_IDS | QUEUE_FILTER | QUEUE_DECIDES, queue_spam_run},
	{"undo", QUEUE_IDS | QUEUE_DECIDES, queue_undo_run},
	{"withdraw", QUEUE_IDS | QUEUE_DECIDES, queue_withdraw_run},
	{"sweep", 0, queue_sweep_run},
};

static int find_deed(struct queue_desk *queue, const char *name, struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(deeds); i++)
		if (strcmp(deeds[i].name, name) == 0) {
			queue->deed = &deeds[i];
			return 0;
		}
	const char *meant = near_name(name, deeds, ARRAY_LEN(deeds), sizeof(deeds[0]));
	return err_set(err, ERR_INPUT, "%s: no such thing to do%s%s%s", name, meant ? " (did you mean " : "", meant ? meant : "",
	               meant ? "?)" : "; stoa queue --help lists them");
}

static int check_request(const struct queue_desk *queue, struct err *err)
{
	unsigned takes = queue->deed->takes;
	bool ids = queue->operands[0] != NULL, filtered = queue_desk_filters(queue);
	const char *name = queue->deed->name;
	if (ids && !(takes & QUEUE_IDS))
		return err_set(err, ERR_INPUT, "%s: takes no id", name);
	if (filtered && !(takes & QUEUE_FILTER))
		return err_set(err, ERR_INPUT, "%s: takes ids, no filter", name);
	if (ids && filtered)
		return err_set(err, ERR_INPUT, "%s: either ids or a filter", name);
	if (queue->edit && (queue->deed->run != queue_approve_run || filtered))
		return err_set(err, ERR_INPUT, "--edit: is for approve, and the ids of what is to be edited");
	if (queue->group && queue->deed->run != queue_list_run)
		return err_set(err, ERR_INPUT, "--group: is for list; --like ID and its like name a whole group");
	if (queue->last && (queue->deed->run != queue_undo_run || ids))
		return err_set(err, ERR_INPUT, "--last: is for undo, and takes no ids");
	if ((takes & QUEUE_IDS) && !ids && !filtered && !queue->last)
		return err_set(err, ERR_INPUT, "%s: whose? stoa queue list names them", name);
	return 0;
}

static int read_request(int argc, char **argv, struct queue_desk *queue, struct err *err)
{
	struct queue_wanted *wanted = &queue->wanted;
	const struct cmd_option options[] = {
		{"site", 's', "DIR", "the site, if it is not the present folder", .text = &queue->site},
		{"as", 'a', "HANDLE", "who decides", .text = &queue->as},
		{"forum", 'f', "FORUM", "those for a forum, by its folder", .text = &wanted->forum},
		{"by", 'b', "HANDLE", "by a member; guest; or a guest's network as a group shows it", .text = &wanted->by},
		{"network", 0, "NETWORK", "those from a network, as show names it", .text = &wanted->network},
		{"kind", 'k', "KIND", "topic, reply, edit, event, resource or change", .text = &wanted->kind},
		{"topic", 0, "PATH", "those for a topic, by the folder that show names", .text = &wanted->topic},
		{"older-than", 0, "AGE", "sent so long ago: 90m, 12h, 3d, 1w", .text = &wanted->older},
		{"score-min", 0, "N", "at least so likely spam, of 1000", .number = &wanted->score_min},
		{"score-max", 0, "N", "at most so likely", .number = &wanted->score_max},
		{"flood", 0, NULL, "those of which five or more are alike, and likely spam together", .flag = &wanted->flood},
		{"like", 'l', "ID", "those that say the same as that one, itself among them", .text = &wanted->like},
		{"text", 't', "WORDS", "with those words in title, beginning, link or sender", .text = &wanted->text},
		{"group", 'g', "WHAT", "list: by likeness, sender, network or topic", .text = &queue->group},
		{"reason", 'r', "TEXT", "why it is rejected, or taken back; its author reads this", .text = &queue->reason},
		{"rule", 0, "RULE", "the rule that it breaks", .text = &queue->rule},
		{"note", 'n', "TEXT", "a note in the merge commit of an approval; public", .text = &queue->note},
		{"edit", 'e', NULL, "approve: change it in $EDITOR first", .flag = &queue->edit},
		{"last", 0, NULL, "undo: all that you decided by your last command", .flag = &queue->last},
		{"yes", 'y', NULL, "decide on a group without being asked", .flag = &queue->yes},
		{"dry-run", 0, NULL, "say what would be decided, and decide nothing", .flag = &queue->dry_run},
		{"json", 0, NULL, "a JSON array, of what is listed, shown or decided", .flag = &queue->json},
		{"no-build", 0, NULL, "do not build the site after an approval", .flag = &queue->no_build},
	};
	const struct cmd_usage usage = {
		.synopsis = "queue list | show | diff | approve | reject | spam | undo | withdraw | sweep [ID... | -] [OPTIONS]",
		.about = about,
		.options = options,
		.noptions = ARRAY_LEN(options),
		.operands_min = 1,
		.operands_max = QUEUE_IDS_MAX,
	};
	char **operands;
	int rc = cmd_parse(&usage, argc, argv, &operands, err);
	if (rc)
		return rc;
	queue->operands = operands + 1;
	return find_deed(queue, operands[0], err) || check_request(queue, err) ? -1 : 0;
}

/* `stoa watch` may be quicker; then this finds nothing to do. */
static int build(struct queue_desk *queue, struct err *err)
{
	if (!queue->published || queue->no_build)
		return 0;
	return desk_build(&queue->desk, err) ? err_prefix(err, "decided, but not built") : 0;
}

static int run(struct queue_desk *queue, struct err *err)
{
	struct err built = {0};
	bool decides = queue->deed->takes & QUEUE_DECIDES;
	if (decides && desk_moderator(&queue->desk, queue->as, &queue->reviewer, err))
		return -1;
	int rc = queue->deed->run(queue, err);
	term_close(&queue->term);
	fflush(stdout);
	state_close(queue->state);
	queue->state = NULL;
	if ((decides && !queue->dry_run) || queue->deed->run == queue_sweep_run)
		learn_verdicts(&queue->desk);
	if (build(queue, &built) == 0)
		return rc;
	if (rc)
		fprintf(stderr, "stoa queue: %s\n", built.msg);
	else
		*err = built;
	return -1;
}

int cmd_queue(int argc, char **argv, struct err *err)
{
	struct queue_desk queue = {.wanted = {.score_min = -1, .score_max = -1}};
	int rc = read_request(argc, argv, &queue, err);
	if (rc || desk_open(&queue.desk, queue.site, err))
		return rc > 0 ? 0 : -1;
	term_open(&queue.term);
	rc = queue.deed->run == queue_sweep_run ? 0 : state_open(&queue.state, queue.desk.site.state_db, err);
	if (!rc)
		rc = run(&queue, err);
	state_close(queue.state);
	desk_close(&queue.desk);
	return rc;
}
