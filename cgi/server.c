#include "server.h"

#include "core/markdown.h"

int server_open(struct server *server, const char *dir, struct err *err)
{
	*server = (struct server){.votes_at = 1, .learn = true};
	if (site_open(&server->site, dir, err))
		return -1;
	const struct config *conf = &server->site.conf;
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
	site_close(&server->site);
	*server = (struct server){0};
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
