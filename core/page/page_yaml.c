#include "page_parts.h"

#include "core/base/vec.h"

#include <yaml.h>

/* One front matter being read: libyaml's parser and the event that it stands on. */
struct source {
	struct page_reader *r;
	int64_t first_line;
	yaml_parser_t parser;
	yaml_event_t event;
};

static int64_t line_of(const struct source *s, const yaml_mark_t *mark)
{
	return s->first_line + (int64_t)mark->line;
}

static int refuse(struct source *s, const char *what)
{
	page_report(s->r, ERR_INPUT, line_of(s, &s->event.start_mark), NULL, "%s", what);
	return -1;
}

/* Moves on to the next event; the one before is gone. */
static int next(struct source *s)
{
	yaml_event_delete(&s->event);
	if (yaml_parser_parse(&s->parser, &s->event))
		return 0;
	const char *problem = s->parser.problem ? s->parser.problem : "cannot be read";
	bool colon = strstr(problem, "mapping values");
	page_report(s->r, ERR_INPUT, line_of(s, &s->parser.problem_mark), NULL, "not valid YAML: %s%s", problem,
		    colon ? " (a value with ': ' in it needs quotes)" : "");
	return -1;
}

/* Anchors and aliases can make a small file huge, tags can change what a value means. */
static int refuse_extras(struct source *s, const yaml_char_t *anchor, const yaml_char_t *tag)
{
	if (anchor)
		return refuse(s, "anchors (&name) are not used here; a value that begins with & needs quotes");
	if (tag)
		return refuse(s, "tags (!name) are not used here; a value that begins with ! needs quotes");
	return 0;
}

static int take_scalar(struct source *s, struct page_value *value)
{
	if (s->event.type == YAML_ALIAS_EVENT)
		return refuse(s, "aliases (*name) are not used here; a value that begins with * needs quotes");
	if (s->event.type == YAML_MAPPING_START_EVENT)
		return refuse(s,
		              "a mapping inside a value; every key stands on a line of its own, without indentation");
	if (s->event.type == YAML_SEQUENCE_START_EVENT)
		return refuse(s, "a list where a single value is wanted");
	if (refuse_extras(s, s->event.data.scalar.anchor, s->event.data.scalar.tag))
		return -1;
	size_t len = s->event.data.scalar.length;
	yaml_scalar_style_t style = s->event.data.scalar.style;
	const char *text = (const char *)s->event.data.scalar.value;
	/* "key: >" folds lines into one, and leaves a newline at its end. */
	if ((style == YAML_FOLDED_SCALAR_STYLE || style == YAML_LITERAL_SCALAR_STYLE) && len && text[len - 1] == '\n')
		len--;
	*value = (struct page_value){
	    .text = arena_dupn(s->r->arena, text, len),
	    .len = len,
	    .plain = style == YAML_PLAIN_SCALAR_STYLE,
	};
	return 0;
}

static int take_list(struct source *s, struct page_value *value)
{
	struct values VEC_OF(struct page_value);
	struct values items = {0};
	int rc = refuse_extras(s, s->event.data.sequence_start.anchor, s->event.data.sequence_start.tag);
	while (!rc && !(rc = next(s)) && s->event.type != YAML_SEQUENCE_END_EVENT)
		rc = take_scalar(s, VEC_PUSH(&items));
	if (!rc) {
		*value = (struct page_value){.list = true, .text = "", .nitems = items.len};
		value->items = arena_alloc(s->r->arena, items.len, sizeof(*items.at));
		if (items.len)
			memcpy(value->items, items.at, items.len * sizeof(*items.at));
	}
	VEC_RELEASE(&items);
	return rc;
}

/* The event stands on a key; afterwards it stands behind its value. */
static int take_pair(struct source *s)
{
	struct page_value key, value;
	int64_t line = line_of(s, &s->event.start_mark);
	if (take_scalar(s, &key) || next(s))
		return -1;
	if (s->event.type == YAML_SEQUENCE_START_EVENT ? take_list(s, &value) : take_scalar(s, &value))
		return -1;
	page_fields_set(s->r, &key, &value, line);
	return next(s);
}

static int take_mapping(struct source *s)
{
	if (s->event.type != YAML_MAPPING_START_EVENT)
		return refuse(s, "front matter is made of lines 'key: value'");
	if (refuse_extras(s, s->event.data.mapping_start.anchor, s->event.data.mapping_start.tag) || next(s))
		return -1;
	while (s->event.type != YAML_MAPPING_END_EVENT) {
		if (take_pair(s))
			return -1;
	}
	return next(s);
}

static int take_document(struct source *s)
{
	if (next(s) || next(s)) /* the stream's start, then the document's */
		return -1;
	if (s->event.type == YAML_STREAM_END_EVENT)
		return 0;
	if (!s->event.data.document_start.implicit)
		return refuse(s, "a YAML directive or a second document; front matter is one block of keys");
	if (next(s) || take_mapping(s) || next(s))
		return -1;
	if (s->event.type != YAML_STREAM_END_EVENT)
		return refuse(s, "a second YAML document; front matter is one block of keys");
	return 0;
}

int page_yaml_read(struct page_reader *r, const char *yaml, size_t n, int64_t first_line)
{
	struct source s = {.r = r, .first_line = first_line};
	/* It only fails without memory, which ends the process everywhere else too. */
	if (!yaml_parser_initialize(&s.parser))
		base_abort("out of memory");
	yaml_parser_set_encoding(&s.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&s.parser, (const unsigned char *)yaml, n);
	int rc = take_document(&s);
	yaml_event_delete(&s.event);
	yaml_parser_delete(&s.parser);
	return rc;
}
