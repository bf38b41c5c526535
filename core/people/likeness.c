#include "likeness.h"

#include "core/page/handle.h"
#include "core/text/crypto.h"
#include "core/text/text.h"

struct names VEC_OF(struct state_likeness);

struct reading {
	struct names names;
	struct arena arena;
};

/* "ad/ada.md" */
static int add_name(void *self, const struct store_change *change, struct err *err)
{
	struct reading *reading = self;
	size_t n = strlen(change->path);
	(void)err;
	if (!change->new_blob || change->old_blob || n < 6 || change->path[2] != '/' || strcmp(change->path + n - 3, ".md"))
		return 0;
	const char *handle = arena_dupn(&reading->arena, change->path + 3, n - 6);
	if (text_is_handle(handle, strlen(handle)))
		*VEC_PUSH(&reading->names) = (struct state_likeness){handle, handle_skeleton(handle, &reading->arena)};
	return 0;
}

/* What main has beyond the tree that was looked at last; all, where that one is not there any more. */
static int read_names(const struct likeness *likeness, const char *known, struct reading *reading, struct err *err)
{
	struct store_id old;
	bool has_old = *known && !store_from_hex(known, &old, err);
	if (has_old && !store_diff(likeness->store, &old, likeness->tree, likeness->folder, add_name, reading, err))
		return 0;
	err_clear(err);
	reading->names.len = 0;
	return store_diff(likeness->store, NULL, likeness->tree, likeness->folder, add_name, reading, err);
}

static int update(const struct likeness *likeness, struct err *err)
{
	struct reading reading = {0};
	const char *known;
	char now[STORE_HEX];
	arena_init(&reading.arena);
	store_hex(likeness->tree, now);
	int rc = state_likeness_tree(likeness->state, &reading.arena, &known, err);
	if (!rc && strcmp(known, now)) {
		rc = read_names(likeness, known, &reading, err);
		if (!rc)
			rc = state_likeness_put(likeness->state, now, reading.names.at, reading.names.len, err);
	}
	VEC_RELEASE(&reading.names);
	arena_release(&reading.arena);
	return rc;
}

static const char *hash(const unsigned char *secret, const char *what, const char *text, struct arena *arena)
{
	char mac[CRYPTO_MAC_TEXT];
	crypto_mac(secret, what, (const char *const[]){text, NULL}, mac);
	return arena_dup(arena, mac);
}

struct state_likeness likeness_of_former(const unsigned char *secret, const char *handle, struct arena *arena)
{
	return (struct state_likeness){hash(secret, "taken handle", handle, arena),
	                               hash(secret, "taken name", handle_skeleton(handle, arena), arena)};
}

static int find(const struct likeness *likeness, const struct state_likeness *wanted, struct arena *arena, const char **taken,
                struct err *err)
{
	if (!state_likeness_find(likeness->state, wanted, arena, taken, err))
		return 0;
	*taken = "";
	if (err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	return 0;
}

int likeness_find(const struct likeness *likeness, const char *handle, struct arena *arena, const char **taken,
                  struct err *err)
{
	struct state_likeness wanted = {handle, handle_skeleton(handle, arena)};
	*taken = "";
	if (update(likeness, err) || find(likeness, &wanted, arena, taken, err))
		return -1;
	if (**taken || !likeness->secret)
		return 0;
	wanted = likeness_of_former(likeness->secret, handle, arena);
	return find(likeness, &wanted, arena, taken, err);
}
