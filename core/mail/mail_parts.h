/*
 * mail_parts.h: between the files of mail: mail.c checks, mail_mime.c speaks to GMime. The others,
 * mail_address.c, mail_send.c and mail_quote.c, must do without it: a program that only sends or
 * judges addresses shall not load what writes letters. It refuses other includers.
 */
#ifndef STOA_MAIL_PARTS_H
#define STOA_MAIL_PARTS_H

#include "mail.h"

/* The letter as MIME; its headers have been checked. */
int mail_parts_write(const struct mail *mail, struct str *out, struct err *err) WARN_UNUSED;

#endif
