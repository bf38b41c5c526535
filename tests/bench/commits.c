/*
 * What a submission costs libgit2 alone, with its own fsyncs on: a blob, the trees above it, a commit and a ref, one
 * client. Prints the median and the worst in milliseconds.
 *
 *     commits REPOSITORY TOPIC-FOLDER
 */
#define _GNU_SOURCE
#include <git2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { COUNT = 100 };

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void need(int rc)
{
	if (!rc)
		return;
	fprintf(stderr, "commits: %s\n", git_error_last() ? git_error_last()->message : "failed");
	exit(1);
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void commit_one(git_repository *repo, const char *folder, int i)
{
	static const char text[] = "---\nauthor: guest\nname: Rosa\ndate: 2026-11-22T12:00:00Z\n---\nA reply of usual length.\n";
	git_reference *main_ref;
	git_commit *parent;
	git_tree *tree, *grown;
	git_signature *who;
	git_oid blob, root, commit;
	char path[512], ref[64];
	need(git_reference_lookup(&main_ref, repo, "refs/heads/main"));
	need(git_commit_lookup(&parent, repo, git_reference_target(main_ref)));
	need(git_commit_tree(&tree, parent));
	snprintf(path, sizeof(path), "%s/20261122-12%02d%02d-aaaaaa.md", folder, i / 60, i % 60);
	need(git_blob_create_from_buffer(&blob, repo, text, sizeof(text) - 1));
	git_tree_update update = {GIT_TREE_UPDATE_UPSERT, blob, GIT_FILEMODE_BLOB, path};
	need(git_tree_create_updated(&root, repo, tree, 1, &update));
	need(git_tree_lookup(&grown, repo, &root));
	need(git_signature_new(&who, "guest", "guest@users.localhost", 1795262400 + i, 0));
	need(git_commit_create(&commit, repo, NULL, who, who, NULL, "reply: a topic\n", grown, 1, (const git_commit *[]){parent}));
	snprintf(ref, sizeof(ref), "refs/bench/%d", i);
	git_reference *made;
	need(git_reference_create(&made, repo, ref, &commit, 1, "bench"));
	git_reference_free(made);
	git_signature_free(who);
	git_tree_free(grown);
	git_tree_free(tree);
	git_commit_free(parent);
	git_reference_free(main_ref);
}

int main(int argc, char **argv)
{
	git_repository *repo;
	double times[COUNT];
	if (argc != 3)
		return 2;
	git_libgit2_init();
	git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
	need(git_repository_open(&repo, argv[1]));
	for (int i = 0; i < COUNT; i++) {
		double start = now();
		commit_one(repo, argv[2], i);
		times[i] = now() - start;
	}
	qsort(times, COUNT, sizeof(*times), by_size);
	printf("the same commits by libgit2 alone, its fsyncs on: median %.2f ms, worst %.2f ms, %.0f a second from one client\n",
	       times[COUNT / 2], times[COUNT - 1], 1000 / times[COUNT / 2]);
	git_repository_free(repo);
	git_libgit2_shutdown();
	return 0;
}
