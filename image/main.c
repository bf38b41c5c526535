/* stoa-image: a picture on stdin, a clean one on stdout. Between the two, in a sandbox, lies libvips. */
#include "clean.h"

#include <unistd.h>

/* sysexits.h: EX_USAGE. */
enum { USAGE = 64, INPUT_MAX = 1 << 30 };

static const char usage[] =
	"usage: stoa-image [--pixels N] [--side N] [--frames N] [--bytes N] [--ms N] [--mib N] <PICTURE >CLEAN\n"
	"\n"
	"Decodes a JPEG, PNG, WebP, GIF or HEIC (which becomes a JPEG) and encodes it anew: upright, in sRGB, without metadata, its longer\n"
	"side at most --side pixels. stoa.fcgi runs it on what visitors upload; see stoa-cgi(8).\n";

static int read_options(char **argv, struct image_limits *limits)
{
	const struct {
		const char *name;
		int64_t *at;
	} options[] = {
		{"--pixels", &limits->pixels}, {"--side", &limits->side},       {"--frames", &limits->frames},
		{"--bytes", &limits->bytes},   {"--ms", &limits->sandbox.ms}, {"--mib", &limits->sandbox.mib},
	};
	for (int i = 1; argv[i]; i += 2) {
		size_t k = 0;
		while (k < ARRAY_LEN(options) && strcmp(options[k].name, argv[i]) != 0)
			k++;
		if (k == ARRAY_LEN(options) || !argv[i + 1])
			return -1;
		*options[k].at = strtoll(argv[i + 1], NULL, 10);
		if (*options[k].at <= 0 || *options[k].at > INPUT_MAX)
			return -1;
	}
	return 0;
}

static int put(const char *bytes, size_t n)
{
	while (n) {
		ssize_t written = write(1, bytes, n);
		if (written <= 0)
			return -1;
		bytes += written;
		n -= (size_t)written;
	}
	return 0;
}

static int fail(const struct err *err)
{
	fprintf(stderr, "stoa-image: %s\n", err->msg);
	return err_row(err->code)->exit_status;
}

int main(int argc, char **argv)
{
	struct image_limits limits = {.pixels = 50000000, .side = 2560, .frames = 300, .bytes = 5 << 20,
				      .sandbox = {.ms = 10000, .mib = 512, .threads = true}};
	struct err err = {0};
	struct str in;
	void *out = NULL;
	size_t len = 0;
	if (argc == 2 && !strcmp(argv[1], "--version")) {
		puts("stoa-image " STOA_VERSION);
		return 0;
	}
	if (read_options(argv, &limits)) {
		fputs(usage, stderr);
		return USAGE;
	}
	str_init(&in, INPUT_MAX);
	if (str_read_fd(&in, 0, &err))
		return fail(&err);
	const char *format = image_is_heic(in.at, in.len) ? "heic" : image_sniff(in.at, in.len);
	if (!format)
		return IMAGE_FOREIGN;
	if (clean_init(argv[0], format, &err) || sandbox_enter(&limits.sandbox, &err))
		return fail(&err);
	enum image_result result = clean_run(in.at, in.len, &limits, &out, &len);
	/* Without the library's farewell, which may want what the sandbox took away. */
	_exit(result == IMAGE_CLEAN && put(out, len) ? IMAGE_HEAVY : (int)result);
}
