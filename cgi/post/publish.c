#include "publish.h"

#include "cgi/answer/link.h"
#include "cgi/draft/draft_files.h"
#include "cgi/draft/drafting.h"
#include "cgi/server/noted.h"
#include "cgi/visit/content.h"
#include "cgi/visit/say.h"
#include "core/state/state_facts.h"
#include "admit.h"
#include "judge.h"
#include "suspect.h"

#include <unistd.h>

enum { POLL_MS = 10, FILE_SLACK = 1024, LIVE_MAX = 200 };

/* The commit that the builder says is served now. */
static bool read_live(const struct visit *visit, struct store_id *live)
{
	struct str text;
	struct err err = {0};
	str_init(&text, LIVE_MAX);
	bool known = !str_read_file(&text, visit->server->site.live, &err);
	if (known && text.len >= STORE_HEX - 1) {
		str_truncate(&text, STORE_HEX - 1);
		known = !store_from_hex(text.at, live, &err);
	} else {
		known = false;
	}
	str_release(&text);
	return known;
}

static bool shows(struct visit *visit, const struct store_id *live, const struct store_id *commit)
{
	struct err err = {0};
	bool yes = store_same(live, commit);
	if (!yes && store_contains(queue_content(visit->server->queue), live, commit, &yes, &err))
		return false;
	return yes;
}

static int64_t clock_ms(void)
{
	struct timespec at;
	clock_gettime(CLOCK_MONOTONIC, &at);
	return (int64_t)at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

void publish_wait(struct visit *visit, const struct store_id *commit)
{
	struct store_id live, seen = {{0}};
	int64_t until = clock_ms() + visit->server->site.conf.cgi_wait_ms;
	/* A site without a builder has no such file, and nothing to wait for. */
	while (read_live(visit, &live) && clock_ms() < until) {
		if (!store_same(&live, &seen) && shows(visit, &live, commit))
			return;
		seen = live;
		struct timespec nap = {.tv_nsec = POLL_MS * 1000000L};
		nanosleep(&nap, NULL);
	}
}

void publish_wait_main(struct visit *visit)
{
	struct queue *queue;
	struct store_id main;
	struct err ignored = {0};
	if (!server_queue(visit->server, &queue, &ignored) &&
	    !store_resolve(queue_content(queue), visit->server->site.conf.content_ref, &main, &ignored))
		publish_wait(visit, &main);
}

int publish_approve(struct visit *visit, const struct queue_verdict *verdict, struct err *err)
{
	struct queue *queue;
	struct store_id merge;
	if (server_queue(visit->server, &queue, err) || queue_approve(queue, verdict, &merge, err))
		return -1;
	publish_wait(visit, &merge);
	return 0;
}

/* What is written must be readable: the last check before it counts. */
static bool is_well_formed(struct visit *visit, const struct page *page, const struct str *file, struct draft *draft)
{
	const struct config *conf = &visit->server->site.conf;
	struct page_limits limits = {(size_t)(conf->staff_max + conf->front_matter_max), (size_t)conf->front_matter_max,
				     (size_t)conf->title_max};
	struct page again;
	struct err err = {0};
	if (file->over || page_parse(&page->place, file->at, file->len, &limits, visit->arena, &again, &err)) {
		draft->error = say_with(visit, "say.unfit", &(struct say){.text = err.msg});
		return false;
	}
	return true;
}

/* Somebody who is free to publish does what a moderator would do: the same merge, in their own name. */
static int approve_own(struct visit *visit, const struct queue_submission *submission, const char **url, struct err *err)
{
	struct queue_verdict verdict = {
		.id = submission->id, .reviewer = visit->handle, .reason = "", .rule = "", .now = visit->now};
	if (!publish_approve(visit, &verdict, err)) {
		*url = link_public(visit, submission->edits->path);
		return 0;
	}
	/* It clashes with what is there now: it waits, as a stranger's would. */
	if (err->code != ERR_RACE && err->code != ERR_INPUT)
		return -1;
	err_clear(err);
	return 0;
}

static int put_facts(struct visit *visit, const struct draft *draft, const struct suspicion *suspicion,
                     const struct queue_submission *submission, struct err *err)
{
	struct state_facts facts = {
		.id = submission->id,
		.handle = submission->author,
		.network = visit->address,
		.rule = draft->judgement->rule->text,
		.reasons = spam_reasons_write(&suspicion->opinion, visit->arena),
		.score = suspicion->opinion.score,
		.at = visit->now,
	};
	return suspect_keep(visit, suspicion, err) || state_facts_put(visit->server->state, &facts, err) ? -1 : 0;
}

/*
 * All that state.db is to know, in one transaction: one wait for the disk. Before the commit: a process
 * that dies between the two leaves facts of nothing, never a submission without. draft->error: it was refused.
 */
static int note_draft(struct visit *visit, struct draft *draft, const struct queue_submission *submission, struct err *err)
{
	struct state *state;
	struct suspicion suspicion;
	if (suspect_draft(visit, draft, &draft->judgement->trust, &suspicion, err) || server_state(visit->server, &state, err) ||
	    state_begin(state, err))
		return -1;
	int rc = admit_draft(visit, draft, err) || draft->error || put_facts(visit, draft, &suspicion, submission, err);
	rc = state_end(state, rc, err);
	return draft->error ? 0 : rc;
}

static int commit(struct visit *visit, struct draft *draft, const struct queue_submission *submission, const char **url,
                  struct err *err)
{
	struct queue *queue;
	bool again;
	if (server_queue(visit->server, &queue, err) || note_draft(visit, draft, submission, err))
		return -1;
	if (draft->error)
		return 0;
	if (queue_submit(queue, submission, &again, err))
		return -1;
	*url = link_receipt(visit, submission->id);
	bool free = visit->handle && draft->judgement->rule->verdict == POLICY_PUBLISH;
	if (!free && !again)
		noted_submission(visit->server, submission->id, visit->now);
	return !again && free ? approve_own(visit, submission, url, err) : 0;
}

int publish_draft(struct visit *visit, struct draft *draft, const char **url, struct err *err)
{
	struct page page;
	struct str file;
	const struct config *conf = &visit->server->site.conf;
	*url = NULL;
	if (!draft->judgement && judge_draft(visit, draft, err))
		return -1;
	if (draft_page(visit, draft, draft->id, &page, err))
		return -1;
	str_init(&file, (size_t)(conf->staff_max + conf->front_matter_max) + FILE_SLACK);
	page_write(&page, page.body, page.body_len, &file);
	struct store_edit edit = {content_repo_path(visit, page.place.path), file.at, file.len}, *edits;
	struct queue_submission submission = {
		.id = draft->id,
		.author = visit_author(visit),
		.summary = draft_summary(visit, draft),
		.notes = draft_is_suggestion(draft) ? draft->note : NULL,
		.base = draft->kind == DRAFT_EDIT ? &draft->base_id : NULL,
		.now = visit->now,
	};
	int rc = 0;
	if (is_well_formed(visit, &page, &file, draft)) {
		rc = draft_files_edits(visit, draft, &page, &edit, &edits, &submission.nedits, err);
		submission.edits = edits;
	}
	if (!rc && submission.nedits)
		rc = commit(visit, draft, &submission, url, err);
	if (!rc && *url)
		draft_files_done(visit, draft);
	str_release(&file);
	return rc;
}
