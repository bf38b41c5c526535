#include "stamp.h"

#include "core/base/out.h"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

enum { STAMP_MAX = 1 << 20, HEX = 40, PATH_BYTES = 4096 };

/*
 * The ref that content.ref names, in a bare repository or beside a work tree. A loose one is read
 * when it is asked for; a packed one is as old as the file that it stands in, while no loose one is there.
 */
static void add_ref(struct stamp *stamp, const struct site *site)
{
	static const char *const ways[] = {"", "/.git"};
	char loose[PATH_BYTES], packed[PATH_BYTES];
	for (size_t i = 0; i < ARRAY_LEN(ways) && !stamp->ref; i++) {
		snprintf(loose, sizeof(loose), "%s%s/%s", site->content, ways[i], site->conf.content_ref);
		snprintf(packed, sizeof(packed), "%s%s/packed-refs", site->content, ways[i]);
		if (access(loose, R_OK) == 0)
			stamp->ref = base_strdup(loose);
		else if (access(packed, R_OK) == 0) {
			stamp->ref = base_strdup("");
			look_add(&stamp->look, packed);
			look_add(&stamp->look, loose);
		}
	}
}

static void path_of(const char *dir, char *path, size_t room)
{
	snprintf(path, room, "%s/cache/stamp", dir);
}

void stamp_look(struct stamp *stamp, const struct site *site)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	stamp->ref = NULL;
	look_take(&stamp->look, site, now.tv_sec);
}

void stamp_take(struct stamp *stamp, const struct site *site, const struct look *seen, int64_t read)
{
	char path[PATH_BYTES];
	path_of(site->dir, path, sizeof(path));
	unlink(path);
	if (seen) {
		stamp->ref = NULL;
		look_copy(&stamp->look, seen);
	} else
		stamp_look(stamp, site);
	stamp->look.at = seen ? seen->at : read;
	add_ref(stamp, site);
}

void stamp_release(struct stamp *stamp)
{
	free(stamp->ref);
	look_release(&stamp->look);
}

static int put(const struct site *site, const struct str *text, struct err *err)
{
	enum out_result result;
	int cache;
	if (out_open_root(site->cache, &cache, err))
		return -1;
	int rc = out_write(cache, "stamp", text->at, text->len, &result, err);
	close(cache);
	return rc;
}

int stamp_write(const struct stamp *stamp, const struct site *site, const char *commit, struct err *err)
{
	char path[PATH_BYTES];
	struct look all = {.newest = 0};
	if (!stamp->ref || !look_is_settled(&stamp->look))
		return 0;
	str_init(&all.text, STAMP_MAX + 2 * PATH_BYTES);
	str_addf(&all.text, "%s\n%s\n%s %s\n%s", build_made, site->dir, commit, stamp->ref, stamp->look.text.at);
	snprintf(path, sizeof(path), "%s/version.json", site->public_dir);
	look_add(&all, path);
	look_add(&all, site->catalogue);
	int rc = str_check(&all.text, "stamp", err) ? -1 : put(site, &all.text, err);
	look_release(&all);
	return rc;
}

static bool ref_holds(const char *path, const char *commit)
{
	char hex[HEX + 1] = "";
	if (!*path)
		return true;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	bool same = read(fd, hex, HEX) == HEX && memcmp(hex, commit, HEX) == 0;
	close(fd);
	return same;
}

static bool line_holds(const char *line)
{
	char now[PATH_BYTES + 128];
	const char *path = strchr(line, '/');
	if (!path)
		return false;
	look_describe(path, now, sizeof(now));
	return strcmp(now, line) == 0;
}

/* The next line, cut off; NULL at the end. */
static char *take_line(char **text)
{
	char *line = *text, *end = strchr(line, '\n');
	if (!end)
		return NULL;
	*end = '\0';
	*text = end + 1;
	return line;
}

/* A copied site brings the stamp of the one that it was copied from. */
static bool is_of(const char *site, const char *dir)
{
	char *real = realpath(dir, NULL);
	bool same = real && strcmp(real, site) == 0;
	free(real);
	return same;
}

static bool lines_hold(char *text, const char *dir, char *commit)
{
	const char *made = take_line(&text), *site = made ? take_line(&text) : NULL, *ref = site ? take_line(&text) : NULL;
	if (!ref || strcmp(made, build_made) != 0 || strlen(ref) <= HEX || !is_of(site, dir) || !ref_holds(ref + HEX + 1, ref))
		return false;
	memcpy(commit, ref, HEX);
	commit[HEX] = '\0';
	for (const char *line; (line = take_line(&text));)
		if (!line_holds(line))
			return false;
	return true;
}

bool stamp_holds(const char *dir, char commit[static 41])
{
	char path[PATH_BYTES];
	struct str text;
	struct err err = {0};
	path_of(dir, path, sizeof(path));
	str_init(&text, STAMP_MAX + 2 * PATH_BYTES);
	bool holds = str_read_file(&text, path, &err) == 0 && lines_hold(text.at, dir, commit);
	str_release(&text);
	return holds;
}
