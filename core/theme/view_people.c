#include "view_table.h"

static const struct mustache_field work_fields[] = {
	TEXT(work, title, "Title of the page, or of the page that was replied to."),
	TEXT(work, url, "The post."),
	TEXT(work, forum_title, "Title of its forum, or empty outside of forums."),
	TEXT(work, forum_url, "URL of its forum, or empty."),
	TEXT(work, month, "The month in words where a list by year comes to it, else empty."),
	INLINE(work, date, time, "When it was written."),
	BOOL(work, reply, "It is a reply."),
};
VIEW_TYPE(work);

static const struct mustache_field member_year_fields[] = {
	ONE(member_year, person, person, "Who it is."),
	TEXT(member_year, year, "The year."),
	LIST(member_year, opened, work, "Topics, lessons and other pages, oldest first."),
	LIST(member_year, replied, work, "Replies, oldest first."),
	LIST(member_year, pages, link, "The parts of a long year; empty if there is one."),
};
VIEW_TYPE(member_year);

static const struct mustache_field badge_fields[] = {
	TEXT(badge, name, "Its name in badges.conf."),
	TEXT(badge, title, "What it is called."),
	TEXT(badge, about, "What it is for, or empty."),
	LIST(badge, needs, text, "What has to be reached, all of it."),
	INT(badge, holders, "How many members have it; 0 on a profile."),
	INT(badge, hue, "0 to 11: which of the theme's colours stands for it."),
	LIST(badge, discs, disc, "Two discs that stand for it."),
};
VIEW_TYPE(badge);

static const struct mustache_field badge_list_fields[] = {
	LIST(badge_list, badges, badge, "Every badge that there is, in the order of badges.conf."),
};
VIEW_TYPE(badge_list);

static const struct mustache_field member_fields[] = {
	ONE(member, person, person, "Who it is."),
	HTML(member, body, "What they say of themselves, rendered."),
	INLINE(member, joined, time, "When they joined."),
	INLINE(member, left, time, "When they left; empty of who is still here."),
	LIST(member, links, link, "Their links."),
	LIST(member, skills, link, "What they know about; url is the tag's page where they are listed, else empty."),
	LIST(member, works, work, "The newest of what they wrote, topic.posts at most."),
	LIST(member, years, link, "Years with all of it, newest first, each with its count; empty where works has all."),
	LIST(member, badges, badge, "What they earned."),
	INT(member, topics, "Topics that they opened."),
	INT(member, replies, "Replies that they wrote."),
	INT(member, answers, "Replies that other members' questions accepted."),
	INT(member, votes, "Votes for their topics."),
	INLINE(member, suspended, time, "Until when they may not write; iso is empty for most."),
	BOOL(member, banned, "They may not sign in any more."),
	TEXT(member, log_url, "The entry in the moderation log that says why, or empty."),
};
VIEW_TYPE(member);

static const struct mustache_field member_row_fields[] = {
	ONE(member_row, person, person, "Who it is."),
	TEXT(member_row, about, "The first words of their profile."),
	LIST(member_row, skills, link, "What they know about, as tags."),
	INLINE(member_row, joined, time, "When they joined."),
};
VIEW_TYPE(member_row);

static const struct mustache_field letter_fields[] = {
	TEXT(letter, letter, "A letter or digit."),
	LIST(letter, links, link, "Beginnings of handles with it, each with its count."),
};
VIEW_TYPE(letter);

static const struct mustache_field member_list_fields[] = {
	TEXT(member_list, prefix, "How the handles of this page begin; empty on the directory's front page."),
	LIST(member_list, team, member_row, "Admins, moderators and staff, listed or not."),
	LIST(member_list, newest, member_row, "Who joined last; empty where all members are on the page."),
	LIST(member_list, members, member_row, "Listed members by handle: those without a role, or all of the prefix; empty where they are too many."),
	LIST(member_list, letters, letter, "The way to them, where they are too many for one page."),
	LIST(member_list, pages, link, "The parts of a long page; empty if there is one."),
	INT(member_list, total, "Listed members: all, or with the prefix."),
};
VIEW_TYPE(member_list);

static const struct mustache_field tag_fields[] = {
	TEXT(tag, tag, "The tag."),
	TEXT(tag, follow_url, "Where a member is told of it by letter; empty where the site writes none."),
	LIST(tag, topics, topic_row, "Topics with it, newest first."),
	LIST(tag, entries, entry, "Lessons and resources with it."),
	LIST(tag, events, event_row, "Events with it, the one announced last first."),
	LIST(tag, people, member_row, "Listed members who name it among their skills."),
};
VIEW_TYPE(tag);

static const struct mustache_field tag_list_fields[] = {
	LIST(tag_list, tags, link, "Every tag with its count."),
};
VIEW_TYPE(tag_list);

static const struct mustache_field rules_version_fields[] = {
	TEXT(rules_version, url, "Its page."),
	INT(rules_version, version, "Its number."),
	INLINE(rules_version, since, time, "When it came into force; iso is empty where the repository's copy does not reach back."),
	TEXT(rules_version, who, "Who made it, or empty."),
	BOOL(rules_version, current, "It is in force."),
	BOOL(rules_version, shown, "It is the page being shown."),
};
VIEW_TYPE(rules_version);

static const struct mustache_field rules_fields[] = {
	TEXT(rules, title, "Title of the page."),
	TEXT(rules, edit_url, "Where to suggest a change, or empty."),
	TEXT(rules, history_url, "What the text said before its last edits, or empty."),
	HTML(rules, body, "The rules, rendered."),
	INT(rules, version, "Their version."),
	INT(rules, previous, "The version before it, or 0."),
	INLINE(rules, since, time, "When this version came into force; iso is empty where that is not known."),
	INLINE(rules, edited, time, "When the text was last changed, if it says so."),
	TEXT(rules, changes_url, "The page that shows what this version changed, or empty."),
	TEXT(rules, current_url, "On the page of a version: the rules that are in force."),
	LIST(rules, diff, diff_line, "On the page of a version: what it changed."),
	LIST(rules, versions, rules_version, "All versions, newest first; empty if there is one."),
	LIST(rules, attachments, file, "Files beside it that the text does not show itself."),
	BOOL(rules, old, "Another version is in force."),
};
VIEW_TYPE(rules);

static const struct mustache_field plain_fields[] = {
	TEXT(plain, title, "Title of the page."),
	TEXT(plain, edit_url, "Where to suggest a change, or empty."),
	INLINE(plain, edited, time, "When it was last changed; iso is empty if never."),
	TEXT(plain, history_url, "What it said before, or empty."),
	HTML(plain, body, "The page, rendered."),
	INLINE(plain, date, time, "When it was last changed."),
	LIST(plain, attachments, file, "Files beside it that the text does not show itself."),
};
VIEW_TYPE(plain);

static const struct mustache_field log_row_fields[] = {
	TEXT(log_row, act, "What was done, such as reject, lock or hide."),
	TEXT(log_row, target, "What it was done to: page, reply, member, entry or submission; hidden_reply, or gone."),
	TEXT(log_row, target_url, "The page it was done to, or empty."),
	TEXT(log_row, target_title, "Title of that page, or the name of the member."),
	TEXT(log_row, reason, "Why, in the moderator's words."),
	TEXT(log_row, rule, "The rule that it rests on, or empty."),
	TEXT(log_row, id, "Id of the entry, which is its place in a list."),
	TEXT(log_row, url, "Page of the entry."),
	INLINE(log_row, until, time, "When it ends by itself, or empty."),
	BOOL(log_row, undone, "It was taken back."),
	TEXT(log_row, undone_url, "Page of the entry that took it back, or empty."),
	BOOL(log_row, may_appeal, "Whom it concerns may answer it."),
	ONE(log_row, reviewer, person, "The moderator, or nobody where the log shows no names (moderation.log-names)."),
	INLINE(log_row, date, time, "When."),
};
VIEW_TYPE(log_row);

static const struct mustache_field log_entry_fields[] = {
	ONE(log_entry, entry, log_row, "The entry."),
	LIST(log_entry, later, log_row, "Entries about it, oldest first: that it was taken back, or what came of an appeal."),
};
VIEW_TYPE(log_entry);

static const struct mustache_field log_fields[] = {
	TEXT(log, label, "The month, or what was done; empty on the log's front page."),
	LIST(log, acts, log_row, "Acts of the moderators: newest first, but oldest first in a month."),
	LIST(log, deeds, link, "Every kind of act, with its count."),
	LIST(log, months, link, "Every month with acts, with its count."),
	LIST(log, pages, link, "Pages of a month, or of a kind of act; empty for one."),
	ONE(log, older, link, "The month before, or nothing."),
	ONE(log, newer, link, "The month after, or nothing."),
};
VIEW_TYPE(log);

static const struct mustache_field text_fields[] = {
	TEXT(text, text, "A few words."),
};
VIEW_TYPE(text);

static const struct mustache_field mark_fields[] = {
	INT(mark, x, "Left side of the bar, which is 8 wide, in a plot of 520 by 1000."),
	INT(mark, y, "Its upper end, from the top."),
	INT(mark, height, "Its height; 0 where there is nothing."),
	TEXT(mark, week, "The Monday with which its week begins."),
	TEXT(mark, value, "What it stands for, in words."),
};
VIEW_TYPE(mark);

static const struct mustache_field chart_fields[] = {
	TEXT(chart, name, "Its name, for ids: posts, active, joined, first or open."),
	TEXT(chart, title, "What it shows."),
	LIST(chart, ticks, text, "The axis from top to bottom, evenly spaced."),
	LIST(chart, labels, text, "Weeks below it from left to right, evenly spaced."),
	LIST(chart, marks, mark, "A bar for each of 52 weeks; empty where it is a line."),
	TEXT(chart, line, "Data of an SVG path through the same plot; empty where it is bars."),
	TEXT(chart, low, "The lowest of the whole weeks, or empty."),
	TEXT(chart, high, "The highest."),
	TEXT(chart, last, "The last whole week."),
	TEXT(chart, lately, "The last four whole weeks."),
	TEXT(chart, before, "The four weeks before those."),
	BOOL(chart, mean, "These two are the mean of a week, not a sum."),
};
VIEW_TYPE(chart);

static const struct mustache_field span_fields[] = {
	TEXT(span, title, "The week's Monday, the year, or the forum's title."),
	TEXT(span, url, "Insights of the forum, or empty."),
	INLINE(span, begins, time, "Of a week: when it begins."),
	INT(span, topics, "Topics opened."),
	INT(span, replies, "Replies written."),
	INT(span, posts, "Both together."),
	INT(span, active, "Members who wrote; not counted by forum."),
	INT(span, joined, "Members who joined; not counted by forum."),
	TEXT(span, first, "How long half of the topics waited at most for a reply by somebody else; empty if none has one."),
	TEXT(span, open, "The share of the topics that have no such reply; empty without topics."),
};
VIEW_TYPE(span);

static const struct mustache_field insights_fields[] = {
	TEXT(insights, forum_title, "Title of the forum that it is about, or empty."),
	TEXT(insights, forum_url, "Its URL."),
	LIST(insights, charts, chart, "What is drawn."),
	LIST(insights, weeks, span, "The last 52 weeks, this one first."),
	LIST(insights, years, span, "Every year, this one first."),
	LIST(insights, forums, span, "Each forum in a year: this one, or in its first eight weeks the last; empty on a forum's own page."),
	TEXT(insights, year, "Which year that is."),
};
VIEW_TYPE(insights);
