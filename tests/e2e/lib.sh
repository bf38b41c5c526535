# lib.sh: what every end-to-end test sources. Real programs on loopback, free ports, a private
# folder that goes at the end, TAP on stdout. STOA_BUILD names another build (build/san).
set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root" || exit 1
bin=${STOA_BUILD:-$root/build}
stoa=$bin/stoa
work=$(mktemp -d /tmp/stoa-test-XXXXXX)
export HOME=$work GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=tester GIT_AUTHOR_EMAIL=tester@users.localhost
export GIT_COMMITTER_NAME=tester GIT_COMMITTER_EMAIL=tester@users.localhost
# The servers write to the same databases: who comes meanwhile waits.
mkdir "$work/bin"
printf '#!/bin/sh\nexec %s -cmd ".timeout 60000" "$@"\n' "$(command -v sqlite3)" >"$work/bin/sqlite3"
chmod +x "$work/bin/sqlite3"
export PATH=$work/bin:$PATH
tests=0 failures=0
pids=()

stop_all() {
	local p
	for p in "${pids[@]}"; do kill "$p" 2>/dev/null; done
	for p in "${pids[@]}"; do wait "$p" 2>/dev/null; done
	pids=()
}
cleanup() {
	stop_all
	mountpoint -q "$work/full" 2>/dev/null && umount "$work/full"
	rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' INT TERM

# ok "what" command...: passes when the command does; its output is shown when it does not.
ok() {
	local what=$1
	shift
	tests=$((tests + 1))
	if "$@" >"$work/said" 2>&1; then
		echo "ok $tests - $what"
	else
		failures=$((failures + 1))
		echo "not ok $tests - $what"
		# prove shows what goes to stderr, whatever the test's own output is used for.
		{
			echo "# not ok $tests - $what: $*"
			head -c 3000 "$work/said" | sed 's/^/# /'
		} >&2
	fi
}
not() { ! "$@"; }
# is "what" "got" "wanted"
is() {
	ok "$1" test "$2" = "$3"
	[ "$2" = "$3" ] || printf '# got:    %s\n# wanted: %s\n' "$2" "$3" >&2
}
has() { grep -qF -- "$2" "$1"; }
lacks() { ! grep -qF -- "$2" "$1"; }
skip() {
	tests=$((tests + 1))
	[ -z "${CI:-}" ] || { failures=$((failures + 1)); printf 'not '; }
	echo "ok $tests # SKIP $1"
}
done_testing() {
	echo "1..$tests"
	[ "$failures" -eq 0 ]
	exit
}

# wait_for COMMAND...: until it passes, two minutes at most: a machine may be slow, and others at work on it.
wait_for() {
	local end=$((SECONDS + 120))
	until "$@" >/dev/null 2>&1; do
		[ $SECONDS -lt $end ] || return 1
		sleep 0.05
	done
}
# A port that nobody listens on, that this test has not had before, and that no client is given by the system.
free_port() {
	perl -MIO::Socket::INET -e '
		open my $had, "+>>", shift or die;
		seek $had, 0, 0;
		my %had = map {; int() => 1 } <$had>;
		my $port;
		do { $port = 10240 + int rand 20000 } until !$had{$port} && IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1", LocalPort => $port);
		print $had "$port\n";
		print $port' "$work/ports"
}
listens() { (: <>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# make_site DIR [init options]: a site with a moderator whose password is in $password.
make_site() {
	local dir=$1
	shift
	"$stoa" init "$@" "$dir" >/dev/null || return 1
	password=correct-horse-battery
	printf '%s\n' "$password" | "$stoa" member add gardener --role moderator --name Gardener --password-stdin --site "$dir" >/dev/null
}

# serve DIR: stoa serve on a free port; $url is its address.
serve() {
	port=$(free_port)
	"$stoa" serve --port "$port" "$1" >"$work/serve.log" 2>&1 &
	pids+=($!)
	url=http://127.0.0.1:$port
	wait_for test -e "$1/cache/live" && wait_for curl -fso /dev/null "$url/" && wait_for answers "$url/-/health"
}
# Until the program behind the web server is there, that says 502 or 503.
answers() { curl -so /dev/null -w '%{http_code}' "$1" | grep -qv '^50'; }

# too_large NAME: more than any server takes is answered by a page of the site.
too_large() {
	local answer
	answer=$(curl -s -H Expect: -H "Content-Length: 99000000" -w '%{http_code}' --data-binary x "$url/-/preview")
	ok "$1" grep -q 'That is too large for this site' <<<"$answer"
	is "$1: 413" "${answer: -3}" 413
}

# serve_nginx DIR: the same as contrib/nginx.conf has it, with stoa.fcgi as a service of its own, whose pid is $fcgi.
serve_nginx() {
	local site=$1
	port=$(free_port)
	url=http://127.0.0.1:$port
	git config --file "$site/site.conf" site.url "$url/"
	"$stoa" build --quiet "$site" || return 1
	chmod 755 "$work" # nginx's workers may run as another user
	mkdir -p "$work/nginx"
	sed -e "s|listen 80|listen 127.0.0.1:$port|; s|/srv/stoa|$site|; s|/run/stoa/|$work/|" contrib/nginx.conf >"$work/site.conf"
	cat >"$work/nginx.conf" <<-CONF
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
	fcgi=$!
	pids+=("$fcgi")
	"$stoa" watch "$site" >"$work/watch.log" 2>&1 &
	pids+=($!)
	nginx -c "$work/nginx.conf" -p "$work/nginx" 2>"$work/nginx.log" &
	pids+=($!)
	wait_for curl -fso /dev/null "$url/" && wait_for curl -fso /dev/null "$url/-/health"
}

# A visitor is a cookie jar. get JAR PATH; post JAR PATH field=value...: page in $page, status in $status, address of a redirect in $to.
page=$work/page
get() {
	status=$(curl -s -b "$1" -c "$1" -o "$page" -D "$page.head" -w '%{http_code}' "$url$2")
	to=$(sed -n 's/^[Ll]ocation: *\([^\r]*\)\r*$/\1/p' "$page.head")
}
post() {
	local jar=$1 path=$2 field args=()
	shift 2
	for field; do args+=(--data-urlencode "$field"); done
	status=$(curl -s -b "$jar" -c "$jar" -o "$page" -D "$page.head" -w '%{http_code}' -H "Origin: $url" "${args[@]}" "$url$path")
	to=$(sed -n 's/^[Ll]ocation: *\([^\r]*\)\r*$/\1/p' "$page.head")
	to=${to#"$url"}
}
# hidden NAME: value of the first input of that name in the page's own part: the frame has a form too, to sign out.
hidden() {
	perl -0ne 's/^.*?<main\b//s; while (/<input\b([^>]*)>/g) { my $t = $1; next unless $t =~ /\bname="\Q'"$1"'\E"/; print $1 if $t =~ /\bvalue="([^"]*)"/; exit }' "$page"
}
sign_in() {
	get "$1" /-/sign-in
	post "$1" /-/sign-in "handle=gardener" "password=$password" "next=/-/queue" "token=$(hidden token)"
}
# seen_at JAR: where what was just approved stands, by the page after the verdict.
seen_at() {
	get "$1" "$to"
	to=$(perl -0ne 'print $1 if /<div class="notice good undo".*?<a href="([^"#]*)/s' "$page")
}
# send_reply JAR PATH BODY: preview, then submit; the receipt's address in $receipt, the id in $id.
send_reply() {
	post "$1" /-/preview kind=reply "path=$2" "body=$3" name=Visitor website=
	token=$(hidden token)
	post "$1" /-/submit kind=reply "path=$2" "body=$3" name=Visitor website= "token=$token"
	receipt=$to
	id=${receipt#*/submission/}
	id=${id%%\?*}
}

# smtp_sink: a real SMTP server at $smtp, which puts what it gets into $work/inbox.
smtp_sink() {
	/usr/bin/python3 tests/e2e/smtp_sink.py "$smtp" "$work/inbox" >"$work/smtp.log" 2>&1 &
	pids+=($!)
	wait_for listens "$smtp"
}
# mail_sink SITE: the site's letters go there by a real sendmail (msmtp). What a command sends is there when it has ended.
mail_sink() {
	smtp=$(free_port)
	smtp_sink
	cat >"$work/sendmail" <<-SH
	#!/bin/sh
	[ ! -e $work/refuse ] || { echo "mailbox full: <\$(sed -n "s/^To: .*<\(.*\)>.*/\1/p")>"; exit 75; }
	exec msmtp --host=127.0.0.1 --port=$smtp --auth=off --tls=off "\$@"
	SH
	chmod +x "$work/sendmail"
	git config --file "$1/site.conf" mail.from stoa@example.org
	git config --file "$1/site.conf" mail.sendmail "$work/sendmail"
}
# mail_later SITE: the hour of digests is not now.
mail_later() { git config --file "$1/site.conf" mail.hour $((($(date -u +%-H) + 12) % 24)); }
# letters: how many came. to WHO: files of the letters to that member. empty: throws them away.
letters() { find "$work/inbox/new" -type f 2>/dev/null | wc -l; }
to() { grep -lx "To: $1 <$1@example.org>" "$work"/inbox/new/* 2>/dev/null; }
empty() { rm -f "$work"/inbox/new/*; }
