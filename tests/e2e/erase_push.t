#!/bin/bash
# What is sent while history is written anew, and what old clones push afterwards: nothing is lost that was taken,
# and nothing comes back that was erased.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
site=$work/site repo=$work/site/content.git clone=$work/clone
topic=forums/help/2026/11/stairs
unset REMOTE_USER REMOTE_ADDR REQUEST_METHOD GATEWAY_INTERFACE SSH_ORIGINAL_COMMAND STOA_AS

make_site "$site" --from content
printf '%s\n' "$password" | "$stoa" member add root --role admin --password-stdin --site "$site" >/dev/null
printf '%s\n' "$password" | "$stoa" member add zelda --name "Zelda Somebody" --password-stdin --site "$site" >/dev/null
git clone -q "$repo" "$clone"
commit() { # commit WHO PATH TEXT
	mkdir -p "$clone/$(dirname "$2")"
	printf '%s' "$3" >"$clone/$2"
	git -C "$clone" add -A
	git -C "$clone" -c user.name="$1" -c user.email="$1@users.localhost" commit -qm "change: $2" --author="$1 <$1@users.localhost>"
}
post_of() { printf -- '---\nauthor: %s\ndate: 2026-11-20T1%s:00:00Z\n%s---\n%s\n' "$1" "$2" "${4:-}" "$3"; }
commit zelda "members/ze/zelda/my \"größter\" wish.txt" "sesame wish"
commit zelda "$topic/index.md" "$(post_of zelda 0 "sesame first" "title: How to forgetmenot
")"
commit zelda "$topic/20261120-110000-aaaaaa.md" "$(post_of zelda 1 "sesame again")"
git -C "$clone" tag -a v1 -m "one"
git -C "$clone" push -q origin HEAD:main v1
ok "the site is served" serve "$site"
cp -a "$clone" "$work/old"

# git stops where the queue's history is written, until it may go on.
mkdir -p "$work/bin"
real=$(command -v git)
cat >"$work/bin/git" <<SH
#!/bin/bash
case "\$*" in *queue.git*fast-import*)
	touch "$work/there"
	for i in \$(seq 6000); do [ -e "$work/go" ] && break; sleep 0.05; done ;;
*content.git*fast-import*)
	[ -e "$work/slip" ] || exec "$real" "\$@"
	"$real" "\$@" || exit
	exec "$real" -C "$repo" update-ref refs/heads/main "\$(cat "$work/slip")" ;;
*content.git*repack*) [ -e "$work/kill" ] && kill -9 \$PPID ;;
esac
exec "$real" "\$@"
SH
chmod +x "$work/bin/git"
erase() { # erase WHILE...: the commands run while history is being written
	rm -f "$work/there" "$work/go"
	PATH=$work/bin:$PATH "$stoa" erase zelda delete --history --no-backup --yes --by root --site "$site" >"$work/erased" 2>&1 &
	local pid=$!
	while [ $# -gt 0 ] && [ ! -e "$work/there" ] && kill -0 $pid 2>/dev/null; do sleep 0.05; done
	"$@"
	touch "$work/go"
	wait $pid
}
everything() {
	git -C "$1" cat-file --batch-all-objects --batch-check='%(objectname) %(objecttype)' | while read -r o t; do
		[ "$t" = tree ] || git -C "$1" cat-file -p "$o"
	done
}

# ---- main moves, without asking anybody ----
"$stoa" erase zelda delete --yes --by root --site "$site" >/dev/null
git -C "$clone" pull -q
ok "what no form made stands in the way" not erase
ok "with its name" has "$work/erased" "wish.txt; nothing was changed: remove it first"
git -C "$clone" rm -q "members/ze/zelda/*wish.txt"
git -C "$clone" commit -qm "change: no wish" && git -C "$clone" push -q origin HEAD:main 2>/dev/null
commit gardener pages/later.md "$(printf -- '---\ntitle: Later\n---\nHere.\n')"
git -C "$clone" push -q origin HEAD:refs/heads/side
new=$(git -C "$clone" rev-parse HEAD)
moves() { git -C "$repo" update-ref refs/heads/main "$new" && git -C "$repo" update-ref -d refs/heads/side; }
ok "what moves meanwhile stops it" not erase moves
is "and is not lost" "$(git -C "$repo" rev-parse main)" "$new"
ok "which it says" has "$work/erased" "moved meanwhile, and nothing was changed"
commit gardener pages/sooner.md "$(printf -- '---\ntitle: Sooner\n---\nHere.\n')"
git -C "$clone" push -q origin HEAD:refs/heads/side
git -C "$repo" update-ref -d refs/heads/side
git -C "$clone" rev-parse HEAD >"$work/slip"
ok "what moves before the files are compared stops it too" not erase
ok "and is not called a file to be removed" has "$work/erased" "moved meanwhile, and nothing was changed"
is "main is what was pushed" "$(git -C "$repo" rev-parse main)" "$(cat "$work/slip")"
rm "$work/slip"

# ---- a branch comes, on the old history ----
for in in "$repo" "$site/queue.git"; do
	comes() { git -C "$in" update-ref refs/heads/20261122-111111-abcdef "$(git -C "$repo" rev-parse main)"; }
	ok "a branch that comes meanwhile stops it: ${in##*/}" not erase comes
	ok "with its name" has "$work/erased" "refs/heads/20261122-111111-abcdef came meanwhile, and nothing was changed"
	git -C "$in" update-ref -d refs/heads/20261122-111111-abcdef
done
is "main is where it was" "$(git -C "$repo" rev-parse main)" "$(git -C "$clone" rev-parse HEAD)"

# ---- killed half-way ----
sweep() { "$stoa" queue sweep --site "$site" >"$work/swept" 2>&1; }
ok "nothing of it is left" sweep
git -C "$repo" update-ref refs/stoa/rewrite/heads/main main
ok "who was killed is told of by the next sweep" not sweep
ok "with what to do" has "$work/swept" "run that stoa erase again"

# ---- people write ----
git -C "$clone" fetch -q
commit gardener pages/last.md "$(printf -- '---\ntitle: Last\n---\nToo late.\n')"
inode=$(stat -c %i "$site/queue.git")
both_wait() { [ "$(grep -c -- "-> FLOCK.*:$inode " /proc/locks)" -eq 2 ]; }
people() {
	(send_reply "$work/guest" "$topic/index.md" "A guest came just then"; echo "$id" >"$work/guest.id") &
	local guest=$!
	(STOA_AS=root git -C "$clone" push origin HEAD:main >"$work/pushed" 2>&1; echo $? >"$work/pushed.rc") &
	local moderator=$!
	for _ in 1 2 3 4 5 6; do wait_for both_wait && break; done
	touch "$work/go"
	wait $guest $moderator
}
ok "history is written anew" erase people
is "who pushed is refused" "$(cat "$work/pushed.rc")" 1
ok "and told why" has "$work/pushed" "make your clone anew"
id=$(cat "$work/guest.id")
ok "there is nothing to be told any more" sweep
ok "who posted is not" "$stoa" queue show "$id" --site "$site"
ok "and it can be published" "$stoa" queue approve "$id" --as gardener --site "$site"
ok "with the text" git -C "$repo" grep -q "A guest came just then" main
ok "and none of the old history" not git -C "$repo" cat-file -e "$new"
everything "$repo" >"$work/all"
everything "$site/queue.git" >>"$work/all"
ok "no text of hers is left, whatever a file's name" not grep -aqE "sesame|forgetmenot" "$work/all"
ok "both repositories are sound" sh -c "git -C '$repo' fsck --full --strict --no-dangling && git -C '$site/queue.git' fsck --full --no-dangling"
ok "a tag stands where it stood" git -C "$repo" merge-base --is-ancestor v1 main

# ---- killed before what is old is gone ----
touch "$work/kill"
ok "killed when main has moved" not erase
rm "$work/kill"
ok "the sweep tells of that too" not sweep
ok "with the same words" has "$work/swept" "run that stoa erase again"
ok "which ends it" erase
ok "and there is nothing to be told" sweep

# ---- an old clone ----
git -C "$work/old" fetch -q
GIT_AUTHOR_EMAIL=root@users.localhost GIT_COMMITTER_EMAIL=root@users.localhost git -C "$work/old" merge -q -s ours -m "merge" origin/main
ok "contains what is public" git -C "$work/old" merge-base --is-ancestor origin/main HEAD
now=$(git -C "$repo" rev-parse main)
STOA_AS=root git -C "$work/old" push origin HEAD:main >"$work/pushed" 2>&1
ok "an old clone brings nothing back" has "$work/pushed" "were erased: make your clone anew"
is "main is where it was" "$(git -C "$repo" rev-parse main)" "$now"
STOA_AS=root git -C "$work/old" push "$site/queue.git" HEAD:refs/heads/20261122-101010-abcdef >"$work/pushed" 2>&1
ok "nor through the queue" has "$work/pushed" "were erased: make your clone anew"
is "where nothing of it waits" "$(git -C "$site/queue.git" for-each-ref refs/heads)" ""
rm -rf "$clone" && git clone -q "$repo" "$clone"
commit root pages/fresh.md "$(printf -- '---\ntitle: Fresh\n---\nAnew.\n')"
ok "a new one pushes" env STOA_AS=root git -C "$clone" push -q origin HEAD:main
commit root pages/fresh.md "$(printf -- '---\ntitle: Fresher\n---\nAnew.\n')"
ok "to the queue too" env STOA_AS=root git -C "$clone" push -q "$site/queue.git" HEAD:refs/heads/20261122-101010-abcdef
ok "which can be approved" "$stoa" queue approve 20261122-101010-abcdef --as root --site "$site"
done_testing
