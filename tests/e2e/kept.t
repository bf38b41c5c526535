#!/bin/bash
# What a worker of stoa watch has found out for one build is not believed in the next. It is one worker that has
# seen everything, so nothing of this is chance: it builds each change, and a build from nothing says what is right.
. "$(dirname "$0")/lib.sh"
site=$work/site repo=$work/clone
topic=forums/help/2026/11/stairs
mkdir "$site"
git init -q --bare -b main "$site/content.git"
git clone -q "$site/content.git" "$repo" 2>/dev/null
cat >"$site/site.conf" <<CONF
[topic]
	posts = 5
[post]
	max = 4k
[build]
	jobs = 1
[code]
	pygments = $work/lib
	python = $work/python
CONF
# What colours code, in place of Pygments: it cannot while there is $work/tired.
mkdir -p "$work/lib/pygments" && echo "__version__ = '1'" >"$work/lib/pygments/__init__.py"
cat >"$work/python" <<PERL
#!/usr/bin/perl
exit 7 if -e "$work/tired";
\$| = 1;
while (<STDIN>) {
	read STDIN, my \$code, (split)[1];
	print "6\n0 6 k\n";
}
PERL
chmod +x "$work/python"

put() { # put PATH "front matter lines" "body"
	mkdir -p "$repo/$(dirname "$1")"
	printf -- '---\n%s\n---\n%s\n' "$2" "$3" >"$repo/$1"
}
opening() { # opening TITLE [MORE FRONT MATTER]: of the topic
	put "$topic/index.md" "title: $1${2:+
$2}
author: ann
date: 2026-11-01T10:00:00Z" "How?"
}
reply() { # reply SECOND AUTHOR TEXT: one under it
	put "$topic/20261120-1000$1-abcdef.md" "author: $2
date: 2026-11-20T10:00:$1Z" "$3"
}
unreply() { git -C "$repo" rm -q "$topic/20261120-1000$1-abcdef.md"; }
picture() { printf 'GIF89a\1\0%b\0\200\0\0' "$1" >"$repo/$topic/a.gif"; } # picture HEIGHT
commit() { git -C "$repo" add -A && git -C "$repo" commit -qm "$1" && git -C "$repo" push -q origin HEAD:main; }
# rendered: how many files were made for what was committed last; built: it is told when all is done.
rendered() { sed -n "s/^built $(git -C "$repo" rev-parse --short=7 HEAD): \([0-9,]*\) of .*/\1/p" "$work/watch"; }
built() { test -n "$(rendered)"; }
workers() { pgrep -P "$watcher"; }
# Apart, for build --verify builds the site itself before it compares.
as_from_nothing() {
	rm -rf "$work/apart"
	"$stoa" build --quiet --out "$work/apart" "$site" && diff -rq "$site/public" "$work/apart"
}
# whole "change": what was put is committed, and the site is as if it had no past.
whole() {
	commit "$1"
	ok "$1" wait_for built
	ok "$1: the same as from nothing" as_from_nothing
}
# kept "change": the same of one that is small enough for the worker (UNITS_PER_WORKER).
kept() {
	whole "$1"
	ok "$1: not too much for it" test "$(rendered)" -le 32
}

put index.md "title: The porch" "A place to sit."
put forums/help/index.md "title: Help" "Ask here."
put forums/chat/index.md "title: Chat" "Talk here."
put members/an/ann.md "name: Ann" "I build."
put members/bo/bob.md "name: Bob" "I ask."
opening Stairs
commit one
sleep 3 # settings that were changed just now are read again at each look, and a builder with others begins anew
"$stoa" watch "$site" >"$work/watch" 2>&1 &
watcher=$!
pids+=("$watcher")
ok "watch" wait_for built
reply 01 bob "One."
kept "a reply"
worker=$(workers)

# What the pages and feeds of members say of that to which they replied.
opening Steps
kept "a topic with another title"
for s in 02 03 04; do reply $s ann "Text $s."; done
kept "replies up to the end of a page"
for s in 05 06; do reply $s bob "Text $s."; done
kept "a second page"
reply 07 bob "Text 07."
kept "a reply on it"
unreply 02
kept "a reply less before it"
mkdir -p "$repo/forums/chat/2026/11"
git -C "$repo" mv $topic forums/chat/2026/11/
topic=forums/chat/2026/11/stairs
whole "a topic that moves"
reply 08 bob "Text 08."
kept "a reply where it is now"

# Texts.
reply 01 bob "Another one."
kept "a reply with another text"
picture '\1'
reply 06 bob "See ![it](a.gif)."
reply 07 bob "As [they said](20261120-100005-abcdef.md)."
reply 08 bob "Hello @carol."
kept "texts that show, link and mention"
picture '\2'
kept "a picture of another size"
unreply 03
unreply 04
kept "the reply is on another page"
put members/ca/carol.md "name: Carol" "I am new."
kept "the member is there"
touch "$work/tired"
reply 08 bob '```c
return 8;
```'
commit "a tool that dies"
ok "a tool that dies" wait_for built
ok "leaves code without colours" has "$site/public/$topic/2/index.html" '>return 8;'
rm "$work/tired"
reply 09 bob '```c
return 9;
```'
kept "it is asked again"
ok "and colours what it did not" has "$site/public/$topic/2/index.html" '<span class="k">return</span> 8;'
reply 10 bob "$(printf '|a%.0s' {1..200})
$(printf '|-%.0s' {1..200})"
kept "a text that may not be rendered"
reply 11 bob "Text 11."
kept "a reply beside it"
is "is told of again" "$(grep -c 'shown as plain text' "$work/watch")" 2
put index.md "title: The porch" "A place to stand."
kept "a front page"
put index.md "title: The porch" "A place to lie."
kept "another front page"
long=forums/news/2026/11/long
put forums/news/index.md "title: News
kind: announcements" "Hear."
put $long/index.md "title: Long
author: ann
date: 2026-11-03T10:00:00Z" "$(printf 'A word. %.0s' {1..1000})"
whole "a long text of the staff's"
topic=$long reply 01 bob "Yes."
kept "a reply to it"
put forums/news/index.md "title: News" "Talk."
whole "a forum for shorter ones"
topic=$long reply 02 bob "No."
kept "a reply to what is too long there"

# What stands around them.
put members/bo/bob.md "name: Robert" "I ask."
kept "a member of another name"
put forums/chat/index.md "title: Talk" "Talk here."
whole "a forum with another title"
reply 13 bob "Text 13."
kept "a reply in it"
put forums/chat/2026/10/roof/index.md "title: Roof
author: ann
date: 2026-10-01T10:00:00Z" "Leaks."
kept "a topic of another month"
put rules.md "version: 3" "Be kind."
whole "rules"
reply 14 bob "Text 14."
kept "a reply under them"
opening Steps "expires: 2050-01-01"
kept "a topic that will end"
export GIT_COMMITTER_DATE=2050-02-01T00:00:00Z
put forums/help/2026/11/door/index.md "title: Door
author: bob
date: 2026-11-30T10:00:00Z" "Squeaks."
whole "a commit of later"
reply 16 bob "Text 16."
kept "a reply to what has ended"
is "all of it was one worker's" "$(workers)" "$worker"

# What ends it.
printf '[badge "one"]\n\treplies = 1\n\ttitle = One\n' >"$repo/badges.conf"
whole "badges"
printf '[badge "one"]\n\treplies = 1\n\ttitle = First\n' >"$repo/badges.conf"
whole "other badges"
reply 17 bob "Text 17."
kept "a reply to earn them by"
"$stoa" build --quiet --full "$site"
reply 18 bob "Text 18."
kept "a reply after somebody else's build"
rm -r "$site/public"
reply 19 bob "Text 19."
whole "a folder that was emptied"
reply 20 bob "Text 20."
kept "a reply after that"
done_testing
