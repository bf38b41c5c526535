#!/bin/bash
# Hostile text in every field shows as text, wherever it lands: HTML, attributes, URLs, feeds, JSON,
# calendars, SVG. Not "nothing ran" but: nothing is there that is not on a list (tests/hostile/check.py).
. "$(dirname "$0")/lib.sh"
python3=/usr/bin/python3
"$python3" -c 'import html5lib' 2>/dev/null || { skip "no html5lib"; done_testing; }
site=$work/site
check() { "$python3" tests/hostile/check.py "$@"; }
setting() { git config -f "$site/site.conf" "$1" "$2"; }

ok "content" sh -c "'$python3' tests/hostile/make.py '$work/content' >'$work/fields'"
ok "init" "$stoa" init --title T --from "$work/content" "$site"
setting post.max 64k
setting title.max 400
setting html.factor 100
setting topic.json true
setting topic.posts 5
setting site.title 'T </title><script>HSTL_site_title()</script>'
setting site.description '"><script>HSTL_site_description()</script>'
setting site.footer '</footer><script>HSTL_site_footer()</script>'
setting site.menu '"><script>HSTL_site_menu()</script> | /forums/'
"$stoa" build --strict "$site" >"$work/told" 2>&1
ok "every page is built, none as plain text" lacks "$work/told" arning
ok "all of the site" check "$site/public"

# What is not shown anywhere proves nothing.
grep -rhaoE 'HSTL_[a-z_]+' "$site/public" | sed 's/HSTL_//' | sort -u >"$work/shown"
head -n 1 "$work/fields" | tr ' ' '\n' | sort -u | comm -23 - "$work/shown" >"$work/missing"
is "every field is shown somewhere" "$(tr '\n' ' ' <"$work/missing")" ""

# The check itself: each of these in a page, a feed, a calendar must be found.
tampered() {
	rm -rf "$work/tampered"
	mkdir "$work/tampered"
	cp "$site/public/index.html" "$site/public/feed.xml" "$work/tampered"
	cp "$(find "$site/public/events" -name '*.ics' | head -n 1)" "$work/tampered/x.ics"
	perl -pi -e "$2" "$work/tampered/$1"
	! check "$work/tampered" >/dev/null
}
ok "finds a script" tampered index.html 's|</main>|<script>1</script>$&|'
ok "finds a handler" tampered index.html 's|<main |<main onclick="x" |'
ok "finds a style" tampered index.html 's|<main |<main style="x" |'
ok "finds a scheme" tampered index.html 's|</main>|<a href="java&#9;script:1">x</a>$&|'
ok "finds an element" tampered index.html 's|</main>|<iframe></iframe>$&|'
ok "finds a comment" tampered index.html 's|</main>|<!-- x -->$&|'
ok "finds what is not closed" tampered index.html 's|</main>|<b>$&|'
ok "finds JSON that is none" tampered index.html 's|"\@graph":\[|"\@graph":|'
ok "finds markup in a feed's post" tampered feed.xml 's|<content:encoded>|$&&lt;script&gt;1&lt;/script&gt;|'
ok "finds broken XML" tampered feed.xml 's|</channel>|</chanel>|'
ok "finds a line in a calendar" tampered x.ics 's|^SUMMARY|ATTENDEE:mailto:x\r\n$&|'

# The write path shows text back: what is asked for, what is previewed, what waits.
ok "serve" serve "$site"
password=correct-horse-battery
printf '%s\n' "$password" | "$stoa" member add gardener --role moderator --name Gardener --password-stdin --site "$site" >/dev/null
guest=$work/guest mod=$work/mod pages=$work/pages
mkdir "$pages"
keep() { cp "$page" "$pages/$1.html"; }
evil='"><script>HSTL()</script><img src=x onerror=HSTL()>'
coded=$(perl -MURI::Escape -e 'print uri_escape(shift)' "$evil" 2>/dev/null || python3 -c 'import sys, urllib.parse; print(urllib.parse.quote(sys.argv[1], safe=""))' "$evil")
n=0
for path in "/-/new?forum=$coded" "/-/new?forum=questions&title=$coded" "/-/edit?path=$coded" "/-/sign-in?next=$coded" "/-/sign-in?next=javascript:1" \
	"/-/submission/$coded?k=$coded" "/-/$coded" "/$coded" "/-/queue/$coded" "/-/new?forum=questions&$coded=$coded"; do
	get "$guest" "$path"
	keep "get$((n++))"
done
body=$(cat "$work/content/forums/questions/2026/11/t0/20261120-110000-aaaaaa.md" | sed '1,/^---$/d')
post "$guest" /-/preview kind=topic forum=questions "title=$evil" "tags=$evil" "body=$body" "name=$evil" website=
keep preview-refused
post "$guest" /-/preview kind=topic forum=questions "title=$evil" tags=x "body=$body" "name=$evil" website=
keep preview
post "$guest" /-/preview kind=reply path=forums/questions/2026/11/t1/index.md "body=$evil" "name=$evil" website=
keep preview-reply
send_reply "$guest" forums/questions/2026/11/t1/index.md "$evil"
get "$guest" "${receipt#"$url"}"
keep receipt
sign_in "$mod"
get "$mod" /-/queue
keep queue
get "$mod" "/-/queue/$id"
keep submission
post "$mod" "/-/queue/$id" action=reject "reason=$evil" "rule=$evil" "token=$(hidden token)"
get "$guest" "${receipt#"$url"}"
keep receipt-rejected
ok "the pages of the write path" check "$pages"
ok "a preview shows the text" grep -q 'HSTL' "$pages/preview.html"
done_testing
