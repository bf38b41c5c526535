/*
 * Times what a change costs, kind by kind: makes COUNT commits of each kind on main of a built site
 * and, after each, runs COMMAND (its last line of output is shown), or without one waits until
 * `stoa watch`, which must be running, says in cache/live that it is served. Says the median, the least,
 * and the least CPU time of COMMAND, which a busy machine changes less. The topics that it changes are its own, so
 * that sites of any size are asked for the same work; but for one, which grows with the community.
 *
 *     change [-k WORD] SITE COUNT [COMMAND...]        -k: only kinds with that word in their name, and the topics
 */
#include "core/base/vec.h"
#include "core/git/store.h"
#include "core/site/site.h"
#include "core/text/crypto.h"
#include "core/text/date.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FORUMS = 8, TOPICS = 100, REPLIES = 9, TIMES_MAX = 64, LINE = 512, LIVE_WAIT_S = 60, LIVE_POLL_NS = 50000 };

struct bench {
	struct site site;
	struct store *store;
	struct store_id main;
	char **command;
	struct arena arena; /* of one commit */
	struct edits VEC_OF(struct store_edit) edits;
	char replies[TOPICS][REPLIES][CRYPTO_ID_TEXT];
	int64_t now, began;
	char said[LINE];
	double cpu_ms; /* of the last command */
};

static void need(int rc, const struct err *err)
{
	if (rc) {
		fprintf(stderr, "change: %s\n", err->msg);
		exit(1);
	}
}

static double clock_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* ---- changes ---- */

static void put(struct bench *b, const char *path, const char *text)
{
	*VEC_PUSH(&b->edits) = (struct store_edit){path, text, text ? strlen(text) : 0};
}

/* Topic n is of the twelfth day of its month of 2025; its replies follow by the minute. */
static int64_t moment(int topic)
{
	struct date_civil civil = {.year = 2025, .month = 1 + topic % 12, .day = 12};
	return date_from_civil(&civil) + topic * 60;
}

/* The hundred are written anew by each run; a topic beyond them must be one that no run before this made. */
static const char *stem(struct bench *b, int topic, int forum)
{
	if (topic >= TOPICS)
		return arena_printf(&b->arena, "forums/forum%d/2025/%02d/bench-%d-%lld", forum, 1 + topic % 12, topic, (long long)b->began);
	return arena_printf(&b->arena, "forums/forum%d/2025/%02d/bench-%d", forum, 1 + topic % 12, topic);
}

static void put_topic(struct bench *b, int topic, int forum, const char *more)
{
	char date[DATE_TEXT];
	date_rfc3339(moment(topic), date);
	put(b, arena_printf(&b->arena, "%s/index.md", stem(b, topic, forum)),
	    arena_printf(&b->arena, "---\ntitle: Bench %d\nauthor: bench\ndate: %s\n%s---\nA topic of *ordinary* length.\n", topic, date,
	                 more));
}

static void put_reply(struct bench *b, int topic, int forum, const char *id, const char *text)
{
	char date[DATE_TEXT];
	date_rfc3339(date_from_id(id), date);
	put(b, arena_printf(&b->arena, "%s/%s.md", stem(b, topic, forum), id),
	    arena_printf(&b->arena, "---\nauthor: bench\ndate: %s\n---\n%s, with **stress** and `code`.\n", date, text));
}

static void put_member(struct bench *b, int i)
{
	put(b, "members/be/bench.md", arena_printf(&b->arena, "---\nname: Bench %d\njoined: 2019-01-01T00:00:00Z\n---\nHello.\n", i));
}

static void thousand(struct bench *b, int i)
{
	put_member(b, i);
	for (int t = 0; t < TOPICS; t++) {
		put_topic(b, t, 0, "");
		for (int r = 0; r < REPLIES; r++) {
			crypto_id(moment(t) + r + 1, b->replies[t][r]);
			put_reply(b, t, 0, b->replies[t][r], "A reply");
		}
	}
}

static void reply(struct bench *b, int i)
{
	char id[CRYPTO_ID_TEXT];
	(void)i;
	crypto_id(b->now, id);
	put_reply(b, 0, 0, id, "One more");
}

/* In corpus.c the first topic is the longest, and the first member has written most. */
static void busiest(struct bench *b, int i)
{
	struct store_commit_info info;
	struct store_id blob;
	struct err err = {0};
	char id[CRYPTO_ID_TEXT], date[DATE_TEXT];
	(void)i;
	crypto_id(b->now, id);
	date_rfc3339(b->now, date);
	need(store_commit_info(b->store, &b->main, &b->arena, &info, &err), &err);
	for (int forum = 0; forum < FORUMS; forum++) {
		const char *topic = arena_printf(&b->arena, "forums/forum%d/2019/01/topic-0", forum);
		if (store_find(b->store, &info.tree, arena_printf(&b->arena, "%s/index.md", topic), &blob, &err) == 0)
			put(b, arena_printf(&b->arena, "%s/%s.md", topic, id),
			    arena_printf(&b->arena, "---\nauthor: m00000\ndate: %s\n---\nOne more.\n", date));
		err_clear(&err);
	}
}

static void edit(struct bench *b, int i)
{
	put_reply(b, 1, 0, b->replies[1][i % REPLIES], arena_printf(&b->arena, "Edited %d", i));
}

static void delete_one(struct bench *b, int i)
{
	put(b, arena_printf(&b->arena, "%s/%s.md", stem(b, 2 + i, 0), b->replies[2 + i][REPLIES - 1]), NULL);
}

static void topic(struct bench *b, int i)
{
	put_topic(b, TOPICS + i, 0, "tags: [water]\n");
}

static void move(struct bench *b, int i)
{
	int t = 20 + i;
	put(b, arena_printf(&b->arena, "%s/index.md", stem(b, t, 0)), NULL);
	put_topic(b, t, 1, "");
	for (int r = 0; r < REPLIES; r++) {
		put(b, arena_printf(&b->arena, "%s/%s.md", stem(b, t, 0), b->replies[t][r]), NULL);
		put_reply(b, t, 1, b->replies[t][r], "A reply");
	}
}

static void pin(struct bench *b, int i)
{
	put_topic(b, 40 + i, 0, "pinned: true\n");
}

static void lock(struct bench *b, int i)
{
	put_topic(b, 55 + i, 0, "locked: true\n");
}

static void retag(struct bench *b, int i)
{
	put_topic(b, 70 + i, 0, "tags: [water, seed]\n");
}

static void rename_member(struct bench *b, int i)
{
	put_member(b, i + 1);
}

static void rename_forum(struct bench *b, int i)
{
	put(b, "forums/forum7/index.md",
	    arena_printf(&b->arena, "---\ntitle: Renamed %d\ndescription: Number 7\nkind: discussion\norder: 8\n---\nAbout.\n", i));
}

static void reorder_forum(struct bench *b, int i)
{
	put(b, "forums/forum6/index.md",
	    arena_printf(&b->arena, "---\ntitle: Forum 6\ndescription: Number 6\nkind: discussion\norder: %d\n---\nAbout.\n", 20 + (int)((b->began + i) % 50)));
}

static const struct kind {
	const char *name;
	void (*make)(struct bench *b, int i);
	int most; /* times at most; 0: as often as asked */
} kinds[] = {
	{"1,000 posts of 100 new topics", thousand, 1},
	{"a reply", reply, 0},
	{"a reply: longest topic, top author", busiest, 0},
	{"an edited reply", edit, 0},
	{"a deleted reply", delete_one, 15},
	{"a new topic", topic, 0},
	{"a topic moved to another forum", move, 15},
	{"a topic pinned", pin, 15},
	{"a topic closed", lock, 15},
	{"a topic with other tags", retag, 15},
	{"a member with 1,000 posts renamed", rename_member, 3},
	{"a forum at another place", reorder_forum, 3},
	{"a forum renamed", rename_forum, 3},
};

/* ---- one change ---- */

static void commit(struct bench *b, void (*make)(struct bench *b, int i), int i)
{
	struct err err = {0};
	arena_reset(&b->arena);
	b->edits.len = 0;
	b->now++;
	make(b, i);
	struct store_id parent = b->main;
	struct store_commit commit = {.parents = &parent, .nparents = 1, .edits = b->edits.at, .nedits = b->edits.len, .name = "bench", .email = "bench@users.localhost", .time = b->now, .message = "bench\n"};
	need(store_commit(b->store, &commit, &b->main, &err), &err);
	struct store_commit_info before, after;
	need(store_commit_info(b->store, &parent, &b->arena, &before, &err), &err);
	need(store_commit_info(b->store, &b->main, &b->arena, &after, &err), &err);
	/* Nothing to build would be a splendid row. */
	if (store_same(&before.tree, &after.tree)) {
		fputs("change: a commit changed nothing\n", stderr);
		exit(1);
	}
}

/* As git moves a ref, but without waiting for the disk: that is not the builder's time. */
static void move_ref(struct bench *b)
{
	char hex[STORE_HEX + 1], lock_path[4200], path[4160];
	snprintf(path, sizeof(path), "%s/%s", b->site.content, b->site.conf.content_ref);
	snprintf(lock_path, sizeof(lock_path), "%s.lock", path);
	store_hex(&b->main, hex);
	hex[STORE_HEX - 1] = '\n';
	int fd = open(lock_path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0 || write(fd, hex, STORE_HEX) != STORE_HEX || close(fd) || rename(lock_path, path)) {
		perror("change: ref");
		exit(1);
	}
}

static void wait_live(struct bench *b)
{
	char hex[STORE_HEX], live[STORE_HEX] = "";
	double until = clock_ms() + LIVE_WAIT_S * 1e3;
	store_hex(&b->main, hex);
	while (clock_ms() < until) {
		int fd = open(b->site.live, O_RDONLY | O_CLOEXEC);
		ssize_t got = fd < 0 ? 0 : read(fd, live, STORE_HEX - 1);
		if (fd >= 0)
			close(fd);
		if (got == STORE_HEX - 1 && memcmp(live, hex, STORE_HEX - 1) == 0)
			return;
		nanosleep(&(struct timespec){.tv_nsec = LIVE_POLL_NS}, NULL);
	}
	fputs("change: cache/live does not follow; is stoa watch running?\n", stderr);
	exit(1);
}

static void run_command(struct bench *b)
{
	int ends[2], status;
	if (pipe2(ends, O_CLOEXEC))
		exit(1);
	pid_t pid = fork();
	if (pid == 0) {
		dup2(ends[1], STDOUT_FILENO);
		execvp(b->command[0], b->command);
		_exit(127);
	}
	close(ends[1]);
	FILE *out = fdopen(ends[0], "r");
	while (out && fgets(b->said, sizeof(b->said), out))
		continue;
	if (out)
		fclose(out);
	struct rusage used;
	if (wait4(pid, &status, 0, &used) < 0 || status) {
		fprintf(stderr, "change: %s failed\n", b->command[0]);
		exit(1);
	}
	b->cpu_ms = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e3 +
	            (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e3;
}

static int by_size(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;
	return (a > b) - (a < b);
}

static void time_kind(struct bench *b, const struct kind *kind, int count)
{
	double times[TIMES_MAX], cpu = 0;
	int n = kind->most && kind->most < count ? kind->most : count;
	b->said[0] = '\0';
	for (int i = 0; i < n; i++) {
		commit(b, kind->make, i);
		double start = clock_ms();
		move_ref(b);
		if (b->command[0])
			run_command(b);
		else
			wait_live(b);
		times[i] = clock_ms() - start;
		cpu = !i || b->cpu_ms < cpu ? b->cpu_ms : cpu;
	}
	qsort(times, (size_t)n, sizeof(*times), by_size);
	const char *about = strchr(b->said, ':');
	size_t len = about ? strcspn(about + 1, "(") : 0;
	printf("%-34s %8.1f ms  least %8.1f", kind->name, times[n / 2], times[0]);
	if (b->command[0])
		printf("  CPU %8.1f", cpu);
	printf(" %.*s\n", (int)len, about ? about + 1 : "");
	fflush(stdout);
}

int main(int argc, char **argv)
{
	static struct bench b;
	struct err err = {0};
	const char *word = "";
	if (argc > 2 && strcmp(argv[1], "-k") == 0) {
		word = argv[2];
		argv += 2;
		argc -= 2;
	}
	int count = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 0;
	if (count < 1 || count > TIMES_MAX) {
		fprintf(stderr, "usage: change [-k WORD] SITE COUNT [COMMAND...], COUNT up to %d\n", TIMES_MAX);
		return 64;
	}
	b.command = argv + 3;
	arena_init(&b.arena);
	need(crypto_init(&err), &err);
	need(site_open(&b.site, argv[1], &err), &err);
	need(store_open(&b.store, b.site.content, &err), &err);
	need(store_resolve(b.store, b.site.conf.content_ref, &b.main, &err), &err);
	b.now = b.began = (int64_t)time(NULL);
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (!i || strstr(kinds[i].name, word))
			time_kind(&b, &kinds[i], count);
	VEC_RELEASE(&b.edits);
	store_close(b.store);
	site_close(&b.site);
	return 0;
}
