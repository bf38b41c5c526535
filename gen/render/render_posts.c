#include "render.h"

#include "core/site/forge.h"

enum { PARSE_MAX = 1 << 30 };

/* A body that is to be rendered: whose it is, and where it stands. */
struct body {
	struct page_place place;
	const struct store_id *blob;
	int64_t at;  /* in the blob */
	size_t most; /* bytes of markdown */
};

static const char *member_url(void *self, const char *handle, size_t n)
{
	struct render *render = self;
	render->asked = true;
	const struct view_person *person;
	struct err err = {0};
	const char *name = arena_dupn(&render->arena, handle, n);
	return render_person(render, name, "", &person, &err) || !person ? NULL : person->url;
}

/* Only to what came before: else a page would change with every post that others link to. */
static const char *reply_page(void *self, const char *id)
{
	struct render *render = self;
	render->asked = true;
	return render->topic && strcmp(id, render->post) < 0 ? render_reply_page(render, render->topic, id) : "";
}

/* Line of the file on which the body begins, for a message to a person. */
static int64_t line_of(const struct str *text, int64_t at)
{
	int64_t line = 1;
	for (int64_t i = 0; i < at; i++)
		line += text->at[i] == '\n';
	return line;
}

static int as_plain(struct render *render, const struct body *body, const char *why, struct markdown_result *result,
                    struct err *err)
{
	render->asked = true; /* and it warns each time */
	const char *md = render->text.at + body->at;
	size_t n = render->text.len - (size_t)body->at;
	*result = (struct markdown_result){.html = markdown_plain(md, n, &render->body_arena)};
	if (!why)
		return 0;
	const char *text = arena_printf(&render->arena, "%s:%lld: shown as plain text: %s", body->place.path,
	                                (long long)line_of(&render->text, body->at), why);
	return render_warn(render, text, err);
}

static int read_blob(struct render *render, const struct body *body, struct err *err)
{
	str_reset(&render->text);
	bool known = texts_find(render->texts, body->blob, &render->text);
	if (!known && store_read(render->store, body->blob, &render->text, err))
		return err_prefix(err, "%s", body->place.path);
	if (body->at < 0 || (size_t)body->at > render->text.len)
		return err_set(err, ERR_GIT, "%s: shorter than the catalogue says", body->place.path);
	return 0;
}

static int render_markdown(struct render *render, const struct body *body, struct markdown_result *result,
                           struct err *err)
{
	struct markdown_context ctx = fill_markdown(&render->fill, &body->place, body->most);
	if (read_blob(render, body, err))
		return -1;
	if (map_find(render->unsafe, body->place.path, strlen(body->place.path)))
		return as_plain(render, body, NULL, result, err);
	ctx.member_url = member_url;
	ctx.reply_page = reply_page;
	ctx.picture = render_picture;
	if (*render->site->conf.code_pygments)
		ctx.code = render_code;
	ctx.self = render;
	render->code_failed = false;
	pool_subject(render->child, body->place.path);
	int rc = markdown_render(render->text.at + body->at, render->text.len - (size_t)body->at, &ctx,
	                         &render->body_arena, result, err);
	pool_subject(render->child, NULL);
	if (!rc || (err->code != ERR_INPUT && err->code != ERR_LIMIT))
		return rc;
	struct err why = *err;
	err_clear(err);
	return as_plain(render, body, why.msg, result, err);
}

/* What a body was made of, if it asked nobody: its path says the rest. */
struct settled {
	struct store_id blob;
	int64_t at;
	size_t most;
	struct markdown_result result;
};

static const struct markdown_result *find_settled(const struct render *render, const struct body *body)
{
	const struct map_entry *known = map_find(&render->settled, body->place.path, strlen(body->place.path));
	const struct settled *settled = known ? known->value.at : NULL;
	bool same = settled && store_same(&settled->blob, body->blob) && settled->at == body->at && settled->most == body->most;
	return same ? &settled->result : NULL;
}

static int render_anew(struct render *render, const struct body *body, const struct markdown_result **result,
                       struct err *err)
{
	struct settled *made = arena_alloc(&render->body_arena, 1, sizeof(*made));
	*made = (struct settled){.blob = *body->blob, .at = body->at, .most = body->most};
	render->asked = false;
	if (render_markdown(render, body, &made->result, err))
		return -1;
	if (render->keeps && !render->asked)
		map_put(&render->settled, body->place.path, strlen(body->place.path))->value.at = made;
	bodies_add(render->kept, body->place.path, made->result.html);
	*result = &made->result;
	return 0;
}

/* A post stands on its topic's page and in feeds: what a worker has rendered it keeps for a while. */
static int render_once(struct render *render, const struct body *body, struct markdown_result *result, struct err *err)
{
	size_t n = strlen(body->place.path);
	struct map_entry *known = map_find(&render->bodies, body->place.path, n);
	if (!known) {
		const struct markdown_result *kept = find_settled(render, body);
		if (!kept && render_anew(render, body, &kept, err))
			return -1;
		known = map_put(&render->bodies, body->place.path, n);
		known->value.at = kept;
	}
	*result = *(const struct markdown_result *)known->value.at;
	return 0;
}

/* Members' posts are bounded tighter than what staff write. */
static int most_of(struct render *render, const struct catalogue_page *page, size_t *most, struct err *err)
{
	const struct config *conf = &render->site->conf;
	const struct catalogue_page *forum;
	*most = (size_t)conf->staff_max;
	if (page->kind == PAGE_MEMBER)
		*most = (size_t)conf->post_max;
	if (page->kind != PAGE_TOPIC)
		return 0;
	if (render_forum(render, page->forum, &forum, err))
		return -1;
	if (forum->forum_kind != FORUM_ANNOUNCEMENTS)
		*most = (size_t)conf->post_max;
	return 0;
}

int render_body(struct render *render, const struct catalogue_page *page, struct markdown_result *result,
                struct err *err)
{
	struct body body = {.blob = &page->blob, .at = page->body};
	body.place =
	    (struct page_place){.kind = (enum page_kind)page->kind, .path = page->path, .url = page->url, .name = ""};
	return most_of(render, page, &body.most, err) ? -1 : render_once(render, &body, result, err);
}

int render_parse(struct render *render, const struct catalogue_page *row, struct page *page, struct err *err)
{
	struct page_limits limits = {PARSE_MAX, PARSE_MAX, PARSE_MAX}; /* the scan has held it to the settings */
	struct page_place place;
	if (page_locate(row->path, &render->arena, &place, err))
		return -1;
	str_reset(&render->text);
	if (store_read(render->store, &row->blob, &render->text, err))
		return -1;
	const char *text = arena_dupn(&render->arena, render->text.at, render->text.len);
	return page_parse(&place, text, render->text.len, &limits, &render->arena, page, err);
}

/* In the arena, as place.path and place.url are. */
static struct body body_of_reply(struct render *render, const struct catalogue_page *page,
                                 const struct catalogue_post *row)
{
	struct body body = {.blob = &row->blob, .at = row->body, .most = (size_t)render->site->conf.post_max};
	body.place = (struct page_place){.kind = PAGE_REPLY, .name = row->name};
	body.place.path = arena_printf(&render->arena, "%s/%s.md", page->stem, row->name);
	body.place.url = arena_printf(&render->arena, "%s#%s", page->url, row->name);
	return body;
}

static int render_reply(struct render *render, const struct catalogue_page *page, const struct body *body,
                        struct markdown_result *result, struct err *err)
{
	render->topic = page->kind == PAGE_TOPIC ? page : NULL;
	render->post = body->place.name;
	int rc = render_once(render, body, result, err);
	render->topic = NULL;
	return rc;
}

static int render_reply_body(struct render *render, const struct catalogue_page *page, const struct catalogue_post *row,
                             struct markdown_result *result, struct err *err)
{
	struct body body = body_of_reply(render, page, row);
	return render_reply(render, page, &body, result, err);
}

int render_html(struct render *render, const struct catalogue_page *page, const struct catalogue_post *post,
                struct html *html, struct err *err)
{
	struct markdown_result result;
	const char *path = page->path;
	if (post)
		path = arena_printf(&render->arena, "%s/%s.md", page->stem, post->name);
	const struct map_entry *known = map_find(&render->bodies, path, strlen(path));
	if (!known && bodies_find(render->kept, path, &render->arena, html))
		return 0;
	if (post ? render_reply_body(render, page, post, &result, err) : render_body(render, page, &result, err))
		return -1;
	*html = result.html;
	return 0;
}

int render_opening(struct render *render, const struct catalogue_page *page, struct view_post *post, struct err *err)
{
	struct markdown_result result;
	const struct view_person *author;
	struct page said;
	if (render_body(render, page, &result, err) || render_person(render, page->author, page->guest, &author, err))
		return -1;
	page_init(&said, &(struct page_place){
	                     .kind = (enum page_kind)page->kind, .path = page->path, .url = page->url, .name = ""});
	said.date = page->date;
	said.edited = page->edited;
	if (fill_post(&render->fill, &said, author, result.html, post, err))
		return -1;
	post->number = 1;
	if (render_edited(render, page, &post->edited, &post->history_url, err))
		return -1;
	post->edit_url = render_edit_url(render, page->path);
	post->source_url = forge_source_url(&render->site->conf, page->path, &render->arena);
	return render_files(render, page, &post->attachments, err);
}

int render_post(struct render *render, const struct catalogue_page *page, const struct catalogue_post *row,
                struct view_post *post, struct err *err)
{
	struct body body = body_of_reply(render, page, row);
	struct markdown_result result;
	const struct view_link *post_parent;
	const struct view_person *author;
	struct page said;
	if (render_reply(render, page, &body, &result, err) || render_parent(render, page, row, &post_parent, err) ||
	    render_person(render, row->author, row->guest, &author, err))
		return -1;
	page_init(&said, &body.place);
	said.date = row->date;
	said.edited = row->edited;
	if (fill_post(&render->fill, &said, author, result.html, post, err))
		return -1;
	post->parent = post_parent;
	const char *history = render_history_url(render, page, row->name, row->edited);
	post->history_url = history ? render_url(render, history) : NULL;
	post->answer = strcmp(page->answer, row->name) == 0;
	post->source_url = forge_source_url(&render->site->conf, body.place.path, &render->arena);
	return 0;
}

int render_post_url(struct render *render, const struct render_brief *page, const char *name, const char **url,
                    struct err *err)
{
	const struct config *conf = &render->site->conf;
	int64_t number, at = 1;
	if (page->kind == PAGE_TOPIC && plan_pages(conf, page->replies) > 1) {
		if (render_number(render, page, name, &number, err))
			return -1;
		at = plan_page_of(conf, number);
	}
	*url = at == 1 ? arena_printf(&render->arena, "%s#%s", page->url, name)
	               : arena_printf(&render->arena, "%s%lld/#%s", page->url, (long long)at, name);
	return 0;
}

/* Whichever end is nearer: the last page of a long topic must not cost its whole length. */
static int read_posts(struct render *render, const struct catalogue_page *page, const struct catalogue_span *part,
                      struct catalogue_posts *rows, struct err *err)
{
	int64_t left = page->replies - part->offset;
	struct catalogue_span span = {.page = page->id, .order = POSTS_FORWARD, .offset = part->offset};
	span.limit = part->limit < left ? part->limit : left;
	rows->len = 0;
	if (span.limit <= 0)
		return 0;
	if (part->offset < left)
		return catalogue_posts(render->cat, &span, &render->arena, rows, err);
	span.order = POSTS_BACKWARD;
	span.offset = left - span.limit;
	if (catalogue_posts(render->cat, &span, &render->arena, rows, err))
		return -1;
	for (size_t i = 0; i < rows->len / 2; i++) {
		struct catalogue_post swap = rows->at[i];
		rows->at[i] = rows->at[rows->len - 1 - i];
		rows->at[rows->len - 1 - i] = swap;
	}
	return 0;
}

int render_posts(struct render *render, const struct catalogue_page *page, const struct catalogue_span *part,
                 struct render_posts *posts, struct err *err)
{
	struct catalogue_posts rows;
	struct view_post *first = posts->at + posts->len;
	if (read_posts(render, page, part, &rows, err))
		return -1;
	/* Its feed comes next. */
	if (rows.len && (int64_t)rows.len == page->replies) {
		render->whole = rows;
		render->whole_of = page->id;
	}
	for (size_t i = 0; i < rows.len; i++) {
		struct view_post *post = &posts->at[posts->len++];
		if (render_post(render, page, &rows.at[i], post, err))
			return -1;
		post->number = part->offset + (int64_t)i + 2;
	}
	render_edit_urls(render, page, first, rows.len);
	return 0;
}

int render_thread(struct render *render, const struct catalogue_page *page, const struct view_thread **out,
                  struct err *err)
{
	struct view_thread *thread = arena_alloc(&render->arena, 1, sizeof(*thread));
	struct render_posts posts = {arena_alloc(&render->arena, (size_t)page->replies + 1, sizeof(struct view_post)),
	                             0};
	struct catalogue_span all = {.limit = page->replies};
	if (render_posts(render, page, &all, &posts, err))
		return -1;
	for (size_t i = 0; i < posts.len; i++) {
		posts.at[i].number--; /* there is no opening post */
		posts.at[i].may_react = render->site->conf.post_open;
	}
	struct view_post own = {.id = ""};
	if (render_reactions(render, page, &own, 1, err) || render_reactions(render, page, posts.at, posts.len, err))
		return -1;
	thread->reactions = own.reactions;
	thread->posts = (struct mustache_list){posts.at, posts.len};
	thread->replies = page->replies;
	thread->may_reply = render->site->conf.post_open;
	thread->may_react = thread->may_reply;
	thread->guests_may_reply = thread->may_reply && render->site->conf.guest_post;
	thread->path = page->path;
	thread->reply_url = render_reply_url(render, page);
	thread->follow_url = render_follow_url(render, "topic", page->stem);
	render_reply_urls(render, page, thread->reply_url, posts.at, posts.len);
	render_report_urls(render, page, posts.at, posts.len);
	*out = thread;
	return 0;
}
