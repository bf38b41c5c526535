#include "json.h"

#include <jansson.h>

static int add(const char *bytes, size_t n, void *out)
{
	str_add(out, bytes, n);
	return 0;
}

void json_put(struct str *out, const struct json_member *members, size_t n)
{
	json_t *object = json_object();
	for (size_t i = 0; i < n; i++) {
		const struct json_member *m = &members[i];
		json_t *value = m->is_number ? json_integer(m->number) : m->text ? json_string(m->text) : json_null();
		json_object_set_new(object, m->name, value ? value : json_null());
	}
	json_dump_callback(object, add, out, JSON_COMPACT);
	json_decref(object);
}

void json_put_text(struct str *out, const char *text, size_t n)
{
	json_t *value = json_stringn(text, n);
	if (value)
		json_dump_callback(value, add, out, JSON_ENCODE_ANY);
	else
		str_addz(out, "null");
	json_decref(value);
}
