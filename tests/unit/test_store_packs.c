#include "core/git/store_packs.h"
#include "git_world.h"

#include <fcntl.h>

#define IN_WORLD(test) cmocka_unit_test_setup_teardown(test, begin, end)

enum { FILES = 60, TEXT_MAX = 1 << 20 };

/* Long texts that differ by a line, so that git keeps some as deltas, one that nothing is like, and an empty one. */
static const char many_files[] =
    "git init -q -b main r; cd r; seq 1 400 >0\n"
    "for i in $(seq 1 57); do sed \"$((i * 7))s/.*/line of $i/\" 0 >$i; done\n"
    "head -c 3000 /dev/urandom >58; : >59\n"
    "git add .; git commit -qm first\n";

static const char *in(struct world *w, const char *path)
{
	return arena_printf(&w->arena, "%s/%s", w->dir, path);
}

static void name_of(int i, char name[static 16])
{
	snprintf(name, 16, "%d", i);
}

static struct store_id blob_of(struct world *w, struct store *store, int i)
{
	struct store_commit_info info = head(w, store);
	struct err err = {0};
	struct store_id blob;
	char name[16];
	name_of(i, name);
	assert_int_equal(store_find(store, &info.tree, name, &blob, &err), 0);
	return blob;
}

/* How many of the files the packs had; each of those is what libgit2 reads, and what they had not is too. */
static int read_all(struct world *w)
{
	struct store *store = open_store(w, "r"), *hasty = open_store(w, "r");
	struct store_packs *packs = store_packs_open(in(w, "r/.git/objects/pack"));
	struct str fast, slow, either;
	int found = 0;
	str_init(&fast, TEXT_MAX);
	str_init(&slow, TEXT_MAX);
	str_init(&either, TEXT_MAX);
	for (int i = 0; i < FILES; i++) {
		struct store_id blob = blob_of(w, store, i);
		struct err err = {0};
		assert_int_equal(store_read(store, &blob, &slow, &err), 0);
		if (store_packs_read(packs, &blob, &fast)) {
			found++;
			assert_int_equal(fast.len, slow.len);
			assert_memory_equal(fast.at ? fast.at : "", slow.at ? slow.at : "", slow.len);
		}
		str_reset(&fast);
		str_reset(&slow);
	}
	store_open_packs(hasty);
	for (int i = 0; i < FILES; i++) {
		struct store_id blob = blob_of(w, store, i);
		struct err err = {0};
		assert_int_equal(store_read(store, &blob, &slow, &err), 0);
		assert_int_equal(store_read(hasty, &blob, &either, &err), 0);
		assert_string_equal(either.at, slow.at);
		assert_int_equal(either.len, slow.len);
	}
	store_close(hasty);
	str_release(&either);
	str_release(&slow);
	str_release(&fast);
	store_packs_close(packs);
	store_close(store);
	return found;
}

static void whole_files_are_read(void **state)
{
	struct world *w = *state;
	run(w, many_files);
	assert_int_equal(read_all(w), 0); /* loose */
	run(w, "cd r; git -c pack.depth=0 repack -qadf");
	assert_int_equal(read_all(w), FILES);
}

/* How many of the files git keeps as deltas, and how many are told from such a one. */
static void count_deltas(struct world *w, int *deltas, int *deep)
{
	static const char sum[] = "cd r; git verify-pack -v .git/objects/pack/*.idx | awk '$2==\"blob\" && NF==7 { n++; m+=$6>1 } END { print n+0, m+0 }' >../sum";
	struct str said;
	struct err err = {0};
	run(w, sum);
	str_init(&said, 100);
	assert_int_equal(str_read_file(&said, in(w, "sum"), &err), 0);
	assert_int_equal(sscanf(said.at, "%d %d", deltas, deep), 2);
	str_release(&said);
}

static void deltas_are_read(void **state)
{
	static const char *const ways[] = {
	    "cd r; git repack -qadf --depth=50 --window=50",
	    "cd r; git repack -qadf --depth=1 --window=50",
	    "cd r; git -c repack.useDeltaBaseOffset=false repack -qadf --depth=50 --window=50",
	};
	struct world *w = *state;
	run(w, many_files);
	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		int deltas, deep;
		run(w, ways[i]);
		count_deltas(w, &deltas, &deep);
		assert_in_range(deltas, 30, FILES);
		assert_in_range(deep, i == 1 ? 0 : 10, i == 1 ? 0 : FILES);
		assert_int_equal(read_all(w), FILES);
	}
}

static void two_packs_are_read(void **state)
{
	struct world *w = *state;
	run(w, many_files);
	run(w, "cd r; git ls-tree main | awk '{print $3}' >../all; rm -f .git/objects/pack/*\n"
	       "head -30 ../all | git pack-objects -q --depth=0 .git/objects/pack/pack >/dev/null; tail -30 ../all | git pack-objects -q --depth=0 .git/objects/pack/pack >/dev/null");
	assert_int_equal(read_all(w), FILES);
}

/* As those of a pack over two gigabytes: all offsets but the first stand in the second table. */
static void large_offsets_are_read(void **state)
{
	struct world *w = *state;
	run(w, many_files);
	run(w, "cd r; git -c pack.depth=0 repack -qadf; cd .git/objects/pack; chmod u+w *; git index-pack --index-version=2,0x40 -o \"$(ls *.idx)\" *.pack >/dev/null");
	assert_int_equal(read_all(w), FILES);
}

static void what_is_too_large_is_left_alone(void **state)
{
	struct world *w = *state;
	run(w, many_files);
	run(w, "cd r; git -c pack.depth=0 repack -qadf");
	struct store *store = open_store(w, "r");
	struct store_id blob = blob_of(w, store, 0);
	struct err err = {0};
	struct str text;
	store_open_packs(store);
	str_init(&text, 100);
	str_add(&text, "before", 6);
	assert_int_equal(store_read(store, &blob, &text, &err), -1);
	assert_int_equal(err.code, ERR_LIMIT);
	assert_string_equal(text.at, "before");
	str_release(&text);
	store_close(store);
}

/* A tree, a commit and what nobody has. */
static void what_is_no_file_is_left_alone(void **state)
{
	struct world *w = *state;
	run(w, many_files);
	run(w, "cd r; git -c pack.depth=0 repack -qadf");
	struct store *store = open_store(w, "r");
	struct store_packs *packs = store_packs_open(in(w, "r/.git/objects/pack")), *none = store_packs_open(in(w, "r/nowhere"));
	struct store_commit_info info = head(w, store);
	struct store_id nobody = {{7}}, blob = blob_of(w, store, 0);
	struct str text;
	str_init(&text, TEXT_MAX);
	assert_false(store_packs_read(packs, &info.id, &text));
	assert_false(store_packs_read(packs, &info.tree, &text));
	assert_false(store_packs_read(packs, &nobody, &text));
	assert_false(store_packs_read(none, &blob, &text));
	assert_false(store_packs_read(NULL, &blob, &text));
	assert_int_equal(text.len, 0);
	str_release(&text);
	store_packs_close(none);
	store_packs_close(packs);
	store_close(store);
}

static char *read_bytes(const char *path, size_t *n)
{
	struct str bytes;
	struct err err = {0};
	str_init(&bytes, TEXT_MAX);
	assert_int_equal(str_read_file(&bytes, path, &err), 0);
	*n = bytes.len;
	return bytes.at;
}

static void write_bytes(const char *path, const char *bytes, size_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, n), n);
	close(fd);
}

/* Nothing is asked but that it ends, and under address sanitizer that it reads what is its own. */
static void ask_all(const char *folder, const struct store_id *blobs)
{
	struct store_packs *packs = store_packs_open(folder);
	struct str text;
	for (int i = 0; i < FILES; i++) {
		str_init(&text, TEXT_MAX);
		str_addz(&text, "before");
		if (!store_packs_read(packs, &blobs[i], &text))
			assert_string_equal(text.at, "before");
		str_release(&text);
	}
	store_packs_close(packs);
}

/* As after a restore that mixed two backups. */
static void an_index_of_another_pack_is_none(void **state)
{
	struct world *w = *state;
	run(w, many_files);
	run(w, "cd r; git -c pack.depth=0 repack -qadf; mkdir ../d; cp .git/objects/pack/*.idx ../d/p.idx\n"
	       "git commit -q --allow-empty -m second; git -c pack.depth=0 repack -qadf; cp .git/objects/pack/*.pack ../d/p.pack");
	struct store *store = open_store(w, "r");
	struct store_id blob = blob_of(w, store, 0);
	struct store_packs *packs = store_packs_open(in(w, "d"));
	struct str text;
	str_init(&text, TEXT_MAX);
	assert_false(store_packs_read(packs, &blob, &text));
	str_release(&text);
	store_packs_close(packs);
	store_close(store);
}

static void survive_damage(struct world *w, const char *repack)
{
	struct store_id blobs[FILES];
	const char *const paths[] = {in(w, "d/p.idx"), in(w, "d/p.pack")};
	run(w, many_files);
	run(w, repack);
	run(w, "cd r; mkdir ../d; cp .git/objects/pack/*.idx ../d/p.idx; cp .git/objects/pack/*.pack ../d/p.pack; chmod u+w ../d/*");
	struct store *store = open_store(w, "r");
	for (int i = 0; i < FILES; i++)
		blobs[i] = blob_of(w, store, i);
	store_close(store);
	for (size_t f = 0; f < ARRAY_LEN(paths); f++) {
		size_t n, step;
		char *bytes = read_bytes(paths[f], &n);
		step = n / 500 + 1;
		for (size_t at = 0; at < n; at += at < 1100 ? 3 : step) {
			bytes[at] = (char)~bytes[at];
			write_bytes(paths[f], bytes, n);
			ask_all(in(w, "d"), blobs);
			bytes[at] = (char)~bytes[at];
			write_bytes(paths[f], bytes, at);
			ask_all(in(w, "d"), blobs);
		}
		write_bytes(paths[f], bytes, n);
		free(bytes);
	}
}

static void damaged_packs_are_survived(void **state)
{
	survive_damage(*state, "cd r; git -c pack.depth=0 repack -qadf");
}

static void damaged_deltas_are_survived(void **state)
{
	survive_damage(*state, "cd r; git repack -qadf --depth=50 --window=50");
}

static void damaged_names_of_bases_are_survived(void **state)
{
	survive_damage(*state, "cd r; git -c repack.useDeltaBaseOffset=false repack -qadf --depth=50 --window=50");
}

enum { IDS = 8 + 256 * 4, ID = 20 };

/* Where the index has the offset of an object. */
static char *offset_in(char *index, const struct store_id *id)
{
	size_t count = (unsigned char)index[IDS - 1], i = 0;
	while (i < count && memcmp(index + IDS + ID * i, id->raw, ID) != 0)
		i++;
	assert_in_range(i, 0, count - 1);
	return index + IDS + (ID + 4) * count + 4 * i;
}

static bool is_read(struct world *w, const struct store_id *blob)
{
	struct store_packs *packs = store_packs_open(in(w, "d"));
	struct str text;
	str_init(&text, TEXT_MAX);
	str_addz(&text, "before");
	bool read = store_packs_read(packs, blob, &text);
	if (!read)
		assert_string_equal(text.at, "before");
	str_release(&text);
	store_packs_close(packs);
	return read;
}

/* Of two files one is told from the other, by its id; that is made its own id, nobody's, and one at the pack's begin. */
static void bases_that_cannot_be_are_refused(void **state)
{
	struct world *w = *state;
	struct store_id blobs[2], told, base, nobody = {{7}};
	size_t n, ni;
	run(w, "git init -q -b main r; cd r; seq 1 400 >0; sed 's/^200$/two hundred/' 0 >1; git add .; git commit -qm first\n"
	       "git -c repack.useDeltaBaseOffset=false repack -qadf\n"
	       "mkdir ../d; cp .git/objects/pack/*.idx ../d/p.idx; cp .git/objects/pack/*.pack ../d/p.pack; chmod u+w ../d/*");
	struct store *store = open_store(w, "r");
	blobs[0] = blob_of(w, store, 0);
	blobs[1] = blob_of(w, store, 1);
	store_close(store);
	const char *pack_path = in(w, "d/p.pack"), *index_path = in(w, "d/p.idx");
	char *pack = read_bytes(pack_path, &n), *index = read_bytes(index_path, &ni);
	base = blobs[memmem(pack, n, blobs[0].raw, ID) ? 0 : 1];
	told = blobs[memmem(pack, n, blobs[0].raw, ID) ? 1 : 0];
	char *named = memmem(pack, n, base.raw, ID);
	assert_non_null(named);
	assert_true(is_read(w, &told));
	memcpy(named, told.raw, ID);
	write_bytes(pack_path, pack, n);
	assert_false(is_read(w, &told));
	memcpy(named, nobody.raw, ID);
	write_bytes(pack_path, pack, n);
	assert_false(is_read(w, &told));
	memcpy(named, base.raw, ID);
	write_bytes(pack_path, pack, n);
	assert_true(is_read(w, &told));
	memset(offset_in(index, &base), 0, 4);
	write_bytes(index_path, index, ni);
	assert_false(is_read(w, &told));
	free(index);
	free(pack);
}

/* Of 400 versions each is told from the one before, and the later ones are too large to be remembered. */
static int read_versions(struct world *w, struct store *store, bool backward)
{
	struct store_packs *packs = store_packs_open(in(w, "r/.git/objects/pack"));
	int found = 0;
	for (int i = 0; i < 400; i++) {
		struct store_id blob = blob_of(w, store, backward ? 399 - i : i);
		struct str fast, slow;
		struct err err = {0};
		str_init(&fast, TEXT_MAX);
		str_init(&slow, TEXT_MAX);
		assert_int_equal(store_read(store, &blob, &slow, &err), 0);
		if (store_packs_read(packs, &blob, &fast)) {
			found++;
			assert_string_equal(fast.at, slow.at);
		}
		str_release(&fast);
		str_release(&slow);
	}
	store_packs_close(packs);
	return found;
}

static void chains_end(void **state)
{
	struct world *w = *state;
	run(w, "git init -q -b main r; cd r; seq 1 3000 >f\n"
	       "{ for i in $(seq 0 399); do echo line $i of many >>f; printf 'blob\nmark :%d\ndata %d\n' $((i + 1)) $(wc -c <f); cat f; done\n"
	       "printf 'commit refs/heads/main\ncommitter a <a@b> 1 +0000\ndata 1\na\n'\n"
	       "for i in $(seq 0 399); do echo M 100644 :$((i + 1)) $i; done; } | git fast-import --quiet --depth=4000");
	assert_string_equal(shell(w, "cd r; git verify-pack -v .git/objects/pack/*.idx | awk '$2==\"blob\" && $6>m { m=$6 } END { print m }'"), "399\n");
	struct store *store = open_store(w, "r");
	assert_int_equal(read_versions(w, store, false), 400);
	assert_int_equal(read_versions(w, store, true), 256);
	store_close(store);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	    IN_WORLD(whole_files_are_read),         IN_WORLD(two_packs_are_read),
	    IN_WORLD(large_offsets_are_read),       IN_WORLD(what_is_too_large_is_left_alone),
	    IN_WORLD(what_is_no_file_is_left_alone), IN_WORLD(damaged_packs_are_survived),
	    IN_WORLD(an_index_of_another_pack_is_none), IN_WORLD(deltas_are_read),
	    IN_WORLD(bases_that_cannot_be_are_refused), IN_WORLD(chains_end),
	    IN_WORLD(damaged_deltas_are_survived),  IN_WORLD(damaged_names_of_bases_are_survived),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
