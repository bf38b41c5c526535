#!/bin/bash
# The same write path behind nginx, with stoa.fcgi as a service of its own, as contrib/nginx.conf has it.
. "$(dirname "$0")/lib.sh"
PATH=$PATH:/usr/sbin
if ! command -v nginx >/dev/null; then
	skip "nginx is not installed"
	done_testing
fi
site=$work/site
ok "init" make_site "$site" --title Stoa --from content
ok "nginx serves the front page" serve_nginx "$site"
guest=$work/guest mod=$work/mod
topic=forums/announcements/2026/11/welcome
send_reply "$guest" "$topic/index.md" "Posted through nginx"
is "submit answers 303" "$status" 303
get "$guest" "$receipt"
is "receipt" "$status" 200
sign_in "$mod"
get "$mod" "/-/queue/$id"
post "$mod" "/-/queue/$id" action=approve "token=$(hidden token)"
is "approve" "$status" 303
seen_at "$mod"
get "$guest" "$to"
ok "the topic shows it" has "$page" "Posted through nginx"
get "$guest" /nowhere/
is "a page that is not there is 404" "$status" 404
too_large "what the server does not even pass on is told"
kill -TERM $fcgi
ok "stoa.fcgi drains and ends on SIGTERM" wait $fcgi
get "$guest" /-/sign-in
is "without it forms are 502" "$status" 502
ok "in the site's own words" has "$page" "Reading works"
get "$guest" "/$topic/"
is "and pages are read" "$status" 200
done_testing
