#include "gen/mail/mailroom.h"

#include "core/base/vec.h"
#include "core/people/note.h"
#include "core/state/state_verdict.h"
#include "core/text/crypto.h"

#include <sys/stat.h>

enum { MINUTE = 60, SETTLED = 2, LETTER_MAX = 1 << 20, MOST = 50 };

static const char *const verdict_refs[] = {"refs/approved", "refs/rejected"};

/* When the folders of verdicts changed last. What changed just now may change again within a tick of the clock: "". */
static const char *look_at_folders(const struct mailroom *room, struct arena *arena)
{
	const char *mark = "";
	for (size_t i = 0; i < ARRAY_LEN(verdict_refs); i++) {
		struct stat st = {0};
		if (!stat(arena_printf(arena, "%s/%s", room->site->queue, verdict_refs[i]), &st) &&
		    st.st_mtim.tv_sec + SETTLED > room->now)
			return "";
		mark = arena_printf(arena, "%s%lld.%09ld ", mark, (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
	}
	return mark;
}

int verdicts_are_known(struct mailroom *room, bool *known, struct err *err)
{
	const char *mark, *now = look_at_folders(room, &room->arena);
	if (state_verdicts_mark(room->state, &room->arena, &mark, err))
		return -1;
	*known = mark && *mark && !strcmp(mark, now);
	return 0;
}

/* ---- which there are ---- */

struct all VEC_OF(struct state_verdict);

struct search {
	struct mailroom *room;
	struct state_verdicts known;
	bool *there; /* of the known ones: still so */
	struct all fresh;
	bool first; /* nothing was looked at before: what is there now is no news */
};

static int by_id(const void *id, const void *verdict)
{
	return strcmp(id, ((const struct state_verdict *)verdict)->id);
}

/* Who wrote it learns of what somebody else decided. *handle "": nobody does. */
static int find_author(struct search *search, struct state_verdict *verdict, struct err *err)
{
	struct mailroom *room = search->room;
	struct queue_item item;
	struct state_reach reach;
	if (queue_find(room->queue, verdict->id, &room->arena, &item, err) ||
	    state_reach(room->state, item.author, &room->arena, &reach, err)) {
		/* Plain git may have left anything there; a guest has no account. */
		if (err->code == ERR_SYS || err->code == ERR_RACE)
			return -1;
		err_clear(err);
		return 0;
	}
	if (!*reach.address || reach.mail == STATE_MAIL_NEVER || !strcmp(item.author, item.reviewer))
		return 0;
	verdict->handle = item.author;
	verdict->due = item.decided + room->site->conf.mail_verdict_minutes * MINUTE;
	return 0;
}

static int note(void *self, const char *ref, const struct store_id *to, struct err *err)
{
	struct search *search = self;
	struct arena *arena = &search->room->arena;
	char hex[STORE_HEX];
	const char *id = strrchr(ref, '/') + 1;
	store_hex(to, hex);
	struct state_verdict *known =
	    search->known.len ? bsearch(id, search->known.at, search->known.len, sizeof(*known), by_id) : NULL;
	if (known)
		search->there[known - search->known.at] = true;
	if (known && !strcmp(known->commit, hex))
		return 0;
	struct state_verdict verdict = {.id = arena_dup(arena, id), .commit = arena_dup(arena, hex), .handle = ""};
	if (!search->first && find_author(search, &verdict, err))
		return -1;
	*VEC_PUSH(&search->fresh) = verdict;
	return 0;
}

static int remember(struct search *search, const char *mark, struct err *err)
{
	struct all gone = {0};
	for (size_t i = 0; i < search->known.len; i++)
		if (!search->there[i])
			*VEC_PUSH(&gone) = search->known.at[i];
	struct state_verdicts_seen seen = {{search->fresh.at, search->fresh.len}, {gone.at, gone.len}, mark};
	int rc = state_verdicts_put(search->room->state, &seen, err);
	VEC_RELEASE(&gone);
	return rc;
}

/* What is known is read before the refs: what is known and not there has then really gone. */
int verdicts_find(struct mailroom *room, struct err *err)
{
	struct search search = {.room = room};
	const char *before, *mark;
	if (queue_settle(room->queue, err))
		return -1;
	mark = look_at_folders(room, &room->arena);
	if (state_verdicts_mark(room->state, &room->arena, &before, err) ||
	    state_verdicts(room->state, &room->arena, &search.known, err))
		return -1;
	search.first = !before;
	search.there = arena_alloc(&room->arena, search.known.len + 1, sizeof(*search.there));
	int rc = 0;
	for (size_t i = 0; i < ARRAY_LEN(verdict_refs) && !rc; i++)
		rc = store_refs(queue_store(room->queue), arena_printf(&room->arena, "%s/", verdict_refs[i]), note, &search, err);
	if (!rc)
		rc = remember(&search, mark, err);
	VEC_RELEASE(&search.fresh);
	return rc;
}

/* ---- the letter ---- */

struct telling {
	struct mailroom *room;
	struct note_room note;
	struct fill fill;
	const struct state_verdicts *verdicts;
	struct queue_item *items;
	size_t n;
};

static const char *words(struct telling *telling, const char *key, const struct view_verdict *view)
{
	return note_words(&telling->note, key, &view_verdict_type, view);
}

/* "Title of topic" of "reply: Title of topic". */
static const char *title_of(const struct queue_item *item)
{
	const char *colon = strstr(item->summary, ": ");
	return colon ? colon + 2 : item->summary;
}

static struct view_verdict view_of(const struct telling *telling, size_t i)
{
	const struct queue_item *item = &telling->items[i];
	return (struct view_verdict){.title = title_of(item),
	                             .state = queue_state_name(item->state),
	                             .reason = item->reason,
	                             .rule = item->rule,
	                             .count = (int64_t)telling->n};
}

/* Where what was approved stands; where it has several pages, the first. */
static const char *published_at(struct telling *telling, const struct queue_item *item)
{
	struct mailroom *room = telling->room;
	const char *folder = room->site->conf.content_path;
	size_t n = *folder ? strlen(folder) + 1 : 0;
	for (size_t i = 0; i < item->npaths; i++) {
		struct page_place place;
		struct err ignored = {0};
		if (strlen(item->paths[i]) > n && !page_locate(item->paths[i] + n, &room->arena, &place, &ignored) &&
		    place.url && *place.url && place.kind != PAGE_ATTACHMENT)
			return fill_url(&telling->fill, place.url);
	}
	return arena_printf(&room->arena, "%sme", fill_write_url(&telling->fill));
}

static const char *receipt_of(struct telling *telling, const char *id)
{
	struct mailroom *room = telling->room;
	char key[CRYPTO_MAC_TEXT];
	crypto_mac(room->secret, "receipt", (const char *const[]){id, NULL}, key);
	return arena_printf(&room->arena, "%ssubmission/%s?k=%s", fill_write_url(&telling->fill), id, key);
}

/* What no form sent, no form can mend: a profile, a proposal by git. It can be answered. */
static const char *way_on(const struct queue_item *item, bool joins)
{
	return joins || !strncmp(item->summary, "change: ", 8) ? "verdict.answer" : "verdict.mend";
}

static void tell_one(struct telling *telling, struct letter *letter)
{
	const struct queue_item *item = telling->items;
	struct view_verdict view = view_of(telling, 0);
	const char **sentences = arena_alloc(&telling->room->arena, 6, sizeof(*sentences));
	size_t n = 0;
	bool approved = item->state == QUEUE_APPROVED, joins = !strncmp(item->summary, "member: ", 8);
	bool mend = !approved && !strcmp(way_on(item, joins), "verdict.mend");
	sentences[n++] = words(telling, joins ? "verdict.welcome" : "verdict.what", &view);
	if (*item->reason) {
		sentences[n++] = words(telling, "verdict.wrote", &view);
		sentences[n++] = item->reason;
	}
	if (*item->rule)
		sentences[n++] = words(telling, "verdict.rule", &view);
	if (!approved)
		sentences[n++] = words(telling, way_on(item, joins), &view);
	letter->heading = words(telling, joins ? "verdict.welcome_subject" : "verdict.subject", &view);
	letter->sentences = sentences;
	letter->button = words(telling, approved ? "verdict.see" : mend ? "verdict.open" : "verdict.look", &view);
	letter->url = approved ? published_at(telling, item) : receipt_of(telling, item->id);
}

static void tell_all(struct telling *telling, struct letter *letter)
{
	const char **sentences = arena_alloc(&telling->room->arena, telling->n * 2 + 2, sizeof(*sentences));
	struct view_verdict first = view_of(telling, 0);
	size_t n = 0;
	for (size_t i = 0; i < telling->n; i++) {
		struct view_verdict view = view_of(telling, i);
		sentences[n++] = words(telling, "verdict.what", &view);
		if (*view.reason)
			sentences[n++] = view.reason;
	}
	letter->heading = words(telling, "verdict.subject_many", &first);
	letter->sentences = sentences;
	letter->button = words(telling, "verdict.all", &first);
	letter->url = arena_printf(&telling->room->arena, "%sme", fill_write_url(&telling->fill));
}

/* The same verdicts have the same Message-ID. */
static const char *message_id(const struct telling *telling)
{
	const struct state_verdict *first = telling->verdicts->at;
	return arena_printf(&telling->room->arena, "verdict.%s.%.16s@%s", first->id, first->commit,
	                    telling->room->site->host);
}

static int compose(struct telling *telling, const struct state_reach *reach, struct state_letter *out,
                   struct str *message, struct err *err)
{
	struct view_verdict first = view_of(telling, 0);
	struct letter letter = {.name = telling->verdicts->at[0].handle, .address = reach->address};
	if (telling->n == 1)
		tell_one(telling, &letter);
	else
		tell_all(telling, &letter);
	letter.why = words(telling, "verdict.why", &first);
	const char *id = message_id(telling);
	if (note_write(&telling->note, &letter, id, message, err))
		return -1;
	*out = (struct state_letter){.name = id, .address = reach->address, .message = message->at};
	return 0;
}

/* What was undone, or decided otherwise, since it was found is not told. */
static int load(struct telling *telling, struct err *err)
{
	struct arena *arena = &telling->room->arena;
	telling->items = arena_alloc(arena, telling->verdicts->len, sizeof(*telling->items));
	for (size_t i = 0; i < telling->verdicts->len; i++) {
		struct queue_item *item = &telling->items[telling->n];
		int rc = queue_find(telling->room->queue, telling->verdicts->at[i].id, arena, item, err);
		if (rc && err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err);
		telling->n += !rc && (item->state == QUEUE_APPROVED || item->state == QUEUE_REJECTED);
	}
	return 0;
}

static int write_one(struct mailroom *room, struct state_verdicts *verdicts, size_t *written, struct err *err)
{
	struct telling telling = {.room = room,
	                          .note = {room->site, room->theme, room->state, &room->arena, room->now},
	                          .fill = {room->site, room->theme, &room->arena},
	                          .verdicts = verdicts};
	struct state_reach reach = {.address = "", .mail = STATE_MAIL_NEVER};
	struct state_letter letter;
	struct str message;
	if (verdicts->len > MOST)
		verdicts->len = MOST;
	if (state_reach(room->state, verdicts->at[0].handle, &room->arena, &reach, err)) {
		if (err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err);
	}
	str_init(&message, LETTER_MAX);
	int rc = load(&telling, err);
	bool wanted = telling.n && *reach.address && reach.mail != STATE_MAIL_NEVER;
	if (!rc && wanted)
		rc = compose(&telling, &reach, &letter, &message, err);
	if (!rc)
		rc = state_verdicts_told(room->state, wanted ? &letter : NULL, verdicts, room->now, err);
	str_release(&message);
	*written += !rc && wanted;
	return rc;
}

int verdicts_write(struct mailroom *room, size_t *written, struct err *err)
{
	struct state_verdicts verdicts;
	for (int rc = 0;;) {
		arena_reset(&room->arena);
		rc = state_verdicts_due(room->state, room->now, &room->arena, &verdicts, err);
		if (rc || !verdicts.len)
			return rc;
		rc = write_one(room, &verdicts, written, err);
		if (rc && err->code != ERR_RACE)
			return -1;
		/* Another process was first with one of them; what is left is asked again. */
		err_clear(err);
	}
}
