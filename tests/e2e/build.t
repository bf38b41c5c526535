#!/bin/bash
# The builder: what a commit becomes, what a change costs, and what a kill or a bad file does.
. "$(dirname "$0")/lib.sh"
site=$work/site repo=$work/clone public=$work/site/public
topic=forums/help/2026/11/stairs
mkdir "$site"
git init -q --bare -b main "$site/content.git"
git clone -q "$site/content.git" "$repo" 2>/dev/null
cat >"$site/site.conf" <<'CONF'
[site]
	title = The porch
	url = https://porch.example/c/
[topic]
	posts = 5
CONF

put() { # put PATH "front matter lines" "body"
	mkdir -p "$repo/$(dirname "$1")"
	printf -- '---\n%s\n---\n%s\n' "$2" "$3" >"$repo/$1"
}
commit() {
	git -C "$repo" add -A && git -C "$repo" commit -qm "$1" && git -C "$repo" push -q origin HEAD:main
}
reply() { # reply SECOND AUTHOR: one under the topic
	put "$topic/20261120-1000$1-abcdef.md" "author: $2
date: 2026-11-20T10:00:$1Z" "reply number $1"
}
build() { "$stoa" build "$@" "$site" >"$work/out" 2>"$work/errors"; }
stamps() { (cd "$public" && find . -type f -printf '%p %T@ %i\n' | sort); }
changed() { # names of files that differ from the last stamps
	stamps >"$work/now"
	diff "$work/stamps" "$work/now" | sed -n 's/^[<>] \.\/\([^ ]*\) .*/\1/p' | sort -u | tr '\n' ' '
	mv "$work/now" "$work/stamps"
}

put index.md "title: The porch" "A place to sit."
put rules.md "version: 3" "Be kind."
put pages/about.md "title: About" "Who we are."
put forums/help/index.md "title: Help
kind: questions" "Ask here."
put forums/chat/index.md "title: Chat" "Talk here."
put forums/chat/2026/11/hello/index.md "title: Hello
author: ann
date: 2026-11-02T10:00:00Z" "Hello all."
put $topic/index.md "title: How do I build stairs?
author: ann
date: 2026-11-01T10:00:00Z
tags: [wood]" "I *have* a porch, @bob."
printf 'not really a picture' >"$repo/$topic/stairs.png"
printf 'MZ' >"$repo/$topic/virus.exe"
put members/an/ann.md "name: Ann
listed: true
skills: [wood, roofs]" "I build."
put tutorials/wood/index.md "title: Wood" "All of it."
put tutorials/wood/01-saw.md "title: The saw" "How to saw."
put resources/planks.md "title: Planks
link: https://planks.example/" "Good planks."
put events/2026/open-day.md "title: Open day
start: 2026-12-01T10:00:00Z" "Come by."
put moderation/2026/11/20261103-100000-abcdef.md "act: lock
target: forums/chat
reviewer: ann
date: 2026-11-03T10:00:00Z" ""
commit one

ok "the first build" build
for file in index.html rules/index.html about/index.html forums/index.html forums/help/index.html forums/help/feed.xml \
	forums/help/2026/11/index.html $topic/index.html $topic/feed.xml $topic/stairs.png members/index.html \
	members/an/ann/index.html tutorials/index.html tutorials/wood/index.html tutorials/wood/01-saw/index.html \
	resources/index.html resources/kind/link/index.html resources/planks/index.html events/calendar.ics events/2026/open-day/event.ics events/index.html events/2026/open-day/index.html tags/index.html \
	tags/wood/index.html tags/roofs/index.html moderation/index.html moderation/feed.xml moderation/acts/lock/index.html moderation/2026/11/index.html moderation/2026/11/20261103-100000-abcdef/index.html badges/index.html insights/index.html insights/help/index.html feed.xml sitemap.xml sitemap-202611.xml \
	robots.txt version.json 404.html topics/index.html topics/new/index.html topics/new/feed.xml topics/unanswered/feed.xml \
	topics/waiting/feed.xml topics/top/index.html topics/top/feed.xml topics/top/2026/11/index.html \
	forums/help/new/index.html forums/help/unanswered/index.html forums/help/waiting/feed.xml forums/chat/top/index.html; do
	ok "there is $file" test -s "$public/$file"
done
ok "nobody chooses among no answers" lacks "$public/$topic/index.html" '#_posts"'
ok "a file type that is not allowed stays out" test ! -e "$public/$topic/virus.exe"
ok "and is named" has "$work/errors" "$topic/virus.exe"
ok "markdown is rendered" has "$public/$topic/index.html" "<em>have</em>"
ok "URLs have the base path" has "$public/index.html" 'href="/c/forums/help/"'
ok "the canonical URL is whole" has "$public/$topic/index.html" "https://porch.example/c/$topic/"
ok "the summary counts the warning" has "$work/out" "1 warning"
ok "version.json names the commit" has "$public/version.json" "$(git -C "$repo" rev-parse HEAD)"
is "cache/live too" "$(cat "$site/cache/live")" "$(git -C "$repo" rev-parse HEAD)"
ok "--strict fails where there are warnings" not build --strict --full

stamps >"$work/stamps"
ok "a second build" build
ok "has nothing to do" has "$work/out" "is built already"
is "and writes nothing" "$(changed)" ""
ok "a full build" build --full
is "writes nothing either" "$(changed)" ""

# A young community's lists hold every topic.
lists="forums/help/new/index.html forums/help/top/index.html forums/help/unanswered/index.html forums/help/waiting/index.html forums/index.html index.html insights/help/index.html insights/index.html tags/wood/index.html topics/index.html topics/new/index.html topics/top/2026/11/index.html topics/top/index.html topics/unanswered/index.html topics/waiting/index.html"
reply 01 bob
commit reply
ok "one reply" build
is "writes what shows it and nothing else" "$(changed)" "feed.xml forums/help/2026/11/index.html forums/help/2026/11/stairs/feed.xml forums/help/2026/11/stairs/index.html forums/help/feed.xml forums/help/index.html $lists version.json "
ok "the topic shows it" has "$public/$topic/index.html" "reply number 01"
ok "and leads who asked to choose the answer" has "$public/$topic/index.html" '#_posts"'
ok "the same as from nothing" build --verify

for s in 02 03 04 05 06; do reply $s ann; done
commit more
ok "more replies" build --verify
ok "make a second page" has "$public/$topic/2/index.html" "reply number 06"
ok "which the first does not hold" lacks "$public/$topic/index.html" "reply number 06"
stamps >"$work/stamps"
reply 07 bob
commit last
ok "a reply on the last page" build
is "leaves no page between alone but the first" "$(changed)" "feed.xml forums/help/2026/11/index.html forums/help/2026/11/stairs/2/index.html forums/help/2026/11/stairs/feed.xml forums/help/2026/11/stairs/index.html forums/help/feed.xml forums/help/index.html $lists version.json "

put members/bo/bob.md "name: Robert" "I ask."
commit bob
ok "a new member" build --verify
ok "turns mentions into links" has "$public/$topic/index.html" 'href="/c/members/bo/bob/"'
ok "and names their posts" has "$public/$topic/index.html" "Robert"

git -C "$repo" rm -q "$topic/20261120-100006-abcdef.md" "$topic/20261120-100007-abcdef.md" "$topic/20261120-100005-abcdef.md"
commit shorter
ok "replies that go" build --verify
ok "take their page along" test ! -e "$public/$topic/2"
git -C "$repo" mv $topic forums/chat/2026/11/stairs
commit move
ok "a topic that moves" build --verify
ok "leaves no file behind" test ! -e "$public/$topic"
ok "and stands elsewhere" has "$public/forums/chat/2026/11/stairs/index.html" "reply number 01"

put pages/bad.md "titel: x" "y"
commit bad
ok "a page that breaks a rule does not stop a build" build --verify
ok "its warning has file, line and key" grep -q '^pages/bad.md:2: titel: ' "$work/errors"
ok "it is left out" test ! -e "$public/bad"
git -C "$repo" rm -q pages/bad.md

wide=$(printf '|a%.0s' $(seq 200))
put pages/wide.md "title: Wide" "$wide
$(sed 's/a/-/g' <<<"$wide")
x"
commit wide
ok "a body that may not be rendered" build --verify
ok "is shown as plain text" has "$public/wide/index.html" '<pre class="plain"'
ok "and named" grep -q '^pages/wide.md:[0-9]*: shown as plain text' "$work/errors"

echo stray >"$public/stray.html"
mkdir -p "$public/.well-known" && echo mine >"$public/.well-known/x" && echo porch.example >"$public/CNAME"
echo tampered >"$public/about/index.html"
ok "a full build owns the folder" build --full
ok "strangers go" test ! -e "$public/stray.html"
ok "dotfiles stay" has "$public/.well-known/x" mine
ok "CNAME stays" has "$public/CNAME" porch
ok "what was tampered with is mended" lacks "$public/about/index.html" tampered

rm -r "$site/cache"
stamps >"$work/stamps"
ok "without its cache" build
is "a build writes nothing new" "$(changed)" ""
rm -r "$public"
ok "without its output it starts afresh" build
ok "and says why" has "$work/out" "the output folder was emptied"

printf '[feed]\n\titems = 2\n' >>"$site/site.conf"
ok "settings that change" build --verify
is "feeds follow" "$(grep -c '<item>' "$public/feed.xml")" 2
ok "another folder" build --out "$work/apart"
ok "holds the same site" diff -r --exclude=.well-known --exclude=CNAME "$public" "$work/apart"
mkdir "$work/precious" && echo keep >"$work/precious/letter"
ok "a folder of somebody else is refused" not build --out "$work/precious"
ok "and kept" has "$work/precious/letter" keep
first=$(git -C "$repo" rev-list --max-parents=0 HEAD)
ok "another commit" build --commit "$first" --out "$work/old"
ok "is that commit" has "$work/old/version.json" "$first"

fingerprint() { (cd "$1" && find . -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum); }
(export TZ=Asia/Tokyo LC_ALL=C && umask 077 && build --out "$work/tokyo")
(export TZ=America/Lima LC_ALL=C.UTF-8 && umask 002 && build --jobs 4 --out "$work/lima")
is "time zone, locale, umask and cores change no byte" "$(fingerprint "$work/tokyo")" "$(fingerprint "$work/lima")"

dd if=/dev/urandom of="$site/cache/catalogue.db" bs=4096 seek=1 count=40 conv=notrunc status=none
rm -f "$site/cache/catalogue.db-wal" "$site/cache/catalogue.db-shm"
put pages/after.md "title: After" "Still here."
commit after
ok "a damaged catalogue is forgotten" build --verify
ok "and the page is there" has "$public/after/index.html" "Still here"

cp "$site/site.conf" "$work/site.conf"
printf '[render]\n\tms = 50\n\tmib = 4000\n[staff]\n\tmax = 4m\n' >>"$site/site.conf"
put pages/slow.md "title: Slow" "$(perl -e 'print "a [b](c) *d* `e` ~~f~~ <g> &h;\n\n" x 100000')"
commit slow
ok "a body that takes too long does not stop a build" build
ok "and is shown as plain text" has "$public/slow/index.html" '<pre class="plain"'
ok "with its name" grep -q '^pages/slow.md: shown as plain text: rendering it took longer' "$work/errors"
git -C "$repo" rm -q pages/slow.md
commit quick
cp "$work/site.conf" "$site/site.conf"
ok "the site goes on" build --verify

mkdir "$work/full"
if mount -t tmpfs -o size=200k tmpfs "$work/full" 2>/dev/null; then
	ok "a full disk is an error" not build --out "$work/full"
	ok "that says so" grep -qi 'no space' "$work/errors"
	is "and leaves no half file" "$(find "$work/full" -name '.stoa-*' | wc -l)" 0
	umount "$work/full"
else
	skip "a full disk: may not mount"
fi

for n in 1 2 3 4 5 6; do
	put "forums/chat/2026/11/kill-$n/index.md" "title: Kill $n
author: ann
date: 2026-11-05T10:00:0${n}Z" "text"
	[ "$n" = 4 ] && git -C "$repo" rm -rqf forums/chat/2026/11/kill-1 forums/chat/2026/11/kill-2
	commit "kill $n"
	"$stoa" build -q "$site" 2>/dev/null &
	sleep "0.0$((n * 15))"
	kill -9 $! 2>/dev/null
	wait $! 2>/dev/null
done
ok "after kills at any moment the next build is right" build --verify
is "and leaves no temporary file" "$(find "$public" -name '.stoa-*')" ""

# The same version, with other parts.
mkdir -p "$work/upgraded/build" && ln -s "$root/themes" "$work/upgraded/themes"
upgraded=$work/upgraded/build/stoa
cp "$bin/stoa" "$upgraded"
"$upgraded" build "$site" >"$work/out" 2>&1
"$upgraded" build "$site" >"$work/out" 2>&1
ok "a program that did it has nothing to do" has "$work/out" "is built already"
perl -0pi -e 's/(stoa made )(.)/$1 . ($2 eq "0" ? "1" : "0")/e' "$upgraded"
"$upgraded" build "$site" >"$work/out" 2>&1
ok "another one makes a full build" has "$work/out" "in full: theme, settings or program changed"
build

inside=$work/inside
mkdir "$inside"
printf '[content]\n\trepo = ../project\n\tpath = community\n\tref = refs/heads/trunk\n' >"$inside/site.conf"
git init -q -b trunk "$work/project"
mkdir "$work/project/community" && cp -r "$repo/." "$work/project/community" && rm -rf "$work/project/community/.git"
echo "int main(void) { return 0; }" >"$work/project/main.c"
git -C "$work/project" add -A && git -C "$work/project" commit -qm one
ok "a folder of an ordinary repository" "$stoa" build --verify "$inside"
ok "is a site as well" has "$inside/public/about/index.html" "Who we are"
echo "/* more */" >>"$work/project/main.c"
git -C "$work/project" commit -qam "not content"
"$stoa" build "$inside" >"$work/out"
ok "a commit beside it touches no page" has "$work/out" "1 of "
echo "More of it." >>"$work/project/community/pages/about.md"
git -C "$work/project" commit -qam two
ok "one inside does" "$stoa" build --verify "$inside"
ok "as one sees" has "$inside/public/about/index.html" "More of it"

"$stoa" watch "$site" >"$work/watch" 2>&1 &
watcher=$!
pids+=("$watcher")
put pages/news.md "title: News" "Fresh."
commit news
ok "watch builds what moves" wait_for test -s "$public/news/index.html"
sleep 3 # settings that were changed just now are read again at each look, and hide it
rm -r "$site/cache"
ok "an emptied cache is made anew, though nothing moved" wait_for test -s "$site/cache/live"
ok "and is whole" wait_for build --verify
# A worker that is kept remembers a text that asks for nothing, as long as it is that text.
for text in One Two Three Four Five Six; do
	put pages/news.md "title: News" "$text."
	commit "$text"
	ok "and what moves again: $text" wait_for has "$public/news/index.html" "<p>$text"
done
echo broken >>"$site/site.conf"
put pages/late.md "title: Late" "Later."
commit late
ok "it survives a broken setting" wait_for grep -q site.conf "$work/watch"
sed -i '/^broken$/d' "$site/site.conf"
ok "and goes on when that is mended" wait_for test -s "$public/late/index.html"
kill -TERM "$watcher"
wait "$watcher"
is "it ends cleanly" $? 0
ok "settings can be read" "$stoa" config "$site"
done_testing
