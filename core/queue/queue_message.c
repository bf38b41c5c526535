#include "queue_inner.h"

#include "core/text/text.h"

const char *queue_message_summary(const char *message, struct arena *arena)
{
	return arena_dupn(arena, message, strcspn(message, "\n"));
}

/* Where the last paragraph begins; the whole message where it is the only one. */
static const char *last_paragraph(const char *message, size_t n)
{
	while (n && message[n - 1] == '\n')
		n--;
	for (; n > 1; n--)
		if (message[n - 1] == '\n' && message[n - 2] == '\n')
			return message + n;
	return message;
}

static bool is_trailer(const char *line)
{
	size_t n = strspn(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-");
	return n && line[n] == ':' && line[n + 1] == ' ';
}

const char *queue_message_trailer(const char *message, const char *key, struct arena *arena)
{
	const char *line = last_paragraph(message, strlen(message)), *found = "";
	size_t n = strlen(key);
	if (line == message)
		return "";
	for (; *line; line += strcspn(line, "\n"), line += *line == '\n')
		if (strncmp(line, key, n) == 0 && strncmp(line + n, ": ", 2) == 0)
			found = arena_dupn(arena, line + n + 2, strcspn(line + n + 2, "\n"));
	return found;
}

const char *queue_message_body(const char *message, struct arena *arena)
{
	const char *start = message + strcspn(message, "\n");
	const char *end = last_paragraph(message, strlen(message));
	if (!is_trailer(end) || end == message)
		end = message + strlen(message);
	while (start < end && *start == '\n')
		start++;
	while (end > start && end[-1] == '\n')
		end--;
	return arena_dupn(arena, start, (size_t)(end - start));
}

const char *queue_message_decides(const char *message, struct arena *arena)
{
	const char *id = queue_message_trailer(message, "Submission", arena);
	return *id ? id : queue_message_trailer(message, "Undoes", arena);
}

int queue_identify(struct queue *queue, const char *handle, struct arena *arena, struct queue_identity *who,
                   struct err *err)
{
	if (!text_is_handle(handle, strlen(handle)))
		return err_set(err, ERR_INPUT, "'%.40s' is not a handle", handle);
	who->name = arena_dup(arena, handle);
	who->email = arena_printf(arena, "%s@users.%s", handle, queue->host);
	return 0;
}

int queue_check_summary(const char *summary, struct err *err)
{
	size_t n = strlen(summary);
	if (text_check_line(summary, n, err))
		return err_prefix(err, "summary");
	if (!n || n > 500)
		return err_set(err, ERR_INPUT, "summary: wants 1 to 500 bytes, got %zu", n);
	return 0;
}
