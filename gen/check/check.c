#include "check.h"

#include "core/text/escape.h"
#include "core/text/text.h"

enum { PATH_SHOWN = 1000 };

struct check_name {
	const char *key;
	int64_t number;
};

void check_init(struct check *check, const struct config *conf)
{
	*check = (struct check){.conf = conf, .calendar = calendar_open()};
	arena_init(&check->arena);
	arena_init(&check->scratch);
}

void check_release(struct check *check)
{
	store_close(check->store);
	calendar_close(check->calendar);
	VEC_RELEASE(&check->files);
	VEC_RELEASE(&check->problems);
	free(check->names.slots);
	free(check->moved.slots);
	free(check->removed.slots);
	arena_release(&check->scratch);
	arena_release(&check->arena);
}

/* A path may be any bytes, and goes to a terminal or into JSON. */
static const char *printable(struct check *check, const char *path)
{
	struct str out;
	str_init(&out, 4 * PATH_SHOWN);
	escape_log(&out, path, strlen(path), 4 * PATH_SHOWN);
	const char *copy = arena_dupn(&check->arena, out.at, out.len);
	str_release(&out);
	return copy;
}

void check_report(struct check *check, const char *path, int64_t line, const char *key, const char *fmt, ...)
{
	char what[ERR_MESSAGE_MAX];
	va_list args;
	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	/* Cut in the midst of a character, perhaps. */
	what[text_bad_utf8(what, strlen(what))] = '\0';
	*VEC_PUSH(&check->problems) = (struct check_problem){
	    .path = printable(check, path),
	    .line = line,
	    .key = key ? arena_dup(&check->arena, key) : NULL,
	    .what = arena_dup(&check->arena, what),
	};
}

void check_advise(struct check *check)
{
	check->problems.at[check->problems.len - 1].advice = true;
}

/* FNV-1a, 64 bits. Paths come from a repository that somebody merged; they are capped in length. */
static size_t hash(const char *key)
{
	uint64_t h = UINT64_C(14695981039346656037);
	for (; *key; key++)
		h = (h ^ (unsigned char)*key) * UINT64_C(1099511628211);
	return (size_t)(h ^ h >> 32);
}

/* Where the key is, or the free slot where it would go. */
static struct check_name *slot(const struct check_names *names, const char *key)
{
	size_t i = hash(key) & (names->nslots - 1);
	while (names->slots[i].key && strcmp(names->slots[i].key, key))
		i = (i + 1) & (names->nslots - 1);
	return &names->slots[i];
}

static void grow(struct check_names *names)
{
	struct check_names bigger = {.nslots = names->nslots ? names->nslots * 2 : 1024, .used = names->used};
	bigger.slots = base_alloc(bigger.nslots, sizeof(*bigger.slots));
	for (size_t i = 0; i < names->nslots; i++) {
		if (names->slots[i].key)
			*slot(&bigger, names->slots[i].key) = names->slots[i];
	}
	free(names->slots);
	*names = bigger;
}

int64_t check_find(const struct check_names *names, const char *key)
{
	if (!names->used)
		return CHECK_NONE;
	const struct check_name *found = slot(names, key);
	return found->key ? found->number : CHECK_NONE;
}

int64_t check_put(struct check_names *names, const char *key, int64_t number)
{
	if (2 * names->used >= names->nslots)
		grow(names);
	struct check_name *found = slot(names, key);
	if (!found->key) {
		*found = (struct check_name){key, number};
		names->used++;
	}
	return found->number;
}

static int by_place(const void *a, const void *b)
{
	const struct check_problem *x = a, *y = b;
	int order = strcmp(x->path, y->path);
	if (order || x->line == y->line)
		return order ? order : strcmp(x->what, y->what);
	return x->line < y->line ? -1 : 1;
}

static int by_path(const void *a, const void *b)
{
	const struct check_file *x = a, *y = b;
	return strcmp(x->path, y->path);
}

static bool says_who_may(const struct check_file *file)
{
	return file->place.kind == PAGE_MEMBER || file->place.kind == PAGE_FORUM;
}

/* Roles are needed wherever somebody wrote, so profiles and forums are read first, changed or not. */
static int learn_roles(struct check *check, struct err *err)
{
	const struct page_limits limits = {
	    .file_max = (size_t)(check->conf->staff_max + check->conf->front_matter_max),
	    .front_matter_max = (size_t)check->conf->front_matter_max,
	    .title_max = (size_t)check->conf->title_max,
	};
	struct str text;
	int rc = 0;
	str_init(&text, limits.file_max);
	for (size_t i = 0; i < check->files.len && !rc; i++) {
		struct check_file *file = &check->files.at[i];
		struct page page;
		struct err ignored = {0};
		if (!file->content || !says_who_may(file))
			continue;
		str_reset(&text);
		rc = check_read(check, file, &text, err);
		if (rc && err->code == ERR_LIMIT)
			rc = 0;
		/* What is wrong in it is said when its turn comes. */
		else if (!rc && !page_parse(&file->place, text.at, text.len, &limits, &check->scratch, &page, &ignored))
			file->role = file->place.kind == PAGE_MEMBER ? page.role : page.post;
		arena_reset(&check->scratch);
	}
	str_release(&text);
	return rc;
}

/* A download that changed is to be held against what its page says of it. */
static void add_pages_of_files(struct check *check)
{
	for (size_t i = 0; i < check->files.len; i++) {
		const struct check_file *file = &check->files.at[i];
		bool download = file->content && file->changed && file->place.kind == PAGE_ATTACHMENT;
		int64_t page = download ? check_find(&check->names, file->place.parent) : CHECK_NONE;
		if (page >= 0 && check->files.at[page].place.kind == PAGE_RESOURCE)
			check->files.at[page].changed = true;
	}
}

int check_run(struct check *check, struct err *err)
{
	int rc = 0;
	if (check->files.len)
		qsort(check->files.at, check->files.len, sizeof(*check->files.at), by_path);
	check_paths(check);
	add_pages_of_files(check);
	rc = learn_roles(check, err) || check_badges(check, err) ? -1 : 0;
	for (size_t i = 0; i < check->files.len && !rc; i++) {
		const struct check_file *file = &check->files.at[i];
		if (!file->content || !file->changed)
			continue;
		rc = check_file(check, file, err);
		arena_reset(&check->scratch);
	}
	if (check->problems.len)
		qsort(check->problems.at, check->problems.len, sizeof(*check->problems.at), by_place);
	return rc;
}
