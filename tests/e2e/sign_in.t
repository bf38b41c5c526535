#!/bin/bash
# Signing in by a mailed link or code, through lighttpd, a real sendmail (msmtp) and a real SMTP server.
. "$(dirname "$0")/lib.sh"

site=$work/site
make_site "$site" --title "Hedge & Garden" --url http://127.0.0.1:1/ || exit 1
smtp=$(free_port)
smtp_sink
cat >"$work/sendmail" <<SH
#!/bin/sh
while [ -e $work/slow ]; do sleep 0.1; done
exec msmtp --host=127.0.0.1 --port=$smtp --auth=off --tls=off "\$@"
SH
chmod +x "$work/sendmail"
cat >>"$site/site.conf" <<CONF
[mail]
	from = stoa@example.org
	sendmail = $work/sendmail
[sign-in]
	letters = 50
CONF
printf 'a-long-password\n' | "$stoa" member add ann --name Ann --password-stdin --site "$site" --address ann@example.org >/dev/null
serve "$site"
letters() { ls "$work/inbox/new" 2>/dev/null | wc -l; }
newest() { ls -t "$work"/inbox/new/* | head -1; }
empty() { rm -f "$work"/inbox/new/*; }
text() { /usr/bin/python3 -c '
import email, email.policy, sys
m = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
print(m.get_body(("plain",)).get_content())' "$(newest)"; }
arrived() { [ "$(letters)" -eq "${1:-1}" ]; }

a=$work/a b=$work/b
get "$a" /-/sign-in
ok "the form offers a letter" has "$page" "Mail me a link"
post "$a" /-/sign-in handle=ann@example.org next=/-/me/sessions
is "asking answers at once" "$status" 303
sent=$to
ok "a letter comes" wait_for arrived
ok "to the address of the account" grep -q '^To: ann <ann@example.org>' "$(newest)"
link=$(text | grep -o 'http://[^ ]*sign-in/link[^ ]*')
code=$(text | sed -n 's/^    \(....-....\)$/\1/p')
is "its link begins with site.url" "${link%%/-/*}" http://127.0.0.1:1
link=${link#http://127.0.0.1:1}
get "$b" "$link"
is "the link asks" "$status" 200
get "$b" /-/me
is "and does nothing by itself" "$status" 303
post "$b" "$link" x=y
is "its button signs in, in any browser" "$status $to" "303 /-/me/sessions"
get "$b" /-/me
ok "as who it was mailed to" has "$page" "You are signed in as ann."
post "$work/c" "$link" x=y
is "once" "$status" 403
empty

post "$a" /-/sign-in handle=ann
sent=$to
wait_for arrived
code=$(text | sed -n 's/^    \(....-....\)$/\1/p')
get "$a" "$sent"
post "$a" /-/sign-in/code "ticket=$(hidden ticket)" code=AAAA-AAAA
is "a wrong code is said" "$status" 422
post "$a" /-/sign-in/code "ticket=$(hidden ticket)" "code=$(tr 'A-Z-' 'a-z ' <<<"$code")"
is "the code signs in where it was asked for" "$status" 303
get "$a" /-/me/sessions
is "there are two sessions" "$(grep -c 'name="end" value="[^a]' "$page")" 2
post "$a" /-/me/sessions "token=$(hidden token)" end=all
get "$b" /-/me
is "signing out everywhere ends the other one" "$status" 303
empty

post "$a" /-/sign-in handle=nobody@example.org
is "who has no account gets the same answer" "$status" 303
ok "and what was made for them is dropped" wait_for bash -c '[ "$(sqlite3 "$0/state/state.db" "SELECT count(*) FROM letter")" = 0 ]' "$site"
is "nobody gets a letter" "$(letters)" 0

touch "$work/slow"
post "$a" /-/sign-in handle=ann
is "nobody waits for the mailer" "$status $(letters)" "303 0"
for i in 1 2 3; do post "$a" /-/sign-in handle=ann; done
rm "$work/slow"
ok "letters asked for meanwhile come too" wait_for arrived 4
empty

post "$a" /-/sign-in handle=ann password=a-long-password
is "a password works too" "$status $to" "303 /-/me"
get "$a" /-/me/password
post "$a" /-/me/password "token=$(hidden token)" old=a-long-password "new=several words in a row"
is "and can be changed" "$status" 303
post "$b" /-/sign-in handle=ann password=a-long-password
is "the old one is gone" "$status" 403
post "$b" /-/sign-in handle=ann "password=several words in a row"
is "the new one is there" "$status" 303
done_testing
