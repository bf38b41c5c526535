#include "check.h"

#include "gen/plan/badge_file.h"

/* The one file of content that is no page. */
int check_badges(struct check *check, struct err *err)
{
	struct badges badges;
	struct err wrong = {0};
	struct str text;
	int rc = 0;
	str_init(&text, BADGES_BYTES);
	for (size_t i = 0; i < check->files.len && !rc; i++) {
		const struct check_file *file = &check->files.at[i];
		if (!file->changed || strcmp(file->path, BADGE_FILE) != 0)
			continue;
		rc = check_read(check, file, &text, err);
		if (rc && err->code == ERR_LIMIT) {
			check_report(check, file->path, 1, NULL, "%s", err->msg);
			err_clear(err);
			rc = 0;
		} else if (!rc && badges_parse(text.at, text.len, &check->scratch, &badges, &wrong))
			check_report(check, file->path, 1, NULL, "%s", wrong.msg);
	}
	str_release(&text);
	arena_reset(&check->scratch);
	return rc;
}
