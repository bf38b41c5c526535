#include "forgotten.h"

#include "core/base/out.h"

enum { FILE_BYTES = 64 << 20, PATH_BYTES = 4096 };

/* With the repository, so that who may push to it may read it. */
static int read_file(const struct site *site, char path[static PATH_BYTES], struct str *text, struct err *err)
{
	snprintf(path, PATH_BYTES, "%s/stoa-forgotten", site->content);
	if (!str_read_file(text, path, err))
		return 0;
	if (err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	return 0;
}

int forgotten_read(const struct site *site, struct map *commits, struct err *err)
{
	char path[PATH_BYTES];
	struct str text;
	str_init(&text, FILE_BYTES);
	int rc = read_file(site, path, &text, err);
	for (const char *line = text.at; !rc && *line; line += strcspn(line, "\n"), line += *line == '\n')
		map_put(commits, line, strcspn(line, "\n"))->value.number = 1;
	str_release(&text);
	return rc;
}

int forgotten_add(const struct site *site, const char *lines, struct err *err)
{
	char path[PATH_BYTES];
	struct str text;
	str_init(&text, FILE_BYTES);
	int rc = *lines ? read_file(site, path, &text, err) : 0;
	str_addz(&text, lines);
	if (!rc && *lines)
		rc = str_check(&text, path, err) || out_write_durable(path, text.at, text.len, 0644, err) ? -1 : 0;
	str_release(&text);
	return rc;
}
