/*
 * Writes a community as a `git fast-import` stream: the same bytes for the same numbers, on any
 * machine. Post lengths are log-normal with a median of about 400 bytes; authors and topics follow
 * Zipf's law; topics spread over years of months.
 *
 *     corpus TOPICS POSTS [MEMBERS] | git fast-import --quiet
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FORUMS = 8, START_YEAR = 2019, MONTHS = 84, BODY_MAX = 12000 };

static uint64_t state = 0x9E3779B97F4A7C15u;

static uint64_t next(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static uint64_t below(uint64_t n)
{
	return next() % n;
}

static double unit(void)
{
	return (double)(next() >> 11) / 9007199254740992.0;
}

/* Rank from 0 with probability about 1/(rank+1). */
static uint64_t zipf(uint64_t n)
{
	uint64_t rank = (uint64_t)exp(unit() * log((double)n + 1)) - 1;
	return rank < n ? rank : n - 1;
}

static double gauss(void)
{
	return sqrt(-2 * log(1 - unit())) * cos(6.283185307179586 * unit());
}

static const char *const words[] = {
	"water", "seed", "garden", "build", "server", "the", "a", "of", "and", "to", "in", "that", "when", "because",
	"branch", "merge", "page", "reader", "quiet", "small", "file", "under", "after", "question", "answer", "works",
	"fails", "again", "morning", "letter", "people", "house", "light", "think", "write", "carry", "between", "often",
};
static const char *const snippets[] = {
	"- first thing\n- second thing\n- third, with *stress*\n\n",
	"```c\nint main(void)\n{\n\treturn 0; /* fine */\n}\n```\n\n",
	"> somebody said this before\n> and went on\n\n",
	"See [the manual](https://example.org/manual?page=2) and <https://example.net/>.\n\n",
	"| name | value |\n|------|------:|\n| a | 1 |\n| b | 22 |\n\n",
	"1. open `site.conf`\n2. change **one** line\n3. look again\n\n",
};

static char body[BODY_MAX + 4096];

static size_t paragraph(size_t n)
{
	size_t count = 20 + below(60);
	for (size_t i = 0; i < count; i++)
		n += (size_t)sprintf(body + n, "%s%s", words[below(sizeof(words) / sizeof(*words))], i + 1 < count ? " " : ".\n\n");
	return n;
}

static size_t make_body(uint64_t members)
{
	double wanted = exp(log(400) + 0.9 * gauss());
	size_t n = 0;
	if (below(5) == 0)
		n += (size_t)sprintf(body, "@m%05llu, thanks. ", (unsigned long long)zipf(members));
	do {
		n = paragraph(n);
		if (below(4) == 0)
			n += (size_t)sprintf(body + n, "%s", snippets[below(sizeof(snippets) / sizeof(*snippets))]);
	} while ((double)n < wanted && n < BODY_MAX);
	return n;
}

static void file(const char *path, const char *front, const char *text, size_t len)
{
	printf("M 100644 inline %s\ndata %zu\n%s", path, strlen(front) + len, front);
	fwrite(text, 1, len, stdout);
	putchar('\n');
}

struct topic {
	int forum, year, month, day;
	uint64_t posts;
	char path[64];
};

/* Moments inside a topic go up by minutes, so that ids never repeat. */
static void moment(const struct topic *t, uint64_t i, char *date, char *id)
{
	int day = t->day + (int)(i / 1440), minute = (int)(i % 1440);
	sprintf(date, "%04d-%02d-%02dT%02d:%02d:00Z", t->year, t->month, day > 28 ? 28 : day, minute / 60, minute % 60);
	sprintf(id, "%04d%02d%02d-%02d%02d00-", t->year, t->month, day > 28 ? 28 : day, minute / 60, minute % 60);
	for (int k = 0; k < 6; k++)
		id[16 + k] = "abcdefghijklmnopqrstuvwxyz234567"[below(32)];
	id[22] = '\0';
}

static void write_topic(const struct topic *t, uint64_t number, uint64_t members)
{
	char path[128], front[512], date[32], id[32];
	for (uint64_t i = 0; i < t->posts; i++) {
		moment(t, i, date, id);
		unsigned long long author = zipf(members);
		if (i == 0) {
			sprintf(path, "%s/index.md", t->path);
			sprintf(front, "---\ntitle: \"Topic %llu: %s %s\"\nauthor: m%05llu\ndate: %s\ntags: [%s]\n---\n",
				(unsigned long long)number, words[below(38)], words[below(38)], author, date, words[zipf(38)]);
		} else {
			sprintf(path, "%s/%s.md", t->path, id);
			sprintf(front, "---\nauthor: m%05llu\ndate: %s\n---\n", author, date);
		}
		file(path, front, body, make_body(members));
	}
}

static void write_frame(uint64_t members)
{
	char path[64], front[256];
	file("index.md", "---\ntitle: Bench\ndescription: A generated community\n---\n", "Purpose.\n", 9);
	for (int f = 0; f < FORUMS; f++) {
		sprintf(path, "forums/forum%d/index.md", f);
		sprintf(front, "---\ntitle: Forum %d\ndescription: Number %d\nkind: %s\norder: %d\n---\n", f, f, f == 1 ? "questions" : "discussion", f + 1);
		file(path, front, "About.\n", 7);
	}
	for (uint64_t m = 0; m < members; m++) {
		sprintf(path, "members/m%c/m%05llu.md", (char)('0' + m / 10000 % 10), (unsigned long long)m);
		sprintf(front, "---\nname: Member %llu\njoined: 2019-01-01T00:00:00Z\n---\n", (unsigned long long)m);
		file(path, front, "Hello.\n", 7);
	}
}

int main(int argc, char **argv)
{
	uint64_t topics = argc > 2 ? strtoull(argv[1], NULL, 10) : 0, posts = topics ? strtoull(argv[2], NULL, 10) : 0;
	uint64_t members = argc > 3 ? strtoull(argv[3], NULL, 10) : topics / 5 + 10;
	struct topic *all = topics ? calloc(topics, sizeof(*all)) : NULL;
	if (!all || posts < topics || !members) {
		fputs("usage: corpus TOPICS POSTS [MEMBERS] | git fast-import --quiet\n", stderr);
		return 64;
	}
	for (uint64_t i = 0; i < topics; i++) {
		struct topic *t = &all[i];
		uint64_t month = i * MONTHS / topics;
		*t = (struct topic){.forum = (int)zipf(FORUMS), .year = START_YEAR + (int)month / 12, .month = (int)month % 12 + 1, .day = 1 + (int)below(20), .posts = 1};
		sprintf(t->path, "forums/forum%d/%04d/%02d/topic-%llu", t->forum, t->year, t->month, (unsigned long long)i);
	}
	/* Half spread evenly, half by popularity: a few long topics, many short ones. */
	for (uint64_t i = topics; i < posts; i++)
		all[i % 2 ? zipf(topics) * 7919 % topics : below(topics)].posts++;
	printf("commit refs/heads/main\ncommitter bench <bench@users.localhost> 1767225600 +0000\ndata 6\ncorpus\n");
	write_frame(members);
	for (uint64_t i = 0; i < topics; i++)
		write_topic(&all[i], i, members);
	puts("done");
	free(all);
	return ferror(stdout) ? 1 : 0;
}
