/* What is known of a sender, what the queue takes on disk, and what is forgotten. */
#include "git_world.h"

#include "core/catalogue/catalogue.h"
#include "core/judge/trust.h"
#include "core/queue/retain.h"
#include "core/state/state_facts.h"

enum { DAY = 86400 };

struct site {
	struct queue *queue;
	struct state *state;
	struct trust_sources from;
	struct err err;
};

static struct site make(struct world *w)
{
	struct site site = {.queue = make_queue(w)};
	site.from = (struct trust_sources){.catalogue = arena_printf(&w->arena, "%s/catalogue.db", w->dir), .queue = site.queue,
	                                   .now = WHEN + 40 * DAY};
	assert_int_equal(state_open(&site.state, arena_printf(&w->arena, "%s/state.db", w->dir), &site.err), 0);
	site.from.state = site.state;
	assert_int_equal(store_resolve(queue_content(site.queue), "refs/heads/main", &site.from.main, &site.err), 0);
	return site;
}

static void release(struct site *site)
{
	state_close(site->state);
	queue_close(site->queue);
}

static void put_facts(struct site *site, const char *id, const char *handle, const char *network, int64_t at)
{
	struct state_facts facts = {.id = id, .handle = handle, .network = network, .rule = "hold", .reasons = "", .at = at};
	assert_int_equal(state_facts_put(site->state, &facts, &site->err), 0);
}

/* ada: a topic and two replies that are public, one that is hidden. */
static void build(struct site *site, const struct store_id *commit)
{
	static const struct {
		const char *name;
		int64_t live;
	} replies[] = {{"20261101-100000-aaaaaa", 1}, {"20261102-100000-aaaaaa", 1}, {"20261103-100000-aaaaaa", 0}};
	struct catalogue_page topic = {.stem = "forums/help/2026/11/a", .kind = PAGE_TOPIC, .live = PAGE_TOPIC, .author = "ada",
	                               .date = WHEN - 3 * DAY};
	struct catalogue *cat;
	char hex[STORE_HEX];
	store_hex(commit, hex);
	assert_int_equal(catalogue_open(&cat, site->from.catalogue, CATALOGUE_FRESH, &site->err), 0);
	assert_int_equal(catalogue_page_put(cat, &topic, &site->err), 0);
	for (size_t i = 0; i < ARRAY_LEN(replies); i++) {
		struct catalogue_post post = {.page = topic.id, .name = replies[i].name, .live = replies[i].live, .author = "ada",
		                              .date = WHEN - 2 * DAY};
		assert_int_equal(catalogue_post_put(cat, &post, &site->err), 0);
	}
	assert_int_equal(catalogue_index(cat, &site->err) || catalogue_set(cat, "commit", hex, &site->err), 0);
	catalogue_close(cat);
}

static struct trust ask(struct world *w, struct site *site, const char *handle, const char *network, const struct page *profile)
{
	struct trust trust;
	struct trust_person who = {handle, network, profile};
	if (trust_of(&site->from, &who, &w->arena, &trust, &site->err))
		fail_msg("%s", site->err.msg);
	return trust;
}

static void test_posts_and_days(void **state)
{
	struct world *w = *state;
	struct site site = make(w);
	struct page profile = {.role = ROLE_STAFF};
	struct trust trust = ask(w, &site, "ada", "", &profile);
	assert_false(trust.built);
	assert_int_equal(trust.posts, 0);
	build(&site, &site.from.main);
	trust = ask(w, &site, "ada", "", &profile);
	assert_true(trust.built);
	assert_int_equal(trust.posts, 3);
	assert_int_equal(trust.days, 43); /* since the first post, where the profile does not say */
	assert_int_equal(trust.role, ROLE_STAFF);
	profile.date = WHEN;
	assert_int_equal(ask(w, &site, "ada", "", &profile).days, 40);
	profile.date = site.from.now + DAY;
	assert_int_equal(ask(w, &site, "ada", "", &profile).days, 0);
	trust = ask(w, &site, "bob", "", &profile);
	assert_true(trust.built);
	assert_int_equal(trust.posts, 0);
	trust = ask(w, &site, NULL, "net", NULL);
	assert_true(trust.guest);
	assert_int_equal(trust.role, -1);
	release(&site);
}

/* A builder that is behind counts; one of another history does not. */
static void test_of_which_commit(void **state)
{
	struct world *w = *state;
	struct site site = make(w);
	struct page profile = {0};
	struct store_id old = site.from.main, nowhere = {{1}};
	build(&site, &old);
	struct store_edit edit = PUT("index.md", "Newer\n");
	struct queue_submission change = {.author = "ada", .summary = "a change", .edits = &edit, .nedits = 1, .now = WHEN};
	assert_int_equal(queue_publish(site.queue, &change, &site.from.main, &site.err), 0);
	assert_int_equal(ask(w, &site, "ada", "", &profile).posts, 3);
	struct store_id newer = site.from.main;
	build(&site, &newer);
	site.from.main = old;
	assert_false(ask(w, &site, "ada", "", &profile).built);
	build(&site, &nowhere);
	assert_false(ask(w, &site, "ada", "", &profile).built);
	assert_int_equal(ask(w, &site, "ada", "", &profile).posts, 0);
	release(&site);
}

static int reject(struct site *site, const char *id, int64_t now)
{
	struct queue_verdict verdict = {.id = id, .reviewer = "mod", .reason = "No.\n", .rule = "", .now = now};
	return queue_reject(site->queue, &verdict, &site->err);
}

static void test_waiting_and_rejected(void **state)
{
	struct world *w = *state;
	struct site site = make(w);
	struct queue *queue = site.queue;
	struct page profile = {0};
	assert_int_equal(SUBMIT(queue, ID(1), PUT("forums/a.md", "text\n")), 0);
	assert_int_equal(SUBMIT(queue, ID(2), PUT("forums/b.md", "text\n")), 0);
	assert_int_equal(SUBMIT(queue, ID(3), PUT("forums/c.md", "text\n")), 0);
	assert_int_equal(SUBMIT(queue, ID(4), PUT("forums/d.md", "text\n")), 0);
	put_facts(&site, ID(1), "ada", "net", site.from.now - DAY);
	put_facts(&site, ID(2), "ada", "net", site.from.now - DAY);
	put_facts(&site, ID(3), "ada", "net", site.from.now - 31 * DAY);
	put_facts(&site, ID(4), "guest", "net", site.from.now);
	assert_int_equal(ask(w, &site, "ada", "", &profile).waiting, 3);
	assert_int_equal(ask(w, &site, NULL, "net", NULL).waiting, 1);
	assert_int_equal(ask(w, &site, NULL, "other", NULL).waiting, 0);
	assert_int_equal(ask(w, &site, NULL, "", NULL).waiting, 0);
	assert_int_equal(reject(&site, ID(1), site.from.now) || reject(&site, ID(3), site.from.now), 0);
	struct trust trust = ask(w, &site, "ada", "", &profile);
	assert_int_equal(trust.waiting, 1);
	assert_int_equal(trust.rejected, 1); /* the other was sent too long ago */
	release(&site);
}

static void test_disk(void **state)
{
	struct world *w = *state;
	struct site site = make(w);
	struct queue *queue = site.queue;
	struct store *store = queue_store(queue), *fresh;
	int64_t before, after, anew, now = time(NULL);
	assert_int_equal(store_disk(store, now, &before, &site.err), 0);
	assert_int_equal(SUBMIT(queue, ID(1), PUT("forums/a.md", "text\n")), 0);
	assert_int_equal(store_disk(store, now, &after, &site.err), 0);
	assert_true(after > before);
	assert_int_equal(SUBMIT(queue, ID(2), PUT("forums/b.md", "more text\n")), 0);
	assert_int_equal(store_disk(store, now + 100, &after, &site.err), 0);
	fresh = open_store(w, "queue.git");
	assert_int_equal(store_disk(fresh, now, &anew, &site.err), 0);
	store_close(fresh);
	assert_int_equal(after, anew);
	assert_int_equal(after, strtoll(shell(w, "find queue.git/objects/?? -type f -print0 | xargs -0 -r du -cB1 | tail -1"), NULL, 10));
	run(w, "rm -rf queue.git/objects/??");
	assert_int_equal(store_disk(store, now + 100, &after, &site.err), 0);
	assert_int_equal(after, 0);
	release(&site);
}

static int64_t rows(struct world *w)
{
	return strtoll(shell(w, "sqlite3 state.db 'SELECT count(*) FROM facts'"), NULL, 10);
}

static void test_what_the_queue_forgot_goes(void **state)
{
	struct world *w = *state;
	struct site site = make(w);
	struct queue *queue = site.queue;
	struct retain retain = {queue, site.state, WHEN + 40 * DAY, 30};
	struct retain_report report;
	assert_int_equal(SUBMIT(queue, ID(1), PUT("forums/a.md", "one\n")), 0);
	assert_int_equal(SUBMIT(queue, ID(2), PUT("forums/b.md", "two\n")), 0);
	assert_int_equal(SUBMIT(queue, ID(3), PUT("forums/c.md", "three\n")), 0);
	put_facts(&site, ID(1), "zanzibar", "net", WHEN);
	put_facts(&site, ID(2), "ada", "net", WHEN);
	put_facts(&site, ID(3), "ada", "net", WHEN);
	put_facts(&site, ID(4), "ada", "net", WHEN);              /* whose commit never came */
	put_facts(&site, ID(5), "ada", "net", retain.now - 60); /* or is about to come */
	assert_int_equal(reject(&site, ID(1), WHEN + 20) || reject(&site, ID(2), retain.now - DAY), 0);
	assert_int_equal(retain_sweep(&retain, &report, &site.err), 0);
	assert_int_equal(report.dropped, 1);
	assert_int_equal(report.forgotten, 2);
	assert_int_equal(rows(w), 3);
	assert_string_equal(shell(w, "grep -c zanzibar state.db state.db-wal || true"), "state.db:0\nstate.db-wal:0\n");
	assert_int_equal(retain_sweep(&retain, &report, &site.err), 0);
	assert_int_equal(report.dropped + report.forgotten, 0);
	release(&site);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_posts_and_days, begin, end),
	    cmocka_unit_test_setup_teardown(test_of_which_commit, begin, end),
	    cmocka_unit_test_setup_teardown(test_waiting_and_rejected, begin, end),
	    cmocka_unit_test_setup_teardown(test_disk, begin, end),
	    cmocka_unit_test_setup_teardown(test_what_the_queue_forgot_goes, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
