/* act_world.h: for the tests of acts. A community with its queue, an act planned, and one that must succeed or be refused. */
#ifndef STOA_TESTS_ACT_WORLD_H
#define STOA_TESTS_ACT_WORLD_H

#include "git_world.h"

#include "core/act/act.h"
#include "core/text/crypto.h"

#define T "forums/help/2026/11/stairs"
#define R1 "20261101-110000-aaaaaa"
#define R2 "20261101-120000-bbbbbb"
#define R3 "20261101-130000-cccccc"
#define IDEA "forums/ideas/2026/11/lift"

static struct config conf;
static struct queue *queue;
static int serial;

static const struct store_edit community[] = {
    PUT("index.md", "---\ntitle: House\n---\nHome\n"),
    PUT("forums/help/index.md", "---\ntitle: Help\nkind: questions\n---\nAsk.\n"),
    PUT("forums/talk/index.md", "---\ntitle: Talk\nkind: discussion\n---\nTalk.\n"),
    PUT("forums/ideas/index.md", "---\ntitle: Ideas\nkind: ideas\n---\nTell.\n"),
    PUT("members/mo/mod.md", "---\nname: Mod\nrole: moderator\n---\n"),
    PUT("members/mo/mod2.md", "---\nname: Mod two\nrole: moderator\n---\n"),
    PUT("members/ro/root.md", "---\nname: Root\nrole: admin\n---\n"),
    PUT("members/st/stef.md", "---\nname: Stef\nrole: staff\n---\n"),
    PUT("members/an/anna.md", "---\n# her own words\nname: \"Anna\"\n---\nHello.\n"),
    PUT("members/be/bert.md", "---\nname: Bert\n---\nHello.\n"),
    PUT(T "/index.md", "---\ndate: 2026-11-01T10:00:00Z   # when\nauthor: anna\ntags:\n  - wood\n  - steps\ntitle: 'The stairs'\n---\n\nThey *creak*.  \n"),
    PUT(T "/" R1 ".md", "---\nauthor: bert\ndate: 2026-11-01T11:00:00Z\n---\nOil.\n"),
    PUT(T "/" R2 ".md", "---\nauthor: anna\ndate: 2026-11-01T12:00:00Z\nreply-to: " R1 "\n---\nSee ![](oil.png)\n"),
    PUT(T "/" R3 ".md", "---\nauthor: bert\ndate: 2026-11-01T13:00:00Z\nreply-to: " R2 "\n---\nThanks.\n"),
    PUT(T "/oil.png", "\x89PNG\0oil"),
    PUT(T "/votes/bert", "up\nreact heart\nreact like " R1 "\nreact thanks " R2 "\nreact laugh " R3 "\n"),
    PUT("forums/help/2026/10/floor/index.md", "---\ntitle: Floor\nauthor: bert\ndate: 2026-10-01T10:00:00Z\n---\nWet.\n"),
    PUT("forums/help/2026/10/floor/votes/bert", "react heart\n"),
    PUT(IDEA "/index.md", "---\ntitle: A lift\nauthor: bert\ndate: 2026-11-02T10:00:00Z\n---\nUp.\n"),
};

static inline void open_up(struct world *w)
{
	struct err err = {0};
	struct store_id id;
	struct queue_submission first = {.author = "stoa", .summary = "begin", .edits = community, .nedits = ARRAY_LEN(community), .now = WHEN};
	assert_int_equal(crypto_init(&err), 0);
	assert_int_equal(config_load(&conf, &w->arena, NULL, &err), 0);
	assert_int_equal(store_create(at(w, "content.git"), NULL, &err), 0);
	assert_int_equal(store_create(at(w, "queue.git"), at(w, "content.git"), &err), 0);
	queue = open_queue(w);
	if (queue_publish(queue, &first, &id, &err))
		fail_msg("%s", err.msg);
	serial = 0;
}

static inline void shut(void)
{
	queue_close(queue);
	config_release(&conf);
}

static inline const char *file(struct world *w, const char *path)
{
	return shell(w, arena_printf(&w->arena, "git -C content.git show main:%s 2>/dev/null || echo none", path));
}

static inline struct act plan(struct world *w, const char *name, const char *target, const char *by)
{
	return (struct act){.name = name,
	                    .target = target,
	                    .by = by,
	                    .reason = "It creaks.",
	                    .rule = "2. Be quiet",
	                    .to = "",
	                    .id = arena_printf(&w->arena, "20261122-1000%02d-abcdef", serial++ % 60),
	                    .now = WHEN + 100 + serial};
}

static inline int apply(struct world *w, const struct act *act, struct act_done *done, struct err *err)
{
	struct act_desk desk = {queue, &conf, &w->arena};
	return act_apply(&desk, act, done, err);
}

static inline struct act_done must(struct world *w, const struct act *act)
{
	struct err err = {0};
	struct act_done done;
	if (apply(w, act, &done, &err))
		fail_msg("%s %s: %s", act->name, act->target, err.msg);
	return done;
}

static inline void refused(struct world *w, const struct act *act, enum err_code code)
{
	struct err err = {0};
	struct act_done done;
	const char *before = shell(w, "git -C content.git rev-parse main");
	assert_int_equal(apply(w, act, &done, &err), -1);
	if (err.code != code)
		fail_msg("%s %s by %s: %d %s", act->name, act->target, act->by, err.code, err.msg);
	assert_string_equal(shell(w, "git -C content.git rev-parse main"), before);
}

#endif
