#!/bin/bash
# Events: what is next at a commit's date, the files for calendar programs, and what check says.
. "$(dirname "$0")/lib.sh"
site=$work/site repo=$work/clone public=$work/site/public
mkdir "$site"
git init -q --bare -b main "$site/content.git"
git clone -q "$site/content.git" "$repo" 2>/dev/null
printf '[site]\n\ttitle = "The porch, \\"ours\\"; mostly"\n\turl = https://porch.example/c/\n' >"$site/site.conf"

put() { # put PATH "front matter lines" "body"
	mkdir -p "$repo/$(dirname "$1")"
	printf -- '---\n%s\n---\n%s\n' "$2" "$3" >"$repo/$1"
}
# commit DATE: now is the commit's date.
commit() {
	git -C "$repo" add -A && GIT_COMMITTER_DATE=$1 git -C "$repo" commit -q --allow-empty -m "$1" && git -C "$repo" push -q origin HEAD:main
}
build() { "$stoa" build --verify "$site" >"$work/out" 2>"$work/errors"; }
order() { grep -o 'row-title" href="/c/events/[^"]*' "$public/events/index.html" | sed 's|.*/events/[0-9]*/||' | tr -d '\n'; }

put index.md "title: The porch" "Sit."
put events/2026/open-hour.md "title: Open hour
start: 2026-10-07T18:00:00+02:00
end: 2026-10-07T19:00:00+02:00
zone: Europe/Berlin
repeat: FREQ=WEEKLY;BYDAY=WE;UNTIL=20261230
except: [2026-12-23]
date: 2026-10-01T00:00:00Z
edited: 2026-10-02T00:00:00Z
tags: [talk]" "Come by."
put events/2026/fair.md "title: Fair
start: 2026-11-10T10:00:00-05:00
end: 2026-11-10T16:00:00-05:00
zone: America/New_York
location: Main Street; the \\\\green\\\\ one" "Bring pies."
put events/2026/walk.md "title: Walk
start: 2026-11-20T10:00:00Z
cancelled: yes" "It rains."
commit 2026-10-05T00:00:00Z
ok "events" build
is "the soonest first" "$(order)" open-hour/fair/walk/
page=$public/events/2026/open-hour/index.html
ok "by the clocks of the place" has "$page" "Wed, 7 Oct 2026, 18:00</time> – <time datetime=\"2026-10-07T17:00:00Z\">19:00"
ok "and in UTC" has "$page" "7 Oct 2026, 16:00 UTC"
ok "the times after" has "$page" "Wed, 28 Oct 2026, 18:00"
ok "of which the clocks make another moment" has "$page" "2026-10-28T17:00:00Z"
ok "how often" has "$page" "Every week"
ok "a cancelled one says so" has "$public/events/2026/walk/index.html" "Cancelled"
ok "one may subscribe" has "$public/events/index.html" 'href="webcal://porch.example/c/events/calendar.ics"'
ok "and add one to a calendar" has "$page" 'href="/c/events/2026/open-hour/event.ics"'

commit 2026-10-07T17:00:00Z
ok "to the last second it is the next" build
ok "as one sees" has "$page" "Wed, 7 Oct 2026"
commit 2026-10-07T17:00:01Z
ok "time alone" build
ok "brings the time after" lacks "$page" "Wed, 7 Oct 2026"
is "which is seen at once, without its file" "$(order)" open-hour/fair/walk/
commit 2026-11-10T20:00:00Z
ok "later" build
is "the order is another" "$(order)" fair/open-hour/walk/
commit 2026-12-17T00:00:00Z
ok "still later" build
ok "an exception is left out" lacks "$page" "23 Dec 2026"
ok "for the one after it" has "$page" "Wed, 30 Dec 2026"
commit 2027-01-05T00:00:00Z
ok "when all is over" build
ok "the page says so" has "$page" "This event is over"
ok "and nothing comes" has "$public/events/index.html" "Nothing is planned"
commit 2026-10-20T00:00:00Z
ok "a commit with an older date" build
is "shows what was next then" "$(order)" open-hour/fair/walk/
ok "by its own clocks" has "$page" "Wed, 21 Oct 2026"

# Debian's own, where another one is in front.
python=
for candidate in python3 /usr/bin/python3; do
	"$candidate" -c 'import icalendar' 2>/dev/null && python=$candidate
done
if [ -n "$python" ]; then
	ok "another parser agrees with what the files say" "$python" tests/e2e/events.py "$public"
else
	skip "python3-icalendar is not installed"
fi

put events/2026/bad-zone.md "title: A
start: 2026-11-10T10:00:00Z
zone: Europe/Bonn" "x"
put events/2026/bad-rule.md "title: A
start: 2026-11-10T10:00:00Z
repeat: FREQ=WEEKLY;BYDAY=XX" "x"
put events/2026/bad-start.md "title: A
start: 2026-11-10T10:00:00Z
repeat: FREQ=WEEKLY;BYDAY=MO" "x"
put events/2026/bad-day.md "title: A
start: 2026-11-10T10:00:00Z
repeat: FREQ=WEEKLY
except: [2026-11-18]" "x"
"$stoa" check "$repo" >"$work/check" 2>&1
ok "check knows zones" has "$work/check" "events/2026/bad-zone.md:4: zone: there is no time zone 'Europe/Bonn'"
ok "and rules" has "$work/check" "events/2026/bad-rule.md:4: repeat: 'BYDAY=XX' has a value"
ok "and whether the start is one of its times" has "$work/check" "events/2026/bad-start.md:4: repeat: start is no time of this rule"
ok "and whether an exception is" has "$work/check" "events/2026/bad-day.md:5: except: '2026-11-18' is no day"
commit 2026-10-21T00:00:00Z
ok "a build goes on without them" build
ok "and names them" has "$work/errors" "events/2026/bad-zone.md: zone: there is no time zone"
is "and only them" "$(order)" open-hour/fair/walk/
done_testing
