#!/bin/bash
# Ten moderators, twenty submitters, a clone and a terminal at once, behind lighttpd: approvals, rejections, spam, many at a time, taken
# back, withdrawn, votes and pushes. Nothing is lost, nothing is doubled, main stays a line. STOA_SECONDS: how long, else six.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
site=$work/site
ok "init" make_site "$site" --title Stoa --from content
git clone -q "$site/content.git" "$work/clone" 2>/dev/null
for who in mod{00..09} sub{00..19}; do
	mkdir -p "$work/clone/members/${who:0:2}"
	role=member
	[ "${who:0:3}" = mod ] && role=moderator
	printf -- '---\nname: %s\nrole: %s\n---\n' "${who^}" "$role" | sed '/role: member/d' >"$work/clone/members/${who:0:2}/$who.md"
done
git -C "$work/clone" add -A && git -C "$work/clone" commit -qm "members: a crowd" && git -C "$work/clone" push -q origin HEAD:main
settings() {
	local set
	for set in post.per-hour=10000 moderation.sender-max=500 vote.per-hour=10000 vote.seconds=1 spam.seconds=0; do
		git config --file "$site/site.conf" "${set%=*}" "${set#*=}" || return 1
	done
}
ok "settings" settings
ok "serve" serve "$site"
ok "a crowd signs in" python3 tests/e2e/races.py in "$site/state/state.db"
ok "they work for ${STOA_SECONDS:-6} seconds" python3 tests/e2e/races.py run "$url" "$site" "$stoa" "${STOA_SECONDS:-6}" "$work/answers"
sed 's/^/# /' "$work/said"
waits() { [ "$(sqlite3 "$site/state/state.db" "SELECT count(*) FROM vote")" = 0 ]; }
ok "votes get to main" wait_for waits
stop_all
ok "each submission is in one state, as was answered" python3 tests/e2e/races.py judge "$site" "$work/answers"
sed 's/^/# /' "$work/said"
ok "content.git is sound" git -C "$site/content.git" fsck --strict --no-dangling
ok "queue.git is sound" git -C "$site/queue.git" fsck --strict --no-dangling
ok "the content is in order" "$stoa" check "$site"
ok "build" "$stoa" build --quiet "$site"
ok "the site equals a build from nothing" "$stoa" build --verify --quiet "$site"
done_testing
