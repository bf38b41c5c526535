#include "answer.h"

#include "core/text/host.h"

/* A header's value is ours or was checked; a control character in one is a bug that must not become a header. */
static void add_header(struct str *out, const char *name, const char *value)
{
	if (!value)
		return;
	for (const char *c = value; *c; c++) {
		if ((unsigned char)*c < 0x20 || *c == 0x7F)
			return;
	}
	str_addf(out, "%s: %s\r\n", name, value);
}

static const char *reason_of(int status)
{
	switch (status) {
	case 200: return "OK";
	case 303: return "See Other";
	case 400: return "Bad Request";
	case 403: return "Forbidden";
	case 404: return "Not Found";
	case 405: return "Method Not Allowed";
	case 409: return "Conflict";
	case 413: return "Content Too Large";
	case 422: return "Unprocessable Content";
	case 429: return "Too Many Requests";
	default: return "Service Unavailable";
	}
}

void answer_write(const struct answer *answer, const struct req_io *io, bool head)
{
	struct str headers;
	str_init(&headers, 16384);
	str_addf(&headers, "Status: %d %s\r\n", answer->status, reason_of(answer->status));
	add_header(&headers, "Content-Type", answer->type);
	add_header(&headers, "Location", answer->location);
	add_header(&headers, "Set-Cookie", answer->cookie);
	add_header(&headers, "Set-Cookie", answer->mark);
	add_header(&headers, "Set-Cookie", answer->device);
	add_header(&headers, "Allow", answer->allow);
	if (answer->retry_after)
		str_addf(&headers, "Retry-After: %lld\r\n", (long long)answer->retry_after);
	add_header(&headers, "Content-Disposition", answer->disposition);
	add_header(&headers, "Content-Security-Policy", answer->policy ? answer->policy : HOST_CSP);
	add_header(&headers, "X-Content-Type-Options", "nosniff");
	add_header(&headers, "Referrer-Policy", HOST_REFERRER);
	add_header(&headers, "Cache-Control", answer->cache ? answer->cache : "no-store");
	add_header(&headers, "Vary", answer->vary);
	if (!answer->stream)
		str_addf(&headers, "Content-Length: %zu\r\n", answer->body.len);
	str_addz(&headers, "\r\n");
	if (io->write(io->self, headers.at, headers.len) && !head)
		io->write(io->self, answer->body.at, answer->body.len);
	str_release(&headers);
}
