#include "mailin.h"

#include "core/page/attach.h"
#include "core/page/image.h"
#include "core/text/crypto.h"

/* What a form would take, cleaned. False: it is left out. */
static int take_bytes(struct mailin *mailin, const struct mail_file *file, const struct attach_type *type, struct str *out,
                      bool *taken, struct err *err)
{
	const struct config *conf = &mailin->room.site->conf;
	const struct image_limits limits = {.pixels = conf->upload_pixels_max,
	                                    .side = conf->upload_side_max,
	                                    .frames = conf->upload_frames_max,
	                                    .bytes = conf->attachment_max,
	                                    .sandbox = {.ms = conf->upload_ms, .mib = conf->upload_mib}};
	enum image_result result = IMAGE_CLEAN;
	*taken = false;
	if (!type)
		return 0;
	if (!type->picture) {
		*taken = file->len <= (size_t)conf->attachment_max;
		if (*taken)
			str_add(out, file->bytes, file->len);
		return 0;
	}
	if (image_clean(mailin->room.site->image_program, file->bytes, file->len, &limits, out, &result, err)) {
		/* Without the program no picture is taken, here as in a form. */
		if (err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err);
		return 0;
	}
	*taken = result == IMAGE_CLEAN;
	return 0;
}

static void add_file(struct mailin *mailin, struct mailin_answer *answer, const struct mail_file *file,
                     const struct attach_type *type, const struct str *bytes)
{
	struct arena *arena = &mailin->room.arena;
	char tail[CRYPTO_MAC_TEXT];
	/* From the submission's id, so that the same letter gives the same names. */
	const char *which = arena_printf(arena, "%s %zu", answer->id, answer->nfiles);
	crypto_digest(which, strlen(which), tail);
	tail[6] = '\0';
	const char *name = attach_name(file->name, type, tail, arena);
	const char *words = attach_words(name, arena);
	answer->files[answer->nfiles++] =
	    (struct store_edit){mailin_path(mailin, arena_printf(arena, "%s/%s", answer->thread.place.stem, name)),
	                        arena_dupn(arena, bytes->at, bytes->len), bytes->len};
	answer->text = arena_printf(arena, "%s%s%s[%s%s](%s)\n", answer->text, answer->nfiles == 1 && *answer->text ? "\n" : "",
	                            type->picture ? "!" : "", words, type->picture ? "" : strrchr(name, '.'), name);
}

static int take_file(struct mailin *mailin, struct mailin_answer *answer, const struct mail_file *file, struct err *err)
{
	const struct config *conf = &mailin->room.site->conf;
	struct arena *arena = &mailin->room.arena;
	const struct attach_type *type = attach_type(conf, file->name, file->bytes, file->len);
	struct str bytes;
	bool taken = false;
	int rc = 0;
	str_init(&bytes, (size_t)conf->attachment_max);
	if (answer->nfiles < (size_t)conf->upload_files_max)
		rc = take_bytes(mailin, file, type, &bytes, &taken, err);
	if (!rc && taken)
		add_file(mailin, answer, file, type, &bytes);
	else if (!rc)
		answer->left_out = arena_printf(arena, "%s%s%.100s", answer->left_out, *answer->left_out ? ", " : "",
		                                *file->name ? file->name : file->type);
	str_release(&bytes);
	return rc;
}

int mailin_files(struct mailin *mailin, struct mailin_answer *answer, struct err *err)
{
	answer->files = arena_alloc(&mailin->room.arena, answer->mail->nfiles + 1, sizeof(*answer->files));
	for (size_t i = 0; i < answer->mail->nfiles; i++)
		if (take_file(mailin, answer, &answer->mail->files[i], err))
			return -1;
	return 0;
}
