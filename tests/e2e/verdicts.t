#!/bin/bash
# Letters about verdicts: whoever gives one and through whichever door, its author is told once, unless it is taken back in time.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
unset REMOTE_USER REMOTE_ADDR REQUEST_METHOD GATEWAY_INTERFACE SSH_ORIGINAL_COMMAND STOA_AS
site=$work/site clone=$work/clone
port=$(free_port)
make_site "$site" --title "Hedge & Garden" --url "http://127.0.0.1:$port/" || exit 1
mail_sink "$site"
mail_later "$site"
for who in ann ben; do
	printf 'a-long-password\n' | "$stoa" member add $who --name "${who^}" --password-stdin --site "$site" --address "$who@example.org" >/dev/null
done
"$stoa" build --quiet "$site"
"$stoa" mail --quiet "$site"
git clone -q "$site/content.git" "$clone"

# propose WHO TITLE: its id is in $id
propose() {
	git -C "$clone" fetch -q origin && git -C "$clone" checkout -qB work origin/main
	local slug=${2//[^a-z0-9]/-}
	slug=${slug//--/-}
	slug=${slug%-}
	mkdir -p "$clone/forums/help/2026/11/$slug"
	printf -- '---\ntitle: "%s"\nauthor: %s\ndate: 2026-11-20T10:00:00Z\n---\nThe words of %s.\n' "$2" "$1" "$2" >"$clone/forums/help/2026/11/$slug/index.md"
	git -C "$clone" add -A && git -C "$clone" commit -qm "$2"
	id=$(STOA_AS=$1 git -C "$clone" push origin HEAD:refs/for/main 2>&1 | grep -o '[0-9]\{8\}-[0-9]\{6\}-[a-z0-9]*' | head -1)
}
moderate() { "$stoa" queue "$@" --site "$site" --as gardener --no-build >/dev/null; }
minutes() { git config --file "$site/site.conf" mail.verdict-minutes "$1"; }
deliver() { "$stoa" mail "$site"; }
letter() { /usr/bin/python3 tests/e2e/read_letter.py "$(to "$1" | head -1)" "${@:2}"; }

propose ann "wet <roots>"
ok "a verdict" moderate reject "$id" --reason "Please say where you live." --rule "Be specific"
deliver >/dev/null
is "waits some minutes" "$(letters)" 0
minutes 0
ok "another one" not moderate reject "$id" --reason again
is "is none" "$(letters)" 0
sqlite3 "$site/state/state.db" "UPDATE verdict SET due = 1 WHERE due > 0"
deliver >/dev/null
is "its author is told" "$(to ann | wc -l)" 1
ok "what was decided, why, and how to go on" letter ann "Subject=Not published: wet <roots>" "text=Please say where you live." \
	"text=It rests on this rule: Be specific" "text=http://127.0.0.1:$port/-/submission/$id?k=" "nohtml=<roots>"
ok "not what was rejected" not grep -rq "The words of" "$work/inbox/new"
empty
deliver >/dev/null
is "once" "$(letters)" 0

propose ann "dry leaves"
ok "approved" moderate approve "$id" --note "Well asked."
"$stoa" build --quiet "$site"
deliver >/dev/null
ok "an approval is told too, and where it stands" letter ann "Subject=Published: dry leaves" "text=/forums/help/2026/11/dry-leaves/"
empty

propose ann "taken back"
minutes 10
ok "rejected by mistake" moderate reject "$id" --reason oops
deliver >/dev/null
get_undo() { sqlite3 "$site/state/state.db" "SELECT count(*) FROM verdict WHERE due > 0"; }
is "a letter waits" "$(get_undo)" 1
git -C "$site/queue.git" update-ref "refs/heads/$id" "$(git -C "$site/queue.git" rev-parse "refs/rejected/$id^")"
git -C "$site/queue.git" update-ref -d "refs/rejected/$id"
deliver >/dev/null
is "and goes when the verdict does" "$(get_undo)" 0
is "nobody is told" "$(letters)" 0
minutes 0
ok "plain git deletes the branch" sh -c "cd '$clone' && STOA_AS=gardener git push -q -o reason='By git.' '$site/queue.git' ':$id'"
deliver >/dev/null
ok "which is a verdict like any other" letter ann "text=By git."
empty

propose ben "merged by hand"
ok "plain git merges" env GIT_AUTHOR_EMAIL=gardener@users.127.0.0.1 GIT_COMMITTER_EMAIL=gardener@users.127.0.0.1 sh -c "cd '$clone' && git fetch -q '$site/queue.git' $id && git checkout -qB mine origin/main && git -c user.name=gardener merge -q --no-ff -m take FETCH_HEAD && STOA_AS=gardener git push -q origin HEAD:main"
"$stoa" build --quiet "$site"
deliver >/dev/null
ok "which is one as well" letter ben "Subject=Published: merged by hand"
empty

propose ann "a"
first=$id
propose ann "b"
ok "two at once" moderate reject "$first" "$id" --reason "Both of them."
deliver >/dev/null
is "are one letter" "$(to ann | wc -l)" 1
# shellcheck disable=SC1111
ok "that tells both" letter ann "Subject=2 verdicts on what you sent to Hedge & Garden" "text=“a”" "text=“b”"
empty

"$stoa" member letters ann --mail daily --site "$site"
propose ann "digest"
moderate reject "$id" --reason "r"
deliver >/dev/null
is "who wants digests hears of verdicts at once" "$(letters)" 1
empty
"$stoa" member letters ann --mail never --site "$site"
propose ann "never"
moderate reject "$id" --reason "r"
deliver >/dev/null
is "who wants no letters gets none" "$(letters)" 0
"$stoa" member letters ann --mail now --site "$site"

# killed at any moment, everybody is told once
ids=()
for i in 1 2 3; do
	propose ann "killed $i"
	ids+=("$id")
done
moderate reject "${ids[@]}" --reason "One letter."
for ms in 5 10 15 20 25 30 40 60; do
	"$stoa" mail --quiet "$site" &
	p=$!
	sleep "0.0$(printf %02d "$ms")"
	kill -9 "$p" 2>/dev/null
	wait "$p" 2>/dev/null
done
sqlite3 "$site/state/state.db" "UPDATE letter SET due = 0"
deliver >/dev/null
is "three verdicts after eight kills, in letters of one name" "$(grep -h '^Message-I[Dd]' "$work"/inbox/new/* | sort -u | wc -l)" 1
is "nothing is left to tell" "$(sqlite3 "$site/state/state.db" 'SELECT (SELECT count(*) FROM verdict WHERE due > 0) + (SELECT count(*) FROM letter)')" 0
done_testing
