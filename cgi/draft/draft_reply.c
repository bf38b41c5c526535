#include "draft_reply.h"

#include "cgi/visit/content.h"
#include "core/text/escape.h"
#include "core/text/text.h"

enum { URL_BYTES = 4096, QUOTE_BYTES = 256 * 1024 };

int draft_find_answered(struct visit *visit, struct draft *draft, struct err *err)
{
	const char *id = draft->reply_to;
	draft->reply_to = "";
	if (!text_is_id(id, strlen(id)))
		return 0;
	const char *path = arena_printf(visit->arena, "%s/%s.md", draft->target.place.stem, id);
	if (content_page(visit, path, &draft->answered, err))
		return err->code == ERR_NOTFOUND ? (err_clear(err), 0) : -1;
	if (!draft->answered.hidden)
		draft->reply_to = id;
	return 0;
}

const char *draft_quote_url(struct visit *visit, const struct draft *draft)
{
	struct str url;
	if (draft->kind != DRAFT_REPLY || !*draft->reply_to || draft->body_len)
		return NULL;
	str_init(&url, URL_BYTES);
	str_addf(&url, "%sreply?path=", fill_write_url(&visit->fill));
	escape_url_arg(&url, draft->path, strlen(draft->path));
	str_addf(&url, "&reply-to=%s&quote=yes", draft->reply_to);
	const char *copy = arena_dupn(visit->arena, url.at, url.len);
	str_release(&url);
	return copy;
}

/* "> " before each line, then whose words they are, with a link to the file. */
void draft_quote(struct visit *visit, struct draft *draft)
{
	const struct page *said = &draft->answered;
	const char *end = said->body + said->body_len;
	struct str out;
	if (!*draft->reply_to)
		return;
	str_init(&out, QUOTE_BYTES);
	for (const char *at = said->body; at < end;) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t n = (size_t)((newline ? newline : end) - at);
		if (n || out.len)
			str_addf(&out, ">%s%.*s\n", n ? " " : "", (int)n, at);
		at += n + 1;
	}
	str_addf(&out, ">\n> — [%s](%s.md)\n\n", *said->guest_name ? said->guest_name : said->author, draft->reply_to);
	draft->body = arena_dupn(visit->arena, out.at, out.len);
	draft->body_len = out.len;
	str_release(&out);
}
