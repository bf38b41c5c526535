#!/usr/bin/python3
"""check.py FOLDER [FOLDER ...]: reads everything that a built site of hostile texts (make.py) holds, as its readers would: pages
with the HTML5 parser html5lib, feeds and sitemaps with expat, JSON, calendars line by line, SVG as XML. Nothing but
allow-listed elements, attributes and URL schemes may be there, and what was text must be text. One line for each fault;
exit status 1 where there is one."""
import json
import os
import re
import sys
import xml.etree.ElementTree as ET
from urllib.parse import unquote

import html5lib

HTML, SVG = "{http://www.w3.org/1999/xhtml}", "{http://www.w3.org/2000/svg}"
GLOBAL = {"class", "id", "lang", "dir", "title", "hidden", "tabindex", "role", "data-ago", "data-draft", "data-scheme"}
ELEMENTS = {
    "html": set(), "head": set(), "body": set(), "title": set(), "main": set(), "header": set(), "footer": set(), "nav": set(), "section": set(),
    "article": set(), "aside": set(), "div": set(), "span": set(), "p": set(), "h1": set(), "h2": set(), "h3": set(), "h4": set(), "h5": set(), "h6": set(),
    "ul": set(), "ol": {"start", "reversed"}, "li": {"value"}, "dl": set(), "dt": set(), "dd": set(), "blockquote": set(), "pre": set(), "code": set(),
    "em": set(), "strong": set(), "del": set(), "ins": set(), "sup": set(), "sub": set(), "small": set(), "b": set(), "i": set(), "bdi": set(), "br": set(),
    "hr": set(), "table": set(), "thead": set(), "tbody": set(), "tfoot": set(), "tr": set(), "th": {"scope", "colspan"}, "td": {"colspan"}, "caption": set(),
    "figure": set(), "figcaption": set(), "details": {"open"}, "summary": set(), "mark": set(), "abbr": set(), "kbd": set(), "time": {"datetime"},
    "a": {"href", "rel", "download", "type"}, "img": {"src", "alt", "width", "height", "loading"}, "form": {"action", "method", "enctype"},
    "label": {"for"}, "button": {"type", "name", "value", "disabled", "form"}, "textarea": {"name", "rows", "maxlength", "required", "readonly", "spellcheck", "cols", "autocomplete"},
    "input": {"type", "name", "form", "multiple", "value", "checked", "disabled", "required", "maxlength", "autocomplete", "placeholder", "accept", "size", "min", "max", "spellcheck", "autocapitalize"},
    "select": {"name"}, "option": {"value", "selected"}, "fieldset": {"disabled"}, "legend": set(), "output": set(), "meter": {"value", "min", "max"}, "progress": {"value", "max"},
    "meta": {"charset", "name", "content", "property", "http-equiv"}, "link": {"rel", "href", "type", "title"}, "script": {"src", "type", "defer"}, "search": set(),
    "svg": {"viewBox", "width", "height", "focusable", "fill", "preserveAspectRatio"}, "path": {"d", "fill", "stroke", "vector-effect"}, "circle": {"cx", "cy", "r", "fill"},
    "rect": {"x", "y", "width", "height", "rx", "fill"}, "g": {"fill", "transform"}, "line": {"x1", "x2", "y1", "y2"}, "text": {"x", "y", "text-anchor", "font-size"},
    "polyline": {"points"}, "polygon": {"points"}, "desc": set(),
}
URLS = {"href", "src", "action"}
FORMS = {"_vote", "_react"} # of the theme; what a member writes has no ids that begin so
SCHEMES = {"http", "https", "mailto", "webcal"}
RAW = {"script", "style", "iframe", "noscript", "template", "object", "embed", "noembed", "xmp", "plaintext"}
faults = 0


def fault(path, what):
    global faults
    faults += 1
    if faults <= 100:
        print(f"{path}: {what}"[:300])


def check_url(path, name, value):
    if not value and name != "action":
        return
    scheme = re.match(r"[\x00-\x20]*([A-Za-z][A-Za-z0-9+.\x00-\x20-]*):", value)
    if scheme and re.sub(r"[\x00-\x20]", "", scheme.group(1)).lower() not in SCHEMES:
        fault(path, f"{name} with a scheme that is not allowed: {value}")
    if value.startswith("//") and name != "href":
        fault(path, f"{name} of another host: {value}")
    if re.search(r"[\x00-\x20\"<>\\]", value):
        fault(path, f"{name} that is no URL: {value!r}")


def check_meta(path, at):
    kind = (at.get("http-equiv") or "").lower()
    if kind and kind != "refresh":
        fault(path, f"meta http-equiv {kind}")
    if kind == "refresh":
        check_url(path, "refresh", at.get("content", "").split("url=", 1)[-1])
    if at.get("property") in ("og:url", "og:image"):
        check_url(path, at["property"], at.get("content", ""))


def check_script(path, node):
    at = node.attrib
    if at.get("src"):
        if not re.fullmatch(r"/[\w./-]*assets/[\w.-]+\.js", at["src"]) or (node.text or "").strip():
            fault(path, f"a script that is not the theme's: {at}")
    elif at.get("type") == "application/ld+json":
        json_text(path, node.text or "")
    else:
        fault(path, f"a script: {node.text}")


def check_element(path, node):
    if not isinstance(node.tag, str):
        fault(path, f"a comment: {node.text}")
        return
    tag = node.tag.replace(HTML, "").replace(SVG, "")
    if tag not in ELEMENTS:
        fault(path, f"an element <{tag}>")
        return
    for name, value in node.attrib.items():
        if name not in GLOBAL and name not in ELEMENTS[tag] and not re.fullmatch(r"aria-[a-z]+|data-[a-z-]+", name):
            fault(path, f"<{tag}> has an attribute {name}={value!r}")
        if name == "form" and value not in FORMS:
            fault(path, f"<{tag}> of a form that is not the theme's: {value!r}")
        if name in URLS:
            check_url(path, name, value)
        if name in ("id", "class", "for", "name") and re.search(r"[\s<>\"'`]", value.replace(" ", "")):
            fault(path, f"{name} that is no name: {value!r}")
    if tag == "script":
        check_script(path, node)
    elif tag in RAW:
        fault(path, f"an element <{tag}>")
    elif tag == "meta":
        check_meta(path, node.attrib)


def check_tree(path, tree):
    for node in tree.iter():
        check_element(path, node)


def html_page(path, text):
    parser = html5lib.HTMLParser(html5lib.getTreeBuilder("etree"))
    check_tree(path, parser.parse(text))
    serious = [error for _, error, _ in parser.errors if error not in ("unknown-element-in-foreign-content",)]
    if serious:
        fault(path, f"not HTML: {serious[:3]}")
    # What the parser mends silently, a browser may mend in another way.
    if re.search(r"<\s*/?\s*HSTL|\sHSTL[\w]*\s*=\s*[^\w]|<!\[CDATA", text):
        fault(path, "a payload where a tag or an attribute could begin")


def html_part(path, text):
    for node in html5lib.parseFragment(text, treebuilder="etree"):
        check_tree(path, node)


def xml_text(path, text):
    if re.search(r"<!(DOCTYPE|ENTITY)", text.split(">", 1)[-1][:200]) or "<!ENTITY" in re.sub(r"<!\[CDATA\[.*?\]\]>|[^<]*&lt;.*", "", text, flags=re.S):
        fault(path, "declares something")
    try:
        tree = ET.fromstring(text.encode())
    except ET.ParseError as error:
        fault(path, f"not XML: {error}")
        return
    for node in tree.iter():
        name = node.tag.split("}")[-1]
        if "HSTL" in name or any("HSTL" in key for key in node.attrib):
            fault(path, f"an element or attribute of a payload: {node.tag}")
        if name in ("link", "loc", "comments", "url") and node.text:
            check_url(path, name, node.text.strip())
        for key in ("href", "url", "xmlUrl", "htmlUrl"):
            if key in node.attrib:
                check_url(path, key, node.attrib[key])
    for item in tree.iter("item"):
        for name in ("description", "{http://purl.org/rss/1.0/modules/content/}encoded"):
            html_part(path, item.findtext(name) or "")


def json_walk(path, value, key=""):
    if isinstance(value, dict):
        for name, inner in value.items():
            if "HSTL" in name:
                fault(path, f"a member of a payload: {name}")
            json_walk(path, inner, name)
    elif isinstance(value, list):
        for inner in value:
            json_walk(path, inner, key)
    elif isinstance(value, str):
        if key in ("url", "item", "href", "src", "home_page_url", "feed_url", "external_url", "start_url", "id") and ":" in value.split("/")[0]:
            check_url(path, key, value)
        if key in ("content_html", "html", "body"):
            html_part(path, value)


def json_text(path, text):
    try:
        json_walk(path, json.loads(text))
    except ValueError as error:
        fault(path, f"not JSON: {error}")


NAMES = {"BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "METHOD", "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "LOCATION", "URL", "RRULE",
         "EXDATE", "STATUS", "CATEGORIES", "LAST-MODIFIED", "CREATED", "SEQUENCE", "TZID", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "ORGANIZER", "NAME",
         "X-WR-CALNAME", "X-WR-CALDESC", "X-WR-TIMEZONE", "REFRESH-INTERVAL", "X-PUBLISHED-TTL", "X-LIC-LOCATION", "SOURCE", "COLOR", "DURATION", "ATTACH",
         "X-MICROSOFT-CDO-BUSYSTATUS", "TRANSP", "RECURRENCE-ID", "CLASS", "CONFERENCE", "TZUNTIL", "IMAGE", "X-ALT-DESC"}


def calendar(path, raw):
    if b"\n" in raw.replace(b"\r\n", b"") or b"\r" in raw.replace(b"\r\n", b""):
        fault(path, "a line that does not end in CR LF")
    for line in raw.split(b"\r\n"):
        if len(line) > 75:
            fault(path, f"a line of {len(line)} bytes")
    lines = raw.decode().replace("\r\n ", "").replace("\r\n\t", "").split("\r\n")
    for line in filter(None, lines):
        name = re.match(r"[A-Za-z0-9-]*", line).group(0)
        if name not in NAMES or line[len(name):len(name) + 1] not in (":", ";"):
            fault(path, f"a property of a payload: {line}")
        value = line.split(":", 1)[-1]
        if name in ("SUMMARY", "LOCATION", "DESCRIPTION") and re.search(r"(?<!\\)(\\\\)*[,;]", value):
            fault(path, f"not escaped: {line}")
        if name in ("URL", "CONFERENCE", "ATTACH"):
            check_url(path, name, value)
    if sum(line == "BEGIN:VEVENT" for line in lines) != sum(line == "END:VEVENT" for line in lines):
        fault(path, "events that do not end")


def header_lines(path, text):
    for line in text.splitlines():
        if re.search(r"HSTL", unquote(line)) and not line.startswith(("/", " ", "#")):
            fault(path, f"a line of a payload: {line}")


READ = {".html": html_page, ".xml": xml_text, ".opml": xml_text, ".rss": xml_text, ".svg": xml_text, ".json": json_text, ".webmanifest": json_text}


def check_folder(folder, seen):
    for base, _, names in os.walk(folder):
        for name in names:
            full = os.path.join(base, name)
            path, ending = os.path.relpath(full, folder), os.path.splitext(name)[1]
            if "HSTL" in os.path.relpath(full, folder) and name != "HSTL-onerror.csv":
                fault(path, "a file named by a payload")
            with open(full, "rb") as file:
                raw = file.read()
            if ending == ".ics":
                calendar(path, raw)
            elif ending in READ:
                READ[ending](path, raw.decode())
            elif name in ("_redirects", "_headers", "robots.txt"):
                header_lines(path, raw.decode())
            else:
                continue
            seen[ending] = seen.get(ending, 0) + 1


def main():
    seen = {}
    for folder in sys.argv[1:]:
        check_folder(folder, seen)
    print(" ".join(f"{count} {ending or 'plain'}" for ending, count in sorted(seen.items())), f"{faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
