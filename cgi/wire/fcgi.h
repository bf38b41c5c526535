/*
 * fcgi.h: FastCGI 1.0 by libfcgi: accepts requests on a listening socket and hands each over as a
 * req_io. It refuses to know what a request means, and to keep a connection for a second request: a
 * kept one would starve every other client of a single process.
 *
 * It reads from the web server as fast as that sends. The web server must buffer requests (lighttpd
 * and nginx do so unless told otherwise): then a slow client costs it a buffer and this program nothing.
 */
#ifndef STOA_CGI_FCGI_H
#define STOA_CGI_FCGI_H

#include "req.h"

#include <signal.h>

/* Was this program started by a web server or spawn-fcgi, with a listening socket as descriptor 0? */
bool fcgi_is_spawned(void);

/*
 * "unix:/path" (made with mode 0660; a socket that nobody listens on any more is replaced) or
 * "127.0.0.1:9000", "[::1]:9000". ERR_CONF for any other address, ERR_SYS where it is taken.
 */
int fcgi_listen(const char *address, int *fd, struct err *err) WARN_UNUSED;

/*
 * Serves requests one after the other until *stop is set by a signal handler, and then ends between
 * two requests, never inside one. The caller blocks the signals that set it; they are let in only
 * while nothing is being served.
 */
struct fcgi_loop {
	int fd;
	const volatile sig_atomic_t *stop;
	const sigset_t *unblocked; /* the signal mask while waiting */
	void (*serve)(void *self, const struct req_io *io);
	int (*rest)(void *self); /* before each wait; milliseconds until it wants to be called again, -1: after the next request */
	void *self;
};
int fcgi_run(const struct fcgi_loop *loop, struct err *err) WARN_UNUSED;

#endif
