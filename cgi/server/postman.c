#include "postman.h"

#include "core/people/outbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* Seconds that one round may take, and of computing; a letter takes milliseconds of it. */
enum { PATIENCE = 300, CPU_SECONDS = 60 };

/* A web server may have given the listening socket as input; a postman that outlives it must not hold it. */
static int set_files(posix_spawn_file_actions_t *actions)
{
	int rc = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	return rc ? rc : posix_spawn_file_actions_addopen(actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
}

/* A session of its own: who stops the site by Ctrl-C does not cut a letter in two. */
static int set_signals(posix_spawnattr_t *attributes)
{
	sigset_t none, usual;
	sigemptyset(&none);
	sigemptyset(&usual);
	sigaddset(&usual, SIGPIPE);
	int rc = posix_spawnattr_setsigmask(attributes, &none);
	if (!rc)
		rc = posix_spawnattr_setsigdefault(attributes, &usual);
	return rc ? rc : posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
}

static int start(const struct server *server)
{
	static const char program[] = "/proc/self/exe";
	const char *const argv[] = {"stoa.fcgi", "--site", server->site.dir, "--send-letters", NULL};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	pid_t pid;
	int rc = posix_spawn_file_actions_init(&actions);
	if (rc)
		return rc;
	rc = posix_spawnattr_init(&attributes);
	if (!rc) {
		if (!(rc = set_files(&actions)) && !(rc = set_signals(&attributes)))
			rc = posix_spawn(&pid, program, &actions, &attributes, (char *const *)(uintptr_t)argv, environ);
		posix_spawnattr_destroy(&attributes);
	}
	posix_spawn_file_actions_destroy(&actions);
	return rc;
}

int postman_call(struct server *server, struct err *err)
{
	/* Between two requests no other child is there to be waited for. */
	while (waitpid(-1, NULL, WNOHANG) > 0)
		continue;
	if (!server->letters)
		return 0;
	server->letters = false;
	errno = start(server);
	return errno ? err_sys(err, "letters wait: no process to send them") : 0;
}

/* Locks of whole open files (fcntl F_OFD_SETLK), one byte each: they end with the process, however that ends. */
enum { SENDS, IS_NEXT };

static int lock(int fd, int command, short type, off_t which)
{
	struct flock byte = {.l_type = type, .l_whence = SEEK_SET, .l_start = which, .l_len = 1};
	return fcntl(fd, command, &byte);
}

/* *mine false: another one waits already, and has not looked for letters yet. */
static int wait_for_turn(int fd, bool *mine, struct err *err)
{
	*mine = lock(fd, F_OFD_SETLK, F_WRLCK, IS_NEXT) == 0;
	if (!*mine)
		return 0;
	if (lock(fd, F_OFD_SETLKW, F_WRLCK, SENDS) || lock(fd, F_OFD_SETLK, F_UNLCK, IS_NEXT))
		return err_sys(err, "the lock of those who send letters");
	return 0;
}

static int send_all(const struct postman *postman, struct err *err)
{
	struct state *state;
	size_t sent;
	if (state_open(&state, postman->site->state_db, err))
		return -1;
	struct outbox outbox = {postman->site, state, postman->now, postman->warn, postman->self};
	int rc = outbox_send(&outbox, &sent, err);
	state_close(state);
	return rc;
}

static int take_turn(const struct postman *postman, const char *path, struct err *err)
{
	bool mine;
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return err_sys(err, "%s", path);
	int rc = wait_for_turn(fd, &mine, err);
	if (!rc && mine)
		rc = send_all(postman, err);
	close(fd);
	return rc;
}

int postman_run(const struct postman *postman, struct err *err)
{
	struct rlimit cpu = {CPU_SECONDS, CPU_SECONDS};
	struct arena arena;
	if (!outbox_is_open(postman->site))
		return 0;
	alarm(PATIENCE);
	setrlimit(RLIMIT_CPU, &cpu);
	arena_init(&arena);
	int rc = take_turn(postman, arena_printf(&arena, "%s/postman.lock", postman->site->state), err);
	arena_release(&arena);
	return rc;
}
