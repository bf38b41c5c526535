#!/bin/bash
# A person with a browser: reads, answers and moderates with scripts switched off and on; nothing
# scrolls sideways, nothing breaks a rule of accessibility that a program can see.
. "$(dirname "$0")/lib.sh"
if ! command -v chromium >/dev/null; then
	skip "chromium is not installed"
	done_testing
fi
[ -d tests/e2e/node_modules/playwright-core ] || (cd tests/e2e && npm ci --silent >"$work/npm" 2>&1) || cat "$work/npm"
site=$work/site
ok "init" make_site "$site" --title Stoa --from content
cp contrib/demo.conf "$site/site.conf"
ok "serve" serve "$site"
ok "axe, sizes, the loop without and with scripts" env URL="$url" PASSWORD="$password" node tests/e2e/browser.mjs

done_testing
