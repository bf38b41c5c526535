#include "core/site/look.h"

#include "core/site/site.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char dir[] = "/tmp/stoa-look-XXXXXX";

static const char *in(const char *name)
{
	static char path[256];
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static void put(const char *name, const char *text)
{
	FILE *file = fopen(in(name), "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

/* Whether a look after `change` is the same as one before it, both taken long after the last change. */
static bool same_after(void (*change)(void))
{
	struct site site = {.conf_path = "", .themes = dir, .highlighter = "", .conf.code_pygments = ""};
	struct look before, after;
	int64_t later = (int64_t)time(NULL) + 60;
	look_take(&before, &site, later);
	change();
	look_take(&after, &site, later);
	bool same = look_same(&before, &after);
	look_release(&before);
	look_release(&after);
	return same;
}

static void nothing(void)
{
}

static void write_other(void)
{
	put("a/topic.mustache", "other");
}

/* As long as before, and with its time put back: rsync does so. */
static void write_alike(void)
{
	struct stat st;
	assert_int_equal(stat(in("a/topic.mustache"), &st), 0);
	struct timespec times[2] = {st.st_atim, st.st_mtim};
	/* A clock's tick later, as it would be. */
	nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
	put("a/topic.mustache", "OTHER");
	assert_int_equal(utimensat(AT_FDCWD, in("a/topic.mustache"), times, 0), 0);
}

static void add(void)
{
	put("a/more.mustache", "");
}

static void drop(void)
{
	assert_int_equal(unlink(in("a/more.mustache")), 0);
}

static void changes_show(void **state)
{
	(void)state;
	assert_true(same_after(nothing));
	assert_false(same_after(write_other));
	assert_false(same_after(write_alike));
	assert_false(same_after(add));
	assert_false(same_after(drop));
	assert_true(same_after(nothing));
}

static void a_change_just_now_is_not_trusted(void **state)
{
	(void)state;
	struct site site = {.conf_path = "", .themes = dir, .highlighter = "", .conf.code_pygments = ""};
	struct look look;
	struct stat st;
	write_other();
	assert_int_equal(stat(in("a/topic.mustache"), &st), 0);
	look_take(&look, &site, (int64_t)st.st_mtim.tv_sec + 1);
	assert_false(look_same(&look, &look));
	look_release(&look);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changes_show),
		cmocka_unit_test(a_change_just_now_is_not_trusted),
	};
	if (!mkdtemp(dir) || mkdir(in("a"), 0755))
		return 1;
	put("a/topic.mustache", "other");
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(in("a/topic.mustache"));
	rmdir(in("a"));
	rmdir(dir);
	return failed;
}
