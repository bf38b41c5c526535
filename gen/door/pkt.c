#include "pkt.h"

enum { HEAD = 4, MOST = 65520 };

static int malformed(struct err *err)
{
	return err_set(err, ERR_INPUT, "git sent something else than lines of its protocol");
}

static int read_length(FILE *in, size_t *n, enum pkt *kind, struct err *err)
{
	char head[HEAD + 1] = "";
	size_t got = fread(head, 1, HEAD, in);
	*kind = got ? PKT_LINE : PKT_END;
	if (!got)
		return 0;
	if (got != HEAD || strspn(head, "0123456789abcdefABCDEF") != HEAD)
		return malformed(err);
	*n = strtoul(head, NULL, 16);
	if (!*n)
		*kind = PKT_FLUSH;
	return !*n || (*n >= HEAD && *n <= MOST) ? 0 : malformed(err);
}

int pkt_read(FILE *in, struct str *line, enum pkt *kind, struct err *err)
{
	char bytes[MOST];
	size_t n = 0;
	str_reset(line);
	if (read_length(in, &n, kind, err))
		return -1;
	if (*kind != PKT_LINE)
		return 0;
	n -= HEAD;
	if (fread(bytes, 1, n, in) != n)
		return malformed(err);
	str_add(line, bytes, n && bytes[n - 1] == '\n' ? n - 1 : n);
	return str_check(line, "line", err);
}

void pkt_write(FILE *out, const char *bytes, size_t n)
{
	fprintf(out, "%04zx", n + HEAD);
	fwrite(bytes, 1, n, out);
}

void pkt_flush(FILE *out)
{
	fputs("0000", out);
}
