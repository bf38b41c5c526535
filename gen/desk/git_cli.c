#include "git_cli.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ARGS_MAX = 24 };

static int spawn(const char *const *argv, int output, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	int rc = posix_spawn_file_actions_init(&actions);
	if (rc)
		return rc;
	rc = posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
	if (!rc)
		rc = posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	if (!rc)
		rc = posix_spawnp(pid, "git", &actions, NULL, (char *const *)(uintptr_t)argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return rc;
}

static int wait_for(pid_t pid, int *status, struct err *err)
{
	int how;
	while (waitpid(pid, &how, 0) < 0) {
		if (errno != EINTR)
			return err_sys(err, "git");
	}
	*status = WIFEXITED(how) ? WEXITSTATUS(how) : 128;
	return 0;
}

int git_cli(const char *folder, const char *const *args, struct str *out, int *status, struct err *err)
{
	const char *argv[ARGS_MAX + 4] = {"git", "-C", folder};
	int ends[2] = {-1, -1};
	pid_t pid = -1;
	for (size_t i = 0; i < ARGS_MAX && args[i]; i++)
		argv[3 + i] = args[i];
	if (pipe2(ends, O_CLOEXEC))
		return err_sys(err, "git");
	errno = spawn(argv, ends[1], &pid);
	int rc = errno ? err_sys(err, "git cannot be run") : 0;
	close(ends[1]);
	if (!rc) {
		rc = str_read_fd(out, ends[0], err);
		/* Before it is waited for, so that a git with more to say ends too. */
		close(ends[0]);
		struct err ignored = {0};
		return wait_for(pid, status, rc ? &ignored : err) || rc ? -1 : 0;
	}
	close(ends[0]);
	return -1;
}
