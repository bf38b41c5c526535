#include "queue_desk.h"

#include "core/people/erase.h"
#include "core/queue/retain.h"
#include "core/queue/uploads.h"
#include "core/state/state_leaving.h"
#include "core/theme/theme.h"

enum { HOUR = 3600 };

static int sweep_uploads(const struct queue_desk *queue, struct err *err)
{
	const struct site *site = &queue->desk.site;
	size_t dropped;
	if (uploads_sweep(site->uploads, queue->desk.now - site->conf.upload_keep_hours * HOUR, &dropped, err))
		return -1;
	if (dropped)
		printf("%zu files dropped whose posts were never sent\n", dropped);
	return 0;
}

/* Who was leaving when the program or the machine went down. */
static int finish_leaving(struct queue_desk *queue, struct state *state, struct err *err)
{
	struct desk *desk = &queue->desk;
	const struct config *conf = &desk->site.conf;
	struct state_leaving_list list;
	struct theme *theme;
	unsigned char secret[CRYPTO_KEY];
	size_t n = 0;
	if (state_leaving_all(state, &desk->arena, &list, err))
		return -1;
	if (!list.len)
		return 0;
	if (site_secret(&desk->site, secret, err) || theme_open(&theme, desk->site.themes, conf->theme_name, conf->site_language, err))
		return -1;
	struct erase erase = {.queue = desk->queue, .state = state, .conf = conf, .words = theme_words(theme), .secret = secret,
	                      .now = desk->now};
	int rc = erase_finish(&erase, &desk->arena, &n, err);
	theme_close(theme);
	if (n)
		printf("%zu who %s leaving: done\n", n, n == 1 ? "was" : "were");
	return rc;
}

/* Whoever sweeps hears of it: a timer each day, and who pushes. */
static int check_history(const struct queue_desk *queue, struct err *err)
{
	bool cut;
	if (queue_rewrite_was_cut(queue->desk.queue, &cut, err))
		return -1;
	return !cut ? 0 : err_set(err, ERR_RACE, "history was being written anew, and did not come to its end: run that stoa erase again");
}

int queue_sweep_run(struct queue_desk *queue, struct err *err)
{
	struct retain retain = {.queue = queue->desk.queue, .now = queue->desk.now,
	                        .days = queue->desk.site.conf.moderation_keep_days};
	struct retain_report report;
	struct err closed = {0};
	/* Who pushes may own the repositories and not the accounts: what can be forgotten is. */
	int opened = state_open(&retain.state, queue->desk.site.state_db, &closed);
	int rc = retain_sweep(&retain, &report, err);
	if (!rc && !opened)
		rc = finish_leaving(queue, retain.state, err);
	state_close(retain.state);
	if (!rc && (report.moved || report.dropped))
		printf("%zu put away as approved, %zu dropped\n", report.moved, report.dropped);
	if (!rc && opened) {
		*err = closed;
		return -1;
	}
	return rc || sweep_uploads(queue, err) || check_history(queue, err) ? -1 : 0;
}
