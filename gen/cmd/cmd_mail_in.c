#include "cmd.h"

#include "core/base/vec.h"
#include "gen/build/build.h"
#include "gen/mail/mailin.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK = 64 * 1024 };

static const char about[] =
    "Takes an answer to a letter of the site and queues it like a post from a form: one message on the\n"
    "input, as a mail server pipes it, or all in the folder new/ of a Maildir, which then go to cur/ or,\n"
    "where nothing was made of them, to dropped/. Needs the settings mail.from and mail.reply-to.\n"
    "\n"
    "It answers 0 for what was taken and for what was dropped on purpose (programs, forgeries), and 75\n"
    "(EX_TEMPFAIL) where the message shall be brought again: the disk is full, the queue is, a setting is wrong.";

struct request {
	struct mailin mailin;
	const char *recipient;
	bool quiet, no_build;
	bool published; /* one of them is public by its author's own right */
	size_t max;
};

static void say(const struct request *request, const char *name, const struct mailin_report *report)
{
	if (!request->quiet)
		fprintf(stderr, "stoa mail-in: %s%s%s%s%s\n", name, *name ? ": " : "", mailin_result_name(report->result),
		        report->why ? ": " : "", report->why ? report->why : "");
}

/* What is too much is cut off: its beginning still says whose it is. */
static int read_message(int fd, struct str *bytes, bool *cut, struct err *err)
{
	char block[BLOCK];
	ssize_t got;
	*cut = false;
	while ((got = read(fd, block, sizeof(block))) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_sys(err, "cannot read the message");
		size_t left = bytes->max - bytes->len - 1;
		*cut |= (size_t)got > left;
		str_add(bytes, block, (size_t)got < left ? (size_t)got : left);
	}
	return 0;
}

static int take(struct request *request, int fd, const char *name, struct mailin_report *report, struct err *err)
{
	struct str bytes;
	struct mailin_message message = {.bytes = &bytes, .recipient = request->recipient};
	str_init(&bytes, request->max + 1);
	int rc = read_message(fd, &bytes, &message.cut, err);
	if (!rc)
		rc = mailin_take(&request->mailin, &message, report, err);
	if (!rc) {
		request->published |= report->result == MAILIN_PUBLISHED;
		say(request, name, report);
	}
	str_release(&bytes);
	return rc;
}

/* ---- a Maildir ---- */

struct names VEC_OF(const char *);

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int list(struct request *request, const char *folder, struct names *names, struct err *err)
{
	DIR *dir = opendir(folder);
	if (!dir)
		return err_sys(err, "%s", folder);
	for (const struct dirent *entry; (entry = readdir(dir));)
		if (entry->d_name[0] != '.')
			*VEC_PUSH(names) = arena_dup(&request->mailin.arena, entry->d_name);
	closedir(dir);
	if (names->len)
		qsort(names->at, names->len, sizeof(*names->at), by_name);
	return 0;
}

/* A message that is brought again is the same submission, so a process that dies before this does no harm. */
static int put_away(struct request *request, const char *maildir, const char *name, bool dropped, struct err *err)
{
	struct arena *arena = &request->mailin.arena;
	const char *from = arena_printf(arena, "%s/new/%s", maildir, name);
	const char *folder = arena_printf(arena, "%s/%s", maildir, dropped ? "dropped" : "cur");
	const char *to = arena_printf(arena, "%s/%s%s", folder, name, strchr(name, ':') ? "" : ":2,S");
	if (mkdir(folder, 0700) && errno != EEXIST)
		return err_sys(err, "%s", folder);
	return rename(from, to) ? err_sys(err, "%s", to) : 0;
}

static int take_file(struct request *request, const char *maildir, const char *name, struct err *err)
{
	struct mailin_report report;
	int fd = open(arena_printf(&request->mailin.arena, "%s/new/%s", maildir, name), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return err_sys(err, "%s", name);
	int rc = take(request, fd, name, &report, err);
	close(fd);
	return rc ? -1 : put_away(request, maildir, name, report.result == MAILIN_DROPPED, err);
}

/* One that has to wait does not hold up the others. */
static int take_maildir(struct request *request, const char *maildir, struct err *err)
{
	struct names names = {0};
	int rc = list(request, arena_printf(&request->mailin.arena, "%s/new", maildir), &names, err);
	for (size_t i = 0; i < names.len; i++) {
		struct err one = {0};
		if (!take_file(request, maildir, names.at[i], &one))
			continue;
		if (rc)
			fprintf(stderr, "stoa mail-in: %s: %s\n", names.at[i], one.msg);
		else
			rc = err_set(err, one.code, "%s: %s", names.at[i], one.msg);
	}
	VEC_RELEASE(&names);
	return rc;
}

/* What is published shall be seen, as after a form. It is taken whatever comes of this: the next build shows it. */
static void build(const struct request *request, struct site *site)
{
	struct build_options options = {0};
	struct build_report report;
	struct err err = {0};
	if (request->published && !request->no_build && !build_is_current(site) && build_site(site, &options, &report, &err))
		fprintf(stderr, "stoa mail-in: taken, but not built: %s\n", err.msg);
}

static int run(struct request *request, const char *dir, const char *maildir, struct err *err)
{
	struct mailin_report report;
	struct site site;
	if (site_open(&site, dir ? dir : ".", err))
		return -1;
	request->max = (size_t)site.conf.mail_reply_max;
	int rc = mailin_open(&request->mailin, &site, time(NULL), err);
	if (!rc) {
		rc = maildir ? take_maildir(request, maildir, err) : take(request, STDIN_FILENO, "", &report, err);
		mailin_close(&request->mailin);
		build(request, &site);
	}
	site_close(&site);
	return rc;
}

int cmd_mail_in(int argc, char **argv, struct err *err)
{
	struct request request = {0};
	const char *maildir = NULL;
	const struct cmd_option options[] = {
	    {.name = "maildir", .letter = 'm', .arg = "FOLDER", .help = "take what is new in a Maildir", .text = &maildir},
	    {.name = "recipient", .letter = 'r', .arg = "ADDRESS", .help = "of the envelope, where the message does not say it", .text = &request.recipient},
	    {.name = "no-build", .help = "do not build the site after a reply that is published at once", .flag = &request.no_build},
	    {.name = "quiet", .letter = 'q', .help = "do not say what became of it", .flag = &request.quiet},
	};
	const struct cmd_usage usage = {.synopsis = "mail-in [DIR]",
	                                .about = about,
	                                .options = options,
	                                .noptions = ARRAY_LEN(options),
	                                .operands_max = 1};
	char **operands;
	int rc = cmd_parse(&usage, argc, argv, &operands, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	if (!run(&request, operands[0], maildir, err))
		return 0;
	/* Whatever it is, it is not the letter's fault: a mail server shall keep it and try again (sysexits' EX_TEMPFAIL). */
	err->code = ERR_RACE;
	return -1;
}
