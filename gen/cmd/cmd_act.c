#include "gen/desk/desk.h"
#include "cmd.h"

#include "core/act/act_tell.h"
#include "core/people/act_letter.h"
#include "core/people/outbox.h"
#include "core/text/crypto.h"
#include "core/text/date.h"
#include "core/text/near.h"
#include "core/text/text.h"

enum { DAY = 86400 };

static const char about[] =
    "Does to published content what moderators, staff and authors may do: one commit, which for\n"
    "moderators brings an entry in the public log. stoa act --list names the acts.\n"
    "\n"
    "  stoa act lock /forums/help/2026/11/stairs/ --reason \"It turns in circles.\" --rule \"1. Be kind\"\n"
    "  stoa act accept forums/help/2026/11/stairs/20261122-170000-abc234.md\n"
    "  stoa act move /forums/help/2026/11/stairs/ --to talk\n"
    "  stoa act suspend bert --until 7d --reason \"Third warning.\"\n"
    "  stoa act undo 20261122-180000-xyz234\n"
    "\n"
    "TARGET is a path in the content, an address (with #ID for a reply), a member's handle, or, to\n"
    "undo, the id of an entry in the log.";

struct request {
	struct desk desk;
	const char *name, *target, *site, *by, *reason, *rule, *to, *until;
	bool list, no_build;
};

static void print_list(void)
{
	static const struct {
		unsigned need;
		const char *option;
	} needs[] = {{ACT_REASON, "--reason"}, {ACT_FORUM, "--to FORUM"}, {ACT_TOPIC, "--to TOPIC"}, {ACT_TITLE, "--to TITLE"},
	             {ACT_TAGS, "--to TAGS"},  {ACT_STATUS, "--to STATUS"}, {ACT_UNTIL, "--until DATE"}};
	size_t n;
	const struct act_row *rows = act_rows(&n);
	for (size_t i = 0; i < n; i++) {
		if (rows[i].needs & ACT_APPEAL)
			continue;
		const char *who = rows[i].ways & ACT_WRITER   ? "writer"
		                  : rows[i].ways & ACT_AUTHOR ? rows[i].ways & ACT_MODERATOR ? "author, moderator" : "author"
		                  : rows[i].ways & ACT_STAFF ? "staff"
		                                             : "moderator";
		printf("%-10s %s (%s", rows[i].name, rows[i].help, who);
		for (size_t j = 0; j < ARRAY_LEN(needs); j++)
			if (rows[i].needs & needs[j].need)
				printf("; %s", needs[j].option);
		puts(")");
	}
}

/* "2026-12-01", a whole date and time, or "7d" from now. */
static int read_until(const struct request *request, int64_t *until, struct err *err)
{
	const char *text = request->until;
	size_t digits = text ? strspn(text, "0123456789") : 0;
	*until = 0;
	if (!text)
		return 0;
	if (digits && !strcmp(text + digits, "d") && digits < 6) {
		*until = request->desk.now + strtol(text, NULL, 10) * DAY;
		return 0;
	}
	return date_parse(text, until, err) ? err_prefix(err, "--until") : 0;
}

static int check_name(const struct request *request, struct err *err)
{
	size_t n;
	const struct act_row *rows = act_rows(&n);
	const struct act_row *row = act_row(request->name);
	if (row && row->needs & ACT_APPEAL)
		return err_set(err, ERR_INPUT, "%s: appeals are decided on the site's page for them", row->name);
	if (row)
		return 0;
	const char *meant = near_name(request->name, rows, n, sizeof(*rows));
	return err_set(err, ERR_INPUT, "%s: no such act%s%s%s", request->name, meant ? " (did you mean " : "",
	               meant ? meant : "", meant ? "?)" : "; stoa act --list names them");
}

static int write_letter(struct desk *desk, struct state *state, const struct act *act, const struct act_done *done,
                        struct err *err)
{
	const struct site *site = &desk->site;
	struct act_desk at = {desk->queue, &site->conf, &desk->arena};
	struct note_room room = {.site = site, .state = state, .arena = &desk->arena, .now = desk->now};
	unsigned char secret[CRYPTO_KEY];
	bool put;
	if (site_secret(site, secret, err) || theme_open(&room.theme, site->themes, site->conf.theme_name, site->conf.site_language, err))
		return -1;
	int rc = act_letter(&room, &(struct act_news){&at, act, done}, secret, &put, err);
	theme_close(room.theme);
	return rc;
}

static int tell(struct desk *desk, const struct act *act, const struct act_done *done, struct err *err)
{
	struct state *state;
	if (!*done->concerned)
		return 0;
	if (state_open(&state, desk->site.state_db, err))
		return -1;
	int rc = act_tell(state, act, done, err);
	if (!rc && outbox_is_open(&desk->site))
		rc = write_letter(desk, state, act, done, err);
	state_close(state);
	return rc;
}

static int run(struct request *request, struct err *err)
{
	struct desk *desk = &request->desk;
	struct act_desk at = {desk->queue, &desk->site.conf, &desk->arena};
	struct act act = {.name = request->name, .target = act_target(request->target, &desk->arena), .now = desk->now,
	                  .reason = request->reason, .rule = request->rule, .to = request->to};
	struct act_done done;
	struct page profile;
	char id[CRYPTO_ID_TEXT], hex[STORE_HEX];
	crypto_id(desk->now, id);
	act.id = id;
	if (read_until(request, &act.until, err) || desk_member(desk, request->by, &act.by, &profile, err) ||
	    act_apply(&at, &act, &done, err))
		return -1;
	if (tell(desk, &act, &done, err))
		return err_prefix(err, "done, but whom it concerns was not told");
	store_hex(&done.commit, hex);
	printf("%s %s: %s\n", act.name, done.path, hex);
	if (done.log)
		printf("undo it with: stoa act undo %s\n", id);
	fflush(stdout);
	if (!request->no_build && desk_build(desk, err))
		return err_prefix(err, "done, but not built");
	return 0;
}

static int read_request(int argc, char **argv, struct request *request, struct err *err)
{
	const struct cmd_option options[] = {
	    {"site", 's', "DIR", "the site, if it is not the present folder", .text = &request->site},
	    {"by", 'b', "HANDLE", "who acts, if git's user.stoa or $USER does not say it", .text = &request->by},
	    {"reason", 'r', "TEXT", "why, in a sentence; public", .text = &request->reason},
	    {"rule", 0, "RULE", "the rule that it rests on; public", .text = &request->rule},
	    {"to", 't', "WHAT", "the forum, topic, title, tags or status that the act needs", .text = &request->to},
	    {"until", 'u', "DATE", "when a suspension ends: a date, or 7d for a week", .text = &request->until},
	    {"list", 'l', NULL, "what can be done, by whom, and what each act needs", .flag = &request->list},
	    {"no-build", 0, NULL, "do not build the site afterwards", .flag = &request->no_build},
	};
	const struct cmd_usage usage = {
	    .synopsis = "act NAME TARGET [--reason TEXT] [--rule RULE] [--to WHAT] | act undo ID | act --list",
	    .about = about,
	    .options = options,
	    .noptions = ARRAY_LEN(options),
	    .operands_min = 0,
	    .operands_max = 2,
	};
	char **operands;
	int rc = cmd_parse(&usage, argc, argv, &operands, err);
	if (rc || request->list)
		return rc;
	request->name = operands[0];
	request->target = operands[0] ? operands[1] : NULL;
	if (!request->name)
		return err_set(err, ERR_INPUT, "usage: stoa %s", usage.synopsis);
	if (check_name(request, err))
		return -1;
	return request->target ? 0 : err_set(err, ERR_INPUT, "%s: to what? a path, an address or a handle is missing", request->name);
}

int cmd_act(int argc, char **argv, struct err *err)
{
	struct request request = {0};
	int rc = read_request(argc, argv, &request, err);
	if (!rc && request.list) {
		print_list();
		return 0;
	}
	if (rc || desk_open(&request.desk, request.site, err))
		return rc > 0 ? 0 : -1;
	rc = run(&request, err);
	desk_close(&request.desk);
	return rc;
}
