/*
 * Gives every file named on the command line to a fuzz target, as libFuzzer would: the corpus is
 * run by each `make check` with the ordinary compiler and its sanitizers.
 */
#include "core/base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		struct err err = {0};
		struct str bytes;
		str_init(&bytes, 64 << 20);
		if (str_read_file(&bytes, argv[i], &err)) {
			fprintf(stderr, "%s\n", err.msg);
			return 1;
		}
		/* A copy of the exact size, so that a sanitizer sees a read past its end. */
		uint8_t *exact = base_alloc(bytes.len, 1);
		memcpy(exact, bytes.at, bytes.len);
		LLVMFuzzerTestOneInput(exact, bytes.len);
		free(exact);
		str_release(&bytes);
	}
	printf("%s: %d inputs\n", argv[0], argc - 1);
	return argc > 1 ? 0 : 1;
}
