#!/bin/bash
# What the site made from content/ weighs and how others judge it, as TAP: the Nu Html Checker on all that is
# generated, Lighthouse on three kinds of page, a topic of twenty posts on the scales and in text browsers.
# Lighthouse's reports stay in build/audit. CHROMIUM names the browser's program.
. "$(dirname "$0")/../e2e/lib.sh"
here=$root/tests/audit
out=$root/build/audit
[ -d "$here/node_modules/lighthouse" ] || (cd "$here" && npm ci --silent) || exit 1
mkdir -p "$out"

# twenty DIR: into the content of DIR a topic of twenty posts, paragraphs that the content has elsewhere.
twenty() {
	perl -0777 -e '
		my ($dir, @files) = @ARGV;
		my @texts;
		for my $file (@files) {
			open my $f, "<", $file or die "$file: $!";
			push @texts, grep { /^[A-Z][A-Za-z0-9 ,.;:()\n-]{100,700}\z/ } split /\n\n+/, <$f> =~ s/\A---\n.*?\n---\n//sr;
		}
		@texts >= 20 or die "only " . @texts . " paragraphs\n";
		my @who = ("founders", "gardener");
		for my $n (0 .. 19) {
			my $at = sprintf "2026-11-22T10:%02d:00Z", $n;
			my $name = $n ? sprintf "20261122-10%02d00-post%s", $n, chr(97 + $n) x 2 : "index";
			my $title = $n ? "" : "title: Twenty posts\n";
			open my $f, ">", "$dir/$name.md" or die "$dir/$name.md: $!";
			print $f "---\n${title}author: $who[$n % 2]\ndate: $at\n---\n$texts[$n]\n";
		}' "$@"
}

# nu FILE...: every error and warning, and whether there was none.
nu() {
	java -Xss4m -jar "$here/node_modules/vnu-jar/build/dist/vnu.jar" --also-check-css --also-check-svg --format gnu --stdout "$@" |
		sed "s|file:$site/public||; s|$site/public||" >"$work/nu"
	[ "${PIPESTATUS[0]}" -eq 0 ] && [ ! -s "$work/nu" ] || { cat "$work/nu"; false; }
}

# judge NAME PATH [option]: Lighthouse's four scores, and what it found wanting.
judge() {
	local name=$1 path=$2 json=$out/$1.json
	shift 2
	CHROME_PATH=${CHROMIUM:-/usr/bin/chromium} "$here/node_modules/.bin/lighthouse" "$url$path" "$@" --quiet --output=json \
		--output-path="$json" --only-categories=performance,accessibility,best-practices,seo \
		--chrome-flags="--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage" 2>"$work/lighthouse" ||
		cat "$work/lighthouse"
	jq -r --arg name "$name" '"# \($name): " + ([.categories[] | "\(.title) \(.score * 100 | round)"] | join(", "))
		+ ", layout shift \(.audits["cumulative-layout-shift"].numericValue)"' "$json"
	jq -r '.audits as $audits | .categories[] | .auditRefs[] | select(.weight > 0) | $audits[.id]
		| select(.score != null and .score < 0.9) | "#   \(.id): \(.title) \(.displayValue // "")"' "$json"
	# How quick a page is varies with what else the machine does.
	ok "$name: quick" jq -e '.categories.performance.score >= 0.95' "$json"
	ok "$name: accessible, by best practices, to be found" jq -e \
		'[.categories[] | select(.id != "performance") | .score] | length == 3 and all(. == 1)' "$json"
	ok "$name: nothing moves while it loads" jq -e '.audits["cumulative-layout-shift"].numericValue == 0' "$json"
	ok "$name: asks no other host" jq -e --arg url "$url/" \
		'[.audits["network-requests"].details.items[].url | select(startswith($url) or startswith("data:") | not)] | . == []' "$json"
}

zipped() { cat -- "$@" | gzip -9 | wc -c; }
texts() { # of the posts, in their order: FOLDER
	local file
	for file in "$1"/index.md "$1"/2*.md; do sed '1,/^---$/d' "$file"; done
}

# reads_as_thread PAGE FOLDER: each post's author, then its text, in order, in what a text browser shows.
reads_as_thread() {
	perl -0777 -e '
		my ($page, @files) = @ARGV;
		sub text { open my $f, "<", shift or die; local $_ = <$f>; s/\s+/ /g; $_ }
		my ($shown, $from) = (text($page), 0);
		for my $file (@files) {
			my ($who, $said) = text($file) =~ /author: (\S+).*? --- (.*?) ?\z/ or die "$file: no post\n";
			my $author = index $shown, "\@$who", $from;
			die "$file: no author\n" if $author < 0;
			$from = index $shown, $said, $author;
			die "$file: no text behind its author\n" if $from < 0;
			die "$file: another author in between\n" if substr($shown, $author + 1, $from - $author - 1) =~ /\@(founders|gardener)/;
			$from += length $said;
		}' "$1" "$2"/index.md "$2"/2*.md
}

site=$work/site
topic=forums/help/2026/11/twenty-posts
cp -r content "$work/content"
mkdir -p "$work/content/$topic"
shopt -s globstar
twenty "$work/content/$topic" content/tutorials/**/*.md content/pages/*.md content/forums/**/*.md || exit 1
make_site "$site" --title Stoa --from "$work/content" || exit 1
cp contrib/demo.conf "$site/site.conf"
serve "$site" || { cat "$work/serve.log"; exit 1; }

pages=("$site"/public/**/*.html)
drawn=("$site"/public/**/*.svg "$site"/public/**/*.css)
ok "the Nu Html Checker finds nothing in ${#pages[@]} pages" nu "${pages[@]}"
ok "nor in ${#drawn[@]} style sheets and drawings" nu "${drawn[@]}"

lesson=$(cd "$site/public" && compgen -G 'tutorials/*/*/index.html' | head -n 1)
for form in desktop mobile; do
	option=()
	[ $form = mobile ] || option=(--preset=desktop)
	judge "home-$form" / "${option[@]}"
	judge "topic-$form" "/$topic/" "${option[@]}"
	judge "lesson-$form" "/${lesson%index.html}" "${option[@]}"
done

html=$site/public/$topic/index.html
said=$(texts "$work/content/$topic" | gzip -9 | wc -c)
extra=$(($(zipped "$html") + $(zipped "$site"/public/**/*.css) - said))
script=$(zipped "$site"/public/**/*.js)
echo "# twenty posts, gzip -9: page $(zipped "$html"), style $(zipped "$site"/public/**/*.css), their text $said; beyond it $extra; script $script"
ok "at most 15 kB beyond the posts' own text" test "$extra" -le 15000
ok "at most 10 kB of optional script" test "$script" -le 10000
LC_ALL=C.UTF-8 w3m -dump -cols 100 "$url/$topic/" >"$out/w3m.txt"
LC_ALL=C.UTF-8 lynx -dump -nolist -width=100 "$url/$topic/" >"$out/lynx.txt"
ok "a readable thread in w3m" reads_as_thread "$out/w3m.txt" "$work/content/$topic"
ok "and in lynx" reads_as_thread "$out/lynx.txt" "$work/content/$topic"
done_testing
