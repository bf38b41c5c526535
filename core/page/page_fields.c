#include "page_parts.h"

#include "core/feed/calendar.h"
#include "core/text/near.h"
#include "core/text/text.h"

enum { FIELD_BYTES = 1 << 20 }; /* more than any front matter may have */

#define K(kind) (1u << PAGE_##kind)
#define SERIES (K(SERIES) | K(LESSON))
#define POSTS (K(TOPIC) | K(REPLY))
#define BODIES (K(HOME) | K(RULES) | K(PLAIN) | K(FORUM) | POSTS | SERIES | K(RESOURCE) | K(EVENT))
#define TITLED (BODIES & ~K(REPLY))
#define AT(member) .offset = offsetof(struct page, member)

/* ", link, article" without its head. */
#define SHELF_TEXT(name) ", " #name
#define SHELVES_TEXT (PAGE_SHELVES(SHELF_TEXT) + 2)

/* In the order in which they are written. Who may set it is a member, where nothing else is said. */
/* clang-format off */
static const struct page_row fields[] = {
	{.key = "title", .type = FIELD_TEXT, AT(title), .kinds = TITLED, .required = TITLED & ~(K(HOME) | K(RULES)),
	 .help = "What the page is called."},
	{.key = "name", .type = FIELD_TEXT, AT(name), .kinds = K(MEMBER), .said = true,
	 .help = "The name to show in place of the handle."},
	{.key = "role", .type = FIELD_CHOICE, AT(role), .kinds = K(MEMBER), .who = ROLE_ADMIN,
	 .choices = "member, staff, moderator, admin",
	 .help = "What the member may do."},
	{.key = "act", .type = FIELD_TEXT, AT(act), .kinds = K(VERDICT),
	 .required = K(VERDICT), .who = ROLE_MODERATOR, .check = page_shape_slug,
	 .help = "What was done: approve, reject, lock, hide …"},
	{.key = "target", .type = FIELD_TEXT, AT(target), .kinds = K(VERDICT),
	 .required = K(VERDICT), .who = ROLE_MODERATOR, .check = text_check_path,
	 .help = "The path, or the submission, that it was done to."},
	{.key = "reason", .type = FIELD_TEXT, AT(reason), .kinds = K(VERDICT), .who = ROLE_MODERATOR,
	 .help = "Why, in a sentence."},
	{.key = "rule", .type = FIELD_TEXT, AT(rule), .kinds = K(VERDICT), .who = ROLE_MODERATOR,
	 .help = "The rule that it rests on."},
	{.key = "reviewer", .type = FIELD_TEXT, AT(reviewer), .kinds = K(VERDICT),
	 .required = K(VERDICT), .who = ROLE_MODERATOR, .check = page_shape_handle,
	 .help = "Handle of who decided."},
	{.key = "to", .type = FIELD_TEXT, AT(to), .kinds = K(VERDICT), .who = ROLE_MODERATOR, .check = text_check_path,
	 .help = "The path that it led to: of a topic that was moved, split or merged."},
	{.key = "until", .type = FIELD_DATE, AT(until), .kinds = K(VERDICT), .who = ROLE_MODERATOR,
	 .help = "When it ends by itself: of a suspension."},
	{.key = "undone", .type = FIELD_TEXT, AT(undone), .kinds = K(VERDICT), .who = ROLE_MODERATOR, .check = page_shape_id,
	 .help = "Id of the entry that took it back."},
	{.key = "version", .type = FIELD_NUMBER, AT(version), .kinds = K(RULES),
	 .required = K(RULES), .who = ROLE_ADMIN, .min = 1,
	 .help = "Counts up when the rules change; who joins accepts one."},
	{.key = "description", .type = FIELD_TEXT, AT(description), .kinds = (TITLED & ~K(TOPIC)) | K(MEMBER), .said = true,
	 .help = "One sentence for lists, feeds and search engines."},
	{.key = "author", .type = FIELD_TEXT, AT(author), .required = POSTS, .check = page_shape_handle,
	 .kinds = POSTS | SERIES | K(RESOURCE) | K(EVENT) | K(VERDICT),
	 .help = "Handle of who wrote it, or guest."},
	{.key = "name", .type = FIELD_TEXT, AT(guest_name), .kinds = POSTS,
	 .help = "The name that a guest gave; only with author: guest."},
	{.key = "date", .type = FIELD_DATE, AT(date), .kinds = POSTS | SERIES | K(RESOURCE) | K(EVENT) | K(VERDICT),
	 .required = POSTS | K(VERDICT),
	 .help = "When it was written."},
	{.key = "joined", .type = FIELD_DATE, AT(date), .kinds = K(MEMBER), .who = ROLE_MODERATOR,
	 .help = "When the member joined."},
	{.key = "left", .type = FIELD_DATE, AT(left), .kinds = K(MEMBER), .who = ROLE_MODERATOR,
	 .help = "When the member has left: the profile stays, and nobody can sign in by it."},
	{.key = "suspended-until", .type = FIELD_DATE, AT(suspended), .kinds = K(MEMBER), .who = ROLE_MODERATOR,
	 .help = "Until when the member may read, but not write."},
	{.key = "banned", .type = FIELD_YES_NO, AT(banned), .kinds = K(MEMBER), .who = ROLE_MODERATOR,
	 .help = "The member may not sign in any more."},
	{.key = "accepted", .type = FIELD_NUMBER, AT(accepted), .kinds = K(MEMBER), .who = ROLE_MODERATOR, .min = 1,
	 .help = "Version of the rules that the member accepted."},
	{.key = "edited", .type = FIELD_DATE, AT(edited), .kinds = BODIES,
	 .help = "When it was last changed, for readers to know."},
	{.key = "lang", .type = FIELD_TEXT, AT(lang), .kinds = BODIES, .check = page_shape_language,
	 .help = "Language of the text, where it is not the site's."},
	{.key = "tags", .type = FIELD_LIST, AT(tags), .kinds = K(TOPIC) | SERIES | K(RESOURCE) | K(EVENT),
	 .check = page_shape_slug, .said = true,
	 .help = "What it is about, each one word: [install, css]."},
	{.key = "kind", .type = FIELD_CHOICE, AT(forum_kind), .kinds = K(FORUM), .who = ROLE_ADMIN,
	 .choices = "discussion, questions, ideas, announcements, jobs",
	 .help = "What the forum is for."},
	{.key = "order", .type = FIELD_NUMBER, AT(order), .kinds = K(FORUM) | K(PLAIN) | SERIES,
	 .who = ROLE_STAFF, .min = -1000000,
	 .help = "Place in its list, the smallest first."},
	{.key = "post", .type = FIELD_CHOICE, AT(post), .kinds = K(FORUM), .who = ROLE_ADMIN, .always = true,
	 .choices = "member, staff, moderator, admin",
	 .help = "The least role that may open topics; staff, if not said, for announcements."},
	{.key = "shape", .type = FIELD_CHOICE, AT(shape), .kinds = K(FORUM), .who = ROLE_ADMIN,
	 .choices = "flat, threaded",
	 .help = "Replies in the order of time, or each below the one that it answers."},
	{.key = "slow", .type = FIELD_NUMBER, AT(slow), .kinds = K(FORUM), .who = ROLE_MODERATOR,
	 .help = "Seconds that a member waits from one post there to the next; moderators do not."},
	{.key = "pinned", .type = FIELD_YES_NO, AT(pinned), .kinds = K(TOPIC), .who = ROLE_MODERATOR,
	 .help = "Stays on top of its forum."},
	{.key = "locked", .type = FIELD_YES_NO, AT(locked), .kinds = K(TOPIC), .who = ROLE_MODERATOR,
	 .help = "Takes no more replies."},
	{.key = "locked-note", .type = FIELD_TEXT, AT(locked_note), .kinds = K(TOPIC), .who = ROLE_MODERATOR,
	 .help = "Why it is locked, in a sentence, shown where replies would be written."},
	{.key = "moderated", .type = FIELD_TEXT, AT(moderated), .kinds = K(TOPIC) | K(MEMBER), .who = ROLE_MODERATOR, .check = page_shape_id,
	 .help = "Id of the entry in the moderation log that says why it is locked, suspended or banned."},
	{.key = "hidden", .type = FIELD_YES_NO, AT(hidden), .kinds = POSTS, .who = ROLE_MODERATOR,
	 .help = "Is kept, but not shown."},
	{.key = "status", .type = FIELD_CHOICE, AT(status), .kinds = K(TOPIC), .who = ROLE_STAFF,
	 .choices = "open, planned, started, done, declined",
	 .help = "What became of an idea."},
	{.key = "status-note", .type = FIELD_TEXT, AT(status_note), .kinds = K(TOPIC), .who = ROLE_STAFF,
	 .help = "What staff say about the status, in a sentence."},
	{.key = "poll", .type = FIELD_LIST, AT(poll), .kinds = K(TOPIC), .check = page_shape_choice, .said = true,
	 .help = "Choices of a poll below the opening post, 2 to 20: [Tuesday, Friday]."},
	{.key = "poll-question", .type = FIELD_TEXT, AT(poll_question), .kinds = K(TOPIC), .said = true,
	 .help = "What the poll asks, where the title does not say it."},
	{.key = "poll-many", .type = FIELD_YES_NO, AT(poll_many), .kinds = K(TOPIC),
	 .help = "A member may take more than one choice."},
	{.key = "poll-closes", .type = FIELD_DATE, AT(poll_closes), .kinds = K(TOPIC),
	 .help = "When the poll ends."},
	{.key = "answer", .type = FIELD_TEXT, AT(answer), .kinds = K(TOPIC), .check = page_shape_id,
	 .help = "Id of the reply that answers the question."},
	{.key = "expires", .type = FIELD_DATE, AT(expires), .kinds = K(TOPIC),
	 .help = "When an entry of a jobs forum ends."},
	{.key = "reply-to", .type = FIELD_TEXT, AT(reply_to), .kinds = K(REPLY), .check = page_shape_id,
	 .help = "Id of an earlier reply that this one answers."},
	{.key = "moved-from", .type = FIELD_LIST, AT(moved), .kinds = (TITLED & ~(K(HOME) | K(RULES))) | K(MEMBER),
	 .who = ROLE_MODERATOR, .check = page_shape_address,
	 .help = "Addresses that the page had before, which lead to it now: [/forums/help/2026/10/stairs/]."},
	{.key = "submission", .type = FIELD_TEXT, AT(submission), .kinds = POSTS, .check = page_shape_id,
	 .help = "Id of the submission that brought it."},
	{.key = "type", .type = FIELD_CHOICE, AT(shelf), .kinds = K(RESOURCE), .choices = SHELVES_TEXT,
	 .help = "What is recommended; link, if nothing is said, or file where there is no link."},
	{.key = "link", .type = FIELD_TEXT, AT(link), .kinds = K(RESOURCE), .check = page_shape_link, .said = true,
	 .help = "Address of what is recommended."},
	{.key = "file", .type = FIELD_TEXT, AT(file), .kinds = K(RESOURCE), .check = page_shape_file,
	 .help = "Name of the download beside the page."},
	{.key = "licence", .type = FIELD_TEXT, AT(licence), .kinds = K(RESOURCE), .said = true,
	 .help = "Licence of what is recommended."},
	{.key = "checksum", .type = FIELD_TEXT, AT(checksum), .kinds = K(RESOURCE), .check = page_shape_checksum,
	 .help = "sha256: and the digest of the file."},
	{.key = "start", .type = FIELD_DATE, AT(start), .kinds = K(EVENT), .required = K(EVENT),
	 .help = "When it begins."},
	{.key = "end", .type = FIELD_DATE, AT(end), .kinds = K(EVENT),
	 .help = "When it ends."},
	{.key = "zone", .type = FIELD_TEXT, AT(zone), .kinds = K(EVENT), .check = page_shape_zone,
	 .help = "Time zone of the place, like Europe/Berlin."},
	{.key = "repeat", .type = FIELD_TEXT, AT(repeat), .kinds = K(EVENT), .check = calendar_check_repeat,
	 .help = "Recurrence (RFC 5545), like FREQ=WEEKLY;BYDAY=TU."},
	{.key = "except", .type = FIELD_LIST, AT(except), .kinds = K(EVENT), .check = calendar_check_day,
	 .help = "Days on which a repeated event does not take place: [2026-12-24, 2026-12-31]."},
	{.key = "cancelled", .type = FIELD_YES_NO, AT(cancelled), .kinds = K(EVENT),
	 .help = "It does not take place at all, and is shown as such."},
	{.key = "location", .type = FIELD_TEXT, AT(location), .kinds = K(EVENT), .said = true,
	 .help = "Where it takes place."},
	{.key = "join", .type = FIELD_TEXT, AT(join), .kinds = K(EVENT), .check = page_shape_link, .said = true,
	 .help = "Address to join it by."},
	{.key = "recording", .type = FIELD_TEXT, AT(recording), .kinds = K(EVENT), .check = page_shape_recording, .said = true,
	 .help = "Address of the recording, or the name of a file beside the page."},
	{.key = "topic", .type = FIELD_TEXT, AT(topic), .kinds = K(EVENT), .check = text_check_path,
	 .help = "Folder of the topic where it is talked about."},
	{.key = "image", .type = FIELD_TEXT, AT(image), .kinds = TITLED & ~K(RULES), .check = page_shape_file,
	 .help = "Name of the picture beside it that links to the page show elsewhere."},
	{.key = "avatar", .type = FIELD_TEXT, AT(avatar), .kinds = K(MEMBER), .check = page_shape_file,
	 .help = "Name of the image beside the profile."},
	{.key = "site", .type = FIELD_TEXT, AT(site), .kinds = K(MEMBER), .check = page_shape_web, .said = true,
	 .help = "Address of the member's own site."},
	{.key = "skills", .type = FIELD_LIST, AT(tags), .kinds = K(MEMBER), .check = page_shape_slug, .said = true,
	 .help = "What the member knows about, each one word like a tag: [css, mail]."},
	{.key = "listed", .type = FIELD_YES_NO, AT(listed), .kinds = K(MEMBER),
	 .help = "Stands in the directory of members, under its skills' tags, and in search engines."},
	{.key = "links", .type = FIELD_LIST, AT(links), .kinds = K(MEMBER), .check = page_shape_link, .said = true,
	 .help = "More addresses."},
};
/* clang-format on */

_Static_assert(ARRAY_LEN(fields) <= PAGE_FIELDS_MAX, "struct page_reader has a line for each field");

const struct page_row *page_rows(size_t *n)
{
	*n = ARRAY_LEN(fields);
	return fields;
}

int page_row_find(const char *key, enum page_kind kind)
{
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		if (fields[i].kinds & 1u << kind && !strcmp(fields[i].key, key))
			return (int)i;
	}
	return -1;
}

const char *page_row_nearest(const char *key, enum page_kind kind)
{
	const char *keys[ARRAY_LEN(fields)] = {NULL};
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		keys[i] = fields[i].kinds & 1u << kind ? fields[i].key : NULL;
	return near_name(key, keys, ARRAY_LEN(keys), sizeof(*keys));
}

bool page_row_elsewhere(const char *key)
{
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		if (!strcmp(fields[i].key, key))
			return true;
	}
	return false;
}

size_t page_field_count(void)
{
	return ARRAY_LEN(fields);
}

struct page_field page_field(size_t i)
{
	static const char *const types[] = {
	    [FIELD_TEXT] = "text",     [FIELD_LIST] = "list",     [FIELD_DATE] = "date",
	    [FIELD_NUMBER] = "number", [FIELD_YES_NO] = "yes/no",
	};
	const struct page_row *f = &fields[i];
	return (struct page_field){
	    .key = f->key,
	    .type = f->choices ? f->choices : types[f->type],
	    .kinds = f->kinds,
	    .required = f->required,
	    .who = f->who,
	    .help = f->help,
	};
}

static void add_said(const struct page_row *field, const struct page *page, struct str *out)
{
	const void *at = (const char *)page + field->offset;
	const struct page_texts one = {at, 1}, *all = field->type == FIELD_LIST ? at : &one;
	for (size_t i = 0; i < all->len; i++)
		if (*all->at[i])
			str_addf(out, "%s\n", all->at[i]);
}

const char *page_text(const struct page *page, struct arena *arena)
{
	struct str out;
	str_init(&out, FIELD_BYTES + page->body_len);
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		if (fields[i].said && fields[i].kinds & 1u << page->place.kind)
			add_said(&fields[i], page, &out);
	str_add(&out, page->body, page->body_len);
	const char *text = arena_dupn(arena, out.at, out.len);
	str_release(&out);
	return text;
}

void page_field_take(size_t i, struct page *page, const struct page *from)
{
	static const size_t sizes[] = {
	    [FIELD_TEXT] = sizeof(const char *), [FIELD_LIST] = sizeof(struct page_texts), [FIELD_DATE] = sizeof(int64_t),
	    [FIELD_NUMBER] = sizeof(int64_t),    [FIELD_YES_NO] = sizeof(bool),            [FIELD_CHOICE] = sizeof(int64_t),
	};
	const struct page_row *f = &fields[i];
	memcpy((char *)page + f->offset, (const char *)from + f->offset, sizes[f->type]);
}

bool page_field_same(size_t i, const struct page *a, const struct page *b)
{
	struct str one, other;
	str_init(&one, FIELD_BYTES);
	str_init(&other, FIELD_BYTES);
	page_field_write(&fields[i], a, &one);
	page_field_write(&fields[i], b, &other);
	bool same = one.len == other.len && !memcmp(one.at, other.at, one.len) && !one.over;
	str_release(&one);
	str_release(&other);
	return same;
}
