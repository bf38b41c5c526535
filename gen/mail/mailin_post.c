#include "mailin.h"

#include "core/judge/gauge.h"
#include "core/judge/spam.h"
#include "core/judge/spam_learn.h"
#include "core/markdown/markdown.h"
#include "core/queue/queue_index.h"
#include "core/state/state_facts.h"
#include "core/text/crypto.h"
#include "core/text/date.h"
#include "core/text/text.h"

enum { HOUR = 3600, DAY = 86400, SLACK = 4096, SUMMARY_LETTERS = 120, LINE_BYTES = 4096, PERCENT = 10 };

static bool is_moderator(const struct mailin_answer *answer)
{
	return answer->profile.role >= ROLE_MODERATOR;
}

/* ---- what stands against it ---- */

static bool takes_replies(const struct page *page)
{
	enum page_kind kind = page->place.kind;
	return (kind == PAGE_TOPIC || kind == PAGE_LESSON || kind == PAGE_RESOURCE || kind == PAGE_EVENT) && !page->hidden;
}

static void check_author(const struct mailin *mailin, const struct mailin_answer *answer, struct mailin_trouble *trouble)
{
	if (answer->profile.banned || answer->profile.suspended > mailin->room.now)
		trouble->key = "mailin.barred";
	else if (!answer->thread.title || !takes_replies(&answer->thread))
		trouble->key = "mailin.gone";
	else if (answer->thread.locked && !is_moderator(answer))
		trouble->key = "mailin.locked";
}

static void check_text(struct mailin *mailin, const struct mailin_answer *answer, struct mailin_trouble *trouble)
{
	const struct config *conf = &mailin->room.site->conf;
	size_t n = strlen(answer->text), max = (size_t)conf->post_max;
	struct markdown_limits limits = {max, (size_t)conf->table_columns, (size_t)conf->html_factor};
	struct err unfit = {0};
	if (n > max)
		*trouble = (struct mailin_trouble){"mailin.long", NULL, (int64_t)max};
	else if (!n)
		trouble->key = "mailin.empty";
	else if (text_check_body(answer->text, n, &unfit) || markdown_check(answer->text, n, &limits, &unfit))
		*trouble = (struct mailin_trouble){"mailin.unfit", arena_dup(&mailin->room.arena, unfit.msg), 0};
}

/* What a text's filter and rules say of it, and what is kept of that. */
struct suspicion {
	struct trust trust; /* of who sent it */
	struct spam_text text;
	struct state_spam_text row;
	struct spam_opinion opinion;
};

static int suspect(struct mailin *mailin, const struct mailin_answer *answer, struct suspicion *s, struct err *err)
{
	struct mailroom *room = &mailin->room;
	const struct config *conf = &room->site->conf;
	struct spam_source source = {"", "", answer->text, strlen(answer->text), conf->site_language};
	struct spam_counts counts;
	struct spam_case c = {.text = &s->text, .counts = &counts, .held = &mailin->held, .age = -1};
	if (spam_text_read(&source, &room->arena, &s->text, err))
		return -1;
	s->row = (struct state_spam_text){.id = answer->id, .sender = answer->handle, .network = "",
	                                  .place = answer->thread.place.path, .digest = s->text.digest, .at = room->now};
	if (state_spam_look(room->state, &s->row, room->now - conf->moderation_keep_days * DAY, &room->arena, &c.seen, err) ||
	    state_spam_counts(room->state, &s->text, &room->arena, &counts, err))
		return -1;
	c.approved = s->trust.posts > c.seen.approved ? s->trust.posts : c.seen.approved;
	c.belief = spam_filter(&counts, conf->spam_lessons);
	spam_judge(&c, &room->arena, &s->opinion);
	s->row.points = s->opinion.points;
	return 0;
}

static int count_alike(struct mailin *mailin, const struct mailin_answer *answer, struct policy_case *at, struct err *err)
{
	struct mailroom *room = &mailin->room;
	struct queue_source source = {room->queue, room->state, &room->site->conf, &room->arena, room->now};
	if (!policy_asks(&mailin->policy, POLICY_ALIKE))
		return 0;
	return queue_index_alike(&source, "", answer->text, &at->values[POLICY_ALIKE], err);
}

static int judge(struct mailin *mailin, const struct mailin_answer *answer, struct policy_case *at, struct suspicion *s,
                 struct err *err)
{
	struct mailroom *room = &mailin->room;
	struct trust_sources from = {room->site->catalogue, room->queue, room->state, mailin->main, room->now};
	struct trust_person who = {answer->handle, "", &answer->profile};
	*at = (struct policy_case){.kind = POLICY_REPLY, .forum = answer->thread.place.forum};
	if (trust_of(&from, &who, &room->arena, &s->trust, err) || suspect(mailin, answer, s, err) ||
	    count_alike(mailin, answer, at, err))
		return -1;
	trust_put(&s->trust, at);
	at->values[POLICY_SPAM] = s->opinion.score / PERCENT;
	gauge_text("", answer->text, &mailin->held, at);
	return 0;
}

static int count_ref(void *self, const char *ref, const struct store_id *to, struct err *err)
{
	(void)ref, (void)to, (void)err;
	++*(int64_t *)self;
	return 0;
}

/* What will pass by waiting is brought again by the mail server: ERR_RACE. */
static int check_room(struct mailin *mailin, const struct mailin_answer *answer, const struct trust *trust, bool held,
                      struct err *err)
{
	struct mailroom *room = &mailin->room;
	const struct config *conf = &room->site->conf;
	int64_t waiting = 0, bytes;
	if (answer->profile.role >= ROLE_STAFF)
		return 0;
	if (store_refs(queue_store(room->queue), "refs/heads/", count_ref, &waiting, err) ||
	    store_disk(queue_store(room->queue), room->now, &bytes, err))
		return -1;
	if (waiting >= conf->moderation_queue_max || bytes >= conf->moderation_disk_max ||
	    (held && trust->waiting >= conf->moderation_sender_max))
		return err_set(err, ERR_RACE, "too much waits already");
	return 0;
}

/* The same counts as those of the form. */
static int check_rates(struct mailin *mailin, const struct mailin_answer *answer, struct err *err)
{
	struct mailroom *room = &mailin->room;
	const char *forum = answer->thread.place.forum;
	struct page page;
	int64_t wait = 0;
	if (answer->profile.role >= ROLE_STAFF)
		return 0;
	if (*forum && !mailroom_page(room, arena_printf(&room->arena, "forums/%s/index.md", forum), &page, err) && page.slow &&
	    state_rate(room->state, arena_printf(&room->arena, "slow %s", forum), answer->handle, 1, page.slow, room->now, &wait, err))
		return -1;
	err_clear(err);
	if (!wait && state_rate(room->state, "post", answer->handle, room->site->conf.post_per_hour, HOUR, room->now, &wait, err))
		return -1;
	return wait ? err_set(err, ERR_RACE, "%s writes too much: %lld seconds are to be waited", answer->handle, (long long)wait) : 0;
}

/* ---- into the queue ---- */

static int note_facts(struct mailin *mailin, const struct mailin_answer *answer, const struct policy_rule *rule,
                      const struct suspicion *s, struct err *err)
{
	if (state_spam_put(mailin->room.state, &s->row, &s->text, err))
		return -1;
	struct state_facts facts = {.id = answer->id,
	                            .handle = answer->handle,
	                            .network = "",
	                            .rule = rule->text,
	                            .reasons = spam_reasons_write(&s->opinion, &mailin->room.arena),
	                            .score = s->opinion.score,
	                            .at = mailin->room.now};
	return state_facts_put(mailin->room.state, &facts, err);
}

static const char *summary_of(struct mailin *mailin, const struct mailin_answer *answer)
{
	const char *title = *answer->thread.title ? answer->thread.title : mailin->room.site->conf.site_title;
	struct str line;
	size_t n = 0, letters = 0;
	while (title[n] && letters <= SUMMARY_LETTERS)
		letters += ((unsigned char)title[++n] & 0xC0) != 0x80;
	str_init(&line, LINE_BYTES);
	text_one_line(&line, title, n);
	const char *summary = arena_printf(&mailin->room.arena, "reply: %s", line.at);
	str_release(&line);
	return summary;
}

static int write_page(struct mailin *mailin, const struct mailin_answer *answer, struct store_edit *edit, struct err *err)
{
	struct arena *arena = &mailin->room.arena;
	const char *path = arena_printf(arena, "%s/%s.md", answer->thread.place.stem, answer->id);
	struct page_place place;
	struct page page;
	struct str file;
	if (text_check_path(path, err) || page_locate(path, arena, &place, err))
		return -1;
	page_init(&page, &place);
	page.author = answer->handle;
	page.date = date_from_id(answer->id);
	str_init(&file, strlen(answer->text) + (size_t)mailin->room.site->conf.front_matter_max + SLACK);
	page_write(&page, answer->text, strlen(answer->text), &file);
	int rc = str_check(&file, "post", err);
	*edit = (struct store_edit){mailin_path(mailin, path), arena_dupn(arena, file.at, file.len), file.len};
	str_release(&file);
	return rc;
}

/* Who is free to publish does so; what clashes waits, as in the form. */
static int publish(struct mailin *mailin, const struct mailin_answer *answer, bool *published, struct err *err)
{
	struct queue_verdict verdict = {.id = answer->id, .reviewer = answer->handle, .reason = "", .rule = "", .now = mailin->room.now};
	struct store_id merge;
	*published = !queue_approve(mailin->room.queue, &verdict, &merge, err);
	if (!*published && err->code != ERR_RACE && err->code != ERR_INPUT)
		return -1;
	err_clear(err);
	return 0;
}

static int submit(struct mailin *mailin, const struct mailin_answer *answer, bool *again, struct err *err)
{
	struct store_edit *edits = arena_alloc(&mailin->room.arena, answer->nfiles + 1, sizeof(*edits));
	struct queue_submission submission = {.id = answer->id,
	                                      .author = answer->handle,
	                                      .summary = summary_of(mailin, answer),
	                                      .edits = edits,
	                                      .nedits = answer->nfiles + 1,
	                                      .now = mailin->room.now};
	if (write_page(mailin, answer, &edits[0], err))
		return -1;
	if (answer->nfiles)
		memcpy(edits + 1, answer->files, answer->nfiles * sizeof(*edits));
	return queue_submit(mailin->room.queue, &submission, again, err);
}

/* A letter that was brought before is not judged anew. */
static int is_known(struct mailin *mailin, const char *id, bool *known, struct err *err)
{
	struct queue_item item;
	*known = !queue_find(mailin->room.queue, id, &mailin->room.arena, &item, err);
	if (!*known && err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	return 0;
}

int mailin_post(struct mailin *mailin, struct mailin_answer *answer, struct mailin_trouble *trouble, bool *published,
                struct err *err)
{
	struct policy_case at;
	struct suspicion suspicion;
	bool known, again;
	if (is_known(mailin, answer->id, &known, err) || known)
		return err->code ? -1 : 0;
	check_author(mailin, answer, trouble);
	if (!trouble->key && mailin_files(mailin, answer, err))
		return -1;
	if (!trouble->key)
		check_text(mailin, answer, trouble);
	if (trouble->key)
		return 0;
	if (judge(mailin, answer, &at, &suspicion, err))
		return -1;
	const struct policy_rule *rule = policy_judge(&mailin->policy, &at);
	if (rule->verdict == POLICY_REFUSE) {
		*trouble = (struct mailin_trouble){*rule->sentence ? "mailin.refused_because" : "mailin.refused", rule->sentence, 0};
		return 0;
	}
	bool held = rule->verdict == POLICY_HOLD;
	if (check_room(mailin, answer, &suspicion.trust, held, err) || check_rates(mailin, answer, err) ||
	    note_facts(mailin, answer, rule, &suspicion, err) || submit(mailin, answer, &again, err))
		return -1;
	return held || again ? 0 : publish(mailin, answer, published, err);
}
