#include "bundle.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>

struct bundle {
	struct archive *archive;
	struct bundle_sink sink;
};

static int fail(struct bundle *bundle, struct err *err)
{
	const char *why = archive_error_string(bundle->archive);
	return err_set(err, ERR_SYS, "the archive cannot be written: %s", why ? why : "out of memory");
}

static la_ssize_t put(struct archive *archive, void *self, const void *bytes, size_t n)
{
	struct bundle *bundle = self;
	if (bundle->sink.write(bundle->sink.self, bytes, n))
		return (la_ssize_t)n;
	archive_set_error(archive, EPIPE, "nobody takes it");
	return -1;
}

int bundle_open(struct bundle **out, const struct bundle_sink *sink, struct err *err)
{
	struct bundle *bundle = base_alloc(1, sizeof(*bundle));
	bundle->sink = *sink;
	bundle->archive = archive_write_new();
	*out = bundle;
	/* The last block is not padded: a ZIP ends with its list. */
	if (archive_write_set_format_zip(bundle->archive) != ARCHIVE_OK ||
	    archive_write_set_bytes_in_last_block(bundle->archive, 1) != ARCHIVE_OK ||
	    archive_write_open(bundle->archive, bundle, NULL, put, NULL) != ARCHIVE_OK)
		return fail(bundle, err);
	return 0;
}

int bundle_add(struct bundle *bundle, const char *path, const void *bytes, size_t n, int64_t at, struct err *err)
{
	struct archive_entry *entry = archive_entry_new();
	archive_entry_set_pathname(entry, path);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0600);
	archive_entry_set_size(entry, (la_int64_t)n);
	archive_entry_set_mtime(entry, at, 0);
	int rc = archive_write_header(bundle->archive, entry) != ARCHIVE_OK ||
		 (n && archive_write_data(bundle->archive, bytes, n) != (la_ssize_t)n);
	archive_entry_free(entry);
	return rc ? fail(bundle, err) : 0;
}

int bundle_finish(struct bundle *bundle, struct err *err)
{
	return archive_write_close(bundle->archive) == ARCHIVE_OK ? 0 : fail(bundle, err);
}

void bundle_close(struct bundle *bundle)
{
	if (!bundle)
		return;
	archive_write_free(bundle->archive);
	free(bundle);
}
