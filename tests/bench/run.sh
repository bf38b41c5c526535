#!/bin/bash
# Times stoa on generated communities against the raw libraries, in one run on one machine.
# usage: run.sh small|large        small: S and M, some minutes; large: L too
set -eu
cd "$(dirname "$0")/../.."
stoa=$PWD/build/stoa
work=${STOA_BENCH:-$(mktemp -d /tmp/stoa-bench-XXXXXX)}
[ -n "${STOA_BENCH:-}" ] || trap 'rm -rf "$work"' EXIT

seconds() { # seconds COMMAND...: wall-clock time of one run, its output in $work/said
	local start end
	start=$(date +%s%N)
	"$@" >"$work/said" 2>&1 || { cat "$work/said" >&2; return 1; }
	end=$(date +%s%N)
	perl -e 'printf "%.3f", ($ARGV[1] - $ARGV[0]) / 1e9' "$start" "$end"
}
median() { # median N COMMAND...
	local n=$1
	shift
	for _ in $(seq "$n"); do seconds "$@"; echo; done | sort -n | sed -n "$(((n + 1) / 2))p"
}
reply() { # one more reply on main of the site, straight into git
	local repo=$1 path=$2 id
	id=$(date -u +%Y%m%d-%H%M%S)-$(head -c 100 /dev/urandom | tr -dc a-z2-7 | head -c 6)
	{
		printf 'commit refs/heads/main\ncommitter b <b@users.localhost> now\ndata 5\nreply\nfrom refs/heads/main^0\n'
		body=$(printf -- '---\nauthor: m00001\ndate: %s\n---\nOne more reply.\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)")
		printf 'M 100644 inline %s/%s.md\ndata %d\n%s\n' "$path" "$id" "${#body}" "$body"
	} | git -C "$repo" fast-import --quiet --date-format=now
}

bench() {
	local name=$1 topics=$2 posts=$3 site=$work/$1
	echo "== $name: $topics topics, $posts posts"
	"$stoa" init --title Bench "$site" >/dev/null
	rm -rf "$site/content.git/refs/heads/main"
	build/bench/corpus "$topics" "$posts" | git -C "$site/content.git" fast-import --quiet --done --force
	local full one nothing
	one=$(seconds taskset -c 0 "$stoa" build --quiet --jobs 1 "$site")
	rm -rf "$site/public" "$site/cache"
	full=$(seconds /usr/bin/time -f '%M' -o "$work/rss" "$stoa" build --quiet "$site")
	nothing=$(median 5 "$stoa" build --quiet "$site")
	rm -rf "$work/copy"
	build/bench/raw "$site/content.git" "$site/public" "$work/copy" | tee "$work/raw.$name"
	rm -rf "$work/copy"
	read -r _ read _ render _ write _ sum _ <"$work/raw.$name"
	perl -e '($n,$one,$full,$sum,$none,$rss)=@ARGV; printf "full build, one core   %8.3f s   %.2f x raw\nfull build, all cores  %8.3f s   %.2f x raw   %.2f x one core\nno change              %8.1f ms\nlargest process        %8.0f MiB\n", $one, $one/$sum, $full, $full/$sum, $full/$one, $none*1000, $rss/1024' \
		"$name" "$one" "$full" "$sum" "$nothing" "$(cat "$work/rss")"
	local path i times=
	path=$(git -C "$site/content.git" ls-tree -r --name-only main forums/forum0/2024/ | head -1)
	path=${path%/*}
	for i in 1 2 3 4 5; do
		reply "$site/content.git" "$path"
		times="$times $(seconds "$stoa" build "$site")"
	done
	echo "one new reply          $(tr ' ' '\n' <<<"$times" | sort -n | sed -n 4p | perl -ne 'printf "%8.1f ms", $_ * 1000')   $(grep -o '[0-9,]* of [0-9,]* outputs.*' "$work/said" | head -1)"
	build/bench/submit "$site" "$path"
	echo "-- kinds of change, each as a process of stoa build"
	build/bench/change "$site" 5 "$stoa" build "$site"
	echo "-- the same, until stoa watch shows it"
	"$stoa" watch "$site" >/dev/null 2>&1 &
	local watch=$!
	sleep 1
	build/bench/change "$site" 5
	kill "$watch"
	wait "$watch" || :
	tests/bench/hugo.sh "$site" "$work/hugo"
	rm -rf "$work/hugo"
}

bench S 1000 10000
bench M 10000 100000
[ "$1" != large ] || bench L 100000 1000000
