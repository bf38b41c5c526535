#!/bin/bash
# What an edited post said before: from git's history, in a folder of an ordinary repository, the
# same whether a build saw the edits come or met them all at once.
. "$(dirname "$0")/lib.sh"

repo=$work/repo site=$work/site
topic=forums/help/2026/11/stairs reply=20261122-110000-abc234
public=$site/public/$topic
mkdir -p "$site" && git init -q -b main "$repo" || exit 1
printf '[site]\n\turl = http://localhost/\n[content]\n\trepo = %s\n\tpath = community\n' "$repo" >"$site/site.conf"
clock=1790000000

# write FILE FRONT-MATTER... -- TEXT
write() {
	local file=$repo/community/$1 lines=()
	shift
	while [ "$1" != -- ]; do lines+=("$1") && shift; done
	mkdir -p "${file%/*}"
	{
		echo ---
		printf '%s\n' "${lines[@]}"
		printf -- '---\n%s\n' "$2"
	} >"$file"
}
# commit AUTHOR: everything.
commit() {
	clock=$((clock + 100))
	git -C "$repo" add -A && GIT_AUTHOR_NAME=$1 GIT_AUTHOR_DATE="$clock +0000" GIT_COMMITTER_DATE="$clock +0000" git -C "$repo" commit -qm change
}
post() { write $topic/$reply.md author:\ bob 'date: 2026-11-22T11:00:00Z' ${2:+"edited: $2"} -- "$1"; }
build() { "$stoa" build -q --verify "$site"; }
versions() { grep -c 'class="version"' "$1" || :; }

write forums/help/index.md 'title: Help' -- ''
write $topic/index.md 'title: Stairs' 'author: ann' 'date: 2026-11-22T10:00:00Z' -- 'How steep may they be?'
post 'Forty degrees at most.'
commit bob
ok "a site without edits is built" build
ok "has no earlier versions" test ! -e "$public/history"

post 'Thirty-eight degrees at most.' 2026-11-22T12:00:00Z
commit bob
ok "an edited reply is built" build
page=$public/history/$reply/index.html
ok "and has a page of its earlier versions" test -e "$page"
ok "to which its mark leads" has "$public/index.html" "href=\"/$topic/history/$reply/\""
ok "which shows what went" has "$page" '<del>- <em>Forty </em>degrees at most.</del>'
ok "and what came" has "$page" '<ins>+ <em>Thirty-eight </em>degrees at most.</ins>'
ok "and who did it" has "$page" 'by bob'
ok "and has all of it" lacks "$page" 'not in this copy'
ok "and leads back" has "$page" "href=\"/$topic/#$reply\""

write $topic/$reply.md 'author: bob' 'date: 2026-11-22T11:00:00Z' 'edited: 2026-11-22T12:00:00Z' 'submission: 20261122-115900-abc234' -- 'Thirty-eight degrees at most.'
commit ann
ok "a change that is no edit is built" build
is "and is none" "$(versions "$page")" 1

post 'Thirty-seven degrees.' 2026-11-22T13:00:00Z && commit bob
post 'Thirty-eight degrees at most.' 2026-11-22T12:00:00Z && commit bob
ok "an edit and the way back at once are built" build
is "and both are shown" "$(versions "$page")" 3

git -C "$repo" mv community/$topic community/forums/help/2026/11/steps && commit ann
ok "a moved topic is built" build
moved=$site/public/forums/help/2026/11/steps/history/$reply/index.html
is "and its reply keeps its versions" "$(versions "$moved")" 3
ok "which are gone from where it was" test ! -e "$public"
git -C "$repo" mv community/forums/help/2026/11/steps community/$topic && commit ann
ok "moved back" build

git -C "$repo" switch -qc branch HEAD~3
write $topic/20261122-140000-abc234.md 'author: cat' 'date: 2026-11-22T14:00:00Z' -- 'Thank you.' && commit cat
git -C "$repo" merge -q -m merge main >/dev/null && git -C "$repo" branch -qf main branch && git -C "$repo" switch -q main
ok "main as the second parent of what it moved to is built" build

post 'Thirty-six degrees.' 2026-11-22T15:00:00Z
git -C "$repo" switch -qc suggestion && commit dee && git -C "$repo" switch -q main
GIT_COMMITTER_DATE="$clock +0000" GIT_AUTHOR_DATE="$clock +0000" GIT_AUTHOR_NAME=gardener git -C "$repo" merge -q --no-ff -m approve suggestion
ok "an approved edit is built" build
ok "and names who wrote it" has "$page" 'by dee'
ok "and not who approved it" lacks "$page" 'by gardener'

write $topic/index.md 'title: Steps' 'author: ann' 'date: 2026-11-22T10:00:00Z' 'edited: 2026-11-22T16:00:00Z' -- 'How steep may they be?'
commit ann
ok "an edited topic is built" build
ok "and has its own page" has "$public/history/index.html" '<del>- Stairs</del>'
ok "and its reply's page hears of the title" has "$page" 'Steps'

write rules.md 'version: 2' 'edited: 2026-11-22T16:00:00Z' -- 'Be kind.' && commit ann
ok "a page that came with an edit is built" build
ok "and says that it has no more" has "$site/public/rules/history/index.html" 'not in this copy'

git clone -q --bare --depth 1 "file://$repo" "$work/shallow.git"
mkdir "$work/copy" && sed "s|repo = .*|repo = $work/shallow.git|" "$site/site.conf" >"$work/copy/site.conf"
ok "a shallow clone is built" "$stoa" build -q --verify "$work/copy"
ok "and says that it has no more" has "$work/copy/public/$topic/history/$reply/index.html" 'not in this copy'

write $topic/$reply.md 'author: bob' 'date: 2026-11-22T11:00:00Z' 'hidden: yes' 'edited: 2026-11-22T15:00:00Z' -- 'Thirty-six degrees.' && commit ann
ok "a hidden reply is built" build
ok "and its versions are hidden too" test ! -e "$page"
done_testing
