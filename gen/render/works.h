/*
 * works.h: between the fills of a member: what they wrote, newest first or by year. It refuses to
 * know of anything that its key does not stand for: of a page that was replied to, the title alone.
 */
#ifndef STOA_WORKS_H
#define STOA_WORKS_H

#include "render.h"

/* Of a year: pages made and replies written. */
struct works_year {
	int64_t year, made, wrote;
};

struct member {
	const char *handle;
	struct catalogue_page page;
	const struct view_person *person;
	struct works_year *years; /* newest first; none where the profile has room for all */
	size_t nyears;
	struct mustache_list links; /* view_link to each year, with its count */
};

/* The newest of all, as many as a profile shows. */
int fill_newest_works(struct render *render, const char *handle, struct mustache_list *works,
                      struct err *err) WARN_UNUSED;

/* Who that is, in the arena; *found false where there is no such profile. The handle is borrowed. */
int fill_find_member(struct render *render, const char *handle, struct member *member, bool *found,
                     struct err *err) WARN_UNUSED;

/* The pages of years that the unit wants. The arena may have been emptied in between, and *member filled again. */
int fill_write_years(struct render *render, const struct unit *unit, struct member *member,
                     struct err *err) WARN_UNUSED;

#endif
