#include "gen/desk/desk.h"
#include "cmd.h"

#include "core/mail/mail.h"
#include "core/page/forget.h"
#include "core/people/likeness.h"
#include "core/state/state_mail.h"
#include "core/text/crypto.h"
#include "core/text/near.h"
#include "core/text/text.h"

#include <unistd.h>

enum { PASSWORD_MAX = 1024, GENERATED = 24 };

static const char about[] =
    "Members: a profile in the content, which is public, and a password in state/, which is not.\n"
    "\n"
    "  stoa member add HANDLE --role moderator --name \"Ada\"\n"
    "  stoa member list\n"
    "  stoa member password HANDLE      replaces it and ends the member's sessions\n"
    "  stoa member letters HANDLE --address ada@example.org --mail daily\n"
    "\n"
    "Without --password-stdin a password is made and printed once. Who has a profile already, by\n"
    "import or by pull request, keeps it and gets a password. --address is where letters go; it is\n"
    "kept in state/ and never in git.";

struct request {
	struct desk desk;
	const char *act, *handle, *site, *role, *name, *address, *mail;
	bool password_stdin, no_password;
};

static const char *const roles[] = {
    [ROLE_MEMBER] = "member", [ROLE_STAFF] = "staff", [ROLE_MODERATOR] = "moderator", [ROLE_ADMIN] = "admin"};

static int find_role(const char *name, int64_t *role, struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(roles); i++)
		if (strcmp(roles[i], name) == 0) {
			*role = (int64_t)i;
			return 0;
		}
	return err_set(err, ERR_INPUT, "--role: wants member, staff, moderator or admin, got '%s'", name);
}

/* Handles that mean something else: who has no account, and the program. */
static bool is_reserved(const char *handle)
{
	return strcmp(handle, "guest") == 0 || strcmp(handle, "stoa") == 0;
}

/* The profile as it shall be: what is there, with what the options say. */
static int plan_profile(struct request *request, struct page *profile, bool *exists, bool *left, struct err *err)
{
	struct page_place place;
	struct arena *arena = &request->desk.arena;
	const char *handle = request->handle;
	*exists = desk_profile(&request->desk, handle, profile, err) == 0;
	if (!*exists) {
		if (err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err);
		if (page_locate(arena_printf(arena, "members/%.2s/%s.md", handle, handle), arena, &place, err))
			return -1;
		page_init(profile, &place);
		profile->date = request->desk.now;
	}
	*left = profile->left > 0;
	profile->left = 0; /* who has left may come back */
	if (request->name)
		profile->name = request->name;
	return request->role ? find_role(request->role, &profile->role, err) : 0;
}

static int publish(struct request *request, const struct str *text, bool exists, struct err *err)
{
	struct desk *desk = &request->desk;
	struct store_edit edit = {desk_profile_path(desk, request->handle), text->at, text->len};
	struct queue_submission change = {
	    .author = "stoa",
	    .summary = arena_printf(&desk->arena, "member: %s %s", exists ? "change" : "add", request->handle),
	    .edits = &edit,
	    .nedits = 1,
	    .base = &desk->main,
	    .now = desk->now};
	struct store_id commit;
	return queue_publish(desk->queue, &change, &commit, err);
}

/* What is written goes through the parser first: a name may break a rule. */
static int write_profile(struct request *request, const struct page *profile, bool exists, struct str *text,
                         struct err *err)
{
	struct desk *desk = &request->desk;
	const struct config *conf = &desk->site.conf;
	const struct page_limits limits = {(size_t)conf->staff_max, (size_t)conf->front_matter_max,
	                                   (size_t)conf->title_max};
	struct page again;
	page_write(profile, profile->body ? profile->body : "", profile->body_len, text);
	if (page_parse(&profile->place, text->at, text->len, &limits, &desk->arena, &again, err))
		return -1;
	return publish(request, text, exists, err);
}

static int set_profile(struct request *request, struct err *err)
{
	struct page profile;
	struct str text;
	bool exists, left;
	if (plan_profile(request, &profile, &exists, &left, err))
		return -1;
	if (exists && !request->name && !request->role && !left)
		return 0;
	str_init(&text, 1 << 20);
	int rc = write_profile(request, &profile, exists, &text, err);
	str_release(&text);
	return rc;
}

static int read_password(const struct config *conf, char *password, struct err *err)
{
	if (!fgets(password, PASSWORD_MAX, stdin))
		return err_set(err, ERR_INPUT, "--password-stdin: there is no line on standard input");
	password[strcspn(password, "\r\n")] = '\0';
	if (text_length(password, strlen(password)) < (size_t)conf->password_min)
		return err_set(err, ERR_INPUT, "a password wants at least %lld characters (password.min)", (long long)conf->password_min);
	return 0;
}

/* Twenty letters of base32, 100 bits, in groups that can be read to somebody. */
static void make_password(char *password)
{
	char token[CRYPTO_TOKEN_TEXT];
	crypto_token(token);
	snprintf(password, GENERATED, "%.5s-%.5s-%.5s-%.5s", token, token + 5, token + 10, token + 15);
}

static int store_password(struct request *request, const char *password, struct err *err)
{
	struct state *state;
	char hash[CRYPTO_PASSWORD_TEXT];
	if (crypto_password_hash(password, hash, err) || state_open(&state, request->desk.site.state_db, err))
		return -1;
	int rc = state_account_put(state, request->handle, hash, request->desk.now, err);
	state_close(state);
	return rc;
}

static int set_password(struct request *request, struct err *err)
{
	char password[PASSWORD_MAX];
	if (request->password_stdin && read_password(&request->desk.site.conf, password, err))
		return -1;
	if (!request->password_stdin)
		make_password(password);
	if (store_password(request, password, err))
		return -1;
	if (request->password_stdin)
		printf("%s has a password now\n", request->handle);
	else
		printf("handle:   %s\npassword: %s\n", request->handle, password);
	return 0;
}

static int has_account(struct request *request, bool *has, struct err *err)
{
	struct state *state;
	const char *hash;
	if (state_open(&state, request->desk.site.state_db, err))
		return -1;
	int rc = state_account_hash(state, request->handle, &request->desk.arena, &hash, err);
	state_close(state);
	*has = rc == 0;
	if (rc && err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	return 0;
}

/* What the options say of letters; checked before anything is written. */
static int check_letters(const struct request *request, enum state_mail *mail, struct err *err)
{
	if (request->address && *request->address && mail_check_address(request->address, err))
		return err_prefix(err, "--address");
	if (request->mail && !state_mail_parse(request->mail, mail))
		return err_set(err, ERR_INPUT, "--mail: wants now, daily, weekly or never, got '%s'", request->mail);
	return 0;
}

static int set_letters(struct request *request, enum state_mail mail, struct err *err)
{
	struct state *state;
	if (!request->address && !request->mail)
		return 0;
	if (state_open(&state, request->desk.site.state_db, err))
		return -1;
	int rc = request->address ? state_address_put(state, request->handle, request->address, err) : 0;
	if (!rc && request->mail)
		rc = state_mail_put(state, request->handle, mail, err);
	state_close(state);
	return rc;
}

static int run_letters(struct request *request, struct err *err)
{
	enum state_mail mail = STATE_MAIL_NOW;
	if (!request->address && !request->mail)
		return err_set(err, ERR_INPUT, "wants --address, --mail or both");
	return check_letters(request, &mail, err) ? -1 : set_letters(request, mail, err);
}

/* A name that somebody was taken out of stands in old quotes, and means nobody else. */
static int check_former(struct request *request, struct err *err)
{
	struct desk *desk = &request->desk;
	struct state *state;
	unsigned char secret[CRYPTO_KEY];
	const char *taken;
	if (site_secret(&desk->site, secret, err) || state_open(&state, desk->site.state_db, err))
		return -1;
	struct state_likeness former = likeness_of_former(secret, request->handle, &desk->arena);
	int rc = state_likeness_find(state, &former, &desk->arena, &taken, err);
	state_close(state);
	if (rc && err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	return rc ? 0 : err_set(err, ERR_INPUT, "%s: a former member had this name, or one like it", request->handle);
}

static int run_add(struct request *request, struct err *err)
{
	bool has;
	enum state_mail mail = STATE_MAIL_NOW;
	const char *handle = request->handle;
	if (check_letters(request, &mail, err))
		return -1;
	if (!text_is_handle(handle, strlen(handle)))
		return err_set(err, ERR_INPUT, "'%.40s' is not a handle (2 to %d of a-z 0-9 - _)", handle,
		               TEXT_HANDLE_MAX);
	if (is_reserved(handle) || forget_is_handle(handle))
		return err_set(err, ERR_INPUT, "%s: this name is the program's own", handle);
	if (check_former(request, err))
		return -1;
	if (has_account(request, &has, err))
		return -1;
	if (has)
		return err_set(err, ERR_INPUT,
		               "%s has an account already (stoa member password %s replaces the password)", handle,
		               handle);
	if (set_profile(request, err))
		return -1;
	if (!request->no_password && set_password(request, err))
		return -1;
	return set_letters(request, mail, err);
}

static int run_password(struct request *request, struct err *err)
{
	struct page profile;
	if (desk_profile(&request->desk, request->handle, &profile, err))
		return -1;
	return set_password(request, err);
}

static int list_folder(struct request *request, const char *folder, struct err *err)
{
	struct desk *desk = &request->desk;
	const char *const *names;
	size_t n;
	if (store_list(queue_content(desk->queue), &desk->tree, folder, &desk->arena, &names, &n, err))
		return -1;
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(names[i]);
		struct page profile;
		if (len < 4 || strcmp(names[i] + len - 3, ".md") != 0)
			continue;
		const char *handle = arena_dupn(&desk->arena, names[i], len - 3);
		if (desk_profile(desk, handle, &profile, err)) {
			fprintf(stderr, "%s\n", err->msg);
			err_clear(err);
			continue;
		}
		printf("%-*s  %-9s  %s\n", TEXT_HANDLE_MAX / 2, handle, roles[profile.role & 3], profile.name);
	}
	return 0;
}

static int run_list(struct request *request, struct err *err)
{
	struct desk *desk = &request->desk;
	const char *path = desk->site.conf.content_path;
	const char *folder = arena_printf(&desk->arena, "%s%smembers", path, *path ? "/" : "");
	const char *const *names;
	size_t n;
	if (store_list(queue_content(desk->queue), &desk->tree, folder, &desk->arena, &names, &n, err)) {
		if (err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err);
		return 0;
	}
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(names[i]);
		if (names[i][len - 1] == '/' &&
		    list_folder(request, arena_printf(&desk->arena, "%s/%.*s", folder, (int)len - 1, names[i]), err))
			return -1;
	}
	return 0;
}

static const struct act {
	const char *name;
	bool wants_handle;
	int (*run)(struct request *request, struct err *err);
} acts[] = {{"add", true, run_add}, {"list", false, run_list}, {"password", true, run_password}, {"letters", true, run_letters}};

static const struct act *find_act(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(acts); i++)
		if (strcmp(acts[i].name, name) == 0)
			return &acts[i];
	return NULL;
}

static int read_request(int argc, char **argv, struct request *request, const struct act **act, struct err *err)
{
	const struct cmd_option options[] = {
	    {"site", 's', "DIR", "the site, if it is not the present folder", .text = &request->site},
	    {"role", 'r', "ROLE", "member, staff, moderator or admin", .text = &request->role},
	    {"name", 'n', "NAME", "the name to show in place of the handle", .text = &request->name},
	    {"address", 'a', "ADDRESS", "where letters to the member go", .text = &request->address},
	    {"mail", 'm', "WHEN", "letters come now, daily, weekly or never", .text = &request->mail},
	    {"password-stdin", 0, NULL, "read the password from standard input", .flag = &request->password_stdin},
	    {"no-password", 0, NULL, "a profile only", .flag = &request->no_password},
	};
	const struct cmd_usage usage = {
	    .synopsis = "member add HANDLE [--role ROLE] [--name NAME] | list | password HANDLE | letters HANDLE",
	    .about = about,
	    .options = options,
	    .noptions = ARRAY_LEN(options),
	    .operands_min = 1,
	    .operands_max = 2,
	};
	char **operands;
	int rc = cmd_parse(&usage, argc, argv, &operands, err);
	if (rc)
		return rc;
	*act = find_act(operands[0]);
	request->handle = operands[1];
	if (*act && (*act)->wants_handle == (operands[1] != NULL))
		return 0;
	if (*act)
		return err_set(err, ERR_INPUT, "usage: stoa %s", usage.synopsis);
	const char *meant = near_name(operands[0], acts, ARRAY_LEN(acts), sizeof(acts[0]));
	return err_set(err, ERR_INPUT, "%s: no such thing to do%s%s%s", operands[0], meant ? " (did you mean " : "",
	               meant ? meant : "", meant ? "?)" : "; stoa member --help lists them");
}

int cmd_member(int argc, char **argv, struct err *err)
{
	struct request request = {0};
	const struct act *act;
	int rc = read_request(argc, argv, &request, &act, err);
	if (rc || desk_open(&request.desk, request.site, err))
		return rc > 0 ? 0 : -1;
	rc = act->run(&request, err);
	desk_close(&request.desk);
	return rc;
}
