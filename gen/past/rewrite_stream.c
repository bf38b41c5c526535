#include "rewrite_parts.h"

#include "core/page/attach.h"
#include "core/page/page.h"

#include <ctype.h>

/* One line of the stream without its end; false at the end. */
static bool next(struct rewrite_work *work)
{
	int c;
	str_reset(&work->line);
	while ((c = getc(work->in)) != EOF && c != '\n')
		str_addc(&work->line, (char)c);
	return c != EOF || work->line.len;
}

static void put(struct rewrite_work *work, const char *bytes, size_t n)
{
	if (work->out)
		fwrite(bytes, 1, n, work->out);
}

static void put_line(struct rewrite_work *work, const char *line)
{
	put(work, line, strlen(line));
	put(work, "\n", 1);
}

static bool begins(const char *line, const char *with)
{
	return !strncmp(line, with, strlen(with));
}

/* ---- names ---- */

static bool is_handle_char(char c)
{
	return isalnum((unsigned char)c) || c == '-' || c == '_';
}

/* Whole words of a text that are the handle. */
static void put_renamed(struct rewrite_work *work, const char *text, size_t n, struct str *out)
{
	const char *handle = work->rewrite->forget->handle, *end = text + n;
	size_t len = strlen(handle);
	for (const char *at = text; at < end;) {
		bool word = (size_t)(end - at) >= len && !memcmp(at, handle, len) && (at == text || !is_handle_char(at[-1])) &&
		            (at + len == end || !is_handle_char(at[len]));
		if (word)
			str_addz(out, work->rewrite->forget->gone);
		else
			str_addc(out, *at);
		at += word ? len : 1;
	}
}

/* "topic: How many?" of a topic whose title is gone says what stands there now. */
static size_t renamed_title(struct rewrite_work *work, const char *message, size_t n, struct str *out)
{
	const char *end = memchr(message, '\n', n), *colon = memmem(message, n, ": ", 2);
	size_t line = end ? (size_t)(end - message) : n;
	if (!colon || colon + 2 > message + line || !map_find(&work->titles, colon + 2, line - (size_t)(colon + 2 - message)))
		return 0;
	str_add(out, message, (size_t)(colon + 2 - message));
	str_addz(out, work->rewrite->forget->title);
	return line;
}

static int copy_message(struct rewrite_work *work, struct err *err)
{
	size_t n = (size_t)strtoull(work->line.at + strlen("data "), NULL, 10);
	char *message = arena_alloc(&work->scratch, n + 1, 1);
	if (fread(message, 1, n, work->in) != n)
		return err_set(err, ERR_GIT, "git fast-export was cut short");
	str_reset(&work->file);
	size_t done = renamed_title(work, message, n, &work->file);
	put_renamed(work, message + done, n - done, &work->file);
	put_line(work, arena_printf(&work->scratch, "data %zu", work->file.len));
	put(work, work->file.at, work->file.len);
	return 0;
}

/* "author ada <ada@users.host> 1790000000 +0000" */
static void copy_identity(struct rewrite_work *work)
{
	str_reset(&work->file);
	put_renamed(work, work->line.at, work->line.len, &work->file);
	put_line(work, work->file.at);
}

/* ---- files ---- */

/* What else goes with a post whose text goes: its pictures, and its title in messages. */
static void note_post(struct rewrite_work *work, const char *path)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
	const char *title = strstr(work->text.at, "\ntitle: "), *slash = strrchr(path, '/');
	if (title) {
		title += strlen("\ntitle: ");
		size_t n = strcspn(title, "\n");
		bool quoted = n > 1 && *title == '"';
		map_put(&work->titles, title + quoted, n - 2 * (size_t)quoted)->value.number = 1;
	}
	for (const char *at = work->text.at; *at && slash; at += *at != '\0') {
		size_t n = strspn(at, letters);
		const char *name = arena_dupn(&work->scratch, at, n);
		const char *file = arena_printf(&work->scratch, "%.*s%s", (int)(slash - path) + 1, path, name);
		if (attach_is_name(name))
			map_put(&work->files, file, strlen(file))->value.number = 1;
		at += n;
	}
}

static char octal(const char *digits)
{
	unsigned value = 0;
	for (size_t i = 0; i < 3; i++)
		value = value << 3 | ((unsigned char)digits[i] - (unsigned)'0');
	return (char)value;
}

/* One that git put between quotes, as it does with blanks and letters beyond ASCII. */
static const char *read_path(struct rewrite_work *work, const char *text)
{
	static const char letters[] = "abtnvfr\"\\", bytes[] = "\a\b\t\n\v\f\r\"\\";
	char *path = arena_dup(&work->scratch, text), *to = path;
	if (*text != '"')
		return path;
	for (text++; *text && *text != '"'; text++) {
		const char *letter = *text == '\\' && text[1] ? strchr(letters, text[1]) : NULL;
		if (letter) {
			*to++ = bytes[letter - letters];
			text++;
		} else if (*text == '\\' && strspn(text + 1, "01234567") >= 3) {
			*to++ = octal(text + 1);
			text += 3;
		} else
			*to++ = *text;
	}
	*to = '\0';
	return path;
}

/* Between quotes, whatever is in it. */
static const char *quote_path(struct rewrite_work *work, const char *path)
{
	char *quoted = arena_alloc(&work->scratch, 2 * strlen(path) + 3, 1), *to = quoted;
	*to++ = '"';
	for (; *path; path++) {
		if (strchr("\"\\\n", *path))
			*to++ = '\\';
		*to++ = *path == '\n' ? 'n' : *path;
	}
	*to++ = '"';
	*to = '\0';
	return quoted;
}

/* Below content.path, or NULL. */
static const char *content_path(const struct rewrite_work *work, const char *path)
{
	const char *folder = work->rewrite->site->conf.content_path;
	size_t n = strlen(folder);
	if (!n)
		return path;
	return !strncmp(path, folder, n) && path[n] == '/' ? path + n + 1 : NULL;
}

/* Where it goes, in the repository; NULL: nowhere. */
static const char *moved(struct rewrite_work *work, const char *path)
{
	const char *inner = content_path(work, path);
	if (!inner)
		return path;
	const struct map_entry *file = map_find(&work->files, inner, strlen(inner));
	if (file && file->value.number && work->out)
		return NULL;
	const char *to = forget_path(work->rewrite->forget, inner, &work->scratch);
	return to ? arena_printf(&work->scratch, "%.*s%s", (int)(inner - path), path, to) : NULL;
}

static int read_blob(struct rewrite_work *work, const char *hex, struct err *err)
{
	struct store_id id;
	str_reset(&work->text);
	return store_from_hex(hex, &id, err) || store_read(work->store, &id, &work->text, err) ? -1 : 0;
}

static int copy_text(struct rewrite_work *work, const char *mode, const char *hex, const char *path, const char *inner, struct err *err)
{
	const struct forget *forget = work->rewrite->forget;
	if (read_blob(work, hex, err))
		return -1;
	if (forget->texts && !work->out && forget_is_theirs(forget, inner, work->text.at, work->text.len))
		note_post(work, inner);
	str_reset(&work->file);
	if (!forget_file(forget, inner, work->text.at, work->text.len, &work->file)) {
		put_line(work, arena_printf(&work->scratch, "M %s %s %s", mode, hex, quote_path(work, path)));
		return 0;
	}
	work->done->files += work->out != NULL;
	put_line(work, arena_printf(&work->scratch, "M %s inline %s\ndata %zu", mode, quote_path(work, path), work->file.len));
	put(work, work->file.at, work->file.len);
	put(work, "\n", 1);
	return 0;
}

/* "M 100644 <id> path" */
static int copy_modify(struct rewrite_work *work, struct err *err)
{
	char mode[16], hex[64];
	int at = 0;
	if (sscanf(work->line.at, "M %15s %63s %n", mode, hex, &at) != 2 || !at)
		return err_set(err, ERR_GIT, "git fast-export said '%.80s'", work->line.at);
	const char *path = read_path(work, work->line.at + at), *to = moved(work, path), *inner = content_path(work, path);
	size_t n = strlen(path);
	if (!to)
		return 0;
	if (inner && strlen(hex) == REWRITE_HEX - 1 && n > 3 && !strcmp(path + n - 3, ".md"))
		return copy_text(work, mode, hex, to, inner, err);
	put_line(work, arena_printf(&work->scratch, "M %s %s %s", mode, hex, quote_path(work, to)));
	return 0;
}

static void copy_delete(struct rewrite_work *work)
{
	const char *to = moved(work, read_path(work, work->line.at + 2));
	if (to)
		put_line(work, arena_printf(&work->scratch, "D %s", quote_path(work, to)));
}

/* ---- commits and refs ---- */

/* "from 1234…": of an earlier stream. */
static void copy_parent(struct rewrite_work *work, const char *word)
{
	const char *what = work->line.at + strlen(word);
	const struct map_entry *entry = *what == ':' ? NULL : map_find(&work->ids, what, strlen(what));
	put_line(work, arena_printf(&work->scratch, "%s%s", word, entry ? (const char *)entry->value.at : what));
}

static void note_original(struct rewrite_work *work, const char *mark)
{
	const char *hex = work->line.at + strlen("original-oid ");
	struct store_id id;
	struct err ignored = {0};
	if (!*mark || store_from_hex(hex, &id, &ignored))
		return;
	*VEC_PUSH(&work->commits) = id;
	map_put(&work->marks, mark, strlen(mark))->value.at = arena_dup(work->rewrite->arena, hex);
}

static void copy_ref(struct rewrite_work *work, const char *word)
{
	const char *ref = work->line.at + strlen(word);
	put_line(work, begins(ref, "refs/") ? arena_printf(&work->scratch, "%s" REWRITE_REFS "%s", word, ref + strlen("refs/"))
	                                    : work->line.at);
}

static int copy_line(struct rewrite_work *work, char mark[static 24], struct err *err)
{
	const char *line = work->line.at;
	if (begins(line, "data "))
		return copy_message(work, err);
	if (begins(line, "M "))
		return copy_modify(work, err);
	if (begins(line, "D "))
		copy_delete(work);
	else if (begins(line, "author ") || begins(line, "committer ") || begins(line, "tagger "))
		copy_identity(work);
	else if (begins(line, "commit ") || begins(line, "reset "))
		copy_ref(work, begins(line, "commit ") ? "commit " : "reset ");
	else if (begins(line, "from ") || begins(line, "merge "))
		copy_parent(work, begins(line, "from ") ? "from " : "merge ");
	else if (begins(line, "original-oid "))
		note_original(work, mark);
	else
		put_line(work, line);
	if (begins(line, "tag "))
		*mark = '\0';
	else if (begins(line, "mark :"))
		snprintf(mark, 24, "%.20s", line + strlen("mark :"));
	return 0;
}

int rewrite_stream(struct rewrite_work *work, struct err *err)
{
	char mark[24] = "";
	int rc = 0;
	while (!rc && next(work)) {
		arena_reset(&work->scratch);
		rc = copy_line(work, mark, err);
	}
	if (!rc && work->out && (fflush(work->out) || ferror(work->out)))
		rc = err_sys(err, "git fast-import");
	return rc;
}
