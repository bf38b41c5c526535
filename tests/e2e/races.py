"""Everybody at once: ten moderators, twenty submitters, somebody with plain git and somebody at a terminal.

races.py in DB: their sessions. races.py run URL SITE STOA SECONDS OUT: lets them work; OUT gets a line for each answer that
somebody was given: "sent ID", "withdrawn ID", "approve ID", "reject ID", "spam ID", "back ID", "vote WHO", "many ID...", "git ID".
races.py judge SITE OUT: what became of each, beside what was answered; a line for each fault.
"""
import base64
import collections
import hashlib
import html
import http.client
import os
import random
import re
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.parse

MODERATORS, SUBMITTERS = 10, 20
TOPIC = "forums/show-and-tell/2026/11/this-site-in-numbers"
ID = re.compile(r"/submission/(\d{8}-\d{6}-[a-z2-7]{6})\?k=([^&\"]+)")


def crowd():
    return [f"mod{i:02}" for i in range(MODERATORS)] + [f"sub{i:02}" for i in range(SUBMITTERS)]


def sign_in(db):
    now, rows = int(time.time()), []
    for who in crowd():
        digest = hashlib.blake2b(f"token-of-{who}".encode(), digest_size=32).digest()
        rows.append((base64.b32encode(digest).decode().lower().rstrip("="), who, now, now + 86400))
    with sqlite3.connect(db, timeout=10) as state:
        state.executemany("INSERT INTO session (token, handle, made, expires) VALUES (?, ?, ?, ?)", rows)


class Person(threading.Thread):
    def __init__(self, world, who):
        super().__init__()
        self.world, self.who, self.wire = world, who, None
        self.dice = random.Random(who)
        self.answers, self.odd = [], collections.Counter()

    def ask(self, path, fields=None):
        """Status, Location and body; 0 where the server went away."""
        try:
            if not self.wire:
                self.wire = http.client.HTTPConnection(self.world.at.hostname, self.world.at.port, timeout=60)
            head = {"Cookie": f"stoa=token-of-{self.who}", "Origin": self.world.url}
            if fields is not None:
                head["Content-Type"] = "application/x-www-form-urlencoded"
            self.wire.request("GET" if fields is None else "POST", path,
                              None if fields is None else urllib.parse.urlencode(fields), head)
            answer = self.wire.getresponse()
            return answer.status, answer.getheader("Location") or "", answer.read().decode()
        except (OSError, http.client.HTTPException):
            self.wire = None
            return 0, "", ""

    def token(self, page):
        found = re.search(r'name="token" value="([^"]*)"', page[page.find("<main"):])
        return html.unescape(found[1]) if found else ""

    def run(self):
        _, _, page = self.ask(f"/-/report?path={TOPIC}/index.md")
        self.mine = self.token(page)
        while time.time() < self.world.until:
            self.act()

    def said(self, what, status, *ids):
        if status == 303:
            self.answers.append(" ".join((what,) + ids))
        else:
            self.odd[f"{what} {status}"] += 1
        return status == 303


class Submitter(Person):
    def act(self):
        fields = {"kind": "reply", "path": f"{TOPIC}/index.md",
                  "body": f"Said by {self.who}: {self.dice.getrandbits(200):x}", "website": ""}
        status, _, page = self.ask("/-/preview", fields)
        if status != 200:
            self.said("preview", status)
            return
        fields["token"] = self.token(page)
        status, to, _ = self.ask("/-/submit", fields)
        found = ID.search(to)
        if not self.said("sent", status if found or status != 303 else 1, found[1] if found else ""):
            return
        if self.dice.random() < 0.1:
            # A form that is sent twice is one submission.
            status, to, _ = self.ask("/-/submit", fields)
            if status == 303 and (not ID.search(to) or ID.search(to)[1] != found[1]):
                self.answers.append(f"doubled {found[1]}")
        with self.world.lock:
            self.world.pool.append(found[1])
        if self.dice.random() < 0.2:
            receipt = f"/-/submission/{found[1]}"
            status, to, _ = self.ask(receipt, {"action": "withdraw", "k": found[2], "token": self.mine})
            # Where a moderator was first, the receipt says so.
            if "You took it back" in self.ask(f"{receipt}?k={found[2]}")[2]:
                self.said("withdrawn", status, found[1])
        if self.dice.random() < 0.2:
            status, _, _ = self.ask("/-/vote", {"path": f"{TOPIC}/index.md", "say": self.dice.choice(["react heart", "react like"])})
            self.said("vote", status, self.who)


class Moderator(Person):
    def act(self):
        with self.world.lock:
            pool = self.world.pool[-60:]
        if len(pool) < 3:
            time.sleep(0.05)
            return
        one, luck = self.dice.choice(pool), self.dice.random()
        if luck < 0.12:
            some = self.dice.sample(pool, min(6, len(pool)))
            what = self.dice.choice(["approve", "spam"])
            status, _, _ = self.ask("/-/queue", [("action", what), ("token", self.mine), ("reason", "")] + [("id", i) for i in some])
            self.said("many", status, *some)
        elif luck < 0.27:
            status, _, _ = self.ask(f"/-/undo/{one}", {"token": self.mine})
            self.said("back", status, one)
        else:
            what = "approve" if luck < 0.75 else "reject"
            status, _, _ = self.ask(f"/-/queue/{one}", {"action": what, "reason": "Not here.", "token": self.mine})
            self.said(what, status, one)


class Gitter(Person):
    """A moderator with a clone: merges branches of the queue and pushes; now and then a page of their own."""

    def git(self, *words):
        return subprocess.run(["git", "-C", self.world.clone, *words], env={**os.environ, "STOA_AS": "mod00"},
                              capture_output=True, text=True, check=False)

    def act(self):
        with self.world.lock:
            pool = self.world.pool[-20:]
        if not pool:
            time.sleep(0.1)
            return
        one = self.dice.choice(pool)
        self.git("fetch", "-q", "origin")
        self.git("checkout", "-q", "-B", "work", "origin/main")
        if self.git("fetch", "-q", self.world.queue, one).returncode or self.git("merge", "-q", "--no-ff", "-m", f"merge {one}", "FETCH_HEAD").returncode:
            self.git("merge", "--abort")
            self.odd["git gone"] += 1
        elif self.git("rev-parse", "HEAD").stdout == self.git("rev-parse", "origin/main").stdout:
            self.odd["git nothing new"] += 1
        elif self.git("push", "-q", "origin", "HEAD:main").returncode:
            self.odd["git late"] += 1
        else:
            self.answers.append(f"git {one}")


class Terminal(Person):
    """A moderator who types commands: several at once, and verdicts taken back."""

    def act(self):
        with self.world.lock:
            pool = self.world.pool[-40:]
        if len(pool) < 5:
            time.sleep(0.05)
            return
        what, n = self.dice.choice([("approve", 4), ("spam", 3), ("undo", 1)])
        some = self.dice.sample(pool, n)
        done = subprocess.run([self.world.stoa, "queue", what, "--no-build", "--site", self.world.site, "--as", "mod01", *some],
                              capture_output=True, text=True, check=False)
        if what != "undo":
            self.answers.append(" ".join(["many"] + some))
        elif not done.returncode:
            self.answers.append(f"back {some[0]}")


class World:
    def __init__(self, url, site, stoa, seconds):
        self.site, self.stoa = site, stoa
        self.url, self.at, self.lock, self.pool = url, urllib.parse.urlsplit(url), threading.Lock(), []
        self.clone, self.queue, self.until = f"{site}/../races-clone", f"{site}/queue.git", time.time() + seconds


def run(url, site, stoa, seconds, out):
    world = World(url, site, stoa, float(seconds))
    subprocess.run(["git", "clone", "-q", f"{site}/content.git", world.clone], check=True)
    people = [Moderator(world, who) if who.startswith("mod") else Submitter(world, who) for who in crowd()] + [Gitter(world, "mod00"), Terminal(world, "mod01")]
    for one in people:
        one.start()
    odd = collections.Counter()
    with open(out, "w", encoding="utf-8") as file:
        for one in people:
            one.join()
            odd += one.odd
            file.writelines(line + "\n" for line in one.answers)
    print("refused:", ", ".join(f"{what}: {n}" for what, n in sorted(odd.items())))
    # Somebody else was first: nothing else stands in anybody's way here.
    faults = [what for what in odd if what.split()[-1] != "409" and not what.startswith("git ")]
    for what in faults:
        print("FAULT:", what)
    return 1 if faults else 0


def judge(site, out):
    def git(repository, *words):
        return subprocess.run(["git", "-C", f"{site}/{repository}.git", *words], capture_output=True, text=True, check=True).stdout

    faults, told = [], collections.defaultdict(collections.Counter)
    with open(out, encoding="utf-8") as file:
        for line in file:
            what, *ids = line.split()
            for one in ids:
                told[what][one] += 1
    places = collections.defaultdict(list)
    for ref in git("queue", "for-each-ref", "--format=%(refname)").split():
        place, _, one = ref.removeprefix("refs/").partition("/")
        places[one].append(place)
    there = {name[-25:-3] for name in git("content", "ls-tree", "--name-only", "main", TOPIC + "/").split() if name.endswith(".md")}
    main = git("content", "rev-list", "main").split()
    merged = {c for c in main}
    states = collections.Counter()
    for one, times in told["sent"].items():
        place = places.pop(one, [])
        if times != 1:
            faults.append(f"{one} was answered {times} times")
        if len(place) != 1:
            faults.append(f"{one} is in {place or 'no place'}")
            continue
        # A merge with plain git is put away at the next sweep; until then its branch is in main.
        state = place[0]
        if state == "heads" and git("queue", "rev-parse", f"refs/heads/{one}").strip() in merged and one in there:
            state = "approved"
        states[state] += 1
        if (state == "approved") != (one in there):
            faults.append(f"{one} is {state}, and its post is {'' if one in there else 'not '}on main")
        verdicts = sum(told[what][one] for what in ("approve", "reject", "spam", "withdrawn", "git")) - told["back"][one]
        if not told["many"][one] and verdicts != (state != "heads"):
            faults.append(f"{one} is {state} after {verdicts} verdicts: " + ", ".join(w for w in told if told[w][one]))
    faults += [f"{one} is in {place}, and nobody was told" for one, place in places.items() if not re.fullmatch(r"\w+", one) and re.fullmatch(r"\d{8}-\d{6}-[a-z2-7]{6}", one)]
    faults += [f"{one} has been doubled" for one in told["doubled"]]
    # A line of merges: each has main first and one submission second; nothing else has two parents, nothing changed nothing.
    kinds = collections.Counter()
    for line in git("content", "log", "--first-parent", "--format=%H %P", "main").splitlines():
        commit, *parents = line.split()
        kinds[len(parents)] += 1
        if len(parents) > 2:
            faults.append(f"{commit} has {len(parents)} parents")
        if len(parents) == 2 and len(git("content", "rev-list", "--parents", "-1", parents[1]).split()) != 2:
            faults.append(f"{commit} merges what is no submission")
        if parents and not git("content", "diff-tree", "--name-only", parents[0], commit).strip():
            faults.append(f"{commit} changes nothing")
    print(f"{len(told['sent'])} sent: " + ", ".join(f"{n} {state}" for state, n in sorted(states.items())))
    print(", ".join(f"{what} {sum(n.values())}" for what, n in told.items()) + f"; main: {kinds[2]} merges, {kinds[1]} other commits")
    for fault in faults:
        print("FAULT:", fault)
    return 1 if faults or len(told["sent"]) < 20 else 0


if sys.argv[1] == "in":
    sign_in(sys.argv[2])
elif sys.argv[1] == "run":
    sys.exit(run(*sys.argv[2:7]))
else:
    sys.exit(judge(sys.argv[2], sys.argv[3]))
