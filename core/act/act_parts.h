/*
 * act_parts.h: between the files of act.h: one act under way, and the edits that it comes to. It
 * refuses to be included by anything but core/act*.c.
 */
#ifndef STOA_ACT_PARTS_H
#define STOA_ACT_PARTS_H

#include "core/base/vec.h"
#include "act.h"

struct act_file {
	const char *text;
	size_t len;
};

struct act_work {
	const struct act_desk *desk;
	const struct act *act; /* texts are one line each by now */
	const struct act_row *row;
	struct store *store;
	struct store_id main, tree;
	struct page page, topic; /* the target, and the page that it belongs to or itself */
	struct act_file file, topic_file;
	struct page actor; /* profile of who acts */
	enum act_way way;
	struct act_edits VEC_OF(struct store_edit) edits;
	const char *at, *to; /* content paths: where the target is afterwards; what the log says that it led to, or NULL */
};

struct page_limits act_limits(const struct act_work *work);

/* Reads page, topic and their files. ERR_NOTFOUND. */
int act_read_target(struct act_work *work, struct err *err) WARN_UNUSED;

/* A content path in the repository; and files there. ERR_NOTFOUND. */
const char *act_repo_path(const struct act_desk *desk, const char *path);
int act_read(struct act_work *work, const char *path, struct act_file *file, struct err *err) WARN_UNUSED;
int act_exists(struct act_work *work, const char *path, bool *exists, struct err *err) WARN_UNUSED;

/* Every file below a folder of the content, as "name" or "votes/name"; none where there is no such folder. */
struct act_names VEC_OF(const char *);
int act_list(struct act_work *work, const char *folder, struct act_names *names, struct err *err) WARN_UNUSED;

/* Edits. Bytes stay borrowed. */
void act_put(struct act_work *work, const char *path, const char *text, size_t len);
void act_remove(struct act_work *work, const char *path);

/* Puts a page whose front matter was changed; file: what it was parsed from. */
int act_put_page(struct act_work *work, const struct page *page, const struct act_file *file, struct err *err) WARN_UNUSED;
/* Puts a page at a place of another kind, so that its front matter is written afresh. */
int act_put_new(struct act_work *work, const struct page *page, struct err *err) WARN_UNUSED;

/* One per act, by kind of what they change; declared here for the table in act.c. */
int act_uphold(struct act_work *work, struct err *err);
int act_reverse(struct act_work *work, struct err *err);
int act_lock(struct act_work *work, struct err *err);
int act_unlock(struct act_work *work, struct err *err);
int act_pin(struct act_work *work, struct err *err);
int act_hide(struct act_work *work, struct err *err);
int act_withdraw(struct act_work *work, struct err *err);
int act_retitle(struct act_work *work, struct err *err);
int act_retag(struct act_work *work, struct err *err);
int act_accept(struct act_work *work, struct err *err);
int act_status(struct act_work *work, struct err *err);
int act_move(struct act_work *work, struct err *err);
int act_split(struct act_work *work, struct err *err);
int act_merge(struct act_work *work, struct err *err);
int act_warn(struct act_work *work, struct err *err);
int act_suspend(struct act_work *work, struct err *err);
int act_ban(struct act_work *work, struct err *err);
int act_undo(struct act_work *work, struct err *err);

#endif
