#include "badge_file.h"

#include "core/text/text.h"

/* What an author wrote is wrong: that is no reason to fail. */
static int read_own(struct store *store, const struct store_id *blob, struct arena *arena, struct badge_file *file,
                    struct err *err)
{
	struct str text;
	str_init(&text, BADGES_BYTES);
	int rc = store_read(store, blob, &text, err);
	if (!rc)
		rc = badges_parse(text.at, text.len, arena, &file->badges, err);
	str_release(&text);
	if (!rc || (err->code != ERR_INPUT && err->code != ERR_LIMIT))
		return rc;
	file->wrong = arena_printf(arena, BADGE_FILE ": %s", err->msg);
	err_clear(err);
	return 0;
}

static int find(const struct badge_place *place, struct store_id *blob, char hex[static STORE_HEX], struct err *err)
{
	char path[TEXT_PATH_MAX + sizeof("/" BADGE_FILE)];
	snprintf(path, sizeof(path), "%s%s" BADGE_FILE, place->folder, *place->folder ? "/" : "");
	*hex = '\0';
	if (store_find(place->store, place->tree, path, blob, err) == 0) {
		store_hex(blob, hex);
		return 0;
	}
	if (err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	return 0;
}

int badge_file_read(const struct badge_place *place, struct arena *arena, struct badge_file *file, bool *changed,
                    struct err *err)
{
	const char *standard = badges_standard();
	struct store_id blob;
	char hex[STORE_HEX];
	if (find(place, &blob, hex, err))
		return -1;
	*changed = !file->id || strcmp(file->id, hex) != 0;
	if (!*changed)
		return 0;
	*file = (struct badge_file){.id = arena_dup(arena, hex)};
	if (*hex && read_own(place->store, &blob, arena, file, err))
		return -1;
	if (*hex && !file->wrong)
		return 0;
	return badges_parse(standard, strlen(standard), arena, &file->badges, err);
}
