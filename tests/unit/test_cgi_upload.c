/* Files in forms: from the first POST to the commit, and what a stranger may try with them. */
#include "cgi_site.h"

#include "core/page/attach.h"
#include "core/queue/uploads.h"

#define TYPE "multipart/form-data; boundary=BORDER"

/* 6 by 4 pixels, and a text chunk that says Secret. */
static const unsigned char png[] = {
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00, 0x06, 0x00, 0x00, 0x00, 0x04,
    0x08, 0x02, 0x00, 0x00, 0x00, 0x22, 0x66, 0xd9, 0x14, 0x00, 0x00, 0x00, 0x0d, 0x74, 0x45, 0x58, 0x74, 0x41, 0x75, 0x74, 0x68, 0x6f, 0x72, 0x00,
    0x53, 0x65, 0x63, 0x72, 0x65, 0x74, 0xef, 0xfd, 0x68, 0xd1, 0x00, 0x00, 0x00, 0x3c, 0x49, 0x44, 0x41, 0x54, 0x78, 0xda, 0x0d, 0xc8, 0x41, 0x01,
    0x00, 0x30, 0x08, 0x03, 0xb1, 0xca, 0x41, 0x04, 0x22, 0x78, 0x9f, 0x92, 0xca, 0x41, 0x44, 0x45, 0x20, 0x6b, 0xcb, 0x33, 0x92, 0x28, 0x31, 0xc2,
    0x62, 0xc5, 0x09, 0xa9, 0xa9, 0x66, 0x1a, 0x37, 0xdb, 0x5c, 0xff, 0x32, 0x65, 0xc6, 0xd8, 0xac, 0x39, 0xff, 0x0a, 0x15, 0x26, 0x38, 0x6c, 0xb8,
    0xf0, 0x00, 0x40, 0x81, 0x1a, 0x41, 0x3e, 0x34, 0x4e, 0xd8, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82};
static const char pdf[] = "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n";

struct sent {
	const char *name;
	const void *bytes;
	size_t n;
};
#define PNG(name) {name, png, sizeof(png)}
#define TEXT_FILE(name, text) {name, text, sizeof(text) - 1}

static void add_field(struct str *body, const char *name, const char *value)
{
	str_addf(body, "--BORDER\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n", name, value);
}

/* A form with files as a browser sends it. */
static struct reply post_files(const struct visitor *visitor, const char *url, const char *const *fields, const struct sent *files,
                               size_t n)
{
	struct str body;
	str_init(&body, 64 << 20);
	for (; *fields; fields += 2)
		add_field(&body, fields[0], fields[1]);
	for (size_t i = 0; i < n; i++) {
		str_addf(&body, "--BORDER\r\nContent-Disposition: form-data; name=\"files\"; filename=\"%s\"\r\n"
		                "Content-Type: image/png\r\n\r\n", files[i].name);
		str_add(&body, files[i].bytes, files[i].n);
		str_addz(&body, "\r\n");
	}
	str_addz(&body, "--BORDER--\r\n");
	struct reply reply = post_raw(visitor, url, TYPE, body.at, body.len);
	str_release(&body);
	return reply;
}

#define REPLY(text) FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", text)

static struct reply preview(const struct visitor *visitor, const char *text, struct sent file)
{
	return post_files(visitor, "/-/preview", REPLY(text), &file, 1);
}

/* The text of a page's hidden textarea. */
static const char *body_of(struct reply reply)
{
	const char *at = strstr(reply.body, "<textarea name=\"body\"");
	if (!at)
		return "";
	at = strchr(at, '\n') + 1;
	return arena_dupn(&arena, at, (size_t)(strstr(at, "</textarea>") - at));
}

static struct reply submit(const struct visitor *visitor, struct reply shown)
{
	return post(visitor, "/-/submit", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", body_of(shown), "file",
	                                         hidden(shown, "file"), "token", hidden(shown, "token")));
}

static size_t kept(void)
{
	size_t dropped;
	struct str path;
	str_init(&path, 4096);
	str_addf(&path, "%s/state/uploads", dir);
	assert_int_equal(uploads_sweep(path.at, INT64_MAX, &dropped, &err), 0);
	str_release(&path);
	return dropped;
}

static void a_picture_goes_from_the_form_to_the_commit(void **s)
{
	(void)s;
	struct visitor anna = member("anna"), mod = member("gardener");
	struct reply r = preview(&anna, "Look:", (struct sent)PNG("My Garden.PNG"));
	assert_int_equal(r.status, 200);
	const char *name = hidden(r, "file"), *url = arena_printf(&arena, "/-/upload?file=%s", name);
	assert_true(attach_is_name(name));
	assert_non_null(strstr(name, "my-garden-"));
	assert_true(has(r, arena_printf(&arena, "<img src=\"%s\" alt=\"my garden\" width=\"6\" height=\"4\" loading=\"lazy\">", url)));
	assert_string_equal(body_of(r), arena_printf(&arena, "Look:\n\n![my garden](%s)\n", name));
	struct reply seen = get(&anna, url);
	assert_int_equal(seen.status, 200);
	assert_string_equal(header_of(seen.head, "Content-Type"), "image/png");
	assert_string_equal(header_of(seen.head, "X-Content-Type-Options"), "nosniff");
	assert_string_equal(header_of(seen.head, "Content-Security-Policy"), "default-src 'none'; sandbox");
	r = submit(&anna, r);
	assert_int_equal(r.status, 303);
	const char *id = id_of(r.location), *path = arena_printf(&arena, TOPIC "/%s", name);
	assert_string_equal(published(path), "");
	assert_int_equal(get(&anna, url).status, 404);
	/* The receipt and the queue show it from where it lies. */
	const char *inside = arena_printf(&arena, "/-/upload?submission=%s&amp;file=%s", id, name);
	assert_true(has(get(&anna, r.location + strlen("")), inside));
	r = get(&mod, arena_printf(&arena, "/-/queue/%s", id));
	assert_true(has(r, arena_printf(&arena, "<img src=\"%s\" alt=\"my garden\" width=\"6\"", inside)));
	r = post(&mod, arena_printf(&arena, "/-/queue/%s", id), FIELDS("action", "approve", "token", hidden(r, "token")));
	assert_int_equal(r.status, 303);
	assert_true(has(get(&mod, r.location), "/forums/help/2026/11/first-steps/"));
	assert_int_equal(strncmp(published(path), "\x89PNG", 4), 0);
}

static void a_submission_is_sent_once_and_its_file_is_gone_from_the_folder(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	struct reply shown = preview(&anna, "Look:", (struct sent)PNG("a.png")), first = submit(&anna, shown);
	assert_int_equal(first.status, 303);
	assert_int_equal(kept(), 0);
	struct reply again = submit(&anna, shown);
	assert_int_equal(again.status, 303);
	assert_string_equal(again.location, first.location);
	assert_int_equal(waiting(), 1);
}

static void nobody_else_sees_it(void **s)
{
	(void)s;
	struct visitor anna = member("anna"), bert = member("bert"), mod = member("gardener");
	struct reply r = preview(&anna, "Look:", (struct sent)PNG("a.png"));
	const char *name = hidden(r, "file"), *url = arena_printf(&arena, "/-/upload?file=%s", name);
	assert_int_equal(get(&bert, url).status, 404);
	assert_int_equal(get(&mod, url).status, 404);
	assert_int_equal(get(&guest, url).status, 404);
	/* Nor can another put it into a post. */
	struct reply theirs = post(&bert, "/-/preview", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", "Mine", "file", name));
	assert_int_equal(theirs.status, 422);
	assert_true(has(theirs, "not here any more"));
	const char *id = id_of(submit(&anna, r).location);
	url = arena_printf(&arena, "/-/upload?submission=%s&file=%s", id, name);
	assert_int_equal(get(&bert, url).status, 404);
	assert_int_equal(get(&guest, url).status, 404);
	assert_int_equal(get(&guest, arena_printf(&arena, "%s&k=aaaa", url)).status, 404);
	assert_int_equal(get(&anna, url).status, 200);
	assert_int_equal(get(&mod, url).status, 200);
	assert_int_equal(get(&mod, arena_printf(&arena, "/-/upload?submission=%s&file=other-aaaaaa.png", id)).status, 404);
}

static void names_are_no_paths(void **s)
{
	(void)s;
	static const char *const names[] = {"../../../etc/passwd.png", "..\\..\\evil.png", "C:\\me\\x.png", "/etc/x.png", ".htaccess.png",
	                                    "shell.php.png", "a.html", "index.html.png", "x\xff\xfe.png", "\xD9\x85\xD8\xB1.png", "---.png", ".png",
	                                    "a b\tc.png"};
	struct visitor anna = member("anna");
	server.site.conf.upload_per_hour = 1000;
	server.site.conf.post_per_hour = 1000;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct reply r = preview(&anna, "Look:", (struct sent){names[i], png, sizeof(png)});
		const char *name = hidden(r, "file"), *dot = strchr(name, '.');
		if (r.status != 200 || !attach_is_name(name) || !dot || strcmp(dot, ".png") != 0)
			fail_msg("%s: %d, '%s'", names[i], r.status, name);
	}
	static const char *const asked[] = {"../state.db", "../secret", "..", "", "a", "a-aaaaaa.html", "a-aaaaaa.php.png", "%2e%2e/x-aaaaaa.png", "x/y-aaaaaa.png"};
	for (size_t i = 0; i < ARRAY_LEN(asked); i++)
		assert_int_equal(get(&anna, arena_printf(&arena, "/-/upload?file=%s", asked[i])).status, 404);
}

static void files_are_what_they_are(void **s)
{
	(void)s;
	static const struct {
		struct sent file;
		const char *ending; /* NULL: refused */
	} cases[] = {
		{PNG("photo.jpg"), ".png"},
		{PNG("page.html"), ".png"},
		{TEXT_FILE("plan.pdf", pdf), ".pdf"},
		{TEXT_FILE("plan.png", pdf), NULL},
		{TEXT_FILE("plan.txt", "GIF89a/*\x01*/=1;alert(1)//"), NULL},
		{TEXT_FILE("list.csv", "a,b\r\n1,2\r\n"), ".csv"},
		{TEXT_FILE("note.txt", "\xff\xfe" "a\0b"), NULL},
		{TEXT_FILE("note.txt", "gr\xc3\xbc\xc3\x9f"), ".txt"},
		{TEXT_FILE("a.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"), NULL},
		{TEXT_FILE("a.html", "<script>alert(1)</script>"), NULL},
		{TEXT_FILE("a.zip", "not one"), NULL},
		{TEXT_FILE("a.exe", "MZ"), NULL},
		{TEXT_FILE("noending", "text"), NULL},
		{TEXT_FILE("a.png", "\x89PNG\r\n\x1a\ncut short"), NULL},
	};
	struct visitor anna = member("anna");
	server.site.conf.post_per_hour = 1000;
	server.site.conf.upload_visitor_max = 1 << 30;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct reply r = preview(&anna, "Look:", cases[i].file);
		const char *dot = strchr(hidden(r, "file"), '.');
		bool as_wanted = cases[i].ending ? r.status == 200 && dot && !strcmp(dot, cases[i].ending) : r.status == 422 && !dot;
		if (!as_wanted)
			fail_msg("case %zu, %s: %d, '%s'", i, cases[i].file.name, r.status, hidden(r, "file"));
		assert_true(has(r, "Look:"));
	}
}

static void no_picture_is_shown_as_it_came(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	struct reply r = preview(&anna, "Look:", (struct sent)PNG("a.png"));
	struct wire wire = {0};
	wire_url(&wire, "GET", arena_printf(&arena, "/-/upload?file=%s", hidden(r, "file")));
	wire_visitor(&wire, &anna);
	struct req_io io = {wire_variable, wire_read, wire_write, wire_log, &wire};
	str_init(&wire.out, 1 << 20);
	serve_one(&server, &io, now);
	assert_non_null(memmem(wire.out.at, wire.out.len, "IHDR", 4));
	assert_null(memmem(wire.out.at, wire.out.len, "Secret", 6));
	str_release(&wire.out);
}

static void other_files_are_downloads(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	struct reply r = preview(&anna, "Look:", (struct sent)TEXT_FILE("Plan B.pdf", pdf));
	assert_non_null(strstr(body_of(r), "\n\n[plan b.pdf](plan-b-"));
	struct reply seen = get(&anna, arena_printf(&arena, "/-/upload?file=%s", hidden(r, "file")));
	assert_string_equal(header_of(seen.head, "Content-Disposition"), arena_printf(&arena, "attachment; filename=\"%s\"", hidden(r, "file")));
}

static void a_file_can_be_taken_out_again(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	static const struct sent two[] = {PNG("one.png"), PNG("two.png")};
	struct reply r = post_files(&anna, "/-/preview", REPLY("Look:"), two, 2);
	const char *one = hidden(r, "file");
	const char *other = strstr(strstr(r.body, "name=\"file\"") + 1, "name=\"file\" value=\"") + 19;
	other = arena_dupn(&arena, other, strcspn(other, "\""));
	assert_string_equal(body_of(r), arena_printf(&arena, "Look:\n\n![one](%s)\n![two](%s)\n", one, other));
	assert_true(has(r, "class=\"gallery\""));
	r = post(&anna, "/-/preview", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", body_of(r), "file", one, "file", other, "remove", one));
	assert_int_equal(r.status, 200);
	assert_string_equal(hidden(r, "file"), other);
	assert_string_equal(body_of(r), arena_printf(&arena, "Look:\n\n![two](%s)\n", other));
	/* Back in the form it is listed, and its box leaves it out. */
	struct reply form = post(&anna, "/-/preview", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", body_of(r), "file", other, "again", "1"));
	assert_true(has(form, arena_printf(&arena, "name=\"drop\" value=\"%s\"", other)));
	r = post(&anna, "/-/preview", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", body_of(r), "file", other, "drop", other));
	assert_string_equal(body_of(r), "Look:\n");
}

static void the_token_is_bound_to_the_files(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	struct reply one = preview(&anna, "Look:", (struct sent)PNG("one.png")), two = preview(&anna, "Look:", (struct sent)PNG("two.png"));
	struct reply r = post(&anna, "/-/submit", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", body_of(one), "file",
	                                                 hidden(two, "file"), "token", hidden(one, "token")));
	assert_int_equal(r.status, 403);
	r = post(&anna, "/-/submit", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", body_of(one), "token", hidden(one, "token")));
	assert_int_equal(r.status, 403);
	assert_int_equal(waiting(), 0);
}

static void limits_are_told_and_the_text_is_kept(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	struct config *conf = &server.site.conf;
	static const struct sent three[] = {PNG("1.png"), PNG("2.png"), PNG("3.png")};
	struct reply r = preview(&guest, "My long text", (struct sent)PNG("a.png"));
	assert_int_equal(r.status, 422);
	assert_true(has(r, "guests cannot") && has(r, "My long text"));
	conf->upload_files_max = 2;
	r = post_files(&anna, "/-/preview", REPLY("My long text"), three, 3);
	assert_int_equal(r.status, 422);
	assert_true(has(r, "2 files at most") && has(r, "My long text") && *hidden(r, "file"));
	conf->upload_files_max = 8;
	conf->attachment_max = 20;
	r = preview(&anna, "My long text", (struct sent)TEXT_FILE("plan.pdf", pdf));
	assert_true(r.status == 422 && has(r, "20 bytes"));
	conf->attachment_max = 1 << 20;
	conf->upload_pixels_max = 10;
	r = preview(&anna, "My long text", (struct sent)PNG("a.png"));
	assert_true(r.status == 422 && has(r, "too many pixels"));
	conf->upload_pixels_max = 1000;
	conf->upload_visitor_max = 3 * 65536;
	assert_int_equal(preview(&anna, "x", (struct sent)PNG("a.png")).status, 200);
	r = preview(&anna, "My long text", (struct sent)PNG("a.png"));
	assert_true(r.status == 422 && has(r, "wait for their posts"));
	now += 25 * 3600;
	anna = member("anna");
	assert_int_equal(preview(&anna, "x", (struct sent)PNG("a.png")).status, 200);
	conf->upload_all_max = 65536;
	r = preview(&anna, "My long text", (struct sent)PNG("a.png"));
	assert_true(r.status == 422 && has(r, "no room"));
	conf->upload_files_max = 0;
	r = preview(&anna, "My long text", (struct sent)PNG("a.png"));
	assert_true(r.status == 422 && has(r, "takes no files"));
}

static void so_many_in_an_hour(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	server.site.conf.upload_per_hour = 2;
	assert_int_equal(preview(&anna, "x", (struct sent)PNG("a.png")).status, 200);
	assert_int_equal(preview(&anna, "x", (struct sent)PNG("a.png")).status, 200);
	struct reply r = preview(&anna, "My long text", (struct sent)PNG("a.png"));
	assert_int_equal(r.status, 429);
	assert_true(has(r, "My long text"));
}

static void without_its_program_pictures_are_refused_in_words(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	server.site.image_program = "/nonexistent/stoa-image";
	struct reply r = preview(&anna, "My long text", (struct sent)PNG("a.png"));
	assert_int_equal(r.status, 422);
	assert_true(has(r, "cannot be taken right now") && has(r, "My long text"));
	assert_non_null(strstr(logged.at, "/nonexistent/stoa-image"));
	assert_int_equal(preview(&anna, "x", (struct sent)TEXT_FILE("plan.pdf", pdf)).status, 200);
}

static void a_form_that_is_too_large_gives_its_text_back(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	size_t n = 3 << 20;
	char *noise = base_alloc(n, 1);
	memset(noise, 'x', n);
	server.site.conf.upload_body_max = 1 << 20;
	struct reply r = preview(&anna, "My long text", (struct sent){"huge.png", noise, n});
	assert_int_equal(r.status, 413);
	assert_true(has(r, "My long text"));
	free(noise);
}

static void what_was_rejected_can_be_sent_again_with_its_file(void **s)
{
	(void)s;
	struct visitor anna = member("anna"), mod = member("gardener");
	struct reply r = submit(&anna, preview(&anna, "Look:", (struct sent)PNG("a.png")));
	const char *receipt = r.location, *url = arena_printf(&arena, "/-/queue/%s", id_of(receipt));
	r = get(&mod, url);
	r = post(&mod, url, FIELDS("action", "reject", "reason", "Too dark", "token", hidden(r, "token")));
	assert_int_equal(r.status, 303);
	struct reply form = get(&anna, receipt);
	const char *name = hidden(form, "file"), *from = hidden(form, "from"), *key = hidden(form, "key");
	assert_true(*name && *from && *key);
	const char *text = arena_printf(&arena, "Brighter:\n\n![a](%s)\n", name);
	struct reply shown = post(&anna, "/-/preview", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", text, "file", name, "from", from, "key", key));
	assert_int_equal(shown.status, 200);
	r = post(&anna, "/-/submit", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", text, "file", name, "from", from, "key", key,
	                                    "token", hidden(shown, "token")));
	assert_int_equal(r.status, 303);
	assert_int_equal(waiting(), 1);
	struct visitor bert = member("bert");
	shown = post(&bert, "/-/preview", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", text, "file", name, "from", from, "key", "aaaa"));
	assert_int_equal(shown.status, 422);
}

static void a_changed_text_keeps_its_files(void **s)
{
	(void)s;
	struct visitor anna = member("anna"), mod = member("gardener");
	struct reply shown = preview(&anna, "Look:", (struct sent)PNG("a.png")), r = submit(&anna, shown);
	const char *name = hidden(shown, "file"), *url = arena_printf(&arena, "/-/queue/%s", id_of(r.location));
	r = get(&mod, url);
	r = post(&mod, url, FIELDS("action", "edit", "body", arena_printf(&arena, "See ![it](%s)\n", name), "token", hidden(r, "token")));
	assert_int_equal(r.status, 303);
	assert_int_equal(strncmp(published(arena_printf(&arena, TOPIC "/%s", name)), "\x89PNG", 4), 0);
}

static void scripts_get_json(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	struct sent file = PNG("pasted.png");
	struct reply r = post_files(&anna, "/-/upload", FIELDS("x", "y"), &file, 1);
	assert_int_equal(r.status, 200);
	assert_string_equal(header_of(r.head, "Content-Type"), "application/json");
	assert_true(has(r, "\"markdown\": \"![pasted](pasted-") || has(r, "\"markdown\":\"![pasted](pasted-"));
	file.name = "a.html";
	file.bytes = "<script>";
	file.n = 8;
	r = post_files(&anna, "/-/upload", FIELDS("x", "y"), &file, 1);
	assert_int_equal(r.status, 422);
	assert_true(has(r, "\"error\""));
	assert_int_equal(post_files(&guest, "/-/upload", FIELDS("x", "y"), &file, 1).status, 422);
	struct visitor evil = anna;
	evil.origin = "https://evil.example";
	assert_int_equal(post_files(&evil, "/-/upload", FIELDS("x", "y"), &file, 1).status, 403);
	assert_int_equal(post_files(&anna, "/-/upload", FIELDS("x", "y"), NULL, 0).status, 400);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	static const struct CMUnitTest tests[] = {
		TEST(a_picture_goes_from_the_form_to_the_commit),
		TEST(a_submission_is_sent_once_and_its_file_is_gone_from_the_folder),
		TEST(nobody_else_sees_it),
		TEST(names_are_no_paths),
		TEST(files_are_what_they_are),
		TEST(no_picture_is_shown_as_it_came),
		TEST(other_files_are_downloads),
		TEST(a_file_can_be_taken_out_again),
		TEST(the_token_is_bound_to_the_files),
		TEST(limits_are_told_and_the_text_is_kept),
		TEST(so_many_in_an_hour),
		TEST(without_its_program_pictures_are_refused_in_words),
		TEST(a_form_that_is_too_large_gives_its_text_back),
		TEST(what_was_rejected_can_be_sent_again_with_its_file),
		TEST(a_changed_text_keeps_its_files),
		TEST(scripts_get_json),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
