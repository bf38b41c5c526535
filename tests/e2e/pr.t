#!/bin/bash
# A contributor who prefers an editor to a form: clone, write, check, propose; a moderator merges and pushes.
. "$(dirname "$0")/lib.sh"
site=$work/site clone=$work/content
topic=forums/help/2026/11/how-to-ask
export PATH=$bin:$PATH
ok "init from this project's content" make_site "$site" --title Stoa --from content
ok "serve answers" serve "$site"

# check WANTED-STATUS [ARGUMENTS]: stoa check in the clone; what it says in $said.
said=$work/check
check() {
	local want=$1 got
	shift
	(cd "$clone" && stoa check "$@") >"$said" 2>&1
	got=$?
	[ "$got" = "$want" ] || {
		echo "status $got"
		cat "$said"
		return 1
	}
}
in_clone() { (cd "$clone" && "$@"); }

ok "clone" git clone -q "$site/content.git" "$clone"
ok "the clone is in order" check 0
ok "and says so" grep -q '^ok' "$said"
ok "without a name nothing is made" not in_clone stoa new reply $topic
ok "a branch" in_clone git switch -qc answer
in_clone git config user.stoa gardener
reply=$(in_clone stoa new reply $topic)
ok "stoa new prints the path of a reply" grep -qE "^$topic/[0-9]{8}-[0-9]{6}-[a-z2-7]{6}\.md$" <<<"$reply"
ok "the file is there" test -f "$clone/$reply"
ok "it names its author" has "$clone/$reply" "author: gardener"
ok "an empty reply is not in order yet" check 65
ok "and the file is named" has "$said" "$reply"
printf 'Say which **version** you run.\n' >>"$clone/$reply"
ok "with a text it is" check 0 --base origin/main
ok "commit" in_clone sh -c "git add -A && git commit -qm 'Answer how to ask'"
ok "a committed branch is in order" check 0 --base origin/main
ok "so says the bare repository" sh -c "git -C '$clone' push -q origin answer && stoa check --repo '$site/content.git' --ref answer --base main"
ok "a branch publishes nothing" not grep -rqF "Say which" "$site/public"

# Mistakes, each with its file, line and key.
good=$(cat "$clone/$reply")
# mistake WHAT SED-SCRIPT LINE PART...
mistake() {
	local what=$1 script=$2 line=$3 part
	shift 3
	sed "$script" <<<"$good" >"$clone/$reply"
	ok "$what is found" check 65 --base origin/main
	for part; do ok "$what: $part" grep -qE "^$reply:$line: .*$part" "$said"; done
	is "$what is one problem" "$(grep -c "^$reply:" "$said")" 1
}
mistake "an unknown key" '2a hiden: true' 3 'hiden: no such key' 'did you mean hidden'
mistake "a key twice" '2a author: gardener' 3 'author: '
mistake "a bad date" 's/^date: .*/date: tomorrow/' 3 'date: '
mistake "an unknown author" 's/^author: .*/author: nobody-here/' 2 'author: '
mistake "an unclosed quote" '2a name: "half' '[0-9]*' ''
mistake "a wide table" '$a\\n|'"$(printf ' a |%.0s' $(seq 40))"'\n|'"$(printf -- '-|%.0s' $(seq 40))" '[0-9]*' '32'
printf '%s\n' "$good" >"$clone/$reply"
printf 'x' >"$clone/$topic/run.exe"
ok "a file of a kind that is not allowed" check 65 --base origin/main
ok "is named" has "$said" "$topic/run.exe"
rm "$clone/$topic/run.exe"
mkdir -p "$clone/forums/help/2026/11/Upper"
printf '%s\n' "$good" >"$clone/forums/help/2026/11/Upper/index.md"
ok "a path that no page can have" check 65
ok "is named, too" has "$said" "forums/help/2026/11/Upper/index.md"
rm -r "$clone/forums/help/2026/11/Upper"
ok "all is well again" check 0 --base origin/main

# Who is new signs with a profile that travels along.
newcomer=$(in_clone stoa new reply --author zoe $topic)
printf 'Hello.\n' >>"$clone/$newcomer"
ok "a name without a profile is a mistake" check 65 --base origin/main
ok "which says what is missing" has "$said" "$newcomer:2: author: there is no member zoe (members/zo/zoe.md)"
is "stoa new member" "$(in_clone stoa new member zoe --name Zoe)" members/zo/zoe.md
ok "mends it" check 0 --base origin/main

# A topic by the same way, then the merge.
new=$(in_clone stoa new topic help "May I bring my own editor?")
ok "stoa new topic" grep -qxE 'forums/help/[0-9]{4}/[0-9]{2}/may-i-bring-my-own-editor/index\.md' <<<"$new"
printf 'Asking for a friend.\n' >>"$clone/$new"
ok "in order" check 0 --base origin/main
ok "commit again" in_clone sh -c "git add -A && git commit -qm 'Ask about editors' && git push -q origin answer"
moderator=$work/moderator
ok "a moderator merges and pushes" sh -c "git clone -q '$site/content.git' '$moderator' && cd '$moderator' && git merge -q --no-ff -m 'Take the answer' origin/answer && git push -q"
get "$work/guest" /$topic/
ok "the reply is published" has "$page" "<strong>version</strong>"
get "$work/guest" /members/zo/zoe/
ok "so is the newcomer" has "$page" "Zoe"
get "$work/guest" "/${new%index.md}"
ok "so is the topic" has "$page" "Asking for a friend"
get "$work/guest" /forums/help/
ok "the forum lists it" has "$page" "bring my own editor"
get "$work/guest" /forums/help/feed.xml
ok "so does its feed" has "$page" "bring my own editor"
ok "the site equals a build from nothing" stoa build --verify --quiet "$site"
ok "an unhappy push is no worse" sh -c "cd '$moderator' && git commit -q --allow-empty -m 'Nothing' && git push -q && stoa build --verify --quiet '$site'"
done_testing
