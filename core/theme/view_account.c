#include "view_table.h"

static const struct mustache_field note_fields[] = {
	TEXT(note, heading, "What it is about; its subject too."),
	LIST(note, sentences, text, "Paragraphs, of plain text."),
	TEXT(note, button, "What the button says, or empty."),
	TEXT(note, url, "Where it leads, absolute, or empty."),
	TEXT(note, code, "A code to be typed where the letter was asked for, or empty."),
	TEXT(note, code_help, "What to do with the code, in a sentence."),
	TEXT(note, why, "Why the letter came, in a sentence."),
};
VIEW_TYPE(note);

static const struct mustache_field sign_in_sent_fields[] = {
	TEXT(sign_in_sent, ticket, "What the code goes with; sent as `ticket`."),
	TEXT(sign_in_sent, error, "What is wrong with the code, in a sentence, or empty."),
	INT(sign_in_sent, minutes, "How many minutes the link and the code work."),
};
VIEW_TYPE(sign_in_sent);

static const struct mustache_field sent_fields[] = {
	TEXT(sent, summary, "What it is, in a line."),
	TEXT(sent, url, "Its receipt."),
	TEXT(sent, state, "waiting, approved, rejected or withdrawn."),
	TEXT(sent, public_url, "Where it stands, once approved, or empty."),
	TEXT(sent, reason, "Why it was not published, or empty."),
	INLINE(sent, submitted, time, "When it was sent."),
};
VIEW_TYPE(sent);

static const struct mustache_field me_fields[] = {
	TEXT(me, handle, "Who is signed in."),
	TEXT(me, role, "member, staff, moderator or admin."),
	TEXT(me, profile, "Their public profile."),
	TEXT(me, edit_url, "Where to change it."),
	LIST(me, sent, sent, "What they sent lately, the newest first."),
	LIST(me, notices, appeal, "What moderators did to the member or what they wrote, which they have not said to have seen."),
	LIST(me, reports, own_report, "What the member reported, newest first."),
};
VIEW_TYPE(me);

static const struct mustache_field session_fields[] = {
	TEXT(session, id, "Sent as `end`, to end it."),
	TEXT(session, browser, "Browser and system in plain words, or empty where they are not known."),
	INLINE(session, made, time, "When it began."),
	INLINE(session, seen, time, "The day that it was last used."),
	BOOL(session, current, "It is the one that looks at the page."),
};
VIEW_TYPE(session);

static const struct mustache_field sessions_fields[] = {
	LIST(sessions, sessions, session, "Where the member is signed in, the last used first."),
	TEXT(sessions, notice, "What has just been done, or empty."),
};
VIEW_TYPE(sessions);

static const struct mustache_field password_fields[] = {
	BOOL(password, has_one, "There is a password to change."),
	BOOL(password, fresh, "The member has just signed in by a letter, so the old password is not asked for."),
	BOOL(password, letters, "The site writes letters."),
	INT(password, min, "Characters that it has at least."),
	TEXT(password, handle, "Who is signed in, for password managers."),
	TEXT(password, old_error, "What is wrong with the old one, in a sentence, or empty."),
	TEXT(password, new_error, "What is wrong with the new one, in a sentence, or empty."),
	TEXT(password, notice, "What has just been done, or empty."),
};
VIEW_TYPE(password);

static const struct mustache_field proof_fields[] = {
	BOOL(proof, fresh, "The member has just signed in by a letter, so nothing is asked."),
	BOOL(proof, has_one, "The account has a password to ask for."),
	TEXT(proof, error, "What is wrong with it, in a sentence, or empty."),
};
VIEW_TYPE(proof);

static const struct mustache_field data_fields[] = {
	TEXT(data, handle, "Who is signed in."),
	TEXT(data, typed, "What was typed for the handle."),
	TEXT(data, how, "leave, anonymise, delete or empty: what was chosen."),
	BOOL(data, leaves, "how is leave."),
	BOOL(data, anonymises, "how is anonymise."),
	BOOL(data, deletes, "how is delete."),
	TEXT(data, asks, "yes where a moderator decides about a deletion, else no."),
	ONE(data, take, proof, "What is asked before a download."),
	ONE(data, leave, proof, "What is asked before leaving."),
	TEXT(data, how_error, "What is wrong with the choice, in a sentence, or empty."),
	TEXT(data, handle_error, "What is wrong with the handle, in a sentence, or empty."),
	TEXT(data, notice, "What has just been done, or empty."),
};
VIEW_TYPE(data);
