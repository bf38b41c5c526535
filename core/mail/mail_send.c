#include "mail.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

/* TRY_LATER: EX_TEMPFAIL of sysexits.h, which sendmail ends with. */
enum { SAID_MAX = 300, TRY_LATER = 75 };

static int spawn(const struct mail_envelope *envelope, int input, int output, pid_t *pid)
{
	const char *const argv[] = {envelope->program, "-i", "-f", envelope->from, "--", envelope->to, NULL};
	/* Nothing of a web server's environment is the mailer's business. */
	static const char *const environment[] = {"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
	                                          NULL};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none;
	sigemptyset(&none);
	int rc = posix_spawn_file_actions_init(&actions);
	if (rc)
		return rc;
	rc = posix_spawnattr_init(&attributes);
	if (rc) {
		posix_spawn_file_actions_destroy(&actions);
		return rc;
	}
	if (!(rc = posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)) &&
	    !(rc = posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)) &&
	    !(rc = posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO)) &&
	    /* The caller may have blocked what ends it; its child must be endable. */
	    !(rc = posix_spawnattr_setsigmask(&attributes, &none)) &&
	    !(rc = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK)))
		rc = posix_spawn(pid, envelope->program, &actions, &attributes, (char *const *)(uintptr_t)argv,
		                 (char *const *)(uintptr_t)environment);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return rc;
}

/* The message as a file without a name: a program that reads slowly or not at all cannot hold the caller. */
static int open_message(const struct str *message, struct err *err)
{
	FILE *file = tmpfile();
	int fd = -1;
	if (file && fwrite(message->at, 1, message->len, file) == message->len && !fflush(file) &&
	    !fseek(file, 0, SEEK_SET))
		fd = fcntl(fileno(file), F_DUPFD_CLOEXEC, 3);
	if (fd < 0)
		err_sys(err, "a letter on its way to sendmail");
	if (file)
		fclose(file);
	return fd;
}

/* The start of what it said; the rest is read and dropped, so that it can end. */
static void listen_to(int fd, char said[static SAID_MAX])
{
	char chunk[4096];
	size_t len = 0;
	ssize_t n;
	while ((n = read(fd, chunk, sizeof(chunk))) > 0 || (n < 0 && errno == EINTR)) {
		for (ssize_t i = 0; i < n && len + 1 < SAID_MAX; i++)
			said[len++] = (unsigned char)chunk[i] < ' ' ? ' ' : chunk[i];
	}
	while (len && said[len - 1] == ' ')
		len--;
	said[len] = '\0';
}

static int ended(const char *program, int status, const char *said, struct err *err)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) == TRY_LATER)
		return err_set(err, ERR_RACE, "%s: try again later: %s", program, said);
	if (WIFSIGNALED(status))
		return err_set(err, ERR_SYS, "%s: ended by signal %d: %s", program, WTERMSIG(status), said);
	return err_set(err, ERR_SYS, "%s: status %d: %s", program, WEXITSTATUS(status), said);
}

static int run(const struct mail_envelope *envelope, int message, struct err *err)
{
	char said[SAID_MAX];
	int ends[2], status = 0;
	pid_t pid = -1;
	if (pipe2(ends, O_CLOEXEC))
		return err_sys(err, "%s", envelope->program);
	int failed = spawn(envelope, message, ends[1], &pid);
	close(ends[1]);
	errno = failed;
	if (failed) {
		int rc = failed == ENOENT ? err_set(err, ERR_NOTFOUND, "%s: no such program", envelope->program)
		                         : err_sys(err, "%s", envelope->program);
		close(ends[0]);
		return rc;
	}
	listen_to(ends[0], said);
	close(ends[0]);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return err_sys(err, "%s", envelope->program);
	return ended(envelope->program, status, said, err);
}

int mail_send(const struct mail_envelope *envelope, const struct str *message, struct err *err)
{
	if (mail_check_address(envelope->to, err) || (*envelope->from && mail_check_address(envelope->from, err)))
		return -1;
	int fd = open_message(message, err);
	if (fd < 0)
		return -1;
	int rc = run(envelope, fd, err);
	close(fd);
	return rc;
}
