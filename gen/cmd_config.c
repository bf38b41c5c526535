#include "cmd.h"

#include "core/site.h"

static const char about[] = "Prints every setting of the site in DIR (default: the present folder): its value, where the\n"
			    "value comes from, and what it means. The notation is that of site.conf.";

/* A blank value and one that git-config would read otherwise stand in quotes. */
static void print_setting(const struct config_origin *setting)
{
	const char *dot = strchr(setting->key, '.');
	printf("# %s\n# from: %s\n[%.*s] %s = \"", setting->help, setting->origin, (int)(dot - setting->key), setting->key,
	       dot + 1);
	for (const char *at = setting->value; *at; at++)
		printf(*at == '"' || *at == '\\' ? "\\%c" : "%c", *at);
	puts("\"\n");
}

int cmd_config(int argc, char **argv, struct err *err)
{
	static const struct cmd_usage usage = {.synopsis = "config [DIR]", .about = about, .operands_max = 1};
	char **operands;
	struct site site;
	int rc = cmd_parse(&usage, argc, argv, &operands, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	if (site_open(&site, operands[0] ? operands[0] : ".", err))
		return -1;
	for (size_t i = 0; i < config_count(); i++) {
		struct config_origin setting = config_describe(&site.conf, i, &site.arena);
		print_setting(&setting);
	}
	site_close(&site);
	return 0;
}
