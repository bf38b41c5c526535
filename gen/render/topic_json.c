#include "topic_json.h"

#include "core/base/json.h"

/* Every member of an object but the last is followed by a comma. */
static void put_text(struct str *out, const char *name, const char *text)
{
	str_addf(out, "\"%s\":", name);
	if (text && *text)
		json_put_text(out, text, strlen(text));
	else
		str_addz(out, "null");
	str_addc(out, ',');
}

static void put_bool(struct str *out, const char *name, bool is)
{
	str_addf(out, "\"%s\":%s,", name, is ? "true" : "false");
}

static void put_number(struct str *out, const char *name, int64_t number)
{
	str_addf(out, "\"%s\":%lld,", name, (long long)number);
}

static const char *whole(struct render *render, const char *url, const char *file)
{
	return arena_printf(&render->arena, "%s%s%s", render->site->origin, url, file);
}

static void put_author(struct str *out, const struct view_person *author)
{
	str_addz(out, "\"author\":{");
	put_text(out, "handle", author && !author->is_guest ? author->handle : NULL);
	str_addz(out, "\"name\":");
	const char *name = author ? author->name : "";
	json_put_text(out, name, strlen(name));
	str_addz(out, "},");
}

static void put_post(struct render *render, const struct view_post *post, struct str *out)
{
	str_addc(out, '{');
	put_number(out, "number", post->number);
	put_text(out, "url", whole(render, post->url, ""));
	put_author(out, post->author);
	put_text(out, "date", post->date.iso);
	put_text(out, "edited", post->edited.iso);
	put_bool(out, "answer", post->answer);
	str_addz(out, "\"html\":");
	json_put_text(out, post->body.at, post->body.len);
	str_addc(out, '}');
}

static void put_tags(struct str *out, const struct mustache_list *tags)
{
	const struct view_link *links = tags->at;
	str_addz(out, "\"tags\":[");
	for (size_t i = 0; i < tags->len; i++) {
		str_addz(out, i ? "," : "");
		json_put_text(out, links[i].title, strlen(links[i].title));
	}
	str_addz(out, "],");
}

void topic_json_put(struct render *render, const struct view_topic *topic, const char *url, struct str *out)
{
	const struct view_post *posts = topic->posts.at;
	str_addc(out, '{');
	put_text(out, "url", render_absolute(render, url));
	put_text(out, "title", topic->title);
	put_text(out, "forum", topic->forum);
	put_tags(out, &topic->tags);
	put_text(out, "status", topic->status);
	put_bool(out, "pinned", topic->pinned);
	put_bool(out, "locked", topic->locked);
	put_bool(out, "answered", topic->answered);
	if (topic->page_number == 1)
		put_number(out, "replies", topic->replies);
	put_number(out, "page", topic->page_number);
	put_text(out, "previous", topic->previous ? whole(render, topic->previous->url, "index.json") : NULL);
	put_text(out, "next", topic->next ? whole(render, topic->next->url, "index.json") : NULL);
	str_addz(out, "\"posts\":[");
	for (size_t i = 0; i < topic->posts.len; i++) {
		str_addz(out, i ? ",\n" : "\n");
		put_post(render, &posts[i], out);
	}
	str_addz(out, "\n]}\n");
}
