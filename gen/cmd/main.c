#include "cmd.h"

#include "core/text/near.h"

/* In the order of a beginner's day; `stoa --help` prints them so. */
static const struct command commands[] = {
	{"init", "make a community that runs", cmd_init},
	{"member", "profiles and passwords: add, list, password", cmd_member},
	{"invite", "links that people may join by: make, mail, list, revoke", cmd_invite},
	{"serve", "serve a site to yourself: builder, web server and write path", cmd_serve},
	{"new", "make a file of content in a clone: topic, reply, lesson, event …", cmd_new},
	{"card", "draw the picture that a link to a page shows elsewhere", cmd_card},
	{"check", "is a tree of content in order? what a pull request is checked with", cmd_check},
	{"build", "build the site from a commit, as far as it changed", cmd_build},
	{"watch", "build again whenever the content moves", cmd_watch},
	{"mail", "tell members by letter of what is new", cmd_mail},
	{"mail-in", "take an answer to a letter: a post", cmd_mail_in},
	{"queue", "what waits for a moderator: list, show, approve, reject …", cmd_queue},
	{"act", "lock, move, hide, warn, ban …: what is done to published content", cmd_act},
	{"export-member", "everything that is kept about a member, as one archive", cmd_export_member},
	{"erase", "take a member out: leave, anonymise or delete", cmd_erase},
	{"policy", "what is held, refused or published: the rules, why, and their tests", cmd_policy},
	{"receive", "what git's hooks do with a push: rules, proposals, verdicts", cmd_receive},
	{"spam", "what the filter thinks of a text and has learned: score, train, stats", cmd_spam},
	{"config", "every setting with its value, origin and meaning", cmd_config},
	{"version", "the version of this program", cmd_version},
};

static void print_help(void)
{
	puts("usage: stoa COMMAND [ARGUMENTS]\n\nA community site whose whole public life is a git repository.\n\ncommands:");
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		printf("  %-13s %s\n", commands[i].name, commands[i].help);
	puts("\n`stoa COMMAND --help` explains one of them.");
}

int cmd_version(int argc, char **argv, struct err *err)
{
	static const struct cmd_usage usage = {.synopsis = "version", .about = "Prints the version of this program."};
	char **operands;
	int rc = cmd_parse(&usage, argc, argv, &operands, err);
	if (rc == 0)
		puts("stoa " STOA_VERSION);
	return rc < 0 ? -1 : 0;
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

static int run_command(const struct command *command, int argc, char **argv)
{
	struct err err = {0};
	if (command->run(argc, argv, &err) == 0)
		return 0;
	fflush(stdout);
	fprintf(stderr, "stoa %s: %s\n", command->name, err.msg);
	return err_row(err.code)->exit_status;
}

static int refuse_command(const char *name)
{
	const char *meant = near_name(name, commands, ARRAY_LEN(commands), sizeof(commands[0]));
	fprintf(stderr, "stoa: %s: no such command%s%s%s\n", name, meant ? " (did you mean " : "", meant ? meant : "",
	        meant ? "?)" : "; stoa --help lists them");
	return err_row(ERR_INPUT)->exit_status;
}

/* A result that did not reach its file or pipe is a failure, whatever the command thought. */
static int close_stdout(int status)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	perror("stoa: standard output");
	return status ? status : err_row(ERR_SYS)->exit_status;
}

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "--help";
	const struct command *command = find_command(strcmp(name, "--version") == 0 ? "version" : name);
	if (command)
		return close_stdout(run_command(command, argc - 1, argv + 1));
	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
		command = argc > 2 ? find_command(argv[2]) : NULL;
		if (command)
			return close_stdout(run_command(command, 2, (char *[]){argv[2], (char[]){"--help"}, NULL}));
		print_help();
		return close_stdout(argc > 1 ? 0 : err_row(ERR_INPUT)->exit_status);
	}
	return refuse_command(name);
}
