#include "cmd.h"

#include "build.h"
#include "mailroom.h"
#include "core/store.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

enum { POLL_MS = 2000, EVENTS = 4096 };

static const char about[] =
    "Builds the site in DIR (default: the present folder) again whenever its content moves, until it is\n"
    "told to end (SIGTERM, Ctrl-C). Each build ends with cache/live, which names the commit now served;\n"
    "then members are told by letter of what is new (stoa mail).\n"
    "An error is printed and does not end it. A change of site.conf counts as a change too.";

static volatile sig_atomic_t ending;

static void end(int signal)
{
	(void)signal;
	ending = 1;
}

struct watch {
	const char *dir;
	struct site site;
	bool opened;
	struct store *store; /* kept open: starting libgit2 takes longer than a build of one reply */
	int inotify;
	struct timespec settings;
	char built[STORE_HEX]; /* what was tried last, whether or not it worked */
	struct err last;       /* said once, not every two seconds */
};

static void say(struct watch *watch, const struct err *err)
{
	if (strcmp(watch->last.msg, err->msg) != 0)
		fprintf(stderr, "stoa watch: %s\n", err->msg);
	watch->last = *err;
}

static void warn(void *self, const char *text)
{
	(void)self;
	fprintf(stderr, "%s\n", text);
}

/* Refs move by a new file in their folder, or by packed-refs in the repository's. Absent folders are polled. */
static void watch_refs(struct watch *watch)
{
	static const char *const folders[] = {"", "/refs/heads", "/.git", "/.git/refs/heads"};
	for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
		const char *path = arena_printf(&watch->site.arena, "%s%s", watch->site.content, folders[i]);
		inotify_add_watch(watch->inotify, path, IN_MOVED_TO | IN_CLOSE_WRITE | IN_CREATE | IN_ONLYDIR);
	}
}

static void close_site(struct watch *watch)
{
	if (watch->store)
		store_close(watch->store);
	watch->store = NULL;
	if (watch->opened)
		site_close(&watch->site);
	watch->opened = false;
	if (watch->inotify >= 0)
		close(watch->inotify);
	watch->inotify = -1;
}

static int open_site(struct watch *watch, struct err *err)
{
	if (site_open(&watch->site, watch->dir, err))
		return -1;
	watch->opened = true;
	watch->inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (watch->inotify >= 0)
		watch_refs(watch);
	return store_open(&watch->store, watch->site.content, err);
}

/* Settings that changed are read anew, with all that depends on them. */
static int refresh_site(struct watch *watch, struct err *err)
{
	struct stat st;
	char path[4096];
	snprintf(path, sizeof(path), "%s/site.conf", watch->dir);
	if (stat(path, &st))
		return err_sys(err, "%s", path);
	bool same = st.st_mtim.tv_sec == watch->settings.tv_sec && st.st_mtim.tv_nsec == watch->settings.tv_nsec;
	if (same && watch->store)
		return 0;
	close_site(watch);
	watch->built[0] = '\0';
	watch->settings = st.st_mtim;
	return open_site(watch, err);
}

static int build(struct watch *watch, struct err *err)
{
	struct build_options options = {.warn = warn};
	struct build_report report;
	struct store_id id;
	char hex[STORE_HEX];
	if (refresh_site(watch, err) || store_resolve(watch->store, watch->site.conf.content_ref, &id, err))
		return -1;
	store_hex(&id, hex);
	if (strcmp(watch->built, hex) == 0)
		return 0;
	if (build_site(&watch->site, &options, &report, err))
		return -1;
	memcpy(watch->built, report.commit, STORE_HEX);
	err_clear(&watch->last);
	build_print(&report);
	fflush(stdout);
	return 0;
}

static void warn_of_letter(void *self, const char *text)
{
	(void)self;
	fprintf(stderr, "stoa watch: %s\n", text);
}

/* After a build, and every two seconds for what has become due. */
static int write_letters(struct watch *watch, struct err *err)
{
	struct mailroom room = {.site = &watch->site, .now = time(NULL), .warn = warn_of_letter};
	struct mailroom_report report;
	return watch->opened ? mailroom_run(&room, &report, err) : 0;
}

/* Until something moves, or two seconds: a file system that tells nothing is polled. */
static void wait_for_change(struct watch *watch)
{
	char events[EVENTS];
	struct pollfd fd = {.fd = watch->inotify, .events = POLLIN};
	if (poll(&fd, 1, POLL_MS) > 0)
		while (read(watch->inotify, events, sizeof(events)) > 0)
			;
}

static void catch_signals(void)
{
	struct sigaction action = {.sa_handler = end};
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
}

int cmd_watch(int argc, char **argv, struct err *err)
{
	static const struct cmd_usage usage = {.synopsis = "watch [DIR]", .about = about, .operands_max = 1};
	struct watch watch = {.inotify = -1};
	char **operands;
	int rc = cmd_parse(&usage, argc, argv, &operands, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	watch.dir = operands[0] ? operands[0] : ".";
	/* What is no site at the start is a mistake of who calls; what breaks later may be mended. */
	struct site site;
	if (site_open(&site, watch.dir, err))
		return -1;
	site_close(&site);
	catch_signals();
	while (!ending) {
		struct err failed = {0};
		if (build(&watch, &failed) && !ending)
			say(&watch, &failed);
		err_clear(&failed);
		if (!ending && write_letters(&watch, &failed))
			say(&watch, &failed);
		if (!ending)
			wait_for_change(&watch);
	}
	close_site(&watch);
	return 0;
}
