#!/bin/bash
# One person's way through the site with a real browser, real letters and both web servers: invitation, joining, a first
# post that is held, an answer, one-click unsubscribe, an edit and its history, signing in again by a mailed code.
# STOA_SHOTS=FOLDER keeps a picture of every step as a phone shows it.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
PATH=$PATH:/usr/sbin
if ! command -v chromium >/dev/null; then
	skip "chromium is not installed"
	done_testing
fi
[ -d tests/e2e/node_modules/playwright-core ] || (cd tests/e2e && npm ci --silent >"$work/npm" 2>&1) || cat "$work/npm"
[ -z "${STOA_SHOTS:-}" ] || mkdir -p "$STOA_SHOTS"
files=$work/files
mkdir "$files"
python3 - "$files/garden.png" <<'PYTHON'
import struct, sys, zlib
def chunk(kind, data):
	return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
rows = b"".join(b"\0" + bytes(v for x in range(64) for v in (40 + x, 120 + y, 60)) for y in range(48))
with open(sys.argv[1], "wb") as file:
	file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 48, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
PYTHON

new_site() {
	make_site "$1" --title "Hedge & Garden" --from content || return 1
	printf '%s\n' "$password" | "$stoa" member add ada --name Ada --password-stdin --site "$1" >/dev/null || return 1
	mail_sink "$1"
	git config --file "$1/site.conf" join.open invitation
	# A program types faster than a person.
	git config --file "$1/site.conf" join.seconds 0
	git config --file "$1/site.conf" spam.seconds 0
	git config --file "$1/site.conf" mail.verdict-minutes 0
}
serve_lighttpd() {
	port=$(free_port)
	url=http://127.0.0.1:$port
	git config --file "$1/site.conf" site.url "$url/"
	"$stoa" build --quiet "$1" || return 1
	"$stoa" serve --port "$port" "$1" >"$work/serve.log" 2>&1 &
	pids+=($!)
	wait_for curl -fso /dev/null "$url/-/health"
}

for server in lighttpd nginx; do
	if ! command -v $server >/dev/null; then
		skip "$server is not installed"
		continue
	fi
	site=$work/$server
	ok "$server: init" new_site "$site"
	ok "$server: serve" serve_$server "$site"
	for scripts in off on; do
		ok "$server: the journey with scripts $scripts" env URL="$url" PASSWORD="$password" INBOX="$work/inbox" FILES="$files" \
			SERVER=$server SCRIPTS=$scripts node tests/e2e/journey.mjs
	done
	ok "$server: no address in git" not sh -c "git -C '$site/content.git' cat-file --batch --batch-all-objects --unordered | grep -aqE '(fern|moss)@example'"
	stop_all
	ok "$server: the site equals a build from nothing" "$stoa" build --verify --quiet "$site"
done
done_testing
