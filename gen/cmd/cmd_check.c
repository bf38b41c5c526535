#include "gen/check/check.h"
#include "cmd.h"

#include "core/base/json.h"

#include <unistd.h>

struct request {
	const char *repo, *ref, *path, *base, *conf, *folder;
	bool json;
};

static int read_request(int argc, char **argv, struct request *request, struct err *err)
{
	const struct cmd_option options[] = {
	    {"base", 'b', "COMMIT", "only what changed since then", NULL, &request->base, NULL},
	    {"repo", 0, "PATH", "a repository, bare or not, in place of a folder", NULL, &request->repo, NULL},
	    {"ref", 0, "REF", "branch or commit of --repo (main)", NULL, &request->ref, NULL},
	    {"path", 0, "FOLDER", "where in --repo the content is (its root)", NULL, &request->path, NULL},
	    {"conf", 0, "FILE", "a site.conf, for its limits", NULL, &request->conf, NULL},
	    {"json", 0, NULL, "the problems as a JSON array", &request->json, NULL, NULL},
	};
	const struct cmd_usage usage = {
	    .synopsis = "check [DIR | --repo PATH --ref REF] [--base COMMIT] [--json]",
	    .about = "Is the content in order? Every problem is one line, 'file:line: key: what is wrong'. The exit\n"
	             "status is 0 where all is well and 65 where something is wrong. This is what a pull request is\n"
	             "checked with.\n"
	             "\n"
	             "  stoa check                          the clone or folder that you are in\n"
	             "  stoa check content                  a folder of it\n"
	             "  stoa check --base origin/main       what your branch changes, committed or not\n"
	             "  stoa check --repo content.git --ref feature --base main\n"
	             "\n"
	             "DIR may also be a site made by stoa init; then its published content is checked, with its\n"
	             "own limits.",
	    .options = options,
	    .noptions = ARRAY_LEN(options),
	    .operands_max = 1,
	};
	char **operands;
	int rc = cmd_parse(&usage, argc, argv, &operands, err);
	if (rc)
		return rc;
	request->folder = operands[0];
	if (request->repo && request->folder)
		return err_set(err, ERR_INPUT, "either a folder or --repo, not both");
	if (!request->repo && (request->ref || request->path))
		return err_set(err, ERR_INPUT, "--ref and --path go with --repo");
	return 0;
}

static bool holds(const char *folder, const char *name, struct arena *arena)
{
	return !access(arena_printf(arena, "%s/%s", folder, name), R_OK);
}

/* A site's folder stands for what it publishes, a bare repository for its main branch. */
static void take_repository(struct request *request, struct arena *arena)
{
	const char *folder = request->folder ? request->folder : ".";
	if (request->repo)
		return;
	if (holds(folder, "site.conf", arena) && holds(folder, "content.git", arena)) {
		request->repo = arena_printf(arena, "%s/content.git", folder);
		request->conf = request->conf ? request->conf : arena_printf(arena, "%s/site.conf", folder);
	} else if (holds(folder, "HEAD", arena) && holds(folder, "objects", arena) && holds(folder, "refs", arena)) {
		request->repo = folder;
	}
}

/* Files are named as they are from where the user stands. */
static const char *prefix_of(const struct request *request, struct arena *arena)
{
	const char *folder = request->repo ? request->path : request->folder;
	size_t n = folder ? strlen(folder) : 0;
	while (n && folder[n - 1] == '/')
		n--;
	return n && strcmp(folder, ".") ? arena_printf(arena, "%.*s/", (int)n, folder) : "";
}

static void print_lines(const struct check *check, const char *prefix)
{
	for (size_t i = 0; i < check->problems.len; i++) {
		const struct check_problem *p = &check->problems.at[i];
		printf("%s%s:%lld: %s%s%s%s\n", prefix, p->path, (long long)p->line, p->advice ? "advice: " : "",
		       p->key ? p->key : "", p->key ? ": " : "", p->what);
	}
}

static void print_json(const struct check *check, const char *prefix)
{
	struct str out;
	str_init(&out, 1 << 16);
	putchar('[');
	for (size_t i = 0; i < check->problems.len; i++) {
		const struct check_problem *p = &check->problems.at[i];
		char *file = base_alloc(strlen(prefix) + strlen(p->path) + 1, 1);
		memcpy(mempcpy(file, prefix, strlen(prefix)), p->path, strlen(p->path) + 1);
		const struct json_member members[] = {
		    {.name = "file", .text = file},
		    {.name = "line", .number = p->line, .is_number = true},
		    {.name = "key", .text = p->key},
		    {.name = "what", .text = p->what},
		    {.name = "level", .text = p->advice ? "advice" : "problem"},
		};
		str_reset(&out);
		json_put(&out, members, ARRAY_LEN(members));
		printf("%s\n%s", i ? "," : "", out.at);
		free(file);
	}
	puts("\n]");
	str_release(&out);
}

static int print(const struct check *check, const char *prefix, bool json, struct err *err)
{
	size_t n = 0;
	for (size_t i = 0; i < check->problems.len; i++)
		n += !check->problems.at[i].advice;
	if (json)
		print_json(check, prefix);
	else
		print_lines(check, prefix);
	if (n)
		return err_set(err, ERR_INPUT, "%zu problem%s in %zu page%s", n, n == 1 ? "" : "s", check->pages,
		               check->pages == 1 ? "" : "s");
	/* A job that looks into the wrong folder must not be content with it. */
	if (!check->files.len || !check->pages)
		return err_set(err, ERR_NOTFOUND, "there is no content here (no index.md, no forums/)");
	if (!json)
		printf("ok: %zu page%s\n", check->pages, check->pages == 1 ? "" : "s");
	return 0;
}

static int run(struct request *request, struct arena *arena, struct err *err)
{
	struct config conf;
	struct check check;
	take_repository(request, arena);
	if (config_load(&conf, arena, request->conf, err))
		return -1;
	check_init(&check, &conf);
	check.now = (int64_t)time(NULL);
	const struct check_commit commit = {
	    .repo = request->repo,
	    .ref = request->ref ? request->ref : "main",
	    .path = request->path ? request->path : "",
	    .base = request->base,
	};
	int rc = request->repo ? check_add_commit(&check, &commit, err)
	                       : check_add_folder(&check, request->folder ? request->folder : ".", request->base, err);
	if (!rc)
		rc = check_run(&check, err);
	if (!rc)
		rc = print(&check, prefix_of(request, arena), request->json, err);
	check_release(&check);
	config_release(&conf);
	return rc;
}

int cmd_check(int argc, char **argv, struct err *err)
{
	struct request request = {0};
	struct arena arena;
	int rc = read_request(argc, argv, &request, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	arena_init(&arena);
	rc = run(&request, &arena, err);
	arena_release(&arena);
	return rc;
}
