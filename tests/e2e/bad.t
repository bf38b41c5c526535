#!/bin/bash
# What strangers and bad luck do: hostile requests, slow clients, a missing or corrupt repository, a
# full disk, kill -9 at any moment. A clear answer, a living server, nothing lost or half-written.
. "$(dirname "$0")/lib.sh"
site=$work/site
guest=$work/guest mod=$work/mod
topic=forums/announcements/2026/11/welcome
ok "init" make_site "$site" --title Stoa --from content
# The tests below send more than one visitor would.
git config --file "$site/site.conf" post.per-hour 10000
ok "serve" serve "$site"
alive() { [ "$(curl -s -o /dev/null -w '%{http_code}' "$url/-/health")" = 200 ]; }
ok "alive" alive

raw() { status=$(curl -s -o "$page" -w '%{http_code}' -H "Origin: $url" "$@"); }
head -c 10000000 /dev/zero | tr '\0' x >"$work/ten-megabytes"
raw --data-binary "@$work/ten-megabytes" "$url/-/preview"
is "a body of 10 MB is 413" "$status" 413
ok "alive" alive
perl -e 'print join "&", map { "f$_=1" } 1..10000' >"$work/fields"
raw --data-binary "@$work/fields" "$url/-/preview"
ok "10,000 fields are refused" test "$status" = 400 -o "$status" = 413
printf -- '--x\r\nContent-Disposition: form-data; name="body"\r\n\r\nhalf' >"$work/truncated"
raw -H 'Content-Type: multipart/form-data; boundary=x' --data-binary "@$work/truncated" "$url/-/preview"
is "a truncated multipart body is 400" "$status" 400
raw -d kind=reply --data-urlencode "path=$topic/index.md" -d 'body=%ff%fe' "$url/-/preview"
ok "invalid UTF-8 is refused" test "$status" = 400 -o "$status" = 422
raw -d kind=reply --data-urlencode "path=$topic/index.md" -d 'body=a%00b' "$url/-/preview"
ok "a NUL is refused" test "$status" = 400 -o "$status" = 422
long=$(printf 'a%.0s' $(seq 300))
for path in ../../etc/passwd /etc/passwd .git/config forums/help/../../x/index.md "$topic/INDEX.md" "$topic/index.md/" \
	'forums/help/index.md%00x' "forums/$long/index.md" site.conf members/ga/gardener.md 'forums\help\index.md'; do
	raw -d kind=reply --data-urlencode "path=$path" -d body=text -d name=V "$url/-/preview"
	ok "path ${path:0:40} is refused" test "$status" = 400 -o "$status" = 404 -o "$status" = 422 -o "$status" = 403
done
post "$guest" /-/preview kind=reply "path=$topic/index.md" "body=fine" $'name=Eve\nparent 0000' website=
ok "a newline in a name never gets through" test "$status" = 422 -o "$status" = 400 -o -z "$(grep -F 'parent 0000' "$page" | grep -v 'Eve parent 0000')"
raw -X DELETE "$url/-/queue"
is "an unknown method is 405" "$status" 405
status=$(curl -s -o "$page" -w '%{http_code}' -H 'Origin: https://evil.example' -d kind=reply -d "path=$topic/index.md" -d body=x "$url/-/submit")
is "a foreign origin is refused" "$status" 403
ok "alive" alive

# A thousand clients that send one byte and then wait.
cat >"$work/slow.pl" <<'PERL'
use IO::Socket::INET;
my @held;
for (1 .. 1000) {
	my $s = IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => $ARGV[0]) or next;
	print $s "POST /-/preview HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nb";
	$s->flush;
	push @held, $s;
}
print scalar(@held), "\n";
$| = 1; print "held\n";
sleep 600;
PERL
perl "$work/slow.pl" "$port" >"$work/slow" &
slow=$!
pids+=("$slow")
wait_for has "$work/slow" held
ok "with a thousand slow clients a page is served" curl -fs --max-time 300 -o /dev/null "$url/"
ok "and the write path answers" curl -fs --max-time 300 -o /dev/null "$url/-/health"
kill "$slow"

send_reply "$guest" "$topic/index.md" "Before the trouble"
before=$receipt
is "a submission before the trouble" "$status" 303

mv "$site/content.git" "$site/gone"
get "$guest" "/$topic/"
is "without the repository pages are still served" "$status" 200
post "$guest" /-/preview kind=reply "path=$topic/index.md" "body=My long text" name=V website=
is "and the write path says 503" "$status" 503
ok "with the text shown back" has "$page" "My long text"
get "$guest" /-/health
is "health says 503" "$status" 503
mv "$site/gone" "$site/content.git"
ok "health is back when the repository is" wait_for alive

cp "$site/content.git/refs/heads/main" "$work/main" 2>/dev/null
printf 'garbage\n' >"$site/content.git/refs/heads/main"
post "$guest" /-/preview kind=reply "path=$topic/index.md" "body=My long text" name=V website=
is "a corrupt ref is 503" "$status" 503
not_built=$("$stoa" build "$site" 2>&1)
ok "and an error for the builder that names it" grep -q 'main\|content.git' <<<"$not_built"
cp "$work/main" "$site/content.git/refs/heads/main"
ok "alive" wait_for alive

# kill -9 of the write path while twenty visitors send: every receipt that was given is true.
: >"$work/receipts"
for v in $(seq 20); do
	(
		page=$work/page.$v
		for i in 1 2 3 4 5; do
			send_reply "$work/v$v" "$topic/index.md" "Visitor $v says $i" 2>/dev/null
			[ "$status" = 303 ] && echo "$id" >>"$work/receipts"
		done
	) &
	senders[v]=$!
done
for _ in $(seq 15); do
	sleep 0.2
	pkill -9 -n -f "$bin/stoa.fcgi" || true
done
wait "${senders[@]}"
ok "after kill -9 of the write path it comes back" wait_for alive
"$stoa" queue list --site "$site" --json | jq -r '.[].id' | sort >"$work/waiting"
sort "$work/receipts" >"$work/given"
ok "some submissions got through" test -s "$work/given"
is "each of them exists" "$(comm -23 "$work/given" "$work/waiting" | wc -l)" 0
comm -23 "$work/given" "$work/waiting" | head -3 | sed "s/^/# lost: /"
is "none twice" "$(sort "$work/waiting" | uniq -d | wc -l)" 0
ok "queue.git is sound" git -C "$site/queue.git" fsck
# kill -9 of the builder while approvals run.
head -8 "$work/waiting" | while read -r id; do
	"$stoa" queue approve --site "$site" --as gardener "$id" >/dev/null 2>&1
	pkill -9 -n -f "$stoa build" || true
	timeout -s KILL 0.0$((RANDOM % 9 + 1)) "$stoa" build --quiet "$site" >/dev/null 2>&1 || true
done
ok "after kill -9 of builds the next build repairs" wait_for "$stoa" build --quiet "$site"
ok "and equals one from nothing" "$stoa" build --verify --quiet "$site"
get "$guest" "$before"
is "the first receipt still stands" "$status" 200
stop_all

# A full disk.
if [ "$(id -u)" -ne 0 ] || ! mkdir "$work/full" || ! mount -t tmpfs -o size=24m tmpfs "$work/full" 2>/dev/null; then
	skip "no tmpfs can be mounted here"
	done_testing
fi
site=$work/full/site
make_site "$site" --title Stoa --from content
ok "a site on a small disk" serve "$site"
post "$guest" /-/preview kind=reply "path=$topic/index.md" "body=Kept on a full disk" name=V website=
token=$(hidden token)
dd if=/dev/zero of="$work/full/ballast" bs=4k 2>/dev/null
post "$guest" /-/submit kind=reply "path=$topic/index.md" "body=Kept on a full disk" name=V website= "token=$token"
is "submit on a full disk is 503" "$status" 503
ok "with the text shown back" has "$page" "Kept on a full disk"
ok "the archive is sound" git -C "$site/queue.git" fsck
rm "$work/full/ballast"
post "$guest" /-/submit kind=reply "path=$topic/index.md" "body=Kept on a full disk" name=V website= "token=$token"
is "the same form is accepted when there is room again" "$status" 303
id=${to#*/submission/}
id=${id%%\?*}
dd if=/dev/zero of="$work/full/ballast" bs=4k 2>/dev/null
ok "a build on a full disk fails or has nothing to do, and says so" sh -c "'$stoa' queue approve --site '$site' --as gardener '$id'; '$stoa' build --full '$site'; true"
ok "pages are whole" sh -c "curl -fs '$url/$topic/' | grep -q '</html>'"
rm "$work/full/ballast"
"$stoa" queue approve --site "$site" --as gardener "$id" >/dev/null 2>&1
ok "afterwards a build repairs" wait_for "$stoa" build --quiet "$site"
ok "and equals one from nothing" "$stoa" build --verify --quiet "$site"
stop_all
done_testing
