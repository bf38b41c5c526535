#include "submission.h"

#include "cgi/visit/content.h"
#include "core/page/attach.h"
#include "core/text/picture.h"

static const char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

/* One page, and besides only files that will lie beside it. */
bool submission_sort(struct visit *visit, struct submission *submission)
{
	const struct queue_item *item = &submission->item;
	const char **files = arena_alloc(visit->arena, item->npaths, sizeof(*files));
	const char *page = NULL;
	submission->files = files;
	for (size_t i = 0; i < item->npaths; i++) {
		struct page_place place;
		struct err err = {0};
		const char *path = content_path(visit, item->paths[i]);
		if (!path || page_locate(path, visit->arena, &place, &err))
			return false;
		if (place.kind == PAGE_ATTACHMENT && attach_is_name(place.name))
			files[submission->nfiles++] = item->paths[i];
		else if (page)
			return false;
		else
			page = item->paths[i];
	}
	submission->repo_path = page;
	submission->path = page ? content_path(visit, page) : NULL;
	return page != NULL;
}

const char **submission_names(struct visit *visit, const struct submission *submission)
{
	const char **names = arena_alloc(visit->arena, submission->nfiles, sizeof(*names));
	for (size_t i = 0; i < submission->nfiles; i++)
		names[i] = name_of(submission->files[i]);
	return names;
}

static int read_path(struct visit *visit, const struct submission *submission, const char *path, struct str *out, struct err *err)
{
	struct store *store = queue_store(visit->server->queue);
	struct store_commit_info info;
	struct store_id blob;
	return store_commit_info(store, &submission->item.commit, visit->arena, &info, err) ||
	               store_find(store, &info.tree, path, &blob, err) || store_read(store, &blob, out, err)
		       ? -1
		       : 0;
}

int submission_file(struct visit *visit, const struct submission *submission, const char *name, struct str *out, struct err *err)
{
	for (size_t i = 0; i < submission->nfiles; i++)
		if (!strcmp(name_of(submission->files[i]), name))
			return read_path(visit, submission, submission->files[i], out, err);
	return err_set(err, ERR_NOTFOUND, "a file that the submission has not");
}

const char *submission_file_url(struct visit *visit, const char *id, const char *name, const char *key)
{
	return arena_printf(visit->arena, "%supload?submission=%s&file=%s%s%s", fill_write_url(&visit->fill), id, name,
	                    *key ? "&k=" : "", key);
}

static struct visit_file shown(struct visit *visit, const struct submission *submission, const char *path, const char *key)
{
	struct page_place place;
	struct visit_file file = {.url = "", .shown = submission_file_url(visit, submission->item.id, name_of(path), key)};
	struct err err = {0};
	struct str bytes;
	str_init(&bytes, (size_t)visit->server->site.conf.attachment_max);
	if (!page_locate(content_path(visit, path), visit->arena, &place, &err))
		file.url = fill_url(&visit->fill, place.url);
	if (read_path(visit, submission, path, &bytes, &err) || !picture_size(bytes.at, bytes.len, &file.width, &file.height))
		file.width = file.height = 0;
	str_release(&bytes);
	return file;
}

void submission_show_files(struct visit *visit, const struct submission *submission, const char *key)
{
	struct visit_file *files = arena_alloc(visit->arena, submission->nfiles, sizeof(*files));
	/* Published ones are where they belong. */
	if (submission->item.state == QUEUE_APPROVED)
		return;
	for (size_t i = 0; i < submission->nfiles; i++)
		files[i] = shown(visit, submission, submission->files[i], key);
	visit->files = files;
	visit->nfiles = submission->nfiles;
}

int submission_edits(struct visit *visit, const struct submission *submission, const struct store_edit *page,
                     struct store_edit **edits, struct err *err)
{
	*edits = arena_alloc(visit->arena, submission->nfiles + 1, sizeof(**edits));
	(*edits)[0] = *page;
	for (size_t i = 0; i < submission->nfiles; i++) {
		struct str bytes;
		str_init(&bytes, (size_t)visit->server->site.conf.attachment_max);
		int rc = read_path(visit, submission, submission->files[i], &bytes, err);
		(*edits)[i + 1] = (struct store_edit){submission->files[i], arena_dupn(visit->arena, bytes.at, bytes.len), bytes.len};
		str_release(&bytes);
		if (rc)
			return -1;
	}
	return 0;
}
