#!/usr/bin/perl
# Writes a community, as it is in git, as what a Hugo site is made of: content.pl all|one TREE SITE
# all: a topic is one file with its posts in the front matter, as JSON, which Hugo reads fastest; members, months
# and lists are files for Hugo to fill. one: a topic's posts are its text, and there is nothing else.
use strict;
use warnings;
use List::Util 'sum0';

my ($kind, $tree, $site) = @ARGV;
my (%years, %members, %months);

sub put {
	my ($path, $text) = @_;
	my $dir = '';
	for ($path =~ m{[^/]*/}g) { $dir .= $_; mkdir $dir unless -d $dir }
	open my $out, '>', $path or die "$path: $!";
	print $out $text;
	close $out or die "$path: $!";
}

# The front matter's fields, and the text.
sub get {
	my ($path) = @_;
	open my $in, '<', $path or die "$path: $!";
	local $/;
	my ($front, $text) = <$in> =~ /\A---\n(.*?\n)---\n(.*)\z/s or die "$path: no front matter";
	my %page = $front =~ /^(\w+): *(.*)$/mg;
	s/^"(.*)"$/$1/ for values %page;
	return (%page, text => $text);
}

# JSON of strings, lists and tables; a reference to a number is that number.
sub json {
	my ($value) = @_;
	return '[' . join(', ', map { json($_) } @$value) . ']' if ref $value eq 'ARRAY';
	return '{' . join(', ', map { json($_) . ': ' . json($value->{$_}) } sort keys %$value) . '}' if ref $value eq 'HASH';
	return $$value if ref $value;
	$value =~ s/([\\"])/\\$1/g;
	$value =~ s/\n/\\n/g;
	$value =~ s/([\0-\x1f])/sprintf '\\u%04x', ord $1/ge;
	return "\"$value\"";
}

sub page {
	my ($path, $front, $text) = @_;
	put("$site/content/$path", json($front) . "\n" . ($text // ''));
}

# A topic's posts in their order: the opening one has no id.
sub posts {
	my ($stem) = @_;
	my @posts = ({get("$tree/$stem/index.md"), id => ''});
	for my $file (sort grep { !/index\.md$/ } glob "$tree/$stem/*.md") {
		my ($id) = $file =~ m{([^/]+)\.md$};
		push @posts, {get($file), id => $id};
	}
	return @posts;
}

# As text, with the author above each post.
sub plain_topic {
	my ($stem) = @_;
	my @posts = posts($stem);
	my ($forum, $name) = $stem =~ m{^forums/([^/]+)/(.*)} or die $stem;
	my $text = join '', map { "\n**$_->{author}**\n\n$_->{text}\n" } @posts;
	page("$forum/" . $name =~ tr{/}{-}r . '.md', {title => $posts[0]{title}, date => $posts[0]{date}}, $text);
}

sub topic {
	my ($stem) = @_;
	my ($forum, $year, $month) = $stem =~ m{^forums/([^/]+)/(\d+)/(\d+)/} or die $stem;
	my @posts = posts($stem);
	my ($first, @listed) = $posts[0];
	for my $post (@posts) {
		my ($author, $written) = ($post->{author}, substr $post->{date}, 0, 4);
		my %fields = (by => "$author/$written", number => \scalar @listed, map { $_ => $post->{$_} } qw(id author date text));
		push @listed, \%fields;
		$years{$author}{$written}++;
	}
	$months{$forum}{"$year/$month"} = 1;
	page("$stem.md", {
		type => 'topic', title => $first->{title}, date => $first->{date}, lastmod => $posts[-1]{date}, path => $stem,
		tags => [($first->{tags} // '') =~ /[\w-]+/g], replies => \$#posts,
		posts => \@listed,
	});
}

sub list {
	my ($path, $list, $more) = @_;
	page("$path.md", {type => 'list', title => ucfirst $list, list => $list, %$more});
}

sub forum {
	my ($forum) = @_;
	my %page = get("$tree/forums/$forum/index.md");
	my %front = (type => 'forum', title => $page{title}, description => $page{description}, outputs => ['html', 'rss']);
	page("forums/$forum/_index.md", \%front, $page{text});
	page("forums/$forum/$_/_index.md", {type => 'month', title => $_}) for keys %{$months{$forum}};
	page("forums/$forum/archive.md", {type => 'archive', title => 'Archive', outputs => ['html']});
	list("forums/$forum/$_", $_, {forum => "/forums/$forum"}) for qw(new top);
}

sub member {
	my ($file) = @_;
	my ($stem, $handle) = $file =~ m{(members/../([^/]+))\.md$} or die $file;
	my %page = get($file);
	$members{$handle} = {name => $page{name}, path => "/$stem/", hue => \(length $page{name})};
	my @years = sort keys %{$years{$handle}};
	my %front = (type => 'member', title => $page{name}, handle => $handle, joined => $page{joined}, years => \@years);
	page("$stem/_index.md", {%front, outputs => ['html', 'rss']}, $page{text});
	return if sum0(values %{$years{$handle}}) <= 50;
	page("$stem/$_.md", {type => 'year', title => $_, handle => $handle, years => [$_], outputs => ['html']}) for @years;
}

my @topics = map { m{(forums/.*)/index\.md$} } glob "$tree/forums/*/2*/*/*/index.md";
if ($kind eq 'one') {
	plain_topic($_) for @topics;
	exit;
}
topic($_) for @topics;
forum($_) for map { m{/([^/]+)/index\.md$} } glob "$tree/forums/*/index.md";
member($_) for glob "$tree/members/*/*.md";
$members{$_} //= {name => $_, path => '', hue => \1} for keys %years; # guests have no page

page("$_/_index.md", {title => ucfirst $_}) for qw(forums members topics);
list("topics/$_", $_, {}) for qw(active new unanswered top);
my %top = map { $_ => 1 } map { keys %$_ } values %months;
list("topics/top/$_", 'top', {month => $_, outputs => ['html']}) for keys %top;
put("$site/data/members.json", json(\%members));
