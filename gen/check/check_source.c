#include "check.h"

#include "gen/desk/git_cli.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* A list of paths from git may be long, but not without end. */
enum { LIST_MAX = 1 << 30, DEPTH_MAX = 32 };

static struct check_file *add(struct check *check, const char *path)
{
	struct check_file *file = VEC_PUSH(&check->files);
	file->path = arena_dup(&check->arena, path);
	file->changed = true;
	return file;
}

/* A path below check->folder that somebody named: a regular file, or not for us. */
static void add_on_disk(struct check *check, const char *path)
{
	struct stat st;
	char *full = arena_printf(&check->scratch, "%s/%s", check->folder, path);
	if (!lstat(full, &st) && S_ISREG(st.st_mode))
		add(check, path);
	else if (!lstat(full, &st) && !S_ISDIR(st.st_mode))
		check_report(check, path, 1, NULL, "not a file (a symbolic link, perhaps); it would not be published");
	arena_reset(&check->scratch);
}

static int walk(struct check *check, int fd, const char *path, int depth, struct err *err);

static int walk_into(struct check *check, int dir, const char *name, const char *path, int depth, struct err *err)
{
	int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return err_sys(err, "%s", path);
	return walk(check, fd, path, depth + 1, err);
}

/* Every file below an open folder, which is closed. */
static int walk(struct check *check, int fd, const char *path, int depth, struct err *err)
{
	DIR *dir = depth < DEPTH_MAX ? fdopendir(fd) : NULL;
	int rc = 0;
	if (!dir) {
		close(fd);
		return err_set(err, ERR_SYS, "%s: cannot be read, or lies too deep", path);
	}
	for (struct dirent *entry; !rc && (entry = readdir(dir));) {
		const char *name = entry->d_name;
		if (!strcmp(name, ".") || !strcmp(name, "..") || !strcmp(name, ".git"))
			continue;
		char *below = *path ? arena_printf(&check->arena, "%s/%s", path, name) : arena_dup(&check->arena, name);
		struct stat st;
		if (!fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) && S_ISDIR(st.st_mode))
			rc = walk_into(check, fd, name, below, depth, err);
		else
			add_on_disk(check, below);
	}
	closedir(dir);
	return rc;
}

/* Calls for each of the paths that git printed, each ended by NUL. */
static void each_path(struct check *check, const struct str *list, void (*found)(struct check *check, const char *path))
{
	for (size_t i = 0; i < list->len; i += strlen(list->at + i) + 1)
		found(check, list->at + i);
}

/* Is it in a clone? Then git tells which files count. */
static int ask_git(struct check *check, bool *clone, struct err *err)
{
	static const char *const args[] = {"ls-files",      "-z", "--cached", "--others", "--exclude-standard",
	                                   "--deduplicate", "--", ".",        NULL};
	struct str list;
	int status = 0;
	str_init(&list, LIST_MAX);
	int rc = git_cli(check->folder, args, &list, &status, err);
	*clone = !rc && !status;
	if (*clone)
		each_path(check, &list, add_on_disk);
	/* Without git, or outside of a clone, the folder is what it is. */
	if (rc && err->code == ERR_SYS) {
		err_clear(err);
		rc = 0;
	}
	str_release(&list);
	return rc;
}

static void mark_changed(struct check *check, const char *path)
{
	int64_t i = check_find(&check->names, path);
	if (i >= 0)
		check->files.at[i].changed = true;
	else
		check_put(&check->removed, arena_dup(&check->arena, path), 0);
}

static void mark_all(struct check *check, bool changed)
{
	for (size_t i = 0; i < check->files.len; i++) {
		check->files.at[i].changed = changed;
		check_put(&check->names, check->files.at[i].path, (int64_t)i);
	}
}

/* What changed since `base` branched off, committed or not. */
static int ask_changes(struct check *check, const char *base, struct err *err)
{
	const char *const tracked[] = {"diff", "-z", "--name-only", "--no-renames", "--relative", "--merge-base", base,
	                               "--",   ".",  NULL};
	const char *const fresh[] = {"ls-files", "-z", "--others", "--exclude-standard", "--", ".", NULL};
	struct str list;
	int status = 0;
	str_init(&list, LIST_MAX);
	mark_all(check, false);
	int rc = *base == '-' ? err_set(err, ERR_INPUT, "--base: wants a commit") : 0;
	if (!rc)
		rc = git_cli(check->folder, tracked, &list, &status, err);
	if (!rc && status)
		rc = err_set(err, ERR_INPUT,
		             "--base: %s: no such commit, or one without a common past (fetch it first)", base);
	if (!rc)
		rc = git_cli(check->folder, fresh, &list, &status, err);
	if (!rc)
		each_path(check, &list, mark_changed);
	free(check->names.slots);
	check->names = (struct check_names){0};
	str_release(&list);
	return rc;
}

int check_add_folder(struct check *check, const char *folder, const char *base, struct err *err)
{
	bool clone = false;
	check->folder = arena_dup(&check->arena, folder);
	check->base = base;
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return err_set(err, ERR_NOTFOUND, "%s: no such folder", folder);
	if (ask_git(check, &clone, err) || clone || base) {
		close(fd);
		if (!clone && base)
			return err_set(err, ERR_INPUT, "--base: %s is not in a git repository", folder);
		return !clone ? -1 : base ? ask_changes(check, base, err) : 0;
	}
	return walk(check, fd, "", 0, err);
}

static int found_blob(void *self, const struct store_change *change, struct err *err)
{
	struct check *check = self;
	(void)err;
	struct check_file *file = add(check, change->path);
	file->blob = *change->new_blob;
	return 0;
}

static int found_change(void *self, const struct store_change *change, struct err *err)
{
	(void)err;
	mark_changed(self, change->path);
	return 0;
}

/* A branch, a full ref, or a full commit id. */
static int resolve(struct check *check, const char *name, struct store_id *tree, struct err *err)
{
	static const char *const forms[] = {"%s", "refs/heads/%s", "refs/tags/%s", "refs/remotes/%s"};
	struct store_commit_info info;
	struct store_id commit;
	int rc = store_from_hex(name, &commit, err);
	for (size_t i = 0; i < ARRAY_LEN(forms) && rc; i++) {
		struct str ref;
		str_init(&ref, 300);
		/* Only the fixed part of a form is ever before its %s. */
		str_add(&ref, forms[i], strlen(forms[i]) - 2);
		str_addz(&ref, name);
		err_clear(err);
		rc = store_resolve(check->store, ref.at, &commit, err);
		str_release(&ref);
	}
	if (rc || store_commit_info(check->store, &commit, &check->arena, &info, err))
		return err_set(err, err->code == ERR_GIT ? ERR_GIT : ERR_NOTFOUND, "%s: no such commit", name);
	*tree = info.tree;
	return 0;
}

int check_add_commit(struct check *check, const struct check_commit *commit, struct err *err)
{
	struct store_id tree, base;
	if (store_open(&check->store, commit->repo, err) ||
	    (commit->objects && store_borrow(check->store, commit->objects, err)) ||
	    resolve(check, commit->ref, &tree, err))
		return -1;
	if (store_diff(check->store, NULL, &tree, commit->path, found_blob, check, err))
		return -1;
	if (!commit->base)
		return 0;
	if (resolve(check, commit->base, &base, err))
		return err_prefix(err, "--base");
	mark_all(check, false);
	check->base = commit->base;
	check->base_tree = base;
	check->prefix = commit->path;
	int rc = store_diff(check->store, &base, &tree, commit->path, found_change, check, err);
	free(check->names.slots);
	check->names = (struct check_names){0};
	return rc;
}

int check_read(struct check *check, const struct check_file *file, struct str *out, struct err *err)
{
	if (check->store)
		return store_read(check->store, &file->blob, out, err);
	return str_read_file(out, arena_printf(&check->scratch, "%s/%s", check->folder, file->path), err);
}

static int read_from_store(struct check *check, const char *path, struct str *out, struct err *err)
{
	struct store_id blob;
	const char *slash = *check->prefix && check->prefix[strlen(check->prefix) - 1] != '/' ? "/" : "";
	if (!store_find(check->store, &check->base_tree, arena_printf(&check->scratch, "%s%s%s", check->prefix, slash, path), &blob, err))
		return store_read(check->store, &blob, out, err);
	if (err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	return 0;
}

int check_read_base(struct check *check, const struct check_file *file, struct str *out, struct err *err)
{
	int status = 0;
	if (check->store)
		return read_from_store(check, file->path, out, err);
	const char *const show[] = {"show", arena_printf(&check->scratch, "%s:./%s", check->base, file->path), NULL};
	if (git_cli(check->folder, show, out, &status, err))
		return -1;
	if (status)
		str_reset(out);
	return 0;
}
