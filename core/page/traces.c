#include "traces.h"

#include "core/base/map.h"
#include "attach.h"

enum { BYTES_MAX = 64 * 1024 * 1024 };

const char *trace_name(enum trace what)
{
	static const char *const names[] = {[TRACE_PROFILE] = "profile", [TRACE_POST] = "post",   [TRACE_PAGE] = "page",
	                                    [TRACE_FILE] = "file",       [TRACE_VOTES] = "votes", [TRACE_LOG] = "log",
	                                    [TRACE_MENTION] = "mention"};
	return names[what];
}

struct page_limits traces_limits(const struct config *conf)
{
	return (struct page_limits){
		.file_max = (size_t)(conf->staff_max + conf->front_matter_max),
		.front_matter_max = (size_t)conf->front_matter_max,
		.title_max = (size_t)conf->title_max,
	};
}

const char *traces_repo_path(const struct config *conf, const char *path, struct arena *arena)
{
	return *conf->content_path ? arena_printf(arena, "%s/%s", conf->content_path, path) : path;
}

struct search {
	const struct traces *traces;
	struct page_limits limits;
	trace_fn *found;
	void *self;
	const char *profile; /* content path without ".md" */
	struct str text;
	struct arena page;   /* for one file */
	struct arena kept;
	struct map files;    /* content paths that their pages may show */
};

static bool is_handle_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* "@ada", and not "@adam". */
static bool mentions(const struct search *search)
{
	const char *handle = search->traces->handle, *end = search->text.at + search->text.len;
	size_t n = strlen(handle);
	for (const char *at = search->text.at; (at = memmem(at, (size_t)(end - at), handle, n)); at++) {
		if (at > search->text.at && at[-1] == '@' && !is_handle_char(at[n]))
			return true;
	}
	return false;
}

static int tell(struct search *search, const struct trace_found *found, struct err *err)
{
	return search->found(search->self, found, err);
}

/*
 * The names of files that stand in a text: what it links, and what its front matter says. In a thread's folder, where
 * others' files are too, only those that a form has named, each unlike all others.
 */
static void note_files(struct search *search, const struct page_place *place)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
	bool reply = place->kind == PAGE_REPLY;
	for (const char *at = search->text.at; *at; at += *at != '\0') {
		size_t n = strspn(at, letters), len = n;
		while (len && at[len - 1] == '.')
			len--;
		const char *name = arena_dupn(&search->page, at, len);
		if (strchr(name, '.') && (!reply || attach_is_name(name))) {
			const char *path = arena_printf(&search->page, "%s/%s", reply ? place->parent : place->stem, name);
			map_put(&search->files, path, strlen(path))->value.number = 1;
		}
		at += n;
	}
}

static enum trace kind_of(const struct search *search, const struct page *page)
{
	const char *handle = search->traces->handle;
	if (page->place.kind == PAGE_MEMBER)
		return strcmp(page->place.handle, handle) ? TRACES : TRACE_PROFILE;
	if (page->place.kind == PAGE_VERDICT) {
		bool target = !strncmp(page->target, search->profile, strlen(search->profile)) && !strcmp(page->target + strlen(search->profile), ".md");
		return target || !strcmp(page->reviewer, handle) || !strcmp(page->author, handle) ? TRACE_LOG : TRACES;
	}
	if (strcmp(page->author, handle) != 0)
		return TRACES;
	return page->place.kind == PAGE_TOPIC || page->place.kind == PAGE_REPLY ? TRACE_POST : TRACE_PAGE;
}

static int see_page(struct search *search, const struct page_place *place, struct trace_found *found, struct err *err)
{
	struct page *page = arena_alloc(&search->page, 1, sizeof(*page));
	const char *handle = search->traces->handle;
	if (place->kind != PAGE_MEMBER && !memmem(search->text.at, search->text.len, handle, strlen(handle)))
		return 0;
	if (page_parse(place, search->text.at, search->text.len, &search->limits, &search->page, page, err)) {
		err_clear(err);
		page_init(page, place);
	}
	found->page = page;
	found->what = kind_of(search, page);
	if (found->what == TRACES)
		found->what = mentions(search) ? TRACE_MENTION : TRACES;
	if (found->what == TRACE_POST || found->what == TRACE_PAGE || found->what == TRACE_PROFILE)
		note_files(search, place);
	return found->what == TRACES ? 0 : tell(search, found, err);
}

static bool is_read(const struct search *search, const struct page_place *place)
{
	if (place->kind == PAGE_VOTES || place->kind == PAGE_MEMBER)
		return !strcmp(place->kind == PAGE_VOTES ? place->name : place->handle, search->traces->handle);
	return place->kind != PAGE_NONE && place->kind != PAGE_ATTACHMENT;
}

static int see(void *self, const struct store_change *change, struct err *err)
{
	struct search *search = self;
	struct page_place place;
	struct trace_found found = {.path = change->path, .what = TRACE_VOTES, .blob = *change->new_blob};
	arena_reset(&search->page);
	if (page_locate(change->path, &search->page, &place, err)) {
		err_clear(err);
		return 0;
	}
	if (!is_read(search, &place))
		return 0;
	str_reset(&search->text);
	if (store_read(search->traces->store, change->new_blob, &search->text, err))
		return err_prefix(err, "%s", change->path);
	found.text = search->text.at;
	found.len = search->text.len;
	if (place.kind == PAGE_VOTES)
		return tell(search, &found, err);
	return see_page(search, &place, &found, err);
}

static int see_file(struct search *search, const char *path, struct err *err)
{
	struct trace_found found = {.what = TRACE_FILE, .path = path, .text = ""};
	struct page_place place;
	if (page_locate(path, &search->page, &place, err) || place.kind != PAGE_ATTACHMENT) {
		err_clear(err);
		return 0;
	}
	const char *full = traces_repo_path(search->traces->conf, path, &search->page);
	if (!store_find(search->traces->store, search->traces->tree, full, &found.blob, err))
		return tell(search, &found, err);
	if (err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	return 0;
}

int traces_each(const struct traces *traces, trace_fn *found, void *self, struct err *err)
{
	struct search search = {.traces = traces, .limits = traces_limits(traces->conf), .found = found, .self = self};
	arena_init(&search.page);
	arena_init(&search.kept);
	map_init(&search.files, &search.kept);
	str_init(&search.text, BYTES_MAX);
	search.profile = arena_printf(&search.kept, "members/%.2s/%s", traces->handle, traces->handle);
	int rc = store_diff(traces->store, NULL, traces->tree, traces->conf->content_path, see, &search, err);
	for (size_t i = 0; i < search.files.len && !rc; i++) {
		arena_reset(&search.page);
		rc = see_file(&search, search.files.entries[i].key, err);
	}
	str_release(&search.text);
	map_release(&search.files);
	arena_release(&search.kept);
	arena_release(&search.page);
	return rc;
}
