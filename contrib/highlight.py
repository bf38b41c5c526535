#!/usr/bin/python3 -IS
"""Colours code for stoa, by Pygments. Started by the builder and by stoa.fcgi, never by hand:

    highlight.py FOLDER MS

FOLDER holds the package pygments. On stdin comes one block after the other: a line with language
and number of bytes, then the bytes. Each is answered by a line with a number of bytes, and those:
"gap length class" by line, where gap and length count bytes and gap begins where the last range
ended. Nothing is answered for a language that is not known, or that Pygments stumbles over. A block
that takes longer than MS of processor time ends the process: the kernel does that, so it holds
inside a regular expression too.
"""
import signal
import sys

FOLDER, SECONDS = sys.argv[1], int(sys.argv[2]) / 1000
sys.path.append(FOLDER)

from pygments.lexers import find_lexer_class, get_all_lexers
from pygments.token import Comment, Generic, Keyword, Literal, Name, Number, Operator, String

# What a theme has a colour for; a token that is not here counts as its parent, at last as plain.
CLASSES = {
    Comment: "c",
    Comment.Preproc: "p",
    Comment.PreprocFile: "s",
    Generic.Deleted: "d",
    Generic.Heading: "h",
    Generic.Inserted: "i",
    Generic.Prompt: "p",
    Generic.Subheading: "h",
    Keyword: "k",
    Keyword.Constant: "n",
    Keyword.Type: "t",
    Literal: "n",
    Name.Attribute: "v",
    Name.Builtin: "t",
    Name.Builtin.Pseudo: "v",
    Name.Class: "f",
    Name.Constant: "n",
    Name.Decorator: "p",
    Name.Entity: "n",
    Name.Exception: "t",
    Name.Function: "f",
    Name.Label: "v",
    Name.Namespace: "t",
    Name.Property: "v",
    Name.Tag: "k",
    Name.Variable: "v",
    Number: "n",
    Operator.Word: "k",
    String: "s",
    String.Doc: "c",
    String.Escape: "n",
    String.Interpol: "n",
}
NAMES = {alias.lower(): row[0] for row in get_all_lexers(plugins=False) for alias in row[1]}


def class_of(token):
    while token is not None:
        if token in CLASSES:
            return CLASSES[token]
        token = token.parent
    return ""


def runs(lexer, text):
    """(start, end, class) in characters, neighbours of one class joined."""
    start = end = 0
    name = ""
    for at, token, value in lexer.get_tokens_unprocessed(text):
        if at < end:
            raise ValueError("ranges that overlap")
        new = class_of(token) if not value.isspace() else ""
        if new != name or at != end:
            if name:
                yield start, end, name
            start, name = at, new
        end = at + len(value)
    if name:
        yield start, end, name


def colour(language, text):
    name = NAMES.get(language)
    if not name:
        return b""
    answer, done = [], 0
    # Lexers end lines at "\n" alone; a blank in its place keeps every position.
    for start, end, class_name in runs(find_lexer_class(name)(), text.replace("\r\n", " \n").replace("\r", "\n")):
        gap = len(text[done:start].encode())
        answer.append("%d %d %s\n" % (gap, len(text[start:end].encode()), class_name))
        done = end
    return "".join(answer).encode()


def main():
    source, target = sys.stdin.buffer, sys.stdout.buffer
    for line in source:
        language, size = line.decode().split()
        text = source.read(int(size)).decode()
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        try:
            answer = colour(language, text)
        except Exception:
            answer = b""
        signal.setitimer(signal.ITIMER_PROF, 0)
        target.write(b"%d\n%s" % (len(answer), answer))
        target.flush()


main()
