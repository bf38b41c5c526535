/*
 * Every row of routes[] against what a stranger may try, so that a new route cannot be forgotten: what is
 * let through is a line of a list here, with its reason.
 */
#include "cgi/door/route.h"
#include "core/base/vec.h"
#include "core/page/page.h"
#include "core/state/state_mail.h"
#include "cgi_site.h"

#include <glob.h>
#include <sqlite3.h>

enum { NAMES_AT_ONCE = 80 };

struct tables VEC_OF(const char *);

static struct VEC_OF(const char *) names;
static const char *held; /* id of a reply of anna's that waits */
static const char secret_words[] = "Wombats dig at midnight";

/* A POST without a token, and what proves in its place that it is the visitor's own wish, beside its origin. */
static const char *const no_token[] = {
	"preview",      /* changes nothing */
	"submit",       /* the token of the preview, which binds the text */
	"upload",       /* a file of the visitor's own, until a post takes it along */
	"vote",         /* stands in static pages, which know no visitor */
	"sign-in",      /* the password */
	"sign-in/code", /* the code */
	"sign-in/link", /* the link's token */
	"join",         /* the letter */
	"join/confirm", /* the link's token */
};

/* Keys in the address in place of origin and token. */
static const char *const by_key[] = {"unsubscribe"};

/* What a GET may change: what is remembered of the queue to be quick, and who looks at what. */
static const char *const remembered[] = {
	"session", /* the day it was last used */
	"glance",  /* what stands in queue.git, read once */
	"facts",   /* a moderator's claim, so that two do not do the same */
	"rota",    /* since when a new moderator is told what waits */
};

static bool is_in(const char *const *list, size_t n, const char *what)
{
	for (size_t i = 0; i < n; i++) {
		if (!strcmp(list[i], what))
			return true;
	}
	return false;
}

static bool is_name(const char *word, size_t n)
{
	return n > 0 && n < 30 && strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789-_") >= n;
}

/* All that cgi/ could be asking for: every short word that stands in quotes there, and the keys of front matter. */
static void find_names(void)
{
	glob_t files;
	struct str source;
	str_init(&source, 1 << 22);
	assert_int_equal(glob("cgi/*/*.c", 0, NULL, &files), 0);
	for (size_t i = 0; i < files.gl_pathc; i++)
		assert_int_equal(str_read_file(&source, files.gl_pathv[i], &err), 0);
	globfree(&files);
	for (const char *at = source.at; (at = strchr(at, '"')); at++) {
		size_t n = strcspn(at + 1, "\"");
		const char *word = arena_dupn(&arena, at + 1, n);
		if (is_name(word, n) && !is_in(names.at, names.len, word) && strcmp(word, "token"))
			*VEC_PUSH(&names) = word;
	}
	for (size_t i = 0; i < page_field_count(); i++) {
		if (!is_in(names.at, names.len, page_field(i).key))
			*VEC_PUSH(&names) = page_field(i).key;
	}
	str_release(&source);
	assert_true(names.len > 100);
	assert_true(is_in(names.at, names.len, "next"));
	assert_true(is_in(names.at, names.len, "reason"));
	assert_true(is_in(names.at, names.len, "role"));
}

static int start(void **s)
{
	(void)s;
	site_start("[mail]\nfrom = stoa@example.org\n[join]\nseconds = 0\n[post]\nper-hour = 10000\n");
	struct visitor anna = member("anna");
	held = id_of(send_reply(&anna, secret_words).location);
	find_names();
	return 0;
}

static int stop(void **s)
{
	VEC_RELEASE(&names);
	return teardown(s);
}

static const char *url_of(const struct route *row)
{
	size_t n = strcspn(row->path, ":");
	return arena_printf(&arena, "/-/%.*s%s", (int)n, row->path, row->path[n] ? held : "");
}

/* What each row wants to be asked for, at once. */
static const char *query_of(const struct route *row)
{
	return arena_printf(&arena, "%s?path=" TOPIC "/index.md&forum=help&what=forum:help&post=20261101-110000-aaaaaa&submission=%s&file=a.png", url_of(row), held);
}

static const char *token_of(const struct visitor *visitor)
{
	return hidden(get(visitor, "/-/report?path=" TOPIC "/index.md"), "token");
}

static bool said(const char *words)
{
	return strstr(logged.at, words) != NULL;
}

static void other_sites_send_nothing(void **s)
{
	(void)s;
	size_t n;
	const struct route *rows = route_rows(&n);
	struct visitor mod = member("gardener");
	static const struct visitor from[] = {
		{.origin = "https://evil.example"}, {.origin = "null"}, {.origin = NULL}, {.referer = "https://evil.example/"},
		{.fetch_site = "cross-site"}, {.fetch_site = "same-site"}, {.fetch_site = "none"}, {.fetch_site = "same-origin", .origin = "https://evil.example"},
	};
	const char *token = token_of(&mod);
	for (size_t i = 0; i < n; i++) {
		if (rows[i].method != REQ_POST || is_in(by_key, ARRAY_LEN(by_key), rows[i].path))
			continue;
		for (size_t k = 0; k < ARRAY_LEN(from); k++) {
			struct visitor evil = from[k];
			evil.address = mod.address;
			evil.cookie = mod.cookie;
			str_reset(&logged);
			struct reply r = post(&evil, url_of(&rows[i]), FIELDS("token", token));
			if (r.status != 403 || !said("a form from another site"))
				fail_msg("POST %s, case %zu: %d", rows[i].path, k, r.status);
		}
		str_reset(&logged);
		post(&mod, url_of(&rows[i]), FIELDS("token", token));
		if (said("a form from another site"))
			fail_msg("POST %s: the site's own forms are refused", rows[i].path);
		mod = member("gardener");
	}
	assert_int_equal(waiting(), 1);
}

static void tokens_are_the_visitors_own(void **s)
{
	(void)s;
	size_t n;
	const struct route *rows = route_rows(&n);
	struct visitor mod = member("gardener"), bert = member("bert");
	for (size_t i = 0; i < n; i++) {
		if (rows[i].method != REQ_POST)
			continue;
		if (rows[i].proof != ROUTE_TOKEN) {
			if (!is_in(no_token, ARRAY_LEN(no_token), rows[i].path) && !is_in(by_key, ARRAY_LEN(by_key), rows[i].path))
				fail_msg("POST %s asks for no token, and no list here says why", rows[i].path);
			continue;
		}
		char *altered = arena_dup(&arena, token_of(&mod));
		altered[strlen(altered) - 2] ^= 1;
		const char *const bad[] = {"", altered, token_of(&bert), token_of(&guest), "20261122-120000.", "x"};
		for (size_t k = 0; k <= ARRAY_LEN(bad); k++) {
			str_reset(&logged);
			struct reply r = k < ARRAY_LEN(bad) ? post(&mod, url_of(&rows[i]), FIELDS("token", bad[k])) : post(&mod, url_of(&rows[i]), FIELDS("x", "y"));
			if (r.status != 403 || !said("a form's token that is not this visitor's"))
				fail_msg("POST %s, case %zu: %d", rows[i].path, k, r.status);
		}
		str_reset(&logged);
		post(&mod, url_of(&rows[i]), FIELDS("token", token_of(&mod)));
		if (said("a form's token"))
			fail_msg("POST %s: its own token is refused", rows[i].path);
		mod = member("gardener");
	}
}

static void nobody_is_let_in_by_mistake(void **s)
{
	(void)s;
	size_t n;
	const struct route *rows = route_rows(&n);
	struct visitor bert = member("bert");
	for (size_t i = 0; i < n; i++) {
		bool post_row = rows[i].method == REQ_POST;
		if (rows[i].who == ROUTE_ANYONE)
			continue;
		struct reply r = post_row ? post(&guest, url_of(&rows[i]), FIELDS("token", token_of(&guest))) : get(&guest, query_of(&rows[i]));
		if (r.status != (post_row ? 403 : 303) || (!post_row && strncmp(r.location, "/-/sign-in?next=", 16)))
			fail_msg("%s for a guest: %d", rows[i].path, r.status);
		if (rows[i].who != ROUTE_MODERATOR)
			continue;
		r = post_row ? post(&bert, url_of(&rows[i]), FIELDS("token", token_of(&bert))) : get(&bert, query_of(&rows[i]));
		if (r.status != 403 || has(r, secret_words))
			fail_msg("%s for a member: %d", rows[i].path, r.status);
	}
	static const char *const moderators[] = {"queue", "queue/:id", "reports"};
	for (size_t i = 0; i < n; i++) {
		if (is_in(moderators, ARRAY_LEN(moderators), rows[i].path))
			assert_int_equal(rows[i].who, ROUTE_MODERATOR);
	}
}

/* What waits is for its author, for moderators, and for who has the key of its receipt. */
static void others_read_nothing_that_waits(void **s)
{
	(void)s;
	size_t n;
	const struct route *rows = route_rows(&n);
	struct visitor bert = member("bert"), anna = member("anna"), mod = member("gardener");
	const struct visitor *const strangers[] = {&guest, &bert};
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < ARRAY_LEN(strangers) && rows[i].method == REQ_GET; k++) {
			if (has(get(strangers[k], query_of(&rows[i])), secret_words) || has(get(strangers[k], arena_printf(&arena, "%s&k=x", query_of(&rows[i]))), secret_words))
				fail_msg("GET %s shows what waits", rows[i].path);
		}
	}
	const char *receipt = arena_printf(&arena, "/-/submission/%s", held);
	assert_true(has(get(&anna, receipt), secret_words));
	assert_true(has(get(&mod, receipt), secret_words));
}

/* ---- GET changes nothing ---- */

static const char *one_table(sqlite3 *db, const char *table)
{
	struct str rows;
	sqlite3_stmt *stmt;
	str_init(&rows, 1 << 22);
	assert_int_equal(sqlite3_prepare_v2(db, arena_printf(&arena, "SELECT * FROM \"%s\"", table), -1, &stmt, NULL), SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		for (int c = 0; c < sqlite3_column_count(stmt); c++)
			str_addf(&rows, "%s|", sqlite3_column_text(stmt, c) ? (const char *)sqlite3_column_text(stmt, c) : "");
		str_addc(&rows, '\n');
	}
	sqlite3_finalize(stmt);
	const char *copy = arena_dupn(&arena, rows.at, rows.len);
	str_release(&rows);
	return copy;
}

/* Each table's name and its rows in turn. */
static void read_tables(struct tables *found)
{
	sqlite3 *db;
	sqlite3_stmt *stmt;
	assert_int_equal(sqlite3_open(arena_printf(&arena, "%s/state/state.db", dir), &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name", -1, &stmt, NULL), SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		const char *name = arena_dup(&arena, (const char *)sqlite3_column_text(stmt, 0));
		*VEC_PUSH(found) = name;
		*VEC_PUSH(found) = one_table(db, name);
	}
	sqlite3_finalize(stmt);
	sqlite3_close(db);
}

static int add_ref(void *self, const char *ref, const struct store_id *to, struct err *e)
{
	char hex[STORE_HEX];
	(void)e;
	store_hex(to, hex);
	str_addf(self, "%s %s\n", ref, hex);
	return 0;
}

static const char *refs(void)
{
	struct str all;
	struct queue *queue;
	str_init(&all, 1 << 20);
	assert_int_equal(server_queue(&server, &queue, &err), 0);
	assert_int_equal(store_refs(queue_store(queue), "refs/", add_ref, &all, &err), 0);
	assert_int_equal(store_refs(queue_content(queue), "refs/", add_ref, &all, &err), 0);
	const char *copy = arena_dupn(&arena, all.at, all.len);
	str_release(&all);
	return copy;
}

static void same_tables(const struct tables *was, const char *path)
{
	struct tables is = {0};
	read_tables(&is);
	assert_int_equal(was->len, is.len);
	for (size_t i = 0; i < is.len; i += 2) {
		if (strcmp(was->at[i + 1], is.at[i + 1]) && !is_in(remembered, ARRAY_LEN(remembered), is.at[i]))
			fail_msg("GET %s changed the table %s:\n%sis now\n%s", path, is.at[i], was->at[i + 1], is.at[i + 1]);
	}
	VEC_RELEASE(&is);
}

static void looking_changes_nothing(void **s)
{
	(void)s;
	size_t n;
	const struct route *rows = route_rows(&n);
	struct visitor anna = member("anna"), mod = member("gardener");
	const struct visitor *const who[] = {&guest, &anna, &mod};
	struct tables before = {0};
	read_tables(&before);
	const char *pointed = refs();
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < ARRAY_LEN(who) && rows[i].method == REQ_GET; k++) {
			get(who[k], query_of(&rows[i]));
			get(who[k], url_of(&rows[i]));
			get(who[k], arena_printf(&arena, "%s?token=%s&action=approve&on=yes&end=all&t=x&i=x&done=x", url_of(&rows[i]), token_of(who[k])));
			ask("HEAD", who[k], query_of(&rows[i]));
		}
		same_tables(&before, rows[i].path);
		if (strcmp(pointed, refs()))
			fail_msg("GET %s moved a ref", rows[i].path);
	}
	VEC_RELEASE(&before);
}

/* ---- every field of every row, with the worst in it ---- */

static const char *fields_of(size_t from, const char *value, const char *token)
{
	struct str body;
	str_init(&body, 1 << 20);
	str_addf(&body, "token=%s", token);
	for (size_t i = from; i < names.len && i < from + NAMES_AT_ONCE; i++) {
		str_addf(&body, "&%s=", names.at[i]);
		escape_url_arg(&body, value, strlen(value));
	}
	const char *copy = arena_dupn(&arena, body.at, body.len);
	str_release(&body);
	return copy;
}

typedef void judge_reply(const struct route *row, const struct reply *r);

static void try_all(const char *value, judge_reply *judge)
{
	size_t n;
	const struct route *rows = route_rows(&n);
	for (size_t i = 0; i < n; i++) {
		for (size_t from = 0; from < names.len; from += NAMES_AT_ONCE) {
			struct visitor mod = member("gardener");
			const struct visitor *const who[] = {&guest, &mod};
			for (size_t k = 0; k < ARRAY_LEN(who); k++) {
				const char *fields = fields_of(from, value, token_of(who[k]));
				const char *query = arena_printf(&arena, "%s?%s", url_of(&rows[i]), fields);
				struct reply r = rows[i].method == REQ_GET ? get(who[k], query)
									   : post_raw(who[k], url_of(&rows[i]), "application/x-www-form-urlencoded", fields, strlen(fields));
				judge(&rows[i], &r);
			}
		}
	}
}

static void one_head(const struct route *row, const struct reply *r)
{
	for (const char *line = r->head; *line; line += strcspn(line, "\n") + 1) {
		size_t n = strcspn(line, "\r\n");
		if (!n || memchr(line, ':', n) == NULL || !strncmp(line, "X-Evil", 6) || line[n] != '\r' || line[n + 1] != '\n')
			fail_msg("%s: a header that is none: %s", row->path, r->head);
	}
}

static void headers_are_not_split(void **s)
{
	(void)s;
	try_all("/x\r\nX-Evil: 1\r\n\r\n<b>", one_head);
	try_all("/\xE5\x98\x8A\xE5\x98\x8DX-Evil: 1\n", one_head);
	assert_null(strstr(logged.at, "\nX-Evil"));
}

static void own_place(const struct route *row, const struct reply *r)
{
	if (r->location && (r->location[0] != '/' || r->location[1] == '/' || r->location[1] == '\\'))
		fail_msg("%s leads away: %s", row->path, r->location);
	if (strstr(r->body, "href=\"https://evil.example") || strstr(r->body, "action=\"https://evil.example") || strstr(r->body, "href=\"//evil.example"))
		fail_msg("%s has a link that leads away", row->path);
}

static void redirects_lead_to_the_site(void **s)
{
	(void)s;
	static const char *const away[] = {"https://evil.example/", "//evil.example/", "/\\evil.example/"};
	for (size_t i = 0; i < ARRAY_LEN(away); i++)
		try_all(away[i], own_place);
}

/* ---- mass assignment ---- */

static void front_matter_is_not_a_form(void **s)
{
	(void)s;
	struct visitor bert = member("bert"), mod = member("gardener");
	struct str body;
	str_init(&body, 1 << 16);
	str_addz(&body, "kind=reply&path=" TOPIC "/index.md&body=Promote+me");
	for (size_t i = 0; i < page_field_count(); i++) {
		const char *key = page_field(i).key;
		if (strcmp(key, "body") && strcmp(key, "kind") && strcmp(key, "path"))
			str_addf(&body, "&%s=%s", key, strcmp(key, "role") ? "true" : "admin");
	}
	struct reply r = post_raw(&bert, "/-/preview", "application/x-www-form-urlencoded", body.at, body.len);
	assert_int_equal(r.status, 200);
	str_addf(&body, "&token=%s", hidden(r, "token"));
	r = post_raw(&bert, "/-/submit", "application/x-www-form-urlencoded", body.at, body.len);
	str_release(&body);
	assert_int_equal(r.status, 303);
	const char *id = id_of(r.location), *url = arena_printf(&arena, "/-/queue/%s", id);
	assert_int_equal(post(&mod, url, FIELDS("action", "approve", "token", token_of(&mod))).status, 303);
	assert_string_equal(published(arena_printf(&arena, TOPIC "/%s.md", id)), "---\nauthor: bert\ndate: 2026-11-22T12:00:00Z\n---\nPromote me\n");
	assert_string_equal(published("members/be/bert.md"), "---\nname: Bert\n---\nHello.\n");
}

/* ---- the Host header ---- */

static struct reply post_to_host(const char *host, const char *url, const char *body)
{
	struct wire wire = {.body = body, .left = strlen(body)};
	wire_url(&wire, "POST", url);
	wire_set(&wire, "HTTP_HOST", host);
	wire_set(&wire, "HTTP_X_FORWARDED_HOST", host);
	wire_set(&wire, "SERVER_NAME", host);
	wire_set(&wire, "HTTP_ORIGIN", arena_printf(&arena, "http://%s", host));
	wire_set(&wire, "REMOTE_ADDR", "192.0.2.1");
	wire_set(&wire, "CONTENT_TYPE", "application/x-www-form-urlencoded");
	return finish(&wire);
}

/* Links in letters are the site's, whatever name a request was sent to. */
static void letters_name_the_site(void **s)
{
	(void)s;
	struct state *state;
	put_account("anna");
	assert_int_equal(server_state(&server, &state, &err), 0);
	assert_int_equal(state_address_put(state, "anna", "anna@example.org", &err), 0);
	struct reply r = post_to_host("evil.example", "/-/sign-in", "handle=anna");
	assert_int_equal(r.status, 303);
	assert_null(strstr(r.location, "evil"));
	r = post_to_host("evil.example", "/-/join", arena_printf(&arena, "handle=newt&address=newt%%40example.org&version=1&accept=yes&token=%s", hidden(get(&guest, "/-/join"), "token")));
	assert_int_equal(r.status, 303);
	struct tables all = {0};
	read_tables(&all);
	bool sent = false;
	for (size_t i = 0; i < all.len; i += 2) {
		assert_null(strstr(all.at[i + 1], "evil.example"));
		sent |= !strcmp(all.at[i], "letter") && strstr(all.at[i + 1], "http://localhost:8080/-/join/confirm");
	}
	assert_true(sent);
	VEC_RELEASE(&all);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, start, stop)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(other_sites_send_nothing),
		TEST(tokens_are_the_visitors_own),
		TEST(nobody_is_let_in_by_mistake),
		TEST(others_read_nothing_that_waits),
		TEST(looking_changes_nothing),
		TEST(headers_are_not_split),
		TEST(redirects_lead_to_the_site),
		TEST(front_matter_is_not_a_form),
		TEST(letters_name_the_site),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
