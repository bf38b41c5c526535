#include "stamp.h"

#include "core/calendar.h"
#include "core/out.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { STAMP_MAX = 1 << 20, DEPTH_MAX = 6, HEX = 40, PATH_BYTES = 4096, SETTLED_S = 2 };

#define PROGRAM "/proc/self/exe"

/* `stoa` and stoa-letters are made together: whichever runs, it is the first one's file that tells. */
static const char *program(char *path, size_t room)
{
	ssize_t n = readlink(PROGRAM, path, room);
	while (n > 0 && path[n - 1] != '/')
		n--;
	if (n <= 0 || (size_t)n + sizeof("stoa") > room)
		return PROGRAM;
	memcpy(path + n, "stoa", sizeof("stoa"));
	return access(path, X_OK) ? PROGRAM : path;
}

/*
 * "<modified> <changed> <size> <path>", or "gone <path>". A file's second time tells of one that was
 * put in its place with size and first time kept, as rsync and cp -p do.
 */
static int64_t describe(const char *path, char *line, size_t room)
{
	char beside[PATH_BYTES];
	struct stat st;
	if (stat(strcmp(path, PROGRAM) == 0 ? program(beside, sizeof(beside)) : path, &st)) {
		snprintf(line, room, "gone %s", path);
		return 0;
	}
	snprintf(line, room, "%lld.%09ld %lld.%09ld %lld %s", (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec,
	         (long long)st.st_ctim.tv_sec, st.st_ctim.tv_nsec, (long long)st.st_size, path);
	return st.st_ctim.tv_sec > st.st_mtim.tv_sec ? st.st_ctim.tv_sec : st.st_mtim.tv_sec;
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
			add_file(stamp, packed);
			add_file(stamp, loose);
		}
	}
}

/* What highlight_tool() looks at. */
static void add_highlighter(struct stamp *stamp, const struct site *site)
{
	char path[PATH_BYTES];
	snprintf(path, sizeof(path), "%s/pygments/__init__.py", site->conf.code_pygments);
	if (!*site->conf.code_pygments)
		return;
	add_file(stamp, path);
	add_file(stamp, site->conf.code_python);
	add_file(stamp, site->highlighter);
}

static void path_of(const char *dir, char *path, size_t room)
{
	snprintf(path, room, "%s/cache/stamp", dir);
}

void stamp_look(struct stamp *stamp, const struct site *site)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	*stamp = (struct stamp){.at = now.tv_sec};
	str_init(&stamp->text, STAMP_MAX);
	add_file(stamp, site->conf_path);
	add_file(stamp, PROGRAM);
	add_file(stamp, CALENDAR_ZONES "/tzdata.zi");
	add_themes(stamp, site);
	add_highlighter(stamp, site);
}

/* A second change in the same moment as a first one would not show. */
static bool is_settled(const struct stamp *stamp)
{
	return stamp->newest <= stamp->at - SETTLED_S;
}

bool stamp_same(const struct stamp *first, const struct stamp *second)
{
	return is_settled(first) && strcmp(first->text.at, second->text.at) == 0;
}

void stamp_take(struct stamp *stamp, const struct site *site)
{
	char path[PATH_BYTES];
	path_of(site->dir, path, sizeof(path));
	unlink(path);
	stamp_look(stamp, site);
	add_ref(stamp, site);
}

void stamp_release(struct stamp *stamp)
{
	free(stamp->ref);
	str_release(&stamp->text);
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
	struct stamp all = {.newest = 0};
	if (!stamp->ref || !is_settled(stamp))
		return 0;
	str_init(&all.text, STAMP_MAX + 2 * PATH_BYTES);
	str_addf(&all.text, "%s\n%s %s\n%s", site->dir, commit, stamp->ref, stamp->text.at);
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
	describe(path, now, sizeof(now));
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
	const char *site = take_line(&text), *ref = site ? take_line(&text) : NULL;
	if (!ref || strlen(ref) <= HEX || !is_of(site, dir) || !ref_holds(ref + HEX + 1, ref))
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
