/*
 * catalogue_tables.h: the catalogue's tables, indices and statements as data. catalogue.c and
 * catalogue_said.c ask them; this refuses to run any.
 */
#ifndef STOA_CATALOGUE_TABLES_H
#define STOA_CATALOGUE_TABLES_H

#include "catalogue.h"
#include "catalogue_sql.h"

struct catalogue {
	struct sql *sql;
	struct sql_options options; /* sql points into it */
	int64_t last_id;            /* of pages; 0: not asked yet */
};

/* Raise it when a table changes: an older catalogue is then built afresh. */
enum { CATALOGUE_VERSION = 21 };

extern const char catalogue_schema[], catalogue_indices[];

extern const struct sql_type catalogue_page_type, catalogue_post_type, catalogue_bare_type, catalogue_file_type, catalogue_mention_type, catalogue_move_type,
	catalogue_tally_type, catalogue_mark_type, catalogue_edit_type, catalogue_output_type, catalogue_text_type;

/* clang-format off */
enum statement {
	GET, SET, PAGE, PAGE_AT, PAGE_PUT, PAGE_LAST, PAGE_DROP, STAFF_POSTS, STAFF_PAGES, STAFF_ADD, PAGE_HANGS, STEMS, FILE_STEMS, RANK, RANK_LISTED, RANK_MADE, RANK_ACTS, RANK_DEEDS, POST, POST_PUT, POST_DROP, FORWARD, BACKWARD, ALL,
	BY, BY_FROM, FROM, NAMES, BETWEEN, FIRST, FILE_PUT, FILE_DROP, FILE_AT, FILES, VOTE, VOTE_PUT, VOTE_DROP, MARK_ADD, MARK_DROP, MARKS, VOTES, TAG_PUT, TAG_DROP, MENTION_PUT,
	EDITS, EDIT_PUT, EDITS_DROP, FOLLOW, UNFOLLOW, IS_FOLLOWED, FOLLOWED, EDITED,
	UNDER, MENTION_DROP, MENTIONS, MOVE_PUT, MOVE_DROP, MOVES, MOVES_FROM, TALLY_ADD, TALLY_DROP, TALLY, TALLIES, PENDING_PUT, PENDING, PENDING_CLEAR, OUTPUT_PUT,
	BY_NAME, BY_NAME_FROM, BARE_BY_NAME, BARE_BY_NAME_FROM,
	OUTPUT_DROP, OUTPUTS, OUTPUTS_ALL, OUTPUT_COUNT, CODE, CODE_PUT, STATEMENTS
};
/* clang-format on */

/* Lists of pages stand behind the other statements. ?1 text, ?2 a, ?3 b, ?4 limit, ?5 offset. */
extern const char *const catalogue_statements[STATEMENTS + CATALOGUE_LISTS];

#endif
