#include "cmd.h"

#include "core/git/store.h"
#include "core/queue/votes_flush.h"
#include "gen/build/build.h"
#include "gen/build/stamp.h"
#include "gen/mail/mailroom.h"

#include <poll.h>
#include <signal.h>
#include <sys/inotify.h>
#include <unistd.h>

enum { POLL_MS = 2000, AGAIN_MAX_MS = 5 * 60 * 1000, EVENTS = 4096 };

static const char about[] =
    "Builds the site in DIR (default: the present folder) again whenever its content moves, until it is\n"
    "told to end (SIGTERM, Ctrl-C). Each build ends with cache/live, which names the commit now served;\n"
    "then members are told by letter of what is new (stoa mail).\n"
    "Repository, theme and catalogue stay open in between, so that a reply takes milliseconds.\n"
    "An error is printed and does not end it; a commit that cannot be built is tried again more and more\n"
    "seldom, and at once when the content moves on. A change of site.conf or theme shows within two seconds.";

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
	struct stamp stamp; /* of settings and theme as they were opened, and look the same now */
	int64_t looked_ms;
	struct store *store;
	struct builder *builder;
	int inotify;
	char tried[STORE_HEX]; /* the last commit, whether or not it could be built */
	int64_t again_ms;      /* 0: it could; else how long to wait before it is tried again */
	int64_t tried_ms;
	struct err last; /* said once, not every two seconds */
};

static int64_t clock_ms(void)
{
	struct timespec at;
	clock_gettime(CLOCK_MONOTONIC, &at);
	return (int64_t)at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

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

/*
 * Refs move by a new file in their folder, or by packed-refs in the repository's. Absent folders are
 * polled.
 */
static void watch_refs(struct watch *watch)
{
	static const char *const ways[] = {"", "/.git"};
	const char *ref = watch->site.conf.content_ref, *slash = strrchr(ref, '/');
	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		const char *repo = arena_printf(&watch->site.arena, "%s%s", watch->site.content, ways[i]);
		int n = slash ? (int)(slash - ref) : 0;
		const char *folder = arena_printf(&watch->site.arena, "%s/%.*s", repo, n, ref);
		uint32_t moves = IN_MOVED_TO | IN_CLOSE_WRITE | IN_ONLYDIR;
		inotify_add_watch(watch->inotify, repo, moves);
		inotify_add_watch(watch->inotify, folder, moves);
	}
}

static void close_site(struct watch *watch)
{
	builder_close(watch->builder);
	store_close(watch->store);
	if (watch->opened) {
		stamp_release(&watch->stamp);
		site_close(&watch->site);
	}
	if (watch->inotify >= 0)
		close(watch->inotify);
	watch->builder = NULL;
	watch->store = NULL;
	watch->opened = false;
	watch->inotify = -1;
}

static int open_site(struct watch *watch, struct err *err)
{
	if (site_open(&watch->site, watch->dir, err))
		return -1;
	watch->opened = true;
	watch->looked_ms = clock_ms();
	stamp_look(&watch->stamp, &watch->site);
	watch->inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (watch->inotify >= 0)
		watch_refs(watch);
	if (store_open(&watch->store, watch->site.content, err))
		return -1;
	watch->builder = builder_open(&watch->site, true);
	return 0;
}

/*
 * Settings and theme that changed are read anew, with all that depends on them. They show in two seconds, with a
 * commit or without one: a reply does not wait until a hundred files were looked at.
 */
static int refresh_site(struct watch *watch, struct err *err)
{
	struct stamp now;
	if (watch->builder && clock_ms() < watch->looked_ms + POLL_MS)
		return 0;
	if (watch->builder) {
		watch->looked_ms = clock_ms();
		stamp_look(&now, &watch->site);
		bool same = look_same(&watch->stamp.look, &now.look);
		stamp_release(&now);
		if (same)
			return 0;
	}
	close_site(watch);
	watch->tried[0] = '\0';
	return open_site(watch, err);
}

static int build_commit(struct watch *watch, struct err *err)
{
	struct build_options options = {.warn = warn, .seen = &watch->stamp.look};
	struct build_report report;
	if (build_run(watch->builder, &options, &report, err))
		return -1;
	bool known = report.nothing && strcmp(watch->tried, report.commit) == 0;
	memcpy(watch->tried, report.commit, STORE_HEX);
	err_clear(&watch->last);
	if (!known)
		build_print(&report);
	fflush(stdout);
	return builder_rest(watch->builder, err);
}

/* What went wrong may pass, as a full disk does, or stay until somebody does something about it. */
static void try_later(struct watch *watch, const char *commit, bool again)
{
	int64_t twice = watch->again_ms * 2;
	memcpy(watch->tried, commit, STORE_HEX);
	watch->again_ms = !again ? POLL_MS : twice < AGAIN_MAX_MS ? twice : AGAIN_MAX_MS;
	watch->tried_ms = clock_ms();
}

static int build(struct watch *watch, struct err *err)
{
	struct store_id id;
	char hex[STORE_HEX];
	if (refresh_site(watch, err) || store_resolve(watch->store, watch->site.conf.content_ref, &id, err))
		return -1;
	store_hex(&id, hex);
	bool again = strcmp(watch->tried, hex) == 0;
	/* Who emptied the cache takes away what forms wait for. */
	bool due = watch->again_ms ? clock_ms() >= watch->tried_ms + watch->again_ms : access(watch->site.live, F_OK) != 0;
	if (again && !due)
		return 0;
	if (build_commit(watch, err)) {
		try_later(watch, hex, again);
		return -1;
	}
	watch->again_ms = 0;
	return 0;
}

static void warn_of_letter(void *self, const char *text)
{
	(void)self;
	fprintf(stderr, "stoa watch: %s\n", text);
}

/* Votes that wait for a process of stoa.fcgi which is not there any more. */
static int publish_votes(struct watch *watch, struct err *err)
{
	const struct config *conf = &watch->site.conf;
	const struct queue_options options = {watch->site.content, watch->site.queue, conf->content_ref, watch->site.host};
	struct votes_flush votes = {
		.ref = conf->content_ref, .folder = conf->content_path, .now = time(NULL), .seconds = conf->vote_seconds};
	bool waiting = false;
	if (!watch->opened || !conf->post_open || access(watch->site.state_db, F_OK))
		return 0;
	int rc = state_open(&votes.state, watch->site.state_db, err);
	if (!rc)
		rc = state_votes_wait(votes.state, &waiting, err);
	if (!rc && waiting)
		rc = queue_open(&votes.queue, &options, err) || votes_flush(&votes, err);
	queue_close(votes.queue);
	state_close(votes.state);
	return rc ? -1 : 0;
}

/* After a build, and every two seconds for what has become due. */
static int write_letters(struct watch *watch, struct err *err)
{
	struct mailroom room = {.site = &watch->site, .now = time(NULL), .warn = warn_of_letter};
	struct mailroom_report report;
	return watch->opened ? mailroom_run(&room, &report, err) : 0;
}

/* git writes a lock first, and then renames it to what it is for. */
static bool is_lock(const struct inotify_event *event)
{
	size_t n = event->len ? strlen(event->name) : 0;
	return n > 5 && strcmp(event->name + n - 5, ".lock") == 0;
}

static bool read_events(struct watch *watch)
{
	_Alignas(struct inotify_event) char events[EVENTS];
	bool moved = false;
	for (ssize_t got; (got = read(watch->inotify, events, sizeof(events))) > 0;)
		for (ssize_t at = 0; at < got;) {
			const struct inotify_event *event = (const void *)(events + at);
			moved = moved || !is_lock(event);
			at += (ssize_t)sizeof(*event) + event->len;
		}
	return moved;
}

/* Until something moves, or two seconds: a file system that tells nothing is polled. */
static void wait_for_change(struct watch *watch)
{
	struct pollfd fd = {.fd = watch->inotify, .events = POLLIN};
	int64_t until = clock_ms() + POLL_MS;
	for (int64_t left; !ending && (left = until - clock_ms()) > 0;)
		if (poll(&fd, 1, (int)left) > 0 && read_events(watch))
			return;
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
		/* Somebody waits for the build; votes that move the branch wake us again. */
		if (build(&watch, &failed) && !ending)
			say(&watch, &failed);
		err_clear(&failed);
		if (!ending && publish_votes(&watch, &failed))
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
