#include "gen/door/pkt.h"
#include "gen/door/receive.h"
#include "cmd.h"

#include <sys/stat.h>

enum { LINE_BYTES = 65520 };

/* A line "before after ref" of a hook's input. */
static int take_command(struct door *door, const char *line, struct receive_commands *commands, struct err *err)
{
	char *rest = arena_dupn(&door->desk.arena, line, strcspn(line, "\n"));
	const char *before = strsep(&rest, " "), *after = strsep(&rest, " ");
	if (!after || !rest || strlen(before) != STORE_HEX - 1 || strlen(after) != STORE_HEX - 1)
		return err_set(err, ERR_INPUT, "git calls this as a hook, with lines 'old new ref' on its input");
	*VEC_PUSH(commands) = (struct receive_command){before, after, rest};
	return 0;
}

/* Hooks run in the repository that they are for. */
static bool is_queue(const struct door *door)
{
	struct stat here, queue;
	return !stat(".", &here) && !stat(door->desk.site.queue, &queue) && here.st_dev == queue.st_dev &&
	       here.st_ino == queue.st_ino;
}

static int pre_receive(struct door *door, struct err *err)
{
	struct receive_commands commands = {0};
	char *line = NULL;
	size_t room = 0;
	int rc = 0;
	while (!rc && getline(&line, &room, stdin) > 0)
		rc = take_command(door, line, &commands, err);
	free(line);
	if (!rc && commands.len)
		rc = is_queue(door) ? receive_queue(door, &commands, err) : receive_content(door, &commands, err);
	VEC_RELEASE(&commands);
	return rc;
}

/* ---- proc-receive: what git does not do by itself (githooks(5)) ---- */

struct options {
	const char *reason, *rule; /* git push -o reason=… -o rule=… */
};

static int read_options(struct door *door, struct str *line, struct options *options, struct err *err)
{
	struct {
		const char *name, **at;
	} known[] = {{"reason=", &options->reason}, {"rule=", &options->rule}};
	enum pkt kind;
	int rc;
	while (!(rc = pkt_read(stdin, line, &kind, err)) && kind == PKT_LINE)
		for (size_t i = 0; i < ARRAY_LEN(known); i++)
			if (!strncmp(line->at, known[i].name, strlen(known[i].name)))
				*known[i].at = arena_dup(&door->desk.arena, line->at + strlen(known[i].name));
	return rc;
}

/* "version=1", NUL and what git can do; options are sent to who says so, and only if git has them. */
static int agree(struct str *line, bool *has_options, struct err *err)
{
	static const char with[] = "version=1\0push-options", without[] = "version=1";
	enum pkt kind;
	int rc;
	*has_options = false;
	while (!(rc = pkt_read(stdin, line, &kind, err)) && kind == PKT_LINE)
		*has_options |= strlen(line->at) < line->len && strstr(line->at + strlen(line->at) + 1, "push-options");
	if (rc)
		return -1;
	pkt_write(stdout, *has_options ? with : without, *has_options ? sizeof(with) - 1 : sizeof(without) - 1);
	pkt_flush(stdout);
	return fflush(stdout) ? err_sys(err, "cannot answer git") : 0;
}

static int listen_to_git(struct door *door, struct receive_commands *commands, struct options *options, struct err *err)
{
	struct str line;
	enum pkt kind;
	bool has_options;
	str_init(&line, LINE_BYTES);
	int rc = agree(&line, &has_options, err);
	while (!rc && !(rc = pkt_read(stdin, &line, &kind, err)) && kind == PKT_LINE)
		rc = take_command(door, line.at, commands, err);
	if (!rc && has_options)
		rc = read_options(door, &line, options, err);
	str_release(&line);
	return rc;
}

static void answer(struct door *door, const struct receive_command *command, const struct err *err)
{
	const char *text = err->code ? arena_printf(&door->desk.arena, "ng %s %s", command->ref, err->msg)
	                             : arena_printf(&door->desk.arena, "ok %s", command->ref);
	pkt_write(stdout, text, strlen(text));
}

static int proc_receive(struct door *door, struct err *err)
{
	struct receive_commands commands = {0};
	struct options options = {"", ""};
	int rc = listen_to_git(door, &commands, &options, err);
	for (size_t i = 0; !rc && i < commands.len; i++) {
		struct err why = {0};
		if (is_queue(door))
			(void)!receive_verdict(door, commands.at[i].ref, options.reason, options.rule, &why);
		answer(door, &commands.at[i], &why);
	}
	if (!rc)
		pkt_flush(stdout);
	VEC_RELEASE(&commands);
	return rc;
}

static const struct hook {
	const char *name;
	int (*run)(struct door *door, struct err *err);
} hooks[] = {{"pre-receive", pre_receive}, {"proc-receive", proc_receive}};

static const struct hook *find_hook(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(hooks); i++) {
		if (!strcmp(hooks[i].name, name))
			return &hooks[i];
	}
	return NULL;
}

int cmd_receive(int argc, char **argv, struct err *err)
{
	const struct cmd_usage usage = {
	    .synopsis = "receive HOOK [DIR]",
	    .about = "What git calls when somebody pushes: the hooks pre-receive and proc-receive of content.git and\n"
	             "queue.git, which stoa init installs. Pushes to main follow the roles in members/ and pass\n"
	             "stoa check; a push to refs/for/main becomes a submission; deleting a branch of the queue\n"
	             "rejects its submission (git push -o reason='…' -o rule='…' queue :ID).\n"
	             "\n"
	             "Who pushes stands in STOA_AS (an SSH key's command sets it) or REMOTE_USER (a web server does).\n"
	             "Over the network without either it is a guest; from a shell on this host it is the operator,\n"
	             "to whom roles do not apply and who is told, not refused, what stoa check finds.",
	    .operands_min = 1,
	    .operands_max = 2,
	};
	struct door door;
	char **operands;
	int rc = cmd_parse(&usage, argc, argv, &operands, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	const struct hook *hook = find_hook(operands[0]);
	if (!hook)
		return err_set(err, ERR_INPUT, "'%.40s' is none of its hooks, pre-receive and proc-receive", operands[0]);
	if (door_open(&door, operands[1] ? operands[1] : "..", err))
		return -1;
	rc = hook->run(&door, err);
	door_close(&door);
	return rc;
}
