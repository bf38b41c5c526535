/*
 * door.h: the door that git pushes come in by: who pushes, and what of it they may change. It refuses
 * to change anything itself, and to trust what a commit says of its author.
 *
 * Whoever has a shell on the host could write into the repository without asking: to them, the operator, roles
 * do not apply. A web server or an SSH key that stands for a person says so in REMOTE_USER or STOA_AS; who comes over
 * the network without either is a guest.
 */
#ifndef STOA_DOOR_H
#define STOA_DOOR_H

#include "gen/desk/desk.h"

enum door_who { DOOR_OPERATOR, DOOR_MEMBER, DOOR_GUEST };

struct door {
	struct desk desk;
	enum door_who who;
	const char *handle; /* of a member; "guest"; of the operator "" */
	enum page_role role;
	const char *network; /* by which a guest is counted, as by the forms; "" where git was not told an address */
	const char *objects; /* folder where git keeps what is pushed until a hook has agreed; or NULL */
};

/* dir: of the site. ERR_DENIED where who pushes is no member, or may not write any more. */
int door_open(struct door *door, const char *dir, struct err *err) WARN_UNUSED;
void door_close(struct door *door);

/*
 * Waits for who writes history anew, whom git's pushes do not ask. ERR_RACE: the main that was there when the door was
 * opened is no part of it any more.
 */
int door_wait(struct door *door, struct err *err) WARN_UNUSED;

/* Staff and the operator; moderators and the operator. */
bool door_is_staff(const struct door *door);
bool door_is_moderator(const struct door *door);

/* "propose it: git push origin HEAD:refs/for/main", in the arena of the desk. */
const char *door_advice(struct door *door);

/* What somebody wants to change: from one tree of the content repository to another. */
struct door_change {
	const struct store_id *before, *after;
	const char *after_commit, *before_commit; /* hex */
	bool proposed; /* a moderator will look at it */
};

/* One reason against it: "forums/help/index.md", the key of its front matter or "", and a sentence. */
struct door_told {
	void (*told)(void *self, const char *path, const char *key, const char *what);
	void *self;
	size_t count;
};

/* What the person may not change. -1 only where something cannot be read. */
int door_judge(struct door *door, const struct door_change *change, struct door_told *told, struct err *err) WARN_UNUSED;

/* What `stoa check` finds in the files that change. */
int door_check(struct door *door, const struct door_change *change, struct door_told *told, struct err *err) WARN_UNUSED;

#endif
