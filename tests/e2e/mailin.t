#!/bin/bash
# Answers by mail: what a letter's reply address proves, and what becomes of it, through a pipe and from a Maildir.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
site=$work/site
port=$(free_port)
make_site "$site" --title "Hedge & Garden" --url "http://127.0.0.1:$port/" || exit 1
mail_sink "$site"
conf() { git config --file "$site/site.conf" "$1" "$2"; }
state() { sqlite3 "$site/state/state.db" "$1"; }
conf mail.reply-to reply@example.org
for who in ann ben; do
	printf 'a-long-password\n' | "$stoa" member add $who --name "${who^}" --password-stdin --site "$site" --address "$who@example.org" >/dev/null
done
"$stoa" build --quiet "$site"
"$stoa" mail --quiet "$site"
clone=$work/clone
git clone -q "$site/content.git" "$clone"
thread=forums/help/2026/11/hedges
push() { git -C "$clone" add -A && git -C "$clone" commit -qm "$1" && git -C "$clone" pull -q --rebase origin main && git -C "$clone" push -q origin HEAD:main 2>/dev/null; }
opening() { mkdir -p "$clone/$thread"; printf -- '---\ntitle: Which hedge?\nauthor: ann\ndate: 2026-11-20T10:00:00Z\n%s---\nWhich one?\n' "$1" >"$clone/$thread/index.md"; }
opening ""
push topic
"$stoa" mail --quiet "$site"
printf -- '---\nauthor: ben\ndate: 2026-11-20T11:00:00Z\n---\nYew.\n' >"$clone/$thread/20261120-110000-aaaaaa.md"
push answer
"$stoa" mail --quiet "$site"
wait_for to ann
letter=$(to ann | head -1)
reply_to=$(/usr/bin/python3 tests/e2e/read_letter.py "$letter" print=Reply-To)
ok "a letter can be answered" grep -qx 'reply+[a-z2-7]\{36\}@example.org' <<<"$reply_to"
ok "and says so" grep -q "Answer above this line" "$letter"
ok "the address that letters leave by says whose they are" grep -q '^X-MailFrom: reply+b\.[a-z2-7]\{16\}\.ann@example.org' "$letter"
bounce_to=$(sed -n 's/^X-MailFrom: *//p' "$letter")
empty

# mail FROM TO ID [header...]: a message with the body of its input
mail() {
	printf 'From: Ann <%s>\nTo: <%s>\nSubject: Re: Which hedge?\nMessage-ID: <%s@mua.example>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n' "$1" "$2" "$3"
	shift 3
	[ $# -eq 0 ] || printf '%s\n' "$@"
	echo
	cat
}
take() { "$stoa" mail-in "$site" >"$work/taken" 2>&1; }
took() { grep -qF -- "$1" "$work/taken" || { cat "$work/taken"; return 1; }; }
waiting() { "$stoa" queue list --site "$site" --json | grep -o '"id":' | wc -l; }
quoted() { printf '%s\n\n-- \nAnn from the garden\n\nOn Friday, Ben wrote:\n> Yew.\n' "$1"; }

quoted "Grüße, and **thank** you." | mail Ann@Example.ORG "$reply_to" one >"$work/one"
ok "an answer is taken" take <"$work/one"
ok "and waits, as a form's would" took "waits for a moderator"
is "in the queue" "$(waiting)" 1
id=$("$stoa" queue list --site "$site" --json | grep -o '"id": *"[^"]*' | cut -d'"' -f4)
"$stoa" queue diff "$id" --site "$site" >"$work/diff"
ok "without quote and signature" sh -c "grep -qF 'Grüße, and **thank** you.' '$work/diff' && ! grep -q 'Yew\|from the garden' '$work/diff'"
ok "in its thread, by its author" sh -c "grep -q '$thread/$id.md' '$work/diff' && grep -q 'author: ann' '$work/diff'"
ok "with facts for moderators" test -n "$(state "SELECT rule FROM facts WHERE id = '$id' AND handle = 'ann'")"
ok "the same letter again" take <"$work/one"
is "is the same submission" "$(waiting)" 1
ok "a moderator approves" "$stoa" queue approve "$id" --site "$site" --as gardener
ok "and there it stands" grep -qF "<strong>thank</strong>" "$site/public/$thread/index.html"
ok "even then it is the same" take <"$work/one"
is "and does not wait" "$(waiting)" 0

# Who is free to publish does so; nobody but the command is there to build.
conf moderation.hold guests
quoted "Nobody has to wait for **this**." | mail ann@example.org "$reply_to" free >"$work/free"
ok "an answer by who may publish" take <"$work/free"
ok "is published" took "published"
ok "and stands there" grep -qF "<strong>this</strong>" "$site/public/$thread/index.html"
ok "a site equal to one from nothing" "$stoa" build --verify --quiet "$site"
quoted "Later." | mail ann@example.org "$reply_to" later >"$work/later"
ok "without building" "$stoa" mail-in --no-build --quiet "$site" <"$work/later"
ok "it is not there yet" lacks "$site/public/$thread/index.html" "Later."
ok "the next build has it" "$stoa" build --quiet "$site"
ok "as any" has "$site/public/$thread/index.html" "Later."
git config --file "$site/site.conf" --unset moderation.hold
"$stoa" build --quiet "$site"

"$stoa" mail --quiet "$site"
empty

# ---- nobody in another's name ----
quoted "forged" >"$work/body"
dropped() { # dropped WHAT WHY FROM TO [header...]
	local what=$1 why=$2
	shift 2
	mail "$1" "$2" "x$RANDOM$RANDOM" "${@:3}" <"$work/body" >"$work/message"
	ok "$what" take <"$work/message"
	ok "  is dropped" took "$why"
	is "  and is no submission" "$(waiting)" 0
}
other=$(tr 'a-m' 'n-z' <<<"${reply_to:16:26}")
dropped "a forged token" "forged" ann@example.org "${reply_to:0:16}${other:0:26}@example.org"
dropped "a token that was never made" "not made here" ann@example.org "reply+$(printf 'a%.0s' {1..36})@example.org"
dropped "a letter to somebody else" "none of the site's" ann@example.org "someone@example.org"
dropped "an answering machine" "a program" ann@example.org "$reply_to" "Auto-Submitted: auto-replied"
dropped "a mailing list" "a program" ann@example.org "$reply_to" "List-Id: <x.example.org>"
dropped "a list that only says how to leave it" "a program" ann@example.org "$reply_to" "List-Unsubscribe: <mailto:x@example.org>"
dropped "bulk" "a program" ann@example.org "$reply_to" "Precedence: bulk"
dropped "an out-of-office notice" "a program" ann@example.org "$reply_to" "X-Auto-Response-Suppress: All"
dropped "the null sender" "a program" ann@example.org "$reply_to" "Return-Path: <>"
"$stoa" mail --quiet "$site"
is "and nobody is told" "$(letters)" 0
ok "a letter of our own" sh -c "sed 's/^To: .*/To: <$reply_to>/' '$work/one' | sed 's/@mua.example/@127.0.0.1/' | '$stoa' mail-in '$site' 2>&1 | grep 'a program'"

# ---- what a person can mend is said by letter ----
complained() { # complained WHAT WORDS: after the message on the input
	ok "$1" take
	"$stoa" mail --quiet "$site"
	is "  its author is told, once" "$(letters)" 1
	ok "  $2" /usr/bin/python3 tests/e2e/read_letter.py "$(to ann | head -1)" "text=$2"
	empty
	state "DELETE FROM rate"
}
complained "another sender" "another address" < <(mail mallory@example.org "$reply_to" two <"$work/body")
complained "nothing new in it" "no text above" < <(printf '> Yew.\n' | mail ann@example.org "$reply_to" three)
complained "too long" "longer than the" < <(head -c 300000 /dev/zero | tr '\0' 'x' | fold -w 70 | mail ann@example.org "$reply_to" four)
conf mail.reply-max 64k
complained "too large" "larger than" < <(head -c 300000 /dev/zero | tr '\0' 'x' | fold -w 70 | mail ann@example.org "$reply_to" four)
conf mail.reply-max 25m
opening "locked: true
"
push locked
complained "a locked topic" "takes no more answers" < <(mail ann@example.org "$reply_to" five <"$work/body")
opening ""
push unlocked
conf mail.reply-any-sender true
ok "where the operator says so, the token is enough" take < <(mail mallory@example.org "$reply_to" six <"$work/body")
is "then" "$(waiting)" 1
conf mail.reply-any-sender false
"$stoa" queue list --site "$site" --json | grep -o '"id": *"[^"]*' | cut -d'"' -f4 | xargs "$stoa" queue reject --reason x --site "$site" --as gardener >/dev/null
state "DELETE FROM verdict"

# ---- pictures ----
printf 'P6\n40 30\n255\n' >"$work/p.ppm"
/usr/bin/python3 - "$work/picture" "$reply_to" <<'PY'
import sys, zlib, struct
from email.message import EmailMessage
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
raw = b"".join(b"\0" + bytes([200, 30, y]) * 40 for y in range(30))
png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 40, 30, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")
m = EmailMessage()
m["From"], m["To"], m["Subject"], m["Message-ID"] = "ann@example.org", sys.argv[2], "Re: hedge", "<picture@mua.example>"
m.set_content("Look at this.\n")
m.add_attachment(png, maintype="image", subtype="png", filename="My hedge.png")
m.add_attachment(b"MZ\x90\0", maintype="application", subtype="octet-stream", filename="setup.exe")
open(sys.argv[1], "wb").write(m.as_bytes())
PY
complained "an answer with a picture and a program" "setup.exe" <"$work/picture"
id=$("$stoa" queue list --site "$site" --json | grep -o '"id": *"[^"]*' | cut -d'"' -f4)
ok "the picture is taken, cleaned" sh -c "git -C '$site/queue.git' ls-tree -r --name-only '$id' | grep -q '$thread/my-hedge-[a-z0-9]*.png'"
ok "and shown in the text" sh -c "git -C '$site/queue.git' show '$id:$thread/$id.md' | grep -q '!\[my hedge\](my-hedge-[a-z0-9]*.png)'"
"$stoa" queue approve "$id" --site "$site" --as gardener >/dev/null

# ---- a Maildir; trouble that passes ----
mkdir -p "$work/maildir/new" "$work/maildir/cur"
quoted "From a Maildir." | mail ann@example.org "$reply_to" seven >"$work/maildir/new/1.host"
quoted "nothing" | mail ann@example.org someone@example.org eight >"$work/maildir/new/2.host"
ok "a Maildir" "$stoa" mail-in --maildir "$work/maildir" "$site"
is "what was taken is seen" "$(ls "$work/maildir/cur")" "1.host:2,S"
is "what was dropped is kept apart" "$(ls "$work/maildir/dropped")" "2.host:2,S"
is "and waits" "$(waiting)" 1
conf moderation.queue-max 1
quoted "One too many." | mail ann@example.org "$reply_to" nine >"$work/nine"
"$stoa" mail-in "$site" <"$work/nine" 2>/dev/null
is "a full queue is EX_TEMPFAIL" "$?" 75
cp "$work/nine" "$work/maildir/new/3.host"
"$stoa" mail-in --maildir "$work/maildir" "$site" 2>/dev/null
is "in a Maildir too" "$?" 75
ok "where the letter stays" test -e "$work/maildir/new/3.host"
git config --file "$site/site.conf" --unset moderation.queue-max
ok "and is taken when there is room" "$stoa" mail-in --maildir "$work/maildir" "$site"
is "once" "$(waiting)" 2
git config --file "$site/site.conf" --unset mail.reply-to
"$stoa" mail-in "$site" <"$work/nine" 2>/dev/null
is "a setting that is wrong keeps the letter as well" "$?" 75
conf mail.reply-to reply@example.org

# ---- letters that come back ----
dsn() { # dsn TO STATUS ACTION
	printf 'Return-Path: <>\nFrom: MAILER-DAEMON@example.org\nTo: <%s>\nSubject: Undelivered\nMessage-ID: <d%s@mx.example>\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\nSorry.\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; ann@example.org\nAction: %s\nStatus: %s\n\n--b--\n' "$1" "$BASHPID-$RANDOM" "$3" "$2"
}
bounces() { state "SELECT bounces || ' ' || paused FROM account WHERE handle = 'ann'"; }
ok "a letter that is late" take < <(dsn "$bounce_to" 4.4.1 delayed)
is "counts for nothing" "$(bounces)" "0 0"
ok "a forged one" take < <(dsn "reply+b.aaaaaaaaaaaaaaaa.ann@example.org" 5.1.1 failed)
is "neither" "$(bounces)" "0 0"
for i in 1 2 3; do dsn "$bounce_to" 5.1.1 failed | "$stoa" mail-in --quiet "$site"; done
is "three that came back pause the letters" "$(bounces)" "3 1"
serve "$site"
get "$work/jar" /-/sign-in
post "$work/jar" /-/sign-in handle=ann password=a-long-password "token=$(hidden token)"
get "$work/jar" /-/me/letters
ok "which the member's page says" has "$page" "came back"
post "$work/jar" /-/me/letters often=now "token=$(hidden token)"
is "until they choose anew" "$(bounces)" "0 0"
stop_all

# ---- expired, hostile ----
state "UPDATE ticket SET expires = 1 WHERE handle = 'ann'"
ok "a changed ticket proves nothing" take <"$work/nine"
ok "because the day is part of it" took forged
/usr/bin/python3 - "$work" "$reply_to" <<'PY'
import sys
head = f"From: ann@example.org\nTo: {sys.argv[2]}\nMessage-ID: <bomb@mua.example>\nMIME-Version: 1.0\n"
def put(name, text):
    open(f"{sys.argv[1]}/{name}", "wb").write(head.encode() + text)
deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(5000))
put("deep", deep + b"Content-Type: text/plain\n\nbottom\n")
put("wide", b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\nContent-Type: text/plain\n\nx\n" * 20000 + b"--b--\n")
put("charset", b"Content-Type: text/plain; charset=utf-7-nonsense\nContent-Transfer-Encoding: 8bit\n\n\xff\xfe\x00\x80 broken \xc3(\n")
put("base64", b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n" + b"QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB\n" * 250000)
PY
for what in deep wide charset base64; do
	ok "hostile: $what" "$stoa" mail-in "$site" <"$work/$what"
done
done_testing
