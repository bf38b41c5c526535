#!/bin/bash
# The manual names every command and every route; the example holds every setting.
. "$(dirname "$0")/../e2e/lib.sh"
for command in $("$stoa" --help | sed -n '/^commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
	ok "stoa(1) has $command" grep -q "^\*$command\*" doc/stoa.1.scd
	ok "stoa $command --help explains it" sh -c "'$stoa' $command --help | grep -q '^usage: stoa $command'"
done
for route in $(sed -n 's/^\t{REQ_[A-Z]*, "\([^"]*\)".*/\1/p' cgi/door/route.c | sort -u); do
	ok "stoa-cgi(8) has /-/$route" grep -qF -- "/-/${route/:id/_ID_}" doc/stoa-cgi.8.scd
done
"$stoa" config --example >"$work/example"
ok "site.conf.example is what the table says" cmp site.conf.example "$work/example"
done_testing
