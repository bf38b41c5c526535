#include "queue_desk.h"

#include "core/queue/retain.h"
#include "core/queue/uploads.h"

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

int queue_sweep_run(struct queue_desk *queue, struct err *err)
{
	struct retain retain = {.queue = queue->desk.queue, .now = queue->desk.now,
	                        .days = queue->desk.site.conf.moderation_keep_days};
	struct retain_report report;
	struct err closed = {0};
	/* Who pushes may own the repositories and not the accounts: what can be forgotten is. */
	int opened = state_open(&retain.state, queue->desk.site.state_db, &closed);
	int rc = retain_sweep(&retain, &report, err);
	state_close(retain.state);
	if (!rc && (report.moved || report.dropped))
		printf("%zu put away as approved, %zu dropped\n", report.moved, report.dropped);
	if (!rc && opened) {
		*err = closed;
		return -1;
	}
	return rc || sweep_uploads(queue, err) ? -1 : 0;
}
