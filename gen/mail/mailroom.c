#include "mailroom.h"

#include "core/people/outbox.h"
#include "core/text/crypto.h"

enum { FILE_MAX = 4 << 20, LIVE_MAX = 256 };

int mailroom_page(struct mailroom *room, const char *path, struct page *page, struct err *err)
{
	const struct config *conf = &room->site->conf;
	const struct page_limits limits = {FILE_MAX, (size_t)conf->front_matter_max, (size_t)conf->title_max};
	const char *folder = conf->content_path;
	const char *in_tree = *folder ? arena_printf(&room->arena, "%s/%s", folder, path) : path;
	struct page_place place;
	struct store_id blob;
	struct str text;
	if (page_locate(path, &room->arena, &place, err) || store_find(room->store, &room->tree, in_tree, &blob, err))
		return -1;
	str_init(&text, FILE_MAX);
	int rc = store_read(room->store, &blob, &text, err);
	if (!rc)
		rc = page_parse(&place, arena_dupn(&room->arena, text.at, text.len), text.len, &limits, &room->arena,
		                page, err);
	str_release(&text);
	return rc;
}

int mailroom_stem(struct mailroom *room, const char *stem, struct page *page, struct err *err)
{
	if (!mailroom_page(room, arena_printf(&room->arena, "%s/index.md", stem), page, err))
		return 0;
	if (err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	return mailroom_page(room, arena_printf(&room->arena, "%s.md", stem), page, err);
}

/* cache/live: the commit in hex and a newline. */
static int read_live(struct mailroom *room, const char **commit, struct err *err)
{
	struct store_id id;
	struct str live;
	str_init(&live, LIVE_MAX);
	int rc = str_read_file(&live, room->site->live, err);
	*commit = arena_dupn(&room->arena, live.at, live.len < STORE_HEX - 1 ? live.len : STORE_HEX - 1);
	str_release(&live);
	return rc || store_from_hex(*commit, &id, err) ? -1 : 0;
}

/* Is anything to do? An answer from state.db alone: the other parts take longer to open than a quiet minute is worth.
 */
static int is_idle(struct mailroom *room, const char *live, bool *idle, struct err *err)
{
	const char *seen;
	int64_t wait;
	if (state_news_commit(room->state, &room->arena, &seen, err) ||
	    state_mail_wait(room->state, room->now, &wait, err))
		return -1;
	*idle = strcmp(seen, live) == 0 && wait != 0;
	if (*idle && verdicts_are_known(room, idle, err))
		return -1;
	return *idle ? rota_is_quiet(room, idle, err) : 0;
}

static int open_rest(struct mailroom *room, const char *live, struct err *err)
{
	const struct config *conf = &room->site->conf;
	struct store_commit_info info;
	struct store_id commit;
	struct queue_options queue = {room->site->content, room->site->queue, conf->content_ref, room->site->host};
	if (crypto_init(err) || site_secret(room->site, room->secret, err) ||
	    queue_open(&room->queue, &queue, err) ||
	    theme_open(&room->theme, room->site->themes, conf->theme_name, conf->site_language, err) ||
	    store_from_hex(live, &commit, err) ||
	    store_commit_info(queue_content(room->queue), &commit, &room->arena, &info, err))
		return -1;
	room->store = queue_content(room->queue);
	room->tree = info.tree;
	markdown_init();
	return 0;
}

static int work(struct mailroom *room, const char *live, struct mailroom_report *report, struct err *err)
{
	struct outbox outbox = {room->site, room->state, room->now, room->warn, room->self};
	if (open_rest(room, live, err) || news_find(room, live, &report->news, err) || verdicts_find(room, err) ||
	    letters_write(room, &report->letters, err) || verdicts_write(room, &report->letters, err) ||
	    rota_write(room, &report->letters, err))
		return -1;
	return outbox_send(&outbox, &report->sent, err);
}

int mailroom_run(struct mailroom *room, struct mailroom_report *report, struct err *err)
{
	const char *live;
	bool idle = false;
	*report = (struct mailroom_report){0};
	if (!outbox_is_open(room->site) || !room->site->conf.post_open)
		return 0;
	arena_init(&room->arena);
	room->queue = NULL;
	room->theme = NULL;
	int rc = state_open(&room->state, room->site->state_db, err);
	if (!rc)
		rc = read_live(room, &live, err) || is_idle(room, live, &idle, err);
	if (!rc && !idle)
		rc = work(room, live, report, err);
	theme_close(room->theme);
	queue_close(room->queue);
	state_close(room->state);
	arena_release(&room->arena);
	return rc ? -1 : 0;
}
