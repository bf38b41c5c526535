#include "cgi_site.h"

static struct reply send_text(const struct visitor *who, const char *body)
{
	struct reply r = post(who, "/-/preview", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", body, "name", "Vera"));
	r = post(who, "/-/submit", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", body, "name", "Vera", "token", hidden(r, "token")));
	assert_int_equal(r.status, 303);
	now++;
	return r;
}

static const char *id_in(struct reply r)
{
	const char *id = strstr(r.location, "/submission/") + strlen("/submission/");
	return arena_dupn(&arena, id, strcspn(id, "?"));
}

static int64_t left(void)
{
	struct queue_item *items;
	struct queue *queue;
	size_t n;
	assert_int_equal(server_queue(&server, &queue, &err), 0);
	assert_int_equal(queue_waiting(queue, &arena, &items, &n, &err), 0);
	return (int64_t)n;
}

static const char *wave(int i)
{
	return arena_printf(&arena, "Cheap pills of the best quality, delivered to your door within %d days, order number %d now", i + 2, i * 7);
}

static const char *state_of(const char *id)
{
	struct queue_item item;
	assert_int_equal(queue_find(server.queue, id, &arena, &item, &err), 0);
	return item.spam ? "spam" : queue_state_name(item.state);
}

/* What the rows of the routes promise, tried one by one. */
static void only_moderators_with_a_token(void **s)
{
	(void)s;
	struct visitor mod = member("gardener"), anna = member("anna");
	const char *id = id_in(send_text(&guest, wave(1))), *undo = arena_printf(&arena, "/-/undo/%s", id);
	const char *token = hidden(get(&mod, arena_printf(&arena, "/-/queue/%s", id)), "token");
	assert_int_equal(get(&guest, "/-/queue?act=spam").status, 303);
	assert_int_equal(get(&anna, "/-/queue?act=spam").status, 403);
	assert_int_equal(post(&guest, "/-/queue", FIELDS("action", "spam", "id", id, "token", token)).status, 403);
	assert_int_equal(post(&anna, "/-/queue", FIELDS("action", "spam", "id", id, "token", token)).status, 403);
	assert_int_equal(post(&mod, "/-/queue", FIELDS("action", "spam", "id", id)).status, 403);
	assert_int_equal(post(&mod, undo, FIELDS("x", "y")).status, 403);
	assert_int_equal(post(&anna, undo, FIELDS("token", token)).status, 403);
	struct visitor foreign = mod;
	foreign.origin = "https://evil.example";
	assert_int_equal(post(&foreign, "/-/queue", FIELDS("action", "spam", "id", id, "token", token)).status, 403);
	assert_int_equal(left(), 1);
}

/* Six alike in one row; asked once; done; taken back as one. */
static void a_wave_is_one_row(void **s)
{
	(void)s;
	struct visitor mod = member("gardener");
	const char *ids[6], *real = id_in(send_text(&guest, "How do I begin with my own theme, please?"));
	for (int i = 0; i < 6; i++)
		ids[i] = id_in(send_text(&guest, wave(i)));
	struct reply r = get(&mod, "/-/queue");
	assert_true(has(r, "6 submissions"));
	assert_true(has(r, real));
	const char *url = arena_printf(&arena, "/-/queue?like=%s&act=spam", ids[0]);
	r = get(&mod, url);
	assert_int_equal(r.status, 200);
	for (int i = 0; i < 6; i++)
		assert_true(has(r, arena_printf(&arena, "value=\"%s\" checked", ids[i])));
	assert_false(has(r, real));
	assert_int_equal(left(), 7);
	const char *token = hidden(r, "token");
	r = post(&mod, "/-/queue", FIELDS("action", "spam", "token", token, "within", hidden(r, "within"), "id", ids[0], "id", ids[1],
	                                  "rest", arena_printf(&arena, "%s %s %s nonsense", ids[2], ids[3], ids[0])));
	assert_int_equal(r.status, 303);
	assert_int_equal(left(), 3);
	assert_string_equal(state_of(ids[3]), "spam");
	assert_string_equal(state_of(ids[4]), "waiting");
	r = get(&mod, r.location);
	assert_true(has(r, "4 rejected as spam."));
	const char *undo = strstr(r.body, "/-/undo/");
	undo = arena_dupn(&arena, undo, strcspn(undo, "\""));
	r = post(&mod, undo, FIELDS("token", token));
	assert_int_equal(r.status, 303);
	assert_int_equal(left(), 7);
	assert_true(has(get(&mod, r.location), "4 wait again."));
}

static const char *put_directly(int i)
{
	char id[CRYPTO_ID_TEXT];
	struct queue *queue;
	bool again;
	crypto_id(now + i, id);
	const char *path = arena_printf(&arena, TOPIC "/%s.md", id), *text = arena_printf(&arena, "---\nauthor: guest\nname: V\n---\nNumber %d\n", i);
	struct store_edit edit = {path, text, strlen(text)};
	struct queue_submission s = {.id = id, .author = "guest", .summary = "reply: T", .edits = &edit, .nedits = 1, .now = now + i};
	assert_int_equal(server_queue(&server, &queue, &err), 0);
	assert_int_equal(queue_submit(queue, &s, &again, &err), 0);
	return arena_dup(&arena, id);
}

static const char *undo_in(struct reply r)
{
	const char *undo = strstr(r.body, "/-/undo/");
	assert_non_null(undo);
	return arena_dupn(&arena, undo, strcspn(undo, "\""));
}

/* More than fits into the time that a visit has: one button goes on, and one takes all of it back. */
static void a_long_verdict_goes_on(void **s)
{
	(void)s;
	struct visitor mod = member("gardener"), ivy;
	static const struct store_edit more[] = {EDIT("members/iv/ivy.md", "---\nname: Ivy\nrole: moderator\n---\nHello.\n")};
	struct str ids;
	enum { N = QUEUE_MANY + 20 };
	str_init(&ids, 1 << 20);
	for (int i = 0; i < N; i++)
		str_addf(&ids, "%s ", put_directly(i));
	put_content(more, 1);
	ivy = member("ivy");
	server.site.conf.moderation_bulk_seconds = 0;
	const char *token = hidden(get(&mod, "/-/queue?act=reject"), "token");
	struct reply r = post(&mod, "/-/queue", FIELDS("action", "reject", "reason", "Not here.", "token", token, "rest", ids.at));
	assert_int_equal(r.status, 303);
	assert_int_equal(left(), 20);
	const char *where = r.location;
	r = get(&mod, where);
	assert_true(has(r, "250 rejected."));
	assert_true(has(r, "20 submissions wait still."));
	const char *piece = strstr(r.body, "name=\"more\" value=\"");
	assert_non_null(piece);
	piece = arena_dupn(&arena, piece + 19, 22);
	/* Another moderator reads it, and cannot go on in the first one's name. */
	struct reply theirs = get(&ivy, where);
	assert_true(has(theirs, "20 submissions wait still."));
	assert_false(has(theirs, "name=\"more\""));
	assert_int_equal(post(&ivy, "/-/queue", FIELDS("more", piece, "token", hidden(theirs, "token"))).status, 403);
	assert_int_equal(left(), 20);
	r = post(&mod, "/-/queue", FIELDS("more", piece, "token", token));
	assert_int_equal(r.status, 303);
	assert_int_equal(left(), 0);
	r = get(&mod, r.location);
	assert_true(has(r, "270 rejected."));
	assert_false(has(r, "wait still"));
	/* The way back is as long. */
	r = get(&mod, post(&mod, undo_in(r), FIELDS("token", token)).location);
	assert_int_equal(left(), QUEUE_MANY);
	assert_true(has(r, "250 wait again."));
	piece = strstr(r.body, "name=\"more\" value=\"");
	assert_non_null(piece);
	post(&mod, "/-/queue", FIELDS("more", arena_dupn(&arena, piece + 19, 22), "token", token));
	assert_int_equal(left(), N);
	str_release(&ids);
}

/* Five that say the same are offered at the top, all floods at once, and nothing else with them. */
static void floods_are_offered_first(void **s)
{
	(void)s;
	struct visitor mod = member("gardener");
	const char *ids[5], *real = id_in(send_text(&guest, "How do I begin with my own theme, please?"));
	for (int i = 0; i < 4; i++)
		ids[i] = id_in(send_text(&guest, wave(i)));
	assert_false(has(get(&mod, "/-/queue"), "looks like one flood"));
	ids[4] = id_in(send_text(&guest, wave(4)));
	assert_true(has(get(&mod, "/-/queue"), "5 of what waits looks like one flood"));
	struct reply r = get(&mod, "/-/queue?chance=flood&act=spam");
	assert_true(has(r, "Are 5 submissions spam?"));
	assert_true(has(r, "5 say the same"));
	assert_false(has(r, real));
	r = post(&mod, "/-/queue", FIELDS("action", "spam", "token", hidden(r, "token"), "within", hidden(r, "within"), "rest",
	                                  arena_printf(&arena, "%s %s %s %s %s", ids[0], ids[1], ids[2], ids[3], ids[4])));
	assert_null(strstr(r.location, "chance=flood"));
	assert_int_equal(left(), 1);
	assert_string_equal(state_of(real), "waiting");
}

static void a_rejection_of_many_wants_a_reason(void **s)
{
	(void)s;
	struct visitor mod = member("gardener");
	const char *id = id_in(send_text(&guest, wave(1)));
	struct reply r = get(&mod, "/-/queue?act=reject");
	const char *token = hidden(r, "token");
	r = post(&mod, "/-/queue", FIELDS("action", "reject", "reason", " ", "id", id, "token", token));
	assert_int_equal(r.status, 422);
	assert_int_equal(left(), 1);
	r = post(&mod, "/-/queue", FIELDS("action", "reject", "reason", "Not here.", "rule", "2. No advertising", "id", id, "token", token));
	assert_int_equal(r.status, 303);
	assert_string_equal(state_of(id), "rejected");
}

/* Members are not swept away with a flood that they happen to look like. */
static void a_member_is_listed_first_and_unticked(void **s)
{
	(void)s;
	struct visitor mod = member("gardener"), anna = member("anna");
	const char *flood = id_in(send_text(&guest, wave(1))), *hers = id_in(send_text(&anna, wave(2)));
	struct reply r = get(&mod, arena_printf(&arena, "/-/queue?like=%s&act=spam", flood));
	assert_true(has(r, arena_printf(&arena, "value=\"%s\" checked", flood)));
	assert_true(has(r, arena_printf(&arena, "value=\"%s\">", hers)));
	assert_true(strstr(r.body, hers) < strstr(strstr(r.body, "<fieldset"), flood));
}

/* Two at once: told who looks, told who was first, and neither undoes the other's work by accident. */
static void two_moderators_do_not_clash(void **s)
{
	(void)s;
	static const struct store_edit more[] = {EDIT("members/iv/ivy.md", "---\nname: Ivy\nrole: moderator\n---\nHello.\n")};
	put_content(more, 1);
	struct visitor mod = member("gardener"), ivy = member("ivy");
	const char *id = id_in(send_text(&guest, "Hello, I am new here.")), *url = arena_printf(&arena, "/-/queue/%s", id);
	struct reply first = get(&mod, url), second = get(&ivy, url);
	assert_false(has(first, "is looking at this"));
	assert_true(has(second, "gardener is looking at this"));
	assert_true(has(get(&ivy, "/-/queue"), "gardener is looking at this"));
	assert_int_equal(post(&mod, url, FIELDS("action", "approve", "token", hidden(first, "token"))).status, 303);
	struct reply late = post(&ivy, url, FIELDS("action", "reject", "reason", "No.", "token", hidden(second, "token")));
	assert_int_equal(late.status, 409);
	assert_true(has(late, "This was approved."));
	assert_true(has(late, "gardener,"));
	assert_string_equal(state_of(id), "approved");
}

static void a_verdict_leads_on_and_can_be_taken_back(void **s)
{
	(void)s;
	struct visitor mod = member("gardener");
	const char *ids[3];
	for (int i = 0; i < 3; i++)
		ids[i] = id_in(send_text(&guest, arena_printf(&arena, "Text number %d of its own kind: %c%c%c", i, 'a' + i, 'g' + i, 'p' + i)));
	const char *url = arena_printf(&arena, "/-/queue/%s", ids[1]);
	struct reply r = get(&mod, url);
	const char *token = hidden(r, "token");
	r = post(&mod, url, FIELDS("action", "spam", "token", token, "within", ""));
	assert_string_equal(r.location, arena_printf(&arena, "/-/queue/%s?done=%s", ids[2], ids[1]));
	r = get(&mod, r.location);
	assert_true(has(r, "Rejected as spam: Reply"));
	assert_string_equal(state_of(ids[1]), "spam");
	r = post(&mod, arena_printf(&arena, "/-/undo/%s", ids[1]), FIELDS("token", token));
	assert_int_equal(r.status, 303);
	assert_string_equal(state_of(ids[1]), "waiting");
	assert_int_equal(post(&mod, arena_printf(&arena, "/-/undo/%s", ids[1]), FIELDS("token", token)).status, 409);
	/* What is published goes, and what somebody answered since keeps it. */
	r = post(&mod, url, FIELDS("action", "approve", "token", token));
	assert_string_not_equal(published(arena_printf(&arena, TOPIC "/%s.md", ids[1])), "");
	assert_int_equal(post(&mod, arena_printf(&arena, "/-/undo/%s", ids[1]), FIELDS("token", token)).status, 303);
	assert_string_equal(published(arena_printf(&arena, TOPIC "/%s.md", ids[1])), "");
	assert_int_equal(left(), 3);
}

/* An account with a role is not suspended from the queue, a guest has none, a member's is. */
static void a_ban_suspends_the_account(void **s)
{
	(void)s;
	struct visitor mod = member("gardener"), bert = member("bert");
	const char *by_guest = id_in(send_text(&guest, wave(1))), *by_bert = id_in(send_text(&bert, "Buy stones here"));
	const char *url = arena_printf(&arena, "/-/queue/%s", by_guest);
	struct reply r = get(&mod, url);
	assert_false(has(r, "value=\"ban\""));
	assert_int_equal(post(&mod, url, FIELDS("action", "ban", "token", hidden(r, "token"))).status, 403);
	url = arena_printf(&arena, "/-/queue/%s", by_bert);
	r = get(&mod, url);
	assert_true(has(r, "value=\"ban\""));
	assert_int_equal(post(&mod, url, FIELDS("action", "ban", "token", hidden(r, "token"))).status, 303);
	assert_string_equal(state_of(by_bert), "spam");
	assert_non_null(strstr(published("members/be/bert.md"), "banned: "));
}

/* Of two deeds the first may be done and the second not: both are said. */
static void a_ban_that_fails_says_what_was_done(void **s)
{
	(void)s;
	struct visitor mod = member("gardener"), bert = member("bert");
	const char *first = id_in(send_text(&bert, "Buy stones here")), *second = id_in(send_text(&bert, "Sell us your roof tiles"));
	const char *url = arena_printf(&arena, "/-/queue/%s", first);
	assert_int_equal(post(&mod, url, FIELDS("action", "ban", "token", hidden(get(&mod, url), "token"))).status, 303);
	url = arena_printf(&arena, "/-/queue/%s", second);
	struct reply r = get(&mod, url);
	assert_false(has(r, "value=\"ban\""));
	r = post(&mod, url, FIELDS("action", "ban", "token", hidden(r, "token")));
	assert_int_equal(r.status, 409);
	assert_true(has(r, "was rejected as spam, but its author was not suspended"));
	assert_false(has(r, "value=\"approve\""));
	assert_string_equal(state_of(second), "spam");
}

/* Nobody approves blindly of what came by git: each of its files is there, whatever it is. */
static void a_proposal_is_shown_file_by_file(void **s)
{
	(void)s;
	struct visitor mod = member("gardener");
	const struct store_edit edits[] = {
		{"index.md", "---\ntitle: Changed\n---\nAnother <b>front</b> page.\n", 49},
		{"resources/kiln.md", "---\ntitle: A kiln\nlink: https://kiln.example/\n---\nHot.\n", 55},
		{"scripts/run.bin", "\xff\x00\xfe", 3},
		{TOPIC "/index.md", NULL, 0},
	};
	struct queue_submission sent = {.id = "20261122-170000-change", .author = "bert", .summary = "change: Four files",
					.edits = edits, .nedits = ARRAY_LEN(edits), .now = now};
	struct queue *queue;
	bool again;
	assert_int_equal(server_queue(&server, &queue, &err), 0);
	if (queue_submit(queue, &sent, &again, &err))
		fail_msg("%s", err.msg);
	struct reply r = get(&mod, arena_printf(&arena, "/-/queue/%s", sent.id));
	assert_int_equal(r.status, 200);
	for (size_t i = 0; i < ARRAY_LEN(edits); i++)
		assert_true(has(r, arena_printf(&arena, "<bdi>%s</bdi>", edits[i].path)));
	assert_true(has(r, "Another &lt;b&gt;front&lt;/b&gt; page."));
	assert_true(has(r, "https://kiln.example/"));
	assert_true(has(r, "This file is no text"));
	assert_true(has(r, "Goes away"));
	assert_true(has(r, "This is not one well-formed page"));
	assert_false(has(r, "\xff"));
	/* Its sender sees the same, and how to send it again. */
	struct visitor bert = member("bert");
	const char *receipt = arena_printf(&arena, "/-/submission/%s", sent.id);
	r = get(&bert, receipt);
	assert_true(has(r, "https://kiln.example/") && has(r, "take it back above"));
	const char *token = hidden(get(&mod, arena_printf(&arena, "/-/queue/%s", sent.id)), "token");
	assert_int_equal(post(&mod, arena_printf(&arena, "/-/queue/%s", sent.id),
	                      FIELDS("action", "reject", "reason", "Too much at once.", "rule", "", "token", token)).status, 303);
	r = get(&bert, receipt);
	assert_true(has(r, "Too much at once.") && has(r, "https://kiln.example/"));
	assert_false(has(get(&mod, receipt), "git push"));
	assert_true(has(r, "git add --all &amp;&amp; git commit\ngit pull --rebase origin main\ngit push origin HEAD:refs/for/main"));
}

/* What stands in an address is anybody's: it chooses nothing, or is shown as text. */
static void odd_addresses_do_no_harm(void **s)
{
	(void)s;
	struct visitor mod = member("gardener");
	send_text(&guest, wave(1));
	static const char *const odd[] = {
		"/-/queue?by=%3Cscript%3E&page=-1", "/-/queue?page=99999999999999999999", "/-/queue?like=../x&act=spam", "/-/queue?done=%0a",
		"/-/queue?text=%22%3E%3Cscript%3E", "/-/queue?age=never&chance=%00", "/-/queue?sender=%3Cscript%3E&act=reject", "/-/queue?act=drop",
	};
	for (size_t i = 0; i < ARRAY_LEN(odd); i++) {
		struct reply r = get(&mod, odd[i]);
		assert_true(r.status == 200 || r.status == 400);
		assert_false(has(r, "<script>"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(only_moderators_with_a_token, setup, teardown),
		cmocka_unit_test_setup_teardown(a_wave_is_one_row, setup, teardown),
		cmocka_unit_test_setup_teardown(a_long_verdict_goes_on, setup, teardown),
		cmocka_unit_test_setup_teardown(floods_are_offered_first, setup, teardown),
		cmocka_unit_test_setup_teardown(a_rejection_of_many_wants_a_reason, setup, teardown),
		cmocka_unit_test_setup_teardown(a_member_is_listed_first_and_unticked, setup, teardown),
		cmocka_unit_test_setup_teardown(two_moderators_do_not_clash, setup, teardown),
		cmocka_unit_test_setup_teardown(a_verdict_leads_on_and_can_be_taken_back, setup, teardown),
		cmocka_unit_test_setup_teardown(a_ban_suspends_the_account, setup, teardown),
		cmocka_unit_test_setup_teardown(a_ban_that_fails_says_what_was_done, setup, teardown),
		cmocka_unit_test_setup_teardown(a_proposal_is_shown_file_by_file, setup, teardown),
		cmocka_unit_test_setup_teardown(odd_addresses_do_no_harm, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
