#include "trust.h"

#include "core/catalogue/catalogue.h"
#include "core/state/state_facts.h"

enum { DAY = 86400, LATELY = 30 * DAY };

/* A reader's look into the catalogue; whatever fails, nothing is known. */
struct look {
	const struct trust_sources *from;
	const char *handle;
	struct arena *arena;
	struct catalogue *cat;
	int64_t first; /* when the first post was written, or 0 */
};

static bool is_of_main(struct look *look, struct err *err)
{
	const char *hex;
	struct store_id commit;
	bool yes = false;
	if (catalogue_get(look->cat, "commit", look->arena, &hex, err) || store_from_hex(hex, &commit, err) ||
	    store_contains(queue_content(look->from->queue), &look->from->main, &commit, &yes, err))
		return false;
	return yes;
}

static void note_first(struct look *look, int64_t date)
{
	if (date && (!look->first || date < look->first))
		look->first = date;
}

static int find_first(struct look *look, struct err *err)
{
	struct catalogue_span span = {.author = look->handle, .order = POSTS_BY_FROM, .from = "", .limit = 1};
	struct catalogue_query query = {.list = LIST_MADE_BETWEEN, .text = look->handle, .a = 1, .b = INT64_MAX, .limit = 1};
	struct catalogue_posts posts;
	struct catalogue_pages pages;
	if (catalogue_posts(look->cat, &span, look->arena, &posts, err) ||
	    catalogue_pages(look->cat, &query, look->arena, &pages, err))
		return -1;
	if (posts.len)
		note_first(look, posts.at[0].date);
	if (pages.len)
		note_first(look, pages.at[0].date);
	return 0;
}

static int count_posts(struct look *look, int64_t *posts, struct err *err)
{
	struct catalogue_range replies = {look->handle, "", "~"};
	struct catalogue_page last = {.author = look->handle, .date = INT64_MAX, .stem = ""};
	int64_t said, made;
	if (catalogue_posts_between(look->cat, &replies, &said, err) ||
	    catalogue_rank_made(look->cat, &last, 1, &made, err) || find_first(look, err))
		return -1;
	*posts = said + made;
	return 0;
}

static void ask_catalogue(struct look *look, struct trust *trust)
{
	struct err err = {0};
	if (catalogue_open(&look->cat, look->from->catalogue, CATALOGUE_GLANCE, &err))
		return;
	trust->built = is_of_main(look, &err) && !count_posts(look, &trust->posts, &err);
	if (!trust->built) {
		trust->posts = 0;
		look->first = 0;
	}
	catalogue_close(look->cat);
}

/* Only the names of refs are asked: what stands in the commits does not matter. */
static int is_there(const struct trust_sources *from, const char *refs, const char *id, bool *yes, struct err *err)
{
	struct store_id commit;
	char ref[64];
	snprintf(ref, sizeof(ref), "%s%.32s", refs, id);
	*yes = !store_resolve(queue_store(from->queue), ref, &commit, err);
	if (*yes || err->code != ERR_NOTFOUND)
		return *yes ? 0 : -1;
	err_clear(err);
	return 0;
}

static int ask_queue(const struct trust_sources *from, const struct trust_person *who, struct arena *arena,
                     struct trust *trust, struct err *err)
{
	struct state_sender sender = {who->handle ? who->handle : "guest", who->handle ? "" : who->network, TRUST_FACTS_MAX};
	struct state_facts_list sent;
	if (state_facts_of(from->state, &sender, arena, &sent, err))
		return -1;
	for (size_t i = 0; i < sent.len; i++) {
		bool waits, rejected = false;
		if (is_there(from, "refs/heads/", sent.at[i].id, &waits, err) ||
		    (!waits && sent.at[i].at > from->now - LATELY &&
		     is_there(from, "refs/rejected/", sent.at[i].id, &rejected, err)))
			return -1;
		trust->waiting += waits;
		trust->rejected += rejected;
	}
	return 0;
}

int trust_of(const struct trust_sources *from, const struct trust_person *who, struct arena *arena, struct trust *trust,
             struct err *err)
{
	struct look look = {.from = from, .handle = who->handle, .arena = arena};
	*trust = (struct trust){.guest = !who->handle, .built = !who->handle, .role = who->profile ? who->profile->role : -1};
	if (who->handle)
		ask_catalogue(&look, trust);
	int64_t joined = who->profile && who->profile->date ? who->profile->date : look.first;
	if (joined && joined < from->now)
		trust->days = (from->now - joined) / DAY;
	return from->state ? ask_queue(from, who, arena, trust, err) : 0;
}

void trust_put(const struct trust *trust, struct policy_case *at)
{
	at->values[POLICY_GUEST] = trust->guest;
	at->values[POLICY_ROLE] = trust->role;
	at->values[POLICY_POSTS] = trust->posts;
	at->values[POLICY_DAYS] = trust->days;
	at->values[POLICY_REJECTED] = trust->rejected;
	at->values[POLICY_WAITING] = trust->waiting;
}
