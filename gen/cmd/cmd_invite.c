#include "gen/desk/desk.h"
#include "cmd.h"

#include "core/base/vec.h"
#include "core/mail/mail.h"
#include "core/people/invite.h"
#include "core/people/invite_mail.h"
#include "core/people/outbox.h"
#include "core/state/state_invite.h"
#include "core/text/date.h"
#include "core/text/near.h"
#include "core/text/text.h"
#include "core/theme/fill.h"

enum { CSV_MAX = 16 << 20, LIST_MAX = 10000, DAYS_MAX = 3650, NOTE_LETTERS = 200, DAY = 86400 };

static const char about[] =
    "Invitations: links that people may join by, until they are used up or their time is over.\n"
    "\n"
    "  stoa invite --uses 20 --note \"autumn fair\"   makes one and prints it\n"
    "  stoa invite --csv FILE      mails one each to the addresses in FILE (- is the standard input)\n"
    "  stoa invite list            all of them, and who came\n"
    "  stoa invite revoke ID       it works no more\n"
    "\n"
    "Of a CSV file the first cell of a line that is an address counts; other lines are named and left\n"
    "out. No address is written to twice within invite.again-days. You are whoever --as, `git config\n"
    "user.stoa` or $USER says, and have to be a moderator.";

struct request {
	struct desk desk;
	struct state *state;
	const char *act, *id, *site, *as, *note, *csv, *by;
	int64_t uses, days;
	unsigned char secret[CRYPTO_KEY];
};

static const char *link_of(struct request *request, const char *id)
{
	struct desk *desk = &request->desk;
	struct fill fill = {&desk->site, NULL, &desk->arena};
	return arena_printf(&desk->arena, "%s%sjoin?i=%s", desk->site.origin, fill_write_url(&fill),
	                    invite_sign(request->secret, id, &desk->arena));
}

/* ---- list, revoke ---- */

static const char *condition_of(const struct state_invite *invite, int64_t now)
{
	if (invite->revoked)
		return "revoked";
	if (invite->left <= 0)
		return "used up";
	return invite->expires <= now ? "over" : "open";
}

static int print_guests(struct request *request, const char *id, struct err *err)
{
	struct state_guests guests;
	if (state_invite_came(request->state, id, &request->desk.arena, &guests, err))
		return -1;
	for (size_t i = 0; i < guests.len; i++)
		printf("          %s joined\n", guests.at[i]);
	return 0;
}

static int run_list(struct request *request, struct err *err)
{
	struct state_invites invites;
	if (state_invite_list(request->state, NULL, LIST_MAX, &request->desk.arena, &invites, err))
		return -1;
	for (size_t i = 0; i < invites.len; i++) {
		const struct state_invite *invite = &invites.at[i];
		char until[DATE_TEXT];
		date_rfc3339(invite->expires, until);
		printf("%s  %-8s %lld of %lld left  until %.10s  by %s  %s\n", invite->id,
		       condition_of(invite, request->desk.now), (long long)invite->left, (long long)invite->uses, until,
		       invite->handle, invite->note);
		if (state_invite_is_open(invite, request->desk.now))
			printf("          %s\n", link_of(request, invite->id));
		if (print_guests(request, invite->id, err))
			return -1;
	}
	return 0;
}

static int run_revoke(struct request *request, struct err *err)
{
	return state_invite_revoke(request->state, request->id, NULL, err) ? err_prefix(err, "%.20s", request->id) : 0;
}

/* ---- one link ---- */

static int run_make(struct request *request, struct err *err)
{
	struct desk *desk = &request->desk;
	struct state_invite invite = {
	    .id = invite_id(&desk->arena),
	    .handle = request->by,
	    .note = request->note,
	    .made = desk->now,
	    .expires = desk->now + request->days * DAY,
	    .uses = request->uses,
	    .left = request->uses,
	};
	if (state_invite_put(request->state, &invite, err))
		return -1;
	puts(link_of(request, invite.id));
	return 0;
}

/* ---- many by mail ---- */

struct addresses VEC_OF(const char *);

/* The first cell that is an address, without the quotes around it; NULL where there is none. */
static const char *find_address(const char *line, size_t n, struct arena *arena)
{
	static const char around[] = " \t\r\"'";
	for (size_t at = 0; at < n;) {
		const char *cell = line + at;
		size_t len = 0;
		while (at + len < n && !strchr(",;\t", cell[len]))
			len++;
		at += len + 1;
		while (len && strchr(around, *cell))
			cell++, len--;
		while (len && strchr(around, cell[len - 1]))
			len--;
		struct err none = {0};
		const char *address = arena_dupn(arena, cell, len);
		if (len && strlen(address) == len && !mail_check_address(address, &none))
			return address;
	}
	return NULL;
}

static size_t find_addresses(struct request *request, const struct str *text, struct addresses *found)
{
	size_t bad = 0;
	int64_t number = 1;
	for (const char *line = text->at; *line; number++) {
		size_t n = strcspn(line, "\n");
		const char *address = find_address(line, n, &request->desk.arena);
		if (address)
			*VEC_PUSH(found) = address;
		else if (line[strspn(line, " \t\r\n")] && strspn(line, " \t\r") < n && number > 1)
			fprintf(stderr, "line %lld: no address\n", (long long)number), bad++;
		line += n + (line[n] != '\0');
	}
	return bad;
}

static int mail_all(struct request *request, struct theme *theme, const struct addresses *found, size_t bad, struct err *err)
{
	struct desk *desk = &request->desk;
	struct note_room room = {&desk->site, theme, request->state, &desk->arena, desk->now};
	struct page profile;
	size_t counts[INVITE_FULL + 1] = {0};
	if (desk_profile(desk, request->by, &profile, err))
		return -1;
	struct invite_mail mail = {
	    .room = &room,
	    .secret = request->secret,
	    .by = request->by,
	    .name = *profile.name ? profile.name : request->by,
	    .note = request->note,
	    .days = request->days,
	};
	for (size_t i = 0; i < found->len; i++) {
		enum invite_mailed mailed;
		if (invite_mail_put(&mail, found->at[i], &mailed, err))
			return err_prefix(err, "after %zu invitations", counts[INVITE_SENT]);
		counts[mailed]++;
	}
	printf("%zu sent, %zu skipped (invited within %lld days), %zu failed (no address)\n", counts[INVITE_SENT],
	       counts[INVITE_SKIPPED], (long long)desk->site.conf.invite_again_days, bad);
	return 0;
}

static void warn(void *self, const char *text)
{
	(void)self;
	fprintf(stderr, "stoa invite: %s\n", text);
}

/* Now, where sendmail takes them; else `stoa mail` and `stoa watch` try again. */
static int send_now(struct request *request, struct err *err)
{
	size_t sent;
	struct outbox outbox = {&request->desk.site, request->state, request->desk.now, warn, NULL};
	return outbox_send(&outbox, &sent, err);
}

static int run_csv(struct request *request, struct err *err)
{
	struct site *site = &request->desk.site;
	struct addresses found = {0};
	struct theme *theme = NULL;
	struct str text;
	if (!outbox_is_open(site))
		return err_set(err, ERR_CONF, "the site writes no letters: mail.from is not set");
	str_init(&text, CSV_MAX);
	int rc = str_read_file(&text, strcmp(request->csv, "-") ? request->csv : "/dev/stdin", err);
	if (!rc)
		rc = theme_open(&theme, site->themes, site->conf.theme_name, site->conf.site_language, err);
	size_t bad = rc ? 0 : find_addresses(request, &text, &found);
	if (!rc)
		rc = mail_all(request, theme, &found, bad, err);
	if (!rc)
		rc = send_now(request, err);
	theme_close(theme);
	VEC_RELEASE(&found);
	str_release(&text);
	return rc;
}

/* ---- the command ---- */

static const struct act {
	const char *name;
	bool wants_id;
	int (*run)(struct request *request, struct err *err);
} acts[] = {{"list", false, run_list}, {"revoke", true, run_revoke}};

static int find_act(const struct request *request, const struct act **act, struct err *err)
{
	static const struct act make = {"make", false, run_make}, mail = {"mail", false, run_csv};
	*act = request->csv ? &mail : &make;
	if (!request->act)
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(acts); i++) {
		if (strcmp(acts[i].name, request->act) == 0 && acts[i].wants_id == (request->id != NULL)) {
			*act = &acts[i];
			return 0;
		}
	}
	const char *meant = near_name(request->act, acts, ARRAY_LEN(acts), sizeof(acts[0]));
	return err_set(err, ERR_INPUT, "%s: stoa invite does list and revoke ID%s%s%s", request->act,
	               meant ? " (did you mean " : "", meant ? meant : "", meant ? "?)" : "");
}

static int check_request(struct request *request, struct err *err)
{
	if (!request->days)
		request->days = request->desk.site.conf.invite_days;
	if (request->uses < 1 || request->days > DAYS_MAX)
		return err_set(err, ERR_INPUT, "--uses: wants 1 or more; --days: 1 to %d", DAYS_MAX);
	if (text_check_line(request->note, strlen(request->note), err) ||
	    text_length(request->note, strlen(request->note)) > NOTE_LETTERS)
		return err_set(err, ERR_INPUT, "--note: wants one line of %d characters at most", NOTE_LETTERS);
	return desk_moderator(&request->desk, request->as, &request->by, err);
}

static int run(struct request *request, const struct act *act, struct err *err)
{
	if (check_request(request, err) || crypto_init(err) || site_secret(&request->desk.site, request->secret, err) ||
	    state_open(&request->state, request->desk.site.state_db, err))
		return -1;
	int rc = act->run(request, err);
	state_close(request->state);
	return rc;
}

int cmd_invite(int argc, char **argv, struct err *err)
{
	struct request request = {.uses = 1, .note = ""};
	const struct act *act;
	const struct cmd_option options[] = {
	    {"site", 's', "DIR", "the site, if it is not the present folder", .text = &request.site},
	    {"as", 'a', "HANDLE", "the moderator that you are", .text = &request.as},
	    {"uses", 'u', "N", "how many may join by it (1)", .number = &request.uses},
	    {"days", 'd', "N", "how many days it works (invite.days)", .number = &request.days},
	    {"note", 'n', "TEXT", "what it is for; who is mailed reads it too", .text = &request.note},
	    {"csv", 'c', "FILE", "mail one each to the addresses in it", .text = &request.csv},
	};
	const struct cmd_usage usage = {
	    .synopsis = "invite [--uses N] [--days N] [--note TEXT] [--csv FILE] | list | revoke ID",
	    .about = about,
	    .options = options,
	    .noptions = ARRAY_LEN(options),
	    .operands_max = 2,
	};
	char **operands;
	int rc = cmd_parse(&usage, argc, argv, &operands, err);
	if (rc)
		return rc > 0 ? 0 : -1;
	request.act = operands[0];
	request.id = request.act ? operands[1] : NULL;
	if (find_act(&request, &act, err) || desk_open(&request.desk, request.site, err))
		return -1;
	rc = run(&request, act, err);
	desk_close(&request.desk);
	return rc;
}
