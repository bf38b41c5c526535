#include "mend.h"

#include "cgi/guard/guard.h"
#include "cgi/visit/content.h"
#include "draft_ask.h"
#include "drafting.h"

static const char *join_tags(struct visit *visit, const struct page_texts *tags)
{
	const char *all = "";
	for (size_t i = 0; i < tags->len; i++)
		all = arena_printf(visit->arena, "%s%s%s", all, i ? ", " : "", tags->at[i]);
	return all;
}

bool mend_draft(struct visit *visit, const struct submission *submission, struct draft *draft)
{
	const struct page *page = &submission->page;
	struct page parent;
	struct err err = {0};
	char base[STORE_HEX];
	if (!submission->readable || submission->kind == DRAFT_NONE)
		return false;
	*draft = (struct draft){.kind = submission->kind, .forum = "", .path = "", .base = "", .reply_to = "", .note = submission->note};
	if (draft->kind == DRAFT_TOPIC)
		draft->forum = page->place.forum;
	if (draft->kind == DRAFT_REPLY) {
		if (content_page_of(visit, page, &parent, &err))
			return false;
		draft->path = parent.place.path;
		draft->reply_to = page->reply_to;
	}
	if (draft->kind == DRAFT_EDIT) {
		store_hex(&submission->item.base, base);
		draft->path = submission->path;
		draft->base = arena_dup(visit->arena, base);
	}
	draft->from = submission->item.id;
	draft->key = guard_receipt_key(visit, submission->item.id);
	draft->files = submission_names(visit, submission);
	draft->nfiles = submission->nfiles;
	draft->title = page->title;
	draft->tags = join_tags(visit, &page->tags);
	draft->name = page->guest_name;
	draft->body = arena_dupn(visit->arena, page->body, page->body_len);
	draft->body += strspn(draft->body, "\n");
	draft->body_len = strlen(draft->body);
	draft_ask_fill(visit, page, draft);
	return !draft_find(visit, draft, &err) && !draft->denied;
}
