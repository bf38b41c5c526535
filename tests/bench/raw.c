/*
 * The limits that a build is held against, with the libraries alone and nothing in between: reads
 * every blob of HEAD (libgit2, hashes not verified, as a build does), parses all front matter (libyaml) and renders every body
 * once (cmark-gfm with a build's extensions, its own allocator), puts the very files of a built site together in a
 * buffer (a piece for each tag and the text behind it, which is what templates with nothing to look up come to), and
 * writes them, byte for byte: each under a temporary name in its folder, then renamed, without fsync, as a build does
 * into a fresh folder. Prints the seconds of each and their sum.
 *
 * It looks up no values, escapes nothing, has no catalogue and no pages that depend on each other; what the files hold
 * and where their tags begin is known before a clock runs. So the sum is a floor, not a program that could be had.
 *
 *     raw REPOSITORY BUILT-SITE EMPTY-FOLDER
 */
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>
#include <fcntl.h>
#include <ftw.h>
#include <git2.h>
#include <git2/sys/repository.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <yaml.h>

struct body {
	char *front, *at;
	size_t front_len, len;
};
static struct body *bodies;
static size_t nbodies, cap;
static git_repository *repo;
static const char *built, *target;
static struct body file, page; /* with room for len bytes at */
static const char **tags; /* where the pieces of a file begin, and its end */
static size_t ntags, tags_cap;
static double putting, writing;

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int read_blob(const char *root, const git_tree_entry *entry, void *unused)
{
	(void)root;
	(void)unused;
	git_blob *blob;
	if (git_tree_entry_type(entry) != GIT_OBJECT_BLOB)
		return 0;
	if (git_blob_lookup(&blob, repo, git_tree_entry_id(entry)))
		return -1;
	if (nbodies == cap)
		bodies = realloc(bodies, (cap = cap ? cap * 2 : 1024) * sizeof(*bodies));
	size_t n = git_blob_rawsize(blob);
	char *copy = malloc(n + 1);
	memcpy(copy, git_blob_rawcontent(blob), n);
	copy[n] = '\0';
	const char *end = strstr(copy, "\n---\n");
	size_t head = end ? (size_t)(end + 5 - copy) : 0;
	bodies[nbodies++] = (struct body){copy, copy + head, head ? head - 4 : 0, n - head};
	git_blob_free(blob);
	return 0;
}

static void read_all(const char *path)
{
	git_object *tree;
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	if (git_repository_open(&repo, path) || git_revparse_single(&tree, repo, "refs/heads/main^{tree}") ||
	    git_tree_walk((git_tree *)tree, GIT_TREEWALK_PRE, read_blob, NULL)) {
		fprintf(stderr, "raw: %s: %s\n", path, git_error_last() ? git_error_last()->message : "?");
		exit(1);
	}
}

/* What stands between the two lines of dashes; no value is kept. */
static size_t front_all(void)
{
	size_t values = 0;
	for (size_t i = 0; i < nbodies; i++) {
		yaml_parser_t parser;
		yaml_event_t event;
		yaml_event_type_t type = YAML_NO_EVENT;
		yaml_parser_initialize(&parser);
		yaml_parser_set_input_string(&parser, (unsigned char *)bodies[i].front, bodies[i].front_len);
		while (type != YAML_STREAM_END_EVENT && yaml_parser_parse(&parser, &event)) {
			type = event.type;
			values += type == YAML_SCALAR_EVENT;
			yaml_event_delete(&event);
		}
		yaml_parser_delete(&parser);
	}
	return values;
}

static size_t render_all(void)
{
	static const char *const names[] = {"table", "strikethrough", "autolink", "tasklist"};
	size_t bytes = 0;
	cmark_gfm_core_extensions_ensure_registered();
	for (size_t i = 0; i < nbodies; i++) {
		cmark_parser *parser = cmark_parser_new(CMARK_OPT_FOOTNOTES);
		for (size_t k = 0; k < sizeof(names) / sizeof(*names); k++)
			cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(names[k]));
		cmark_parser_feed(parser, bodies[i].at, bodies[i].len);
		cmark_node *root = cmark_parser_finish(parser);
		char *html = cmark_render_html(root, CMARK_OPT_FOOTNOTES, cmark_parser_get_syntax_extensions(parser));
		bytes += strlen(html);
		free(html);
		cmark_node_free(root);
		cmark_parser_free(parser);
	}
	return bytes;
}

static void push_tag(const char *at)
{
	if (ntags == tags_cap)
		tags = realloc(tags, (tags_cap = tags_cap ? tags_cap * 2 : 1024) * sizeof(*tags));
	tags[ntags++] = at;
}

static void find_tags(size_t n)
{
	const char *at = file.at, *end = file.at + n;
	ntags = 0;
	for (push_tag(at); at < end; push_tag(at)) {
		const char *tag = memchr(at + 1, '<', (size_t)(end - at - 1));
		at = tag ? tag : end;
	}
}

/* Into a buffer that grows, and asks for each piece whether there is room. */
static void put_together(void)
{
	size_t len = 0;
	for (size_t i = 0; i + 1 < ntags; i++) {
		size_t n = (size_t)(tags[i + 1] - tags[i]);
		if (n > page.len - len)
			page = (struct body){.at = realloc(page.at, 2 * (len + n)), .len = 2 * (len + n)};
		memcpy(page.at + len, tags[i], n);
		len += n;
	}
}

static int read_file(const char *path, size_t n)
{
	int fd = open(path, O_RDONLY);
	if (n > file.len)
		file = (struct body){.at = realloc(file.at, n), .len = n};
	ssize_t got = fd < 0 ? -1 : read(fd, file.at, n);
	return close(fd) || got != (ssize_t)n ? -1 : 0;
}

static int write_file(const char *to, size_t n)
{
	char part[8300];
	snprintf(part, sizeof(part), "%s.tmp", to);
	int fd = open(part, O_WRONLY | O_CREAT | O_EXCL, 0644);
	return fd < 0 || write(fd, page.at, n) != (ssize_t)n || close(fd) || rename(part, to) ? -1 : 0;
}

static int write_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)ftw;
	char to[8192];
	size_t n = (size_t)st->st_size;
	snprintf(to, sizeof(to), "%s%s", target, path + strlen(built));
	if (type != FTW_D && read_file(path, n))
		return -1;
	find_tags(type != FTW_D ? n : 0);
	double before = now();
	put_together();
	double from = now();
	putting += from - before;
	int rc = type != FTW_D ? write_file(to, n) : mkdir(to, 0755) && to[strlen(target)] ? -1 : 0;
	writing += now() - from;
	return rc;
}

int main(int argc, char **argv)
{
	if (argc != 4) {
		fputs("usage: raw REPOSITORY BUILT-SITE EMPTY-FOLDER\n", stderr);
		return 64;
	}
	built = argv[2];
	target = argv[3];
	git_libgit2_init();
	double t0 = now();
	read_all(argv[1]);
	double t1 = now();
	size_t values = front_all();
	double t2 = now();
	size_t html = render_all();
	double t3 = now();
	if (nftw(built, write_one, 64, FTW_PHYS)) {
		perror("raw: write");
		return 1;
	}
	printf("read %.3f front %.3f render %.3f put %.3f write %.3f sum %.3f blobs %zu values %zu html %zu\n", t1 - t0,
	       t2 - t1, t3 - t2, putting, writing, t3 - t0 + putting + writing, nbodies, values, html);
	return 0;
}
