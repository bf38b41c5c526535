#include "cmd.h"
#include "starter.h"

#include "core/base/out.h"
#include "core/queue/queue.h"
#include "core/site/site.h"
#include "core/state/state.h"
#include "core/text/crypto.h"
#include "core/text/escape.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

static const char about[] =
    "Makes a community in DIR that runs: settings, the public repository with its first commit, the\n"
    "private queue, a secret key, and hooks that judge a push and build after it. Either all of it is there\n"
    "when the command ends, or none.\n"
    "\n"
    "  stoa init --title \"Allotment 12\" --url https://allotment.example.org/ mysite\n"
    "  stoa member add rosa --role admin --name Rosa --site mysite\n"
    "  stoa serve mysite";

struct request {
	const char *dir, *title, *url, *from;
	bool force;
	const char *temp; /* everything is made here, beside dir, and renamed at the end */
	size_t files, left_out;
	struct arena arena;
};

static int read_request(int argc, char **argv, struct request *request, struct err *err)
{
	const struct cmd_option options[] = {
	    {"title", 't', "TEXT", "what the community is called", .text = &request->title},
	    {"url", 'u', "URL", "where it will be (http://localhost:8080/)", .text = &request->url},
	    {"from", 'f', "FOLDER", "take this folder's files as the first content", .text = &request->from},
	    {"force", 0, NULL, "DIR may hold other files already", .flag = &request->force},
	};
	const struct cmd_usage usage = {
	    .synopsis = "init [OPTIONS] DIR",
	    .about = about,
	    .options = options,
	    .noptions = ARRAY_LEN(options),
	    .operands_min = 1,
	    .operands_max = 1,
	};
	char **operands;
	int rc = cmd_parse(&usage, argc, argv, &operands, err);
	if (!rc)
		request->dir = operands[0];
	return rc;
}

static const char *below(struct request *request, const char *name)
{
	return arena_printf(&request->arena, "%s/%s", request->temp, name);
}

/* "" and "." mean nothing in front of a name; a slash at the end is noise. */
static int place(struct request *request, struct err *err)
{
	size_t n = strlen(request->dir);
	while (n > 1 && request->dir[n - 1] == '/')
		n--;
	request->dir = arena_dupn(&request->arena, request->dir, n);
	char *real = realpath(request->dir, NULL);
	if (real)
		request->dir = arena_dup(&request->arena, real);
	free(real);
	char *temp = arena_printf(&request->arena, "%s.stoa-init-XXXXXX", request->dir);
	if (!mkdtemp(temp))
		return err_sys(err, "cannot make a folder beside %s", request->dir);
	request->temp = temp;
	return chmod(temp, 0755) ? err_sys(err, "%s", temp) : 0;
}

static int check_place(struct request *request, struct err *err)
{
	DIR *dir = opendir(request->dir);
	bool empty = true;
	if (!dir)
		return errno == ENOENT ? 0 : err_sys(err, "%s", request->dir);
	for (struct dirent *entry; (entry = readdir(dir));)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			empty = false;
	closedir(dir);
	if (!empty && !request->force)
		return err_set(err, ERR_INPUT, "%s is not empty (--force makes the community beside what is there)",
		               request->dir);
	return 0;
}

static int write_settings(struct request *request, struct err *err)
{
	struct str text;
	str_init(&text, 64 * 1024);
	str_addz(&text,
	         "# The settings of this community, in git-config syntax. `stoa config` prints every setting with its\n"
	         "# value and meaning; site.conf(5) is its manual.\n"
	         "[site]\n\ttitle = ");
	escape_config(&text, request->title);
	str_addz(&text, "\n\t# Where readers find it. Links in feeds and mails begin with this.\n\turl = ");
	escape_config(&text, request->url);
	str_addz(&text, "\n\t# menu = About | /about/\n"
	                "[moderation]\n"
	                "\t# Whose posts wait for a moderator: everyone, guests or nobody.\n"
	                "\thold = everyone\n");
	int rc = str_check(&text, "site.conf", err);
	if (!rc)
		rc = out_write_durable(below(request, "site.conf"), text.at, text.len, 0644, err);
	str_release(&text);
	return rc;
}

static int make_folders(struct request *request, struct err *err)
{
	static const struct {
		const char *name;
		mode_t mode;
	} folders[] = {{"state", 0700}, {"cache", 0755}, {"public", 0755}};
	for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
		const char *path = below(request, folders[i].name);
		if (mkdir(path, folders[i].mode) || chmod(path, folders[i].mode))
			return err_sys(err, "%s", path);
	}
	return 0;
}

static int make_state(struct request *request, struct err *err)
{
	unsigned char key[CRYPTO_KEY];
	struct state *state;
	crypto_random(key, sizeof(key));
	if (out_write_durable(below(request, "state/secret"), key, sizeof(key), 0600, err) ||
	    state_open(&state, below(request, "state/state.db"), err))
		return -1;
	state_close(state);
	return 0;
}

/* Files of contrib/ without their first lines, in whose place this program's own path stands. */
static const char after_push[] =
    "# content.git/hooks/post-receive: after a push, puts away the submissions that it merged and builds\n"
    "# the site. `stoa init` installs this with the path of the program in front.\n"
    "command -v \"${stoa:=stoa}\" >/dev/null || stoa=stoa\n"
    "unset GIT_DIR GIT_QUARANTINE_PATH\n"
    "cat >/dev/null\n"
    "cd .. || exit\n"
    "\"$stoa\" queue sweep\n"
    "exec \"$stoa\" build .\n";
static const char in_push[] =
    "# hooks/pre-receive and hooks/proc-receive of content.git and queue.git: what a push may do. `stoa init`\n"
    "# installs them with the path of the program in front, and tells git to ask proc-receive:\n"
    "#   git -C content.git config receive.procReceiveRefs refs/for\n"
    "#   git -C queue.git config receive.procReceiveRefs d:refs/heads\n"
    "command -v \"${stoa:=stoa}\" >/dev/null || stoa=stoa\n"
    "unset GIT_DIR\n"
    "exec \"$stoa\" receive \"${0##*/}\" ..\n";

static const struct {
	const char *path, *text;
} hooks[] = {
    {"content.git/hooks/post-receive", after_push}, {"content.git/hooks/pre-receive", in_push},
    {"content.git/hooks/proc-receive", in_push},    {"queue.git/hooks/pre-receive", in_push},
    {"queue.git/hooks/proc-receive", in_push},
};

static const struct {
	const char *repository, *key, *value;
} git_settings[] = {
    {"content.git", "receive.procReceiveRefs", "refs/for"},
    {"queue.git", "receive.procReceiveRefs", "d:refs/heads"},
    {"queue.git", "receive.advertisePushOptions", "true"},
};

static int install_hook(struct request *request, const char *path, const char *hook, struct err *err)
{
	char self[4096];
	struct str text;
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	self[n > 0 ? n : 0] = '\0';
	str_init(&text, 64 * 1024);
	str_addz(&text, "#!/bin/sh\nstoa=");
	escape_shell(&text, n > 0 ? self : "stoa");
	str_addc(&text, '\n');
	str_addz(&text, hook);
	int rc = str_check(&text, path, err);
	if (!rc)
		rc = out_write_durable(below(request, path), text.at, text.len, 0755, err);
	str_release(&text);
	return rc;
}

static int install_hooks(struct request *request, struct err *err)
{
	static const char *const folders[] = {"content.git/hooks", "queue.git/hooks"};
	for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
		if (mkdir(below(request, folders[i]), 0755) && errno != EEXIST)
			return err_sys(err, "%s", below(request, folders[i]));
	}
	for (size_t i = 0; i < ARRAY_LEN(hooks); i++) {
		if (install_hook(request, hooks[i].path, hooks[i].text, err))
			return -1;
	}
	for (size_t i = 0; i < ARRAY_LEN(git_settings); i++) {
		if (store_configure(below(request, git_settings[i].repository), git_settings[i].key, git_settings[i].value, err))
			return -1;
	}
	return 0;
}

static int gather(struct request *request, struct starter_files *files, struct err *err)
{
	if (request->from)
		return starter_read(request->from, &request->arena, files, &request->left_out, err);
	starter_write(request->title, time(NULL), &request->arena, files);
	return 0;
}

static int commit_first(struct request *request, struct queue *queue, struct err *err)
{
	struct starter_files files = {0};
	struct store_id commit;
	size_t moved, dropped;
	int64_t now = time(NULL);
	int rc = gather(request, &files, err);
	struct queue_submission first = {.author = "stoa",
	                                 .summary = request->from ? "begin with what was there" : "begin",
	                                 .edits = files.at,
	                                 .nedits = files.len,
	                                 .now = now};
	if (!rc)
		rc = queue_publish(queue, &first, &commit, err);
	if (!rc)
		rc = queue_sweep(queue, now, 1, &moved, &dropped, err);
	request->files = files.len;
	VEC_RELEASE(&files);
	return rc;
}

static int make_repositories(struct request *request, const struct site *site, struct err *err)
{
	struct queue *queue;
	struct queue_options options = {below(request, "content.git"), below(request, "queue.git"),
	                                site->conf.content_ref, site->host};
	if (store_create(options.content, NULL, err) || store_create(options.repository, options.content, err))
		return -1;
	if (install_hooks(request, err) || queue_open(&queue, &options, err))
		return -1;
	int rc = commit_first(request, queue, err);
	queue_close(queue);
	return rc;
}

static int make_all(struct request *request, struct err *err)
{
	struct site site;
	if (write_settings(request, err) || make_folders(request, err) || make_state(request, err))
		return -1;
	if (site_open(&site, request->temp, err))
		return -1;
	int rc = make_repositories(request, &site, err);
	site_close(&site);
	return rc;
}

/* A missing DIR appears in one step; in one that is there, part by part, the settings last. */
static int put_in_place(struct request *request, struct err *err)
{
	static const char *const parts[] = {"content.git", "queue.git", "state", "cache", "public", "site.conf"};
	if (access(request->dir, F_OK))
		return rename(request->temp, request->dir) ? err_sys(err, "cannot make %s", request->dir) : 0;
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (access(arena_printf(&request->arena, "%s/%s", request->dir, parts[i]), F_OK) == 0)
			return err_set(err, ERR_INPUT, "%s/%s is there already", request->dir, parts[i]);
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (rename(below(request, parts[i]), arena_printf(&request->arena, "%s/%s", request->dir, parts[i])))
			return err_sys(err, "%s/%s", request->dir, parts[i]);
	return 0;
}

static int remove_entry(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st, (void)kind, (void)at;
	return remove(path);
}

static void clean_up(struct request *request)
{
	if (request->temp)
		nftw(request->temp, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static void report(const struct request *request)
{
	printf("%s is a community now, with %zu files in its first commit.\n", request->dir, request->files);
	if (request->left_out)
		fprintf(stderr, "%zu symbolic links were left out\n", request->left_out);
	struct str dir;
	str_init(&dir, 64 * 1024);
	escape_shell(&dir, request->dir);
	printf("\nnext:\n  stoa member add HANDLE --role admin --site %s\n  stoa serve %s\n", dir.at, dir.at);
	str_release(&dir);
}

int cmd_init(int argc, char **argv, struct err *err)
{
	struct request request = {.title = "My community", .url = "http://localhost:8080/"};
	int rc = read_request(argc, argv, &request, err);
	if (rc || crypto_init(err))
		return rc > 0 ? 0 : -1;
	arena_init(&request.arena);
	rc =
	    check_place(&request, err) || place(&request, err) || make_all(&request, err) || put_in_place(&request, err)
	        ? -1
	        : 0;
	clean_up(&request);
	if (!rc)
		report(&request);
	arena_release(&request.arena);
	return rc;
}
