#!/bin/bash
# Single sign-on by the web server, with the lines of contrib/ and of the manual: lighttpd and nginx ask for the password,
# and nobody gets in by claiming a name.
. "$(dirname "$0")/lib.sh"
PATH=$PATH:/usr/sbin
for program in nginx lighttpd openssl; do
	command -v $program >/dev/null && continue
	skip "$program is not installed"
	done_testing
done
site=$work/site
ok "init" make_site "$site" --title Stoa --from content
chmod 755 "$work"
printf 'gardener:%s\nghost:%s\n' "$(openssl passwd -apr1 right)" "$(openssl passwd -apr1 right)" >"$work/members"
"$stoa" build --quiet "$site"

"$bin/stoa.fcgi" --site "$site" --check >/dev/null || exit 1
start_fcgi() {
	"$bin/stoa.fcgi" --site "$site" --listen "unix:$work/stoa.fcgi.sock" --processes 2 2>"$work/fcgi.log" &
	pids+=($!)
	wait_for test -S "$work/stoa.fcgi.sock"
}
# The lines that ask for a password stand in the examples as comments.
uncomment() { if [ "$1" = asking ]; then sed -E 's/^(\s*)#(auth|fastcgi_param|server\.modules)/\1\2/'; else cat; fi; }
start_nginx() {
	mkdir -p "$work/nginx"
	uncomment "$1" <contrib/nginx.conf | sed -e "s|listen 80|listen 127.0.0.1:$port|; s|/srv/stoa|$site|; s|/run/stoa/|$work/|; s|/etc/stoa/members|$work/members|" >"$work/site.conf"
	cat >"$work/nginx.conf" <<-CONF
	user root;
	daemon off;
	pid $work/nginx/pid;
	error_log $work/nginx/error.log;
	events { worker_connections 64; }
	http {
		include /etc/nginx/mime.types;
		client_body_temp_path $work/nginx/body;
		fastcgi_temp_path $work/nginx/fastcgi;
		proxy_temp_path $work/nginx/proxy;
		uwsgi_temp_path $work/nginx/uwsgi;
		scgi_temp_path $work/nginx/scgi;
		include $work/site.conf;
	}
	CONF
	nginx -c "$work/nginx.conf" -p "$work/nginx" 2>"$work/nginx.log" &
	pids+=($!)
}
start_lighttpd() {
	{
		echo "server.bind = \"127.0.0.1\""
		echo "server.port = $port"
		uncomment "$1" <contrib/lighttpd.conf | sed -e "s|/srv/stoa|$site|; s|/run/stoa/|$work/|; s|/etc/stoa/members|$work/members|; /bin-path\|bin-environment\|max-procs/d"
	} >"$work/lighttpd.conf"
	lighttpd -D -f "$work/lighttpd.conf" 2>"$work/lighttpd.log" &
	pids+=($!)
}
# start SERVER asking|open true|false: who asks for a password, and sign-in.remote-user.
start() {
	stop_all
	port=$(free_port) url=http://127.0.0.1:$port
	git config --file "$site/site.conf" site.url "$url/"
	git config --file "$site/site.conf" sign-in.remote-user "$3"
	start_fcgi && "start_$1" "$2" && wait_for curl -so /dev/null "$url/" && wait_for answers "$url/-/health"
}
me() { curl -s -o "$page" -w '%{http_code}' "$@" "$url/-/me"; }
is_in() { [ "$(me "$@")" = 200 ] && has "$page" "You are signed in as gardener."; }
is_guest() { [ "$(me "$@")" = 303 ]; }

for server in lighttpd nginx; do
	ok "$server asks" start $server asking true
	is "$server: without a password" "$(me)" 401
	is "$server: a wrong one" "$(me -u gardener:wrong)" 401
	is "$server: a name alone, however it is claimed" \
		"$(me -H 'Remote-User: gardener' -H 'REMOTE_USER: gardener' -H 'X-Remote-User: gardener' -H 'Authorization: Basic Z2FyZGVuZXI6')" 401
	ok "$server: the right one signs in" is_in -u gardener:right
	ok "$server: who has no profile is a guest" is_guest -u ghost:right
	ok "$server: a claim beside the right one changes nothing" is_guest -u ghost:right -H 'Remote-User: gardener' -H 'REMOTE_USER: gardener'
	me -u gardener:right >/dev/null
	is "$server: forms of another site are refused" "$(curl -s -o "$page" -w '%{http_code}' -u gardener:right -H 'Origin: https://evil.example' -d "token=$(hidden token)" "$url/-/me/letters")" 403
	ok "$server: off unless it is set" start $server asking false
	ok "$server: and then the name is nothing" is_guest -u gardener:right
	ok "$server does not ask" start $server open true
	ok "$server: a name that nobody checked is nothing" is_guest -u gardener:right
	ok "$server: nor in a header" is_guest -H 'Remote-User: gardener' -H 'REMOTE_USER: gardener' -H 'X-Remote-User: gardener' -H 'X-Forwarded-User: gardener'
	ok "$server: nor in the address" is_guest -G -d REMOTE_USER=gardener
done

# What the manual says is what was tried.
lines() { sed -nE 's/^\s*#((auth|fastcgi_param|server\.modules).*)$/\1/p' "$1"; }
for example in nginx lighttpd; do
	is "$example: lines" "$(lines contrib/$example.conf | wc -l)" "$([ $example = nginx ] && echo 3 || echo 4)"
	while read -r line; do
		ok "the manual has: $line" has doc/stoa-cgi.8.scd "$line"
	done < <(lines contrib/$example.conf)
done
done_testing
