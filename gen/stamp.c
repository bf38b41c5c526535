#include "stamp.h"

#include "core/out.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { STAMP_MAX = 1 << 20, DEPTH_MAX = 6, HEX = 40, PATH_BYTES = 4096, SETTLED_S = 2 };

/* "<seconds>.<nanoseconds> <size> <path>", or "gone <path>". */
static int64_t describe(const char *path, char *line, size_t room)
{
	struct stat st;
	if (stat(path, &st)) {
		snprintf(line, room, "gone %s", path);
		return 0;
	}
	snprintf(line, room, "%lld.%09ld %lld %s", (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec,
	         (long long)st.st_size, path);
	return st.st_mtim.tv_sec;
}

static void add_file(struct stamp *stamp, const char *path)
{
	char line[PATH_BYTES + 128];
	int64_t changed = describe(path, line, sizeof(line));
	str_addf(&stamp->text, "%s\n", line);
	if (changed > stamp->newest)
		stamp->newest = changed;
}

/* A folder's own time tells of files that come and go, a file's of its text. */
static void add_folder(struct stamp *stamp, const char *path, int depth)
{
	char inside[PATH_BYTES];
	struct stat st;
	add_file(stamp, path);
	DIR *dir = depth < DEPTH_MAX ? opendir(path) : NULL;
	for (struct dirent *entry; dir && (entry = readdir(dir));) {
		if (*entry->d_name == '.')
			continue;
		snprintf(inside, sizeof(inside), "%s/%s", path, entry->d_name);
		if (stat(inside, &st) == 0 && S_ISDIR(st.st_mode))
			add_folder(stamp, inside, depth + 1);
		else
			add_file(stamp, inside);
	}
	if (dir)
		closedir(dir);
}

static void add_themes(struct stamp *stamp, const struct site *site)
{
	for (const char *at = site->themes; *at;) {
		char folder[PATH_BYTES];
		size_t n = strcspn(at, ":");
		snprintf(folder, sizeof(folder), "%.*s", (int)n, at);
		add_folder(stamp, folder, 0);
		at += n + (at[n] == ':');
	}
}

static void path_of(const char *dir, char *path, size_t room)
{
	snprintf(path, room, "%s/cache/stamp", dir);
}

void stamp_take(struct stamp *stamp, const struct site *site)
{
	char path[PATH_BYTES];
	path_of(site->dir, path, sizeof(path));
	unlink(path);
	*stamp = (struct stamp){.newest = 0};
	str_init(&stamp->text, STAMP_MAX);
	add_file(stamp, site->conf_path);
	add_file(stamp, "/proc/self/exe");
	add_themes(stamp, site);
}

void stamp_release(struct stamp *stamp)
{
	str_release(&stamp->text);
}

/* The loose ref that content.ref names, in a bare repository or beside a work tree. */
static bool loose_ref(const struct site *site, char *path, size_t room)
{
	static const char *const ways[] = {"", "/.git"};
	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		snprintf(path, room, "%s%s/%s", site->content, ways[i], site->conf.content_ref);
		if (access(path, R_OK) == 0)
			return true;
	}
	return false;
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
	char ref[PATH_BYTES], path[PATH_BYTES];
	struct stamp all = {.newest = 0};
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	if (!loose_ref(site, ref, sizeof(ref)) || stamp->newest > now.tv_sec - SETTLED_S)
		return 0;
	str_init(&all.text, STAMP_MAX + 2 * PATH_BYTES);
	str_addf(&all.text, "%s %s\n%s", commit, ref, stamp->text.at);
	snprintf(path, sizeof(path), "%s/version.json", site->public_dir);
	add_file(&all, path);
	add_file(&all, site->catalogue);
	int rc = str_check(&all.text, "stamp", err) ? -1 : put(site, &all.text, err);
	stamp_release(&all);
	return rc;
}

static bool ref_holds(const char *path, const char *commit)
{
	char hex[HEX + 1] = "";
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
	describe(path, now, sizeof(now));
	return strcmp(now, line) == 0;
}

static bool lines_hold(char *text, char *commit)
{
	char *end = strchr(text, '\n');
	if (!end || end - text <= HEX)
		return false;
	*end = '\0';
	if (!ref_holds(text + HEX + 1, text))
		return false;
	memcpy(commit, text, HEX);
	commit[HEX] = '\0';
	for (char *line = end + 1; (end = strchr(line, '\n')); line = end + 1) {
		*end = '\0';
		if (!line_holds(line))
			return false;
	}
	return true;
}

bool stamp_holds(const char *dir, char commit[static 41])
{
	char path[PATH_BYTES];
	struct str text;
	struct err err = {0};
	path_of(dir, path, sizeof(path));
	str_init(&text, STAMP_MAX + 2 * PATH_BYTES);
	bool holds = str_read_file(&text, path, &err) == 0 && lines_hold(text.at, commit);
	str_release(&text);
	return holds;
}
