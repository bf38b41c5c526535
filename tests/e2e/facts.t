#!/bin/bash
# What search engines are told: every page's JSON-LD is JSON, and each kind has what schema.org and
# Google's documentation of rich results ask for.
. "$(dirname "$0")/lib.sh"
site=$work/site
clone=$work/clone
public=$site/public

# ld FILE: the JSON-LD of a page. fact FILE TYPE FILTER: of its object of that type.
ld() { perl -0ne 'print $1 if m{<script type="application/ld\+json">(.*?)</script>}s' "$1"; }
fact() { ld "$1" | jq -r --arg type "$2" ".\"@graph\"[] | select(.\"@type\" == \$type) | $3"; }
# complete FILE TYPE KEY...: all of them are there, and not empty.
complete() {
	local file=$1 type=$2 key
	shift 2
	for key; do fact "$file" "$type" ".$key" | grep -vx null | grep -q . || { echo "$file: $type has no $key"; return 1; }; done
}

ok "init" "$stoa" init --title 'T </script>' --from content "$site"
git clone -q "$site/content.git" "$clone"
topic=forums/help/2026/11/long
mkdir -p "$clone/$topic"
printf -- '---\ntitle: "A </script> \\"title\\""\nauthor: guest\nname: "</script>"\ndate: 2026-11-20T10:00:00Z\nanswer: 20261120-110003-aaaaaa\n---\n</script> & <!-- "x"\n' >"$clone/$topic/index.md"
for i in 1 2 3 4; do
	printf -- '---\nauthor: gardener\ndate: 2026-11-20T11:00:0%sZ\n---\nreply %s <b>\n' $i $i >"$clone/$topic/20261120-11000$i-aaaaaa.md"
done
git -C "$clone" add -A && git -C "$clone" commit -qm long && git -C "$clone" push -q 2>/dev/null
ok "build" "$stoa" build "$site"

# Every page that search engines may list: JSON, and but for the front page the way to it.
find "$public" -name '*.html' -print0 | xargs -0 perl -MJSON::PP -0777 -ne '
	next if /name="robots" content="noindex"/;
	my ($ld) = m{<script type="application/ld\+json">(.*?)</script>}s;
	my $graph = eval { decode_json($ld)->{"\@graph"} } || [];
	my ($way) = grep { $_->{"\@type"} eq "BreadcrumbList" } @$graph;
	my @steps = @{$way->{itemListElement} || []};
	print "$ARGV\n" if @steps < 2 || grep { !$_->{name} || $_->{item} !~ m{^http} || !$_->{position} } @steps' |
	sed "s|^$public/||" | sort >"$work/bad"
is "every page says how to get there" "$(tr '\n' ' ' <"$work/bad")" "index.html "

help=$public/$topic/index.html
ok "a question" complete "$help" QAPage mainEntity.name mainEntity.text mainEntity.answerCount mainEntity.author.name \
	mainEntity.datePublished mainEntity.acceptedAnswer.text mainEntity.acceptedAnswer.url mainEntity.acceptedAnswer.author.name
is "its title" "$(fact "$help" QAPage .mainEntity.name)" 'A </script> "title"'
is "its text" "$(fact "$help" QAPage .mainEntity.text)" '</script> & <!-- "x"'
is "its author" "$(fact "$help" QAPage .mainEntity.author.name)" '</script>'
is "the accepted answer" "$(fact "$help" QAPage .mainEntity.acceptedAnswer.text)" 'reply 3 <b>'
is "the others" "$(fact "$help" QAPage '[.mainEntity.suggestedAnswer[].text] | join(",")')" 'reply 1 <b>,reply 2 <b>,reply 4 <b>'
is "one script element in the whole page that is not a file" "$(grep -c '<script [^s]' "$help")" 1

talk=$(find "$public/forums/show-and-tell" -path '*/2026/11/this*/index.html')
ok "a posting" complete "$talk" DiscussionForumPosting headline text author.name author.url datePublished url \
	'comment[0].text' 'comment[0].author.name' 'comment[0].datePublished' 'comment[0].url' interactionStatistic.userInteractionCount
lesson=$(find "$public/tutorials/theming" -path '*/01-*/index.html')
ok "a lesson" complete "$lesson" Article headline datePublished author.name publisher.name
# shellcheck disable=SC2044 # no blanks in addresses of ours
for event in $(find "$public/events" -mindepth 3 -maxdepth 3 -path '*/2026/*/index.html'); do
	complete "$event" Event name startDate location organizer.name eventStatus eventAttendanceMode || break
done >"$work/bad"
ok "an event" not test -s "$work/bad"
ok "the site" complete "$public/index.html" WebSite name url publisher.name
is "whose name is" "$(fact "$public/index.html" WebSite .name)" 'T </script>'

# Pages behind the first do not count what they are not built anew for.
git config -f "$site/site.conf" topic.posts 5
ok "build with small pages" "$stoa" build "$site"
second=$(find "$public/forums" -path '*/this*/2/index.html')
ok "a second page" complete "$second" DiscussionForumPosting headline text author.name datePublished url 'comment[0].text'
is "has no count" "$(fact "$second" DiscussionForumPosting .interactionStatistic)" null

# What a link to a page shows elsewhere.
image() { sed -n 's/.*property="og:image" content="\([^"]*\)".*/\1/p' "$1"; }
root=http://localhost:8080
is "the first picture of its text" "$(image "$(find "$public" -path '*/the-same-pages-everywhere/index.html')")" \
	"$root/forums/show-and-tell/2026/11/the-same-pages-everywhere/front-page.png"
is "none" "$(image "$help")" ""
ok "a card without picture is small" lacks "$help" summary_large_image
sed -i 's/^kind: questions/image: sign.png\n&/' "$clone/forums/help/index.md"
printf x >"$clone/forums/help/sign.png"
git -C "$clone" add -A && git -C "$clone" commit -qm sign && git -C "$clone" push -q 2>/dev/null
git config -f "$site/site.conf" site.image /index/card.png
ok "build with pictures for forum and site" "$stoa" build "$site"
is "a forum's" "$(image "$public/forums/help/index.html")" "$root/forums/help/sign.png"
is "a topic's is its forum's" "$(image "$help")" "$root/forums/help/sign.png"
is "any other page's is the site's" "$(image "$public/rules/index.html")" "$root/index/card.png"
ok "a card with picture is large" has "$help" '<meta name="twitter:card" content="summary_large_image">'
done_testing
