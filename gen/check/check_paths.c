#include "check.h"

static bool is_page(enum page_kind kind)
{
	return kind != PAGE_NONE && kind != PAGE_ATTACHMENT && kind != PAGE_VOTES;
}

/* Two files that are one on a disk that does not tell A from a. */
static void check_letters(struct check *check, struct check_names *small, size_t i)
{
	const struct check_file *file = &check->files.at[i];
	char *path = arena_dup(&check->arena, file->path);
	for (char *at = path; *at; at++)
		*at = *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;
	int64_t first = check_put(small, path, (int64_t)i);
	if (first != (int64_t)i && (file->changed || check->files.at[first].changed))
		check_report(check, file->path, 1, NULL, "differs from %s only in capital letters",
		             check->files.at[first].path);
}

static void locate(struct check *check, size_t i)
{
	struct err err = {0};
	struct check_file *file = &check->files.at[i];
	size_t n = strlen(file->path);
	if (page_locate(file->path, &check->arena, &file->place, &err)) {
		/* The message begins with the path, which stands there already. */
		if (file->changed)
			check_report(check, file->path, 1, NULL, "%s",
			             strlen(err.msg) > n + 2 ? err.msg + n + 2 : err.msg);
		return;
	}
	file->content = file->place.kind != PAGE_NONE;
	check_put(&check->names, file->path, (int64_t)i);
	if (!is_page(file->place.kind))
		return;
	int64_t first = check_put(&check->names, file->place.stem, (int64_t)i);
	if (first != (int64_t)i)
		check_report(check, file->path, 1, NULL, "is the same page as %s", check->files.at[first].path);
	check->pages++;
}

/* After every page has its name, so that a page is found before the folder of the same name. */
static void name_folders(struct check *check, const char *path)
{
	char *folder = arena_dup(&check->arena, path);
	for (char *slash; (slash = strrchr(folder, '/'));) {
		*slash = '\0';
		int64_t known = check_find(&check->names, folder);
		if (known == CHECK_FOLDER)
			return;
		if (known == CHECK_NONE)
			check_put(&check->names, arena_dup(&check->arena, folder), CHECK_FOLDER);
	}
}

static bool was_removed(const struct check *check, const char *stem)
{
	char path[600];
	for (int form = 0; form < 2; form++) {
		snprintf(path, sizeof(path), form ? "%s/index.md" : "%s.md", stem);
		if (check_find(&check->removed, path) != CHECK_NONE)
			return true;
	}
	return false;
}

/* What belongs to a page needs that page; a topic needs its forum, a lesson its series. */
static void check_owner(struct check *check, const struct check_file *file)
{
	const struct page_place *place = &file->place;
	const char *owner = place->parent, *what = "page";
	if (!*owner && place->kind == PAGE_TOPIC) {
		owner = arena_printf(&check->scratch, "forums/%s", place->forum);
		what = "forum";
	} else if (!*owner && place->kind == PAGE_LESSON) {
		owner = arena_printf(&check->scratch, "tutorials/%s", place->series);
		what = "series";
	}
	if (!*owner || check_find(&check->names, owner) >= 0)
		return;
	if (!file->changed && !was_removed(check, owner))
		return;
	const char *kind = page_kind_name(place->kind);
	if (*place->parent)
		check_report(check, file->path, 1, NULL, "there is no page %s that this %s could belong to", owner,
		             kind);
	else
		check_report(check, file->path, 1, NULL, "there is no %s %s/index.md for this %s", what, owner, kind);
}

void check_paths(struct check *check)
{
	struct check_names small = {0};
	for (size_t i = 0; i < check->files.len; i++) {
		check_letters(check, &small, i);
		locate(check, i);
	}
	for (size_t i = 0; i < check->files.len; i++) {
		if (check->files.at[i].content)
			name_folders(check, check->files.at[i].path);
	}
	for (size_t i = 0; i < check->files.len; i++) {
		if (check->files.at[i].content)
			check_owner(check, &check->files.at[i]);
		arena_reset(&check->scratch);
	}
	free(small.slots);
}
