#!/bin/bash
# The whole loop through lighttpd, without a script: read, answer, wait, approve, see it.
. "$(dirname "$0")/lib.sh"
site=$work/site
guest=$work/guest mod=$work/mod
topic=forums/announcements/2026/11/welcome
ok "init from this project's content" make_site "$site" --title Stoa --from content
ok "serve answers" serve "$site"

for path in / /forums/ /forums/help/ /$topic/ /tutorials/ /tutorials/getting-started/ /resources/ /events/ \
	/tutorials/getting-started/01-install/ /members/ /rules/ /about/ /feed.xml /forums/help/feed.xml /sitemap.xml; do
	get "$guest" $path
	is "GET $path" "$status" 200
done
get "$guest" /nowhere/
is "a page that is not there is 404" "$status" 404
too_large "what the server does not even pass on is told"
get "$guest" /$topic/
ok "the topic has its text" has "$page" "first community that runs on Stoa"
ok "the topic holds a form that needs no script" has "$page" 'action="/-/preview"'
ok "static pages forbid inline script" has "$page.head" "script-src 'self'"

ok "pages are asked for again" has "$page.head" "max-age=0"
asset=$(grep -o '/assets/style[^"]*' "$page" | head -1)
get "$guest" "$asset"
ok "assets are kept for a year" has "$page.head" "max-age=31"

text="Hello from a reader, <script>alert(1)</script> and *stars*"
post "$guest" /-/preview kind=reply "path=$topic/index.md" "body=$text" name=Visitor website=
is "preview" "$status" 200
ok "preview renders markdown" has "$page" "<em>stars</em>"
ok "preview shows HTML as text" has "$page" "&lt;script&gt;alert(1)&lt;/script&gt;"
send_reply "$guest" "$topic/index.md" "$text"
is "submit answers 303" "$status" 303
get "$guest" "$receipt"
is "receipt" "$status" 200
ok "receipt says that it waits" has "$page" "aiting for review"
get "$work/other" "${receipt%%\?*}"
is "nobody else may see it" "$status" 403

git clone -q "$site/content.git" "$work/clone" 2>/dev/null
ok "a clone has no trace of it" not grep -rqF "Hello from a reader" "$work/clone"
ok "nor has any object of content.git" not sh -c "git -C '$site/content.git' cat-file --batch-check --batch-all-objects | awk '{print \$1}' | git -C '$site/content.git' cat-file --batch | grep -aqF 'Hello from a reader'"
ok "nor has the public site" not grep -rqF "Hello from a reader" "$site/public"

post "$guest" /-/submit kind=reply "path=$topic/index.md" "body=$text" name=Visitor website= "token=$token"
is "sending it twice gives the same receipt" "$to" "$receipt"
is "and one submission" "$("$stoa" queue list --site "$site" --json | jq length)" 1

get "$guest" /-/queue
ok "guests do not see the queue" test "$status" != 200
sign_in "$mod"
is "sign-in" "$status" 303
get "$mod" /-/queue
is "queue" "$status" 200
ok "the queue lists it" has "$page" "$id"
get "$mod" "/-/queue/$id"
is "submission" "$status" 200
ok "in its thread" has "$page" "queue this week"
ok "exactly as it will look" has "$page" "<em>stars</em>"
post "$mod" "/-/queue/$id" action=approve "token=$(hidden token)"
is "approve answers 303" "$status" 303
seen_at "$mod"
get "$guest" "$to"
ok "and leads to the topic, which shows it already" has "$page" "Hello from a reader"
get "$guest" /$topic/feed.xml
ok "the topic's feed has it" has "$page" "Hello from a reader"
get "$guest" /feed.xml
ok "the site's feed has it" has "$page" "Hello from a reader"
get "$guest" "$receipt"
ok "the receipt says published" has "$page" "/$topic/"

send_reply "$guest" "$topic/index.md" "Buy cheap stones"
get "$mod" "/-/queue/$id"
post "$mod" "/-/queue/$id" action=reject reason="Advertising is not welcome" rule=4 "token=$(hidden token)"
is "reject answers 303" "$status" 303
get "$guest" "$receipt"
ok "the author sees the reason" has "$page" "Advertising is not welcome"

post "$guest" /-/preview kind=topic forum=help "title=Does it run on a toaster?" "body=Mine has *two* slots." name=Visitor tags=hosting website=
token=$(hidden token)
post "$guest" /-/submit kind=topic forum=help "title=Does it run on a toaster?" "body=Mine has *two* slots." name=Visitor tags=hosting website= "token=$token"
id=${to#*/submission/}
id=${id%%\?*}
ok "stoa queue show" sh -c "'$stoa' queue show --site '$site' '$id' | grep -F 'two'"
ok "stoa queue approve" "$stoa" queue approve --site "$site" --as gardener "$id"
appeared() { test -s "$site"/public/forums/help/*/*/does-it-run-on-a-toaster/index.html; }
ok "the topic appears" wait_for appeared
get "$guest" /forums/help/
ok "and stands on its forum's page" has "$page" "toaster"
is "the site equals a build from nothing" "$("$stoa" build --verify "$site" >/dev/null 2>&1; echo $?)" 0
ok "content.git is sound" git -C "$site/content.git" fsck --strict
ok "queue.git is sound" git -C "$site/queue.git" fsck
done_testing
