#!/usr/bin/perl
# Incremental equals full: random sequences of every kind of change to a small site, each commit built on
# top of the last build and compared, byte for byte, with a build from nothing. In a part of them the
# builder is killed at some moment; every second one is built by a resident builder, as stoa watch is. The
# library does it, in one process for a sequence (hands.c); in one of eight the programs themselves do.
# STOA_ROUNDS: sequences; STOA_STEPS: commits in each; STOA_SEED: the first; STOA_EACH=1 looks after every commit.
use strict;
use warnings;
use sigtrap qw(die normal-signals); # so that the folder in memory goes
use File::Temp qw(tempdir);
use File::Basename qw(dirname);
use Cwd qw(abs_path);
use IPC::Open2 qw(open2);
use POSIX qw(strftime);
use Time::HiRes qw(usleep);

my $root = abs_path(dirname(abs_path($0)) . '/../..');
my $bin = $ENV{STOA_BUILD} // "$root/build";
my ($stoa, $hands_program) = ("$bin/stoa", "$bin/e2e/hands" =~ s{^\Q$root\E/}{}r);
my $rounds = $ENV{STOA_ROUNDS} // 200;
my $steps = $ENV{STOA_STEPS} // 8;
my $seed0 = $ENV{STOA_SEED} // 1;
my $cores = $ENV{STOA_JOBS} // int `nproc`;
my $memory = -w '/dev/shm' ? '/dev/shm' : '/tmp'; # a disk would be most of the work
my $work = tempdir("$memory/stoa-random-XXXXXX", CLEANUP => !$ENV{STOA_KEEP});
$ENV{HOME} = $work;

my (%files, %last, $clock, $site, $said, @did, %acted); # %last: what main holds
my ($programs, $resident, $jobs, $watch); # who builds: stoa itself, in which way, and its process
my @forums = qw(help ideas news);
my @handles = qw(ann bob cat dee eve);
my @tags = qw(install css git mail);
my @words = (qw(stone river @ann @bob @cat @dee [link](../b/) **bold** `code` word table - list > quote), '# head');

my @plain = grep { !/@/ } @words; # such a text asks nobody, and a worker that is kept remembers it

sub pick { $_[int rand @_] }
my @pictures = qw(a.png d.gif ../t1/a.png ../../../../tutorials/start/a.png /about/d.gif);
sub gif { "GIF89a" . pack('vv', 1 + int rand 3, 1 + int rand 3) . "\x80\0\0" }
sub shown { join(pick("\n", "\n\n"), map { '![' . pick('a', '') . "]($_)" } map { pick(@pictures) } 1 .. 1 + int rand 3) . "\n" }
sub code { "\n```" . pick(qw(c sh python nosuch)) . "\n" . join("\n", map { pick('int x = 1;', '# no', 'def f(): return "a"', '<b>', "\tif [ -x a ]; then") } 1 .. 1 + int rand 3) . "\n```\n" }
sub text { my @some = rand() < .5 ? @words : @plain; join(' ', map { pick(@some) } 1 .. 1 + int rand 12) . "\n" . (rand() < .1 ? code() : '') . (rand() < .15 ? "\n" . shown() : '') }
sub stamp { strftime('%Y-%m-%dT%H:%M:%SZ', gmtime $_[0]) }
sub id { strftime('%Y%m%d-%H%M%S', gmtime $_[0]) . '-' . join '', map { pick('a' .. 'z', 2 .. 7) } 1 .. 6 }
sub front { my ($body, %f) = @_; "---\n" . join('', map { "$_: $f{$_}\n" } sort keys %f) . "---\n$body" }
sub someone { pick(@handles, 'guest', 'zoe') }
sub moment { $clock - int rand 40_000_000 }
sub matching { my $re = shift; grep { /$re/ } sort keys %files }
sub set { my ($path, $key, $value) = @_; return unless defined $path; $files{$path} =~ s/^\Q$key\E: .*\n//m; $files{$path} =~ s/^---\n/---\n$key: $value\n/ if defined $value }

my $TOPIC = qr{^forums/\w+/\d+/\d+/[^/]+/index\.md$};
my $REPLY = qr{/\d{8}-\d{6}-\w{6}\.md$};
my $PARENT = qr{$TOPIC|^tutorials/\w+/\d.*|^resources/[^/]+\.md$|^events/\d+/[^/]+\.md$};
sub stem { my $p = shift; $p =~ s{(/index)?\.md$}{}; $p }

# The page at $path says that it was at $stem before.
sub moved {
	my ($path, $stem) = @_;
	my $url = '/' . $stem =~ s{^pages/}{}r . '/';
	$files{$path} =~ s/^---\n/---\nmoved-from: [$url]\n/ unless !defined $files{$path} || $files{$path} =~ s/^moved-from: \[(.*)\]$/moved-from: [$1, $url]/m;
}

my %ops = (
	topic => sub {
		my $at = moment();
		my $f = pick(@forums);
		my %f = (title => pick(qw(Alpha Beta Gamma Delta)) . ' ' . int rand 99, author => someone(), date => stamp($at));
		$f{tags} = '[' . join(', ', map { pick(@tags) } 1 .. 1 + int rand 3) . ']' if rand() < .5;
		@f{qw(poll poll-many)} = ('[' . join(', ', map { "Choice $_" } 1 .. 2 + int rand 3) . ']', rand() < .5 ? 'true' : 'no') if rand() < .3;
		$f{'poll-closes'} = stamp($clock + int rand 20_000_000) if $f{poll} && rand() < .5;
		$f{pinned} = 'true' if rand() < .1;
		$f{expires} = stamp($clock + int rand 20_000_000) if rand() < .1;
		$files{"forums/$f/" . strftime('%Y/%m', gmtime $at) . '/t' . int(rand 40) . '/index.md'} = front(text(), %f);
	},
	reply => sub {
		my $p = pick(matching($PARENT)) // return;
		my $at = rand() < .7 ? $clock : moment();
		my %f = (author => someone(), date => stamp($at));
		$f{hidden} = 'true' if rand() < .08;
		my @r = map { s{.*/(.*)\.md}{$1}r } matching(qr{^\Q@{[stem($p)]}\E/\d});
		$f{'reply-to'} = pick(@r) if @r && rand() < .4;
		my $quote = @r && rand() < .2 ? '> a [b](' . pick(@r) . ".md)\n" : '';
		$files{stem($p) . '/' . id($at) . '.md'} = front($quote . text(), %f) for 1 .. (rand() < .2 ? 8 : 1);
	},
	flood => sub {
		my $p = pick(matching($TOPIC)) // return;
		$files{stem($p) . '/' . id($clock + $_) . '.md'} = front(text(), author => someone(), date => stamp($clock + $_)) for 1 .. 12;
	},
	edit => sub { my $p = pick(matching(qr{\.md$})) // return; $files{$p} .= text() unless $p =~ m{^moderation} },
	revise => sub {
		my @known = grep { $files{$_} =~ /^edited:/m } sort keys %files;
		my $p = @known && rand() < .6 ? pick(@known) : pick(matching(qr{$REPLY|$TOPIC|$PARENT|^(rules|pages/)})) // return;
		set($p, 'edited', rand() < .85 ? stamp($clock - int rand 50) : undef);
		$files{$p} .= text() if rand() < .8;
	},
	unreply => sub { my $p = pick(matching($REPLY)); delete $files{$p} if defined $p },
	untopic => sub { my $p = pick(matching($TOPIC)) // return; my $s = stem($p); delete $files{$_} for rand() < .5 ? $p : grep { m{^\Q$s\E/} } keys %files },
	move => sub {
		my $s = stem(pick(matching($TOPIC)) // return);
		my $to = 'forums/' . pick(@forums) . '/2026/' . sprintf('%02d', 1 + int rand 12) . '/m' . int rand 30;
		for (grep { m{^\Q$s\E/} } keys %files) { (my $n = $_) =~ s/^\Q$s\E/$to/; $files{$n} = delete $files{$_} }
		moved("$to/index.md", $s) if rand() < .7;
	},
	rename => sub {
		my $p = pick(matching(qr{^(?:resources|pages|events|members)/.*\.md$})) // return;
		my $s = stem($p);
		my $to = $s =~ s{^pages/.*}{'pages/' . pick(qw(about contact imprint))}er;
		$to =~ s{^(resources)/.*}{'resources/r' . int rand 5}e;
		return if exists $files{"$to.md"} or exists $files{"$to/index.md"};
		(my $n = $p) =~ s/^\Q$s\E/$to/;
		$files{$n} = delete $files{$p};
		moved($n, $s);
	},
	claim => sub { my $p = pick(matching($TOPIC)) // return; moved($p, 'forums/' . pick(@forums) . '/2026/' . sprintf('%02d', 1 + int rand 12) . '/m' . int rand 30) },
	title => sub { set(pick(matching(qr{$TOPIC|$PARENT})), 'title', 'Renamed ' . int rand 99) },
	flag => sub { set(pick(matching($TOPIC)), pick(qw(pinned locked hidden)), rand() < .6 ? 'true' : undef) },
	hide => sub { set(pick(matching($REPLY)), 'hidden', rand() < .6 ? 'true' : undef) },
	tag => sub { set(pick(matching($PARENT)), 'tags', rand() < .3 ? undef : '[' . pick(@tags) . ', ' . pick(@tags) . ']') },
	author => sub { set(pick(matching(qr{$TOPIC|$REPLY})), 'author', someone()) },
	date => sub { set(pick(matching(qr{$TOPIC|$REPLY})), 'date', stamp(moment())) },
	expires => sub {
		my %replies;
		$replies{s{/[^/]+$}{}r}++ for matching($REPLY);
		my @long = grep { ($replies{stem($_)} // 0) > 5 } matching($TOPIC);
		set(pick(@long ? @long : matching($TOPIC)), 'expires', rand() < .8 ? stamp($clock - 10_000_000 + int rand 20_000_000) : undef);
	},
	status => sub { my $p = pick(matching($TOPIC)); set($p, 'status', pick(qw(planned started done))); set($p, 'status-note', rand() < .5 ? 'Note ' . int rand 9 : undef) },
	answer => sub {
		my $p = pick(matching($TOPIC)) // return;
		my @r = matching(qr{^\Q@{[stem($p)]}\E/\d});
		set($p, 'answer', @r && rand() < .8 ? pick(@r) =~ s{.*/(.*)\.md}{$1}r : undef);
	},
	member => sub { my $h = pick(@handles); $files{'members/' . substr($h, 0, 2) . "/$h.md"} = front(text(), name => ucfirst($h) . ' ' . int rand 9, (rand() < .3 ? (role => pick(qw(staff moderator admin))) : ())) },
	crowd => sub {
		for (1 .. 1 + int rand 9) {
			my $h = pick('an', 'bo') . int rand 25;
			my $p = 'members/' . substr($h, 0, 2) . "/$h.md";
			if ($files{$p} && rand() < .4) { delete $files{$p}; next }
			$files{$p} = front(text(), name => ucfirst $h, listed => pick(qw(true true true false)), skills => '[' . pick(@tags) . ']', (rand() < .7 ? (joined => stamp(moment())) : ()));
		}
	},
	badges => sub {
		return delete $files{'badges.conf'} if rand() < .2;
		$files{'badges.conf'} = join '', map { qq([badge "$_"]\n) . join '', map { "\t$_ = " . (1 + int rand 6) . "\n" } pick(qw(posts topics replies)), pick(qw(answers votes lessons days)) } grep { rand() < .7 } qw(helper first-words mine);
		$files{'badges.conf'} .= "\ttitle = T" . int(rand 9) . "\n" if length $files{'badges.conf'} && rand() < .5;
		$files{'badges.conf'} .= "what\n" if rand() < .2;
	},
	profile => sub {
		my $p = pick(matching(qr{^members/\w\w/[^/]+\.md$}));
		my ($key, $value) = @{pick([skills => '[' . pick(@tags) . ', ' . pick(@tags) . ']'], [listed => 'true'], [listed => 'false'], [skills => undef], [joined => stamp(moment())])};
		set($p, $key, $value);
	},
	leave => sub { set(pick(matching(qr{^members/\w\w/[^/]+\.md$})), 'left', rand() < .7 ? stamp($clock) : undef) },
	forget => sub {
		my ($h, $gone) = (pick(@handles), pick('gone-abcdef', 'gone-ghijkl'));
		my $texts = rand() < .4;
		delete $files{'members/' . substr($h, 0, 2) . "/$h.md"};
		for my $p (grep { $files{$_} =~ /^author: $h$/m } matching(qr{\.md$})) {
			set($p, 'author', $gone);
			set($p, 'edited', undef);
			next unless $texts && $p =~ m{$TOPIC|$REPLY};
			set($p, $_, undef) for qw(tags poll poll-many poll-closes image);
			set($p, 'title', 'Deleted topic') if $p =~ $TOPIC;
			$files{$p} =~ s/\A(---\n.*?^---\n).*/$1*The author has deleted this post.*\n/ms;
		}
		for my $p (matching(qr{/votes/$h$})) {
			my $votes = delete $files{$p};
			$files{$p =~ s{[^/]+$}{$gone}r} = $votes unless $texts;
		}
	},
	unmember => sub { my $p = pick(matching(qr{^members})); delete $files{$p} if defined $p },
	forum => sub { my $f = pick(@forums); $files{"forums/$f/index.md"} = front(text(), title => "Forum $f " . int rand 4, kind => pick(qw(discussion questions ideas announcements jobs)), shape => pick(qw(flat threaded)), order => int rand 3) },
	order => sub { set(pick(matching(qr{^forums/\w+/index})), 'order', int rand 5) },
	unforum => sub { my $p = pick(matching(qr{^forums/\w+/index})); delete $files{$p} if defined $p && rand() < .3 },
	lesson => sub {
		my $s = pick(qw(start deep));
		$files{"tutorials/$s/index.md"} = front(text(), title => "Series $s " . int rand 3) if rand() < .5;
		$files{"tutorials/$s/0" . int(rand 6) . '-x' . pick('.md', '.md', '/index.md')} = front(text() x int rand 60, title => 'Lesson ' . int rand 9, (rand() < .5 ? (author => someone(), date => stamp(moment())) : ()));
	},
	resource => sub {
		my $n = 'resources/r' . int rand 8;
		my %f = (title => 'Resource ' . int rand 9, tags => '[' . pick(@tags) . ']', licence => pick('MIT', 'CC0'));
		$f{type} = pick(qw(link book video tool data)) if rand() < .6;
		if (rand() < .6) { $f{link} = 'https://example.org/' } else { $f{file} = 'b.txt'; $f{checksum} = 'sha256:' . 'ab' x 32 }
		$files{"$n/b.txt"} = 'bytes ' . int rand 9 if rand() < .5;
		$files{$n . pick('.md', '/index.md')} = front(text(), %f);
	},
	unresource => sub { my $p = pick(matching(qr{^(resources|events)/})); delete $files{$p} if defined $p },
	event => sub {
		my $start = $clock + int(rand 40_000_000) - 20_000_000;
		my %f = (title => 'Event ' . int rand 9, start => stamp($start), (rand() < .2 ? () : (end => stamp($start + 3600))), zone => pick('Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Nowhere/Land', 'UTC'));
		$f{repeat} = pick('FREQ=WEEKLY', 'FREQ=MONTHLY', 'FREQ=DAILY;INTERVAL=9', 'FREQ=WEEKLY;COUNT=5', 'FREQ=DAILY;UNTIL=' . strftime('%Y%m%d', gmtime($clock + int rand 9_000_000)), 'FREQ=HOURLY') if rand() < .7;
		$f{except} = '[' . join(', ', map { strftime('"%Y-%m-%d"', gmtime($start + $_ * 604800)) } 1 .. 2) . ']' if ($f{repeat} // '') eq 'FREQ=WEEKLY' && rand() < .5;
		$f{cancelled} = 'yes' if rand() < .1;
		$files{'events/' . strftime('%Y', gmtime $start) . '/e' . int(rand 9) . pick('.md', '/index.md')} = front(text(), %f);
	},
	unpage => sub { my $p = pick(matching(qr{^(tutorials|resources|events|pages)/})); delete $files{$p} if defined $p },
	show => sub { my $p = pick(matching(qr{$REPLY|$PARENT|^forums/\w+/index})) // return; $files{$p} .= "\n![x](" . pick(qw(/about/d.gif a.png d.gif)) . ")\n" },
	image => sub { set(pick(matching(qr{^forums/\w+/index|$PARENT|^tutorials/\w+/index})), 'image', rand() < .7 ? pick(qw(a.png d.gif)) : undef) },
	measure => sub { my $n = pick('pages/about/d.gif', matching(qr{\.(png|gif)$})); rand() < .8 ? $files{$n} = gif() : delete $files{$n} },
	plain => sub { $files{'pages/' . pick(qw(about contact)) . pick('.md', '/index.md')} = front(text(), title => 'Page ' . int rand 9) },
	file => sub { my $p = pick(rand() < .3 ? matching(qr{^(pages/|tutorials/\w+/index)}) : matching($PARENT)) // return; my $n = stem($p) . '/' . pick(qw(a.png b.txt c.exe d.gif)); rand() < .7 ? $files{$n} = rand() < .7 ? gif() : 'bytes ' . rand : delete $files{$n} },
	vote => sub {
		my $p = pick(matching($PARENT)) // return;
		my $n = stem($p) . '/votes/' . pick(@handles);
		return delete $files{$n} if exists $files{$n} && rand() < .3;
		my @r = map { s{.*/(.*)\.md}{ $1}r } matching(qr{^\Q@{[stem($p)]}\E/\d});
		my %lines = map { $_ => 1 } rand() < .6 ? 'up' : (), map { 'react ' . pick(qw(heart like insight)) . pick('', @r) } 1 .. int rand 4;
		$lines{'poll ' . join ' ', grep { rand() < .4 } 1 .. 4} = 1 if rand() < .5;
		delete $lines{'poll '};
		$files{$n} = join '', map { "$_\n" } sort(keys %lines), rand() < .1 ? 'nonsense' : ();
	},
	verdict => sub {
		for (1 .. 1 + int rand 8) {
			my $at = rand() < .5 ? $clock - int rand 3_000_000 : moment();
			my $about = sub { pick(map({ pick(matching($_)) // () } $TOPIC, ($REPLY) x 4, qr{^members/}, qr{^moderation/}, $PARENT), 'forums/help', id($at), 'forums/help/2026/01/t1/index.md') };
			my %f = (act => pick(qw(lock hide lock lock move)), target => $about->(), reviewer => pick(@handles), date => stamp($at));
			$f{to} = $about->() if rand() < .3;
			$f{undone} = id($at) if rand() < .2;
			$files{'moderation/' . strftime('%Y/%m', gmtime $at) . '/' . id($at) . '.md'} = front('', %f);
		}
	},
	standing => sub { my $p = pick(matching(qr{^members/})); set($p, 'suspended-until', rand() < .7 ? stamp($clock + int rand 20_000_000) : undef); set($p, 'moderated', rand() < .7 ? id(moment()) : undef) },
	rules => sub { $files{'rules.md'} = front(text(), version => 1 + int rand 4, (rand() < .3 ? (edited => stamp(moment())) : ())) },
	home => sub { $files{'index.md'} = front(text(), title => 'Home ' . int rand 9) },
	bad => sub { my $p = pick(matching(qr{\.md$})) // return; $files{$p} = rand() < .5 ? "no front matter\n" : front(text(), titel => 'x') },
	back => sub { $clock -= int rand 50_000_000 if rand() < .3 },
	time => sub { $clock += int rand 30_000_000 },
	back => sub { $clock -= int rand 5_000_000 },
	clear => sub { delete $files{$_} for grep { rand() < .1 } sort keys %files },
);
my @often = (qw(verdict verdict verdict forget forget leave topic reply reply reply reply flood edit revise revise revise revise revise member move title flag tag vote vote), sort keys %ops);

sub run { my ($cmd) = @_; $said = `$cmd 2>&1`; return $? == 0 }

# ---- the process that does most of it ----

my ($hands, $to, $from);
sub ask {
	my ($line, $bytes) = @_;
	print $to "$line\n", $bytes // '';
	while (defined(my $answer = <$from>)) {
		chomp $answer;
		return 1 if $answer eq 'ok';
		$said .= "$answer\n";
		return 0 if $answer =~ /^no /;
		if ($answer =~ /^ put\t(.+)\t(\d+)$/) { read $from, $files{$1}, $2 }
		if ($answer =~ /^ drop\t(.+)$/) { delete $files{$1} }
	}
	$said .= "hands ended";
	return 0;
}
sub grasp {
	return if $programs;
	$hands //= open2($from, $to, "exec $root/$hands_program 2>/dev/null");
	$to->autoflush(1);
	ask(join "\t", 'open', $site, $jobs, $resident ? 'resident' : ()) or die "$site: $said";
}
sub let_go { return unless $hands; close $to; close $from; waitpid $hands, 0; $hands = undef }

# ---- one commit that makes main hold exactly %files ----

# On top of main, or as a merge of main into something older (then main is not the first parent), or with
# a history of its own.
sub way { my $x = rand; return $x < .01 ? 'root' : $x < .05 ? 1 + int rand 4 : '' }
sub commit {
	my $way = way();
	for my $path (map { $_ } keys %files) { delete $files{$path} while $path =~ s{/[^/]+$}{} } # no file is a folder too
	return commit_by_git($way) if $programs;
	for (sort keys %files) { ask("put\t$_\t" . length $files{$_}, $files{$_}) unless defined $last{$_} && $last{$_} eq $files{$_} }
	for (sort keys %last) { ask("drop\t$_") unless defined $files{$_} }
	ask("commit\t$clock\t$way") or die "$site: commit: $said";
}
sub commit_by_git {
	my ($way) = @_;
	my @commits = split /\n/, `git -C $site/content.git rev-list --first-parent main 2>/dev/null`;
	my $from = @commits && $way ne 'root' ? "from $commits[0]\n" : '';
	$from = "from $commits[$way]\nmerge $commits[0]\n" if $way =~ /\d/ && $way < @commits;
	open my $in, '|-', "git -C $site/content.git fast-import --quiet --force >/dev/null 2>&1" or die;
	print $in "commit refs/heads/main\ncommitter t <t\@users.localhost> $clock +0000\ndata 1\nx\n${from}deleteall\n";
	for (sort keys %files) { print $in "M 100644 inline $_\ndata " . length($files{$_}) . "\n$files{$_}\n" }
	print $in "done\n";
	close $in;
}

# ---- acts: commits like any other, afterwards %files is what they left ----

sub random_act {
	my @topics = matching($TOPIC);
	my ($topic, $reply, $member) = map { pick(@$_) // 'x' } \@topics, [matching($REPLY)], [matching(qr{^members/\w\w/\w{3}\.md$})];
	my $entry = pick(grep { $files{$_} =~ /^reason: Because/m } matching(qr{^moderation/})) // 'x';
	my $own = pick($topic, $reply);
	my $writer = sub { ($files{$_[0]} // '') =~ /^author: (\w+)$/m ? $1 : 'mod' };
	my $opener = sub { my $of = $_[0] =~ s{/[^/]+$}{/index.md}r; $writer->($of) };
	return @{pick(
		['accept', $reply, pick('mod', $opener->($reply))], ['unaccept', pick($topic, $reply)],
		['close', $topic, $opener->($topic)], ['reopen', $topic, $opener->($topic)],
		(['withdraw', $own, $writer->($own)]) x 2, ['status', $topic, 'mod', pick(qw(planned started done declined))],
		['lock', $topic], ['unlock', $topic], ['pin', $topic], ['unpin', $topic], ['hide', $own], ['show', $own],
		['retitle', $topic, 'mod', 'Act ' . int rand 99], ['retag', $topic, 'mod', pick(@tags)], ['move', $topic, 'mod', pick(@forums)],
		['split', $reply, 'mod', 'Split ' . int rand 99], ['merge', $topic, 'mod', pick(@topics) // 'x'],
		['warn', $member], ['suspend', $member, 'mod', '', $clock + 604_800], ['unsuspend', $member], ['ban', $member], ['unban', $member],
		(['undo', $entry]) x 3, ['uphold', $entry, 'two'], ['reverse', $entry, 'two'])};
}
sub act {
	my ($name, $target, $by, $to, $until) = random_act();
	$by //= 'mod';
	$to //= '';
	push @did, "act $name $target by $by $to";
	my $done = $programs ? act_by_stoa($name, $target, $by, $to, $until) : ask(join "\t", 'act', $name, $target, $by, $to, $until // 0, id($clock), $clock);
	$acted{$done ? $name : 'refused'}++;
	return $done;
}
sub act_by_stoa {
	my ($name, $target, $by, $to, $until) = @_;
	$target =~ s{.*/(.*)\.md}{$1} if $target =~ /^moderation/;
	run("$stoa act --no-build -s $site -b $by -r Because " . ($to ? "--to '$to' " : '') . ($until ? '--until 7d ' : '') . "$name $target") or return 0;
	for (split /\n/, `git -C $site/content.git diff-tree -r --no-renames --name-status main~1 main`) {
		my ($how, $path) = split /\t/;
		if ($how eq 'D') { delete $files{$path} } else { $files{$path} = `git -C $site/content.git show 'main:$path'` }
	}
	return 1;
}

# ---- the site ----

sub settings {
	open my $c, '>', "$site/site.conf" or die;
	print $c "[site]\nurl = http://localhost/base/\ntitle = " . pick('Ground', 'Field') . "\n[forum]\nactive = 5\nchunk = 10\n[topic]\njson = true\nposts = " . pick(5, 6) . "\n[build]\ngzip = " . pick("true", "false") . "\n[list]\nitems = 5\n[feed]\njson = true\nitems = 6\n[home]\nitems = 3\n";
	close $c;
	grasp();
}
sub start {
	my $pid = fork // die;
	return $pid if $pid;
	open STDOUT, '>', '/dev/null';
	open STDERR, '>', '/dev/null';
	exec $stoa, @_, $site;
}
# In the middle of a build, as far as chance goes.
sub killed {
	my $pid = $hands // $watch // start('build', '-q');
	print $to "build\n" if $hands;
	usleep(int rand pick(5_000, 30_000, $programs ? 150_000 : 60_000));
	kill 9, $pid;
	waitpid $pid, 0;
	$hands = undef;
	$watch = start('watch') if $watch;
	grasp();
}
# What is committed is served; or nothing can be, and the build that follows says why.
sub served {
	my $main = `git -C $site/content.git rev-parse main`;
	for (1 .. 2400) {
		my $live = '';
		if (open my $in, '<', "$site/cache/live") { $live = <$in> // '' }
		return 1 if $live eq $main;
		usleep(25_000);
	}
	$said = 'cache/live does not follow';
	return 0;
}
sub build {
	return ask('build') unless $programs;
	return $watch && rand() < .9 ? served() : run("$stoa build -q $site");
}
sub verify { return $programs ? run("$stoa build -q --verify $site") : ask('verify') }
sub stop { let_go(); return unless $watch; kill 15, $watch; waitpid $watch, 0; $watch = undef }
my @runners; # processes of worker()
END { my $status = $?; stop(); kill 15, @runners; waitpid $_, 0 for @runners; $? = $status }

# ---- a sequence ----

sub step {
	my ($step) = @_;
	my @now = map { pick(@often) } 1 .. 1 + int rand(rand() < .1 ? 20 : 4);
	push @did, "$step: @now";
	$ops{$_}->() for @now;
	$clock += int rand 1000;
	my ($acting, $looking) = (rand() < .4, rand() < .4);
	if ($acting) { $files{"members/$_.md"} //= front('', name => 'Mod', role => 'admin') for qw(mo/mod tw/two) }
	run("rm -rf $site/cache") if rand() < .02;
	commit();
	if ($acting) { act() || act() || act() || act() for 1 .. 1 + int rand 4 }
	%last = %files;
	settings() if rand() < .03;
	if (rand() < .15) { push @did, 'killed'; killed(); killed() if rand() < .3; return 1 if $step < $steps && rand() < .5 }
	$said = '';
	return build() && (!($looking || $step == $steps || $ENV{STOA_EACH}) || verify());
}
sub sequence {
	my ($seed) = @_;
	srand $seed;
	$site = "$work/$seed";
	($programs, $resident, $jobs) = ($seed % 16 == 0 || $seed % 16 == 9, $seed % 2 == 0, 1 + int($seed / 2) % 2);
	(%files, %last, @did) = ();
	$clock = 1_790_000_000;
	$said = '';
	run("cp -r $work/new $site && echo $site/content.git/objects > $site/queue.git/objects/info/alternates") or return 'a site';
	settings();
	$watch = start('watch') if $programs && $resident;
	my $size = pick(1, 1, 1, 3);
	$ops{$_}->() for (qw(forum) x 4, qw(member) x 3, qw(home rules lesson resource event plain), ('topic') x (8 * $size), ('reply') x (14 * $size));
	my $wrong = '';
	for my $step (1 .. $steps) { step($step) or $wrong = "step $step", last }
	stop();
	system('rm', '-rf', $site) unless $ENV{STOA_KEEP};
	return $wrong;
}
sub explained {
	my ($seed, $wrong) = @_;
	return ("# $wrong; again, looking after each step, with STOA_SEED=$seed STOA_ROUNDS=1 STOA_STEPS=$steps STOA_EACH=1\n",
		map { "# $_\n" } grep { defined } reverse((reverse @did)[0 .. 6]), grep { !/left out|no such key|front matter|published|types/ } split /\n/, $said);
}

# ---- all of them ----

# Every core takes every nth seed, and says of each what became of it, up to a line with a dot.
sub worker {
	my ($first) = @_;
	my $pid = open(my $out, '-|') // die;
	push @runners, $pid if $pid;
	return $out if $pid;
	@runners = ();
	$| = 1;
	for (my $i = $first; $i <= $rounds; $i += $cores) {
		my $seed = $seed0 + $i - 1;
		my $wrong = sequence($seed);
		print $wrong ? ("not ok $i - seed $seed\n", explained($seed, $wrong)) : "ok $i - seed $seed\n", ".\n";
	}
	print "$_ $acted{$_}\n" for sort keys %acted;
	exit 0;
}

$| = 1;
run("make -s -C $root " . ($bin =~ /san$/ ? 'SAN=1 ' : '') . "$hands_program") or die $said;
print "1..$rounds\n";
print "# the sites stay in $work\n" if $ENV{STOA_KEEP};
run("cd $work && mkdir -m 700 -p new/state && git init -q --bare -b main new/content.git && git init -q --bare new/queue.git") or die $said;
my ($failed, %acts) = (0);
my @workers = map { worker($_) } 1 .. $cores;
for my $i (1 .. $rounds) {
	my $in = $workers[($i - 1) % $cores];
	while (defined(my $line = <$in>)) {
		last if $line eq ".\n";
		$line =~ /^#/ ? print STDERR $line : print $line; # a reason is shown by every harness
		$failed++ if $line =~ /^not ok/;
	}
}
for my $in (@workers) {
	while (<$in>) { my ($name, $n) = split; $acts{$name} += $n }
}
print '# acts: ', join(', ', map { "$_ $acts{$_}" } sort keys %acts), "\n";
exit $failed ? 1 : 0;
