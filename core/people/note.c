#include "note.h"

#include "core/mail/mail.h"
#include "core/state/state_mail.h"
#include "core/text/crypto.h"
#include "core/text/text.h"
#include "core/theme/fill.h"
#include "outbox.h"

enum { LETTER_MAX = 256 * 1024, SUBJECT_MAX = 1024 };

/* Of RFC 2606: mail for it goes nowhere. */
static const char nobody[] = "nobody@stoa.invalid";

static struct fill fill_of(const struct note_room *room)
{
	return (struct fill){room->site, room->theme, room->arena};
}

const char *note_words(const struct note_room *room, const char *key, const struct mustache_type *type, const void *view)
{
	struct fill fill = fill_of(room);
	struct view_page frame;
	struct err err = {0};
	struct str text;
	str_init(&text, LETTER_MAX);
	int rc = fill_page(&fill, &frame, &err);
	if (!rc)
		rc = words_format(theme_words(room->theme), key, strlen(key), &VIEW_SCOPE(&frame, *type, view), &text, &err);
	const char *copy = rc ? key : arena_dupn(room->arena, text.at, text.len);
	str_release(&text);
	return copy;
}

static const char *one_line(const struct note_room *room, const char *text)
{
	struct str line;
	str_init(&line, SUBJECT_MAX);
	text_one_line(&line, text, strlen(text));
	const char *copy = arena_dupn(room->arena, line.at, line.len);
	str_release(&line);
	return copy;
}

static struct mustache_list sentences_of(const struct note_room *room, const struct letter *letter)
{
	size_t n = 0;
	while (letter->sentences[n])
		n++;
	struct view_text *texts = arena_alloc(room->arena, n + 1, sizeof(*texts));
	for (size_t i = 0; i < n; i++)
		texts[i].text = letter->sentences[i];
	return (struct mustache_list){texts, n};
}

static const char *html_of(const struct note_room *room, const struct view_note *view, struct err *err)
{
	struct fill fill = fill_of(room);
	struct view_page frame;
	struct str html;
	if (fill_page(&fill, &frame, err))
		return NULL;
	str_init(&html, LETTER_MAX);
	struct mustache_scope scope = VIEW_SCOPE(&frame, view_note_type, view);
	int rc = theme_render(room->theme, "note", &scope, &html, err);
	if (!rc)
		rc = str_check(&html, "letter", err);
	const char *copy = rc ? NULL : arena_dupn(room->arena, html.at, html.len);
	str_release(&html);
	return copy;
}

static const char *text_of(const struct note_room *room, const struct view_note *view, const struct letter *letter)
{
	struct str text;
	str_init(&text, LETTER_MAX);
	for (size_t i = 0; letter->sentences[i]; i++)
		str_addf(&text, "%s\n\n", letter->sentences[i]);
	if (*view->url)
		str_addf(&text, "%s:\n%s\n\n", view->button, view->url);
	if (*view->code)
		str_addf(&text, "%s\n\n    %s\n\n", view->code_help, view->code);
	str_addf(&text, "-- \n%s\n", view->why);
	const char *copy = arena_dupn(room->arena, text.at, text.len);
	str_release(&text);
	return copy;
}

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

int note_write(const struct note_room *room, const struct letter *letter, const char *id, struct str *message,
               struct err *err)
{
	const struct site *site = room->site;
	struct view_note view = {
		.heading = one_line(room, letter->heading),
		.sentences = sentences_of(room, letter),
		.button = or_empty(letter->button),
		.url = letter->url ? arena_printf(room->arena, "%s%s", site->origin, letter->url) : "",
		.code = or_empty(letter->code),
		.code_help = or_empty(letter->code_help),
		.why = letter->why,
	};
	struct mail mail = {
		.from = {site->conf.site_title, site->conf.mail_from},
		.to = {letter->name, letter->address ? letter->address : nobody},
		.subject = view.heading,
		.id = id,
		.date = room->now,
		.text = text_of(room, &view, letter),
		.html = html_of(room, &view, err),
	};
	return mail.html && !mail_write(&mail, message, err) ? str_check(message, "letter", err) : -1;
}

int note_put(const struct note_room *room, const struct letter *letter, struct err *err)
{
	char token[CRYPTO_TOKEN_TEXT];
	struct str message;
	if (!outbox_is_open(room->site))
		return err_set(err, ERR_CONF, "mail.from: the site writes no letters");
	crypto_token(token);
	const char *id = arena_printf(room->arena, "%s@%s", token, room->site->host);
	str_init(&message, LETTER_MAX * 3);
	int rc = note_write(room, letter, id, &message, err);
	if (!rc) {
		struct state_letter waiting = {.name = id, .address = or_empty(letter->address), .message = message.at};
		rc = state_letter_put(room->state, &waiting, NULL, room->now, err);
	}
	str_release(&message);
	return rc ? -1 : 0;
}
