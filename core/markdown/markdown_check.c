/*
 * What a text would cost cmark-gfm 0.29.0.gfm.6, estimated from above in one pass. Each estimate
 * mirrors one loop of cmark that is not linear; its factor is nanoseconds per step as measured,
 * rounded up. The estimates know no more of markdown than they must: what they take for a
 * paragraph, a table's row or a list is never less than what cmark takes for one.
 */
#include "core/base/lane.h"
#include "markdown_parts.h"

enum cost {
	COST_DEPTH,    /* every line walks every open quote and list */
	COST_TABLE,    /* a line of dashes parses the paragraph above it again, as a table's head */
	COST_PIPES,    /* a row's cells are appended to a list without a tail */
	COST_CELLS,    /* a short row is filled up with cells */
	COST_ADDRESS,  /* each "www." and "://" looks at all that follows up to white space */
	COST_AT,       /* each '@' looks at all that follows in its word */
	COST_EMPHASIS, /* each link, and each '~', looks at the pictures and emphasis that are open */
	COST_TAGS,     /* each "<?" and "<!" looks for its end up to the paragraph's */
	COST_KINDS
};

static const char *const advice[COST_KINDS] = {
    [COST_DEPTH] = "quotes and lists are nested too deeply for so many lines",
    [COST_TABLE] = "too much text without a blank line before a line of dashes",
    [COST_PIPES] = "too many | in a line",
    [COST_CELLS] = "the tables here have too many empty cells",
    [COST_ADDRESS] = "too many addresses or closing brackets without a blank",
    [COST_AT] = "too many @ without a blank",
    [COST_EMPHASIS] = "too many links, pictures and emphasis marks without a blank line",
};

enum {
	NS_PER_BYTE = 4000,
	NS_AT_LEAST = 50 * 1000 * 1000,
	MEMORY_PER_BYTE = 256,
	MEMORY_AT_LEAST = 32 * 1024 * 1024,
	DEPTH_MAX = 100,   /* quotes and lists that begin on one line; browsers and feeds give up not far above */
	AT_MAX = 1000,     /* cmark stops at so many '@' in a piece of text */
	CELL_HTML = 10,    /* "<td></td>\n" */
	CELL_MEMORY = 500, /* of an empty cell, in cmark's tree and in ours */
	HTML_EXTRA = 64 * 1024,
};

/* Since the last line that surely ended a paragraph. */
struct paragraph {
	size_t line, bytes;
	size_t since_pipe; /* bytes after the last '|' */
	uint64_t reparse;  /* ns that a line of dashes below would cost */
	uint64_t images, closers, marks, tildes, tags;
	bool defines;   /* has "]:" */
	size_t settled; /* bytes up to which it is nothing but whole definitions of links */
};

struct scan {
	const struct markdown_limits *limits;
	uint64_t budget, spent[COST_KINDS], all; /* all: of them together */
	size_t line, columns; /* columns: of the tables since the last blank line */
	struct paragraph paragraph;
	uint64_t depth, cells, closers, memory;
	size_t depth_line, definition; /* definition: bytes of the longest one */
};

struct line {
	const char *at;
	size_t len;
	size_t content; /* offset of what follows the marks of quotes, lists and footnotes */
	size_t marks, depth;
	bool bullet; /* begins an item that ends any paragraph */
	bool caret;  /* "[&#94;" */
	size_t pipes, last_pipe;
	size_t word, word_end;         /* the present word: the last one that holds such a mark */
	uint64_t starts, closing, ats; /* in it: "www." and "://", ')', '@' */
	uint64_t address_ns, at_ns, mails;
};

/* What indents a line and makes it blank. */
static bool is_blank_char(char c)
{
	return c == ' ' || c == '\t';
}

/* What ends a word, and may follow a list's mark. */
static bool is_space_char(char c)
{
	return is_blank_char(c) || c == '\v' || c == '\f';
}

static bool is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool has_at(const struct line *line, size_t i, const char *what)
{
	size_t n = strlen(what);
	return line->len - i >= n && !memcmp(line->at + i, what, n);
}

/* Length of the mark of a container at i, or 0. */
static size_t mark_length(const struct line *line, size_t i)
{
	const char *s = line->at;
	size_t n = line->len, digits = i;
	if (s[i] == '>')
		return 1;
	if (s[i] == '-' || s[i] == '+' || s[i] == '*')
		return i + 1 == n || is_space_char(s[i + 1]) ? 1 : 0;
	while (digits < n && digits - i < 9 && s[digits] >= '0' && s[digits] <= '9')
		digits++;
	if (digits > i && digits < n && (s[digits] == '.' || s[digits] == ')'))
		return digits + 1 == n || is_space_char(s[digits + 1]) ? digits + 1 - i : 0;
	if (has_at(line, i, "[^"))
		for (size_t k = i + 2; k + 1 < n && !is_blank_char(s[k]); k++)
			if (s[k] == ']')
				return s[k + 1] == ':' ? k + 2 - i : 0;
	return 0;
}

/* A level of a list takes two columns at least, be it by a mark or by indentation; a quote one. */
static void read_prefix(struct line *line)
{
	size_t i = 0, columns = 0, quotes = 0, length = 0;
	for (;;) {
		size_t before = columns;
		for (; i < line->len && is_blank_char(line->at[i]); i++)
			columns += line->at[i] == '\t' ? 4 : 1;
		if (i == line->len || !(length = mark_length(line, i)))
			break;
		if (!line->marks && columns - before < 4 && strchr("-+*", line->at[i]))
			line->bullet = true;
		quotes += line->at[i] == '>';
		columns += line->at[i] == '>' ? 0 : length;
		line->marks++;
		i += length;
	}
	line->content = i;
	line->bullet = line->bullet && i < line->len;
	line->depth = quotes + (columns + 1) / 2;
}

/* Columns of the line of dashes below a table's head; 0 where the line cannot be one. */
static size_t dash_columns(const struct line *line)
{
	size_t pipes = 0, last = 0, dashes = 0;
	for (size_t i = line->content; i < line->len; i++) {
		char c = line->at[i];
		if (c != '|' && c != '-' && c != ':' && !is_space_char(c))
			return 0;
		pipes += c == '|';
		dashes += c == '-';
		last = is_space_char(c) ? last : i;
	}
	if (!dashes)
		return 0;
	return pipes + 1 - (line->at[line->content] == '|') - (line->at[last] == '|' && last > line->content);
}

static int spend(struct scan *scan, enum cost kind, uint64_t ns, size_t line, struct err *err)
{
	scan->spent[kind] += ns;
	scan->all += ns;
	if (scan->all <= scan->budget)
		return 0;
	for (int k = 0; k < COST_KINDS; k++)
		kind = scan->spent[k] > scan->spent[kind] ? (enum cost)k : kind;
	return err_set(err, ERR_LIMIT, "line %zu: %s", line, advice[kind]);
}

/*
 * cmark's autolink extension. An address looks at all that follows in its word, and counts brackets
 * anew for each closing one that it cuts off; a mail address leaves a copy of the rest of its line.
 */
static void end_word(struct line *line)
{
	uint64_t len = line->word_end - line->word;
	uint64_t ats = line->ats < AT_MAX ? line->ats : AT_MAX;
	line->address_ns += len * (5 * line->starts + line->closing / 2);
	line->at_ns += len * 3 * ats;
	line->starts = line->closing = line->ats = 0;
}

/* Few words hold a mark that counts: only of those the ends are looked for, each once. */
static void in_word(struct line *line, size_t i)
{
	size_t floor = line->word_end;
	if (i < floor)
		return;
	end_word(line);
	line->word = line->word_end = i;
	while (line->word > floor && !is_space_char(line->at[line->word - 1]))
		line->word--;
	while (line->word_end < line->len && !is_space_char(line->at[line->word_end]))
		line->word_end++;
}

static void read_address(struct line *line, size_t i, const char *what)
{
	if (!has_at(line, i, what))
		return;
	in_word(line, i);
	line->starts++;
}

/* An '@' may be written as "&#64;" or "&commat;". */
static void read_at(struct line *line, size_t i)
{
	if (line->at[i] == '&' && !has_at(line, i, "&#") && !has_at(line, i, "&commat;"))
		return;
	in_word(line, i);
	line->ats++;
	line->mails += i && is_alnum(line->at[i - 1]);
}

/*
 * "[&#94;a]" makes cmark read a footnote's label from memory that it has freed, and show it: other
 * people's words. Nobody needs to write a '^' like that.
 */
static bool is_caret(const struct line *line, size_t i)
{
	bool hex = has_at(line, i, "&#x") || has_at(line, i, "&#X"), number = hex || has_at(line, i, "&#");
	i += hex ? 3 : number ? 2 : 1;
	while (number && i < line->len && line->at[i] == '0')
		i++;
	if (hex)
		return has_at(line, i, "5e;") || has_at(line, i, "5E;");
	return has_at(line, i, number ? "94;" : "Hat;");
}

/* Marks that can make cmark look at more than themselves; `again`: the same as the one before. */
static void read_mark(struct line *line, struct paragraph *p, size_t i)
{
	char before = i ? line->at[i - 1] : '\0', c = line->at[i];
	switch (c) {
	case '[':
		p->images += before == '!';
		line->caret = line->caret || (has_at(line, i, "[&") && is_caret(line, i + 1));
		break;
	case ']':
		p->closers++;
		p->defines = p->defines || has_at(line, i, "]:");
		break;
	case '?':
	case '!':
		p->tags += before == '<';
		break;
	case '|':
		line->pipes++;
		line->last_pipe = i;
		break;
	default:
		p->marks += before != c;
		p->tildes += before != c && c == '~';
	}
}

/* Where the next byte is that counts, from i on; most are letters and are passed over many at once. */
static size_t next_mark(const struct line *line, size_t i)
{
	static const bool counts[256] = {
	    ['w'] = true, [':'] = true, [')'] = true, ['@'] = true, ['&'] = true, ['['] = true, [']'] = true,
	    ['?'] = true, ['!'] = true, ['|'] = true, ['*'] = true, ['_'] = true, ['~'] = true,
	};
	for (; line->len - i >= LANE; i += LANE) {
		struct lane at = lane_load(line->at + i);
		__auto_type special = (at.c == 'w') | (at.c == ':') | (at.c == ')') | (at.c == '@') | (at.c == '&') |
		                      (at.c == '[') | (at.c == ']') | (at.c == '?') | (at.c == '!') | (at.c == '|') |
		                      (at.c == '*') | (at.c == '_') | (at.c == '~');
		size_t first = lane_first(&special);
		if (first < LANE)
			return i + first;
	}
	while (i < line->len && !counts[(unsigned char)line->at[i]])
		i++;
	return i;
}

static void read_bytes(struct line *line, struct paragraph *p)
{
	for (size_t i = next_mark(line, 0); i < line->len; i = next_mark(line, i + 1)) {
		switch (line->at[i]) {
		case 'w':
			read_address(line, i, "www.");
			break;
		case ':':
			read_address(line, i, "://");
			break;
		case ')':
			in_word(line, i);
			line->closing++;
			break;
		case '@':
		case '&':
			read_at(line, i);
			break;
		default:
			read_mark(line, p, i);
		}
	}
	end_word(line);
}

/* What a line of dashes below this line would parse again, on top of what was there before. */
static uint64_t add_to_reparse(const struct line *line, struct paragraph *p)
{
	uint64_t row = 2 * line->pipes * line->pipes;
	/* A cell at the start of a line looks back for the last pipe. */
	p->reparse += row + p->since_pipe + 50 * (line->len + 1);
	p->since_pipe = line->pipes ? line->len - line->last_pipe : p->since_pipe + line->len + 1;
	return row;
}

static size_t skip_blank(const struct line *line, size_t i)
{
	while (i < line->len && is_blank_char(line->at[i]))
		i++;
	return i;
}

/* "[label]: url" or with a title in full: a definition that can end here, though it need not. */
static bool is_whole_definition(const struct line *line)
{
	size_t i = line->content;
	if (i == line->len || line->at[i] != '[')
		return false;
	while (i + 1 < line->len && !(line->at[i] == ']' && line->at[i + 1] == ':'))
		i++;
	i = skip_blank(line, i + 2 < line->len ? i + 2 : line->len);
	size_t url = i;
	while (i < line->len && !is_blank_char(line->at[i]))
		i++;
	size_t title = skip_blank(line, i), end = line->len;
	while (end > title && is_blank_char(line->at[end - 1]))
		end--;
	if (i == url || title == end)
		return i > url;
	char open = line->at[title], close = open == '(' ? ')' : open;
	if (!strchr("\"'(", open) || end - title < 2 || line->at[end - 1] != close)
		return false;
	for (size_t k = title + 1; k < end - 1; k++)
		if (line->at[k] == close || line->at[k] == '\\')
			return false;
	return true;
}

/* cmark copies a definition's URL and title for each use. Its title may run to the paragraph's end. */
static void read_definition(struct scan *scan, const struct line *line)
{
	struct paragraph *p = &scan->paragraph;
	bool whole = p->settled == p->bytes && is_whole_definition(line);
	if (whole && line->len > scan->definition)
		scan->definition = line->len;
	/* A title may follow on the next line, so the line before is part of what is open. */
	if (whole)
		p->settled += line->len + 1;
}

static int end_paragraph(struct scan *scan, struct err *err)
{
	struct paragraph *p = &scan->paragraph;
	uint64_t marks = 10 * p->closers * (p->images + p->marks) + p->tildes * p->marks;
	if (p->defines && p->bytes - p->settled > scan->definition)
		scan->definition = p->bytes - p->settled;
	scan->closers += p->closers;
	uint64_t tags = p->tags * p->bytes;
	size_t first = p->line;
	*p = (struct paragraph){0};
	return spend(scan, COST_EMPHASIS, marks, first, err) || spend(scan, COST_TAGS, tags, first, err) ? -1 : 0;
}

static int read_table(struct scan *scan, const struct line *line, struct err *err)
{
	const struct paragraph *p = &scan->paragraph;
	size_t columns = dash_columns(line);
	if (columns > scan->limits->table_columns && p->bytes)
		return err_set(err, ERR_LIMIT, "line %zu: a table may have %zu columns at most, this one has %zu",
		               scan->line, scan->limits->table_columns, columns);
	if (columns > scan->columns)
		scan->columns = columns;
	scan->cells += scan->columns;
	return spend(scan, COST_TABLE, columns ? p->reparse : 0, scan->line, err) ||
	               spend(scan, COST_CELLS, 1100 * scan->columns, scan->line, err)
	           ? -1
	           : 0;
}

static int check_html(const struct scan *scan, size_t n, struct err *err)
{
	if (scan->cells * CELL_HTML > (uint64_t)n * scan->limits->html_factor + HTML_EXTRA)
		return err_set(err, ERR_LIMIT, "line %zu: %s", scan->line, advice[COST_CELLS]);
	return 0;
}

static int read_content(struct scan *scan, struct line *line, struct err *err)
{
	struct paragraph *p = &scan->paragraph;
	size_t number = scan->line;
	if (!p->bytes)
		p->line = number;
	if (read_table(scan, line, err))
		return -1;
	read_bytes(line, p);
	if (line->caret)
		return err_set(err, ERR_INPUT, "line %zu: write ^ behind [ as it is, or as \\^", number);
	uint64_t row = add_to_reparse(line, p);
	scan->memory += line->len * (line->mails < AT_MAX ? line->mails : AT_MAX);
	read_definition(scan, line);
	p->bytes += line->len + 1;
	return spend(scan, COST_ADDRESS, line->address_ns, number, err) ||
	               spend(scan, COST_AT, line->at_ns, number, err) || spend(scan, COST_PIPES, row, number, err)
	           ? -1
	           : 0;
}

static int read_line(struct scan *scan, struct line *line, struct err *err)
{
	read_prefix(line);
	if (line->content == line->len && !line->marks) {
		scan->columns = 0;
		return end_paragraph(scan, err);
	}
	if (line->marks > DEPTH_MAX)
		return err_set(err, ERR_LIMIT, "line %zu: quotes and lists are nested too deeply", scan->line);
	if (line->depth > scan->depth) {
		scan->depth = line->depth;
		scan->depth_line = scan->line;
	}
	if (line->bullet && end_paragraph(scan, err))
		return -1;
	return read_content(scan, line, err);
}

static int check_whole(struct scan *scan, size_t n, struct err *err)
{
	uint64_t memory_max = n * MEMORY_PER_BYTE > MEMORY_AT_LEAST ? n * MEMORY_PER_BYTE : MEMORY_AT_LEAST;
	if (end_paragraph(scan, err) || spend(scan, COST_DEPTH, 40 * scan->depth * scan->line, scan->depth_line, err) ||
	    check_html(scan, n, err))
		return -1;
	if (scan->memory + scan->cells * CELL_MEMORY + scan->closers * scan->definition > memory_max)
		return err_set(err, ERR_LIMIT,
		               "the text would need too much memory: its tables, mail addresses or link "
		               "definitions are too many or too long");
	return 0;
}

/* Where the next such character is, from i on; known: the answer of last time, so that each is looked for once. */
static size_t next_char(const char *md, size_t n, size_t i, char c, size_t known)
{
	if (known > i)
		return known;
	const char *found = memchr(md + i, c, n - i);
	return found ? (size_t)(found - md) : n;
}

int markdown_check(const char *md, size_t n, const struct markdown_limits *limits, struct err *err)
{
	struct scan scan = {.limits = limits};
	uint64_t budget = (uint64_t)n * NS_PER_BYTE;
	if (n > limits->body_max)
		return err_set(err, ERR_LIMIT, "the text may have %zu bytes at most, this one has %zu",
		               limits->body_max, n);
	scan.budget = budget > NS_AT_LEAST ? budget : NS_AT_LEAST;
	/* cmark skips a byte order mark. */
	size_t start = n >= 3 && !memcmp(md, "\xEF\xBB\xBF", 3) ? 3 : 0;
	for (size_t i = start, newline = 0, cr = 0; i < n;) {
		newline = next_char(md, n, i, '\n', newline);
		cr = next_char(md, n, i, '\r', cr);
		struct line line = {.at = md + i, .len = (newline < cr ? newline : cr) - i};
		i += line.len + 1;
		scan.line++;
		if (read_line(&scan, &line, err))
			return -1;
		if (i < n && md[i - 1] == '\r' && md[i] == '\n')
			i++;
	}
	return check_whole(&scan, n, err);
}
