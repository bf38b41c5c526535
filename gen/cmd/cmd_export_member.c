#include "gen/desk/desk.h"
#include "cmd.h"

#include "core/people/member_export.h"
#include "core/theme/theme.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static const char about[] =
    "Writes everything that is kept about a member as one ZIP: account, sessions and letters out of\n"
    "state/, their posts, votes and files with the dates of changes, and what they sent with the\n"
    "verdicts. It has no password and no token. It is for that member: hand it over as you would a letter.\n"
    "\n"
    "  stoa export-member ada                  writes ada.zip\n"
    "  stoa export-member ada --out - | ssh …  writes to standard output";

struct request {
	const char *handle, *site, *out;
};

struct output {
	int fd;
	int error; /* errno */
};

static bool put(void *self, const void *bytes, size_t n)
{
	struct output *output = self;
	for (const char *at = bytes; n;) {
		ssize_t written = write(output->fd, at, n);
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0) {
			output->error = errno;
			return false;
		}
		at += written;
		n -= (size_t)written;
	}
	return true;
}

static int export_to(struct desk *desk, struct state *state, const char *handle, const struct bundle_sink *sink, struct err *err)
{
	const struct config *conf = &desk->site.conf;
	struct theme *theme = NULL;
	struct state_person person;
	unsigned char secret[CRYPTO_KEY];
	struct member_export export = {.queue = desk->queue, .state = state, .conf = conf, .person = &person, .now = desk->now};
	if (theme_open(&theme, desk->site.themes, conf->theme_name, conf->site_language, err))
		return -1;
	export.words = theme_words(theme);
	int rc = site_secret(&desk->site, secret, err) || state_person_find(state, handle, secret, &desk->arena, &person, err) ||
	         member_export(&export, sink, err);
	theme_close(theme);
	return rc ? -1 : 0;
}

/* Nobody else can read it, and there is none where it failed. */
static int write_file(struct desk *desk, struct state *state, const struct request *request, struct err *err)
{
	const char *path = request->out ? request->out : arena_printf(&desk->arena, "%s.zip", request->handle);
	bool pipe = !strcmp(path, "-");
	struct output output = {pipe ? STDOUT_FILENO : open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600), 0};
	struct bundle_sink sink = {put, &output};
	if (output.fd < 0)
		return err_sys(err, "%s", path);
	int rc = export_to(desk, state, request->handle, &sink, err);
	if (output.error) {
		errno = output.error;
		rc = err_sys(err, "%s", path);
	}
	if (!pipe && (close(output.fd) && !rc))
		rc = err_sys(err, "%s", path);
	if (!pipe && rc)
		unlink(path);
	if (!pipe && !rc)
		printf("%s\n", path);
	return rc;
}

static int run(const struct request *request, struct err *err)
{
	struct desk desk;
	struct state *state;
	if (desk_open(&desk, request->site, err))
		return -1;
	int rc = state_open(&state, desk.site.state_db, err);
	if (!rc) {
		rc = write_file(&desk, state, request, err);
		state_close(state);
	}
	desk_close(&desk);
	return rc;
}

int cmd_export_member(int argc, char **argv, struct err *err)
{
	struct request request = {0};
	const struct cmd_option options[] = {
	    {"site", 's', "DIR", "the site, if it is not the present folder", .text = &request.site},
	    {"out", 'o', "FILE", "where to write it; - is standard output", .text = &request.out},
	};
	const struct cmd_usage usage = {.synopsis = "export-member HANDLE [--out FILE]",
	                                .about = about,
	                                .options = options,
	                                .noptions = ARRAY_LEN(options),
	                                .operands_min = 1,
	                                .operands_max = 1};
	char **operands;
	int rc = cmd_parse(&usage, argc, argv, &operands, err);
	if (rc)
		return rc > 0 ? 0 : -1;
	request.handle = operands[0];
	return run(&request, err);
}
