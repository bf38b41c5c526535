#include "theme_files.h"

#include <dirent.h>
#include <errno.h>

bool theme_files_plain(const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");
	return n > 0 && n <= THEME_NAME_MAX && name[n] == '\0' && name[0] != '.';
}

static bool ends_with(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);
	return n > m && memcmp(name + n - m, end, m + 1) == 0;
}

int theme_files_read(struct theme_file *file, const char *path, struct arena *arena, struct err *err)
{
	struct str text;
	str_init(&text, THEME_FILE_MAX);
	int rc = str_read_file(&text, path, err);
	if (rc == 0) {
		file->bytes = arena_dupn(arena, text.at, text.len);
		file->len = text.len;
	}
	str_release(&text);
	return rc;
}

int theme_files_load(struct theme_file *file, struct arena *arena, struct err *err)
{
	const char *path = arena_printf(arena, "%s/%s", file->dir, theme_files_base(file->name));
	return file->bytes ? 0 : theme_files_read(file, path, arena, err);
}

struct theme_file *theme_files_find(const struct theme_files *files, const char *name)
{
	for (size_t i = 0; i < files->len; i++)
		if (strcmp(files->at[i].name, name) == 0)
			return &files->at[i];
	return NULL;
}

const char *theme_files_base(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

/* Puts dir/name into files, in place of a parent's file of that name, which becomes "parent/name". */
static int add_file(struct theme_files *files, const char *dir, const char *name, struct arena *arena, struct err *err)
{
	struct theme_file found = {.name = arena_dup(arena, name), .dir = dir};
	if (files->len >= THEME_FILES_MAX)
		return err_set(err, ERR_CONF, "%s: a theme may have %d files at most", dir, THEME_FILES_MAX);
	struct theme_file *old = theme_files_find(files, name);
	if (!old) {
		*VEC_PUSH(files) = found;
		return 0;
	}
	struct theme_file kept = *old;
	*old = found;
	kept.name = arena_printf(arena, "%s/%s", theme_files_base(kept.dir), name);
	*VEC_PUSH(files) = kept;
	return 0;
}

int theme_files_add(struct theme_files *files, const char *dir, const char *end, struct arena *arena, struct err *err)
{
	DIR *folder = opendir(dir);
	if (!folder)
		return errno == ENOENT ? 0 : err_sys(err, "%s", dir);
	int rc = 0;
	for (struct dirent *entry; rc == 0 && (entry = readdir(folder));)
		if (entry->d_type != DT_DIR && theme_files_plain(entry->d_name) && ends_with(entry->d_name, end))
			rc = add_file(files, dir, entry->d_name, arena, err);
	closedir(folder);
	return rc;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct theme_file *)a)->name, ((const struct theme_file *)b)->name);
}

void theme_files_sort(struct theme_files *files)
{
	if (files->len > 1)
		qsort(files->at, files->len, sizeof(*files->at), by_name);
}

/* ---- theme.conf and the chain of parents ---- */

static char *trim(char *s)
{
	s += strspn(s, " \t\r");
	size_t n = strlen(s);
	while (n > 0 && strchr(" \t\r", s[n - 1]))
		s[--n] = '\0';
	return s;
}

static int conf_line(char *line, const char **parent, struct err *err)
{
	char *key = trim(line);
	if (*key == '\0' || *key == '#')
		return 0;
	char *value = strchr(key, '=');
	if (!value)
		return err_set(err, ERR_CONF, "wants 'key = value', got '%.40s'", key);
	*value++ = '\0';
	key = trim(key);
	value = trim(value);
	if (strcmp(key, "parent") == 0) {
		*parent = value;
		return theme_files_plain(value) ? 0
		                                : err_set(err, ERR_CONF, "parent: '%.40s' is no folder's name", value);
	}
	if (strcmp(key, "title") != 0 && strcmp(key, "description") != 0)
		return err_set(err, ERR_CONF, "%.40s: no such key (there are title, description, parent)", key);
	return 0;
}

/* *parent is NULL where the theme has none. */
static int read_conf(const char *dir, const char **parent, struct arena *arena, struct err *err)
{
	const char *path = arena_printf(arena, "%s/theme.conf", dir);
	struct theme_file file = {0};
	if (theme_files_read(&file, path, arena, err) < 0)
		return -1;
	*parent = NULL;
	char *line = arena_dupn(arena, file.bytes, file.len);
	for (int number = 1; line; number++) {
		char *next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		if (conf_line(line, parent, err) < 0)
			return err_prefix(err, "%s:%d", path, number);
		line = next;
	}
	return 0;
}

static bool has_conf(const char *dir)
{
	struct str text;
	struct err ignored = {0};
	char path[4096];
	if ((size_t)snprintf(path, sizeof(path), "%s/theme.conf", dir) >= sizeof(path))
		return false;
	str_init(&text, THEME_FILE_MAX);
	int rc = str_read_file(&text, path, &ignored);
	str_release(&text);
	return rc == 0 || ignored.code != ERR_NOTFOUND;
}

/* The folder of theme `name` in the first of the paths that has it, or NULL. */
static const char *find_dir(const char *path, const char *name, struct arena *arena)
{
	while (*path) {
		size_t n = strcspn(path, ":");
		const char *dir = arena_printf(arena, "%.*s/%s", (int)n, path, name);
		if (n > 0 && has_conf(dir))
			return dir;
		path += n + (path[n] == ':');
	}
	return NULL;
}

int theme_files_chain(struct theme_chain *chain, const char *path, const char *name, struct arena *arena,
                      struct err *err)
{
	for (const char *parent = name; parent; chain->len++) {
		const char *dir = theme_files_plain(parent) ? find_dir(path, parent, arena) : NULL;
		if (!dir && chain->len == 0)
			return err_set(err, ERR_NOTFOUND, "%s: no theme '%.60s' there", path, name);
		if (!dir)
			return err_set(err, ERR_CONF, "%s/theme.conf: parent: no theme '%s' in %s",
			               chain->dirs[chain->len - 1], parent, path);
		if (chain->len == THEME_CHAIN_MAX)
			return err_set(err, ERR_CONF, "theme '%s': over %d parents; is there a circle?", name,
			               THEME_CHAIN_MAX - 1);
		chain->dirs[chain->len] = dir;
		if (read_conf(dir, &parent, arena, err) < 0)
			return -1;
	}
	return 0;
}
