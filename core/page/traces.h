/*
 * traces.h: what a member has left in the content of one commit: the profile with its files, posts and
 * other pages by them, files that they sent with these, votes, and entries of the log that name them.
 * It reads every file once, so it takes as long as the community is large. It refuses to change anything.
 */
#ifndef STOA_TRACES_H
#define STOA_TRACES_H

#include "core/git/store.h"
#include "core/site/config.h"
#include "page.h"

enum trace {
	TRACE_PROFILE,
	TRACE_POST,    /* a topic or reply */
	TRACE_PAGE,    /* a lesson, event, resource … */
	TRACE_FILE,    /* sent with one of these, or beside the profile */
	TRACE_VOTES,
	TRACE_LOG,     /* an entry of the log that names them */
	TRACE_MENTION, /* somebody else's page that calls them by name */
	TRACES
};
const char *trace_name(enum trace what); /* "profile", "post" … */

struct traces {
	struct store *store;
	const struct config *conf;
	const struct store_id *tree; /* of a commit */
	const char *handle;
};

/* Borrowed for the call, all of it; at and text are of pages and votes, else 0 and "". */
struct trace_found {
	enum trace what;
	const char *path; /* content path */
	struct store_id blob;
	const struct page *page; /* parsed; NULL where it is none, or cannot be */
	const char *text;
	size_t len;
};
typedef int trace_fn(void *self, const struct trace_found *found, struct err *err);

/* Each of them in the order of paths, but files after all others. A page that cannot be parsed is no trace. */
int traces_each(const struct traces *traces, trace_fn *found, void *self, struct err *err) WARN_UNUSED;

/* The limits by which content is parsed, and a content path in the repository. */
struct page_limits traces_limits(const struct config *conf);
const char *traces_repo_path(const struct config *conf, const char *path, struct arena *arena);

#endif
