#!/bin/bash
# Pictures say how large they are before they are there; galleries; what lies beside a page is listed
# once. All of it follows a change of the file alone, wherever it is shown.
. "$(dirname "$0")/lib.sh"
site=$work/site
topic=forums/help/2026/11/pictures
html=$site/public/$topic/index.html
clone=$work/clone

gif() { perl -e 'print "GIF89a", pack("vv", @ARGV), "\x80\0\0"' "$@"; }
# publish: the clone as it stands.
publish() { git -C "$clone" add -A && git -C "$clone" commit -qm change && git -C "$clone" push -q 2>/dev/null && "$stoa" build "$site" >"$work/told" 2>&1; }

ok "init" "$stoa" init --title T "$site"
git clone -q "$site/content.git" "$clone"
mkdir -p "$clone/$topic" "$clone/pages/about"
gif 16 9 >"$clone/$topic/a.gif"
gif 1 2 >"$clone/pages/about/plan.gif"
echo 'not a picture' >"$clone/$topic/b.png"
echo 'a,b' >"$clone/$topic/numbers.csv"
gif 3 4 >"$clone/$topic/loose.gif"
printf -- '---\ntitle: About\n---\n![Plan](plan.gif)\n' >"$clone/pages/about.md"
printf -- '---\ntitle: Pictures\nauthor: guest\ndate: 2026-11-20T10:00:00Z\n---\n![A <b>](a.gif)\n![B](b.png "Two & two")\n\nSee ![plan](/about/plan.gif).\n' >"$clone/$topic/index.md"
printf -- '---\nauthor: guest\ndate: 2026-11-20T11:00:00Z\n---\n![again](a.gif)\n' >"$clone/$topic/20261120-110000-aaaaaa.md"
ok "build" publish
ok "size of a picture" has "$html" 'alt="A &lt;b&gt;" width="16" height="9" loading="lazy"'
ok "none of what is no picture" has "$html" 'alt="B" loading="lazy"'
ok "size of another page's" has "$html" 'src="/about/plan.gif" alt="plan" width="1" height="2"'
ok "in a reply" has "$html" 'alt="again" width="16" height="9"'
ok "in the feed" grep -qE 'width=("|&quot;)16' "$site/public/$topic/feed.xml"
ok "on its own page" has "$site/public/about/index.html" 'alt="Plan" width="1" height="2"'
ok "a gallery leads to whole pictures" has "$html" "<ul class=\"gallery\">"
ok "with a caption" has "$html" "<figcaption>Two &amp; two</figcaption>"
ok "a file is listed" has "$html" '<bdi>numbers.csv</bdi></a> <span class="quiet">CSV 4 B</span>'
ok "so is a picture that no text shows" has "$html" '<bdi>loose.gif</bdi></a> <span class="quiet">GIF 3 × 4 13 B</span>'
ok "one that is shown is not" lacks "$html" '<bdi>a.gif</bdi>'

gif 32 18 >"$clone/$topic/a.gif"
gif 5 6 >"$clone/pages/about/plan.gif"
ok "other pictures by the same names" publish
ok "and their sizes" has "$html" 'alt="again" width="32" height="18"'
ok "of another page too" has "$html" 'alt="plan" width="5" height="6"'
ok "as from nothing" "$stoa" build --verify "$site"
rm "$clone/$topic/a.gif"
ok "a picture goes" publish
ok "and its size" has "$html" 'alt="again" loading="lazy"'
printf -- '---\nauthor: guest\ndate: 2026-11-20T12:00:00Z\n---\n![l](loose.gif)\n' >"$clone/$topic/20261120-120000-aaaaaa.md"
ok "a reply shows what was listed" publish
ok "then it is listed no more" lacks "$html" '<bdi>loose.gif</bdi>'
ok "as from nothing" "$stoa" build --verify "$site"
done_testing
