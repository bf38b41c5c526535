#include "core/base/child.h"
#include "core/base/out.h"
#include "core/page/attach.h"
#include "core/site/site.h"
#include "cmd.h"
#include "serve.h"

#include <arpa/inet.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct serve {
	struct site site;
	struct serve_plan plan;
	char run_dir[64], conf[96];
	char self[4096], fcgi[4200];
	bool write, print;
	pid_t watcher, server;
};

static bool port_is_free(const char *address, int port)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
	if (fd < 0)
		return false;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	bool ok = inet_pton(AF_INET, address, &at.sin_addr) == 1 && bind(fd, (struct sockaddr *)&at, sizeof(at)) == 0;
	close(fd);
	return ok;
}

static bool port_answers(const char *address, int port)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return false;
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	bool ok =
	    inet_pton(AF_INET, address, &at.sin_addr) == 1 && connect(fd, (struct sockaddr *)&at, sizeof(at)) == 0;
	close(fd);
	return ok;
}

static int choose_port(struct serve_plan *plan, struct err *err)
{
	struct in_addr address;
	if (inet_pton(AF_INET, plan->bind, &address) != 1)
		return err_set(err, ERR_INPUT, "--bind %s: wants an IPv4 address", plan->bind);
	if (plan->port && !port_is_free(plan->bind, plan->port))
		return err_set(err, ERR_SYS, "port %d on %s is taken or not allowed", plan->port, plan->bind);
	for (int port = 8080; !plan->port && port < 8180; port++)
		if (port_is_free(plan->bind, port))
			plan->port = port;
	if (!plan->port)
		return err_set(err, ERR_SYS, "no free port from 8080 to 8179");
	return 0;
}

/* stoa.fcgi is installed beside stoa. */
static int find_programs(struct serve *serve, struct err *err)
{
	ssize_t n = readlink("/proc/self/exe", serve->self, sizeof(serve->self) - 1);
	if (n < 0)
		return err_sys(err, "/proc/self/exe");
	serve->self[n] = '\0';
	int folder = (int)(strrchr(serve->self, '/') - serve->self);
	snprintf(serve->fcgi, sizeof(serve->fcgi), "%.*s/stoa.fcgi", folder, serve->self);
	if (serve->write && access(serve->fcgi, X_OK) != 0)
		return err_sys(err, "%s", serve->fcgi);
	return 0;
}

/* The socket's path must be short (108 bytes), so it cannot stand in the site's folder. */
static int make_run_dir(struct serve *serve, struct err *err)
{
	snprintf(serve->run_dir, sizeof(serve->run_dir), "/tmp/stoa-serve-XXXXXX");
	if (!mkdtemp(serve->run_dir))
		return err_sys(err, "%s", serve->run_dir);
	snprintf(serve->conf, sizeof(serve->conf), "%s/lighttpd.conf", serve->run_dir);
	return 0;
}

static void remove_run_dir(const struct serve *serve)
{
	if (!serve->run_dir[0])
		return;
	unlink(serve->conf);
	/* lighttpd numbers its sockets and removes them only when it ends well. */
	for (int64_t i = 0; i < serve->plan.processes; i++) {
		char path[128];
		snprintf(path, sizeof(path), "%s/stoa.fcgi.sock-%lld", serve->run_dir, (long long)i);
		unlink(path);
	}
	rmdir(serve->run_dir);
}

static int make_plan(struct serve *serve, struct err *err)
{
	const struct config *conf = &serve->site.conf;
	struct serve_plan *plan = &serve->plan;
	serve->write = serve->write && conf->post_open;
	if (find_programs(serve, err) || make_run_dir(serve, err))
		return -1;
	plan->dir = serve->site.dir;
	plan->public_dir = serve->site.public_dir;
	plan->base = serve->site.base;
	plan->prefix = conf->post_prefix;
	plan->fcgi = serve->write ? serve->fcgi : "";
	plan->run_dir = serve->run_dir;
	plan->processes = conf->cgi_processes;
	/* More than the forms may have: then it is stoa.fcgi that refuses one, and gives the text in it back. */
	plan->body_max = 2 * (conf->upload_files_max ? conf->upload_body_max : conf->post_body_max);
	plan->downloads = attach_downloads(conf, "|", &serve->site.arena);
	return choose_port(plan, err);
}

/* A child that ends with its parent, whatever ends the parent, and that may be interrupted again. */
static int start(char *const argv[], pid_t *child, struct err *err)
{
	pid_t parent = getpid();
	*child = fork();
	if (*child < 0)
		return err_sys(err, "cannot start %s", argv[0]);
	if (*child > 0)
		return 0;
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	child_follow(parent, SIGTERM);
	execvp(argv[0], argv);
	fprintf(stderr, "stoa serve: %s: %m\n", argv[0]);
	_exit(127);
}

static int start_all(struct serve *serve, struct err *err)
{
	struct str conf;
	str_init(&conf, 64 * 1024);
	int rc = serve_lighttpd_conf(&serve->plan, &conf, err);
	if (!rc && serve->print)
		fwrite(conf.at, 1, conf.len, stdout);
	if (!rc && !serve->print)
		rc = out_write_durable(serve->conf, conf.at, conf.len, 0600, err);
	str_release(&conf);
	if (rc || serve->print)
		return rc;
	char *watch[] = {serve->self, (char[]){"watch"}, (char *)(uintptr_t)serve->site.dir, NULL};
	char *server[] = {(char[]){"lighttpd"}, (char[]){"-D"}, (char[]){"-f"}, serve->conf, NULL};
	return start(watch, &serve->watcher, err) || start(server, &serve->server, err) ? -1 : 0;
}

static void stop(pid_t child)
{
	if (child <= 0)
		return;
	kill(child, SIGTERM);
	waitpid(child, NULL, 0);
}

/* Says where the site is once it answers; a server that never answers shows its own error. */
static void announce(const struct serve *serve)
{
	struct timespec tick = {.tv_nsec = 20 * 1000 * 1000};
	for (int i = 0; i < 250 && !port_answers(serve->plan.bind, serve->plan.port); i++)
		nanosleep(&tick, NULL);
	const char *host = strcmp(serve->plan.bind, "127.0.0.1") == 0 ? "localhost" : serve->plan.bind;
	printf("%s is at http://%s:%d%s\n", serve->site.conf.site_title, host, serve->plan.port, serve->site.base);
	if (serve->write)
		printf("Moderators sign in at http://%s:%d%s%ssign-in\n", host, serve->plan.port, serve->site.base,
		       serve->site.conf.post_prefix + 1);
	puts("Ctrl-C stops it.");
	fflush(stdout);
}

/* Until somebody asks for the end, or a child ends by itself, which is an error. */
static int wait_for_end(struct serve *serve, const sigset_t *signals, struct err *err)
{
	for (;;) {
		int signal_number = sigwaitinfo(signals, NULL);
		if (signal_number == SIGINT || signal_number == SIGTERM || signal_number == SIGHUP)
			return 0;
		pid_t gone = signal_number == SIGCHLD ? waitpid(-1, NULL, WNOHANG) : 0;
		if (gone == serve->server)
			serve->server = 0;
		else if (gone == serve->watcher)
			serve->watcher = 0;
		else
			continue;
		return err_set(err, ERR_SYS, "%s ended unexpectedly; its own message is above",
		               serve->server ? "the builder" : "lighttpd");
	}
}

static int run(struct serve *serve, struct err *err)
{
	sigset_t signals;
	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGHUP);
	sigaddset(&signals, SIGCHLD);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	int rc = start_all(serve, err);
	if (!rc && !serve->print) {
		announce(serve);
		rc = wait_for_end(serve, &signals, err);
	}
	stop(serve->server);
	stop(serve->watcher);
	return rc;
}

static int read_options(struct serve *serve, int argc, char **argv, struct err *err)
{
	bool no_write = false;
	int64_t port = 0;
	const char *address = "127.0.0.1";
	const struct cmd_option options[] = {
	    {"port", 'p', "N", "port; without it the first free one from 8080 up", .number = &port},
	    {"bind", 'b', "ADDRESS", "IPv4 address to listen on (default 127.0.0.1: this machine only)",
	     .text = &address},
	    {"no-write", 'n', NULL, "reading only: no forms, no queue", .flag = &no_write},
	    {"print", 0, NULL, "print the lighttpd configuration and stop", .flag = &serve->print},
	};
	const struct cmd_usage usage = {
	    .synopsis = "serve [OPTIONS] [DIR]",
	    .about = "Serves the site in DIR (default: here) to you: builds it, watches it, and runs lighttpd\n"
	             "with the write path in the foreground. Ctrl-C stops everything.\n\n"
	             "For a public server adapt contrib/lighttpd.conf or contrib/nginx.conf instead.",
	    .options = options,
	    .noptions = ARRAY_LEN(options),
	    .operands_max = 1,
	};
	char **operands;
	int rc = cmd_parse(&usage, argc, argv, &operands, err);
	if (rc)
		return rc;
	if (port > 65535)
		return err_set(err, ERR_INPUT, "--port: wants a number up to 65535");
	serve->plan.port = (int)port;
	serve->plan.bind = address;
	serve->write = !no_write;
	return site_open(&serve->site, operands[0] ? operands[0] : ".", err);
}

int cmd_serve(int argc, char **argv, struct err *err)
{
	struct serve serve = {0};
	int rc = read_options(&serve, argc, argv, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	rc = make_plan(&serve, err) || run(&serve, err) ? -1 : 0;
	remove_run_dir(&serve);
	site_close(&serve.site);
	return rc;
}
