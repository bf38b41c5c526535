#include "forge.h"

#include "core/text/escape.h"

enum { URL_MAX = 16 * 1024 };

/* What stands behind the repository's address. A branch follows, then a path, then the query. */
static const struct forge {
	const char *kind, *name;
	const char *new, *name_of, *text_of; /* of a new file: before its path and before its text */
	const char *edit, *source, *shown;   /* shown: query for the text as it is */
} forges[] = {
    {"github", "GitHub", "new/", "?filename=", "&value=", "edit/", "blob/", "?plain=1"},
    {"gitlab", "GitLab", "-/new/", "?file_name=", "&content=", "-/edit/", "-/blob/", "?plain=1"},
    {"forgejo", "Forgejo", "_new/", "/?filename=", "&value=", "_edit/", "src/branch/", "?display=source"},
    {"gitea", "Gitea", "_new/", "/?filename=", "&value=", "_edit/", "src/branch/", "?display=source"},
};

static const struct forge *forge_of(const struct config *conf)
{
	if (!*conf->forge_url)
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(forges); i++)
		if (strcmp(forges[i].kind, conf->forge_kind) == 0)
			return &forges[i];
	return NULL;
}

const char *forge_name(const struct config *conf)
{
	const struct forge *forge = forge_of(conf);
	return forge ? forge->name : NULL;
}

static void begin(struct str *url, const struct config *conf, const char *action)
{
	size_t n = strlen(conf->forge_url);
	while (n && conf->forge_url[n - 1] == '/')
		n--;
	str_init(url, URL_MAX);
	str_add(url, conf->forge_url, n);
	str_addf(url, "/%s", action);
	escape_url_path(url, conf->forge_branch, strlen(conf->forge_branch));
}

static const char *full_path(const struct config *conf, const char *path, struct arena *arena)
{
	return *conf->content_path ? arena_printf(arena, "%s/%s", conf->content_path, path) : path;
}

static const char *finish(struct str *url, struct arena *arena)
{
	const char *copy = arena_dupn(arena, url->at, url->len);
	str_release(url);
	return copy;
}

/* The whole path goes into the query: its folders need not be there yet. */
const char *forge_new_url(const struct config *conf, const char *path, const char *text, struct arena *arena)
{
	const struct forge *forge = forge_of(conf);
	struct str url;
	if (!forge)
		return NULL;
	begin(&url, conf, forge->new);
	str_addz(&url, forge->name_of);
	path = full_path(conf, path, arena);
	escape_url_arg(&url, path, strlen(path));
	str_addz(&url, forge->text_of);
	escape_url_arg(&url, text, strlen(text));
	return finish(&url, arena);
}

static const char *file_url(const struct config *conf, const char *action, const char *path, const char *query,
                            struct arena *arena)
{
	struct str url;
	begin(&url, conf, action);
	str_addc(&url, '/');
	path = full_path(conf, path, arena);
	escape_url_path(&url, path, strlen(path));
	str_addz(&url, query);
	return finish(&url, arena);
}

const char *forge_edit_url(const struct config *conf, const char *path, struct arena *arena)
{
	const struct forge *forge = forge_of(conf);
	return forge ? file_url(conf, forge->edit, path, "", arena) : NULL;
}

const char *forge_source_url(const struct config *conf, const char *path, struct arena *arena)
{
	const struct forge *forge = forge_of(conf);
	return forge ? file_url(conf, forge->source, path, forge->shown, arena) : NULL;
}
