#!/bin/bash
# What the handbook's lessons tell a newcomer to type, typed, with the programs as they are installed.
. "$(dirname "$0")/lib.sh"
ok "install" make --no-print-directory install "DESTDIR=$work/root" PREFIX=/usr
export PATH=$work/root/usr/bin:$PATH
stoa=$work/root/usr/bin/stoa
mkdir "$work/home"
cd "$work/home" || exit 1
for manual in man1/stoa.1 man5/site.conf.5 man5/stoa-content.5 man7/stoa-theme.7 man8/stoa-cgi.8; do
	ok "manual: $manual" test -s "$work/root/usr/share/man/$manual"
done

# Your first site
ok "init" stoa init --title "Allotment 12" mysite
stoa member add rosa --role admin --name "Rosa" --site mysite >rosa
password=$(sed -n 's/^password: *//p' rosa)
ok "a password is printed" test -n "$password"
ok "serve" serve mysite
get guest /
ok "the front page has the title" has "$page" "Allotment 12"
get rosa.jar /-/sign-in
post rosa.jar /-/sign-in handle=rosa "password=$password" "next=/" "token=$(hidden token)"
is "rosa signs in" "$status" 303
topic() { post "$1" "$2" kind=topic forum=general "title=Leeks" "body=Do they grow?" tags= website= "token=${3:-}"; }
topic rosa.jar /-/preview
topic rosa.jar /-/submit "$(sed -n 's/.*name="token" value="\([^"]*\)".*/\1/p' "$page" | tail -1)"
leeks=${to%%#*}
get guest "$leeks"
ok "an admin's topic appears at once" has "$page" "Do they grow?"
send_reply guest "${leeks#/}index.md" "They do"
get guest "$receipt"
ok "a guest's reply waits" has "$page" "aiting for review"
git clone -q mysite/content.git allotment
sed -i 's/^This is the front page/We grow leeks. &/' allotment/index.md
ok "commit and push" sh -c 'cd allotment && git commit -qam "Say what we are for" && git push -q'
get guest /
ok "the site shows it" has "$page" "We grow leeks."
cd mysite || exit 1
ok "queue list in the site's folder" sh -c "stoa queue list | grep -q '$id'"
ok "queue show" sh -c "stoa queue show '$id' | grep -q 'They do'"
git config --global user.stoa rosa
ok "queue approve" stoa queue approve "$id"
cd ..
stop_all

# Settings, as the lessons on the disk and on theming print them
cat >mysite/site.conf <<'CONF'
[site]
	title = Allotment 12
	url = https://allotment12.example/
	description = Beds, seeds and gossip since 1974
	menu = Forums | /forums/
	menu = Handbook | /tutorials/
	menu = About us | /about/
	footer = Saturdays from nine, bring gloves
[moderation]
	hold = guests
CONF
ok "stoa config prints value and origin" sh -c "stoa config mysite | grep -B1 'hold = ' | grep -q 'site.conf'"
ok "build" stoa build mysite
ok "the menu is there" has mysite/public/index.html "Handbook"
ok "so is the footer" has mysite/public/index.html "Saturdays from nine, bring gloves"

# A child theme, whose parent is the installed one
mkdir -p mysite/themes/allotment/lang
echo 'parent = default' >mysite/themes/allotment/theme.conf
echo 'nav.made_with = Grown with Stoa' >mysite/themes/allotment/lang/en.conf
cat >mysite/themes/allotment/topic.mustache <<'MUSTACHE'
{{<default/topic}}
{{$before_posts}}<p>Please be kind to newcomers.</p>{{/before_posts}}
{{/default/topic}}
MUSTACHE
printf '[theme]\n\tpath = themes\n\tname = allotment\n' >>mysite/site.conf
ok "build with a child theme" stoa build mysite
ok "its words are there" has mysite/public/index.html "Grown with Stoa"
ok "its block is there" grep -rqF "Please be kind to newcomers." mysite/public/forums/announcements
ok "the rest is its parent's" grep -q 'assets/style\.' mysite/public/index.html
ok "stoa.fcgi --check" stoa.fcgi --check --site mysite

# On a static host
cd mysite || exit 1
ok "settings by git config" sh -c 'git config --file site.conf site.url https://rosa.example/allotment/ && git config --file site.conf post.open no'
ok "build for a folder" stoa build
ok "addresses begin with it" has public/index.html 'href="/allotment/forums/"'
ok "no page has a form" not grep -rqF '<form' public
touch -d 2020-01-01 public/index.html
ok "build all of it again" stoa build --full
is "what did not change keeps its time" "$(date -r public/index.html +%Y)" 2020
ok "build --verify" stoa build --verify
is "version.json names the commit" "$(jq -r .commit public/version.json)" "$(git -C content.git rev-parse main)"
done_testing
