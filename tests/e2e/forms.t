#!/bin/bash
# Every form in which people take part, in Chromium with scripts off and on: what they see after each; and what they
# typed, which no error, expiry or restart loses.
. "$(dirname "$0")/lib.sh"
PATH=$PATH:/usr/sbin
if ! command -v chromium >/dev/null; then
	skip "chromium is not installed"
	done_testing
fi
[ -d tests/e2e/node_modules/playwright-core ] || (cd tests/e2e && npm ci --silent >"$work/npm" 2>&1) || cat "$work/npm"
site=$work/site
conf() { git config --file "$site/site.conf" "$1" "$2"; }
ok "init" make_site "$site" --title Stoa --from content
for who in ada rosa; do
	printf '%s\n' "$password" | "$stoa" member add $who --name "${who^}" --address "$who@example.org" --password-stdin --site "$site" >/dev/null
done
printf '%s\n' "$password" | "$stoa" member add stan --role staff --name Stan --password-stdin --site "$site" >/dev/null
conf moderation.hold guests
conf post.per-hour 10000
conf vote.seconds 1
conf mail.from stoa@example.org
conf mail.sendmail /bin/true
ok "serve" serve "$site"
for scripts in off on; do
	ok "in a browser with scripts $scripts" env URL="$url" PASSWORD="$password" SCRIPTS=$scripts STOA_SHOTS="${STOA_SHOTS:-}" node tests/e2e/forms.mjs
done
stop_all
ok "the site equals a build from nothing" "$stoa" build --verify --quiet "$site"

# ---- nothing typed is lost ----
serve "$site"
ada=$work/ada guest=$work/guest
words="Typed with <care> & patience"
shown="Typed with &lt;care&gt; &amp; patience"
enter() {
	get "$1" /-/sign-in
	post "$1" /-/sign-in "handle=$2" "password=$password" next=/ "token=$(hidden token)"
}
topic=(kind=topic forum=help "title=A title of mine" "tags=css" "poll=One
Two" "body=$words" website=)
# kept WHAT STATUS: the answer has that status, and all that was typed
kept() {
	is "$1" "$status" "$2"
	ok "  keeps the text" has "$page" "$shown"
	ok "  the title" has "$page" "A title of mine"
	ok "  and the poll" grep -q '^One' "$page"
}
enter "$ada" ada
post "$ada" /-/preview "${topic[@]}"
token=$(hidden token)
is "a preview" "$status" 200

stop_all
serve "$site"
post "$ada" /-/submit "${topic[@]}" "token=${token}x"
kept "an altered token after a restart" 403
post "$ada" /-/submit "${topic[@]}" "token=$token"
is "the program was started anew between preview and sending: it is sent" "$status" 303

post "$ada" /-/preview "${topic[@]}"
token=$(hidden token)
sqlite3 "$site/state/state.db" "DELETE FROM session WHERE handle = 'ada'"
post "$ada" /-/submit "${topic[@]}" "token=$token"
kept "the session is over" 403
ok "  which is said" has "$page" "You are not signed in any more."
ok "  with the way back in, beside the form" has "$page" "Sign in in a new tab"
enter "$ada" ada

post "$ada" /-/submit kind=topic forum=help "title=A title of mine" "poll=One
Two" "body=$words $(head -c 90000 /dev/zero | tr '\0' 'x')" website= token=any
kept "too long" 422
ok "  with a sentence at the field" has "$page" "_body-error"

conf post.per-hour 1
stop_all
serve "$site"
enter "$ada" ada
for _ in 1 2 3 4 5 6 7 8 9 10 11 12; do post "$ada" /-/preview "${topic[@]}"; done
kept "too fast" 429
ok "  says for how long" grep -qi '^retry-after: [0-9]' "$page.head"
ok "  and sends it again by one button" has "$page" "Try again"
conf post.per-hour 10000
stop_all
serve "$site"
again=()
while IFS= read -r field; do again+=("${field//$'\001'/$'\n'}"); done < <(perl -0ne '
	my ($form) = m{<form class="form" method="post" action="/-/preview">(.*?)</form>}s or exit;
	while ($form =~ m{<textarea name="([^"]*)"[^>]*>\n(.*?)</textarea>}gs) { my ($n, $v) = ($1, $2); $v =~ s/&lt;/</g; $v =~ s/&gt;/>/g; $v =~ s/&amp;/&/g; $v =~ s/\n/\x01/g; print "$n=$v\n" }' "$page")
ok "  with every field" test ${#again[@]} -ge 6
post "$ada" /-/preview "${again[@]}"
is "  which then works" "$status" 200

# A report whose token is not this visitor's, and one at a stranger's hands.
post "$ada" /-/report path=forums/announcements/2026/11/welcome/index.md why=spam "text=$words" token=nonsense
ok "a report whose token has expired is given back" has "$page" "$shown"
status=$(curl -s -b "$ada" -o "$page" -w '%{http_code}' -H "Origin: https://evil.example" --data-urlencode "body=$words" -d kind=topic -d forum=help "$url/-/preview")
is "another site's form" "$status" 403
ok "  is not offered to be sent again" lacks "$page" 'action="/-/preview"'

# Guests: held, with the same care.
post "$guest" /-/preview kind=topic forum=help "title=A title of mine" "body=$words" name=Visitor website= "poll=One
Two"
token=$(hidden token)
post "$guest" /-/submit kind=topic forum=help "title=A title of mine" "body=$words changed" name=Visitor website= "poll=One
Two" "token=$token"
kept "a guest's text that is not what was previewed" 403
done_testing
