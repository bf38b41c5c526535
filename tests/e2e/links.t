#!/bin/bash
# Every address inside a built site leads somewhere: this project's own community at a host's root and below a path,
# and a larger one with pages of topics, chunks of months and years of members. The checker itself must find what is wrong.
. "$(dirname "$0")/lib.sh"
check() { /usr/bin/python3 tests/links/check.py "$@"; }

site=$work/site public=$work/site/public base=https://x.example/project/
make_site "$site" --title Stoa --from content || exit 1
ok "the project's own community" "$stoa" build "$site"
ok "has no dead address" check "$public" "$("$stoa" config "$site" | sed -n 's/^site.url = \([^ ]*\).*/\1/p')"
printf '[site]\n\turl = %s\n\ttitle = Stoa\n[feed]\n\tjson = true\n[topic]\n\tjson = true\n' "$base" >"$site/site.conf"
ok "below a path" "$stoa" build "$site"
ok "it has none either" check "$public" "$base"
ok "the page for what is not there works from any depth" grep -q 'href="/project/assets/' "$public/404.html"

for wrong in '<a href="nowhere/">' '<a href="/about/">' '<a href="/project/about/#gone">' '<a href="#gone">' '<img src="/project/no.png" alt="">' \
	'<img srcset="/project/feed.xml 1x, /project/no.png 2x" alt="">' '<label for="gone">' '<link rel="canonical" href="https://x.example/project/forums">' \
	'<meta http-equiv="refresh" content="0; url=/project/gone/">' '<p id="x"><b id="x">'; do
	mkdir -p "$public/wrong" && printf '<!doctype html>\n%s\n' "$wrong" >"$public/wrong/index.html"
	ok "the checker finds $wrong" not check "$public" "$base"
done
rm -r "$public/wrong"
sed 's|</channel>|<item><link>https://x.example/project/gone/</link></item>&|' "$public/feed.xml" >"$work/feed" && cp "$work/feed" "$public/feed.xml"
ok "and a dead one in a feed" not check "$public" "$base"

large=$work/large
mkdir "$large"
git init -q --bare -b main "$large/content.git"
cc -O1 -o "$work/corpus" tests/bench/corpus.c -lm && "$work/corpus" 120 1500 | git -C "$large/content.git" fast-import --quiet --done --force
printf '[site]\n\turl = %s\n[topic]\n\tposts = 5\n\tjson = true\n[forum]\n\tchunk = 10\n[list]\n\titems = 5\n' "$base" >"$large/site.conf"
ok "a community of years" "$stoa" build -q "$large"
ok "has no dead address" check "$large/public" "$base"
done_testing
