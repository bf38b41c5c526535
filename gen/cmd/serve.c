#include "serve.h"

#include "core/text/host.h"

/* What contrib/ tells every other web server to send as well. */
static const char headers[] =
	"setenv.add-response-header = (\n"
	"	\"Content-Security-Policy\" => \"" HOST_CSP "\",\n"
	"	\"X-Content-Type-Options\" => \"nosniff\",\n"
	"	\"Referrer-Policy\" => \"" HOST_REFERRER "\"\n"
	")\n";

static const char mime_types[] =
	"mimetype.assign = (\n"
	"	\".html\" => \"text/html; charset=utf-8\", \".css\" => \"text/css; charset=utf-8\",\n"
	"	\".js\" => \"text/javascript; charset=utf-8\", \".json\" => \"application/json\",\n"
	"	\".xml\" => \"application/xml; charset=utf-8\", \".ics\" => \"text/calendar; charset=utf-8\",\n"
	"	\".svg\" => \"image/svg+xml\", \".png\" => \"image/png\", \".jpg\" => \"image/jpeg\",\n"
	"	\".jpeg\" => \"image/jpeg\", \".gif\" => \"image/gif\", \".webp\" => \"image/webp\",\n"
	"	\".ico\" => \"image/vnd.microsoft.icon\", \".webmanifest\" => \"application/manifest+json\",\n"
	"	\".opml\" => \"text/x-opml; charset=utf-8\",\n"
	"	\".txt\" => \"text/plain; charset=utf-8\", \".md\" => \"text/plain; charset=utf-8\",\n"
	"	\".csv\" => \"text/csv; charset=utf-8\", \".pdf\" => \"application/pdf\", \".zip\" => \"application/zip\",\n"
	"	\"\" => \"application/octet-stream\"\n"
	")\n";

/* lighttpd expands $ and \ in strings: a path with them is refused, not guessed at. */
static int check_path(const char *path, struct err *err)
{
	if (strpbrk(path, "\"\\$\n\r"))
		return err_set(err, ERR_INPUT, "%s: a path with quotes, backslashes or $ cannot be served by stoa serve", path);
	return 0;
}

static void add_write_path(const struct serve_plan *plan, struct str *out)
{
	str_addf(out,
		 "fastcgi.server = (\"%s%s\" => ((\n"
		 "	\"socket\" => \"%s/stoa.fcgi.sock\",\n"
		 "	\"bin-path\" => \"%s\",\n"
		 "	\"bin-environment\" => (\"STOA_SITE\" => \"%s\"),\n"
		 "	\"max-procs\" => %lld,\n"
		 "	\"check-local\" => \"disable\"\n"
		 ")))\n",
		 plan->base, plan->prefix + 1, plan->run_dir, plan->fcgi, plan->dir, (long long)plan->processes);
}

int serve_lighttpd_conf(const struct serve_plan *plan, struct str *out, struct err *err)
{
	if (check_path(plan->dir, err) || check_path(plan->public_dir, err) || check_path(plan->fcgi, err))
		return -1;
	str_addz(out, "# Written by `stoa serve`, anew at each start. For production see contrib/lighttpd.conf.\n");
	str_addf(out,
		 "server.modules = (\"mod_alias\", \"mod_expire\", \"mod_setenv\", \"mod_fastcgi\")\n"
		 "server.bind = \"%s\"\n"
		 "server.port = %d\n"
		 "server.document-root = \"%s\"\n"
		 "server.upload-dirs = (\"%s\")\n"
		 "server.max-request-size = %lld\n"
		 "server.tag = \"\"\n"
		 "index-file.names = (\"index.html\")\n"
		 "server.stat-cache-engine = \"disable\"\n"
		 "server.errorfile-prefix = \"%s/\"\n",
		 plan->bind, plan->port, plan->public_dir, plan->run_dir, (long long)(plan->body_max / 1024 + 1024),
		 plan->public_dir);
	if (strcmp(plan->base, "/") != 0)
		str_addf(out, "alias.url = (\"%s\" => \"%s/\")\n", plan->base, plan->public_dir);
	str_addz(out, headers);
	/* Pages are asked for again, or a new reply stays unseen; an asset's name changes with its content. */
	str_addf(out,
		 "expire.url = (\"%sassets/\" => \"access plus 12 months\", \"/\" => \"access plus 0 seconds\")\n",
		 plan->base);
	if (*plan->downloads)
		str_addf(out,
			 "$HTTP[\"url\"] =~ \"^(?!%srobots\\.txt).*\\.(%s)$\" {\n"
			 "	setenv.set-response-header = (\"Content-Disposition\" => \"attachment\")\n}\n",
			 plan->base, plan->downloads);
	str_addz(out, mime_types);
	if (plan->fcgi[0])
		add_write_path(plan, out);
	return str_check(out, "lighttpd.conf", err);
}
