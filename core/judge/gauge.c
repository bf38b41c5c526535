#include "gauge.h"

#include "core/text/text.h"

enum policy_kind gauge_kind(enum page_kind kind, bool edit)
{
	bool post = kind == PAGE_TOPIC || kind == PAGE_REPLY;
	bool common = kind == PAGE_HOME || kind == PAGE_RULES || kind == PAGE_PLAIN || kind == PAGE_FORUM;
	if (post && !edit)
		return kind == PAGE_TOPIC ? POLICY_TOPIC : POLICY_REPLY;
	return post || kind == PAGE_MEMBER ? POLICY_EDIT : common ? POLICY_PAGE : POLICY_SUGGESTION;
}

int64_t gauge_links(const char *body)
{
	int64_t n = 0;
	for (const char *at = body; (at = strstr(at, "://")); at += 3)
		n++;
	for (const char *at = body; (at = strstr(at, "www.")); at += 4)
		n += at == body || at[-1] != '/';
	return n;
}

int64_t gauge_images(const char *body)
{
	int64_t n = 0;
	for (const char *at = body; (at = strstr(at, "![")); at += 2)
		n += at == body || at[-1] != '\\';
	return n;
}

void gauge_text(const char *title, const char *text, const struct held *held, struct policy_case *at)
{
	at->values[POLICY_LINKS] = gauge_links(text);
	at->values[POLICY_IMAGES] = gauge_images(text);
	at->values[POLICY_WORDS] = held_count(held, title, strlen(title)) + held_count(held, text, strlen(text));
	at->values[POLICY_LETTERS] = (int64_t)text_length(text, strlen(text));
}
