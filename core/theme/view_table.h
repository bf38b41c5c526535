/*
 * view_table.h: macros with which view.c, view_learn.c and view_write.c write the tables of view.h. A row whose
 * kind does not fit the C type of its field does not compile. It refuses to be included elsewhere.
 */
#ifndef STOA_VIEW_TABLE_H
#define STOA_VIEW_TABLE_H

#include "view.h"

/* The kind, but only if the field has the C type that goes with it. */
#define VIEW_KIND(owner, field, ctype, value)                                                                          \
	((enum mustache_kind)((value) + 0 * sizeof(char[_Generic(((struct view_##owner *)0)->field, ctype : 1)])))

#define VIEW_ROW(owner, field, ctype, value, types, text)                                                              \
	{                                                                                                              \
		.name = #field, .kind = VIEW_KIND(owner, field, ctype, value),                                         \
		.offset = offsetof(struct view_##owner, field), .type = types, .help = text                            \
	}

#define TEXT(owner, field, help) VIEW_ROW(owner, field, const char *, MUSTACHE_TEXT, NULL, help)
#define HTML(owner, field, help) VIEW_ROW(owner, field, struct html, MUSTACHE_HTML, NULL, help)
#define BOOL(owner, field, help) VIEW_ROW(owner, field, bool, MUSTACHE_BOOL, NULL, help)
#define INT(owner, field, help) VIEW_ROW(owner, field, int64_t, MUSTACHE_INT, NULL, help)
#define ONE(owner, field, of, help)                                                                                    \
	VIEW_ROW(owner, field, const struct view_##of *, MUSTACHE_ONE, &view_##of##_type, help)
#define INLINE(owner, field, of, help)                                                                                 \
	VIEW_ROW(owner, field, struct view_##of, MUSTACHE_INLINE, &view_##of##_type, help)
/* A list and has_<list>, its length: Mustache alone cannot say "once, if there are any". */
#define LIST(owner, field, of, text)                                                                                   \
	VIEW_ROW(owner, field, struct mustache_list, MUSTACHE_LIST, &view_##of##_type, text),                          \
	{                                                                                                              \
		.name = "has_" #field, .kind = MUSTACHE_INT,                                                           \
		.offset = offsetof(struct view_##owner, field) + offsetof(struct mustache_list, len),                  \
		.help = "How many " #field " there are."                                                               \
	}
_Static_assert(sizeof(size_t) == sizeof(int64_t), "has_<list> reads a length as the integer of a view");
#define CALL(owner, field, help) VIEW_ROW(owner, field, struct mustache_call, MUSTACHE_CALL, NULL, help)

/* Closes a table that `static const struct mustache_field x_fields[]` has opened. */
#define VIEW_TYPE(owner)                                                                                               \
	const struct mustache_type view_##owner##_type = {.name = #owner,                                              \
	                                                  .fields = owner##_fields,                                    \
	                                                  .nfields = ARRAY_LEN(owner##_fields),                        \
	                                                  .size = sizeof(struct view_##owner)}

#endif
