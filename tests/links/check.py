#!/usr/bin/python3
"""check.py FOLDER SITE-URL [WRITE-PREFIX]: every address inside a built site leads to something that is there, and
every fragment to an element of that page: links, pictures, scripts and style sheets of pages, what feeds, sitemaps,
calendars, manifest, redirects and robots.txt name. One line for each fault; exit status 1 where there is one. An
address of the same host that is not below the site's path is a fault, except below WRITE-PREFIX (/-/), which the CGI
answers."""
import json, os, re, sys
from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
import xml.etree.ElementTree as ET

root, site = sys.argv[1].rstrip("/") + "/", sys.argv[2].rstrip("/") + "/"
write = site + (sys.argv[3] if len(sys.argv) > 3 else "/-/").strip("/") + "/"
host = "{0.scheme}://{0.netloc}/".format(urlsplit(site))
ids, faults, seen, links = {}, 0, set(), 0
URLS = {"href", "src", "action", "formaction", "poster", "cite", "data", "longdesc"}


class Page(HTMLParser):
    """What a page refers to, and what may be referred to in it."""

    def __init__(self, html):
        super().__init__()
        self.urls, self.ids = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        at = dict(attrs)
        for name, value in attrs:
            if name in URLS and not (tag == "form" and name == "action" and at.get("method") == "dialog"):
                self.urls.append(value or "")
            elif name == "srcset":
                self.urls += [part.split()[0] for part in value.split(",") if part.strip()]
            elif name == "id" or (name == "name" and tag == "a"):
                self.ids.append(value)
            elif name in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
                self.urls += ["#" + one for one in value.split()]
        if tag == "meta" and (at.get("property") or at.get("name") or "") in ("og:url", "og:image", "twitter:image"):
            self.urls.append(at.get("content") or "")
        if tag == "meta" and (at.get("http-equiv") or "").lower() == "refresh":
            self.urls.append(at["content"].split("url=", 1)[-1])


def fault(path, what):
    global faults
    if (path, what) not in seen:
        seen.add((path, what))
        faults += 1
        print(f"{path}: {what}")


def read(path):
    with open(root + path, encoding="utf-8") as file:
        return file.read()


def file_of(path):
    """The file that a static host would send for that path below the site, or None."""
    path = unquote(path)
    if path == "" or path.endswith("/"):
        path += "index.html"
    return path if os.path.isfile(root + path) else None


def ids_of(path):
    if path not in ids:
        ids[path] = set(Page(read(path)).ids) if path.endswith(".html") else set()
    return ids[path]


def check(path, url, base):
    """url as it stands in the file at path, whose own address is base."""
    global links
    if url.split(":", 1)[0] in ("mailto", "data", "webcal") or not url and base.endswith(".xml"):
        return
    links += 1
    whole, fragment = urldefrag(urljoin(base, url.strip()))
    if not whole.startswith(host) or whole.startswith(write):
        return
    if not whole.startswith(site):
        return fault(path, f"outside of the site: {url}")
    target = file_of(urlsplit(whole).path[len(urlsplit(site).path):])
    if not target:
        return fault(path, f"nothing there: {url}")
    if fragment and not fragment.startswith(":~:") and unquote(fragment) not in ids_of(target):
        fault(path, f"no such place on the page: {url}")


def check_page(path, base):
    page = Page(read(path))
    twice = {one for one in page.ids if page.ids.count(one) > 1}
    ids[path] = set(page.ids)
    if twice:
        fault(path, f"ids given twice: {twice}")
    for url in page.urls:
        check(path, url, base)


def check_xml(path, base):
    for element in ET.parse(root + path).iter():
        name = element.tag.rsplit("}", 1)[-1]
        if name in ("link", "loc", "url") and (element.text or "").strip():
            check(path, element.text.strip(), base)
        elif name == "encoded":
            for url in Page(element.text or "").urls:
                check(path, url, base)
        for attribute in ("href", "xmlUrl", "htmlUrl"):
            if element.get(attribute):
                check(path, element.get(attribute), base)


def check_json(path, base):
    def walk(value, key=""):
        if isinstance(value, dict):
            for name, inner in value.items():
                walk(inner, name)
        elif isinstance(value, list):
            for inner in value:
                walk(inner, key)
        elif key in ("url", "home_page_url", "feed_url", "previous", "next", "src", "start_url", "scope") and isinstance(value, str):
            check(path, value, base)
        elif key in ("html", "content_html") and isinstance(value, str):
            for url in Page(value).urls:
                check(path, url, base)
    walk(json.loads(read(path)))


def check_lines(path, base):
    for line in read(path).splitlines():
        if os.path.basename(path) == "_redirects" and line and not line.startswith("#"):
            check(path, line.split()[1], base)
        elif line.startswith("Sitemap: ") or line.startswith("URL:"):
            check(path, line.split(":", 1)[1].strip(), base)
    if path == "_redirects":
        for line in read(path).splitlines():
            if line and not line.startswith(("/", "#")):
                fault(path, f"not a path: {line}")


KINDS = {".html": check_page, ".xml": check_xml, ".opml": check_xml, ".json": check_json, ".webmanifest": check_json,
         "_redirects": check_lines, "robots.txt": check_lines, ".ics": check_lines}
pages = 0
for folder, _, names in os.walk(root):
    for name in names:
        path = os.path.relpath(os.path.join(folder, name), root)
        kind = KINDS.get(name) or KINDS.get(os.path.splitext(name)[1])
        if kind:
            pages += name.endswith(".html")
            own = path[:-10] if name == "index.html" else path
            kind(path, site + own)
print(f"{pages} pages, {links} addresses, {faults} faults")
sys.exit(1 if faults or not pages else 0)
