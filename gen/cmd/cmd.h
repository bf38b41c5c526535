/*
 * cmd.h: the commands of `stoa` and how each reads its options. A command prints its result on
 * stdout and its progress on stderr; it refuses to print its own failure or to exit: main() does.
 *
 * To add one: write gen/cmd_NAME.c, declare cmd_NAME() below, add a row to commands[] in main.c.
 */
#ifndef STOA_CMD_H
#define STOA_CMD_H

#include "core/base/err.h"

struct command {
	const char *name;
	const char *help;                                   /* one line */
	int (*run)(int argc, char **argv, struct err *err); /* argv[0] is the command's name */
};

/* One option. Exactly one of flag, text and number says where its value goes. */
struct cmd_option {
	const char *name; /* long name, without dashes */
	char letter;      /* short name, or 0 */
	const char *arg;  /* what help calls its value; NULL for a flag */
	const char *help; /* one line */
	bool *flag;
	const char **text;
	int64_t *number; /* 0 or more */
};

struct cmd_usage {
	const char *synopsis; /* "build [DIR]", without "stoa" */
	const char *about;    /* one paragraph or more, lines of at most 90 columns */
	const struct cmd_option *options;
	size_t noptions;
	int operands_min, operands_max;
};

/*
 * Reads the options in any order with getopt_long(). 0: *operands points at what is left, ended by
 * NULL; 1: the help was asked for and printed, there is nothing more to do; -1: ERR_INPUT.
 */
int cmd_parse(const struct cmd_usage *usage, int argc, char **argv, char ***operands, struct err *err) WARN_UNUSED;

int cmd_init(int argc, char **argv, struct err *err);
int cmd_member(int argc, char **argv, struct err *err);
int cmd_erase(int argc, char **argv, struct err *err);
int cmd_export_member(int argc, char **argv, struct err *err);
int cmd_act(int argc, char **argv, struct err *err);
int cmd_invite(int argc, char **argv, struct err *err);
int cmd_policy(int argc, char **argv, struct err *err);
int cmd_queue(int argc, char **argv, struct err *err);
int cmd_spam(int argc, char **argv, struct err *err);
int cmd_serve(int argc, char **argv, struct err *err);
int cmd_build(int argc, char **argv, struct err *err);
int cmd_receive(int argc, char **argv, struct err *err);
int cmd_config(int argc, char **argv, struct err *err);
int cmd_card(int argc, char **argv, struct err *err);
int cmd_new(int argc, char **argv, struct err *err);
int cmd_check(int argc, char **argv, struct err *err);
int cmd_mail(int argc, char **argv, struct err *err);
int cmd_mail_in(int argc, char **argv, struct err *err);
int cmd_watch(int argc, char **argv, struct err *err);
int cmd_version(int argc, char **argv, struct err *err);

#endif
