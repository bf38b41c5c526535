/*
 * handle.h: which names a new member may take: what was typed becomes a handle, and handles that the
 * eye takes for another are found. It refuses to know who is a member: likeness.h does.
 */
#ifndef STOA_HANDLE_H
#define STOA_HANDLE_H

#include "core/site/option.h"

/*
 * A handle of what somebody typed, in the arena: white space around it dropped, NFKC, small letters. The
 * result need not be a handle: text_is_handle() says.
 */
const char *handle_read(const char *typed, struct arena *arena);

/* A handle that text of any script suggests ("Ada Lovelace" -> "ada-lovelace"), in the arena, or NULL. */
const char *handle_suggest(const char *typed, struct arena *arena);

/*
 * What all handles have in common that a reader takes for each other: of "arn0", "amo" and "arno" it is
 * one (UTS 39, 4). "_" and "-" are alike. In the arena; "" for text that has none.
 */
const char *handle_skeleton(const char *handle, struct arena *arena);

/*
 * Does it look like a name that members take for the site's own, like "admin", "root" or the site's
 * title, however it is cut by "-" and "_"? Or is it one that stands for former members? more: what the settings add. Compared by skeleton.
 */
bool handle_is_reserved(const char *handle, const struct option_texts *more, const char *site_title);

#endif
