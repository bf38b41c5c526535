#include "act_letter.h"

#include "core/state/state_mail.h"
#include "core/theme/fill.h"
#include "outbox.h"

enum { SENTENCES = 6 };

/* What it was done to, as it is called now: of a reply, its page. */
static int find_title(const struct act_news *news, const char **title, struct err *err)
{
	const struct act_desk *desk = news->desk;
	struct store_commit_info info;
	struct page page;
	*title = news->done->path;
	if (store_commit_info(queue_content(desk->queue), &news->done->commit, desk->arena, &info, err) ||
	    act_read_page(desk, &info.tree, news->done->path, &page, err))
		return -1;
	const char *parent = page.place.parent;
	bool reply = page.place.kind == PAGE_REPLY;
	if (reply && act_read_page(desk, &info.tree, arena_printf(desk->arena, "%s/index.md", parent), &page, err)) {
		if (err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err);
		if (act_read_page(desk, &info.tree, arena_printf(desk->arena, "%s.md", parent), &page, err))
			return -1;
	}
	*title = page.place.kind == PAGE_MEMBER ? (*page.name ? page.name : page.place.handle) : page.title;
	return 0;
}

static const char *answer_url(const struct note_room *room, const struct fill *fill, const char *id,
                              const unsigned char secret[static CRYPTO_KEY])
{
	char key[CRYPTO_MAC_TEXT];
	crypto_mac(secret, "receipt", (const char *const[]){id, NULL}, key);
	return arena_printf(room->arena, "%sappeal?of=%s&k=%s", fill_write_url(fill), id, key);
}

static const char *words(const struct note_room *room, const char *key, const struct view_log_row *view)
{
	return note_words(room, key, &view_log_row_type, view);
}

static const char *const *sentences_of(const struct note_room *room, const struct view_log_row *view)
{
	const char **sentences = arena_alloc(room->arena, SENTENCES, sizeof(*sentences));
	size_t n = 0;
	sentences[n++] = words(room, "notice.what", view);
	if (*view->until.iso)
		sentences[n++] = words(room, "notice.until", view);
	if (*view->reason)
		sentences[n++] = words(room, "notice.reason", view);
	if (*view->rule)
		sentences[n++] = words(room, "notice.rule", view);
	sentences[n] = words(room, "notice.answer", view);
	return sentences;
}

static int put_letter(const struct note_room *room, const struct act_news *news, const char *address,
                      const unsigned char secret[static CRYPTO_KEY], struct err *err)
{
	const struct act *act = news->act;
	struct fill fill = {room->site, room->theme, room->arena};
	struct view_log_row view = {
	    .act = act->name, .reason = act->reason ? act->reason : "", .rule = act->rule ? act->rule : "", .id = act->id};
	bool ends = act_row(act->name)->needs & ACT_UNTIL;
	if (find_title(news, &view.target_title, err) || fill_time(&fill, ends ? act->until : 0, &view.until, err))
		return -1;
	struct letter letter = {
	    .name = news->done->concerned,
	    .address = address,
	    .heading = words(room, "notice.subject", &view),
	    .sentences = sentences_of(room, &view),
	    .button = words(room, "notice.button", &view),
	    .url = answer_url(room, &fill, act->id, secret),
	    .why = words(room, "notice.why", &view),
	};
	return note_put(room, &letter, err);
}

int act_letter(const struct note_room *room, const struct act_news *news, const unsigned char secret[static CRYPTO_KEY],
               bool *put, struct err *err)
{
	struct state_reach reach = {.address = ""};
	*put = false;
	if (!*news->done->concerned || !outbox_is_open(room->site))
		return 0;
	if (state_reach(room->state, news->done->concerned, room->arena, &reach, err))
		return err->code == ERR_NOTFOUND ? (err_clear(err), 0) : -1;
	if (!*reach.address)
		return 0;
	*put = !put_letter(room, news, reach.address, secret, err);
	return *put ? 0 : -1;
}
