#include "joining.h"

#include "cgi/guard/challenge.h"
#include "cgi/guard/newcomer.h"
#include "cgi/visit/content.h"
#include "cgi/visit/naming.h"
#include "cgi/visit/say.h"
#include "core/mail/mail.h"
#include "core/page/handle.h"
#include "core/people/invite.h"
#include "core/people/likeness.h"
#include "core/people/outbox.h"
#include "core/text/text.h"

enum { LINE_BYTES = 1024, ADDRESS_MAX = 254, ANSWER_LETTER_BYTES = 5 };

/* Answers are kept as lines, so each is one. */
static void read_questions(struct visit *visit, const struct form *form, struct joining *joining)
{
	const struct config *conf = &visit->server->site.conf;
	const struct option_texts *asked = &conf->join_question;
	size_t max = (size_t)conf->join_answer_max * ANSWER_LETTER_BYTES;
	joining->questions = arena_alloc(visit->arena, asked->len + 1, sizeof(*joining->questions));
	joining->nquestions = asked->len;
	for (size_t i = 0; i < asked->len; i++) {
		const char *name = arena_printf(visit->arena, "answer%zu", i + 1);
		joining->questions[i] = (struct view_question){
			.name = name, .text = asked->at[i], .value = form_line(form, name, max, visit->arena)};
	}
}

static int find_rules(struct visit *visit, struct joining *joining, struct err *err)
{
	struct page page;
	if (!content_page(visit, "rules.md", &page, err)) {
		joining->rules = page.version;
		joining->rules_title = *page.title ? page.title : say(visit, "join.rules");
		return 0;
	}
	if (err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	return 0;
}

static int find_invitation(struct visit *visit, struct joining *joining, struct err *err)
{
	struct state *state;
	const char *id = invite_verify(visit->server->secret, joining->link, visit->arena);
	if (!id)
		return 0;
	if (server_state(visit->server, &state, err))
		return -1;
	if (!state_invite_find(state, id, visit->arena, &joining->invite, err)) {
		joining->invited = state_invite_is_open(&joining->invite, visit->now);
		return 0;
	}
	if (err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	return 0;
}

/* 0 where there is no number: no rules have that version. */
static int64_t read_version(const struct form *form)
{
	int64_t version = 0;
	struct err err = {0};
	return text_to_int(form_text(form, "version"), 1, INT32_MAX, &version, &err) ? 0 : version;
}

/*
 * The question that guests are asked before they post. It goes by the visitor, not by the form's token: who is shown the form
 * again is asked the same. Who was invited is known to somebody.
 */
static void ask_challenge(struct visit *visit, struct joining *joining)
{
	struct challenge challenge = challenge_ask(visit, visit->visitor);
	if (challenge.question)
		joining->questions[joining->nasked++] = (struct view_question){.name = "answer", .text = challenge.question, .value = ""};
}

static int check_challenge(struct visit *visit, struct joining *joining, struct err *err)
{
	struct challenge challenge;
	bool proved;
	if (joining->nasked == joining->nquestions)
		return 0;
	if (challenge_check(visit, visit->visitor, &challenge, &proved, err))
		return -1;
	joining->questions[joining->nquestions].value = challenge.answer;
	joining->questions[joining->nquestions].error = challenge.error;
	return 0;
}

int joining_read(struct visit *visit, const struct form *form, struct joining *joining, struct err *err)
{
	*joining = (struct joining){
		.typed = form_line(form, "handle", LINE_BYTES, visit->arena),
		.name = form_line(form, "name", LINE_BYTES, visit->arena),
		.address = form_line(form, "address", LINE_BYTES, visit->arena),
		.link = form_line(form, "i", LINE_BYTES, visit->arena),
		.seen = read_version(form),
		.accepted = *form_text(form, "accept") != '\0',
	};
	joining->handle = handle_read(joining->typed, visit->arena);
	read_questions(visit, form, joining);
	if (find_rules(visit, joining, err) || find_invitation(visit, joining, err))
		return -1;
	joining->nasked = joining->nquestions;
	if (!joining->invited)
		ask_challenge(visit, joining);
	return 0;
}

/* ---- the handle ---- */

static int find_taken(struct visit *visit, const char *handle, const char **taken, struct err *err)
{
	struct state *state;
	if (content_main(visit, err) || server_state(visit->server, &state, err))
		return -1;
	struct likeness likeness = {queue_content(visit->server->queue), &visit->tree, content_repo_path(visit, "members"),
				    state, visit->server->secret};
	bool freed = false;
	if (likeness_find(&likeness, handle, visit->arena, taken, err) ||
	    (**taken && newcomer_release(visit, *taken, &freed, err)))
		return -1;
	*taken = freed ? "" : *taken;
	return 0;
}

/* Something like it that is free: the name, else the handle with a number. */
static int suggest(struct visit *visit, struct joining *joining, struct err *err)
{
	const char *from[] = {joining->name, joining->typed, NULL, NULL, NULL, NULL};
	for (int i = 0; i < 4; i++)
		from[2 + i] = arena_printf(visit->arena, "%.28s-%d", joining->typed, i + 2);
	for (size_t i = 0; i < ARRAY_LEN(from); i++) {
		const char *taken = "", *handle = handle_suggest(from[i], visit->arena);
		if (!handle || naming_is_reserved(visit, handle) || !strcmp(handle, joining->handle))
			continue;
		if (find_taken(visit, handle, &taken, err))
			return -1;
		if (!*taken) {
			joining->suggestion = handle;
			return 0;
		}
	}
	return 0;
}

int joining_check_handle(struct visit *visit, struct joining *joining, struct err *err)
{
	const char *handle = joining->handle, *taken = "";
	if (!text_is_handle(handle, strlen(handle)))
		joining->handle_error = say(visit, "join.handle_shape");
	else if (naming_is_reserved(visit, handle))
		joining->handle_error = say(visit, "join.handle_reserved");
	else if (find_taken(visit, handle, &taken, err))
		return -1;
	else if (*taken)
		joining->handle_error = say(visit, "join.handle_taken");
	bool suggests = joining->handle_error && *joining->typed && (*taken || !text_is_handle(handle, strlen(handle)));
	return suggests ? suggest(visit, joining, err) : 0;
}

/* ---- the rest ---- */

static void check_answers(struct visit *visit, struct joining *joining)
{
	int64_t max = visit->server->site.conf.join_answer_max;
	for (size_t i = 0; i < joining->nquestions; i++) {
		struct view_question *question = &joining->questions[i];
		if (!*question->value)
			question->error = say(visit, "join.no_answer");
		else if ((int64_t)text_length(question->value, strlen(question->value)) > max)
			question->error = say_with(visit, "join.answer_long", &(struct say){.count = max});
	}
}

static void check_rules(struct visit *visit, struct joining *joining)
{
	if (!joining->rules_title)
		return;
	if (!joining->accepted)
		joining->rules_error = say(visit, "join.must_accept");
	else if (joining->seen != joining->rules)
		joining->rules_error = say(visit, "join.rules_changed");
}

int joining_check(struct visit *visit, struct joining *joining, struct err *err)
{
	struct err bad = {0};
	joining->name_error = naming_wrong(visit, joining->name);
	if (mail_check_address(joining->address, &bad) || strlen(joining->address) > ADDRESS_MAX)
		joining->address_error = say(visit, "join.bad_address");
	check_answers(visit, joining);
	check_rules(visit, joining);
	return check_challenge(visit, joining, err) || joining_check_handle(visit, joining, err) ? -1 : 0;
}

bool joining_is_good(const struct joining *joining)
{
	bool good = !joining->error && !joining->handle_error && !joining->name_error && !joining->address_error &&
		    !joining->rules_error;
	for (size_t i = 0; i < joining->nasked; i++)
		good = good && !joining->questions[i].error;
	return good;
}

const char *joining_answers(struct visit *visit, const struct joining *joining)
{
	const char *answers = "";
	for (size_t i = 0; i < joining->nquestions; i++)
		answers = arena_printf(visit->arena, "%s%s\n%s\n", answers, joining->questions[i].text, joining->questions[i].value);
	return answers;
}

bool joining_is_open(struct visit *visit, const struct joining *joining, const char **why)
{
	const char *open = visit->server->site.conf.join_open;
	bool invitation = !strcmp(open, "invitation");
	*why = NULL;
	if (!strcmp(open, "closed"))
		*why = say(visit, "join.closed");
	else if (!outbox_is_open(&visit->server->site))
		*why = say(visit, "join.no_mail");
	else if (*joining->link && !joining->invited)
		*why = say(visit, "join.bad_invitation");
	else if (invitation && !joining->invited)
		*why = say(visit, "join.invitation_only");
	return !*why;
}

bool joining_is_held(const struct visit *visit, bool invited)
{
	const struct config *conf = &visit->server->site.conf;
	return conf->join_hold && !(invited && conf->invite_trusted);
}
