#include "config_parts.h"

#include "core/text/escape.h"

enum { WRAP = 96 };

/* Words of text as comment lines behind a tab, WRAP columns wide at most. */
static void add_comment(struct str *out, const char *text)
{
	size_t column = 0;
	for (const char *at = text; *at; at += strspn(at, " ")) {
		size_t n = strcspn(at, " ");
		if (!column || column + 1 + n > WRAP) {
			str_addz(out, column ? "\n\t#" : "\t#");
			column = 9;
		}
		str_addc(out, ' ');
		str_add(out, at, n);
		column += 1 + n;
		at += n;
	}
	str_addc(out, '\n');
}

static void add_setting(struct str *out, const struct option *option)
{
	const char *value = *option->standard ? option->standard : option->example;
	str_addf(out, "\t;%s = ", strchr(option->key, '.') + 1);
	if (strpbrk(value, "#;\"\\"))
		escape_config(out, value);
	else
		str_addz(out, value);
	str_addc(out, '\n');
}

static void add_row(struct str *out, const struct option *option)
{
	struct str comment;
	str_init(&comment, 1024);
	str_addf(&comment, "%s ", option->help);
	option_print_domain(option, &comment);
	if (!*option->standard)
		str_addz(&comment, " Unset by default; for example:");
	add_comment(out, comment.at);
	add_setting(out, option);
	str_release(&comment);
}

void config_example(struct str *out)
{
	const char *section = "";
	size_t len = 0, count;
	const struct option *options = config_rows(&count);
	str_addz(out,
	         "# The settings of a community, in git-config syntax (site.conf(5)). Each is here at its default,\n"
	         "# commented out: copy this file to site.conf and take the ; away from those that you change.\n"
	         "# k and m in a size stand for 1024 and 1024 * 1024. A # or ; begins a comment wherever it stands:\n"
	         "# put double quotes around a value that holds one. `stoa config` shows what is in force.\n");
	for (size_t i = 0; i < count; i++) {
		size_t n = strcspn(options[i].key, ".");
		if (n != len || strncmp(section, options[i].key, n) != 0)
			str_addf(out, "\n[%.*s]\n", (int)n, options[i].key);
		section = options[i].key;
		len = n;
		add_row(out, &options[i]);
	}
}
