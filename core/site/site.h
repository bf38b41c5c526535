/*
 * site.h: where the parts of one community lie on disk (design, section 2), and its settings. It
 * refuses to open repositories or databases: it only says where they are.
 */
#ifndef STOA_SITE_H
#define STOA_SITE_H

#include "config.h"

struct site {
	struct arena arena;
	struct config conf;
	const char *dir;      /* absolute */
	const char *conf_path, *content, *queue, *state, *state_db, *secret, *cache, *catalogue, *live, *public_dir;
	const char *themes;   /* folders that hold themes, by a colon: theme.path, then the one installed with the program */
	const char *words_file; /* of policy.words-file, or NULL */
	const char *highlighter; /* the script that colours code, installed with the program */
	const char *image_program; /* stoa-image, whether it is there or not */
	const char *uploads;  /* folder of files whose posts were not sent yet */
	const char *base;     /* path of site.url: "/" or "/project/" */
	const char *origin;   /* scheme and host of site.url, "https://example.org", no slash */
	const char *host;     /* "example.org": what commit identities end with, users.<host> */
};

/* Reads DIR/site.conf. ERR_NOTFOUND "DIR: not a Stoa site (no site.conf); stoa init DIR makes one". */
int site_open(struct site *site, const char *dir, struct err *err) WARN_UNUSED;
void site_close(struct site *site);

/* The 32 bytes of state/secret; ERR_CONF where it is missing, short, or readable by others. */
int site_secret(const struct site *site, unsigned char key[static 32], struct err *err) WARN_UNUSED;

#endif
