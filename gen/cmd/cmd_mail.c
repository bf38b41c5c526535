#include "cmd.h"

#include "gen/mail/mailroom.h"

#include "core/site/site.h"

static const char about[] =
    "Tells members by letter of what has been published since the last time: answers, mentions, what\n"
    "they follow, verdicts on what they sent; digests when their hour has come. `stoa watch` does the\n"
    "same by itself: this is for sites that are built by a hook or a timer. Needs the setting mail.from.";

static void warn(void *self, const char *text)
{
	(void)self;
	fprintf(stderr, "stoa mail: %s\n", text);
}

int cmd_mail(int argc, char **argv, struct err *err)
{
	bool quiet = false;
	const struct cmd_option options[] = {
	    {.name = "quiet", .letter = 'q', .help = "say nothing where all goes well", .flag = &quiet},
	};
	const struct cmd_usage usage = {.synopsis = "mail [DIR]",
	                                .about = about,
	                                .options = options,
	                                .noptions = ARRAY_LEN(options),
	                                .operands_max = 1};
	struct mailroom_report report = {0};
	struct site site;
	char **operands;
	int rc = cmd_parse(&usage, argc, argv, &operands, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	if (site_open(&site, operands[0] ? operands[0] : ".", err))
		return -1;
	struct mailroom room = {.site = &site, .now = time(NULL), .warn = warn};
	if (!*site.conf.mail_from)
		rc = err_set(err, ERR_CONF, "the site writes no letters: mail.from is not set");
	else
		rc = mailroom_run(&room, &report, err);
	if (!rc && !quiet)
		printf("%zu news, %zu letters written, %zu sent\n", report.news, report.letters, report.sent);
	site_close(&site);
	return rc;
}
