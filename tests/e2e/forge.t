#!/bin/bash
# A site without forms leads to its forge: the links make files that are right once people have filled
# in what no page can know, and `stoa check` says what is left.
. "$(dirname "$0")/lib.sh"
site=$work/site clone=$work/clone public=$work/site/public
topic=forums/announcements/2026/11/welcome reply=20261122-101500-gard2n
ok "init" make_site "$site" --title Stoa --from content
cat >>"$site/site.conf" <<'CONF'
[post]
	open = no
[forge]
	kind = github
	url = https://forge.example/us/site
CONF
ok "build" "$stoa" build -q "$site"

# link PAGE PATTERN: the first address on the page that matches.
link() {
	perl -0ne 'while (/href="([^"]*)"/g) { my $l = $1; next unless $l =~ m{'"$2"'}; $l =~ s/&amp;/&/g; print $l; exit }' "$public/$1"
}
# parameter NAME URL, decoded.
parameter() {
	perl -e 'my ($n, $u) = @ARGV; $u =~ /[?&]\Q$n\E=([^&#]*)/ or exit 1; my $v = $1; $v =~ s/%(..)/chr hex $1/ge; print $v' "$1" "$2"
}

url=$(link $topic/index.html 'reply-to')
is "a reply's link makes a file" "${url%%\?*}" https://forge.example/us/site/new/main
is "beside its topic" "$(parameter filename "$url")" "$topic/YYYYMMDD-HHMMSS-xxxxxx.md"
is "that begins with its front matter" "$(parameter value "$url")" "---
author: your-handle
date: YYYY-MM-DDTHH:MM:SSZ
reply-to: $reply
---"
is "an edit leads to the file" "$(link $topic/index.html '/edit/')" "https://forge.example/us/site/edit/main/$topic/index.md"
is "so does the source" "$(link $topic/index.html '/blob/')" "https://forge.example/us/site/blob/main/$topic/index.md?plain=1"
is "a lesson can be edited there" "$(link tutorials/contributing/01-markdown/index.html '/edit/')" \
	https://forge.example/us/site/edit/main/tutorials/contributing/01-markdown.md
ok "the page says where it leads" has "$public/$topic/index.html" 'Write it on GitHub'
ok "and what to fill in, to whom no script helps" has "$public/$topic/index.html" '<noscript><p class="help">In the file'
ok "and has no form" lacks "$public/$topic/index.html" '<form'
new=$(link forums/help/index.html 'title-in-short')
is "a new topic is a file too" "$(parameter filename "$new")" forums/help/YYYY/MM/the-title-in-short/index.md
ok "a forum of the staff offers none" lacks "$public/forums/announcements/index.html" title-in-short

git clone -q "$site/content.git" "$clone" 2>/dev/null
# follow URL: what a person does who changes nothing but the text.
follow() {
	local file
	file=$clone/$(parameter filename "$1")
	mkdir -p "${file%/*}"
	{ parameter value "$1" && printf '\n\nHello.\n'; } >"$file"
}
follow "$url"
"$stoa" check "$clone" >"$work/problems" 2>&1
ok "check explains the name of a reply" has "$work/problems" 'put the time in UTC in place of YYYYMMDD-HHMMSS'
rm "$clone/$topic/YYYYMMDD-HHMMSS-xxxxxx.md"
filled=${url//YYYYMMDD-HHMMSS-xxxxxx/20261123-090000-abc234}
follow "$filled"
"$stoa" check "$clone" >"$work/problems" 2>&1
ok "and its date" has "$work/problems" "$topic/20261123-090000-abc234.md:3: date: wants a date"
follow "${filled//YYYY-MM-DDTHH%3AMM%3ASSZ/2026-11-23T09%3A00%3A00Z}"
"$stoa" check "$clone" >"$work/problems" 2>&1
ok "and its author" has "$work/problems" 'there is no member your-handle'
sed -i 's/your-handle/gardener/' "$clone/$topic/20261123-090000-abc234.md"
new=${new//YYYY%2FMM/2026%2F11}
follow "$(sed 's/YYYY-MM-DDTHH%3AMM%3ASSZ/2026-11-23T09%3A00%3A00Z/; s/your-handle/gardener/; s/title%3A%20/title%3A%20Hello/' <<<"$new")"
ok "and is content then" "$stoa" check "$clone"

if command -v chromium >/dev/null && [ -d tests/e2e/node_modules/playwright-core ]; then
	ok "serve" serve "$site"
	clicked=$(URL="$url" PAGE="http://127.0.0.1:$port/$topic/" node tests/e2e/forge.mjs)
	ok "the script fills in the name" grep -qE 'filename=[^&]*%2F20[0-9]{6}-[0-9]{6}-[a-z2-7]{6}\.md' <<<"$clicked"
	ok "and the date" grep -qE 'date%3A%2020[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}%3A[0-9]{2}%3A[0-9]{2}Z' <<<"$clicked"
	ok "and nothing is left" lacks <(echo "$clicked") YYYY
else
	skip "chromium is not installed"
fi
done_testing
