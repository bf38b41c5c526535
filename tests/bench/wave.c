/*
 * Puts a spam wave into a site's queue, and real posts among it: five kinds of floods by guests from many
 * networks, and people's own words by guests and members. The same submissions for the same numbers.
 * What a spam filter would say of them goes into state.db.
 *
 *     wave SITE TOPIC-FOLDER SPAM REAL
 */
#include "core/queue/queue.h"
#include "core/site/site.h"
#include "core/state/state_facts.h"
#include "core/text/crypto.h"
#include "core/text/date.h"

enum { START = 1795262400, HEAD = 16 }; /* 2026-11-21T12:00:00Z, a Saturday */

static uint64_t seed = 42;

static uint64_t draw(uint64_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (seed >> 33) % n;
}

static const char *one_of(const char *const *words)
{
	size_t n = 0;
	while (words[n])
		n++;
	return words[draw(n)];
}
#define ONE(...) one_of((const char *const[]){__VA_ARGS__, NULL})

static void need(int rc, const struct err *err)
{
	if (!rc)
		return;
	fprintf(stderr, "wave: %s\n", err->msg);
	exit(1);
}

/* What is sent, whatever it is. */
struct post {
	char name[40], title[120], body[2000], network[40];
	const char *author;
	int64_t score;
	bool spam;
};

static void spam(struct post *post, int kind)
{
	unsigned long tail = (unsigned long)draw(1u << 24);
	char *body = post->body;
	size_t max = sizeof(post->body);
	snprintf(post->name, sizeof(post->name), "%s%lu", ONE("Best", "Top", "Mr ", "Lucky", "Anna", "Deals"), tail % 1000);
	post->author = "guest";
	post->spam = true;
	post->score = 700 + (int64_t)draw(300);
	snprintf(post->network, sizeof(post->network), "wave%d-%d", kind, kind == 0 ? 1 : (int)draw(kind == 4 ? 4000 : 12));
	if (kind == 0)
		snprintf(body, max, "Cheap pills of the best quality, no prescription needed, delivered to your door within %d days! "
			 "Order now at https://pills%d.example/%06lx and pay less.\n", 1 + (int)draw(9), (int)draw(3), tail);
	else if (kind == 1)
		snprintf(body, max, "Play at the number one online casino tonight. %d free spins and a bonus of %d for every new player, "
			 "no deposit. Register here: https://spin.example/r/%lx\n", 10 + (int)draw(90), 100 * (int)draw(20), tail);
	else if (kind == 2) {
		snprintf(post->title, sizeof(post->title), "How I made %lu dollars from home in a week", 1000 + tail % 9000);
		snprintf(body, max, "A friend showed me this trading robot and now I earn %lu every day without doing anything. "
			 "Write to me and I will show you how: https://robot.example/?id=%lx\n", 100 + tail % 900, tail);
	} else if (kind == 3)
		snprintf(body, max, "Great post! I have been looking for this. See also https://seo.example/%lx\n", tail);
	else
		snprintf(body, max, "%s %s %s at %s. %s\n\nhttps://watches.example/%lx\n",
			 ONE("Looking for", "Searching for", "Do you need", "You want"), ONE("luxury", "Swiss", "designer", "genuine"),
			 ONE("watches", "bags", "shoes", "replicas"), ONE("the lowest price", "half the price", "a bargain"),
			 ONE("Worldwide shipping, full refund.", "Free delivery and returns.", "Visit our shop today."), tail);
}

static void real(struct post *post, unsigned i)
{
	static const char *const texts[] = {
		"I followed the lesson on themes and my colours do not change. Is there something to restart?",
		"Thanks, that was it. The file lay one folder too deep.",
		"Could the event page show the time in my own zone? I missed the last open hour by an hour.",
		"We run this for a choir of sixty people. Inviting them by letter took ten minutes, thank you.",
		"On step three the command says *permission denied*. I use Debian 12 and my site is in /srv.",
		"The search finds nothing for words with an umlaut, for example Gärtnerei.",
		"Is there a way to see who changed a page last? I would like to thank them.",
		"A small thing: the link to the rules at the foot is hard to hit on my telephone.",
		"I have the same question as above. Did you find an answer in the end?",
		"See https://example.org/nginx for how we did it with nginx, it is three lines.",
		"How do I move a topic to another forum once somebody has answered it?",
		"My browser shows the letters of the code too small. Can I change that?",
		"We would like a forum in Spanish beside the English one. Is that two sites or one?",
		"The plot of new members seems to begin a week late. Or do I read it wrongly?",
	};
	static const char *const ends[] = {"", " Kind regards from Lisbon.", " Sorry if this was asked before.", " I can test it on Monday."};
	snprintf(post->name, sizeof(post->name), "%s", ONE("Marta", "Jonas", "Aiko", "Tomasz", "Leïla", "Sam"));
	snprintf(post->network, sizeof(post->network), "home-%u", i);
	snprintf(post->body, sizeof(post->body), "%s%s\n", texts[i % ARRAY_LEN(texts)], ends[i / ARRAY_LEN(texts) % ARRAY_LEN(ends)]);
	if (i % 5 == 0)
		snprintf(post->title, sizeof(post->title), "Question %u: %.40s", i, texts[i % ARRAY_LEN(texts)]);
	post->author = "guest";
	/* A filter errs: some of them look like spam. */
	post->score = i % 9 == 8 ? 640 : 20 + (int64_t)draw(200);
}

static void send(struct queue *queue, struct state *state, const char *topic, const struct post *post, int64_t at)
{
	char id[64], path[512], file[3000], date[DATE_TEXT], head[DATE_TEXT], summary[200];
	struct err err = {0};
	bool again;
	date_rfc3339(at, date);
	date_id_head(at, head);
	snprintf(id, sizeof(id), "%s-", head);
	for (size_t i = 0; i < 6; i++)
		id[HEAD + i] = "abcdefghijklmnopqrstuvwxyz234567"[draw(32)];
	id[HEAD + 6] = '\0';
	if (*post->title)
		snprintf(path, sizeof(path), "forums/help/2026/11/wave-%s/index.md", id);
	else
		snprintf(path, sizeof(path), "%s/%s.md", topic, id);
	int n = snprintf(file, sizeof(file), "---\n%s%s%sauthor: guest\nname: %s\ndate: %s\n---\n%s", *post->title ? "title: \"" : "",
			 post->title, *post->title ? "\"\n" : "", post->name, date, post->body);
	snprintf(summary, sizeof(summary), "%s: %s", *post->title ? "topic" : "reply", *post->title ? post->title : "Welcome");
	struct store_edit edit = {.path = path, .bytes = file, .len = (size_t)n};
	struct state_facts facts = {.id = id, .handle = "guest", .network = post->network, .rule = "", .reasons = "",
				    .score = post->score, .at = at};
	need(state_facts_put(state, &facts, &err), &err);
	need(queue_submit(queue, &(struct queue_submission){.id = id, .author = post->author, .summary = summary, .edits = &edit,
							   .nedits = 1, .now = at}, &again, &err), &err);
	printf("%s %s\n", id, post->spam ? "spam" : "real");
}

int main(int argc, char **argv)
{
	struct err err = {0};
	struct site site;
	struct queue *queue;
	struct state *state;
	if (argc != 5) {
		fprintf(stderr, "usage: wave SITE TOPIC-FOLDER SPAM REAL\n");
		return 2;
	}
	unsigned bad = (unsigned)strtoul(argv[3], NULL, 10), good = (unsigned)strtoul(argv[4], NULL, 10), sent = 0;
	need(crypto_init(&err), &err);
	need(site_open(&site, argv[1], &err), &err);
	need(queue_open(&queue, &(struct queue_options){.content = site.content, .repository = site.queue,
						       .ref = site.conf.content_ref, .host = "localhost"}, &err), &err);
	need(state_open(&state, site.state_db, &err), &err);
	for (unsigned i = 0; i < bad + good; i++) {
		struct post post = {0};
		bool is_real = good && (uint64_t)i * good / (bad + good) != (uint64_t)(i + 1) * good / (bad + good);
		if (is_real)
			real(&post, sent++);
		else
			spam(&post, i % 100 < 50 ? 0 : i % 100 < 70 ? 1 : i % 100 < 80 ? 2 : i % 100 < 90 ? 3 : 4);
		send(queue, state, argv[2], &post, START + 40 * (int64_t)i);
	}
	state_close(state);
	queue_close(queue);
	return 0;
}
