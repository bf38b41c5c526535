#!/bin/bash
# Letters: what is published is told by a real sendmail (msmtp) to a real SMTP server, once, and never before.
. "$(dirname "$0")/lib.sh"

site=$work/site
port=$(free_port)
make_site "$site" --title "Hedge & Garden" --url "http://127.0.0.1:$port/" || exit 1
mail_sink "$site"
mail_later "$site"
for who in ann ben cat; do
	printf 'a-long-password\n' | "$stoa" member add $who --name "${who^}" --password-stdin --site "$site" --address "$who@example.org" >/dev/null
done
"$stoa" build --quiet "$site"
ok "the first look only remembers" bash -c '"$0" mail "$1" | grep -x "0 news, 0 letters written, 0 sent"' "$stoa" "$site"

clone=$work/clone
git clone -q "$site/content.git" "$clone"
mkdir -p "$clone/forums/help/2026/11/hedges"
cat >"$clone/forums/help/2026/11/hedges/index.md" <<'MD'
---
title: "Which <hedge> & when?"
author: ann
date: 2026-11-20T10:00:00Z
tags: [hedges]
---
See [the rules](/rules/), and ![a leaf](leaf.png). @cat knows, `@ben` is code.
MD
push() { git -C "$clone" add -A && git -C "$clone" commit -qm "$1" && git -C "$clone" push -q origin HEAD:main; }
reply() { # reply AUTHOR ID TEXT
	printf -- '---\nauthor: %s\ndate: 2026-11-20T11:00:00Z\n---\n%s\n' "$1" "$3" >"$clone/forums/help/2026/11/hedges/$2.md"
}
deliver() { "$stoa" build --quiet "$site" && "$stoa" mail "$site"; }

mv "$site/content.git/hooks" "$work/hooks" # which builds at once
push "topic"
mv "$work/hooks" "$site/content.git/hooks"
"$stoa" mail --quiet "$site"
is "nothing is told of what the site does not show yet" "$(letters)" 0
ok "told after the build" deliver
ok "who is mentioned is told" test -n "$(to cat)"
ok "who stands in code is not" test -z "$(to ben)"
ok "who wrote it is not" test -z "$(to ann)"
ok "the letter reads well" /usr/bin/python3 tests/e2e/read_letter.py "$(to cat | head -1)" \
	"Subject=Which <hedge> & when?" "List-Unsubscribe-Post=List-Unsubscribe=One-Click" \
	"text=@cat knows" "html=http://127.0.0.1:$port/rules/" "html=Which &lt;hedge&gt; &amp; when?" "nohtml=<hedge>" \
	"text=You get this letter because you were mentioned."
mentions=$(/usr/bin/python3 tests/e2e/read_letter.py "$(to cat | head -1)" print=List-Unsubscribe | tr -d '<>')
empty

reply ben 20261120-110000-aaaaaa "> Which?

Yew, in March."
push "an answer"
ok "an answer" deliver
ok "is told to who asked" test -n "$(to ann)"
thread=$(/usr/bin/python3 tests/e2e/read_letter.py "$(to ann | head -1)" print=In-Reply-To)
ok "in the thread of the topic" test -n "$thread"
is "once" "$(letters)" 1
ok "a second time nothing happens" bash -c '"$0" mail "$1" | grep -x "0 news, 0 letters written, 0 sent"' "$stoa" "$site"
unsubscribe=$(/usr/bin/python3 tests/e2e/read_letter.py "$(to ann | head -1)" print=List-Unsubscribe | tr -d '<>')
empty

reply ann 20261120-120000-bbbbbb "Thank you, Ben."
push "thanks"
deliver >/dev/null
ok "who answered is told of what follows" test -n "$(to ben)"
empty

reply cat 20261120-130000-cccccc "Hidden things."
push "hidden soon"
"$stoa" build --quiet "$site"
sed -i 's/^author: cat/author: cat\nhidden: true/' "$clone/forums/help/2026/11/hedges/20261120-130000-cccccc.md"
push "hidden"
deliver >/dev/null
is "what was hidden meanwhile is not told" "$(letters)" 0

git -C "$clone" mv forums/help/2026/11/hedges forums/help/2026/11/yews
push "moved"
deliver >/dev/null
is "what was moved is no news" "$(letters)" 0
git -C "$clone" mv forums/help/2026/11/yews forums/help/2026/11/hedges
push "moved back"
deliver >/dev/null

# ---- a letter's link ends the letters ----
"$stoa" serve --port "$port" "$site" >"$work/serve.log" 2>&1 &
pids+=($!)
url=http://127.0.0.1:$port
wait_for curl -fso /dev/null "$url/"
ok "the link in a letter asks" curl -fsS -o "$page" "$unsubscribe"
ok "with a button" grep -q '<button' "$page"
is "and does nothing by itself" "$(sqlite3 "$site/state/state.db" "SELECT on_ FROM follow WHERE handle='ann' AND what LIKE 'topic:%'")" 1
is "a forged link does nothing" "$(curl -s -o /dev/null -w '%{http_code}' -X POST -d List-Unsubscribe=One-Click "${unsubscribe/h=ann/h=ben}")" 403
is "one click ends them, from nowhere (RFC 8058)" "$(curl -s -o /dev/null -w '%{http_code}' -X POST -d List-Unsubscribe=One-Click "$unsubscribe")" 200
empty
reply ann 20261120-135000-xxxxxx "The builder at work tells it by itself."
push "by watch"
ok "stoa watch writes letters too" wait_for to ben
ok "the link in a letter about a mention" curl -fsS -o "$page" "$mentions"
ok "ends mentions alone" has "$page" "because somebody mentions you"
curl -fsS -o "$page" -X POST -d List-Unsubscribe=One-Click "$mentions"
ok "says what has ended" has "$page" "These letters have ended"
ok "and offers to end the rest" has "$page" "w=all&amp;k="
is "which nobody did" "$(sqlite3 "$site/state/state.db" "SELECT mail FROM account WHERE handle = 'cat'")" "$(sqlite3 "$site/state/state.db" "SELECT mail FROM account WHERE handle = 'ben'")"
empty
reply ann 20261120-135900-mmmmmm "What does @cat think, and @ben?"
push "mentioned after that"
ok "who did not say so is told of a mention" wait_for to ben
is "who did is not" "$(to cat | wc -l)" 0
all=$(grep -o 'action="[^"]*w=all[^"]*' "$page" | sed 's/action="//; s/&amp;/\&/g')
curl -fsS -o "$page" --data "" "$url$all"
is "the rest ends too, by one more click" "$(sqlite3 "$site/state/state.db" "SELECT mail FROM account WHERE handle = 'cat'")" never
ok "which is said" has "$page" "No more letters at all"
printf 'a-long-password\n' | "$stoa" member password cat --password-stdin --site "$site" >/dev/null 2>&1
get "$work/cat" /-/sign-in
post "$work/cat" /-/sign-in handle=cat password=a-long-password "token=$(hidden token)"
get "$work/cat" /-/me/letters
ok "a page of their own says so" lacks "$page" 'name="mention" value="yes" checked'
post "$work/cat" /-/me/letters often=now mention=yes mentions=asked "token=$(hidden token)"
get "$work/cat" /-/me/letters
ok "and brings them back" has "$page" 'name="mention" value="yes" checked'
ok "which is no list of things that have gone" lacks "$page" 'value="mention" aria'
stop_all
smtp_sink
empty
reply ben 20261120-140000-dddddd "One more."
push "one more"
deliver >/dev/null
is "and then there are none" "$(to ann | wc -l)" 0
empty

# ---- digests, trouble ----
"$stoa" member letters cat --mail daily --site "$site"
reply ben 20261120-150000-eeeeee "Ask @cat."
reply ben 20261120-160000-ffffff "Or @cat again."
push "two for cat"
deliver >/dev/null
is "a digest waits for its hour" "$(letters)" 0
sqlite3 "$site/state/state.db" "UPDATE news SET due = 0"
touch "$work/refuse"
ok "a mailer that refuses is said" bash -c '"$0" mail "$1" 2>&1 | tee "$2" | grep "letter to c…@example.org: .*mailbox full: <c…@example.org>; will be tried again"' "$stoa" "$site" "$work/refused"
ok "and whose mailbox it is is not" lacks "$work/refused" "cat@"
rm "$work/refuse"
"$stoa" mail --quiet "$site"
is "and tried again later, not at once" "$(letters)" 0
sqlite3 "$site/state/state.db" "UPDATE letter SET due = 0"
"$stoa" mail --quiet "$site"
is "then one letter tells of both" "$(letters)" 1
ok "in order" /usr/bin/python3 tests/e2e/read_letter.py "$(to cat | head -1)" "Subject=2 new posts in Hedge & Garden" "text=Ask @cat" "text=Or @cat again"
empty

# ---- killed at any moment, everybody is told once ----
"$stoa" member letters cat --mail now --site "$site"
for i in 1 2 3 4 5 6; do reply ben "20261120-17000$i-gggggg" "Number $i for @cat."; done
push "six for cat"
"$stoa" build --quiet "$site"
for ms in 5 10 15 20 30 40 60 90; do
	"$stoa" mail --quiet "$site" &
	p=$!
	sleep "0.0$(printf %02d "$ms")"
	kill -9 "$p" 2>/dev/null
	wait "$p" 2>/dev/null
done
sqlite3 "$site/state/state.db" "UPDATE letter SET due = 0"
"$stoa" mail --quiet "$site"
is "six letters after eight kills, by their names" "$(grep -h '^Message-I[Dd]' "$work"/inbox/new/* | sort -u | wc -l)" 6
is "nothing is left to tell" "$(sqlite3 "$site/state/state.db" 'SELECT (SELECT count(*) FROM news) + (SELECT count(*) FROM letter)')" 0
ok "the services that run a mailer may" not grep -E '^(NoNewPrivileges|PrivateDevices|PrivateNetwork)=yes|^ProtectSystem=strict' contrib/systemd/stoa-fcgi.service contrib/systemd/stoa-watch.service
done_testing
