#!/bin/bash
# The moderators' queue by people in a browser, with scripts and without, narrow and wide, left to right and right to left; then a wave of
# spam with 42 real posts in it, cleared by page and by command. STOA_WAVE: how much spam, else 600. STOA_SHOTS=FOLDER keeps pictures.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
if [ ! -x "${CHROMIUM:-/usr/bin/chromium}" ]; then
	skip "chromium is not installed"
	done_testing
fi
[ -d tests/e2e/node_modules/playwright-core ] || (cd tests/e2e && npm ci --silent >"$work/npm" 2>&1) || cat "$work/npm"
[ -z "${STOA_SHOTS:-}" ] || mkdir -p "$STOA_SHOTS"

# queue_site DIR: gardener and ivy moderate, ada and bert are members; nothing is too fast for a test.
queue_site() {
	local who role set
	make_site "$1" --title Stoa --from content || return 1
	for who in ivy:moderator ada:member bert:member cato:member; do
		role=${who#*:} who=${who%:*}
		printf '%s\n' "$password" | "$stoa" member add "$who" --role "$role" --name "${who^}" --password-stdin --site "$1" >/dev/null || return 1
	done
	for set in post.per-hour=10000 moderation.sender-max=500 spam.seconds=0 sign-in.attempts=1000 cgi.wait-ms=30000 \
		"moderation.answers=Please write in English here."; do
		git config --file "$1/site.conf" "${set%%=*}" "${set#*=}" || return 1
	done
}
browse() { env URL="$url" PASSWORD="$password" SHOTS="${STOA_SHOTS:-}" "$@" node tests/e2e/queue.mjs; }

site=$work/site
ok "init" queue_site "$site"
ok "serve" serve "$site"
main=$(git -C "$site/content.git" rev-parse 'main^{tree}')
for scripts in off on; do
	ok "a morning with scripts $scripts" browse SCRIPTS=$scripts PART=morning
	sed 's/^/# /' "$work/said"
done
ok "every page, narrow and wide, light and dark" browse PART=look
git -C "$site/content.git" log --format=%s -1 main | sed 's/^/# main: /'
ok "what was approved is on main" test "$main" != "$(git -C "$site/content.git" rev-parse 'main^{tree}')"
stop_all
git config --file "$site/site.conf" site.language ar
ok "serve in Arabic" serve "$site"
ok "the same from right to left" browse PART=look LANGUAGE=ar
stop_all
ok "the content is in order" "$stoa" check "$site"
ok "the site equals a build from nothing" sh -c "'$stoa' build --quiet '$site' && '$stoa' build --verify --quiet '$site'"

# ---- the wave ----
wave=${STOA_WAVE:-600}
topic=forums/announcements/2026/11/welcome
ok "a wave can be made" make --no-print-directory -s "${bin#"$root/"}/bench/wave"
ok "another site" queue_site "$work/flood"
"$stoa" build --quiet "$work/flood"
ok "$wave spam and 42 real posts wait" sh -c "'$bin/bench/wave' '$work/flood' $topic $wave 42 >'$work/sent'"
cp -a "$work/flood" "$work/terminal"
# refs SITE WHICH: what ended there, sorted. sent KIND: what was sent.
refs() { git -C "$1/queue.git" for-each-ref --format='%(refname:lstrip=2)' "refs/$2" | sort; }
sent() { sed -n "s/ $1\$//p" "$work/sent" | sort; }
judged() {
	ok "$2: every real post is approved" diff <(refs "$1" approved) <(sent real)
	ok "$2: all spam is rejected" diff <(refs "$1" rejected) <(sent spam)
	ok "$2: nothing waits" diff <(refs "$1" heads) /dev/null
	is "$2: and the real posts are on main" "$(git -C "$1/content.git" ls-tree -r --name-only main | grep -cF "$(sent real)")" 42
	ok "$2: main is sound" git -C "$1/content.git" fsck --strict --no-dangling
}
ok "serve" serve "$work/flood"
ok "cleared on a phone without scripts" browse PART=wave SENT="$work/sent"
sed 's/^/# by page: /' "$work/said"
for pid in $(pgrep -x stoa.fcgi); do
	grep -qaF "$work/flood" "/proc/$pid/environ" "/proc/$pid/cmdline" && sed -n "s/^VmHWM: */# by page: memory of a process at most /p" "/proc/$pid/status"
done
stop_all
judged "$work/flood" "by page"

desk() { "$stoa" queue "$@" --site "$work/terminal" --as gardener; }
unsure() { desk list --json | python3 -c 'import json, sys; print("\n".join(e["id"] for e in json.load(sys.stdin)))' | sort | comm -12 - <(sent "$1"); }
by_command() {
	desk spam --flood --yes && desk approve --score-max 599 --yes --no-build && unsure spam >"$work/bad" && unsure real >"$work/good" &&
		{ [ ! -s "$work/bad" ] || desk spam - <"$work/bad"; } && { [ ! -s "$work/good" ] || desk approve - <"$work/good"; }
}
begun=$(date +%s%N)
ok "cleared by command" by_command
echo "# by command: 4 commands and a list, $((($(date +%s%N) - begun) / 1000000)) ms with the build"
judged "$work/terminal" "by command"
done_testing
