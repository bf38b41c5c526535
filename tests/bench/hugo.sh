#!/bin/bash
# The same corpus as a Hugo site, for comparison: hugo.sh SITE FOLDER. One page a topic with all its posts,
# one list a forum, home; a fifth of the files that Stoa writes of it. Without Hugo it says so and ends well.
set -eu
command -v hugo >/dev/null || { echo "hugo                   not installed"; exit 0; }
site=$1 work=$2
rm -rf "$work"
mkdir -p "$work/content" "$work/layouts/_default" "$work/tree"
git -C "$site/content.git" archive main forums | tar -xm -C "$work/tree"
perl - "$work/tree/forums" "$work/content" <<'PERL'
use strict;
use warnings;
my ($from, $to) = @ARGV;
for my $index (glob("$from/*/2*/*/*/index.md")) {
	my ($forum, $year, $month, $slug) = $index =~ m{([^/]+)/(\d+)/(\d+)/([^/]+)/index\.md$} or next;
	my $text = '';
	my ($title, $date) = ($slug, "$year-$month-01");
	for my $file ($index, sort grep { !/index\.md$/ } glob(($index =~ s/index\.md$//r) . '*.md')) {
		open my $in, '<', $file or die "$file: $!";
		local $/;
		my ($front, $body) = <$in> =~ /\A---\n(.*?)\n---\n(.*)\z/s or next;
		($title) = $front =~ /^title: *(.*)/m if $file eq $index;
		($date) = $front =~ /^date: *(\S+)/m if $file eq $index;
		my ($author) = $front =~ /^author: *(\S+)/m;
		$text .= "\n**$author**\n\n$body\n";
	}
	mkdir "$to/$forum";
	open my $out, '>', "$to/$forum/$year-$month-$slug.md" or die $!;
	$title =~ s/^"|"$//g;
	$title =~ s/"/'/g;
	print $out "---\ntitle: \"$title\"\ndate: $date\n---\n$text";
}
PERL
cat >"$work/config.toml" <<'TOML'
baseURL = "http://localhost/"
title = "Bench"
disableKinds = ["taxonomy", "term"]
[markup.highlight]
  noClasses = false
[markup.goldmark.renderer]
  unsafe = false
TOML
page='<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head><body><h1>{{ .Title }}</h1>'
printf '%s{{ .Content }}</body></html>\n' "$page" >"$work/layouts/_default/single.html"
printf '%s<ul>{{ range first 50 .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul></body></html>\n' "$page" >"$work/layouts/_default/list.html"
cp "$work/layouts/_default/list.html" "$work/layouts/index.html"
/usr/bin/time -f '%e %M' -o "$work/time" hugo --quiet --source "$work" --destination "$work/public"
read -r seconds kib <"$work/time"
printf 'hugo, all cores        %8.3f s   %.0f MiB   %s files, one page a topic\n' "$seconds" "$(perl -e "print $kib / 1024")" "$(find "$work/public" -type f | wc -l)"
