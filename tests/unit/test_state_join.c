#include "core/page/handle.h"
#include "core/people/likeness.h"
#include "core/state/state_invite.h"
#include "core/state/state_mail.h"

#include <setjmp.h>
#include <cmocka.h>
#include <ftw.h>
#include <unistd.h>

enum { NOW = 1000, LATER = 2000 };

static char folder[64];
static struct state *db;
static struct arena arena;
static struct err err;

static int setup(void **s)
{
	(void)s;
	memcpy(folder, "/tmp/stoa-joins-XXXXXX", 23);
	assert_non_null(mkdtemp(folder));
	arena_init(&arena);
	return state_open(&db, arena_printf(&arena, "%s/state.db", folder), &err);
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st, (void)kind, (void)ftw;
	return remove(path);
}

static int teardown(void **s)
{
	(void)s;
	state_close(db);
	arena_release(&arena);
	err_clear(&err);
	return nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void put(const char *digest, const char *handle, const char *address, const char *invitation)
{
	struct state_join join = {handle, "Ada", address, "Why?\nBecause.\n", invitation, 3, LATER, ""};
	assert_int_equal(state_join_put(db, digest, &join, NOW, &err), 0);
}

static enum state_joined confirm(const char *digest, const char *handle, bool invited_only)
{
	enum state_joined joined;
	struct state_join_wish wish = {digest, handle, handle_skeleton(handle, &arena), "20261122-120000-aaaaaa",
				       invited_only, NOW};
	assert_int_equal(state_join_confirm(db, &wish, &joined, &err), 0);
	return joined;
}

static int64_t accounts(void)
{
	const char *hash;
	int64_t n = 0;
	static const char *const handles[] = {"ada", "bob", "b0b"};
	for (size_t i = 0; i < ARRAY_LEN(handles); i++)
		n += !state_account_hash(db, handles[i], &arena, &hash, &err);
	err_clear(&err);
	return n;
}

static void a_joining_becomes_an_account(void **s)
{
	(void)s;
	struct state_join join;
	struct state_newcomer newcomer;
	const char *owner;
	put("d1", "ada", "Ada@example.org", "");
	assert_int_equal(accounts(), 0);
	assert_int_equal(state_join_find(db, "d1", NOW, &arena, &join, &err), 0);
	assert_string_equal(join.name, "Ada");
	assert_int_equal(join.rules, 3);
	assert_string_equal(join.submission, "");
	assert_int_equal(confirm("d1", "ada", false), STATE_JOINED);
	assert_int_equal(state_address_owner(db, "ada@EXAMPLE.org", &arena, &owner, &err), 0);
	assert_string_equal(owner, "ada");
	assert_int_equal(state_newcomer_find(db, "ada", &arena, &newcomer, &err), 0);
	assert_string_equal(newcomer.answers, "Why?\nBecause.\n");
	/* Once more changes nothing. */
	assert_int_equal(confirm("d1", "ada", false), STATE_JOINED);
	assert_int_equal(state_join_find(db, "d1", NOW, &arena, &join, &err), 0);
	assert_string_equal(join.submission, "20261122-120000-aaaaaa");
	assert_int_equal(state_join_end(db, "d1", &err), 0);
	assert_int_equal(state_join_find(db, "d1", NOW, &arena, &join, &err), -1);
	assert_int_equal(err.code, ERR_NOTFOUND);
}

static void a_link_expires(void **s)
{
	(void)s;
	struct state_join join;
	struct state_join_wish wish = {"d1", "ada", "ada", "20261122-120000-aaaaaa", false, LATER};
	enum state_joined joined;
	put("d1", "ada", "ada@example.org", "");
	assert_int_equal(state_join_find(db, "d1", LATER, &arena, &join, &err), -1);
	assert_int_equal(state_join_confirm(db, &wish, &joined, &err), -1);
	assert_int_equal(err.code, ERR_NOTFOUND);
	assert_int_equal(accounts(), 0);
}

static void one_of_two_gets_the_handle(void **s)
{
	(void)s;
	put("d1", "bob", "one@example.org", "");
	put("d2", "bob", "two@example.org", "");
	put("d3", "b0b", "three@example.org", "");
	assert_int_equal(confirm("d1", "bob", false), STATE_JOINED);
	assert_int_equal(confirm("d2", "bob", false), STATE_JOIN_TAKEN);
	assert_int_equal(confirm("d3", "b0b", false), STATE_JOIN_TAKEN);
	assert_int_equal(accounts(), 1);
	/* And may take another by the same link. */
	assert_int_equal(confirm("d2", "ada", false), STATE_JOINED);
	assert_int_equal(accounts(), 2);
}

static void one_account_an_address(void **s)
{
	(void)s;
	put("d1", "ada", "one@example.org", "");
	put("d2", "bob", "ONE@example.org", "");
	assert_int_equal(confirm("d1", "ada", false), STATE_JOINED);
	assert_int_equal(confirm("d2", "bob", false), STATE_JOIN_MEMBER);
	assert_int_equal(accounts(), 1);
}

static void invite(const char *id, int64_t uses, int64_t expires)
{
	struct state_invite made = {.id = id, .handle = "gardener", .note = "at the fair", .made = NOW, .expires = expires,
				    .uses = uses, .left = uses};
	assert_int_equal(state_invite_put(db, &made, &err), 0);
}

static void an_invitation_is_counted(void **s)
{
	(void)s;
	struct state_invite found;
	struct state_guests guests;
	invite("i1", 1, LATER);
	put("d1", "ada", "one@example.org", "i1");
	put("d2", "bob", "two@example.org", "i1");
	assert_int_equal(confirm("d1", "ada", true), STATE_JOINED);
	assert_int_equal(confirm("d2", "bob", true), STATE_JOIN_UNINVITED);
	assert_int_equal(accounts(), 1);
	assert_int_equal(state_invite_find(db, "i1", &arena, &found, &err), 0);
	assert_int_equal(found.left, 0);
	assert_int_equal(found.came, 1);
	assert_false(state_invite_is_open(&found, NOW));
	assert_int_equal(state_invite_came(db, "i1", &arena, &guests, &err), 0);
	assert_int_equal(guests.len, 1);
	assert_string_equal(guests.at[0], "ada");
	assert_int_equal(state_invite_by_handle(db, "ada", &arena, &found, &err), 0);
	assert_string_equal(found.handle, "gardener");
	/* Where none is needed, one that is used up does not stand in the way. */
	assert_int_equal(confirm("d2", "bob", false), STATE_JOINED);
	assert_int_equal(state_invite_by_handle(db, "bob", &arena, &found, &err), -1);
	assert_int_equal(err.code, ERR_NOTFOUND);
}

static void an_invitation_ends(void **s)
{
	(void)s;
	invite("late", 5, NOW);
	invite("back", 5, LATER);
	put("d1", "ada", "one@example.org", "late");
	put("d2", "ada", "two@example.org", "back");
	put("d3", "ada", "three@example.org", "never-made");
	assert_int_equal(confirm("d1", "ada", true), STATE_JOIN_UNINVITED);
	assert_int_equal(state_invite_revoke(db, "back", "anna", &err), -1);
	assert_int_equal(err.code, ERR_NOTFOUND);
	assert_int_equal(state_invite_revoke(db, "back", "gardener", &err), 0);
	assert_int_equal(confirm("d2", "ada", true), STATE_JOIN_UNINVITED);
	assert_int_equal(confirm("d3", "ada", true), STATE_JOIN_UNINVITED);
	assert_int_equal(accounts(), 0);
}

static void invitations_are_listed(void **s)
{
	(void)s;
	struct state_invites invites;
	struct state_invite other = {.id = "i3", .handle = "anna", .note = "", .made = LATER, .expires = LATER, .uses = 1, .left = 1};
	invite("i1", 1, LATER);
	invite("i2", 1, LATER);
	assert_int_equal(state_invite_put(db, &other, &err), 0);
	assert_int_equal(state_invite_list(db, NULL, 10, &arena, &invites, &err), 0);
	assert_int_equal(invites.len, 3);
	assert_string_equal(invites.at[0].id, "i3");
	assert_int_equal(state_invite_list(db, "gardener", 10, &arena, &invites, &err), 0);
	assert_int_equal(invites.len, 2);
	assert_int_equal(state_invite_list(db, NULL, 1, &arena, &invites, &err), 0);
	assert_int_equal(invites.len, 1);
}

static void a_newcomer_may_be_dropped(void **s)
{
	(void)s;
	struct state_newcomer newcomer;
	const char *owner;
	put("d1", "ada", "one@example.org", "");
	assert_int_equal(confirm("d1", "ada", false), STATE_JOINED);
	assert_int_equal(state_session_put(db, "t", "ada", NOW, LATER, &err), 0);
	assert_int_equal(state_newcomer_drop(db, "ada", &err), 0);
	assert_int_equal(accounts(), 0);
	assert_int_equal(state_newcomer_find(db, "ada", &arena, &newcomer, &err), -1);
	assert_int_equal(state_address_owner(db, "one@example.org", &arena, &owner, &err), -1);
	assert_int_equal(state_session_find(db, "t", NOW, &arena, &owner, &err), -1);
	put("d2", "ada", "one@example.org", "");
	assert_int_equal(confirm("d2", "ada", false), STATE_JOINED);
}

/* ---- names on main ---- */

static struct store *store;

static struct store_id commit_members(const struct store_id *parent, const struct store_edit *edits, size_t n)
{
	struct store_id id;
	struct store_commit_info info;
	struct store_commit commit = {.parents = parent, .nparents = parent ? 1 : 0, .edits = edits, .nedits = n,
				      .name = "a", .email = "a@b", .time = NOW, .message = "m\n"};
	if (store_commit(store, &commit, &id, &err))
		fail_msg("%s", err.msg);
	assert_int_equal(store_commit_info(store, &id, &arena, &info, &err), 0);
	assert_int_equal(store_same(&info.id, &id), 1);
	return id;
}

static const char *taken(const struct store_id *commit, const char *handle)
{
	struct store_commit_info info;
	const char *by;
	assert_int_equal(store_commit_info(store, commit, &arena, &info, &err), 0);
	struct likeness likeness = {store, &info.tree, "members", db, NULL};
	if (likeness_find(&likeness, handle, &arena, &by, &err))
		fail_msg("%s", err.msg);
	return by;
}

static void names_of_main_are_taken(void **s)
{
	(void)s;
	const char *path = arena_printf(&arena, "%s/content.git", folder);
	const struct store_edit first[] = {{"members/bi/bill.md", "x", 1}, {"members/bi/bill/avatar.png", "x", 1}, {"index.md", "x", 1}};
	const struct store_edit more[] = {{"members/an/anna.md", "x", 1}, {"members/bi/bill.md", NULL, 0}, {"index.md", "y", 1}};
	assert_int_equal(store_create(path, NULL, &err), 0);
	assert_int_equal(store_open(&store, path, &err), 0);
	struct store_id one = commit_members(NULL, first, ARRAY_LEN(first)), two = commit_members(&one, more, ARRAY_LEN(more));
	assert_string_equal(taken(&one, "bill"), "bill");
	assert_string_equal(taken(&one, "bi1l"), "bill");
	assert_string_equal(taken(&one, "anna"), "");
	assert_string_equal(taken(&two, "anna"), "anna");
	/* Who left keeps the name: the posts are by it. */
	assert_string_equal(taken(&two, "bill"), "bill");
	/* A tree that is gone costs a look at all, no more. */
	assert_int_equal(state_likeness_put(db, "0123456789012345678901234567890123456789", NULL, 0, &err), 0);
	assert_string_equal(taken(&two, "anna"), "anna");
	store_close(store);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_joining_becomes_an_account), TEST(a_link_expires),         TEST(one_of_two_gets_the_handle),
		TEST(one_account_an_address),       TEST(an_invitation_is_counted), TEST(an_invitation_ends),
		TEST(invitations_are_listed),       TEST(a_newcomer_may_be_dropped), TEST(names_of_main_are_taken),
	};
	return cmocka_run_group_tests_name("state_join", tests, NULL, NULL);
}
