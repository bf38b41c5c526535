#include "tree.h"

#include "core/base/out.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_BYTES = 4096, FILE_BYTES = 1 << 30, OPEN_FOLDERS = 32 };

struct walk {
	int (*found)(void *self, const char *path, struct err *err);
	void *self;
	struct str path;
};

static bool is_foreign(const struct walk *walk, const char *name)
{
	bool dots = strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
	bool top = walk->path.len == 0 && !out_is_temporary(name);
	return dots || (top && (*name == '.' || strcmp(name, "CNAME") == 0));
}

static int walk_folder(struct walk *walk, int fd, struct err *err);

/* Most file systems say what an entry is beside its name. */
static int find_type(int folder, const struct dirent *entry, bool *is_folder)
{
	struct stat st;
	*is_folder = entry->d_type == DT_DIR;
	if (entry->d_type != DT_UNKNOWN)
		return 0;
	if (fstatat(folder, entry->d_name, &st, AT_SYMLINK_NOFOLLOW))
		return -1;
	*is_folder = S_ISDIR(st.st_mode);
	return 0;
}

static int walk_entry(struct walk *walk, int folder, const struct dirent *entry, struct err *err)
{
	const char *name = entry->d_name;
	size_t len = walk->path.len;
	bool is_folder;
	int rc = 0;
	if (find_type(folder, entry, &is_folder))
		return errno == ENOENT ? 0 : err_sys(err, "%s%s", walk->path.at, name);
	str_addz(&walk->path, name);
	if (is_folder) {
		str_addc(&walk->path, '/');
		int fd = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		rc = fd < 0 ? err_sys(err, "%s", walk->path.at) : walk_folder(walk, fd, err);
	} else
		rc = str_check(&walk->path, "path", err) ? -1 : walk->found(walk->self, walk->path.at, err);
	str_truncate(&walk->path, len);
	return rc;
}

/* Takes fd. */
static int walk_folder(struct walk *walk, int fd, struct err *err)
{
	DIR *dir = fdopendir(fd);
	struct dirent *entry;
	int rc = 0;
	if (!dir) {
		close(fd);
		return err_sys(err, "%s", walk->path.at);
	}
	while (!rc && (entry = readdir(dir)))
		if (!is_foreign(walk, entry->d_name))
			rc = walk_entry(walk, fd, entry, err);
	closedir(dir);
	return rc;
}

int tree_walk(int root, int (*found)(void *self, const char *path, struct err *err), void *self, struct err *err)
{
	struct walk walk = {.found = found, .self = self};
	int fd = openat(root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return err_sys(err, "cannot open the output folder");
	str_init(&walk.path, PATH_BYTES);
	str_addz(&walk.path, "");
	int rc = walk_folder(&walk, fd, err);
	str_release(&walk.path);
	return rc;
}

static int note_file(void *self, const char *path, struct err *err)
{
	(void)path;
	*(bool *)self = false;
	return err_set(err, ERR_NONE, "found one");
}

int tree_is_empty(int root, bool *empty, struct err *err)
{
	*empty = true;
	if (tree_walk(root, note_file, empty, err) && *empty)
		return -1;
	err_clear(err);
	return 0;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

int tree_remove(const char *path, struct err *err)
{
	if (nftw(path, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS) && errno != ENOENT)
		return err_sys(err, "cannot remove %s", path);
	return 0;
}

struct compare {
	const char *a, *b;
	bool contents; /* else only whether b has it */
	struct tree_listener *listener;
	struct str left, right;
};

static int read_at(struct str *s, const char *folder, const char *path, struct err *err)
{
	char full[PATH_BYTES];
	str_reset(s);
	snprintf(full, sizeof(full), "%s/%s", folder, path);
	return str_read_file(s, full, err);
}

static int compare_file(void *self, const char *path, struct err *err)
{
	struct compare *compare = self;
	char line[PATH_BYTES + 64];
	bool missing = read_at(&compare->right, compare->b, path, err) != 0;
	if (missing && err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	if (!missing && !compare->contents)
		return 0;
	if (!missing && read_at(&compare->left, compare->a, path, err))
		return -1;
	if (!missing && compare->left.len == compare->right.len &&
	    memcmp(compare->left.at, compare->right.at, compare->left.len) == 0)
		return 0;
	compare->listener->differences++;
	snprintf(line, sizeof(line), missing ? "only in %s: %s" : "differs in %s: %s", compare->a, path);
	compare->listener->told(compare->listener->self, line);
	return 0;
}

static int compare_one_way(struct compare *compare, struct err *err)
{
	int root = open(compare->a, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (root < 0)
		return err_sys(err, "%s", compare->a);
	int rc = tree_walk(root, compare_file, compare, err);
	close(root);
	return rc;
}

int tree_compare(const char *a, const char *b, struct tree_listener *listener, struct err *err)
{
	struct compare compare = {.a = a, .b = b, .contents = true, .listener = listener};
	str_init(&compare.left, FILE_BYTES);
	str_init(&compare.right, FILE_BYTES);
	int rc = compare_one_way(&compare, err);
	if (!rc) {
		compare.a = b;
		compare.b = a;
		compare.contents = false;
		rc = compare_one_way(&compare, err);
	}
	str_release(&compare.left);
	str_release(&compare.right);
	return rc;
}
