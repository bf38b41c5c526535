#include "door.h"

#include "core/site/client.h"
#include "core/text/crypto.h"
#include "core/text/net.h"
#include "gen/check/check.h"

/* What the program that took the push knows of who it is from. */
static const char *said_name(void)
{
	const char *as = getenv("STOA_AS"), *user = getenv("REMOTE_USER");
	return as && *as ? as : user && *user ? user : NULL;
}

/* An SSH key with a command of its own, git's daemon, or git http-backend: no shell. */
static bool is_from_afar(void)
{
	static const char *const signs[] = {"SSH_ORIGINAL_COMMAND", "REMOTE_ADDR", "REQUEST_METHOD", "GATEWAY_INTERFACE"};
	for (size_t i = 0; i < ARRAY_LEN(signs); i++) {
		if (getenv(signs[i]))
			return true;
	}
	return false;
}

/* "192.0.2.1"; "[::1]" of git's daemon; "192.0.2.1 50000 22" of sshd. */
static const char *said_address(const struct option_texts *proxies, struct arena *arena)
{
	const char *remote = getenv("REMOTE_ADDR"), *ssh = getenv("SSH_CLIENT"), *address = remote ? remote : ssh ? ssh : "";
	const char *forwarded = remote ? getenv("HTTP_X_FORWARDED_FOR") : NULL;
	address += *address == '[';
	address = arena_dupn(arena, address, strcspn(address, "] "));
	return client_address(address, forwarded ? forwarded : "", proxies, arena);
}

/* Who pushes need not be able to read the secret, and then all guests are one. */
static const char *find_network(struct door *door)
{
	struct desk *desk = &door->desk;
	unsigned char secret[CRYPTO_KEY];
	struct err ignored = {0};
	const char *address = said_address(&desk->site.conf.cgi_proxies, &desk->arena);
	char *network = arena_alloc(&desk->arena, CRYPTO_MAC_TEXT, 1);
	if (!*address || site_secret(&desk->site, secret, &ignored))
		return "";
	crypto_mac(secret, "address", (const char *const[]){net_of_sender(address, &desk->arena), NULL}, network);
	return network;
}

static int take_member(struct door *door, const char *name, struct err *err)
{
	struct page profile;
	if (desk_profile(&door->desk, name, &profile, err)) {
		if (err->code == ERR_NOTFOUND || err->code == ERR_INPUT)
			err_set(err, ERR_DENIED, "%.40s is not a member of this community", name);
		return -1;
	}
	if (profile.left)
		return err_set(err, ERR_DENIED, "%s has left this community", name);
	if (profile.banned || profile.suspended > door->desk.now)
		return err_set(err, ERR_DENIED, "%s may not write at present", name);
	door->who = DOOR_MEMBER;
	door->handle = arena_dup(&door->desk.arena, name);
	door->role = (enum page_role)profile.role;
	door->network = "";
	return 0;
}

static int identify(struct door *door, struct err *err)
{
	const char *name = said_name();
	if (name)
		return take_member(door, name, err);
	bool guest = is_from_afar();
	door->network = guest ? find_network(door) : "";
	door->who = guest ? DOOR_GUEST : DOOR_OPERATOR;
	door->handle = guest ? "guest" : "";
	door->role = guest ? ROLE_MEMBER : ROLE_ADMIN;
	return 0;
}

int door_open(struct door *door, const char *dir, struct err *err)
{
	*door = (struct door){.objects = getenv("GIT_QUARANTINE_PATH")};
	if (desk_open(&door->desk, dir, err))
		return -1;
	if (!identify(door, err) &&
	    (!door->objects || !store_borrow(queue_content(door->desk.queue), door->objects, err)))
		return 0;
	desk_close(&door->desk);
	return -1;
}

void door_close(struct door *door)
{
	desk_close(&door->desk);
}

int door_wait(struct door *door, struct err *err)
{
	struct queue *queue = door->desk.queue;
	struct store_id main;
	struct err gone = {0};
	bool grown;
	if (queue_lock(queue, err))
		return -1;
	queue_unlock(queue);
	if (store_resolve(queue_content(queue), door->desk.site.conf.content_ref, &main, err))
		return -1;
	if (store_contains(queue_content(queue), &main, &door->desk.main, &grown, &gone) || !grown)
		return err_set(err, ERR_RACE, "history was written anew meanwhile: make your clone anew");
	return 0;
}

bool door_is_staff(const struct door *door)
{
	return door->who == DOOR_OPERATOR || (door->who == DOOR_MEMBER && door->role >= ROLE_STAFF);
}

bool door_is_moderator(const struct door *door)
{
	return door->who == DOOR_OPERATOR || (door->who == DOOR_MEMBER && door->role >= ROLE_MODERATOR);
}

const char *door_advice(struct door *door)
{
	const char *ref = door->desk.site.conf.content_ref;
	size_t heads = strlen("refs/heads/");
	return arena_printf(&door->desk.arena, "propose it: git push origin HEAD:refs/for/%s",
	                    strncmp(ref, "refs/heads/", heads) ? "main" : ref + heads);
}

int door_check(struct door *door, const struct door_change *change, struct door_told *told, struct err *err)
{
	const struct config *conf = &door->desk.site.conf;
	const struct check_commit commit = {.repo = door->desk.site.content,
	                                    .objects = door->objects,
	                                    .ref = change->after_commit,
	                                    .path = conf->content_path,
	                                    .base = change->before_commit};
	struct check check;
	check_init(&check, conf);
	int rc = check_add_commit(&check, &commit, err) || check_run(&check, err) ? -1 : 0;
	for (size_t i = 0; !rc && i < check.problems.len; i++) {
		const struct check_problem *p = &check.problems.at[i];
		if (p->advice)
			continue;
		const char *path = arena_printf(&door->desk.arena, "%s:%lld", p->path, (long long)p->line);
		told->told(told->self, path, p->key ? p->key : "", p->what);
		told->count++;
	}
	check_release(&check);
	return rc;
}
