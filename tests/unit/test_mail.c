#include "core/mail/mail.h"
#include "core/text/crypto.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static struct arena arena;
static struct str out;
static struct err err;

static int set_up(void **state)
{
	(void)state;
	arena_init(&arena);
	str_init(&out, 1 << 20);
	err_clear(&err);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_release(&arena);
	str_release(&out);
	return 0;
}

static struct mail letter(void)
{
	return (struct mail){
	    .from = {"Die Gärtner", "stoa@example.org"},
	    .to = {"Ann \"A\" O'Neil", "ann@example.org"},
	    .subject = "Re: Wie geht's — ein sehr langer Betreff, der über eine Zeile hinausgeht und gefaltet wird",
	    .id = "20261122-170000-abcdef@example.org",
	    .answers = "20261122-160000-abcdef@example.org",
	    .thread = "20261122-150000-abcdef@example.org",
	    .list = "help.example.org",
	    .unsubscribe = "https://example.org/-/unsubscribe?t=abc",
	    .archived = "https://example.org/forums/help/2026/11/x/#a",
	    .date = 1795366800,
	    .text = "Grüße,\n.\nFrom here on\n",
	    .html = "<p>Grüße</p>",
	};
}

static void written_letter_reads_back(void **state)
{
	struct mail mail = letter();
	struct mail_received back;
	(void)state;
	assert_int_equal(mail_write(&mail, &out, &err), 0);
	assert_null(strchr(out.at, '\r'));
	assert_int_equal(mail_read(out.at, out.len, 100, &arena, &back, &err), 0);
	assert_string_equal(back.from, "stoa@example.org");
	assert_int_equal(back.nrecipients, 1);
	assert_string_equal(back.recipients[0], "ann@example.org");
	assert_string_equal(back.subject, mail.subject);
	assert_string_equal(back.id, mail.id);
	assert_string_equal(back.text, mail.text);
	assert_true(back.automatic);
	assert_false(back.html_only);
	assert_non_null(strstr(out.at, "\nList-Unsubscribe: <https://example.org/-/unsubscribe?t=abc>\n"));
	assert_non_null(strstr(out.at, "\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n"));
	assert_non_null(strstr(out.at, "\nReferences: <20261122-150000-abcdef@example.org>\n"));
	assert_non_null(strstr(out.at, "\nIn-Reply-To: <20261122-160000-abcdef@example.org>\n"));
}

/* What programs read is one word, however long it is. */
static void long_addresses_stay_whole(void **state)
{
	struct mail mail = letter();
	char line[700];
	(void)state;
	mail.unsubscribe = "https://example.org/-/unsubscribe?h=ada&w=topic%3Aforums%2Fhelp%2F2026%2F11%2Fhow-to-ask-so-that-you-get-an-answer"
	                   "&k=ijuubf5kapatsri53y7ocfvawc6mq7wu6msqz7gbiwsqyptfbieq";
	mail.archived = "https://example.org/forums/help/2026/11/how-to-ask-so-that-you-get-an-answer/#20261122-170000-abcdef";
	mail.thread = "20261122-150000-abcdef.20261122-150000-abcdef.20261122-150000-abcdef@community.of.long.names.example.org";
	assert_int_equal(mail_write(&mail, &out, &err), 0);
	snprintf(line, sizeof(line), "\nList-Unsubscribe: <%s>\n", mail.unsubscribe);
	assert_non_null(strstr(out.at, line));
	snprintf(line, sizeof(line), "\nArchived-At: <%s>\n", mail.archived);
	assert_non_null(strstr(out.at, line));
	snprintf(line, sizeof(line), "\nReferences: <%s>\n", mail.thread);
	assert_non_null(strstr(out.at, line));
}

static void same_letter_same_bytes(void **state)
{
	struct mail mail = letter();
	struct str again;
	(void)state;
	str_init(&again, 1 << 20);
	assert_int_equal(mail_write(&mail, &out, &err), 0);
	assert_int_equal(mail_write(&mail, &again, &err), 0);
	assert_string_equal(out.at, again.at);
	str_release(&again);
}

/* Lines as short as RFC 5322 wants them, and not a byte that a relay could break. */
static void lines_are_short_ascii(void **state)
{
	struct mail mail = letter();
	char text[4000];
	size_t run = 0;
	(void)state;
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	mail.text = text;
	assert_int_equal(mail_write(&mail, &out, &err), 0);
	for (size_t i = 0; i < out.len; i++) {
		assert_true((unsigned char)out.at[i] < 0x80);
		run = out.at[i] == '\n' ? 0 : run + 1;
		assert_true(run <= 200);
	}
}

static void headers_cannot_be_forged(void **state)
{
	static const char evil[] = "x\nBcc: victim@example.org";
	(void)state;
	struct mail mails[6];
	for (size_t i = 0; i < ARRAY_LEN(mails); i++)
		mails[i] = letter();
	mails[0].subject = evil;
	mails[1].from.name = evil;
	mails[2].to.name = evil;
	mails[3].to.address = "a@example.org\nBcc: b@example.org";
	mails[4].id = "a@b\r\nBcc:";
	mails[5].unsubscribe = "https://example.org/> <https://evil.example/";
	for (size_t i = 0; i < ARRAY_LEN(mails); i++) {
		assert_int_equal(mail_write(&mails[i], &out, &err), -1);
		assert_int_equal(err.code, ERR_INPUT);
		assert_int_equal(out.len, 0);
	}
}

static void addresses(void **state)
{
	static const char *const good[] = {"a@b.c", "first.last+tag@sub.example.org", "root@localhost",
	                                   "jörg@bücher.example", "o'neil@x-y.example"};
	static const char *const bad[] = {
	    "",        "a",       "@b.c",    "a@",     "a@b",         "a@b@c.d",      "a b@c.d", "a@b..c",
	    "a@-b.c",  "a@b-.c",  ".a@b.c",  "a.@b.c", "a..b@c.d",    "-oProxy@b.c",  "a@b.c\n", "a@b.c,d@e.f",
	    "<a@b.c>", "a@b.c d", "a;b@c.d", "a@b.c.", "\"a b\"@c.d", "a@[127.0.0.1]"};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_int_equal(mail_check_address(good[i], &err), 0);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (!mail_check_address(bad[i], &err))
			fail_msg("took '%s' for an address", bad[i]);
}

/* ---- sendmail ---- */

static char folder[] = "/tmp/stoa-mail-XXXXXX";

static const char *program(const char *script)
{
	char *path = arena_printf(&arena, "%s/sendmail", folder);
	unlink(path);
	FILE *file = fopen(path, "we");
	assert_non_null(file);
	fputs(script, file);
	fclose(file);
	assert_int_equal(chmod(path, 0700), 0);
	return path;
}

static void sends_through_a_program(void **state)
{
	struct str got, message;
	(void)state;
	str_init(&got, 1 << 20);
	str_init(&message, 1 << 20);
	for (int i = 0; i < 20000; i++)
		str_addz(&message, "a line\n");
	const char *path = arena_printf(&arena, "%s/got", folder);
	struct mail_envelope envelope = {program(arena_printf(&arena, "#!/bin/sh\n{ echo \"$@\"; cat; } >%s\n", path)),
	                                 "s@example.org", "a@example.org"};
	assert_int_equal(mail_send(&envelope, &message, &err), 0);
	assert_int_equal(str_read_file(&got, path, &err), 0);
	static const char head[] = "-i -f s@example.org -- a@example.org\n";
	assert_memory_equal(got.at, head, sizeof(head) - 1);
	assert_string_equal(got.at + sizeof(head) - 1, message.at);
	unlink(path);
	str_release(&message);
	str_release(&got);
}

static void says_why_it_was_not_sent(void **state)
{
	static const struct {
		const char *script;
		enum err_code code;
		const char *said;
	} rows[] = {
	    {"#!/bin/sh\necho mailbox full >&2\nexit 67\n", ERR_SYS, "mailbox full"},
	    {"#!/bin/sh\necho greylisted\nexit 75\n", ERR_RACE, "greylisted"},
	    {"#!/bin/sh\nkill -9 $$\n", ERR_SYS, "signal 9"},
	    {"#!/bin/sh\nyes | head -c 1000000\nexit 1\n", ERR_SYS, "y y y"},
	};
	(void)state;
	str_addz(&out, "a letter\n");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct mail_envelope envelope = {program(rows[i].script), "", "a@example.org"};
		err_clear(&err);
		assert_int_equal(mail_send(&envelope, &out, &err), -1);
		assert_int_equal(err.code, rows[i].code);
		assert_non_null(strstr(err.msg, rows[i].said));
	}
	struct mail_envelope none = {"/nowhere/sendmail", "", "a@example.org"};
	err_clear(&err);
	assert_int_equal(mail_send(&none, &out, &err), -1);
	assert_int_equal(err.code, ERR_NOTFOUND);
}

/* ---- letters that come ---- */

static const char answer[] =
    "Return-Path: <ann@example.org>\n"
    "From: =?utf-8?q?Ann?= <Ann@Example.ORG>\n"
    "To: reply+abc@stoa.example\n"
    "Delivered-To: reply+xyz@stoa.example\n"
    "Subject: =?iso-8859-1?q?Gr=FC=DFe?=\n"
    "Message-ID: <1@example.org>\n"
    "MIME-Version: 1.0\n"
    "Content-Type: multipart/mixed; boundary=b\n"
    "\n"
    "--b\nContent-Type: multipart/alternative; boundary=c\n\n"
    "--c\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nGr=FC=DFe\n\n> "
    "old\n"
    "--c\nContent-Type: text/html\n\n<p>no</p>\n--c--\n"
    "--b\nContent-Type: image/png; name=\"../../leaf.png\"\nContent-Disposition: attachment; filename=\"leaf.png\"\n"
    "Content-Transfer-Encoding: base64\n\niVBORwAB\n--b--\n";

static void reads_an_answer(void **state)
{
	struct mail_received mail;
	(void)state;
	assert_int_equal(mail_read(answer, strlen(answer), 100, &arena, &mail, &err), 0);
	assert_string_equal(mail.from, "ann@example.org");
	assert_int_equal(mail.nrecipients, 2);
	assert_string_equal(mail.recipients[1], "reply+xyz@stoa.example");
	assert_string_equal(mail.subject, "Grüße");
	assert_string_equal(mail.text, "Grüße\n\n> old\n");
	assert_false(mail.automatic);
	assert_int_equal(mail.nfiles, 1);
	assert_string_equal(mail.files[0].name, "leaf.png");
	assert_string_equal(mail.files[0].type, "image/png");
	assert_int_equal(mail.files[0].len, 6);
	assert_memory_equal(mail.files[0].bytes, "\x89PNG\0\1", 6);
}

static void knows_machines(void **state)
{
	static const char *const heads[] = {
	    "Auto-Submitted: auto-replied\n",
	    "Precedence: bulk\n",
	    "List-Id: <x.y>\n",
	    "Return-Path: <>\n",
	    "X-Failed-Recipients: a@b.c\n",
	    "Content-Type: multipart/report; boundary=x\n",
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
		struct mail_received mail;
		const char *text = arena_printf(&arena, "From: a@b.c\n%s\nhello\n", heads[i]);
		assert_int_equal(mail_read(text, strlen(text), 100, &arena, &mail, &err), 0);
		if (!mail.automatic)
			fail_msg("took a machine for a person: %s", heads[i]);
	}
}

static void bounds_what_it_reads(void **state)
{
	struct mail_received mail;
	(void)state;
	str_addz(&out, "From: a@b.c\nContent-Type: multipart/mixed; boundary=b\n\n");
	for (int i = 0; i < 200; i++)
		str_addz(&out, "--b\nContent-Type: text/plain\n\nx\n");
	str_addz(&out, "--b--\n");
	assert_int_equal(mail_read(out.at, out.len, 100, &arena, &mail, &err), -1);
	assert_int_equal(err.code, ERR_LIMIT);
}

static void strips_what_was_quoted(void **state)
{
	static const char *const rows[][2] = {
	    {"Yes.\n\nOn Mon, Ann wrote:\n> really?\n> yes?\n", "Yes.\n"},
	    {"Yes.\n\nOn Mon, 23 Nov 2026 at 10:00,\nAnn <a@b.c> wrote:\n\n> really?\n\n", "Yes.\n"},
	    {"> really?\n\nYes.\n\n> sure?\n\nQuite.\n", "> really?\n\nYes.\n\n> sure?\n\nQuite.\n"},
	    {"Yes.\n-- \nAnn\nhttps://example.org\n", "Yes.\n"},
	    {"Yes.\n\n-----Original Message-----\nFrom: x\n", "Yes.\n"},
	    {"Yes.\n________________________________\nFrom: x\nSent: y\n\nold", "Yes.\n"},
	    {"Yes.\n\nFrom: x\nDate: y\nold\n", "Yes.\n"},
	    {"Yes.\n=== above this line ===\nold\n", "Yes.\n"},
	    {"Try this:\n\n    code\n", "Try this:\n\n    code\n"},
	    {"\n\nYes.", "Yes.\n"},
	    {"> all of it\n> is old\n", ""},
	    {"", ""},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		str_reset(&out);
		mail_strip_quote(rows[i][0], "=== above this line ===", &out);
		assert_string_equal(out.at, rows[i][1]);
	}
}

/* Each took the parser half a minute, or gigabytes. */
/* A group within a group within a group: GMime calls itself for each. */
static void groups_do_not_end_the_program(void **state)
{
	static const char *const names[] = {"To", "from", "Reply-To", "CC", "Bcc", "Sender", "To \t", "Delivered-To", "X-Original-To", "Envelope-To"};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		for (int folded = 0; folded < 2; folded++) {
			struct mail_received back;
			struct str bomb;
			str_init(&bomb, 32 << 20);
			str_addf(&bomb, "%sMessage-ID: <a@b>\n%s: ", i % 2 ? "Content-Type: message/rfc822\n\n" : "", names[i]);
			for (int k = 0; k < 300000; k++)
				str_addz(&bomb, folded ? "g:\n " : "g:");
			str_addz(&bomb, "\n\nHello\n");
			assert_int_equal(mail_read(bomb.at, bomb.len, 100, &arena, &back, &err), -1);
			assert_int_equal(err.code, ERR_LIMIT);
			err_clear(&err);
			str_release(&bomb);
		}
	}
}

static void bombs_are_not_read(void **state)
{
	static const char *const bombs[] = {
	    "Content-Type: MultiPart/mixed; boundary=b\n\n--b\n",
	    "Content-Type: message/rfc822\n\n",
	    "--b\n\nx\n",
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bombs); i++) {
		struct mail_received back;
		struct str bomb;
		str_init(&bomb, 32 << 20);
		str_addz(&bomb, "From: ann@example.org\nContent-Type: multipart/mixed; boundary=b\n\n");
		for (int n = 0; n < 200000; n++)
			str_addz(&bomb, bombs[i]);
		assert_int_equal(mail_read(bomb.at, bomb.len, 100, &arena, &back, &err), -1);
		assert_int_equal(err.code, ERR_LIMIT);
		err_clear(&err);
		str_release(&bomb);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(written_letter_reads_back, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(long_addresses_stay_whole, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(same_letter_same_bytes, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(lines_are_short_ascii, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(headers_cannot_be_forged, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(addresses, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(sends_through_a_program, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(says_why_it_was_not_sent, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(reads_an_answer, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(knows_machines, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(bounds_what_it_reads, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(strips_what_was_quoted, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(bombs_are_not_read, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(groups_do_not_end_the_program, set_up, tear_down),
	};
	if (crypto_init(&err) || !mkdtemp(folder))
		return 1;
	int rc = cmocka_run_group_tests(tests, NULL, NULL);
	char path[64];
	snprintf(path, sizeof(path), "%s/sendmail", folder);
	unlink(path);
	rmdir(folder);
	return rc;
}
