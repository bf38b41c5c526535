#include "mailin.h"

#include "core/people/note.h"
#include "core/people/outbox.h"
#include "core/state/state_reply.h"

#include <strings.h>

enum { PARTS_MAX = 100, TEXT_MAX = 8 << 20, WORDS_MAX = 4096, DAY = 86400, COMPLAINTS_A_DAY = 5, SHOWN_MAX = 16 * 1024 };

static const char *const results[] = {[MAILIN_WAITS] = "waits for a moderator",
                                      [MAILIN_PUBLISHED] = "published",
                                      [MAILIN_ANSWERED] = "not taken, and its author told",
                                      [MAILIN_BOUNCE] = "a letter came back",
                                      [MAILIN_DROPPED] = "dropped"};

const char *mailin_result_name(enum mailin_result result)
{
	return results[result];
}

/* ---- the room ---- */

static int open_site(struct mailin *mailin, struct err *err)
{
	struct mailroom *room = &mailin->room;
	const struct config *conf = &room->site->conf;
	const struct queue_options queue = {room->site->content, room->site->queue, conf->content_ref, room->site->host};
	struct store_commit_info info;
	if (crypto_init(err) || site_secret(room->site, room->secret, err) || state_open(&room->state, room->site->state_db, err) ||
	    queue_open(&room->queue, &queue, err))
		return -1;
	room->store = queue_content(room->queue);
	if (theme_open(&room->theme, room->site->themes, conf->theme_name, conf->site_language, err) ||
	    held_load(&mailin->held, &conf->policy_words, room->site->words_file, &mailin->arena, err) ||
	    store_resolve(room->store, conf->content_ref, &mailin->main, err) ||
	    store_commit_info(room->store, &mailin->main, &mailin->arena, &info, err))
		return -1;
	policy_load(&mailin->policy, conf, &mailin->arena);
	room->tree = info.tree;
	return 0;
}

int mailin_open(struct mailin *mailin, const struct site *site, int64_t now, struct err *err)
{
	*mailin = (struct mailin){.room = {.site = site, .now = now}};
	if (!*site->conf.mail_reply_to || !outbox_is_open(site))
		return err_set(err, ERR_CONF, "the site takes no answers by mail: mail.from and mail.reply-to are not both set");
	if (!site->conf.post_open)
		return err_set(err, ERR_CONF, "the site takes no posts: post.open");
	arena_init(&mailin->arena);
	arena_init(&mailin->room.arena);
	if (!open_site(mailin, err))
		return 0;
	mailin_close(mailin);
	return -1;
}

void mailin_close(struct mailin *mailin)
{
	held_release(&mailin->held);
	theme_close(mailin->room.theme);
	queue_close(mailin->room.queue);
	state_close(mailin->room.state);
	arena_release(&mailin->room.arena);
	arena_release(&mailin->arena);
}

const char *mailin_path(struct mailin *mailin, const char *path)
{
	const char *folder = mailin->room.site->conf.content_path;
	return *folder ? arena_printf(&mailin->room.arena, "%s/%s", folder, path) : path;
}

/* ---- whose letter it is ---- */

/* What stands after the plus of the first address that is ours, or NULL. */
static const char *find_token(struct mailin *mailin, const struct mail_received *mail, const char *recipient)
{
	const char *reply_to = mailin->room.site->conf.mail_reply_to, *token = NULL;
	if (recipient)
		return reply_mail_found(reply_to, recipient, &mailin->room.arena);
	for (size_t i = 0; i < mail->nrecipients && !token; i++)
		token = reply_mail_found(reply_to, mail->recipients[i], &mailin->room.arena);
	return token;
}

/* RFC 3464: a delivery that failed for good. One that is only late, or that failed for now, is none. */
static bool is_hard_bounce(const struct str *message)
{
	static const char action[] = "\nAction:", status[] = "\nStatus:";
	bool failed = false;
	for (const char *at = message->at; (at = strcasestr(at, action));) {
		at += strlen(action);
		failed |= !strncasecmp(at + strspn(at, " \t"), "failed", 6);
	}
	for (const char *at = message->at; failed && (at = strcasestr(at, status));) {
		at += strlen(status);
		if (at[strspn(at, " \t")] == '5')
			return true;
	}
	return false;
}

static int note_bounce(struct mailin *mailin, const char *token, const struct str *message, struct mailin_report *report,
                       struct err *err)
{
	struct mailroom *room = &mailin->room;
	const char *handle = reply_mail_bounced(room->secret, token, &room->arena);
	if (!handle) {
		report->why = "a returned letter that was never sent";
		return 0;
	}
	if (!is_hard_bounce(message)) {
		report->why = "a returned letter that does not say that its address is no good";
		return 0;
	}
	report->result = MAILIN_BOUNCE;
	report->why = arena_printf(&room->arena, "to %s", handle);
	return state_bounce(room->state, handle, room->site->conf.mail_bounces, err);
}

/* RFC 3834: programs do not talk with each other. Our own letters end with our host. */
static bool is_from_a_program(const struct mailin *mailin, const struct mail_received *mail)
{
	const char *at = strrchr(mail->id, '@');
	return mail->automatic || (at && !strcmp(at + 1, mailin->room.site->host)) ||
	       !strcasecmp(mail->from, mailin->room.site->conf.mail_from);
}

/* The ticket is proven before anything else is looked at. *why: nothing proves who wrote it. */
static int prove(struct mailin *mailin, const char *token, struct reply_ticket *ticket, const char **why, struct err *err)
{
	struct mailroom *room = &mailin->room;
	*why = NULL;
	if (state_reply_find(room->state, token, &room->arena, ticket, err)) {
		if (err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err);
		*why = "its reply address was not made here";
	} else if (!reply_mail_proves(room->secret, ticket, token)) {
		*why = "its reply address is forged";
	}
	return 0;
}

static int find_author(struct mailin *mailin, const struct reply_ticket *ticket, struct mailin_answer *answer, const char **why,
                       struct err *err)
{
	struct mailroom *room = &mailin->room;
	struct state_reach reach = {.address = ""};
	const char *path = arena_printf(&room->arena, "members/%.2s/%s.md", ticket->handle, ticket->handle);
	answer->handle = ticket->handle;
	if (state_reach(room->state, ticket->handle, &room->arena, &reach, err) ||
	    mailroom_page(room, path, &answer->profile, err)) {
		if (err->code == ERR_SYS || err->code == ERR_GIT || err->code == ERR_RACE)
			return -1;
		err_clear(err);
		*why = "its author has no account any more";
		return 0;
	}
	answer->address = reach.address;
	if (answer->profile.left)
		*why = "its author has left";
	else if (!*reach.address)
		*why = "its author has no address here any more";
	return 0;
}

/* ---- the text ---- */

static const char *words(struct mailin *mailin, const char *key, const struct view_mailin *view)
{
	struct mailroom *room = &mailin->room;
	struct note_room note = {room->site, room->theme, room->state, &room->arena, room->now};
	return note_words(&note, key, &view_mailin_type, view);
}

static const char *own_words(struct mailin *mailin, const struct mail_received *mail)
{
	struct str text;
	str_init(&text, TEXT_MAX);
	mail_strip_quote(mail->text, words(mailin, "mail.answer_above", &(struct view_mailin){.title = ""}), &text);
	const char *copy = arena_dupn(&mailin->room.arena, text.at, text.len);
	str_release(&text);
	return copy;
}

/* A letter delivered twice is one submission; without a Message-ID it is known by all of its bytes. */
static int name_it(struct mailin *mailin, const struct reply_ticket *ticket, const struct str *message,
                   struct mailin_answer *answer, struct err *err)
{
	struct mailroom *room = &mailin->room;
	char name[CRYPTO_MAC_TEXT], digest[CRYPTO_MAC_TEXT];
	const char *id = answer->mail->id;
	crypto_digest(message->at, message->len, digest);
	crypto_mac(room->secret, "answer", (const char *const[]){*id ? id : digest, ticket->handle, ticket->stem, NULL}, name);
	return state_reply_id(room->state, name, room->now, &room->arena, &answer->id, err);
}

/* ---- what went wrong ---- */

static int complain(struct mailin *mailin, const struct mailin_answer *answer, const struct mailin_trouble *trouble,
                    struct mailin_report *report, struct err *err)
{
	struct mailroom *room = &mailin->room;
	struct note_room note = {room->site, room->theme, room->state, &room->arena, room->now};
	struct fill fill = {room->site, room->theme, &room->arena};
	struct view_mailin view = {.title = answer->thread.title ? answer->thread.title : "",
	                           .text = trouble->text ? trouble->text : "",
	                           .count = trouble->count};
	bool known = answer->thread.place.url && *answer->thread.place.url;
	bool shown = *answer->text && strlen(answer->text) <= SHOWN_MAX;
	bool partly = !strcmp(trouble->key, "mailin.left_out");
	int64_t wait;
	if (state_rate(room->state, "mail-in complaint", answer->handle, COMPLAINTS_A_DAY, DAY, room->now, &wait, err))
		return -1;
	report->result = wait ? MAILIN_DROPPED : MAILIN_ANSWERED;
	report->why = trouble->key;
	if (wait)
		return 0;
	const char *sentences[] = {words(mailin, trouble->key, &view),
	                           shown ? words(mailin, "mailin.below", &view) : NULL, answer->text, NULL};
	struct letter letter = {
	    .name = answer->handle,
	    .address = answer->address,
	    .heading = words(mailin, partly ? "mailin.subject_left_out" : "mailin.subject", &view),
	    .sentences = sentences,
	    .button = known ? words(mailin, "mailin.open", &view) : NULL,
	    .url = known ? fill_url(&fill, answer->thread.place.url) : NULL,
	    .why = words(mailin, "mailin.why", &view),
	};
	return note_put(&note, &letter, err);
}

/* ---- one letter ---- */

/* What stands against it before it is looked at as a post. */
static struct mailin_trouble look_over(const struct mailin *mailin, const struct reply_ticket *ticket,
                                       const struct mailin_answer *answer)
{
	const struct mail_received *mail = answer->mail;
	const struct config *conf = &mailin->room.site->conf;
	if (ticket->expires < mailin->room.now)
		return (struct mailin_trouble){.key = "mailin.expired"};
	if (!conf->mail_reply_any_sender && strcasecmp(mail->from, answer->address) != 0)
		return (struct mailin_trouble){.key = "mailin.sender"};
	if (answer->cut)
		return (struct mailin_trouble){.key = "mailin.large", .count = conf->mail_reply_max >> 20};
	if (mail->html_only)
		return (struct mailin_trouble){.key = "mailin.html"};
	if (!*answer->text && !mail->nfiles)
		return (struct mailin_trouble){.key = "mailin.empty"};
	return (struct mailin_trouble){0};
}

/* The page may have gone, or moved, since the letter was written. */
static int find_thread(struct mailin *mailin, const char *stem, struct mailin_answer *answer, struct err *err)
{
	if (!mailroom_stem(&mailin->room, stem, &answer->thread, err))
		return 0;
	if (err->code == ERR_SYS || err->code == ERR_GIT)
		return -1;
	err_clear(err);
	answer->thread = (struct page){0};
	return 0;
}

static int take_answer(struct mailin *mailin, const struct reply_ticket *ticket, struct mailin_answer *answer,
                       struct mailin_report *report, struct err *err)
{
	struct mailin_trouble trouble = look_over(mailin, ticket, answer);
	bool published = false;
	if (find_thread(mailin, ticket->stem, answer, err))
		return -1;
	if (!trouble.key && mailin_post(mailin, answer, &trouble, &published, err))
		return -1;
	if (trouble.key)
		return complain(mailin, answer, &trouble, report, err);
	report->result = published ? MAILIN_PUBLISHED : MAILIN_WAITS;
	report->why = answer->id;
	if (!*answer->left_out)
		return 0;
	struct mailin_report ignored;
	trouble = (struct mailin_trouble){.key = "mailin.left_out", .text = answer->left_out};
	answer->text = "";
	return complain(mailin, answer, &trouble, &ignored, err);
}

int mailin_take(struct mailin *mailin, const struct mailin_message *message, struct mailin_report *report, struct err *err)
{
	struct mailroom *room = &mailin->room;
	struct mail_received mail;
	struct reply_ticket ticket;
	struct mailin_answer answer = {.mail = &mail, .left_out = "", .cut = message->cut};
	arena_reset(&room->arena);
	*report = (struct mailin_report){.result = MAILIN_DROPPED};
	if (mail_read(message->bytes->at, message->bytes->len, PARTS_MAX, &room->arena, &mail, err)) {
		report->why = arena_dup(&room->arena, err->msg);
		err_clear(err);
		return 0;
	}
	const char *token = find_token(mailin, &mail, message->recipient);
	if (token && !strncmp(token, "b.", 2))
		return note_bounce(mailin, token, message->bytes, report, err);
	report->why = !token ? "it is to none of the site's reply addresses"
	              : is_from_a_program(mailin, &mail) ? "a program wrote it" : NULL;
	if (report->why || prove(mailin, token, &ticket, &report->why, err) || report->why)
		return err->code ? -1 : 0;
	if (find_author(mailin, &ticket, &answer, &report->why, err) || report->why)
		return err->code ? -1 : 0;
	answer.text = own_words(mailin, &mail);
	return name_it(mailin, &ticket, message->bytes, &answer, err) || take_answer(mailin, &ticket, &answer, report, err) ? -1 : 0;
}
