#include "look.h"

#include "core/feed/calendar.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LOOK_MAX = 1 << 20, DEPTH_MAX = 6, PATH_BYTES = 4096, SETTLED_S = 2 };

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
int64_t look_describe(const char *path, char *line, size_t room)
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

void look_add(struct look *look, const char *path)
{
	char line[PATH_BYTES + 128];
	int64_t changed = look_describe(path, line, sizeof(line));
	str_addf(&look->text, "%s\n", line);
	if (changed > look->newest)
		look->newest = changed;
}

/* A folder's own time tells of files that come and go, a file's of its text. */
static void add_folder(struct look *look, const char *path, int depth)
{
	char inside[PATH_BYTES];
	struct stat st;
	look_add(look, path);
	DIR *dir = depth < DEPTH_MAX ? opendir(path) : NULL;
	for (struct dirent *entry; dir && (entry = readdir(dir));) {
		if (*entry->d_name == '.')
			continue;
		snprintf(inside, sizeof(inside), "%s/%s", path, entry->d_name);
		bool folder = entry->d_type == DT_DIR;
		if (entry->d_type == DT_UNKNOWN || entry->d_type == DT_LNK)
			folder = stat(inside, &st) == 0 && S_ISDIR(st.st_mode);
		if (folder)
			add_folder(look, inside, depth + 1);
		else
			look_add(look, inside);
	}
	if (dir)
		closedir(dir);
}

static void add_themes(struct look *look, const struct site *site)
{
	for (const char *at = site->themes; *at;) {
		char folder[PATH_BYTES];
		size_t n = strcspn(at, ":");
		snprintf(folder, sizeof(folder), "%.*s", (int)n, at);
		add_folder(look, folder, 0);
		at += n + (at[n] == ':');
	}
}

/* What highlight_tool() looks at. */
static void add_highlighter(struct look *look, const struct site *site)
{
	char path[PATH_BYTES];
	snprintf(path, sizeof(path), "%s/pygments/__init__.py", site->conf.code_pygments);
	if (!*site->conf.code_pygments)
		return;
	look_add(look, path);
	look_add(look, site->conf.code_python);
	look_add(look, site->highlighter);
}

void look_take(struct look *look, const struct site *site, int64_t now)
{
	*look = (struct look){.at = now};
	str_init(&look->text, LOOK_MAX);
	look_add(look, site->conf_path);
	look_add(look, PROGRAM);
	look_add(look, CALENDAR_ZONES "/tzdata.zi");
	if (site->words_file)
		look_add(look, site->words_file);
	add_themes(look, site);
	add_highlighter(look, site);
}

void look_copy(struct look *look, const struct look *from)
{
	*look = (struct look){.at = from->at, .newest = from->newest};
	str_init(&look->text, LOOK_MAX);
	str_add(&look->text, from->text.at, from->text.len);
}

void look_release(struct look *look)
{
	str_release(&look->text);
}

bool look_is_settled(const struct look *look)
{
	return look->newest <= look->at - SETTLED_S;
}

bool look_same(const struct look *first, const struct look *second)
{
	return look_is_settled(first) && strcmp(first->text.at, second->text.at) == 0;
}
