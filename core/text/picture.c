#include "picture.h"

#include <limits.h>
#include <webp/decode.h>

#define STB_IMAGE_IMPLEMENTATION
#define STBI_ONLY_PNG
#define STBI_ONLY_JPEG
#define STBI_ONLY_GIF
#define STBI_NO_STDIO
#define STBI_NO_LINEAR
/* The decoder that is not used is compiled all the same, and gcc follows it into what cannot happen. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include <stb/stb_image.h>
#pragma GCC diagnostic pop

bool picture_size(const void *bytes, size_t n, int64_t *width, int64_t *height)
{
	int wide = 0, high = 0, channels;
	if (n > INT_MAX)
		return false;
	if (!WebPGetInfo(bytes, n, &wide, &high) && !stbi_info_from_memory(bytes, (int)n, &wide, &high, &channels))
		return false;
	*width = wide;
	*height = high;
	return wide > 0 && high > 0 && wide <= PICTURE_SIDE_MAX && high <= PICTURE_SIDE_MAX;
}
