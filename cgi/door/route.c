#include "route.h"

#include "cgi/act/handlers.h"
#include "cgi/draft/handlers.h"
#include "cgi/join/handlers.h"
#include "cgi/me/handlers.h"
#include "cgi/post/handlers.h"
#include "cgi/queue/handlers.h"
#include "cgi/session/handlers.h"
#include "cgi/verdict/handlers.h"
#include "cgi/vote/handlers.h"
#include "core/text/text.h"
#include "health.h"

enum { SMALL = 16 * 1024 };

/* A row is one thing to read, not ten lines. */
/* clang-format off */
static const struct route routes[] = {
	{REQ_GET, "new", ROUTE_ANYONE, 0, ROUTE_ORIGIN, submit_new, "A form for a new topic in ?forum=F, or with ?kind=event or ?kind=resource for one of these."},
	{REQ_GET, "reply", ROUTE_ANYONE, 0, ROUTE_ORIGIN, submit_reply, "A form for a reply to the page ?path=P, with the last posts; &reply-to=ID: to that reply, &quote=yes: quoted."},
	{REQ_GET, "edit", ROUTE_ANYONE, 0, ROUTE_ORIGIN, submit_edit, "A form to change the page ?path=P, or to suggest a change."},
	{REQ_POST, "preview", ROUTE_ANYONE, ROUTE_FILES, ROUTE_ORIGIN, submit_preview, "Shows what would be published; commits nothing."},
	{REQ_POST, "submit", ROUTE_ANYONE, 0, ROUTE_ORIGIN, submit_send, "Commits what was previewed to the queue, by the preview's token."},
	{REQ_GET, "react", ROUTE_ANYONE, 0, ROUTE_ORIGIN, vote_form, "All that a member can say of the page ?path=P or of its reply &post=ID with one click."},
	{REQ_POST, "vote", ROUTE_ANYONE, SMALL, ROUTE_ORIGIN, vote_cast, "A reaction, a vote or a ballot: on, off, or the other way round."},
	{REQ_GET, "upload", ROUTE_ANYONE, 0, ROUTE_ORIGIN, upload_show, "A file that is not public yet: ?file=NAME of who sent it; &submission=ID for moderators, and for who has its key &k=."},
	{REQ_POST, "upload", ROUTE_ANYONE, ROUTE_FILES, ROUTE_ORIGIN, upload_post, "Takes files ahead of their post, for scripts; answers JSON."},
	{REQ_GET, "submission/:id", ROUTE_ANYONE, 0, ROUTE_ORIGIN, receipt_show, "What became of a submission, for who has its key ?k=."},
	{REQ_POST, "submission/:id", ROUTE_ANYONE, SMALL, ROUTE_TOKEN, receipt_act, "Takes a submission back."},
	{REQ_GET, "queue", ROUTE_MODERATOR, 0, ROUTE_ORIGIN, moderate_queue, "All that waits, in groups by ?by=; &act=spam, reject or approve: asks for a verdict on all that is chosen."},
	{REQ_POST, "queue", ROUTE_MODERATOR, 0, ROUTE_TOKEN, moderate_many, "A verdict on many: the fields id and rest name them."},
	{REQ_POST, "undo/:id", ROUTE_MODERATOR, SMALL, ROUTE_TOKEN, moderate_undo, "Takes a verdict back, or all that were given at once."},
	{REQ_GET, "queue/:id", ROUTE_MODERATOR, 0, ROUTE_ORIGIN, moderate_show, "One submission in its thread."},
	{REQ_POST, "queue/:id", ROUTE_MODERATOR, 0, ROUTE_TOKEN, moderate_decide, "A verdict: approve, reject, or a change before that."},
	{REQ_GET, "report", ROUTE_ANYONE, 0, ROUTE_ORIGIN, report_form, "A form to tell moderators what is wrong with the page ?path=P, or its reply &post=ID."},
	{REQ_POST, "report", ROUTE_ANYONE, SMALL, ROUTE_TOKEN, report_send, "Tells them. Kept in state.db, never in git."},
	{REQ_GET, "reports", ROUTE_MODERATOR, 0, ROUTE_ORIGIN, reports_show, "What was reported, by what it is about."},
	{REQ_POST, "reports", ROUTE_MODERATOR, SMALL, ROUTE_TOKEN, reports_close, "Says that a moderator has looked at it."},
	{REQ_GET, "record", ROUTE_MODERATOR, 0, ROUTE_ORIGIN, record_show, "What moderators know of the member ?of=HANDLE: trust, what they sent, reports, acts, remarks."},
	{REQ_POST, "record", ROUTE_MODERATOR, SMALL, ROUTE_TOKEN, record_note, "Keeps a remark about them in state.db; drop=ID takes one away."},
	{REQ_GET, "appeal", ROUTE_ANYONE, 0, ROUTE_ORIGIN, appeal_form, "A form to answer the verdict ?of=ID (an entry in the log, or a submission) once; &k=KEY: for who is not signed in. Then what came of it."},
	{REQ_POST, "appeal", ROUTE_ANYONE, SMALL, ROUTE_TOKEN, appeal_send, "Keeps it in state.db, never in git."},
	{REQ_GET, "appeals", ROUTE_MODERATOR, 0, ROUTE_ORIGIN, appeals_show, "Appeals that nobody has decided."},
	{REQ_POST, "appeals", ROUTE_MODERATOR, SMALL, ROUTE_TOKEN, appeals_decide, "Upholds or reverses; not by who gave the first verdict, while there is another moderator."},
	{REQ_GET, "act", ROUTE_MEMBER, 0, ROUTE_ORIGIN, act_form, "What the visitor may do to the page ?path=P, or to its reply &post=ID: lock, hide, accept, ban …"},
	{REQ_POST, "act", ROUTE_MEMBER, SMALL, ROUTE_TOKEN, act_do, "Does one of those, as one commit."},
	{REQ_GET, "sign-in", ROUTE_ANYONE, 0, ROUTE_ORIGIN, sign_in_form, "The form to sign in."},
	{REQ_POST, "sign-in", ROUTE_ANYONE, SMALL, ROUTE_ORIGIN, sign_in_send, "Signs in by password, then goes to the field next; without one, mails a link."},
	{REQ_GET, "sign-in/sent", ROUTE_ANYONE, 0, ROUTE_ORIGIN, sign_in_sent, "Says that a link was mailed, if there is an account; takes the code beside it, for &ticket=T."},
	{REQ_POST, "sign-in/code", ROUTE_ANYONE, SMALL, ROUTE_ORIGIN, sign_in_code, "Signs in by that code."},
	{REQ_GET, "sign-in/link", ROUTE_ANYONE, 0, ROUTE_ORIGIN, sign_in_link, "Asks whether to sign in as whom the link ?t=TOKEN was mailed to."},
	{REQ_POST, "sign-in/link", ROUTE_ANYONE, SMALL, ROUTE_ORIGIN, sign_in_by_link, "Does so, once."},
	{REQ_POST, "sign-out", ROUTE_ANYONE, SMALL, ROUTE_TOKEN, me_sign_out, "Ends the session."},
	{REQ_GET, "me", ROUTE_MEMBER, 0, ROUTE_ORIGIN, me_show, "Who is signed in, what they sent, and what became of it."},
	{REQ_POST, "me/notices", ROUTE_MEMBER, SMALL, ROUTE_TOKEN, notice_seen, "Says that the member has seen the entry of=ID of the log."},
	{REQ_GET, "me/sessions", ROUTE_MEMBER, 0, ROUTE_ORIGIN, sessions_show, "Where the member is signed in."},
	{REQ_POST, "me/sessions", ROUTE_MEMBER, SMALL, ROUTE_TOKEN, sessions_end, "Ends the session of the field end, or all with end=all."},
	{REQ_GET, "me/password", ROUTE_MEMBER, 0, ROUTE_ORIGIN, password_show, "A form for a password."},
	{REQ_POST, "me/password", ROUTE_MEMBER, SMALL, ROUTE_TOKEN, password_change, "Sets it; other sessions end."},
	{REQ_GET, "me/letters", ROUTE_MEMBER, 0, ROUTE_ORIGIN, me_letters_show, "How often letters come, and of what."},
	{REQ_POST, "me/letters", ROUTE_MEMBER, 0, ROUTE_TOKEN, me_letters_save, "Changes that; many at once."},
	{REQ_GET, "me/data", ROUTE_MEMBER, 0, ROUTE_ORIGIN, me_data_show, "What a member may take along, and how to leave."},
	{REQ_POST, "me/data", ROUTE_MEMBER, SMALL, ROUTE_TOKEN, me_data_do, "Downloads it all with do=export; with do=leave ends the account: how=leave, anonymise or delete."},
	{REQ_GET, "farewell", ROUTE_ANYONE, 0, ROUTE_ORIGIN, farewell_show, "What was done for who has left, and what remains."},
	{REQ_GET, "me.json", ROUTE_ANYONE, 0, ROUTE_ORIGIN, me_json_show, "Who is signed in, what waits, and what they say of the page ?path=P: for scripts."},
	{REQ_GET, "follow", ROUTE_ANYONE, 0, ROUTE_ORIGIN, follow_show, "Whether a member is told of ?what=W by letter: topic:STEM, forum:F or tag:T."},
	{REQ_POST, "follow", ROUTE_MEMBER, SMALL, ROUTE_TOKEN, follow_do, "Begins or, with on=no, ends that."},
	{REQ_GET, "join", ROUTE_ANYONE, 0, ROUTE_ORIGIN, join_form, "The form to become a member; ?i=I: by an invitation."},
	{REQ_POST, "join", ROUTE_ANYONE, 0, ROUTE_ORIGIN, join_send, "Sends a letter that confirms the address; the same answer whoever has it."},
	{REQ_GET, "join/confirm", ROUTE_ANYONE, 0, ROUTE_ORIGIN, join_ask, "Where the letter's link ?t=T leads: asks."},
	{REQ_POST, "join/confirm", ROUTE_ANYONE, SMALL, ROUTE_ORIGIN, join_confirm, "Makes the account, submits the profile and signs in."},
	{REQ_GET, "welcome", ROUTE_ANYONE, 0, ROUTE_ORIGIN, welcome_show, "What a new member may do first, and whether the profile still waits."},
	{REQ_GET, "invite", ROUTE_MEMBER, 0, ROUTE_ORIGIN, invite_show, "Invitations: a form for new ones, and those that there are."},
	{REQ_POST, "invite", ROUTE_MEMBER, 0, ROUTE_TOKEN, invite_do, "Makes a link, mails links, or takes one back."},
	{REQ_GET, "unsubscribe", ROUTE_ANYONE, 0, ROUTE_ORIGIN, unsubscribe_show, "Asks whether the letters that a link names should end."},
	{REQ_POST, "unsubscribe", ROUTE_ANYONE, SMALL, ROUTE_KEY, unsubscribe_do, "Ends them, in one step for mailers (RFC 8058)."},
	{REQ_GET, "health", ROUTE_ANYONE, 0, ROUTE_ORIGIN, health_show, "Whether repositories and database can be read: 200 or 503."},
};
/* clang-format on */

const struct route *route_rows(size_t *n)
{
	*n = ARRAY_LEN(routes);
	return routes;
}

bool route_is_for_barred(const struct route *route)
{
	static const char *const paths[] = {"sign-in", "sign-out", "unsubscribe", "submission/:id", "appeal", "me"};
	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		size_t n = strlen(paths[i]);
		if (!strncmp(route->path, paths[i], n) && (!route->path[n] || route->path[n] == '/'))
			return true;
	}
	return false;
}

/* "queue/:id" against "queue/20261122-170000-abcdef". */
static bool path_fits(const char *pattern, const char *path, struct arena *arena, const char **id)
{
	size_t n = strcspn(pattern, ":");
	*id = "";
	if (!pattern[n])
		return !strcmp(pattern, path);
	if (strncmp(pattern, path, n) || !text_is_id(path + n, strlen(path + n)))
		return false;
	*id = arena_dup(arena, path + n);
	return true;
}

int route_find(const struct req *req, struct route_match *match, struct err *err)
{
	enum req_method method = req->method == REQ_HEAD ? REQ_GET : req->method;
	bool get = false, post = false;
	*match = (struct route_match){.id = ""};
	for (size_t i = 0; i < ARRAY_LEN(routes); i++) {
		const char *id;
		if (!path_fits(routes[i].path, req->path, req->arena, &id))
			continue;
		match->id = id;
		get |= routes[i].method == REQ_GET;
		post |= routes[i].method == REQ_POST;
		if (routes[i].method == method)
			match->route = &routes[i];
	}
	if (match->route)
		return 0;
	if (!get && !post)
		return err_set(err, ERR_NOTFOUND, "no such route");
	match->allow = get && post ? "GET, HEAD, POST" : get ? "GET, HEAD" : "POST";
	return err_set(err, ERR_INPUT, "a method that the route has not");
}
