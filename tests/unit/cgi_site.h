/*
 * cgi_site.h: a real site in a temporary folder, and requests made of thin air, for the tests of
 * cgi/. Every test gets a site of its own.
 */
#ifndef STOA_TESTS_CGI_SITE_H
#define STOA_TESTS_CGI_SITE_H

#include "cgi/door/serve.h"
#include "core/text/escape.h"

#include <setjmp.h>
#include <cmocka.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NOON = 1795348800 }; /* 2026-11-22T12:00:00Z */
#define TOPIC "forums/help/2026/11/first-steps"
#define PASSWORD "correct-horse-battery"

/* Who asks, and how. Fields that are NULL are absent. */
struct visitor {
	const char *cookie, *address, *origin, *referer, *fetch_site, *user_agent, *remote_user, *forwarded, *host;
};

struct reply {
	int status;
	const char *head, *body, *location, *cookie;
};

static char dir[64];
static struct server server;
static struct arena arena;
static struct err err;
static int64_t now;
static struct str logged;
static const struct visitor guest = {.address = "192.0.2.1", .origin = "http://localhost:8080"};

/* One request on its way. */
struct wire {
	const char *names[20], *values[20];
	size_t n;
	const char *body;
	size_t left;
	struct str out;
};

static inline const char *wire_variable(void *self, const char *name)
{
	const struct wire *wire = self;
	for (size_t i = 0; i < wire->n; i++) {
		if (!strcmp(wire->names[i], name))
			return wire->values[i];
	}
	return NULL;
}

static inline size_t wire_read(void *self, void *bytes, size_t n)
{
	struct wire *wire = self;
	/* In odd pieces, as a network would. */
	size_t step = wire->left < 997 ? wire->left : 997;
	step = step < n ? step : n;
	memcpy(bytes, wire->body, step);
	wire->body += step;
	wire->left -= step;
	return step;
}

static inline bool wire_write(void *self, const void *bytes, size_t n)
{
	struct wire *wire = self;
	str_add(&wire->out, bytes, n);
	return true;
}

static inline void wire_log(void *self, const char *line)
{
	(void)self;
	str_addz(&logged, line);
	str_addc(&logged, '\n');
}

static inline void wire_set(struct wire *wire, const char *name, const char *value)
{
	if (!value)
		return;
	wire->names[wire->n] = name;
	wire->values[wire->n++] = value;
}

static inline const char *header_of(const char *head, const char *name)
{
	const char *at = strstr(head, arena_printf(&arena, "\r\n%s: ", name));
	if (!at)
		return NULL;
	at += strlen(name) + 4;
	return arena_dupn(&arena, at, strcspn(at, "\r\n"));
}

static inline struct reply finish(struct wire *wire)
{
	struct req_io io = {wire_variable, wire_read, wire_write, wire_log, wire};
	str_init(&wire->out, 64 << 20);
	serve_one(&server, &io, now);
	const char *end = strstr(wire->out.at, "\r\n\r\n");
	assert_non_null(end);
	struct reply reply = {.head = arena_dupn(&arena, wire->out.at, (size_t)(end - wire->out.at) + 2)};
	reply.body = arena_dupn(&arena, end + 4, wire->out.len - (size_t)(end + 4 - wire->out.at));
	assert_int_equal(sscanf(reply.head, "Status: %d", &reply.status), 1);
	reply.location = header_of(reply.head, "Location");
	reply.cookie = header_of(reply.head, "Set-Cookie");
	str_release(&wire->out);
	return reply;
}

static inline void wire_visitor(struct wire *wire, const struct visitor *visitor)
{
	wire_set(wire, "HTTP_HOST", visitor->host ? visitor->host : "localhost:8080");
	wire_set(wire, "REMOTE_ADDR", visitor->address);
	wire_set(wire, "HTTP_COOKIE", visitor->cookie);
	wire_set(wire, "HTTP_ORIGIN", visitor->origin);
	wire_set(wire, "HTTP_REFERER", visitor->referer);
	wire_set(wire, "HTTP_SEC_FETCH_SITE", visitor->fetch_site);
	wire_set(wire, "HTTP_USER_AGENT", visitor->user_agent);
	wire_set(wire, "REMOTE_USER", visitor->remote_user);
	wire_set(wire, "HTTP_X_FORWARDED_FOR", visitor->forwarded);
}

/* url: "/-/queue?x=y" */
static inline void wire_url(struct wire *wire, const char *method, const char *url)
{
	size_t path = strcspn(url, "?");
	wire_set(wire, "REQUEST_METHOD", method);
	wire_set(wire, "SCRIPT_NAME", arena_dupn(&arena, url, path));
	wire_set(wire, "QUERY_STRING", url[path] ? url + path + 1 : "");
	wire_set(wire, "REQUEST_URI", url);
}

static inline struct reply ask(const char *method, const struct visitor *visitor, const char *url)
{
	struct wire wire = {0};
	wire_url(&wire, method, url);
	wire_visitor(&wire, visitor);
	return finish(&wire);
}

static inline struct reply get(const struct visitor *visitor, const char *url)
{
	return ask("GET", visitor, url);
}

static inline struct reply post_raw(const struct visitor *visitor, const char *url, const char *type, const char *body, size_t n)
{
	struct wire wire = {.body = body, .left = n};
	wire_url(&wire, "POST", url);
	wire_visitor(&wire, visitor);
	wire_set(&wire, "CONTENT_TYPE", type);
	return finish(&wire);
}

/* Fields as name, value, name, value … NULL. */
static inline struct reply post(const struct visitor *visitor, const char *url, const char *const *fields)
{
	struct str body;
	str_init(&body, 32 << 20);
	for (; *fields; fields += 2) {
		str_addf(&body, "%s%s=", body.len ? "&" : "", fields[0]);
		escape_url_arg(&body, fields[1], strlen(fields[1]));
	}
	struct reply reply = post_raw(visitor, url, "application/x-www-form-urlencoded", body.at, body.len);
	str_release(&body);
	return reply;
}
#define FIELDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static inline bool has(struct reply reply, const char *text)
{
	return strstr(reply.body, text) != NULL;
}

/* The value of the first input of that name in the page's own part: the frame has a form too, to sign out. */
static inline const char *hidden(struct reply reply, const char *name)
{
	const char *main_part = strstr(reply.body, "<main"), *at = main_part ? main_part : reply.body;
	at = strstr(at, arena_printf(&arena, "name=\"%s\" value=\"", name));
	if (!at)
		return "";
	at = strstr(at, "value=\"") + 7;
	return arena_dupn(&arena, at, strcspn(at, "\""));
}

static inline void put_file(const char *name, const char *text)
{
	FILE *file = fopen(arena_printf(&arena, "%s/%s", dir, name), "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static inline void put_content(const struct store_edit *edits, size_t n)
{
	struct queue *queue;
	struct store_id commit;
	struct queue_submission change = {.author = "gardener", .summary = "a test's content", .edits = edits, .nedits = n, .now = now};
	assert_int_equal(server_queue(&server, &queue, &err), 0);
	if (queue_publish(queue, &change, &commit, &err))
		fail_msg("%s", err.msg);
}

#define EDIT(p, text) {p, text, sizeof(text) - 1}

static inline void put_community(void)
{
	static const struct store_edit edits[] = {
		EDIT("index.md", "---\ntitle: A place\n---\nWelcome.\n"),
		EDIT("rules.md", "---\ntitle: Rules\nversion: 1\n---\n## 1. Be kind\n\nYes.\n\n## 2. No advertising\n\nNo.\n"),
		EDIT("pages/about.md", "---\ntitle: About\n---\nAbout us.\n"),
		EDIT("forums/help/index.md", "---\ntitle: Help\nkind: questions\n---\nAsk.\n"),
		EDIT("forums/news/index.md", "---\ntitle: News\nkind: announcements\npost: staff\n---\nRead.\n"),
		EDIT(TOPIC "/index.md", "---\ntitle: First steps\nauthor: anna\ndate: 2026-11-01T10:00:00Z\n---\nHow do I *begin*?\n"),
		EDIT(TOPIC "/20261101-110000-aaaaaa.md", "---\nauthor: gardener\ndate: 2026-11-01T11:00:00Z\n---\nWith **one** step.\n"),
		EDIT("forums/help/2026/11/shut/index.md",
		     "---\ntitle: Shut\nauthor: anna\ndate: 2026-11-01T10:00:00Z\nlocked: true\n---\nNo more.\n"),
		EDIT("members/ga/gardener.md", "---\nname: Gardener\nrole: moderator\n---\nI weed.\n"),
		EDIT("members/an/anna.md", "---\nname: Anna\n---\nHello.\n"),
		EDIT("members/be/bert.md", "---\nname: Bert\n---\nHello.\n"),
	};
	put_content(edits, ARRAY_LEN(edits));
}

static inline void put_account(const char *handle)
{
	char hash[CRYPTO_PASSWORD_TEXT];
	struct state *state;
	assert_int_equal(crypto_password_hash(PASSWORD, hash, &err), 0);
	assert_int_equal(server_state(&server, &state, &err), 0);
	assert_int_equal(state_account_put(state, handle, hash, now, &err), 0);
}

/* A session without the password's cost. */
static inline struct visitor member(const char *handle)
{
	char hash[CRYPTO_MAC_TEXT];
	struct state *state;
	const char *token = arena_printf(&arena, "token-of-%s", handle);
	crypto_digest(token, strlen(token), hash);
	assert_int_equal(server_state(&server, &state, &err), 0);
	assert_int_equal(state_session_drop(state, hash, &err), 0);
	assert_int_equal(state_session_put(state, hash, handle, now, now + 86400, &err), 0);
	return (struct visitor){.cookie = arena_printf(&arena, "other=1; stoa=%s", token), .address = "192.0.2.2",
				.origin = "http://localhost:8080"};
}

static inline int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st, (void)kind, (void)ftw;
	return remove(path);
}

/* settings: lines of site.conf, or NULL. */
static inline int site_start(const char *settings)
{
	char *themes = realpath("themes", NULL), *conf;
	unsigned char secret[CRYPTO_KEY];
	memcpy(dir, "/tmp/stoa-cgi-XXXXXX", 21);
	assert_non_null(mkdtemp(dir));
	assert_int_equal(crypto_init(&err), 0);
	arena_init(&arena);
	str_init(&logged, 1 << 20);
	now = NOON;
	conf = arena_printf(&arena, "[theme]\npath = %s\n[cgi]\nwait-ms = 0\n%s", themes, settings ? settings : "");
	free(themes);
	put_file("site.conf", conf);
	static const char *const folders[] = {"state", "cache", "public"};
	for (size_t i = 0; i < ARRAY_LEN(folders); i++)
		assert_int_equal(mkdir(arena_printf(&arena, "%s/%s", dir, folders[i]), 0700), 0);
	crypto_random(secret, sizeof(secret));
	const char *path = arena_printf(&arena, "%s/state/secret", dir);
	FILE *file = fopen(path, "w");
	fwrite(secret, 1, sizeof(secret), file);
	fclose(file);
	chmod(path, 0600);
	const char *content = arena_printf(&arena, "%s/content.git", dir);
	assert_int_equal(store_create(content, NULL, &err), 0);
	assert_int_equal(store_create(arena_printf(&arena, "%s/queue.git", dir), content, &err), 0);
	if (server_open(&server, dir, now, &err))
		fail_msg("%s", err.msg);
	put_community();
	return 0;
}

static inline int setup(void **state)
{
	(void)state;
	return site_start(NULL);
}

static inline int teardown(void **state)
{
	(void)state;
	server_close(&server);
	nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	str_release(&logged);
	arena_release(&arena);
	err_clear(&err);
	return 0;
}

/* What main holds at a path, "" where nothing. */
static inline const char *published(const char *path)
{
	struct store *store = queue_content(server.queue);
	struct store_id main, blob;
	struct store_commit_info info;
	struct str text;
	struct err none = {0};
	const char *copy = "";
	str_init(&text, 1 << 20);
	assert_int_equal(store_resolve(store, "refs/heads/main", &main, &err), 0);
	assert_int_equal(store_commit_info(store, &main, &arena, &info, &err), 0);
	if (!store_find(store, &info.tree, path, &blob, &none) && !store_read(store, &blob, &text, &none))
		copy = arena_dupn(&arena, text.at, text.len);
	str_release(&text);
	return copy;
}

static inline int count_one(void *self, const char *ref, const struct store_id *to, struct err *e)
{
	(void)ref, (void)to, (void)e;
	++*(int *)self;
	return 0;
}

/* Branches of queue.git. */
static inline int waiting(void)
{
	int n = 0;
	struct queue *queue;
	assert_int_equal(server_queue(&server, &queue, &err), 0);
	assert_int_equal(store_refs(queue_store(queue), "refs/heads/", count_one, &n, &err), 0);
	return n;
}

/* Preview and submit of a reply; the answer to the submit. */
/* Preview with those fields, then the same with its token. */
static inline struct reply send_form(const struct visitor *visitor, const char *const *fields)
{
	const char *more[64];
	size_t n = 0;
	struct reply preview = post(visitor, "/-/preview", fields);
	if (preview.status != 200)
		return preview;
	while (fields[n])
		more[n] = fields[n], n++;
	more[n++] = "token";
	more[n++] = hidden(preview, "token");
	more[n] = NULL;
	return post(visitor, "/-/submit", more);
}
#define SEND(visitor, ...) send_form(visitor, FIELDS(__VA_ARGS__))

static inline struct reply send_reply(const struct visitor *visitor, const char *body)
{
	struct reply preview = post(visitor, "/-/preview", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", body));
	return post(visitor, "/-/submit",
	            FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", body, "token", hidden(preview, "token")));
}

/* The id in a receipt's address. */
static inline const char *id_of(const char *location)
{
	const char *at = location ? strstr(location, "/submission/") : NULL;
	assert_non_null(at);
	return arena_dupn(&arena, at + 12, 22);
}

#endif
