#include "view_table.h"

static const struct mustache_field input_fields[] = {
	TEXT(input, name, "Name of the field."),
	TEXT(input, value, "What was typed."),
	TEXT(input, error, "What is wrong with it, in one sentence, or empty."),
};
VIEW_TYPE(input);

static const struct mustache_field option_fields[] = {
	TEXT(option, value, "What is sent."),
	TEXT(option, text, "What is shown."),
	BOOL(option, selected, "It is chosen."),
};
VIEW_TYPE(option);

static const struct mustache_field ask_fields[] = {
	TEXT(ask, name, "Name of the field."),
	TEXT(ask, value, "What was typed or chosen."),
	TEXT(ask, error, "What is wrong with it, in one sentence, or empty."),
	TEXT(ask, label, "What is asked."),
	TEXT(ask, help, "A sentence of help, or empty."),
	TEXT(ask, type, "Of an `input`: text, url, date or datetime-local; empty where there are options or lines."),
	LIST(ask, options, option, "What can be chosen."),
	BOOL(ask, lines, "It has more than one line."),
	BOOL(ask, required, "It may not be empty."),
};
VIEW_TYPE(ask);

static const struct mustache_field fact_fields[] = {
	TEXT(fact, label, "What it is: when it begins, its licence."),
	TEXT(fact, text, "What is said of that."),
};
VIEW_TYPE(fact);

static const struct mustache_field upload_fields[] = {
	TEXT(upload, name, "Name that it will have beside its page; sent as `file` to keep it."),
	TEXT(upload, url, "Where its sender can see it."),
	TEXT(upload, size, "How large it is, in words."),
	INT(upload, width, "Pixels of a picture; 0 for other files."),
	INT(upload, height, "Likewise."),
};
VIEW_TYPE(upload);

static const struct mustache_field form_fields[] = {
	TEXT(form, action, "Where the form is sent."),
	TEXT(form, kind, "topic, reply, edit, event or resource; sent as `kind`."),
	TEXT(form, target_title, "Title of the forum or page that is written to."),
	TEXT(form, target_url, "Its URL."),
	TEXT(form, forum, "Folder of the forum; sent as `forum`."),
	TEXT(form, path, "Content path of the page; sent as `path`."),
	ONE(form, title, input, "The title; absent for a reply."),
	ONE(form, tags, input, "Tags, separated by commas; absent for a reply."),
	ONE(form, name, input, "A guest's name; absent for members."),
	ONE(form, body, input, "The text, in markdown."),
	LIST(form, asks, ask, "What this kind of page is asked besides: the times of an event, the link of a resource."),
	LIST(form, more, ask, "The same of a topic's poll."),
	BOOL(form, more_open, "Something stands there, or is wrong there."),
	BOOL(form, profile, "It is a member's profile, whose text may stay empty."),
	BOOL(form, poll_voted, "The topic's poll cannot be changed: somebody has voted."),
	ONE(form, note, input, "Why, for the moderator; of a suggested change, else absent."),
	TEXT(form, act_url, "Of one's own post: where it can be withdrawn; or empty."),
	TEXT(form, sign_in, "Where to sign in, for who may not send this as a guest; or empty."),
	TEXT(form, error, "What is wrong with the whole, in one sentence, or empty."),
	LIST(form, posts, post, "The last posts above, for context."),
	TEXT(form, reply_to, "Id of the reply that is answered, or empty; sent as `reply-to`."),
	TEXT(form, opened, "Signed time at which it was first shown, or empty; sent as `opened`."),
	TEXT(form, quote_url, "The same form with that reply quoted in it, or empty."),
	LIST(form, tag_hints, link, "Tags in use that may fit; title is sent as `tag`."),
	LIST(form, files, upload, "Files that were taken already."),
	TEXT(form, files_error, "What is wrong with a file, in one sentence, or empty."),
	TEXT(form, accept, "Endings of files that may be sent as `files`; empty where none may."),
	TEXT(form, from, "Id of the submission that is mended, or empty; sent as `from`."),
	TEXT(form, key, "The key of that one; sent as `key`."),
	TEXT(form, base, "Of an edit: the commit that the author saw; sent as `base`."),
};
VIEW_TYPE(form);

static const struct mustache_field preview_fields[] = {
	ONE(preview, form, form, "What was typed, to send on or to go on editing."),
	ONE(preview, post, post, "The post exactly as it will be published."),
	TEXT(preview, title, "Title of the topic, or empty."),
	LIST(preview, tags, link, "Its tags."),
	LIST(preview, facts, fact, "What it says of an event or a resource besides its text."),
	LIST(preview, diff, diff_line, "Of an edit: the lines that change."),
	BOOL(preview, held, "A moderator will look at it first."),
	TEXT(preview, why, "Why that is so, in a sentence, or empty."),
	LIST(preview, likely, link, "Topics that may already hold the answer."),
	TEXT(preview, warning, "What the writer should know before sending, or empty."),
	TEXT(preview, copy_url, "Where the visitor's earlier post with this very text is followed, or empty."),
	TEXT(preview, question, "The site's question for guests, or empty."),
	ONE(preview, answer, input, "The answer to it; absent without a question."),
	TEXT(preview, work, "What the script works on for a guest, or empty; the result is sent as `work`."),
	TEXT(preview, worker, "URL of the script that does it."),
	TEXT(preview, token, "Of this preview; sent as `token` to submit it."),
};
VIEW_TYPE(preview);

static const struct mustache_field receipt_fields[] = {
	TEXT(receipt, id, "Id of the submission."),
	TEXT(receipt, url, "The address of this receipt, with its key; empty for who is not its author."),
	TEXT(receipt, state, "waiting, approved, rejected or withdrawn."),
	TEXT(receipt, summary, "What was submitted, in a line."),
	TEXT(receipt, reason, "Why it was rejected, or empty."),
	TEXT(receipt, rule, "The rule that this rests on, or empty."),
	TEXT(receipt, reviewer, "Who decided, or empty."),
	TEXT(receipt, public_url, "Where it stands, once approved."),
	BOOL(receipt, waiting, "Nobody has decided yet."),
	BOOL(receipt, approved, "It is published."),
	BOOL(receipt, rejected, "It is not published."),
	BOOL(receipt, withdrawn, "Its author took it back."),
	INT(receipt, place, "Its place in the queue, from 1."),
	INT(receipt, ahead, "How many are before it."),
	INLINE(receipt, submitted, time, "When it was sent."),
	INLINE(receipt, decided, time, "When it was decided."),
	ONE(receipt, post, post, "The post as it will be, or is, published."),
	LIST(receipt, facts, fact, "What it says of an event or a resource besides its text."),
	TEXT(receipt, title, "Title of the topic, or empty."),
	ONE(receipt, form, form, "To mend it and send it again; absent where that is not possible."),
	TEXT(receipt, key, "The key of this address, sent as `k`; empty for who is not its author, and may do nothing here."),
	TEXT(receipt, why, "Why it waits, in a sentence, or empty."),
	TEXT(receipt, appeal_url, "Where the author answers the verdict, or sees what came of that; or empty."),
	BOOL(receipt, appealed, "They did."),
	LIST(receipt, changes, change, "Of what came by git: its files."),
	TEXT(receipt, git, "The commands that send such a thing once more, or empty."),
};
VIEW_TYPE(receipt);

static const struct mustache_field sign_in_fields[] = {
	ONE(sign_in, handle, input, "The handle that was typed."),
	TEXT(sign_in, error, "Why signing in failed, or empty."),
	TEXT(sign_in, next, "Path to go to afterwards; sent as `next`."),
	TEXT(sign_in, notice, "What has just been done, or empty."),
	BOOL(sign_in, letters, "The site can mail a link: then the password may be left empty."),
	BOOL(sign_in, by_password, "A password was typed."),
};
VIEW_TYPE(sign_in);

static const struct mustache_field diff_part_fields[] = {
	TEXT(diff_part, text, "Some words of a line, with the blanks behind them."),
	BOOL(diff_part, changed, "The line that it took the place of, or that took its place, has others here."),
};
VIEW_TYPE(diff_part);

static const struct mustache_field diff_line_fields[] = {
	TEXT(diff_line, text, "The line without its sign."),
	BOOL(diff_line, added, "It is new."),
	BOOL(diff_line, removed, "It goes away."),
	LIST(diff_line, parts, diff_part, "The same line in parts."),
	INT(diff_line, skipped, "How many unchanged lines are left out here; 0 for a line."),
};
VIEW_TYPE(diff_line);

static const struct mustache_field edit_fields[] = {
	INLINE(edit, date, time, "When it was published."),
	TEXT(edit, who, "Who made it, as git has it: the handle of a member."),
	LIST(edit, diff, diff_line, "What changed; empty where it is not in this copy of the repository."),
};
VIEW_TYPE(edit);

static const struct mustache_field history_fields[] = {
	TEXT(history, title, "Title of the page, or of the topic of a reply."),
	TEXT(history, url, "The page or the reply as it is now."),
	BOOL(history, reply, "It is a reply."),
	LIST(history, edits, edit, "Its edits, the newest first."),
	INT(history, older, "How many more there were before these."),
	BOOL(history, missing, "The repository that the site is built from does not have all of them."),
};
VIEW_TYPE(history);

static const struct mustache_field trust_fields[] = {
	BOOL(trust, guest, "The author has no account."),
	BOOL(trust, member, "The author has one."),
	BOOL(trust, unbuilt, "Approved posts cannot be counted now, because the site is not built; posts is 0."),
	INT(trust, posts, "Approved posts that are public."),
	INT(trust, days, "Days since the author joined."),
	INT(trust, rejected, "What was rejected in the last 30 days."),
	INT(trust, waiting, "What waits now, this one among it."),
};
VIEW_TYPE(trust);

static const struct mustache_field message_fields[] = {
	TEXT(message, heading, "What happened, in a few words."),
	TEXT(message, text, "What to do about it."),
	INT(message, status, "The HTTP status."),
	TEXT(message, kept, "The visitor's own text, shown back so that nothing is lost, or empty."),
	TEXT(message, back_url, "Where to go from here, or empty."),
	TEXT(message, sign_in, "Where who was turned away as a guest may sign in, or empty."),
	TEXT(message, appeal_url, "Where the visitor answers the verdict that this is about, or empty."),
	TEXT(message, again, "Where the same form can be sent once more, because what failed will pass; or empty."),
	LIST(message, fields, input, "What it is sent with."),
	BOOL(message, files_lost, "Files were chosen, which are to be chosen again."),
};
VIEW_TYPE(message);

static const struct view_template templates[] = {
	{"home", &view_home_type, "The front page."},
	{"forums", &view_forums_type, "Every forum."},
	{"forum", &view_forum_type, "A forum's front page."},
	{"month", &view_month_type, "The topics that a month opened in a forum."},
	{"archive", &view_archive_type, "All months of a forum that has many."},
	{"topic_list", &view_topic_list_type, "A list of topics of the site or of a forum: new, unanswered, waiting, top, ideas by status."},
	{"feeds", &view_feeds_type, "Every feed but those of topics and members."},
	{"topic", &view_topic_type, "A page of a topic."},
	{"series_list", &view_series_list_type, "Every series of lessons."},
	{"series", &view_series_type, "A series of lessons."},
	{"lesson", &view_lesson_type, "A lesson."},
	{"resource_list", &view_resource_list_type, "Every resource."},
	{"resource", &view_resource_type, "A resource."},
	{"event_list", &view_event_list_type, "Events to come and past."},
	{"event", &view_event_type, "An event."},
	{"member_list", &view_member_list_type, "The directory of members."},
	{"member", &view_member_type, "A member's profile."},
	{"member_year", &view_member_year_type, "What a member wrote in a year, or a part of it."},
	{"tag_list", &view_tag_list_type, "Every tag."},
	{"tag", &view_tag_type, "What has a tag."},
	{"rules", &view_rules_type, "The rules that are in force."},
	{"rules_version", &view_rules_type, "One version of the rules and what it changed."},
	{"plain", &view_plain_type, "A page of pages/."},
	{"log", &view_log_type, "The moderation log, a month of it, or the acts of a kind."},
	{"verdict", &view_log_entry_type, "An entry of the moderation log."},
	{"log_item", &view_log_row_type, "The same in the log's feed: no document, but its text."},
	{"history", &view_history_type, "What an edited post or page said before."},
	{"badge_list", &view_badge_list_type, "Every badge with its rule."},
	{"insights", &view_insights_type, "How the community, or a forum, does: plots and tables."},
	{"moved", &view_link_type, "Leads from an old address of a page to where it is now."},
	{"form", &view_form_type, "The form for a topic, a reply or an edit."},
	{"preview", &view_preview_type, "A post before it is sent."},
	{"receipt", &view_receipt_type, "What became of a submission, for its author."},
	{"sign_in", &view_sign_in_type, "Signing in."},
	{"follow", &view_follow_type, "Whether a member is told of a topic, forum or tag by letter."},
	{"letters", &view_letters_type, "Which letters a member gets, and what of."},
	{"react", &view_react_type, "A member reacts to a post, votes for a topic or in its poll."},
	{"queue", &view_queue_type, "What waits for a moderator."},
	{"queue_confirm", &view_queue_confirm_type, "Asks before a verdict on many at once."},
	{"submission", &view_submission_type, "One submission, for a moderator."},
	{"report", &view_report_type, "The form to tell moderators what is wrong with something."},
	{"reports", &view_reports_type, "What was reported, for moderators."},
	{"record", &view_record_type, "What moderators know of a member."},
	{"appeal", &view_appeal_type, "The form to answer a moderator's verdict, and what came of it."},
	{"appeals", &view_appeals_type, "What was said against verdicts, for moderators."},
	{"act", &view_act_type, "What a visitor may do to a topic, a post or a member: lock, hide, accept …"},
	{"message", &view_message_type, "A page that only says something."},
	{"confirm", &view_confirm_type, "A question with a button, where a link in a letter leads."},
	{"join", &view_join_type, "The form to become a member."},
	{"join_confirm", &view_join_confirm_type, "Asks whoever confirms an address whether to join."},
	{"welcome", &view_welcome_type, "What a new member may do first."},
	{"invite", &view_invite_type, "Invitations: a form for new ones, and those that there are."},
	{"mail", &view_mail_type, "The HTML of a letter: no style sheet reaches it."},
	{"sign_in_sent", &view_sign_in_sent_type, "A link was mailed; the code beside it can be typed."},
	{"me", &view_me_type, "What a member sent, and what became of it."},
	{"sessions", &view_sessions_type, "Where a member is signed in."},
	{"me_data", &view_data_type, "What a member may take along, and how they leave."},
	{"password", &view_password_type, "A new password."},
	{"note", &view_note_type, "The HTML of a letter that a form was asked for: to sign in, to confirm an address."},
};

const struct view_template *view_templates(size_t *n)
{
	*n = ARRAY_LEN(templates);
	return templates;
}
