#include "cmd.h"

#include "core/base/base.h"

#include <unistd.h>

/*
 * The commands that write letters or archives bring thirty libraries (GMime, GLib, libarchive and what
 * these want), and loading those took most of a start. So they live in stoa-letters, a second program
 * beside this one, whose main() is the same; here each of them stands only for that.
 */
static int go(int argc, char **argv, struct err *err)
{
	char path[4096];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path));
	while (n > 0 && path[n - 1] != '/')
		n--;
	if (n <= 0 || (size_t)n + sizeof("stoa-letters") > sizeof(path))
		return err_sys(err, "/proc/self/exe");
	memcpy(path + n, "stoa-letters", sizeof("stoa-letters"));
	char **all = base_alloc((size_t)argc + 2, sizeof(*all));
	all[0] = path;
	memcpy(all + 1, argv, (size_t)argc * sizeof(*all));
	fflush(NULL);
	execv(path, all);
	free(all);
	return err_sys(err, "%s", path);
}

int cmd_act(int argc, char **argv, struct err *err)
{
	return go(argc, argv, err);
}

int cmd_mail(int argc, char **argv, struct err *err)
{
	return go(argc, argv, err);
}

int cmd_mail_in(int argc, char **argv, struct err *err)
{
	return go(argc, argv, err);
}

int cmd_watch(int argc, char **argv, struct err *err)
{
	return go(argc, argv, err);
}

int cmd_invite(int argc, char **argv, struct err *err)
{
	return go(argc, argv, err);
}

int cmd_export_member(int argc, char **argv, struct err *err)
{
	return go(argc, argv, err);
}
