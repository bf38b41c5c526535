#!/bin/bash
# Feeds: every one of a site keeps the rules of the W3C's validator, and opens in feedparser and newsboat with all that was written.
. "$(dirname "$0")/lib.sh"
/usr/bin/python3 -c 'import feedparser' 2>/dev/null || { skip "no feedparser"; done_testing; }
site=$work/site repo=$work/clone public=$work/site/public base=https://porch.example/c/
topic=forums/help/2026/11/long
mkdir "$site"
git init -q --bare -b main "$site/content.git"
git clone -q "$site/content.git" "$repo" 2>/dev/null
cp -r content/. "$repo"
printf '[site]\n\ttitle = The "porch" & <co>\n\turl = %s\n[topic]\n\tposts = 5\n\tjson = true\n[feed]\n\tjson = true\n' "$base" >"$site/site.conf"
put() { # put PATH "front matter lines" "body"
	mkdir -p "$repo/$(dirname "$1")"
	printf -- '---\n%s\n---\n%s\n' "$2" "$3" >"$repo/$1"
}
commit() { git -C "$repo" add -A && git -C "$repo" commit -qm "$1" && git -C "$repo" push -q origin HEAD:main; }
check() { /usr/bin/python3 tests/feeds/check.py "$public/" "$base"; }

put members/mi/mira.md 'name: "Mira <b> & ]]> Co"' "I write."
put "$topic/index.md" 'title: "</title><script>alert(1)</script> & ]]>"
author: mira
date: 2026-11-20T10:00:00Z
tags: [wood]' 'Hello @founders, see [the rules](../../../../../rules/), [help](..), <script>alert(1)</script> and this[^1].

[^1]: A note. ]]>'
for n in 1 2 3 4 5 6 7 8; do
	put "$topic/20261120-10000$n-abcdef.md" "author: mira
date: 2026-11-20T10:00:0${n}Z" "Answer number $n."
done
put resources/odd.md 'title: Without a date
link: https://example.org/' "No date at all."
commit one
ok "a site with odd names" "$stoa" build --verify "$site"
ok "every feed keeps the rules" check
xmls() { find "$public" -name "*.xml" -exec xmllint --noout {} + && xmllint --noout "$public/feeds.opml"; }
ok "every document is well-formed" xmls
for feed in feed.xml topics/new/feed.xml topics/top/feed.xml forums/help/feed.xml "$topic/feed.xml" tags/wood/feed.xml \
	members/mi/mira/feed.xml tutorials/feed.xml resources/feed.xml events/feed.xml feed.json "$topic/index.json" "$topic/2/index.json"; do
	ok "there is $feed" test -s "$public/$feed"
done
item() { xmllint --xpath "string(//item[contains(guid,'$2')]/$3)" "$public/$1"; }
is "an item leads to the page on which the post stands" "$(item members/mi/mira/feed.xml 100007-abcdef link)" "$base$topic/2/#20261120-100007-abcdef"
is "and is known by what never changes" "$(item members/mi/mira/feed.xml 100007-abcdef guid)" "$base$topic/#20261120-100007-abcdef"
is "the next page of a topic as JSON" "$(jq -r .next "$public/$topic/index.json")" "$base$topic/2/index.json"
is "has the rest of its posts" "$(jq -r '.posts[-1].html' "$public/$topic/2/index.json")" "<p>Answer number 8.</p>"
is "a page without a date has none in the feed" "$(item resources/feed.xml resources/odd/ pubDate)" ""
ok "a page names its feeds" grep -q 'type="application/feed+json" href="/c/tags/wood/feed.json"' "$public/tags/wood/index.html"
ok "the list of feeds names the forums'" has "$public/feeds/index.html" 'href="/c/forums/help/unanswered/feed.xml"'
ok "and leads to the file for readers" has "$public/feeds/index.html" 'href="/c/feeds.opml"'

git -C "$repo" rm -q "$topic/20261120-100002-abcdef.md"
put "$topic/20261120-100008-abcdef.md" "author: mira
date: 2026-11-20T10:00:08Z" "Another last word."
commit two
ok "an earlier post goes" "$stoa" build --verify "$site"
is "links move with the posts" "$(item members/mi/mira/feed.xml 100005-abcdef link)" "$base$topic/#20261120-100005-abcdef"
ok "feeds tell what a post says now" has "$public/members/mi/mira/feed.xml" "Another last word"
ok "and keep the rules" check

if command -v newsboat >/dev/null; then
	feeds=(feed.xml "$topic/feed.xml" members/mi/mira/feed.xml events/feed.xml)
	for feed in "${feeds[@]}"; do echo "file://$public/$feed"; done >"$work/urls"
	: >"$work/config"
	boat() { newsboat -q -C "$work/config" -u "$work/urls" -c "$work/boat.db" -x "$@" </dev/null >"$work/boat" 2>&1; }
	ok "newsboat reads them" boat reload
	boat print-unread
	want=$(cd "$public" && cat "${feeds[@]}" | grep -o '<guid[^<]*' | sort -u | wc -l)
	# It takes an item that two feeds hold for one.
	ok "with every item" grep -q "^$want " "$work/boat"
	text=$(python3 -c 'import sqlite3, sys; print(*[r[0] for r in sqlite3.connect(sys.argv[1]).execute("select content from rss_item")])' "$work/boat.db")
	ok "and its whole text" grep -q "Answer number 7" <<<"$text"
	ok "as text" grep -q '&lt;script&gt;alert(1)' <<<"$text"
else
	skip "no newsboat"
fi

printf '[feed]\n\ttopics = false\n\titems = 4\n[site]\n\turl = %s\n' "$base" >"$site/site.conf"
ok "without feeds of topics" "$stoa" build --verify "$site"
ok "there are none" not test -e "$public/$topic/feed.xml"
ok "nor JSON" not test -e "$public/feed.json"
ok "no page names one" lacks "$public/$topic/index.html" "$topic/feed.xml"
ok "the others keep the rules" check
done_testing
