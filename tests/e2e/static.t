#!/bin/bash
# What hosts of static files want: policy and lifetimes, compressed files, icons, addresses that moved.
. "$(dirname "$0")/lib.sh"
site=$work/site public=$work/site/public base=https://x.example/project/
make_site "$site" --title 'The "porch" & <co>' || exit 1
settings() { # settings "line"...: those of the site, below a path
	printf '[site]\n\turl = %s\n\ttitle = Porch "&" <co>\n' "$base" >"$site/site.conf"
	printf '%s\n' "$@" >>"$site/site.conf"
}
build() { "$stoa" build "$@" "$site" >"$work/out" 2>"$work/errors"; }
settings
ok "a site below a path" build
ok "GitHub is told to take it as it is" test -e "$public/.nojekyll"
ok "hosts are told the policy" grep -q "^  Content-Security-Policy: default-src 'none'; style-src 'self'" "$public/_headers"
is "of all below the path" "$(head -n 1 "$public/_headers")" '/project/*'
is "and that assets stay" "$(grep -A1 '^/project/assets/' "$public/_headers" | tail -n 1)" '  Cache-Control: public, max-age=31536000, immutable'
policy() { sed -n "s/.*\(default-src 'none'[^\"]*\)\".*/\1/p" "$1"; }
for server in contrib/nginx.conf contrib/lighttpd.conf; do
	ok "$server says the same" grep -qF -- "$(policy "$server")" "$public/_headers"
done
ok "browsers find an icon" cmp -s "$public/favicon.ico" themes/default/assets/favicon.ico
is "the manifest starts at the path" "$(jq -r .start_url "$public/site.webmanifest")" /project/
is "and has the name" "$(jq -r .name "$public/site.webmanifest")" 'Porch & <co>'
lost() { jq -r '.icons[].src' "$public/site.webmanifest" | sed 's|^/project/||' | while read -r icon; do test -s "$public/$icon" || echo "$icon"; done; }
is "its icons are there" "$(lost)" ""
ok "pages name it" has "$public/404.html" 'rel="manifest" href="/project/site.webmanifest"'

settings '[site]' 'icon = /about/icon.png'
ok "with an icon of its own" build --verify
ok "a site has none of the theme's" not test -e "$public/favicon.ico"
ok "on pages" has "$public/index.html" 'rel="icon" href="/project/about/icon.png"'
is "or in the manifest" "$(jq -r '.icons | length' "$public/site.webmanifest")" 1

settings '[build]' 'gzip = true'
ok "compressed" build --verify
odd() { find "$public" -name '*.gz' | while read -r file; do gunzip -c "$file" | cmp -s - "${file%.gz}" || echo "$file"; done; }
is "each .gz holds its file" "$(odd)" ""
bare() { find "$public" -name '*.html' -o -name '*.xml' -o -name '*.css' | while read -r file; do test -e "$file.gz" || echo "$file"; done; }
is "each text has one" "$(bare)" ""
sums() { (cd "$1" && find . -name '*.gz' -exec sha256sum {} + | sort); }
build --jobs 1 --out "$work/again"
is "the same each time" "$(sums "$work/again")" "$(sums "$public")"
settings
ok "no more" build --verify
is "they go" "$(find "$public" -name '*.gz')" ""

repo=$work/clone
settings
git clone -q "$site/content.git" "$repo"
commit() { git -C "$repo" add -A && git -C "$repo" commit -qm "$1" && git -C "$repo" push -q origin HEAD:main 2>/dev/null; }
topic() { # topic PATH "front matter line"
	mkdir -p "$repo/$1"
	printf -- '---\ntitle: Stairs & "more"\nauthor: guest\ndate: 2026-11-01T10:00:00Z\n%s---\nHow?\n' "$2" >"$repo/$1/index.md"
}
ls "$repo/forums" >"$work/forums"
forum=forums/$(head -n 1 "$work/forums") other=forums/$(tail -n 1 "$work/forums")
topic "$forum/2026/10/stairs" ""
commit topic
ok "a topic" build
git -C "$repo" rm -rq "$forum/2026/10/stairs"
topic "$other/2026/10/stairs" "moved-from: [/$forum/2026/10/stairs/, /stairs/]
"
commit move
ok "that moves" build --verify
old=$public/$forum/2026/10/stairs/index.html
ok "leads on from where it was" has "$old" "http-equiv=\"refresh\" content=\"0; url=/project/$other/2026/10/stairs/\""
ok "with a link" grep -q "<a href=\"/project/$other/2026/10/stairs/\">Stairs &amp; " "$old"
ok "for search engines, too" has "$old" "rel=\"canonical\" href=\"$base$other/2026/10/stairs/\""
ok "from everywhere it was" test -s "$public/stairs/index.html"
is "hosts are told" "$(cat "$public/_redirects")" "/project/$forum/2026/10/stairs/ /project/$other/2026/10/stairs/ 301
/project/stairs/ /project/$other/2026/10/stairs/ 301"
ok "every address leads somewhere" /usr/bin/python3 tests/links/check.py "$public" "$base"
mkdir -p "$repo/pages" && printf -- '---\ntitle: Real stairs\n---\nUp.\n' >"$repo/pages/stairs.md"
commit page
ok "a page where one was" build --verify
ok "is shown" has "$public/stairs/index.html" "Real stairs"
ok "and nothing leads away" lacks "$public/_redirects" "/project/stairs/"
git -C "$repo" rm -q pages/stairs.md
commit gone
ok "once it is gone" build --verify
ok "the old one leads on again" has "$public/stairs/index.html" "http-equiv"
git -C "$repo" rm -rq "$other/2026/10/stairs"
commit none
ok "with the page" build --verify
ok "its old addresses go" not test -e "$public/stairs"
ok "and the list of them" not test -e "$public/_redirects"
done_testing
