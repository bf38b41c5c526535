#!/bin/bash
# The same write path behind nginx, with stoa.fcgi as a service of its own, as contrib/nginx.conf has it.
. "$(dirname "$0")/lib.sh"
PATH=$PATH:/usr/sbin
if ! command -v nginx >/dev/null; then
	skip "nginx is not installed"
	done_testing
fi
site=$work/site
port=$(free_port)
url=http://127.0.0.1:$port
ok "init" make_site "$site" --title Stoa --from content
git config --file "$site/site.conf" site.url "$url/"
ok "build" "$stoa" build --quiet "$site"
chmod 755 "$work" # nginx's workers may run as another user
mkdir "$work/nginx"
sed -e "s|listen 80|listen 127.0.0.1:$port|; s|/srv/stoa|$site|; s|/run/stoa/|$work/|" \
	-e "s|include fastcgi_params|include /etc/nginx/fastcgi_params|" contrib/nginx.conf >"$work/site.conf"
cat >"$work/nginx.conf" <<CONF
user root;
daemon off;
pid $work/nginx/pid;
error_log $work/nginx/error.log;
events { worker_connections 256; }
http {
	include /etc/nginx/mime.types;
	access_log off;
	client_body_temp_path $work/nginx/body;
	fastcgi_temp_path $work/nginx/fastcgi;
	proxy_temp_path $work/nginx/proxy;
	uwsgi_temp_path $work/nginx/uwsgi;
	scgi_temp_path $work/nginx/scgi;
	include $work/site.conf;
}
CONF
"$bin/stoa.fcgi" --site "$site" --listen "unix:$work/stoa.fcgi.sock" --processes 2 2>"$work/fcgi.log" &
pids+=($!)
fcgi=$!
"$stoa" watch "$site" >"$work/watch.log" 2>&1 &
pids+=($!)
nginx -c "$work/nginx.conf" -p "$work/nginx" 2>"$work/nginx.log" &
pids+=($!)
ok "nginx serves the front page" wait_for curl -fso /dev/null "$url/"
guest=$work/guest mod=$work/mod
topic=forums/announcements/2026/11/welcome
ok "health" wait_for curl -fso /dev/null "$url/-/health"
send_reply "$guest" "$topic/index.md" "Posted through nginx"
is "submit answers 303" "$status" 303
get "$guest" "$receipt"
is "receipt" "$status" 200
sign_in "$mod"
get "$mod" "/-/queue/$id"
post "$mod" "/-/queue/$id" action=approve "token=$(hidden token)"
is "approve" "$status" 303
get "$guest" "${to%%#*}"
ok "the topic shows it" has "$page" "Posted through nginx"
get "$guest" /nowhere/
is "a page that is not there is 404" "$status" 404
kill -TERM $fcgi
ok "stoa.fcgi drains and ends on SIGTERM" wait $fcgi
done_testing
