#!/bin/bash
# Without a web server: init, members, the queue by command, and the same verdicts by plain git.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
site=$work/site
empty_tree=4b825dc642cb6eb9a060e54bf8d69288fbee4904

# A submission as the write path makes it: one commit on main, a branch of queue.git called by its id.
# submit ID PATH TEXT
submit() {
	local clone=$work/author
	rm -rf "$clone"
	git clone -q "$site/content.git" "$clone"
	mkdir -p "$clone/$(dirname "$2")"
	printf '%s\n' "$3" >"$clone/$2"
	git -C "$clone" add .
	GIT_AUTHOR_NAME=ada GIT_AUTHOR_EMAIL=ada@users.localhost git -C "$clone" commit -qm "reply: Hello

Submission: $1"
	git -C "$clone" push -q "$site/queue.git" "HEAD:refs/heads/$1"
}
reply() {
	printf -- '---\nauthor: guest\nname: Ada\ndate: 2026-11-22T12:00:00Z\n---\n%s\n' "$1"
}
status_of() { "$stoa" queue show --site "$site" "$1" | sed -n 's/^state *//p'; }
fails_with() {
	local want=$1 got
	shift
	"$@" >"$work/out" 2>"$work/err"
	got=$?
	[ "$got" = "$want" ] || {
		echo "status $got"
		cat "$work/err"
		return 1
	}
}

# init
ok "init" "$stoa" init --title "Allotment #12 \"north\"" "$site"
ok "everything is there" test -f "$site/site.conf" -a -d "$site/content.git" -a -d "$site/queue.git" -a -d "$site/cache" -a -d "$site/public"
is "the queue is private" "$(stat -c %a "$site/queue.git")" 700
is "the state is private" "$(stat -c '%a %n' "$site/state" "$site"/state/secret | cut -d' ' -f1 | tr '\n' ' ')" "700 600 "
ok "the starter content is in order" "$stoa" check "$site"
is "the title is in it" "$(git -C "$site/content.git" show main:index.md | sed -n 's/^title: //p')" '"Allotment #12 \"north\""'
ok "nothing is left beside it" not sh -c "ls -d '$site'.* 2>/dev/null"
ok "a second init is refused" fails_with 65 "$stoa" init "$site"
ok "and names the reason" has "$work/err" "not empty"
mkdir "$work/other" && touch "$work/other/file"
ok "a folder with other files is refused" fails_with 65 "$stoa" init "$work/other"
ok "unless forced" "$stoa" init --force "$work/other"
ok "beside what is there" test -f "$work/other/file" -a -f "$work/other/site.conf"
ok "a bad address is refused" fails_with 78 "$stoa" init --url ftp://x/ "$work/bad"
ok "a missing folder is refused" fails_with 71 "$stoa" init --from "$work/none" "$work/bad"
mkdir -p "$work/import/a" && printf 'x\n' >"$work/import/a/bad name.md"
ok "a name that content cannot have is refused" fails_with 65 "$stoa" init --from "$work/import" "$work/bad"
ok "and named" has "$work/err" "bad name.md"
ok "nothing is left of those" not sh -c "ls -d '$work'/bad* 2>/dev/null"
tail -n +3 "$site/content.git/hooks/post-receive" >"$work/hook"
tail -n +2 contrib/post-receive >"$work/contrib-hook"
ok "the hook is contrib/post-receive" cmp "$work/hook" "$work/contrib-hook"
for hook in content.git/hooks/pre-receive content.git/hooks/proc-receive queue.git/hooks/pre-receive queue.git/hooks/proc-receive; do
	tail -n +3 "$site/$hook" >"$work/hook"
	tail -n +2 contrib/pre-receive >"$work/contrib-hook"
	ok "$hook is contrib/pre-receive" cmp "$work/hook" "$work/contrib-hook"
done

# members
ok "member add" "$stoa" member add mod --role moderator --name Mo --password-stdin --site "$site" <<<correct-horse-battery
ok "member list" sh -c "'$stoa' member list --site '$site' | grep -q '^mod  *moderator  *Mo'"
ok "twice is refused" fails_with 65 "$stoa" member add mod --site "$site"
ok "a bad role is refused" fails_with 65 "$stoa" member add ada --role king --site "$site"
ok "a bad handle is refused" fails_with 65 "$stoa" member add $'a\nb' --site "$site"
ok "guest is nobody's handle" fails_with 65 "$stoa" member add guest --site "$site"
ok "a short password is refused" fails_with 65 "$stoa" member password mod --password-stdin --site "$site" <<<short
ok "a password is made" sh -c "'$stoa' member add ada --site '$site' | grep -q '^password: .....-'"
ok "no password is in git" not sh -c "git -C '$site/content.git' grep -q 'password\|argon' main"
ok "the content is in order" "$stoa" check "$site"
ok "build" "$stoa" build "$site"

# by command
topic=$(cd "$site/public" && echo forums/announcements/*/*/welcome)
submit 20261122-120001-aaaaaa "$topic/20261122-120001-aaaaaa.md" "$(reply 'First *reply*')"
submit 20261122-120002-aaaaaa "$topic/20261122-120002-aaaaaa.md" "$(reply 'Second reply')"
is "the list has both" "$("$stoa" queue list --site "$site" 2>/dev/null | cut -c1-22 | tr '\n' ' ')" "20261122-120001-aaaaaa 20261122-120002-aaaaaa "
is "as JSON too" "$("$stoa" queue list --json --site "$site" | jq -r '.[1].path')" "$topic/20261122-120002-aaaaaa.md"
ok "show" sh -c "'$stoa' queue show --site '$site' 20261122-120001-aaaaaa | grep -qF 'First *reply*'"
ok "diff" sh -c "'$stoa' queue diff --site '$site' 20261122-120001-aaaaaa | grep -qF '+First *reply*'"
ok "who is not known decides nothing" fails_with 77 env USER=nobody "$stoa" queue approve --site "$site" 20261122-120001-aaaaaa
ok "nor does a plain member" fails_with 77 "$stoa" queue approve --as ada --site "$site" 20261122-120001-aaaaaa
ok "approve" "$stoa" queue approve --as mod --note 'Thanks' --site "$site" 20261122-120001-aaaaaa
ok "the site shows it at once" grep -rqF 'First <em>reply</em>' "$site/public/$topic"
is "the merge says who and what" "$(git -C "$site/content.git" log -1 --format=%B main | sed -n 's/^\(Submission\|Reviewed-by\): //p' | tr '\n' ' ')" \
	"20261122-120001-aaaaaa mod <mod@users.localhost> "
ok "approving twice is refused" fails_with 65 "$stoa" queue approve --as mod --site "$site" 20261122-120001-aaaaaa
ok "a reason is needed" fails_with 65 "$stoa" queue reject --as mod --site "$site" 20261122-120002-aaaaaa
ok "reject" "$stoa" queue reject --as mod --reason 'Off topic' --rule 2 --site "$site" 20261122-120002-aaaaaa
ok "the reason is kept" sh -c "'$stoa' queue show --site '$site' 20261122-120002-aaaaaa | grep -q '^reason *Off topic'"
ok "an unknown id" fails_with 66 "$stoa" queue show --site "$site" 20261122-120009-aaaaaa
git config --file "$work/.gitconfig" user.stoa mod
submit 20261122-120003-aaaaaa "$topic/20261122-120003-aaaaaa.md" "$(reply 'Third reply')"
ok "git config says who decides" "$stoa" queue approve --site "$site" 20261122-120003-aaaaaa
printf -- '---\nauthor: guest\nname: E\ndate: 2026-11-22T12:00:00Z\n---\n\033]0;owned\007\n' >"$work/escape"
submit 20261122-120004-aaaaaa "$topic/20261122-120004-aaaaaa.md" "$(cat "$work/escape")"
ok "control characters do not reach the terminal" not sh -c "'$stoa' queue show --site '$site' 20261122-120004-aaaaaa | grep -q \$(printf '\\033')"
ok "withdraw" "$stoa" queue withdraw --as mod --site "$site" 20261122-120004-aaaaaa

# by plain git, from a moderator's clone
clone=$work/clone
git clone -q "$site/content.git" "$clone"
submit 20261122-130001-aaaaaa "$topic/20261122-130001-aaaaaa.md" "$(reply 'By plain git')"
submit 20261122-130002-aaaaaa "$topic/20261122-130002-aaaaaa.md" "$(reply 'Fast forward')"
ok "no byte of it is public" not sh -c "git -C '$site/content.git' cat-file --batch --batch-all-objects | grep -qF 'By plain git'"
ok "fetch, merge, push" sh -c "cd '$clone' && git fetch -q '$site/queue.git' 20261122-130001-aaaaaa && git merge -q --no-ff -m 'take it' FETCH_HEAD && git push -q"
ok "the hook has built it" grep -rqF 'By plain git' "$site/public/$topic"
is "it counts as approved" "$(status_of 20261122-130001-aaaaaa)" approved
ok "and was put away" git -C "$site/queue.git" rev-parse -q --verify refs/approved/20261122-130001-aaaaaa
ok "its branch is gone" not git -C "$site/queue.git" rev-parse -q --verify refs/heads/20261122-130001-aaaaaa
ok "the merger is the reviewer" sh -c "'$stoa' queue show --site '$site' 20261122-130001-aaaaaa | grep -q '^reviewer *tester'"
submit 20261122-130003-aaaaaa "$topic/20261122-130003-aaaaaa.md" "$(reply 'Third by git')"
ok "a fast-forward does as well" sh -c "cd '$clone' && git pull -q && git fetch -q '$site/queue.git' 20261122-130003-aaaaaa && git merge -q --ff-only FETCH_HEAD && git push -q"
is "it counts as approved" "$(status_of 20261122-130003-aaaaaa)" approved
is "the other still waits" "$("$stoa" queue list --site "$site" 2>/dev/null | cut -c1-22)" 20261122-130002-aaaaaa
ok "approve it by command" "$stoa" queue approve --as mod --site "$site" 20261122-130002-aaaaaa
ok "the site equals a build from nothing" "$stoa" build --verify "$site"

# an edit that somebody else was quicker with
submit 20261122-140001-aaaaaa rules.md "$(git -C "$site/content.git" show main:rules.md | sed 's/Be kind/Be very kind/')"
submit 20261122-140002-aaaaaa rules.md "$(git -C "$site/content.git" show main:rules.md | sed 's/Be kind/Be good/')"
ok "the first edit" "$stoa" queue approve --as mod --site "$site" 20261122-140001-aaaaaa
ok "the second clashes" fails_with 75 "$stoa" queue approve --as mod --site "$site" 20261122-140002-aaaaaa
ok "the file is named" has "$work/err" "rules.md"
is "and it is not lost" "$(status_of 20261122-140002-aaaaaa)" waiting

ok "content.git is sound" git -C "$site/content.git" fsck --strict --no-dangling
ok "queue.git is sound" git -C "$site/queue.git" fsck --strict --no-dangling
ok "main is a line of commits from one root" test "$(git -C "$site/content.git" rev-list --max-parents=0 main | wc -l)" = 1
ok "no merge is empty" not sh -c "git -C '$site/content.git' log --format=%T main | grep -q $empty_tree"
done_testing
