/*
 * forge.h: addresses at the forge that holds the content (forge.kind, forge.url, forge.branch): where
 * a person writes a new file with a name and a beginning, changes one, or sees its source. For sites
 * without a write path of their own. It refuses to talk to any forge.
 */
#ifndef STOA_FORGE_H
#define STOA_FORGE_H

#include "core/base/arena.h"
#include "config.h"

/* "GitHub", for people; NULL where the settings name no forge: then the others are NULL too. */
const char *forge_name(const struct config *conf);

/*
 * The page that makes the file at a content path. text is what it begins with; GitLab takes the name
 * only, and leaves the rest to whoever writes.
 */
const char *forge_new_url(const struct config *conf, const char *path, const char *text, struct arena *arena);

const char *forge_edit_url(const struct config *conf, const char *path, struct arena *arena);
const char *forge_source_url(const struct config *conf, const char *path, struct arena *arena);

#endif
