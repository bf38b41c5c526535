#!/bin/bash
# History without a member: no object of the repository has their name or texts, all else is what it was,
# others' submissions go on, and a kill at any moment leaves the old history or the new one.
. "$(dirname "$0")/lib.sh"
site=$work/site
repo=$site/content.git
topic=forums/help/2026/11/stairs

make_site "$site" --from content
printf '%s\n' "$password" | "$stoa" member add root --role admin --password-stdin --site "$site" >/dev/null
printf '%s\n' "$password" | "$stoa" member add zelda --name "Zelda Somebody" --password-stdin --site "$site" >/dev/null
git clone -q "$repo" "$work/w"
as() { GIT_AUTHOR_NAME=$1 GIT_AUTHOR_EMAIL=$1@users.localhost GIT_COMMITTER_NAME=$1 GIT_COMMITTER_EMAIL=$1@users.localhost git -C "$work/w" commit -qm "$2"; }
mkdir -p "$work/w/$topic/votes"
printf -- '---\ntitle: How to forgetmenot\nauthor: zelda\ndate: 2026-11-20T10:00:00Z\n---\nFirst sesame ![x](pic-abc234.gif)\n' >"$work/w/$topic/index.md"
printf 'GIF89a\1\0\1\0\200\0\0sesame' >"$work/w/$topic/pic-abc234.gif"
git -C "$work/w" add -A && as zelda "topic: How to forgetmenot"
for i in 1 2 3 4 5 6 7 8; do
	printf -- '---\nauthor: gardener\ndate: 2026-11-20T11:00:0%sZ\n---\nreply %s\n' $i $i >"$work/w/$topic/20261120-11000$i-bbbbbb.md"
	git -C "$work/w" add -A && as gardener "reply: How to forgetmenot"
	printf -- '---\nauthor: zelda\ndate: 2026-11-20T12:00:0%sZ\n---\nsesame %s\n' $i $i >"$work/w/$topic/20261120-12000$i-aaaaaa.md"
	echo up >"$work/w/$topic/votes/zelda"
	git -C "$work/w" add -A && as zelda "reply: How to forgetmenot"
done
printf -- '---\ntitle: How to forgetmenot\nauthor: zelda\ndate: 2026-11-20T10:00:00Z\n---\nSecond sesame\n' >"$work/w/$topic/index.md"
git -C "$work/w" rm -q "$topic/pic-abc234.gif" && git -C "$work/w" add -A && as zelda "edit: How to forgetmenot"
git -C "$work/w" push -q 2>/dev/null
ok "the site is served" serve "$site"
send_reply "$work/guest" "$topic/index.md" "A guest waits here"
waits=$id
stop_all
cp -a "$site" "$work/before"

# everything DIR: all that is in any object of a repository.
everything() {
	git -C "$1" cat-file --batch-all-objects --batch-check='%(objectname) %(objecttype)' | while read -r o t; do
		case $t in
		tree) git -C "$1" ls-tree "$o" | cut -f2 ;;
		*) git -C "$1" cat-file -p "$o" ;;
		esac
	done
}
sound() { git -C "$1/content.git" fsck --full --strict --no-dangling && git -C "$1/queue.git" fsck --full --no-dangling; }

ok "who leaves keeps the history" not "$stoa" erase zelda leave --history --yes --by root --site "$site"
count=$(git -C "$repo" rev-list --count main)
"$stoa" erase zelda delete --history --yes --by root --site "$site" >"$work/told" 2>&1
ok "the history is written anew" has "$work/told" "with the same files"
ok "and it says what clones must do" has "$work/told" "git reset --hard origin/main"
everything "$repo" >"$work/all"
everything "$site/queue.git" >>"$work/all"
ok "no object has a text of hers" not grep -aq sesame "$work/all"
ok "no object has the title" not grep -aq forgetmenot "$work/all"
ok "no object has her name" not grep -aqwE "zelda|Zelda Somebody" "$work/all"
is "there is a commit for each that was" "$(git -C "$repo" rev-list --count main)" $((count + 1))
ok "texts of others are as they were" git -C "$repo" grep -q "reply 8" main
is "and their dates" "$(git -C "$repo" log --format=%at --author=gardener main | sort)" "$(git -C "$work/before/content.git" log --format=%at --author=gardener main | sort)"
ok "both repositories are sound" sound "$site"
ok "the backup is private" test "$(stat -c %a "$site"/state/before-*.bundle)" = 600
ok "and whole" git bundle verify "$site"/state/before-*.bundle
ok "what waited waits" "$stoa" queue show "$waits" --site "$site"
ok "and can be approved" "$stoa" queue approve "$waits" --as gardener --site "$site"
ok "without the old history" not git -C "$repo" merge-base --is-ancestor "$(git -C "$work/before/content.git" rev-parse main)" main
ok "the site is what a full build makes" "$stoa" build --verify "$site"
now=$(git -C "$repo" rev-parse main)
ok "once more" "$stoa" erase zelda delete --history --no-backup --yes --by root --site "$site"
is "changes nothing" "$(git -C "$repo" rev-parse main)" "$now"

# ---- killed at any moment ----
old=0 new=0 bad=
for ms in 10 25 40 60 80 100 130 160 200 250 300 400; do
	rm -rf "$work/k" && cp -a "$work/before" "$work/k"
	setsid "$stoa" erase zelda delete --history --no-backup --no-build --yes --by root --site "$work/k" >/dev/null 2>&1 &
	pid=$!
	sleep "$(printf '0.%03d' $ms)"
	kill -9 $pid 2>/dev/null
	wait $pid 2>/dev/null
	wait_for not pgrep -s $pid # git's own processes notice that nobody listens
	sound "$work/k" >/dev/null 2>&1 || bad="$bad unsound:$ms"
	if git -C "$work/k/content.git" log --format=%an main | grep -qx zelda; then old=$((old + 1)); else new=$((new + 1)); fi
	"$stoa" erase zelda delete --history --no-backup --no-build --yes --by root --site "$work/k" >"$work/again" 2>&1 || bad="$bad again:$ms"
	everything "$work/k/content.git" | grep -aqE "sesame|forgetmenot" && bad="$bad left:$ms"
	[ "$(git -C "$work/k/content.git" for-each-ref refs/stoa | wc -l)" = 0 ] || bad="$bad refs:$ms"
done
is "killed at any moment and run again, it comes to the same" "$bad" ""
echo "# found the old history $old times, the new one $new times"
done_testing
