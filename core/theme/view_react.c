#include "view_table.h"

static const struct mustache_field wish_fields[] = {
	TEXT(wish, name, "Of a reaction: like, heart, thanks, celebrate, laugh or insight."),
	TEXT(wish, symbol, "The character that stands for it."),
	TEXT(wish, text, "Of a poll's choice: what can be chosen."),
	TEXT(wish, say, "What a button sends as `on`, `off` or `say`."),
	INT(wish, number, "Of a poll's choice: what is sent as `choice`."),
	BOOL(wish, on, "The member has said so."),
};
VIEW_TYPE(wish);

static const struct mustache_field react_fields[] = {
	TEXT(react, title, "Title of the page."),
	TEXT(react, url, "Where the post stands."),
	TEXT(react, path, "Content path of the page; sent as `path`."),
	TEXT(react, post, "Id of the reply, or empty."),
	ONE(react, author, person, "Who wrote the post."),
	LIST(react, reactions, wish, "Every reaction that there is."),
	ONE(react, vote, wish, "A vote for the topic."),
	LIST(react, choices, wish, "What the topic's poll lets one choose, while it is open."),
	TEXT(react, question, "What the poll asks; empty where the topic's title does."),
	BOOL(react, many, "A member may take more than one choice."),
	BOOL(react, chosen, "The member has voted in the poll."),
	TEXT(react, error, "Why it cannot be, in one sentence, or empty."),
	TEXT(react, sign_in, "For guests: where to sign in, and be led back here; else empty."),
	BOOL(react, open, "Something can be said here."),
	BOOL(react, waiting, "Something that the member said here is not published yet, and will be in a moment."),
};
VIEW_TYPE(react);

static const struct mustache_field followed_fields[] = {
	TEXT(followed, what, "The key of it; sent as `what` or `drop`."),
	TEXT(followed, kind, "topic, forum or tag; gone, where it is not there any more."),
	TEXT(followed, title, "What people know it as."),
	TEXT(followed, url, "Where it is; empty where it is gone."),
};
VIEW_TYPE(followed);

static const struct mustache_field follow_fields[] = {
	INLINE(follow, what, followed, "What can be followed."),
	BOOL(follow, on, "The member does."),
	BOOL(follow, letters, "The site writes letters."),
	BOOL(follow, reachable, "The member has an address and wants letters."),
	TEXT(follow, sign_in, "For guests: where to sign in, and be led back here; else empty."),
};
VIEW_TYPE(follow);

static const struct mustache_field often_fields[] = {
	TEXT(often, name, "now, daily, weekly or never; sent as `often`."),
	BOOL(often, current, "It is how the member wants them."),
};
VIEW_TYPE(often);

static const struct mustache_field letters_fields[] = {
	TEXT(letters, address, "Where letters go, or empty."),
	BOOL(letters, letters, "The site writes letters."),
	BOOL(letters, mentions, "The member is told when somebody mentions them."),
	BOOL(letters, paused, "Letters came back, so none are sent until the member chooses anew."),
	BOOL(letters, saved, "What was sent has just been kept."),
	LIST(letters, often, often, "How often letters may come."),
	LIST(letters, queue, often, "Of a moderator: how often letters may come about what waits; sent as `queue`."),
	LIST(letters, followed, followed, "What the member follows."),
	INT(letters, more, "How many more are followed than are listed."),
};
VIEW_TYPE(letters);
