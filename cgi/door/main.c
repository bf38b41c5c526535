/* stoa.fcgi: start-up order, the accept loop, and the end. */
#include "cgi/post/suspect.h"
#include "cgi/server/noted.h"
#include "cgi/server/postman.h"
#include "cgi/server/prefork.h"
#include "cgi/vote/vote.h"
#include "cgi/wire/fcgi.h"
#include "core/text/crypto.h"
#include "core/text/text.h"
#include "serve.h"

#include <sys/wait.h>
#include <unistd.h>

/* sysexits.h: EX_USAGE. */
enum { USAGE = 64 };

struct options {
	const char *site, *listen;
	size_t processes; /* 0: by the setting */
	bool check, send_letters;
};

static volatile sig_atomic_t stop;
static sigset_t unblocked;

static void on_stop(int signal)
{
	stop = signal;
}

static const char usage[] =
	"usage: stoa.fcgi [--site DIR] [--listen unix:/path | --listen 127.0.0.1:port] [--processes N]\n"
	"       stoa.fcgi [--site DIR] --check\n"
	"       stoa.fcgi [--site DIR] --send-letters\n"
	"\n"
	"FastCGI program of a Stoa site. Started by a web server or spawn-fcgi, it serves the socket\n"
	"that it is given; with --listen it makes one, and keeps N processes that serve it.\n"
	"DIR may also come from the environment variable STOA_SITE. See stoa-cgi(8).\n";

/* "--name VALUE" or "--name=VALUE" at argv[*i], which moves on. NULL: it is another option. */
static const char *value_of(char **argv, int *i, const char *name)
{
	size_t n = strlen(name);
	if (strncmp(argv[*i], name, n))
		return NULL;
	if (argv[*i][n] == '=')
		return argv[*i] + n + 1;
	return !argv[*i][n] && argv[*i + 1] ? argv[++*i] : NULL;
}

static int parse_options(char **argv, struct options *options, struct err *err)
{
	const char *value;
	int64_t n;
	options->site = getenv("STOA_SITE");
	for (int i = 1; argv[i]; i++) {
		if (!strcmp(argv[i], "--check"))
			options->check = true;
		else if (!strcmp(argv[i], "--send-letters"))
			options->send_letters = true;
		else if ((value = value_of(argv, &i, "--site")))
			options->site = value;
		else if ((value = value_of(argv, &i, "--listen")))
			options->listen = value;
		else if (!(value = value_of(argv, &i, "--processes")))
			return err_set(err, ERR_INPUT, "%s: no such option, or its value is missing", argv[i]);
		else if (text_to_int(value, 1, 256, &n, err))
			return err_prefix(err, "--processes");
		else
			options->processes = (size_t)n;
	}
	return options->site && *options->site ? 0 : err_set(err, ERR_INPUT, "which site? --site DIR, or STOA_SITE");
}

/* Signals that end the program are let in only where nothing is being served. */
static void catch_signals(void)
{
	static const int ends[] = {SIGTERM, SIGINT, SIGHUP, SIGUSR1};
	sigset_t blocked;
	struct sigaction action = {.sa_handler = on_stop}, ignore = {.sa_handler = SIG_IGN}, usual = {.sa_handler = SIG_DFL};
	sigemptyset(&blocked);
	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		sigaddset(&blocked, ends[i]);
		sigaction(ends[i], &action, NULL);
	}
	sigaction(SIGPIPE, &ignore, NULL);
	/* A web server may have had it ignored, and then no child could be waited for. */
	sigaction(SIGCHLD, &usual, NULL);
	sigprocmask(SIG_BLOCK, &blocked, &unblocked);
	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		sigdelset(&unblocked, ends[i]);
}

static int fail(const struct err *err)
{
	fprintf(stderr, "stoa.fcgi: %s\n", err->msg);
	return err_row(err->code)->exit_status;
}

static void serve(void *self, const struct req_io *io)
{
	struct err err = {0};
	int64_t now = (int64_t)time(NULL);
	if (server_renew(self, now, &err))
		fprintf(stderr, "stoa.fcgi: the old settings go on: %s\n", err.msg);
	serve_one(self, io, now);
}

static void warn(void *self, const char *text)
{
	(void)self;
	fprintf(stderr, "stoa.fcgi: %s\n", text);
}

/* Needs no theme and no repository: it is there to be quick. */
static int send_letters(const char *dir)
{
	struct err err = {0};
	struct site site;
	if (site_open(&site, dir, &err))
		return fail(&err);
	struct postman postman = {&site, (int64_t)time(NULL), warn, NULL};
	int status = postman_run(&postman, &err) ? fail(&err) : 0;
	site_close(&site);
	return status;
}

struct worker {
	struct server *server;
	int fd;
};

static void call_postman(struct server *server)
{
	struct err err = {0};
	if (postman_call(server, &err))
		fail(&err);
}

/* What no visitor waits for: letters, lessons of the filter, the moderators' list, and votes that found nobody to take them to main while they were new. */
static int rest(void *self)
{
	struct server *server = self;
	struct err err = {0};
	call_postman(server);
	if (suspect_rest(server, (int64_t)time(NULL), &err))
		fail(&err);
	err_clear(&err);
	int noted;
	if (noted_rest(server, (int64_t)time(NULL), &noted, &err))
		fail(&err);
	err_clear(&err);
	int votes = vote_rest(server, (int64_t)time(NULL), &err);
	if (err.code)
		fprintf(stderr, "stoa.fcgi: %s\n", err.msg);
	return noted < 0 || (votes >= 0 && votes < noted) ? votes : noted;
}

static int work(void *self)
{
	struct worker *worker = self;
	struct err err = {0};
	struct fcgi_loop loop = {worker->fd, &stop, &unblocked, serve, rest, worker->server};
	int status = fcgi_run(&loop, &err) ? fail(&err) : 0;
	call_postman(worker->server); /* the last request's */
	server_fault(worker->server);
	return status;
}

static void ended(int status)
{
	if (WIFSIGNALED(status))
		fprintf(stderr, "stoa.fcgi: a process was ended by signal %d; starting another\n", WTERMSIG(status));
	else
		fprintf(stderr, "stoa.fcgi: a process ended with status %d; starting another\n", WEXITSTATUS(status));
}

static int run_listening(struct server *server, const struct options *options)
{
	struct err err = {0};
	struct worker worker = {.server = server};
	size_t n = options->processes ? options->processes : (size_t)server->site.conf.cgi_processes;
	if (fcgi_listen(options->listen, &worker.fd, &err))
		return fail(&err);
	struct prefork prefork = {n, work, &worker, &stop, &unblocked, ended};
	int status = prefork_run(&prefork, &err) ? fail(&err) : 0;
	close(worker.fd);
	if (!strncmp(options->listen, "unix:", 5))
		unlink(options->listen + 5);
	return status;
}

static int run(struct server *server, const struct options *options)
{
	struct err err = {0};
	if (options->check) {
		if (server_check(server, &err))
			return fail(&err);
		if (server->site.conf.upload_files_max && access(server->site.image_program, X_OK))
			fprintf(stderr, "stoa.fcgi: warning: %s: missing; pictures will be refused (upload.program)\n",
			        server->site.image_program);
		printf("%s: ok\n", server->site.dir);
		return 0;
	}
	if (options->listen)
		return run_listening(server, options);
	if (!fcgi_is_spawned()) {
		fprintf(stderr, "stoa.fcgi: no socket to serve: start it from a web server, or use --listen\n%s", usage);
		return USAGE;
	}
	struct worker worker = {server, 0};
	return work(&worker);
}

int main(int argc, char **argv)
{
	struct options options = {0};
	struct server server;
	struct err err = {0};
	if (argc == 2 && (!strcmp(argv[1], "--version") || !strcmp(argv[1], "--help"))) {
		printf("%s", argv[1][2] == 'h' ? usage : "stoa.fcgi " STOA_VERSION "\n");
		return 0;
	}
	if (parse_options(argv, &options, &err)) {
		fprintf(stderr, "stoa.fcgi: %s\n%s", err.msg, usage);
		return USAGE;
	}
	if (options.send_letters)
		return send_letters(options.site);
	if (crypto_init(&err) || server_open(&server, options.site, (int64_t)time(NULL), &err))
		return fail(&err);
	catch_signals();
	int status = run(&server, &options);
	server_close(&server);
	return status;
}
