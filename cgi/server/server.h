/*
 * server.h: what one process of stoa.fcgi keeps open between requests. It refuses to know a
 * request. Repositories and database are opened when first asked for, after any fork, and again
 * after a fault: a site whose disk comes back needs no restart.
 */
#ifndef STOA_CGI_SERVER_H
#define STOA_CGI_SERVER_H

#include "core/queue/held.h"
#include "core/queue/queue.h"
#include "core/site/look.h"
#include "core/site/policy.h"
#include "core/site/site.h"
#include "core/state/state.h"
#include "core/text/crypto.h"
#include "core/theme/theme.h"

enum { SERVER_NOTED = 16 };

/* Submissions that the moderators' list has not read yet: for noted.h. */
struct server_noted {
	char ids[SERVER_NOTED][CRYPTO_ID_TEXT];
	size_t len;
	int64_t due; /* when to read them, seconds since 1970 */
};

/* What the queue held at that time, and what this process has sent since. For room.h. */
struct server_room {
	int64_t at; /* seconds since 1970; 0: never looked */
	int64_t waiting, bytes;
};

struct server {
	struct site site;
	struct look look; /* at settings and theme, before they were read */
	int64_t look_at;  /* when to look again, seconds since 1970 */
	struct theme *theme;
	struct policy policy;
	struct held held; /* words that its rules ask for */
	unsigned char secret[CRYPTO_KEY];
	struct state *state; /* NULL until asked for */
	struct queue *queue;
	bool learn; /* a verdict was given that the filter has not learned */
	int64_t votes_at; /* when to look for votes that wait, seconds since 1970; 0: no need to */
	struct server_room room;
	struct server_noted noted;
	bool letters; /* the request put one into state.db: for postman.h */
};

/* Settings, secret and theme; crypto_init() came before. ERR_CONF or ERR_NOTFOUND say what is wrong. */
int server_open(struct server *server, const char *dir, int64_t now, struct err *err) WARN_UNUSED;
void server_close(struct server *server);

/*
 * Between requests: reads them anew where they have changed since; looks every two seconds at most, and
 * leaves what changed in the last two to the next look. An
 * error says what is wrong with the new ones, once: the old ones hold until there are others.
 */
int server_renew(struct server *server, int64_t now, struct err *err) WARN_UNUSED;

/* Also opens what is otherwise opened late: for --check. */
int server_check(struct server *server, struct err *err) WARN_UNUSED;

/* Borrowed; valid until server_fault(). ERR_SYS or ERR_GIT. */
int server_state(struct server *server, struct state **state, struct err *err) WARN_UNUSED;
int server_queue(struct server *server, struct queue **queue, struct err *err) WARN_UNUSED;

/* Closes both, to be opened afresh: after a request that failed by ERR_SYS or ERR_GIT. */
void server_fault(struct server *server);

#endif
