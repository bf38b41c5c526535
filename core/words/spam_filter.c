#include "spam_filter.h"

#include <math.h>

/* What is thought of a word that was never seen, and how many sightings that thought is worth. */
static const double unseen = 0.5, weight = 0.45;
/* A word nearer to even than this says nothing. */
static const double telling = 0.3;

static double word_probability(const struct spam_counts *counts, const struct spam_count *count)
{
	double spam = counts->spam ? (double)count->spam / (double)counts->spam : 0;
	double ham = counts->ham ? (double)count->ham / (double)counts->ham : 0;
	double seen = (double)(count->spam + count->ham);
	if (seen <= 0 || spam + ham <= 0)
		return unseen;
	return (weight * unseen + seen * (spam / (spam + ham))) / (weight + seen);
}

/* Odds that chi-square with 2n degrees of freedom is at least x2. */
static double chi_tail(double x2, size_t n)
{
	double half = x2 / 2, term = exp(-half), sum = term;
	for (size_t i = 1; i < n; i++) {
		term *= half / (double)i;
		sum += term;
	}
	return sum < 1 ? sum : 1;
}

/* A word with its distance from even. */
struct heard {
	double probability;
	struct spam_count count;
};

static int by_probability(const void *a, const void *b)
{
	const struct heard *x = a, *y = b;
	if (x->probability != y->probability)
		return x->probability < y->probability ? 1 : -1;
	return strcmp(x->count.word, y->count.word);
}

/* The most telling ones stand at both ends. */
static double combine(const struct heard *heard, size_t n)
{
	double spam = 0, ham = 0;
	size_t used = 0;
	for (size_t from = 0, to = n; from < to && used < SPAM_TELLING_MAX; used++) {
		double high = heard[from].probability, low = heard[to - 1].probability;
		double p = high - 0.5 >= 0.5 - low ? high : low;
		if (fabs(p - 0.5) < telling)
			break;
		from += p == high;
		to -= p != high;
		spam += log(1 - p);
		ham += log(p);
	}
	return used ? (1 + chi_tail(-2 * ham, used) - chi_tail(-2 * spam, used)) / 2 : 0.5;
}

struct spam_belief spam_filter(struct spam_counts *counts, int64_t enough)
{
	struct spam_belief belief = {counts->spam >= enough && counts->ham >= enough && counts->spam && counts->ham, SPAM_EVEN};
	struct heard *heard = base_alloc(counts->len + 1, sizeof(*heard));
	for (size_t i = 0; i < counts->len; i++)
		heard[i] = (struct heard){word_probability(counts, &counts->at[i]), counts->at[i]};
	qsort(heard, counts->len, sizeof(*heard), by_probability);
	for (size_t i = 0; i < counts->len; i++)
		counts->at[i] = heard[i].count;
	if (belief.known)
		belief.permille = (int64_t)lround(combine(heard, counts->len) * 1000);
	free(heard);
	return belief;
}

int64_t spam_filter_word(const struct spam_counts *counts, const struct spam_count *count)
{
	return (int64_t)lround(word_probability(counts, count) * 1000);
}
