#include "challenge.h"

#include "cgi/visit/say.h"
#include "core/words/spam_text.h"
#include "core/words/words.h"
#include "guard.h"

enum { ANSWER_MAX = 200, FOLDED_MAX = 20 * ANSWER_MAX, NONCE_MAX = 20, GUESSES = 30, HOUR = 3600 };

/* A token gets the same question each time. */
static const char *choose(struct visit *visit, const char *token)
{
	const struct option_texts *questions = &visit->server->site.conf.spam_question;
	if (visit->handle || !questions->len)
		return NULL;
	return questions->at[(size_t)spam_word_number(token, strlen(token)) % questions->len];
}

static const char *fold(struct visit *visit, const char *answer, size_t n)
{
	struct str out;
	str_init(&out, FOLDED_MAX);
	words_apart(answer, n < ANSWER_MAX ? n : ANSWER_MAX, &out);
	const char *folded = arena_dupn(visit->arena, out.at, out.len);
	str_release(&out);
	return folded;
}

static bool is_answer(struct visit *visit, const char *chosen, const char *answer)
{
	const char *given = fold(visit, answer, strlen(answer));
	for (const char *at = strchr(chosen, '|'); at && *given; at = strchr(at, '|')) {
		at++;
		if (!strcmp(fold(visit, at, strcspn(at, "|")), given))
			return true;
	}
	return false;
}

struct challenge challenge_ask(struct visit *visit, const char *token)
{
	const char *chosen = choose(visit, token);
	int64_t bits = visit->handle ? 0 : visit->server->site.conf.spam_work;
	struct challenge challenge = {.answer = ""};
	if (chosen) {
		size_t n = strcspn(chosen, "|");
		while (n && chosen[n - 1] == ' ')
			n--;
		challenge.question = arena_dupn(visit->arena, chosen, n);
	}
	if (bits)
		challenge.work = arena_printf(visit->arena, "%lld %s", (long long)bits, token);
	return challenge;
}

/* SHA-256 of "token:nonce" begins with that many bits of 0 (Hashcash, as a script of the theme makes it). */
static bool is_work(const char *token, const char *nonce, int64_t bits)
{
	char text[256], hash[CRYPTO_SHA256_TEXT];
	if (!*nonce || strlen(nonce) > NONCE_MAX || strspn(nonce, "0123456789") != strlen(nonce))
		return false;
	int n = snprintf(text, sizeof(text), "%s:%s", token, nonce);
	if (n < 0 || (size_t)n >= sizeof(text))
		return false;
	crypto_sha256(text, (size_t)n, hash);
	int64_t zeros = 0;
	for (const char *c = hash; *c; c++) {
		int digit = *c <= '9' ? *c - '0' : *c - 'a' + 10;
		zeros += digit ? digit < 2 ? 3 : digit < 4 ? 2 : digit < 8 : 4;
		if (digit)
			break;
	}
	return zeros >= bits;
}

int challenge_check(struct visit *visit, const char *token, struct challenge *challenge, bool *proved, struct err *err)
{
	const char *chosen = choose(visit, token), *answer = form_text(&visit->req.form, "answer");
	int64_t bits = visit->handle ? 0 : visit->server->site.conf.spam_work;
	*challenge = challenge_ask(visit, token);
	*proved = !bits || is_work(token, form_text(&visit->req.form, "work"), bits);
	if (!chosen)
		return 0;
	if (is_answer(visit, chosen, answer)) {
		*proved = true;
		return 0;
	}
	if (*answer && guard_rate(visit, "answer", visit->address, GUESSES, HOUR, err))
		return -1;
	challenge->answer = fold(visit, answer, strlen(answer));
	challenge->error = say(visit, *answer ? "say.wrong_answer" : "say.no_answer");
	return 0;
}
