#!/bin/bash
# What a build holds in memory, all processes together, does not grow with what one member wrote: here a
# single one wrote all of 30,000 posts. `make bench-large` holds a million to a limit.
. "$(dirname "$0")/lib.sh"

limit=76 # MiB
ok "a site" "$stoa" init --title Busy "$work/site"
make -s build/bench/corpus build/bench/memory
rm -f "$work/site/content.git/refs/heads/main"
build/bench/corpus 300 30000 1 | git -C "$work/site/content.git" fast-import --quiet --done --force
ok "is built by two workers in $limit MiB" build/bench/memory -l "$limit" "$stoa" build --quiet --jobs 2 "$work/site"
ok "to the last part of a member's year" test -e "$work/site/public/members/m0/m00000/2024/-20/index.html"
ok "a limit ends a build that needs more" not build/bench/memory -l 8 "$stoa" build --quiet --full --jobs 2 "$work/site"
done_testing
