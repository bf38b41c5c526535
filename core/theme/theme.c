#include "theme.h"

#include "core/text/crypto.h"
#include "theme_files.h"

enum { HASH_LETTERS = 10 }; /* of a published name: 50 bits */

struct theme_assets_vec VEC_OF(struct theme_asset);

struct theme {
	struct arena arena;
	struct mustache *set;
	struct words *words;
	struct theme_chain chain;
	struct theme_files templates, langs, files;
	struct theme_assets_vec assets;
	const char *style; /* style.css before the accent */
	size_t style_len;
	char fingerprint[CRYPTO_MAC_TEXT]; /* "" until it is asked for */
};

static int load_all(struct theme *theme, struct theme_files *files, struct err *err)
{
	int rc = 0;
	for (size_t i = 0; i < files->len && !rc; i++)
		rc = theme_files_load(&files->at[i], &theme->arena, err);
	return rc;
}

/* ---- words ---- */

/* Lang files of one tag from the root of the chain to the theme; *found if there was any. */
static int add_language(struct theme *theme, const char *tag, bool *found, struct err *err)
{
	for (size_t i = theme->chain.len; i-- > 0;) {
		const char *name = arena_printf(&theme->arena, "%s/lang/%s.conf", theme->chain.dirs[i], tag);
		struct theme_file file = {.name = name, .dir = theme->chain.dirs[i]};
		if (theme_files_read(&file, name, &theme->arena, err) < 0) {
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
	if (!theme_files_plain(language) || strchr(language, '.'))
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

/* "topic.mustache", or "default/topic.mustache", whether or not a child has replaced it. */
static struct theme_file *find_template(const struct theme *theme, const char *name)
{
	struct theme_file *file = theme_files_find(&theme->templates, name);
	const char *slash = strchr(name, '/');
	if (file || !slash)
		return file;
	file = theme_files_find(&theme->templates, slash + 1);
	const char *of = file ? theme_files_base(file->dir) : "";
	return strlen(of) == (size_t)(slash - name) && memcmp(of, name, strlen(of)) == 0 ? file : NULL;
}

static int load_template(void *self, const char *name, struct str *src, struct err *err)
{
	struct theme *theme = self;
	char file_name[2 * THEME_NAME_MAX + sizeof("/.mustache")];
	int n = snprintf(file_name, sizeof(file_name), "%s.mustache", name);
	struct theme_file *file = (size_t)n < sizeof(file_name) ? find_template(theme, file_name) : NULL;
	if (!file)
		return err_set(err, ERR_NOTFOUND, "the theme has no template '%.60s'", name);
	if (theme_files_load(file, &theme->arena, err))
		return -1;
	str_add(src, file->bytes, file->len);
	return str_check(src, file_name, err);
}

/* Puts the folder in front of "topic.mustache:12: ...": the file may be a parent's. */
static int name_folder(const struct theme *theme, struct err *err)
{
	char name[2 * THEME_NAME_MAX];
	size_t n = strcspn(err->msg, ":");
	if (n >= sizeof(name))
		return -1;
	memcpy(name, err->msg, n);
	name[n] = '\0';
	const struct theme_file *file = find_template(theme, name);
	struct err found = *err;
	if (file)
		err_set(err, found.code, "%s/%s%s", file->dir, theme_files_base(name), found.msg + n);
	return -1;
}

int theme_check(struct theme *theme, struct err *err)
{
	if (words_check(theme->words, err))
		return -1;
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
		if (theme_files_add(&theme->templates, theme->chain.dirs[i], ".mustache", &theme->arena, err) < 0)
			return -1;
	theme_files_sort(&theme->templates);
	struct mustache_options options = {.load = load_template, .self = theme, .missing_is_err = true};
	return mustache_open(&theme->set, &options, err);
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
	struct theme_file *style = theme_files_find(&theme->files, "style.css");
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
		if (theme_files_add(&theme->files, dir, "", &theme->arena, err) < 0 || load_all(theme, &theme->files, err))
			return -1;
		struct theme_file *more = theme_files_find(&theme->files, "style.add.css");
		if (more) {
			append_style(theme, more);
			*more = theme->files.at[--theme->files.len];
		}
	}
	theme_files_sort(&theme->files);
	for (size_t i = 0; i < theme->files.len; i++)
		if (!strchr(theme->files.at[i].name, '/'))
			put_asset(theme, theme->files.at[i].name, theme->files.at[i].bytes, theme->files.at[i].len);
	const struct theme_file *style = theme_files_find(&theme->files, "style.css");
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
	str_init(&digest, THEME_FILE_MAX);
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
	if (theme_files_chain(&t->chain, path, name, &t->arena, err) < 0 || read_words(t, language, err) < 0)
		goto out;
	if (read_templates(t, err) < 0 || read_assets(t, err) < 0)
		goto out;
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
	const char *bytes =
	    arena_printf(&theme->arena, "%.*s\n:root{--site-accent:%s}\n", (int)theme->style_len, theme->style, colour);
	put_asset(theme, "style.css", bytes, strlen(bytes));
	theme->fingerprint[0] = '\0';
	return 0;
}

int theme_render(struct theme *theme, const char *template, const struct mustache_scope *scope, struct str *out,
                 struct err *err)
{
	if (mustache_render(theme->set, template, scope, out, err) < 0)
		return name_folder(theme, err);
	return 0;
}

bool theme_has(const struct theme *theme, const char *template)
{
	char file[THEME_NAME_MAX + sizeof(".mustache")];
	size_t n = (size_t)snprintf(file, sizeof(file), "%s.mustache", template);
	return n < sizeof(file) && theme_files_find(&theme->templates, file);
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

int theme_fingerprint(struct theme *theme, const char **fingerprint, struct err *err)
{
	if (!*theme->fingerprint && load_all(theme, &theme->templates, err))
		return -1;
	if (!*theme->fingerprint)
		take_fingerprint(theme);
	*fingerprint = theme->fingerprint;
	return 0;
}
