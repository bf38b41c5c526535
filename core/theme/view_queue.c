#include "view_table.h"

static const struct mustache_field queue_item_fields[] = {
	TEXT(queue_item, id, "Id of the submission; sent as `id`."),
	TEXT(queue_item, url, "Its page in the queue."),
	TEXT(queue_item, summary, "What it is, in a line."),
	TEXT(queue_item, kind, "topic, reply, edit, event, resource or change."),
	TEXT(queue_item, excerpt, "Its first words."),
	TEXT(queue_item, forum_title, "The forum where it would go, or empty."),
	TEXT(queue_item, host, "The first site that it links to, or empty."),
	INT(queue_item, links, "How many links it has."),
	ONE(queue_item, author, person, "Who sent it."),
	INLINE(queue_item, submitted, time, "When."),
	INT(queue_item, score, "0 to 100: how likely it is spam."),
	INT(queue_item, alike, "How many that wait say the same, itself among them; 0 where it is alone."),
	BOOL(queue_item, likely_spam, "The score is high."),
	BOOL(queue_item, checked, "Among many: the verdict is on it too, unless a moderator takes the tick away."),
	TEXT(queue_item, holder, "Who looks at it now, or empty."),
};
VIEW_TYPE(queue_item);

static const struct mustache_field queue_group_fields[] = {
	ONE(queue_group, first, queue_item, "The one that waits longest."),
	INT(queue_group, count, "How many they are."),
	INT(queue_group, senders, "How many names they came under."),
	INT(queue_group, networks, "How many networks they came from; 0 where that is not known."),
	INT(queue_group, members, "How many of them are by people with an account."),
	INT(queue_group, score, "0 to 100: how likely they are spam, by the median."),
	BOOL(queue_group, many, "There is more than one."),
	BOOL(queue_group, likely_spam, "The score is high, or it is a flood of one text by guests."),
	TEXT(queue_group, url, "All of them, one by one; of a single one its page."),
	TEXT(queue_group, approve_url, "Asks whether to approve all."),
	TEXT(queue_group, reject_url, "Asks for the reason to reject all."),
	TEXT(queue_group, spam_url, "Asks whether all are spam."),
};
VIEW_TYPE(queue_group);

static const struct mustache_field undo_fields[] = {
	TEXT(undo, text, "What was decided, in a sentence."),
	TEXT(undo, url, "Where it stands now, or empty."),
	TEXT(undo, action, "Where the form goes that takes it back; empty where it cannot be."),
	LIST(undo, failed, link, "What could not be done: title says why."),
	TEXT(undo, left, "How many it did not come to, in a sentence, or empty."),
	TEXT(undo, more, "Sent as `more` to the queue to go on with these, or empty."),
};
VIEW_TYPE(undo);

static const struct mustache_field queue_fields[] = {
	LIST(queue, groups, queue_group, "What waits, by what it has in common; likely spam last."),
	LIST(queue, items, queue_item, "Of one group: one by one, oldest first."),
	INT(queue, total, "How many wait in all."),
	INT(queue, chosen, "How many of them the choice leaves."),
	INT(queue, reports, "Reports that nobody has looked at."),
	INT(queue, appeals, "Appeals that nobody has decided."),
	LIST(queue, lists, link, "Ways to group."),
	LIST(queue, kinds, link, "Kinds to choose from; url is what is sent as `kind`."),
	LIST(queue, forums, link, "Forums with something that waits; url is sent as `forum`."),
	LIST(queue, chances, link, "How likely spam; url is sent as `chance`."),
	LIST(queue, ages, link, "Waiting longer than; url is sent as `age`."),
	LIST(queue, pages, link, "The pages of a long list; empty if there is one."),
	TEXT(queue, by, "likeness, sender, network or topic; sent as `by`."),
	TEXT(queue, text, "The words that are looked for; sent as `text`."),
	BOOL(queue, narrowed, "It is one group alone."),
	BOOL(queue, filtered, "The form leaves some out."),
	TEXT(queue, all_url, "The whole queue."),
	INT(queue, floods, "How many texts were sent many times and are likely spam; 0 in a part of the queue."),
	INT(queue, flooded, "How many submissions they are in all."),
	TEXT(queue, floods_url, "These alone."),
	TEXT(queue, flood_spam_url, "Asks whether they are spam, all at once."),
	TEXT(queue, approve_url, "Asks whether to approve all that is chosen; empty for one or none."),
	TEXT(queue, reject_url, "Asks for the reason to reject them."),
	TEXT(queue, spam_url, "Asks whether they are spam."),
	ONE(queue, undo, undo, "The verdict that was just given."),
	TEXT(queue, notice, "What just happened, or empty."),
};
VIEW_TYPE(queue);

static const struct mustache_field queue_confirm_fields[] = {
	TEXT(queue_confirm, verdict, "approve, reject or spam; sent as `action`."),
	TEXT(queue_confirm, error, "Why it was not done, or empty."),
	TEXT(queue_confirm, reason, "The reason that was typed."),
	TEXT(queue_confirm, back_url, "The list that it was asked from."),
	TEXT(queue_confirm, within, "The query of that list; sent as `within`."),
	LIST(queue_confirm, items, queue_item, "What it would be done to; those first that are not ticked."),
	INT(queue_confirm, total, "How many there are in all."),
	INT(queue_confirm, unchecked, "How many of them are not ticked, because it might hurt somebody."),
	INT(queue_confirm, rest, "How many are not listed."),
	TEXT(queue_confirm, rest_ids, "Their ids; sent as `rest`."),
	BOOL(queue_confirm, rest_checked, "They are ticked."),
	BOOL(queue_confirm, approve, "The verdict is to approve."),
	BOOL(queue_confirm, reject, "It is to reject, which wants a reason."),
	LIST(queue_confirm, rules, link, "Headings of the rules, to reject under."),
	LIST(queue_confirm, answers, link, "Reasons that the operator keeps ready (moderation.answers); title is the text."),
};
VIEW_TYPE(queue_confirm);

static const struct mustache_field sender_fields[] = {
	INT(sender, approved, "How many of the newest 100 that they sent were approved (moderation.keep-days)."),
	INT(sender, spam, "How many of those were rejected as spam."),
	INT(sender, waiting, "How many others of theirs wait."),
	INT(sender, network_waiting, "How many others from the same network wait."),
	INT(sender, network_spam, "How many of the newest 100 from that network were rejected as spam."),
	TEXT(sender, waiting_url, "All of theirs that wait, or empty."),
	TEXT(sender, network_url, "All from that network that wait, or empty."),
};
VIEW_TYPE(sender);

static const struct mustache_field change_fields[] = {
	TEXT(change, path, "The file."),
	BOOL(change, added, "It is new."),
	BOOL(change, removed, "It goes away."),
	BOOL(change, unshown, "It is no text, or too long to be shown here."),
	LIST(change, diff, diff_line, "What changes in it."),
};
VIEW_TYPE(change);

static const struct mustache_field submission_fields[] = {
	TEXT(submission, id, "Its id."),
	TEXT(submission, summary, "What it is, in a line."),
	TEXT(submission, title, "Title of the topic, or empty."),
	TEXT(submission, state, "waiting, approved, rejected or withdrawn."),
	TEXT(submission, kind, "topic, reply, edit, event, resource or change."),
	TEXT(submission, target_title, "Title of the forum or page that it goes to."),
	TEXT(submission, target_url, "Its URL."),
	ONE(submission, author, person, "Who sent it."),
	INLINE(submission, submitted, time, "When."),
	LIST(submission, before, post, "The thread above it."),
	ONE(submission, post, post, "The post as it will be published."),
	LIST(submission, diff, diff_line, "Of an edit: what changes."),
	LIST(submission, changes, change, "Of a proposal by git, or of what is not one page: its files."),
	TEXT(submission, note, "What its author says about a suggested change, or empty."),
	LIST(submission, facts, fact, "What a new event or resource says besides its text."),
	LIST(submission, clashes, link, "Files that changed meanwhile, so that it cannot be merged as it is."),
	LIST(submission, rules, link, "Headings of the rules, to reject under."),
	TEXT(submission, source, "Markdown of the body, for a change before approval."),
	TEXT(submission, base, "Where it clashes: the commit that source is merged with, to be sent back."),
	TEXT(submission, rule, "The rule that it was rejected under, or empty."),
	TEXT(submission, reviewer, "Who decided, or empty."),
	INLINE(submission, decided, time, "When it was decided."),
	TEXT(submission, holder, "Handle of another moderator who looks at it now, or empty."),
	LIST(submission, after, post, "The thread below it, where it is not at its end."),
	LIST(submission, answers, link, "Reasons that the operator keeps ready (moderation.answers); title is the text."),
	ONE(submission, sender, sender, "What is known of who sent it."),
	ONE(submission, trust, trust, "What is known of its author."),
	ONE(submission, newcomer, newcomer, "Who invited its author and what they answered; absent where there is nothing to say."),
	TEXT(submission, held_by, "The rule of the policy that held it, in the words of the settings, or empty."),
	INT(submission, score, "0 to 100: how likely it is spam."),
	BOOL(submission, scored, "It has a score."),
	BOOL(submission, likely_spam, "The score is high."),
	LIST(submission, reasons, link, "What speaks for or against spam."),
	ONE(submission, undo, undo, "The verdict that was given before, with the way back."),
	TEXT(submission, back_url, "The list that it was opened from."),
	TEXT(submission, within, "The query of that list; sent as `within`."),
	INT(submission, place, "Its place in that list, from 1; 0 where it is not in it."),
	INT(submission, total, "How many are in that list."),
	BOOL(submission, bannable, "Its author has an account that may be suspended."),
	TEXT(submission, error, "Why the last verdict failed, or empty."),
	TEXT(submission, reason, "The reason that was given or typed."),
	TEXT(submission, fetch, "The git command that brings it into a clone."),
	ONE(submission, previous, link, "The submission before it."),
	ONE(submission, next, link, "The submission after it."),
	BOOL(submission, waiting, "Nobody has decided yet."),
};
VIEW_TYPE(submission);
