#!/usr/bin/perl
# Incremental equals full: random sequences of every kind of change, each commit built on top of the
# last build and compared, byte for byte, with a build from nothing. In some rounds the builder is
# killed half-way, and every second one is built by `stoa watch`. STOA_ROUNDS: sequences (default 4); STOA_STEPS: commits in each; STOA_SEED: the first seed.
use strict;
use warnings;
use File::Temp qw(tempdir);
use File::Basename qw(dirname);
use Cwd qw(abs_path);
use POSIX qw(strftime);
use Time::HiRes qw(usleep);

my $root = abs_path(dirname(abs_path($0)) . '/../..');
my $stoa = ($ENV{STOA_BUILD} // "$root/build") . '/stoa';
my $rounds = $ENV{STOA_ROUNDS} // 4;
my $steps = $ENV{STOA_STEPS} // 25;
my $seed0 = $ENV{STOA_SEED} // 1;
my $work = tempdir('/tmp/stoa-random-XXXXXX', CLEANUP => !$ENV{STOA_KEEP});
$ENV{HOME} = $work;

my (%files, $clock, $site, $said, @did, $watch);
my @forums = qw(help ideas news);
my @handles = qw(ann bob cat dee eve);
my @tags = qw(install css git mail);
my @words = (qw(stone river @ann @bob @cat @dee [link](../b/) **bold** `code` word table - list > quote), '# head');

sub pick { $_[int rand @_] }
my @pictures = qw(a.png d.gif ../t1/a.png ../../../../tutorials/start/a.png /about/d.gif);
sub gif { "GIF89a" . pack('vv', 1 + int rand 3, 1 + int rand 3) . "\x80\0\0" }
sub shown { join(pick("\n", "\n\n"), map { '![' . pick('a', '') . "]($_)" } map { pick(@pictures) } 1 .. 1 + int rand 3) . "\n" }
sub code { "\n```" . pick(qw(c sh python nosuch)) . "\n" . join("\n", map { pick('int x = 1;', '# no', 'def f(): return "a"', '<b>', "\tif [ -x a ]; then") } 1 .. 1 + int rand 3) . "\n```\n" }
sub text { join(' ', map { pick(@words) } 1 .. 1 + int rand 12) . "\n" . (rand() < .1 ? code() : '') . (rand() < .15 ? "\n" . shown() : '') }
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

# One commit that makes main hold exactly %files: on top of main, or as a merge of main into something
# older (then main is not the first parent), or with a history of its own.
sub commit {
	my @commits = split /\n/, `git -C $site/content.git rev-list --first-parent main 2>/dev/null`;
	my $from = @commits ? "from $commits[0]\n" : '';
	$from = 'from ' . $commits[1 + int rand(@commits > 4 ? 4 : $#commits)] . "\nmerge $commits[0]\n" if @commits > 1 && rand() < .05;
	$from = '' if rand() < .01;
	open my $in, '|-', "git -C $site/content.git fast-import --quiet --force >/dev/null 2>&1" or die;
	print $in "commit refs/heads/main\ncommitter t <t\@users.localhost> $clock +0000\ndata 1\nx\n${from}deleteall\n";
	for (sort keys %files) { print $in "M 100644 inline $_\ndata " . length($files{$_}) . "\n$files{$_}\n" }
	print $in "done\n";
	close $in;
}
# What a moderator does by command is a commit like any other: afterwards %files is what it left.
my ($acts, $refused) = (0, 0);
sub act {
	my @topics = matching($TOPIC);
	my ($topic, $reply) = (pick(@topics) // 'x', pick(matching($REPLY)) // 'x');
	my $entry = (pick(matching(qr{^moderation/})) // 'x') =~ s{.*/(.*)\.md}{$1}r;
	my @ways = (
		['lock', $topic], ['unlock', $topic], ['pin', $topic], ['hide', pick($topic, $reply)], ['show', pick($topic, $reply)], ['accept', $reply],
		['retitle', $topic, '--to', 'Act ' . int rand 99], ['retag', $topic, '--to', pick(@tags)], ['move', $topic, '--to', pick(@forums)],
		['split', $reply, '--to', 'Split ' . int rand 99], ['merge', $topic, '--to', pick(@topics) // 'x'],
		['withdraw', pick($topic, $reply)], ['withdraw', pick($topic, $reply)],
		['warn', pick(@handles)], ['suspend', pick(@handles), '--until', '7d'], ['unsuspend', pick(@handles)], ['ban', pick(@handles)], ['unban', pick(@handles)],
		['undo', $entry], ['undo', $entry], ['undo', $entry]);
	my @act = @{pick(@ways)};
	push @did, "act @act";
	my $by = $act[0] eq 'withdraw' && ($files{$act[1]} // '') =~ /^author: (\w+)$/m ? $1 : 'mod';
	return $refused++ unless run("$stoa act --no-build -s $site -b $by -r 'Because' " . join ' ', map { "'$_'" } @act);
	$acts++;
	for (split /\n/, `git -C $site/content.git diff-tree -r --no-renames --name-status main~1 main`) {
		my ($how, $path) = split /\t/;
		if ($how eq 'D') { delete $files{$path} } else { $files{$path} = `git -C $site/content.git show 'main:$path'` }
	}
}
sub settings {
	open my $c, '>', "$site/site.conf" or die;
	print $c "[site]\nurl = http://localhost/base/\n[forum]\nactive = 5\nchunk = 10\n[topic]\njson = true\nposts = " . pick(5, 6) . "\n[build]\ngzip = " . pick("true", "false") . "\n[list]\nitems = 5\n[feed]\njson = true\nitems = 6\n[home]\nitems = 3\n";
	close $c;
}
sub start {
	my $pid = fork // die;
	return $pid if $pid;
	open STDOUT, '>', '/dev/null';
	open STDERR, '>', '/dev/null';
	exec $stoa, @_, $site;
}
sub killed {
	my $pid = $watch // start('build', '-q');
	usleep(rand() < .5 ? int rand 30_000 : int rand 150_000);
	kill 9, $pid;
	waitpid $pid, 0;
	$watch = start('watch') if $watch;
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
sub stop { return unless $watch; kill 15, $watch; waitpid $watch, 0; $watch = undef }
END { my $status = $?; stop(); $? = $status }
sub sequence {
	my ($seed) = @_;
	srand $seed;
	$site = "$work/$seed";
	(%files, @did) = ();
	$clock = 1_790_000_000;
	mkdir $site;
	run("git init -q --bare -b main $site/content.git && git init -q --bare $site/queue.git && mkdir -m 700 $site/state") or return 'git init';
	run("echo $site/content.git/objects > $site/queue.git/objects/info/alternates");
	settings();
	stop();
	$watch = start('watch') if $seed % 2 == 0;
	$ops{$_}->() for (qw(forum) x 4, qw(member) x 3, qw(home rules lesson resource event plain), ('topic') x 25, ('reply') x 40);
	for my $step (1 .. $steps) {
		my @now = map { pick(@often) } 1 .. 1 + int rand(rand() < .1 ? 20 : 4);
		push @did, "$step: @now";
		$ops{$_}->() for @now;
		$clock += int rand 1000;
		my $acting = rand() < .4;
		$files{'members/mo/mod.md'} = front('', name => 'Mod', role => 'admin') if $acting;
		commit();
		if ($acting) { act() for 1 .. 1 + int rand 4 }
		settings() if rand() < .03;
		run("rm -rf $site/cache") if rand() < .02;
		if (rand() < .15) { push @did, 'killed'; killed(); killed() if rand() < .3; next if rand() < .5 }
		if ($watch && rand() < .9) { served() or return "step $step" }
		run("$stoa build -q --verify $site") or return "step $step";
	}
	return '';
}

$| = 1;
print "1..$rounds\n";
print "# the sites stay in $work\n" if $ENV{STOA_KEEP};
my $failed = 0;
for my $i (1 .. $rounds) {
	my $seed = $seed0 + $i - 1;
	my $wrong = sequence($seed);
	print $wrong ? "not ok $i - seed $seed\n" : "ok $i - seed $seed: $steps commits\n";
	next unless $wrong;
	$failed++;
	print "# $wrong; again with STOA_SEED=$seed STOA_ROUNDS=1\n", map { "# $_\n" } grep { defined } reverse((reverse @did)[0 .. 2]), grep { !/left out|no such key|front matter|published|types/ } split /\n/, $said;
}
print "# $acts acts, $refused refused\n";
exit $failed ? 1 : 0;
