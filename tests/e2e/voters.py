"""A crowd that votes. voters.py DB in N: sessions for voter001 to voterN. voters.py URL vote PATH N LINE: all of them
at once, by curl's own rules of a browser; prints how many were taken (303). With FIRST after LINE: from that number on."""
import base64
import concurrent.futures
import hashlib
import http.client
import sqlite3
import sys
import time
import urllib.parse


def token(i):
    return f"token-of-voter{i:03}"


def sign_in(db, n):
    rows = []
    for i in range(1, n + 1):
        digest = hashlib.blake2b(token(i).encode(), digest_size=32).digest()
        text = base64.b32encode(digest).decode().lower().rstrip("=")
        now = int(time.time())
        rows.append((text, f"voter{i:03}", now, now + 86400))
    with sqlite3.connect(db, timeout=10) as state:
        state.executemany("INSERT INTO session (token, handle, made, expires) VALUES (?, ?, ?, ?)", rows)


def vote(url, path, i, line):
    at = urllib.parse.urlsplit(url)
    try:
        wire = http.client.HTTPConnection(at.hostname, at.port, timeout=60)
        wire.request("POST", "/-/vote", urllib.parse.urlencode({"path": path, "on": line}),
                     {"Content-Type": "application/x-www-form-urlencoded", "Origin": url, "Cookie": f"stoa={token(i)}"})
        return i if wire.getresponse().status == 303 else 0
    except OSError:
        return 0
    except http.client.HTTPException:
        return 0


if sys.argv[2] == "in":
    sign_in(sys.argv[1], int(sys.argv[3]))
else:
    url, _, path, n, line = sys.argv[1:6]
    first = int(sys.argv[6]) if len(sys.argv) > 6 else 1
    with concurrent.futures.ThreadPoolExecutor(32) as crowd:
        taken = [i for i in crowd.map(lambda i: vote(url, path, i, line), range(first, first + int(n))) if i]
    print(" ".join(f"voter{i:03}" for i in taken))
