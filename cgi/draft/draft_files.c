#include "draft_files.h"

#include "cgi/visit/content.h"
#include "cgi/visit/say.h"
#include "upload.h"

enum { TEXT_SLACK = 256, NAMES_MAX = 64 };

static bool has_name(const struct draft *draft, const char *name)
{
	for (size_t i = 0; i < draft->nfiles; i++)
		if (!strcmp(draft->files[i], name))
			return true;
	return false;
}

static void drop_name(struct draft *draft, const char *name)
{
	size_t n = 0;
	for (size_t i = 0; i < draft->nfiles; i++)
		if (strcmp(draft->files[i], name) != 0)
			draft->files[n++] = draft->files[i];
	draft->nfiles = n;
}

static size_t room(const struct visit *visit)
{
	int64_t max = visit->server->site.conf.upload_files_max;
	return max < NAMES_MAX ? (size_t)max : NAMES_MAX;
}

void draft_files_read(struct visit *visit, const struct form *form, struct draft *draft)
{
	draft->files = arena_alloc(visit->arena, NAMES_MAX, sizeof(*draft->files));
	draft->nfiles = 0;
	draft->from = form_text(form, "from");
	draft->key = form_text(form, "key");
	for (size_t i = 0; i < form->len && draft->nfiles < room(visit); i++) {
		const struct form_field *field = &form->fields[i];
		if (!field->filename && !strcmp(field->name, "file") && attach_is_name(field->value) &&
		    !has_name(draft, field->value))
			draft->files[draft->nfiles++] = field->value;
	}
}

/* ---- in the text ---- */

static void set_body(struct visit *visit, struct draft *draft, const struct str *text)
{
	draft->body = arena_dupn(visit->arena, text->at, text->len);
	draft->body_len = text->len;
}

/* Those that it does not name yet, one below the other: several pictures together are a gallery. */
static void place(struct visit *visit, struct draft *draft)
{
	struct str text;
	size_t n = draft->body_len;
	bool first = true;
	while (n && (draft->body[n - 1] == '\n' || draft->body[n - 1] == ' '))
		n--;
	str_init(&text, draft->body_len + (draft->nfiles + 1) * TEXT_SLACK);
	str_add(&text, draft->body, n);
	for (size_t i = 0; i < draft->nfiles; i++) {
		if (strstr(draft->body, draft->files[i]))
			continue;
		str_addf(&text, "%s%s", first ? text.len ? "\n\n" : "" : "\n", upload_markdown(visit, draft->files[i]));
		first = false;
	}
	if (!first) {
		str_addc(&text, '\n');
		set_body(visit, draft, &text);
	}
	str_release(&text);
}

/* The start of "![words](name)" or "[words](name)" whose "](name)" stands at `at`; `at` itself where there is none. */
static const char *start_of(const char *text, const char *at)
{
	for (const char *c = at; c > text && c[-1] != '\n'; c--)
		if (c[-1] == '[')
			return c - 1 > text && c[-2] == '!' ? c - 2 : c - 1;
	return at;
}

static bool is_line_start(const char *text, const char *at)
{
	return at == text || at[-1] == '\n';
}

/* Takes every "![words](name)" out, and the line with it where nothing else is on it. */
static void displace(struct visit *visit, struct draft *draft, const char *name)
{
	const char *mark = arena_printf(visit->arena, "](%s)", name), *from = draft->body;
	struct str text;
	str_init(&text, draft->body_len + 1);
	for (const char *at; (at = strstr(from, mark));) {
		const char *start = start_of(from, at), *end = at + strlen(mark);
		str_add(&text, from, (size_t)(start - from));
		if (is_line_start(draft->body, start) && *end == '\n')
			end++;
		from = end;
	}
	str_addz(&text, from);
	while (text.len && text.at[text.len - 1] == '\n')
		str_truncate(&text, text.len - 1);
	if (text.len)
		str_addc(&text, '\n');
	set_body(visit, draft, &text);
	str_release(&text);
}

/* ---- from the form ---- */

/* Of a profile nothing shows them. */
static bool has_files(const struct draft *draft)
{
	return draft_page_kind(draft) != PAGE_MEMBER;
}

const char *draft_files_denied(struct visit *visit, const struct draft *draft)
{
	return has_files(draft) ? upload_denied(visit) : say(visit, "say.files_profile");
}

static struct upload_source source_of(const struct draft *draft)
{
	return (struct upload_source){draft->from ? draft->from : "", draft->key ? draft->key : ""};
}

static int take_one(struct visit *visit, const struct form_field *field, struct draft *draft, struct err *err)
{
	struct upload upload = {0};
	const char *error = draft_files_denied(visit, draft);
	if (!error && draft->nfiles == room(visit))
		error = say_with(visit, "say.files_many", &(struct say){.count = (int64_t)room(visit), .text = "", .kind = ""});
	if (!error) {
		int rc = upload_take(visit, field, &upload, &error, err);
		upload_release(&upload);
		if (rc)
			return -1;
	}
	if (error)
		draft->files_error = error;
	else
		draft->files[draft->nfiles++] = upload.name;
	return 0;
}

/* Those that are gone, or were somebody else's all the time; or that do not go with this. */
static void check_kept(struct visit *visit, struct draft *draft)
{
	struct upload_source source = source_of(draft);
	size_t n = 0;
	if (draft->nfiles && !has_files(draft)) {
		draft->files_error = draft_files_denied(visit, draft);
		draft->nfiles = 0;
	}
	for (size_t i = 0; i < draft->nfiles; i++) {
		struct upload upload;
		struct err err = {0};
		if (upload_find(visit, draft->files[i], &source, &upload, &err))
			draft->files_error = say(visit, "say.files_gone");
		else
			draft->files[n++] = draft->files[i];
		upload_release(&upload);
	}
	draft->nfiles = n;
}

static bool leaves_out(const char *name)
{
	return !strcmp(name, "remove") || !strcmp(name, "drop");
}

int draft_files_take(struct visit *visit, const struct form *form, struct draft *draft, struct err *err)
{
	check_kept(visit, draft);
	for (size_t i = 0; i < form->len; i++) {
		const struct form_field *field = &form->fields[i];
		if (field->filename || !leaves_out(field->name) || !has_name(draft, field->value))
			continue;
		drop_name(draft, field->value);
		displace(visit, draft, field->value);
	}
	for (size_t i = 0; i < form->len; i++) {
		const struct form_field *field = &form->fields[i];
		/* Where nothing was chosen, a browser sends a file without name and bytes. */
		if (field->filename && *field->filename && field->len && !strcmp(field->name, "files") &&
		    take_one(visit, field, draft, err))
			return -1;
	}
	place(visit, draft);
	return 0;
}

/* ---- what is shown ---- */

static struct view_upload view_of(struct visit *visit, const struct upload *upload)
{
	return (struct view_upload){
		.name = upload->name,
		.url = upload->shown,
		.size = fill_size(&visit->fill, upload->size),
		.width = upload->width,
		.height = upload->height,
	};
}

struct mustache_list draft_files_list(struct visit *visit, const struct draft *draft)
{
	struct view_upload *views = arena_alloc(visit->arena, draft->nfiles, sizeof(*views));
	struct upload_source source = source_of(draft);
	size_t n = 0;
	for (size_t i = 0; i < draft->nfiles; i++) {
		struct upload upload;
		struct err err = {0};
		if (!upload_find(visit, draft->files[i], &source, &upload, &err))
			views[n++] = view_of(visit, &upload);
		upload_release(&upload);
	}
	return (struct mustache_list){views, n};
}

/* A reply's lie beside its topic. */
static const char *beside(struct visit *visit, const struct page *page, const char *name)
{
	const struct page_place *place = &page->place;
	return arena_printf(visit->arena, "%s/%s", place->kind == PAGE_REPLY ? place->parent : place->stem, name);
}

void draft_files_show(struct visit *visit, const struct draft *draft, const struct page *page)
{
	struct mustache_list list = draft_files_list(visit, draft);
	const struct view_upload *views = list.at;
	struct visit_file *files = arena_alloc(visit->arena, list.len, sizeof(*files));
	for (size_t i = 0; i < list.len; i++) {
		struct page_place place;
		struct err err = {0};
		bool known = !page_locate(beside(visit, page, views[i].name), visit->arena, &place, &err);
		files[i] = (struct visit_file){known ? fill_url(&visit->fill, place.url) : "", views[i].url, views[i].width, views[i].height};
	}
	visit->files = files;
	visit->nfiles = list.len;
}

/* ---- into the commit ---- */

static int read_edit(struct visit *visit, struct draft *draft, const struct page *page, const char *name,
                     struct store_edit *edit, struct err *err)
{
	struct upload upload;
	struct upload_source source = source_of(draft);
	int rc = upload_find(visit, name, &source, &upload, err);
	if (!rc)
		*edit = (struct store_edit){content_repo_path(visit, beside(visit, page, name)),
					    arena_dupn(visit->arena, upload.bytes.at, upload.bytes.len), upload.bytes.len};
	upload_release(&upload);
	return rc;
}

int draft_files_edits(struct visit *visit, struct draft *draft, const struct page *page, const struct store_edit *text,
                      struct store_edit **edits, size_t *n, struct err *err)
{
	*edits = arena_alloc(visit->arena, draft->nfiles + 1, sizeof(**edits));
	(*edits)[0] = *text;
	*n = 0;
	for (size_t i = 0; i < draft->nfiles; i++) {
		if (!read_edit(visit, draft, page, draft->files[i], &(*edits)[i + 1], err))
			continue;
		if (err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err);
		draft->files_error = say(visit, "say.files_gone");
		return 0;
	}
	*n = draft->nfiles + 1;
	return 0;
}

void draft_files_done(struct visit *visit, const struct draft *draft)
{
	for (size_t i = 0; i < draft->nfiles; i++)
		upload_drop(visit, draft->files[i]);
}
