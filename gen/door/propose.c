#include "propose.h"

#include "core/state/state_facts.h"
#include "core/text/crypto.h"
#include "core/text/text.h"
#include "core/theme/fill.h"

#define HEADS "refs/heads/"

enum { COMMITS_MAX = 1000, MINUTE = 60, HOUR = 3600, SUMMARY_MAX = 200 };

/* ---- what it changes ---- */

struct ancestry {
	struct door *door;
	struct store_id base;
	size_t seen;
	bool found;
};

/* Children come before parents: the first that main contains is where it began. */
static int find_base(void *self, const struct store_commit_info *info, struct err *err)
{
	struct ancestry *ancestry = self;
	struct desk *desk = &ancestry->door->desk;
	if (++ancestry->seen > COMMITS_MAX)
		return err_set(err, ERR_LIMIT, "more than %d commits that main has not", COMMITS_MAX);
	for (size_t i = 0; i < info->nparents && !ancestry->found; i++) {
		if (store_contains(queue_content(desk->queue), &desk->main, &info->parents[i], &ancestry->found, err))
			return -1;
		ancestry->base = info->parents[i];
	}
	return ancestry->found;
}

/* Bytes of one file more; paths of the repository, as the queue wants them. */
static int take_edit(void *self, const struct store_change *change, struct err *err)
{
	struct ancestry *ancestry = ((void **)self)[0];
	struct proposal *proposal = ((void **)self)[1];
	struct desk *desk = &ancestry->door->desk;
	const struct config *conf = &desk->site.conf;
	struct store_edit *edit = VEC_PUSH(&proposal->edits);
	struct str bytes;
	edit->path = arena_dup(&desk->arena, change->path);
	if (proposal->edits.len > (size_t)conf->push_files_max)
		return err_set(err, ERR_LIMIT, "more than %lld files", (long long)conf->push_files_max);
	if (!change->new_blob)
		return 0;
	str_init(&bytes, (size_t)conf->push_max - proposal->bytes);
	int rc = store_read(queue_content(desk->queue), change->new_blob, &bytes, err);
	edit->bytes = arena_dupn(&desk->arena, bytes.at, bytes.len);
	edit->len = bytes.len;
	proposal->bytes += bytes.len;
	str_release(&bytes);
	return rc ? err_prefix(err, "%s", change->path) : 0;
}

static const char *summary_of(struct desk *desk, const char *message)
{
	struct str line;
	str_init(&line, SUMMARY_MAX * 4);
	text_one_line(&line, message, strnlen(message, strcspn(message, "\n") < SUMMARY_MAX ? strcspn(message, "\n") : SUMMARY_MAX));
	const char *summary = arena_printf(&desk->arena, "change: %s", line.len ? line.at : "a proposal");
	str_release(&line);
	return summary;
}

int propose_read(struct door *door, const char *commit_hex, struct proposal *proposal, struct err *err)
{
	struct desk *desk = &door->desk;
	struct store *store = queue_content(desk->queue);
	struct store_commit_info tip, base;
	struct store_id id;
	struct ancestry ancestry = {.door = door};
	void *both[] = {&ancestry, proposal};
	*proposal = (struct proposal){0};
	if (store_from_hex(commit_hex, &id, err) || store_commit_info(store, &id, &desk->arena, &tip, err) ||
	    store_walk(store, &id, &desk->main, find_base, &ancestry, err))
		return -1;
	if (!ancestry.found)
		return err_set(err, ERR_INPUT, "it has nothing that main has not, or does not begin with main");
	if (store_commit_info(store, &ancestry.base, &desk->arena, &base, err))
		return -1;
	proposal->base = ancestry.base;
	proposal->before = base.tree;
	proposal->after = tip.tree;
	store_hex(&proposal->base, proposal->base_hex);
	proposal->summary = summary_of(desk, tip.message);
	if (!store_diff(store, &base.tree, &tip.tree, "", take_edit, both, err))
		return 0;
	propose_release(proposal);
	return -1;
}

void propose_release(struct proposal *proposal)
{
	VEC_RELEASE(&proposal->edits);
}

/* ---- into the queue ---- */

static int count_ref(void *self, const char *ref, const struct store_id *to, struct err *err)
{
	(void)ref, (void)to, (void)err;
	++*(int64_t *)self;
	return 0;
}

/* What a form looks at too: how much waits in all, on how much disk, and of this sender. */
static int check_room(struct door *door, struct state *state, struct err *err)
{
	struct desk *desk = &door->desk;
	const struct config *conf = &desk->site.conf;
	const struct desk_sender sender = {door->handle, door->network};
	struct trust trust;
	int64_t waiting = 0, bytes;
	if (store_refs(queue_store(desk->queue), HEADS, count_ref, &waiting, err) ||
	    store_disk(queue_store(desk->queue), desk->now, &bytes, err) || desk_trust(desk, state, &sender, &trust, err))
		return -1;
	if (waiting >= conf->moderation_queue_max || bytes >= conf->moderation_disk_max)
		return err_set(err, ERR_LIMIT, "too much waits already: please come back later");
	return trust.waiting < conf->moderation_sender_max
	           ? 0
	           : err_set(err, ERR_LIMIT, "%lld of yours wait already: please wait for a moderator", (long long)trust.waiting);
}

/* As the forms count: a member by name, a guest by the network, and guests of all networks together. */
static int check_rate(struct door *door, struct state *state, struct err *err)
{
	const struct config *conf = &door->desk.site.conf;
	const char *who = *door->network ? door->network : door->handle;
	int64_t wait = 0, flood = 0, now = door->desk.now;
	if (state_rate(state, "push", who, conf->post_per_hour, HOUR, now, &wait, err))
		return -1;
	if (door->who == DOOR_GUEST && !wait &&
	    state_rate(state, "flood", "", conf->guest_flood, conf->guest_flood_minutes * MINUTE, now, &flood, err))
		return -1;
	wait += flood;
	return wait ? err_set(err, ERR_LIMIT, "too many proposals: please wait %lld seconds", (long long)wait) : 0;
}

static int check_sender(struct door *door, struct state *state, struct err *err)
{
	if (door->who == DOOR_OPERATOR)
		return err_set(err, ERR_DENIED, "who proposes it? STOA_AS=HANDLE git push … says so");
	if (door->who == DOOR_GUEST && !door->desk.site.conf.guest_post)
		return err_set(err, ERR_DENIED, "this community takes proposals of members only");
	if (door_is_staff(door))
		return 0;
	return check_room(door, state, err) || check_rate(door, state, err) ? -1 : 0;
}

static void print_receipt(struct door *door, const char *id)
{
	struct desk *desk = &door->desk;
	struct fill fill = {&desk->site, NULL, &desk->arena};
	unsigned char secret[CRYPTO_KEY];
	char key[CRYPTO_MAC_TEXT];
	struct err ignored = {0};
	const char *url = fill_write_url(&fill);
	fprintf(stderr, "\nThank you. This waits for a moderator as %s", id);
	if (url && !site_secret(&desk->site, secret, &ignored)) {
		crypto_mac(secret, "receipt", (const char *const[]){id, NULL}, key);
		fprintf(stderr, ":\n  %s%ssubmission/%s?k=%s", desk->site.origin, url, id, key);
	}
	fputs("\n\n", stderr);
}

static int send(struct door *door, const struct proposal *proposal, struct state *state, const char *id, struct err *err)
{
	struct desk *desk = &door->desk;
	struct queue_submission submission = {.id = id,
	                                      .author = door->handle,
	                                      .summary = proposal->summary,
	                                      .edits = proposal->edits.at,
	                                      .nedits = proposal->edits.len,
	                                      .base = &proposal->base,
	                                      .now = desk->now};
	struct state_facts facts = {.id = id, .handle = door->handle, .network = door->network, .rule = "refs/for", .reasons = "", .at = desk->now};
	bool again;
	return state_facts_put(state, &facts, err) || queue_submit(desk->queue, &submission, &again, err) ? -1 : 0;
}

int propose_send(struct door *door, const struct proposal *proposal, struct err *err)
{
	struct state *state;
	char id[CRYPTO_ID_TEXT];
	if (state_open(&state, door->desk.site.state_db, err))
		return -1;
	crypto_id(door->desk.now, id);
	int rc = check_sender(door, state, err) || send(door, proposal, state, id, err) ? -1 : 0;
	state_close(state);
	if (!rc)
		print_receipt(door, id);
	return rc;
}
