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
