#include "invite_mail.h"

#include "core/state/state_invite.h"
#include "core/theme/fill.h"
#include "invite.h"

#include <ctype.h>

enum { DAY = 86400 };

/* What is counted of an address, whatever its case. */
static const char *key_of(const struct invite_mail *mail, const char *address)
{
	struct arena *arena = mail->room->arena;
	char mac[CRYPTO_MAC_TEXT], *lower = arena_dup(arena, address);
	for (char *c = lower; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	crypto_mac(mail->secret, "mail address", (const char *const[]){lower, NULL}, mac);
	return arena_dup(arena, mac);
}

static const char *words(const struct invite_mail *mail, const char *key)
{
	const struct view_invitation view = {mail->name, mail->note, mail->days};
	return note_words(mail->room, key, &view_invitation_type, &view);
}

static int write_letter(const struct invite_mail *mail, const char *id, const char *address, struct err *err)
{
	const struct note_room *room = mail->room;
	struct fill fill = {room->site, room->theme, room->arena};
	const char *sentences[4] = {words(mail, "invite.letter_hello"), words(mail, "invite.letter_do")};
	if (*mail->note) {
		sentences[2] = sentences[1];
		sentences[1] = words(mail, "invite.letter_note");
	}
	struct letter letter = {
		.name = "",
		.address = address,
		.heading = words(mail, "invite.letter_subject"),
		.sentences = sentences,
		.button = words(mail, "invite.letter_button"),
		.url = arena_printf(room->arena, "%sjoin?i=%s", fill_write_url(&fill), invite_sign(mail->secret, id, room->arena)),
		.why = words(mail, "invite.letter_why"),
	};
	return note_put(room, &letter, err);
}

static int invite(const struct invite_mail *mail, const char *address, struct err *err)
{
	const struct note_room *room = mail->room;
	struct state_invite made = {
		.id = invite_id(room->arena),
		.handle = mail->by,
		.note = mail->note,
		.made = room->now,
		.expires = room->now + mail->days * DAY,
		.uses = 1,
		.left = 1,
	};
	return state_invite_put(room->state, &made, err) || write_letter(mail, made.id, address, err) ? -1 : 0;
}

int invite_mail_put(const struct invite_mail *mail, const char *address, enum invite_mailed *mailed, struct err *err)
{
	const struct note_room *room = mail->room;
	const char *key = key_of(mail, address);
	int64_t again = room->site->conf.invite_again_days * DAY, wait = 0;
	*mailed = INVITE_SKIPPED;
	if (state_rate(room->state, "invited", key, 1, again, room->now, &wait, err))
		return -1;
	if (wait)
		return 0;
	if (mail->per_day && state_rate(room->state, "invite", mail->by, mail->per_day, DAY, room->now, &wait, err))
		return -1;
	*mailed = wait ? INVITE_FULL : INVITE_SENT;
	if (!wait && !invite(mail, address, err))
		return 0;
	/* It was not written to, so it may be another time. */
	struct err ignored = {0};
	if (state_rate_clear(room->state, "invited", key, wait ? err : &ignored))
		return -1;
	return wait ? 0 : -1;
}
