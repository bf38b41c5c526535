#!/bin/bash
# Joining, from an invitation to a profile that everybody can read, with real letters and without a script.
. "$(dirname "$0")/lib.sh"

site=$work/site db=$work/site/state/state.db
port=$(free_port)
url=http://127.0.0.1:$port
make_site "$site" --title "Hedge & Garden" --url "$url/" || exit 1
smtp=$(free_port)
smtp_sink
cat >"$work/sendmail" <<SH
#!/bin/sh
exec msmtp --host=127.0.0.1 --port=$smtp --auth=off --tls=off "\$@"
SH
chmod +x "$work/sendmail"
settings() { # settings [join.open [join.hold]]
	cat <<CONF
[mail]
	from = stoa@example.org
	sendmail = $work/sendmail
[join]
	open = ${1:-open}
	hold = ${2:-false}
	question = What do you grow?
	seconds = 0
	per-hour = 1000
CONF
}
cp "$site/site.conf" "$work/plain.conf"
run_with() {
	stop_server
	{ cat "$work/plain.conf" && settings "$@"; } >"$site/site.conf"
	"$stoa" build --quiet "$site"
	"$stoa" serve --port "$port" "$site" >"$work/serve.log" 2>&1 &
	server=$!
	pids+=("$server")
	wait_for curl -fso /dev/null "$url/-/health"
}
server=
stop_server() {
	[ -z "$server" ] && return
	kill "$server" 2>/dev/null
	wait "$server" 2>/dev/null
}

to() { grep -lxiE "To: .*<?$1>?" "$work"/inbox/new/* 2>/dev/null; }
empty() { rm -f "$work"/inbox/new/*; }
read_letter() { /usr/bin/python3 tests/e2e/read_letter.py "$(to "$1" | head -1)" "${@:2}"; }
# link ADDRESS PATTERN: the link in a letter's text, without origin.
link() {
	wait_for to "$1"
	/usr/bin/python3 - "$(to "$1" | head -1)" <<'PY' | grep -oE "/-/(join|sign-in)[^ ]*" | head -1
import email, email.policy, sys
letter = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
print(letter.get_body(("plain",)).get_content())
PY
}
# Past the form in the header, which signs out.
hidden_in_main() {
	sed -i '1,/<main/d' "$page"
	hidden "$1"
}
# join JAR HANDLE ADDRESS [INVITATION]
join() {
	get "$1" "/-/join${4:+?i=$4}"
	post "$1" /-/join "token=$(hidden token)" "handle=$2" "name=${2^}" "address=$3" "i=${4:-}" "answer1=Leeks & <b>beans</b>" \
		"version=$(hidden version)" accept=yes website=
}

# ---- open to everybody ----
run_with open
get "$work/ada" /
ok "static pages lead to the form" has "$page" 'href="/-/join"'
join "$work/ada" ada ada@example.org
is "the form answers 303" "$status" 303
sent=$to
get "$work/ada" "$sent"
ok "and says where to look" has "$page" "mailbox"
ada=$(link ada@example.org)
ok "a letter came" test -n "$ada"
ok "which reads well" read_letter ada@example.org "Subject=Finish joining Hedge & Garden" "text=If it was not you, do nothing" "html=Hedge &amp; Garden"
ok "of the answers nothing is in it" lacks "$(to ada@example.org)" Leeks
get "$work/ada" "$ada"
is "its link asks" "$status" 200
is "and makes nothing" "$(sqlite3 "$db" "SELECT count(*) FROM account WHERE handle='ada'")" 0
post "$work/ada" "$ada" x=
is "the button answers 303" "$status" 303
is "to the welcome" "$to" /-/welcome
get "$work/ada" /-/welcome
ok "which greets" has "$page" "Welcome, Ada"
ok "the profile is on main" git -C "$site/content.git" cat-file -e main:members/ad/ada.md
ok "with the version of the rules" sh -c "git -C '$site/content.git' show main:members/ad/ada.md | grep -x 'accepted: 1'"
ok "merged by the rule" sh -c "git -C '$site/content.git' log -1 --format=%B main | grep -x 'Rule: join.hold = false'"
ok "and has a page" wait_for curl -fso /dev/null "$url/members/ad/ada/"
get "$work/ada" /-/me
is "signed in" "$status" 200
get "$work/other" "$ada"
is "the link works once" "$status" 404
get "$work/ada" "/-/new?forum=help"
is "the first post is a click away" "$status" 200
lacks_name() { ! grep -q 'name="name"' "$page"; }
ok "and asks for no name" lacks_name
empty

# ---- nobody learns who has an account ----
join "$work/eve" eve ADA@example.org
is "a member's address: the same answer" "$status $to" "303 $sent"
known=$(link ada@example.org)
is "the letter leads to sign-in" "$known" /-/sign-in
ok "and says why" read_letter ada@example.org "text=an account there already"
empty

# ---- two want one handle ----
join "$work/one" fern one@example.org
join "$work/two" fern two@example.org
one=$(link one@example.org) two=$(link two@example.org)
for n in one two; do
	curl -s -o "$work/race.$n" -w '%{http_code}' -H "Origin: $url" -c "$work/$n" -d x= "$url${!n}" >"$work/race.$n.status" &
	race+=($!)
done
wait "${race[@]}"
is "one wins, one is told" "$(sort "$work"/race.*.status | tr '\n' ' ')" "303 409 "
loser=one
[ "$(cat "$work/race.one.status")" = 303 ] && loser=two
ok "in words" has "$work/race.$loser" "Somebody else has taken"
post "$work/$loser" "${!loser}" handle=fern-2
is "and joins by another handle with the same link" "$status" 303
join "$work/x" fem x@example.org
is "a handle that looks like it is refused" "$status" 422
join "$work/x" аda x@example.org
is "and one with a letter of another script" "$status" 422
ok "with what was typed kept" has "$page" 'value="x@example.org"'
empty

# ---- by invitation ----
run_with invitation
get "$work/ida" /
ok "static pages do not lead there" lacks "$page" 'href="/-/join"'
get "$work/ida" /-/join
ok "without an invitation it says so" has "$page" "works by invitation"
link=$("$stoa" invite --site "$site" --as gardener --uses 1 --note "autumn fair")
i=${link#*i=}
get "$work/ida" "/-/join?i=$i"
ok "the link says who invites" has "$page" "Gardener invited you"
join "$work/ida" ida ida@example.org "${i%?}0"
is "an altered one does not work" "$status" 403
join "$work/ida" ida ida@example.org "$i"
is "the right one does" "$status" 303
join "$work/joe" joe joe@example.org "$i"
joe=$(link joe@example.org)
post "$work/ida" "$(link ida@example.org)" x=
is "who is first joins" "$status" 303
post "$work/joe" "$joe" x=
is "then it is used up" "$status" 403
ok "stoa invite list names who came" sh -c "'$stoa' invite list --site '$site' --as gardener | grep -x ' *ida joined'"
link=$("$stoa" invite --site "$site" --as gardener --uses 5)
i=${link#*i=}
ok "stoa invite revoke" "$stoa" invite revoke "${i%%.*}" --site "$site" --as gardener
join "$work/joe" joe joe@example.org "$i"
is "a revoked one does not work" "$status" 403
link=$("$stoa" invite --site "$site" --as gardener)
i=${link#*i=}
sqlite3 "$db" "UPDATE invitation SET expires = 1 WHERE id = '${i%%.*}'"
join "$work/joe" joe joe@example.org "$i"
is "an expired one does not work" "$status" 403
ok "only moderators invite" not "$stoa" invite --site "$site" --as ada
empty

printf 'name,address\nKim,"kim@example.org"\nLee,lee@example.org\nKim again,KIM@example.org\nNobody,nothing\n' >"$work/list.csv"
"$stoa" invite --csv "$work/list.csv" --note "Come & see" --site "$site" --as gardener >"$work/mailed" 2>"$work/mailed.err"
is "a list is mailed" "$(cat "$work/mailed")" "2 sent, 1 skipped (invited within 30 days), 1 failed (no address)"
ok "what is no address is named" has "$work/mailed.err" "line 5"
is "a second time nobody is" "$("$stoa" invite --csv "$work/list.csv" --site "$site" --as gardener 2>/dev/null)" "0 sent, 3 skipped (invited within 30 days), 1 failed (no address)"
kim=$(link kim@example.org)
ok "the letter says who and why" read_letter kim@example.org "Subject=Gardener invites you to Hedge & Garden" "text=They write: Come & see"
join "$work/kim" kim kim@example.org "${kim#*i=}"
is "and its link works" "$status" 303
empty

# ---- held ----
run_with open true
join "$work/max" max max@example.org
post "$work/max" "$(link max@example.org)" x=
is "a newcomer is signed in" "$to" /-/welcome
get "$work/max" /-/welcome
ok "and told to wait" has "$page" "looks at your profile first"
ok "main has no profile" not git -C "$site/content.git" cat-file -e main:members/ma/max.md
get "$work/max" /-/me
is "they are no member yet" "$to" /-/welcome
topic=$(git -C "$site/content.git" ls-tree -r --name-only main | grep '/index.md$' | grep '^forums/.*/.*/.*/' | head -1)
post "$work/max" /-/preview kind=reply "path=$topic" "body=Hello from Max" website=
post "$work/max" /-/submit kind=reply "path=$topic" "body=Hello from Max" website= "token=$(hidden_in_main token)"
is "what they write waits" "$("$stoa" queue list --site "$site" --json | jq -r '[.[].author] | join(" ")')" "max max"
sign_in "$work/mod"
id=$("$stoa" queue list --site "$site" --json | jq -r '.[] | select(.summary == "member: max joins") | .id')
ok "a moderator approves" "$stoa" queue approve --site "$site" --as gardener "$id"
get "$work/max" /-/me
is "then they are a member" "$status" 200

empty
join "$work/una" una una@example.org
post "$work/una" "$(link una@example.org)" x=
get "$work/una" /-/welcome
id=$("$stoa" queue list --site "$site" --json | jq -r '.[] | select(.summary == "member: una joins") | .id')
empty
ok "a moderator rejects a newcomer" "$stoa" queue reject --site "$site" --as gardener --reason "Please say what you grow." "$id"
told() { sqlite3 "$db" "UPDATE verdict SET due = 1 WHERE due > 0" && "$stoa" mail --quiet "$site" && to una@example.org; }
wait_for told
ok "who hears so by letter, with the reason and the way on" read_letter una@example.org "Subject=Your profile is not published" \
	"text=you are no member of" "text=Please say what you grow." "text=another moderator decides" "text=/-/submission/$id?k="
ok "and has no profile" not git -C "$site/content.git" cat-file -e main:members/un/una.md
empty

# ---- closed; nothing in git ----
run_with closed
join "$work/nil" nil nil@example.org
is "closed is closed" "$status" 403
get "$work/nil" /-/join
ok "and says so kindly" has "$page" "can be read without an account"
objects() { git -C "$1" cat-file --batch-check --batch-all-objects | awk '{print $1}' | git -C "$1" cat-file --batch; }
for repository in content queue; do
	objects "$site/$repository.git" >"$work/objects"
	ok "no address in $repository.git" not grep -aqiE '(ada|one|two|ida|kim|max)@example\.org' "$work/objects"
	ok "no answer either" not grep -aq Leeks "$work/objects"
done
ok "nor in the public site" not grep -rqiE '(ada|ida|kim|max)@example\.org|Leeks' "$site/public"
is "of who was invited no address is kept" "$(sqlite3 "$db" .dump | grep -ciE 'lee@example')" 0
is "the site equals a build from nothing" "$("$stoa" build --verify "$site" >/dev/null 2>&1; echo $?)" 0
done_testing
