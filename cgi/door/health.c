#include "health.h"

#include "core/text/escape.h"

/* What a check could find wrong, one line each; details go to the log, not to strangers. */
struct report {
	struct visit *visit;
	bool bad;
};

static void line(struct report *report, const char *what, int rc, const struct err *err)
{
	struct visit *visit = report->visit;
	str_addf(&visit->answer.body, "%s: %s\n", what, rc ? "bad" : "ok");
	if (!rc)
		return;
	struct str log;
	str_init(&log, 4096);
	str_addf(&log, "health: %s: ", what);
	escape_log(&log, err->msg, strlen(err->msg), 2048);
	visit->io->log(visit->io->self, log.at);
	str_release(&log);
	report->bad = true;
}

static int check_content(struct visit *visit, struct err *err)
{
	struct queue *queue;
	struct store_id commit;
	struct store_commit_info info;
	return server_queue(visit->server, &queue, err) ||
	               store_resolve(queue_content(queue), visit->server->site.conf.content_ref, &commit, err) ||
	               store_commit_info(queue_content(queue), &commit, visit->arena, &info, err)
		       ? -1
		       : 0;
}

static int nothing(void *self, const char *ref, const struct store_id *to, struct err *err)
{
	(void)self, (void)ref, (void)to, (void)err;
	return 0;
}

static int check_queue(struct visit *visit, struct err *err)
{
	struct queue *queue;
	return server_queue(visit->server, &queue, err) ||
	               store_refs(queue_store(queue), "refs/heads/", nothing, NULL, err)
		       ? -1
		       : 0;
}

static int check_state(struct visit *visit, struct err *err)
{
	struct state *state;
	const char *handle;
	if (server_state(visit->server, &state, err))
		return -1;
	if (!state_session_find(state, "health", visit->now, visit->arena, &handle, err) || err->code == ERR_NOTFOUND)
		return 0;
	return -1;
}

/* The builder's note of what is served; a site that is built elsewhere has none. */
static int check_live(struct visit *visit, struct err *err)
{
	struct str text;
	str_init(&text, 4096);
	int rc = str_read_file(&text, visit->server->site.live, err);
	str_release(&text);
	return rc && err->code != ERR_NOTFOUND ? -1 : 0;
}

int health_show(struct visit *visit, struct err *err)
{
	static const struct {
		const char *name;
		int (*check)(struct visit *visit, struct err *err);
	} checks[] = {{"content", check_content}, {"queue", check_queue}, {"state", check_state}, {"live", check_live}};
	struct report report = {.visit = visit};
	(void)err;
	str_reset(&visit->answer.body);
	for (size_t i = 0; i < ARRAY_LEN(checks); i++) {
		struct err found = {0};
		int rc = checks[i].check(visit, &found);
		line(&report, checks[i].name, rc, &found);
	}
	visit->answer.status = report.bad ? 503 : 200;
	visit->answer.type = "text/plain; charset=utf-8";
	if (report.bad)
		server_fault(visit->server);
	return 0;
}
