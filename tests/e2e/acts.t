#!/bin/bash
# Acts and appeals by people: a moderator locks, whom it concerns hears of it and answers, another
# moderator takes it back; in a browser without scripts, by letter, and by plain git.
. "$(dirname "$0")/lib.sh"
site=$work/site
topic=forums/show-and-tell/2026/11/acted-on
main() { git -C "$site/content.git" rev-parse main; }
file() { git -C "$site/content.git" show "main:$1" 2>/dev/null; }
entries() { git -C "$site/content.git" grep -l "$1" main -- moderation | sed 's|.*/\(.*\)\.md|\1|'; }
letter() { /usr/bin/python3 tests/e2e/read_letter.py "$(to "$1" | head -1)" "${@:2}"; }
enter() {
	get "$1" /-/sign-in
	post "$1" /-/sign-in "handle=$2" "password=$password" next=/ "token=$(hidden token)"
}

ok "init" make_site "$site" --title Stoa --from content
for who in ada owl; do
	role=member
	[ $who = owl ] && role=moderator
	printf '%s\n' "$password" | "$stoa" member add $who --role $role --address $who@example.org --password-stdin --site "$site" >/dev/null
done
mail_sink "$site"
git clone -q "$site/content.git" "$work/clone" 2>/dev/null
mkdir -p "$work/clone/$topic"
printf -- '---\ntitle: A topic to act on\nauthor: ada\ndate: 2026-11-20T10:00:00Z\n---\nMy words.\n' >"$work/clone/$topic/index.md"
git -C "$work/clone" add -A && git -C "$work/clone" commit -qm "topic: A topic to act on" && git -C "$work/clone" push -q origin HEAD:main
ok "serve" serve "$site"
before=$(file "$topic/index.md")

if [ -x "${CHROMIUM:-/usr/bin/chromium}" ]; then
	[ -d tests/e2e/node_modules/playwright-core ] || (cd tests/e2e && npm ci --silent >"$work/npm" 2>&1) || cat "$work/npm"
	ok "the whole way in Chromium, without scripts" env URL="$url" TOPIC="$topic" node tests/e2e/acts.mjs
	first=$(entries '^act: lock')
	ok "the log names the first verdict and that it was reversed" test -n "$(entries '^act: reverse')" -a -n "$first"
	is "the topic is what it was, byte for byte" "$(file "$topic/index.md")" "$before"
	ok "what was said against it is in no commit" test -z "$(git -C "$site/content.git" log --all -S"kept my temper" --format=%H)"
	ok "a letter told whom it concerns" test -n "$(wait_for to ada && to ada)"
else
	skip "no browser is installed"
fi

get "$work/guest" "/$topic/"
ok "a post leads to its report" has "$page" "/-/report?path="
get "$work/guest" "$(sed -n 's/.*class="report" href="\([^"]*\)".*/\1/p' "$page" | head -1)"
ok "which shows it" has "$page" "My words."
# By command: the same, with the same notice.
empty
"$stoa" act hide "/$topic/" --reason "An address in it." --by gardener --site "$site" >/dev/null
enter "$work/ada" ada
get "$work/ada" /-/me
ok "an act by command is on the member's page" has "$page" "An address in it."
ok "and told by letter" wait_for to ada
ok "with what, why and how to answer" letter ada "text=was hidden" "text=An address in it." "text=Another moderator" "text=/-/appeal?of="
empty
"$stoa" act suspend ada --reason "Too loud." --rule "Be kind" --until 3d --by gardener --site "$site" >/dev/null
ok "a suspension comes by letter, too" wait_for to ada
entry=$(echo "$site"/public/moderation/*/*/"$(entries '^act: suspend')"/index.html)
ok "its entry names who acted" has "$entry" /members/ga/gardener/
ok "and says until when, and by which rule" letter ada "text=It ends on" "text=Be kind" "text=Too loud."
get "$work/guest" /members/ad/ada/
ok "the profile says so and leads to the entry" has "$page" "/$(entries '^act: suspend')/"
get "$work/guest" "$(dirname "${entry#"$site/public"}")/"
ok "which says why" has "$page" "Too loud."
"$stoa" act unsuspend ada --by gardener --site "$site" >/dev/null
get "$work/guest" /members/ad/ada/
ok "until it has ended" lacks "$page" "/moderation/20"
get "$work/ada" /-/me
id=$(entries '^act: hide')
is "its entry in the log is the one that the page names" "$(entries '^act: hide')" "$id"
get "$work/guest" "/-/appeal?of=$id"
is "nobody else can answer it" "$status" 403
get "$work/ada" "/-/appeal?of=$id"
post "$work/ada" /-/appeal "of=$id" "text=There is none." "token=$(hidden token)"
is "she answers" "$status" 303
sign_in "$work/mod"
get "$work/mod" /-/appeals
ok "who gave the verdict reads it, and cannot decide" has "$page" "another moderator decides"
at=$(main)
post "$work/mod" /-/appeals "of=$id" verdict=uphold answer=No "token=$(sed -n 's/.*name="token" value="\([^"]*\)".*/\1/p' "$page" | head -1)"
is "nor by a forged form" "$status" 403
is "and main is what it was" "$(main)" "$at"

# By plain git: whoever reverts the act's commit has undone it too.
commit=$(git -C "$site/content.git" log --format=%H --grep "Act: $id" -1 main)
git -C "$work/clone" pull -q origin main && git -C "$work/clone" revert --no-edit "$commit" >/dev/null 2>&1 && git -C "$work/clone" push -q origin HEAD:main
enter "$work/owl" owl
get "$work/owl" /-/appeals
ok "an appeal whose verdict a revert took away is no obstacle" test "$status" = 200

# Banned: signed out everywhere, and still with a way to answer.
"$stoa" act ban ada --reason "Third time." --by gardener --site "$site" >/dev/null
get "$work/ada" /-/me
is "a ban by command ends the sessions" "$status" 303
enter "$work/ada" ada
is "and who signs in is refused" "$status" 403
ok "with a link to answer" has "$page" "/-/appeal?of="
# Roles in place of names.
ok "the log says who acted" has "$site/public/moderation/index.html" /members/ga/gardener/
stop_all
git config -f "$site/site.conf" moderation.log-names false
ok "which a setting keeps out" "$stoa" build --quiet "$site"
ok "of the log, its entries and its feed" not grep -rqi gardener "$site/public/moderation"
ok "the site holds together" "$stoa" check "$site"
done_testing
