/*
 * Runs COMMAND and adds up what it and all its children hold in memory, forty times a second: shared
 * pages count once (PSS), packs of git that are only mapped do not count. Says the most on the last
 * line of stderr; with a limit, more than that ends COMMAND, and the answer is 1.
 *
 *     memory [-l MIB] COMMAND...
 */
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { EVERY_NS = 25000000, LINE = 8192 };

/* Lines of smaps: "55d0-55e0 r--p 0 fe:00 17 /path", then what that mapping holds, a line each. */
static long own_kib(pid_t pid)
{
	char path[64], line[LINE];
	long sum = 0, pss;
	bool pack = false;
	snprintf(path, sizeof(path), "/proc/%d/smaps", pid);
	FILE *smaps = fopen(path, "re");
	while (smaps && fgets(line, sizeof(line), smaps)) {
		if (sscanf(line, "Pss: %ld", &pss) == 1)
			sum += pack ? 0 : pss;
		else if (strcspn(line, " ") > strcspn(line, "-"))
			pack = strstr(line, ".git/objects/pack/") != NULL;
	}
	if (smaps)
		fclose(smaps);
	return sum;
}

static long tree_kib(pid_t pid)
{
	char path[64];
	int child;
	long sum = own_kib(pid);
	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", pid, pid);
	FILE *children = fopen(path, "re");
	while (children && fscanf(children, "%d", &child) == 1)
		sum += tree_kib(child);
	if (children)
		fclose(children);
	return sum;
}

static pid_t start(char **command)
{
	pid_t pid = fork();
	if (pid == 0) {
		setpgid(0, 0);
		execvp(command[0], command);
		perror(command[0]);
		_exit(127);
	}
	return pid;
}

int main(int argc, char **argv)
{
	long limit = 0, most = 0;
	int status, at = 1;
	if (argc > 3 && strcmp(argv[1], "-l") == 0) {
		limit = strtol(argv[2], NULL, 10) * 1024;
		at = 3;
	}
	if (argc <= at) {
		fputs("usage: memory [-l MIB] COMMAND...\n", stderr);
		return 64;
	}
	pid_t pid = start(argv + at);
	while (waitpid(pid, &status, WNOHANG) == 0) {
		long now = tree_kib(pid);
		most = now > most ? now : most;
		if (limit && most > limit)
			kill(-pid, SIGKILL);
		nanosleep(&(struct timespec){.tv_nsec = EVERY_NS}, NULL);
	}
	fprintf(stderr, "%ld MiB at most\n", (most + 1023) / 1024);
	return limit && most > limit ? 1 : WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
