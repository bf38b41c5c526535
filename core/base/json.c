#include "json.h"

#include <jansson.h>

static json_t *value_of(const struct json_member *member)
{
	if (member->is_number)
		return json_integer(member->number);
	if (member->json)
		return json_loads(member->json, JSON_DECODE_ANY, NULL);
	return member->text ? json_string(member->text) : json_null();
}

static int add(const char *bytes, size_t n, void *out)
{
	str_add(out, bytes, n);
	return 0;
}

void json_put(struct str *out, const struct json_member *members, size_t n)
{
	json_t *object = json_object();
	for (size_t i = 0; i < n; i++) {
		json_t *value = value_of(&members[i]);
		json_object_set_new(object, members[i].name, value ? value : json_null());
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
