#include "view_table.h"

static const struct mustache_field time_fields[] = {
	TEXT(time, iso, "RFC 3339, for the datetime attribute; empty where there is no such moment."),
	TEXT(time, text, "Day and time in the site's language, in UTC."),
	TEXT(time, day, "The day alone in the site's language."),
};
VIEW_TYPE(time);

static const struct mustache_field link_fields[] = {
	TEXT(link, url, "Where it leads."),
	TEXT(link, title, "The words of the link."),
	INT(link, count, "How many things are behind it; 0 if they are not counted."),
	BOOL(link, current, "It is the page being shown, or holds it."),
};
VIEW_TYPE(link);

static const struct mustache_field disc_fields[] = {
	INT(disc, x, "Its centre, in a square of 40 from left to right; it may lie outside."),
	INT(disc, y, "The same from top to bottom."),
	INT(disc, r, "Its radius."),
};
VIEW_TYPE(disc);

static const struct mustache_field person_fields[] = {
	TEXT(person, handle, "The name by which git and mentions know them."),
	TEXT(person, name, "The name that they show; never empty."),
	TEXT(person, url, "Their profile; empty for guests and for members without one."),
	TEXT(person, avatar, "URL of their picture, or empty."),
	TEXT(person, initial, "First letter in upper case, to draw where there is no picture."),
	INT(person, hue, "0 to 11: which of the theme's colours stands for the handle."),
	LIST(person, discs, disc, "Two discs that stand for the handle, to draw behind the letter."),
	BOOL(person, is_guest, "Wrote without an account."),
	BOOL(person, is_staff, "Has the role staff."),
	BOOL(person, is_moderator, "Has the role moderator."),
	BOOL(person, is_admin, "Has the role admin."),
};
VIEW_TYPE(person);

static const struct mustache_field page_fields[] = {
	/* Itself, for what a page's own view hides under the same name: {{page.title}}. */
	{.name = "page", .kind = MUSTACHE_INLINE, .type = &view_page_type,
	 .help = "This table, where the page's own view has a field of the same name: {{page.title}}."},
	TEXT(page, title, "Title of the page, without the site's."),
	TEXT(page, description, "One or two sentences for search results and social cards."),
	TEXT(page, canonical, "The page's one absolute URL."),
	TEXT(page, path, "URL path without the base, such as /forums/help/."),
	TEXT(page, feed, "URL of the page's own feed, or empty."),
	TEXT(page, feed_title, "Title of that feed."),
	TEXT(page, feed_json, "URL of that feed as JSON (feed.json), or empty."),
	TEXT(page, image, "Absolute URL of a picture for social cards, or empty."),
	HTML(page, facts, "What search engines are told of the page, as JSON-LD; or empty."),
	TEXT(page, kind, "Name of the template that renders the page."),
	LIST(page, crumbs, link, "The way from the front page to the page above this one."),
	BOOL(page, noindex, "Search engines are asked to stay away."),
	TEXT(page, site_title, "Name of the community (site.title)."),
	TEXT(page, site_description, "Its purpose in a sentence (site.description)."),
	TEXT(page, site_footer, "A line of the operator's for the foot of each page (site.footer)."),
	TEXT(page, site_logo, "URL of the community's logo, or empty (site.logo)."),
	TEXT(page, site_accent, "Name of the accent colour (site.accent)."),
	TEXT(page, home, "URL of the front page: the base path."),
	TEXT(page, origin, "Scheme and host of the site."),
	TEXT(page, lang, "Language of the page as a BCP 47 tag."),
	TEXT(page, dir, "Direction of that language: ltr or rtl."),
	LIST(page, menu, link, "The site's menu (site.menu)."),
	LIST(page, me_tabs, link, "On the pages of a member's own affairs: these pages."),
	TEXT(page, style, "URL of the theme's style sheet."),
	TEXT(page, script, "URL of the theme's script, or empty."),
	TEXT(page, icon, "URL of the site's icon (site.icon), or of the theme's."),
	TEXT(page, touch_icon, "URL of the theme's icon of 192 pixels, for telephones; empty where the site has its own icon."),
	TEXT(page, site_feed, "URL of the whole community's feed."),
	TEXT(page, rules, "URL of the rules, or empty."),
	TEXT(page, forge, "Name of the forge that people see the content on (forge.kind), or empty."),
	TEXT(page, site_accept, "Endings of files that may be sent with a post (.jpg,.png), or empty where none may."),
	INT(page, files_max, "How many with one post (upload.files-max)."),
	BOOL(page, guests_send_files, "People without an account may send files, too (upload.guests)."),
	TEXT(page, write, "URL prefix of the write path, /-/; empty on a site without one."),
	TEXT(page, join, "Where anybody may become a member; empty where nobody may, or only who is invited."),
	CALL(page, words, "The theme's words: {{words.key}} is the message `key` of lang/<tag>.conf, its arguments "
			  "taken from what is in sight."),
	TEXT(page, version, "Version of Stoa."),
	TEXT(page, signed_in, "Handle of who is signed in; only in pages of the write path."),
	BOOL(page, moderator, "Who is signed in may moderate; only in pages of the write path."),
	TEXT(page, token, "Token that a form of this page must send as `token`; only in pages of the write path."),
	INT(page, waiting, "Submissions in the queue, for moderators; only in pages of the write path."),
};
VIEW_TYPE(page);

static const struct mustache_field topic_row_fields[] = {
	TEXT(topic_row, title, "Title of the topic."),
	TEXT(topic_row, url, "The topic's page, or the post where the row stands for one."),
	TEXT(topic_row, excerpt, "Its first words."),
	TEXT(topic_row, status, "Of an idea: planned, started, done or declined; else empty."),
	TEXT(topic_row, forum_title, "Title of its forum."),
	TEXT(topic_row, forum_url, "URL of its forum."),
	ONE(topic_row, author, person, "Who opened it."),
	ONE(topic_row, last_author, person, "Who wrote the newest post."),
	INLINE(topic_row, opened, time, "When it was opened."),
	INLINE(topic_row, active, time, "When the newest post was written."),
	INT(topic_row, replies, "Number of replies."),
	INT(topic_row, votes, "Votes for the opening post."),
	BOOL(topic_row, pinned, "Stays on top of its forum."),
	BOOL(topic_row, locked, "Takes no more replies; so it is with every closed one."),
	BOOL(topic_row, closed, "It had expired at the date of the commit."),
	INLINE(topic_row, expires, time, "When it ends by itself; iso is empty for most."),
	BOOL(topic_row, answered, "A question with an accepted answer."),
	BOOL(topic_row, question, "Is in a forum for questions."),
	LIST(topic_row, tags, link, "Its tags."),
};
VIEW_TYPE(topic_row);

static const struct mustache_field reaction_fields[] = {
	TEXT(reaction, name, "like, heart, thanks, celebrate, laugh or insight."),
	TEXT(reaction, symbol, "The character that stands for it."),
	INT(reaction, count, "How many members reacted so."),
};
VIEW_TYPE(reaction);

static const struct mustache_field choice_fields[] = {
	TEXT(choice, text, "What can be chosen."),
	INT(choice, number, "Its place in the poll, from 1: what is sent as `choice`."),
	INT(choice, votes, "How many chose it."),
	INT(choice, percent, "How many of a hundred who voted."),
	BOOL(choice, leading, "No other has more votes, and it has some."),
};
VIEW_TYPE(choice);

static const struct mustache_field poll_fields[] = {
	TEXT(poll, question, "What it asks; empty where the topic's title does."),
	LIST(poll, choices, choice, "What can be chosen, in the author's order."),
	INT(poll, voters, "How many members voted."),
	BOOL(poll, many, "A member may take more than one choice."),
	BOOL(poll, closed, "It had ended at the date of the commit."),
	INLINE(poll, closes, time, "When it ends; iso is empty if that is open."),
};
VIEW_TYPE(poll);

static const struct mustache_field post_fields[] = {
	TEXT(post, id, "The fragment that names it on its page."),
	TEXT(post, url, "Its permanent link."),
	ONE(post, author, person, "Who wrote it."),
	INLINE(post, date, time, "When it was written."),
	INLINE(post, edited, time, "When it was last changed; iso is empty if never."),
	HTML(post, body, "What it says, rendered."),
	INT(post, number, "Its place in the topic; 1 is the opening post."),
	BOOL(post, opening, "It opens the topic."),
	BOOL(post, answer, "It is the accepted answer."),
	BOOL(post, hidden, "A moderator has hidden it; body is empty."),
	TEXT(post, reply_url, "Where to reply to it, or empty."),
	TEXT(post, report_url, "Where to report it to the moderators, or empty."),
	TEXT(post, history_url, "What it said before, or empty."),
	TEXT(post, edit_url, "Where to suggest a change, or empty."),
	TEXT(post, source_url, "Its markdown, or empty."),
	ONE(post, parent, link, "The post that it answers, unless the indent says so; title is its author's name."),
	INT(post, depth, "0 to 5: how many posts of the page it stands below, in a threaded forum; else 0."),
	LIST(post, attachments, file, "Files beside it."),
	LIST(post, reactions, reaction, "What readers answered with one character, counted."),
	ONE(post, poll, poll, "The poll of an opening post."),
	BOOL(post, may_react, "Readers may react to it: the page holds the forms _vote and _react."),
};
VIEW_TYPE(post);

static const struct mustache_field file_fields[] = {
	TEXT(file, name, "Name of the file."),
	TEXT(file, url, "Where to get it."),
	TEXT(file, type, "Its kind by its ending, in capitals: PDF."),
	TEXT(file, size, "Its size for people, such as 12 kB."),
	INT(file, width, "Of a picture in pixels; 0 for other files."),
	INT(file, height, "The same."),
};
VIEW_TYPE(file);

static const struct mustache_field forum_row_fields[] = {
	TEXT(forum_row, title, "Title of the forum."),
	TEXT(forum_row, url, "Its front page."),
	TEXT(forum_row, description, "What belongs there."),
	TEXT(forum_row, kind, "discussion, questions, ideas, announcements or jobs."),
	INT(forum_row, topics, "Number of topics."),
	INT(forum_row, posts, "Number of posts, opening ones included."),
	INLINE(forum_row, active, time, "When the newest post was written."),
	ONE(forum_row, latest, topic_row, "The topic of the newest post."),
};
VIEW_TYPE(forum_row);

static const struct mustache_field home_fields[] = {
	HTML(home, body, "The text of index.md."),
	LIST(home, forums, forum_row, "Every forum, in the operator's order."),
	LIST(home, announcements, topic_row, "Newest announcements."),
	LIST(home, active, topic_row, "Topics with the newest posts."),
	LIST(home, unanswered, topic_row, "Questions without a reply that answers them."),
	LIST(home, events, event_row, "What comes next, soonest first."),
	LIST(home, lessons, entry, "Newest lessons."),
	LIST(home, resources, entry, "Newest resources."),
	LIST(home, people, person, "Who wrote lately."),
	INT(home, topics, "Topics in the community."),
	INT(home, posts, "Posts in the community."),
	INT(home, members, "Members with a profile."),
};
VIEW_TYPE(home);

static const struct mustache_field forum_fields[] = {
	TEXT(forum, title, "Title of the forum."),
	TEXT(forum, url, "Its front page."),
	TEXT(forum, description, "What belongs there."),
	TEXT(forum, kind, "discussion, questions, ideas, announcements or jobs."),
	TEXT(forum, slug, "Name of its folder: what a form sends as `forum`."),
	HTML(forum, body, "The text of the forum's index.md."),
	LIST(forum, pinned, topic_row, "Topics that stay on top."),
	LIST(forum, topics, topic_row, "The most recently active others."),
	LIST(forum, lists, link, "This page and the lists of the forum: new, unanswered, top."),
	LIST(forum, months, link, "The newest months in which a topic was opened, twelve at most, with their counts."),
	TEXT(forum, archive_url, "Where all months are, or empty where there are no more."),
	INT(forum, topic_count, "Number of topics."),
	INT(forum, post_count, "Number of posts."),
	BOOL(forum, may_open, "Members may open topics here."),
	TEXT(forum, new_url, "The form for a new topic, or empty."),
	TEXT(forum, follow_url, "Where a member is told of it by letter; empty where the site writes none."),
	BOOL(forum, is_questions, "A forum for questions, with accepted answers."),
	BOOL(forum, is_ideas, "A forum for ideas, with votes and a status."),
	BOOL(forum, is_announcements, "Only staff open topics."),
	BOOL(forum, is_jobs, "Topics expire."),
};
VIEW_TYPE(forum);

static const struct mustache_field forums_fields[] = {
	LIST(forums, forums, forum_row, "Every forum, in the operator's order."),
};
VIEW_TYPE(forums);

static const struct mustache_field feed_row_fields[] = {
	TEXT(feed_row, title, "What the feeds are about: the site, a forum, a tag."),
	TEXT(feed_row, url, "Its page."),
	LIST(feed_row, feeds, link, "The feeds: of everything there first, then of its lists."),
};
VIEW_TYPE(feed_row);

static const struct mustache_field feed_group_fields[] = {
	TEXT(feed_group, title, "Heading of the group."),
	LIST(feed_group, rows, feed_row, "What is in it."),
	BOOL(feed_group, single, "Each of them has one feed alone: the tags."),
};
VIEW_TYPE(feed_group);

static const struct mustache_field feeds_fields[] = {
	LIST(feeds, groups, feed_group, "The site, its forums, its tags."),
	TEXT(feeds, opml, "The same as OPML, for feed readers to take all at once."),
	BOOL(feeds, json, "Each is there as JSON Feed too (feed.json)."),
};
VIEW_TYPE(feeds);

static const struct mustache_field month_fields[] = {
	TEXT(month, forum_title, "Title of the forum."),
	TEXT(month, forum_url, "Its front page."),
	TEXT(month, label, "The month in words."),
	LIST(month, topics, topic_row, "Topics in the order in which they were opened."),
	LIST(month, pages, link, "The parts of a long month; empty if there is one."),
	ONE(month, older, link, "The month with topics before this one."),
	ONE(month, newer, link, "The month with topics after this one."),
};
VIEW_TYPE(month);

static const struct mustache_field month_cell_fields[] = {
	TEXT(month_cell, url, "The month's page, or empty where no topic was opened in it."),
	TEXT(month_cell, title, "The month in words."),
	INT(month_cell, number, "1 to 12."),
	INT(month_cell, count, "Topics that were opened in it."),
};
VIEW_TYPE(month_cell);

static const struct mustache_field year_fields[] = {
	INT(year, year, "The year."),
	LIST(year, months, month_cell, "Its twelve months."),
};
VIEW_TYPE(year);

static const struct mustache_field archive_fields[] = {
	TEXT(archive, forum_title, "Title of the forum."),
	TEXT(archive, forum_url, "Its front page."),
	LIST(archive, years, year, "Every year in which a topic was opened, newest first."),
};
VIEW_TYPE(archive);

static const struct mustache_field topic_list_fields[] = {
	TEXT(topic_list, name, "Name of the list: active, new, unanswered, waiting, top, votes, planned, started, done or declined."),
	TEXT(topic_list, title, "Title of the list."),
	TEXT(topic_list, lead, "What is in it, in a sentence."),
	TEXT(topic_list, label, "The month in words, where it is of one month; else empty."),
	TEXT(topic_list, forum_title, "Title of the forum, or empty where it is of all forums."),
	TEXT(topic_list, forum_url, "Front page of that forum."),
	LIST(topic_list, lists, link, "This list and those beside it."),
	LIST(topic_list, topics, topic_row, "The first topics of the list (list.items)."),
	LIST(topic_list, years, year, "On the page that always shows the latest month: every month, newest year first."),
	ONE(topic_list, older, link, "The month before this one."),
	ONE(topic_list, newer, link, "The month after this one."),
	TEXT(topic_list, new_url, "The form for a new topic of the forum, or empty."),
};
VIEW_TYPE(topic_list);

static const struct mustache_field topic_fields[] = {
	TEXT(topic, title, "Title of the topic."),
	TEXT(topic, url, "Its first page."),
	TEXT(topic, status, "Of an idea: planned, started, done or declined; else empty."),
	TEXT(topic, path, "Content path of its file: what the reply form sends as `path`."),
	TEXT(topic, forum_title, "Title of its forum."),
	TEXT(topic, forum_url, "URL of its forum."),
	TEXT(topic, forum, "Folder of its forum."),
	LIST(topic, posts, post, "This page's posts in order."),
	ONE(topic, opening, post, "The opening post, on the first page; posts has it too."),
	ONE(topic, answer, post, "The accepted answer, on the first page."),
	LIST(topic, pages, link, "The pages of a long topic; empty if there is one."),
	ONE(topic, previous, link, "The page before."),
	ONE(topic, next, link, "The page after."),
	INT(topic, replies, "Number of replies on all pages; 0 on every page but the first, which a reply then leaves alone."),
	INT(topic, page_number, "1 for the first page."),
	INT(topic, votes, "Votes for the opening post, on the first page."),
	TEXT(topic, reply_url, "Where to write a reply: a form, or a new file at the forge; empty where nobody may."),
	TEXT(topic, follow_url, "Where a member is told of it by letter; empty where the site writes none."),
	TEXT(topic, locked_note, "Why it is locked, on the first page; or empty."),
	TEXT(topic, log_url, "The entry in the moderation log that says so, on the first page; or empty."),
	TEXT(topic, status_note, "What staff say about the status, on the first page; or empty."),
	BOOL(topic, pinned, "Stays on top of its forum."),
	BOOL(topic, locked, "Takes no more replies; so it is with every closed one."),
	BOOL(topic, closed, "It had expired at the date of the commit."),
	INLINE(topic, expires, time, "When it ends by itself; iso is empty for most."),
	BOOL(topic, answered, "Has an accepted answer."),
	BOOL(topic, question, "Is in a forum for questions."),
	BOOL(topic, choosable, "Is a question with replies, and none of them accepted."),
	BOOL(topic, idea, "Is in a forum for ideas; on the first page, which says its votes and status."),
	BOOL(topic, threaded, "Replies stand below what they answer, indented; else in the order of time."),
	LIST(topic, tags, link, "Its tags."),
	BOOL(topic, may_reply, "It is not locked and the site has a write path."),
	BOOL(topic, may_react, "Readers may react and vote."),
	BOOL(topic, guests_may_reply, "So may people without an account."),
};
VIEW_TYPE(topic);

static const struct mustache_field thread_fields[] = {
	LIST(thread, posts, post, "The posts under the page, in order."),
	LIST(thread, reactions, reaction, "What readers answered to the page itself with one character, counted."),
	INT(thread, replies, "How many they are."),
	BOOL(thread, may_reply, "The site has a write path and the page takes replies."),
	BOOL(thread, may_react, "Readers may react."),
	BOOL(thread, guests_may_reply, "So may people without an account."),
	TEXT(thread, reply_url, "Where to write a reply: a form, or a new file at the forge; or empty."),
	TEXT(thread, follow_url, "Where a member is told of it by letter; empty where the site writes none."),
	TEXT(thread, path, "Content path of the page: what the reply form sends as `path`."),
};
VIEW_TYPE(thread);
