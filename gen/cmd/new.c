#include "new.h"

#include "core/base/vec.h"
#include "core/text/crypto.h"
#include "core/text/date.h"
#include "core/text/near.h"
#include "core/text/text.h"
#include "core/words/words.h"

#include <dirent.h>
#include <unistd.h>

enum { TRIES = 100 };

static bool exists(const struct new_wish *wish, const char *path)
{
	return !access(arena_printf(wish->arena, "%s/%s", wish->root, path), F_OK);
}

static bool is_page(const struct new_wish *wish, const char *stem)
{
	return exists(wish, arena_printf(wish->arena, "%s/index.md", stem)) ||
	       exists(wish, arena_printf(wish->arena, "%s.md", stem));
}

static int slug_of(const struct new_wish *wish, const char *title, const char **slug, struct err *err)
{
	struct str out;
	str_init(&out, 200);
	int rc = words_slug(title, &out, err);
	*slug = arena_dupn(wish->arena, out.at, out.len);
	str_release(&out);
	return rc;
}

/* "<folder><slug>", with a number behind it where that is taken. */
static int free_stem(const struct new_wish *wish, const char *folder, const char *title, const char **stem,
                     struct err *err)
{
	const char *slug;
	if (slug_of(wish, title, &slug, err))
		return -1;
	*stem = arena_printf(wish->arena, "%s%s", folder, slug);
	for (int i = 2; i < TRIES; i++) {
		if (!exists(wish, *stem) && !is_page(wish, *stem))
			return 0;
		*stem = arena_printf(wish->arena, "%s%s-%d", folder, slug, i);
	}
	return err_set(err, ERR_INPUT, "%s%s: there are too many by that name", folder, slug);
}

static int place_file(const struct new_wish *wish, const char *folder, const char *end, const char **path,
                      struct err *err)
{
	size_t last = 0;
	while (wish->operands[last + 1])
		last++;
	if (free_stem(wish, folder, wish->operands[last], path, err))
		return -1;
	*path = arena_printf(wish->arena, "%s%s", *path, end);
	return 0;
}

static int place_page(const struct new_wish *wish, const char **path, struct err *err)
{
	return place_file(wish, "pages/", ".md", path, err);
}

static int place_forum(const struct new_wish *wish, const char **path, struct err *err)
{
	return place_file(wish, "forums/", "/index.md", path, err);
}

static int place_series(const struct new_wish *wish, const char **path, struct err *err)
{
	return place_file(wish, "tutorials/", "/index.md", path, err);
}

static int place_resource(const struct new_wish *wish, const char **path, struct err *err)
{
	return place_file(wish, "resources/", ".md", path, err);
}

static int place_event(const struct new_wish *wish, const char **path, struct err *err)
{
	int64_t start;
	if (!wish->start)
		return err_set(err, ERR_INPUT, "an event needs --start, like --start 2026-12-03T18:00:00Z");
	if (date_parse(wish->start, &start, err))
		return err_prefix(err, "--start");
	return place_file(wish, arena_printf(wish->arena, "events/%04d/", date_civil(start).year), ".md", path, err);
}

/* Without what people put around a path: "./", a URL's slashes, the file's end. */
static char *trim_path(const struct new_wish *wish, const char *given)
{
	given += !strncmp(given, "./", 2) ? 2 : 0;
	given += *given == '/';
	char *stem = arena_dup(wish->arena, given);
	size_t n = strlen(stem);
	while (n && stem[n - 1] == '/')
		stem[--n] = '\0';
	if (n > 9 && !strcmp(stem + n - 9, "/index.md"))
		stem[n - 9] = '\0';
	else if (n > 3 && !strcmp(stem + n - 3, ".md"))
		stem[n - 3] = '\0';
	return stem;
}

struct names VEC_OF(const char *);

/* "(did you mean …?)", or that there is nothing of the kind. */
static int unknown(const struct new_wish *wish, const char *folder, const char *name, struct err *err)
{
	struct names names = {0};
	DIR *dir = opendir(arena_printf(wish->arena, "%s/%s", wish->root, folder));
	for (struct dirent *entry; dir && (entry = readdir(dir));) {
		if (entry->d_name[0] != '.')
			*VEC_PUSH(&names) = arena_dup(wish->arena, entry->d_name);
	}
	if (dir)
		closedir(dir);
	const char *near = near_name(name, names.at, names.len, sizeof(*names.at));
	err_set(err, ERR_NOTFOUND, "%s/%s: there is no such folder%s%s%s", folder, name, near ? " (did you mean " : "",
	        near ? near : "", near ? "?)" : "");
	VEC_RELEASE(&names);
	return -1;
}

/* A forum or series by its name or path: its folder. */
static int find_folder(const struct new_wish *wish, const char *folder, const char **found, struct err *err)
{
	const char *name = trim_path(wish, wish->operands[0]);
	size_t n = strlen(folder);
	if (!strncmp(name, folder, n) && name[n] == '/')
		name += n + 1;
	if (!text_is_slug(name, strlen(name)) ||
	    !exists(wish, arena_printf(wish->arena, "%s/%s/index.md", folder, name)))
		return unknown(wish, folder, name, err);
	*found = arena_printf(wish->arena, "%s/%s/", folder, name);
	return 0;
}

static int place_topic(const struct new_wish *wish, const char **path, struct err *err)
{
	const struct date_civil day = date_civil(wish->date);
	const char *forum = "";
	if (find_folder(wish, "forums", &forum, err))
		return -1;
	return place_file(wish, arena_printf(wish->arena, "%s%04d/%02d/", forum, day.year, day.month), "/index.md",
	                  path, err);
}

/* One more than the highest "NN-" of the series. */
static int next_number(const struct new_wish *wish, const char *series)
{
	int highest = 0;
	DIR *dir = opendir(arena_printf(wish->arena, "%s/%s", wish->root, series));
	for (struct dirent *entry; dir && (entry = readdir(dir));) {
		const char *s = entry->d_name;
		if (strspn(s, "0123456789") != 2 || s[2] != '-')
			continue;
		int n = (s[0] - '0') * 10 + (s[1] - '0');
		highest = n > highest ? n : highest;
	}
	if (dir)
		closedir(dir);
	return highest + 1;
}

static int place_lesson(const struct new_wish *wish, const char **path, struct err *err)
{
	const char *series = "";
	if (find_folder(wish, "tutorials", &series, err))
		return -1;
	return place_file(wish, arena_printf(wish->arena, "%s%02d-", series, next_number(wish, series)), ".md", path,
	                  err);
}

const char *new_reply_to(const struct new_wish *wish)
{
	const char *slash = strrchr(trim_path(wish, wish->operands[0]), '/');
	return slash && text_is_id(slash + 1, strlen(slash + 1)) ? slash + 1 : "";
}

/* To the page of that path; of a reply its page, and /about/ for pages/about. */
static int place_reply(const struct new_wish *wish, const char **path, struct err *err)
{
	char id[CRYPTO_ID_TEXT], *stem = trim_path(wish, wish->operands[0]);
	char *slash = strrchr(stem, '/');
	if (slash && text_is_id(slash + 1, strlen(slash + 1)))
		*slash = '\0';
	if (!is_page(wish, stem))
		stem = arena_printf(wish->arena, "pages/%s", stem);
	if (!is_page(wish, stem))
		return err_set(err, ERR_NOTFOUND,
		               "%s: there is no such page here (like forums/help/2026/11/how-to-ask)",
		               wish->operands[0]);
	crypto_id(wish->date, id);
	*path = arena_printf(wish->arena, "%s/%s.md", stem, id);
	return 0;
}

static int place_member(const struct new_wish *wish, const char **path, struct err *err)
{
	const char *handle = wish->operands[0];
	if (!text_is_handle(handle, strlen(handle)))
		return err_set(err, ERR_INPUT, "%s: a handle is 2 to %d of a-z 0-9 - _", handle, TEXT_HANDLE_MAX);
	*path = arena_printf(wish->arena, "members/%.2s/%s.md", handle, handle);
	return exists(wish, *path) ? err_set(err, ERR_INPUT, "%s exists", *path) : 0;
}

static const struct new_thing things[] = {
    {"topic", "FORUM TITLE", 2, true, true, place_topic},    {"reply", "PATH", 1, true, false, place_reply},
    {"lesson", "SERIES TITLE", 2, true, true, place_lesson}, {"series", "TITLE", 1, true, true, place_series},
    {"event", "TITLE", 1, true, true, place_event},          {"resource", "TITLE", 1, true, true, place_resource},
    {"page", "TITLE", 1, false, true, place_page},           {"forum", "TITLE", 1, false, true, place_forum},
    {"member", "HANDLE", 1, false, false, place_member},
};

const struct new_thing *new_things(size_t *n)
{
	*n = ARRAY_LEN(things);
	return things;
}
