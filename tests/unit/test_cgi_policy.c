/* Rules of the operator, from the form to the receipt and the moderator's page. */
#include "cgi/server/noted.h"
#include "core/catalogue/catalogue.h"
#include "core/state/state_facts.h"
#include "cgi_site.h"

#define RULES                                                                                                          \
	"[moderation]\nhold = guests\nsender-max = 3\n[policy]\n"                                                      \
	"rule = refuse if words : Nobody trades here.\n"                                                               \
	"rule = hold if posts < 2 or links > 1 : Your first posts are read by a person.\n"                             \
	"words = casino\n"

static int with_rules(void **state)
{
	(void)state;
	return site_start(RULES);
}

static struct store_id main_now(void)
{
	struct store_id main;
	assert_int_equal(store_resolve(queue_content(server.queue), "refs/heads/main", &main, &err), 0);
	return main;
}

/* What a builder would have counted: n replies of a handle, as of a commit. */
static void built(const char *handle, int n, const struct store_id *commit)
{
	struct catalogue *cat;
	struct catalogue_page topic = {.stem = TOPIC, .kind = PAGE_TOPIC, .live = PAGE_TOPIC, .author = "anna", .date = now};
	char hex[STORE_HEX];
	store_hex(commit, hex);
	assert_int_equal(catalogue_open(&cat, server.site.catalogue, CATALOGUE_FRESH, &err), 0);
	assert_int_equal(catalogue_page_put(cat, &topic, &err), 0);
	for (int i = 0; i < n; i++) {
		struct catalogue_post post = {.page = topic.id, .name = arena_printf(&arena, "2026112%d-120000-aaaaaa", i),
		                              .live = 1, .author = handle, .date = now - 86400};
		assert_int_equal(catalogue_post_put(cat, &post, &err), 0);
	}
	assert_int_equal(catalogue_set(cat, "commit", hex, &err), 0);
	assert_int_equal(catalogue_index(cat, &err), 0);
	catalogue_close(cat);
}

static const char *rule_of(const char *location)
{
	struct state *db;
	struct state_facts facts;
	assert_int_equal(server_state(&server, &db, &err), 0);
	assert_int_equal(state_facts_find(db, id_of(location), &arena, &facts, &err), 0);
	return facts.rule;
}

static void a_newcomer_waits_and_reads_why(void **s)
{
	(void)s;
	struct visitor bert = member("bert");
	struct reply preview = post(&bert, "/-/preview", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", "Hi"));
	assert_true(has(preview, "Your first posts are read by a person."));
	struct reply sent = send_reply(&bert, "Hi");
	assert_int_equal(sent.status, 303);
	assert_int_equal(waiting(), 1);
	assert_string_equal(rule_of(sent.location), "hold if posts < 2 or links > 1");
	assert_true(has(get(&bert, sent.location), "Your first posts are read by a person."));
	struct visitor mod = member("gardener");
	struct reply page = get(&mod, arena_printf(&arena, "/-/queue/%s", id_of(sent.location)));
	assert_true(has(page, "<code>hold if posts &lt; 2 or links &gt; 1</code>"));
	assert_true(has(page, "cannot be counted"));
	assert_true(has(page, "1 waiting"));
}

static void the_trusted_publish_at_once(void **s)
{
	(void)s;
	struct visitor bert = member("bert");
	struct store_id main = main_now();
	built("bert", 2, &main);
	struct reply sent = send_reply(&bert, "Here I am again.");
	assert_int_equal(sent.status, 303);
	assert_int_equal(waiting(), 0);
	assert_non_null(strstr(sent.location, "/forums/help/"));
	/* The catalogue is of the commit before that, which is an ancestor of main. */
	assert_false(has(post(&bert, "/-/preview", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", "Once more")), "read by a person"));
	assert_true(has(post(&bert, "/-/preview", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", "http://a http://b")), "read by a person"));
	send_reply(&bert, "http://a http://b");
	assert_int_equal(waiting(), 1);
	struct visitor other = member("anna");
	send_reply(&other, "I have no posts in that catalogue.");
	assert_int_equal(waiting(), 2);
}

static void what_cannot_be_counted_is_nothing(void **s)
{
	(void)s;
	struct visitor bert = member("bert");
	struct store_id main = main_now(), nowhere = {{7}};
	built("bert", 2, &nowhere);
	send_reply(&bert, "A catalogue of another repository");
	assert_int_equal(waiting(), 1);
	built("bert", 2, &main);
	struct catalogue *cat;
	/* A builder that makes it anew has it to itself. */
	assert_int_equal(catalogue_open(&cat, server.site.catalogue, CATALOGUE_FRESH, &err), 0);
	struct timespec before, after;
	clock_gettime(CLOCK_MONOTONIC, &before);
	send_reply(&bert, "While it is built");
	clock_gettime(CLOCK_MONOTONIC, &after);
	assert_true(after.tv_sec - before.tv_sec < 5); /* a reader that waits would wait twice ten seconds */
	assert_int_equal(waiting(), 2);
	catalogue_close(cat);
	FILE *file = fopen(server.site.catalogue, "w");
	fputs("not a database at all, and long enough to be looked at as one ----------------------------------------", file);
	fclose(file);
	send_reply(&bert, "While it is broken");
	assert_int_equal(waiting(), 3);
}

static void a_refusal_keeps_the_text(void **s)
{
	(void)s;
	struct visitor bert = member("bert"), mod = member("gardener");
	static const char text[] = "Come to my CASINO today";
	struct reply r = post(&bert, "/-/preview", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", text));
	assert_int_equal(r.status, 422);
	assert_true(has(r, "Nobody trades here."));
	assert_true(has(r, text));
	r = post(&bert, "/-/preview", FIELDS("kind", "topic", "forum", "help", "title", "Casino?", "body", "Which?"));
	assert_int_equal(r.status, 422);
	assert_int_equal(post(&mod, "/-/preview", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", text)).status, 422);
	r = post(&bert, "/-/preview", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", "Two casinos"));
	assert_int_equal(r.status, 200);
	/* A rule that came between preview and sending holds as well. */
	const char *token = hidden(r, "token");
	const char *list[] = {"casinos"};
	struct held was = server.held;
	assert_int_equal(held_load(&server.held, &(struct option_texts){list, 1, 1}, NULL, &arena, &err), 0);
	r = post(&bert, "/-/submit", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", "Two casinos", "token", token));
	held_release(&server.held);
	server.held = was;
	assert_int_equal(r.status, 422);
	assert_true(has(r, "Two casinos"));
	assert_int_equal(waiting(), 0);
}

static void one_sender_cannot_fill_the_queue(void **s)
{
	(void)s;
	struct visitor bert = member("bert"), anna = member("anna");
	struct visitor elsewhere = {.address = "198.51.100.7", .origin = "http://localhost:8080"};
	const char *last = NULL;
	for (int i = 0; i < 3; i++)
		last = send_reply(&bert, arena_printf(&arena, "Number %d", i)).location;
	struct reply r = send_reply(&bert, "One too many");
	assert_int_equal(r.status, 429);
	assert_true(has(r, "One too many"));
	assert_true(has(r, "3 posts of yours wait"));
	assert_int_equal(send_reply(&anna, "Somebody else").status, 303);
	for (int i = 0; i < 3; i++)
		assert_int_equal(send_reply(&guest, arena_printf(&arena, "Guest %d", i)).status, 303);
	assert_int_equal(send_reply(&guest, "Guest again").status, 429);
	assert_int_equal(send_reply(&elsewhere, "A guest elsewhere").status, 303);
	assert_int_equal(waiting(), 8);
	/* What is taken back makes room. */
	r = get(&bert, last);
	post(&bert, arena_printf(&arena, "/-/submission/%s", id_of(last)),
	     FIELDS("action", "withdraw", "k", hidden(r, "k"), "token", hidden(r, "token")));
	assert_int_equal(waiting(), 7);
	assert_int_equal(send_reply(&bert, "Now there is room").status, 303);
}

static void the_same_form_twice_is_one_receipt_although_the_queue_is_full(void **s)
{
	(void)s;
	struct visitor bert = member("bert");
	send_reply(&bert, "One");
	send_reply(&bert, "Two");
	struct reply preview = post(&bert, "/-/preview", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", "Three"));
	const char *const *fields = FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", "Three", "token", hidden(preview, "token"));
	struct reply first = post(&bert, "/-/submit", fields), again = post(&bert, "/-/submit", fields);
	assert_int_equal(again.status, 303);
	assert_string_equal(again.location, first.location);
}

static int with_little_disk(void **state)
{
	(void)state;
	return site_start("[moderation]\ndisk-max = 1m\nsender-max = 500\n[post]\nper-hour = 1000\n");
}

static void the_disk_is_capped(void **s)
{
	(void)s;
	struct str noise;
	int taken = 0, status = 303;
	str_init(&noise, 1 << 20);
	for (; taken < 100 && status == 303; taken++) {
		str_reset(&noise);
		while (noise.len < 12 << 10) {
			char word[CRYPTO_TOKEN_TEXT];
			crypto_token(word);
			str_addf(&noise, "%s\n\n", word);
		}
		status = send_reply(&guest, noise.at).status;
		now += 3;
	}
	struct reply r = send_reply(&guest, "Small, but too late");
	assert_int_equal(status, 503);
	assert_in_range(taken, 20, 99); /* each is more than 10 KiB of noise in some files, and less than 52 */
	assert_int_equal(r.status, 503);
	assert_true(has(r, "Small, but too late"));
	struct visitor mod = member("gardener");
	assert_int_equal(send_reply(&mod, "Staff go on").status, 303);
	str_release(&noise);
}

static int plain_guests(void **state)
{
	(void)state;
	return site_start("[moderation]\nhold = guests\n[post]\nper-hour = 3\n");
}

static void slow_mode(void **s)
{
	(void)s;
	static const struct store_edit slow[] = {EDIT("forums/help/index.md", "---\ntitle: Help\nkind: questions\nslow: 600\n---\nAsk.\n")};
	put_content(slow, 1);
	struct visitor bert = member("bert"), anna = member("anna"), mod = member("gardener");
	assert_int_equal(send_reply(&bert, "First").status, 303);
	struct reply r = send_reply(&bert, "At once again");
	assert_int_equal(r.status, 429);
	assert_string_equal(header_of(r.head, "Retry-After"), "600");
	assert_true(has(r, "slow mode"));
	assert_true(has(r, "10 minutes"));
	assert_true(has(r, "At once again"));
	/* It was not taken, so it is none of the three that the network may send. */
	assert_int_equal(send_reply(&anna, "Another member").status, 303);
	assert_int_equal(send_reply(&mod, "A moderator").status, 303);
	assert_int_equal(send_reply(&mod, "And again").status, 303);
	now += 600;
	bert = member("bert");
	assert_int_equal(send_reply(&bert, "Later").status, 303);
}

/* ---- every kind of rule, and what comes without it ---- */

enum outcome { PUBLISHED, HELD, REFUSED, SLOWED, DENIED, OTHERWISE };

static enum outcome outcome_of(const struct visitor *who, const char *kind, const char *body)
{
	const char *token, *const *fields;
	int before = waiting();
	fields = FIELDS("kind", kind, "path", strcmp(kind, "reply") ? "" : TOPIC "/index.md", "forum", strcmp(kind, "topic") ? "" : "help",
	                "title", "A title", "name", "Vera", "body", body);
	struct reply r = post(who, "/-/preview", fields);
	if (r.status == 403)
		return DENIED;
	if (r.status == 422)
		return REFUSED;
	token = hidden(r, "token");
	now += 30;
	r = post(who, "/-/submit", FIELDS("kind", kind, "path", strcmp(kind, "reply") ? "" : TOPIC "/index.md", "forum",
	                                  strcmp(kind, "topic") ? "" : "help", "title", "A title", "name", "Vera", "body", body, "token", token));
	int ms;
	if (noted_rest(&server, now + 1, &ms, &err))
		fail_msg("%s", err.msg);
	if (r.status != 303)
		return r.status == 429 ? SLOWED : r.status == 422 ? REFUSED : r.status == 403 ? DENIED : OTHERWISE;
	return waiting() > before ? HELD : PUBLISHED;
}

static const struct rule_case {
	const char *with, *without; /* lines of site.conf */
	const char *forum;          /* with it: the forum's page; without: as the test's site has it */
	const char *kind, *body;
	enum outcome then, otherwise;
} rule_cases[] = {
#define HELP(line) "---\ntitle: Help\nkind: questions\n" line "---\nAsk.\n"
#define GUESTS "[moderation]\nhold = guests\n"
#define RULE(text) GUESTS "[policy]\nwords = casino\nrule = \"" text "\"\n"
	{"[moderation]\nhold = everyone\n", GUESTS, NULL, "reply", "Hello", HELD, PUBLISHED},
	{"[moderation]\nhold = newcomers\nnewcomer-posts = 1\n", GUESTS, NULL, "reply", "Hello", HELD, PUBLISHED},
	{"[moderation]\nhold = nobody\n", "[moderation]\nhold = everyone\n", NULL, "reply", "Hello", PUBLISHED, HELD},
	{RULE("hold if posts < 3"), GUESTS, NULL, "topic", "Hello", HELD, PUBLISHED},
	{RULE("hold if links > 1"), GUESTS, NULL, "reply", "https://a.example https://b.example", HELD, PUBLISHED},
	{RULE("hold if links > 1"), RULE("hold if links"), NULL, "reply", "https://a.example", PUBLISHED, HELD},
	{RULE("hold if words"), GUESTS, NULL, "reply", "A Casino in town", HELD, PUBLISHED},
	{RULE("refuse if words : No."), GUESTS, NULL, "topic", "A casino in town", REFUSED, PUBLISHED},
	{RULE("hold if images and days < 7"), GUESTS, NULL, "reply", "![A map](https://a.example/map.png)", HELD, PUBLISHED},
	{RULE("hold if images and days < 7"), RULE("hold if days < 7"), NULL, "reply", "No map", PUBLISHED, HELD},
	{RULE("hold topics in help"), GUESTS, NULL, "topic", "Hello", HELD, PUBLISHED},
	{RULE("hold topics in help"), RULE("hold in help"), NULL, "reply", "Hello", PUBLISHED, HELD},
	{RULE("hold if letters > 20"), GUESTS, NULL, "reply", "More than twenty letters", HELD, PUBLISHED},
	{RULE("hold if spam >= 10"), GUESTS, NULL, "reply", "WIN BIG https://a.example https://b.example https://c.example NOW", HELD, PUBLISHED},
	{RULE("hold if spam >= 60"), RULE("hold if spam >= 0"), NULL, "reply", "How do I begin with my theme?", PUBLISHED, HELD},
	{GUESTS, GUESTS, HELP("post: staff\n"), "topic", "Hello", DENIED, PUBLISHED},
	{GUESTS, GUESTS, HELP("post: staff\n"), "reply", "Hello", PUBLISHED, PUBLISHED},
	{GUESTS, GUESTS, HELP("slow: 3600\n"), "reply", "Hello", SLOWED, PUBLISHED},
};

/* Of a forum in slow mode it is the second post that counts. */
static enum outcome try_case(const struct rule_case *c, bool with)
{
	assert_int_equal(site_start(with ? c->with : c->without), 0);
	struct visitor bert = member("bert");
	if (with && c->forum)
		put_content(&(struct store_edit){"forums/help/index.md", c->forum, strlen(c->forum)}, 1);
	if (c->then == SLOWED)
		assert_int_equal(outcome_of(&bert, c->kind, "The first"), PUBLISHED);
	enum outcome came = outcome_of(&bert, c->kind, c->body);
	teardown(NULL);
	return came;
}

static void every_rule_decides_and_nothing_else_does(void **s)
{
	(void)s;
	for (size_t i = 0; i < ARRAY_LEN(rule_cases); i++) {
		enum outcome with = try_case(&rule_cases[i], true), without = try_case(&rule_cases[i], false);
		if (with != rule_cases[i].then || without != rule_cases[i].otherwise)
			fail_msg("row %zu: %d and without %d", i, (int)with, (int)without);
	}
}

/* The same text by many: the third is refused, whoever sends it; another text is not. */
static void a_flood_of_one_text(void **s)
{
	(void)s;
	struct visitor bert = member("bert");
	static const char flood[] = "Cheap pills of the best quality, delivered to your door within %d days";
	assert_int_equal(outcome_of(&guest, "reply", arena_printf(&arena, flood, 3)), HELD);
	assert_int_equal(outcome_of(&bert, "reply", arena_printf(&arena, flood, 40)), HELD);
	assert_int_equal(outcome_of(&bert, "reply", arena_printf(&arena, flood, 500)), REFUSED);
	assert_int_equal(outcome_of(&bert, "reply", "How do I begin with my own theme, please?"), HELD);
}

static int refuse_floods(void **state)
{
	(void)state;
	return site_start("[policy]\nrule = refuse if alike >= 2 : The same text waits already.\n");
}

#define TEST(f, begin) cmocka_unit_test_setup_teardown(f, begin, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(a_newcomer_waits_and_reads_why, with_rules),
		TEST(the_trusted_publish_at_once, with_rules),
		TEST(what_cannot_be_counted_is_nothing, with_rules),
		TEST(a_refusal_keeps_the_text, with_rules),
		TEST(one_sender_cannot_fill_the_queue, with_rules),
		TEST(the_same_form_twice_is_one_receipt_although_the_queue_is_full, with_rules),
		TEST(the_disk_is_capped, with_little_disk),
		TEST(slow_mode, plain_guests),
		TEST(a_flood_of_one_text, refuse_floods),
		cmocka_unit_test(every_rule_decides_and_nothing_else_does),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
