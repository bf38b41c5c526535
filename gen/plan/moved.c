#include "moved.h"

#define FILE "/index.html"
#define PACKED ".gz"

int moved_is_page(struct catalogue *cat, const char *url, struct arena *arena, bool *is, struct err *err)
{
	struct page_place place;
	struct catalogue_page page;
	*is = false;
	if (page_locate_url(url, arena, &place, err))
		return -1;
	if (catalogue_page(cat, place.stem, arena, &page, err) == 0)
		*is = page.live != PAGE_NONE;
	else if (err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	return 0;
}

/* "forums/help/index.html" and "forums/help/index.html.gz": "/forums/help/"; NULL for what is no page's own file. */
static const char *url_of(const char *path, struct arena *arena)
{
	size_t n = strlen(path);
	if (n > strlen(PACKED) && strcmp(path + n - strlen(PACKED), PACKED) == 0)
		n -= strlen(PACKED);
	if (n <= strlen(FILE) || memcmp(path + n - strlen(FILE), FILE, strlen(FILE)) != 0)
		return NULL;
	return arena_printf(arena, "/%.*s/", (int)(n - strlen(FILE)), path);
}

int moved_is_taken(struct catalogue *cat, const char *key, const char *path, struct arena *arena, bool *is,
                   struct err *err)
{
	const char *url = url_of(path, arena);
	struct catalogue_moves moves;
	*is = false;
	if (!url)
		return 0;
	if (strncmp(key, "moved:", strlen("moved:")) == 0)
		return moved_is_page(cat, url, arena, is, err);
	if (catalogue_moves(cat, url, arena, &moves, err))
		return -1;
	*is = moves.len > 0;
	return 0;
}
