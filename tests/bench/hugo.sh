#!/bin/bash
# The same community as a site of Hugo, for comparison: hugo.sh SITE FOLDER. Says rows for run.sh, name and value
# with a tab between. STOA_HUGO: another program than `hugo`. Without one it says so and ends well.
#
# hugo/one is the least that could be called the same community: one bare page a topic, one list a forum, home.
#
# hugo/all has the same kinds of pages, with the same markup around the text, by the fastest way that we found:
# - a page a topic with every post as an article (author, time, an address of its own), their table, the form for
#   replies, the description and the data for search engines; a feed a topic with its newest 30 posts;
# - members with their newest 50 posts and a feed, and the years of those who wrote more; tags with feeds; months of
#   each forum, its archive, its lists and their feeds; the lists of the site, the best of each month, home, the
#   feeds of forums and site, all with the whole text of 30 posts; the map of the site.
# What Hugo need not do: topics of more than topic.posts posts are one long page, for Hugo makes pages of files
# only, and so are long years and tags; @names are no links, avatars are drawn alike, the map of the site is one file;
# insights, badges, the log of moderators, calendars, the theme's files and pages of errors are left out.
# What Hugo is given, not timed: content.pl gathers the posts of a topic in its front matter, numbered, with what a
# list asks for. With the posts as page resources Hugo took a sixth more time and 2.2 times the memory for 10,000. A post is
# rendered once, whoever shows it; who wrote what is gathered once; code is not coloured.
#
# The resident Hugo is `hugo --watch`. A reply is timed until the topic's page has it, and until the site's feed has it too.
# Hugo then leaves the pages of the forum, of tags and of the member as they were: `stoa watch` is timed until all that
# show a reply do. `hugo server --renderToDisk` took as long and leaves the same; with --disableFastRender it renders
# everything, for 10,000 posts 0.3 s until the topic's page and 3 s until its feed.
set -eu
hugo=${STOA_HUGO:-hugo}
command -v "$hugo" >/dev/null || { echo "Hugo is not installed" >&2; exit 0; }
site=$1 work=$2 here=$(dirname "$0")/hugo

content() { # content KIND
	cp -r "$here/$1" "$work/$1"
	"$here/content.pl" "$1" "$work/tree" "$work/$1"
}
full() { # full KIND WORDS
	local seconds kib
	content "$1"
	/usr/bin/time -f '%e %M' -o "$work/time" timeout 1200 "$hugo" --quiet --source "$work/$1" --destination "$work/$1/public"
	read -r seconds kib <"$work/time"
	find "$work/$1/public" -type f -printf '%s\n' |
		awk -v name="Hugo, all cores, $2" -v seconds="$seconds" -v kib="$kib" '
			{ bytes += $1 }
			END { printf "%s\t%.1f s, %.0f MiB; %d files of %.0f MiB\n", name, seconds, kib / 1024, NR, bytes / 1048576 }'
}
reply() {
	local topic
	topic=$(cd "$work/all/content" && find forums/forum0 -name 'topic-*.md' | sort | sed -n 1p)
	topic=${topic%.md}
	printf "one reply, Hugo's resident watch\t%s\n" "$("$here/watch.pl" 5 "$work/all/content/$topic.md" \
		"$work/all/public/$topic/index.html" "$work/all/public/feed.xml" \
		"$hugo" --watch --quiet --source "$work/all" --destination "$work/all/public" 2>"$work/said" || cat "$work/said" >&2)"
}

rm -rf "$work"
mkdir -p "$work/tree"
git -C "$site/content.git" archive main forums members | tar -xm -C "$work/tree"
full one "one page a topic"
rm -rf "$work/one"
full all "the same kinds of pages"
reply
