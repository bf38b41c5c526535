/* The first line of the input is the Content-Type, the rest the body. */
#include "cgi/wire/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const struct form_limits limits = {.fields_max = 20, .name_max = 200};
	struct arena arena;
	struct form form;
	struct err err = {0};
	const uint8_t *end = n ? memchr(data, '\n', n) : NULL;
	if (!end)
		return 0;
	arena_init(&arena);
	const char *type = arena_dupn(&arena, (const char *)data, (size_t)(end - data));
	size_t len = n - (size_t)(end + 1 - data);
	/* An exact copy, so that a byte read past the end is seen. */
	char *body = base_alloc(len ? len : 1, 1);
	memcpy(body, end + 1, len);
	int rc = form_parse(type, body, len, &limits, &arena, &form, &err);
	if (rc ? err.code != ERR_INPUT && err.code != ERR_LIMIT : form.len > limits.fields_max)
		abort();
	for (size_t i = 0; i < form.len; i++) {
		const struct form_field *field = &form.fields[i];
		if (field->len > len || field->value[field->len] || (!field->filename && strlen(field->value) != field->len))
			abort();
	}
	free(body);
	arena_release(&arena);
	return 0;
}
