#!/bin/bash
# Versions of the rules: from git's history, the same whether a build saw them come or met them all at once.
. "$(dirname "$0")/lib.sh"

repo=$work/repo site=$work/site public=$work/site/public/rules
mkdir -p "$site" && git init -q -b main "$repo" || exit 1
printf '[site]\n\turl = http://localhost/\n[content]\n\trepo = %s\n' "$repo" >"$site/site.conf"
clock=1790000000

# rules VERSION TEXT [FRONT-MATTER]: and commits it.
rules() {
	clock=$((clock + 100000))
	printf -- '---\ntitle: Rules\nversion: %s\n%s---\n%s\n' "$1" "${3:+$3
}" "$2" >"$repo/rules.md"
	git -C "$repo" add -A && GIT_AUTHOR_DATE="$clock +0000" GIT_COMMITTER_DATE="$clock +0000" git -C "$repo" commit -qm rules
}
build() { "$stoa" build -q --verify "$site"; }

mkdir -p "$repo/pages" && printf -- '---\ntitle: About\n---\nUs.\n' >"$repo/pages/about.md"
rules 1 $'## One\n\nBe kind.\n\n[About](pages/about.md)'
ok "rules are built" build
ok "they tell their version" has "$public/index.html" 'Version 1'
ok "and list no other" lacks "$public/index.html" 'Versions'
ok "the first version needs no page" test ! -e "$public/1"

rules 1 $'## One\n\nBe kind, please.\n\n[About](pages/about.md)'
ok "a slip that is mended is no version" build
ok "still there is one" test ! -e "$public/1"

rules 2 $'## One\n\nBe kind and patient.\n\n[About](pages/about.md)'
ok "another version" build
ok "has a page" test -e "$public/2/index.html"
ok "to which the rules lead" has "$public/index.html" 'href="/rules/2/"'
ok "it shows what changed" has "$public/2/index.html" 'What changed since version 1'
ok "line by line" has "$public/2/index.html" '<ins>+ Be kind'
ok "and the whole text" has "$public/2/index.html" 'Be kind and patient.'
ok "the earlier version has one too" has "$public/1/index.html" 'no longer in force'
ok "with its last words" has "$public/1/index.html" 'Be kind, please.'
ok "whose links lead where they did" has "$public/1/index.html" 'href="/about/"'
ok "and which search engines pass over" has "$public/1/index.html" 'noindex'

rules 2 $'## One\n\nBe kind and patient!\n\n[About](pages/about.md)' 'edited: 2026-09-25T00:00:00Z'
rules 4 'Be.'
ok "two commits at once" build
ok "a number may be passed over" has "$public/4/index.html" 'What changed since version 2'
ok "an edit inside of a version is not another one" has "$public/2/index.html" 'Be kind and patient!'
is "the newest stands first" "$(grep -o 'rules/[0-9]/' "$public/index.html" | uniq | tr '\n' ' ')" "rules/4/ rules/2/ rules/1/ "
rm -rf "$site/public" "$site/cache"
ok "from nothing it is the same" build

# Nobody notes whom an earlier version mentions; it links them all the same once they are there.
rules 5 'Ask @dee.'
rules 6 'Ask.'
ok "a version that mentions nobody known" build
mkdir -p "$repo/members/de" && printf -- '---\nname: Dee\n---\n' >"$repo/members/de/dee.md"
git -C "$repo" add -A && git -C "$repo" commit -qm dee
ok "and then somebody" build
ok "links her" has "$public/5/index.html" 'href="/members/de/dee/"'

git -C "$repo" rm -q rules.md && git -C "$repo" commit -qm gone
ok "rules that go" build
ok "leave nothing" test ! -e "$public"
done_testing
