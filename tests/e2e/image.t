#!/bin/bash
# stoa-image on good, odd and hostile pictures, under its limits: what it answers, and what is left of them.
. "$(dirname "$0")/lib.sh"
image=$bin/stoa-image
if ! command -v vips >/dev/null; then
	skip "libvips-tools is not installed"
	done_testing
fi
mkdir "$work/c"
python3 tests/hostile/pictures.py "$work/c" || exit 1
clean() { "$image" "${@:2}" <"$1" >"$work/out" 2>"$work/errors"; }
header() { vipsheader -f "$1" "$2" 2>/dev/null; }

# Its name says what may come of it; what is a bomb must not take long or much.
for file in "$work"/c/[0-9]*; do
	name=${file##*/}
	(ulimit -t 20 && clean "$file")
	rc=$?
	case +${name%%-*}+ in
	*+$rc+*) ok "$name: $rc" true ;;
	*) ok "$name: $rc" false ;;
	esac
	[ $rc -eq 0 ] && ok "$name: nothing is left of what was not picture" not grep -qaP 'Secret|script|PK\x03\x04|<\?php' "$work/out"
	[ $rc -eq 0 ] || is "$name: no output" "$(wc -c <"$work/out")" 0
done

clean "$work/c/0-place-and-name.jpg"
is "a picture on its side stands upright" "$(header width "$work/out")x$(header height "$work/out")" 48x64
ok "metadata is gone" not sh -c "vipsheader -a '$work/out' | grep -iE 'exif|orientation|icc|xmp|iptc'"
clean "$work/c/0-few-frames.gif"
is "a moving picture still moves" "$(header n-pages "$work/out")" 5
clean "$work/c/0-good.webp" --side 32
is "a large one is made smaller" "$(header width "$work/out")x$(header height "$work/out")" 32x24
clean "$work/c/0-good.png"
is "a small one is left at its size" "$(header width "$work/out")" 64
for ending in jpg png gif webp; do
	clean "$work/c/0-good.$ending"
	case $ending in jpg) loader=jpegload ;; *) loader=${ending}load ;; esac
	is "$ending stays $ending" "$(header vips-loader "$work/out")" "$loader"
done
# What telephones keep.
vips black "$work/photo.v" 320 240 --bands 3
if vips heifsave "$work/photo.v" "$work/photo.heic" 2>/dev/null; then
	clean "$work/photo.heic" --side 160
	is "a HEIC is taken" "$?" 0
	is "and becomes a JPEG" "$(header vips-loader "$work/out") $(header width "$work/out")" "jpegload 160"
	clean "$work/photo.heic" --pixels 1000
	is "within the same limits" "$?" 12
	size=$(wc -c <"$work/photo.heic")
	for n in 12 40 $((size / 2)) $((size - 9)); do
		head -c "$n" "$work/photo.heic" >"$work/cut.heic"
		clean "$work/cut.heic"
		is "cut after $n bytes it is broken" "$?" 11
	done
	for n in 1 2 3 4 5 6 7 8; do
		python3 -c 'import sys, random
random.seed(int(sys.argv[2]))
bytes = bytearray(open(sys.argv[1], "rb").read())
for i in range(20): bytes[random.randrange(12, len(bytes))] = random.randrange(256)
sys.stdout.buffer.write(bytes)' "$work/photo.heic" "$n" >"$work/odd.heic"
		(ulimit -t 20 && clean "$work/odd.heic")
		rc=$?
		ok "damaged ($n): $rc" test $rc -eq 0 -o $rc -ge 11
	done
else
	skip "libvips writes no HEIC here"
fi
clean "$work/c/0-a-jpeg.png"
is "a file is what it is, not what it is called" "$(header vips-loader "$work/out")" jpegload

vips gaussnoise "$work/big.v" 1200 900 --mean 128 --sigma 50
vips cast "$work/big.v" "$work/big.png" uchar
clean "$work/big.png" --bytes 100000
is "too many bytes: it becomes smaller until it fits" "$?" 0
ok "and does" test "$(wc -c <"$work/out")" -le 100000
clean "$work/big.png" --bytes 100
is "what cannot fit is refused" "$?" 14
clean "$work/big.png" --pixels 1000000
is "pixels" "$?" 12
clean "$work/c/0-few-frames.gif" --frames 4
is "frames" "$?" 13
clean "$work/c/0-few-frames.gif" --pixels 19
is "pixels of all frames" "$?" 12
if [ "$bin" != "$root/build/san" ]; then
	vips black "$work/wide.png" 6000 6000 --bands 4
	clean "$work/wide.png" --ms 20 2>/dev/null
	ok "time: ended by its limit" test $? -gt 128
	# A whole picture has to be held to be turned.
	python3 - "$work" <<'PYTHON'
import subprocess, sys
folder = sys.argv[1]
subprocess.run(["vips", "black", f"{folder}/turn.jpg", "7000", "7000", "--bands", "3"], check=True)
source = open("tests/hostile/pictures.py").read()
space = {}
exec(source[source.index("def exif"):source.index("def gif_frames")], {"struct": __import__("struct")}, space)
jpeg = open(f"{folder}/turn.jpg", "rb").read()
open(f"{folder}/turned.jpg", "wb").write(space["with_segment"](jpeg, space["exif"](6, "x")))
PYTHON
	clean "$work/turned.jpg" --side 7000 --mib 64 2>/dev/null
	ok "memory: refused, not swallowed" test $? -gt 0
	clean "$work/turned.jpg" --side 7000 --mib 900
	is "with more it works" "$?" 0
	strace -f -o "$work/trace" "$image" <"$work/c/0-good.jpg" >/dev/null 2>&1
	if [ -s "$work/trace" ]; then
		ok "no file is opened once it reads the picture" perl -e '
			while (<>) { $closed = 1 if /seccomp\(SECCOMP_SET_MODE_FILTER/; $opened = 1 if $closed && /(openat|socket|execve|fork)\(/ && !/= -1/ }
			exit($closed && !$opened ? 0 : 1)' "$work/trace"
	fi
fi
for option in "--side x" "--side 0" "--side" "--sides 3" "--side -1"; do
	# shellcheck disable=SC2086 # two words
	clean "$work/c/0-good.png" $option
	is "$option is refused" "$?" 64
done
done_testing
