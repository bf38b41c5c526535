#include "receive.h"

#include "core/text/crypto.h"
#include "core/text/text.h"

#include <ftw.h>
#include <unistd.h>

#include "gen/past/forgotten.h"
#include "propose.h"

#define FOR "refs/for/"
#define HEADS "refs/heads/"

static bool is_nothing(const char *hex)
{
	return !hex[strspn(hex, "0")];
}

static void print_told(void *self, const char *path, const char *key, const char *what)
{
	(void)self;
	fprintf(stderr, "%s: %s%s%s\n", path, key, *key ? ": " : "", what);
}

/* ---- commits of people who are no handles ---- */

struct addresses {
	const char *host;
	size_t strange;
};

static bool is_nickname(const char *email, const char *host)
{
	const char *at = strrchr(email, '@');
	return at && !strncmp(at, "@users.", 7) && !strcmp(at + 7, host);
}

static int see_commit(void *self, const struct store_commit_info *info, struct err *err)
{
	struct addresses *addresses = self;
	char hex[STORE_HEX];
	(void)err;
	bool author = is_nickname(info->author_email, addresses->host);
	if (author && is_nickname(info->committer_email, addresses->host))
		return 0;
	store_hex(&info->id, hex);
	fprintf(stderr, "%.10s: its %s's address would be public for ever: git config user.email you@users.%s\n", hex,
	        author ? "committer" : "author", addresses->host);
	addresses->strange++;
	return 0;
}

static int check_addresses(struct door *door, const struct store_id *from, const struct store_id *until, struct err *err)
{
	const struct site *site = &door->desk.site;
	struct addresses addresses = {.host = site->host};
	if (door->who == DOOR_OPERATOR || site->conf.push_addresses)
		return 0;
	if (store_walk(queue_content(door->desk.queue), from, until, see_commit, &addresses, err))
		return -1;
	return addresses.strange ? err_set(err, ERR_DENIED, "members' addresses are not published") : 0;
}

/* ---- commits that decide ---- */

static int see_verdict(void *self, const struct store_commit_info *info, struct err *err)
{
	struct door *door = self;
	char hex[STORE_HEX];
	const char *id = queue_message_decides(info->message, &door->desk.arena);
	if (!*id)
		return 0;
	store_hex(&info->id, hex);
	return err_set(err, ERR_DENIED, "%.10s: its message decides %.30s, and only moderators do: git commit --amend", hex, id);
}

/* The queue takes main's word for what was approved; staff write there, and must not say it by a trailer. */
static int check_verdicts(struct door *door, const struct store_id *from, const struct store_id *until, struct err *err)
{
	return door_is_moderator(door) ? 0 : store_walk(queue_content(door->desk.queue), from, until, see_verdict, door, err);
}

/* ---- commits of a history that was erased ---- */

static int see_forgotten(void *self, const struct store_commit_info *info, struct err *err)
{
	char hex[STORE_HEX];
	store_hex(&info->id, hex);
	if (!map_find(self, hex, strlen(hex)))
		return 0;
	return err_set(err, ERR_DENIED, "%.10s and what came after it were erased: make your clone anew", hex);
}

/* A merge in an old clone would bring it all back, and whoever pulls merges; to approve of a branch of the queue is to merge it. */
static int check_forgotten(struct door *door, struct store *store, const struct receive_commands *commands, struct err *err)
{
	struct map forgotten;
	struct store_id after;
	map_init(&forgotten, &door->desk.arena);
	int rc = forgotten_read(&door->desk.site, &forgotten, err);
	for (size_t i = 0; !rc && forgotten.len && i < commands->len; i++) {
		const char *hex = commands->at[i].after;
		if (!is_nothing(hex))
			rc = store_from_hex(hex, &after, err) ||
			             store_walk(store, &after, &door->desk.main, see_forgotten, &forgotten, err)
			         ? -1
			         : 0;
	}
	map_release(&forgotten);
	return rc;
}

/* ---- main ---- */

static int ids_of(struct door *door, const struct receive_command *command, struct store_id ids[2],
                  struct store_commit_info infos[2], struct err *err)
{
	struct store *store = queue_content(door->desk.queue);
	return store_from_hex(command->before, &ids[0], err) || store_from_hex(command->after, &ids[1], err) ||
	               store_commit_info(store, &ids[0], &door->desk.arena, &infos[0], err) ||
	               store_commit_info(store, &ids[1], &door->desk.arena, &infos[1], err)
	           ? -1
	           : 0;
}

static int check_change(struct door *door, const struct door_change *change, struct err *err)
{
	struct door_told told = {.told = print_told};
	if (door_judge(door, change, &told, err) || door_check(door, change, &told, err))
		return -1;
	/* Who could write here without asking is told, not refused. */
	if (told.count && door->who != DOOR_OPERATOR)
		return err_set(err, ERR_INPUT, "%zu thing%s to mend before this can be taken", told.count,
		               told.count == 1 ? "" : "s");
	return 0;
}

static int move_main(struct door *door, const struct receive_command *command, struct err *err)
{
	struct store_id ids[2];
	struct store_commit_info infos[2];
	bool grows;
	if (is_nothing(command->after))
		return err_set(err, ERR_DENIED, "%s is the community: it is not deleted by a push", command->ref);
	if (is_nothing(command->before))
		return door->who == DOOR_OPERATOR ? 0 : err_set(err, ERR_DENIED, "there is no community here yet");
	if (!door_is_staff(door))
		return err_set(err, ERR_DENIED, "%s", door_advice(door));
	if (ids_of(door, command, ids, infos, err) ||
	    store_contains(queue_content(door->desk.queue), &ids[1], &ids[0], &grows, err))
		return -1;
	if (!grows)
		return err_set(err, ERR_DENIED, "the history of %s is not rewritten by a push: git pull first", command->ref);
	struct door_change change = {&infos[0].tree, &infos[1].tree, command->after, command->before, false};
	return check_addresses(door, &ids[1], &ids[0], err) || check_verdicts(door, &ids[1], &ids[0], err) ? -1 : check_change(door, &change, err);
}

/* ---- refs/for/main ---- */

static int submit(struct door *door, const struct receive_command *command, struct err *err)
{
	struct proposal proposal;
	if (propose_read(door, command->after, &proposal, err))
		return -1;
	struct door_change change = {&proposal.before, &proposal.after, command->after, proposal.base_hex, true};
	int rc = check_change(door, &change, err);
	if (!rc)
		rc = propose_send(door, &proposal, err);
	propose_release(&proposal);
	return rc;
}

static int forget_file(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st, (void)at;
	return kind == FTW_F && unlink(path) ? -1 : 0;
}

/* Nobody has approved of these: they are in queue.git now, and must not stay where everybody fetches from. */
static int forget_objects(const char *folder, struct err *err)
{
	return nftw(folder, forget_file, 8, FTW_PHYS) ? err_sys(err, "cannot clear %s", folder) : 0;
}

static int propose(struct door *door, const struct receive_commands *commands, struct err *err)
{
	const struct receive_command *command = commands->at;
	const char *branch = door->desk.site.conf.content_ref;
	if (commands->len > 1)
		return err_set(err, ERR_INPUT, "propose one thing at a time");
	if (strncmp(branch, HEADS, strlen(HEADS)) || strcmp(command->ref + strlen(FOR), branch + strlen(HEADS)))
		return err_set(err, ERR_INPUT, "proposals are for %s%s", FOR, branch + strlen(HEADS));
	if (!door->objects || is_nothing(command->after))
		return err_set(err, ERR_INPUT, "there is nothing in it");
	return submit(door, command, err) || forget_objects(door->objects, err) ? -1 : 0;
}

int receive_content(struct door *door, const struct receive_commands *commands, struct err *err)
{
	if (door_wait(door, err) || check_forgotten(door, queue_content(door->desk.queue), commands, err))
		return -1;
	for (size_t i = 0; i < commands->len; i++) {
		if (!strncmp(commands->at[i].ref, FOR, strlen(FOR)))
			return propose(door, commands, err);
	}
	for (size_t i = 0; i < commands->len; i++) {
		const struct receive_command *command = &commands->at[i];
		bool is_main = !strcmp(command->ref, door->desk.site.conf.content_ref);
		if (!is_main && door->who != DOOR_OPERATOR)
			return err_set(err, ERR_DENIED, "%s: whoever clones gets every branch, so there is one", command->ref);
		if (is_main && move_main(door, command, err))
			return -1;
	}
	return 0;
}

/* ---- the queue ---- */

int receive_queue(struct door *door, const struct receive_commands *commands, struct err *err)
{
	struct store *store = queue_store(door->desk.queue);
	if (!door_is_moderator(door))
		return err_set(err, ERR_DENIED, "the queue is for moderators");
	if (door_wait(door, err) || (door->objects && store_borrow(store, door->objects, err)) || check_forgotten(door, store, commands, err))
		return -1;
	for (size_t i = 0; i < commands->len; i++) {
		const struct receive_command *command = &commands->at[i];
		const char *id = command->ref + strlen(HEADS);
		if (strncmp(command->ref, HEADS, strlen(HEADS)) || !text_is_id(id, strlen(id)))
			return err_set(err, ERR_INPUT, "%s: a branch of the queue is named by the id of a submission", command->ref);
		if (!is_nothing(command->before) && !is_nothing(command->after) && door->who != DOOR_OPERATOR)
			return err_set(err, ERR_DENIED, "%s: what waits is not changed; approve it with your changes instead", id);
	}
	return 0;
}

int receive_verdict(struct door *door, const char *ref, const char *reason, const char *rule, struct err *err)
{
	const char *handle = door->handle;
	struct queue_verdict verdict = {.id = ref + strlen(HEADS), .reason = reason, .rule = rule, .now = door->desk.now};
	if (door->who == DOOR_OPERATOR && desk_moderator(&door->desk, NULL, &handle, err))
		return -1;
	verdict.reviewer = handle;
	return queue_reject(door->desk.queue, &verdict, err);
}
