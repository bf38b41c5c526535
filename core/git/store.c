#include "store_git.h"

#include "core/base/out.h"
#include "store_packs.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MUCH = 256 * 1024 * 1024 };

static enum err_code code_of(int rc, const git_error *last)
{
	switch (rc) {
	case GIT_ENOTFOUND:
		return ERR_NOTFOUND;
	case GIT_EEXISTS:
	case GIT_EMODIFIED:
	case GIT_ELOCKED:
		return ERR_RACE;
	}
	return last && last->klass == GIT_ERROR_OS ? ERR_SYS : ERR_GIT;
}

int store_fail(struct err *err, int rc, const char *fmt, ...)
{
	const git_error *last = git_error_last();
	char what[ERR_MESSAGE_MAX];
	va_list args;
	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	return err_set(err, code_of(rc, last), "%s: %s", what,
	               last && last->message ? last->message : "libgit2 gave no reason");
}

void store_hex(const struct store_id *id, char out[static STORE_HEX])
{
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < sizeof(id->raw); i++) {
		out[2 * i] = digits[id->raw[i] >> 4];
		out[2 * i + 1] = digits[id->raw[i] & 15];
	}
	out[STORE_HEX - 1] = '\0';
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int store_from_hex(const char *hex, struct store_id *id, struct err *err)
{
	if (strlen(hex) != STORE_HEX - 1)
		return err_set(err, ERR_INPUT, "a commit is named by 40 hexadecimal digits");
	for (size_t i = 0; i < sizeof(id->raw); i++) {
		int high = hex_digit(hex[2 * i]), low = hex_digit(hex[2 * i + 1]);
		if (high < 0 || low < 0)
			return err_set(err, ERR_INPUT, "a commit is named by 40 hexadecimal digits");
		id->raw[i] = (unsigned char)(high << 4 | low);
	}
	return 0;
}

bool store_same(const struct store_id *a, const struct store_id *b)
{
	return memcmp(a->raw, b->raw, sizeof(a->raw)) == 0;
}

/*
 * libgit2 reads all of the system's certificates when it starts, for a client of https that nobody
 * here ever is: two thirds of a small build's instructions. Its call finds this before the TLS
 * library's; where libgit2 was built with another one, nobody calls it.
 */
int mbedtls_x509_crt_parse_file(void *chain, const char *path);
int mbedtls_x509_crt_parse_file(void *chain, const char *path)
{
	(void)chain;
	(void)path;
	return 0;
}

/*
 * Reading: hashes were checked when an object arrived, and git fsck checks them at leisure. Large
 * folders are read again and again, so their trees are worth caching. Writing: store_sync.c
 * sees to the disk. A home folder is somebody's, and a web server's
 * may be unreadable: only the repository and the system have a say.
 */
static void set_up_library(void)
{
	git_libgit2_init();
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_TREE, (size_t)1 << 20);
	/* A walk through all of history would keep every tree that it met. */
	git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, (ssize_t)16 << 20);
	git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_GLOBAL, "");
	git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_XDG, "");
}

/* libgit2 1.5 says of a foreign repository that it misses a setting, safe.directory. */
static bool is_foreign(int rc)
{
	const git_error *last = git_error_last();
	return rc == GIT_EOWNER || (last && last->message && strstr(last->message, "safe.directory"));
}

static int open_failed(const char *path, int rc, struct err *err)
{
	struct stat st;
	if (stat(path, &st))
		return err_set(err, ERR_GIT, "%s: there is no repository here (it is missing or not readable)", path);
	if (is_foreign(rc))
		return err_set(
		    err, ERR_GIT,
		    "%s: belongs to another user (uid %ld, we are %ld); run as that user, or chown it to this one",
		    path, (long)st.st_uid, (long)geteuid());
	if (rc == GIT_ENOTFOUND)
		return err_set(err, ERR_GIT, "%s: is not a git repository, or a damaged one", path);
	store_fail(err, rc, "%s", path);
	err->code = ERR_GIT;
	return -1;
}

int store_open(struct store **store, const char *path, struct err *err)
{
	struct store *s = base_alloc(1, sizeof(*s));
	set_up_library();
	s->lock = -1;
	s->path = base_strdup(path);
	int rc = git_repository_open_ext(&s->repo, path, GIT_REPOSITORY_OPEN_NO_SEARCH, NULL);
	if (!rc)
		rc = git_repository_odb(&s->odb, s->repo);
	if (rc) {
		open_failed(path, rc, err);
		store_close(s);
		return -1;
	}
	s->ordered = store_is_ordered(git_repository_commondir(s->repo));
	*store = s;
	return 0;
}

/* flock() belongs to an open file: a second one of the same process would wait for the first for ever. */
int store_twin(struct store *store, struct store **twin, struct err *err)
{
	if (store_open(twin, store->path, err))
		return -1;
	(*twin)->locks = 1;
	return 0;
}

void store_twin_close(struct store *twin)
{
	if (twin)
		twin->locks = 0;
	store_close(twin);
}

int store_borrow(struct store *store, const char *objects, struct err *err)
{
	int rc = git_odb_add_disk_alternate(store->odb, objects);
	return rc ? store_fail(err, rc, "%s", objects) : 0;
}

void store_close(struct store *store)
{
	if (!store)
		return;
	if (store->lock >= 0)
		close(store->lock);
	store_packs_close(store->packs);
	git_odb_free(store->there);
	git_odb_free(store->odb);
	git_repository_free(store->repo);
	free(store->disk);
	free(store->path);
	free(store);
	git_libgit2_shutdown();
}

/* Two neighbours may move together: their tie is relative. */
static void write_borrowed_path(struct str *out, const char *ours, const char *theirs)
{
	const char *slash = strrchr(theirs, '/');
	size_t n = slash ? (size_t)(slash - theirs) + 1 : 0;
	if (n && strncmp(ours, theirs, n) == 0 && !strchr(ours + n, '/'))
		str_addf(out, "../../%s/objects\n", slash + 1);
	else
		str_addf(out, "%s/objects\n", theirs);
}

/* The real path, without a slash at its end, of a repository's common folder. */
static char *real_folder(struct store *store, struct err *err)
{
	char *real = realpath(git_repository_commondir(store->repo), NULL);
	if (!real)
		err_sys(err, "%s", store->path);
	return real;
}

static int borrow(struct store *store, const char *alternates, struct err *err)
{
	struct store *lender;
	struct str text;
	if (store_open(&lender, alternates, err))
		return -1;
	str_init(&text, STORE_PATH_BYTES);
	char *ours = real_folder(store, err), *theirs = ours ? real_folder(lender, err) : NULL;
	char *path = store_file(store, "objects/info/alternates");
	int rc = -1;
	if (theirs) {
		write_borrowed_path(&text, ours, theirs);
		rc = str_check(&text, path, err) ? -1 : out_write_durable(path, text.at, text.len, 0644, err);
	}
	free(path);
	free(theirs);
	free(ours);
	str_release(&text);
	store_close(lender);
	return rc;
}

/*
 * git would pack refs and collect garbage as it sees fit. Here refs come and go by the thousand, and
 * store_prune() knows what may go, as long as pushed objects are loose.
 */
static int make_private(struct store *store, struct err *err)
{
	static const char *const off[] = {"gc.packRefs", "maintenance.auto"};
	git_config *config = NULL;
	int rc = git_repository_config(&config, store->repo);
	for (size_t i = 0; !rc && i < ARRAY_LEN(off); i++)
		rc = git_config_set_bool(config, off[i], 0);
	if (!rc)
		rc = git_config_set_int32(config, "gc.auto", 0);
	if (!rc)
		rc = git_config_set_int32(config, "receive.unpackLimit", INT32_MAX);
	git_config_free(config);
	if (rc)
		return store_fail(err, rc, "%s: settings", store->path);
	return chmod(store->path, 0700) ? err_sys(err, "%s", store->path) : 0;
}

int store_create(const char *path, const char *alternates, struct err *err)
{
	git_repository *repo = NULL;
	git_repository_init_options options = {.version = GIT_REPOSITORY_INIT_OPTIONS_VERSION, .initial_head = "main"};
	struct store *store;
	set_up_library();
	options.flags = GIT_REPOSITORY_INIT_BARE | GIT_REPOSITORY_INIT_NO_REINIT | GIT_REPOSITORY_INIT_MKPATH;
	int rc = git_repository_init_ext(&repo, path, &options);
	if (rc)
		store_fail(err, rc, "cannot make repository %s", path);
	git_repository_free(repo);
	git_libgit2_shutdown();
	if (rc || store_open(&store, path, err))
		return -1;
	rc = alternates ? borrow(store, alternates, err) : 0;
	if (!rc && alternates)
		rc = make_private(store, err);
	store_close(store);
	return rc;
}

int store_configure(const char *path, const char *key, const char *value, struct err *err)
{
	struct store *store;
	git_config *config = NULL;
	if (store_open(&store, path, err))
		return -1;
	int rc = git_repository_config(&config, store->repo);
	if (!rc)
		rc = git_config_set_string(config, key, value);
	if (rc)
		store_fail(err, rc, "%s: %s", path, key);
	git_config_free(config);
	store_close(store);
	return rc ? -1 : 0;
}

int store_resolve(struct store *store, const char *ref, struct store_id *commit, struct err *err)
{
	git_reference *reference = NULL;
	git_object *object = NULL;
	int rc = git_reference_lookup(&reference, store->repo, ref);
	if (!rc)
		rc = git_reference_peel(&object, reference, GIT_OBJECT_COMMIT);
	if (rc == GIT_ENOTFOUND)
		err_set(err, reference ? ERR_GIT : ERR_NOTFOUND, "%s: %s %s", store->path,
		        reference ? "an object is missing for" : "there is no", ref);
	else if (rc)
		store_fail(err, rc, "%s: %s", store->path, ref);
	else
		store_id_from(git_object_id(object), commit);
	git_object_free(object);
	git_reference_free(reference);
	return rc ? -1 : 0;
}

static void describe_commit(git_commit *from, struct arena *arena, struct store_commit_info *info)
{
	const git_signature *author = git_commit_author(from), *committer = git_commit_committer(from);
	*info = (struct store_commit_info){.time = git_commit_time(from)};
	store_id_from(git_commit_id(from), &info->id);
	store_id_from(git_commit_tree_id(from), &info->tree);
	info->nparents = git_commit_parentcount(from);
	for (unsigned i = 0; i < info->nparents && i < ARRAY_LEN(info->parents); i++)
		store_id_from(git_commit_parent_id(from, i), &info->parents[i]);
	if (info->nparents > ARRAY_LEN(info->parents))
		info->nparents = ARRAY_LEN(info->parents);
	info->author = arena_dup(arena, author ? author->name : "");
	info->author_email = arena_dup(arena, author ? author->email : "");
	info->committer_email = arena_dup(arena, committer ? committer->email : "");
	info->message = arena_dup(arena, git_commit_message(from));
}

int store_commit_info(struct store *store, const struct store_id *commit, struct arena *arena,
                      struct store_commit_info *info, struct err *err)
{
	git_commit *from;
	git_oid oid = store_oid(commit);
	char hex[STORE_HEX];
	store_hex(commit, hex);
	int rc = git_commit_lookup(&from, store->repo, &oid);
	if (rc)
		return store_fail(err, rc, "%s: commit %s", store->path, hex);
	describe_commit(from, arena, info);
	git_commit_free(from);
	return 0;
}

void store_open_packs(struct store *store)
{
	char *folder = store_file(store, "objects/pack");
	store_packs_close(store->packs);
	store->packs = store_packs_open(folder);
	free(folder);
}

static int unreadable(struct store *store, const struct store_id *blob, int rc, struct err *err)
{
	char hex[STORE_HEX];
	store_hex(blob, hex);
	if (rc == GIT_ENOTFOUND)
		return err_set(err, ERR_GIT, "%s: object %s is missing (git fsck tells more)", store->path, hex);
	return store_fail(err, rc, "%s: object %s", store->path, hex);
}

struct kind {
	git_object_t type;
	size_t size;
};

static int check_kind(const struct store *store, const struct store_id *blob, struct kind kind, const struct str *out,
                      struct err *err)
{
	char hex[STORE_HEX];
	store_hex(blob, hex);
	if (kind.type != GIT_OBJECT_BLOB)
		return err_set(err, ERR_GIT, "%s: object %s is not a file", store->path, hex);
	if (kind.size > out->max - out->len)
		return err_set(err, ERR_LIMIT, "%zu bytes, over the limit of %zu", kind.size, out->max);
	return 0;
}

static int ask_first(struct store *store, const struct store_id *blob, const struct str *out, struct err *err)
{
	git_oid oid = store_oid(blob);
	struct kind kind;
	int rc = git_odb_read_header(&kind.size, &kind.type, store->odb, &oid);
	return rc ? unreadable(store, blob, rc, err) : check_kind(store, blob, kind, out, err);
}

/* To ask opens a loose object twice: who would take as much as MUCH reads at once. */
static int read_by_library(struct store *store, const struct store_id *blob, struct str *out, struct err *err)
{
	git_oid oid = store_oid(blob);
	git_odb_object *object;
	if (out->max - out->len < MUCH && ask_first(store, blob, out, err))
		return -1;
	int rc = git_odb_read(&object, store->odb, &oid);
	if (rc)
		return unreadable(store, blob, rc, err);
	struct kind kind = {git_odb_object_type(object), git_odb_object_size(object)};
	rc = check_kind(store, blob, kind, out, err);
	if (!rc)
		str_add(out, git_odb_object_data(object), kind.size);
	git_odb_object_free(object);
	return rc;
}

int store_read(struct store *store, const struct store_id *blob, struct str *out, struct err *err)
{
	return store_packs_read(store->packs, blob, out) ? 0 : read_by_library(store, blob, out, err);
}
