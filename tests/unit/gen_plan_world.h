/* gen_plan_world.h: for the tests of plans. A catalogue, files put into it and dropped, and the keys that come of it. */
#ifndef STOA_TESTS_GEN_PLAN_WORLD_H
#define STOA_TESTS_GEN_PLAN_WORLD_H

#include "gen/plan/plan.h"

#include <setjmp.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
	char path[64];
	struct catalogue *cat;
	struct config conf;
	struct arena arena;
	struct plan plan;
	struct err err;
	unsigned char serial; /* makes every blob another one */
};

static inline int set_up(void **state)
{
	struct fixture *f = base_alloc(1, sizeof(*f));
	arena_init(&f->arena);
	f->conf.topic_posts = 5;
	f->conf.forum_chunk = 3;
	f->conf.list_items = 2;
	snprintf(f->path, sizeof(f->path), "/tmp/stoa-plan-%ld.db", (long)getpid());
	*state = f;
	return catalogue_open(&f->cat, f->path, CATALOGUE_FRESH, &f->err) || catalogue_index(f->cat, &f->err) ? -1 : 0;
}

static inline int tear_down(void **state)
{
	struct fixture *f = *state;
	catalogue_close(f->cat);
	catalogue_remove(f->path);
	arena_release(&f->arena);
	free(f);
	return 0;
}

static inline void begin(struct fixture *f)
{
	assert_int_equal(catalogue_begin(f->cat, &f->err), 0);
	plan_init(&f->plan, f->cat, &f->conf, false);
}

/* Keys of the plan as one text: "forum:help forums: topic:…#1 " */
static inline const char *finish(struct fixture *f)
{
	struct catalogue_outputs pending;
	struct str text;
	assert_int_equal(plan_finish(&f->plan, &f->err), 0);
	plan_release(&f->plan);
	assert_int_equal(catalogue_pending(f->cat, &f->arena, &pending, &f->err), 0);
	str_init(&text, 100000);
	for (size_t i = 0; i < pending.len; i++) {
		str_addf(&text, "%s", pending.at[i].key);
		if (pending.at[i].part)
			str_addf(&text, "#%lld", (long long)pending.at[i].part);
		str_addc(&text, ' ');
	}
	assert_int_equal(catalogue_pending_clear(f->cat, &f->err), 0);
	assert_int_equal(catalogue_commit(f->cat, &f->err), 0);
	const char *keys = arena_dupn(&f->arena, text.at, text.len);
	str_release(&text);
	return keys;
}

static inline struct page_place place_of(struct fixture *f, const char *path)
{
	struct page_place place;
	assert_int_equal(page_locate(path, &f->arena, &place, &f->err), 0);
	return place;
}

static inline void put(struct fixture *f, const char *path, struct catalogue_page page)
{
	struct page_place place = place_of(f, path);
	struct row row = {.kind = place.kind, .parent = "", .page = page};
	row.page.stem = place.stem;
	row.page.path = place.path;
	row.page.url = place.url;
	row.page.kind = row.page.live = place.kind;
	row.page.forum = place.kind == PAGE_FORUM ? place.name : place.forum;
	row.page.series = place.series;
	row.page.ym = place.year * 100 + place.month;
	row.page.active = page.date;
	row.page.blob.raw[0] = ++f->serial;
	const char **texts[] = {&row.page.title,       &row.page.excerpt,   &row.page.author, &row.page.guest,
	                        &row.page.tags,        &row.page.mentions,  &row.page.link,   &row.page.licence,
	                        &row.page.location,    &row.page.zone,      &row.page.avatar, &row.page.answer,
	                        &row.page.last_author, &row.page.last_guest, &row.page.answerer};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		*texts[i] = *texts[i] ? *texts[i] : "";
	assert_int_equal(plan_row(&f->plan, &place, &row, &f->err), 0);
}

static inline void put_reply(struct fixture *f, const char *stem, int n, const char *author, const char *mentions)
{
	struct page_place place = place_of(f, arena_printf(&f->arena, "%s/20261101-0000%02d-aaaaaa.md", stem, n));
	struct row row = {.kind = PAGE_REPLY, .parent = place.parent};
	row.post = (struct catalogue_post){
	    .name = place.name, .author = author, .guest = "", .mentions = mentions, .date = 1000 + n};
	row.post.blob.raw[0] = ++f->serial;
	assert_int_equal(plan_row(&f->plan, &place, &row, &f->err), 0);
}

static inline void drop(struct fixture *f, const char *path)
{
	struct page_place place = place_of(f, path);
	assert_int_equal(plan_row(&f->plan, &place, NULL, &f->err), 0);
}

#define A "forums/help/2026/11/a"

static inline void fill(struct fixture *f)
{
	char path[64];
	begin(f);
	put(f, "forums/help/index.md", (struct catalogue_page){.title = "Help"});
	put(f, A "/index.md", (struct catalogue_page){.title = "A", .author = "ann", .tags = "wood\n", .date = 500});
	for (int i = 0; i < 7; i++) {
		snprintf(path, sizeof(path), "forums/help/2026/11/t%d/index.md", i);
		put(f, path, (struct catalogue_page){.title = "T", .author = "ann", .date = 600 + i});
	}
	put_reply(f, A, 1, "bob", "");
	finish(f);
}

#endif
