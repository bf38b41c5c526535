#include "core/page/page.h"

#include <setjmp.h>

#include <cmocka.h>

static struct arena arena;
static struct page_place place;
static struct err err;

static int setup(void **state)
{
	(void)state;
	arena_init(&arena);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static const struct {
	const char *path;
	enum page_kind kind;
	const char *url, *parent, *stem, *name;
} good[] = {
    {"index.md", PAGE_HOME, "/", "", "index", "index"},
    {"index/logo.png", PAGE_ATTACHMENT, "/index/logo.png", "index", "index/logo.png", "logo.png"},
    {"pages/v1.2.md", PAGE_PLAIN, "/v1.2/", "", "pages/v1.2", "v1.2"},
    {"rules.md", PAGE_RULES, "/rules/", "", "rules", "rules"},
    {"pages/about.md", PAGE_PLAIN, "/about/", "", "pages/about", "about"},
    {"pages/about/index.md", PAGE_PLAIN, "/about/", "", "pages/about", "about"},
    {"pages/about/Photo.JPG", PAGE_ATTACHMENT, "/about/Photo.JPG", "pages/about", "pages/about/Photo.JPG", "Photo.JPG"},
    {"forums/help/index.md", PAGE_FORUM, "/forums/help/", "", "forums/help", "help"},
    {"forums/help/logo.svg", PAGE_ATTACHMENT, "/forums/help/logo.svg", "forums/help", "forums/help/logo.svg",
     "logo.svg"},
    {"forums/help/2026/11/a/index.md", PAGE_TOPIC, "/forums/help/2026/11/a/", "", "forums/help/2026/11/a", "a"},
    {"forums/help/2026/11/a/20261122-170000-abc234.md", PAGE_REPLY, "/forums/help/2026/11/a/#20261122-170000-abc234",
     "forums/help/2026/11/a", "forums/help/2026/11/a/20261122-170000-abc234", "20261122-170000-abc234"},
    {"forums/help/2026/11/a/x.png", PAGE_ATTACHMENT, "/forums/help/2026/11/a/x.png", "forums/help/2026/11/a",
     "forums/help/2026/11/a/x.png", "x.png"},
    {"forums/help/2026/11/a/votes/ada", PAGE_VOTES, "/forums/help/2026/11/a/", "forums/help/2026/11/a",
     "forums/help/2026/11/a/votes/ada", "ada"},
    {"tutorials/css/index.md", PAGE_SERIES, "/tutorials/css/", "", "tutorials/css", "css"},
    {"tutorials/css/01-box.md", PAGE_LESSON, "/tutorials/css/01-box/", "", "tutorials/css/01-box", "01-box"},
    {"tutorials/css/01-box/index.md", PAGE_LESSON, "/tutorials/css/01-box/", "", "tutorials/css/01-box", "01-box"},
    {"tutorials/css/01-box/a.png", PAGE_ATTACHMENT, "/tutorials/css/01-box/a.png", "tutorials/css/01-box",
     "tutorials/css/01-box/a.png", "a.png"},
    {"tutorials/css/a.png", PAGE_ATTACHMENT, "/tutorials/css/a.png", "tutorials/css", "tutorials/css/a.png", "a.png"},
    {"tutorials/css/20261122-170000-abc234.md", PAGE_REPLY, "/tutorials/css/#20261122-170000-abc234", "tutorials/css",
     "tutorials/css/20261122-170000-abc234", "20261122-170000-abc234"},
    {"tutorials/css/01-box/20261122-170000-abc234.md", PAGE_REPLY, "/tutorials/css/01-box/#20261122-170000-abc234",
     "tutorials/css/01-box", "tutorials/css/01-box/20261122-170000-abc234", "20261122-170000-abc234"},
    {"resources/git.md", PAGE_RESOURCE, "/resources/git/", "", "resources/git", "git"},
    {"resources/git/tool.zip", PAGE_ATTACHMENT, "/resources/git/tool.zip", "resources/git", "resources/git/tool.zip",
     "tool.zip"},
    {"resources/git/votes/ada", PAGE_VOTES, "/resources/git/", "resources/git", "resources/git/votes/ada", "ada"},
    {"events/2026/meet.md", PAGE_EVENT, "/events/2026/meet/", "", "events/2026/meet", "meet"},
    {"events/2026/meet/20261122-170000-abc234.md", PAGE_REPLY, "/events/2026/meet/#20261122-170000-abc234",
     "events/2026/meet", "events/2026/meet/20261122-170000-abc234", "20261122-170000-abc234"},
    {"members/ad/ada.md", PAGE_MEMBER, "/members/ad/ada/", "", "members/ad/ada", "ada"},
    {"members/ad/ada/me.png", PAGE_ATTACHMENT, "/members/ad/ada/me.png", "members/ad/ada", "members/ad/ada/me.png",
     "me.png"},
    {"moderation/2026/11/20261122-170000-abc234.md", PAGE_VERDICT, "/moderation/2026/11/20261122-170000-abc234/", "",
     "moderation/2026/11/20261122-170000-abc234", "20261122-170000-abc234"},
    {"README.md", PAGE_NONE, "", "", "", ""},
    {"readme.md", PAGE_NONE, "", "", "", ""},
    {"LICENSE", PAGE_NONE, "", "", "", ""},
    {"tools/a/b/c/d/e/f/g/h/i/j.sh", PAGE_NONE, "", "", "", ""},
    {".github/workflows/check.yml", PAGE_NONE, "", "", "", ""},
    {".gitignore", PAGE_NONE, "", "", "", ""},
};

static void paths_say_what_they_are(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		if (page_locate(good[i].path, &arena, &place, &err))
			fail_msg("%s", err.msg);
		assert_string_equal(page_kind_name(place.kind), page_kind_name(good[i].kind));
		assert_string_equal(place.path, good[i].path);
		assert_string_equal(place.url, good[i].url);
		assert_string_equal(place.parent, good[i].parent);
		assert_string_equal(place.stem, good[i].stem);
		assert_string_equal(place.name, good[i].name);
	}
}

static void parts_of_the_path_are_kept(void **state)
{
	(void)state;
	assert_int_equal(page_locate("forums/help/2026/11/a/index.md", &arena, &place, &err), 0);
	assert_string_equal(place.forum, "help");
	assert_int_equal(place.year, 2026);
	assert_int_equal(place.month, 11);
	assert_int_equal(page_locate("tutorials/css/01-box/index.md", &arena, &place, &err), 0);
	assert_string_equal(place.series, "css");
	assert_string_equal(place.forum, "");
	assert_int_equal(place.year, 0);
	assert_int_equal(page_locate("members/ad/ada.md", &arena, &place, &err), 0);
	assert_string_equal(place.handle, "ada");
}

static const char *const bad[] = {
    "",
    "/index.md",
    "../index.md",
    "pages/../rules.md",
    "pages//a.md",
    "pages/a.md/",
    "pages/.git/config",
    ".git/config",
    ".GIT/config",
    ".gitmodules",
    "git~1/config",
    "pages/.hidden.md",
    "pages/a b.md",
    "pages/\xC3\xA9.md",
    "pages/A.md",
    "pages/a.MD",
    "pages/a.md.md",
    "pages/forums.md",
    "pages/404.html.md",
    "pages/feed.xml/index.md",
    "pages/feed.xml/x.png",
    "tutorials/css/a.png.md",
    "tutorials/css/a.png/index.md",
    "pages/index.md",
    "pages/index/index.md",
    "pages/about",
    "pages/a/b/c.png",
    "pages/about/notes.md",
    "pages/20261122-170000-abc234.md",
    "Pages/a.md",
    "INDEX.md",
    "Index.md",
    "about.md",
    "rules",
    "forums",
    "index.md/x",
    "forums/index.md",
    "forums/help",
    "forums/Help/index.md",
    "forums/help/2026/index.md",
    "forums/help/2026/11/index.md",
    "forums/help/2026/11/a.md",
    "forums/help/26/11/a/index.md",
    "forums/help/2026/13/a/index.md",
    "forums/help/2026/00/a/index.md",
    "forums/help/2026/1/a/index.md",
    "forums/help/20261122-170000-abc234.md",
    "forums/help/2026/11/a/note.md",
    "forums/help/2026/11/a/Index.md",
    "forums/help/2026/11/a/20261322-170000-abc234.md",
    "forums/help/2026/11/a/20261122-170000-ABC234.md",
    "forums/help/2026/11/a/img/x.png",
    "forums/help/2026/11/a/noending",
    "forums/help/2026/11/a/index.html",
    "forums/help/2026/11/a/Feed.XML",
    "forums/help/2026/11/a/votes/Ada",
    "forums/help/2026/11/a/votes/ada/x",
    "forums/help/2026/11/a/b/c/d/e/f/g/h/index.md",
    "forums/help/2026/11/20261122-170000-abc234/index.md",
    "tutorials/css.md",
    "tutorials/css/votes.md",
    "tutorials/css/Box.md",
    "tutorials/css/20261122-170000-abc234/index.md",
    "tutorials/css/20261122-170000-abc234/x.png",
    "resources/20261122-170000-abc234.md",
    "resources/logo.png",
    "events/meet.md",
    "events/2026/pic.png",
    "events/26/meet.md",
    "members/ada.md",
    "members/bo/ada.md",
    "members/AD/ada.md",
    "members/ad/Ada.md",
    "members/ad/ada/20261122-170000-abc234.md",
    "members/gu/guest.md",
    "moderation/2026/11/x.md",
    "moderation/2026/20261122-170000-abc234.md",
};

static void bad_paths_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		err_clear(&err);
		if (!page_locate(bad[i], &arena, &place, &err))
			fail_msg("%s is taken for a %s", bad[i], page_kind_name(place.kind));
		assert_int_equal(err.code, ERR_INPUT);
		assert_int_equal(strncmp(err.msg, bad[i], strlen(bad[i])), 0);
	}
}

static void long_paths_are_refused(void **state)
{
	(void)state;
	char path[600] = "pages/";
	memset(path + 6, 'a', 300);
	memcpy(path + 306, ".md", 4);
	assert_int_equal(page_locate(path, &arena, &place, &err), -1);
	for (size_t i = 7; i < 590; i += 2)
		path[i] = '/';
	assert_int_equal(page_locate(path, &arena, &place, &err), -1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(paths_say_what_they_are),
	    TEST(parts_of_the_path_are_kept),
	    TEST(bad_paths_are_refused),
	    TEST(long_paths_are_refused),
	};
	return cmocka_run_group_tests_name("page_place", tests, NULL, NULL);
}
