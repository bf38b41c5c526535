#!/bin/bash
# Times stoa on generated communities against the raw libraries, in one run on one machine, and ends with
# the table of it, as the README has it.
# usage: run.sh SIZE...        S: 10,000 posts, M: 100,000, L: a million; XS: 1,000, to try this script
# STOA_BENCH: a folder that is kept, instead of one in /tmp.
set -eu
cd "$(dirname "$0")/../.."
stoa=$PWD/build/stoa
work=${STOA_BENCH:-$(mktemp -d /tmp/stoa-bench-XXXXXX)}
mkdir -p "$work"
[ -n "${STOA_BENCH:-}" ] || trap 'rm -rf "$work"' EXIT
declare -A topics=([XS]=100 [S]=1000 [M]=10000 [L]=100000)
# MiB that a full build by two workers may take, all processes together, without the packs that git maps: 120 and 300 MB.
declare -A limits=([XS]=114 [S]=114 [M]=114 [L]=286)
waiting=${STOA_WAITING:-10000}
: >"$work/rows"

row() { # row NAME VALUE: of the community at work
	printf '%s\t%s\t%s\n' "$1" "$name" "$2" >>"$work/rows"
	printf '%-2s  %-58s %s\n' "$name" "$1" "$2"
}
table() {
	awk -F'\t' '
		!($1 in seen) { seen[$1] = 1; rows[++n] = $1 }
		!($2 in known) { known[$2] = 1; names[++m] = $2 }
		{ value[$1, $2] = $3 }
		END {
			printf "|  |"; for (j = 1; j <= m; j++) printf " %s |", names[j]
			printf "\n|---|"; for (j = 1; j <= m; j++) printf "---:|"
			for (i = 1; i <= n; i++) {
				printf "\n| %s |", rows[i]
				for (j = 1; j <= m; j++) printf " %s |", (rows[i], names[j]) in value ? value[rows[i], names[j]] : ""
			}
			print ""
		}' "$work/rows"
}
calc() { perl -e 'printf shift, eval shift' "$1" "$2"; }

seconds() { # seconds COMMAND...: wall-clock time of one run, its output in $work/said
	local start end
	start=$(date +%s%N)
	"$@" >"$work/said" 2>&1 || { cat "$work/said" >&2; return 1; }
	end=$(date +%s%N)
	calc %.3f "($end - $start) / 1e9"
}
median_ms() { # median_ms N COMMAND...
	local n=$1
	shift
	calc %.1f "1000 * $(for _ in $(seq "$n"); do seconds "$@"; echo; done | sort -n | sed -n "$(((n + 1) / 2))p")"
}

make_site() {
	"$stoa" init --title Bench "$site" >/dev/null
	rm -f "$site/content.git/refs/heads/main"
	build/bench/corpus "${topics[$name]}" "$((topics[$name] * 10))" | git -C "$site/content.git" fast-import --quiet --done --force
}
hash_of() { (cd "$1" && find . -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -c1-16); }

# The same commit in another folder, zone, language, mask, order of directories and objects, with another number of workers.
built_elsewhere() {
	local other=$work/else/where theme=$work/else/themes/default
	mkdir -p "$other" "$theme"
	cp -r "$site/content.git" "$site/queue.git" "$site/site.conf" "$site/state" "$other/"
	find themes/default -mindepth 1 -maxdepth 1 | sort -r | while read -r file; do cp -r "$file" "$theme/"; done
	git config --file "$other/site.conf" theme.path "${theme%/*}"
	git -C "$other/content.git" repack -adq
	git -C "$other/content.git" pack-refs --all
	(cd / && umask 077 && export TZ=Asia/Kathmandu LC_ALL=C.UTF-8 LANGUAGE=ar && "$stoa" build --quiet --jobs 3 "$other")
	hash_of "$other/public"
	rm -rf "$work/else"
}

full_builds() {
	local read front render put write sum one two same most
	one=$(seconds taskset -c 0 "$stoa" build --quiet --jobs 1 "$site")
	build/bench/raw "$site/content.git" "$site/public" "$work/copy" >"$work/raw"
	rm -rf "$work/copy" "$site/public" "$site/cache"
	read -r _ read _ front _ render _ put _ write _ sum _ <"$work/raw"
	two=$(seconds "$stoa" build --quiet --jobs 2 "$site")
	row "raw libraries, one core: read + front matter + render + put together + write the same bytes" "$(calc '%.2f s' "$sum") ($read + $front + $render + $put + $write)"
	row "full build, one core" "$(calc '%.2f s, %.2f x raw' "$one, $one / $sum")"
	row "full build, two cores" "$(calc '%.2f s, %.2f x one core' "$two, $two / $one")"
	row "files of the site" "$(find "$site/public" -type f | wc -l)"
	same=$(hash_of "$site/public")
	build/bench/memory -l "${limits[$name]}" "$stoa" build --quiet --full --jobs 2 "$site" 2>"$work/said" || { cat "$work/said"; exit 1; }
	most=$(grep -o '^[0-9]* MiB' "$work/said")
	row "peak memory of all processes, without mapped packs" "$most (ended at ${limits[$name]})"
	[ "$(built_elsewhere)" = "$same" ] || { echo "another folder, zone, language and number of workers gave other bytes"; exit 1; }
	row "hash of all files, here and built elsewhere" "$same"
}

nothing_to_do() {
	row "nothing to do (a program that only starts)" "$(median_ms 15 "$stoa" build --quiet "$site") ms ($(median_ms 15 "$stoa" --version) ms)"
}

# A row for each kind of change: as a process of stoa build, and until `stoa watch` shows it.
changes() {
	build/bench/change "$site" 9 "$stoa" build "$site" >"$work/built"
	"$stoa" watch "$site" >/dev/null 2>&1 &
	local watch=$! kind value
	sleep 2
	build/bench/change "$site" 9 >"$work/watched"
	kill "$watch"
	wait "$watch" || :
	# shellcheck disable=SC2016 # it is Perl's
	perl -ne '
		my ($kind, $ms) = /^(.+?) +([\d.]+) ms/ or next;
		if ($ARGV =~ /watched$/) { $watched{$kind} = $ms; next }
		my ($rendered, $written) = /([\d,]+) of .* rendered, ([\d,]+) written/;
		print "$kind\t$ms ms, $watched{$kind} ms; $rendered rendered, $written written\n"' "$work/watched" "$work/built" >"$work/kinds"
	while IFS=$'\t' read -r kind value; do row "$kind" "$value"; done <"$work/kinds"
}

submissions() {
	local topic
	topic=$(git -C "$site/content.git" ls-tree -r --name-only main forums/forum0/ | grep -m1 '/topic-')
	build/bench/submit "$site" "${topic%/*}" "$waiting" >"$work/said"
	row "submit, durable (one file synced)" "$(perl -ne 'print "$2 ms ($1 ms)" if /synced: ([\d.]+).*?submit: ([\d.]+)/' "$work/said")"
	row "approve, durable, without the build" "$(perl -ne 'print "$1 ms" if /approve: ([\d.]+)/' "$work/said")"
	row "submissions a second from 16 processes" "$(perl -ne 'print $1 if /at once: (\d+)/' "$work/said")"
	row "submit with $waiting waiting" "$(perl -ne 'print "$1 ms" if /waiting: submit: ([\d.]+)/' "$work/said")"
}

# What Hugo takes, for the same kinds of pages, and how often that is what ours took. It takes gigabytes for a
# hundred thousand posts: a million do not fit.
hugo() {
	[ "$name" != L ] || return 0
	local kind value
	tests/bench/hugo.sh "$site" "$work/hugo" >"$work/said"
	while IFS=$'\t' read -r kind value; do row "$kind" "$value"; done <"$work/said"
	rm -rf "$work/hugo"
	# shellcheck disable=SC2016 # it is Perl's
	value=$(name=$name perl -F'\t' -lane '
		$of{$F[0]} = $F[2] if $F[1] eq $ENV{name};
		END {
			my ($seconds, $mib) = ($of{"Hugo, all cores, the same kinds of pages"} // exit) =~ /([\d.]+) s, (\d+)/;
			my ($two) = $of{"full build, two cores"} =~ /([\d.]+) s/;
			my ($most) = $of{"peak memory of all processes, without mapped packs"} =~ /(\d+)/;
			my ($ms) = $of{"a reply"} =~ /, ([\d.]+) ms/;
			my ($page, $all) = $of{"one reply, Hugo\x27s resident watch"} =~ /^(\d+) ms.* (\d+) ms/;
			printf "%.1f x the time, %.1f x the memory", $seconds / $two, $mib / $most;
			printf ", %.0f x for a reply (%.0f x until its topic alone has it)", $all / $ms, $page / $ms if $all;
		}' "$work/rows")
	[ -z "$value" ] || row "Hugo for the same kinds of pages, two cores, against ours" "$value"
}

for name; do
	site=$work/$name
	rm -rf "$site"
	make_site
	full_builds
	nothing_to_do
	changes
	submissions
	hugo
	[ -n "${STOA_BENCH:-}" ] || rm -rf "$site"
done
printf '\nOf a change: as a process of stoa build, until stoa watch shows it; files rendered and written.\n\n'
table
