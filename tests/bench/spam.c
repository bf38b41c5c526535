/*
 * How well the filter and the rules tell spam from posts: precision and recall over a folder with
 * spam/ and ham/ (spam_corpus.py makes some), by how much was taught before; and what it costs. Half of
 * the texts are taught, the other half judged. A kind is what a file's name begins with; --unseen
 * judges each kind of spam by a filter that was taught all the others.
 *
 *     spam FOLDER SCRATCH.db [--unseen]
 */
#include "core/judge/spam.h"
#include "core/text/crypto.h"

#include <dirent.h>
#include <unistd.h>

enum { LIKELY = 500, ENOUGH = 20, FILES_MAX = 20000, BODY = 1 << 20 };

struct one {
	const char *name;
	bool spam, taught;
	int64_t order;
	struct spam_text text;
};

static struct one *all;
static size_t total;
static struct arena arena;
static struct err err;

static void need(int rc)
{
	if (rc) {
		fprintf(stderr, "spam: %s\n", err.msg);
		exit(1);
	}
}

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void read_one(const char *path, const char *name, bool spam)
{
	struct str file;
	str_init(&file, BODY);
	need(str_read_file(&file, path, &err));
	char *body = strstr(file.at, "\n\n");
	body = body ? body : file.at + file.len;
	struct spam_source source = {arena_dupn(&arena, file.at, (size_t)(body - file.at)), "", body, file.len - (size_t)(body - file.at), "en"};
	struct one *one = &all[total++];
	*one = (struct one){.name = arena_dup(&arena, name), .spam = spam, .order = spam_word_number(name, strlen(name))};
	one->taught = one->order % 2;
	need(spam_text_read(&source, &arena, &one->text, &err));
	str_release(&file);
}

static void read_folder(const char *root, const char *kind)
{
	const char *path = arena_printf(&arena, "%s/%s", root, kind);
	DIR *folder = opendir(path);
	struct dirent *entry;
	if (!folder) {
		fprintf(stderr, "spam: %s cannot be read\n", path);
		exit(1);
	}
	while ((entry = readdir(folder)) && total < FILES_MAX)
		if (*entry->d_name != '.')
			read_one(arena_printf(&arena, "%s/%s", path, entry->d_name), entry->d_name, *kind == 's');
	closedir(folder);
}

static int by_order(const void *a, const void *b)
{
	int64_t x = ((const struct one *)a)->order, y = ((const struct one *)b)->order;
	return (x > y) - (x < y);
}

static struct state *open_empty(const char *path)
{
	struct state *state;
	unlink(path);
	unlink(arena_printf(&arena, "%s-wal", path));
	unlink(arena_printf(&arena, "%s-shm", path));
	need(state_open(&state, path, &err));
	return state;
}

static void teach(struct state *state, const struct one *one)
{
	struct state_spam_text text = {one->name, "", "", "", one->text.digest, 0, 1};
	need(state_spam_put(state, &text, &one->text, &err));
	struct state_spam_lesson lesson = {one->name, "taught", one->spam ? SPAM_SPAM : SPAM_HAM, 1};
	need(state_spam_teach(state, &lesson, &err));
}

struct tally {
	size_t spam, ham, found, wrong;           /* by the filter alone, where it knows */
	size_t sorted, misplaced;                 /* by filter and rules */
	double seconds;
};

static void judge(struct state *state, const struct one *one, struct tally *tally)
{
	struct arena mine;
	struct spam_counts counts;
	struct spam_opinion opinion;
	double start = now();
	arena_init(&mine);
	need(state_spam_counts(state, &one->text, &mine, &counts, &err));
	struct spam_case spam_case = {.text = &one->text, .belief = spam_filter(&counts, ENOUGH), .counts = &counts, .guest = true, .age = -1};
	spam_judge(&spam_case, &mine, &opinion);
	bool likely = spam_case.belief.permille >= 900, sorted = opinion.score >= LIKELY;
	tally->seconds += now() - start;
	tally->spam += one->spam;
	tally->ham += !one->spam;
	tally->found += likely && one->spam;
	tally->wrong += likely && !one->spam;
	tally->sorted += sorted && one->spam;
	tally->misplaced += sorted && !one->spam;
	if (getenv("STOA_SPAM_SHOW") && sorted != one->spam)
		printf("    %s %lld\n%s", one->name, (long long)opinion.score, spam_reasons_write(&opinion, &mine));
	arena_release(&mine);
}

static void print(const char *what, const struct tally *t)
{
	printf("  %-24s filter: precision %.3f recall %.3f (%zu of %zu posts wrong)   score >= %d: precision %.3f recall %.3f (%zu wrong)\n",
	       what, t->found + t->wrong ? (double)t->found / (double)(t->found + t->wrong) : 1, (double)t->found / (double)t->spam,
	       t->wrong, t->ham, LIKELY, t->sorted + t->misplaced ? (double)t->sorted / (double)(t->sorted + t->misplaced) : 1,
	       (double)t->sorted / (double)t->spam, t->misplaced);
}

/* Teaches more and more of both kinds, and asks after each step. */
static void learn(struct state *state)
{
	static const size_t steps[] = {0, 20, 50, 100, 300, FILES_MAX};
	size_t at[2] = {0, 0}, have[2] = {0, 0};
	for (size_t step = 0; step < ARRAY_LEN(steps); step++) {
		size_t taught = have[0] + have[1];
		double start = now();
		for (int spam = 0; spam < 2; spam++)
			for (; at[spam] < total && have[spam] < steps[step]; at[spam]++)
				if (all[at[spam]].taught && all[at[spam]].spam == spam) {
					teach(state, &all[at[spam]]);
					have[spam]++;
				}
		taught = have[0] + have[1] - taught;
		double seconds = now() - start;
		struct tally tally = {0};
		for (size_t i = 0; i < total; i++)
			if (!all[i].taught)
				judge(state, &all[i], &tally);
		print(arena_printf(&arena, "%zu spam, %zu ham taught", have[1], have[0]), &tally);
		if (taught)
			printf("    %.2f ms to teach one, %.2f ms to judge one\n", seconds / (double)taught * 1000,
			       tally.seconds / (double)(tally.spam + tally.ham) * 1000);
	}
}

static size_t kind_length(const char *name)
{
	const char *number = strrchr(name, '-');
	return number ? (size_t)(number - name) : strlen(name);
}

static void unseen(const char *path)
{
	for (size_t first = 0; first < total; first++) {
		size_t n = kind_length(all[first].name);
		bool met = !all[first].spam;
		for (size_t i = 0; i < first && !met; i++)
			met = all[i].spam && kind_length(all[i].name) == n && !strncmp(all[i].name, all[first].name, n);
		if (met)
			continue;
		struct state *state = open_empty(path);
		struct tally tally = {0};
		for (size_t i = 0; i < total; i++) {
			bool same = kind_length(all[i].name) == n && !strncmp(all[i].name, all[first].name, n);
			if (all[i].taught && !same)
				teach(state, &all[i]);
		}
		for (size_t i = 0; i < total; i++) {
			bool same = kind_length(all[i].name) == n && !strncmp(all[i].name, all[first].name, n);
			if (!all[i].taught && (same || !all[i].spam))
				judge(state, &all[i], &tally);
		}
		print(arena_dupn(&arena, all[first].name, n), &tally);
		state_close(state);
	}
}

int main(int argc, char **argv)
{
	if (argc < 3)
		return 64;
	arena_init(&arena);
	need(crypto_init(&err));
	all = base_alloc(FILES_MAX, sizeof(*all));
	double start = now();
	read_folder(argv[1], "spam");
	read_folder(argv[1], "ham");
	printf("%s: %zu texts, %.2f ms to read the words of one\n", argv[1], total, (now() - start) / (double)total * 1000);
	qsort(all, total, sizeof(*all), by_order);
	if (argc > 3) {
		unseen(argv[2]);
	} else {
		struct state *state = open_empty(argv[2]);
		learn(state);
		struct state_spam_totals totals;
		need(state_spam_totals(state, &totals, &err));
		printf("  %lld words of %lld texts\n", (long long)totals.words, (long long)totals.texts);
		state_close(state);
	}
	arena_release(&arena);
	return 0;
}
