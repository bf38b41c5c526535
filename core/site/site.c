#include "site.h"

#include "core/text/crypto.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static int place_dir(struct site *site, const char *dir, struct err *err)
{
	char *real = realpath(dir, NULL);
	if (!real)
		return err_set(err, ERR_NOTFOUND, "%s: no such folder", dir);
	site->dir = arena_dup(&site->arena, real);
	free(real);
	return 0;
}

static const char *below(struct site *site, const char *name)
{
	return arena_printf(&site->arena, "%s/%s", site->dir, name);
}

/* A setting's path counts from the site's folder; "" is the default below it. */
static const char *below_or(struct site *site, const char *set, const char *name)
{
	if (!*set)
		return below(site, name);
	return *set == '/' ? set : below(site, set);
}

/* The first of `ways` from the folder of this program that leads to NAME; else NAME in `otherwise`. */
static const char *search(struct site *site, const char *const *ways, const char *name, const char *otherwise)
{
	char exe[4096];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe));
	while (n > 0 && exe[n - 1] != '/')
		n--;
	for (; *ways && n > 0 && n < (ssize_t)sizeof(exe); ways++) {
		char *real = realpath(arena_printf(&site->arena, "%.*s%s/%s", (int)n, exe, *ways, name), NULL);
		if (!real)
			continue;
		const char *path = arena_dup(&site->arena, real);
		free(real);
		return path;
	}
	return arena_printf(&site->arena, "%s/%s", otherwise, name);
}

/*
 * What was installed with the program: $PREFIX/share/stoa/NAME for a program in $PREFIX/bin, or the
 * source tree's for a program that was not installed (build/stoa, build/san/stoa).
 */
static const char *installed(struct site *site, const char *name)
{
	static const char *const ways[] = {"../share/stoa", "..", "../..", NULL};
	return search(site, ways, name, "/usr/share/stoa");
}

/* Another program of ours lies beside this one; beside the folder of the tests, too. */
static const char *sibling(struct site *site, const char *name)
{
	static const char *const ways[] = {".", "..", NULL};
	return search(site, ways, name, "/usr/bin");
}

static void place_parts(struct site *site)
{
	site->themes = installed(site, "themes");
	site->highlighter = installed(site, "contrib/highlight.py");
	if (*site->conf.theme_path)
		site->themes = arena_printf(&site->arena, "%s:%s", below_or(site, site->conf.theme_path, ""), site->themes);
	site->image_program = *site->conf.upload_program ? site->conf.upload_program : sibling(site, "stoa-image");
	site->uploads = below(site, "state/uploads");
	site->content = below_or(site, site->conf.content_repo, "content.git");
	site->words_file = *site->conf.policy_words_file ? below_or(site, site->conf.policy_words_file, "") : NULL;
	site->queue = below(site, "queue.git");
	site->state = below(site, "state");
	site->state_db = below(site, "state/state.db");
	site->secret = below(site, "state/secret");
	site->cache = below(site, "cache");
	site->catalogue = below(site, "cache/catalogue.db");
	site->live = below(site, "cache/live");
	site->public_dir = below(site, "public");
}

/* "https://example.org:8080/project" -> origin, host, "/project/". */
static int split_url(struct site *site, const char *url, struct err *err)
{
	const char *host = strstr(url, "://");
	if (!host || (strncmp(url, "http://", 7) != 0 && strncmp(url, "https://", 8) != 0))
		return err_set(err, ERR_CONF, "site.conf: site.url: wants http:// or https://, got '%s'", url);
	host += 3;
	size_t host_len = strcspn(host, ":/?#"), origin_len = (size_t)(host - url) + strcspn(host, "/?#");
	const char *path = url + origin_len;
	if (!host_len || strpbrk(path, "?#"))
		return err_set(err, ERR_CONF, "site.conf: site.url: wants scheme, host and path only, got '%s'", url);
	size_t path_len = strlen(path);
	while (path_len && path[path_len - 1] == '/')
		path_len--;
	site->origin = arena_dupn(&site->arena, url, origin_len);
	site->host = arena_dupn(&site->arena, host, host_len);
	site->base = arena_printf(&site->arena, "%.*s/", (int)path_len, path);
	return 0;
}

int site_open(struct site *site, const char *dir, struct err *err)
{
	*site = (struct site){0};
	arena_init(&site->arena);
	if (place_dir(site, dir, err))
		goto out;
	site->conf_path = below(site, "site.conf");
	if (config_load(&site->conf, &site->arena, site->conf_path, err)) {
		if (err->code == ERR_NOTFOUND)
			err_set(err, ERR_NOTFOUND, "%s: not a Stoa site (no site.conf); stoa init %s makes one", dir,
			        dir);
		goto out;
	}
	place_parts(site);
	if (split_url(site, site->conf.site_url, err))
		goto out;
	return 0;
out:
	site_close(site);
	return -1;
}

void site_close(struct site *site)
{
	config_release(&site->conf);
	arena_release(&site->arena);
}

/* Who may read the key may forge every token, so the mode is part of its validity. */
static int check_secret(const char *path, int fd, struct err *err)
{
	struct stat st;
	if (fstat(fd, &st))
		return err_sys(err, "%s", path);
	if (st.st_mode & (S_IRWXG | S_IRWXO))
		return err_set(err, ERR_CONF, "%s: readable by others; chmod 600 it", path);
	if (st.st_size != CRYPTO_KEY)
		return err_set(err, ERR_CONF, "%s: wants %d bytes, has %lld", path, CRYPTO_KEY, (long long)st.st_size);
	return 0;
}

int site_secret(const struct site *site, unsigned char key[static 32], struct err *err)
{
	int fd = open(site->secret, O_RDONLY | O_CLOEXEC), rc;
	if (fd < 0 && errno == ENOENT)
		return err_set(err, ERR_CONF, "%s: missing; stoa init makes it", site->secret);
	if (fd < 0)
		return err_sys(err, "%s", site->secret);
	rc = check_secret(site->secret, fd, err);
	if (!rc && read(fd, key, CRYPTO_KEY) != CRYPTO_KEY)
		rc = err_sys(err, "%s", site->secret);
	close(fd);
	return rc;
}
