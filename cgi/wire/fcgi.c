#include "fcgi.h"

#include "core/text/text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 1024 };

bool fcgi_is_spawned(void)
{
	return !FCGX_IsCGI();
}

static bool nobody_listens(const struct sockaddr_un *at)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool refused = fd >= 0 && connect(fd, (const struct sockaddr *)at, sizeof(*at)) && errno == ECONNREFUSED;
	if (fd >= 0)
		close(fd);
	return refused;
}

static int listen_unix(const char *path, int *fd, struct err *err)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	size_t n = strlen(path);
	if (!n || n >= sizeof(at.sun_path))
		return err_set(err, ERR_CONF, "%s: a socket's path has 1 to %zu bytes", path, sizeof(at.sun_path) - 1);
	memcpy(at.sun_path, path, n + 1);
	if (nobody_listens(&at))
		unlink(path);
	int s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	mode_t before = umask(0117);
	int rc = s < 0 || bind(s, (struct sockaddr *)&at, sizeof(at)) || listen(s, BACKLOG) ? err_sys(err, "%s", path) : 0;
	umask(before);
	if (rc && s >= 0)
		close(s);
	*fd = rc ? -1 : s;
	return rc;
}

/* Splits "127.0.0.1:9000" or "[::1]:9000" into numbers. No names: what is listened on must be plain to see. */
static int parse_address(const char *address, struct sockaddr_storage *at, socklen_t *len, struct err *err)
{
	char host[64];
	const char *colon = strrchr(address, ':');
	bool bracket = *address == '[';
	size_t n = colon ? (size_t)(colon - address) : 0;
	int64_t port = 0;
	if (n < 3 || n >= sizeof(host) || text_to_int(colon + 1, 1, 65535, &port, err) || (bracket && address[n - 1] != ']'))
		return err_set(err, ERR_CONF, "%s: wants unix:/path, 127.0.0.1:port or [::1]:port", address);
	memcpy(host, address + bracket, n - 2 * (size_t)bracket);
	host[n - 2 * (size_t)bracket] = '\0';
	struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
	*len = bracket ? sizeof(v6) : sizeof(v4);
	if (bracket ? inet_pton(AF_INET6, host, &v6.sin6_addr) != 1 : inet_pton(AF_INET, host, &v4.sin_addr) != 1)
		return err_set(err, ERR_CONF, "%s: not a numeric address", address);
	memcpy(at, bracket ? (void *)&v6 : (void *)&v4, *len);
	return 0;
}

static int listen_ip(const char *address, int *fd, struct err *err)
{
	struct sockaddr_storage at = {0};
	socklen_t len = 0;
	if (parse_address(address, &at, &len, err))
		return -1;
	int s = socket(at.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
	if (s >= 0 && !setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) && !bind(s, (struct sockaddr *)&at, len) &&
	    !listen(s, BACKLOG)) {
		*fd = s;
		return 0;
	}
	int rc = err_sys(err, "%s", address);
	if (s >= 0)
		close(s);
	return rc;
}

int fcgi_listen(const char *address, int *fd, struct err *err)
{
	*fd = -1;
	if (!strncmp(address, "unix:", 5))
		return listen_unix(address + 5, fd, err);
	return listen_ip(address, fd, err);
}

static const char *variable(void *self, const char *name)
{
	FCGX_Request *request = self;
	return FCGX_GetParam(name, request->envp);
}

static size_t read_body(void *self, void *bytes, size_t n)
{
	FCGX_Request *request = self;
	int got = FCGX_GetStr(bytes, n > 65536 ? 65536 : (int)n, request->in);
	return got > 0 ? (size_t)got : 0;
}

static bool write_answer(void *self, const void *bytes, size_t n)
{
	FCGX_Request *request = self;
	const char *at = bytes;
	while (n) {
		int step = n > 65536 ? 65536 : (int)n;
		if (FCGX_PutStr(at, step, request->out) != step)
			return false;
		at += step;
		n -= (size_t)step;
	}
	return true;
}

static void log_line(void *self, const char *line)
{
	FCGX_Request *request = self;
	FCGX_PutS("stoa.fcgi: ", request->err);
	FCGX_PutS(line, request->err);
	FCGX_PutS("\n", request->err);
}

/* Waits for a connection, with signals let in. false: time to stop. */
static bool wait_for_request(const struct fcgi_loop *loop)
{
	struct pollfd want = {.fd = loop->fd, .events = POLLIN};
	while (!*loop->stop) {
		int ms = loop->rest(loop->self);
		struct timespec most = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L};
		if (ppoll(&want, 1, ms < 0 ? NULL : &most, loop->unblocked) > 0)
			return !*loop->stop;
	}
	return false;
}

static int accept_and_serve(const struct fcgi_loop *loop, FCGX_Request *request, struct err *err)
{
	int rc = FCGX_Accept_r(request);
	/* Another process took the connection, or the client went away before it came to us. */
	if (rc == -EAGAIN || rc == -EINTR || rc == -ECONNABORTED)
		return 0;
	if (rc < 0) {
		errno = -rc;
		return err_sys(err, "accepting a request");
	}
	struct req_io io = {variable, read_body, write_answer, log_line, request};
	loop->serve(loop->self, &io);
	request->keepConnection = 0;
	FCGX_Finish_r(request);
	return 0;
}

int fcgi_run(const struct fcgi_loop *loop, struct err *err)
{
	FCGX_Request request;
	int flags = fcntl(loop->fd, F_GETFL), rc = 0;
	/* Several processes wait on one socket: those that lose the race must not block in accept(). */
	if (flags < 0 || fcntl(loop->fd, F_SETFL, flags | O_NONBLOCK) < 0)
		return err_sys(err, "listening socket");
	if (FCGX_Init() || FCGX_InitRequest(&request, loop->fd, FCGI_FAIL_ACCEPT_ON_INTR))
		return err_set(err, ERR_SYS, "libfcgi cannot start");
	while (!rc && wait_for_request(loop))
		rc = accept_and_serve(loop, &request, err);
	FCGX_Free(&request, 1);
	return rc;
}
