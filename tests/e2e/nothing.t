#!/bin/bash
# A build with nothing to do: it says so without opening anything, and is never wrong about it.
. "$(dirname "$0")/lib.sh"
site=$work/site
build() { "$stoa" build "$1" >"$work/out" 2>"$work/errors"; }
# The stamp is not trusted where a change could have been missed: two seconds.
settle() {
	sleep 2.1
	build "$1" && build "$1"
}
quick() { # with what a look into the repository would need out of reach
	mv "$1/content.git/objects" "$work/objects"
	build "$1"
	local status=$?
	mv "$work/objects" "$1/content.git/objects"
	return $status
}
page() { # page DIR WORD: a commit on the site's main, straight into git
	printf 'commit refs/heads/main\ncommitter t <t@users.localhost> now\ndata 1\nx\nfrom refs/heads/main^0\nM 100644 inline pages/%s.md\ndata <<END\n---\ntitle: %s\n---\n%s\nEND\n' "$2" "$2" "$2" |
		git -C "$1/content.git" fast-import --quiet --date-format=now
}

make_site "$site"
settle "$site"
ok "nothing to do" has "$work/out" "is built already"
ok "is found out without opening the repository" quick "$site"
page "$site" one
ok "a commit is seen" build "$site"
ok "and built" test -s "$site/public/one/index.html"

cp -r "$site" "$work/copy"
page "$work/copy" copied
ok "a copied site does not take the first one's word" build "$work/copy"
ok "and builds its own commits" test -s "$work/copy/public/copied/index.html"

git -C "$site/content.git" pack-refs --all
ok "packed refs are no change" build "$site"
has "$work/out" "is built already" || build "$site"
settle "$site"
ok "and as quick" quick "$site"
ok "saying so" has "$work/out" "is built already"
page "$site" two
ok "a commit above packed refs is seen" build "$site"
ok "and built too" test -s "$site/public/two/index.html"

cp -r "$root/themes/default" "$work/theme"
mkdir -p "$site/themes" && mv "$work/theme" "$site/themes/mine"
git config -f "$site/site.conf" theme.path themes
git config -f "$site/site.conf" theme.name mine
settle "$site"
ok "a theme of its own" has "$work/out" "is built already"
cp -p "$site/themes/mine/plain.mustache" "$work/old"
sed 's/article/section/g' "$work/old" >"$work/new" && touch -r "$work/old" "$work/new"
cp -p "$work/new" "$site/themes/mine/plain.mustache"
ok "a template with its size and time kept" build "$site"
ok "is a change" has "$site/public/one/index.html" "<section"
done_testing
