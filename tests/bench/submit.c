/*
 * Times durable submissions and approvals through core/queue: one client first, then sixteen
 * processes at once; and beside them the raw cost of the same bytes fsynced the least way there is
 * (one file written and synced, and its folder), in the same run. With WAITING, the same client again
 * when so many wait.
 *
 *     submit SITE TOPIC-FOLDER [WAITING]
 */
#include "core/queue/queue.h"
#include "core/site/site.h"
#include "core/text/crypto.h"
#include "core/text/date.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ONE = 100, CLIENTS = 16, EACH = 25 };

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void need(int rc, const struct err *err)
{
	if (rc) {
		fprintf(stderr, "submit: %s\n", err->msg);
		exit(1);
	}
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double median(double *times, size_t n)
{
	qsort(times, n, sizeof(*times), by_size);
	return times[n / 2] * 1000;
}

static struct queue *open_queue(const struct site *site)
{
	struct err err = {0};
	struct queue *queue;
	need(queue_open(&queue, &(struct queue_options){.content = site->content, .repository = site->queue, .ref = "refs/heads/main", .host = "localhost"}, &err), &err);
	return queue;
}

static void submit(struct queue *queue, const char *topic, char id[static CRYPTO_ID_TEXT])
{
	char path[512], body[512], date[DATE_TEXT];
	struct err err = {0};
	bool again;
	int64_t at = (int64_t)time(NULL);
	crypto_id(at, id);
	date_rfc3339(at, date);
	snprintf(path, sizeof(path), "%s/%s.md", topic, id);
	int n = snprintf(body, sizeof(body), "---\nauthor: guest\nname: Bench\ndate: %s\n---\nA reply of ordinary length, with *stress* on a word.\n", date);
	struct store_edit edit = {.path = path, .bytes = body, .len = (size_t)n};
	need(queue_submit(queue, &(struct queue_submission){.id = id, .author = "guest", .summary = "reply: bench", .edits = &edit, .nedits = 1, .now = at}, &again, &err), &err);
}

static void raw_sync(const char *dir, int i)
{
	char path[4200];
	static const char body[400];
	snprintf(path, sizeof(path), "%s/raw-%d", dir, i);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), folder = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || folder < 0 || write(fd, body, sizeof(body)) < 0 || fsync(fd) || fsync(folder))
		perror("submit: raw");
	close(fd);
	close(folder);
	unlink(path);
}

/* From all clients at once; how many a second. */
static double many(const struct site *site, const char *topic, long each)
{
	double start = now();
	for (int c = 0; c < CLIENTS; c++) {
		if (fork() == 0) {
			char id[CRYPTO_ID_TEXT];
			struct queue *queue = open_queue(site);
			for (long i = 0; i < each; i++)
				submit(queue, topic, id);
			queue_close(queue);
			_exit(0);
		}
	}
	while (wait(NULL) > 0)
		continue;
	return (double)(CLIENTS * each) / (now() - start);
}

static void when_many_wait(const struct site *site, const char *topic, long waiting)
{
	static double times[ONE];
	char id[CRYPTO_ID_TEXT];
	struct arena arena;
	struct queue_item *items;
	struct err err = {0};
	size_t n;
	many(site, topic, waiting / CLIENTS);
	struct queue *queue = open_queue(site);
	for (int i = 0; i < ONE; i++) {
		double start = now();
		submit(queue, topic, id);
		times[i] = now() - start;
	}
	arena_init(&arena);
	double start = now();
	need(queue_waiting(queue, &arena, &items, &n, &err), &err);
	double looked = now() - start;
	arena_release(&arena);
	queue_close(queue);
	printf("with %zu waiting: submit: %.2f ms; reading all of them: %.0f ms\n", n, median(times, ONE), looked * 1000);
}

int main(int argc, char **argv)
{
	struct err err = {0};
	struct site site;
	if (argc < 3) {
		fputs("usage: submit SITE TOPIC-FOLDER [WAITING]\n", stderr);
		return 64;
	}
	need(crypto_init(&err), &err);
	need(site_open(&site, argv[1], &err), &err);
	static char ids[ONE][CRYPTO_ID_TEXT];
	static double times[3][ONE];
	struct queue *queue = open_queue(&site);
	for (int i = 0; i < ONE; i++) {
		double t0 = now();
		raw_sync(site.state, i);
		double t1 = now();
		submit(queue, argv[2], ids[i]);
		double t2 = now();
		times[0][i] = t1 - t0;
		times[1][i] = t2 - t1;
	}
	for (int i = 0; i < ONE; i++) {
		struct store_id merge;
		double t0 = now();
		need(queue_approve(queue, &(struct queue_verdict){.id = ids[i], .reviewer = "gardener", .reason = "", .rule = "", .now = (int64_t)time(NULL)}, &merge, &err), &err);
		times[2][i] = now() - t0;
	}
	queue_close(queue);
	printf("one file and its folder synced: %.2f ms; submit: %.2f ms; approve: %.2f ms (medians of %d)\n", median(times[0], ONE), median(times[1], ONE), median(times[2], ONE), ONE);
	fflush(stdout);
	printf("submissions from %d processes at once: %.0f a second\n", CLIENTS, many(&site, argv[2], EACH));
	fflush(stdout);
	if (argc > 3)
		when_many_wait(&site, argv[2], strtol(argv[3], NULL, 10));
	site_close(&site);
	return 0;
}
