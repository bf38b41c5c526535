#!/bin/bash
# lint.sh: the rules of the code that a compiler does not know, as TAP; each breach as file:line.
# "tests/lint.sh quick" leaves out the slow tools (cppcheck, clang-tidy, shellcheck).
set -u
cd "$(dirname "$0")/.." || exit 1
shopt -s nullglob lastpipe
sources=(core/*/*.c gen/*/*.c cgi/*/*.c image/*.c)
headers=(core/*/*.h gen/*/*.h cgi/*/*.h image/*.h)
rooms=("${sources[@]}" "${headers[@]}")
cores=(core/*/*.[ch])
gens=(gen/*/*.[ch])
cgis=(cgi/*/*.[ch])
tests=0 failures=0

# Each foreign header and the files that may include it: to replace a library is to replace those.
includers='
archive.h                   core/git/bundle.c
archive_entry.h             core/git/bundle.c
cmark-gfm.h                 core/markdown/markdown.c
cmark-gfm-core-extensions.h core/markdown/markdown.c
cmark-gfm-extension_api.h   core/markdown/markdown.c
fcgiapp.h                   cgi/wire/fcgi.c
git2.h                      core/git/store_git.h core/site/config.c core/site/config_text.c
git2/sys/*                  core/git/store_*.c
jansson.h                   core/base/json.c
libdeflate.h                core/base/deflate.c
libical/ical.h              core/feed/calendar.c
gmime/gmime.h               core/mail/mail_mime.c
seccomp.h                   core/base/sandbox.c
sodium.h                    core/text/crypto.c
sqlite3.h                   core/state/state.c core/catalogue/catalogue_sql.c
stb/stb_image.h             core/text/picture.c
unicode/*                   core/words/words.c core/text/words_split.c
valgrind/valgrind.h         core/base/sandbox.c
vips/*                      image/clean.c
webp/decode.h               core/text/picture.c
yaml.h                      core/page/page_yaml.c
store_git.h                 core/git/store.c core/git/store_*.c
'

# The rooms of core/, gen/ and cgi/, from the ground up: a room includes itself and what stands before it.
core_floors='base text words git feed mail site state markdown page theme queue catalogue judge act people'
gen_floors='mail plan render build desk queue check past door cmd'
cgi_floors='wire server visit guard answer draft verdict post vote session me join queue act door'

# Headers of C, POSIX and Linux.
system='^((assert|ctype|dirent|endian|errno|fcntl|fnmatch|ftw|getopt|glob|grp|inttypes|libgen|limits|locale|malloc|math|netdb|poll|pwd|sched|setjmp|signal|spawn|stdalign|stdarg|stdatomic|stdbool|stddef|stdint|stdio|stdlib|string|strings|syslog|termios|time|unistd|wchar)\.h|(sys|linux|net|netinet|arpa)/[a-z_/]+\.h)$'

# report "rule": what stands on stdin are its breaches.
report() {
	local breaches
	breaches=$(cat)
	tests=$((tests + 1))
	if [ -z "$breaches" ]; then
		echo "ok $tests - $1"
	else
		failures=$((failures + 1))
		echo "not ok $tests - $1"
		sed 's/^/# /' <<<"$breaches"
	fi
}

# look PATTERN FILE...: file:line:text of each match outside of comments and strings.
look() {
	local pattern=$1
	shift
	[ $# -gt 0 ] || return 0
	perl -ne '
		BEGIN { $pattern = shift }
		$c = $_;
		$c =~ s/"(?:\\.|[^"\\])*"/""/g unless $c =~ /^\s*#\s*include/;
		$c =~ s{\x27(?:\\.|[^\x27\\])\x27}{0}g;
		if ($in) { $in = 0 if $c =~ s{^.*?\*/}{}; $c = "" if $in }
		$c =~ s{/\*.*?\*/}{}g;
		$in = 1 if $c =~ s{/\*.*$}{};
		print "$ARGV:$.: $_" if $c =~ /$pattern/;
		if (eof) { close ARGV; $in = 0 }
	' "$pattern" "$@"
}

included() { # file:line:header, of all rooms
	grep -HnoE '^#[ ]*include[ ]+[<"][^>"]+[>"]' "${rooms[@]}" | sed -E 's/#[ ]*include[ ]+[<"]([^>"]+)[>"]/\1/'
}

foreign() {
	local file line header allowed row
	included | while IFS=: read -r file line header; do
		[[ $header =~ $system ]] && continue
		allowed=$(while read -r row files; do
			# shellcheck disable=SC2053 # the table holds patterns
			[[ -n $row && ${header##core/*/} == $row ]] && echo "$files"
		done <<<"$includers")
		if [ -z "$allowed" ]; then
			[ -e "$header" ] || [ -e "${file%/*}/$header" ] || echo "$file:$line: <$header> is not in the table of includers"
			continue
		fi
		# shellcheck disable=SC2254 # likewise
		for row in $allowed; do case $file in $row) continue 2 ;; esac done
		echo "$file:$line: <$header> belongs to $allowed"
	done
}

long_functions() {
	ctags --fields=+ne --c-kinds=f -o - "${sources[@]}" "${headers[@]}" |
		sed -nE 's/^([^\t]+)\t([^\t]+)\t.*\tline:([0-9]+).*\tend:([0-9]+).*/\1 \2 \3 \4/p' |
		awk '$4 - $3 + 1 > 60 { printf "%s:%d: %s has %d lines, 60 at most\n", $2, $3, $1, $4 - $3 + 1 }'
}

long_files() {
	wc -l "${rooms[@]}" | awk '$2 != "total" && $1 >= 500 { printf "%s:%d: a file stays under 500 lines\n", $2, $1 }'
}

# A statement that begins with a blank, or a tab behind one.
blanks_indent() {
	perl -ne 'print "$ARGV:$.: $_" if /^\t* +\t/ || ($after && /^ +[^ *]/);
		$after = /;\s*$/ if /\S/; if (eof) { close ARGV; $after = 0 }' "$@"
}

undocumented_settings() {
	[ -e doc/site.conf.5.scd ] || return 0
	awk '/^\[/ { gsub(/[][]/, ""); section = $0 }
		/^\t#/ { unset = /example:$/ }
		/^\t;/ { key = $1; sub(/;/, "", key); sub(/^[^=]*= /, "")
			print "*" section "." key "*" (unset ? "" : " (default: " $0 ")") }' site.conf.example |
		while read -r entry; do
			grep -qxF -- "$entry" doc/site.conf.5.scd || echo "doc/site.conf.5.scd:1: no entry $entry"
		done
}

# clang-tidy takes seconds a file: what it has passed once it need not see again.
tidy() {
	local flags stamp file common
	flags="-std=c11 -D_GNU_SOURCE -I. $(pkg-config --cflags libgit2 libcmark-gfm yaml-0.1 sqlite3 icu-i18n libsodium gmime-3.0 vips)"
	common=$(cat .clang-tidy "${headers[@]}" | sha256sum)
	mkdir -p build/lint
	for file in "${sources[@]}"; do
		stamp=build/lint/$(echo "$common $file $(sha256sum <"$file")" | sha256sum | cut -c1-32)
		[ -e "$stamp" ] || echo "$file $stamp"
	done | xargs -r -P "$(nproc)" -L 1 sh -c '
		said=$(clang-tidy --quiet "$1" -- '"$flags"' 2>/dev/null | grep -E "(warning|error):" | sed "s|^$PWD/||")
		if [ -z "$said" ]; then : >"$2"; else echo "$said"; fi' sh
}

# floors TOP ROOM...: includes that go up, or to a room without a floor.
floors() {
	local top=$1
	shift
	grep -nHoE "^#include \"$top/[a-z]+/" "$top"/*/*.[ch] | awk -v top="$top" -v rooms="$*" -F'[/:"]' '
		BEGIN { n = split(rooms, list, " "); for (i = 1; i <= n; i++) floor[list[i]] = i }
		!floor[$2] || !floor[$7] || floor[$7] > floor[$2] { print $0 }'
	for room in "$top"/*/; do
		[[ " $* " == *" $(basename "$room") "* ]] || echo "$room has no floor"
	done
}

# circles TOP: modules, a .c with its .h and its _parts.h, that include each other in a ring.
circles() {
	grep -HoE '^#include "[^"]+"' "$1"/*/*.[ch] | sed -nE "s|^([^:]+)/([^:/]+)\.[ch]:#include \"([a-z_0-9]+)\.h\"|\1/\2 \1/\3|p
		s|^([^:]+)\.[ch]:#include \"($1/[^\"]+)\.h\"|\1 \2|p" | sed 's/_parts\>//g' | { tsort >/dev/null; } 2>&1
}

echo "TAP version 13"
look '^\s*#\s*include\s+["<](\.\./)*(gen|cgi)/' "${cores[@]}" | report "core/ includes neither gen/ nor cgi/"
look '^\s*#\s*include\s+["<](\.\./)*cgi/' "${gens[@]}" | report "gen/ does not include cgi/"
look '^\s*#\s*include\s+["<](\.\./)*gen/' "${cgis[@]}" | report "cgi/ does not include gen/"
floors core $core_floors | report "in core/ a room stands on those below it"
floors gen $gen_floors | report "in gen/ a room stands on those below it"
floors cgi $cgi_floors | report "in cgi/ a room stands on those below it"
circles cgi | report "in cgi/ no module needs one that needs it"
foreign | report "each foreign header has its includer"
look '\btypedef\s+(struct|enum|union)\b' "${rooms[@]}" | report "no typedef hides a struct"
long_functions | report "no function over 60 lines"
long_files | report "no file of 500 lines"
look '\b(exit|abort|quick_exit)\s*\(' "${rooms[@]}" | grep -vE '^(core/base/base\.c|gen/cmd/main\.c|cgi/door/main\.c|image/main\.c):' |
	report "only main.c and base.c end the process"
look '\b(v?f?printf|puts|fputs|fputc|putchar|putc|perror|v?dprintf|syslog)\s*\(|\b(stdout|stderr)\b' "${cores[@]}" |
	grep -v '^core/base/base\.c:' | report "core/ never prints"
look '\b(getenv|secure_getenv|setenv|environ)\b' "${cores[@]}" | report "core/ never reads the environment"
look '\b(time|gettimeofday|clock_gettime)\s*\(' "${cores[@]}" | grep -v '^core/base/sandbox\.c:' |
	report "core/ never reads the clock (a sandbox measures time)"
look '^\s*(?!out:|default:)[a-z_]+:\s*$' "${sources[@]}" | report "the one label is out:"
grep -nHE '\b(TODO|FIXME|XXX)\b' "${rooms[@]}" tests/*/*.c tests/e2e/*.t contrib/* 2>/dev/null |
	report "nothing is left to do in a comment"
blanks_indent "${rooms[@]}" tests/*/*.c | report "tabs indent, blanks align"
grep -nHE '[[:blank:]]+$' "${rooms[@]}" tests/*/*.c tests/lint.sh Makefile | report "no blanks at the end of a line"
tests/mutants.py --check | report "the defences stand where mutants.py looks for them"
undocumented_settings | report "site.conf(5) has every setting and its default"
[ -e README.md ] && awk 'END { if (NR > 150) print FILENAME ":" NR ": 150 lines at most" }' README.md | report "README.md stays short"
if [ "${1-}" != quick ]; then
	# ctuuninitvar takes keeping a pointer to an output for reading it.
	cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr --suppress=missingIncludeSystem \
		--suppress=ctuuninitvar 		--template='{file}:{line}: {message} [{id}]' -I. -D_GNU_SOURCE "${sources[@]}" 2>&1 | report "cppcheck"
	tidy | report "clang-tidy"
	{
		# SC2034, SC2154: lib.sh and the tests that source it set each other's variables.
		grep -lE '^#!.*\bbash|^# lib\.sh' tests/*.sh tests/*/*.sh tests/*/*.t |
			xargs -r shellcheck -f gcc -s bash -e SC2034,SC2154
		shellcheck -f gcc contrib/*.sh .ci/run
	} 2>&1 | grep -v ' note: ' | report "shellcheck"
fi
echo "1..$tests"
[ "$failures" -eq 0 ]
