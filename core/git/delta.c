#include "delta.h"

struct reader {
	const unsigned char *at, *end;
};

struct writer {
	char *at;
	size_t left;
};

/* Seven bits a byte, the lowest first. */
static bool read_size(struct reader *reader, size_t *size)
{
	unsigned char byte = 0x80;
	*size = 0;
	for (unsigned shift = 0; byte & 0x80; shift += 7) {
		if (reader->at == reader->end || shift > 8 * sizeof(*size) - 8)
			return false;
		byte = *reader->at++;
		*size |= (size_t)(byte & 0x7F) << shift;
	}
	return true;
}

/* The bytes of a number that are not zero, the lowest first: a bit of `which` for each, in that order. */
static bool read_sparse(struct reader *reader, unsigned which, size_t *number)
{
	*number = 0;
	for (unsigned shift = 0; which; which >>= 1, shift += 8) {
		if (!(which & 1))
			continue;
		if (reader->at == reader->end)
			return false;
		*number |= (size_t)*reader->at++ << shift;
	}
	return true;
}

/* 1ssssoooo: so many bytes of the base, from there; a size of 0 is one of 64 KiB. */
static bool copy(struct reader *reader, unsigned op, const struct str *base, struct writer *writer)
{
	size_t from, n;
	if (!read_sparse(reader, op & 15, &from) || !read_sparse(reader, op >> 4 & 7, &n))
		return false;
	n = n ? n : 0x10000;
	if (from > base->len || n > base->len - from || n > writer->left)
		return false;
	memcpy(writer->at, base->at + from, n);
	writer->at += n;
	writer->left -= n;
	return true;
}

/* 0nnnnnnn: so many bytes that follow; none at all means nothing yet. */
static bool insert(struct reader *reader, size_t n, struct writer *writer)
{
	if (!n || n > (size_t)(reader->end - reader->at) || n > writer->left)
		return false;
	memcpy(writer->at, reader->at, n);
	reader->at += n;
	writer->at += n;
	writer->left -= n;
	return true;
}

static bool follow(struct reader *reader, const struct str *base, struct writer *writer)
{
	while (reader->at < reader->end) {
		unsigned op = *reader->at++;
		if (!(op & 0x80 ? copy(reader, op, base, writer) : insert(reader, op, writer)))
			return false;
	}
	return !writer->left;
}

bool delta_apply(const struct str *base, const struct str *delta, struct str *out)
{
	struct reader reader = {(const unsigned char *)delta->at, (const unsigned char *)delta->at + delta->len};
	size_t before, after;
	if (!read_size(&reader, &before) || !read_size(&reader, &after) || before != base->len)
		return false;
	struct writer writer = {after <= out->max - out->len ? str_room(out, after) : NULL, after};
	bool good = writer.at && follow(&reader, base, &writer);
	/* What came before the damage stands there already. */
	if (writer.at)
		str_fill(out, good ? after : 0);
	return good;
}
