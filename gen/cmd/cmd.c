#include "cmd.h"

#include "core/text/text.h"

#include <getopt.h>

enum { OPTIONS_MAX = 32, HELP = 1000 };

static void print_option(const struct cmd_option *option)
{
	char left[64];
	snprintf(left, sizeof(left), "%c%c%s--%s%s%s", option->letter ? '-' : ' ',
	         option->letter ? option->letter : ' ', option->letter ? ", " : "  ", option->name,
	         option->arg ? " " : "", option->arg ? option->arg : "");
	printf("  %-22s %s\n", left, option->help);
}

static void print_help(const struct cmd_usage *usage)
{
	static const struct cmd_option help = {.name = "help", .letter = 'h', .help = "this text"};
	printf("usage: stoa %s\n\n%s\n\noptions:\n", usage->synopsis, usage->about);
	for (size_t i = 0; i < usage->noptions; i++)
		print_option(&usage->options[i]);
	print_option(&help);
}

/* getopt's two descriptions of the options; val is the row's number. */
static void describe(const struct cmd_usage *usage, struct option *longs, char *shorts)
{
	*shorts++ = ':';
	*shorts++ = 'h';
	for (size_t i = 0; i < usage->noptions; i++) {
		const struct cmd_option *o = &usage->options[i];
		longs[i] = (struct option){o->name, o->arg ? required_argument : no_argument, NULL, HELP + 1 + (int)i};
		if (o->letter)
			*shorts++ = o->letter;
		if (o->letter && o->arg)
			*shorts++ = ':';
	}
	longs[usage->noptions] = (struct option){"help", no_argument, NULL, HELP};
	longs[usage->noptions + 1] = (struct option){0};
	*shorts = '\0';
}

static const struct cmd_option *find(const struct cmd_usage *usage, int got)
{
	if (got > HELP)
		return &usage->options[got - HELP - 1];
	for (size_t i = 0; i < usage->noptions; i++)
		if (usage->options[i].letter == got)
			return &usage->options[i];
	return NULL;
}

static int take(const struct cmd_option *option, const char *value, struct err *err)
{
	if (option->flag)
		*option->flag = true;
	else if (option->text)
		*option->text = value;
	else if (text_to_int(value, 0, INT64_MAX, option->number, err))
		return err_prefix(err, "--%s", option->name);
	return 0;
}

static int refuse(const struct cmd_usage *usage, int got, char **argv, struct err *err)
{
	const char *why = got == ':' ? "wants a value" : "no such option";
	return err_set(err, ERR_INPUT, "%s: %s (usage: stoa %s)", argv[optind - 1], why, usage->synopsis);
}

static int check_operands(const struct cmd_usage *usage, int n, struct err *err)
{
	if (n < usage->operands_min)
		return err_set(err, ERR_INPUT, "something is missing (usage: stoa %s)", usage->synopsis);
	if (n > usage->operands_max)
		return err_set(err, ERR_INPUT, "too many arguments (usage: stoa %s)", usage->synopsis);
	return 0;
}

int cmd_parse(const struct cmd_usage *usage, int argc, char **argv, char ***operands, struct err *err)
{
	struct option longs[OPTIONS_MAX + 2];
	char shorts[2 * OPTIONS_MAX + 3];
	if (usage->noptions > OPTIONS_MAX)
		return err_set(err, ERR_INPUT, "too many options in the table");
	describe(usage, longs, shorts);
	optind = 0; /* glibc: start afresh */
	opterr = 0;
	for (int got; (got = getopt_long(argc, argv, shorts, longs, NULL)) != -1;) {
		if (got == HELP || got == 'h') {
			print_help(usage);
			return 1;
		}
		const struct cmd_option *option = find(usage, got);
		if (!option)
			return refuse(usage, got, argv, err);
		if (take(option, optarg, err))
			return -1;
	}
	*operands = argv + optind;
	return check_operands(usage, argc - optind, err);
}
