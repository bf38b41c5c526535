/*
 * desk.h: what the commands of operators and moderators begin with: the site, its queue, its
 * members. It refuses to print.
 */
#ifndef STOA_DESK_H
#define STOA_DESK_H

#include "core/judge/trust.h"
#include "core/page/page.h"
#include "core/queue/queue.h"
#include "core/site/site.h"

struct desk {
	struct site site;
	struct queue *queue;
	struct store_id main, tree; /* the public commit when the desk was opened */
	struct arena arena;
	int64_t now;
};

/* dir NULL: the present folder. */
int desk_open(struct desk *desk, const char *dir, struct err *err) WARN_UNUSED;
void desk_close(struct desk *desk);

/* "members/ad/ada.md", below content.path. */
const char *desk_profile_path(struct desk *desk, const char *handle);

/* A member's profile on main. ERR_NOTFOUND. */
int desk_profile(struct desk *desk, const char *handle, struct page *profile, struct err *err) WARN_UNUSED;

/*
 * Who is at the desk, as below, whatever their role. ERR_DENIED where that is no member on main.
 */
int desk_member(struct desk *desk, const char *as, const char **handle, struct page *profile, struct err *err) WARN_UNUSED;

/* What is known of who sent something, in numbers. ERR_NOTFOUND where a member has no profile on main. */
struct desk_sender {
	const char *author;  /* handle, or "guest" */
	const char *network; /* keyed hash of the address; "" where it is not known */
};
int desk_trust(struct desk *desk, struct state *state, const struct desk_sender *sender, struct trust *trust,
               struct err *err) WARN_UNUSED;

/* Builds the site after main has moved, unless somebody else did. Closes the queue: the builder forks. */
int desk_build(struct desk *desk, struct err *err) WARN_UNUSED;

/*
 * Who is at the desk: as if not NULL, else `git config user.stoa` of the site's folder, else $USER.
 * ERR_DENIED where that is no moderator or admin on main.
 */
int desk_moderator(struct desk *desk, const char *as, const char **handle, struct err *err) WARN_UNUSED;

#endif
