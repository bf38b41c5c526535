#include "core/state/state_person.h"

#include "core/state/state_parts.h"

#include <setjmp.h>
#include <cmocka.h>
#include <fcntl.h>
#include <unistd.h>

static const unsigned char secret[CRYPTO_KEY] = {7};
static const char address[] = "Ada.Lovelace@example.org";
static char folder[64], path[96];
static struct state *db;
static struct arena arena;
static struct err err;

static int setup(void **s)
{
	(void)s;
	memcpy(folder, "/tmp/stoa-person-XXXXXX", 24);
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/state.db", folder);
	arena_init(&arena);
	assert_int_equal(crypto_init(&err), 0);
	return state_open(&db, path, &err);
}

static int teardown(void **s)
{
	(void)s;
	static const char *const ends[] = {"", "-wal", "-shm"};
	state_close(db);
	arena_release(&arena);
	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		char name[128];
		snprintf(name, sizeof(name), "%s%s", path, ends[i]);
		unlink(name);
	}
	return rmdir(folder);
}

/* ---- what there is ---- */

struct texts {
	const char *at[64];
	size_t n;
};

static int take(void *self, const struct state_row *row, struct err *e)
{
	struct texts *texts = self;
	(void)e;
	texts->at[texts->n++] = state_text(row, 0, &arena);
	return 0;
}

static struct texts ask(const char *sql)
{
	struct texts texts = {0};
	struct state_reader reader = {take, &texts};
	assert_int_equal(state_read(db, &reader, &err, sql, ""), 0);
	return texts;
}

static const struct state_person_table *row_of(const char *name)
{
	size_t n;
	const struct state_person_table *rows = state_person_tables(&n);
	for (size_t i = 0; i < n; i++) {
		if (!strcmp(rows[i].name, name))
			return &rows[i];
	}
	return NULL;
}

/* Is it one of the words, whatever mark it bears? */
static bool names(const char *words, const char *column)
{
	size_t n = strlen(column);
	for (const char *at = words; (at = strstr(at, column)); at += n) {
		if ((at == words || at[-1] == ' ') && strchr(" @#", at[n]))
			return true;
	}
	return false;
}

static void test_every_table_is_listed(void **s)
{
	(void)s;
	struct texts tables = ask("SELECT name FROM sqlite_master WHERE type = 'table'");
	size_t n;
	state_person_tables(&n);
	assert_int_equal(tables.n, n);
	for (size_t i = 0; i < tables.n; i++) {
		const struct state_person_table *row = row_of(tables.at[i]);
		if (!row)
			fail_msg("state.db has a table %s: state_person.c must say what of it is a member's", tables.at[i]);
		struct texts columns = ask(arena_printf(&arena, "SELECT name FROM pragma_table_info('%s')", tables.at[i]));
		size_t words = 0;
		for (size_t j = 0; j < columns.n; j++) {
			bool shown = names(row->columns, columns.at[j]), hidden = names(row->secrets, columns.at[j]);
			if (shown == hidden)
				fail_msg("%s.%s: state_person.c must say once whether an export has it", row->name, columns.at[j]);
		}
		for (const char *c = arena_printf(&arena, "%s %s", row->columns, row->secrets); *c; c++)
			words += *c != ' ' && (c[1] == ' ' || !c[1]);
		assert_int_equal(words, columns.n);
	}
}

/* ---- a member with one of everything ---- */

/* A row whose every text is the handle; and of tables of letters, the address. */
static void fill(const char *table, const char *text, int64_t number)
{
	struct texts columns = ask(arena_printf(&arena, "SELECT name || ':' || type FROM pragma_table_info('%s')", table));
	const char *list = "", *values = "";
	for (size_t i = 0; i < columns.n; i++) {
		bool number_here = strstr(columns.at[i], ":INTEGER") != NULL;
		const char *name = arena_dupn(&arena, columns.at[i], strcspn(columns.at[i], ":"));
		bool mail = !strcmp(name, "address");
		list = arena_printf(&arena, "%s%s%s", list, i ? ", " : "", name);
		values = number_here ? arena_printf(&arena, "%s%s%lld", values, i ? ", " : "", (long long)number)
		                     : arena_printf(&arena, "%s%s'%s%s'", values, i ? ", " : "", mail && !strcmp(text, "ada") ? address : text, mail && strcmp(text, "ada") ? "@example.org" : "");
	}
	assert_int_equal(state_do(db, &err, arena_printf(&arena, "INSERT INTO %s (%s) VALUES (%s)", table, list, values), ""), 0);
}

static void fill_all(void)
{
	size_t n;
	const struct state_person_table *rows = state_person_tables(&n);
	for (size_t i = 0; i < n; i++) {
		if (rows[i].theirs || rows[i].names)
			fill(rows[i].name, "ada", 1790000000);
		fill(rows[i].name, "bert", 1790000001);
	}
}

static struct state_person ada(void)
{
	struct state_person person;
	assert_int_equal(state_person_find(db, "ada", secret, &arena, &person, &err), 0);
	return person;
}

static void test_export_has_a_row_of_each(void **s)
{
	(void)s;
	fill_all();
	struct state_person person = ada();
	assert_string_equal(person.address, address);
	size_t n;
	const struct state_person_table *rows = state_person_tables(&n);
	for (size_t i = 0; i < n; i++) {
		struct str out;
		str_init(&out, 1 << 16);
		assert_int_equal(state_person_json(db, &person, &rows[i], &out, &err), 0);
		if (rows[i].theirs)
			assert_non_null(strstr(out.at, strstr(rows[i].columns, "address") ? address : "\"ada\""));
		else
			assert_string_equal(out.at, "[]");
		assert_null(strstr(out.at, "bert"));
		assert_null(strstr(out.at, "\"token\":"));
		assert_null(strstr(out.at, "\"password\":"));
		str_release(&out);
	}
}

static void test_dates_can_be_read(void **s)
{
	(void)s;
	struct str out;
	str_init(&out, 1 << 16);
	fill("session", "ada", 1790000000);
	struct state_person person = ada();
	assert_int_equal(state_person_json(db, &person, row_of("session"), &out, &err), 0);
	assert_non_null(strstr(out.at, "\"made\":\"2026-09-21T14:13:20Z\""));
	str_release(&out);
}

/* ---- taking out ---- */

static bool in_file(const char *name, const char *needle)
{
	struct str bytes;
	str_init(&bytes, 1 << 26);
	int rc = str_read_file(&bytes, name, &err);
	bool found = !rc && memmem(bytes.at, bytes.len, needle, strlen(needle));
	str_release(&bytes);
	return found;
}

static bool on_disk(const char *needle)
{
	return in_file(path, needle) || in_file(arena_printf(&arena, "%s-wal", path), needle);
}

static int64_t count(const char *table)
{
	int64_t n = 0;
	assert_int_equal(state_get_number(db, (struct state_number){0, &n}, &err, arena_printf(&arena, "SELECT count(*) FROM %s", table), ""), 0);
	return n;
}

static void test_erased_from_every_byte(void **s)
{
	(void)s;
	struct state_likeness name = {"hash-of-handle", "hash-of-skeleton"};
	fill_all();
	struct state_person person = ada();
	assert_true(on_disk("Ada.Lovelace"));
	assert_int_equal(state_person_erase(db, &person, &name, &err), 0);
	assert_int_equal(state_person_scrub(db, &err), 0);
	assert_false(on_disk("Ada.Lovelace"));
	/* What stays of a moderator's verdicts is the verdict. */
	struct texts left = ask("SELECT verdict FROM bulk WHERE handle = ''");
	assert_int_equal(left.n, 1);
	assert_int_equal(state_do(db, &err, "DELETE FROM bulk", ""), 0);
	assert_int_equal(state_person_scrub(db, &err), 0);
	assert_false(on_disk("ada"));
	size_t n;
	const struct state_person_table *rows = state_person_tables(&n);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(count(rows[i].name), !strcmp(rows[i].name, "likeness") ? 2 : !strcmp(rows[i].name, "bulk") ? 0 : 1);
	assert_int_equal(state_person_erase(db, &person, &name, &err), 0);
	assert_int_equal(count("likeness"), 2);
}

static void test_who_leaves_keeps_the_name(void **s)
{
	(void)s;
	fill_all();
	struct state_person person = ada();
	assert_int_equal(state_person_erase(db, &person, NULL, &err), 0);
	assert_int_equal(ask("SELECT handle FROM likeness WHERE handle = 'ada'").n, 1);
	assert_int_equal(count("account"), 1);
}

static void test_names_in_rows_of_others(void **s)
{
	(void)s;
	fill("facts", "bert", 1);
	fill("report", "bert", 1);
	assert_int_equal(state_do(db, &err, "UPDATE facts SET claimed_by = 'ada'", ""), 0);
	assert_int_equal(state_do(db, &err, "UPDATE report SET by_ = 'ada'", ""), 0);
	fill("account", "ada", 1);
	struct state_person person = ada();
	assert_int_equal(state_person_erase(db, &person, NULL, &err), 0);
	assert_string_equal(ask("SELECT claimed_by FROM facts").at[0], "");
	assert_string_equal(ask("SELECT by_ FROM report").at[0], "");
	assert_int_equal(state_do(db, &err, "UPDATE report SET target = 'members/ad/ada.md'", ""), 0);
	assert_int_equal(state_person_erase(db, &person, NULL, &err), 0);
	assert_int_equal(count("report"), 0);
}

static void test_address_in_any_case(void **s)
{
	(void)s;
	fill("account", "ada", 1);
	fill("letter", "x", 1);
	assert_int_equal(state_do(db, &err, "UPDATE letter SET address = 'ADA.lovelace@EXAMPLE.org'", ""), 0);
	struct state_person person = ada();
	assert_int_equal(state_rate_back(db, "sign-in account", person.keys[1], &err), 0);
	assert_int_equal(state_do(db, &err, "INSERT INTO rate VALUES ('sign-in account', ?, 1, 2)", "s", person.keys[1]), 0);
	assert_int_equal(state_person_erase(db, &person, NULL, &err), 0);
	assert_int_equal(count("letter"), 0);
	assert_int_equal(count("rate"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_every_table_is_listed, setup, teardown),
		cmocka_unit_test_setup_teardown(test_export_has_a_row_of_each, setup, teardown),
		cmocka_unit_test_setup_teardown(test_dates_can_be_read, setup, teardown),
		cmocka_unit_test_setup_teardown(test_erased_from_every_byte, setup, teardown),
		cmocka_unit_test_setup_teardown(test_who_leaves_keeps_the_name, setup, teardown),
		cmocka_unit_test_setup_teardown(test_names_in_rows_of_others, setup, teardown),
		cmocka_unit_test_setup_teardown(test_address_in_any_case, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
