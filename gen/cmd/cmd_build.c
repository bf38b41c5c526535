#include "cmd.h"

#include "gen/build/build.h"
#include "gen/build/stamp.h"

#include <time.h>
#include <unistd.h>

enum { SHOWN = 10, WARNINGS_SHOWN = 50, PROGRESS_AFTER_US = 1000000, PROGRESS_EVERY_US = 200000 };

static const char about[] =
    "Builds the site in DIR (default: the present folder) from the commit that content.ref names.\n"
    "Only what changed since the last build is rendered, and only files that differ are written.\n"
    "\n"
    "The folder public/ belongs to the builder: a full build removes files that it did not make,\n"
    "except names in the top folder that begin with a dot (.well-known, .git), and CNAME.\n"
    "\n"
    "A file of content that breaks a rule is left out with a warning; stoa check finds it earlier.";

/* What a command shows while it builds. */
struct screen {
	bool quiet, strict, verify; /* as asked */
	bool terminal, drawn;
	size_t told, warned;
	struct timespec start, last;
};

static int64_t us_since(const struct timespec *then)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return ((int64_t)now.tv_sec - then->tv_sec) * 1000000 + (now.tv_nsec - then->tv_nsec) / 1000;
}

static void clear_line(struct screen *screen)
{
	if (screen->drawn)
		fputs("\r\033[K", stderr);
	screen->drawn = false;
}

static void warn(void *self, const char *text)
{
	struct screen *screen = self;
	clear_line(screen);
	if (screen->warned++ < WARNINGS_SHOWN)
		fprintf(stderr, "%s\n", text);
}

static void progress(void *self, size_t done, size_t total)
{
	struct screen *screen = self;
	if (!screen->terminal || us_since(&screen->start) < PROGRESS_AFTER_US ||
	    us_since(&screen->last) < PROGRESS_EVERY_US)
		return;
	clock_gettime(CLOCK_MONOTONIC, &screen->last);
	fprintf(stderr, "\r\033[Krendering: %zu of %zu", done, total);
	screen->drawn = true;
}

/* 1,203 */
static const char *grouped(size_t n, char out[32])
{
	char digits[32];
	int len = snprintf(digits, sizeof(digits), "%zu", n), at = 0;
	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			out[at++] = ',';
		out[at++] = digits[i];
	}
	out[at] = '\0';
	return out;
}

static long long ms(int64_t us)
{
	return (long long)(us + 500) / 1000;
}

void build_print(const struct build_report *report)
{
	char a[32], b[32], c[32], d[32], e[32];
	if (report->nothing) {
		printf("%.7s is built already\n", report->commit);
		return;
	}
	printf("built %.7s: %s of %s outputs rendered, %s written, %s unchanged, %s pruned in %lld ms (scan %lld, link "
	       "%lld, render %lld)",
	       report->commit, grouped(report->rendered, a), grouped(report->outputs, b), grouped(report->written, c),
	       grouped(report->unchanged, d), grouped(report->pruned, e), ms(report->total_us), ms(report->scan_us),
	       ms(report->link_us), ms(report->render_us));
	if (report->why_full)
		printf(", in full: %s", report->why_full);
	if (report->warnings)
		printf(", %zu warning%s", report->warnings, report->warnings == 1 ? "" : "s");
	putchar('\n');
}

static void tell_difference(void *self, const char *line)
{
	struct screen *screen = self;
	if (screen->told++ < SHOWN)
		fprintf(stderr, "%s\n", line);
}

static int verify(struct site *site, const struct build_options *options, struct screen *screen, struct err *err)
{
	struct build_options apart = *options;
	size_t differences;
	apart.warn = tell_difference;
	if (build_verify(site, &apart, &differences, err))
		return -1;
	if (differences)
		return err_set(err, ERR_INPUT, "%zu file%s differ from a build from nothing", differences,
		               differences == 1 ? "" : "s");
	if (!screen->quiet)
		puts("verified: the same bytes as a build from nothing");
	return 0;
}

static int run(struct site *site, struct build_options *options, struct screen *screen, struct err *err)
{
	struct build_report report;
	clock_gettime(CLOCK_MONOTONIC, &screen->start);
	int rc = build_site(site, options, &report, err);
	clear_line(screen);
	if (screen->warned > WARNINGS_SHOWN)
		fprintf(stderr, "… and %zu warnings more\n", screen->warned - WARNINGS_SHOWN);
	if (rc)
		return -1;
	if (!screen->quiet)
		build_print(&report);
	if (screen->verify && verify(site, options, screen, err))
		return -1;
	if (screen->strict && report.warnings)
		return err_set(err, ERR_INPUT, "%zu warning%s", report.warnings, report.warnings == 1 ? "" : "s");
	return 0;
}

/* Nothing to do is the most frequent build of all, from hooks and timers. */
static bool is_current(const char *dir, const struct screen *screen)
{
	struct build_report report = {.nothing = true};
	if (!stamp_holds(dir, report.commit))
		return false;
	if (!screen->quiet)
		build_print(&report);
	return true;
}

int cmd_build(int argc, char **argv, struct err *err)
{
	struct build_options options = {.warn = warn, .progress = progress};
	struct screen screen = {.terminal = isatty(STDERR_FILENO)};
	const struct cmd_option table[] = {
	    {.name = "full", .help = "forget what was built before", .flag = &options.full},
	    {.name = "verify",
	     .help = "build from nothing beside it too, and compare every byte",
	     .flag = &screen.verify},
	    {.name = "strict", .help = "fail where there are warnings", .flag = &screen.strict},
	    {.name = "quiet", .letter = 'q', .help = "no summary", .flag = &screen.quiet},
	    {.name = "jobs", .letter = 'j', .arg = "N", .help = "processes that work at once", .number = &options.jobs},
	    {.name = "commit", .arg = "REV", .help = "another commit: its id, or a branch", .text = &options.commit},
	    {.name = "out", .arg = "DIR", .help = "another folder, built from nothing", .text = &options.out},
	};
	const struct cmd_usage usage = {.synopsis = "build [DIR]",
	                                .about = about,
	                                .options = table,
	                                .noptions = ARRAY_LEN(table),
	                                .operands_max = 1};
	struct site site;
	char **operands;
	int rc = cmd_parse(&usage, argc, argv, &operands, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	if (screen.verify && options.out)
		return err_set(err, ERR_INPUT, "--verify and --out do not go together");
	options.self = &screen;
	if (!options.full && !screen.verify && !options.out && !options.commit &&
	    is_current(operands[0] ? operands[0] : ".", &screen))
		return 0;
	if (site_open(&site, operands[0] ? operands[0] : ".", err))
		return -1;
	rc = run(&site, &options, &screen, err);
	site_close(&site);
	return rc;
}
