#include "page.h"

#include "core/text/text.h"

enum { PARTS_MAX = 9 };

/* A path cut at its slashes, and what is known of it so far. */
struct parts {
	const char *at[PARTS_MAX];
	size_t n;
	struct arena *arena;
	struct page_place *place;
	struct err *err;
};

static const char *const kind_names[PAGE_KINDS] = {
    [PAGE_NONE] = "file that is no content",
    [PAGE_HOME] = "front page",
    [PAGE_RULES] = "rules page",
    [PAGE_PLAIN] = "page",
    [PAGE_FORUM] = "forum",
    [PAGE_TOPIC] = "topic",
    [PAGE_REPLY] = "reply",
    [PAGE_SERIES] = "series",
    [PAGE_LESSON] = "lesson",
    [PAGE_RESOURCE] = "resource",
    [PAGE_EVENT] = "event",
    [PAGE_MEMBER] = "member",
    [PAGE_VERDICT] = "verdict",
    [PAGE_ATTACHMENT] = "attachment",
    [PAGE_VOTES] = "vote",
};

const char *page_kind_name(enum page_kind kind)
{
	return kind_names[(unsigned)kind < PAGE_KINDS ? kind : PAGE_NONE];
}

static int refuse(const struct parts *parts, const char *why)
{
	return err_set(parts->err, ERR_INPUT, "%s", why);
}

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);
	return n >= m && !strcmp(s + n - m, end);
}

static bool is_one_of(const char *s, const char *const *words)
{
	while (*words && strcasecmp(s, *words))
		words++;
	return *words;
}

/* A folder or page that people named: lower case, and not what the site itself uses there. */
static bool is_slug(const char *s)
{
	static const char *const taken[] = {"index", "votes", "feed", NULL};
	size_t n = s ? strlen(s) : 0;
	return n && text_is_slug(s, n) && !text_is_id(s, n) && !is_one_of(s, taken) && !ends_with(s, ".md");
}

/* "404.html": where files of the site or of a series lie beside its folder, a page's name must not be one of theirs. */
static bool reads_like_file(const char *name)
{
	const char *dot = strrchr(name, '.');
	return dot && strpbrk(dot, "abcdefghijklmnopqrstuvwxyz");
}

/* Exactly `width` digits, from min to max; 0 where it is not. */
static int number(const char *s, size_t width, int min, int max)
{
	int n = 0;
	if (strlen(s) != width || strspn(s, "0123456789") != width)
		return 0;
	while (*s)
		n = n * 10 + (*s++ - '0');
	return n >= min && n <= max ? n : 0;
}

/* The file of a page: "<slug>.md", or "index.md" in its folder. The slug, or NULL. */
static const char *page_slug(const struct parts *parts, size_t i)
{
	if (i + 2 == parts->n && !strcmp(parts->at[i + 1], "index.md"))
		return parts->at[i];
	if (i + 1 != parts->n || !ends_with(parts->at[i], ".md"))
		return NULL;
	return arena_dupn(parts->arena, parts->at[i], strlen(parts->at[i]) - 3);
}

/* The first n parts of the path, with their slashes. */
static const char *join(const struct parts *parts, size_t n)
{
	const char *last = parts->at[n - 1];
	return arena_dupn(parts->arena, parts->place->path, (size_t)(last - parts->at[0]) + strlen(last));
}

/* This runs for every file of a community: it does without printf. */
static const char *concat(struct arena *arena, const char *const *texts, size_t n)
{
	size_t len = 0;
	for (size_t i = 0; i < n; i++)
		len += strlen(texts[i]);
	char *all = arena_alloc(arena, len + 1, 1), *at = all;
	for (size_t i = 0; i < n; i++)
		at = stpcpy(at, texts[i]);
	return all;
}

/* The path of every page is its URL, except that pages/ is left out. */
static const char *url_of(const struct parts *parts, const char *stem)
{
	if (!strncmp(stem, "pages/", 6))
		stem += 6;
	const char *const texts[] = {"/", stem, "/"};
	return concat(parts->arena, texts, ARRAY_LEN(texts));
}

/* A page of its own: its kind and its last name are known. */
static int found_page(struct parts *parts, enum page_kind kind, const char *name)
{
	struct page_place *place = parts->place;
	place->kind = kind;
	place->name = name;
	bool folder = parts->n > 1 && !strcmp(parts->at[parts->n - 1], "index.md");
	place->stem =
	    folder ? join(parts, parts->n - 1) : arena_dupn(parts->arena, place->path, strlen(place->path) - 3);
	place->url = url_of(parts, place->stem);
	return 0;
}

static int found_reply(struct parts *parts)
{
	struct page_place *place = parts->place;
	const char *file = parts->at[parts->n - 1];
	place->kind = PAGE_REPLY;
	place->name = arena_dupn(parts->arena, file, TEXT_ID_LEN);
	const char *const stem[] = {place->parent, "/", place->name};
	const char *const url[] = {url_of(parts, place->parent), "#", place->name};
	place->stem = concat(parts->arena, stem, ARRAY_LEN(stem));
	place->url = concat(parts->arena, url, ARRAY_LEN(url));
	return 0;
}

static int found_vote(struct parts *parts)
{
	struct page_place *place = parts->place;
	const char *handle = parts->at[parts->n - 1];
	if (!text_is_handle(handle, strlen(handle)))
		return refuse(parts, "a vote's file is named by the handle of who voted");
	place->kind = PAGE_VOTES;
	place->name = place->handle = handle;
	place->stem = place->path;
	place->url = url_of(parts, place->parent);
	return 0;
}

static int found_attachment(struct parts *parts)
{
	static const char *const taken[] = {"index.html", "index.htm", "index.json", "feed.xml", "feed.rss", "feed.json", NULL};
	struct page_place *place = parts->place;
	const char *file = parts->at[parts->n - 1];
	if (!strchr(file, '.'))
		return refuse(parts, "an attachment has an ending that says what it is (like photo.jpg)");
	if (is_one_of(file, taken))
		return refuse(parts, "the built site has a file of its own by that name");
	place->kind = PAGE_ATTACHMENT;
	place->name = file;
	place->stem = place->path;
	place->url = arena_join(parts->arena, url_of(parts, place->parent), file);
	return 0;
}

static bool is_reply_file(const char *file)
{
	return strlen(file) == TEXT_ID_LEN + 3 && ends_with(file, ".md") && text_is_id(file, TEXT_ID_LEN);
}

/* What stands in the folder of a page, whose own parts are the first `own`: replies, attachments, votes. */
static int found_inside(struct parts *parts, size_t own, bool takes_replies)
{
	const char *file = parts->at[parts->n - 1];
	size_t deep = parts->n - own;
	parts->place->parent = join(parts, own);
	if (takes_replies && deep == 2 && !strcmp(parts->at[own], "votes"))
		return found_vote(parts);
	if (deep != 1)
		return refuse(parts, "an attachment stands right beside its page, not in a folder of its own");
	if (takes_replies && is_reply_file(file))
		return found_reply(parts);
	if (takes_replies && !strcmp(file, "YYYYMMDD-HHMMSS-xxxxxx.md"))
		return refuse(parts, "put the time in UTC in place of YYYYMMDD-HHMMSS, and six of a-z 2-7 in place of xxxxxx");
	if (ends_with(file, ".md") && takes_replies)
		return refuse(parts, "only replies stand here, named like 20261122-170000-abc234.md");
	if (strlen(file) > 3 && !strcasecmp(file + strlen(file) - 3, ".md"))
		return refuse(parts, "no page can stand here");
	return found_attachment(parts);
}

static int place_home(struct parts *parts)
{
	if (parts->n > 1)
		return found_inside(parts, 1, false);
	parts->place->url = "/";
	parts->place->stem = parts->place->name = "index";
	parts->place->kind = PAGE_HOME;
	return 0;
}

static int place_rules(struct parts *parts)
{
	if (parts->n > 1)
		return found_inside(parts, 1, false);
	return found_page(parts, PAGE_RULES, "rules");
}

static int place_plain(struct parts *parts)
{
	/* Folders of the built site, which a page /<slug>/ would lie on. */
	static const char *const taken[] = {"pages",      "forums", "tutorials", "resources", "events", "members",
	                                    "moderation", "rules",  "tags",      "topics",    "feeds",     "assets",
	                                    "search",     "insights", "badges", NULL};
	const char *slug = page_slug(parts, 1), *name = slug ? slug : parts->at[1];
	if (is_one_of(name, taken))
		return refuse(parts, "the site has a page or folder of its own by that name");
	if (!is_slug(name))
		return refuse(parts, "a page is pages/<slug>.md; a slug is made of a-z 0-9 - .");
	if (reads_like_file(name))
		return refuse(parts, "a page's name does not end like a file's, for the built site has files there");
	return slug ? found_page(parts, PAGE_PLAIN, slug) : found_inside(parts, 2, true);
}

static int place_topic(struct parts *parts)
{
	struct page_place *place = parts->place;
	place->year = number(parts->at[2], 4, 1970, 9999);
	place->month = number(parts->at[3], 2, 1, 12);
	if (!place->year || !place->month || !is_slug(parts->at[4]))
		return refuse(parts, "a topic is forums/<forum>/<yyyy>/<mm>/<slug>/index.md");
	if (parts->n == 6 && !strcmp(parts->at[5], "index.md"))
		return found_page(parts, PAGE_TOPIC, parts->at[4]);
	return found_inside(parts, 5, true);
}

static int place_forum(struct parts *parts)
{
	if (parts->n < 3 || !is_slug(parts->at[1]))
		return refuse(parts, "a forum is forums/<forum>/index.md; its name is made of a-z 0-9 - .");
	parts->place->forum = parts->at[1];
	if (parts->n == 3 && !strcmp(parts->at[2], "index.md"))
		return found_page(parts, PAGE_FORUM, parts->at[1]);
	if (parts->n == 3)
		return found_inside(parts, 2, false);
	if (parts->n < 6)
		return refuse(parts, "a topic is forums/<forum>/<yyyy>/<mm>/<slug>/index.md");
	return place_topic(parts);
}

static int place_series(struct parts *parts)
{
	if (parts->n < 3 || !is_slug(parts->at[1]))
		return refuse(parts, "a series is tutorials/<series>/index.md; its name is made of a-z 0-9 - .");
	parts->place->series = parts->at[1];
	if (parts->n == 3 && !strcmp(parts->at[2], "index.md"))
		return found_page(parts, PAGE_SERIES, parts->at[1]);
	bool in_series = parts->n == 3 && (is_reply_file(parts->at[2]) || !ends_with(parts->at[2], ".md"));
	if (in_series || !strcmp(parts->at[2], "votes"))
		return found_inside(parts, 2, true);
	const char *slug = page_slug(parts, 2), *name = slug ? slug : parts->at[2];
	if (!is_slug(name))
		return refuse(parts, "a lesson is tutorials/<series>/<nn-slug>.md; a slug is made of a-z 0-9 - .");
	if (reads_like_file(name))
		return refuse(parts, "a lesson's name does not end like a file's: attachments of its series lie there");
	return slug ? found_page(parts, PAGE_LESSON, slug) : found_inside(parts, 3, true);
}

static int place_resource(struct parts *parts)
{
	const char *slug = page_slug(parts, 1), *name = slug ? slug : parts->at[1];
	if (!is_slug(name) || (!slug && parts->n < 3))
		return refuse(parts, "a resource is resources/<slug>.md; a slug is made of a-z 0-9 - .");
	return slug ? found_page(parts, PAGE_RESOURCE, slug) : found_inside(parts, 2, true);
}

static int place_event(struct parts *parts)
{
	parts->place->year = number(parts->at[1], 4, 1970, 9999);
	const char *slug = parts->n < 3 ? NULL : page_slug(parts, 2), *name = slug ? slug : parts->at[2];
	if (!parts->place->year || parts->n < 3 || !is_slug(name) || (!slug && parts->n < 4))
		return refuse(parts, "an event is events/<yyyy>/<slug>.md; a slug is made of a-z 0-9 - .");
	return slug ? found_page(parts, PAGE_EVENT, slug) : found_inside(parts, 3, true);
}

static int place_member(struct parts *parts)
{
	const char *handle = NULL;
	if (parts->n == 3 && ends_with(parts->at[2], ".md"))
		handle = arena_dupn(parts->arena, parts->at[2], strlen(parts->at[2]) - 3);
	else if (parts->n > 3)
		handle = parts->at[2];
	if (!handle || !text_is_handle(handle, strlen(handle)))
		return refuse(parts, "a profile is members/<xx>/<handle>.md; a handle is made of a-z 0-9 - _");
	if (strlen(parts->at[1]) != 2 || strncmp(parts->at[1], handle, 2))
		return refuse(parts, "the folder of a profile is named by the first two letters of its handle");
	if (!strcmp(handle, "guest"))
		return refuse(parts, "guest stands for whoever is no member, and has no profile");
	parts->place->handle = handle;
	return parts->n == 3 ? found_page(parts, PAGE_MEMBER, handle) : found_inside(parts, 3, false);
}

static int place_verdict(struct parts *parts)
{
	struct page_place *place = parts->place;
	place->year = number(parts->at[1], 4, 1970, 9999);
	place->month = parts->n < 3 ? 0 : number(parts->at[2], 2, 1, 12);
	if (parts->n != 4 || !place->year || !place->month || !is_reply_file(parts->at[3]))
		return refuse(parts, "a verdict is moderation/<yyyy>/<mm>/<id>.md");
	return found_page(parts, PAGE_VERDICT, arena_dupn(parts->arena, parts->at[3], TEXT_ID_LEN));
}

/* What may stand in the root, and who knows the rest of the path. A name that ends in .md is a file. */
static const struct root {
	const char *name;
	int (*place)(struct parts *parts);
} roots[] = {
    {"index.md", place_home}, {"index", place_home},     {"rules.md", place_rules},     {"rules", place_rules},
    {"pages", place_plain},   {"forums", place_forum},   {"tutorials", place_series},   {"resources", place_resource},
    {"events", place_event},  {"members", place_member}, {"moderation", place_verdict},
};

/* A page in the root that nobody would ever see is a mistake, unless every repository has one. */
static int place_unknown(struct parts *parts)
{
	static const char *const usual[] = {"readme.md",       "license.md",   "licence.md",
	                                    "contributing.md", "changelog.md", NULL};
	if (parts->n == 1 && ends_with(parts->at[0], ".md") && !is_one_of(parts->at[0], usual) &&
	    text_is_slug(parts->at[0], strlen(parts->at[0])))
		return err_set(parts->err, ERR_INPUT, "a page of its own is pages/%s", parts->at[0]);
	return 0;
}

/* Kept in the root of a repository by git and by forges; never content. */
static bool is_repository_file(const char *path)
{
	static const char *const names[] = {".github",  ".gitlab",         ".gitlab-ci.yml", ".forgejo",
	                                    ".gitea",   ".woodpecker.yml", ".gitignore",     ".gitattributes",
	                                    ".mailmap", ".editorconfig"};
	size_t n = strcspn(path, "/");
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (strlen(names[i]) == n && !memcmp(path, names[i], n))
			return true;
	}
	return false;
}

static int locate(struct parts *parts)
{
	for (size_t i = 0; i < ARRAY_LEN(roots); i++) {
		const struct root *root = &roots[i];
		if (strcasecmp(parts->at[0], root->name))
			continue;
		if (strcmp(parts->at[0], root->name))
			return err_set(parts->err, ERR_INPUT, "'%s' is written '%s'", parts->at[0], root->name);
		if (parts->n == 1 && !ends_with(root->name, ".md"))
			return refuse(parts, "this name is for a folder");
		if (parts->n > 1 && ends_with(root->name, ".md"))
			return refuse(parts, "this name is for a file");
		return root->place(parts);
	}
	return place_unknown(parts);
}

/* Cuts a copy of the path. Past PARTS_MAX it is deeper than anything that may stand there, and is refused for that. */
static void cut(struct parts *parts)
{
	char *at = arena_dup(parts->arena, parts->place->path);
	while (parts->n < PARTS_MAX) {
		parts->at[parts->n++] = at;
		at = strchr(at, '/');
		if (!at)
			return;
		*at++ = '\0';
	}
}

int page_locate(const char *path, struct arena *arena, struct page_place *place, struct err *err)
{
	struct parts parts = {.arena = arena, .place = place, .err = err};
	*place = (struct page_place){.path = arena_dup(arena, path), .url = "", .parent = "", .stem = ""};
	place->forum = place->series = place->handle = place->name = "";
	if (is_repository_file(path))
		return 0;
	int rc = text_check_path(path, err);
	if (!rc) {
		cut(&parts);
		rc = locate(&parts);
	}
	return rc ? err_prefix(err, "%s", place->path) : 0;
}

static bool is_page_at(const char *path, const char *url, struct arena *arena, struct page_place *place)
{
	struct err ignored = {0};
	return page_locate(path, arena, place, &ignored) == 0 && *place->stem && place->kind < PAGE_VERDICT &&
	       place->kind != PAGE_REPLY && strcmp(place->url, url) == 0;
}

int page_locate_url(const char *url, struct arena *arena, struct page_place *place, struct err *err)
{
	static const char *const forms[] = {"%.*s/index.md", "%.*s.md", "pages/%.*s.md"};
	size_t n = strlen(url);
	for (size_t i = 0; i < ARRAY_LEN(forms) && n > 2 && *url == '/' && url[n - 1] == '/'; i++) {
		char path[TEXT_PATH_MAX + 32];
		if (n >= TEXT_PATH_MAX)
			break;
		snprintf(path, sizeof(path), forms[i], (int)n - 2, url + 1);
		if (is_page_at(path, url, arena, place))
			return 0;
	}
	return err_set(err, ERR_INPUT, "the address of a page is wanted (like /forums/help/2026/11/stairs/)");
}
