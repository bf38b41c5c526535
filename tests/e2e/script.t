#!/bin/bash
# What the default theme's script adds: light and dark, the reader's own times, drafts, keys.
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
ok "scheme, times, drafts, keys, stillness" env URL="$url" node tests/e2e/script.mjs
done_testing
