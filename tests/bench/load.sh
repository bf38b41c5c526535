#!/bin/bash
# Load on the forms of a site on loopback, through lighttpd and stoa.fcgi; and beside it, in the same run, the commits that
# a submission is made of by themselves. usage: load.sh [SECONDS]: of each kind of request, ten unless said
set -eu
cd "$(dirname "$0")/../.."
stoa=$PWD/build/stoa
work=$(mktemp -d /tmp/stoa-bench-XXXXXX)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null; wait; rm -rf "$work"' EXIT
site=$work/site
topic=forums/announcements/2026/11/welcome
"$stoa" init --title Bench --from content "$site" >/dev/null
# Sixteen senders send what a thousand would.
for set in post.per-hour=10000 moderation.sender-max=500 moderation.queue-max=100000 guest.flood=1000000 spam.seconds=0; do
	git config --file "$site/site.conf" "${set%=*}" "${set#*=}"
done
"$stoa" build --quiet "$site"
port=$(perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1")->sockport')
"$stoa" serve --port "$port" "$site" >"$work/log" 2>&1 &
pids+=($!)
for _ in $(seq 100); do curl -fso /dev/null "http://127.0.0.1:$port/-/health" && break; sleep 0.1; done
echo "load average: $(cut -d' ' -f1-3 /proc/loadavg)"
build/bench/load "$port" "$topic" "${1:-10}"
waiting=$(git -C "$site/queue.git" for-each-ref --format=x refs/heads | wc -l)
echo "$waiting branches wait in queue.git"
git -C "$site/queue.git" fsck --no-dangling >/dev/null && echo "queue.git is sound"
build/bench/submit "$site" "$topic"
cc -O2 -o "$work/commits" tests/bench/commits.c -lgit2
git clone -q --bare "$site/content.git" "$work/copy.git"
"$work/commits" "$work/copy.git" "$topic"
