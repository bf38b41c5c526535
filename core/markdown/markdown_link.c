#include "core/text/text.h"
#include "markdown_parts.h"

static bool is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The characters that cmark leaves alone too; '%' stays, because authors write escaped URLs. */
static bool is_url_char(char c)
{
	return is_alpha(c) || is_digit(c) || (c && strchr("-_.+!*'(),%#@?=;:/&$~", c));
}

void markdown_put_url(struct str *out, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (is_url_char(s[i]))
			str_addc(out, s[i]);
		else
			str_addf(out, "%%%02X", (unsigned char)s[i]);
	}
}

/* Length of "scheme" where the URL starts with "scheme:" (RFC 3986, 3.1), else 0. */
static size_t scheme_length(const char *url)
{
	size_t n = 0;
	if (!is_alpha(url[0]))
		return 0;
	while (is_alpha(url[n]) || is_digit(url[n]) || (url[n] && strchr("+-.", url[n])))
		n++;
	return url[n] == ':' ? n : 0;
}

static bool is_scheme(const char *url, size_t n, const char *scheme)
{
	size_t i = 0;
	while (i < n && scheme[i] && (url[i] | 0x20) == scheme[i])
		i++;
	return i == n && !scheme[i];
}

static enum markdown_link_kind kind_of(const char *url)
{
	size_t scheme = scheme_length(url);
	if (scheme && (is_scheme(url, scheme, "http") || is_scheme(url, scheme, "https")))
		return MARKDOWN_LINK_EXTERNAL;
	if (scheme && is_scheme(url, scheme, "mailto"))
		return MARKDOWN_LINK_MAIL;
	if (scheme)
		return MARKDOWN_LINK_REFUSED;
	if (url[0] == '/' && url[1] == '/')
		return MARKDOWN_LINK_EXTERNAL;
	/* What a careless reader might take for a scheme after dropping a character is refused as well. */
	size_t colon = strcspn(url, ":/?#");
	for (size_t i = 0; url[colon] == ':' && i < colon; i++)
		if ((unsigned char)url[i] <= ' ' || url[i] == 0x7F || url[i] == '%' || url[i] == '\\')
			return MARKDOWN_LINK_REFUSED;
	return MARKDOWN_LINK_LOCAL;
}

static bool ends_with(const char *s, size_t n, const char *tail)
{
	size_t len = strlen(tail);
	return n >= len && !memcmp(s + n - len, tail, len);
}

/* Appends the path to out, segment by segment; ".." goes up, never above floor. */
static void put_path(struct str *out, size_t floor, const char *path, size_t n)
{
	for (const char *at = path, *end = path + n; at < end;) {
		const char *slash = memchr(at, '/', (size_t)(end - at));
		size_t len = (size_t)((slash ? slash : end) - at);
		if (len == 2 && !memcmp(at, "..", 2)) {
			size_t up = out->len > floor ? out->len - 1 : floor;
			while (up > floor && out->at[up - 1] != '/')
				up--;
			str_truncate(out, up);
		} else if (len && !(len == 1 && *at == '.')) {
			markdown_put_url(out, at, len);
			if (slash)
				str_addc(out, '/');
		}
		at += len + (slash ? 1 : 0);
	}
}

/* Is path, up to its last name, the folder of ctx->page? */
static bool is_beside(const char *path, size_t n, const struct markdown_context *ctx)
{
	const char *slash = strrchr(ctx->page, '/');
	return slash && (size_t)(slash - ctx->page) + 1 == n && !strncmp(path, ctx->page, n);
}

/* "topic/<id>" -> "topic/#<id>", or "topic/2/#<id>" */
static void put_fragment(struct str *out, size_t floor, const char *id, const struct markdown_context *ctx)
{
	char copy[TEXT_ID_LEN + 1];
	memcpy(copy, id, sizeof(copy));
	str_truncate(out, (size_t)(id - out->at));
	if (ctx->reply_page && is_beside(out->at + floor, out->len - floor, ctx))
		str_addz(out, ctx->reply_page(ctx->self, copy));
	str_addc(out, '#');
	str_addz(out, copy);
}

/* Content path to the path of its URL, in place: "a/index.md" -> "a/", "a.md" -> "a/"; see page_locate(). */
static void page_to_url(struct str *out, size_t floor, const struct markdown_context *ctx)
{
	const char *path = out->at + floor;
	if (ends_with(path, out->len - floor, "/index.md") || !strcmp(path, "index.md")) {
		str_truncate(out, out->len - strlen("index.md"));
		return;
	}
	str_truncate(out, out->len - strlen(".md"));
	const char *slash = memrchr(path, '/', out->len - floor);
	if (slash && text_is_id(slash + 1, strlen(slash + 1)))
		put_fragment(out, floor, slash + 1, ctx);
	else
		str_addc(out, '/');
}

/* Files below pages/ have URLs without it. */
static void drop_pages(struct str *out, size_t floor)
{
	static const char folder[] = "pages/";
	size_t n = strlen(folder);
	if (strncmp(out->at + floor, folder, n))
		return;
	memmove(out->at + floor, out->at + floor + n, out->len - floor - n);
	str_truncate(out, out->len - n);
}

/* The folder that a relative path starts from. */
static void put_folder(struct str *out, const char *page, const char *path, size_t n)
{
	const char *slash = strrchr(page, '/'), *name = slash ? slash + 1 : page;
	size_t dir = (size_t)(name - page), stem = strlen(name);
	stem -= ends_with(name, stem, ".md") ? 3 : 0;
	/* What an index or a reply calls its own stands beside it, what a lesson.md does in lesson/. */
	bool beside = !strcmp(name, "index.md") || text_is_id(name, stem);
	/* "lesson/photo.png" in lesson.md works in any viewer of the repository, so it works here. */
	bool spelled = n > stem && !memcmp(path, name, stem) && path[stem] == '/';
	markdown_put_url(out, page, dir);
	if (beside || spelled || ends_with(path, n, ".md"))
		return;
	markdown_put_url(out, name, stem);
	str_addc(out, '/');
}

static void put_local(struct str *out, const char *url, const struct markdown_context *ctx)
{
	size_t n = strcspn(url, "?#");
	const char *tail = url + n;
	if (n || *tail == '?') {
		str_addz(out, ctx->base);
		size_t floor = out->len;
		if (*url != '/')
			put_folder(out, ctx->page, url, n);
		put_path(out, floor, url, n);
		if (ends_with(url, n, ".md"))
			page_to_url(out, floor, ctx);
		if (*url != '/' || ends_with(url, n, ".md"))
			drop_pages(out, floor);
		if (memchr(out->at + floor, '#', out->len - floor))
			return;
	}
	markdown_put_url(out, tail, strlen(tail));
}

enum markdown_link_kind markdown_link(struct str *out, const char *url, const struct markdown_context *ctx)
{
	enum markdown_link_kind kind = kind_of(url);
	if (kind == MARKDOWN_LINK_LOCAL)
		put_local(out, url, ctx);
	else if (kind != MARKDOWN_LINK_REFUSED)
		markdown_put_url(out, url, strlen(url));
	return kind;
}
