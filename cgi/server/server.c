#include "server.h"

#include "core/markdown/markdown.h"

enum { LOOK_S = 2 };

int server_open(struct server *server, const char *dir, int64_t now, struct err *err)
{
	*server = (struct server){.votes_at = 1, .learn = true, .look_at = now + LOOK_S};
	if (site_open(&server->site, dir, err))
		return -1;
	const struct config *conf = &server->site.conf;
	look_take(&server->look, &server->site, now);
	policy_load(&server->policy, conf, &server->site.arena);
	if (held_load(&server->held, &conf->policy_words, server->site.words_file, &server->site.arena, err) ||
	    site_secret(&server->site, server->secret, err) ||
	    theme_open(&server->theme, server->site.themes, conf->theme_name, conf->site_language, err) ||
	    theme_accent(server->theme, conf->site_accent, err) || theme_check(server->theme, err)) {
		server_close(server);
		return -1;
	}
	markdown_init();
	return 0;
}

void server_close(struct server *server)
{
	server_fault(server);
	held_release(&server->held);
	theme_close(server->theme);
	look_release(&server->look);
	site_close(&server->site);
	*server = (struct server){0};
}

/* What this process remembers of its requests goes on. */
static void keep_memory(struct server *fresh, const struct server *old)
{
	fresh->learn = old->learn;
	fresh->votes_at = old->votes_at;
	fresh->room = old->room;
	fresh->noted = old->noted;
	fresh->letters = old->letters;
}

int server_renew(struct server *server, int64_t now, struct err *err)
{
	struct look look;
	struct server fresh;
	if (now < server->look_at)
		return 0;
	server->look_at = now + LOOK_S;
	look_take(&look, &server->site, now);
	/* What changed this moment may be half there, and settings that are empty are all defaults: it is read once it rests. */
	bool rests = look_is_settled(&look) || look.newest > now;
	if (!rests || look_same(&server->look, &look)) {
		look_release(&look);
		return 0;
	}
	/* So that what is wrong is said once, and the old ones are not compared with for ever. */
	look_release(&server->look);
	server->look = look;
	if (server_open(&fresh, server->site.dir, now, err))
		return -1;
	keep_memory(&fresh, server);
	server_close(server);
	*server = fresh;
	return 0;
}

int server_check(struct server *server, struct err *err)
{
	struct state *state;
	struct queue *queue;
	struct store_id commit;
	if (server_state(server, &state, err) || server_queue(server, &queue, err))
		return -1;
	return store_resolve(queue_content(queue), server->site.conf.content_ref, &commit, err);
}

int server_state(struct server *server, struct state **state, struct err *err)
{
	if (!server->state && state_open(&server->state, server->site.state_db, err))
		return -1;
	*state = server->state;
	return 0;
}

int server_queue(struct server *server, struct queue **queue, struct err *err)
{
	const struct site *site = &server->site;
	struct queue_options options = {
		.content = site->content,
		.repository = site->queue,
		.ref = site->conf.content_ref,
		.host = site->host,
	};
	if (!server->queue && queue_open(&server->queue, &options, err))
		return -1;
	*queue = server->queue;
	return 0;
}

void server_fault(struct server *server)
{
	state_close(server->state);
	queue_close(server->queue);
	server->state = NULL;
	server->queue = NULL;
}
