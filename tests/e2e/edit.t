#!/bin/bash
# Changes to what is there already, and the rest of a submission's life: a diff, a clash, an edited
# approval, withdrawal, another try; who may write where; signing out; too many wrong passwords.
. "$(dirname "$0")/lib.sh"
site=$work/site
guest=$work/guest mod=$work/mod
lesson=tutorials/getting-started/01-install
ok "init from this project's content" make_site "$site" --title Stoa --from content
printf '%s\n' "$password" | "$stoa" member add ada --name Ada --password-stdin --site "$site" >/dev/null
printf '%s\n' "$password" | "$stoa" member add stan --role staff --name Stan --password-stdin --site "$site" >/dev/null
git config --file "$site/site.conf" post.per-hour 10000
git config --file "$site/site.conf" moderation.hold everyone
ok "serve answers" serve "$site"

# last_hidden NAME: the value of the last such field; members' pages have a token for signing out before it.
last_hidden() {
	perl -0ne 'my $v = ""; while (/<input\b([^>]*)>/g) { my $t = $1; next unless $t =~ /\bname="'"$1"'"/; $v = $1 if $t =~ /\bvalue="([^"]*)"/ } print $v' "$page"
}
# area NAME: the text of a textarea in $page, with its entities resolved.
area() {
	perl -0ne 'print $1 if /<textarea[^>]*name="'"$1"'"[^>]*>\n?(.*?)<\/textarea>/s' "$page" |
		perl -pe 's/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&#39;|&#x27;/\x27/g; s/&amp;/&/g'
}
as() {
	get "$1" /-/sign-in
	post "$1" /-/sign-in "handle=$2" "password=$password" "next=/" "token=$(hidden token)"
}
# edit_form JAR PATH: opens the form; its fields in $base, $title and $text.
edit_form() {
	get "$1" "/-/edit?path=$2"
	base=$(hidden base) title=$(hidden title) text=$(area body)
}
# send JAR FIELD...: preview, then submit what the preview carries; the id in $id.
send() {
	local jar=$1
	shift
	post "$jar" /-/preview "$@" website=
	[ "$status" = 200 ] || return 1
	post "$jar" /-/submit "$@" website= "token=$(last_hidden token)"
	receipt=$to
	id=${receipt#*/submission/}
	id=${id%%\?*}
}
# send_edit JAR PATH TEXT: from the form as it was opened last.
send_edit() {
	send "$1" kind=edit "path=$2" "base=$base" "title=$title" "body=$3" name=Visitor
}
verdict() {
	get "$mod" "/-/queue/$id"
	# What is decided has no form of its own any more; the visitor's token is on every page.
	post "$mod" "/-/queue/$id" "token=$(grep -o 'name="token" value="[^"]*' "$page" | head -1 | sed 's/.*"//')" "$@"
}
state() { "$stoa" queue show --site "$site" "$1" | sed -n 's/^state *//p'; }

sign_in "$mod"
get "$guest" /$lesson/
ok "a lesson leads to its form" has "$page" "/-/edit?path=${lesson//\//%2F}.md"
edit_form "$guest" $lesson.md
is "the form opens" "$status" 200
ok "asks for no name, for there is no place for it" lacks "$page" 'name="name"'
ok "with the text" grep -qF "Get a clone of the project" <<<"$text"
send_edit "$guest" $lesson.md "$text"
is "an edit that changes nothing is not taken" "$status" 422
old_base=$base old_text=$text
send_edit "$guest" $lesson.md "${text/Get a clone of the project/Clone the project}"
is "a guest's suggestion" "$status" 303
first=$id
get "$guest" "$receipt"
ok "waits" has "$page" "aiting for review"
ok "and is not public" not grep -rqF "Clone the project" "$site/public"
get "$mod" "/-/queue/$id"
# Words that differ are marked inside of their line.
changed() { sed -n "/<$1>/p" "$page" | sed 's/<[^>]*>//g'; }
ok "the moderator sees what goes" grep -qF 'Get a clone of the project' <<<"$(changed del)"
ok "and what comes" grep -qF 'Clone the project' <<<"$(changed ins)"
ok "and no other line as changed" test "$(grep -cE '<(ins|del)>' "$page")" = 2
verdict action=approve
is "approve" "$status" 303
seen_at "$mod"
is "leads to the lesson" "$to" "/$lesson/"
get "$guest" /$lesson/
ok "which has the new words" has "$page" "Clone the project"
ok "and not the old" lacks "$page" "Get a clone of the project"
is "only that file was touched" "$(git -C "$site/content.git" diff --name-only main^1 main)" $lesson.md
is "by one line" "$(git -C "$site/content.git" diff --numstat main^1 main | cut -f1,2 | tr '\t' ' ')" "1 1"

# Two people change the same line of the version that both saw.
base=$old_base
send_edit "$guest" $lesson.md "${old_text/Get a clone of the project/Fetch the project}"
is "a second edit of the same lines" "$status" 303
second=$id
get "$mod" "/-/queue/$id"
ok "its diff is against what its author saw" grep -qE '<del>.*Get a clone' "$page"
verdict action=approve
is "clashes" "$status" 409
ok "the file is named" has "$page" "$lesson.md"
ok "the words of both are there" sh -c "grep -q 'Fetch the project' '$page'"
is "it still waits" "$(state "$second")" waiting
get "$guest" "$receipt"
ok "and its author sees that" has "$page" "aiting for review"
get "$guest" /$lesson/
ok "the page is as it was" has "$page" "Clone the project"
ok "by command the same" not "$stoa" queue approve --site "$site" --as gardener "$second"
# Other lines of the same page do not clash.
base=$old_base
send_edit "$guest" $lesson.md "${old_text/You need it only/You want it only}"
verdict action=approve
is "another line of the same old version merges" "$status" 303
get "$guest" /$lesson/
ok "the page has both" sh -c "grep -q 'Clone the project' '$page' && grep -q 'You want it only' '$page'"
id=$second
get "$mod" "/-/queue/$id"
post "$mod" "/-/queue/$id" "token=$(hidden token)" action=approve
is "it clashes still" "$status" 409
merged=$(area body)
ok "the form has both versions, marked" grep -qzE "<<<<<<< published now.*>>>>>>> this change" <<<"$merged"
ok "merged with what is not in dispute" grep -q "You want it only" <<<"$merged"
post "$mod" "/-/queue/$id" "token=$(hidden token)" action=edit "base=$(hidden base)" "body=$merged"
ok "marks that are left are refused" test "$status" = 409 -a "$(area body)" = "$merged"
solved=$(sed '/^<<<<<<< /,/^=======$/d; /^>>>>>>> /d; s/Fetch the project/Fetch or clone the project/' <<<"$merged")
post "$mod" "/-/queue/$id" "token=$(hidden token)" action=edit "base=$(hidden base)" "body=$solved"
is "the clash is solved by an edited approval" "$status" 303
get "$guest" /$lesson/
ok "the page has what the moderator made of it" has "$page" "Fetch or clone the project"
ok "and what was approved before" has "$page" "You want it only"
ok "the suggestion has its author still" sh -c "git -C '$site/content.git' log -1 --format=%an main^2 | grep -qx guest"
is "it counts as approved" "$(state "$second")" approved

# Main moves again while a moderator solves a clash: what was typed is merged once more.
edit_form "$guest" pages/about.md
line=$(grep -m1 . <<<"$text")
ids=()
for version in A B C; do
	send_edit "$guest" pages/about.md "${text/"$line"/Version $version}"
	ids+=("$id")
done
id=${ids[0]}
verdict action=approve
id=${ids[1]}
verdict action=approve
early=$(hidden base)
id=${ids[2]}
verdict action=approve
post "$mod" "/-/queue/$id" "token=$(hidden token)" action=edit "base=$(hidden base)" "body=Version C, solved"
is "published on main as it is now" "$(git -C "$site/content.git" show main:pages/about.md | tail -1)" "Version C, solved"
id=${ids[1]}
get "$mod" "/-/queue/$id"
post "$mod" "/-/queue/$id" "token=$(hidden token)" action=edit "base=$early" "body=Version B, solved"
is "a solution that is late clashes again" "$status" 409
ok "with what was typed" grep -qz "<<<<<<< published now.*Version C, solved.*Version B, solved" <<<"$(area body)"
post "$mod" "/-/queue/$id" "token=$(hidden token)" action=edit "base=$(hidden base)" "body=Version B and C"
is "and is solved at the second try" "$status" 303
is "for good" "$(git -C "$site/content.git" show main:pages/about.md | tail -1)" "Version B and C"

# Edit and approve of a reply: the author's text must not reach the public repository.
topic=forums/announcements/2026/11/welcome
send_reply "$guest" $topic/index.md "Have a look at my-rubbish.example, friends"
get "$mod" "/-/queue/$id"
ok "the source is in the form" grep -qF "my-rubbish.example" <<<"$(area body)"
verdict action=edit body=
is "an empty edit is refused" "$status" 422
verdict action=edit "body=Have a look, friends"
is "edit and approve" "$status" 303
seen_at "$mod"
get "$guest" "$to"
ok "the topic shows the edited text" has "$page" "Have a look, friends"
ok "the other text is nowhere in public" not sh -c "git -C '$site/content.git' cat-file --batch --batch-all-objects | grep -aqF my-rubbish"

post "$guest" /-/preview kind=reply "path=$topic/index.md" body= name=V website=
ok "a mistake is told at the top and at its field" test "$(grep -c 'Please write something' "$page")" = 2

# Its author takes it back.
send_reply "$guest" $topic/index.md "On second thoughts"
get "$guest" "$receipt"
post "$work/stranger" "${receipt%%\?*}" action=withdraw k=guessed token=none
is "a stranger cannot withdraw it" "$status" 403
get "$guest" "$receipt"
post "$guest" "${receipt%%\?*}" action=withdraw "k=$(hidden k)" "token=$(hidden token)"
is "withdraw" "$status" 303
get "$guest" "$receipt"
ok "the receipt says so" has "$page" "You took it back"
is "it is withdrawn" "$(state "$id")" withdrawn
ok "with the text to mend" grep -qF "On second thoughts" <<<"$(area body)"
# Its page has no verdict to give any more: the token is that of any other form.
get "$mod" "/-/edit?path=pages/about.md"
post "$mod" "/-/queue/$id" "token=$(hidden token)" action=approve
ok "it cannot be approved any more" test "$status" = 409

# Rejected, mended, sent again.
send_reply "$guest" $topic/index.md "FIRST TRY"
rejected=$receipt
verdict action=reject
is "a rejection needs a reason" "$status" 422
verdict action=reject "reason=Please do not shout." rule=
is "reject" "$status" 303
get "$guest" "$rejected"
ok "the reason is there" has "$page" "Please do not shout."
is "the form to mend it has its path" "$(hidden path)" $topic/index.md
is "and its name" "$(hidden name)" Visitor
ok "and its text" grep -qF "FIRST TRY" <<<"$(area body)"
send "$guest" kind=reply "path=$(hidden path)" "body=Second try" name=Visitor
is "sent again" "$status" 303
ok "as a submission of its own" test "$receipt" != "$rejected"
verdict action=approve
seen_at "$mod"
get "$guest" "$to"
ok "approved this time" has "$page" "Second try"

# Locks and forums of the staff.
git clone -q "$site/content.git" "$work/clone"
sed -i '2a locked: true' "$work/clone/forums/help/2026/11/how-to-ask/index.md"
git -C "$work/clone" commit -qam "Lock" && git -C "$work/clone" push -q
get "$guest" /forums/help/2026/11/how-to-ask/
ok "a locked topic says so" has "$page" "takes no more replies"
ok "and has no form" lacks "$page" 'action="/-/preview"'
post "$guest" /-/preview kind=reply path=forums/help/2026/11/how-to-ask/index.md "body=Still here" name=V website=
is "a reply to it is refused" "$status" 403
ok "in words, with the text kept" sh -c "grep -q 'topic is locked' '$page' && grep -q 'Still here' '$page'"
get "$guest" "/-/new?forum=announcements"
is "guests open no announcements" "$status" 403
post "$guest" /-/preview kind=topic forum=announcements title=Sale "body=Buy" name=V website=
is "nor by a form of their own" "$status" 403
get "$guest" /forums/announcements/
ok "its page offers none to everybody" lacks "$page" 'class="button" href="/-/new?forum=announcements'
ok "but the way for the staff" has "$page" '/-/new?forum=announcements'
get "$guest" "/-/edit?path=$topic/index.md"
is "guests do not edit others' posts: they sign in first" "$status" 303

# A member's post, held and not.
ada=$work/ada
as "$ada" ada
is "a member signs in" "$status" 303
get "$ada" "/-/reply?path=$topic/index.md"
ok "and is not asked for a name" lacks "$page" 'name="name"'
send "$ada" kind=reply "path=$topic/index.md" "body=Held words of Ada" name=Mallory
ok "with hold = everyone it waits" test "${receipt#/-/submission/}" != "$receipt"
"$stoa" queue approve --site "$site" --as gardener "$id" >/dev/null 2>&1
ok "ada is its author" sh -c "git -C '$site/content.git' show main:$topic/$id.md | grep -qx 'author: ada'"
ok "and of the commit" sh -c "git -C '$site/content.git' log -1 --format=%an main^2 | grep -qx ada"
stop_all
git config --file "$site/site.conf" moderation.hold guests
ok "serve again" serve "$site"
send "$ada" kind=reply "path=$topic/index.md" "body=Free words of Ada"
is "with hold = guests" "$status" 303
ok "it leads to the topic" test "${to#/"$topic"/}" != "$to"
get "$guest" "${to%%#*}"
ok "which shows it at once" has "$page" "Free words of Ada"
send_reply "$guest" $topic/index.md "Held words of a guest"
is "a guest's still waits" "$(state "$id")" waiting
get "$ada" "/-/queue"
is "a member sees no queue" "$status" 403
own=$(git -C "$site/content.git" grep -l "Free words of Ada" main -- forums)
own=${own#main:}
edit_form "$ada" "$own"
is "a member edits what is theirs" "$status" 200
send "$ada" kind=edit "path=$own" "base=$base" "body=Freer words of Ada"
get "$guest" /$topic/
ok "at once" has "$page" "Freer words of Ada"
ok "marked as edited" sh -c "git -C '$site/content.git' show 'main:$own' | grep -q '^edited: '"
edit_form "$ada" $lesson.md
send "$ada" kind=edit "path=$lesson.md" "base=$base" "title=$title" "body=${text/Fetch or/Get or}"
is "a member's change to a lesson waits" "$(state "$id")" waiting
stan=$work/stan
as "$stan" stan
send "$stan" kind=topic forum=announcements "title=News from Stan" "body=It is spring." tags=
get "$guest" /forums/announcements/
ok "the staff announce" has "$page" "News from Stan"

# Signing out, and too many tries.
get "$ada" /-/me
is "ada is signed in" "$status" 200
ok "and reads no status code" lacks "$page" '<p class="over">200'
cp "$ada" "$work/stolen"
post "$ada" /-/sign-out "token=$(hidden token)"
is "sign-out" "$status" 303
get "$ada" /-/me
ok "ada is nobody now" test "$status" != 200
get "$work/stolen" /-/me
ok "nor does her old cookie open anything" test "$status" != 200
for i in $(seq 12); do
	get "$work/thief" /-/sign-in
	post "$work/thief" /-/sign-in handle=ada "password=guess-number-$i" next=/ "token=$(hidden token)"
	[ "$status" = 403 ] || break
done
is "too many wrong passwords are 429" "$status" 429
ok "with the time to wait" grep -qiE '^retry-after: [0-9]+' "$page.head"
ok "after as many as the setting says" test "$i" -le 11
get "$mod" /-/queue
is "who is signed in stays so" "$status" 200

ok "the site equals a build from nothing" "$stoa" build --verify --quiet "$site"
ok "content.git is sound" git -C "$site/content.git" fsck --strict --no-dangling
ok "queue.git is sound" git -C "$site/queue.git" fsck --no-dangling
ok "the content is in order" "$stoa" check "$site"
done_testing
