#include "req.h"

enum { HEADER_MAX = 8192, PATH_MAX_BYTES = 500, QUERY_FIELDS = 10, CHUNK = 16384 };

/* A meta-variable as text; one that is too long or not printable ASCII counts as absent. */
static const char *variable(const struct req_io *io, const char *name, struct arena *arena)
{
	const char *value = io->variable(io->self, name);
	if (!value || strnlen(value, HEADER_MAX + 1) > HEADER_MAX)
		return "";
	for (const char *c = value; *c; c++) {
		if (*c < 0x20 || *c > 0x7E)
			return "";
	}
	return arena_dup(arena, value);
}

static enum req_method method_of(const char *name)
{
	static const char *const names[] = {[REQ_GET] = "GET", [REQ_HEAD] = "HEAD", [REQ_POST] = "POST"};
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (!strcmp(name, names[i]))
			return (enum req_method)i;
	}
	return REQ_OTHER;
}

/* What lies below prefix, without the slashes at its end. NULL: the path does not. */
static const char *below(const char *path, const char *prefix, struct arena *arena)
{
	size_t n = strlen(prefix);
	if (strncmp(path, prefix, n) || strlen(path) > PATH_MAX_BYTES)
		return NULL;
	size_t len = strlen(path + n);
	while (len && path[n + len - 1] == '/')
		len--;
	return arena_dupn(arena, path + n, len);
}

static int read_path(struct req *req, const struct req_io *io, const char *prefix, struct err *err)
{
	const char *script = variable(io, "SCRIPT_NAME", req->arena), *info = variable(io, "PATH_INFO", req->arena);
	req->path = below(arena_printf(req->arena, "%s%s", script, info), prefix, req->arena);
	if (req->path)
		return 0;
	/* Nothing that a route is made of needs percent-encoding, so a path that has any is not found. */
	const char *uri = variable(io, "REQUEST_URI", req->arena);
	req->path = below(arena_dupn(req->arena, uri, strcspn(uri, "?")), prefix, req->arena);
	if (req->path)
		return 0;
	req->path = "";
	return err_set(err, ERR_NOTFOUND, "a path outside %s", prefix);
}

int req_read_head(struct req *req, const struct req_io *io, const char *prefix, struct arena *arena, struct err *err)
{
	static const struct form_limits limits = {.fields_max = QUERY_FIELDS, .name_max = 100};
	*req = (struct req){.arena = arena};
	req->method = method_of(variable(io, "REQUEST_METHOD", arena));
	req->content_type = variable(io, "CONTENT_TYPE", arena);
	req->host = variable(io, "HTTP_HOST", arena);
	req->origin = variable(io, "HTTP_ORIGIN", arena);
	req->referer = variable(io, "HTTP_REFERER", arena);
	req->fetch_site = variable(io, "HTTP_SEC_FETCH_SITE", arena);
	req->cookies = variable(io, "HTTP_COOKIE", arena);
	req->address = variable(io, "REMOTE_ADDR", arena);
	req->forwarded = variable(io, "HTTP_X_FORWARDED_FOR", arena);
	req->user_agent = variable(io, "HTTP_USER_AGENT", arena);
	req->remote_user = variable(io, "REMOTE_USER", arena);
	if (read_path(req, io, prefix, err))
		return -1;
	const char *query = variable(io, "QUERY_STRING", arena);
	return form_parse_urlencoded(query, strlen(query), &limits, arena, &req->query, err);
}

static void drain(const struct req_io *io)
{
	char scratch[CHUNK];
	size_t n, total = 0;
	while (total < REQ_DRAIN_MAX && (n = io->read(io->self, scratch, sizeof(scratch))))
		total += n;
}

int req_read_body(struct req *req, const struct req_io *io, size_t max, const struct form_limits *limits, struct err *err)
{
	struct str body;
	char chunk[CHUNK];
	size_t n;
	int rc = 0;
	str_init(&body, max);
	while (!body.over && (n = io->read(io->self, chunk, sizeof(chunk))))
		str_add(&body, chunk, n);
	if (body.over) {
		drain(io);
		form_salvage(req->content_type, body.at, body.len, limits, req->arena, &req->form);
		rc = err_set(err, ERR_LIMIT, "a body over %zu bytes", max);
	} else {
		rc = form_parse(req->content_type, body.at, body.len, limits, req->arena, &req->form, err);
	}
	str_release(&body);
	return rc;
}

const char *req_cookie(const struct req *req, const char *name)
{
	size_t n = strlen(name);
	for (const char *at = req->cookies; *at; at += strspn(at, "; ")) {
		size_t len = strcspn(at, ";");
		if (len > n && !strncmp(at, name, n) && at[n] == '=')
			return arena_dupn(req->arena, at + n + 1, len - n - 1);
		at += len;
	}
	return "";
}
