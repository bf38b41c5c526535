#include "clean.h"

#include <vips/vips.h>
#include <vips/vector.h>

enum { TRIES = 6 };

static const char heic[] = "heic";

/* What may read, and how its result is written: the suffix and the options of the saver. */
static const struct format {
	const char *name, *loader, *saver;
	bool moves;
} formats[] = {
	{"jpg", "VipsForeignLoadJpeg", ".jpg[Q=85,optimize_coding,strip]", false},
	{"png", "VipsForeignLoadPng", ".png[compression=7,strip]", false},
	{"webp", "VipsForeignLoadWebp", ".webp[Q=85,strip]", true},
	{"gif", "VipsForeignLoadNsgif", ".gif[strip]", true},
	{heic, "VipsForeignLoadHeif", ".jpg[Q=85,optimize_coding,strip]", false},
};

static const struct format *chosen;

static void choose(const char *name)
{
	/* Loaders are refused one and all, then one is let in: a new one of the library's is none of ours. */
	vips_operation_block_set("VipsForeignLoad", TRUE);
	for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
		if (strcmp(formats[i].name, name) != 0)
			continue;
		chosen = &formats[i];
		vips_operation_block_set(chosen->loader, FALSE);
	}
	vips_block_untrusted_set(TRUE);
}

/* The loader of a HEIC reads no JPEG, which its result is. */
static int read_again(void *file, size_t n, VipsImage *dot, VipsImage **small)
{
	if (strcmp(chosen->name, heic) == 0)
		return vips_thumbnail_image(dot, small, 4, "height", 4, "export_profile", "srgb", NULL);
	return vips_thumbnail_buffer(file, n, small, 4, "height", 4, "export_profile", "srgb", NULL);
}

/* Colour profiles, tables and threads are made at the first use: let that be now. */
static int warm_up(void)
{
	VipsImage *dot = NULL, *small = NULL;
	void *file = NULL, *again = NULL;
	size_t n, m;
	int rc = vips_black(&dot, 8, 8, "bands", 3, NULL);
	if (!rc)
		rc = vips_image_write_to_buffer(dot, chosen->saver, &file, &n, NULL);
	if (!rc)
		rc = read_again(file, n, dot, &small);
	if (!rc)
		rc = vips_image_write_to_buffer(small, chosen->saver, &again, &m, NULL);
	if (dot)
		g_object_unref(dot);
	if (small)
		g_object_unref(small);
	g_free(file);
	g_free(again);
	return rc;
}

/* Its words go nowhere, and looking where they might go would be more than the sandbox allows. */
static void say_nothing(const char *domain, GLogLevelFlags level, const char *message, void *self)
{
	(void)domain, (void)level, (void)message, (void)self;
}

int clean_init(const char *program, const char *format, struct err *err)
{
	/* Its modules are the formats that nobody here may read, but for one; choose() refuses the others. */
	if (strcmp(format, heic) != 0)
		setenv("VIPSHOME", "/nonexistent", 1);
	if (vips_init(program))
		return err_set(err, ERR_SYS, "libvips cannot start");
	g_log_set_default_handler(say_nothing, NULL);
	vips_cache_set_max(0);
	vips_concurrency_set(1);
	vips_vector_set_enabled(FALSE); /* it would make code at run time */
	choose(format);
	return warm_up() ? err_set(err, ERR_SYS, "libvips: %s", vips_error_buffer()) : 0;
}

/* The size as the file says, of all frames; nothing is decoded yet. *side: the longer one, no more than it may be. */
static enum image_result judge(const void *bytes, size_t n, const struct image_limits *limits, int *side)
{
	const char *options = chosen->moves ? "[n=-1]" : "";
	VipsImage *image = vips_image_new_from_buffer(bytes, n, options, "access", VIPS_ACCESS_SEQUENTIAL, NULL);
	enum image_result result = IMAGE_CLEAN;
	if (!image)
		return IMAGE_BROKEN;
	int wide = vips_image_get_width(image), high = vips_image_get_page_height(image);
	int64_t pixels = (int64_t)wide * vips_image_get_height(image), longer = wide > high ? wide : high;
	*side = (int)(longer < limits->side ? longer : limits->side);
	if (vips_image_get_n_pages(image) > limits->frames)
		result = IMAGE_FRAMES;
	else if (pixels > limits->pixels)
		result = IMAGE_PIXELS;
	g_object_unref(image);
	return result;
}

static enum image_result shrink(const void *bytes, size_t n, int side, void **out, size_t *len)
{
	VipsImage *image = NULL;
	int rc = vips_thumbnail_buffer((void *)(uintptr_t)bytes, n, &image, side, "height", side, "size", VIPS_SIZE_DOWN,
	                               "export_profile", "srgb", "fail_on", VIPS_FAIL_ON_ERROR, "option_string",
	                               chosen->moves ? "n=-1,fail_on=error" : "fail_on=error", NULL);
	if (!rc)
		rc = vips_image_write_to_buffer(image, chosen->saver, out, len, NULL);
	if (image)
		g_object_unref(image);
	return rc ? IMAGE_BROKEN : IMAGE_CLEAN;
}

enum image_result clean_run(const void *bytes, size_t n, const struct image_limits *limits, void **out, size_t *len)
{
	int side = 0;
	enum image_result result = judge(bytes, n, limits, &side);
	for (int i = 0; result == IMAGE_CLEAN && i < TRIES && side; i++) {
		result = shrink(bytes, n, side, out, len);
		if (result != IMAGE_CLEAN || *len <= (size_t)limits->bytes)
			return result;
		side = *len > 3 * (size_t)limits->bytes ? side / 2 : side * 3 / 4;
		g_free(*out);
	}
	return result == IMAGE_CLEAN ? IMAGE_BYTES : result;
}
