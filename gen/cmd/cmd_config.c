#include "cmd.h"

#include "core/site/site.h"

static const char about[] =
    "Prints every setting of the site in DIR (default: the present folder): its value, where the\n"
    "value comes from, and what it means. The notation is that of site.conf.";

/* A blank value and one that git-config would read otherwise stand in quotes. */
static void print_setting(const struct config_origin *setting)
{
	const char *dot = strchr(setting->key, '.');
	printf("# %s\n# from: %s\n[%.*s] %s = \"", setting->help, setting->origin, (int)(dot - setting->key),
	       setting->key, dot + 1);
	for (const char *at = setting->value; *at; at++)
		printf(*at == '"' || *at == '\\' ? "\\%c" : "%c", *at);
	puts("\"\n");
}

static void print_example(void)
{
	struct str example;
	str_init(&example, 64 * 1024);
	config_example(&example);
	fwrite(example.at, 1, example.len, stdout);
	str_release(&example);
}

static int print_site(const char *dir, struct err *err)
{
	struct site site;
	if (site_open(&site, dir, err))
		return -1;
	for (size_t i = 0; i < config_count(); i++) {
		struct config_origin setting = config_describe(&site.conf, i, &site.arena);
		print_setting(&setting);
	}
	site_close(&site);
	return 0;
}

int cmd_config(int argc, char **argv, struct err *err)
{
	bool example = false;
	const struct cmd_option options[] = {
	    {"example", 0, NULL, "print site.conf.example instead: every setting at its default", .flag = &example},
	};
	const struct cmd_usage usage = {.synopsis = "config [--example] [DIR]",
	                                .about = about,
	                                .options = options,
	                                .noptions = 1,
	                                .operands_max = 1};
	char **operands;
	int rc = cmd_parse(&usage, argc, argv, &operands, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	if (!example)
		return print_site(operands[0] ? operands[0] : ".", err);
	print_example();
	return 0;
}
