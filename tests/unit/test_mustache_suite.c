/*
 * The public Mustache suite, rendered through a get() over its JSON data. Skipped by design: the
 * optional module ~lambdas (data that returns templates; our computed values return text).
 */
#include "core/words/mustache.h"

#include <jansson.h>
#include <setjmp.h>

#include <cmocka.h>

static const char *const modules[] = {
    "comments", "delimiters", "interpolation", "inverted", "partials", "sections", "~dynamic-names", "~inheritance",
};

/* JSON as an array of itself, so that lists have a stride. */
struct node {
	const json_t *json;
	const char *key;
	char number[32];
	struct node *children;
	size_t n;
};

static bool node_get(const void *object, const char *name, size_t n, struct mustache_value *value);

static const struct mustache_type node_type = {.name = "json", .size = sizeof(struct node), .get = node_get};

static void node_value(const struct node *node, struct mustache_value *value)
{
	*value = (struct mustache_value){.kind = MUSTACHE_TEXT, .type = &node_type};
	switch (json_typeof(node->json)) {
	case JSON_OBJECT:
		value->kind = MUSTACHE_ONE;
		value->as.object = node;
		break;
	case JSON_ARRAY:
		value->kind = MUSTACHE_LIST;
		value->as.list = (struct mustache_list){.at = node->children, .len = node->n};
		break;
	case JSON_STRING:
		value->as.text = json_string_value(node->json);
		break;
	case JSON_INTEGER:
		value->kind = MUSTACHE_INT;
		value->as.number = json_integer_value(node->json);
		break;
	case JSON_REAL:
		value->as.text = node->number;
		break;
	case JSON_NULL:
		break;
	default:
		value->kind = MUSTACHE_BOOL;
		value->as.truth = json_is_true(node->json);
	}
}

static bool node_get(const void *object, const char *name, size_t n, struct mustache_value *value)
{
	const struct node *node = object;
	if (n == 1 && name[0] == '.') {
		node_value(node, value);
		return true;
	}
	for (size_t i = 0; json_is_object(node->json) && i < node->n; i++)
		if (strlen(node->children[i].key) == n && !memcmp(node->children[i].key, name, n)) {
			node_value(&node->children[i], value);
			return true;
		}
	return false;
}

static void node_fill(struct node *node, json_t *json, const char *key)
{
	const char *name;
	json_t *child;
	size_t i = 0;
	node->json = json;
	node->key = key;
	node->n = json_is_object(json) ? json_object_size(json) : json_array_size(json);
	node->children = base_alloc(node->n + 1, sizeof(*node));
	if (json_is_real(json))
		snprintf(node->number, sizeof(node->number), "%.15g", json_real_value(json));
	if (json_is_array(json))
		json_array_foreach(json, i, child) node_fill(&node->children[i], child, "");
	json_object_foreach(json, name, child) node_fill(&node->children[i++], child, name);
}

static void node_release(struct node *node)
{
	for (size_t i = 0; i < node->n; i++)
		node_release(&node->children[i]);
	free(node->children);
}

/* self is one test of the suite. */
static int load(void *self, const char *name, struct str *src, struct err *err)
{
	const json_t *test = self;
	const json_t *text = !strcmp(name, "(test)") ? json_object_get(test, "template")
	                                             : json_object_get(json_object_get(test, "partials"), name);
	if (!text)
		return err_set(err, ERR_NOTFOUND, "no such template");
	str_addz(src, json_string_value(text));
	return 0;
}

static bool run_case(const char *module, json_t *test)
{
	struct mustache_options options = {.load = load, .self = test, .allow_raw = true};
	struct err err = {0};
	struct node data = {0};
	struct mustache *set;
	struct str out;
	str_init(&out, 65536);
	node_fill(&data, json_object_get(test, "data"), "");
	struct mustache_scope scope = {.type = &node_type, .object = &data};
	int rc = mustache_open(&set, &options, &err);
	assert_int_equal(rc, 0);
	rc = mustache_render(set, "(test)", &scope, &out, &err);
	const char *want = json_string_value(json_object_get(test, "expected"));
	bool ok = !rc && !strcmp(out.at, want);
	if (!ok)
		print_error("%s: %s\n  want %s\n  got  %s\n  %s\n", module,
		            json_string_value(json_object_get(test, "name")), want, out.at, err.msg);
	mustache_close(set);
	node_release(&data);
	str_release(&out);
	return ok;
}

static const char *suites(void)
{
	const char *path = getenv("STOA_SUITES");
	return path && *path ? path : "../shared/suites";
}

static void public_suite(void **state)
{
	(void)state;
	size_t ran = 0, failed = 0, i;
	for (size_t m = 0; m < ARRAY_LEN(modules); m++) {
		char path[4096];
		json_error_t why;
		json_t *test;
		snprintf(path, sizeof(path), "%s/mustache/specs/%s.json", suites(), modules[m]);
		json_t *root = json_load_file(path, 0, &why);
		if (!root) {
			print_message("SKIPPED: public Mustache suite: %s: %s\n", path, why.text);
			skip();
		}
		json_array_foreach(json_object_get(root, "tests"), i, test)
		{
			failed += !run_case(modules[m], test);
			ran++;
		}
		json_decref(root);
	}
	print_message("public Mustache suite: %zu cases ran, %zu failed; module ~lambdas skipped by design\n", ran,
	              failed);
	assert_int_equal(failed, 0);
	assert_true(ran > 150);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(public_suite)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
