#include "mail_parts.h"

#include "core/base/vec.h"
#include "core/text/crypto.h"
#include "core/text/text.h"

#include <gmime/gmime.h>

/* A text may have lines that begin with dashes: some for each part that there may be. */
enum { TEXT_MAX = 4 << 20, FILES_MAX = 256 << 20, BOUNDARIES = 20, COLONS_MAX = 2000 };

static void start(void)
{
	static bool started;
	if (!started)
		g_mime_init();
	started = true;
}

/* ---- out ---- */

static GMimeObject *text_part(const char *subtype, const char *text)
{
	GMimeTextPart *part = g_mime_text_part_new_with_subtype(subtype);
	g_mime_text_part_set_charset(part, "utf-8");
	g_mime_text_part_set_text(part, text);
	g_mime_part_set_content_encoding(GMIME_PART(part), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
	return GMIME_OBJECT(part);
}

/* The boundary follows from the letter's name: random ones would make each writing another one. */
static GMimeObject *both_parts(const struct mail *mail)
{
	char digest[CRYPTO_MAC_TEXT];
	GMimeMultipart *both = g_mime_multipart_new_with_subtype("alternative");
	GMimeObject *parts[] = {text_part("plain", mail->text), text_part("html", mail->html)};
	crypto_digest(mail->id, strlen(mail->id), digest);
	g_mime_multipart_set_boundary(both, digest);
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		g_mime_multipart_add(both, parts[i]);
		g_object_unref(parts[i]);
	}
	return GMIME_OBJECT(both);
}

static void header(GMimeMessage *message, const char *name, const char *fmt, const char *value)
{
	if (!value)
		return;
	char *text = g_strdup_printf(fmt, value);
	g_mime_object_set_header(GMIME_OBJECT(message), name, text, "utf-8");
	g_free(text);
}

/*
 * One address or id as it is, on one line. The library would fold a long one by making encoded words of it, and these are
 * not read there (RFC 2047, 5): no mail program would find how to unsubscribe.
 */
static void token(GMimeMessage *message, const char *name, const char *value)
{
	if (!value)
		return;
	char *raw = g_strdup_printf(" <%s>\n", value);
	header(message, name, "<%s>", value);
	g_mime_header_set_raw_value(g_mime_header_list_get_header(g_mime_object_get_header_list(GMIME_OBJECT(message)), name), raw);
	g_free(raw);
}

static void write_headers(GMimeMessage *message, const struct mail *mail)
{
	const char *from_name = mail->from.name && *mail->from.name ? mail->from.name : NULL;
	const char *to_name = mail->to.name && *mail->to.name ? mail->to.name : NULL;
	GDateTime *date = g_date_time_new_from_unix_utc(mail->date);
	g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_FROM, from_name, mail->from.address);
	g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_TO, to_name, mail->to.address);
	if (mail->reply_to)
		g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_REPLY_TO, NULL, mail->reply_to);
	g_mime_message_set_subject(message, mail->subject, "utf-8");
	g_mime_message_set_date(message, date);
	g_date_time_unref(date);
	g_mime_message_set_message_id(message, mail->id);
	token(message, "In-Reply-To", mail->answers);
	token(message, "References", mail->thread);
	token(message, "List-Id", mail->list);
	token(message, "List-Unsubscribe", mail->unsubscribe);
	header(message, "List-Unsubscribe-Post", "%s", mail->unsubscribe ? "List-Unsubscribe=One-Click" : NULL);
	token(message, "Archived-At", mail->archived);
	header(message, "Auto-Submitted", "%s", "auto-generated");
}

int mail_parts_write(const struct mail *mail, struct str *out, struct err *err)
{
	start();
	GMimeMessage *message = g_mime_message_new(FALSE);
	GMimeObject *body = mail->html ? both_parts(mail) : text_part("plain", mail->text);
	write_headers(message, mail);
	g_mime_message_set_mime_part(message, body);
	g_object_unref(body);
	char *text = g_mime_object_to_string(GMIME_OBJECT(message), NULL);
	str_addz(out, text);
	g_free(text);
	g_object_unref(message);
	return str_check(out, "letter", err);
}

/* ---- in ---- */

struct addresses VEC_OF(const char *);
struct files VEC_OF(struct mail_file);

/* What a letter is read into on the way through its parts. */
struct reading {
	struct arena *arena;
	struct mail_received *mail;
	struct files files;
	size_t parts, max, text_left, bytes_left;
	bool has_text, over;
};

static const char *lower(struct arena *arena, const char *address)
{
	char *copy = arena_dup(arena, address);
	for (char *p = copy; *p; p++)
		*p = (char)(*p >= 'A' && *p <= 'Z' ? *p + 32 : *p);
	return copy;
}

static void take_addresses(struct arena *arena, InternetAddressList *list, struct addresses *all)
{
	int n = list ? internet_address_list_length(list) : 0;
	for (int i = 0; i < n; i++) {
		InternetAddress *one = internet_address_list_get_address(list, i);
		const char *address = INTERNET_ADDRESS_IS_MAILBOX(one)
		                          ? internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(one))
		                          : NULL;
		if (address)
			*VEC_PUSH(all) = lower(arena, address);
	}
}

static const char *header_of(GMimeMessage *message, const char *name)
{
	const char *value = g_mime_object_get_header(GMIME_OBJECT(message), name);
	return value ? value : "";
}

/* The address alone, where a mail server noted the recipient. */
static void take_header(struct arena *arena, GMimeMessage *message, const char *name, struct addresses *all)
{
	InternetAddressList *list = internet_address_list_parse(NULL, header_of(message, name));
	take_addresses(arena, list, all);
	if (list)
		g_object_unref(list);
}

static void take_recipients(struct reading *reading, GMimeMessage *message)
{
	struct addresses all = {0};
	take_addresses(reading->arena, g_mime_message_get_addresses(message, GMIME_ADDRESS_TYPE_TO), &all);
	take_addresses(reading->arena, g_mime_message_get_addresses(message, GMIME_ADDRESS_TYPE_CC), &all);
	take_header(reading->arena, message, "Delivered-To", &all);
	take_header(reading->arena, message, "X-Original-To", &all);
	take_header(reading->arena, message, "Envelope-To", &all);
	const char **copy = arena_alloc(reading->arena, all.len + 1, sizeof(*copy));
	if (all.len)
		memcpy(copy, all.at, all.len * sizeof(*copy));
	reading->mail->recipients = copy;
	reading->mail->nrecipients = all.len;
	VEC_RELEASE(&all);
}

static bool begins(const char *s, const char *head)
{
	return g_ascii_strncasecmp(s, head, strlen(head)) == 0;
}

/* What people do not write by hand, but lists and programs do (RFC 2369, 2919; Exchange's notices). */
static bool has_telling_header(GMimeMessage *message)
{
	static const char *const names[] = {"List-Id",     "List-Unsubscribe", "List-Post", "List-Help", "X-Auto-Response-Suppress",
	                                    "X-Autoreply", "X-Autorespond",    "X-Failed-Recipients"};
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (*header_of(message, names[i]))
			return true;
	return false;
}

/* RFC 3834, 2: do not answer what a program sent. */
static bool is_automatic(GMimeMessage *message)
{
	static const char *const bulk[] = {"bulk", "list", "junk", "auto_reply"};
	const char *submitted = header_of(message, "Auto-Submitted");
	const char *precedence = header_of(message, "Precedence");
	for (size_t i = 0; i < ARRAY_LEN(bulk); i++)
		if (begins(precedence, bulk[i]))
			return true;
	GMimeObject *body = g_mime_message_get_mime_part(message);
	GMimeContentType *type = body ? g_mime_object_get_content_type(body) : NULL;
	if (type && g_mime_content_type_is_type(type, "multipart", "report"))
		return true;
	return (*submitted && !begins(submitted, "no")) || has_telling_header(message) ||
	       begins(header_of(message, "Return-Path"), "<>");
}

static const char *clean_line(struct arena *arena, const char *s)
{
	struct str line;
	str_init(&line, TEXT_MAX);
	text_one_line(&line, s ? s : "", s ? strlen(s) : 0);
	const char *copy = arena_dup(arena, line.at);
	str_release(&line);
	return copy;
}

static void take_text(struct reading *reading, GMimeTextPart *part)
{
	char *text = g_mime_text_part_get_text(part);
	struct str lines;
	if (!text || strlen(text) > reading->text_left) {
		reading->over |= text != NULL;
		g_free(text);
		return;
	}
	str_init(&lines, TEXT_MAX * 4);
	text_unix_lines(&lines, text, strlen(text));
	reading->mail->text = arena_dup(reading->arena, lines.at);
	reading->has_text = true;
	str_release(&lines);
	g_free(text);
}

static void take_file(struct reading *reading, GMimePart *part)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	GMimeStream *memory = g_mime_stream_mem_new();
	char *type = g_mime_content_type_get_mime_type(g_mime_object_get_content_type(GMIME_OBJECT(part)));
	if (content)
		g_mime_data_wrapper_write_to_stream(content, memory);
	GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory));
	reading->over |= bytes->len > reading->bytes_left;
	if (!reading->over) {
		reading->bytes_left -= bytes->len;
		*VEC_PUSH(&reading->files) = (struct mail_file){
		    .name = clean_line(reading->arena, g_mime_part_get_filename(part)),
		    .type = lower(reading->arena, type),
		    .bytes = arena_dupn(reading->arena, (const char *)bytes->data, bytes->len),
		    .len = bytes->len,
		};
	}
	g_free(type);
	g_object_unref(memory);
}

static void visit(GMimeObject *parent, GMimeObject *part, gpointer self)
{
	struct reading *reading = self;
	(void)parent;
	if (++reading->parts > reading->max)
		reading->over = true;
	if (reading->over || !GMIME_IS_PART(part))
		return;
	bool attached = g_mime_part_is_attachment(GMIME_PART(part)) || g_mime_part_get_filename(GMIME_PART(part));
	GMimeContentType *type = g_mime_object_get_content_type(part);
	if (GMIME_IS_TEXT_PART(part) && !attached) {
		bool plain = g_mime_content_type_is_type(type, "text", "plain");
		if (plain && !reading->has_text)
			take_text(reading, GMIME_TEXT_PART(part));
		reading->mail->html_only |= !plain;
	} else if (attached || g_mime_content_type_is_type(type, "image", "*")) {
		take_file(reading, GMIME_PART(part));
	}
}

static void take_files(struct reading *reading)
{
	struct mail_file *copy = arena_alloc(reading->arena, reading->files.len + 1, sizeof(*copy));
	if (reading->files.len)
		memcpy(copy, reading->files.at, reading->files.len * sizeof(*copy));
	reading->mail->files = copy;
	reading->mail->nfiles = reading->files.len;
	VEC_RELEASE(&reading->files);
}

static int take_message(GMimeMessage *message, struct reading *reading, struct err *err)
{
	struct mail_received *mail = reading->mail;
	struct addresses from = {0};
	take_addresses(reading->arena, g_mime_message_get_from(message), &from);
	mail->from = from.len ? from.at[0] : "";
	VEC_RELEASE(&from);
	take_recipients(reading, message);
	mail->id = clean_line(reading->arena, g_mime_message_get_message_id(message));
	mail->subject = clean_line(reading->arena, g_mime_message_get_subject(message));
	mail->automatic = is_automatic(message);
	g_mime_message_foreach(message, visit, reading);
	mail->html_only = mail->html_only && !reading->has_text;
	take_files(reading);
	return reading->over ? err_set(err, ERR_LIMIT, "a letter of too many or too large parts") : 0;
}

/* Does the word stand right before `at`, whatever its case? */
static bool stands_before(const char *bytes, const char *at, const char *word)
{
	size_t n = strlen(word);
	return (size_t)(at - bytes) >= n && begins(at - n, word);
}

/* A line "Reply-To: …": its name ends in what is a list of addresses, of which a group may be a part, "name: a, b;". */
static bool is_address_header(const char *line, size_t n)
{
	static const char *const ends[] = {"from", "sender", "to", "cc"};
	const char *name_end = memchr(line, ':', n);
	while (name_end && name_end > line && (name_end[-1] == ' ' || name_end[-1] == '\t'))
		name_end--;
	for (size_t i = 0; name_end && i < ARRAY_LEN(ends); i++)
		if (stands_before(line, name_end, ends[i]))
			return true;
	return false;
}

/* Groups in groups: the parser calls itself for each, until there is no stack left. */
static bool is_nested(const char *bytes, size_t len)
{
	const char *end = bytes + len, *line = bytes;
	size_t colons = 0;
	bool addresses = false;
	while (line < end) {
		const char *newline = memchr(line, '\n', (size_t)(end - line));
		size_t n = (size_t)((newline ? newline : end) - line);
		if (*line != ' ' && *line != '\t') {
			addresses = is_address_header(line, n);
			colons = 0;
		}
		for (size_t i = 0; addresses && i < n; i++)
			colons += line[i] == ':';
		if (colons > COLONS_MAX)
			return true;
		line += n + 1;
	}
	return false;
}

/* What looks like a boundary, and what like a part with parts: the parser takes minutes for a million of them. */
static bool is_bomb(const char *bytes, size_t len, size_t max)
{
	const char *end = bytes + len;
	size_t boundaries = 0, nested = 0;
	for (const char *at = bytes; at + 2 < end && (at = memmem(at, (size_t)(end - at), "\n--", 3)); at += 3)
		boundaries++;
	for (const char *at = bytes; at < end && (at = memchr(at, '/', (size_t)(end - at))); at++)
		nested += stands_before(bytes, at, "multipart") || stands_before(bytes, at, "message");
	return boundaries > max * BOUNDARIES || nested > max || is_nested(bytes, len);
}

int mail_read(const char *bytes, size_t len, size_t max, struct arena *arena, struct mail_received *mail,
              struct err *err)
{
	start();
	*mail = (struct mail_received){.from = "", .id = "", .subject = "", .text = ""};
	if (is_bomb(bytes, len, max))
		return err_set(err, ERR_LIMIT, "a letter of too many parts");
	struct reading reading = {
	    .arena = arena, .mail = mail, .max = max, .text_left = TEXT_MAX, .bytes_left = FILES_MAX};
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, len);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
	int rc = message ? take_message(message, &reading, err) : err_set(err, ERR_INPUT, "this is no letter");
	if (message)
		g_object_unref(message);
	g_object_unref(parser);
	g_object_unref(stream);
	return rc;
}
