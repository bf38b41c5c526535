#!/bin/bash
# stoa card: a picture beside a page, of the size that other sites want, named by the page.
. "$(dirname "$0")/lib.sh"
command -v rsvg-convert >/dev/null || { skip "no rsvg-convert"; done_testing; }
clone=$work/clone
cp -r tests/golden/check/fine/tree "$clone"
size() { perl -e 'open F, shift; read F, $_, 24; print join "x", unpack "x16NN"' "$1"; }

ok "a forum and the front page" "$stoa" card --dir "$clone" forums/help/index.md index.md
is "1200 by 630" "$(size "$clone/forums/help/card.png") $(size "$clone/index/card.png")" "1200x630 1200x630"
ok "the page names it" grep -qx 'image: card.png' "$clone/forums/help/index.md"
ok "and is in order" "$stoa" check "$clone"
cp "$clone/forums/help/index.md" "$work/before"
ok "again" "$stoa" card --dir "$clone" --colour '#f2c14e' forums/help/index.md
ok "it names it once" cmp "$work/before" "$clone/forums/help/index.md"
ok "a reply has none" not "$stoa" card --dir "$clone" forums/help/2026/11/a/20261122-110000-abc234.md
ok "nor has what is not there" not "$stoa" card --dir "$clone" pages/nowhere.md
ok "a colour is one" not "$stoa" card --dir "$clone" --colour 'red"/><script' index.md
mkdir "$work/empty"
PATH=$work/empty "$stoa" card --dir "$clone" index.md 2>"$work/told"
ok "says what it lacks" has "$work/told" librsvg2-bin
done_testing
