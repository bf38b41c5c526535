/* A member's profile by a form: what it takes, whose it is, and what becomes of one that is rejected. */
#include "cgi_site.h"

#include "cgi/draft/ask.h"
#include "core/state/state_facts.h"

#define ANNA "members/an/anna.md"
#define PROFILE "kind", "edit", "path", ANNA, "called", "Anna B.", "site", "https://anna.example/", "listed", "yes", "tags", "Roofs, wood"

static struct reply decide(const char *id, const char *action)
{
	struct visitor mod = member("gardener");
	const char *url = arena_printf(&arena, "/-/queue/%s", id);
	const char *token = hidden(get(&mod, url), "token");
	return post(&mod, url, FIELDS("action", action, "reason", "Too much.", "rule", "", "token", token));
}

static void it_is_changed_by_a_form(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	struct reply form = get(&anna, "/-/edit?path=" ANNA);
	assert_int_equal(form.status, 200);
	assert_true(has(form, "name=\"called\" dir=\"auto\" value=\"Anna\"") && has(form, "About you") && has(form, ">\nHello."));
	assert_false(has(form, "name=\"title\"") || has(form, "name=\"role\"") || has(form, "name=\"note\""));
	assert_true(has(get(&anna, "/-/me"), "/-/edit?path=members%2Fan%2Fanna.md"));
	struct reply sent = SEND(&anna, PROFILE, "links", "https://one.example/\n\n https://two.example/", "body", "", "role", "admin");
	assert_int_equal(sent.status, 303);
	assert_true(has(get(&anna, sent.location), "<dd><bdi>Anna B.</bdi></dd>"));
	assert_int_equal(decide(id_of(sent.location), "approve").status, 303);
	const char *file = published(ANNA);
	assert_non_null(strstr(file, "name: Anna B.\n"));
	assert_non_null(strstr(file, "site: https://anna.example/\n"));
	assert_non_null(strstr(file, "skills: [roofs, wood]\n"));
	assert_non_null(strstr(file, "listed: yes\n"));
	assert_non_null(strstr(file, "https://one.example/"));
	assert_non_null(strstr(file, "https://two.example/"));
	assert_null(strstr(file, "admin"));
	assert_null(strstr(file, "Hello."));
}

/* Two changes of one profile, of which the second is settled by a moderator: what it changed is not lost with the text that clashed. */
static void a_settled_clash_keeps_what_was_changed(void **s)
{
	(void)s;
	struct visitor anna = member("anna"), mod = member("gardener");
	const char *base = hidden(get(&anna, "/-/edit?path=" ANNA), "base");
	struct reply first = SEND(&anna, "kind", "edit", "path", ANNA, "base", base, "called", "Anna B.", "body", "I build.");
	struct reply second = SEND(&anna, PROFILE, "base", base, "links", "https://one.example/", "body", "I thatch.");
	const char *url = arena_printf(&arena, "/-/queue/%s", id_of(second.location));
	assert_int_equal(decide(id_of(first.location), "approve").status, 303);
	struct reply r = decide(id_of(second.location), "approve");
	assert_int_equal(r.status, 409);
	r = post(&mod, url, FIELDS("action", "edit", "body", "I build and thatch.", "base", hidden(r, "base"), "token", hidden(r, "token")));
	assert_int_equal(r.status, 303);
	const char *file = published(ANNA);
	assert_non_null(strstr(file, "I build and thatch."));
	assert_non_null(strstr(file, "site: https://anna.example/\n"));
	assert_non_null(strstr(file, "skills: [roofs, wood]\n"));
	assert_non_null(strstr(file, "listed: yes\n"));
	assert_non_null(strstr(file, "https://one.example/"));
}

static void nobody_changes_another_s(void **s)
{
	(void)s;
	struct visitor bert = member("bert");
	assert_int_equal(get(&bert, "/-/edit?path=" ANNA).status, 403);
	assert_int_equal(get(&guest, "/-/edit?path=" ANNA).status, 303);
	assert_int_equal(post(&bert, "/-/preview", FIELDS(PROFILE, "body", "Mine.")).status, 403);
	assert_int_equal(waiting(), 0);
}

static void what_does_not_fit_is_said_at_its_field(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	struct reply r = post(&anna, "/-/preview", FIELDS("kind", "edit", "path", ANNA, "called", "Anna", "site", "javascript:alert(1)", "body", "A long text."));
	assert_int_equal(r.status, 422);
	assert_true(has(r, "id=\"_site-error\"") && has(r, "A long text."));
	r = post(&anna, "/-/preview", FIELDS("kind", "edit", "path", ANNA, "called", "Anna", "links", "nonsense", "body", "A long text."));
	assert_int_equal(r.status, 422);
	assert_true(has(r, "id=\"_links-error\"") && has(r, "A long text."));
}

static void a_rejected_one_is_mended(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	struct reply sent = SEND(&anna, PROFILE, "body", "I sell everything.");
	assert_int_equal(sent.status, 303);
	const char *receipt = sent.location;
	struct visitor mod = member("gardener");
	struct reply queue = get(&mod, arena_printf(&arena, "/-/queue/%s", id_of(receipt)));
	assert_true(has(queue, "Anna B.</bdi>") && has(queue, ">Anna B.</a>"));
	assert_false(has(queue, "\"></a>"));
	assert_int_equal(decide(id_of(receipt), "reject").status, 303);
	struct reply r = get(&anna, receipt);
	assert_true(has(r, "Too much.") && has(r, "Mend it and send it again"));
	assert_true(has(r, "value=\"Anna B.\"") && has(r, "I sell everything.") && has(r, "value=\"roofs, wood\""));
	sent = SEND(&anna, PROFILE, "body", "I build.", "base", hidden(r, "base"));
	assert_int_equal(sent.status, 303);
	assert_int_equal(decide(id_of(sent.location), "approve").status, 303);
	assert_non_null(strstr(published(ANNA), "I build.\n"));
}

/* As its readers will see it: by the name that is typed, with whose it is below. */
static void its_preview_shows_the_member(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	struct reply r = post(&anna, "/-/preview", FIELDS(PROFILE, "body", "I build."));
	assert_int_equal(r.status, 200);
	assert_true(has(r, "<h2><bdi>Anna B.</bdi></h2>"));
	assert_true(has(r, "Anna B.</bdi>") && has(r, "<span class=\"handle\">@anna</span>"));
	assert_false(has(r, "Your post"));
	r = post(&anna, "/-/preview", FIELDS("kind", "edit", "path", ANNA, "called", "", "body", "I build."));
	assert_true(has(r, "<h2><bdi>anna</bdi></h2>"));
	/* What nobody has signed has no author. */
	r = post(&anna, "/-/preview", FIELDS("kind", "edit", "path", "pages/about.md", "title", "About", "body", "About you."));
	assert_int_equal(r.status, 200);
	assert_false(has(r, "class=\"person\"></bdi>") || has(r, "@</span>"));
}

static void what_cannot_be_is_not_there(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	assert_int_equal(get(&anna, "/-/edit?path=members/xx/nobody.md").status, 404);
	assert_int_equal(get(&anna, "/-/edit?path=..").status, 404);
	assert_int_equal(get(&anna, "/-/reply?path=nowhere").status, 404);
}

/* Turned away, nothing of it is lost: neither what it says of itself. */
static void all_that_was_typed_is_shown_back(void **s)
{
	size_t n, m = 0;
	(void)s;
	struct visitor mallory = member("anna");
	const struct ask_row *rows = ask_rows(&n);
	const char *fields[2 * DRAFT_ASKS + 16] = {"kind", "edit", "path", ANNA, "title", "its title", "name", "its name", "tags", "its tags", "body", "its body"};
	mallory.origin = "https://elsewhere.example";
	while (fields[m])
		m++;
	for (size_t i = 0; i < n; i++) {
		if (rows[i].shape == ASK_CHOICE)
			continue;
		fields[m++] = rows[i].name;
		fields[m++] = arena_printf(&arena, "typed into %s.", rows[i].name);
	}
	fields[m] = NULL;
	struct reply r = post(&mallory, "/-/preview", fields);
	assert_int_equal(r.status, 403);
	for (size_t i = 4; i < m; i += 2)
		if (!has(r, fields[i + 1]))
			fail_msg("%s is lost", fields[i]);
	/* Elsewhere such a name is something else's. */
	assert_false(has(post(&mallory, "/-/me/sessions", FIELDS("end", "a session")), "a session"));
}

#define EDIT_OF(path_) "kind", "edit", "path", path_
#define RULES "[moderation]\nhold = guests\n[policy]\nwords = pills\nrule = hold if words or links > 2\n"

static int with_rules(void **state)
{
	(void)state;
	return site_start(RULES);
}

/* Anna's profile with one field more; true: it waits for a moderator. */
static bool is_held(const char *field, const char *value)
{
	struct visitor anna = member("anna");
	int before = waiting();
	now += 60;
	struct reply sent = SEND(&anna, EDIT_OF(ANNA), field, value, "body", arena_printf(&arena, "I moved on at %lld.\n", (long long)now));
	if (sent.status != 303)
		fail_msg("%s: %d", field, sent.status);
	return waiting() > before;
}

static void a_rule_reads_its_fields_as_its_text(void **s)
{
	(void)s;
	assert_false(is_held("tags", "roofs"));
	assert_true(is_held("body", "Cheap pills."));
	assert_true(is_held("called", "Anna of the cheap pills"));
	assert_true(is_held("tags", "pills"));
	assert_true(is_held("site", "https://pills.example/"));
	assert_true(is_held("links", "https://a.example/\nhttps://b.example/\nhttps://c.example/"));
	assert_false(is_held("links", "https://a.example/\nhttps://b.example/"));
}

static void a_rule_reads_the_fields_of_other_pages(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	now += 60;
	assert_int_equal(SEND(&anna, "kind", "topic", "forum", "help", "title", "Which", "body", "Say.", "poll", "Pills\nNo").status, 303);
	assert_int_equal(waiting(), 1);
	assert_int_equal(SEND(&anna, "kind", "topic", "forum", "help", "title", "Why", "body", "Say.", "tags", "pills").status, 303);
	assert_int_equal(waiting(), 2);
	assert_int_equal(SEND(&anna, "kind", "topic", "forum", "help", "title", "Who", "body", "Say.", "poll", "Anna\nBert").status, 303);
	assert_int_equal(waiting(), 2);
}

/* So does the score, of which only what is new is counted. */
static void the_score_reads_its_fields(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	struct state *state;
	struct state_facts facts;
	struct reply sent = SEND(&anna, EDIT_OF(ANNA), "site", "https://pills.example/", "body", "Hello.");
	assert_int_equal(sent.status, 303);
	assert_int_equal(server_state(&server, &state, &err), 0);
	assert_int_equal(state_facts_find(state, id_of(sent.location), &arena, &facts, &err), 0);
	assert_non_null(strstr(facts.reasons, "pills.example"));
	assert_int_equal(decide(id_of(sent.location), "approve").status, 303);
	sent = SEND(&anna, EDIT_OF(ANNA), "tags", "roofs", "body", "Hello.");
	assert_int_equal(state_facts_find(state, id_of(sent.location), &arena, &facts, &err), 0);
	assert_null(strstr(facts.reasons, "pills.example"));
}

static struct reply look_at(const char *field, const char *value)
{
	struct visitor anna = member("anna");
	struct reply r = post(&anna, "/-/preview", FIELDS(EDIT_OF(ANNA), "body", "Hello.", field, value));
	assert_int_equal(r.status, 200);
	return r;
}

static void another_change_is_no_copy(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	static const char copy[] = "You have sent exactly this already";
	assert_int_equal(SEND(&anna, EDIT_OF(ANNA), "body", "Hello.", "called", "Annabel").status, 303);
	assert_false(has(look_at("site", "https://anna.example/"), copy));
	assert_false(has(look_at("called", "Anne"), copy));
	assert_true(has(look_at("called", "Annabel"), copy));
	assert_int_equal(SEND(&anna, EDIT_OF(ANNA), "body", "Hello.", "listed", "yes").status, 303);
	assert_false(has(look_at("called", ""), copy));
}

static bool is_refused(const char *name)
{
	struct visitor anna = member("anna");
	struct reply r = post(&anna, "/-/preview", FIELDS(EDIT_OF(ANNA), "called", name, "body", "A long text."));
	return r.status == 422 && has(r, "id=\"_called-error\"") && has(r, "A long text.");
}

static void names_that_joining_refuses_are_refused(void **s)
{
	(void)s;
	static const char moderator[] = "---\nname: Moderator\n---\nHello.\n";
	assert_true(is_refused("Administrator"));
	assert_true(is_refused("M0derator"));
	assert_true(is_refused(server.site.conf.site_title));
	assert_true(is_refused("Forty letters and one more are too many!!"));
	assert_false(is_refused("Forty letters are just as many as can be"));
	/* Whoever has such a name keeps it, and may change the rest. */
	put_content(&(struct store_edit){ANNA, moderator, sizeof(moderator) - 1}, 1);
	assert_false(is_refused("Moderator"));
	assert_true(is_refused("Moderators"));
}

static void what_is_unchanged_is_recognised(void **s)
{
	(void)s;
	static const char linked[] = "---\nname: Anna\nlinks: [\"https://one.example/\", \"https://two.example/\"]\n---\nHello.\n";
	struct visitor anna = member("anna");
	put_content(&(struct store_edit){ANNA, linked, sizeof(linked) - 1}, 1);
	static const char *const same[] = {"https://one.example/\r\nhttps://two.example/", "https://one.example/\r\n\r\n https://two.example/ \r\n"};
	for (size_t i = 0; i < ARRAY_LEN(same); i++) {
		struct reply r = post(&anna, "/-/preview", FIELDS(EDIT_OF(ANNA), "called", "Anna", "links", same[i], "body", "Hello."));
		assert_int_equal(r.status, 422);
		assert_true(has(r, "Nothing has changed"));
	}
	assert_int_equal(look_at("links", "https://two.example/").status, 200);
}

static void too_many_links_are_said_so(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	const char *links = "";
	for (int i = 0; i < 9; i++)
		links = arena_printf(&arena, "%shttps://%d.example/\n", links, i);
	struct reply r = post(&anna, "/-/preview", FIELDS(EDIT_OF(ANNA), "links", links, "body", "A long text."));
	assert_int_equal(r.status, 422);
	assert_true(has(r, "8 addresses") && has(r, "https://8.example/") && !has(r, "Guests may"));
}

/* The form offers none; a form that somebody made up gets no further. */
static void it_takes_no_files(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	static const char form[] = "--B\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\n%s\r\n"
	                           "--B\r\nContent-Disposition: form-data; name=\"path\"\r\n\r\n%s\r\n"
	                           "--B\r\nContent-Disposition: form-data; name=\"body\"\r\n\r\nA long text.\r\n"
	                           "--B\r\nContent-Disposition: form-data; name=\"files\"; filename=\"note.txt\"\r\n\r\nwords\r\n--B--\r\n";
	const char *type = "multipart/form-data; boundary=B", *sent = arena_printf(&arena, form, "edit", ANNA);
	struct reply r = post_raw(&anna, "/-/preview", type, sent, strlen(sent));
	assert_int_equal(r.status, 422);
	assert_true(has(r, "A profile takes no files") && has(r, "A long text."));
	/* One that lies ready for a post does not come in by its name either. */
	sent = arena_printf(&arena, form, "reply", TOPIC "/index.md");
	const char *name = hidden(post_raw(&anna, "/-/preview", type, sent, strlen(sent)), "file");
	assert_non_null(strstr(name, "note-"));
	r = post(&anna, "/-/preview", FIELDS(EDIT_OF(ANNA), "body", "A long text.", "file", name));
	assert_int_equal(r.status, 422);
	assert_string_equal(hidden(r, "file"), "");
	assert_false(has(r, arena_printf(&arena, "](%s)", name)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(it_is_changed_by_a_form, setup, teardown),
		cmocka_unit_test_setup_teardown(a_settled_clash_keeps_what_was_changed, setup, teardown),
		cmocka_unit_test_setup_teardown(nobody_changes_another_s, setup, teardown),
		cmocka_unit_test_setup_teardown(what_does_not_fit_is_said_at_its_field, setup, teardown),
		cmocka_unit_test_setup_teardown(a_rejected_one_is_mended, setup, teardown),
		cmocka_unit_test_setup_teardown(its_preview_shows_the_member, setup, teardown),
		cmocka_unit_test_setup_teardown(what_cannot_be_is_not_there, setup, teardown),
		cmocka_unit_test_setup_teardown(all_that_was_typed_is_shown_back, setup, teardown),
		cmocka_unit_test_setup_teardown(a_rule_reads_its_fields_as_its_text, with_rules, teardown),
		cmocka_unit_test_setup_teardown(a_rule_reads_the_fields_of_other_pages, with_rules, teardown),
		cmocka_unit_test_setup_teardown(the_score_reads_its_fields, setup, teardown),
		cmocka_unit_test_setup_teardown(another_change_is_no_copy, setup, teardown),
		cmocka_unit_test_setup_teardown(names_that_joining_refuses_are_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_unchanged_is_recognised, setup, teardown),
		cmocka_unit_test_setup_teardown(too_many_links_are_said_so, setup, teardown),
		cmocka_unit_test_setup_teardown(it_takes_no_files, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
