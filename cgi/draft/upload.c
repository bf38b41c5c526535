#include "upload.h"

#include "cgi/guard/guard.h"
#include "cgi/visit/say.h"
#include "core/base/json.h"
#include "core/page/image.h"
#include "core/queue/uploads.h"
#include "core/text/picture.h"
#include "core/text/text.h"
#include "handlers.h"
#include "submission.h"

enum { HOUR = 3600, LINE_MAX_BYTES = 200 };

static struct uploads uploads_of(const struct visit *visit)
{
	return (struct uploads){visit->server->site.uploads, visit->visitor, visit->now};
}

const char *upload_denied(struct visit *visit)
{
	const struct config *conf = &visit->server->site.conf;
	if (!conf->upload_files_max)
		return say(visit, "say.files_none");
	return visit->handle || conf->upload_guests ? NULL : say(visit, "say.files_guest");
}

/* ---- taking one ---- */

static const char *const refusals[IMAGE_RESULTS] = {
	[IMAGE_FOREIGN] = "say.file_foreign", [IMAGE_BROKEN] = "say.file_broken", [IMAGE_PIXELS] = "say.file_pixels",
	[IMAGE_FRAMES] = "say.file_frames",   [IMAGE_BYTES] = "say.file_large",   [IMAGE_HEAVY] = "say.file_heavy",
};

/* The name as its sender knows it, fit for a sentence. */
static const char *refuse(struct visit *visit, const char *key, const struct form_field *file, int64_t count)
{
	struct str name;
	size_t n = strlen(file->filename);
	str_init(&name, LINE_MAX_BYTES);
	if (text_bad_utf8(file->filename, n) == n && n < LINE_MAX_BYTES)
		text_one_line(&name, file->filename, n);
	const char *text = name.len ? arena_dupn(visit->arena, name.at, name.len) : "?";
	str_release(&name);
	return say_with(visit, key, &(struct say){.text = text, .count = count, .kind = ""});
}

/* A missing program is the operator's to mend; whoever sends a picture is told that it cannot be. */
static int clean(struct visit *visit, const struct form_field *file, struct str *out, const char **error, struct err *err)
{
	const struct config *conf = &visit->server->site.conf;
	struct image_limits limits = {
		.pixels = conf->upload_pixels_max,
		.side = conf->upload_side_max,
		.frames = conf->upload_frames_max,
		.bytes = conf->attachment_max,
		.sandbox = {.ms = conf->upload_ms, .mib = conf->upload_mib},
	};
	enum image_result result;
	if (image_clean(visit->server->site.image_program, file->value, file->len, &limits, out, &result, err)) {
		if (err->code != ERR_NOTFOUND && err->code != ERR_SYS)
			return -1;
		visit->io->log(visit->io->self, err->msg);
		err_clear(err);
		*error = say(visit, "say.file_program");
	} else if (result != IMAGE_CLEAN) {
		*error = refuse(visit, refusals[result], file, result == IMAGE_BYTES ? conf->attachment_max : 0);
	}
	return 0;
}

static int judge(struct visit *visit, const struct form_field *file, struct upload *upload, const char **error, struct err *err)
{
	const struct config *conf = &visit->server->site.conf;
	upload->type = attach_type(conf, file->filename, file->value, file->len);
	if (!upload->type)
		*error = refuse(visit, "say.file_foreign", file, 0);
	else if (upload->type->picture)
		return clean(visit, file, &upload->bytes, error, err);
	else if (file->len > (size_t)conf->attachment_max)
		*error = refuse(visit, "say.file_large", file, conf->attachment_max);
	else
		str_add(&upload->bytes, file->value, file->len);
	return 0;
}

static void measure(struct upload *upload)
{
	upload->size = (int64_t)upload->bytes.len;
	if (!upload->type->picture || !picture_size(upload->bytes.at, upload->bytes.len, &upload->width, &upload->height))
		upload->width = upload->height = 0;
}

static const char *own_url(struct visit *visit, const char *name)
{
	return arena_printf(visit->arena, "%supload?file=%s", fill_write_url(&visit->fill), name);
}

static int keep(struct visit *visit, const struct form_field *file, struct upload *upload, const char **error, struct err *err)
{
	const struct config *conf = &visit->server->site.conf;
	struct uploads_caps caps = {conf->upload_visitor_max, conf->upload_all_max, conf->upload_keep_hours * HOUR};
	struct uploads uploads = uploads_of(visit);
	char id[CRYPTO_ID_TEXT];
	crypto_id(visit->now, id);
	upload->name = attach_name(file->filename, upload->type, strrchr(id, '-') + 1, visit->arena);
	upload->shown = own_url(visit, upload->name);
	measure(upload);
	if (!uploads_put(&uploads, &caps, upload->name, &upload->bytes, err))
		return 0;
	if (err->code != ERR_LIMIT && err->code != ERR_RACE)
		return -1;
	*error = say(visit, err->code == ERR_LIMIT ? "say.files_own_full" : "say.files_all_full");
	err_clear(err);
	return 0;
}

static int count(struct visit *visit, struct err *err)
{
	int64_t limit = visit->server->site.conf.upload_per_hour;
	if (visit_is_staff(visit))
		return 0;
	return guard_rate(visit, "upload", visit->address, limit, HOUR, err);
}

int upload_take(struct visit *visit, const struct form_field *file, struct upload *upload, const char **error,
                struct err *err)
{
	*upload = (struct upload){0};
	*error = NULL;
	str_init(&upload->bytes, (size_t)visit->server->site.conf.attachment_max);
	if (count(visit, err))
		return -1;
	int rc = judge(visit, file, upload, error, err);
	if (!rc && !*error)
		rc = keep(visit, file, upload, error, err);
	return rc;
}

void upload_release(struct upload *upload)
{
	str_release(&upload->bytes);
}

void upload_drop(struct visit *visit, const char *name)
{
	struct uploads uploads = uploads_of(visit);
	uploads_drop(&uploads, name);
}

/* ---- finding one ---- */

static const char *submission_url(struct visit *visit, const char *name, const struct upload_source *source)
{
	return submission_file_url(visit, source->submission, name, source->key);
}

static int find_in(struct visit *visit, const char *name, const struct upload_source *source, struct upload *upload,
                   struct err *err)
{
	struct submission submission;
	if (!*source->submission || !guard_is_receipt_key(visit, source->submission, source->key))
		return err_set(err, ERR_NOTFOUND, "a file that is not there");
	if (submission_read(visit, source->submission, &submission, err) ||
	    submission_file(visit, &submission, name, &upload->bytes, err))
		return -1;
	upload->shown = submission_url(visit, name, source);
	return 0;
}

int upload_find(struct visit *visit, const char *name, const struct upload_source *source, struct upload *upload,
                struct err *err)
{
	struct uploads uploads = uploads_of(visit);
	*upload = (struct upload){.name = name, .type = attach_type_of(name)};
	str_init(&upload->bytes, (size_t)visit->server->site.conf.attachment_max);
	if (!attach_is_name(name))
		return err_set(err, ERR_NOTFOUND, "no file has such a name");
	upload->shown = own_url(visit, name);
	if (uploads_read(&uploads, name, &upload->bytes, err)) {
		if (err->code != ERR_NOTFOUND || find_in(visit, name, source, upload, err))
			return -1;
		err_clear(err);
	}
	measure(upload);
	return 0;
}

const char *upload_markdown(struct visit *visit, const char *name)
{
	bool picture = attach_type_of(name)->picture;
	const char *words = attach_words(name, visit->arena);
	return arena_printf(visit->arena, "%s[%s%s](%s)", picture ? "!" : "", words,
	                    picture ? "" : strrchr(name, '.'), name);
}

/* ---- the two routes ---- */

static void answer_file(struct visit *visit, const struct upload *upload)
{
	struct answer *answer = &visit->answer;
	answer->status = 200;
	answer->type = upload->type->media;
	answer->policy = "default-src 'none'; sandbox";
	answer->disposition = arena_printf(visit->arena, "%s; filename=\"%s\"", upload->type->picture ? "inline" : "attachment",
	                                   upload->name);
	str_reset(&answer->body);
	str_add(&answer->body, upload->bytes.at, upload->bytes.len);
}

/* Who may see the submission may see what is in it. */
static int find_shown(struct visit *visit, const char *name, struct upload *upload, struct err *err)
{
	const struct form *query = &visit->req.query;
	const char *id = form_text(query, "submission"), *key = form_text(query, "k");
	struct submission submission;
	struct upload_source nowhere = {"", ""};
	if (!*id)
		return upload_find(visit, name, &nowhere, upload, err);
	*upload = (struct upload){.name = name, .type = attach_type_of(name)};
	str_init(&upload->bytes, (size_t)visit->server->site.conf.attachment_max);
	if (!attach_is_name(name) || submission_read(visit, id, &submission, err))
		return err_set(err, ERR_NOTFOUND, "a file that is not there");
	bool own = visit->handle && !strcmp(visit->handle, submission.item.author);
	if (!own && !visit_is_moderator(visit) && !guard_is_receipt_key(visit, id, key))
		return err_set(err, ERR_NOTFOUND, "a file that is somebody else's");
	return submission_file(visit, &submission, name, &upload->bytes, err);
}

int upload_show(struct visit *visit, struct err *err)
{
	struct upload upload;
	const char *name = form_text(&visit->req.query, "file");
	int rc = find_shown(visit, name, &upload, err);
	if (!rc)
		answer_file(visit, &upload);
	upload_release(&upload);
	return rc;
}

static void answer_json(struct visit *visit, int status, const struct json_member *members, size_t n)
{
	visit->answer.status = status;
	visit->answer.type = "application/json";
	str_reset(&visit->answer.body);
	json_put(&visit->answer.body, members, n);
}

static void answer_upload(struct visit *visit, const struct upload *upload, const char *error)
{
	if (error) {
		answer_json(visit, 422, &(struct json_member){.name = "error", .text = error}, 1);
		return;
	}
	struct json_member members[] = {
		{.name = "file", .text = upload->name},
		{.name = "url", .text = upload->shown},
		{.name = "markdown", .text = upload_markdown(visit, upload->name)},
	};
	answer_json(visit, 200, members, ARRAY_LEN(members));
}

int upload_post(struct visit *visit, struct err *err)
{
	const struct form_field *file = form_find(&visit->req.form, "files");
	const char *error = upload_denied(visit);
	struct upload upload = {0};
	if (!file || !file->filename || !file->len)
		return err_set(err, ERR_INPUT, "an upload without a file");
	int rc = error ? 0 : upload_take(visit, file, &upload, &error, err);
	if (!rc)
		answer_upload(visit, &upload, error);
	if (upload.bytes.max)
		upload_release(&upload);
	return rc;
}
