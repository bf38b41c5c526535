#!/bin/bash
# Code is coloured at build: by a tool that is optional, cannot inject, cannot stop a build, and is
# asked once for each block.
. "$(dirname "$0")/lib.sh"
site=$work/site
topic=forums/help/2026/11/code
page=$site/public/$topic/index.html
[ -e /usr/lib/python3/dist-packages/pygments ] || { skip "no Pygments"; done_testing; }

# write TEXT: it is the opening post.
write() {
	git -C "$work/clone" pull -q 2>/dev/null
	mkdir -p "$work/clone/$topic"
	printf -- '---\ntitle: Code\nauthor: guest\ndate: 2026-11-20T10:00:00Z\n---\n%s\n' "$1" >"$work/clone/$topic/index.md"
	git -C "$work/clone" add -A && git -C "$work/clone" commit -qm write && git -C "$work/clone" push -q
}
blocks() { python3 -c 'import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute("select count(*) from code").fetchone()[0])' "$site/cache/catalogue.db"; }

ok "init" "$stoa" init --title T "$site"
git clone -q "$site/content.git" "$work/clone"
write '```c
return "</code><script>alert(1)</script>";
```

> - ~~~PYTHON
>   def f(): pass
>   ~~~

```x"><script>
if
```
```unheard-of
if
```
    if (plain)'
ok "build" "$stoa" build "$site"
ok "C" has "$page" '<code class="language-c"><span class="k">return</span> <span class="s">&quot;&lt;/code&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;</span>;'
ok "Python in a list in a quote, by its name in capitals" has "$page" '<code class="language-PYTHON"><span class="k">def</span> <span class="f">f</span>(): <span class="k">pass</span>'
ok "a language that is none" has "$page" '<pre tabindex="0"><code>if'
ok "a language that nobody knows" has "$page" '<code class="language-unheard-of">if'
ok "no language" has "$page" '<code>if (plain)'
ok "no script" lacks "$page" '<script>alert'
ok "a build of nothing but what changed is a full one" "$stoa" build --verify "$site"
before=$(blocks)

write '```c
return "</code><script>alert(1)</script>";
```
more'
ok "the text around it changes" "$stoa" build "$site"
is "no block is asked for again" "$(blocks)" "$before"
ok "colours" has "$page" '<span class="k">return</span>'

# A tool that hangs, lies or dies: a page all the same.
fake() {
	printf '#!/bin/sh\n%s\n' "$1" >"$work/python"
	chmod +x "$work/python"
	git config -f "$site/site.conf" code.python "$work/python"
	git config -f "$site/site.conf" render.ms 200
	"$stoa" build --full "$site" >"$work/told" 2>&1
}
fake 'while read -r line; do printf "14\n0 6 k\n0 9 <x>\n"; done'
ok "ranges that do not fit are left out" has "$page" '<span class="k">return</span> &quot;'
fake 'read -r line; while :; do :; done'
ok "a tool that hangs" has "$page" '<code class="language-c">return &quot;'
fake 'exit 7'
ok "a tool that dies" has "$page" '<code class="language-c">return &quot;'
is "is told once" "$(grep -c 'without colours: .*status 7' "$work/told")" 1

# No tool at all.
git config -f "$site/site.conf" code.pygments /nowhere

"$stoa" build --full "$site" >"$work/told" 2>&1
is "is told once" "$(grep -c 'code is shown without colours: no Pygments' "$work/told")" 1
ok "code is there" has "$page" '<code class="language-c">return &quot;'
git config -f "$site/site.conf" code.pygments ''
"$stoa" build "$site" >"$work/told" 2>&1
ok "not wanted, nothing is told" lacks "$work/told" colours

# What it is coloured with is part of what a build depends on.
mkdir -p "$work/lib" && cp -r /usr/lib/python3/dist-packages/pygments "$work/lib"
git config -f "$site/site.conf" code.python /usr/bin/python3
git config -f "$site/site.conf" code.pygments "$work/lib"
ok "another Pygments" "$stoa" build "$site"
ok "colours" has "$page" '<span class="k">return</span>'
sed -i "s/^__version__ = .*/__version__ = '99.1'/" "$work/lib/pygments/__init__.py"
"$stoa" build "$site" >"$work/told" 2>&1
ok "a newer one makes a full build" has "$work/told" "in full: theme, settings or program changed"
done_testing
