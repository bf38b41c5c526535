/* How SQLite answers each question to the catalogue: by an index, in the order that was asked for. */
#include "core/catalogue/catalogue_tables.h"

#include <setjmp.h>
#include <sqlite3.h>

#include <cmocka.h>

/* What may look at more rows than it answers, and why that does not grow with each reply. */
static const struct {
	size_t statement;
	const char *why;
} allowed[] = {
	{BY, "name is the order; the stem only between posts of one name"},
	{BY_FROM, "the same"},
	{STAFF_POSTS, "once in a full build"},
	{STAFF_PAGES, "once in a full build"},
	{STEMS, "everything is rendered"},
	{OUTPUTS, "the files of one key"},
	{OUTPUTS_ALL, "everything is compared"},
	{OUTPUT_COUNT, "everything is rendered"},
	{FOLLOWED, "as many as were asked for, in the order of the table"},
	{MOVES, "one file names them all"},
	{PENDING, "what is to be rendered"},
	{STATEMENTS + LIST_FORUMS, "all forums"},
	{STATEMENTS + LIST_FORUM_PINNED, "the pinned ones of one forum"},
	{STATEMENTS + LIST_KIND, "one list of all of a small kind"},
	{STATEMENTS + LIST_KIND_TITLE, "the same"},
	{STATEMENTS + LIST_SHELF, "the same"},
	{STATEMENTS + LIST_SHELF_TAG, "the same"},
	{STATEMENTS + LIST_LESSONS, "the lessons of one series"},
	{STATEMENTS + LIST_EVENTS_NEXT, "what is still to come"},
	{STATEMENTS + LIST_ENDING, "what ended between two builds"},
	{STATEMENTS + LIST_CLOSING, "the same"},
	{STATEMENTS + LIST_AUTHOR_LAST, "a member was renamed"},
	{STATEMENTS + LIST_SITEMAP, "the pages of one month, all of them listed"},
	{STATEMENTS + LIST_TEAM, "those who have a role"},
};

static sqlite3 *open_empty(void)
{
	sqlite3 *db;
	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, catalogue_schema, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, catalogue_indices, NULL, NULL, NULL), SQLITE_OK);
	return db;
}

static bool is_allowed(size_t statement)
{
	for (size_t i = 0; i < ARRAY_LEN(allowed); i++)
		if (allowed[i].statement == statement)
			return true;
	return false;
}

/* A step that reads a whole table or kind, or sorts what it read. */
static bool is_dear(const char *step)
{
	bool whole = strncmp(step, "SCAN ", 5) == 0 && !strstr(step, " INDEX ") && !strstr(step, "CONSTANT ROW");
	return whole || strstr(step, "TEMP B-TREE") || strstr(step, "AUTOMATIC");
}

static bool reads_a_kind(size_t statement, const char *step)
{
	const char *text = catalogue_statements[statement];
	return strstr(step, "page_kind (live=?)") && !strstr(text, "ORDER BY date DESC, stem DESC LIMIT");
}

static size_t count_dear(sqlite3 *db, size_t statement, bool show)
{
	char text[4096];
	sqlite3_stmt *stmt;
	size_t dear = 0;
	snprintf(text, sizeof(text), "EXPLAIN QUERY PLAN %s", catalogue_statements[statement]);
	assert_int_equal(sqlite3_prepare_v2(db, text, -1, &stmt, NULL), SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		const char *step = (const char *)sqlite3_column_text(stmt, 3);
		if (!is_dear(step) && !reads_a_kind(statement, step))
			continue;
		dear++;
		if (show)
			print_error("wants an index, or a reason in allowed[]: %s\n    %s\n",
			            catalogue_statements[statement], step);
	}
	sqlite3_finalize(stmt);
	return dear;
}

static void no_question_reads_more_than_it_answers(void **state)
{
	sqlite3 *db = open_empty();
	size_t dear = 0;
	(void)state;
	for (size_t i = 0; i < (size_t)STATEMENTS + CATALOGUE_LISTS; i++)
		if (!is_allowed(i))
			dear += count_dear(db, i, true);
	assert_int_equal(dear, 0);
	sqlite3_close(db);
}

static void no_exception_is_for_nothing(void **state)
{
	sqlite3 *db = open_empty();
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(allowed); i++)
		if (!count_dear(db, allowed[i].statement, false))
			fail_msg("not needed (%s): %s", allowed[i].why, catalogue_statements[allowed[i].statement]);
	sqlite3_close(db);
}

/* Counting would go to each row if a condition were not in the index. */
static void counts_stay_in_the_index(void **state)
{
	static const size_t counts[] = {RANK, RANK_LISTED, RANK_MADE, BETWEEN};
	sqlite3 *db = open_empty();
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
		char text[4096];
		sqlite3_stmt *stmt;
		snprintf(text, sizeof(text), "EXPLAIN QUERY PLAN %s", catalogue_statements[counts[i]]);
		assert_int_equal(sqlite3_prepare_v2(db, text, -1, &stmt, NULL), SQLITE_OK);
		assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
		assert_non_null(strstr((const char *)sqlite3_column_text(stmt, 3), "COVERING INDEX"));
		sqlite3_finalize(stmt);
	}
	sqlite3_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(no_question_reads_more_than_it_answers),
	    cmocka_unit_test(no_exception_is_for_nothing),
	    cmocka_unit_test(counts_stay_in_the_index),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
