/*
 * act_page.h: the page that says what its visitor may do to a topic, a post, a member or an entry
 * of the log. It refuses to do any of it.
 */
#ifndef STOA_CGI_ACT_PAGE_H
#define STOA_CGI_ACT_PAGE_H

#include "cgi/visit/visit.h"
#include "core/act/act.h"

/* What a request is about. */
struct act_subject {
	struct page page, topic;
	enum page_forum_kind forum_kind;
};

/* By the fields path and post. ERR_NOTFOUND, also where nobody can act on such a page. */
int act_subject_find(struct visit *visit, const struct form *form, struct act_subject *subject, struct err *err) WARN_UNUSED;

/* The way in which the visitor may, now. */
enum act_way act_subject_way(const struct visit *visit, const struct act_subject *subject, const struct act_row *row);

/* What went wrong with the act that the form names; notice or error, or both NULL. */
struct act_said {
	int status;
	const char *notice, *error, *field_error;
};
int act_page_show(struct visit *visit, const struct act_subject *subject, const struct act_said *said,
                  struct err *err) WARN_UNUSED;

/* The replies of a page, ACT_POSTS of them from the field `from` on. */
enum { ACT_POSTS = 50 };
int act_page_posts(struct visit *visit, const struct act_subject *subject, struct view_act *view, struct err *err) WARN_UNUSED;

#endif
