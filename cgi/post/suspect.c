#include "suspect.h"

#include "cgi/draft/drafting.h"
#include "cgi/visit/say.h"
#include "core/judge/spam_learn.h"
#include "core/text/date.h"

enum { DAY = 86400, TRAPS_MAX = 10 };

static const char trap[] = "trap";

/* Who sends: a guest is as good as the network. */
static const char *sender_of(const struct visit *visit)
{
	return visit->handle ? visit->handle : visit->address;
}

static const char *place_of(const struct draft *draft)
{
	return draft->kind == DRAFT_TOPIC ? draft->target.place.path : draft->path;
}

/* Of a change only what is new in it. */
static int read_text(struct visit *visit, const struct draft *draft, struct spam_text *text, struct err *err)
{
	struct spam_source source = {
		.title = draft->kind == DRAFT_REPLY ? "" : draft->title,
		.name = draft->name,
		.body = draft_text(visit, draft),
		.language = visit->server->site.conf.site_language,
	};
	if (draft->kind == DRAFT_EDIT) {
		source.title = strcmp(draft->title, draft->target.title) ? draft->title : "";
		source.body = spam_added(page_text(&draft->target, visit->arena), source.body, visit->arena);
	}
	source.body_len = strlen(source.body);
	return spam_text_read(&source, visit->arena, text, err);
}

static struct state_spam_text row_of(struct visit *visit, const struct draft *draft, int64_t digest)
{
	return (struct state_spam_text){
		.id = draft->id,
		.sender = sender_of(visit),
		.network = visit->address,
		.place = place_of(draft),
		.digest = digest,
		.at = visit->now,
	};
}

static int64_t since(const struct visit *visit)
{
	return visit->now - visit->server->site.conf.moderation_keep_days * DAY;
}

/* What this visit itself tells. */
static int fill_visit(struct visit *visit, const struct draft *draft, struct spam_case *c, struct err *err)
{
	struct state *state;
	int64_t wait;
	if (server_state(visit->server, &state, err) || state_rate_wait(state, trap, visit->address, 1, visit->now, &wait, err))
		return -1;
	int64_t opened = draft->opened ? draft->opened : *draft->id ? date_from_id(draft->id) : 0;
	c->guest = !visit->handle;
	c->held = &visit->server->held;
	c->trapped = wait > 0;
	c->unproved = draft->unproved;
	c->age = !opened ? -1 : visit->now > opened ? visit->now - opened : 0;
	c->hasty = visit->server->site.conf.spam_seconds;
	return 0;
}

int suspect_draft(struct visit *visit, const struct draft *draft, const struct trust *trust, struct suspicion *suspicion,
                  struct err *err)
{
	struct state *state;
	struct spam_text *text = &suspicion->text;
	struct spam_counts counts;
	struct spam_case c = {.text = text, .counts = &counts};
	if (server_state(visit->server, &state, err) || read_text(visit, draft, text, err))
		return -1;
	suspicion->row = row_of(visit, draft, text->digest);
	if (state_spam_look(state, &suspicion->row, since(visit), visit->arena, &c.seen, err) ||
	    state_spam_counts(state, text, visit->arena, &counts, err) || fill_visit(visit, draft, &c, err))
		return -1;
	c.approved = trust->posts > c.seen.approved ? trust->posts : c.seen.approved;
	c.belief = spam_filter(&counts, visit->server->site.conf.spam_lessons);
	spam_judge(&c, visit->arena, &suspicion->opinion);
	suspicion->row.points = suspicion->opinion.points;
	return 0;
}

int suspect_keep(struct visit *visit, const struct suspicion *suspicion, struct err *err)
{
	return state_spam_put(visit->server->state, &suspicion->row, &suspicion->text, err);
}

int suspect_own_copy(struct visit *visit, const struct draft *draft, const char **id, struct err *err)
{
	struct state *state;
	struct spam_text text;
	struct state_spam_seen seen;
	*id = "";
	if (server_state(visit->server, &state, err) || read_text(visit, draft, &text, err))
		return -1;
	struct state_spam_text row = row_of(visit, draft, text.digest);
	if (state_spam_look(state, &row, since(visit), visit->arena, &seen, err))
		return -1;
	/* Two changes that bring no words, like another start or a line less, need not be one. */
	*id = text.counted ? seen.own : "";
	return 0;
}

void suspect_trapped(struct visit *visit)
{
	struct state *state;
	struct err err = {0};
	int64_t wait;
	if (server_state(visit->server, &state, &err) ||
	    state_rate(state, trap, visit->address, TRAPS_MAX, DAY, visit->now, &wait, &err))
		visit->io->log(visit->io->self, err.msg);
}

const char *suspect_say(struct visit *visit, const char *line)
{
	size_t n;
	const struct spam_reason *reason = spam_reasons_read(line, visit->arena, &n);
	if (!n)
		return line;
	const char *key = arena_printf(visit->arena, "spam.%s", reason->rule);
	const char *words = say_with(visit, key, &(struct say){.count = reason->count, .text = reason->detail});
	struct say points = {.text = words == key ? reason->rule : words, .kind = reason->points < 0 ? "less" : "more",
	                     .count = reason->points < 0 ? -reason->points : reason->points};
	return say_with(visit, "spam.points", &points);
}

void suspect_verdict(struct server *server)
{
	server->learn = true;
}

int suspect_rest(struct server *server, int64_t now, struct err *err)
{
	struct spam_learn learn = {.site = &server->site, .now = now};
	struct spam_learned learned;
	if (!server->learn)
		return 0;
	server->learn = false;
	if (server_queue(server, &learn.queue, err) || server_state(server, &learn.state, err) || spam_learn(&learn, &learned, err))
		return err_prefix(err, "what the filter learns");
	return 0;
}
