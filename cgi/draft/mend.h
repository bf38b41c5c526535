/*
 * mend.h: a submission becomes a draft again, for its author. It refuses to change what was sent.
 */
#ifndef STOA_CGI_MEND_H
#define STOA_CGI_MEND_H

#include "submission.h"

/* What its author typed, to be mended and sent again. false: it cannot be sent by a form. */
bool mend_draft(struct visit *visit, const struct submission *submission, struct draft *draft);

#endif
