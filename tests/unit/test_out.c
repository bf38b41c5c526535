#include "core/base/out.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/stoa-out-XXXXXX";
static int root;

static int make_folder(void **state)
{
	(void)state;
	struct err err = {0};
	return mkdtemp(folder) ? out_open_root(folder, &root, &err) : -1;
}

static void shell(const char *command)
{
	char whole[256];
	snprintf(whole, sizeof(whole), "cd %s && %s", folder, command);
	assert_int_equal(system(whole), 0);
}

static int remove_folder(void **state)
{
	(void)state;
	close(root);
	/* Still mounted only where a test of the full disk failed. */
	shell("umount full 2>/dev/null; true");
	shell("rm -rf \"$PWD\"");
	return 0;
}

static enum out_result writes(const char *path, const char *text)
{
	struct err err = {0};
	enum out_result result = OUT_SAME;
	if (out_write(root, path, text, strlen(text), &result, &err))
		fail_msg("%s: %s", path, err.msg);
	return result;
}

/* The write must fail and leave a message that begins so. */
static void fails(const char *path, const char *message)
{
	struct err err = {0};
	enum out_result result = OUT_SAME;
	assert_int_equal(out_write(root, path, "x", 1, &result, &err), -1);
	assert_int_equal(err.code, ERR_SYS);
	assert_string_equal(err.msg, message);
}

static void holds(const char *path, const char *text)
{
	struct str s;
	struct err err = {0};
	char whole[256];
	snprintf(whole, sizeof(whole), "%s/%s", folder, path);
	str_init(&s, 1 << 20);
	assert_int_equal(str_read_file(&s, whole, &err), 0);
	assert_string_equal(s.at, text);
	str_release(&s);
}

static bool exists(const char *path)
{
	return faccessat(root, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

/* Files below the open folder whose name says that they are unfinished. */
static size_t count_temporary(int dir)
{
	size_t count = 0;
	DIR *d = fdopendir(dup(dir));
	assert_non_null(d);
	rewinddir(d);
	for (struct dirent *e; (e = readdir(d));)
		count += out_is_temporary(e->d_name);
	closedir(d);
	return count;
}

static void a_file_appears(void **state)
{
	(void)state;
	assert_int_equal(writes("a.html", "one"), OUT_WRITTEN);
	assert_int_equal(writes("b/c/d.html", "two"), OUT_WRITTEN);
	assert_int_equal(writes("b/c/empty", ""), OUT_WRITTEN);
	holds("a.html", "one");
	holds("b/c/d.html", "two");
	holds("b/c/empty", "");
	assert_int_equal(count_temporary(root), 0);
}

static void the_same_bytes_leave_the_file_alone(void **state)
{
	(void)state;
	struct stat before, after;
	struct timespec old[2] = {{1000, 0}, {1000, 0}};
	char large[100001];
	memset(large, 'x', sizeof(large) - 1);
	large[sizeof(large) - 1] = '\0';
	assert_int_equal(writes("same", large), OUT_WRITTEN);
	utimensat(root, "same", old, 0);
	fstatat(root, "same", &before, 0);
	assert_int_equal(writes("same", large), OUT_SAME);
	fstatat(root, "same", &after, 0);
	assert_int_equal(before.st_ino, after.st_ino);
	assert_int_equal(after.st_mtime, 1000);
	large[99999] = 'y';
	assert_int_equal(writes("same", large), OUT_WRITTEN);
	assert_int_equal(writes("same", ""), OUT_WRITTEN);
	assert_int_equal(writes("same", ""), OUT_SAME);
}

static void links_are_not_followed(void **state)
{
	(void)state;
	shell("mkdir outside real && ln -s outside way && ln -s ../outside/f real/link && ln -s nowhere dangling");
	fails("way/f", "cannot write way/f: Not a directory");
	fails("real/link", "cannot write real/link: Too many levels of symbolic links");
	fails("dangling", "cannot write dangling: Too many levels of symbolic links");
	fails("dangling/f", "cannot write dangling/f: Not a directory");
	assert_false(exists("outside/f"));
	assert_false(exists("nowhere"));
}

static void odd_paths_are_refused(void **state)
{
	(void)state;
	static const char *const paths[] = {"", "/", "/etc/x", "..", "../x", "a/../x", ".", "a/.", "a//b", "a/"};
	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		struct err err = {0};
		enum out_result result;
		assert_int_equal(out_write(root, paths[i], "x", 1, &result, &err), -1);
		assert_int_equal(out_remove(root, paths[i], &err), -1);
	}
	char name[300];
	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	struct err err = {0};
	enum out_result result;
	assert_int_equal(out_write(root, name, "x", 1, &result, &err), -1);
}

static void what_is_in_the_way_stays(void **state)
{
	(void)state;
	shell("mkdir -p way1/full && touch way1/full/x && touch file && mkfifo pipe");
	fails("way1/full", "cannot write way1/full: Is a directory");
	fails("file/x", "cannot write file/x: Not a directory");
	fails("pipe", "cannot write pipe: Invalid argument");
	assert_true(exists("way1/full/x"));
}

static void a_trail_goes_from_folder_to_folder(void **unused)
{
	(void)unused;
	static const char *const paths[] = {"trail/a/1", "trail/a/2", "trail/ab/1", "trail/a/c/d/1",
	                                    "trail/1",   "top",       "trail/ab/2"};
	struct out_trail trail;
	enum out_result result;
	struct err err = {0};
	for (int round = 0; round < 2; round++) {
		out_trail_init(&trail, root);
		for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
			assert_int_equal(out_trail_write(&trail, paths[i], paths[i], strlen(paths[i]), &result, &err),
			                 0);
			assert_int_equal(result, round ? OUT_SAME : OUT_WRITTEN);
			holds(paths[i], paths[i]);
		}
		assert_int_equal(out_trail_write(&trail, "trail/../x", "x", 1, &result, &err), -1);
		assert_int_equal(out_trail_write(&trail, "trail/a/1/x", "x", 1, &result, &err), -1);
		assert_int_equal(out_trail_write(&trail, "trail/a/2", paths[1], strlen(paths[1]), &result, &err), 0);
		out_trail_release(&trail);
	}
	assert_int_equal(out_write(root, "trail/a/1", "new", 3, &result, &err), 0);
	holds("trail/a/1", "new");
}

static void removing_takes_empty_folders(void **state)
{
	(void)state;
	struct err err = {0};
	writes("r/s/t/one", "1");
	writes("r/s/two", "2");
	assert_int_equal(out_remove(root, "r/s/t/one", &err), 0);
	assert_false(exists("r/s/t"));
	assert_true(exists("r/s/two"));
	assert_int_equal(out_remove(root, "r/s/t/one", &err), 0);
	assert_int_equal(out_remove(root, "r/s/two", &err), 0);
	assert_false(exists("r"));
	assert_int_equal(out_remove(root, "r/s/two", &err), 0);
	shell("mkdir -p left/over");
	assert_int_equal(out_remove(root, "left/over/gone", &err), 0);
	assert_false(exists("left"));
	shell("mkdir -p target linked && touch target/f && ln -s ../target linked/to");
	assert_int_equal(out_remove(root, "linked/to/f", &err), 0);
	assert_true(exists("target/f"));
}

static void durable_files_have_their_mode(void **state)
{
	(void)state;
	struct err err = {0};
	struct stat st;
	char path[128];
	snprintf(path, sizeof(path), "%s/secret", folder);
	assert_int_equal(out_write_durable(path, "one", 3, 0600, &err), 0);
	holds("secret", "one");
	stat(path, &st);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(out_write_durable(path, "two", 3, 0640, &err), 0);
	holds("secret", "two");
	stat(path, &st);
	assert_int_equal(st.st_mode & 07777, 0640);
	snprintf(path, sizeof(path), "%s/none/secret", folder);
	assert_int_equal(out_write_durable(path, "one", 3, 0600, &err), -1);
	assert_int_equal(err.code, ERR_SYS);
}

static void a_root_is_made_with_its_parents(void **state)
{
	(void)state;
	struct err err = {0};
	char path[128];
	int fd;
	snprintf(path, sizeof(path), "%s/deep/er/root", folder);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(out_open_root(path, &fd, &err), 0);
		close(fd);
	}
	snprintf(path, sizeof(path), "%s/a.html", folder);
	assert_int_equal(out_open_root(path, &fd, &err), -1);
	assert_int_equal(out_open_root("", &fd, &err), -1);
}

static void one_holds_a_lock(void **state)
{
	(void)state;
	struct err err = {0};
	char path[128];
	int lock = -1, other = -1;
	snprintf(path, sizeof(path), "%s/lock", folder);
	assert_int_equal(out_lock(path, &lock, &err), 0);
	assert_int_equal(out_lock(path, &other, &err), -1);
	assert_int_equal(err.code, ERR_RACE);
	out_unlock(lock);
	assert_int_equal(out_lock(path, &lock, &err), 0);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(out_lock(path, &other, &err), 0); /* of a new file */
	err_clear(&err);
	assert_int_equal(out_lock(path, &lock, &err), -1); /* the same one now */
	assert_int_equal(err.code, ERR_RACE);
	close(other);
	err_clear(&err);
	assert_int_equal(out_lock(path, &lock, &err), 0);
	close(lock);
	snprintf(path, sizeof(path), "%s/none/lock", folder);
	lock = -1;
	assert_int_equal(out_lock(path, &lock, &err), -1);
	assert_int_equal(err.code, ERR_SYS);
}

/* A child that was there before, and is at work when its parent is killed, keeps the next one waiting. */
static void children_share_a_lock(void **state)
{
	(void)state;
	struct err err = {0};
	char path[128], byte = 0;
	int lock = -1, ready[2], go[2];
	snprintf(path, sizeof(path), "%s/lock", folder);
	assert_int_equal(pipe(ready) | pipe(go), 0);
	pid_t parent = fork();
	if (parent == 0) {
		if (out_lock(path, &lock, &err))
			_exit(1);
		out_unlock(lock);
		if (fork() == 0) {
			close(go[1]);
			_exit(read(go[0], &byte, 1) != 0);
		}
		_exit(out_lock(path, &lock, &err) || write(ready[1], "r", 1) != 1 || pause());
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	kill(parent, SIGKILL);
	assert_int_equal(waitpid(parent, NULL, 0), parent);
	assert_int_equal(out_lock(path, &lock, &err), -1);
	assert_int_equal(err.code, ERR_RACE);
	close(go[1]);
	do {
		err_clear(&err);
		usleep(1000);
	} while (out_lock(path, &lock, &err));
	close(lock);
}

static void names_of_unfinished_files(void **state)
{
	(void)state;
	assert_true(out_is_temporary(".stoa-12-3.tmp"));
	assert_false(out_is_temporary(".stoa-.tm"));
	assert_false(out_is_temporary("stoa-12-3.tmp"));
	assert_false(out_is_temporary("index.html"));
	assert_false(out_is_temporary(".stoa.tmp"));
}

/* What a killed process left behind under the name that this one would use. */
static void left_over_names_do_no_harm(void **state)
{
	(void)state;
	char command[200];
	snprintf(command, sizeof(command), "mkdir left && for i in $(seq 1 200); do touch left/.stoa-%ld-$i.tmp; done",
	         (long)getpid());
	shell(command);
	writes("left/file", "text");
	holds("left/file", "text");
}

static void try_over_the_limit(void)
{
	struct rlimit limit = {100, 100};
	struct err err = {0};
	enum out_result result;
	char text[1000] = "";
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &limit);
	int rc = out_write(root, "limited", text, sizeof(text), &result, &err);
	_exit(rc == -1 && err.code == ERR_SYS ? 0 : 1);
}

/* A write that stops half-way, without root and tmpfs. */
static void a_short_write_leaves_the_old_file(void **state)
{
	(void)state;
	int status;
	writes("limited", "old");
	pid_t pid = fork();
	if (pid == 0)
		try_over_the_limit();
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	holds("limited", "old");
	assert_int_equal(count_temporary(root), 0);
}

static void fill(int dir)
{
	int fd = openat(dir, "filler", O_WRONLY | O_CREAT, 0600);
	char page[4096] = "";
	while (write(fd, page, sizeof(page)) > 0)
		continue;
	close(fd);
}

static void check_full(int dir)
{
	struct err err = {0};
	enum out_result result;
	char text[20000];
	memset(text, 'n', sizeof(text));
	assert_int_equal(out_write(dir, "page", "old", 3, &result, &err), 0);
	fill(dir);
	assert_int_equal(out_write(dir, "page", text, sizeof(text), &result, &err), -1);
	assert_int_equal(err.code, ERR_SYS);
	assert_string_equal(err.msg, "cannot write page: No space left on device");
	assert_int_equal(count_temporary(dir), 0);
	holds("full/page", "old");
	unlinkat(dir, "filler", 0);
	assert_int_equal(out_write(dir, "page", text, sizeof(text), &result, &err), 0);
	assert_int_equal(result, OUT_WRITTEN);
}

static void a_full_disk_leaves_the_old_file(void **state)
{
	(void)state;
	char path[128];
	snprintf(path, sizeof(path), "%s/full", folder);
	mkdir(path, 0755);
	if (mount("tmpfs", path, "tmpfs", 0, "size=64k")) {
		print_message("cannot mount a tmpfs here: the full disk is not tried\n");
		skip();
	}
	int dir = open(path, O_RDONLY | O_DIRECTORY);
	check_full(dir);
	close(dir);
	assert_int_equal(umount(path), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_file_appears),
	    cmocka_unit_test(the_same_bytes_leave_the_file_alone),
	    cmocka_unit_test(links_are_not_followed),
	    cmocka_unit_test(odd_paths_are_refused),
	    cmocka_unit_test(what_is_in_the_way_stays),
	    cmocka_unit_test(a_trail_goes_from_folder_to_folder),
	    cmocka_unit_test(removing_takes_empty_folders),
	    cmocka_unit_test(durable_files_have_their_mode),
	    cmocka_unit_test(a_root_is_made_with_its_parents),
	    cmocka_unit_test(one_holds_a_lock), cmocka_unit_test(children_share_a_lock),
	    cmocka_unit_test(names_of_unfinished_files),
	    cmocka_unit_test(left_over_names_do_no_harm),
	    cmocka_unit_test(a_short_write_leaves_the_old_file),
	    cmocka_unit_test(a_full_disk_leaves_the_old_file),
	};
	return cmocka_run_group_tests_name("out", tests, make_folder, remove_folder);
}
