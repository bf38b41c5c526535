#include "feeds.h"

#include "core/feed/feed.h"

void feeds_init(struct feeds *feeds, struct render *render)
{
	*feeds = (struct feeds){.render = render};
}

void feeds_release(struct feeds *feeds)
{
	VEC_RELEASE(&feeds->items);
}

static void add(struct feeds *feeds, const struct catalogue_page *page, const struct catalogue_post *post)
{
	*VEC_PUSH(&feeds->items) =
	    (struct feeds_item){page, post, post ? post->date : page->date, post ? post->name : page->stem};
}

/* In any order, for a feed has its own. */
static int newest_posts(struct render *render, const struct catalogue_page *page, struct catalogue_posts *posts,
                        struct err *err)
{
	int64_t most = render->site->conf.feed_items;
	struct catalogue_span span = {.page = page->id, .order = POSTS_BACKWARD, .limit = most};
	*posts = (struct catalogue_posts){.len = 0};
	if (!page->replies)
		return 0;
	if (render->whole_of != page->id)
		return catalogue_posts(render->cat, &span, &render->arena, posts, err);
	*posts = render->whole;
	if (page->replies > most) {
		posts->at += page->replies - most;
		posts->len = (size_t)most;
	}
	return 0;
}

int feeds_add_page(struct feeds *feeds, const struct catalogue_page *page, struct err *err)
{
	struct render *render = feeds->render;
	struct catalogue_posts posts;
	if (newest_posts(render, page, &posts, err))
		return -1;
	for (size_t i = 0; i < posts.len; i++)
		add(feeds, page, &posts.at[i]);
	add(feeds, page, NULL);
	return 0;
}

void feeds_add_post(struct feeds *feeds, const struct catalogue_page *page, const struct catalogue_post *post)
{
	add(feeds, page, post);
}

void feeds_add_opening(struct feeds *feeds, const struct catalogue_page *page)
{
	add(feeds, page, NULL);
}

/* Newest first. */
static int compare(const void *a, const void *b)
{
	const struct feeds_item *x = a, *y = b;
	if (x->date != y->date)
		return x->date < y->date ? 1 : -1;
	int order = strcmp(y->key, x->key);
	return order ? order : strcmp(y->page->stem, x->page->stem);
}

static const char *const *categories(struct render *render, const char *tags)
{
	size_t n = 1, i = 0;
	for (const char *at = tags; *at; at++)
		n += *at == '\n';
	const char **names = arena_alloc(&render->arena, n, sizeof(*names));
	while ((names[i] = plan_line(&tags, &render->arena)))
		i++;
	return names;
}

/* An event is known by when it is. */
static int title_of(struct render *render, const struct catalogue_page *page, const char **title, struct err *err)
{
	struct view_time start;
	*title = page->title;
	if (page->kind != PAGE_EVENT)
		return 0;
	if (fill_time(&render->fill, page->start, &start, err))
		return -1;
	*title = arena_printf(&render->arena, "%s – %s", page->title, start.text);
	return 0;
}

/*
 * On which page of a long topic a post stands depends on how many came before it: the address
 * says it, the id does not.
 */
static int fill_item(struct render *render, const struct feeds_item *from, struct feed_item *item, struct err *err)
{
	const struct catalogue_page *page = from->page;
	const struct catalogue_post *post = from->post;
	const struct view_person *person;
	struct render_brief brief = render_brief(page);
	struct html body;
	const char *author = post ? post->author : page->author, *guest = post ? post->guest : page->guest;
	const char *url = page->url;
	if (render_html(render, page, post, &body, err) || render_person(render, author, guest, &person, err) ||
	    (post && render_post_url(render, &brief, post->name, &url, err)))
		return -1;
	*item = (struct feed_item){.url = render_absolute(render, url),
	                           .author = person ? person->name : "",
	                           .content = body,
	                           .published = from->date,
	                           .categories = post ? NULL : categories(render, page->tags)};
	if (post)
		item->id = render_absolute(render, arena_printf(&render->arena, "%s#%s", page->url, post->name));
	return title_of(render, page, &item->title, err);
}

static int emit(struct render *render, const struct feed *feed, const struct feeds_place *place, const char *name,
                struct err *err)
{
	const char *path = arena_join(&render->arena, place->url, name);
	bool json = strcmp(name, FEEDS_JSON) == 0;
	str_reset(&render->html);
	if (json ? feed_write_json(feed, &render->html, err) : feed_write(feed, &render->html, err))
		return err_prefix(err, "%s", path);
	return render_emit(render, &(struct render_file){place->part, path, render->html.at, render->html.len}, err);
}

static const char *url_of(struct render *render, const struct feeds_place *place, const char *name)
{
	return render_absolute(render, arena_join(&render->arena, place->url, name));
}

int feeds_put(struct render *render, const struct feeds_place *place, const struct feeds_list *items, struct err *err)
{
	struct feed feed = {.title = place->title,
	                    .description = *place->description ? place->description : place->title,
	                    .language = render->site->conf.site_language,
	                    .url = render_absolute(render, place->url),
	                    .self_url = url_of(render, place, FEEDS_RSS),
	                    .json_url = url_of(render, place, FEEDS_JSON),
	                    .updated = items->len ? items->at[0].published : 0,
	                    .items = items->at,
	                    .nitems = items->len};
	if (emit(render, &feed, place, FEEDS_RSS, err))
		return -1;
	return render->site->conf.feed_json ? emit(render, &feed, place, FEEDS_JSON, err) : 0;
}

int feeds_write(struct feeds *feeds, const struct feeds_place *place, struct err *err)
{
	struct render *render = feeds->render;
	size_t most = (size_t)render->site->conf.feed_items, n = feeds->items.len;
	if (n)
		qsort(feeds->items.at, n, sizeof(*feeds->items.at), compare);
	n = n < most ? n : most;
	struct feed_item *items = arena_alloc(&render->arena, n + 1, sizeof(*items));
	for (size_t i = 0; i < n; i++)
		if (fill_item(render, &feeds->items.at[i], &items[i], err))
			return -1;
	return feeds_put(render, place, &(struct feeds_list){items, n}, err);
}
