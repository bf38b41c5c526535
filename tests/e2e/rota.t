#!/bin/bash
# Letters to moderators: what waits, in numbers, at the rhythm that each of them chose; reports at once.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
site=$work/site
port=$(free_port)
make_site "$site" --title "Hedge & Garden" --url "http://127.0.0.1:$port/" || exit 1
mail_sink "$site"
mail_later "$site"
printf 'a-long-password\n' | "$stoa" member add ann --name Ann --password-stdin --site "$site" --address ann@example.org >/dev/null
sqlite3 "$site/state/state.db" "UPDATE account SET address = 'gardener@example.org' WHERE handle = 'gardener'"
"$stoa" serve --port "$port" "$site" >"$work/serve.log" 2>&1 &
pids+=($!)
url=http://127.0.0.1:$port
wait_for curl -fso /dev/null "$url/-/health"
wait_for sh -c "sqlite3 '$site/state/state.db' 'SELECT handle FROM rota' | grep -q gardener"
is "a moderator gets a letter a day, unless they choose" "$(sqlite3 "$site/state/state.db" 'SELECT handle, mail FROM rota')" "gardener|daily"
letter() { /usr/bin/python3 tests/e2e/read_letter.py "$(to "$1" | head -1)" "${@:2}"; }
send_topic() {
	post "$1" /-/preview kind=topic forum=help "title=$2" "body=$3" name=Visitor website=
	post "$1" /-/submit kind=topic forum=help "title=$2" "body=$3" name=Visitor website= "token=$(hidden token)"
}

send_topic "$work/guest" "A secret title" "Words that only moderators see."
sleep 3
is "a digest waits for its hour" "$(letters)" 0
sqlite3 "$site/state/state.db" "UPDATE rota SET at = at - 86400; DELETE FROM note WHERE name = 'rota'"
ok "then it comes" wait_for to gardener
ok "in numbers" letter gardener "Subject=One submission waits in Hedge & Garden" "text=one of them new" "text=Help: 1" "text=$url/-/queue"
ok "without anybody's words" not grep -rqiE "secret title|only moderators see" "$work/inbox/new"
empty

sign_in "$work/mod"
get "$work/mod" /-/me/letters
ok "a moderator chooses" has "$page" 'name="queue" value="daily" checked'
post "$work/mod" /-/me/letters often=now queue=now "token=$(hidden token)"
is "at once" "$(sqlite3 "$site/state/state.db" 'SELECT mail FROM rota')" now
sqlite3 "$site/state/state.db" "UPDATE rota SET at = at - 3600; DELETE FROM note WHERE name = 'rota'"
sleep 3
is "nothing new is no letter" "$(letters)" 0
send_topic "$work/guest" "Another" "Something else is said here."
ok "something new is one" wait_for to gardener
empty
send_topic "$work/guest" "A third" "And a third thing was said after that."
sleep 4
is "but one an hour is enough" "$(letters)" 0
sqlite3 "$site/state/state.db" "INSERT INTO report (target, handle, network, why, text, at) VALUES ('forums/help/index.md', 'ann', '', 'spam', 'their words', 1)"
ok "a report is told at once" wait_for to gardener
ok "also without anybody's words" not grep -rq "their words" "$work/inbox/new"
ok "and counted" letter gardener "text=One report has not been looked at yet"
empty
get "$work/mod" /-/me/letters
post "$work/mod" /-/me/letters queue=never "token=$(hidden token)"
sqlite3 "$site/state/state.db" "UPDATE rota SET at = 0; INSERT INTO report (target, handle, network, why, text, at) VALUES ('forums/help/index.md', 'bob', '', 'spam', '', 1)"
sleep 4
is "never is never" "$(letters)" 0
printf 'a-long-password\n' | "$stoa" member add mel --name Mel --password-stdin --site "$site" >/dev/null
sign_in_as() {
	get "$1" /-/sign-in
	post "$1" /-/sign-in "handle=$2" "password=a-long-password" "token=$(hidden token)"
}
sign_in_as "$work/ann" ann
get "$work/ann" /-/me/letters
ok "who does not moderate is not asked" lacks "$page" 'name="queue"'
post "$work/ann" /-/me/letters queue=now "token=$(hidden token)"
is "and cannot say" "$(sqlite3 "$site/state/state.db" "SELECT count(*) FROM rota WHERE handle = 'ann'")" 0
done_testing
