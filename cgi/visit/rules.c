#include "rules.h"

#include "content.h"

enum { RULES_MAX = 50, LINE = 400 };

struct mustache_list rules_headings(struct visit *visit)
{
	struct page page;
	struct err err = {0};
	struct view_link *links = arena_alloc(visit->arena, RULES_MAX, sizeof(*links));
	size_t n = 0;
	if (content_page(visit, "rules.md", &page, &err))
		return (struct mustache_list){0};
	const char *end = page.body + page.body_len;
	for (const char *line = page.body; line < end && n < RULES_MAX;) {
		size_t len = strcspn(line, "\n"), hashes = strspn(line, "#");
		if (len < LINE && hashes > 1 && line[hashes] == ' ')
			links[n++].title = arena_dupn(visit->arena, line + hashes + 1, len - hashes - 1);
		line += len + 1;
	}
	return (struct mustache_list){links, n};
}
