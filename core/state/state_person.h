/*
 * state_person.h: everything that state.db holds of one member: read for an export, and taken out for
 * good. By one table of all tables, so that none is forgotten: a test compares it with the database.
 * It refuses to know what a member has in the repositories.
 */
#ifndef STOA_STATE_PERSON_H
#define STOA_STATE_PERSON_H

#include "core/text/crypto.h"
#include "state_join.h"

/*
 * One table of state.db. Names of columns are parted by blanks; "made@" is a moment, "tries#" a number.
 * In conditions ?1 is the handle, ?2 the address, ?3 the profile's content path, ?4 and ?5 the keys of rates.
 */
struct state_person_table {
	const char *name, *about; /* about: for who reads an export */
	const char *columns;      /* what an export says */
	const char *secrets;      /* what it does not: digests, and what only a program can read */
	const char *theirs;       /* which rows are a member's; NULL: none are anybody's */
	const char *gone;         /* which rows go with the member, where these are more than theirs */
	const char *names;        /* columns that name a member in rows that are not theirs, which stay */
	bool stays;               /* their rows stay too, without the name */
	bool taken;               /* keeps the name from being used again */
};
const struct state_person_table *state_person_tables(size_t *n);

struct state_person {
	const char *handle, *address; /* address: "" where there is none */
	const char *profile;          /* "members/ad/ada.md" */
	char keys[2][CRYPTO_MAC_TEXT]; /* what attempts to sign in are counted by: by handle, by address */
};

/* Fills all of it; the address is what the account has. In the arena. */
int state_person_find(struct state *state, const char *handle, const unsigned char secret[static CRYPTO_KEY],
                      struct arena *arena, struct state_person *person, struct err *err) WARN_UNUSED;

/* What attempts to sign in by a name are counted by: the name as it was typed, in small letters. */
void state_person_key(const unsigned char secret[static CRYPTO_KEY], const char *name, char key[static CRYPTO_MAC_TEXT]);

/* Appends their rows of one table as a JSON array of objects, a line each. */
int state_person_json(struct state *state, const struct state_person *person, const struct state_person_table *table,
                      struct str *out, struct err *err) WARN_UNUSED;

/*
 * Takes it all out, in one transaction; nothing to do is success. name: what of the handle
 * stays, so that nobody may have it, or one like it (likeness.h); NULL: the profile stays, and so the name is taken anyway.
 */
int state_person_erase(struct state *state, const struct state_person *person, const struct state_likeness *name,
                       struct err *err) WARN_UNUSED;

/*
 * Writes the whole file anew and empties its journal, so that what was deleted is in no byte of them. ERR_RACE where
 * somebody reads all the while.
 */
int state_person_scrub(struct state *state, struct err *err) WARN_UNUSED;

#endif
