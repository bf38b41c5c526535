#include "mail_parts.h"

#include "core/text/text.h"

/* A name for a header: the library would fold a newline away, but nobody writes one by mistake. */
static int check_line(const char *what, const char *value, struct err *err)
{
	if (value && text_check_line(value, strlen(value), err))
		return err_prefix(err, "%s", what);
	return 0;
}

static int check_box(const char *what, const struct mail_box *box, struct err *err)
{
	if (check_line(what, box->name, err))
		return -1;
	return mail_check_address(box->address, err) ? err_prefix(err, "%s", what) : 0;
}

/* What stands between < and >: no blank, no bracket. */
static int check_token(const char *what, const char *value, struct err *err)
{
	if (!value)
		return 0;
	for (const char *p = value; *p; p++) {
		if (*p <= ' ' || *p > '~' || *p == '<' || *p == '>')
			return err_set(err, ERR_INPUT, "%s: wants printable ASCII without blanks and brackets", what);
	}
	return *value ? 0 : err_set(err, ERR_INPUT, "%s: is empty", what);
}

int mail_write(const struct mail *mail, struct str *out, struct err *err)
{
	const char *const tokens[][2] = {
	    {"Message-ID", mail->id}, {"In-Reply-To", mail->answers},          {"References", mail->thread},
	    {"List-Id", mail->list},  {"List-Unsubscribe", mail->unsubscribe}, {"Archived-At", mail->archived}};
	if (check_box("From", &mail->from, err) || check_box("To", &mail->to, err) ||
	    check_line("Subject", mail->subject, err))
		return -1;
	if (mail->reply_to && mail_check_address(mail->reply_to, err))
		return err_prefix(err, "Reply-To");
	for (size_t i = 0; i < ARRAY_LEN(tokens); i++)
		if (check_token(tokens[i][0], tokens[i][1], err))
			return -1;
	return mail_parts_write(mail, out, err);
}
