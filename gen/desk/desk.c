#include "desk.h"

#include "core/text/crypto.h"
#include "core/text/text.h"

#include "gen/build/build.h"
#include "git_cli.h"

int desk_open(struct desk *desk, const char *dir, struct err *err)
{
	struct store_commit_info info;
	*desk = (struct desk){.now = time(NULL)};
	arena_init(&desk->arena);
	if (crypto_init(err) || site_open(&desk->site, dir ? dir : ".", err)) {
		arena_release(&desk->arena);
		return -1;
	}
	struct queue_options options = {desk->site.content, desk->site.queue, desk->site.conf.content_ref,
	                                desk->site.host};
	if (queue_open(&desk->queue, &options, err) == 0 &&
	    store_resolve(queue_content(desk->queue), options.ref, &desk->main, err) == 0 &&
	    store_commit_info(queue_content(desk->queue), &desk->main, &desk->arena, &info, err) == 0) {
		desk->tree = info.tree;
		return 0;
	}
	desk_close(desk);
	return -1;
}

void desk_close(struct desk *desk)
{
	queue_close(desk->queue);
	site_close(&desk->site);
	arena_release(&desk->arena);
}

const char *desk_profile_path(struct desk *desk, const char *handle)
{
	const char *folder = desk->site.conf.content_path;
	return arena_printf(&desk->arena, "%s%smembers/%.2s/%s.md", folder, *folder ? "/" : "", handle, handle);
}

static int read_profile(struct desk *desk, const char *handle, struct str *text, struct err *err)
{
	struct store_id blob;
	if (!text_is_handle(handle, strlen(handle)))
		return err_set(err, ERR_INPUT, "'%.40s' is not a handle (2 to %d of a-z 0-9 - _)", handle,
		               TEXT_HANDLE_MAX);
	if (store_find(queue_content(desk->queue), &desk->tree, desk_profile_path(desk, handle), &blob, err)) {
		if (err->code == ERR_NOTFOUND)
			err_set(err, ERR_NOTFOUND, "%s is not a member (stoa member add makes one)", handle);
		return -1;
	}
	return store_read(queue_content(desk->queue), &blob, text, err);
}

int desk_profile(struct desk *desk, const char *handle, struct page *profile, struct err *err)
{
	const struct config *conf = &desk->site.conf;
	const struct page_limits limits = {(size_t)conf->staff_max, (size_t)conf->front_matter_max,
	                                   (size_t)conf->title_max};
	struct page_place place;
	struct str text;
	str_init(&text, (size_t)conf->staff_max);
	int rc = read_profile(desk, handle, &text, err);
	const char *kept = arena_dupn(&desk->arena, text.at, text.len);
	if (!rc)
		rc = page_locate(arena_printf(&desk->arena, "members/%.2s/%s.md", handle, handle), &desk->arena, &place,
		                 err);
	if (!rc)
		rc = page_parse(&place, kept, text.len, &limits, &desk->arena, profile, err);
	str_release(&text);
	return rc;
}

/* What git says about who works here; "" where it says nothing, or there is no git. */
static const char *configured_handle(struct desk *desk)
{
	static const char *const args[] = {"config", "--get", "user.stoa", NULL};
	struct err ignored = {0};
	struct str out;
	int status = 1;
	str_init(&out, 256);
	const char *handle = "";
	if (git_cli(desk->site.dir, args, &out, &status, &ignored) == 0 && status == 0)
		handle = arena_dupn(&desk->arena, out.at, strcspn(out.at, "\n"));
	str_release(&out);
	return handle;
}

int desk_member(struct desk *desk, const char *as, const char **handle, struct page *profile, struct err *err)
{
	const char *user = getenv("USER");
	*handle = as ? as : configured_handle(desk);
	if (!**handle && user)
		*handle = arena_dup(&desk->arena, user);
	if (!**handle)
		return err_set(err, ERR_DENIED,
		               "who are you? --as HANDLE says it once, `git config user.stoa HANDLE` for good");
	if (desk_profile(desk, *handle, profile, err)) {
		if (err->code == ERR_NOTFOUND || err->code == ERR_INPUT)
			err_set(err, ERR_DENIED,
			        "%.40s is not a member of this community; --as HANDLE says who you are", *handle);
		return -1;
	}
	return 0;
}

int desk_trust(struct desk *desk, struct state *state, const struct desk_sender *sender, struct trust *trust, struct err *err)
{
	struct trust_sources from = {desk->site.catalogue, desk->queue, state, desk->main, desk->now};
	struct trust_person who = {.network = sender->network};
	struct page profile;
	if (strcmp(sender->author, "guest") != 0) {
		if (desk_profile(desk, sender->author, &profile, err))
			return -1;
		who.handle = sender->author;
		who.profile = &profile;
	}
	return trust_of(&from, &who, &desk->arena, trust, err);
}

int desk_build(struct desk *desk, struct err *err)
{
	struct build_options options = {0};
	struct build_report report;
	if (build_is_current(&desk->site))
		return 0;
	queue_close(desk->queue);
	desk->queue = NULL;
	return build_site(&desk->site, &options, &report, err);
}

int desk_moderator(struct desk *desk, const char *as, const char **handle, struct err *err)
{
	struct page profile = {0};
	if (desk_member(desk, as, handle, &profile, err))
		return -1;
	if (profile.role < ROLE_MODERATOR)
		return err_set(err, ERR_DENIED, "%s is not a moderator (see role in %s)", *handle,
		               desk_profile_path(desk, *handle));
	return 0;
}
