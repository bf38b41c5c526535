#include "attach.h"

#include "core/text/text.h"
#include "core/words/words.h"
#include "image.h"

enum { TAIL = 6, SLUG_BYTES = 40, NAME_BYTES = 80 };

/* What a browser would run or draw by itself (HTML, SVG, XML) is never among them, whatever the settings say. */
static const struct attach_type types[] = {
	{"jpg", "image/jpeg", true, "\xFF\xD8\xFF"},
	{"png", "image/png", true, "\x89PNG"},
	{"webp", "image/webp", true, "RIFF"},
	{"gif", "image/gif", true, "GIF8"},
	{"pdf", "application/pdf", false, "%PDF-"},
	{"zip", "application/zip", false, "PK\x03\x04"},
	{"gz", "application/gzip", false, "\x1F\x8B"},
	{"odt", "application/vnd.oasis.opendocument.text", false, "PK\x03\x04"},
	{"ods", "application/vnd.oasis.opendocument.spreadsheet", false, "PK\x03\x04"},
	{"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", false, "PK\x03\x04"},
	{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", false, "PK\x03\x04"},
	{"epub", "application/epub+zip", false, "PK\x03\x04"},
	{"mp3", "audio/mpeg", false, "ID3"},
	{"ogg", "audio/ogg", false, "OggS"},
	{"flac", "audio/flac", false, "fLaC"},
	{"webm", "video/webm", false, "\x1A\x45\xDF\xA3"},
	{"txt", "text/plain; charset=utf-8", false, NULL},
	{"csv", "text/csv; charset=utf-8", false, NULL},
	{"log", "text/plain; charset=utf-8", false, NULL},
	{"gpx", "text/plain; charset=utf-8", false, NULL},
};

static bool is_listed(const struct config *conf, const char *ending)
{
	for (size_t i = 0; i < conf->attachment_types.len; i++)
		if (!strcasecmp(conf->attachment_types.at[i], ending))
			return true;
	return false;
}

static const struct attach_type *row_of(const char *ending)
{
	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		if (!strcasecmp(types[i].ending, ending))
			return &types[i];
	return NULL;
}

const struct attach_type *attach_type_of(const char *name)
{
	const char *dot = strrchr(name, '.');
	return dot ? row_of(dot + 1) : NULL;
}

/* With the line ends of any system. */
static bool is_text(const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (((unsigned char)bytes[i] < 0x20 && !(bytes[i] && strchr("\t\n\f\r", bytes[i]))) || bytes[i] == 0x7F)
			return false;
	return n && text_bad_utf8(bytes, n) == n;
}

static bool fits(const struct attach_type *type, const void *bytes, size_t n)
{
	if (!type->magic)
		return is_text(bytes, n);
	size_t len = strlen(type->magic);
	return n >= len && !memcmp(bytes, type->magic, len);
}

const struct attach_type *attach_type(const struct config *conf, const char *filename, const void *bytes, size_t n)
{
	const char *picture = image_sniff(bytes, n);
	const struct attach_type *type = picture ? row_of(picture) : attach_type_of(filename);
	if (!type || type->picture != (picture != NULL) || !is_listed(conf, type->ending))
		return NULL;
	return picture || fits(type, bytes, n) ? type : NULL;
}

const char *attach_accept(const struct config *conf, struct arena *arena)
{
	const char *all = "";
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		if (!is_listed(conf, types[i].ending))
			continue;
		bool jpeg = !strcmp(types[i].ending, "jpg");
		all = arena_printf(arena, "%s%s.%s%s", all, *all ? "," : "", types[i].ending, jpeg ? ",.jpeg,.heic,.heif" : "");
	}
	return all;
}

const char *attach_downloads(const struct config *conf, const char *between, struct arena *arena)
{
	const char *all = "";
	for (size_t i = 0; i < conf->attachment_types.len; i++) {
		const char *ending = conf->attachment_types.at[i];
		const struct attach_type *type = row_of(ending);
		if (strcasecmp(ending, "jpeg") != 0 && !(type && type->picture))
			all = arena_printf(arena, "%s%s%s", all, *all ? between : "", ending);
	}
	return all;
}

/* Its last part, without the ending; a browser may send a whole path of another system. */
static const char *stem_of(const char *filename, struct arena *arena)
{
	const char *at = filename;
	for (const char *c = filename; *c; c++)
		if (*c == '/' || *c == '\\')
			at = c + 1;
	const char *dot = strrchr(at, '.');
	return arena_dupn(arena, at, dot && dot != at ? (size_t)(dot - at) : strlen(at));
}

/* A dot inside would be a second ending: "shell.php.png". */
static const char *slug_of(const char *stem, struct arena *arena)
{
	struct err err = {0};
	struct str slug;
	str_init(&slug, 4096);
	bool good = text_bad_utf8(stem, strlen(stem)) == strlen(stem) && !words_slug(stem, &slug, &err) && !slug.over;
	size_t n = slug.len < SLUG_BYTES ? slug.len : SLUG_BYTES;
	char *copy = arena_dupn(arena, good && n ? slug.at : "file", good && n ? n : 4);
	str_release(&slug);
	for (char *c = copy; *c; c++)
		*c = (*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') ? *c : '-';
	return copy;
}

const char *attach_name(const char *filename, const struct attach_type *type, const char *tail, struct arena *arena)
{
	const char *slug = slug_of(stem_of(filename, arena), arena);
	return arena_printf(arena, "%s-%.*s.%s", slug, TAIL, tail, type->ending);
}

bool attach_is_name(const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-"), all = strlen(name);
	return n > TAIL + 1 && name[n] == '.' && all <= NAME_BYTES && name[n - TAIL - 1] == '-' &&
	       n + 1 + strspn(name + n + 1, "abcdefghijklmnopqrstuvwxyz0123456789") == all && attach_type_of(name);
}

const char *attach_words(const char *name, struct arena *arena)
{
	size_t n = strcspn(name, ".");
	char *words = arena_dupn(arena, name, n > TAIL + 1 ? n - TAIL - 1 : n);
	for (char *c = words; *c; c++)
		*c = (char)(*c == '-' ? ' ' : *c);
	return words;
}
