#!/bin/bash
# What came by git and was rejected is sent again by the commands of its receipt, word for word, whatever the branch is called.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
unset REMOTE_USER REMOTE_ADDR REQUEST_METHOD GATEWAY_INTERFACE SSH_ORIGINAL_COMMAND STOA_AS
file=resources/kiln.md
kiln() { printf -- '---\ntitle: A kiln\nlink: https://kiln.example/\n---\n%s\n' "$1"; }
ids() { "$stoa" queue list --site "$site" 2>/dev/null | cut -c1-22; }
# commands: those of the receipt in $page, as who copies them gets them.
commands() { perl -0ne 'print "$1\n" if /<pre class="command"[^>]*><code>(.*?)<\/code>/s' "$page" | sed 's/&amp;/\&/g'; }

# round BRANCH: a proposal for it is rejected, changed in its clone, and sent again while others were at work.
round() {
	local branch=$1
	site=$work/${branch////-} clone=$work/clone-${branch////-}
	ok "$branch: a site" make_site "$site" --title Doors
	printf 'a-long-password\n' | "$stoa" member add bea --name Bea --password-stdin --site "$site" >/dev/null
	if [ "$branch" != main ]; then
		git -C "$site/content.git" branch -m main "$branch"
		git -C "$site/content.git" symbolic-ref HEAD "refs/heads/$branch"
		git config --file "$site/site.conf" content.ref "refs/heads/$branch"
	fi
	ok "$branch: is served" serve "$site"
	git clone -q "$site/content.git" "$clone"
	mkdir -p "$clone/resources"
	kiln Hot. >"$clone/$file"
	git -C "$clone" add -A && git -C "$clone" commit -qm "A kiln"
	STOA_AS=bea git -C "$clone" push origin "HEAD:refs/heads/$branch" 2>"$work/pushed"
	ok "$branch: a member is told how to propose" has "$work/pushed" "git push origin HEAD:refs/for/$branch"
	ok "$branch: a proposal" env STOA_AS=bea git -C "$clone" push -q origin "HEAD:refs/for/$branch"
	id=$(ids)
	ok "$branch: is rejected" "$stoa" queue reject --as gardener --reason "How hot?" "$id" --site "$site"
	sign_in "$work/mod-$port"
	get "$work/mod-$port" "/-/submission/$id"
	is "$branch: a moderator sees the receipt" "$status" 200
	is "$branch: and no commands: they are for its author" "$(commands)" ""
	get "$work/bea-$port" /-/sign-in
	post "$work/bea-$port" /-/sign-in handle=bea password=a-long-password next=/ "token=$(hidden token)"
	get "$work/bea-$port" "/-/submission/$id"
	commands >"$work/commands"
	git clone -q "$site/content.git" "$work/other-$port"
	mkdir -p "$work/other-$port/resources"
	kiln Cold. | sed s/kiln/well/ >"$work/other-$port/resources/well.md"
	git -C "$work/other-$port" add -A && git -C "$work/other-$port" commit -qm "A well"
	ok "$branch: others were at work" env STOA_AS=gardener git -C "$work/other-$port" push -q origin "HEAD:refs/heads/$branch"
	kiln "1300 degrees." >"$clone/$file"
	ok "$branch: the commands work in the order given" sh -ec "cd '$clone' && STOA_AS=bea GIT_EDITOR='echo Hotter >' && export STOA_AS GIT_EDITOR && . '$work/commands'"
	"$stoa" queue show --site "$site" "$(ids)" >"$work/shown"
	ok "$branch: and it waits again, as it was changed" has "$work/shown" "1300 degrees."
	ok "$branch: on top of what others did" git -C "$site/queue.git" cat-file -e "$(ids):resources/well.md"
	ok "$branch: which is not part of it" lacks "$work/shown" well.md
	stop_all
}
round main
round site/live
done_testing
