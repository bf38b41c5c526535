/*
 * config.h: the settings of a site, read from site.conf (git-config syntax, by libgit2's parser)
 * through one table. It refuses unknown keys, includes, and to know what a setting is for.
 */
#ifndef STOA_CONFIG_H
#define STOA_CONFIG_H

#include "option.h"

enum { CONFIG_MAX = 160 }; /* rows that options[] may have */

/*
 * Every setting; the row of options[] in config.c documents each. Text is never NULL. To add one:
 * a field here, a row there, and `build/stoa config --example > site.conf.example`.
 */
struct config {
	const char *site_title, *site_url, *site_language, *site_zone, *site_description, *site_logo, *site_icon, *site_image, *site_accent, *site_footer;
	struct option_texts site_menu;       /* "Title | /path/", in order */
	const char *theme_path, *theme_name; /* folder that holds themes; folder in it */
	const char *content_repo, *content_path, *content_ref;
	bool build_gzip;
	const char *forge_kind, *forge_url, *forge_branch;
	int64_t build_jobs;                  /* 0: one per core */
	int64_t forum_active, forum_chunk, list_items, topic_posts, feed_items, home_items;
	bool feed_topics, feed_json, topic_json;
	int64_t post_max, staff_max, title_max, front_matter_max, attachment_max, table_columns, html_factor, render_ms, render_mib;
	struct option_texts attachment_types; /* file name endings, without dot */
	bool upload_guests;
	int64_t upload_files_max, upload_body_max, upload_per_hour, upload_keep_hours, upload_visitor_max, upload_all_max;
	int64_t upload_side_max, upload_pixels_max, upload_frames_max, upload_ms, upload_mib;
	const char *upload_program;           /* "": beside the program */
	const char *code_pygments, *code_python;
	bool post_open;                       /* is there a write path (forms in pages) */
	const char *post_prefix;              /* "/-/" */
	int64_t push_max, push_files_max;
	bool push_addresses;
	int64_t post_body_max, post_fields_max, post_token_hours, post_per_hour, post_links_max, post_likely_among;
	int64_t vote_seconds, vote_per_hour;
	struct option_texts moderation_answers; /* reasons kept ready */
	int64_t moderation_claim_minutes, moderation_bulk_seconds, moderation_bulk_listed;
	bool moderation_log_names;            /* the public log names who acted */
	const char *moderation_hold;          /* everyone, newcomers, guests, nobody */
	int64_t moderation_newcomer_posts, moderation_sender_max, moderation_disk_max;
	struct option_texts policy_rule, policy_words; /* policy.h; words and phrases */
	const char *policy_words_file;
	bool guest_post, guest_report;
	int64_t guest_flood, guest_flood_minutes, report_per_hour, appeal_per_day;
	const char *member_delete;            /* request, self */
	int64_t member_exports;
	struct option_texts spam_question;
	int64_t spam_work, spam_seconds, spam_lessons;
	const char *join_open;                /* open, invitation, closed */
	struct option_texts join_question, join_reserved;
	bool join_hold, invite_trusted;
	const char *join_forum;               /* folder of the forum where new members introduce themselves */
	int64_t join_hours, join_per_hour, join_letters, join_seconds, join_answer_max;
	const char *invite_who;               /* moderators, members */
	int64_t invite_days, invite_uses_max, invite_per_day, invite_again_days;
	int64_t moderation_keep_days, moderation_queue_max, sign_in_attempts, sign_in_letters, sign_in_minutes, password_min, session_days;
	bool sign_in_remote_user;
	const char *mail_from, *mail_sendmail; /* "" where no letters are written */
	int64_t mail_hour, mail_tries, mail_verdict_minutes;
	const char *mail_reply_to;    /* "" where no answers are taken */
	int64_t mail_reply_days, mail_reply_max, mail_bounces;
	bool mail_reply_any_sender;
	int64_t cgi_processes, cgi_wait_ms;
	struct option_texts cgi_proxies;

	const char *file;           /* that was read, or NULL */
	bool from_file[CONFIG_MAX]; /* by row of options[]: set there, not the default */
};

/* Where a value came from ("default" or the file's path), for `stoa config`. */
struct config_origin {
	const char *key, *value, *origin, *help;
};

/*
 * Defaults, then the file at path (NULL: defaults alone). Text is copied to the arena. ERR_CONF
 * "site.conf: feed.items: wants a number, got 'many'", also for a key that is unknown, set twice
 * (except lists) or an include; ERR_NOTFOUND where there is no file. On an error conf holds
 * nothing to release. Starts and stops libgit2, which is nearly free where a store is open.
 */
int config_load(struct config *conf, struct arena *arena, const char *path, struct err *err) WARN_UNUSED;
void config_release(struct config *conf);

/*
 * Every entry of a text in the same syntax, of which no key is known here: section and last part of
 * the key in small letters, value "" where it has none. An include is refused before anything is
 * read. ERR_INPUT, or what the callback says; there "title: " and so on is its own to put in front.
 */
typedef int config_entry_fn(void *self, const char *key, const char *value, struct err *err);
int config_each(const char *text, size_t n, config_entry_fn *found, void *self, struct err *err) WARN_UNUSED;

size_t config_count(void);

/* Row i of options[] with its present value (lists joined by ", "), in the arena. */
struct config_origin config_describe(const struct config *conf, size_t i, struct arena *arena);

/* The whole of site.conf.example: every setting with its help, commented out at its default. */
void config_example(struct str *out);

#endif
