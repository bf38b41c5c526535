#include "config.h"

#include <git2.h>
#include <sys/mman.h>
#include <unistd.h>

struct each {
	config_entry_fn *found;
	void *self;
	struct err *err;
};

static int each_entry(const git_config_entry *entry, void *payload)
{
	struct each *each = payload;
	return each->found(each->self, entry->name, entry->value ? entry->value : "", each->err);
}

/* libgit2 follows an include while it opens a file; in a text that a stranger wrote it must not get that far. */
static int refuse_include(const char *text, size_t n, struct err *err)
{
	static const char word[] = "include";
	for (const char *at = text; (at = memchr(at, '[', n - (size_t)(at - text))); at++) {
		const char *name = at + 1;
		while (name < text + n && (*name == ' ' || *name == '\t'))
			name++;
		if ((size_t)(text + n - name) >= strlen(word) && strncasecmp(name, word, strlen(word)) == 0)
			return err_set(err, ERR_INPUT, "an include is not followed here");
	}
	return 0;
}

/* libgit2 reads files only. This one has a name and no folder. */
static int text_as_file(const char *text, size_t n, int *fd, struct err *err)
{
	*fd = memfd_create("stoa", MFD_CLOEXEC);
	if (*fd < 0)
		return err_sys(err, "no memory for a text");
	for (ssize_t done; n; text += done, n -= (size_t)done) {
		done = write(*fd, text, n);
		if (done <= 0) {
			close(*fd);
			return err_sys(err, "no memory for a text");
		}
	}
	return 0;
}

/* "failed to parse config file: missing ']' (in /proc/self/fd/3:1)" without what is nobody's business. */
static int git_says_line(struct err *err)
{
	static const char before[] = "failed to parse config file: ";
	const git_error *last = git_error_last();
	const char *message = last && last->message ? last->message : "not git-config syntax", *in, *line;
	if (strncmp(message, before, strlen(before)) == 0)
		message += strlen(before);
	in = strstr(message, " (in /proc/");
	line = in ? strrchr(in, ':') : NULL;
	if (!line)
		return err_set(err, ERR_INPUT, "%s", message);
	return err_set(err, ERR_INPUT, "line %ld: %.*s", strtol(line + 1, NULL, 10), (int)(in - message), message);
}

int config_each(const char *text, size_t n, config_entry_fn *found, void *self, struct err *err)
{
	struct each each = {found, self, err};
	git_config *config = NULL;
	char path[64];
	int fd;
	if (memchr(text, '\0', n))
		return err_set(err, ERR_INPUT, "a NUL byte");
	if (refuse_include(text, n, err) || text_as_file(text, n, &fd, err))
		return -1;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	git_libgit2_init();
	int rc = 0;
	if (git_config_open_ondisk(&config, path) || git_config_foreach(config, each_entry, &each))
		rc = err->code ? -1 : git_says_line(err);
	git_config_free(config);
	git_libgit2_shutdown();
	close(fd);
	return rc;
}
