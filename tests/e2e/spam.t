#!/bin/bash
# Spam: a question, work in a browser, a flood, the same text twice; a filter that learns from verdicts by every door.
. "$(dirname "$0")/lib.sh"
site=$work/site topic=forums/announcements/2026/11/welcome
ok "init" make_site "$site" --title Stoa --from content
cat >>"$site/site.conf" <<'CONF'
[spam]
	question = Which flower has thorns? | Rose
	work = 10
	lessons = 2
	seconds = 1
[post]
	per-hour = 1000
[guest]
	flood = 12
CONF
ok "serve" serve "$site"
guest=$work/guest mod=$work/mod
totals() { "$stoa" spam stats --site "$site" | awk '/^spam/ { s = $2 } /^other/ { print s, $2 }'; }
learned() { [ "$(totals)" = "$1" ]; }
# write BODY: preview, wait, answer, submit; $id.
write() {
	post "$guest" /-/preview kind=reply "path=$topic/index.md" "body=$1" website=
	token=$(hidden token)
	post "$guest" /-/submit kind=reply "path=$topic/index.md" "body=$1" website= "token=$token" answer=rose
	id=${to#*/submission/}
	id=${id%%\?*}
}

post "$guest" /-/preview kind=reply "path=$topic/index.md" "body=Hello there, all of you" website=
ok "the preview asks" has "$page" "Which flower has thorns?"
ok "and hides the answer" lacks "$page" Rose
token=$(hidden token)
post "$guest" /-/submit kind=reply "path=$topic/index.md" "body=Hello there, all of you" website= "token=$token" answer=daisy
is "a wrong answer asks again" "$status" 422
ok "with the text kept" has "$page" "Hello there, all of you"
post "$guest" /-/submit kind=reply "path=$topic/index.md" "body=Hello there, all of you" website= "token=$(hidden token)" "answer= ROSE. "
is "a right one sends" "$status" 303
post "$guest" /-/preview kind=reply "path=$topic/index.md" "body=hello there, all of you!" website=
ok "who sends twice is told" has "$page" "exactly this already"

write "my tomatoes hang their leaves at noon, what helps in a dry summer"
ham1=$id
write "water tomatoes in the morning and mulch them with straw in summer"
ham2=$id
write "casino jackpot free spins for everybody who comes today"
late=$id
printf 'casino jackpot, free spins\n' >"$work/text"
ok "nothing is known yet" sh -c "'$stoa' spam stats --site '$site' | grep -q 'speaks when it has seen 2'"
cold=$("$stoa" spam score --site "$site" "$work/text" | sed -n '1s/.*: \([0-9]*\) of.*/\1/p')
is "and nothing is said of words" "$cold" 0

"$stoa" queue approve --site "$site" --as gardener --no-build "$ham1" >/dev/null
ok "a command's verdict is learned" learned "0 1"
"$stoa" queue approve --site "$site" --as gardener --no-build "$ham1" >/dev/null 2>&1
ok "and once" learned "0 1"
git clone -q "$site/content.git" "$work/clone"
(cd "$work/clone" && git fetch -q "$site/queue.git" "$ham2" && git merge -q --no-ff -m "take it" FETCH_HEAD && git push -q) >/dev/null 2>&1
"$stoa" spam learn --site "$site" >"$work/learn"
ok "a merge with plain git is learned" learned "0 2"
printf 'casino jackpot bonus free spins win now at https://one.example\n' >"$work/spam1"
printf 'casino jackpot bonus free spins tonight at https://two.example\n' >"$work/spam2"
"$stoa" spam train spam --site "$site" "$work/spam1" "$work/spam2"
ok "spam is learned" learned "2 2"
warm=$("$stoa" spam score --site "$site" "$work/text" | sed -n '1s/.*: \([0-9]*\) of.*/\1/p')
ok "and its words are known" test "$warm" -gt 200
ok "with what speaks" sh -c "'$stoa' spam score --site '$site' '$work/text' | grep -q casino"
ok "a submission is judged too" sh -c "'$stoa' spam score --site '$site' '$late' | grep -q filter"
ok "a file is taught once" sh -c "'$stoa' spam train spam --site '$site' '$work/text' '$work/text'"
ok "and counts once" learned "3 2"
ok "and may change sides" "$stoa" spam train ham --site "$site" "$work/text"
ok "which takes the other back" learned "2 3"
ok "no sentence is kept" not grep -qa "hang their leaves" "$site/state/state.db"

for i in 1 2 3 4 5 6 7 8 9; do write "number $i of many words that guests send in a hurry"; done
post "$guest" /-/preview kind=reply "path=$topic/index.md" "body=many words that guests send in a hurry" website=
is "a flood is stopped" "$status" 429
ok "with a time to come back" grep -qi '^retry-after: [1-9]' "$page.head"
ok "and the text" has "$page" "guests send in a hurry"
sign_in "$mod"
post "$mod" /-/preview kind=reply "path=$topic/index.md" "body=A member writes on" website=
is "members write on" "$status" 200
ok "and are asked nothing" lacks "$page" "thorns"

if command -v chromium >/dev/null; then
	stop_all
	sed -i '/question =/d; s/flood = 12/flood = 1000/' "$site/site.conf"
	ok "serve without a question" serve "$site"
	[ -d tests/e2e/node_modules/playwright-core ] || (cd tests/e2e && npm ci --silent >"$work/npm" 2>&1) || cat "$work/npm"
	ok "a browser does its work while the preview is read" env URL="$url" TOPIC="/$topic/" node tests/e2e/work.mjs
	receipt=$(sed -n 's|^receipt .*/submission/\([^?]*\).*|\1|p' "$work/said")
	ok "and is not marked" sh -c "! '$stoa' queue show --site '$site' '$receipt' | grep -q unproved"
else
	skip "chromium is not installed"
fi
done_testing
