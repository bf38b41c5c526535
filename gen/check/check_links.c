#include "check.h"

#include "core/act/act.h"
#include "core/text/text.h"
#include "gen/plan/lists.h"

/*
 * Finds links by reading lines, not by parsing: a mistake must be named with its line, and cmark
 * does not keep the line of a link. What may be code is passed over; a link that is missed is shown
 * broken by nobody's fault but its author's, while one that is wrongly blamed stops a pull request.
 */
struct reader {
	struct check *check;
	const struct page *page;
	int64_t line;
	char fence; /* the character of an open code block, or 0 */
	size_t fence_len;
	int brackets; /* that are open in this paragraph */
};

static bool is_one_of(char c, const char *set)
{
	return c && strchr(set, c);
}

static size_t run(const char *s, const char *end, char c)
{
	size_t n = 0;
	while (s + n < end && s[n] == c)
		n++;
	return n;
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* A link's path as a path of content: segments resolved, %XX decoded; NULL where it leaves the tree. */
static const char *resolve(struct arena *arena, const char *folder, const char *path, size_t n)
{
	char *out = arena_alloc(arena, strlen(folder) + n + 2, 1);
	size_t len = strlen(folder);
	memcpy(out, folder, len);
	for (const char *at = path, *end = path + n; at < end;) {
		size_t part = (size_t)((at + strcspn(at, "/") < end ? at + strcspn(at, "/") : end) - at);
		if (part == 2 && !memcmp(at, "..", 2)) {
			if (!len)
				return NULL;
			while (len && out[len - 1] != '/')
				len--;
			len -= len > 0;
		} else if (part && !(part == 1 && *at == '.')) {
			if (len)
				out[len++] = '/';
			for (const char *c = at; c < at + part; c++) {
				bool escaped = *c == '%' && c + 2 < at + part && hex(c[1]) >= 0 && hex(c[2]) >= 0;
				out[len++] = escaped ? (char)(hex(c[1]) * 16 + hex(c[2])) : *c;
				c += escaped ? 2 : 0;
			}
		}
		at += part + 1;
	}
	out[len] = '\0';
	return out;
}

/* The folder that a relative link starts from: the page's own, or, to other pages' files, the one it lies in. */
static const char *base_folder(struct reader *r, const char *path, size_t n)
{
	const struct page_place *place = &r->page->place;
	const char *slash = strrchr(place->path, '/'), *name = slash ? slash + 1 : place->path;
	const char *lies_in = arena_dupn(&r->check->scratch, place->path, slash ? (size_t)(slash - place->path) : 0);
	size_t stem = strlen(name) - 3;
	bool to_page = n > 3 && !memcmp(path + n - 3, ".md", 3);
	bool spelled = n > stem && !memcmp(path, name, stem) && path[stem] == '/';
	if (to_page || spelled || !strcmp(name, "index.md"))
		return lies_in;
	return place->kind == PAGE_REPLY ? place->parent : place->stem;
}

static bool ends_with(const char *s, const char *tail)
{
	size_t n = strlen(s), m = strlen(tail);
	return n >= m && !strcmp(s + n - m, tail);
}

/* Does the built site have something there that is no page of its own? */
static bool is_made(const char *path)
{
	static const char *const roots[] = {"",     "forums", "tutorials", "resources", "events", "members", "moderation",
	                                    "tags", "topics", "feeds",     "search",    "-"};
	static const char *const below[] = {"tags/", "topics/", "-/", "assets/", "search/"};
	static const char *const endings[] = {".xml", ".rss", ".ics", ".json", ".opml"};
	for (size_t i = 0; i < ARRAY_LEN(roots); i++) {
		if (!strcmp(path, roots[i]))
			return true;
	}
	for (size_t i = 0; i < ARRAY_LEN(below); i++) {
		if (!strncmp(path, below[i], strlen(below[i])))
			return true;
	}
	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		if (ends_with(path, endings[i]))
			return true;
	}
	return false;
}

/* "forums/help/unanswered", "forums/help/archive". */
static bool is_list(const struct check *check, struct arena *arena, const char *path)
{
	size_t n;
	const struct list *all = lists(&n);
	const char *slash = strrchr(path, '/');
	if (!slash || strncmp(path, "forums/", 7) != 0)
		return false;
	int64_t i = check_find(&check->names, arena_dupn(arena, path, (size_t)(slash - path)));
	if (i < 0 || check->files.at[i].place.kind != PAGE_FORUM)
		return false;
	const char *folder = arena_printf(arena, "%s/", slash + 1);
	for (size_t l = 0; l < n; l++)
		if (all[l].forum != LIST_NONE && strcmp(all[l].folder, folder) == 0)
			return true;
	return strcmp(slash + 1, "archive") == 0;
}

/* A month of topics or of verdicts: the folders that have a page without a file for it. */
static bool is_month(const struct check *check, const char *path)
{
	size_t slashes = 0;
	for (const char *at = path; *at; at++)
		slashes += *at == '/';
	bool forum = !strncmp(path, "forums/", 7) && slashes == 3;
	bool log = !strncmp(path, "moderation/", 11) && slashes == 2;
	if (log && !strncmp(path, "moderation/acts/", 16))
		return act_row(path + 16);
	return (forum || log) && check_find(&check->names, path) == CHECK_FOLDER;
}

/* Part N of a long topic, "<topic>/2", or month, "<month>/-2". */
static bool is_part(const struct check *check, struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/'), *digits = slash ? slash + 1 : "";
	bool dash = *digits == '-';
	digits += dash;
	if (!*digits || digits[strspn(digits, "0123456789")])
		return false;
	const char *whole = arena_dupn(arena, path, (size_t)(slash - path));
	int64_t i = check_find(&check->names, whole);
	return dash ? is_month(check, whole) : i >= 0 && check->files.at[i].place.kind == PAGE_TOPIC;
}

static bool exists(struct reader *r, const char *path)
{
	struct arena *arena = &r->check->scratch;
	const struct check_names *names = &r->check->names;
	if (is_made(path) || check_find(names, path) >= 0 || is_month(r->check, path) || is_part(r->check, arena, path) ||
	    is_list(r->check, arena, path))
		return true;
	if (check_find(names, arena_printf(arena, "pages/%s", path)) >= 0)
		return true;
	return ends_with(path, "/index.html") && check_find(names, arena_dupn(arena, path, strlen(path) - 11)) >= 0;
}

/* A page that was there leads on; as an address, as a file, or as a folder's. */
static bool has_moved(struct reader *r, const char *path)
{
	static const char *const endings[] = {"/index.html", "/index.md", ".md"};
	size_t n = strlen(path);
	for (size_t i = 0; i < ARRAY_LEN(endings); i++)
		if (ends_with(path, endings[i])) {
			n -= strlen(endings[i]);
			break;
		}
	return check_moved(r->check, arena_printf(&r->check->scratch, "/%.*s/", (int)n, path)) >= 0;
}

/* A fragment that is a reply's id leads to that reply. */
static void check_fragment(struct reader *r, const char *path, const char *id, const char *link)
{
	const char *stem = ends_with(path, "/index.md") ? arena_dupn(&r->check->scratch, path, strlen(path) - 9) : path;
	if (!text_is_id(id, strlen(id)))
		return;
	const char *reply = arena_printf(&r->check->scratch, "%s/%s", stem, id);
	if (check_find(&r->check->names, reply) == CHECK_NONE)
		check_report(r->check, r->page->place.path, r->line, NULL,
		             "the link '%s' leads to a reply that does not exist", link);
}

static bool is_elsewhere(const char *url)
{
	size_t n = strcspn(url, ":/?#");
	return !*url || url[n] == ':' || !strncmp(url, "//", 2) || *url == '?' || *url == '#';
}

static void check_link(struct reader *r, const char *at, size_t len)
{
	char *link = arena_dupn(&r->check->scratch, at, len);
	/* A backslash before punctuation is markdown's, not the address's. */
	if (is_elsewhere(link) || len > 1000 || strchr(link, '\\'))
		return;
	size_t n = strcspn(link, "?#");
	const char *folder = *link == '/' ? "" : base_folder(r, link, n);
	const char *path = resolve(&r->check->scratch, folder, link, n);
	/* pages/about.md is /about/; only as a file has it its folder's name. */
	bool pages = *link == '/' && path && !strncmp(path, "pages/", 6) && !ends_with(path, ".md");
	if (!path || pages || !(exists(r, path) || has_moved(r, path)))
		check_report(r->check, r->page->place.path, r->line, NULL,
		             "the link '%s' leads to a page that does not exist", link);
	else if (link[n] == '#')
		check_fragment(r, path, link + n + 1, link);
}

/* A destination begins at `at`: its length, and *past what stands behind it. 0: there is none. */
static size_t destination(const char **at, const char *end, const char **past)
{
	while (*at < end && is_one_of(**at, " \t"))
		++*at;
	bool angle = *at < end && **at == '<';
	*at += angle;
	const char *s = *at;
	for (int depth = 0; s < end; s++) {
		if (angle ? *s == '>' : is_one_of(*s, " \t"))
			break;
		if (!angle && *s == ')' && depth-- == 0)
			break;
		depth += !angle && *s == '(';
	}
	*past = s;
	return (size_t)(s - *at);
}

/* Behind the code that opens at s; what does not close in its line is taken for text. */
static const char *skip_code(const char *s, const char *end)
{
	size_t n = run(s, end, '`');
	for (const char *at = s + n; at < end; at++) {
		size_t closing = run(at, end, '`');
		if (closing == n)
			return at + n;
		at += closing ? closing - 1 : 0;
	}
	return s + n;
}

/* "![](photo.png)": who cannot see it learns nothing. That may be right for a picture that only decorates. */
static void check_words(struct reader *r, const char *begin, const char *bracket)
{
	if (bracket - begin < 2 || bracket[-1] != '[' || bracket[-2] != '!')
		return;
	check_report(r->check, r->page->place.path, r->line, NULL,
	             "a picture without words: ![what it shows](…) tells them to who cannot see it");
	check_advise(r->check);
}

static void read_inline(struct reader *r, const char *s, const char *end)
{
	const char *begin = s;
	while (s < end) {
		if (*s == '\\') {
			s += 2;
		} else if (*s == '`') {
			s = skip_code(s, end);
		} else if (*s == ']' && r->brackets) {
			bool link = s + 1 < end && s[1] == '(';
			const char *at = s + 2;
			r->brackets--;
			if (link)
				check_words(r, begin, s);
			s++;
			if (link) {
				size_t n = destination(&at, end, &s);
				check_link(r, at, n);
			}
		} else {
			r->brackets += *s == '[';
			s++;
		}
	}
}

/* "[label]: destination"; a footnote "[^1]:" is none. */
static bool read_definition(struct reader *r, const char *s, const char *end)
{
	const char *close = *s == '[' && end - s > 1 && s[1] != '^' ? memchr(s, ']', (size_t)(end - s)) : NULL;
	if (!close || close + 1 >= end || close[1] != ':')
		return false;
	const char *at = close + 2, *past;
	size_t n = destination(&at, end, &past);
	check_link(r, at, n);
	return true;
}

/* Does the line open or close a block of code, or lie in one? */
static bool is_code(struct reader *r, const char *s, const char *end)
{
	size_t ticks = run(s, end, '`'), tildes = run(s, end, '~'), n = ticks ? ticks : tildes;
	if (r->fence) {
		if (n >= r->fence_len && *s == r->fence)
			r->fence = 0;
		return true;
	}
	if (n < 3 || (ticks && memchr(s + n, '`', (size_t)(end - s) - n)))
		return false;
	r->fence = *s;
	r->fence_len = n;
	return true;
}

static void read_line(struct reader *r, const char *s, const char *end)
{
	size_t indent = run(s, end, ' ');
	bool tab = s < end && *s == '\t';
	while (s < end && is_one_of(*s, " \t>"))
		s++;
	if (s == end) {
		r->brackets = 0;
		return;
	}
	/* A block of code may be indented; so may be the text of a list, whose links then go unseen. */
	if (is_code(r, s, end) || tab || indent >= 4)
		return;
	if (!read_definition(r, s, end))
		read_inline(r, s, end);
}

void check_links(struct check *check, const struct page *page)
{
	struct reader r = {.check = check, .page = page, .line = page->body_line};
	const char *end = page->body + page->body_len;
	for (const char *at = page->body; at < end; r.line++) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		read_line(&r, at, newline ? newline : end);
		at = newline ? newline + 1 : end;
	}
}
