#!/bin/bash
# stoa.fcgi as a service of its own: bad starts, dead workers, one preview sent many times at once,
# bytes that are no FastCGI, and an end that waits for what has begun.
. "$(dirname "$0")/lib.sh"
PATH=$PATH:/usr/sbin
site=$work/site
guest=$work/guest mod=$work/mod
topic=forums/announcements/2026/11/welcome
port=$(free_port)
url=http://127.0.0.1:$port
fcgi=$bin/stoa.fcgi
status_of() {
	"$@" >"$work/told" 2>&1
	echo $?
}
ok "init" make_site "$site" --title Stoa --from content
ok "--check of a sound site" "$fcgi" --check --site "$site"
is "no site at all" "$(status_of "$fcgi" --check)" 64
is "an unknown option" "$(status_of "$fcgi" --sight "$site")" 64
is "processes are a number" "$(status_of "$fcgi" --site "$site" --processes many)" 64
is "a folder that is no site" "$(status_of "$fcgi" --site "$work" --check)" 66
is "started by hand without a socket" "$(status_of "$fcgi" --site "$site" </dev/null)" 64
is "a host name to listen on" "$(status_of "$fcgi" --site "$site" --listen localhost:1)" 78
chmod 644 "$site/state/secret"
is "a secret that others can read" "$(status_of "$fcgi" --site "$site" --check)" 78
chmod 600 "$site/state/secret"
mv "$site/content.git" "$site/away.git"
is "a missing repository" "$(status_of "$fcgi" --site "$site" --check)" 74
ok "is named" has "$work/told" "content.git"
mv "$site/away.git" "$site/content.git"
git config --file "$site/site.conf" cgi.wait-ms 2000

# A socket that a killed server left behind is taken over.
perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Listen => 1, Local => shift) or die' "$work/sock"
ok "a dead socket lies there" test -S "$work/sock"
"$fcgi" --site "$site" --listen "unix:$work/sock" --processes 3 2>"$work/fcgi.log" &
main=$!
pids+=("$main")
cat >"$work/lighttpd.conf" <<CONF
server.port = $port
server.bind = "127.0.0.1"
server.document-root = "$site/public"
server.errorlog = "$work/lighttpd.log"
server.modules = ("mod_fastcgi")
fastcgi.server = ("/-/" => (("socket" => "$work/sock", "check-local" => "disable")))
CONF
lighttpd -D -f "$work/lighttpd.conf" 2>>"$work/lighttpd.log" &
pids+=($!)
ok "it answers" wait_for curl -fso /dev/null "$url/-/health"
is "a second one does not take a live socket" "$(status_of "$fcgi" --site "$site" --listen "unix:$work/sock")" 71

# Dead workers are replaced, and nobody notices.
workers() { pgrep -P "$main" | wc -l; }
three() { [ "$(workers)" = 3 ] && ! pgrep -P "$main" | grep -qx "$killed"; }
killed=none
ok "three workers" wait_for three
killed=$(pgrep -P "$main" | head -1)
kill -9 "$killed"
# pgrep counts the dead that nobody has buried yet.
ok "a killed one is replaced" wait_for three
ok "and it answers on" curl -fso /dev/null "$url/-/health"

# Twenty at once with one token: one submission, one receipt.
post "$guest" /-/preview kind=reply "path=$topic/index.md" "body=Sent twenty times" name=Visitor website=
token=$(hidden token)
for i in $(seq 20); do
	curl -s -o /dev/null -D "$work/head.$i" -H "Origin: $url" --data-urlencode kind=reply --data-urlencode "path=$topic/index.md" \
		--data-urlencode "body=Sent twenty times" --data-urlencode name=Visitor --data-urlencode "token=$token" "$url/-/submit" &
	senders[i]=$!
done
wait "${senders[@]}"
is "one receipt" "$(cat "$work"/head.* | grep -i '^location' | sort -u | wc -l)" 1
is "given twenty times" "$(cat "$work"/head.* | grep -ci '^location')" 20
is "one submission" "$(git -C "$site/queue.git" for-each-ref refs/heads | wc -l)" 1

# What is no FastCGI does not end a worker.
before=$(pgrep -P "$main" | sort | tr '\n' ' ')
perl -MIO::Socket::UNIX -e '
	for my $bytes ("GET / HTTP/1.0\r\n\r\n", "\0" x 4096, "\xff" x 65536, "\1\1\0\1\0\x08\0\0\0\1\0\0\0\0\0\0\1\4\0\1\xff\xff\0\0", "\1") {
		my $s = IO::Socket::UNIX->new(Peer => $ARGV[0]) or die;
		syswrite $s, $bytes;
		close $s;
	}' "$work/sock"
ok "it answers on" wait_for curl -fso /dev/null "$url/-/health"
is "with the same workers" "$(pgrep -P "$main" | sort | tr '\n' ' ')" "$before"

# Settings and theme that change are read anew, by the same workers; what is wrong is said, and the old ones go on.
titled() { curl -fs "$url/-/sign-in" | grep -qF "$1"; }
said() { titled "Agora" && grep -qF "the old settings go on: " "$work/fcgi.log"; }
git config --file "$site/site.conf" site.title "Agora"
ok "a new title shows" wait_for titled "Agora"
cp "$site/site.conf" "$work/site.conf"
git config --file "$site/site.conf" site.nonsense 1
ok "a setting that is none is told to the log" wait_for said
ok "by its name" has "$work/fcgi.log" "nonsense"
cp "$work/site.conf" "$site/site.conf"
git config --file "$site/site.conf" site.title "Pnyx"
ok "once mended it counts" wait_for titled "Pnyx"
is "still with the same workers" "$(pgrep -P "$main" | sort | tr '\n' ' ')" "$before"

# The end comes after the answer: an approval waits for a build that never comes, and SIGTERM meanwhile.
git -C "$site/content.git" rev-parse main >"$site/cache/live"
sign_in "$mod"
id=$(git -C "$site/queue.git" for-each-ref --format='%(refname:lstrip=2)' refs/heads)
get "$mod" "/-/queue/$id"
token=$(hidden token)
curl -s -o /dev/null -w '%{http_code}' -b "$mod" -H "Origin: $url" -d action=approve -d "token=$token" "$url/-/queue/$id" >"$work/code" &
approving=$!
wait_for sh -c "git -C '$site/content.git' log -1 --format=%B main | grep -qF 'Submission: $id'"
kill -TERM "$main"
wait "$approving"
is "what had begun is answered" "$(cat "$work/code")" 303
ok "then it ends well" wait "$main"
ok "and takes its socket along" test ! -e "$work/sock"
ok "the approval is on main" sh -c "git -C '$site/content.git' log -1 --format=%B main | grep -qF 'Submission: $id'"
done_testing
