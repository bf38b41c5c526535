#include "core/queue/queue_index.h"
#include "git_world.h"

#define PILLS "Cheap pills of the best quality, delivered to your door within two days! Order now at https://pills.example/"

struct desk {
	struct queue_source source;
	struct config conf;
};

static struct desk *open_desk(struct world *w)
{
	struct err err = {0};
	struct desk *desk = arena_alloc(&w->arena, 1, sizeof(*desk));
	struct state *state;
	if (config_load(&desk->conf, &w->arena, NULL, &err))
		fail_msg("%s", err.msg);
	struct queue *queue = make_queue(w);
	assert_int_equal(state_open(&state, at(w, "state.db"), &err), 0);
	desk->source = (struct queue_source){queue, state, &desk->conf, &w->arena, WHEN + 1000};
	return desk;
}

static void close_desk(struct desk *desk)
{
	state_close(desk->source.state);
	queue_close(desk->source.queue);
	config_release(&desk->conf);
}

/* n: the minute; network NULL: pushed with git, nothing is known of it. */
static const char *put(struct desk *desk, struct world *w, int n, const char *author, const char *network, const char *body)
{
	struct err err = {0};
	const char *id = arena_printf(&w->arena, "20261122-1000%02d-abcdef", n);
	const char *text = arena_printf(&w->arena, "---\nauthor: %s\n%sdate: 2026-11-22T10:00:00Z\n---\n%s\n", author,
	                                strcmp(author, "guest") ? "" : "name: Visitor\n", body);
	struct store_edit edit = {arena_printf(&w->arena, "forums/help/2026/11/t/%s.md", id), text, strlen(text)};
	struct state_facts facts = {.id = id, .handle = author, .network = network, .rule = "guests", .reasons = "",
	                            .score = strstr(body, "pills") ? 900 : 10, .at = WHEN};
	bool again;
	if (network)
		assert_int_equal(state_facts_put(desk->source.state, &facts, &err), 0);
	struct queue_submission s = {.id = id, .author = author, .summary = "reply: T", .edits = &edit, .nedits = 1, .now = WHEN + n};
	if (queue_submit(desk->source.queue, &s, &again, &err))
		fail_msg("%s", err.msg);
	return id;
}

static struct queue_index read_index(struct desk *desk)
{
	struct err err = {0};
	struct queue_index index;
	if (queue_index_read(&desk->source, &index, &err))
		fail_msg("%s", err.msg);
	return index;
}

#define ALL {.kind = "", .forum = "", .text = "", .sender = "", .network = "", .like = "", .stem = "", .score_max = -1}

static void test_what_is_known(void **state)
{
	struct world *w = *state;
	struct desk *desk = open_desk(w);
	struct err err = {0};
	const char *id = put(desk, w, 1, "guest", "n1", PILLS "a");
	put(desk, w, 2, "ada", NULL, "How do I\nbegin?");
	for (int twice = 0; twice < 2; twice++) { /* read, then remembered */
		struct queue_index index = read_index(desk);
		assert_int_equal(index.len, 2);
		assert_string_equal(index.at[0].id, id);
		assert_string_equal(index.at[0].kind, "reply");
		assert_string_equal(index.at[0].guest, "Visitor");
		assert_string_equal(index.at[0].forum, "help");
		assert_string_equal(index.at[0].stem, "forums/help/2026/11/t");
		assert_string_equal(index.at[0].host, "pills.example");
		assert_string_equal(index.at[0].network, "n1");
		assert_int_equal(index.at[0].links, 1);
		assert_int_equal(index.at[0].score, 900);
		assert_string_equal(index.at[1].author, "ada");
		assert_string_equal(index.at[1].network, "");
		assert_string_equal(index.at[1].excerpt, "How do I begin?");
		assert_int_equal(index.at[1].submitted, WHEN + 2);
	}
	const char *holder;
	struct state_claim claim = {id, "mod", WHEN + 900, 200};
	assert_int_equal(state_facts_claim(desk->source.state, &claim, &w->arena, &holder, &err), 0);
	assert_string_equal(read_index(desk).at[0].claimed_by, "mod");
	desk->source.now = WHEN + 1200;
	assert_string_equal(read_index(desk).at[0].claimed_by, "");
	/* Another commit under the same id is read again; a decided one is forgotten. */
	run(w, "git clone -q queue.git -b 20261122-100002-abcdef c 2>/dev/null; cd c; sed -i s/begin/end/ forums/help/2026/11/t/*2-abcdef.md; "
	       "git commit -qam x --amend --no-edit; git push -qf origin HEAD");
	assert_string_equal(read_index(desk).at[1].excerpt, "How do I end?");
	struct queue_verdict no = {.id = id, .reviewer = "mod", .reason = "No.", .now = WHEN};
	assert_int_equal(queue_reject(desk->source.queue, &no, &err), 0);
	assert_int_equal(read_index(desk).len, 1);
	struct state_glances left;
	assert_int_equal(state_glances(desk->source.state, &w->arena, &left, &err), 0);
	assert_int_equal(left.len, 1);
	close_desk(desk);
}

static void test_groups(void **state)
{
	struct world *w = *state;
	struct desk *desk = open_desk(w);
	struct queue_list list;
	struct queue_groups groups;
	for (int i = 0; i < 6; i++)
		put(desk, w, i, "guest", i % 2 ? "n1" : "n2", arena_printf(&w->arena, PILLS "%dx%d", i * 7919, i));
	const char *first = put(desk, w, 10, "guest", "n3", "How do I begin with my own theme?");
	put(desk, w, 11, "ada", "n4", "Where do the pictures go, beside the page?");
	put(desk, w, 12, "ada", "n4", "I have found it, thank you all.");
	struct queue_index index = read_index(desk);
	struct queue_filter filter = ALL;
	queue_index_choose(&index, &filter, &w->arena, &list);
	assert_int_equal(list.len, 9);
	queue_index_group(&list, QUEUE_BY_LIKE, &w->arena, &groups);
	assert_int_equal(groups.len, 4);
	assert_string_equal(groups.at[0].key, first);
	assert_int_equal(groups.at[3].list.len, 6);
	assert_true(groups.at[3].risky);
	assert_int_equal(groups.at[3].score, 900);
	filter.like = groups.at[3].key;
	queue_index_choose(&index, &filter, &w->arena, &list);
	assert_int_equal(list.len, 6);
	filter = (struct queue_filter)ALL;
	queue_index_choose(&index, &filter, &w->arena, &list);
	queue_index_group(&list, QUEUE_BY_SENDER, &w->arena, &groups);
	assert_int_equal(groups.len, 4);
	assert_string_equal(groups.at[1].key, "ada");
	assert_int_equal(groups.at[1].members, 2);
	queue_index_group(&list, QUEUE_BY_TOPIC, &w->arena, &groups);
	assert_int_equal(groups.len, 1);
	filter.sender = "guest:n2";
	queue_index_choose(&index, &filter, &w->arena, &list);
	assert_int_equal(list.len, 3);
	filter.sender = "";
	filter.text = "PICTURES";
	queue_index_choose(&index, &filter, &w->arena, &list);
	assert_int_equal(list.len, 1);
	filter.text = "";
	filter.score_max = 599;
	queue_index_choose(&index, &filter, &w->arena, &list);
	assert_int_equal(list.len, 3);
	close_desk(desk);
}

static void test_past(void **state)
{
	struct world *w = *state;
	struct desk *desk = open_desk(w);
	struct err err = {0};
	struct queue_past ada, n1, n2;
	struct store_id merge;
	struct queue_verdict verdict = {.id = put(desk, w, 1, "ada", "n1", "One."), .reviewer = "mod", .reason = "No.", .now = WHEN};
	assert_int_equal(queue_approve(desk->source.queue, &verdict, &merge, &err), 0);
	verdict.id = put(desk, w, 2, "ada", "n1", "Two.");
	assert_int_equal(queue_reject(desk->source.queue, &verdict, &err), 0);
	verdict.id = put(desk, w, 3, "guest", "n1", "Three.");
	verdict.spam = true;
	assert_int_equal(queue_reject(desk->source.queue, &verdict, &err), 0);
	const struct queue_source *source = &desk->source;
	assert_int_equal(queue_past_of(source, "ada", "", &ada, &err) | queue_past_of(source, "", "n1", &n1, &err), 0);
	assert_int_equal(ada.approved, 1);
	assert_int_equal(ada.rejected, 1);
	assert_int_equal(ada.spam, 0);
	assert_int_equal(n1.approved, 1);
	assert_int_equal(n1.rejected, 2);
	assert_int_equal(n1.spam, 1);
	assert_int_equal(queue_past_of(source, "", "n2", &n2, &err), 0);
	assert_int_equal(n2.approved + n2.rejected, 0);
	assert_int_equal(queue_undo(desk->source.queue, &verdict, &err), 0);
	assert_int_equal(queue_past_of(source, "", "n1", &n1, &err), 0);
	assert_int_equal(n1.spam, 0);
	close_desk(desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_what_is_known, begin, end),
	    cmocka_unit_test_setup_teardown(test_groups, begin, end),
	    cmocka_unit_test_setup_teardown(test_past, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
