#!/usr/bin/perl
# Times one reply in a resident Hugo: watch.pl COUNT TOPIC PAGE FEED COMMAND...
# Starts COMMAND, waits until it is idle, and then adds a reply to TOPIC (as content.pl wrote it) COUNT times, each
# time until PAGE on the disk shows it, and then FEED. Says the medians and the least of the first, and the most memory.
use strict;
use warnings;
use POSIX 'strftime';
use Time::HiRes qw(time sleep);

use constant { START_S => 300, REPLY_S => 60, QUIET_S => 1, POLL_S => 0.0005 };

my ($count, $topic, $page, $feed, @command) = @ARGV;
my $pid = fork // die "fork: $!";
if (!$pid) {
	open STDOUT, '>&', \*STDERR or die $!;
	exec @command or die "$command[0]: $!";
}
END { if ($pid) { my $status = $?; kill 'TERM', $pid; waitpid $pid, 0; $? = $status } }

sub slurp {
	my ($path) = @_;
	open my $in, '<', $path or return '';
	local $/;
	return <$in> // '';
}

sub used { # processor time of the command
	my @stat = split ' ', slurp("/proc/$pid/stat") =~ s/.*\) //sr or die "$command[0] has ended\n";
	return $stat[11] + $stat[12];
}

sub wait_until {
	my ($limit, $poll, $what, $done) = @_;
	my $end = time + $limit;
	until ($done->()) {
		die "$what: not within $limit s\n" if time > $end;
		sleep $poll;
	}
}

sub wait_idle {
	my ($used, $since) = (-1, time);
	wait_until(START_S, 0.1, 'idle', sub {
		my $now = used();
		($used, $since) = ($now, time) if $now > $used + 1;
		return -e $page && time - $since > QUIET_S;
	});
}

sub reply {
	my ($n) = @_;
	my $text = slurp($topic);
	my $mark = sprintf 'reply-%d-%d', $$, $n;
	my $date = strftime '%Y-%m-%dT%H:%M:%SZ', gmtime(time + 3600 * $n); # the newest of all
	$text =~ s/"lastmod": "[^"]*"/"lastmod": "$date"/;
	my $post = '"author": "m00001", "by": "m00001/2025", "date": "' . $date . '", "id": "' . $mark . '", "text": "One more."';
	$text =~ s/\], "replies": (\d+)/', {' . $post . ', "number": ' . ($1 + 1) . '}], "replies": ' . ($1 + 1)/e or die "$topic: no posts\n";
	my $start = time;
	open my $out, '>', $topic or die "$topic: $!";
	print $out $text;
	close $out or die "$topic: $!";
	return map {
		my $path = $_;
		wait_until(REPLY_S, POLL_S, "$mark in $path", sub { slurp($path) =~ /$mark/ });
		1000 * (time - $start)
	} $page, $feed;
}

wait_idle();
my (@page, @feed);
for my $n (1 .. $count) {
	my ($page_ms, $feed_ms) = reply($n);
	push @page, $page_ms;
	push @feed, $feed_ms;
	wait_idle();
}
@page = sort { $a <=> $b } @page;
@feed = sort { $a <=> $b } @feed;
my ($most) = slurp("/proc/$pid/status") =~ /^VmHWM:\s*(\d+)/m;
printf "%.0f ms (at best %.0f), %.0f ms with the site's feed; %d MiB\n",
	$page[$count / 2], $page[0], $feed[$count / 2], $most / 1024;
