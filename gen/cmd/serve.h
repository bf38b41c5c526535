/*
 * serve.h: the configuration that `stoa serve` hands to lighttpd. It refuses to start anything:
 * cmd_serve.c does.
 */
#ifndef STOA_SERVE_H
#define STOA_SERVE_H

#include "core/base/str.h"

struct serve_plan {
	const char *bind; /* address, "127.0.0.1" */
	int port;
	const char *dir;        /* the site */
	const char *public_dir; /* what is served */
	const char *base;       /* base path of the site, "/" or "/project/" */
	const char *prefix;     /* of the write path, "/-/" */
	const char *fcgi;       /* path of stoa.fcgi; "" serves without a write path */
	const char *run_dir;    /* private folder for the socket and for bodies being received */
	int64_t processes;      /* of stoa.fcgi */
	int64_t body_max;       /* largest request body in bytes */
	const char *downloads;  /* endings of files that are no pictures, "pdf|zip", or "" */
};

/* Appends a complete lighttpd.conf. ERR_INPUT where a path cannot be written into one. */
int serve_lighttpd_conf(const struct serve_plan *plan, struct str *out, struct err *err) WARN_UNUSED;

#endif
