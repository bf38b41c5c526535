#include "handle.h"

#include "core/text/text.h"
#include "core/words/words.h"
#include "forget.h"

enum { NAME_BYTES = 400, SKELETON_BYTES = 4096 };

/* Who reads a post by one of these believes that the site speaks, or its people. */
static const char *const reserved[] = {
	"abuse", "account", "admin", "administration", "administrator", "anonymous", "automod", "bot", "community",
	"contact", "everyone", "guest", "help", "helpdesk", "hostmaster", "info", "mail", "me", "member", "members",
	"mod", "moderation", "moderator", "moderators", "mods", "nobody", "noreply", "official", "owner",
	"postmaster", "privacy", "root", "security", "staff", "stoa", "support", "sysop", "system", "team", "webmaster",
};

const char *handle_read(const char *typed, struct arena *arena)
{
	struct str line, folded;
	struct err err = {0};
	str_init(&line, NAME_BYTES);
	str_init(&folded, SKELETON_BYTES);
	text_one_line(&line, typed, strnlen(typed, NAME_BYTES / 4));
	int rc = words_fold(line.at, &folded, &err);
	const char *handle = arena_dup(arena, rc || folded.over ? line.at : folded.at);
	str_release(&line);
	str_release(&folded);
	return handle;
}

const char *handle_suggest(const char *typed, struct arena *arena)
{
	struct str slug;
	struct err err = {0};
	str_init(&slug, NAME_BYTES);
	int rc = words_slug(typed, &slug, &err);
	const char *handle = arena_dupn(arena, slug.at, strnlen(slug.at, TEXT_HANDLE_MAX));
	str_release(&slug);
	bool empty = !strncmp(handle, "topic", 5) && strncmp(typed, "topic", 5);
	return !rc && !empty && text_is_handle(handle, strlen(handle)) ? handle : NULL;
}

const char *handle_skeleton(const char *handle, struct arena *arena)
{
	struct str out;
	struct err err = {0};
	str_init(&out, SKELETON_BYTES);
	int rc = words_skeleton(handle, &out, &err);
	char *skeleton = arena_dup(arena, rc || out.over ? "" : out.at);
	str_release(&out);
	for (char *c = skeleton; *c; c++)
		*c = *c == '_' ? '-' : *c;
	return skeleton;
}

/* "ad-min" is read as "admin", and "adm1n" too: among members' names i and l are two letters. */
static const char *bare_skeleton(const char *name, struct arena *arena)
{
	char *skeleton = arena_dup(arena, handle_skeleton(name, arena)), *to = skeleton;
	for (const char *c = skeleton; *c; c++) {
		if (*c != '-' && *c != ' ')
			*to++ = (char)(*c == 'i' ? 'l' : *c);
	}
	*to = '\0';
	return skeleton;
}

bool handle_is_reserved(const char *handle, const struct option_texts *more, const char *site_title)
{
	struct arena arena;
	arena_init(&arena);
	const char *mine = bare_skeleton(handle, &arena);
	bool found = forget_is_handle(handle) || !strcmp(mine, bare_skeleton(site_title, &arena));
	for (size_t i = 0; i < ARRAY_LEN(reserved) && !found; i++)
		found = !strcmp(mine, bare_skeleton(reserved[i], &arena));
	for (size_t i = 0; i < more->len && !found; i++)
		found = !strcmp(mine, bare_skeleton(more->at[i], &arena));
	arena_release(&arena);
	return found;
}
