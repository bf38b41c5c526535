#!/bin/bash
# Reactions, votes, ballots and follows: by people with and without scripts, by a hundred at once, and
# by those whose server is killed between their vote and the commit that takes it to main.
. "$(dirname "$0")/lib.sh"
PATH=$PATH:/usr/sbin
site=$work/site
port=$(free_port)
url=http://127.0.0.1:$port
ada=$work/ada bob=$work/bob guest=$work/guest
topic=forums/show-and-tell/2026/11/this-site-in-numbers
poll=forums/announcements/2026/11/when-to-meet
idea=forums/ideas/2026/11/search-without-a-server
seconds=8 # longer than any machine takes for what it waits for here

main() { git -C "$site/content.git" rev-parse main; }
commits() { git -C "$site/content.git" rev-list --count "$1..main"; }
# What is not there is "", and what cannot be read is told.
file() {
	local blob
	blob=$(git -C "$site/content.git" ls-tree --format='%(objectname)' main -- "$1") || echo "git ls-tree failed"
	[ -z "$blob" ] || git -C "$site/content.git" cat-file blob "$blob" || echo "git cat-file failed"
}
enter() {
	get "$1" /-/sign-in
	post "$1" /-/sign-in "handle=$2" password=correct-horse-battery next=/ "token=$(hidden token)"
}
# Only the write path: nobody builds, nobody but it looks after what waits.
start_fcgi() {
	"$bin/stoa.fcgi" --site "$site" --listen "unix:$work/sock" --processes 3 2>>"$work/fcgi.log" &
	fcgi=$!
	pids+=("$fcgi")
	wait_for curl -fso /dev/null "$url/-/health"
}
kill_fcgi() {
	local workers
	workers=$(pgrep -P "$fcgi")
	# shellcheck disable=SC2086 # one number a word
	kill -9 "$fcgi" $workers 2>/dev/null
	wait "$fcgi" 2>/dev/null
}

ok "init" make_site "$site" --title Stoa --from content
for who in ada bob; do
	printf 'correct-horse-battery\n' | "$stoa" member add "$who" --password-stdin --site "$site" >/dev/null
done
git config --file "$site/site.conf" vote.seconds $seconds
git config --file "$site/site.conf" mail.from stoa@example.org
git config --file "$site/site.conf" mail.sendmail /bin/true
git clone -q "$site/content.git" "$work/clone" 2>/dev/null
for i in $(seq -w 1 100); do
	mkdir -p "$work/clone/members/vo"
	printf -- '---\nname: Voter %s\n---\n' "$i" >"$work/clone/members/vo/voter$i.md"
done
git -C "$work/clone" add -A && git -C "$work/clone" commit -qm "members: a crowd" && git -C "$work/clone" push -q origin HEAD:main
ok "build" "$stoa" build --quiet "$site"
cat >"$work/lighttpd.conf" <<CONF
server.port = $port
server.bind = "127.0.0.1"
server.document-root = "$site/public"
server.errorlog = "$work/lighttpd.log"
server.modules = ("mod_fastcgi")
index-file.names = ("index.html")
mimetype.assign = (".html" => "text/html; charset=utf-8", ".css" => "text/css", ".js" => "text/javascript", "" => "application/octet-stream")
fastcgi.server = ("/-/" => (("socket" => "$work/sock", "check-local" => "disable")))
CONF
lighttpd -D -f "$work/lighttpd.conf" 2>>"$work/lighttpd.log" &
pids+=($!)
ok "stoa.fcgi answers" start_fcgi

# One alone, and the next one.
enter "$ada" ada
enter "$bob" bob
before=$(main)
post "$ada" /-/vote "path=$topic/index.md" "say=react heart"
is "a reaction leads back to the post" "$status $to" "303 /$topic/"
is "and is on main" "$(file $topic/votes/ada)" "react heart"
post "$bob" /-/vote "path=$idea/index.md" "say=up"
is "the next one is told that it waits" "$status ${to%%\?*}" "303 /-/react"
get "$bob" "$to"
ok "by a page that says so" has "$page" "Your choice is saved"
is "it is not on main yet" "$(file $idea/votes/bob)" ""
up() { [ "$(file $idea/votes/bob)" = up ]; }
ok "and gets there though nobody comes any more" wait_for up
is "two commits" "$(commits "$before")" 2
post "$guest" /-/vote "path=$idea/index.md" "say=up"
is "a guest is asked in" "$status" 403
ok "and is led back" has "$page" "/-/sign-in?next=%2F-%2Freact%3Fpath"

# A hundred at once.
ok "a hundred sign in" python3 tests/e2e/voters.py "$site/state/state.db" in 100
sleep $seconds
before=$(main) began=$(date +%s)
taken=$(python3 tests/e2e/voters.py "$url" vote "$poll/index.md" 100 "poll 1 3" | wc -w)
is "all of their ballots are taken" "$taken" 100
ballots() { [ "$(git -C "$site/content.git" ls-tree --name-only main "$poll/votes/" | grep -c /voter)" = "$1" ]; }
ok "and counted" wait_for ballots 100
most=$((($(date +%s) - began) / seconds + 2))
echo "# $(commits "$before") commits for 100 ballots, $(($(date +%s) - began)) s"
ok "in a few commits" test "$(commits "$before")" -le "$most"
is "each is what was sent" "$(for i in $(seq -w 1 100); do file "$poll/votes/voter$i"; done | sort -u)" "poll 1 3"

# Killed between the vote and the commit.
post "$ada" /-/vote "path=$topic/index.md" "on=react laugh"
post "$bob" /-/vote "path=$topic/index.md" "on=react laugh"
kill_fcgi
is "what waits is nowhere on main" "$(file $topic/votes/bob)" ""
before=$(main)
ok "stoa.fcgi starts again" start_fcgi
laughs() { [ "$(file $topic/votes/bob)" = "react laugh" ]; }
ok "and what waited is there, though nobody asked" wait_for laughs
is "once" "$(git -C "$site/content.git" log --format=%s "$before..main" | wc -l)" 1
# Killed wherever it happens to be, again and again.
git config --file "$site/site.conf" vote.seconds 1
: >"$work/taken"
for round in 1 2 3 4 5; do
	kill_fcgi
	start_fcgi
	python3 tests/e2e/voters.py "$url" vote "$idea/index.md" 20 up $((round * 20 - 19)) >>"$work/taken" &
	crowd=$!
	sleep "0.$((RANDOM % 40 + 5))"
	kill_fcgi
	wait "$crowd"
done
start_fcgi
rows() { python3 -c "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute('SELECT count(*) FROM vote').fetchone()[0])" "$site/state/state.db"; }
none_waits() { [ "$(rows)" = 0 ]; }
ok "after five kills nothing waits" wait_for none_waits
tr ' ' '\n' <"$work/taken" | grep . | sort >"$work/said"
git -C "$site/content.git" ls-tree --name-only main "$idea/votes/" | sed 's|.*/||' | grep voter | sort >"$work/there"
echo "# $(wc -l <"$work/said") were told that their vote is safe, $(wc -l <"$work/there") are there"
ok "nobody's vote that was taken is lost" test -z "$(comm -23 "$work/said" "$work/there")"
# All at one moment, and so that a failure to read is one.
mkdir "$work/each" && git -C "$site/content.git" archive main "$idea/votes" | tar -xC "$work/each"
ok "all of them are read" test "$(find "$work/each" -name 'voter*' | wc -l)" = "$(wc -l <"$work/there")"
ok "and each says up once" sh -c "! grep -rLx up '$work/each' --include='voter*' | grep . && ! grep -rvx up '$work/each' --include='voter*'"
is "no commit changed nothing" "$(git -C "$site/content.git" log --format=%H main | while read -r c; do
	git -C "$site/content.git" diff-tree --root --quiet "$c" "$c^" 2>/dev/null && echo "$c"
done | wc -l)" 0
ok "the content is in order" "$stoa" check --repo "$site/content.git"

# The watcher takes what no process of stoa.fcgi is left for.
post "$ada" /-/vote "path=$idea/index.md" "on=react like"
post "$ada" /-/vote "path=$idea/index.md" "on=react thanks"
kill_fcgi
"$stoa" watch "$site" >"$work/watch.log" 2>&1 &
watch=$!
pids+=("$watch")
thanks() { file $idea/votes/ada | grep -qx "react thanks"; }
ok "stoa watch publishes what was left behind" wait_for thanks
shown() { grep -q 'value="react thanks"' "$site/public/$idea/index.html"; }
ok "and builds it" wait_for shown
start_fcgi

# Ballots that come late by git.
git -C "$work/clone" pull -q origin main
over=$work/clone/forums/ideas/2026/11/over
mkdir -p "$over/votes"
printf -- '---\ntitle: Over\nauthor: bob\ndate: 2026-11-01T10:00:00Z\npoll: [Yes, No]\npoll-closes: 2020-01-01T00:00:00Z\n---\nPast.\n' >"$over/index.md"
echo "poll 1" >"$over/votes/ada"
git -C "$work/clone" add -A && git -C "$work/clone" commit -qm "a poll that is over" && git -C "$work/clone" push -q origin HEAD:main
git -C "$work/clone" checkout -qb late
echo "poll 2" >"$over/votes/bob"
printf 'poll 1\nup\n' >"$over/votes/ada"
git -C "$work/clone" add -A && git -C "$work/clone" commit -qm "late" && git -C "$work/clone" push -q origin late
"$stoa" check --repo "$site/content.git" --ref late --base main >"$work/late" 2>&1
ok "check tells a late ballot" grep -q "over/votes/bob:1: the poll has ended" "$work/late"
ok "and not one that was in time" lacks "$work/late" "votes/ada"
(cd "$work/clone" && "$stoa" check --base origin/main) >"$work/late" 2>&1
ok "in a clone, too" grep -q "over/votes/bob:1: the poll has ended" "$work/late"
ok "and only that one" lacks "$work/late" "votes/ada"
post "$ada" /-/vote "path=forums/ideas/2026/11/over/index.md" "say=poll" choice=2
is "the form refuses it" "$status" 422

# Following.
get "$ada" "/$topic/"
ok "a topic has a way to follow it" has "$page" "/-/follow?what=topic%3A"
get "$ada" "/-/follow?what=topic:$topic"
post "$ada" /-/follow "what=topic:$topic" on=yes "token=$(hidden token)"
is "following leads to where it can be ended" "$status ${to%%\?*}" "303 /-/follow"
get "$ada" /-/me/letters
ok "what is followed is listed" has "$page" "topic:$topic"
post "$ada" /-/me/letters often=weekly "drop=topic:$topic" "token=$(hidden token)"
get "$ada" /-/me/letters
ok "and can be dropped there" lacks "$page" "topic:$topic"
ok "with how often" has "$page" 'value="weekly" checked'
git config --file "$site/site.conf" --unset mail.from

# What a browser makes of it.
if command -v chromium >/dev/null; then
	[ -d tests/e2e/node_modules/playwright-core ] || (cd tests/e2e && npm ci --silent >"$work/npm" 2>&1) || cat "$work/npm"
	ok "members in Chromium, with scripts and without" env URL="$url" node tests/e2e/react.mjs
else
	skip "chromium is not installed"
fi
done_testing
