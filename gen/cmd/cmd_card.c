#include "gen/render/card.h"
#include "cmd.h"

#include "core/base/out.h"
#include "core/page/page.h"
#include "core/site/config.h"
#include "core/site/option.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FILE_BYTES = 4 * 1024 * 1024, PNG_BYTES = 16 * 1024 * 1024, SVG_BYTES = 64 * 1024 };

static const char about[] =
    "Draws the picture that a link to a page shows elsewhere: 1200 by 630 pixels with the page's title,\n"
    "by rsvg-convert and this machine's fonts. Names pages in a clone of the content:\n"
    "\n"
    "  stoa card index.md forums/help/index.md tutorials/getting-started/index.md\n"
    "\n"
    "The picture is card.png beside the page, which then says so (image: card.png). A forum's or series'\n"
    "stands for all of its topics or lessons that have no picture of their own. For every other page\n"
    "set site.image = /index/card.png, which is the picture of index.md.";

struct request {
	const char *folder, *community, *colour;
	char *const *paths;
};

static int read_request(int argc, char **argv, struct request *request, struct err *err)
{
	const struct cmd_option options[] = {
	    {"community", 'c', "NAME", "the small line at the foot (the title of index.md)", .text = &request->community},
	    {"colour", 0, "#RRGGBB", "of the ground (#20618e)", .text = &request->colour},
	    {"dir", 0, "DIR", "the clone, if it is not the present folder", .text = &request->folder},
	};
	const struct cmd_usage usage = {
	    .synopsis = "card [--community NAME] [--colour #RRGGBB] PAGE.md ...",
	    .about = about,
	    .options = options,
	    .noptions = ARRAY_LEN(options),
	    .operands_min = 1,
	    .operands_max = 1000,
	};
	char **operands;
	*request = (struct request){.folder = ".", .colour = "#20618e"};
	int rc = cmd_parse(&usage, argc, argv, &operands, err);
	request->paths = operands;
	return rc ? rc : option_check_colour(request->colour, err);
}

/* ---- a page ---- */

static int read_page(const struct request *request, const char *path, struct str *text, struct arena *arena,
                     struct page *page, struct err *err)
{
	struct page_limits limits = {FILE_BYTES, FILE_BYTES, FILE_BYTES};
	struct page_place place;
	if (page_locate(path, arena, &place, err))
		return -1;
	if (place.kind == PAGE_NONE || place.kind == PAGE_REPLY || place.kind == PAGE_ATTACHMENT || place.kind == PAGE_VOTES ||
	    place.kind == PAGE_RULES || place.kind == PAGE_MEMBER || place.kind == PAGE_VERDICT)
		return err_set(err, ERR_INPUT, "%s: not a page that has a picture", path);
	return str_read_file(text, arena_printf(arena, "%s/%s", request->folder, path), err) ||
	               page_parse(&place, text->at, text->len, &limits, arena, page, err)
	           ? -1
	           : 0;
}

static const char *community_of(const struct request *request, struct arena *arena)
{
	struct page home = {.title = ""};
	struct str text;
	struct err err = {0};
	if (request->community)
		return request->community;
	str_init(&text, FILE_BYTES);
	const char *title = read_page(request, "index.md", &text, arena, &home, &err) ? "" : arena_dup(arena, home.title);
	str_release(&text);
	return title;
}

/* ---- pixels ---- */

/* A file in memory: rsvg-convert may read as slowly as it likes. */
static int file_of(const struct str *svg, struct err *err)
{
	int fd = memfd_create("card.svg", MFD_CLOEXEC);
	if (fd < 0 || write(fd, svg->at, svg->len) != (ssize_t)svg->len || lseek(fd, 0, SEEK_SET)) {
		if (fd >= 0)
			close(fd);
		return err_sys(err, "card.svg");
	}
	return fd;
}

static int spawn(int from, int to, pid_t *pid)
{
	static const char *const argv[] = {"rsvg-convert", "--format=png", "--width=1200", "--height=630", NULL};
	posix_spawn_file_actions_t actions;
	int rc = posix_spawn_file_actions_init(&actions);
	if (rc)
		return rc;
	rc = posix_spawn_file_actions_adddup2(&actions, from, STDIN_FILENO);
	if (!rc)
		rc = posix_spawn_file_actions_adddup2(&actions, to, STDOUT_FILENO);
	if (!rc)
		rc = posix_spawnp(pid, argv[0], &actions, NULL, (char *const *)(uintptr_t)argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return rc;
}

static int take_pixels(int from, struct str *png, struct err *err)
{
	int ends[2], status = 0;
	pid_t pid = -1;
	if (pipe2(ends, O_CLOEXEC))
		return err_sys(err, "rsvg-convert");
	int failed = spawn(from, ends[1], &pid);
	close(ends[1]);
	errno = failed;
	int rc = failed == ENOENT ? err_set(err, ERR_CONF, "there is no rsvg-convert (Debian has it in librsvg2-bin)")
	         : failed        ? err_sys(err, "rsvg-convert")
	                         : 0;
	bool started = !rc;
	if (started)
		rc = str_read_fd(png, ends[0], err);
	close(ends[0]);
	while (started && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (!rc && (status || !png->len))
		rc = err_set(err, ERR_SYS, "rsvg-convert failed");
	return rc;
}

static int make_png(const struct card *card, struct str *png, struct err *err)
{
	struct str svg;
	str_init(&svg, SVG_BYTES);
	card_draw(card, &svg);
	int rc = str_check(&svg, "card.svg", err), from = rc ? -1 : file_of(&svg, err);
	rc = from < 0 ? -1 : take_pixels(from, png, err);
	if (from >= 0)
		close(from);
	str_release(&svg);
	return rc;
}

/* ---- files ---- */

/* The author's front matter stays as it is; a line more says which picture. */
static int name_picture(int root, const char *path, const struct str *text, struct err *err)
{
	enum out_result result;
	struct str out;
	const char *first = memchr(text->at, '\n', text->len);
	if (!first)
		return err_set(err, ERR_INPUT, "%s: no front matter", path);
	str_init(&out, FILE_BYTES + 64);
	str_add(&out, text->at, (size_t)(first - text->at) + 1);
	str_addz(&out, "image: card.png\n");
	str_addz(&out, first + 1);
	int rc = str_check(&out, path, err) ? -1 : out_write(root, path, out.at, out.len, &result, err);
	str_release(&out);
	return rc;
}

static int draw(const struct request *request, const char *path, int root, struct err *err)
{
	enum out_result result;
	struct arena arena;
	struct page page = {.title = "", .image = ""};
	struct str text, png;
	arena_init(&arena);
	str_init(&text, FILE_BYTES);
	str_init(&png, PNG_BYTES);
	int rc = read_page(request, path, &text, &arena, &page, err);
	if (!rc) {
		bool purpose = page.place.kind == PAGE_HOME && !request->community;
		struct card card = {page.title, purpose ? page.description : community_of(request, &arena), request->colour};
		const char *file = arena_printf(&arena, "%s/card.png", page.place.stem);
		rc = make_png(&card, &png, err) || out_write(root, file, png.at, png.len, &result, err) ? -1 : 0;
		if (!rc && !*page.image)
			rc = name_picture(root, path, &text, err);
		if (!rc)
			puts(file);
	}
	str_release(&png);
	str_release(&text);
	arena_release(&arena);
	return rc ? err_prefix(err, "%s", path) : 0;
}

int cmd_card(int argc, char **argv, struct err *err)
{
	struct request request;
	int root, rc = read_request(argc, argv, &request, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	if (out_open_root(request.folder, &root, err))
		return -1;
	for (char *const *path = request.paths; *path && !rc; path++)
		rc = draw(&request, *path, root, err);
	close(root);
	return rc;
}
