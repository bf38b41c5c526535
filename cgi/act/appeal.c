#include "cgi/answer/answer_page.h"
#include "cgi/verdict/appeal_case.h"

#include "cgi/guard/guard.h"
#include "cgi/visit/say.h"
#include "handlers.h"

enum { DAY = 86400 };

struct asking {
	struct appeal_case about;
	struct state_appeal appeal; /* of "": there is none yet */
	const char *key;
};

/* What cannot be seen is not said to exist. */
static int find(struct visit *visit, const struct form *form, struct asking *asking, struct err *err)
{
	struct state *state;
	const char *id = form_text(form, "of");
	*asking = (struct asking){.key = form_text(form, "k"), .appeal.of = ""};
	if (server_state(visit->server, &state, err))
		return -1;
	if (state_appeal_find(state, id, visit->arena, &asking->appeal, err)) {
		if (err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err);
	}
	if (appeal_case_find(visit, id, &asking->about, err)) {
		if (err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err);
		asking->about = (struct appeal_case){.id = id, .act = "", .reason = "", .rule = "", .reviewer = "", .concerned = "", .what = ""};
	}
	return 0;
}

static int show(struct visit *visit, int status, const struct asking *asking, const char *error, struct err *err)
{
	struct view_appeal view;
	const struct state_appeal *appeal = *asking->appeal.of ? &asking->appeal : NULL;
	if (appeal_case_view(visit, &asking->about, appeal, &view, err))
		return -1;
	view.key = asking->key;
	view.may = asking->about.stands && !appeal;
	view.error = error;
	if (!asking->about.logged)
		view.log_url = NULL;
	if (!appeal)
		view.text = answer_shown(visit, "text");
	struct answer_page page = {status, "appeal", say(visit, "appeal.heading"), &view_appeal_type, &view};
	return answer_page(visit, &page, err);
}

/* Who is not signed in may be whom it concerns; anybody else is not. false: the answer is there. */
static bool check_concerned(struct visit *visit, const struct asking *asking)
{
	if (appeal_case_concerns(visit, &asking->about, asking->key))
		return true;
	answer_message(visit, 403, say(visit, "appeal.heading"), say(visit, "say.appeal_whose"), answer_shown(visit, "text"));
	return false;
}

int appeal_form(struct visit *visit, struct err *err)
{
	struct asking asking;
	if (find(visit, &visit->req.query, &asking, err))
		return -1;
	return check_concerned(visit, &asking) ? show(visit, 200, &asking, NULL, err) : 0;
}

static int keep(struct visit *visit, const struct asking *asking, const char *text, struct err *err)
{
	const struct appeal_case *about = &asking->about;
	const char *who = visit->account ? visit->account : visit->address;
	struct state_appeal appeal = {
		.of = about->id,
		.act = about->logged,
		.handle = *about->concerned ? about->concerned : "guest",
		.text = text,
		.at = visit->now,
	};
	if (guard_rate(visit, "appeal", who, visit->server->site.conf.appeal_per_day, DAY, err))
		return -1;
	/* Sent twice: the page shows the first. */
	if (state_appeal_put(visit->server->state, &appeal, err) && err->code != ERR_RACE)
		return -1;
	err_clear(err);
	return 0;
}

int appeal_send(struct visit *visit, struct err *err)
{
	const struct form *form = &visit->req.form;
	struct asking asking;
	const char *why = NULL;
	if (find(visit, form, &asking, err))
		return -1;
	if (!check_concerned(visit, &asking))
		return 0;
	const char *text = appeal_text(visit, form_text(form, "text"), APPEAL_LETTERS, &why);
	if (*asking.appeal.of || !asking.about.stands)
		return show(visit, 409, &asking, say(visit, "say.appeal_late"), err);
	if (!text)
		return show(visit, 422, &asking, why, err);
	if (keep(visit, &asking, text, err))
		return -1;
	answer_redirect(visit, arena_printf(visit->arena, "%sappeal?of=%s%s%s", fill_write_url(&visit->fill), asking.about.id,
	                                    *asking.key ? "&k=" : "", *asking.key ? guard_receipt_key(visit, asking.about.id) : ""));
	return 0;
}
