/*
 * Load on a site's forms through its web server: CLIENTS processes, each with one connection at a time, ask for the
 * form of a reply, then send replies (preview, then submit), SECONDS each; requests a second, and the times of one.
 *
 *     load PORT TOPIC-FOLDER SECONDS
 */
#include "core/base/str.h"
#include "core/text/escape.h"

#include <arpa/inet.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CLIENTS = 16, MOST = 100000, ANSWER = 1 << 20 };

/* Shared by the clients. Seconds of each answer, and answers that were not the one that was wanted. */
struct times {
	_Atomic size_t n, bad;
	double at[MOST];
};

static int port;
static uint32_t self = INADDR_LOOPBACK; /* each client has an address of its own, as people have */
static const char *topic;

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The whole answer, as HTTP/1.0 ends it; "" where there is none. */
static void ask(const char *request, size_t n, struct str *answer)
{
	char piece[16384];
	ssize_t got;
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(self)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	str_reset(answer);
	if (fd >= 0 && !bind(fd, (struct sockaddr *)&from, sizeof(from)) && !connect(fd, (struct sockaddr *)&at, sizeof(at)) && send(fd, request, n, MSG_NOSIGNAL) == (ssize_t)n)
		while ((got = read(fd, piece, sizeof(piece))) > 0)
			str_add(answer, piece, (size_t)got);
	close(fd);
}

static void get_form(struct str *answer)
{
	struct str request;
	str_init(&request, 4096);
	str_addf(&request, "GET /-/reply?path=%s/index.md HTTP/1.0\r\nHost: localhost\r\n\r\n", topic);
	ask(request.at, request.len, answer);
	str_release(&request);
}

static void post(const char *where, const char *body, const char *token, struct str *answer)
{
	struct str request, fields;
	str_init(&fields, 65536);
	str_init(&request, 65536);
	str_addf(&fields, "kind=reply&website=&path=%s/index.md&body=", topic);
	escape_url_arg(&fields, body, strlen(body));
	str_addf(&fields, "&token=%s", token);
	str_addf(&request, "POST /-/%s HTTP/1.0\r\nHost: localhost\r\nOrigin: http://localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s",
	         where, fields.len, fields.at);
	ask(request.at, request.len, answer);
	str_release(&request);
	str_release(&fields);
}

/* The token in the page's own part, "" where there is none. */
static void token_in(const char *page, char token[static 200])
{
	const char *at = strstr(page, "<main");
	at = at ? strstr(at, "name=\"token\" value=\"") : NULL;
	at = at ? at + strlen("name=\"token\" value=\"") : "";
	snprintf(token, 200, "%.*s", (int)strcspn(at, "\""), at);
}

static void note(struct times *times, double seconds, bool good)
{
	size_t i = good ? times->n++ : MOST;
	if (!good)
		times->bad++;
	if (i < MOST)
		times->at[i] = seconds;
}

static bool begins(const struct str *answer, const char *status)
{
	return answer->len > 12 && !strncmp(answer->at + 9, status, 3);
}

static void read_forms(struct times *times, double until)
{
	struct str answer;
	str_init(&answer, ANSWER);
	for (double start; (start = now()) < until;) {
		get_form(&answer);
		note(times, now() - start, begins(&answer, "200"));
	}
	str_release(&answer);
}

/* Timed is the submit alone: it answers when the commit is on the disk. */
static void send_replies(struct times *times, double until)
{
	char token[200], body[200];
	struct str answer;
	str_init(&answer, ANSWER);
	for (int i = 0; now() < until; i++) {
		snprintf(body, sizeof(body), "A reply of ordinary length by client %d, number %d, with *stress* on a word.", (int)getpid(), i);
		post("preview", body, "", &answer);
		token_in(answer.at, token);
		double start = now();
		post("submit", body, token, &answer);
		note(times, now() - start, begins(&answer, "303"));
	}
	str_release(&answer);
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void measure(const char *what, void (*work)(struct times *, double), double seconds)
{
	struct times *times = mmap(NULL, sizeof(*times), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (times == MAP_FAILED)
		exit(1);
	fflush(stdout);
	double start = now();
	for (int i = 0; i < CLIENTS; i++) {
		if (!fork()) {
			self += 256 + (uint32_t)i;
			work(times, start + seconds);
			_exit(0);
		}
	}
	while (wait(NULL) > 0)
		continue;
	double took = now() - start;
	size_t n = times->n < MOST ? times->n : MOST;
	qsort(times->at, n, sizeof(*times->at), by_size);
	printf("%-12s %7.0f a second   p50 %6.1f ms   p99 %6.1f ms   %zu in %.1f s, %zu refused\n", what, (double)n / took,
	       n ? times->at[n / 2] * 1000 : 0, n ? times->at[n * 99 / 100] * 1000 : 0, n, took, (size_t)times->bad);
	munmap(times, sizeof(*times));
}

int main(int argc, char **argv)
{
	if (argc != 4) {
		fputs("usage: load PORT TOPIC-FOLDER SECONDS\n", stderr);
		return 64;
	}
	port = (int)strtol(argv[1], NULL, 10);
	topic = argv[2];
	double seconds = strtod(argv[3], NULL);
	measure("form pages", read_forms, seconds);
	measure("submissions", send_replies, seconds);
	return 0;
}
