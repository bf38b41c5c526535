#include "gen/desk/desk.h"
#include "cmd.h"

#include "core/people/erase.h"
#include "core/text/crypto.h"
#include "core/theme/theme.h"
#include "gen/past/rewrite.h"

static const char about[] =
    "Takes a member out of the community, for good:\n"
    "\n"
    "  leave      account, address, sessions, follows, tokens and all that is not published go; the\n"
    "             profile and the posts stay, and say that the member has left\n"
    "  anonymise  the profile goes too, and the posts are by \"Former member\"\n"
    "  delete     the texts, votes and files go too; where a post stood it says that it was deleted\n"
    "\n"
    "One commit. What others wrote is not touched, nor is the history of the repository, unless\n"
    "--history writes it anew: every commit again, without the name or the texts. All clones must then\n"
    "be made anew; nobody can post while it lasts.\n"
    "Asks you to type the handle. Whoever was killed half-way may be run again.";

struct request {
	struct desk desk;
	const char *handle, *site, *by, *reason;
	enum erase_how how;
	bool dry, yes, no_build, history, no_backup;
};

static void print_found(const struct erased *erased)
{
	static const struct {
		enum trace what;
		const char *one, *many;
	} rows[] = {{TRACE_PROFILE, "profile", "profiles"}, {TRACE_POST, "post", "posts"}, {TRACE_PAGE, "page", "pages"},
	            {TRACE_VOTES, "file of votes", "files of votes"}, {TRACE_FILE, "file", "files"},
	            {TRACE_LOG, "entry of the log", "entries of the log"}};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		size_t n = erased->found[rows[i].what];
		if (n)
			printf("  %zu %s\n", n, n == 1 ? rows[i].one : rows[i].many);
	}
	if (erased->submissions)
		printf("  %zu of the queue\n", erased->submissions);
}

/* What is not theirs to take away. */
static void print_mentions(const struct erased *erased, const char *handle)
{
	size_t n = erased->found[TRACE_MENTION];
	if (!n)
		return;
	printf("%zu page%s by others call%s @%s by name, and stay as they are:\n", n, n == 1 ? "" : "s", n == 1 ? "s" : "", handle);
	for (size_t i = 0; erased->mentions[i]; i++)
		printf("  %s\n", erased->mentions[i]);
	if (n > ERASE_MENTIONS)
		printf("  and %zu more\n", n - ERASE_MENTIONS);
}

static void print_remains(const struct request *request)
{
	const char *what = request->how == ERASE_DELETE ? "texts and the name" : "name";
	if (request->how == ERASE_LEAVE)
		puts("The profile and the posts are public as before.");
	else
		printf("In older commits of content.git, and in every clone of it, the %s can still be found; mirrors and web\n"
		       "archives may have copies too. Titles stay in addresses.\n",
		       what);
}

static int confirm(const struct request *request, struct err *err)
{
	char line[64];
	if (request->yes)
		return 0;
	fflush(stdout);
	fprintf(stderr, "This cannot be taken back. Type the handle to go on: ");
	if (!fgets(line, sizeof(line), stdin))
		line[0] = '\0';
	line[strcspn(line, "\r\n")] = '\0';
	return strcmp(line, request->handle) ? err_set(err, ERR_INPUT, "nothing was done") : 0;
}

/* What the member wished needs nobody's name; what was done to them stands in the log with it. */
static int find_admin(struct request *request, struct erase *erase, struct err *err)
{
	struct page profile;
	const char *who;
	if (desk_member(&request->desk, request->by, &who, &profile, err))
		return -1;
	if (profile.role < ROLE_ADMIN)
		return err_set(err, ERR_DENIED, "%s is not an admin", who);
	if (request->reason) {
		char *id = arena_alloc(&request->desk.arena, CRYPTO_ID_TEXT, 1);
		crypto_id(request->desk.now, id);
		erase->by = who;
		erase->reason = request->reason;
		erase->id = id;
	}
	return 0;
}

static void print_clones(const struct rewritten *rewritten, const char *backup)
{
	char old[STORE_HEX], new[STORE_HEX];
	store_hex(&rewritten->old, old);
	store_hex(&rewritten->new, new);
	printf("history: %zu of %zu commits and %zu versions of files are others now\n"
	       "main was %s\n"
	       "main is  %s, with the same files\n",
	       rewritten->changed, rewritten->commits, rewritten->files, old, new);
	puts("\nEverybody who has a clone has the old history, and a push or a merge from it would bring it back. Tell\n"
	     "them to make the clone anew, or, with nothing of their own in it:\n"
	     "  git fetch origin && git reset --hard origin/main && git reflog expire --expire=now --all && git gc --prune=now\n"
	     "and whoever has work of their own: git rebase --onto origin/main OLD-MAIN BRANCH before that. Mirrors and forges\n"
	     "take it by a forced push; ask the forge to remove its own copies (pull requests, caches).");
	if (backup)
		printf("\nThe old history is in %s, which only you can read. Delete it as soon as you are sure.\n", backup);
}

/* The name that was given when it was first taken away, so that doing it again changes nothing. */
static int find_gone(struct request *request, const struct erased *erased, const char **gone, struct err *err)
{
	struct desk *desk = &request->desk;
	struct store *store = queue_content(desk->queue);
	struct store_id main;
	*gone = erased->gone;
	if (erased->committed)
		return 0;
	if (store_resolve(store, desk->site.conf.content_ref, &main, err) ||
	    erase_gone_as(store, &desk->site.conf, &main, request->handle, &desk->arena, gone, err))
		return -1;
	*gone = *gone ? *gone : erased->gone;
	return 0;
}

static int rewrite_now(struct request *request, const struct erase *erase, const struct erased *erased, struct err *err)
{
	struct desk *desk = &request->desk;
	struct forget forget = {.handle = request->handle, .texts = request->how == ERASE_DELETE};
	struct rewrite rewrite = {.site = &desk->site, .queue = desk->queue, .arena = &desk->arena, .forget = &forget};
	struct rewritten rewritten;
	char id[CRYPTO_ID_TEXT];
	crypto_id(desk->now, id);
	if (!request->no_backup)
		rewrite.backup = arena_printf(&desk->arena, "%s/before-%s.bundle", desk->site.state, id);
	if (find_gone(request, erased, &forget.gone, err) || erase_words(erase->words, &desk->arena, &forget.title, &forget.body, err) ||
	    rewrite_history(&rewrite, &rewritten, err))
		return -1;
	print_clones(&rewritten, rewrite.backup);
	return 0;
}

static int erase_now(struct request *request, struct erase *erase, struct err *err)
{
	struct desk *desk = &request->desk;
	struct erased erased;
	if (state_open(&erase->state, desk->site.state_db, err))
		return -1;
	int rc = erase_member(erase, &desk->arena, &erased, err);
	state_close(erase->state);
	if (rc)
		return -1;
	printf("%s: done%s\n", request->handle, erased.committed ? "" : "; nothing was left to change in the content");
	if (erased.committed && *erased.gone)
		printf("posts and votes that stay are by %s now\n", erased.gone);
	if (request->history && rewrite_now(request, erase, &erased, err))
		return -1;
	if (!request->history)
		print_remains(request);
	fflush(stdout);
	return request->no_build || (!erased.committed && !request->history) ? 0 : desk_build(desk, err);
}

static int run(struct request *request, struct erase *erase, struct err *err)
{
	struct desk *desk = &request->desk;
	struct erased erased;
	if (find_admin(request, erase, err) || erase_look(erase, &desk->arena, &erased, err))
		return -1;
	printf("%s: %s\n", request->handle, erase_how_name(request->how));
	print_found(&erased);
	print_mentions(&erased, request->handle);
	if (request->dry) {
		print_remains(request);
		return 0;
	}
	return confirm(request, err) ? -1 : erase_now(request, erase, err);
}

static int with_theme(struct request *request, struct err *err)
{
	struct desk *desk = &request->desk;
	const struct config *conf = &desk->site.conf;
	struct theme *theme;
	unsigned char secret[CRYPTO_KEY];
	if (site_secret(&desk->site, secret, err) || theme_open(&theme, desk->site.themes, conf->theme_name, conf->site_language, err))
		return -1;
	struct erase erase = {.queue = desk->queue, .conf = conf, .words = theme_words(theme), .secret = secret,
	                      .handle = request->handle, .how = request->how, .now = desk->now};
	int rc = run(request, &erase, err);
	theme_close(theme);
	return rc;
}

static int read_request(int argc, char **argv, struct request *request, struct err *err)
{
	const struct cmd_option options[] = {
	    {"site", 's', "DIR", "the site, if it is not the present folder", .text = &request->site},
	    {"by", 'b', "HANDLE", "the admin who does it, if git's user.stoa or $USER does not say it", .text = &request->by},
	    {"reason", 'r', "TEXT", "it is not the member's own wish: why, for the public log", .text = &request->reason},
	    {"history", 0, NULL, "write the history of the repository anew, without them", .flag = &request->history},
	    {"no-backup", 0, NULL, "keep no private bundle of the old history", .flag = &request->no_backup},
	    {"dry-run", 'n', NULL, "say what would be done, and do nothing", .flag = &request->dry},
	    {"yes", 'y', NULL, "do not ask", .flag = &request->yes},
	    {"no-build", 0, NULL, "do not build the site afterwards", .flag = &request->no_build},
	};
	const struct cmd_usage usage = {.synopsis = "erase HANDLE leave|anonymise|delete [--history] [--dry-run] [--reason TEXT]",
	                                .about = about,
	                                .options = options,
	                                .noptions = ARRAY_LEN(options),
	                                .operands_min = 2,
	                                .operands_max = 2};
	char **operands;
	int rc = cmd_parse(&usage, argc, argv, &operands, err);
	if (rc)
		return rc;
	request->handle = operands[0];
	if (!erase_how_parse(operands[1], &request->how))
		return err_set(err, ERR_INPUT, "%s: wants leave, anonymise or delete", operands[1]);
	if (request->history && request->how == ERASE_LEAVE)
		return err_set(err, ERR_INPUT, "--history: who leaves keeps name and posts; it goes with anonymise or delete");
	return 0;
}

int cmd_erase(int argc, char **argv, struct err *err)
{
	struct request request = {0};
	int rc = read_request(argc, argv, &request, err);
	if (rc || desk_open(&request.desk, request.site, err))
		return rc > 0 ? 0 : -1;
	rc = with_theme(&request, err);
	desk_close(&request.desk);
	return rc;
}
