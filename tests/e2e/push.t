#!/bin/bash
# Pushes: what main takes from whom, proposals to refs/for/main, and branches of the queue that go.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
site=$work/site clone=$work/clone
unset REMOTE_USER REMOTE_ADDR REQUEST_METHOD GATEWAY_INTERFACE SSH_ORIGINAL_COMMAND STOA_AS

ok "init" "$stoa" init --title Doors "$site"
for who in "ada admin" "mod moderator" "sam staff" "bea member"; do
	ok "member ${who% *}" sh -c "echo 'a long enough secret' | '$stoa' member add ${who% *} --role ${who#* } --name ${who% *} --site '$site'"
done
ok "clone" git clone -q "$site/content.git" "$clone"
main() { git -C "$site/content.git" rev-parse main; }
# as WHO COMMAND...: WHO is a handle, - for a guest of a web server, or operator
as() {
	local who=$1
	shift
	case $who in
	operator) "$@" ;;
	-) REMOTE_ADDR=192.0.2.7 "$@" ;;
	-ssh) SSH_ORIGINAL_COMMAND=git-receive-pack SSH_CLIENT='198.51.100.2 50000 22' "$@" ;;
	-daemon) REMOTE_ADDR='[2001:db8::1]' "$@" ;;
	-other) REMOTE_ADDR=203.0.113.9 "$@" ;;
	-proxied) REMOTE_ADDR=192.0.2.200 HTTP_X_FORWARDED_FOR="203.0.113.77, 198.51.100.2" "$@" ;;
	-liar) REMOTE_ADDR=192.0.2.7 HTTP_X_FORWARDED_FOR=203.0.113.78 "$@" ;;
	-near) REMOTE_ADDR='[2001:db8::2]' "$@" ;;
	*) STOA_AS=$who "$@" ;;
	esac
}
# change WHO PATH TEXT: a commit on top of main, in the clone
change() {
	git -C "$clone" fetch -q origin && git -C "$clone" checkout -qB work origin/main
	mkdir -p "$clone/$(dirname "$2")"
	printf '%s' "$3" >"$clone/$2"
	git -C "$clone" add -A
	git -C "$clone" -c user.name="$1" -c user.email="$1@users.localhost" \
		-c author.name="$1" commit -qm "change $2" --author="$1 <$1@users.localhost>"
}
push() { # push WHO REFSPEC: what git says goes to $work/pushed
	local status
	as "$1" git -C "$clone" push origin "$2" >"$work/pushed" 2>&1
	status=$?
	cat "$work/pushed"
	return $status
}
said() { grep -qF -- "$1" "$work/pushed" || { cat "$work/pushed"; return 1; }; }
refused() { # refused WHO REFSPEC WORDS
	local before
	before=$(main)
	not push "$1" "$2" >/dev/null && said "$3" && [ "$(main)" = "$before" ]
}
topic=forums/help/2026/11/a-leak
opening() { printf -- '---\ntitle: A leak\nauthor: %s\ndate: 2026-11-22T12:00:00Z\n---\nIt drips.\n' "$1"; }

# main
change bea $topic/index.md "$(opening bea)"
ok "a member does not move main" refused bea HEAD:main "HEAD:refs/for/main"
ok "neither does a guest" refused - HEAD:main "HEAD:refs/for/main"
ok "nor who is no member" refused nobody HEAD:main "nobody is not a member"
ok "staff do, with what is theirs" refused sam HEAD:main "author: you are sam here"
ok "a moderator takes what others wrote" push mod HEAD:main
ok "and the site shows it" test -f "$site/public/$topic/index.html"
change mod $topic/index.md "$(opening bea | sed 's/^date/pinnd: true\ndate/')"
ok "what stoa check finds is refused with its line" refused mod HEAD:main "$topic/index.md:4: pinnd: no such key"
change mod members/mo/mod.md "$(git -C "$site/content.git" show main:members/mo/mod.md | sed 's/moderator/admin/')"
ok "a moderator does not make admins" refused mod HEAD:main "members/mo/mod.md: role: only admins set it"
ok "an admin does" push ada HEAD:main
ok "and takes it back" sh -c "cd '$clone' && git revert -n HEAD && git -c user.email=ada@users.localhost -c user.name=ada commit -qm back --author='ada <ada@users.localhost>' && STOA_AS=ada git push -q origin HEAD:main"
change mod pages/about.md "$(printf -- '---\ntitle: About\n---\nUs.\n')"
git -C "$clone" commit -q --amend --no-edit --author='Mo <mo@example.org>'
ok "a real address is not published" refused mod HEAD:main "git config user.email you@users.localhost"
GIT_COMMITTER_EMAIL=mo@example.org git -C "$clone" commit -q --amend --no-edit --author='mod <mod@users.localhost>'
ok "nor a committer's" refused mod HEAD:main "its committer's address would be public"
git -C "$site" config -f "$site/site.conf" push.addresses true
ok "unless the operator lets it" push mod HEAD:main
change sam pages/about.md "$(printf -- '---\ntitle: About\n---\nUs all.\n')"
entry=moderation/2026/11/20261122-140000-aaaaaa.md
entry() { printf -- '---\nact: warn\ntarget: members/be/bea.md\nreason: Rude.\nreviewer: %s\ndate: 2026-11-22T14:00:00Z\n---\n' "$1"; }
change mod $entry "$(entry ada)"
ok "nobody writes the log in another's name" refused mod HEAD:main "reviewer: you are mod here"
change mod $entry "$(entry mod)"
ok "a moderator writes it in their own" push mod HEAD:main
change ada $entry "$(entry mod | sed 's/Rude/Kind/')"
ok "and is nobody's to change but theirs" refused ada HEAD:main "an entry of the log is changed by mod alone"
change sam pages/about.md "$(printf -- '---\ntitle: About\n---\nUs all.\n')"
git -C "$clone" rm -q $entry && git -C "$clone" -c user.name=ada -c user.email=ada@users.localhost commit -qm gone --author='ada <ada@users.localhost>'
ok "what stands in it stays" refused ada HEAD:main "an entry of the log stays there"
change sam pages/about.md "$(printf -- '---\ntitle: About\n---\nUs all.\n')"
ok "common pages are not for staff" refused sam HEAD:main "propose it"
ok "history is not rewritten" refused ada +HEAD~3:main "is not rewritten by a push"
ok "main is not deleted" refused ada :main "it is not deleted by a push"
ok "no other branch is public" refused mod HEAD:refs/heads/idea "there is one"
ok "the operator has a shell, and no role" push operator HEAD:main
change ada pages/about.md "$(printf -- '---\ntitle: About\npinnd: true\n---\nUs.\n')"
ok "and is told what is wrong, not refused" push operator HEAD:main
ok "with its line" said "pages/about.md:3: pinnd: no such key"
change ada pages/about.md "$(printf -- '---\ntitle: About\n---\nUs.\n')"
ok "which anybody may mend" push ada HEAD:main

# refs/for/main
objects() { git -C "$site/content.git" cat-file --batch-check --batch-all-objects | wc -l; }
waiting() { "$stoa" queue list --site "$site" 2>/dev/null | cut -c1-22; }
change bea $topic/20261122-130000-aaaaaa.md "$(printf -- '---\nauthor: bea\ndate: 2026-11-22T13:00:00Z\n---\nSecret until approved.\n')"
before=$(objects)
ok "a member proposes" push bea HEAD:refs/for/main
id=$(waiting)
ok "and is told where it waits" said "/-/submission/$id?k="
ok "git calls it a success" said "refs/for/main"
is "nothing of it is in the public repository" "$(objects)" "$before"
is "no ref either" "$(git -C "$site/content.git" for-each-ref --format='%(refname)')" refs/heads/main
ok "its author is who pushed" sh -c "'$stoa' queue show --site '$site' $id | grep -q bea"
ok "a moderator takes it" sh -c "cd '$clone' && git fetch -q '$site/queue.git' $id && git checkout -q -B mine origin/main && git -c user.email=mod@users.localhost merge -q --no-ff -m take FETCH_HEAD && STOA_AS=mod git push -q origin HEAD:main"
ok "and it is there" grep -rqF "Secret until approved" "$site/public/$topic"
change bea $topic/20261122-130001-aaaaaa.md "$(printf -- '---\nauthor: ada\ndate: 2026-11-22T13:00:00Z\n---\nI am ada.\n')"
ok "nobody writes in another's name" refused bea HEAD:refs/for/main "author: you are bea here"
change bea $topic/index.md "$(opening bea | sed 's/^date/pinned: true\ndate/')"
ok "nobody takes a moderator's key" refused bea HEAD:refs/for/main "pinned: only moderators set it"
change bea members/be/bea.md "$(git -C "$site/content.git" show main:members/be/bea.md | sed 's/^joined/role: admin\njoined/')"
ok "nor a role" refused bea HEAD:refs/for/main "role: only admins set it"
change bea members/be/bea.md "$(git -C "$site/content.git" show main:members/be/bea.md | sed '/^name:/d; s/^joined/name: Moderat0r\njoined/')"
ok "nor a name of the site's own" refused bea HEAD:refs/for/main "name: this could be taken for a name of the site's own"
change bea members/ad/ada.md "$(git -C "$site/content.git" show main:members/ad/ada.md)Hacked."
ok "nor another's profile" refused bea HEAD:refs/for/main "a profile is its member's own"
change bea $topic/votes/ada "$(printf 'up\n')"
ok "nor another's vote" refused bea HEAD:refs/for/main "a vote is its member's own"
is "and nothing waits" "$(waiting)" ""
change bea $topic/20261122-130002-aaaaaa.md "$(printf -- '---\nauthor: bea\ndate: 2026-11-22T13:00:00Z\n---\nBuy now.\n')"
ok "something waits" push bea HEAD:refs/for/main
id=$(waiting)
change sam resources/z.md "$(printf -- '---\ntitle: Z\nlink: https://example.org/\n---\nZ.\n')"
for trailer in Submission Undoes; do
	git -C "$clone" commit -q --amend -m "a resource" -m "$trailer: $id"
	ok "staff decide nothing by a trailer: $trailer" refused sam HEAD:main "only moderators do"
done
is "it waits still" "$(waiting)" "$id"
git -C "$clone" commit -q --amend -m "a resource"
ok "and the rest of it is theirs to push" push sam HEAD:main
ok "a moderator's verdict" sh -c "cd '$clone' && STOA_AS=mod git push -q -o reason='No' '$site/queue.git' :$id"
change x resources/a-book.md "$(printf -- '---\ntitle: A book\nlink: https://example.org/\n---\nGood.\n')"
ok "a guest proposes a resource" push - HEAD:refs/for/main
guest=$(waiting)
ok "as a guest" sh -c "'$stoa' queue show --site '$site' $guest | grep -q guest"
git config -f "$site/site.conf" post.per-hour 1
change x resources/two.md "$(printf -- '---\ntitle: Two\nlink: https://example.org/\n---\nGood.\n')"
ok "guests of one network share its rate" refused - HEAD:refs/for/main "too many proposals"
ok "those of another have their own" push -ssh HEAD:refs/for/main
ok "which they share too" refused -ssh HEAD:refs/for/main "too many proposals"
git config -f "$site/site.conf" cgi.proxies 192.0.2.200
ok "by a proxy too, which says who asks" refused -proxied HEAD:refs/for/main "too many proposals"
ok "which nobody else does" refused -liar HEAD:refs/for/main "too many proposals"
git config -f "$site/site.conf" --unset cgi.proxies
ok "over git's daemon too" push -daemon HEAD:refs/for/main
ok "with all of their network" refused -near HEAD:refs/for/main "too many proposals"
git config -f "$site/site.conf" guest.flood 2
ok "all guests together have one" refused -other HEAD:refs/for/main "too many proposals"
git config -f "$site/site.conf" --unset guest.flood
git config -f "$site/site.conf" --unset post.per-hour
for id in $(waiting | grep -v "$guest"); do
	"$stoa" queue reject --as mod --reason "Once" "$id" --site "$site" >/dev/null || echo "not rejected: $id"
done
is "one of them waits" "$(waiting)" "$guest"
ok "one thing at a time" not sh -c "cd '$clone' && STOA_AS=bea git push origin HEAD:refs/for/main HEAD:refs/for/other"
ok "for main alone" refused bea HEAD:refs/for/other "proposals are for refs/for/main"
git -C "$clone" checkout -q --orphan alone && git -C "$clone" commit -qm alone
ok "it begins with main" refused bea HEAD:refs/for/main "does not begin with main"
git -C "$site" config -f "$site/site.conf" push.files-max 1
git -C "$clone" checkout -qB work origin/main
change bea resources/b.md "$(printf -- '---\ntitle: B\nlink: https://example.org/\n---\nB.\n')"
printf -- '---\ntitle: C\nlink: https://example.org/\n---\nC.\n' >"$clone/resources/c.md"
git -C "$clone" add -A && git -C "$clone" commit -q --amend --no-edit
ok "a cap on files" refused bea HEAD:refs/for/main "more than 1 file"
git -C "$site" config -f "$site/site.conf" --unset push.files-max
git -C "$site" config -f "$site/site.conf" moderation.sender-max 1
change bea resources/d.md "$(printf -- '---\ntitle: D\nlink: https://example.org/\n---\nD.\n')"
ok "one that waits" push bea HEAD:refs/for/main
ok "one sender does not fill the queue" refused bea HEAD:refs/for/main "1 of yours wait already"
ok "which a verdict empties" sh -c "cd '$clone' && STOA_AS=mod git push -q -o reason='No' '$site/queue.git' :$(waiting | grep -v "$guest")"
git -C "$site" config -f "$site/site.conf" moderation.disk-max 1m
head -c 1200000 /dev/urandom | git -C "$site/queue.git" hash-object -w --stdin >/dev/null
ok "nor the disk" refused bea HEAD:refs/for/main "too much waits already"
git -C "$site" config -f "$site/site.conf" --unset moderation.sender-max
git -C "$site" config -f "$site/site.conf" --unset moderation.disk-max

# who has left
change ada members/be/bea.md "$(git -C "$site/content.git" show main:members/be/bea.md | sed 's/^joined/left: 2026-11-22T00:00:00Z\njoined/')"
ok "a member leaves" push ada HEAD:main
change bea resources/e.md "$(printf -- '---\ntitle: E\nlink: https://example.org/\n---\nE.\n')"
ok "and proposes no more" refused bea HEAD:refs/for/main "bea has left this community"

# the queue
ok "a member has no business there" not sh -c "cd '$clone' && STOA_AS=bea git push '$site/queue.git' :$guest"
ok "still waiting" test "$(waiting)" = "$guest"
ok "a moderator deletes the branch" sh -c "cd '$clone' && STOA_AS=mod git push -q -o reason='We have that book' -o rule='Be useful' '$site/queue.git' :$guest"
ok "that is a verdict" sh -c "'$stoa' queue show --site '$site' $guest | grep -q '^state *rejected'"
ok "with its reason" sh -c "'$stoa' queue show --site '$site' $guest | grep -q 'We have that book'"
ok "by whom" sh -c "'$stoa' queue show --site '$site' $guest | grep -q 'mod'"
ok "names are ids" not sh -c "cd '$clone' && STOA_AS=mod git push -q '$site/queue.git' HEAD:refs/heads/idea"
ok "content.git is sound" git -C "$site/content.git" fsck --strict --no-dangling
ok "queue.git is sound" git -C "$site/queue.git" fsck --strict --no-dangling
ok "the site equals a build from nothing" "$stoa" build --verify "$site"

# a community in a folder of a repository
git -C "$clone" fetch -q origin && git -C "$clone" checkout -qB work origin/main
mkdir "$clone/site" && git -C "$clone" mv index.md rules.md forums members pages site/ 2>/dev/null
git -C "$clone" -c user.email=ada@users.localhost commit -qm "into a folder"
git -C "$site" config -f "$site/site.conf" content.path site
ok "the operator moves it into a folder" push operator HEAD:main
change mod run.sh "$(printf 'echo hello\n')"
ok "what lies beside it is not a moderator's" refused mod HEAD:main "run.sh: outside of site only admins change anything"
ok "who proposes it" push mod HEAD:refs/for/main
ok "or an admin's" push ada HEAD:main
change mod site/pages/about.md "$(printf -- '---\ntitle: About\n---\nIn a folder.\n')"
ok "what lies in it is" push mod HEAD:main
done_testing
