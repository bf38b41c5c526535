#include "state_person.h"

#include "core/base/json.h"
#include "core/text/date.h"
#include "state_mail.h"
#include "state_parts.h"

enum { COLUMNS_MAX = 24, SQL_MAX = 1024, NAME_MAX_BYTES = 32 };

#define SAME_ADDRESS(column) column " = ?2 COLLATE NOCASE AND ?2 <> ''"

/* clang-format off */
static const struct state_person_table tables[] = {
	{.name = "account", .about = "Your account.", .columns = "handle address mail changed@ bounces# paused#", .secrets = "password", .theirs = "handle = ?1"},
	{.name = "session", .about = "Where you are signed in.", .columns = "handle made@ expires@ seen@ browser by_letter#", .secrets = "token",
	 .theirs = "handle = ?1"},
	{.name = "rate", .about = "What is counted so that nobody does too much of it.", .columns = "what who at@ expires@", .secrets = "",
	 .theirs = "who IN (?1, ?4, ?5)"},
	{.name = "follow", .about = "What you follow, or do not want to.", .columns = "handle what on_# since@", .secrets = "", .theirs = "handle = ?1"},
	{.name = "news", .about = "Posts that you are still to be told of.", .columns = "handle stem name reason due@", .secrets = "",
	 .theirs = "handle = ?1"},
	{.name = "letter", .about = "Letters to you that wait to be sent.", .columns = "id# name address message due@ tries#", .secrets = "",
	 .theirs = SAME_ADDRESS("address")},
	{.name = "note", .about = "How far the program has got.", .columns = "name text", .secrets = ""},
	{.name = "facts", .about = "Of what you sent: from where, why it waited, how likely it was taken for spam.",
	 .columns = "id handle network rule reasons score# at@", .secrets = "claimed_by claimed_until", .theirs = "handle = ?1",
	 .names = "claimed_by"},
	{.name = "joining", .about = "A form to join that was not confirmed yet.",
	 .columns = "handle name address answers invitation rules# expires@ submission", .secrets = "token",
	 .theirs = "handle = ?1 OR (" SAME_ADDRESS("address") ")"},
	{.name = "newcomer", .about = "How you joined, and what you answered.", .columns = "handle submission answers invitation at@", .secrets = "",
	 .theirs = "handle = ?1"},
	{.name = "likeness", .about = "Your handle, so that nobody takes one that looks like it.", .columns = "handle skeleton", .secrets = "",
	 .theirs = "handle = ?1", .taken = true},
	{.name = "invitation", .about = "Invitations that you made.", .columns = "id handle note made@ expires@ uses# left_# revoked#", .secrets = "",
	 .theirs = "handle = ?1"},
	{.name = "vote", .about = "Votes on their way to the repository.", .columns = "stem handle text at@", .secrets = "", .theirs = "handle = ?1"},
	{.name = "glance", .about = "What waits for a moderator, as lists show it.",
	 .columns = "id commit_ author guest summary path forum stem title excerpt host files# links# submitted@", .secrets = "sketch",
	 .theirs = "author = ?1"},
	{.name = "bulk", .about = "Verdicts that you gave together, as a moderator.", .columns = "id handle verdict at@ done failed left_ stopped reason rule", .secrets = "",
	 .theirs = "handle = ?1", .stays = true, .names = "handle"},
	{.name = "token", .about = "What links and codes in letters to you stand for.", .columns = "purpose who payload expires@",
	 .secrets = "digest ticket code", .theirs = "who = ?1 OR (" SAME_ADDRESS("who") ")"},
	{.name = "spam_word", .about = "What the filter knows of words.", .columns = "word# spam# ham# seen@", .secrets = ""},
	{.name = "spam_text", .about = "Texts of yours that the filter has seen; their words are kept as numbers.",
	 .columns = "id sender network place points# at@ lesson# mark", .secrets = "digest words", .theirs = "sender = ?1"},
	{.name = "report", .about = "What you reported to moderators.", .columns = "id# target handle network why text at@ state# note closed@",
	 .secrets = "by_", .theirs = "handle = ?1", .gone = "handle = ?1 OR target = ?3", .names = "by_"},
	{.name = "verdict", .about = "Verdicts on what you sent, and when you are told of them.", .columns = "id commit_ handle due@", .secrets = "",
	 .theirs = "handle = ?1"},
	{.name = "appeal", .about = "Verdicts that you appealed against, and what came of it.",
	 .columns = "of_ act# handle text at@ verdict answer decided@", .secrets = "by_", .theirs = "handle = ?1", .names = "by_"},
	{.name = "notice", .about = "What moderators did that you have not said to have seen.", .columns = "handle entry at@", .secrets = "",
	 .theirs = "handle = ?1"},
	{.name = "remark", .about = "What moderators noted about you, without who did.", .columns = "id# handle text at@", .secrets = "by_",
	 .theirs = "handle = ?1", .names = "by_"},
	{.name = "rota", .about = "How often you want to be told what waits, as a moderator.", .columns = "handle mail seen reports# at@",
	 .secrets = "", .theirs = "handle = ?1"},
	{.name = "ticket", .about = "Letters that you may answer by mail, and until when.", .columns = "handle stem expires@", .secrets = "name",
	 .theirs = "handle = ?1"},
	{.name = "answer", .about = "Letters that came lately, by a keyed hash, so that one brought twice is one post.", .columns = "id at@",
	 .secrets = "name"},
};
/* clang-format on */

const struct state_person_table *state_person_tables(size_t *n)
{
	*n = ARRAY_LEN(tables);
	return tables;
}

void state_person_key(const unsigned char secret[static CRYPTO_KEY], const char *name, char key[static CRYPTO_MAC_TEXT])
{
	crypto_mac(secret, "caller", (const char *const[]){name, "", NULL}, key);
}

int state_person_find(struct state *state, const char *handle, const unsigned char secret[static CRYPTO_KEY],
                      struct arena *arena, struct state_person *person, struct err *err)
{
	struct state_reach reach = {.address = ""};
	if (state_reach(state, handle, arena, &reach, err)) {
		if (err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err);
		reach.address = "";
	}
	*person = (struct state_person){.handle = handle,
	                                .address = reach.address,
	                                .profile = arena_printf(arena, "members/%.2s/%s.md", handle, handle)};
	char *low = arena_dup(arena, reach.address);
	for (char *c = low; *c; c++)
		*c = (char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
	state_person_key(secret, handle, person->keys[0]);
	if (*low)
		state_person_key(secret, low, person->keys[1]);
	return 0;
}

/* ---- reading ---- */

struct column {
	char name[NAME_MAX_BYTES];
	char kind; /* '@', '#' or 0 */
};

struct reading {
	struct column columns[COLUMNS_MAX];
	size_t n, rows;
	struct str *out;
	struct arena arena;
};

static size_t read_columns(const char *text, struct column *columns)
{
	size_t n = 0;
	for (size_t len; n < COLUMNS_MAX && (len = strcspn(text, " ")); text += len + (text[len] == ' '), n++) {
		columns[n].kind = strchr("@#", text[len - 1]) ? text[len - 1] : '\0';
		snprintf(columns[n].name, sizeof(columns[n].name), "%.*s", (int)(len - (columns[n].kind != '\0')), text);
	}
	return n;
}

static int take_row(void *self, const struct state_row *row, struct err *err)
{
	struct reading *reading = self;
	struct json_member members[COLUMNS_MAX];
	(void)err;
	for (size_t i = 0; i < reading->n; i++) {
		const struct column *column = &reading->columns[i];
		members[i] = (struct json_member){.name = column->name, .is_number = column->kind == '#'};
		if (column->kind)
			members[i].number = state_int(row, (int)i);
		if (column->kind == '@' && members[i].number) {
			char *text = arena_alloc(&reading->arena, DATE_TEXT, 1);
			date_rfc3339(members[i].number, text);
			members[i].text = text;
		}
		if (!column->kind)
			members[i].text = state_text(row, (int)i, &reading->arena);
	}
	str_addz(reading->out, reading->rows++ ? ",\n" : "\n");
	json_put(reading->out, members, reading->n);
	arena_reset(&reading->arena);
	return 0;
}

int state_person_json(struct state *state, const struct state_person *person, const struct state_person_table *table,
                      struct str *out, struct err *err)
{
	struct reading reading = {.out = out};
	struct state_reader reader = {take_row, &reading};
	struct str sql;
	reading.n = read_columns(table->columns, reading.columns);
	str_init(&sql, SQL_MAX);
	str_addz(&sql, "SELECT ");
	for (size_t i = 0; i < reading.n; i++)
		str_addf(&sql, "%s%s", i ? ", " : "", reading.columns[i].name);
	str_addf(&sql, " FROM %s WHERE %s", table->name, table->theirs ? table->theirs : "0");
	arena_init(&reading.arena);
	str_addc(out, '[');
	int rc = state_read(state, &reader, err, sql.at, "sssss", person->handle, person->address, person->profile,
	                    person->keys[0], person->keys[1]);
	str_addz(out, reading.rows ? "\n]" : "]");
	arena_release(&reading.arena);
	str_release(&sql);
	return rc ? err_prefix(err, "%s", table->name) : 0;
}

/* ---- taking out ---- */

/* What a condition does not name is bound in vain. */
static int run(struct state *state, const struct state_person *person, const char *sql, struct err *err)
{
	return state_do(state, err, sql, "sssss", person->handle, person->address, person->profile, person->keys[0], person->keys[1]);
}

static int blank(struct state *state, const struct state_person *person, const struct state_person_table *table, struct err *err)
{
	struct column columns[COLUMNS_MAX];
	size_t n = read_columns(table->names ? table->names : "", columns);
	struct str sql;
	int rc = 0;
	str_init(&sql, SQL_MAX);
	for (size_t i = 0; i < n && !rc; i++) {
		str_reset(&sql);
		str_addf(&sql, "UPDATE %s SET %s = '' WHERE %s = ?", table->name, columns[i].name, columns[i].name);
		rc = state_do(state, err, sql.at, "s", person->handle);
	}
	str_release(&sql);
	return rc;
}

static int erase_from(struct state *state, const struct state_person *person, const struct state_person_table *table, struct err *err)
{
	struct str sql;
	const char *which = table->gone ? table->gone : table->theirs;
	int rc = 0;
	str_init(&sql, SQL_MAX);
	str_addf(&sql, "DELETE FROM %s WHERE %s", table->name, which ? which : "0");
	if (which && !table->stays)
		rc = run(state, person, sql.at, err);
	str_release(&sql);
	return rc ? -1 : blank(state, person, table, err);
}

int state_person_erase(struct state *state, const struct state_person *person, const struct state_likeness *name, struct err *err)
{
	if (state_begin(state, err))
		return -1;
	int rc = 0;
	for (size_t i = 0; !rc && i < ARRAY_LEN(tables); i++) {
		if (!tables[i].taken || name)
			rc = erase_from(state, person, &tables[i], err);
	}
	if (!rc && name)
		rc = state_do(state, err, "INSERT OR REPLACE INTO likeness (handle, skeleton) VALUES (?, ?)", "ss", name->handle,
		              name->skeleton);
	return state_end(state, rc, err);
}

int state_person_scrub(struct state *state, struct err *err)
{
	int64_t busy = 0;
	if (state_do(state, err, "VACUUM", "") ||
	    state_get_number(state, (struct state_number){0, &busy}, err, "PRAGMA wal_checkpoint(TRUNCATE)", ""))
		return -1;
	return busy ? err_set(err, ERR_RACE, "state.db is being read, so its journal could not be emptied") : 0;
}
