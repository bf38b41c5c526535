#!/bin/bash
# Rules of the operator on a real site: held, refused and published at once; explained, tested, and forgotten in time.
. "$(dirname "$0")/lib.sh"
site=$work/site
guest=$work/guest ada=$work/ada mod=$work/mod
ok "init" make_site "$site" --title Rules --from content
topic=forums/announcements/2026/11/welcome

# sign_in_as JAR HANDLE
sign_in_as() {
	get "$1" /-/sign-in
	post "$1" /-/sign-in "handle=$2" "password=$password" "next=/-/me" "token=$(hidden token)"
}
ok "a member" sh -c "printf '%s\n' $password | '$stoa' member add ada --name Ada --password-stdin --site '$site'"
cat >>"$site/site.conf" <<'CONF'
[moderation]
	keep-days = 1
[policy]
	rule = refuse if words : Nobody trades here.
	rule = hold topics in announcements, attic
	rule = "hold if posts < 1 or links > 1 : Somebody reads your first post."
	rule = refuse if alike >= 20 and letters > 40
	rule = hold if spam > 60
	rule = publish if posts >= 1
	words = casino
	words-file = words.txt
CONF
printf 'cheap pills # in any\n' >"$site/words.txt"

# ---- the commands ----
"$stoa" policy --site "$site" >"$work/rules" 2>&1
ok "stoa policy lists the rules" has "$work/rules" "hold if posts < 1 or links > 1"
ok "in words" has "$work/rules" "Hold everything if fewer than 1 approved posts of the author or more than 1 links to other sites."
ok "with what authors read" has "$work/rules" "its author reads: Somebody reads your first post."
ok "and the forums that are not there" has "$work/rules" "there is no forum attic now"
ok "and what stands behind them" has "$work/rules" "hold suggestions, pages"

cat >"$site/policy.test" <<'TEST'
# what we promise
refuse: member reply in help with 3 posts, 1 word
hold: guest reply in help with 3 links   # guests always wait
publish: member reply in help with 3 posts

hold: member topic in announcements with 9 posts
hold: member reply with 9 posts, 61 spam
refuse: member reply with 9 posts, 20 alike, 41 letters
hold: member suggestion with 99 posts
publish: staff suggestion with 1 posts
TEST
ok "stoa policy test passes" sh -c "'$stoa' policy test --site '$site' >'$work/tap'"
is "eight examples" "$(grep -c '^ok' "$work/tap")" 8
ok "with a plan" has "$work/tap" "1..8"
printf 'publish: guest reply\nhold: nobody reply\n' >"$work/wrong.test"
"$stoa" policy test --site "$site" "$work/wrong.test" >"$work/tap" 2>"$work/tap.err"
is "an example that comes out otherwise fails it" "$?" 65
ok "and says by which rule" has "$work/tap" "# line 1: hold, by policy.rule: hold if posts < 1 or links > 1"
ok "and what cannot be read" has "$work/tap" "# line 2: wants guest, member, staff, moderator or admin, got 'nobody'"

cp "$site/site.conf" "$work/good.conf"
sed -i 's/refuse if words/refuse if wrods/' "$site/site.conf"
"$stoa" policy --site "$site" 2>"$work/out"
is "a rule that cannot be read is an error of the settings" "$?" 78
ok "that names what was meant" has "$work/out" "policy.rule: wants something to ask for, like guest, posts or links, got 'wrods' (did you mean words?)"
cp "$work/good.conf" "$site/site.conf"

git clone -q "$site/content.git" "$work/clone" 2>/dev/null
mkdir -p "$work/clone/forums/help/2026/11/stairs"
printf -- '---\ntitle: Stairs\nauthor: ada\ndate: 2026-11-23T10:00:00Z\n---\nSee https://a.example and https://b.example\n' \
	>"$work/clone/forums/help/2026/11/stairs/index.md"
"$stoa" policy explain --site "$site" "$work/clone/forums/help/2026/11/stairs/index.md" >"$work/out"
ok "explain tells the case" has "$work/out" "ada: member topic in help with 2 links"
ok "every rule with its answer" has "$work/out" "   no   refuse if words  (words 0)"
ok "and the one that decides" has "$work/out" "=> yes  hold if posts < 1 or links > 1  (posts 0, links 2)"
"$stoa" policy explain --site "$site" --as gardener "$work/clone/rules.md" >"$work/out"
ok "as somebody else, of a page" has "$work/out" "gardener: moderator page"
"$stoa" policy explain --site "$site" --as nobody-here "$work/clone/rules.md" 2>/dev/null
is "who is no member is not found" "$?" 66

# ---- the site ----
ok "serve answers" serve "$site"
sign_in_as "$ada" ada
is "ada signs in" "$status" 303
post "$ada" /-/preview kind=reply "path=$topic/index.md" "body=Good morning" website=
ok "a newcomer is told at the preview" has "$page" "Somebody reads your first post."
send_reply "$ada" "$topic/index.md" "Good morning, all"
is "it waits" "$("$stoa" queue list --site "$site" --json | jq length)" 1
get "$ada" "$receipt"
ok "the receipt says why" has "$page" "Somebody reads your first post."
"$stoa" policy explain --site "$site" "$id" >"$work/out"
ok "explain knows how many wait that say the same" has "$work/out" "(letters 18, alike 0)"
ok "and how likely it is spam" grep -q "hold if spam > 60  (spam [0-9]" "$work/out"
ok "explain knows the submission" has "$work/out" "when it was sent, this decided: hold if posts < 1 or links > 1"
sign_in "$mod"
get "$mod" "/-/queue/$id"
ok "the moderator sees the rule" has "$page" "hold if posts &lt; 1 or links &gt; 1"
ok "and who it is" has "$page" "no approved post yet"
post "$mod" "/-/queue/$id" action=approve "token=$(hidden token)"
is "approved" "$status" 303
get "$guest" "/$topic/"
ok "and public" has "$page" "Good morning, all"
before=$(date +%s%N)
send_reply "$ada" "$topic/index.md" "Now I am known here"
took=$((($(date +%s%N) - before) / 1000000))
ok "who is known publishes at once" test "${to#/"$topic"/}" != "$to"
get "$guest" "${to%%#*}"
ok "and lands on a page that shows it" has "$page" "Now I am known here"
echo "# preview, submission, merge and build: $took ms"
is "nothing waits" "$("$stoa" queue list --site "$site" --json | jq length)" 0
send_reply "$ada" "$topic/index.md" "http://a.example http://b.example"
is "but two links wait" "$("$stoa" queue list --site "$site" --json | jq length)" 1

post "$guest" /-/preview kind=reply "path=$topic/index.md" "body=Cheap, PILLS for you" name=Visitor website=
is "a refusal is 422" "$status" 422
ok "with its sentence" has "$page" "Nobody trades here."
ok "and the text" has "$page" "Cheap, PILLS for you"

# ---- slow mode ----
git -C "$work/clone" pull -q
sed -i 's/^title: .*/&\nslow: 3600/' "$work/clone/forums/help/index.md"
git -C "$work/clone" add forums/help/index.md
git -C "$work/clone" commit -qm "help: slow down" forums/help/index.md
git -C "$work/clone" push -q "$site/content.git" HEAD:main 2>/dev/null
question() {
	post "$ada" /-/preview kind=topic forum=help "title=$1" "body=$1?" website=
	post "$ada" /-/submit kind=topic forum=help "title=$1" "body=$1?" website= "token=$(hidden token)"
}
question "How slow"
is "the first in a slow forum" "$status" 303
question "How much slower"
is "the second is too fast" "$status" 429
ok "with the time to wait" grep -qi '^retry-after: 3[56]' "$page.head"
ok "and the text" has "$page" "How much slower?"

# ---- what is rejected goes for good ----
send_reply "$guest" "$topic/index.md" "Xylophone-quartz is what nobody wants"
get "$mod" /-/queue
get "$mod" "/-/queue/$id"
post "$mod" "/-/queue/$id" action=reject reason="Not here" "token=$(hidden token)"
is "rejected" "$status" 303
blob=$(git -C "$site/queue.git" ls-tree -r "refs/rejected/$id" | awk -v id="$id" '$4 ~ id { print $3 }')
ok "its text is in queue.git" git -C "$site/queue.git" cat-file -e "$blob"
ok "sweep" "$stoa" queue sweep --site "$site"
ok "keeps it for its days" git -C "$site/queue.git" cat-file -e "$blob"
stop_all
skip_days=$((60 * 60 * 24 * 2))
# Older by two days, as far as git and the queue can tell: the verdict, the objects and the facts.
git -C "$site/queue.git" cat-file commit "refs/rejected/$id" |
	perl -pe 'BEGIN { $d = shift } s/^((?:author|committer) .* )(\d+)( [-+]\d{4})$/$1 . ($2 - $d) . $3/e' "$skip_days" >"$work/commit"
old=$(git -C "$site/queue.git" hash-object -t commit -w "$work/commit")
git -C "$site/queue.git" update-ref "refs/rejected/$id" "$old"
find "$site/queue.git/objects" -type f -exec touch -d '2 days ago' {} +
sqlite3 "$site/state/state.db" "UPDATE facts SET at = at - $skip_days WHERE id = '$id'; UPDATE glance SET submitted = submitted - $skip_days WHERE id = '$id'"
ok "two days later" "$stoa" queue sweep --site "$site"
ok "the ref is gone" not git -C "$site/queue.git" rev-parse -q --verify "refs/rejected/$id"
ok "the object is gone" not git -C "$site/queue.git" cat-file -e "$blob"
ok "no object says it" not sh -c "git -C '$site/queue.git' cat-file --batch-check --batch-all-objects | awk '{print \$1}' | git -C '$site/queue.git' cat-file --batch | grep -aq Xylophone-quartz"
ok "git gc finds nothing to keep" sh -c "git -C '$site/queue.git' fsck --unreachable --no-reflogs 2>/dev/null | grep -c unreachable | grep -qx 0"
is "nor is its sender known" "$(sqlite3 "$site/state/state.db" "SELECT count(*) FROM facts WHERE id = '$id'")" 0
ok "nor do the bytes of any table say it" not grep -aqF Xylophone-quartz "$site/state/state.db" "$site/state/state.db-wal"
ok "what waits is still there" test "$("$stoa" queue list --site "$site" --json | jq length)" -ge 1
ok "and the facts of it" test "$(sqlite3 "$site/state/state.db" 'SELECT count(*) FROM facts')" -ge 1
ok "queue.git is sound" git -C "$site/queue.git" fsck
is "the site equals a build from nothing" "$("$stoa" build "$site" >/dev/null 2>&1; "$stoa" build --verify "$site" >/dev/null 2>&1; echo $?)" 0
done_testing
