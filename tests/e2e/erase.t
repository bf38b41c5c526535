#!/bin/bash
# The right to be told and the right to be forgotten: what is kept about a member, to take along; and the three
# ways in which a member goes, by the page and by the command. What has gone is looked for in every byte.
. "$(dirname "$0")/lib.sh"
site=$work/site
db=$site/state/state.db
topic=forums/help/2026/11/stairs
address=Ada.Lovelace@example.org

make_site "$site" --from content
printf '%s\n' "$password" | "$stoa" member add root --role admin --password-stdin --site "$site" >/dev/null
member() {
	printf '%s\n' "$password" | "$stoa" member add "$1" --name "$1 Someone" --address "$2" --password-stdin --site "$site" >/dev/null
}
# write AUTHOR PATH TEXT [KEY: VALUE]: a file of content, as git brings it.
write() {
	git clone -q "$site/content.git" "$work/w" && mkdir -p "$work/w/${2%/*}"
	{
		printf -- '---\nauthor: %s\ndate: 2026-11-20T10:00:00Z\n' "$1"
		[ -z "${4:-}" ] || printf '%s\n' "$4"
		printf -- '---\n%s\n' "$3"
	} >"$work/w/$2"
	git -C "$work/w" add -A
	GIT_AUTHOR_NAME=$1 GIT_AUTHOR_EMAIL=$1@users.localhost GIT_COMMITTER_NAME=$1 GIT_COMMITTER_EMAIL=$1@users.localhost git -C "$work/w" commit -qm "reply: $2" && git -C "$work/w" push -q 2>/dev/null
	rm -rf "$work/w"
}
# member_sign_in JAR HANDLE
member_sign_in() {
	get "$1" /-/sign-in
	post "$1" /-/sign-in "handle=$2" "password=$password" "next=/-/me" "token=$(hidden token)"
}
nowhere() { ! grep -raiqF -- "$1" "$site/state" "$site/queue.git"; }
# one_of_everything HANDLE: rows in tables that a form does not fill here.
one_of_everything() {
	sqlite3 "$db" "INSERT INTO news VALUES ('$1', '$topic', '', 'mention', 1790000000);
		INSERT INTO letter (name, address, message, due, tries) VALUES ('<$1@x>', '${2^^}', 'Dear $2', 9790000000, 0);
		INSERT INTO invitation (id, handle, note, made, expires, uses, left_) VALUES ('inv-$1', '$1', 'for friends', 1, 2, 3, 3);
		INSERT INTO newcomer VALUES ('$1', '', 'Why? Because', 'inv', 1);
		INSERT INTO token VALUES ('digest-$1', 'sign-in', '$1', '', 9790000000, 'ticket', 'code');
		INSERT INTO spam_text (id, sender, network, place, digest, points, at, words) VALUES ('id-$1', '$1', '', '', 1, 1, 1, '1 2');
		INSERT INTO joining VALUES ('t-$1', 'other', '', '$2', '', '', 0, 9790000000, '');"
}
live() {
	one_of_everything "$1" "$2"
	git clone -q "$site/content.git" "$work/w" && mkdir -p "$work/w/$topic/votes" && echo up >"$work/w/$topic/votes/$1"
	printf 'GIF89a\1\0\1\0\200\0\0' >"$work/w/$topic/me-$3abcd.gif"
	git -C "$work/w" add -A && git -C "$work/w" commit -qm files && git -C "$work/w" push -q 2>/dev/null
	rm -rf "$work/w"
	write "$1" "$topic/20261120-1000$3-aaaaaa.md" "Words number $3, ![me](me-$3abcd.gif)"
	write bert "$topic/20261120-1100$3-bbbbbb.md" "As @$1 says"
	member_sign_in "$work/$1" "$1"
	get "$work/$1" "/-/follow?what=topic:$topic"
	post "$work/$1" /-/follow "what=topic:$topic" on=yes "token=$(hidden token)"
	get "$work/$1" "/-/report?path=$topic/index.md"
	post "$work/$1" /-/report "path=$topic/index.md" why=spam "text=Reported by $1" "token=$(hidden token)"
	send_reply "$work/$1" "$topic/index.md" "A text of $1 that waits"
}
git config --file "$site/site.conf" moderation.hold everyone
member bert bert@example.org
member ada "$address"
member cleo cleo@example.org
member dora dora@example.org
member eric eric@example.org
write bert "$topic/index.md" "How many?" "title: Stairs"
ok "the site is served" serve "$site"
live ada "$address" 01
is "what she writes waits" "$status" 303
live cleo cleo@example.org 02
live dora dora@example.org 03

# ---- the archive, by the command ----
ok "the archive" "$stoa" export-member ada --site "$site" --out "$work/ada.zip"
ok "nobody else can read it" test "$(stat -c %a "$work/ada.zip")" = 600
mkdir "$work/x" && python3 -m zipfile -e "$work/ada.zip" "$work/x"
for table in account session follow letter news invitation newcomer token spam_text joining facts report; do
	ok "has her rows of $table" test "$(jq ".$table.rows | length" "$work/x/account.json")" -gt 0
done
is "and of every table of the database that is about people" "$(jq -r 'keys[]' "$work/x/account.json" | sort | tr '\n' ' ')" \
	"$(sqlite3 "$db" "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('note', 'spam_word', 'answer')" | sort | tr '\n' ' ')"
ok "the address" has "$work/x/account.json" "$address"
ok "no password" lacks "$work/x/account.json" argon2
ok "no token of a session" lacks "$work/x/account.json" "$(sqlite3 "$db" "SELECT token FROM session WHERE handle = 'ada'")"
ok "the profile" test -s "$work/x/content/members/ad/ada.md"
ok "the post" test -s "$work/x/content/$topic/20261120-100001-aaaaaa.md"
ok "the votes" test -s "$work/x/content/$topic/votes/ada"
ok "the picture" test -s "$work/x/content/$topic/me-01abcd.gif"
ok "what waits" grep -rqF "A text of ada that waits" "$work/x/submissions"
is "with its state" "$(jq -r '.[0].state' "$work/x/submissions.json")" waiting
is "when the post was written" "$(jq -r ".history[\"$topic/20261120-100001-aaaaaa.md\"][0].by" "$work/x/content.json")" ada
ok "nothing of others" not grep -rqF cleo "$work/x"
ok "of nobody there is none" not "$stoa" export-member nobody --site "$site" --out "$work/no.zip"
ok "and no file" not test -e "$work/no.zip"

# ---- the page ----
get "$work/none" /-/me/data
is "a stranger is asked to sign in" "$status" 303
get "$work/ada" /-/me/data
is "her data" "$status" 200
token=$(hidden token)
post "$work/ada" /-/me/data do=export "token=$token"
is "without the password there is no archive" "$status" 422
ok "and it says why" has "$page" "That is not your old password."
post "$work/ada" /-/me/data do=export "password=$password" "token=$token"
is "with it there is" "$status" 200
ok "as a file of hers" grep -qi 'disposition: attachment; filename="ada.zip"' "$page.head"
ok "that nobody keeps" grep -qi 'cache-control: no-store' "$page.head"
ok "and that is whole" python3 -m zipfile -t "$page"
post "$work/ada" /-/me/data do=leave how=leave handle=bert "password=$password" "token=$token"
is "another handle is no handle" "$status" 422
ok "what was typed stays" has "$page" 'value="bert"'
post "$work/ada" /-/me/data do=leave how=leave handle=ada password=wrong "token=$token"
is "nor is a wrong password" "$status" 422
post "$work/ada" /-/me/data do=leave how=leave handle=ada "password=$password" token=x
is "nor a form from elsewhere" "$status" 403
post "$work/ada" /-/me/data do=leave how=delete handle=ada "password=$password" "token=$token"
is "to delete is a wish" "$to" "/-/me/data?asked=1"
is "that moderators see" "$(sqlite3 "$db" "SELECT target FROM report WHERE why = 'delete'")" members/ad/ada.md
ok "and nothing has changed" git -C "$site/content.git" cat-file -e main:members/ad/ada.md

# ---- leave, by the page ----
waits=$id
post "$work/ada" /-/me/data do=leave how=leave handle=ada "password=$password" "token=$token"
is "she leaves" "$to" "/-/farewell?how=leave"
get "$work/ada" "$to"
ok "and is told what remains" has "$page" "history of the public repository"
get "$work/ada" /-/me
is "her session has ended" "$status" 303
member_sign_in "$work/ada" ada
is "and nobody signs in as her" "$status" 403
git -C "$site/content.git" show main:members/ad/ada.md >"$work/profile"
ok "the profile says that she has left" grep -q '^left: 20' "$work/profile"
ok "the post stays" git -C "$site/content.git" cat-file -e "main:$topic/20261120-100001-aaaaaa.md"
ok "the address is in no byte of state and queue" nowhere "Lovelace"
ok "nor is what waited" nowhere "A text of ada that waits"
wait_for grep -q "Left on" "$site/public/members/ad/ada/index.html" || wait_for grep -rq "Left on" "$site/public/members/"
ok "her page says it" grep -rq "Left on" "$site/public/members/"
is "only an admin goes on from there" "$("$stoa" erase cleo anonymise --yes --by bert --site "$site" 2>&1)" "stoa erase: bert is not an admin"

# ---- anonymise, by the command ----
"$stoa" erase cleo anonymise --dry-run --by root --site "$site" >"$work/look"
ok "to look changes nothing" git -C "$site/content.git" cat-file -e main:members/cl/cleo.md
ok "and says what there is" has "$work/look" "1 file of votes"
ok "and who calls her by name" has "$work/look" "20261120-110002-bbbbbb.md"
ok "without the handle nothing is done" not sh -c "echo no | '$stoa' erase cleo anonymise --by root --site '$site'"
ok "with it" sh -c "echo cleo | '$stoa' erase cleo anonymise --by root --site '$site'"
gone=$(git -C "$site/content.git" show "main:$topic/20261120-100002-aaaaaa.md" | sed -n 's/^author: //p')
ok "the post is by nobody's handle" grep -qE '^gone-[a-z2-7]{6}$' <<<"$gone"
is "the vote too" "$(git -C "$site/content.git" show "main:$topic/votes/$gone")" up
ok "the profile is gone" not git -C "$site/content.git" cat-file -e main:members/cl/cleo.md
is "only others still name her" "$(git -C "$site/content.git" grep -l cleo main | tr '\n' ' ')" "main:$topic/20261120-110002-bbbbbb.md "
ok "the page names nobody" wait_for grep -q "Former member" "$site/public/$topic/index.html"
ok "her address is nowhere" nowhere cleo@example
ok "and her handle neither" nowhere cleo
ok "nobody takes the handle" not "$stoa" member add cleo --site "$site"
ok "nor one that looks like it" not "$stoa" member add c1eo --site "$site"
head=$(git -C "$site/content.git" rev-parse main)
ok "once more" "$stoa" erase cleo anonymise --yes --by root --site "$site"
is "changes nothing" "$(git -C "$site/content.git" rev-parse main)" "$head"

# ---- delete, by the command, as a moderator's act ----
ok "all of it" "$stoa" erase dora delete --yes --by root --reason "Court order" --site "$site"
git -C "$site/content.git" show "main:$topic/20261120-100003-aaaaaa.md" >"$work/post"
ok "a sentence stands in the place of the text" has "$work/post" "The author has deleted this post."
ok "the text is gone" lacks "$work/post" "Words number 03"
ok "the vote is gone" not git -C "$site/content.git" cat-file -e "main:$topic/votes/dora"
ok "the picture is gone" not git -C "$site/content.git" cat-file -e "main:$topic/me-03abcd.gif"
ok "the pictures of others are not" git -C "$site/content.git" cat-file -e "main:$topic/me-02abcd.gif"
ok "what a moderator did is in the log" git -C "$site/content.git" grep -q "Court order" main -- moderation
ok "without her name" not git -C "$site/content.git" grep -q dora main -- moderation
ok "the page has no text of hers" wait_for not grep -rq "Words number 03" "$site/public/forums"
ok "her address is nowhere either" nowhere dora@example
ok "the rest is as it was" grep -q "As @dora says" "$site/public/$topic/index.html"
ok "content is in order" "$stoa" check --repo "$site/content.git" --ref main

# ---- cut short ----
sqlite3 "$db" "CREATE TRIGGER stop BEFORE DELETE ON account BEGIN SELECT RAISE(ABORT, 'here'); END"
ok "what goes down half-way" not "$stoa" erase eric anonymise --yes --by root --site "$site"
ok "has changed the content" not git -C "$site/content.git" cat-file -e main:members/er/eric.md
ok "and not the accounts" not nowhere eric@example
sqlite3 "$db" 'DROP TRIGGER stop'
head=$(git -C "$site/content.git" rev-parse main)
ok "the daily tidying goes on with it" "$stoa" queue sweep --site "$site"
ok "then the address is nowhere" nowhere eric@example
ok "nor is the handle" nowhere eric
is "with no second commit" "$(git -C "$site/content.git" rev-parse main)" "$head"
is "and once" "$("$stoa" queue sweep --site "$site")" ""

# ---- self-service ----
git config --file "$site/site.conf" member.delete self
stop_all
ok "where the site lets them" serve "$site"
member_sign_in "$work/bert" bert
get "$work/bert" /-/me/data
post "$work/bert" /-/me/data do=leave how=delete handle=bert "password=$password" "token=$(hidden token)"
is "members delete by themselves" "$to" "/-/farewell?how=delete"
is "the topic keeps its place" "$(git -C "$site/content.git" show "main:$topic/index.md" | sed -n 's/^title: //p')" '"Deleted topic"'
ok "and nothing of theirs" not git -C "$site/content.git" grep -q "How many" main
stop_all
ok "the site is what a full build makes" "$stoa" build --verify "$site"
done_testing
