#!/usr/bin/python3
"""Takes each defence out of the program, one at a time, and wants a test to fail: a test that cannot is no test.

    tests/mutants.py [WORD...]     all of them, or those whose name has one of the words
    tests/mutants.py --check       only whether every row fits the source, in a moment; says file:line of those that do not

Works on a copy of the tree, so nothing here changes. A row that no longer fits the source is an error: the defence
has moved, and its row must follow.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

# What is defended; the file; the defence as it stands; what stands there instead; unit tests, one of which must fail.
ROWS = [
    # ---- who may: the dispatcher ----
    ("a form of another site", "cgi/door/serve.c", "route->proof != ROUTE_KEY && guard_origin(visit, err)", "route->proof == ROUTE_KEY && guard_origin(visit, err)", ["cgi_security"]),
    ("an origin that only begins like ours", "cgi/guard/guard.c", "(strlen(own) == (size_t)(at - url) + n && !strncmp(own, url, strlen(own)))", "!strncmp(own, url, strlen(own))", ["cgi_security"]),
    ("http speaking for https", "cgi/guard/guard.c", '!strncmp(own, "https:", 6) && strncmp(url, "https:", 6)', "false", ["cgi_security"]),
    ("a moderator's route", "cgi/door/serve.c", "route->who == ROUTE_MODERATOR && !visit_is_moderator(visit)", "false", ["cgi_security"]),
    ("a member's route", "cgi/door/serve.c", "route->who != ROUTE_ANYONE && !visit->handle", "false", ["cgi_security", "cgi_account", "cgi_sign_in"]),
    ("a form's token", "cgi/door/serve.c", "route->proof == ROUTE_TOKEN && guard_check_token", "false && guard_check_token", ["cgi_security"]),
    ("whose token it is", "cgi/guard/guard.c", "token[n] != '.' || !crypto_equal(token + n + 1, token_mac(visit, time))", "token[n] != '.'", ["cgi_security"]),
    ("a token's age", "cgi/guard/guard.c", "at <= visit->now + CLOCK_SLACK && visit->now - at <= max", "at <= visit->now + CLOCK_SLACK || max", ["cgi_forged"]),
    ("the banned and the suspended", "cgi/door/serve.c", "visit->barred && !route_is_for_barred(route)", "false", ["cgi_act"]),
    ("a role that was lost", "cgi/guard/guard.c", "visit->role = (enum page_role)who->role;", "visit->role = ROLE_MODERATOR;", ["cgi_security"]),
    # ---- what was previewed ----
    ("a token bound to the text", "cgi/guard/guard.c", 'const char *hash = mac(visit, "content", content);', 'const char *hash = content ? "" : NULL;', ["cgi_security"]),
    ("a token bound to the visitor", "cgi/guard/guard.c", '{id, visit->visitor, hash, NULL}', '{id, hash, NULL}', ["cgi_security"]),
    ("fields that cannot trade bytes", "core/text/crypto.c", "crypto_generichash_update(state, length, sizeof(length));", "", ["cgi_security", "crypto"]),
    ("a form sent twice", "cgi/post/submit.c", "if (find_receipt(visit, draft.id, &where, err))\n\t\treturn -1;", "where = NULL;\n\t(void)find_receipt;", ["cgi_routes", "cgi_policy"]),
    # ---- sessions and sign-in ----
    ("a session of its own at sign-in", "cgi/session/session.c", "(*visit->session && state_session_drop(state, visit->session, err)) ||", "", ["cgi_sign_in"]),
    ("a session that has expired", "core/state/state_account.c", "WHERE token = ? AND expires > ?", "WHERE token = ? AND ? > 0", ["cgi_security", "state"]),
    ("a session kept as a digest", "cgi/session/session.c", "crypto_digest(token, strlen(token), digest);", 'snprintf(digest, sizeof(digest), "%s", token);', ["cgi_security", "cgi_account", "cgi_sign_in"]),
    ("a cookie that scripts cannot read", "cgi/guard/guard.c", "Max-Age=%lld; HttpOnly; SameSite=Lax%s", "Max-Age=%lld; SameSite=Lax%s", ["cgi_sign_in"]),
    ("a cookie of this host alone", "cgi/guard/guard.c", '"__Host-stoa"', '"stoa"', ["cgi_security", "cgi_sign_in", "cgi_serve", "cgi_routes"]),
    ("the web server's word", "cgi/guard/guard.c", "visit->server->site.conf.sign_in_remote_user && text_is_handle", "text_is_handle", ["cgi_sign_in"]),
    ("a proxy that is one", "core/site/client.c", "n && is_proxy(address, proxies)", "n", ["cgi_client"]),
    ("wrong passwords from one network", "cgi/session/sign_in.c", 'guard_rate(visit, "sign-in", visit->address, attempts * MANY, QUARTER, err) ||', "", ["cgi_sign_in", "cgi_serve"]),
    ("wrong passwords for one account", "cgi/session/sign_in.c", 'guard_rate(visit, "sign-in pair", tries->pair, attempts, QUARTER, err) ||', "", ["cgi_sign_in", "cgi_serve"]),
    ("wrong passwords from everywhere", "cgi/session/sign_in.c", "tries->slow = wait > 0;", "tries->slow = false;", ["cgi_sign_in"]),
    ("a known browser that is one", "cgi/session/device.c", "return crypto_equal(value, value_of(visit, name, handle)) ? name : NULL;", "return name;", ["cgi_sign_in"]),
    ("whose browser it is", "cgi/session/device.c", "{name, handle, NULL}", "{name, NULL}", ["cgi_sign_in"]),
    ("wrong passwords in a known browser", "cgi/session/sign_in.c", 'return guard_rate(visit, "sign-in device", tries->device, attempts, QUARTER, err);', "return 0;", ["cgi_sign_in"]),
    ("a letter about a new password", "cgi/session/password.c", "\ttell(visit);\n", "\t(void)tell;\n", ["cgi_account"]),
    ("codes tried out", "cgi/session/once.c", "return wait ? err_set", "return false ? err_set", ["cgi_sign_in"]),
    ("a code of another ticket", "cgi/session/once.c", "if (!crypto_equal(found->code, code_digest(visit, ticket, typed)))", "if (typed && !*found->code)", ["cgi_sign_in"]),
    ("a link that works once", "core/state/state_token.c", '"DELETE FROM token WHERE purpose = ? AND digest = ? AND expires > ? RETURNING " COLUMNS', '"SELECT " COLUMNS " FROM token WHERE purpose = ? AND digest = ? AND expires > ?"', ["cgi_sign_in"]),
    ("a link that is old", "core/state/state_token.c", '"SELECT " COLUMNS " FROM token WHERE purpose = ? AND digest = ? AND expires > ?", "ssn",\n\t                    purpose, digest, now', '"SELECT " COLUMNS " FROM token WHERE purpose = ? AND digest = ?", "ss",\n\t                    purpose, digest + 0 * now', ["cgi_sign_in"]),
    ("a link that is old, used", "core/state/state_token.c", '"DELETE FROM token WHERE purpose = ? AND digest = ? AND expires > ? RETURNING "', '"DELETE FROM token WHERE purpose = ? AND digest = ? AND ? > 0 RETURNING "', ["cgi_sign_in"]),
    ("a hash for nobody", "cgi/session/password.c", "crypto_password_verify(hash ? hash : nobody, fits ? password : \"\") && hash && fits", "hash && fits && crypto_password_verify(hash, password) && nobody[0]", ["cgi_work"]),
    ("a letter for nobody", "cgi/session/sign_in.c", "if (once_make(visit, &once, &made, err) || put_letter(visit, caller, send, &made, err))", "made = (struct once_made){\"\", \"\", \"\"};\n\tif (send && (once_make(visit, &once, &made, err) || put_letter(visit, caller, send, &made, err)))", ["cgi_sign_in", "cgi_work"]),
    ("letters to one mailbox", "cgi/session/sign_in.c", "caller->handle && *caller->address && !wait", "caller->handle && *caller->address", ["cgi_sign_in"]),
    ("the old password for a new one", "cgi/session/password.c", "if (!right)\n\t\tview->old_error", "if (false)\n\t\tview->old_error", ["cgi_account"]),
    ("old passwords tried out", "cgi/session/password.c", '(guard_rate(visit, "password", visit->handle, visit->server->site.conf.sign_in_attempts, QUARTER, err) ||\n\t     password_check(visit, visit->handle, old', '(\n\t     password_check(visit, visit->handle, old', ["cgi_account"]),
    ("sessions of who has a new password", "core/state/state_account.c", 'rc = state_do(state, err, "DELETE FROM session WHERE handle = ?", "s", handle);', ";", ["state", "cgi_account"]),
    ("where a sign-in leads", "cgi/guard/guard.c", "|| next[1] == '/' ||", "||", ["cgi_security"]),
    ("backslashes and blanks in where it leads", "cgi/guard/guard.c", "if (*c <= 0x20 || *c > 0x7E || *c == '\\\\')\n\t\t\treturn fallback;", ";", ["cgi_security"]),
    ("a header of two lines", "cgi/wire/answer.c", "if ((unsigned char)*c < 0x20 || *c == 0x7F)\n\t\t\treturn;", ";", ["cgi_forged"]),
    ("a link by the host that a request claims", "cgi/session/sign_in.c", '"%ssign-in/link?t=%s", fill_write_url(&visit->fill), made->token', '"http://%s/-/sign-in/link?t=%s", visit->req.host, made->token', ["cgi_forged"]),
    ("a joining link by that host", "cgi/join/join.c", '"%sjoin/confirm?t=%s", fill_write_url(&visit->fill), token', '"http://%s/-/join/confirm?t=%s", visit->req.host, token', ["cgi_forged"]),
    # ---- joining and invitations ----
    ("a closed site", "cgi/join/joining.c", 'if (!strcmp(open, "closed"))', "if (false)", ["cgi_join"]),
    ("a site by invitation", "cgi/join/joining.c", "invitation && !joining->invited", "false", ["cgi_join"]),
    ("the same at the end", "core/state/state_join.c", "if (!**invitation && wish->invited_only)", "if (false)", ["cgi_join", "state_join"]),
    ("an invitation's signature", "core/people/invite.c", "crypto_equal(text, invite_sign(key, id, arena)) ? id : NULL", "key ? id : NULL", ["cgi_join"]),
    ("an invitation's count", "core/state/state_join.c", "WHERE id = ? AND left_ > 0 AND expires > ?", "WHERE id = ? AND expires > ?", ["cgi_join", "state_join"]),
    ("an invitation that is over or taken back", "core/state/state_join.c", "left_ > 0 AND expires > ? AND NOT revoked", "left_ > 0 AND ? > 0", ["cgi_join", "state_join"]),
    ("somebody else's invitation", "core/state/state_invite.c", "AND (?2 IS NULL OR handle = ?2)", "AND (?2 IS NULL OR ?2 <> '')", ["cgi_join", "state_join"]),
    ("reserved names", "cgi/join/joining.c", "else if (naming_is_reserved(visit, handle))", "else if (false)", ["cgi_join"]),
    ("reserved display names", "cgi/visit/naming.c", "n && naming_is_reserved(visit, name) ?", "false ?", ["cgi_join", "cgi_profile"]),
    ("the same later", "cgi/draft/ask_rows.c", "return naming_wrong(a->visit, value);", "return a ? NULL : value;", ["cgi_profile"]),
    ("names that look alike", "core/state/state_join.c", "WHERE skeleton = ? ORDER BY handle = ? DESC", "WHERE skeleton = '' || ? AND handle = ?", ["cgi_join", "state_join"]),
    ("rules that were accepted", "cgi/join/joining.c", "if (!joining->accepted)", "if (false)", ["cgi_join"]),
    ("rules that changed meanwhile", "cgi/join/joining.c", "else if (joining->seen != joining->rules)", "else if (false)", ["cgi_join"]),
    ("an address that is known", "cgi/join/join.c", "struct letter *letter = known ? &to_known : &to_new;", "struct letter *letter = &to_new;\n\t(void)to_known;\n\tif (known) {\n\t\tanswer_redirect(visit, \"/\");\n\t\treturn 0;\n\t}", ["cgi_join"]),
    ("a mailbox that joins all day", "cgi/join/join.c", "if (enough)\n\t\tletter->address = NULL;", "", ["cgi_join"]),
    ("joinings from one network", "cgi/join/join.c", 'guard_rate(visit, "join", visit->address, visit->server->site.conf.join_per_hour, HOUR, err) ||', "", ["cgi_join"]),
    ("the field that people do not see", "cgi/join/join.c", 'if (*form_text(&visit->req.form, "website"))', "if (false)", ["cgi_join"]),
    ("a form that was not shown", "cgi/join/join.c", "if (guard_check_token(visit, token, &err))", "if (false)", ["cgi_join"]),
    ("a question to who joins", "cgi/join/joining.c", "check_challenge(visit, joining, err) ||", "", ["cgi_join"]),
    ("a newcomer's rights", "cgi/guard/guard.c", "visit->newcomer = waits ? handle : NULL;", "visit->newcomer = NULL;\n\tif (waits)\n\t\tvisit->handle = handle;", ["cgi_newcomer"]),
    ("a profile that a moderator looks at", "cgi/join/join_confirm.c", "return held ? 0 : approve(visit, join->submission, err);", "return approve(visit, join->submission, err);", ["cgi_newcomer"]),
    # ---- what is somebody else's ----
    ("a receipt", "cgi/post/receipt.c", "return visit_is_moderator(visit) || is_own(visit, submission, key);", "return key || is_own(visit, submission, key);", ["cgi_security"]),
    ("whether there is such a receipt", "cgi/post/receipt.c", "if (err->code == ERR_NOTFOUND && !guard_is_receipt_key(visit, visit->id, key))", "if (false)", ["cgi_security"]),
    ("a submission to take back", "cgi/post/receipt.c", "if (!is_own(visit, &submission, key))", "if (false)", ["cgi_security", "cgi_appeal"]),
    ("a receipt's key", "cgi/post/receipt.c", '.key = own ? guard_receipt_key(visit, visit->id) : "",', ".key = guard_receipt_key(visit, visit->id),", ["cgi_appeal"]),
    ("a file that is not public yet", "cgi/draft/upload.c", "if (!own && !visit_is_moderator(visit) && !guard_is_receipt_key(visit, id, key))", "if (!own && !key)", ["cgi_upload", "cgi_security"]),
    ("a file of a draft", "cgi/draft/upload.c", "visit->server->site.uploads, visit->visitor, visit->now", 'visit->server->site.uploads, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", visit->now', ["cgi_upload", "cgi_security"]),
    ("a file of a submission, for a draft", "cgi/draft/upload.c", "if (!*source->submission || !guard_is_receipt_key(visit, source->submission, source->key))", "if (!*source->submission)", ["cgi_upload", "cgi_security"]),
    ("a post to edit", "cgi/draft/draft_find.c", "if (!is_own(visit, &now))", "if (false)", ["cgi_security"]),
    ("a profile to edit", "cgi/draft/draft_find.c", "page->place.kind == PAGE_MEMBER ? page->place.handle", "page->place.kind == PAGE_MEMBER ? visit->handle", ["cgi_profile"]),
    ("a post that is locked now", "cgi/draft/draft_find.c", "else if (thread.locked)", "else if (false)", ["cgi_security"]),
    ("somebody else's session", "core/state/state_session.c", "FROM session WHERE handle = ? AND expires > ? ORDER", "FROM session WHERE handle <> '' || ? AND expires > ? ORDER", ["cgi_account"]),
    ("one's data, without the password", "cgi/me/me_data.c", "if (why)\n\t\treturn show_again(visit, 422, &view, false, why, err);", "", ["cgi_forged"]),
    ("leaving, without the password", "cgi/me/me_data.c", "view.handle_error || why)", "view.handle_error)", ["cgi_forged"]),
    # ---- what a form may set ----
    ("whom a post is by", "cgi/draft/draft_page.c", "page->author = visit_author(visit);", 'page->author = *form_text(&visit->req.form, "author") ? form_text(&visit->req.form, "author") : visit_author(visit);', ["cgi_forged"]),
    ("a role in an edit", "cgi/draft/draft_page.c", "*page = draft->target;", '*page = draft->target;\n\tif (!strcmp(form_text(&visit->req.form, "role"), "admin"))\n\t\tpage->role = ROLE_ADMIN;\n\tif (*form_text(&visit->req.form, "pinned"))\n\t\tpage->pinned = true;', ["cgi_forged"]),
    ("a pinned event", "cgi/draft/draft_page.c", "\t\tpage->submission = id;\n\treturn free_place", '\t\tpage->submission = id;\n\tif (*form_text(&visit->req.form, "hidden"))\n\t\tpage->hidden = true;\n\treturn free_place', ["cgi_forged"]),
    ("a role at joining", "cgi/join/join_confirm.c", "page.accepted = join->rules;", 'page.accepted = join->rules;\n\tif (*form_text(&visit->req.form, "role"))\n\t\tpage.role = ROLE_ADMIN;', ["cgi_forged"]),
    # ---- acts, votes, policy ----
    ("an act without the right", "core/act/act.c", "if (!work->way || (work->page.place.kind == PAGE_MEMBER && !is_below(&c)))", "if (work->page.place.kind == PAGE_MEMBER && !is_below(&c))", ["act_rights", "cgi_act"]),
    ("an act on who stands above", "core/act/act.c", "if (!work->way || (work->page.place.kind == PAGE_MEMBER && !is_below(&c)))", "if (!work->way)", ["act_rights", "cgi_act"]),
    ("a verdict on oneself, taken back", "core/act/act.c", "return may ? 0 : err_set(err, ERR_DENIED", "return may || !may ? 0 : err_set(err, ERR_DENIED", ["act_rights", "cgi_act", "cgi_appeal"]),
    ("an act by who was suspended", "core/act/act.c", "if (work->actor.banned || work->actor.suspended > work->act->now)", "if (false)", ["act_rights", "cgi_act"]),
    ("a vote for somebody else", "cgi/vote/vote.c", "if (!visit->handle)\n\t\treturn 0;", ";", ["cgi_vote"]),
    ("a staff forum", "cgi/draft/draft_find.c", "if ((int64_t)role < draft->target.post)", "if (false)", ["cgi_serve", "cgi_routes", "cgi_forms", "cgi_policy"]),
    ("a locked topic", "cgi/draft/draft_find.c", "if (draft->target.locked && !visit_is_moderator(visit))", "if (false)", ["cgi_serve", "cgi_routes", "cgi_forms"]),
    ("guests where only members write", "cgi/draft/draft_find.c", "if (!visit_has_name(visit) && !visit->server->site.conf.guest_post)", "if (false)", ["cgi_newcomer", "cgi_serve", "cgi_routes", "cgi_forms"]),
    ("policy that refuses", "cgi/post/submit.c", "if (rule->verdict == POLICY_REFUSE)", "if (false)", ["cgi_policy"]),
    ("fields that rules read", "cgi/draft/draft_page.c", "return page_text(&page, visit->arena);", "return draft->body;", ["cgi_profile"]),
    ("policy that holds", "cgi/post/publish.c", "visit->handle && draft->judgement->rule->verdict == POLICY_PUBLISH", "visit->handle", ["cgi_policy", "cgi_routes"]),
    ("room for one sender", "cgi/post/room.c", "judgement->trust.waiting >= most", "false", ["cgi_policy"]),
    ("room on the disk", "cgi/post/room.c", "|| room->bytes >= conf->moderation_disk_max", "", ["cgi_policy"]),
    ("a forum in slow mode", "cgi/post/admit.c", "(!draft->error && slow_down(visit, draft, err))", "false", ["cgi_policy"]),
    ("a flood of guests", "cgi/post/admit.c", "count_flood(visit, draft, err) ||", "", ["cgi_spam"]),
    ("posts in an hour", "cgi/post/admit.c", 'return draft->error ? 0 : count(visit, "post", visit->server->site.conf.post_per_hour, err);', "return 0;", ["cgi_policy", "cgi_routes", "cgi_serve", "cgi_forms"]),
    # ---- files ----
    ("files in a profile", "cgi/draft/draft_files.c", "return draft_page_kind(draft) != PAGE_MEMBER;", "return draft != NULL;", ["cgi_profile"]),
    ("a type by its first bytes", "cgi/draft/upload.c", "if (!upload->type)\n", "if (!upload->type && (upload->type = attach_type_of(file->filename)) == NULL)\n", ["cgi_upload"]),
    ("a picture made anew", "cgi/draft/upload.c", "else if (upload->type->picture)\n\t\treturn clean(visit, file, &upload->bytes, error, err);", "", ["cgi_upload"]),
    ("a download", "cgi/draft/upload.c", 'upload->type->picture ? "inline" : "attachment"', '"inline"', ["cgi_upload"]),
    ("a file's sandbox", "cgi/draft/upload.c", "answer->policy = \"default-src 'none'; sandbox\";", "", ["cgi_upload"]),
    # ---- what comes in ----
    ("a path in a form", "core/text/text.c", "if (check_segment(at, len, err))", "if (len > TEXT_PATH_MAX && check_segment(at, len, err))", ["text", "cgi_security"]),
    ("a newline in a name", "core/text/text.c", "if (is_control(c) || is_bidi_override(c))\n\t\t\tcontinue;", ";", ["text", "cgi_security"]),
    ("a line in the log", "cgi/answer/answer_page.c", "escape_log(&line, err->msg, strlen(err->msg), LOG_MAX);", "str_addz(&line, err->msg);", ["cgi_forged"]),
    ("a body's size", "cgi/wire/req.c", "str_init(&body, max);", "str_init(&body, max << 10);", ["cgi_security", "cgi_req"]),
    ("unsubscribing by a guessed link", "cgi/me/unsubscribe.c", "return crypto_equal(key_of(visit, wish), form_text(query, \"k\"));", "return *key_of(visit, wish) && *form_text(query, \"k\");", ["cgi_follow"]),
    ("a base that history has left behind", "core/queue/queue.c", "queue_check_base(queue, &commit->parents[0], err) || store_ref_create", "store_ref_create", ["queue_git"]),
    ("an act on a history that is gone", "core/queue/queue_publish.c", "queue_check_base(queue, p->change->base, err) || merge_onto", "merge_onto", ["queue_publish"]),
    ("a worker whose builder is gone", "core/base/child.c", "if (getppid() != parent)", "if (parent < 0)", ["gen_pool"]),
    ("a file too large to be a text", "core/judge/spam_learn.c", "bool large = rc && err->code == ERR_LIMIT;", "bool large = false;", ["cgi_spam"]),
]


def run(command, where):
    return subprocess.run(command, cwd=where, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=600)


def verdict(row, copy, jobs):
    _, name, old, new, tests = row
    path = os.path.join(copy, name)
    with open(path) as file:
        source = file.read()
    if source.count(old) != 1:
        return f"the row does not fit the source ({source.count(old)} places)"
    try:
        with open(path, "w") as file:
            file.write(source.replace(old, new))
        made = run(["make", jobs, "OPT=-O0 -g0 -Wno-error"] + [f"build/tests/test_{t}" for t in tests], copy)
        if made.returncode:
            return "does not compile\n" + made.stdout[-1500:]
        for test in tests:
            done = run([f"build/tests/test_{test}"], copy)
            red = re.findall(r"\[  FAILED  \] (\w+)", done.stdout)
            if done.returncode:
                return "ok " + ", ".join(sorted(set(red)) or ["ended"])
        return "NO TEST FAILS"
    finally:
        with open(path, "w") as file:
            file.write(source)


def check():
    with open(__file__) as file:
        own = file.read().split("\n")
    bad = 0
    for name, path, old, _, tests in ROWS:
        known = os.path.exists(path) and all(os.path.exists(f"tests/unit/test_{t}.c") for t in tests)
        with open(path if known else os.devnull) as file:
            found = file.read().count(old)
        if not known or found != 1:
            line = next(i for i, text in enumerate(own, 1) if f'("{name}"' in text)
            bad += 1
            print(f"tests/mutants.py:{line}: {name}: " + (f"{found} places in {path}" if known else "no such file"))
    return bad > 0


def main():
    if sys.argv[1:] == ["--check"]:
        return check()
    rows = [r for r in ROWS if not sys.argv[1:] or any(w in r[0] for w in sys.argv[1:])]
    top = tempfile.mkdtemp(prefix="stoa-mutants-")
    bad = 0
    try:
        shutil.copytree(".", top, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".git", "node_modules", "corpus"))
        for row in rows:
            said = verdict(row, top, "-j2")
            bad += not said.startswith("ok")
            print(f"{row[0]}: {said}", flush=True)
    finally:
        shutil.rmtree(top)
    print(f"{len(rows)} defences, {bad} that no test misses")
    return bad > 0


if __name__ == "__main__":
    sys.exit(main())
