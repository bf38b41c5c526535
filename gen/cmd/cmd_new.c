#include "gen/desk/git_cli.h"
#include "cmd.h"
#include "new.h"

#include "core/base/out.h"
#include "core/page/page.h"
#include "core/site/config.h"
#include "core/text/crypto.h"
#include "core/text/date.h"
#include "core/text/near.h"
#include "core/text/text.h"

#include <errno.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

static const char about[] =
    "Makes a file of content with the right name and front matter in a clone of the content, and\n"
    "prints its path. Write your text below the second ---, then ask `stoa check`.\n"
    "\n"
    "  stoa new topic help \"How do I move a site?\"\n"
    "  stoa new reply forums/help/2026/11/how-to-ask    (or a reply in it, to answer that one)\n"
    "  stoa new lesson getting-started \"Move to another host\"\n"
    "  stoa new event \"Open hour\" --start 2026-12-03T18:00:00Z --end 2026-12-03T19:00:00Z\n"
    "  stoa new resource \"Pro Git\" --link https://git-scm.com/book --tags git,book\n"
    "  stoa new series, page or forum \"Title\"; stoa new member HANDLE --name \"Your Name\"\n"
    "\n"
    "The author is who `git config user.stoa` names: say it once with `git config user.stoa HANDLE`.\n"
    "With --edit the file opens in $VISUAL or $EDITOR.";

struct request {
	struct new_wish wish;
	const char *date, *folder;
	const struct new_thing *thing;
	bool edit;
};

static int choose_thing(struct request *request, char **operands, struct err *err)
{
	size_t n;
	int given = 0;
	const struct new_thing *things = new_things(&n);
	for (size_t i = 0; i < n; i++) {
		if (!strcmp(things[i].name, operands[0]))
			request->thing = &things[i];
	}
	if (!request->thing) {
		const char *near = near_name(operands[0], things, n, sizeof(*things));
		return err_set(err, ERR_INPUT, "%s: no such kind of content%s%s%s", operands[0],
		               near ? " (did you mean " : "", near ? near : "",
		               near ? "?)" : "; stoa new --help names them");
	}
	request->wish.operands = (const char *const *)operands + 1;
	while (operands[1 + given])
		given++;
	if (given != request->thing->noperands)
		return err_set(err, ERR_INPUT, "usage: stoa new %s %s (a title of several words stands in quotes)",
		               request->thing->name, request->thing->operands);
	return 0;
}

static int read_request(int argc, char **argv, struct request *request, struct err *err)
{
	struct new_wish *wish = &request->wish;
	const struct cmd_option options[] = {
	    {"author", 'a', "HANDLE", "who writes it", .text = &wish->author},
	    {"date", 'd', "DATE", "when, as RFC 3339 (now)", .text = &request->date},
	    {"edit", 'e', NULL, "open it in $VISUAL or $EDITOR", .flag = &request->edit},
	    {"tags", 't', "A,B", "tags", .text = &wish->tags},
	    {"link", 0, "URL", "of a resource", .text = &wish->link},
	    {"start", 0, "DATE", "of an event", .text = &wish->start},
	    {"end", 0, "DATE", "of an event", .text = &wish->end},
	    {"zone", 0, "ZONE", "of an event: whose clocks tell its time", .text = &wish->zone},
	    {"repeat", 0, "RULE", "of an event: FREQ=WEEKLY …", .text = &wish->repeat},
	    {"name", 0, "NAME", "of a member", .text = &wish->name},
	    {"dir", 0, "DIR", "the clone, if it is not the present folder", .text = &request->folder},
	};
	const struct cmd_usage usage = {
	    .synopsis = "new topic FORUM TITLE | reply PATH | … [--author HANDLE] [--edit]",
	    .about = about,
	    .options = options,
	    .noptions = ARRAY_LEN(options),
	    .operands_min = 1,
	    .operands_max = 3,
	};
	char **operands;
	int rc = cmd_parse(&usage, argc, argv, &operands, err);
	return rc ? rc : choose_thing(request, operands, err);
}

/* Nothing is made in a folder that holds no content: most likely it is the wrong one. */
static int check_root(const struct request *request, struct err *err)
{
	static const char *const marks[] = {"index.md", "forums", "tutorials", "pages", "members"};
	const struct new_wish *wish = &request->wish;
	for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
		if (!access(arena_printf(wish->arena, "%s/%s", wish->root, marks[i]), F_OK))
			return 0;
	}
	return err_set(
	    err, ERR_INPUT,
	    "%s holds no content (no index.md, no forums/): go to the top of your clone, or name it with --dir",
	    strcmp(wish->root, ".") ? wish->root : "this folder");
}

static int find_author(struct new_wish *wish, struct err *err)
{
	static const char *const args[] = {"config", "--get", "user.stoa", NULL};
	struct str out;
	int status = 1;
	if (!wish->author) {
		str_init(&out, 256);
		int rc = git_cli(wish->root, args, &out, &status, err);
		wish->author = arena_dupn(wish->arena, out.at, strcspn(out.at, "\n"));
		str_release(&out);
		if (rc || status || !*wish->author)
			return err_set(err, ERR_INPUT,
			               "who writes it? `git config user.stoa HANDLE` says it for this clone, --author "
			               "HANDLE once");
	}
	if (!text_is_handle(wish->author, strlen(wish->author)))
		return err_set(err, ERR_INPUT, "'%s' is not a handle (2 to %d of a-z 0-9 - _)", wish->author,
		               TEXT_HANDLE_MAX);
	return 0;
}

static int set_date(const char *text, const char *option, int64_t *at, struct err *err)
{
	return text && date_parse(text, at, err) ? err_prefix(err, "%s", option) : 0;
}

static void set_tags(const struct new_wish *wish, struct page_texts *tags)
{
	const char **at = arena_alloc(wish->arena, wish->tags ? strlen(wish->tags) + 1 : 1, sizeof(*at));
	size_t n = 0;
	for (const char *s = wish->tags; s && *s;) {
		size_t len = strcspn(s, ", ");
		if (len)
			at[n++] = arena_dupn(wish->arena, s, len);
		s += len + (s[len] != '\0');
	}
	*tags = (struct page_texts){at, n};
}

/* Keys that its kind of page does not have are not written. */
static int fill(const struct request *request, struct page *page, struct err *err)
{
	const struct new_wish *wish = &request->wish;
	if (request->thing->has_title)
		page->title = wish->operands[request->thing->noperands - 1];
	if (page->place.kind == PAGE_REPLY)
		page->reply_to = new_reply_to(wish);
	page->author = wish->author ? wish->author : "";
	page->date = wish->date;
	page->link = wish->link ? wish->link : "";
	page->name = wish->name ? wish->name : "";
	page->zone = wish->zone ? wish->zone : "";
	page->repeat = wish->repeat ? wish->repeat : "";
	set_tags(wish, &page->tags);
	return set_date(wish->start, "--start", &page->start, err) || set_date(wish->end, "--end", &page->end, err) ? -1
	                                                                                                            : 0;
}

/* The front matter goes through the parser before it goes to disk: what is made here is never refused by a check. */
static int write_page(const struct request *request, const char *path, struct str *text, struct err *err)
{
	const struct new_wish *wish = &request->wish;
	struct config conf;
	struct page_place place;
	struct page page, again;
	enum out_result result;
	int root;
	if (page_locate(path, wish->arena, &place, err))
		return -1;
	page_init(&page, &place);
	if (fill(request, &page, err) || config_load(&conf, wish->arena, NULL, err))
		return -1;
	const struct page_limits limits = {SIZE_MAX, (size_t)conf.front_matter_max, (size_t)conf.title_max};
	config_release(&conf);
	page_write(&page, "", 0, text);
	if (page_parse(&place, text->at, text->len, &limits, wish->arena, &again, err))
		return -1;
	if (out_open_root(wish->root, &root, err))
		return -1;
	int rc = out_write(root, path, text->at, text->len, &result, err);
	close(root);
	return rc;
}

static int edit(const char *file, struct err *err)
{
	const char *editor = getenv("VISUAL");
	pid_t pid;
	int how;
	if (!editor || !*editor)
		editor = getenv("EDITOR");
	if (!editor || !*editor)
		return err_set(err, ERR_INPUT, "--edit: neither VISUAL nor EDITOR names an editor");
	/* An editor may be given with options, so the shell takes it apart; the file is an argument. */
	char *script = base_alloc(strlen(editor) + 8, 1);
	snprintf(script, strlen(editor) + 8, "%s \"$1\"", editor);
	char *argv[] = {(char[]){"sh"}, (char[]){"-c"}, script, (char[]){"stoa"}, (char *)(uintptr_t)file, NULL};
	errno = posix_spawnp(&pid, "sh", NULL, NULL, argv, environ);
	free(script);
	if (errno)
		return err_sys(err, "sh");
	while (waitpid(pid, &how, 0) < 0) {
		if (errno != EINTR)
			return err_sys(err, "%s", editor);
	}
	return how ? err_set(err, ERR_SYS, "%s did not end well; the file is %s", editor, file) : 0;
}

static int make(struct request *request, struct err *err)
{
	struct new_wish *wish = &request->wish;
	struct str text;
	const char *path;
	wish->root = request->folder ? request->folder : ".";
	wish->date = time(NULL);
	if (check_root(request, err) || set_date(request->date, "--date", &wish->date, err))
		return -1;
	if (request->thing->has_author && find_author(wish, err))
		return -1;
	if (request->thing->place(wish, &path, err))
		return -1;
	str_init(&text, 1 << 20);
	int rc = write_page(request, path, &text, err);
	str_release(&text);
	if (rc)
		return -1;
	const char *file = request->folder ? arena_printf(wish->arena, "%s/%s", request->folder, path) : path;
	puts(file);
	fflush(stdout);
	return request->edit ? edit(file, err) : 0;
}

int cmd_new(int argc, char **argv, struct err *err)
{
	struct request request = {0};
	struct arena arena;
	int rc = read_request(argc, argv, &request, err);
	if (rc || crypto_init(err))
		return rc > 0 ? 0 : -1;
	arena_init(&arena);
	request.wish.arena = &arena;
	rc = make(&request, err);
	arena_release(&arena);
	return rc;
}
