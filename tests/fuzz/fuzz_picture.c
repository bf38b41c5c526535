/* Whatever the bytes, an answer within bounds. */
#include "core/text/picture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	int64_t width, height;
	if (picture_size(data, n, &width, &height) &&
	    (width < 1 || height < 1 || width > PICTURE_SIDE_MAX || height > PICTURE_SIDE_MAX))
		abort();
	return 0;
}
