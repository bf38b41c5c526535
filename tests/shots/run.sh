#!/bin/bash
# Pictures of every kind of page of the site made from content/, in build/shots. Arguments go to shots.mjs.
. "$(dirname "$0")/../e2e/lib.sh"
out=$root/build/shots
[ -d tests/e2e/node_modules/playwright-core ] || (cd tests/e2e && npm ci --silent) || exit 1
site=$work/site
make_site "$site" --title Stoa --from content || exit 1
cp contrib/demo.conf "$site/site.conf"
serve "$site" || { cat "$work/serve.log"; exit 1; }

# first FOLDER: address of the first page of that shape in the built site.
first() { (cd "$site/public" && compgen -G "$1" | sed 's/index.html$//; s|^|/|' | head -n 1); }
paths=(/ /forums/ /forums/help/ "$(first 'forums/*/2*/*/index.html')" "$(first 'forums/help/2*/*/*/index.html')"
	"$(first 'forums/show-and-tell/2*/*/the-same-pages*/index.html')" "$(first 'forums/show-and-tell/2*/*/small-programs*/index.html')"
	/tutorials/ "$(first 'tutorials/*/index.html')" "$(first 'tutorials/*/*/index.html')" /resources/
	"$(first 'resources/*/index.html')" "$(first 'resources/kind/*/index.html')" /events/ "$(first 'events/*/*/index.html')" /members/
	"$(first 'members/*/*/index.html')" /tags/ "$(first 'tags/*/index.html')" /rules/ /moderation/ /about/
	/topics/ /topics/top/ /forums/help/unanswered/ /forums/ideas/votes/ /feeds/ /404.html "/-/new?forum=help" /-/sign-in)
topic=$(first 'forums/help/2*/*/*/index.html')
topic=${topic#/}
send_reply "$work/visitor" "${topic}index.md" "The second build took **11 ms** here, thank you."
paths+=("$receipt" /-/queue "/-/queue/$id")
urls=()
for path in "${paths[@]}"; do [ -z "$path" ] || urls+=("$url${path#"$url"}"); done
SIGN_IN=gardener:$password node tests/shots/shots.mjs "$@" "$out" "${urls[@]}"
