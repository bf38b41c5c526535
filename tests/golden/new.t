#!/bin/bash
# `stoa new`: every kind of content in its place, in order as far as a machine can tell.
. "$(dirname "$0")/../e2e/lib.sh"

cp -r content "$work/clone"
cd "$work/clone" || exit 1
git init -q .
new() { "$stoa" new "$@"; }
at=2027-03-04T05:06:07Z
ok "without an author it says how to name one" sh -c "'$stoa' new topic help Hello 2>&1 | grep -q 'git config user.stoa HANDLE'"
is "and makes nothing" "$(git status --porcelain forums/help/2027)" ""
git config user.stoa gardener
is "topic" "$(new topic help 'Grüße: "how"?' --date $at --tags a,b)" forums/help/2027/03/grusse-how/index.md
is "its file" "$(cat forums/help/2027/03/grusse-how/index.md)" '---
title: "Grüße: \"how\"?"
author: gardener
date: 2027-03-04T05:06:07Z
tags: [a, b]
---'
is "the same title again" "$(new topic forums/help/ 'Grüße how' --date $at)" forums/help/2027/03/grusse-how-2/index.md
topic=forums/help/2027/03/grusse-how
for path in $topic $topic/ /$topic/ $topic/index.md; do
	ok "reply to $path" sh -c "'$stoa' new reply '$path' --date $at | grep -qE '^$topic/20270304-050607-[a-z2-7]{6}\.md$'"
done
later=2027-03-04T06:00:00Z
reply=$(new reply $topic --author founders --date $at)
ok "author by option" grep -qx 'author: founders' "$reply"
ok "a reply to a reply goes to its page" sh -c "'$stoa' new reply '$reply' --date $later | grep -q '^$topic/2'"
ok "and answers that one" grep -qx "reply-to: $(basename "$reply" .md)" "$(new reply "$reply" --date $later)"
ok "which a reply to the page does not" sh -c "! grep -q reply-to '$reply'"
is "lesson" "$(new lesson theming 'Own fonts')" tutorials/theming/03-own-fonts.md
ok "reply to a lesson" sh -c "'$stoa' new reply tutorials/theming/03-own-fonts.md | grep -q '^tutorials/theming/03-own-fonts/2'"
is "series" "$(new series 'For teachers')" tutorials/for-teachers/index.md
is "event" "$(new event 'Open hour' --start 2027-05-06T18:00:00Z --end 2027-05-06T19:00:00Z)" events/2027/open-hour.md
weekly=$(new event 'Weekly hour' --start 2027-05-06T18:00:00Z --zone Europe/Berlin --repeat FREQ=WEEKLY)
ok "a repeated event" grep -qx "repeat: FREQ=WEEKLY" "$weekly"
ok "told by the clocks of a zone" grep -qx "zone: Europe/Berlin" "$weekly"
is "resource" "$(new resource 'Some book' --link https://example.org/)" resources/some-book.md
is "page" "$(new page 'Code of conduct')" pages/code-of-conduct.md
is "forum" "$(new forum Jobs)" forums/jobs/index.md
is "member" "$(new member ada --name Ada)" members/ad/ada.md
is "with an editor" "$(EDITOR="sh -c 'echo hello >>\"\$1\"' --" new reply $topic --edit | tail -1 | xargs tail -1)" hello
is "only posts without text are wrong" "$("$stoa" check 2>/dev/null | grep -v 'there is no text below the front matter')" ""
ok "and there are some" not "$stoa" check

bad() {
	local what=$1 words=$2
	shift 2
	ok "$what" sh -c "\"\$@\" 2>&1 >/dev/null | grep -qF -- \"$words\"" sh "$stoa" new "$@"
}
bad "unknown forum" "did you mean help?" topic hepl Title
bad "unknown page" "no such page" reply forums/help/2026/11/nothing
bad "out of the tree" "no such" reply ../../etc/passwd
bad "unknown kind" "did you mean topic?" topci help Title
bad "no title" "usage: stoa new topic FORUM TITLE" topic help
bad "bad link" "http" resource Book --link javascript:alert
bad "bad author" "not a handle" topic help Title --author "A B"
bad "newline in a title" "control character" topic help "one
two"
bad "bad date" "--date" topic help Title --date yesterday
bad "a rule that is none" "FREQ=" event Title --start 2027-05-06T18:00:00Z --repeat weekly
bad "event without start" "--start" event Title
bad "member that exists" "exists" member ada
bad "page that the site has" "of its own by that name" page Events
cd "$work" && bad "not a clone" "holds no content" topic help Title
ok "with --dir" sh -c "'$stoa' new topic help Title --author ada --dir clone | grep -q '^clone/forums/help/'"
ok "--help teaches" sh -c "'$stoa' new --help | grep -q 'stoa new topic help'"
done_testing
