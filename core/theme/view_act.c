#include "view_table.h"

static const struct mustache_field act_choice_fields[] = {
	TEXT(act_choice, name, "Name of the act, such as lock; sent as `act`."),
	TEXT(act_choice, field, "What else it has to be told, sent as `to`: forum, topic, title, tags, status or days; or empty."),
	TEXT(act_choice, value, "What was typed there."),
	TEXT(act_choice, error, "What was wrong, in one sentence, or empty."),
	LIST(act_choice, options, link, "What there is to choose from; the value of each is its url."),
	TEXT(act_choice, reason, "What was typed as the reason."),
	TEXT(act_choice, rule, "The rule that was chosen, or empty."),
	BOOL(act_choice, must_say, "A reason is required."),
	BOOL(act_choice, logged, "It goes into the public log, with reason and rule."),
	BOOL(act_choice, open, "It was tried just now."),
	BOOL(act_choice, danger, "Somebody may be hurt by it."),
};
VIEW_TYPE(act_choice);

static const struct mustache_field act_post_fields[] = {
	TEXT(act_post, id, "Id of the reply."),
	TEXT(act_post, path, "Content path of the reply."),
	TEXT(act_post, url, "The same page for that reply."),
	TEXT(act_post, excerpt, "Its first words."),
	INT(act_post, number, "Its number in the thread."),
	ONE(act_post, author, person, "Who wrote it."),
	INLINE(act_post, date, time, "When."),
	BOOL(act_post, hidden, "It is not shown."),
	BOOL(act_post, answer, "It is the accepted answer."),
	BOOL(act_post, may_accept, "The visitor may accept it as the answer."),
};
VIEW_TYPE(act_post);

static const struct mustache_field act_fields[] = {
	TEXT(act, title, "Title of the page, or name of the member."),
	TEXT(act, url, "Where it stands in public, or empty."),
	TEXT(act, path, "Content path; sent as `path`."),
	ONE(act, post, post, "The post that is acted on."),
	TEXT(act, excerpt, "The first words of a long post, which is shown folded; empty of a short one."),
	ONE(act, member, person, "The member that is acted on."),
	LIST(act, choices, act_choice, "What the visitor may do."),
	LIST(act, posts, act_post, "The replies below, to choose one."),
	LIST(act, pages, link, "Parts of a long list of them; empty for one."),
	LIST(act, rules, link, "Headings of the rules."),
	TEXT(act, notice, "What just happened, or empty."),
	TEXT(act, error, "Why nothing happened, or empty."),
	TEXT(act, report_url, "Where the visitor can report it instead, or empty."),
};
VIEW_TYPE(act);

static const struct mustache_field own_report_fields[] = {
	TEXT(own_report, title, "What it was about."),
	TEXT(own_report, url, "Where that is, or empty."),
	TEXT(own_report, note, "What the moderator said, or empty."),
	INLINE(own_report, date, time, "When it was sent."),
	BOOL(own_report, open, "Nobody has looked at it yet."),
};
VIEW_TYPE(own_report);

static const struct mustache_field report_fields[] = {
	TEXT(report, title, "Title of what it is about."),
	TEXT(report, url, "Where that is, or empty."),
	TEXT(report, path, "Its content path; sent as `path`."),
	ONE(report, post, post, "The post that it is about."),
	LIST(report, whys, link, "Reasons to choose from; the value of each is its url, sent as `why`."),
	TEXT(report, text, "What was typed; sent as `text`."),
	TEXT(report, error, "What was wrong, in one sentence, or empty."),
	BOOL(report, sent, "It was sent just now."),
	LIST(report, own, own_report, "What the member reported before."),
};
VIEW_TYPE(report);

static const struct mustache_field report_said_fields[] = {
	TEXT(report_said, handle, "Who reported it: a handle, or guest."),
	TEXT(report_said, why, "The reason that was chosen, such as spam."),
	TEXT(report_said, text, "What they wrote, or empty."),
	INLINE(report_said, date, time, "When."),
};
VIEW_TYPE(report_said);

static const struct mustache_field reported_fields[] = {
	TEXT(reported, title, "Title of the page."),
	TEXT(reported, url, "Where it stands in public, or empty."),
	TEXT(reported, act_url, "The page with what can be done about it."),
	TEXT(reported, path, "Its content path; sent as `path`."),
	TEXT(reported, excerpt, "The first words of it."),
	ONE(reported, author, person, "Who wrote it."),
	LIST(reported, said, report_said, "Every report of it."),
	INT(reported, count, "How many they are."),
};
VIEW_TYPE(reported);

static const struct mustache_field reports_fields[] = {
	LIST(reports, rows, reported, "What was reported and nobody has looked at, the oldest first."),
	INT(reports, total, "How many reports those are."),
	TEXT(reports, notice, "What just happened, or empty."),
};
VIEW_TYPE(reports);

static const struct mustache_field appeal_fields[] = {
	TEXT(appeal, id, "Id of the verdict: of an entry in the log, or of a submission; sent as `of`."),
	TEXT(appeal, act, "What the verdict was, such as lock or reject."),
	TEXT(appeal, title, "What it is about."),
	TEXT(appeal, url, "Where that is, or empty."),
	TEXT(appeal, log_url, "Where the verdict stands, or empty."),
	TEXT(appeal, reason, "Why, in the moderator's words."),
	TEXT(appeal, rule, "The rule that it rests on, or empty."),
	TEXT(appeal, reviewer, "Who gave the verdict."),
	INLINE(appeal, given, time, "When."),
	TEXT(appeal, key, "Key of this address; sent as `k`."),
	TEXT(appeal, handle, "Who appeals: a handle, or guest; empty while nobody has."),
	TEXT(appeal, text, "What they say, or typed; sent as `text`."),
	INLINE(appeal, date, time, "When they said it."),
	TEXT(appeal, verdict, "The second verdict, uphold or reverse, or empty; sent as `verdict`."),
	TEXT(appeal, answer, "What the second moderator says; sent as `answer`."),
	TEXT(appeal, by, "Who gave the second verdict, or empty."),
	INLINE(appeal, decided, time, "When."),
	BOOL(appeal, open, "Nobody has decided it yet."),
	BOOL(appeal, upheld, "The first verdict stays."),
	BOOL(appeal, reversed, "The first verdict was taken back."),
	BOOL(appeal, logged, "The verdict is an entry in the log, not about a submission."),
	BOOL(appeal, may, "The visitor may appeal; of moderators: may decide it."),
	BOOL(appeal, by_hand, "The act cannot be undone, but set right by other acts; sent as `by-hand`."),
	TEXT(appeal, error, "What was wrong, in one sentence, or empty."),
};
VIEW_TYPE(appeal);

static const struct mustache_field appeals_fields[] = {
	LIST(appeals, rows, appeal, "Appeals that nobody has decided, the oldest first."),
	INT(appeals, total, "How many they are."),
	TEXT(appeals, notice, "What just happened, or empty."),
};
VIEW_TYPE(appeals);

static const struct mustache_field remark_fields[] = {
	TEXT(remark, by, "The moderator who wrote it."),
	TEXT(remark, text, "What it says."),
	INLINE(remark, date, time, "When."),
	INT(remark, id, "Sent as `drop` to take it away."),
};
VIEW_TYPE(remark);

static const struct mustache_field record_fields[] = {
	TEXT(record, handle, "Whose record it is; sent as `of`."),
	ONE(record, person, person, "Who it is."),
	TEXT(record, act_url, "What may be done: warn, suspend and so on."),
	INLINE(record, suspended, time, "Until when they may not write; iso is empty for most."),
	BOOL(record, banned, "They may not sign in any more."),
	ONE(record, trust, trust, "What is known of them in numbers."),
	ONE(record, newcomer, newcomer, "The same of who joined by the form; or nothing."),
	LIST(record, remarks, remark, "What moderators noted, newest first."),
	LIST(record, acts, appeal, "Entries of the log about them or what they wrote, newest first."),
	BOOL(record, unbuilt, "Those cannot be told just now."),
	LIST(record, reported, own_report, "What others reported of them, newest first."),
	LIST(record, reports, own_report, "What they reported, newest first."),
	LIST(record, sent, sent, "What they sent lately, newest first."),
	TEXT(record, text, "The remark that was typed."),
	TEXT(record, error, "What was wrong with it, in one sentence, or empty."),
};
VIEW_TYPE(record);
