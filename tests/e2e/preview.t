#!/bin/bash
# What a preview shows is what is published, byte for byte: body, author, time, links, ids.
. "$(dirname "$0")/lib.sh"
site=$work/site
guest=$work/guest mod=$work/mod
topic=forums/announcements/2026/11/welcome
ok "init" make_site "$site" --title Stoa --from content
ok "serve" serve "$site"
sign_in "$mod"

# prose: the body of the post with that id in $page, and who wrote it when.
prose() {
	perl -0ne 'print "$1\n$2\n" if /<article[^>]*id="'"$1"'"[^>]*>.*?(<time.*?<\/time>).*?<div class="prose" dir="auto">(.*?)<\/div>/s' "$page"
	perl -0ne 'print "$1\n" if /<article[^>]*id="'"$1"'"[^>]*>.*?(<bdi.*?<\/bdi>)/s' "$page"
}
text='# A heading

Hello @gardener and @nobody, see [the rules](/rules/), [this](../how-to-ask/) and https://example.org/x?a=1&b=2.

```c
if (x < 1) return "<b>"; /* ä */
```

- [ ] one
- [x] two

| a | b |
|---|--:|
| 1 | `2` |

A note[^1] and ~~none~~. <b>Not bold</b> ![x](javascript:alert(1))

[^1]: Here.'
post "$guest" /-/preview kind=reply "path=$topic/index.md" "body=$text" "name=Zoë <x>" website=
is "preview" "$status" 200
token=$(hidden token)
id=${token%%.*}
prose "$id" >"$work/previewed"
ok "the preview holds the post" test -s "$work/previewed"
post "$guest" /-/submit kind=reply "path=$topic/index.md" "body=$text" "name=Zoë <x>" website= "token=$token"
is "submit" "$status" 303
receipt=$to
get "$guest" "$receipt"
prose "$id" >"$work/received"
ok "the receipt shows it alike" cmp "$work/previewed" "$work/received"
get "$mod" "/-/queue/$id"
prose "$id" >"$work/judged"
ok "the moderator sees it alike" cmp "$work/previewed" "$work/judged"
post "$mod" "/-/queue/$id" action=approve "token=$(hidden token)"
is "approve" "$status" 303
seen_at "$mod"
get "$guest" "$to"
prose "$id" >"$work/published"
ok "it is published alike" cmp "$work/previewed" "$work/published"
ok "the mention is a link" grep -q 'href="/members/[a-z/]*gardener/"' "$work/published"
if [ -e /usr/lib/python3/dist-packages/pygments ]; then
	ok "code has colours" has "$work/published" '<span class="k">return</span> <span class="s">&quot;&lt;b&gt;&quot;</span>'
else
	skip "no Pygments"
fi
ok "nothing of it is markup" lacks "$work/published" "<b>Not bold"

# The same for an opening post.
post "$mod" /-/preview kind=topic forum=help "title=A & B" "tags=install" "body=$text"
is "preview of a topic" "$status" 200
perl -0ne 'print $1 if /<div class="prose" dir="auto">(.*?)<\/div>/s' "$page" >"$work/previewed"
token=$(perl -0ne 'print $1 if /action="[^"]*submit".*?name="token" value="([^"]*)"/s' "$page")
post "$mod" /-/submit kind=topic forum=help "title=A & B" "tags=install" "body=$text" "token=$token"
ok "a moderator's topic is published at once" grep -qxE '/forums/help/[0-9]{4}/[0-9]{2}/a-b/' <<<"$to"
get "$guest" "$to"
is "and is there" "$status" 200
perl -0ne 'print $1 if /<div class="prose" dir="auto">(.*?)<\/div>/s' "$page" >"$work/published"
ok "alike" cmp "$work/previewed" "$work/published"
done_testing
