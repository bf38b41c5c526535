#include "theme.h"

#include "arena.h"
#include "crypto.h"

#include <dirent.h>
#include <errno.h>

enum {
	CHAIN_MAX = 8,
	FILES_MAX = 512,
	FILE_MAX = 1 << 20,
	NAME_MAX_BYTES = 64,
	HASH_LETTERS = 10, /* of a published name: 50 bits */
};

/* A template, a lang file or an asset as it was read. */
struct theme_file {
	const char *name, *dir; /* dir: of the theme that it came from */
	const char *bytes;
	size_t len;
};
struct theme_files VEC_OF(struct theme_file);
struct theme_assets_vec VEC_OF(struct theme_asset);

/* Folders of the theme and its parents, the theme itself first. */
struct theme_chain {
	const char *dirs[CHAIN_MAX];
	size_t len;
};

struct theme {
	struct arena arena;
	struct mustache *set;
	struct words *words;
	struct theme_chain chain;
	struct theme_files templates, langs, files;
	struct theme_assets_vec assets;
	const char *style; /* style.css before the accent */
	size_t style_len;
	char fingerprint[CRYPTO_MAC_TEXT];
};

/* ---- reading files ---- */

static bool name_is_plain(const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");
	return n > 0 && n <= NAME_MAX_BYTES && name[n] == '\0' && name[0] != '.';
}

static bool ends_with(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);
	return n > m && memcmp(name + n - m, end, m + 1) == 0;
}

static int read_file(struct theme *theme, const char *path, struct theme_file *file, struct err *err)
{
	struct str text;
	str_init(&text, FILE_MAX);
	int rc = str_read_file(&text, path, err);
	if (rc == 0) {
		file->bytes = arena_dupn(&theme->arena, text.at, text.len);
		file->len = text.len;
	}
	str_release(&text);
	return rc;
}

static struct theme_file *find_file(const struct theme_files *files, const char *name)
{
	for (size_t i = 0; i < files->len; i++)
		if (strcmp(files->at[i].name, name) == 0)
			return &files->at[i];
	return NULL;
}

/* Reads dir/sub/name into files, in place of a parent's file of that name. */
static int add_file(struct theme *theme, struct theme_files *files, const char *dir, const char *name, struct err *err)
{
	const char *path = arena_printf(&theme->arena, "%s/%s", dir, name);
	struct theme_file read = {.name = arena_dup(&theme->arena, name), .dir = dir};
	if (read_file(theme, path, &read, err) < 0)
		return -1;
	if (files->len >= FILES_MAX)
		return err_set(err, ERR_CONF, "%s: a theme may have %d files at most", dir, FILES_MAX);
	struct theme_file *old = find_file(files, name);
	*(old ? old : VEC_PUSH(files)) = read;
	return 0;
}

/* Every file of the folder whose name ends so, in any order. A folder that is not there is empty. */
static int add_folder(struct theme *theme, struct theme_files *files, const char *dir, const char *end, struct err *err)
{
	DIR *folder = opendir(dir);
	if (!folder)
		return errno == ENOENT ? 0 : err_sys(err, "%s", dir);
	int rc = 0;
	for (struct dirent *entry; rc == 0 && (entry = readdir(folder));)
		if (entry->d_type != DT_DIR && name_is_plain(entry->d_name) && ends_with(entry->d_name, end))
			rc = add_file(theme, files, dir, entry->d_name, err);
	closedir(folder);
	return rc;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct theme_file *)a)->name, ((const struct theme_file *)b)->name);
}

/* The order of a directory is nobody's promise; that of a fingerprint is ours. */
static void sort_files(struct theme_files *files)
{
	if (files->len > 1)
		qsort(files->at, files->len, sizeof(*files->at), by_name);
}

/* ---- theme.conf and the chain of parents ---- */

static char *trim(char *s)
{
	s += strspn(s, " \t\r");
	size_t n = strlen(s);
	while (n > 0 && strchr(" \t\r", s[n - 1]))
		s[--n] = '\0';
	return s;
}

static int conf_line(char *line, const char **parent, struct err *err)
{
	char *key = trim(line);
	if (*key == '\0' || *key == '#')
		return 0;
	char *value = strchr(key, '=');
	if (!value)
		return err_set(err, ERR_CONF, "wants 'key = value', got '%.40s'", key);
	*value++ = '\0';
	key = trim(key);
	value = trim(value);
	if (strcmp(key, "parent") == 0) {
		*parent = value;
		return name_is_plain(value) ? 0 : err_set(err, ERR_CONF, "parent: '%.40s' is no folder's name", value);
	}
	if (strcmp(key, "title") != 0 && strcmp(key, "description") != 0)
		return err_set(err, ERR_CONF, "%.40s: no such key (there are title, description, parent)", key);
	return 0;
}

/* *parent is NULL where the theme has none. */
static int read_conf(struct theme *theme, const char *dir, const char **parent, struct err *err)
{
	const char *path = arena_printf(&theme->arena, "%s/theme.conf", dir);
	struct theme_file file = {0};
	if (read_file(theme, path, &file, err) < 0)
		return -1;
	*parent = NULL;
	char *line = arena_dupn(&theme->arena, file.bytes, file.len);
	for (int number = 1; line; number++) {
		char *next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		if (conf_line(line, parent, err) < 0)
			return err_prefix(err, "%s:%d", path, number);
		line = next;
	}
	return 0;
}

static bool has_conf(const char *dir)
{
	struct str text;
	struct err ignored = {0};
	char path[4096];
	if ((size_t)snprintf(path, sizeof(path), "%s/theme.conf", dir) >= sizeof(path))
		return false;
	str_init(&text, FILE_MAX);
	int rc = str_read_file(&text, path, &ignored);
	str_release(&text);
	return rc == 0 || ignored.code != ERR_NOTFOUND;
}

/* The folder of theme `name` in the first of the paths that has it, or NULL. */
static const char *find_dir(struct theme *theme, const char *path, const char *name)
{
	while (*path) {
		size_t n = strcspn(path, ":");
		const char *dir = arena_printf(&theme->arena, "%.*s/%s", (int)n, path, name);
		if (n > 0 && has_conf(dir))
			return dir;
		path += n + (path[n] == ':');
	}
	return NULL;
}

static int read_chain(struct theme *theme, const char *path, const char *name, struct err *err)
{
	struct theme_chain *chain = &theme->chain;
	for (const char *parent = name; parent; chain->len++) {
		const char *dir = name_is_plain(parent) ? find_dir(theme, path, parent) : NULL;
		if (!dir && chain->len == 0)
			return err_set(err, ERR_NOTFOUND, "%s: no theme '%.60s' there", path, name);
		if (!dir)
			return err_set(err, ERR_CONF, "%s/theme.conf: parent: no theme '%s' in %s",
			               chain->dirs[chain->len - 1], parent, path);
		if (chain->len == CHAIN_MAX)
			return err_set(err, ERR_CONF, "theme '%s': over %d parents; is there a circle?", name, CHAIN_MAX - 1);
		chain->dirs[chain->len] = dir;
		if (read_conf(theme, dir, &parent, err) < 0)
			return -1;
	}
	return 0;
}

/* ---- words ---- */

/* Lang files of one tag from the root of the chain to the theme; *found if there was any. */
static int add_language(struct theme *theme, const char *tag, bool *found, struct err *err)
{
	for (size_t i = theme->chain.len; i-- > 0;) {
		const char *name = arena_printf(&theme->arena, "%s/lang/%s.conf", theme->chain.dirs[i], tag);
		struct theme_file file = {.name = name, .dir = theme->chain.dirs[i]};
		if (read_file(theme, name, &file, err) < 0) {
			if (err->code != ERR_NOTFOUND)
				return -1;
			err_clear(err);
			continue;
		}
		if (words_add(theme->words, name, file.bytes, file.len, err) < 0)
			return -1;
		*VEC_PUSH(&theme->langs) = file;
		*found = true;
	}
	return 0;
}

/* English first, so that a translation may lack words; then "pt", then "pt-BR". */
static int read_words(struct theme *theme, const char *language, struct err *err)
{
	bool english = false, found = false;
	const char *base = arena_dupn(&theme->arena, language, strcspn(language, "-"));
	if (!name_is_plain(language) || strchr(language, '.'))
		return err_set(err, ERR_CONF, "'%.40s' is no language tag", language);
	if (words_open(&theme->words, language, err) < 0 || add_language(theme, "en", &english, err) < 0)
		return -1;
	if (strcmp(base, "en") != 0 && add_language(theme, base, &found, err) < 0)
		return -1;
	if (strcmp(base, language) != 0 && add_language(theme, language, &found, err) < 0)
		return -1;
	if (!english && !found)
		return err_set(err, ERR_CONF, "%s/lang: neither en.conf nor %s.conf", theme->chain.dirs[0], language);
	return 0;
}

/* ---- templates ---- */

static int load_template(void *self, const char *name, struct str *src, struct err *err)
{
	struct theme *theme = self;
	char file_name[NAME_MAX_BYTES + sizeof(".mustache")];
	int n = snprintf(file_name, sizeof(file_name), "%s.mustache", name);
	const struct theme_file *file = (size_t)n < sizeof(file_name) ? find_file(&theme->templates, file_name) : NULL;
	if (!file)
		return err_set(err, ERR_NOTFOUND, "the theme has no template '%.60s'", name);
	str_add(src, file->bytes, file->len);
	return str_check(src, file_name, err);
}

/* Puts the folder in front of "topic.mustache:12: ...": the file may be a parent's. */
static int name_folder(const struct theme *theme, struct err *err)
{
	char name[NAME_MAX_BYTES + 1];
	size_t n = strcspn(err->msg, ":");
	if (n >= sizeof(name))
		return -1;
	memcpy(name, err->msg, n);
	name[n] = '\0';
	const struct theme_file *file = find_file(&theme->templates, name);
	struct err found = *err;
	if (file)
		err_set(err, found.code, "%s/%s", file->dir, found.msg);
	return -1;
}

static int compile(struct theme *theme, struct err *err)
{
	for (size_t i = 0; i < theme->templates.len; i++) {
		const char *file = theme->templates.at[i].name;
		const char *name = arena_dupn(&theme->arena, file, strlen(file) - strlen(".mustache"));
		if (mustache_compile(theme->set, name, err) < 0)
			return name_folder(theme, err);
	}
	return 0;
}

static int read_templates(struct theme *theme, struct err *err)
{
	for (size_t i = theme->chain.len; i-- > 0;)
		if (add_folder(theme, &theme->templates, theme->chain.dirs[i], ".mustache", err) < 0)
			return -1;
	sort_files(&theme->templates);
	struct mustache_options options = {.load = load_template, .self = theme, .missing_is_err = true};
	if (mustache_open(&theme->set, &options, err) < 0)
		return -1;
	return compile(theme, err);
}

/* ---- assets ---- */

static const char *published_name(struct theme *theme, const char *source, const void *bytes, size_t n)
{
	char hash[CRYPTO_MAC_TEXT];
	crypto_digest(bytes, n, hash);
	const char *dot = strrchr(source, '.');
	int stem = (int)(dot && dot > source ? (size_t)(dot - source) : strlen(source));
	return arena_printf(&theme->arena, "assets/%.*s.%.*s%s", stem, source, HASH_LETTERS, hash, source + stem);
}

static void put_asset(struct theme *theme, const char *source, const void *bytes, size_t n)
{
	struct theme_asset *at = NULL;
	for (size_t i = 0; i < theme->assets.len && !at; i++)
		if (strcmp(theme->assets.at[i].source, source) == 0)
			at = &theme->assets.at[i];
	if (!at)
		at = VEC_PUSH(&theme->assets);
	at->source = source;
	at->path = published_name(theme, source, bytes, n);
	at->bytes = bytes;
	at->len = n;
}

/* Adds text to style.css as it stands in files; the longer file becomes the new one. */
static void append_style(struct theme *theme, const struct theme_file *more)
{
	struct theme_file *style = find_file(&theme->files, "style.css");
	if (!style || more->len == 0)
		return;
	size_t n = style->len + more->len;
	char *both = arena_alloc(&theme->arena, n + 1, 1);
	memcpy(both, style->bytes, style->len);
	memcpy(both + style->len, more->bytes, more->len);
	style->bytes = both;
	style->len = n;
}

static int read_assets(struct theme *theme, struct err *err)
{
	for (size_t i = theme->chain.len; i-- > 0;) {
		const char *dir = arena_printf(&theme->arena, "%s/assets", theme->chain.dirs[i]);
		if (add_folder(theme, &theme->files, dir, "", err) < 0)
			return -1;
		struct theme_file *more = find_file(&theme->files, "style.add.css");
		if (more) {
			append_style(theme, more);
			*more = theme->files.at[--theme->files.len];
		}
	}
	sort_files(&theme->files);
	for (size_t i = 0; i < theme->files.len; i++)
		put_asset(theme, theme->files.at[i].name, theme->files.at[i].bytes, theme->files.at[i].len);
	const struct theme_file *style = find_file(&theme->files, "style.css");
	theme->style = style ? style->bytes : "";
	theme->style_len = style ? style->len : 0;
	return 0;
}

/* ---- fingerprint ---- */

static void digest_files(struct str *digest, const struct theme_files *files)
{
	for (size_t i = 0; i < files->len; i++) {
		char hash[CRYPTO_MAC_TEXT];
		crypto_digest(files->at[i].bytes, files->at[i].len, hash);
		str_addf(digest, "%s\n", hash);
	}
	str_addc(digest, '\n');
}

static void digest_names(struct str *digest, const struct theme_files *files)
{
	for (size_t i = 0; i < files->len; i++)
		str_addf(digest, "%s\n", files->at[i].name);
	str_addc(digest, '\n');
}

/* Names of lang files hold the folder, which must not count: a theme may be moved. */
static void take_fingerprint(struct theme *theme)
{
	struct str digest;
	str_init(&digest, FILE_MAX);
	digest_names(&digest, &theme->templates);
	digest_files(&digest, &theme->templates);
	digest_files(&digest, &theme->langs);
	for (size_t i = 0; i < theme->assets.len; i++)
		str_addf(&digest, "%s\n", theme->assets.at[i].path);
	crypto_digest(digest.at, digest.len, theme->fingerprint);
	str_release(&digest);
}

/* ---- the theme ---- */

int theme_open(struct theme **theme, const char *path, const char *name, const char *language, struct err *err)
{
	struct theme *t = base_alloc(1, sizeof(*t));
	int rc = -1;
	arena_init(&t->arena);
	if (read_chain(t, path, name, err) < 0 || read_words(t, language, err) < 0)
		goto out;
	if (read_templates(t, err) < 0 || read_assets(t, err) < 0)
		goto out;
	take_fingerprint(t);
	*theme = t;
	rc = 0;
out:
	if (rc < 0)
		theme_close(t);
	return rc;
}

void theme_close(struct theme *theme)
{
	if (!theme)
		return;
	mustache_close(theme->set);
	words_close(theme->words);
	VEC_RELEASE(&theme->templates);
	VEC_RELEASE(&theme->langs);
	VEC_RELEASE(&theme->files);
	VEC_RELEASE(&theme->assets);
	arena_release(&theme->arena);
	free(theme);
}

static bool is_colour(const char *colour)
{
	size_t n = strlen(colour);
	return colour[0] == '#' && (n == 4 || n == 7) && strspn(colour + 1, "0123456789abcdefABCDEF") == n - 1;
}

int theme_accent(struct theme *theme, const char *colour, struct err *err)
{
	if (*colour == '\0' || theme->style_len == 0)
		return 0;
	if (!is_colour(colour))
		return err_set(err, ERR_CONF, "'%.40s' is no colour; write it like #2a6f97", colour);
	const char *bytes = arena_printf(&theme->arena, "%.*s\n:root{--site-accent:%s}\n", (int)theme->style_len, theme->style, colour);
	put_asset(theme, "style.css", bytes, strlen(bytes));
	take_fingerprint(theme);
	return 0;
}

int theme_render(struct theme *theme, const char *template, const struct mustache_scope *scope, struct str *out, struct err *err)
{
	if (mustache_render(theme->set, template, scope, out, err) < 0)
		return name_folder(theme, err);
	return 0;
}

bool theme_has(const struct theme *theme, const char *template)
{
	char file[NAME_MAX_BYTES + sizeof(".mustache")];
	size_t n = (size_t)snprintf(file, sizeof(file), "%s.mustache", template);
	return n < sizeof(file) && find_file(&theme->templates, file);
}

const struct words *theme_words(const struct theme *theme)
{
	return theme->words;
}

const struct theme_asset *theme_assets(const struct theme *theme, size_t *n)
{
	*n = theme->assets.len;
	return theme->assets.at;
}

const char *theme_asset_path(const struct theme *theme, const char *source)
{
	for (size_t i = 0; i < theme->assets.len; i++)
		if (strcmp(theme->assets.at[i].source, source) == 0)
			return theme->assets.at[i].path;
	return NULL;
}

const char *theme_fingerprint(const struct theme *theme)
{
	return theme->fingerprint;
}
