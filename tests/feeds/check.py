#!/usr/bin/python3
"""check.py FOLDER SITE-URL: holds every feed of a built site to the rules of the W3C feed validator, as RSS, as
JSON Feed 1.1 and as OPML, and reads it with feedparser. One line for each fault; exit status 1 where there is one.
Says how many feeds and items it saw."""
import email.utils, json, os, re, sys
from html.parser import HTMLParser
from urllib.parse import urlsplit
import xml.etree.ElementTree as ET
import feedparser

root, site = sys.argv[1], sys.argv[2]
ATOM, CONTENT, DC = "{http://www.w3.org/2005/Atom}", "{http://purl.org/rss/1.0/modules/content/}", "{http://purl.org/dc/elements/1.1/}"
faults = feeds = items = 0


def fault(path, what):
    global faults
    faults += 1
    print(f"{path}: {what}")


def absolute(url):
    parts = urlsplit(url or "")
    return parts.scheme in ("http", "https", "mailto") and (parts.netloc or parts.scheme == "mailto")


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.urls, self.tags = [], set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.urls += [v for k, v in attrs if k in ("href", "src", "cite", "action", "poster")]
        if any(k.startswith("on") or k == "style" for k, _ in attrs):
            self.tags.add("script")


def check_html(path, html):
    links = Links()
    links.feed(html)
    for url in links.urls:
        if not absolute(url):
            fault(path, f"relative address in content: {url}")
    if links.tags & {"script", "style", "form", "iframe", "object", "embed"}:
        fault(path, f"content that readers refuse: {links.tags}")


def check_date(path, text):
    try:
        at = email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError):
        at = None
    if not at or at.year < 1990 or not re.match(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d ", text):
        fault(path, f"not an RFC 822 date: {text}")


def check_items(path, channel):
    seen = set()
    for item in channel.findall("item"):
        text = {child.tag: (child.text or "").strip() for child in item}
        guid = item.find("guid")
        for tag in ("title", "link", "guid", CONTENT + "encoded"):
            if not text.get(tag):
                fault(path, f"an item without {tag}")
        if text.get("guid") in seen:
            fault(path, f"guid twice: {text['guid']}")
        seen.add(text.get("guid"))
        if not absolute(text.get("link")):
            fault(path, f"link is not absolute: {text.get('link')}")
        if guid is not None and guid.get("isPermaLink") == "true" and text["guid"] != text["link"]:
            fault(path, f"a permanent link that is not the link: {text['guid']}")
        if "pubDate" in text:
            check_date(path, text["pubDate"])
        if "author" in text:
            fault(path, "author wants an address: dc:creator it is")
        if "dc:creator" in text or not text.get(DC + "creator", "x"):
            fault(path, "an empty dc:creator")
        check_html(path, text.get(CONTENT + "encoded", ""))
    return len(seen)


def check_rss(path):
    whole = open(os.path.join(root, path), "rb").read()
    rss = ET.fromstring(whole)
    channel = rss.find("channel")
    if rss.tag != "rss" or rss.get("version") != "2.0" or channel is None:
        return fault(path, "not RSS 2.0")
    for tag in ("title", "link", "description"):
        if not (channel.findtext(tag) or "").strip():
            fault(path, f"channel without {tag}")
    if not absolute(channel.findtext("link")):
        fault(path, "the channel's link is not absolute")
    own = [link.get("href") for link in channel.findall(ATOM + "link") if link.get("rel") == "self"]
    if own != [site + path]:
        fault(path, f"atom:link says {own}, not {site + path}")
    if channel.findtext("lastBuildDate"):
        check_date(path, channel.findtext("lastBuildDate"))
    n = check_items(path, channel)
    parsed = feedparser.parse(whole)
    if parsed.bozo or parsed.version != "rss20" or len(parsed.entries) != n:
        fault(path, f"feedparser: {parsed.get('bozo_exception')} {parsed.version} {len(parsed.entries)} of {n}")
    for entry in parsed.entries:
        if not entry.get("content") or not entry.content[0].value:
            fault(path, f"feedparser finds no content in {entry.get('id')}")
    return n


def check_json(path):
    feed = json.load(open(os.path.join(root, path), encoding="utf-8"))
    if feed.get("version") != "https://jsonfeed.org/version/1.1" or not feed.get("title"):
        fault(path, "not JSON Feed 1.1")
    if feed.get("feed_url") != site + path:
        fault(path, f"feed_url says {feed.get('feed_url')}")
    rss = ET.parse(os.path.join(root, path[:-4] + "xml")).getroot()
    if [i.get("id") for i in feed["items"]] != [g.text for g in rss.iter("guid")]:
        fault(path, "not the items of the same feed as RSS")
    for item in feed["items"]:
        check_html(path, item["content_html"])
        if not absolute(item["url"]) or not re.match(r"\d{4}-\d\d-\d\dT.*Z$", item.get("date_published", "2000-01-01TZ")):
            fault(path, f"{item['id']}: url or date_published")


def check_opml(path):
    opml = ET.parse(os.path.join(root, path)).getroot()
    urls = [o.get("xmlUrl") for o in opml.iter("outline") if o.get("type") == "rss"]
    if opml.get("version") != "2.0" or not urls or len(set(urls)) != len(urls):
        fault(path, "not OPML 2.0, empty, or a feed twice")
    for url in urls:
        if not url.startswith(site) or not os.path.exists(os.path.join(root, url[len(site):])):
            fault(path, f"there is no {url}")


for folder, _, names in os.walk(root):
    for name in names:
        path = os.path.relpath(os.path.join(folder, name), root)
        if name == "feed.xml":
            feeds += 1
            items += check_rss(path) or 0
        elif name == "feed.json":
            check_json(path)
check_opml("feeds.opml")
print(f"{feeds} feeds, {items} items, {faults} faults")
sys.exit(1 if faults or not feeds else 0)
