"""Reads a letter with Python's own parser: read_letter.py FILE CHECK...

Header=value: the decoded header is the value. text=part, html=part: that part of the body holds it;
nohtml=part: it does not. print=Header prints one, print=text the body. No defect of the message is forgiven.
"""
import email
import email.policy
import sys

with open(sys.argv[1], "rb") as file:
    message = email.message_from_binary_file(file, policy=email.policy.default)
faults = [str(defect) for part in message.walk() for defect in part.defects]
bodies = {kind: message.get_body((kind,)) for kind in ("plain", "html")}
text = {"text": bodies["plain"].get_content(), "html": bodies["html"].get_content()}
for check in sys.argv[2:]:
    name, _, value = check.partition("=")
    if name == "print":
        print(text.get(value) or message[value])
    elif name in text:
        if value not in text[name]:
            faults.append(f"{name} lacks {value!r}: {text[name]!r}")
    elif name == "nohtml":
        if value in text["html"]:
            faults.append(f"html holds {value!r}")
    elif str(message[name]) != value:
        faults.append(f"{name} is {message[name]!r}, not {value!r}")
for fault in faults:
    print(fault)
sys.exit(1 if faults else 0)
