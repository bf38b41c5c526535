/* A letter from anywhere: read, its quote stripped, and an answer to it written. */
#include "core/mail/mail.h"
#include "core/text/crypto.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena;
	struct mail_received mail;
	struct str out;
	struct err err = {0};
	arena_init(&arena);
	str_init(&out, 64 << 20);
	if (crypto_init(&err))
		abort();
	if (!mail_read((const char *)data, size, 100, &arena, &mail, &err)) {
		mail_strip_quote(mail.text, "above this line", &out);
		str_reset(&out);
		struct mail reply = {.from = {"Stoa", "stoa@example.org"},
		                     .to = {mail.subject, mail.from},
		                     .subject = mail.subject,
		                     .id = "a@example.org",
		                     .answers = mail.id,
		                     .text = mail.text,
		                     .html = mail.text};
		/* Most are refused; what is written has no line that a header could be forged in. */
		if (!mail_write(&reply, &out, &err) && strchr(out.at, '\r'))
			abort();
	}
	str_release(&out);
	arena_release(&arena);
	return 0;
}
