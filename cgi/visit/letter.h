/*
 * letter.h: a letter that a form was asked for (core/people/note.h), written during a visit. It refuses to
 * send: the letter waits in state.db until the answer has gone (postman.h), so that nobody can tell by
 * the time whether there was anybody to write to.
 */
#ifndef STOA_CGI_LETTER_H
#define STOA_CGI_LETTER_H

#include "core/people/note.h"
#include "visit.h"

/* Whether the site writes letters; what needs one must not be offered where it does not. */
bool letter_is_open(const struct visit *visit);

/* The letter is on disk. ERR_INPUT: the address is none. ERR_CONF where the site writes no letters. */
int letter_put(struct visit *visit, const struct letter *letter, struct err *err) WARN_UNUSED;

/* For what core/ writes by itself; the caller sets visit->server->letters where it did. */
int letter_room(struct visit *visit, struct note_room *room, struct err *err) WARN_UNUSED;

#endif
