#include "near.h"

enum { LONGEST = 48 };

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Optimal string alignment: three rows of the table are enough. */
static size_t distance(const char *a, size_t na, const char *b, size_t nb)
{
	size_t rows[3][LONGEST + 1], *before = rows[0], *last = rows[1], *row = rows[2];
	for (size_t j = 0; j <= nb; j++)
		last[j] = j;
	for (size_t i = 1; i <= na; i++) {
		row[0] = i;
		for (size_t j = 1; j <= nb; j++) {
			row[j] = least(least(last[j] + 1, row[j - 1] + 1), last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
		}
		size_t *free_row = before;
		before = last;
		last = row;
		row = free_row;
	}
	return last[nb];
}

const char *near_name(const char *word, const void *rows, size_t n, size_t stride)
{
	size_t len = strlen(word), best = SIZE_MAX;
	const char *found = NULL;
	for (size_t i = 0; i < n && len <= LONGEST; i++) {
		const char *name = *(const char *const *)(const void *)((const char *)rows + i * stride);
		size_t nlen = name ? strlen(name) : LONGEST + 1;
		if (nlen > LONGEST)
			continue;
		size_t d = distance(word, len, name, nlen);
		if (d < best && d <= (nlen + 2) / 3) {
			best = d;
			found = name;
		}
	}
	return found;
}
