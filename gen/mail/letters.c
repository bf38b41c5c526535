#include "mailroom.h"

#include "core/base/sandbox.h"
#include "core/base/vec.h"
#include "core/mail/mail.h"
#include "core/people/outbox.h"
#include "core/state/state_reply.h"
#include "core/text/crypto.h"
#include "core/text/escape.h"

enum { LETTER_MAX = 32 << 20, WORDS_MAX = 64 * 1024, DIGEST_POSTS = 100, TEXT_LINE = 72 };

/* One post of a letter: what its views hold, and what of it goes into headers. */
struct told {
	const struct state_news *news;
	struct page page, parent;
	struct view_mail_post view;
};

struct letter {
	struct mailroom *room;
	struct fill fill;
	const char *handle;
	struct state_reach reach;
	struct view_page base;
	struct view_mail view;
	struct told *told;
	struct view_mail_post *posts;
	size_t n;
};

static const char *words(struct letter *letter, const char *key, const struct mustache_type *type, const void *view)
{
	struct err err = {0};
	struct str text;
	str_init(&text, WORDS_MAX);
	int rc = words_format(theme_words(letter->room->theme), key, strlen(key),
	                      &VIEW_SCOPE(&letter->base, *type, view), &text, &err);
	const char *copy = rc ? key : arena_dupn(&letter->room->arena, text.at, text.len);
	str_release(&text);
	return copy;
}

static const char *absolute(struct letter *letter, const char *url)
{
	return arena_printf(&letter->room->arena, "%s%s", letter->room->site->origin, url);
}

/* ---- one post ---- */

struct body {
	const struct page *page;
	struct markdown_context context;
	struct arena *arena;
};

static int render(void *self, struct str *out, struct err *err)
{
	struct body *body = self;
	struct markdown_result result;
	if (markdown_render(body->page->body, body->page->body_len, &body->context, body->arena, &result, err))
		return -1;
	str_add(out, result.html.at, result.html.len);
	return 0;
}

/* A stranger's text is rendered in a process of its own, and is shown as it is where that fails. */
static struct html render_body(struct letter *letter, const struct page *page)
{
	const struct config *conf = &letter->room->site->conf;
	struct arena *arena = &letter->room->arena;
	struct body body = {page, fill_markdown(&letter->fill, &page->place, (size_t)conf->staff_max), arena};
	struct sandbox_limits limits = {.ms = conf->render_ms, .mib = conf->render_mib, .output_max = LETTER_MAX / 4};
	struct err err = {0};
	struct str out;
	body.context.base = absolute(letter, letter->room->site->base);
	str_init(&out, limits.output_max);
	bool plain = sandbox_run(render, &body, &limits, &out, &err) != 0;
	struct html html = {arena_dupn(arena, out.at, out.len), out.len};
	str_release(&out);
	return plain ? markdown_plain(page->body, page->body_len, arena) : html;
}

static const char *why(struct letter *letter, const struct told *told)
{
	const char *reason = told->news->reason;
	const char *key = !strcmp(reason, "mention") ? "mail.why_mention"
	                  : !strcmp(reason, "reply") ? "mail.why_reply"
	                                             : "mail.why_follow";
	return words(letter, key, &view_mail_post_type, &told->view);
}

static int fill_author(struct letter *letter, const struct page *page, const struct view_person **author,
                       struct err *err)
{
	struct arena *arena = &letter->room->arena;
	struct page *profile = arena_alloc(arena, 1, sizeof(*profile));
	const char *path = arena_printf(arena, "members/%.2s/%s.md", page->author, page->author);
	if (strcmp(page->author, "guest") == 0 || mailroom_page(letter->room, path, profile, err)) {
		if (err->code == ERR_SYS || err->code == ERR_GIT)
			return -1;
		err_clear(err);
		profile = NULL;
	}
	*author = fill_person(&letter->fill, page->author, page->guest_name, profile);
	return 0;
}

static int fill_post_of(struct letter *letter, struct told *told, struct err *err)
{
	bool reply = told->page.place.kind == PAGE_REPLY;
	told->view = (struct view_mail_post){
	    .title = told->parent.title,
	    .url = absolute(letter, fill_url(&letter->fill, told->page.place.url)),
	    .body = render_body(letter, &told->page),
	};
	if (fill_author(letter, &told->page, &told->view.author, err) ||
	    fill_time(&letter->fill, told->page.date, &told->view.date, err))
		return -1;
	told->view.intro =
	    words(letter, reply ? "mail.intro_reply" : "mail.intro_topic", &view_mail_post_type, &told->view);
	told->view.why = why(letter, told);
	return 0;
}

/* *shown false: hidden, moved or gone since it was found, so nobody is told. */
static int load(struct letter *letter, const struct state_news *news, struct told *told, bool *shown, struct err *err)
{
	struct mailroom *room = letter->room;
	told->news = news;
	int rc = mailroom_stem(room, news->stem, &told->parent, err);
	if (!rc && *news->name)
		rc = mailroom_page(room, arena_printf(&room->arena, "%s/%s.md", news->stem, news->name), &told->page,
		                   err);
	else
		told->page = told->parent;
	*shown = !rc && !told->page.hidden && !told->parent.hidden;
	if (rc && (err->code == ERR_SYS || err->code == ERR_GIT))
		return -1;
	err_clear(err);
	return *shown ? fill_post_of(letter, told, err) : 0;
}

/* ---- the letter ---- */

/* What a click on "no more of these" ends. */
static const char *subject_of_stop(struct letter *letter)
{
	const struct state_news *news = letter->told[0].news;
	if (letter->view.digest)
		return "all";
	if (!strcmp(news->reason, "mention"))
		return STATE_MENTIONS;
	if (!strcmp(news->reason, "reply") || !strcmp(news->reason, "topic"))
		return arena_printf(&letter->room->arena, "topic:%s", news->stem);
	return news->reason;
}

static const char *unsubscribe_url(struct letter *letter)
{
	const char *what = subject_of_stop(letter);
	char key[CRYPTO_MAC_TEXT];
	struct str url;
	crypto_mac(letter->room->secret, "unsubscribe", (const char *const[]){letter->handle, what, NULL}, key);
	str_init(&url, WORDS_MAX);
	str_addf(&url, "%sunsubscribe?h=%s&w=", letter->base.write, letter->handle);
	escape_url_arg(&url, what, strlen(what));
	str_addf(&url, "&k=%s", key);
	const char *copy = absolute(letter, arena_dupn(&letter->room->arena, url.at, url.len));
	str_release(&url);
	return copy;
}

static void add_quoted_text(struct str *out, const struct told *told)
{
	str_addf(out, "%s\n\n", told->view.intro);
	str_add(out, told->page.body, told->page.body_len);
	str_addc(out, '\n');
}

static const char *text_of(struct letter *letter)
{
	struct str text;
	str_init(&text, LETTER_MAX / 4);
	if (letter->view.above)
		str_addf(&text, "%s\n\n", letter->view.above);
	for (size_t i = 0; i < letter->n; i++) {
		const struct told *told = &letter->told[i];
		if (letter->view.digest)
			str_addf(&text, "%s# %s\n\n", i ? "\n" : "", told->view.title);
		add_quoted_text(&text, told);
		str_addf(&text, "%s%s\n", letter->view.digest ? "" : "-- \n",
		         words(letter, "mail.read", &view_mail_post_type, &told->view));
		str_addf(&text, "%s\n", told->view.why);
	}
	if (letter->view.digest)
		str_addz(&text, "\n-- \n");
	str_addf(&text, "%s\n", words(letter, "mail.settings", &view_mail_type, &letter->view));
	str_addf(&text, "%s\n", words(letter, "mail.stop", &view_mail_type, &letter->view));
	const char *copy = text.over ? "" : arena_dupn(&letter->room->arena, text.at, text.len);
	str_release(&text);
	return copy;
}

/* Of a topic the same for all its letters, so that mailers show a thread; of a reply its id. */
static const char *message_id(struct letter *letter, const char *stem, const char *name)
{
	char digest[CRYPTO_MAC_TEXT];
	crypto_digest(stem, strlen(stem), digest);
	if (*name)
		return arena_printf(&letter->room->arena, "%s.%.16s@%s", name, digest, letter->room->site->host);
	return arena_printf(&letter->room->arena, "%.26s@%s", digest, letter->room->site->host);
}

static const char *digest_id(struct letter *letter)
{
	const struct state_news *first = letter->told[0].news;
	char digest[CRYPTO_MAC_TEXT];
	crypto_mac(letter->room->secret, "digest",
	           (const char *const[]){letter->handle, first->stem, first->name, NULL}, digest);
	return arena_printf(&letter->room->arena, "digest.%lld.%.26s@%s", (long long)first->due, digest,
	                    letter->room->site->host);
}

static const char *subject_of(struct letter *letter)
{
	const struct told *told = &letter->told[0];
	if (letter->view.digest)
		return words(letter, "mail.digest_subject", &view_mail_type, &letter->view);
	return *told->news->name ? arena_printf(&letter->room->arena, "Re: %s", told->view.title) : told->view.title;
}

static const char *html_of(struct letter *letter, struct err *err)
{
	struct str html;
	str_init(&html, LETTER_MAX / 2);
	struct mustache_scope scope = VIEW_SCOPE(&letter->base, view_mail_type, &letter->view);
	int rc = theme_render(letter->room->theme, "mail", &scope, &html, err);
	const char *copy = rc ? NULL : arena_dupn(&letter->room->arena, html.at, html.len);
	str_release(&html);
	return copy;
}

/* From whom it seems to come: the author through the site, or the site. */
static const char *sender(struct letter *letter)
{
	const char *site = letter->room->site->conf.site_title;
	if (letter->view.digest)
		return site;
	return arena_printf(&letter->room->arena, "%s (%s)", letter->told[0].view.author->name, site);
}

/* NULL: it is not to be answered. */
static int reply_address(struct letter *letter, const char **address, struct err *err)
{
	const struct mailroom *room = letter->room;
	const struct config *conf = &room->site->conf;
	struct reply_ticket ticket = {letter->handle, letter->told[0].news->stem, reply_mail_expires(room->now, conf->mail_reply_days)};
	char token[REPLY_TOKEN + 1];
	*address = NULL;
	if (letter->view.digest || !*conf->mail_reply_to)
		return 0;
	reply_mail_token(room->secret, &ticket, token);
	*address = reply_mail_address(conf->mail_reply_to, token, &letter->room->arena);
	letter->view.above = words(letter, "mail.answer_above", &view_mail_type, &letter->view);
	return state_reply_put(room->state, token, &ticket, room->now, err);
}

static int compose(struct letter *letter, struct state_letter *out, struct str *message, struct err *err)
{
	const struct told *first = &letter->told[0];
	bool digest = letter->view.digest;
	const char *reply_to;
	if (reply_address(letter, &reply_to, err))
		return -1;
	letter->posts = arena_alloc(&letter->room->arena, letter->n, sizeof(*letter->posts));
	for (size_t i = 0; i < letter->n; i++)
		letter->posts[i] = letter->told[i].view;
	letter->view.posts = (struct mustache_list){letter->posts, letter->n};
	letter->view.settings = absolute(letter, arena_printf(&letter->room->arena, "%sme/letters", letter->base.write));
	letter->view.unsubscribe = unsubscribe_url(letter);
	letter->view.subject = subject_of(letter);
	const char *thread = message_id(letter, first->news->stem, "");
	bool reply = !digest && *first->news->name;
	struct mail mail = {
	    .from = {sender(letter), letter->room->site->conf.mail_from},
	    .to = {letter->handle, letter->reach.address},
	    .reply_to = reply_to,
	    .subject = letter->view.subject,
	    .id = digest ? digest_id(letter) : message_id(letter, first->news->stem, first->news->name),
	    .answers = reply ? thread : NULL,
	    .thread = reply ? thread : NULL,
	    .list = letter->room->site->host,
	    .unsubscribe = letter->view.unsubscribe,
	    .archived = digest ? NULL : first->view.url,
	    .date = letter->room->now,
	    .text = text_of(letter),
	    .html = html_of(letter, err),
	};
	if (!mail.html || mail_write(&mail, message, err))
		return -1;
	out->name = arena_printf(&letter->room->arena, "%s %s", mail.id, letter->handle);
	out->address = letter->reach.address;
	out->message = message->at;
	return 0;
}

/* One letter of the news at hand, or none where nothing of them is shown any more; told either way. */
static int write_one(struct mailroom *room, const struct state_news_list *news, const struct state_reach *reach,
                     size_t *written, struct err *err)
{
	struct letter letter = {.room = room,
	                        .fill = {room->site, room->theme, &room->arena},
	                        .handle = news->at[0].handle,
	                        .reach = *reach};
	struct state_letter out = {0};
	struct str message;
	int rc = fill_page(&letter.fill, &letter.base, err);
	letter.view.digest = reach->mail != STATE_MAIL_NOW;
	letter.told = arena_alloc(&room->arena, news->len, sizeof(*letter.told));
	for (size_t i = 0; i < news->len && !rc; i++) {
		bool shown = false;
		rc = load(&letter, &news->at[i], &letter.told[letter.n], &shown, err);
		letter.n += shown;
	}
	str_init(&message, LETTER_MAX);
	bool wanted = letter.n && *reach->address && reach->mail != STATE_MAIL_NEVER;
	if (!rc && wanted)
		rc = compose(&letter, &out, &message, err);
	if (!rc)
		rc = state_letter_put(room->state, wanted ? &out : NULL, news, room->now, err);
	*written += !rc && wanted;
	str_release(&message);
	return rc ? -1 : 0;
}

/* At once is a letter a post, so that each is in its thread; else one for all. */
static int write_for(struct mailroom *room, const struct state_news_list *news, size_t *written, struct err *err)
{
	struct state_reach reach = {.address = "", .mail = STATE_MAIL_NEVER};
	if (state_reach(room->state, news->at[0].handle, &room->arena, &reach, err)) {
		if (err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err);
	}
	size_t most = reach.mail == STATE_MAIL_NOW ? 1 : DIGEST_POSTS;
	for (size_t i = 0; i < news->len; i += most) {
		struct state_news_list part = {news->at + i, news->len - i < most ? news->len - i : most};
		if (write_one(room, &part, &reach, written, err))
			return -1;
	}
	return 0;
}

int letters_write(struct mailroom *room, size_t *written, struct err *err)
{
	struct state_news_list news;
	*written = 0;
	for (;;) {
		arena_reset(&room->arena);
		if (state_news_due(room->state, room->now, &room->arena, &news, err))
			return -1;
		if (!news.len)
			return 0;
		if (write_for(room, &news, written, err))
			return -1;
	}
}
