/* The manual pages name every row of the tables that they document. */
#include "core/page/page.h"
#include "core/site/config.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* "*key*" begins a line of the page. */
static void assert_documented(const struct str *manual, const char *file, const char *key)
{
	struct str line;
	str_init(&line, 200);
	str_addf(&line, "\n*%s*", key);
	if (!strstr(manual->at, line.at))
		fail_msg("%s does not document %s", file, key);
	str_release(&line);
}

static void read_manual(struct str *manual, const char *file)
{
	struct err err = {0};
	str_init(manual, 1 << 20);
	if (str_read_file(manual, file, &err))
		fail_msg("%s", err.msg);
}

static void every_setting_is_in_the_manual(void **state)
{
	(void)state;
	static const char file[] = "doc/site.conf.5.scd";
	struct str manual;
	struct arena arena;
	struct config conf;
	struct err err = {0};
	arena_init(&arena);
	read_manual(&manual, file);
	assert_int_equal(config_load(&conf, &arena, NULL, &err), 0);
	for (size_t i = 0; i < config_count(); i++)
		assert_documented(&manual, file, config_describe(&conf, i, &arena).key);
	config_release(&conf);
	str_release(&manual);
	arena_release(&arena);
}

static void every_front_matter_key_is_in_the_manual(void **state)
{
	(void)state;
	static const char file[] = "doc/stoa-content.5.scd";
	struct str manual;
	read_manual(&manual, file);
	for (size_t i = 0; i < page_field_count(); i++)
		assert_documented(&manual, file, page_field(i).key);
	str_release(&manual);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_setting_is_in_the_manual),
		cmocka_unit_test(every_front_matter_key_is_in_the_manual),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
