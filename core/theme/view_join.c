#include "view_table.h"

static const struct mustache_field question_fields[] = {
	TEXT(question, name, "Name of the field."),
	TEXT(question, text, "The question."),
	TEXT(question, value, "What was typed."),
	TEXT(question, error, "What is wrong with it, in one sentence, or empty."),
};
VIEW_TYPE(question);

static const struct mustache_field join_fields[] = {
	ONE(join, handle, input, "The handle."),
	ONE(join, name, input, "The name to show in place of it."),
	ONE(join, address, input, "The mail address."),
	TEXT(join, suggestion, "A handle that is free, where the one that was typed is not; or empty."),
	LIST(join, questions, question, "The site's questions."),
	TEXT(join, rules_title, "Title of the rules, or empty where there are none."),
	TEXT(join, rules_error, "What is wrong with the box to accept them, or empty."),
	INT(join, rules_version, "Their version; sent as `version`."),
	BOOL(join, accepted, "The box is ticked; sent as `accept`."),
	TEXT(join, error, "What is wrong with the whole, in one sentence, or empty."),
	TEXT(join, invitation, "The invitation of the link; sent as `i`."),
	TEXT(join, invited_by, "Who made it, or empty."),
	BOOL(join, held, "A moderator looks at new members first."),
};
VIEW_TYPE(join);

static const struct mustache_field join_confirm_fields[] = {
	TEXT(join_confirm, handle, "The handle."),
	TEXT(join_confirm, name, "The name that is shown."),
	TEXT(join_confirm, address, "The address that is confirmed."),
	TEXT(join_confirm, action, "Where the form is sent."),
	ONE(join_confirm, other, input, "Another handle, where that one is taken by now."),
	TEXT(join_confirm, suggestion, "A handle that is free, or empty."),
	TEXT(join_confirm, error, "What is wrong with the whole, in one sentence, or empty."),
	BOOL(join_confirm, held, "A moderator looks at new members first."),
};
VIEW_TYPE(join_confirm);

static const struct mustache_field welcome_fields[] = {
	ONE(welcome, person, person, "Who joined."),
	BOOL(welcome, waits, "The profile waits for a moderator."),
	TEXT(welcome, receipt_url, "Where the state of the profile stands, or empty."),
	TEXT(welcome, forum_title, "Title of the forum where new members introduce themselves, or empty."),
	TEXT(welcome, forum_url, "Its URL."),
	TEXT(welcome, new_url, "Its form for a topic."),
	TEXT(welcome, forums_url, "All forums."),
	TEXT(welcome, letters_url, "Where a member says which letters to get."),
	TEXT(welcome, me_url, "The member's own pages."),
};
VIEW_TYPE(welcome);

static const struct mustache_field invite_row_fields[] = {
	TEXT(invite_row, id, "Its id; sent as `id`."),
	TEXT(invite_row, note, "What it is for, or empty."),
	TEXT(invite_row, url, "The link, absolute; empty where it works no more."),
	ONE(invite_row, by, person, "Who made it."),
	INLINE(invite_row, made, time, "When."),
	INLINE(invite_row, expires, time, "Until when it works."),
	INT(invite_row, uses, "How many may join by it."),
	INT(invite_row, left, "How many still may."),
	LIST(invite_row, came, person, "Who did."),
	BOOL(invite_row, revoked, "It was taken back."),
	BOOL(invite_row, over, "Its time is over."),
	BOOL(invite_row, used_up, "As many as may have joined by it."),
};
VIEW_TYPE(invite_row);

static const struct mustache_field invite_fields[] = {
	ONE(invite, uses, input, "How many may join by the new one."),
	ONE(invite, days, input, "How many days it works."),
	ONE(invite, note, input, "What it is for."),
	ONE(invite, addresses, input, "Addresses to send one each to."),
	TEXT(invite, error, "What is wrong with the whole, in one sentence, or empty."),
	TEXT(invite, notice, "What just happened, or empty."),
	TEXT(invite, made, "The link that was just made, absolute, or empty."),
	BOOL(invite, mails, "The site writes letters."),
	BOOL(invite, all, "Everybody's invitations are listed, not only the visitor's own."),
	LIST(invite, rows, invite_row, "Invitations, the newest first."),
};
VIEW_TYPE(invite);

static const struct mustache_field newcomer_fields[] = {
	ONE(newcomer, invited_by, person, "Who invited them; absent where nobody did."),
	TEXT(newcomer, note, "What that invitation was for, or empty."),
	LIST(newcomer, answers, question, "What they answered when they joined; with the profile alone."),
};
VIEW_TYPE(newcomer);

static const struct mustache_field invitation_fields[] = {
	TEXT(invitation, by, "Name of who invites."),
	TEXT(invitation, note, "What they write, or empty."),
	INT(invitation, days, "How many days the link works."),
};
VIEW_TYPE(invitation);
