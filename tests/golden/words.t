#!/usr/bin/perl
# Every language of the default theme says all that English says, and asks for nothing that English does not.
use strict;
use warnings;
use open qw(:std :encoding(UTF-8));

# What a pattern names: {name}, {name, plural, …}; branches are not names.
sub arguments {
	my ($text) = @_;
	my %names;
	$names{$1} = 1 while $text =~ /(?<![a-z0-9])\{([a-z_]+(?:\.[a-z_]+)*)(?=\}|,\s*(?:plural|select|selectordinal|number|none))/g;
	return join ' ', sort keys %names;
}
sub read_words {
	my ($file) = @_;
	my %words;
	open my $in, '<:encoding(UTF-8)', $file or die "$file: $!";
	while (<$in>) {
		$words{$1} = $2 if /^([a-z_0-9.]+) = (.*)/;
	}
	return \%words;
}
# Branches of select hold words too, {like{Like}}: what stands alone in braces there is text.
sub faults {
	my ($en, $other) = @_;
	my @faults = map { "$_ is missing" } grep { !defined $other->{$_} } sort keys %$en;
	push @faults, map { "$_ is of no use" } grep { !defined $en->{$_} } sort keys %$other;
	for (sort keys %$en) {
		next unless defined $other->{$_};
		my ($a, $b) = (arguments($en->{$_}), arguments($other->{$_}));
		push @faults, "$_ names '$b', English '$a'" if $a ne $b && $en->{$_} !~ /, select,/;
	}
	return @faults;
}

my $en = read_words('themes/default/lang/en.conf');
my @files = grep { !/en\.conf/ } glob 'themes/default/lang/*.conf';
my $n = 0;
for my $file (@files) {
	my @faults = faults($en, read_words($file));
	print @faults ? 'not ' : '', 'ok ', ++$n, " - $file has the words of English\n";
	print STDERR "# $file: $_\n" for @faults;
}
my %broken = (%$en, 'nav.skip' => 'x {nobody}');
delete $broken{'nav.main'};
print faults($en, \%broken) == 2 ? '' : 'not ', 'ok ', ++$n, " - a missing key and a wrong name would be seen\n";
print @files >= 2 ? '' : 'not ', 'ok ', ++$n, " - two languages besides English\n";
print "1..$n\n";
