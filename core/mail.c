#include "mail.h"

#include "mail_parts.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

/* TRY_LATER: EX_TEMPFAIL of sysexits.h, which sendmail ends with. */
enum { ADDRESS_MAX = 254, SAID_MAX = 300, TRY_LATER = 75 };

/* RFC 5321's dot-string and domain, without quoted local parts and address literals, which people have not. */
static bool is_local(const char *s, size_t n)
{
	static const char others[] = "!#$%&'*+/=?^_`{|}~.-";
	if (!n || n > 64 || s[0] == '.' || s[0] == '-' || s[n - 1] == '.')
		return false;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c >= 0x80;
		if (!word && (!c || !strchr(others, c)))
			return false;
		if (c == '.' && s[i + 1] == '.')
			return false;
	}
	return true;
}

static bool is_domain(const char *s)
{
	size_t n = strlen(s), label = 0;
	bool dotted = false;
	for (size_t i = 0; i <= n; i++) {
		unsigned char c = (unsigned char)s[i];
		if (c == '.' || !c) {
			if (!label || label > 63 || s[i - 1] == '-')
				return false;
			dotted |= c == '.';
			label = 0;
			continue;
		}
		bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c >= 0x80;
		if (!word && (c != '-' || !label))
			return false;
		label++;
	}
	return dotted || !strcmp(s, "localhost");
}

int mail_check_address(const char *address, struct err *err)
{
	size_t n = strlen(address);
	const char *at = strchr(address, '@');
	if (text_check_line(address, n, err))
		return -1;
	if (n > ADDRESS_MAX || !at || !is_local(address, (size_t)(at - address)) || !is_domain(at + 1))
		return err_set(err, ERR_INPUT, "wants an address like someone@example.org");
	return 0;
}

/* A name for a header: the library would fold a newline away, but nobody writes one by mistake. */
static int check_line(const char *what, const char *value, struct err *err)
{
	if (value && text_check_line(value, strlen(value), err))
		return err_prefix(err, "%s", what);
	return 0;
}

static int check_box(const char *what, const struct mail_box *box, struct err *err)
{
	if (check_line(what, box->name, err))
		return -1;
	return mail_check_address(box->address, err) ? err_prefix(err, "%s", what) : 0;
}

/* What stands between < and >: no blank, no bracket. */
static int check_token(const char *what, const char *value, struct err *err)
{
	if (!value)
		return 0;
	for (const char *p = value; *p; p++) {
		if (*p <= ' ' || *p > '~' || *p == '<' || *p == '>')
			return err_set(err, ERR_INPUT, "%s: wants printable ASCII without blanks and brackets", what);
	}
	return *value ? 0 : err_set(err, ERR_INPUT, "%s: is empty", what);
}

int mail_write(const struct mail *mail, struct str *out, struct err *err)
{
	const char *const tokens[][2] = {
	    {"Message-ID", mail->id}, {"In-Reply-To", mail->answers},          {"References", mail->thread},
	    {"List-Id", mail->list},  {"List-Unsubscribe", mail->unsubscribe}, {"Archived-At", mail->archived}};
	if (check_box("From", &mail->from, err) || check_box("To", &mail->to, err) ||
	    check_line("Subject", mail->subject, err))
		return -1;
	if (mail->reply_to && mail_check_address(mail->reply_to, err))
		return err_prefix(err, "Reply-To");
	for (size_t i = 0; i < ARRAY_LEN(tokens); i++)
		if (check_token(tokens[i][0], tokens[i][1], err))
			return -1;
	return mail_parts_write(mail, out, err);
}

/* ---- sendmail ---- */

static int spawn(const struct mail_envelope *envelope, int input, int output, pid_t *pid)
{
	const char *const argv[] = {envelope->program, "-i", "-f", envelope->from, "--", envelope->to, NULL};
	/* Nothing of a web server's environment is the mailer's business. */
	static const char *const environment[] = {"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
	                                          NULL};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none;
	sigemptyset(&none);
	int rc = posix_spawn_file_actions_init(&actions);
	if (rc)
		return rc;
	rc = posix_spawnattr_init(&attributes);
	if (rc) {
		posix_spawn_file_actions_destroy(&actions);
		return rc;
	}
	if (!(rc = posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)) &&
	    !(rc = posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)) &&
	    !(rc = posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO)) &&
	    /* The caller may have blocked what ends it; its child must be endable. */
	    !(rc = posix_spawnattr_setsigmask(&attributes, &none)) &&
	    !(rc = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK)))
		rc = posix_spawn(pid, envelope->program, &actions, &attributes, (char *const *)(uintptr_t)argv,
		                 (char *const *)(uintptr_t)environment);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return rc;
}

/* The message as a file without a name: a program that reads slowly or not at all cannot hold the caller. */
static int open_message(const struct str *message, struct err *err)
{
	FILE *file = tmpfile();
	int fd = -1;
	if (file && fwrite(message->at, 1, message->len, file) == message->len && !fflush(file) &&
	    !fseek(file, 0, SEEK_SET))
		fd = fcntl(fileno(file), F_DUPFD_CLOEXEC, 3);
	if (fd < 0)
		err_sys(err, "a letter on its way to sendmail");
	if (file)
		fclose(file);
	return fd;
}

/* The start of what it said; the rest is read and dropped, so that it can end. */
static void listen_to(int fd, char said[static SAID_MAX])
{
	char chunk[4096];
	size_t len = 0;
	ssize_t n;
	while ((n = read(fd, chunk, sizeof(chunk))) > 0 || (n < 0 && errno == EINTR)) {
		for (ssize_t i = 0; i < n && len + 1 < SAID_MAX; i++)
			said[len++] = (unsigned char)chunk[i] < ' ' ? ' ' : chunk[i];
	}
	while (len && said[len - 1] == ' ')
		len--;
	said[len] = '\0';
}

static int ended(const char *program, int status, const char *said, struct err *err)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) == TRY_LATER)
		return err_set(err, ERR_RACE, "%s: try again later: %s", program, said);
	if (WIFSIGNALED(status))
		return err_set(err, ERR_SYS, "%s: ended by signal %d: %s", program, WTERMSIG(status), said);
	return err_set(err, ERR_SYS, "%s: status %d: %s", program, WEXITSTATUS(status), said);
}

static int run(const struct mail_envelope *envelope, int message, struct err *err)
{
	char said[SAID_MAX];
	int ends[2], status = 0;
	pid_t pid = -1;
	if (pipe2(ends, O_CLOEXEC))
		return err_sys(err, "%s", envelope->program);
	int failed = spawn(envelope, message, ends[1], &pid);
	close(ends[1]);
	errno = failed;
	if (failed) {
		int rc = failed == ENOENT ? err_set(err, ERR_NOTFOUND, "%s: no such program", envelope->program)
		                         : err_sys(err, "%s", envelope->program);
		close(ends[0]);
		return rc;
	}
	listen_to(ends[0], said);
	close(ends[0]);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return err_sys(err, "%s", envelope->program);
	return ended(envelope->program, status, said, err);
}

int mail_send(const struct mail_envelope *envelope, const struct str *message, struct err *err)
{
	if (mail_check_address(envelope->to, err) || (*envelope->from && mail_check_address(envelope->from, err)))
		return -1;
	int fd = open_message(message, err);
	if (fd < 0)
		return -1;
	int rc = run(envelope, fd, err);
	close(fd);
	return rc;
}
