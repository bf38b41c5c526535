#!/usr/bin/python3
"""make.py FOLDER: content whose every text is an attack: on HTML text, attributes, URLs, scripts, XML, JSON, iCalendar,
CSV, header lines and SVG. Each names the field that it stands in after HSTL, so that what gets through can be traced.
Prints the fields, and how many pages there are."""
import json
import os
import sys

PAYLOADS = [
    '<script>HSTL_{0}()</script>',
    '"><img src=x onerror=HSTL_{0}()>',
    "' onmouseover='HSTL_{0}()' x='",
    '</title></textarea></style></script><svg onload=HSTL_{0}()>',
    ']]><HSTL_{0}>&HSTL_{0};<!--',
    '{{{{HSTL_{0}}}}} {{{{{{HSTL_{0}}}}}}} {{{{>layout}}}} ${{HSTL_{0}}}',
    '","HSTL_{0}":"x\\u0022}}]</script>',
    ';X-HSTL_{0}:x,HSTL_{0}=1\\nATTENDEE:mailto:HSTL_{0}@example.org\\',
    '--><!DOCTYPE x [<!ENTITY HSTL_{0} SYSTEM "file:///etc/passwd">]><?HSTL_{0} ?>',
    '=HYPERLINK("javascript:HSTL_{0}()") %0d%0aHSTL_{0}: x',
    '&lt;script&gt;HSTL_{0}()&lt;/script&gt; &#x3c;HSTL_{0}&#x3e;',
    '`<HSTL_{0}>` [x](javascript:HSTL_{0}()) ![x](data:HSTL_{0}) *x*_x_~~x~~ @ann <https://HSTL_{0}>',
    '{{bold, plural, one{{HSTL_{0}}} other{{#}}}} {{title}} %s%n <b>HSTL_{0}',
]
SCHEMES = ['javascript:HSTL_{0}()', 'JaVaScRiPt:HSTL_{0}()', '&#106;avascript:HSTL_{0}()', 'java&#9;script:HSTL_{0}()', '\tjavascript:HSTL_{0}()',
           'data:text/html,HSTL_{0}', 'vbscript:HSTL_{0}', 'file:///etc/HSTL_{0}', '\\\\javascript:HSTL_{0}()', 'x:HSTL_{0}', '//javascript:HSTL_{0}()',
           'https://e.org/"onclick="HSTL_{0}', "https://e.org/'><HSTL_{0}>", '/x/"><HSTL_{0}>', 'mailto:"><HSTL_{0}>@e.org', '?"><HSTL_{0}>', '#"><HSTL_{0}>']
root, pages, turn, fields_of = sys.argv[1], 0, 0, set()


def evil(field):
    global turn
    turn += 1
    fields_of.add(field)
    return PAYLOADS[turn % len(PAYLOADS)].format(field.replace("-", "_"))


def body(field):
    """Each attack as text, in code, in links of each kind, in a table, a quote, a heading, a footnote."""
    field = field.replace("-", "_")
    parts = ["Attacks in a text.\n"]
    for i, payload in enumerate(PAYLOADS):
        p = payload.format(field)
        parts.append(f"{p}\n\n# {p}\n\n> {p}\n\n- {p}\n- [ ] {p}\n\n| {p} | b |\n|---|---|\n| {p} | `{p}` |\n\n`` {p} ``\n")
        parts.append(f"```{p}\n{p}\n```\n\n~~~html\n{p}\n~~~\n\n    {p}\n\n~~~x\"><script>\n{p}\n~~~\n")
        parts.append(f"[^n{i}]\n\n[^n{i}]: {p}\n\n![{p}](a.png \"{p}\") [{p}](/x/ '{p}')\n\n![{p}](a.png)\n![{p}](a.png '{p}')\n")
    for scheme in SCHEMES:
        s = scheme.format(field)
        parts.append(f"[a]({s}) [b](<{s}>) ![c]({s}) ![d](<{s}> \"t\") <{s}> [e]: {s}\n\n[e]: {s}\n\n[{s}][e]\n")
    return "\n".join(parts)


def write(path, body_of=None, **fields):
    global pages
    pages += 1
    os.makedirs(os.path.dirname(os.path.join(root, path)) or root, exist_ok=True)
    with open(os.path.join(root, path), "w", encoding="utf-8") as file:
        lines = [f"{key.replace('_', '-')}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in fields.items()]
        file.write("---\n" + "".join(lines) + "---\n" + (body(body_of) if body_of else "Text.\n"))


DATE = "2026-11-20T10:00:00Z"
LINK = 'https://e.org/?"><script>HSTL_link()</script>'.replace('"', "%22").replace("<", "%3C").replace(">", "%3E")
write("index.md", "home_body", title=evil("home_title"), description=evil("home_title"))
write("rules.md", "rules_body", title=evil("rules_title"), version=3, description=evil("rules_description"))
write("pages/about.md", "page_body", title=evil("page_title"), description=evil("page_description"))
for handle in ("ann", "bob"):
    write(f"members/{handle[:2]}/{handle}.md", "member_body", name=evil("member_name"), description=evil("member_description"), listed=True,
          site=LINK, links=[LINK], skills=["css"], role="moderator" if handle == "ann" else "member")
for n, kind in enumerate(("discussion", "questions", "ideas", "announcements", "jobs")):
    write(f"forums/{kind}/index.md", "forum_body", title=evil("forum_title"), description=evil("forum_description"), kind=kind, order=n,
          shape="threaded" if kind == "discussion" else "flat")
    for i in range(2 * len(PAYLOADS) if kind == "questions" else 4):
        stem = f"forums/{kind}/2026/11/t{i}"
        more = {"answer": "20261120-110000-aaaaaa"} if i % 2 else {}
        if kind == "ideas":
            more.update(status="planned", status_note=evil("status_note"))
        write(stem + "/index.md", "topic_body" if i == 0 else None, title=evil("topic_title"), author="ann" if i % 2 else "guest", date=DATE, tags=["x"],
              **({} if i % 2 else {"name": evil("guest_name")}), **more, poll=[evil("poll_choice")[:60], evil("poll_choice_two")[:60]],
              poll_question=evil("poll_question"))
        write(stem + "/20261120-110000-aaaaaa.md", "reply_body" if i == 0 else None, author="guest", name=evil("reply_name"), date=DATE)
write("forums/discussion/2026/11/t0/20261120-120000-bbbbbb.md", "nested_body", author="bob", date=DATE, reply_to="20261120-110000-aaaaaa")
for i in range(3):
    write(f"tutorials/s{i}/index.md", "series_body", title=evil("series_title"), description=evil("series_description"), author="ann", date=DATE)
    write(f"tutorials/s{i}/01-l.md", "lesson_body", title=evil("lesson_title"), description=evil("lesson_description"), author="bob", date=DATE, tags=["x"])
for i in range(len(PAYLOADS)):
    write(f"resources/r{i}.md", "resource_body" if i == 0 else None, title=evil("resource_title"), description=evil("resource_description"),
          licence=evil("licence"), link=LINK, tags=["x"], author="ann", date=DATE)
    write(f"events/2026/e{i}.md", "event_body" if i == 0 else None, title=evil("event_title"), description=evil("event_description"),
          location=evil("location"), join=LINK, start="2026-12-01T10:00:00Z", end="2026-12-01T11:00:00Z", author="ann", date=DATE, tags=["x"],
          **({"repeat": "FREQ=WEEKLY", "zone": "Europe/Berlin"} if i % 2 else {"recording": LINK}))
    write(f"moderation/2026/11/20261120-1000{i:02d}-aaaaaa.md", act="lock", target="forums/ideas/2026/11/t0", reason=evil("reason"), rule=evil("rule"),
          reviewer="ann", date=DATE)
for name in ("a.png", "b.txt", "HSTL-onerror.csv", "a.b.c.PDF"):
    for folder in ("forums/questions/2026/11/t0", "tutorials/s0/01-l", "events/2026/e0", "resources/r0", "pages/about"):
        os.makedirs(os.path.join(root, folder), exist_ok=True)
        with open(os.path.join(root, folder, name), "wb") as file:
            file.write(b"GIF89a\x10\0\x10\0\x80\0\0<script>" if name == "a.png" else b"<script>HSTL_file()</script>")
print(*sorted(fields_of))
print(pages)
