#include "barred.h"

#include "cgi/answer/answer_page.h"
#include "cgi/visit/content.h"
#include "cgi/visit/say.h"
#include "core/act/act.h"
#include "appeal_case.h"

/* The moderator's words, from the entry in the log that the profile names. */
static const char *reason_of(struct visit *visit, const struct page *profile)
{
	struct page entry;
	struct err err = {0};
	if (!*profile->moderated || content_page(visit, act_log_path(profile->moderated, visit->arena), &entry, &err))
		return "";
	return entry.reason;
}

const char *barred_sentence(struct visit *visit, const struct page *profile)
{
	struct view_time until;
	struct err err = {0};
	const char *reason = reason_of(visit, profile), *key = profile->banned ? "say.banned" : "say.suspended";
	if (fill_time(&visit->fill, profile->suspended, &until, &err))
		until.text = "";
	const char *what = say_with(visit, key, &(struct say){.text = until.text, .kind = ""});
	const char *why = *reason ? say_with(visit, "say.barred_reason", &(struct say){.text = reason, .kind = ""}) : "";
	const char *then = *profile->moderated ? "" : say(visit, "say.barred_appeal");
	return arena_printf(visit->arena, "%s%s%s%s%s", what, *why ? " " : "", why, *then ? " " : "", then);
}

int barred_refuse(struct visit *visit, const struct page *profile, struct err *err)
{
	struct view_message view = {.heading = say(visit, "say.barred"), .text = barred_sentence(visit, profile), .status = 403};
	struct answer_page page = {403, "message", view.heading, &view_message_type, &view};
	view.kept = answer_kept(visit);
	if (*profile->moderated)
		view.appeal_url = appeal_url(visit, profile->moderated);
	return answer_page(visit, &page, err);
}
