#!/bin/bash
# Pictures and files with a post, from the form to the page, behind lighttpd and behind nginx.
. "$(dirname "$0")/lib.sh"
PATH=$PATH:/usr/sbin
if ! command -v chromium >/dev/null || ! command -v vips >/dev/null; then
	skip "chromium or libvips-tools is not installed"
	done_testing
fi
[ -d tests/e2e/node_modules/playwright-core ] || (cd tests/e2e && npm ci --silent >"$work/npm" 2>&1) || cat "$work/npm"
files=$work/files
mkdir -p "$files" "$work/c"
python3 tests/hostile/pictures.py "$work/c"
# A telephone's: 12 million pixels on their side, with a place and a name in it.
vips black "$work/black.v" 4000 3000 --bands 3
vips linear "$work/black.v" "$work/green.v" 1 "120 160 90" --uchar
vips copy "$work/green.v" "$work/green.jpg"
python3 - "$work" "$files" <<'PYTHON'
import sys
source = open("tests/hostile/pictures.py").read()
space = {}
exec(source[source.index("def exif"):source.index("def gif_frames")], {"struct": __import__("struct")}, space)
jpeg = open(f"{sys.argv[1]}/green.jpg", "rb").read()
open(f"{sys.argv[2]}/Garden path.jpg", "wb").write(space["with_segment"](jpeg, space["exif"](6, "Secret Artist")))
PYTHON
cp "$work/c/11-half.png" "$files/cut.png"
cp "$work/c/0-good.png" "$files/small.png"
printf '%%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%%%EOF\n' >"$files/plan.pdf"
printf 'a,b\r\n1,2\r\n' >"$files/list.csv"
topic=forums/announcements/2026/11/welcome

new_site() {
	make_site "$1" --title Stoa --from content &&
		printf '%s\n' "$password" | "$stoa" member add rosa --name Rosa --password-stdin --site "$1" >/dev/null
}
sign_in_as() {
	get "$1" /-/sign-in
	post "$1" /-/sign-in "handle=$2" "password=$password" "next=/" "token=$(hidden token)"
}
# preview JAR FILE [field=value...]: a reply with a file.
preview() {
	local jar=$1 file=$2
	shift 2
	status=$(curl -s -b "$jar" -c "$jar" -o "$page" -D "$page.head" -w '%{http_code}' -H "Origin: $url" -F kind=reply \
		-F "path=$topic/index.md" -F "body=The text that I typed" "$@" -F "files=@$file" "$url/-/preview")
}

for server in lighttpd nginx; do
	site=$work/$server
	ok "$server: init" new_site "$site"
	if [ $server = lighttpd ]; then
		ok "$server: serve" serve "$site"
	elif command -v nginx >/dev/null; then
		ok "$server: serve" serve_nginx "$site"
	else
		skip "nginx is not installed"
		continue
	fi
	ok "$server: in a browser, without and with scripts" env URL="$url" PASSWORD="$password" FILES="$files" SHOTS="${SHOTS:-}" node tests/e2e/upload.mjs
	rosa=$work/rosa.$server guest=$work/guest.$server
	sign_in_as "$rosa" rosa

	# What is no picture is a download, wherever it is.
	preview "$rosa" "$files/list.csv"
	is "$server: a file is taken" "$status" 200
	name=$(hidden file)
	get "$rosa" "/-/upload?file=$name"
	ok "$server: its sender downloads it" grep -qi '^content-disposition: attachment' "$page.head"
	get "$guest" "/-/upload?file=$name"
	is "$server: nobody else" "$status" 404
	body=$(printf 'The text that I typed\n\n[list.csv](%s)\n' "$name")
	get "$rosa" "/-/upload?file=../state.db"
	is "$server: a path is no name" "$status" 404
	post "$rosa" /-/preview kind=reply "path=$topic/index.md" "body=$body" "file=$name"
	post "$rosa" /-/submit kind=reply "path=$topic/index.md" "body=$body" "file=$name" "token=$(sed -n '/<main/,$p' "$page" | grep -oP 'name="token" value="\K[^"]*' | head -1)"
	is "$server: sent" "$status" 303
	id=${to#*/submission/}
	id=${id%%\?*}
	"$stoa" queue --site "$site" approve --as gardener "$id" >/dev/null 2>&1
	wait_for curl -fso /dev/null "$url/$topic/$name"
	head=$(curl -sI "$url/$topic/$name")
	ok "$server: public, it is a download" grep -qi '^content-disposition: attachment' <<<"$head"
	ok "$server: of its own type" grep -qi '^x-content-type-options: nosniff' <<<"$head"
	ok "$server: robots.txt is none" not grep -qi '^content-disposition' <<<"$(curl -sI "$url/robots.txt")"

	# Guests, unless the site lets them; the text comes back.
	preview "$guest" "$files/small.png"
	is "$server: guests may not send files" "$status" 422
	ok "$server: and keep their text" has "$page" "The text that I typed"
	head -c 40000000 /dev/zero >"$work/huge.jpg"
	preview "$rosa" "$work/huge.jpg"
	is "$server: a form that is too large" "$status" 413
	ok "$server: gives the text back" has "$page" "The text that I typed"
	for bad in "$work"/c/10-drawing.svg "$work"/c/10-paper.jpg "$work"/c/12-bomb-1-bit.png "$work"/c/11-half.jpg; do
		preview "$rosa" "$bad"
		is "$server: ${bad##*/} is refused" "$status" 422
		ok "$server: ${bad##*/} keeps the text" has "$page" "The text that I typed"
	done

	# What is never sent does not stay.
	ok "$server: files wait" test -n "$(ls "$site/state/uploads")"
	find "$site/state/uploads" -type f -exec touch -d '2 days ago' {} +
	"$stoa" queue --site "$site" sweep >"$work/swept"
	is "$server: a sweep drops them" "$(ls "$site/state/uploads")" ""
	mv "$site/site.conf" "$site/site.conf.was"
	{ cat "$site/site.conf.was"; printf '[upload]\n\tprogram = /nonexistent/stoa-image\n'; } >"$site/site.conf"
	"$bin/stoa.fcgi" --check --site "$site" >"$work/checked" 2>&1
	is "$server: --check goes on without stoa-image" "$?" 0
	ok "$server: and warns" has "$work/checked" "/nonexistent/stoa-image: missing"
	mv "$site/site.conf.was" "$site/site.conf"
	stop_all
done
done_testing
