#!/bin/bash
# `stoa check` on folders of bad content: tests/golden/check/NAME/tree and what it must say. With
# UPDATE=1 the expectations are written anew; read the diff before you commit it.
. "$(dirname "$0")/../e2e/lib.sh"

for case in tests/golden/check/*/; do
	name=$(basename "$case")
	(cd "$case/tree" && "$stoa" check) >"$work/got" 2>"$work/errors"
	status=$?
	sed 's/^stoa check: //' "$work/errors" >>"$work/got"
	[ -z "${UPDATE:-}" ] || cp "$work/got" "$case/expected"
	ok "$name" diff -u "$case/expected" "$work/got"
	is "$name: exit status" "$status" "$(tail -n 1 "$case/expected" | grep -q '^ok:' && echo 0 || echo 65)"
done

# The same tree as a folder, a clone and a bare repository.
tree=tests/golden/check/references/tree
cp -r "$tree" "$work/plain"
"$stoa" check "$work/plain" | sed "s|^$work/plain/||" >"$work/as-folder"
git -C "$work/plain" init -q -b main
git -C "$work/plain" add -A
git -C "$work/plain" commit -qm all
git clone -q --bare "$work/plain" "$work/bare.git"
"$stoa" check "$work/plain" | sed "s|^$work/plain/||" >"$work/as-clone"
"$stoa" check --repo "$work/bare.git" --ref main >"$work/as-bare" 2>/dev/null
ok "something is wrong in it" test -s "$work/as-folder"
ok "a clone tells the same as a folder" diff "$work/as-folder" "$work/as-clone"
ok "a bare repository tells the same" diff "$work/as-folder" "$work/as-bare"

# A pull request: only its own mistakes count, committed or not, by folder and by repository.
clone=$work/clone
git clone -q "$work/bare.git" "$clone"
ok "nothing changed, nothing wrong" "$stoa" check --base origin/main "$clone"
git -C "$clone" checkout -qb mine
printf -- '---\nauthor: bob\ndate: 2026-11-23\n---\n[x](/nowhere/)\n' >"$clone/forums/help/2026/11/a/20261123-110000-abc234.md"
wrong="forums/help/2026/11/a/20261123-110000-abc234.md:5: the link '/nowhere/' leads to a page that does not exist"
is "a new file counts before it is added" "$(cd "$clone" && "$stoa" check --base origin/main 2>/dev/null)" "$wrong"
git -C "$clone" add -A
git -C "$clone" commit -qm reply
is "and after it is committed" "$(cd "$clone" && "$stoa" check --base origin/main 2>/dev/null)" "$wrong"
is "and from a repository" "$("$stoa" check --repo "$clone/.git" --ref mine --base main 2>/dev/null)" "$wrong"
is "as JSON" "$("$stoa" check --repo "$clone/.git" --ref mine --base main --json 2>/dev/null |
	tr -d '\n')" \
	'[{"file":"forums/help/2026/11/a/20261123-110000-abc234.md","line":5,"key":null,"what":"the link '"'/nowhere/'"' leads to a page that does not exist","level":"problem"}]'
git -C "$clone" rm -q forums/help/2026/11/a/index.md
ok "a page that goes leaves its replies alone" sh -c "cd '$clone' && '$stoa' check --base origin/main | grep -q 'abc234.md:1: there is no page forums/help/2026/11/a that this reply'"
git -C "$clone" reset -q --hard
ln -s /etc/passwd "$clone/pages.md" && mkdir -p "$clone/pages" && ln -s /etc/passwd "$clone/pages/about.md"
ok "a symbolic link is named" sh -c "cd '$clone' && '$stoa' check --base origin/main | grep -q '^pages/about.md:1: not a file'"
printf x >"$clone/$(printf 'pages/a\033[31m\377.md')"
ok "a path of any bytes is shown as text" sh -c "'$stoa' check --base origin/main '$clone' | grep -qF 'pages/a\\x1B[31m\\xFF.md:1: '"
ok "and is JSON" sh -c "'$stoa' check --base origin/main --json '$clone' | perl -MJSON::PP -0777 -ne 'decode_json(\$_)'"
ok "an unknown base is an error" not "$stoa" check --base origin/none "$clone"
ok "an unknown ref is an error" not "$stoa" check --repo "$work/bare.git" --ref none
ok "an unknown folder is an error" not "$stoa" check "$work/none"
site=$work/site
mkdir "$site" && cp -r "$work/bare.git" "$site/content.git" && printf '[attachment]\n\ttypes = gif\n' >"$site/site.conf"
"$stoa" check "$site" >"$work/as-site" 2>/dev/null
ok "a site is checked by what it publishes" grep -q 'there is no page forums/help/2026/11/lost' "$work/as-site"
ok "and by its own limits" grep -q 'files that end in .png are not taken' "$work/as-site"
ok "a bare repository by its path" sh -c "'$stoa' check '$work/bare.git' | diff - '$work/as-bare'"
mkdir "$work/empty"
ok "a folder without content is an error" not "$stoa" check "$work/empty"
cp -r tests/golden/check/fine/tree "$work/big" && head -c 6000000 /dev/zero >"$work/big/pages/about/large.png"
ok "an attachment that is too big" sh -c "'$stoa' check '$work/big' | grep -q 'pages/about/large.png:1: an attachment has .* bytes at most'"
ok "this project's own content is in order" "$stoa" check content
done_testing
