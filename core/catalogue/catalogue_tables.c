#include "catalogue_tables.h"

/* A row is one thing to read, not ten lines. */
/* clang-format off */
#define INT(row, field) {#field, SQL_INT, offsetof(struct catalogue_##row, field)}
#define TEXT(row, field) {#field, SQL_TEXT, offsetof(struct catalogue_##row, field)}
#define ID(row, field) {#field, SQL_ID, offsetof(struct catalogue_##row, field)}
#define TYPE(row, columns) {columns, ARRAY_LEN(columns), sizeof(struct catalogue_##row), NULL, 0, NULL, 0}
#define PACKED(row, columns, keys) {columns, ARRAY_LEN(columns), sizeof(struct catalogue_##row), keys, ARRAY_LEN(keys), NULL, 0}

/*
 * Fields of struct catalogue_page and catalogue_post but the first, in any order, one a line. KEYS are
 * what SQL chooses or orders by: columns of the table. The rest is read back with them from one packed column.
 */
#define PAGE_KEYS(INT, TEXT) \
	TEXT(stem) \
	INT(live) \
	TEXT(title) \
	TEXT(author) \
	TEXT(forum) \
	TEXT(series) \
	TEXT(answer) \
	INT(ym) \
	INT(date) \
	INT(start) \
	INT(finish) \
	INT(closes) \
	INT(place) \
	INT(pinned) \
	INT(locked) \
	INT(listed) \
	INT(role) \
	INT(shelf) \
	INT(status) \
	INT(replies) \
	INT(votes) \
	INT(staff) \
	INT(active) \
	TEXT(last_author) \
	TEXT(repeat)
#define PAGE_REST(INT, TEXT, ID) \
	TEXT(path) \
	TEXT(url) \
	ID(blob) \
	INT(kind) \
	TEXT(excerpt) \
	TEXT(guest) \
	TEXT(tags) \
	TEXT(mentions) \
	TEXT(moved) \
	TEXT(link) \
	TEXT(licence) \
	TEXT(location) \
	TEXT(zone) \
	TEXT(avatar) \
	TEXT(image) \
	INT(edited) \
	INT(poll) \
	INT(shape) \
	INT(forum_kind) \
	INT(seconds) \
	INT(body) \
	INT(first) \
	INT(version) \
	TEXT(answerer) \
	TEXT(last_guest) \
	INT(cancelled) \
	INT(shift)
#define POST_KEYS(INT, TEXT) \
	TEXT(name) \
	TEXT(reply_to) \
	INT(live) \
	TEXT(author) \
	INT(edited) \
	INT(date)
#define POST_REST(INT, TEXT, ID) \
	ID(blob) \
	INT(hidden) \
	TEXT(guest) \
	TEXT(mentions) \
	INT(body)

#define PAGE_INT(field) INT(page, field),
#define PAGE_TEXT(field) TEXT(page, field),
#define PAGE_ID(field) ID(page, field),
static const struct sql_column page_columns[] = {
	INT(page, id), PAGE_KEYS(PAGE_INT, PAGE_TEXT) PAGE_REST(PAGE_INT, PAGE_TEXT, PAGE_ID)};
static const struct sql_column page_keys[] = {INT(page, id), PAGE_KEYS(PAGE_INT, PAGE_TEXT)};
static const struct sql_column page_counts[] = {INT(page, staff)};
const struct sql_type catalogue_page_type = {
	page_columns, ARRAY_LEN(page_columns), sizeof(struct catalogue_page),
	page_keys, ARRAY_LEN(page_keys), page_counts, ARRAY_LEN(page_counts)};

#define POST_INT(field) INT(post, field),
#define POST_TEXT(field) TEXT(post, field),
#define POST_ID(field) ID(post, field),
static const struct sql_column post_columns[] = {
	INT(post, page), POST_KEYS(POST_INT, POST_TEXT) POST_REST(POST_INT, POST_TEXT, POST_ID)};
static const struct sql_column post_keys[] = {INT(post, page), POST_KEYS(POST_INT, POST_TEXT)};
const struct sql_type catalogue_post_type = PACKED(post, post_columns, post_keys);

static const struct sql_column bare_columns[] = {INT(post, page), TEXT(post, name), INT(post, date)};
const struct sql_type catalogue_bare_type = TYPE(post, bare_columns);

static const struct sql_column file_columns[] = {
	INT(file, page), TEXT(file, name), ID(file, blob), INT(file, size), INT(file, width), INT(file, height),
};
const struct sql_type catalogue_file_type = TYPE(file, file_columns);

static const struct sql_column mention_columns[] = {TEXT(mention, stem), TEXT(mention, name)};
const struct sql_type catalogue_mention_type = TYPE(mention, mention_columns);

static const struct sql_column move_columns[] = {TEXT(move, url), TEXT(move, stem)};
const struct sql_type catalogue_move_type = TYPE(move, move_columns);

static const struct sql_column tally_columns[] = {TEXT(tally, key), INT(tally, n)};
const struct sql_type catalogue_tally_type = TYPE(tally, tally_columns);

static const struct sql_column mark_columns[] = {TEXT(mark, post), TEXT(mark, what), INT(mark, n)};
const struct sql_type catalogue_mark_type = TYPE(mark, mark_columns);

static const struct sql_column edit_columns[] = {
	TEXT(edit, path), INT(edit, n), INT(edit, at), TEXT(edit, who), ID(edit, before), ID(edit, after), INT(edit, first),
};
const struct sql_type catalogue_edit_type = TYPE(edit, edit_columns);

static const struct sql_column output_columns[] = {TEXT(output, key), INT(output, part), TEXT(output, path)};
const struct sql_type catalogue_output_type = TYPE(output, output_columns);

static const struct sql_column text_columns[] = {{"text", SQL_TEXT, 0}};
const struct sql_type catalogue_text_type = {text_columns, 1, sizeof(const char *), NULL, 0, NULL, 0};

/* The keys where SQL declares and fills them. */
#define AS_INT(field) #field " INTEGER,"
#define AS_TEXT(field) #field " TEXT,"
#define AS_VALUE(field) ",?"
/* A packed row answers as a whole; what statements count in the table comes behind it. */
#define PAGE_ROW "page.row,page.staff"
#define POST_ROW "post.row"

const char catalogue_schema[] =
	"CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;"
	"CREATE TABLE page(id INTEGER PRIMARY KEY," PAGE_KEYS(AS_INT, AS_TEXT) "row BLOB, UNIQUE(stem));"
	"CREATE TABLE post(page INTEGER," POST_KEYS(AS_INT, AS_TEXT) "row BLOB, PRIMARY KEY(page, name)) WITHOUT ROWID;"
	"CREATE TABLE file(page INT, name TEXT, blob, size INT, width INT, height INT, PRIMARY KEY(page, name)) WITHOUT ROWID;"
	"CREATE TABLE vote(page INT, handle TEXT, text, PRIMARY KEY(page, handle)) WITHOUT ROWID;"
	"CREATE TABLE mark(page INT, post TEXT, what TEXT, n INT, PRIMARY KEY(page, post, what)) WITHOUT ROWID;"
	"CREATE TABLE followed(path TEXT PRIMARY KEY) WITHOUT ROWID;"
	"CREATE TABLE edit(path TEXT, n INT, at INT, who, before, after, first INT, PRIMARY KEY(path, n)) WITHOUT ROWID;"
	"CREATE TABLE tag(tag TEXT, kind INT, date INT, stem TEXT, PRIMARY KEY(tag, kind, date, stem)) WITHOUT ROWID;"
	"CREATE TABLE mention(handle TEXT, stem TEXT, name TEXT, PRIMARY KEY(handle, stem, name)) WITHOUT ROWID;"
	"CREATE TABLE move(url TEXT, stem TEXT, PRIMARY KEY(url, stem)) WITHOUT ROWID;"
	"CREATE TABLE tally(key TEXT PRIMARY KEY, n INT) WITHOUT ROWID;"
	"CREATE TABLE output(key TEXT, part INT, path TEXT, PRIMARY KEY(key, part, path)) WITHOUT ROWID;"
	"CREATE TABLE code(key TEXT PRIMARY KEY, ranges TEXT) WITHOUT ROWID;"
	"CREATE TABLE pending(key TEXT, part INT, PRIMARY KEY(key, part)) WITHOUT ROWID;";

#define UNSOLVED "answer='' AND locked=0 AND pinned=0"
#define WAITING UNSOLVED " AND status=0 AND staff=0"

/*
 * Kinds are written as numbers here and in the lists; the assertion holds them to enum page_kind. Where
 * rows are counted, `live` ends the index: SQLite asks for it even where the index holds one value
 * only, and would go to the row for it.
 */
const char catalogue_indices[] =
	"CREATE INDEX page_kind ON page(live, date, stem);"
	"CREATE INDEX page_month ON page(ym, live, stem);"
	"CREATE INDEX page_active ON page(active, stem) WHERE live=5;"
	"CREATE INDEX page_forum_active ON page(forum, active, stem) WHERE live=5;"
	"CREATE INDEX page_forum_pinned ON page(forum) WHERE live=5 AND pinned=1;"
	"CREATE INDEX page_forum_month ON page(forum, ym, date, stem, live) WHERE live=5;"
	"CREATE INDEX page_lessons ON page(series) WHERE live=8;"
	"CREATE INDEX page_ideas ON page(forum, status, votes, date, stem) WHERE live=5;"
	"CREATE INDEX page_forum_unsolved ON page(forum, ym, date, stem) WHERE live=5 AND " UNSOLVED ";"
	"CREATE INDEX page_forum_waiting ON page(forum, ym, date, stem) WHERE live=5 AND " WAITING ";"
	"CREATE INDEX page_top ON page(ym, votes+replies, date, stem) WHERE live=5;"
	"CREATE INDEX page_forum_top ON page(forum, votes+replies, date, stem) WHERE live=5;"
	"CREATE INDEX page_finish ON page(live, finish, stem) WHERE finish<>0;"
	"CREATE INDEX page_closes ON page(closes, stem) WHERE live=5 AND closes<>0;"
	"CREATE INDEX page_author ON page(author, date, stem, live) WHERE live<>0;"
	"CREATE INDEX page_last_author ON page(last_author) WHERE live=5;"
	"CREATE INDEX page_listed ON page(stem, live, listed) WHERE live=11 AND listed=1;"
	"CREATE INDEX page_listed_newest ON page(date, stem) WHERE live=11 AND listed=1;"
	"CREATE INDEX page_acts ON page(ym, date, stem, live) WHERE live=12;"
	"CREATE INDEX page_deeds ON page(series, date, stem, live) WHERE live=12;"
	"CREATE INDEX page_repeat ON page(stem) WHERE live=10 AND repeat<>'';"
	"CREATE INDEX page_team ON page(role) WHERE live=11 AND role>0;"
	"CREATE INDEX post_under ON post(page, reply_to, name) WHERE live=1 AND reply_to<>'';"
	"CREATE INDEX post_author ON post(author, name, live, date) WHERE live=1;";

_Static_assert(PAGE_FORUM == 4 && PAGE_TOPIC == 5 && PAGE_LESSON == 8 && PAGE_RESOURCE == 9 && PAGE_EVENT == 10 && PAGE_MEMBER == 11 && PAGE_VERDICT == 12 &&
	       ROLE_STAFF == 1,
	       "the schema and the lists write kinds as numbers");


_Static_assert(BY_FROM - FORWARD == (int)POSTS_BY_FROM, "statements stand in the order of enum catalogue_order");

#define PAGES_WHERE "SELECT " PAGE_ROW " FROM page WHERE "
/* The planner does not see that an index of one kind alone is the better one. */
#define PAGES_BY(index) "SELECT " PAGE_ROW " FROM page INDEXED BY " index " WHERE "
#define STAFF "SELECT substr(stem,12) FROM page WHERE live=11 AND role>0"
#define POSTS_BY_AUTHOR "SELECT " POST_ROW " FROM post JOIN page ON page.id=post.page WHERE post.live=1 AND post.author=?1"
#define WINDOW " LIMIT ?4 OFFSET ?5"

/* ?1 text, ?2 a, ?3 b. Lists of pages stand behind the other statements. */
const char *const catalogue_statements[STATEMENTS + CATALOGUE_LISTS] = {
	[GET] = "SELECT value FROM meta WHERE name=?1",
	[SET] = "INSERT OR REPLACE INTO meta VALUES(?1,?2)",
	[PAGE] = PAGES_WHERE "stem=?1",
	[PAGE_AT] = PAGES_WHERE "id=?1",
	[PAGE_PUT] = "INSERT OR REPLACE INTO page VALUES(?" PAGE_KEYS(AS_VALUE, AS_VALUE) ",?)",
	[PAGE_LAST] = "SELECT max(id) FROM page",
	/* Whose profile says staff or more. A handle stands behind "members/xx/". */
	[STAFF_POSTS] = "WITH n AS (SELECT post.page AS page, count(*) AS n FROM post WHERE post.live=1 AND post.author IN (" STAFF ")"
			" GROUP BY post.page) UPDATE page SET staff=n.n FROM n WHERE page.id=n.page",
	[STAFF_PAGES] = "UPDATE page SET staff=staff+1 WHERE live<>0 AND author IN (" STAFF ")",
	[STAFF_ADD] = "UPDATE page SET staff=staff+?2 WHERE id=?1",
	[PAGE_DROP] = "DELETE FROM page WHERE id=?1",
	[PAGE_HANGS] = "SELECT EXISTS(SELECT 1 FROM post WHERE page=?1) OR EXISTS(SELECT 1 FROM file WHERE page=?1) OR"
		       " EXISTS(SELECT 1 FROM vote WHERE page=?1)",
	[STEMS] = "SELECT stem FROM page WHERE live=?1 ORDER BY stem",
	[FILE_STEMS] = "SELECT DISTINCT stem FROM file JOIN page ON page.id=file.page WHERE page.live<>0 ORDER BY stem",
	[RANK] = "SELECT count(*) FROM page WHERE live=5 AND forum=?1 AND ym=?2 AND (date,stem)<(?3,?4)",
	[RANK_LISTED] = "SELECT count(*) FROM page INDEXED BY page_listed WHERE live=11 AND listed=1 AND stem>=?1 AND stem<?2",
	[RANK_MADE] = "SELECT count(*) FROM page WHERE live<>0 AND live<>12 AND author=?1 AND date>=?2 AND (date,stem)<(?3,?4)",
	[RANK_ACTS] = "SELECT count(*) FROM page INDEXED BY page_acts WHERE live=12 AND ym=?1 AND (date,stem)<(?2,?3)",
	[RANK_DEEDS] = "SELECT count(*) FROM page INDEXED BY page_deeds WHERE live=12 AND series=?1 AND (date,stem)<(?2,?3)",
	[POST] = "SELECT " POST_ROW " FROM post WHERE page=?1 AND name=?2",
	[POST_PUT] = "INSERT OR REPLACE INTO post VALUES(?" POST_KEYS(AS_VALUE, AS_VALUE) ",?)",
	[POST_DROP] = "DELETE FROM post WHERE page=?1 AND name=?2",
	[FORWARD] = "SELECT " POST_ROW " FROM post WHERE page=?1 AND live=1 ORDER BY name LIMIT ?2 OFFSET ?3",
	[BACKWARD] = "SELECT " POST_ROW " FROM post WHERE page=?1 AND live=1 ORDER BY name DESC LIMIT ?2 OFFSET ?3",
	[ALL] = "SELECT " POST_ROW " FROM post WHERE page=?1 ORDER BY name LIMIT ?2 OFFSET ?3",
	[FROM] = "SELECT count(*) FROM post WHERE page=?1 AND live=1 AND name>=?2",
	[NAMES] = "SELECT name FROM post WHERE page=?1 AND live=1 ORDER BY name",
	[BY] = POSTS_BY_AUTHOR " ORDER BY post.name DESC, page.stem DESC LIMIT ?2 OFFSET ?3",
	[BY_FROM] = POSTS_BY_AUTHOR " AND post.name>=?4 ORDER BY post.name, page.stem LIMIT ?2 OFFSET ?3",
	/* The same from the index alone, where no two posts have the same name. */
	[BY_NAME] = "SELECT " POST_ROW " FROM post WHERE live=1 AND author=?1 ORDER BY name DESC LIMIT ?2 OFFSET ?3",
	[BY_NAME_FROM] = "SELECT " POST_ROW " FROM post WHERE live=1 AND author=?1 AND name>=?4 ORDER BY name LIMIT ?2 OFFSET ?3",
	[BARE_BY_NAME] = "SELECT page,name,date FROM post WHERE live=1 AND author=?1 ORDER BY name DESC LIMIT ?2 OFFSET ?3",
	[BARE_BY_NAME_FROM] = "SELECT page,name,date FROM post WHERE live=1 AND author=?1 AND name>=?4 ORDER BY name LIMIT ?2 OFFSET ?3",
	[BETWEEN] = "SELECT count(*) FROM post WHERE live=1 AND author=?1 AND name>=?2 AND name<?3",
	[FIRST] = "SELECT date FROM post WHERE page=?1 AND live=1 AND (author<>?2 OR author='guest') ORDER BY name LIMIT 1",
	[EDITS] = "SELECT path,n,at,who,before,after,first FROM edit WHERE path=?1 ORDER BY n DESC",
	[EDIT_PUT] = "INSERT OR REPLACE INTO edit VALUES(?,?,?,?,?,?,?)",
	[EDITS_DROP] = "DELETE FROM edit WHERE path=?1",
	[FOLLOW] = "INSERT OR IGNORE INTO followed VALUES(?1)",
	[UNFOLLOW] = "DELETE FROM followed WHERE path=?1",
	[IS_FOLLOWED] = "SELECT EXISTS(SELECT 1 FROM followed WHERE path=?1)",
	[FOLLOWED] = "SELECT path FROM followed ORDER BY path LIMIT ?1",
	[EDITED] = "SELECT name FROM post WHERE page=?1 AND live=1 AND edited<>0 AND name>=?2 ORDER BY name",
	[UNDER] = "SELECT " POST_ROW " FROM post INDEXED BY post_under WHERE page=?1 AND reply_to=?2 AND live=1 AND reply_to<>'' ORDER BY name",
	[FILE_PUT] = "INSERT OR REPLACE INTO file VALUES(?1,?2,?3,?4,?5,?6)",
	[FILE_DROP] = "DELETE FROM file WHERE page=?1 AND name=?2",
	[FILE_AT] = "SELECT page,file.name,file.blob,size,width,height FROM file JOIN page ON page.id=file.page"
		    " WHERE stem=?1 AND file.name=?2",
	[FILES] = "SELECT page,name,blob,size,width,height FROM file WHERE page=?1 ORDER BY name",
	[VOTE] = "SELECT text FROM vote WHERE page=?1 AND handle=?2",
	[VOTE_PUT] = "INSERT OR REPLACE INTO vote VALUES(?1,?2,?3)",
	[VOTE_DROP] = "DELETE FROM vote WHERE page=?1 AND handle=?2",
	[MARK_ADD] = "INSERT INTO mark VALUES(?1,?2,?3,?4) ON CONFLICT(page,post,what) DO UPDATE SET n=n+excluded.n",
	[MARK_DROP] = "DELETE FROM mark WHERE page=?1 AND post=?2 AND what=?3 AND n=0",
	[MARKS] = "SELECT post,what,n FROM mark WHERE page=?1 AND post>=?2 AND post<=?3 ORDER BY post, what",
	[VOTES] = "SELECT n FROM mark WHERE page=?1 AND post='' AND what='up'",
	[TAG_PUT] = "INSERT OR REPLACE INTO tag VALUES(?1,?2,?3,?4)",
	[TAG_DROP] = "DELETE FROM tag WHERE tag=?1 AND kind=?2 AND date=?3 AND stem=?4",
	[MENTION_PUT] = "INSERT OR REPLACE INTO mention VALUES(?1,?2,?3)",
	[MENTION_DROP] = "DELETE FROM mention WHERE handle=?1 AND stem=?2 AND name=?3",
	[MENTIONS] = "SELECT stem,name FROM mention WHERE handle=?1 ORDER BY stem, name",
	[MOVE_PUT] = "INSERT OR REPLACE INTO move VALUES(?1,?2)",
	[MOVE_DROP] = "DELETE FROM move WHERE url=?1 AND stem=?2",
	[MOVES] = "SELECT url,stem FROM move ORDER BY url, stem",
	[MOVES_FROM] = "SELECT url,stem FROM move WHERE url=?1 ORDER BY stem",
	[TALLY_ADD] = "INSERT INTO tally VALUES(?1,?2) ON CONFLICT(key) DO UPDATE SET n=n+excluded.n",
	[TALLY_DROP] = "DELETE FROM tally WHERE key=?1 AND n=0",
	[TALLY] = "SELECT n FROM tally WHERE key=?1",
	[TALLIES] = "SELECT key,n FROM tally WHERE key>=?1 AND key<?2 ORDER BY key",
	[PENDING_PUT] = "INSERT OR IGNORE INTO pending VALUES(?1,?2)",
	[PENDING] = "SELECT key,part,'' FROM pending ORDER BY key, part",
	[PENDING_CLEAR] = "DELETE FROM pending",
	[OUTPUT_PUT] = "INSERT OR REPLACE INTO output VALUES(?1,?2,?3)",
	[OUTPUT_DROP] = "DELETE FROM output WHERE key=?1 AND part=?2 AND path=?3",
	[OUTPUTS] = "SELECT key,part,path FROM output WHERE key=?1 ORDER BY path",
	[OUTPUT_COUNT] = "SELECT count(*) FROM output",
	[CODE] = "SELECT ranges FROM code WHERE key=?1",
	[CODE_PUT] = "INSERT OR REPLACE INTO code VALUES(?1,?2)",
	[OUTPUTS_ALL] = "SELECT key,part,path FROM output ORDER BY path",

#define LIST(name) [STATEMENTS + (name)] = PAGES_WHERE
	LIST(LIST_FORUMS) "live=4 ORDER BY place, title, stem" WINDOW,
	[STATEMENTS + LIST_ACTIVE] = PAGES_BY("page_active") "live=5 AND (finish=0 OR finish>=?2) ORDER BY active DESC, stem DESC" WINDOW,
	LIST(LIST_FORUM_ACTIVE) "live=5 AND forum=?1 ORDER BY active DESC, stem DESC" WINDOW,
	LIST(LIST_FORUM_UNPINNED) "live=5 AND forum=?1 AND +pinned=0 AND (finish=0 OR finish>=?2) ORDER BY active DESC, stem DESC" WINDOW,
	[STATEMENTS + LIST_FORUM_PINNED] = PAGES_BY("page_forum_pinned") "live=5 AND forum=?1 AND pinned=1 ORDER BY +active DESC, +stem DESC" WINDOW,
	LIST(LIST_FORUM_NEWEST) "live=5 AND forum=?1 ORDER BY ym DESC, date DESC, stem DESC" WINDOW,
	[STATEMENTS + LIST_FORUM_UNSOLVED] = PAGES_BY("page_forum_unsolved") "live=5 AND forum=?1 AND " UNSOLVED " ORDER BY ym DESC, date DESC, stem DESC" WINDOW,
	[STATEMENTS + LIST_FORUM_WAITING] = PAGES_BY("page_forum_waiting") "live=5 AND forum=?1 AND " WAITING " ORDER BY ym DESC, date DESC, stem DESC" WINDOW,
	[STATEMENTS + LIST_FORUM_TOP] = PAGES_BY("page_forum_top") "live=5 AND forum=?1 ORDER BY votes+replies DESC, date DESC, stem DESC" WINDOW,
	[STATEMENTS + LIST_MONTH_TOP] = PAGES_BY("page_top") "live=5 AND ym=?2 ORDER BY votes+replies DESC, date DESC, stem DESC" WINDOW,
	LIST(LIST_MONTH) "live=5 AND forum=?1 AND ym=?2 ORDER BY date, stem" WINDOW,
	LIST(LIST_KIND) "live=?2 ORDER BY place, title, stem" WINDOW,
	LIST(LIST_KIND_TITLE) "live=?2 ORDER BY title COLLATE NOCASE, stem" WINDOW,
	LIST(LIST_SHELF) "live=9 AND shelf=?2 ORDER BY title COLLATE NOCASE, stem" WINDOW,
	[STATEMENTS + LIST_SHELF_TAG] = "SELECT " PAGE_ROW " FROM tag CROSS JOIN page ON page.stem=tag.stem WHERE tag.tag=?1"
				  " AND tag.kind=9 ORDER BY title COLLATE NOCASE, page.stem" WINDOW,
	LIST(LIST_KIND_NEWEST) "live=?2 ORDER BY date DESC, stem DESC" WINDOW,
	LIST(LIST_TOPICS_NEWEST) "live=5 ORDER BY date DESC, stem DESC" WINDOW,
	LIST(LIST_LESSONS) "live=8 AND series=?1 ORDER BY place, stem" WINDOW,
	[STATEMENTS + LIST_EVENTS_NEXT] = PAGES_BY("page_finish") "live=10 AND finish<>0 AND finish>=?2 ORDER BY start, stem" WINDOW,
	[STATEMENTS + LIST_EVENTS_PAST] = PAGES_BY("page_finish") "live=10 AND finish<>0 AND finish<?2 ORDER BY finish DESC, stem DESC" WINDOW,
	[STATEMENTS + LIST_ENDING] = PAGES_BY("page_finish") "live IN (5,10,11) AND finish<>0 AND finish>=?2 AND finish<?3 ORDER BY stem" WINDOW,
	[STATEMENTS + LIST_REPEATED] = PAGES_BY("page_repeat") "live=10 AND repeat<>'' ORDER BY stem" WINDOW,
	[STATEMENTS + LIST_CLOSING] = PAGES_BY("page_closes") "live=5 AND closes<>0 AND closes>=?2 AND closes<?3 ORDER BY stem" WINDOW,
	LIST(LIST_AUTHOR) "live<>0 AND author=?1 ORDER BY date DESC, stem DESC" WINDOW,
	LIST(LIST_MADE) "live<>0 AND live<>12 AND author=?1 AND date>0 ORDER BY date DESC, stem DESC" WINDOW,
	LIST(LIST_MADE_BETWEEN) "live<>0 AND live<>12 AND author=?1 AND date>=?2 AND date<?3 ORDER BY date, stem" WINDOW,
	LIST(LIST_AUTHOR_LAST) "live=5 AND last_author=?1 ORDER BY stem" WINDOW,
	[STATEMENTS + LIST_LISTED] = PAGES_BY("page_listed") "live=11 AND listed=1 AND stem>=?1 AND stem<?1||x'ff' ORDER BY stem" WINDOW,
	[STATEMENTS + LIST_LISTED_NEWEST] = PAGES_BY("page_listed_newest") "live=11 AND listed=1 ORDER BY date DESC, stem DESC" WINDOW,
	[STATEMENTS + LIST_TEAM] = PAGES_BY("page_team") "live=11 AND role>0 ORDER BY role DESC, title, stem" WINDOW,
	LIST(LIST_JOINED) "live=11 AND date>=?2 AND date<?3 ORDER BY date, stem" WINDOW,
	[STATEMENTS + LIST_ACTS] = PAGES_BY("page_acts") "live=12 AND ym=?2 ORDER BY date, stem" WINDOW,
	[STATEMENTS + LIST_DEEDS] = PAGES_BY("page_deeds") "live=12 AND series=?1 ORDER BY date, stem" WINDOW,
	[STATEMENTS + LIST_DEEDS_NEWEST] = PAGES_BY("page_deeds") "live=12 AND series=?1 ORDER BY date DESC, stem DESC" WINDOW,
	LIST(LIST_SITEMAP) "ym=?2 AND live NOT IN (0,12) AND (live<>11 OR listed=1) ORDER BY stem" WINDOW,
	[STATEMENTS + LIST_IDEAS] = PAGES_BY("page_ideas") "live=5 AND forum=?1 AND status=?2 ORDER BY votes DESC, date DESC, stem DESC" WINDOW,
	[STATEMENTS + LIST_TAG] = "SELECT " PAGE_ROW " FROM tag CROSS JOIN page ON page.stem=tag.stem WHERE tag.tag=?1"
				  " AND tag.kind=?2 ORDER BY tag.date DESC, tag.stem DESC" WINDOW,
};
/* clang-format on */

