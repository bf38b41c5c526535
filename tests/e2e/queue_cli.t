#!/bin/bash
# `stoa queue` on a wave of spam: lists, groups, many at once, taking back, editing, two at one desk, hostile text.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
site=$work/site topic=forums/announcements/2026/11/welcome
make -s "build/bench/wave" >/dev/null 2>&1
queue() {
	local deed=$1
	shift
	"$stoa" queue "$deed" --site "$site" "$@"
}
decide() { queue "$@" --as gardener --no-build; }
# status COMMAND...: its exit status; what it says in $work/out and $work/err.
status() {
	"$@" >"$work/out" 2>"$work/err" </dev/null
	echo $?
}
# json EXPRESSION: what python makes of the JSON on stdin, as d.
json() { python3 -c "import json,sys; d=json.load(sys.stdin); told=$1; print(told)"; }
tree() { git -C "$site/content.git" rev-parse 'main^{tree}'; }
waiting() { git -C "$site/queue.git" for-each-ref refs/heads | wc -l; }
nth() { sed -n "$1p" "$work/real"; }
# submit ID PATH: what stands on stdin, as the write path sends it.
submit() {
	local clone=$work/author
	rm -rf "$clone"
	git clone -q "$site/content.git" "$clone"
	mkdir -p "$clone/$(dirname "$2")"
	cat >"$clone/$2"
	git -C "$clone" add .
	GIT_AUTHOR_NAME=ada GIT_AUTHOR_EMAIL=ada@users.localhost git -C "$clone" commit -qm "${3:-reply: Hello}

Submission: $1"
	git -C "$clone" push -q "$site/queue.git" "HEAD:refs/heads/$1"
}
# on_terminal COMMAND: on a terminal of its own, what it answers there in $work/tty.
on_terminal() { script -qec "$1" /dev/null </dev/null >"$work/tty" 2>&1; }

ok "init" make_site "$site" --title Stoa --from content
"$stoa" member add second --role moderator --name Second --site "$site" >/dev/null
ok "a wave" sh -c "build/bench/wave '$site' '$topic' 300 20 >'$work/wave'"
sort "$work/wave" | sed -n 's/ real$//p' >"$work/real"
sort "$work/wave" | sed -n 's/ spam$//p' >"$work/spam"
submit 20261120-120000-aaaaaa rules.md "edit: Rules" < <(git -C "$site/content.git" show main:rules.md | sed 's/Stay with the topic/Stay very close to it/')
submit 20261120-120001-aaaaaa rules.md "edit: Rules" < <(git -C "$site/content.git" show main:rules.md | sed 's/Stay with the topic/Stay near the topic/')
ok "build" "$stoa" build "$site"

# list
queue list >"$work/list" 2>"$work/err"
is "all are listed" "$(wc -l <"$work/list")" 322
ok "and counted" has "$work/err" "322 waiting, the last"
is "the oldest first" "$(head -1 "$work/list" | cut -c1-22)" 20261120-120000-aaaaaa
is "spam last" "$(queue list --json | json '[e["likely_spam"] for e in d] == sorted(e["likely_spam"] for e in d)')" True
ok "no colours in a file" not grep -q $'\033' "$work/list"
is "JSON has the same" "$(queue list --json | json '" ".join(e["id"] for e in d)' | tr ' ' '\n')" "$(cut -c1-22 "$work/list")"
is "with its fields" "$(queue list --json | json 'sorted(d[0])')" \
	"['alike', 'author', 'claimed_by', 'excerpt', 'files', 'flood', 'forum', 'guest', 'id', 'kind', 'likely_spam', 'links', 'network', 'path', 'score', 'submitted', 'summary', 'topic']"
is "of their types" "$(queue list --json | json 'd[0]["likely_spam"], d[-1]["likely_spam"], type(d[0]["score"]).__name__, d[0]["network"]')" "(False, True, 'int', None)"
is "by kind" "$(queue list --kind edit 2>/dev/null | wc -l)" 2
is "by forum" "$(queue list --forum help --json | json 'set(e["forum"] for e in d)')" "{'help'}"
is "by a member" "$(queue list --by ada --json | json 'set(e["author"] for e in d), len(d)')" "({'ada'}, 2)"
is "guests" "$(queue list --by guest 2>/dev/null | wc -l)" 320
is "by network" "$(queue list --network home-3 --json | json 'set(e["network"] for e in d)')" "{'home-3'}"
is "by score" "$(queue list --score-min 600 --score-max 800 --json | json 'all(600 <= e["score"] <= 800 for e in d), len(d) > 9')" "(True, True)"
is "by words" "$(queue list --text ONLINE --json | json 'all("online casino" in e["excerpt"] for e in d), len(d) > 9')" "(True, True)"
is "by what is a flood" "$(queue list --flood --json | json 'len(d) > 4, all(e["alike"] > 4 and e["flood"] for e in d)')" "(True, True)"
is "by age" "$(queue list --older-than 5000w 2>&1)" "nothing like that waits"
is "a bad age" "$(status queue list --older-than soon)" 65
is "a bad kind" "$(status queue list --kind song)" 65
is "a bad group" "$(status queue list --group colour)" 65
is "an id for a list" "$(status queue list "$(nth 1)")" 65
is "a misspelt deed is guessed" "$(status queue lsit; cat "$work/err")" "65
stoa queue: lsit: no such thing to do (did you mean list?)"

# groups
queue list --group likeness >"$work/groups" 2>/dev/null
ok "a flood is one row" test "$(awk '$1 > 100' "$work/groups" | wc -l)" = 1
is "the last rows are the risky ones" "$(tail -1 "$work/groups" | awk '{ print ($2 >= 600) }')" 1
is "in JSON a group has its ids" "$(queue list --group likeness --json | json 'sum(len(g["ids"]) for g in d), all(g["count"] == len(g["ids"]) for g in d)')" "(322, True)"
for by in sender network topic; do
	is "by $by" "$(queue list --group $by --json | json 'sum(g["count"] for g in d)')" 322
done
flood=$(awk '$1 > 100 { print $3 }' "$work/groups") size=$(awk '$1 > 100 { print $1 }' "$work/groups")

# show
ok "show" sh -c "'$stoa' queue show --site '$site' $(nth 2) >'$work/out'"
ok "its score" grep -q '^score .* of 1000' "$work/out"
ok "its sender" grep -q '^trust .*no account' "$work/out"
ok "its network" grep -q '^network .*home-1' "$work/out"
ok "what stands above" grep -q '^above it:' "$work/out"
ok "an edit as a difference" sh -c "'$stoa' queue show --site '$site' 20261120-120000-aaaaaa | grep -qF '+' && '$stoa' queue diff --site '$site' 20261120-120000-aaaaaa | grep -q '^+.*Stay very close to it'"
is "several, as JSON" "$(queue show --json "$(nth 1)" "$(nth 2)" | json '[e["id"] for e in d] , "author: guest" in d[0]["files"][0]["text"]')" "(['$(nth 1)', '$(nth 2)'], True)"
is "one that there is not" "$(status queue show 20200101-000000-aaaaaa)" 66
is "ids on stdin" "$(head -3 "$work/real" | queue show - | grep -c '^submission')" 3

# nothing happens without a word
before=$(tree)
is "nobody to ask" "$(setsid sh -c "'$stoa' queue spam --site '$site' --as gardener --like $flood" >/dev/null 2>"$work/err" </dev/null; echo $?)" 65
ok "it says what to do" has "$work/err" --yes
on_terminal "$stoa queue spam --site $site --as gardener --like $flood"
ok "on a terminal it asks" has "$work/tty" "Reject as spam $size?"
is "and shows three" "$(grep -c '20261121-' "$work/tty")" 3
is "a try names them" "$(decide spam --like "$flood" --dry-run | tail -1)" "$size would be rejected as spam"
is "as JSON too" "$(decide spam --like "$flood" --dry-run --json | json 'len(d), any(e["done"] for e in d)')" "($size, False)"
is "all still wait" "$(waiting)" 322
is "ids and a filter at once" "$(status decide spam --like "$flood" "$(nth 1)")" 65
is "what is no id" "$(echo nonsense | decide spam - 2>"$work/err"; echo $?)" 65
ok "is named with its line" has "$work/err" "standard input, line 1: 'nonsense'"

# many at once
is "a flood at one blow" "$(decide spam --like "$flood" --yes 2>&1)" "$size rejected as spam"
is "they are gone" "$(waiting)" $((322 - size))
is "its reason is for people" "$(queue show --json "$flood" | json 'd[0]["state"], d[0]["spam"], len(d[0]["reason"]) > 5')" "('rejected', True, True)"
is "lines of the list do, on stdin" "$(queue list 2>/dev/null | grep -Ff "$work/spam" | decide spam - --json | json 'len(d), all(e["done"] for e in d), set(e["verdict"] for e in d)')" \
	"($((300 - size)), True, {'spam'})"
is "twice is refused, for each" "$(head -3 "$work/spam" | decide spam - 2>"$work/err"; echo $?)" "0 rejected as spam, 3 not
65"
is "with a line each" "$(grep -c 'rejected' "$work/err")" 4
is "no tree has changed" "$(tree)" "$before"
is "no real post is lost" "$(queue list --by guest --json | json '"\n".join(sorted(e["id"] for e in d))')" "$(cat "$work/real")"
ok "approve the rest" sh -c "sed 5q '$work/real' | '$stoa' queue approve --site '$site' --as gardener - | grep -qx '5 approved'"
is "with one build" "$(cat "$site/cache/live")" "$(git -C "$site/content.git" rev-parse main)"
after=$(tree)
is "a mixture" "$(decide approve "$(nth 1)" "$(nth 6)" 2>"$work/err"; echo $?)" "1 approved, 1 not
65"

# taking back
is "taken back" "$(decide undo "$(nth 6)")" "$(nth 6) taken back"
is "the tree is exactly the one before" "$(tree)" "$after"
is "many" "$(sed 5q "$work/real" | decide undo -)" "5 taken back"
is "to the very first" "$(tree)" "$before"
is "a flood too" "$(decide undo "$flood" 2>&1)" "$flood taken back"
is "it waits again" "$(queue show --json "$flood" | json 'd[0]["state"]')" waiting
is "once" "$(status decide undo "$flood")" 65
sleep 1.1
head -9 "$work/spam" | tail -8 | decide undo - >/dev/null
decide reject --reason "Not here" - < <(sed -n 2,4p "$work/spam") >/dev/null
sleep 1.1
decide reject --reason "Not here" - < <(sed -n 5,8p "$work/spam") >/dev/null
is "the last command's are asked for" "$(setsid sh -c "'$stoa' queue undo --last --site '$site' --as gardener" >/dev/null 2>&1 </dev/null; echo $?)" 65
is "and taken back" "$(decide undo --last --yes)" "4 taken back"
is "then those of the one before" "$(decide undo --last --yes)" "3 taken back"
is "who decided nothing" "$(status queue undo --last --as second)" 66
is "for undo alone" "$(status decide approve --last)" 65

# edited first
ok "an editor" env VISUAL="sed -i s/restart/begin/" "$stoa" queue approve --site "$site" --as gardener --edit "$(nth 1)"
ok "what it wrote is public" sh -c "git -C '$site/content.git' grep -q 'something to begin' main"
ok "what it replaced is not" not sh -c "git -C '$site/content.git' grep -q 'something to restart' main"
is "an editor that fails decides nothing" "$(VISUAL=false status decide approve --edit "$(nth 2)")" 65
is "an emptied text decides nothing" "$(VISUAL="truncate -s 0" decide approve --edit "$(nth 2)" >/dev/null; queue show --json "$(nth 2)" | json 'd[0]["state"]')" waiting
is "what is no page is refused" "$(VISUAL="sed -i s/author:/auhtor:/" status decide approve --edit "$(nth 2)")" 65
kept=$(sed -n 's/.*your text is in //p' "$work/err")
ok "and kept" grep -rq auhtor: "$kept"
rm -rf "$kept"

# two at one desk
(decide approve "$(nth 3)" "$(nth 4)" "$(nth 5)" >"$work/one" 2>&1) &
(queue reject --as second --no-build --reason "Not here" "$(nth 3)" "$(nth 4)" "$(nth 5)" >"$work/two" 2>&1) &
wait $!
wait
for n in 3 4 5; do
	is "one verdict stands" "$(git -C "$site/queue.git" for-each-ref --format='%(refname)' | grep -c "/$(nth "$n")$")" 1
done
ok "one of them was told" sh -c "cat '$work/one' '$work/two' | grep -q ' not$'"
ok "the first edit" decide approve 20261120-120000-aaaaaa
is "the second clashes" "$(status decide approve 20261120-120001-aaaaaa)" 75
is "among others too" "$(status decide approve 20261120-120001-aaaaaa "$(nth 7)")" 75
is "marks are not published" "$(VISUAL=true status decide approve --edit 20261120-120001-aaaaaa)" 65
ok "both versions are there to choose from" sh -c "grep -rq 'Stay very close to it' $(sed -n 's/.*your text is in //p' "$work/err") && grep -rq 'Stay near the topic' $(sed -n 's/.*your text is in //p' "$work/err")"
rm -rf "$(sed -n 's/.*your text is in //p' "$work/err")"
ok "solved" env VISUAL="sed -i -e '/^[<=>][<=>]/d' -e '/Stay very close to it/d'" "$stoa" queue approve --site "$site" --as gardener --edit 20261120-120001-aaaaaa
ok "by what somebody chose" sh -c "git -C '$site/content.git' show main:rules.md | grep -q 'Stay near the topic'"

# hostile text, on a terminal
printf -- '---\nauthor: guest\nname: E\ndate: 2026-11-22T12:00:00Z\n---\n\033]0;owned\007 \302\2332J \233 \342\200\256evil\rover\n' >"$work/hostile"
submit 20261123-120000-aaaaaa "$topic/20261123-120000-aaaaaa.md" $'reply: \033[2Jgone' <"$work/hostile"
for what in "queue list" "queue show 20261123-120000-aaaaaa" "queue diff 20261123-120000-aaaaaa"; do
	on_terminal "env TERM=xterm PAGER=cat NO_COLOR=1 $stoa $what --site $site"
	ok "$what shows it" grep -q '20261123-120000-aaaaaa' "$work/tty"
	ok "no command reaches the terminal" not perl -0ne 's/\r\n//g; exit !(/[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]|[^\xc2-\xf4\x80-\xbf]\x9b/)' "$work/tty"
done
on_terminal "env TERM=xterm PAGER=cat $stoa queue list --site $site"
ok "colours on a terminal" grep -q $'\033\[1m20261' "$work/tty"
ok "of ours alone" not perl -0ne 's/\e\[\d+m//g; exit !/\e/' "$work/tty"
on_terminal "env TERM=xterm PAGER='sed s/^/paged:/' $stoa queue show --site $site $(nth 2)"
ok "through the pager" grep -q '^paged:.*submission' "$work/tty"
PAGER='sed s/^/paged:/' queue show "$(nth 2)" >"$work/out"
ok "but not into a file" lacks "$work/out" paged:

ok "the site equals a build from nothing" sh -c "'$stoa' build '$site' && '$stoa' build --verify '$site'"
ok "content.git is sound" git -C "$site/content.git" fsck --strict --no-dangling
ok "queue.git is sound" git -C "$site/queue.git" fsck --strict --no-dangling
done_testing
