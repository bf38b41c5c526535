#include "term.h"

#include "core/text/text.h"

#include <signal.h>
#include <unistd.h>

enum { SECOND = 1000, STEP = 200 };

void term_open(struct term *term)
{
	const char *kind = getenv("TERM"), *none = getenv("NO_COLOR");
	*term = (struct term){.out = stdout};
	term->colour = isatty(STDOUT_FILENO) && !(none && *none) && kind && *kind && strcmp(kind, "dumb") != 0;
}

static const char *pager_command(void)
{
	const char *pager = getenv("PAGER");
	if (!pager)
		return access("/usr/bin/less", X_OK) ? NULL : "less";
	return *pager && strcmp(pager, "cat") != 0 ? pager : NULL;
}

void term_page(struct term *term)
{
	const char *command = pager_command();
	if (term->pager || !command || !isatty(STDOUT_FILENO))
		return;
	/* As git does: leave at once where all fits on the screen, let our colours through and nothing else. */
	setenv("LESS", "FRX", 0);
	/* Who leaves the pager early ends it, not us: there may be a repository open. */
	signal(SIGPIPE, SIG_IGN);
	fflush(stdout);
	term->pager = popen(command, "w"); /* NOLINT(cert-env33-c): the reader's own choice of program */
	if (term->pager)
		term->out = term->pager;
}

void term_close(struct term *term)
{
	if (term->pager)
		pclose(term->pager);
	term->pager = NULL;
	term->out = stdout;
}

void term_style(struct term *term, enum term_style style)
{
	static const char *const codes[] = {"0", "1", "2", "31", "32", "33"};
	if (term->colour)
		fprintf(term->out, "\033[%sm", codes[style]);
}

/* U+0000-1F, U+7F-9F; U+061C, U+200E-F, U+202A-E, U+2066-9, which turn what stands beside them; line separators. */
static bool is_harmful(const unsigned char *c, size_t n)
{
	if (n == 1)
		return *c < 0x20 || *c == 0x7F;
	if (n == 2)
		return (c[0] == 0xC2 && c[1] < 0xA0) || (c[0] == 0xD8 && c[1] == 0x9C);
	if (n == 3 && c[0] == 0xE2 && c[1] == 0x80)
		return c[2] == 0x8E || c[2] == 0x8F || (c[2] >= 0xA8 && c[2] <= 0xAE);
	return n == 3 && c[0] == 0xE2 && c[1] == 0x81 && c[2] >= 0xA6 && c[2] <= 0xA9;
}

static void put_safely(struct term *term, const char *text, size_t n, const char *spared)
{
	for (size_t i = 0, k; i < n; i += k) {
		size_t len = text_char(text + i, n - i);
		k = len ? len : 1;
		if (len == 1 && text[i] && strchr(spared, text[i]))
			putc(text[i], term->out);
		else if (!len || is_harmful((const unsigned char *)text + i, len))
			putc('?', term->out);
		else
			fwrite(text + i, 1, len, term->out);
	}
}

void term_text(struct term *term, const char *text, size_t n)
{
	put_safely(term, text, n, "\n\t");
}

void term_word(struct term *term, const char *word)
{
	put_safely(term, word, strlen(word), "");
}

static int64_t milliseconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * SECOND + now.tv_nsec / 1000000;
}

void term_progress(struct term *term, const char *what, size_t done, size_t total)
{
	int64_t now = milliseconds();
	if (!isatty(STDERR_FILENO))
		return;
	if (!term->begun)
		term->begun = now;
	if (done >= total) {
		if (term->told)
			fputs("\r\033[K", stderr);
		term->begun = term->told = 0;
	} else if (now - term->begun >= SECOND && now - term->told >= STEP) {
		fprintf(stderr, "\r%s %zu of %zu", what, done, total);
		term->told = now;
	}
}

int term_ask(const char *question, bool *yes, struct err *err)
{
	char answer[16] = "";
	FILE *tty = fopen("/dev/tty", "r+e");
	if (!tty)
		return err_set(err, ERR_INPUT, "nobody to ask here: --yes does it without a question");
	fprintf(tty, "%s [y/N] ", question);
	fflush(tty);
	*yes = fgets(answer, sizeof(answer), tty) && (*answer == 'y' || *answer == 'Y');
	fclose(tty);
	return 0;
}
