/*
 * mail_parts.h: between the files of mail: mail.c checks and sends, mail_mime.c speaks to GMime,
 * mail_quote.c reads what people wrote. It refuses other includers.
 */
#ifndef STOA_MAIL_PARTS_H
#define STOA_MAIL_PARTS_H

#include "mail.h"

/* The letter as MIME; its headers have been checked. */
int mail_parts_write(const struct mail *mail, struct str *out, struct err *err) WARN_UNUSED;

#endif
