#!/usr/bin/env python3
"""pictures.py DIR: hostile and odd pictures, each with what stoa-image must answer in its name:
STATUS-what.ending. Good ones to start from are made by the command line of libvips."""
import os
import struct
import subprocess
import sys
import zlib

folder = sys.argv[1]
CLEAN, FOREIGN, BROKEN, PIXELS, FRAMES, HEAVY = 0, 10, 11, 12, 13, 15


def put(status, name, data):
    statuses = "+".join(map(str, status)) if isinstance(status, tuple) else str(status)
    with open(os.path.join(folder, f"{statuses}-{name}"), "wb") as file:
        file.write(data)


def vips(*args):
    subprocess.run(["vips", *args], check=True, cwd=folder)


def take(name):
    with open(os.path.join(folder, name), "rb") as file:
        return file.read()


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, depth, colour, rows):
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)) +
            chunk(b"IDAT", rows) + chunk(b"IEND", b""))


def zeros(n):
    """n zero bytes, deflated without ever being in memory."""
    squeeze = zlib.compressobj(9)
    out = []
    while n:
        step = min(n, 1 << 24)
        out.append(squeeze.compress(bytes(step)))
        n -= step
    return b"".join(out) + squeeze.flush()


def exif(orientation, note):
    """A JPEG segment with an orientation, an artist and a place."""
    text = note.encode() + b"\0"
    gps = struct.pack("<H", 1) + struct.pack("<HHI4s", 1, 2, 2, b"N\0\0\0") + struct.pack("<I", 0)
    entries = 3
    after = 8 + 2 + entries * 12 + 4
    ifd = struct.pack("<H", entries)
    ifd += struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    ifd += struct.pack("<HHII", 0x013B, 2, len(text), after)
    ifd += struct.pack("<HHII", 0x8825, 4, 1, after + len(text))
    ifd += struct.pack("<I", 0)
    body = b"Exif\0\0II*\0" + struct.pack("<I", 8) + ifd + text + gps
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def with_segment(jpeg, segment):
    return jpeg[:2] + segment + jpeg[2:]


def gif_frames(n, side):
    """Many frames as large as the screen, a few bytes each."""
    head = b"GIF89a" + struct.pack("<HHBBB", side, side, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    loop = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
    frame = b"\x21\xf9\x04\x04\x05\0\0\0" + b"\x2c" + struct.pack("<HHHHB", 0, 0, side, side, 0) + b"\x02\x02\x44\x01\0"
    return head + loop + frame * n + b"\x3b"


vips("gaussnoise", "noise.v", "64", "48", "--mean", "128", "--sigma", "40")
vips("bandjoin", "noise.v noise.v noise.v", "three.v")
vips("cast", "three.v", "rgb.v", "uchar")
vips("copy", "rgb.v", "a.png")
vips("copy", "rgb.v", "a.jpg")
vips("copy", "rgb.v", "a.webp")
vips("copy", "rgb.v", "a.gif")
vips("tiffsave", "rgb.v", "a.tif")
good = {ending: take(f"a.{ending}") for ending in ("png", "jpg", "webp", "gif", "tif")}

for ending in ("png", "jpg", "webp", "gif"):
    data = good[ending]
    put(CLEAN, f"good.{ending}", data)
    put(BROKEN, f"half.{ending}", data[:len(data) // 2])
    put(BROKEN, f"head.{ending}", data[:16])
    put((BROKEN, FOREIGN), f"four.{ending}", data[:4])
    put(CLEAN, f"behind-it-a-script.{ending}", data + b"\n<script>alert(1)</script><?php system('id'); ?>")
    put(CLEAN, f"behind-it-an-archive.{ending}", data + b"PK\x03\x04" + bytes(26) + b"PK\x05\x06" + bytes(18))
put(CLEAN, "a-jpeg.png", good["jpg"])
put(CLEAN, "a-png.gif", good["png"])
put(FOREIGN, "empty.png", b"")
put(FOREIGN, "a-byte.png", b"\x89")
put(FOREIGN, "text.jpg", b"hello\n")
put(FOREIGN, "drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
put(FOREIGN, "drawing.png", b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>")
put(FOREIGN, "paper.jpg", b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n")
put(FOREIGN, "postscript.jpg", b"%!PS-Adobe-3.0 EPSF-3.0\nquit\n")
put(FOREIGN, "magick.jpg", b"push graphic-context\nfill 'url(https://127.0.0.1/\"|id\")'\npop graphic-context\n")
put(FOREIGN, "tiff.jpg", good["tif"])
put(FOREIGN, "portable.png", b"P6\n1 1\n255\nabc")
put(FOREIGN, "vips.png", take("rgb.v"))
# A GIF that is a script, too: GIF89a=1/*…*/ with a width of 0x2f2a.
put((BROKEN, PIXELS, CLEAN), "script.gif", b"GIF89a/*" + good["gif"][8:] + b"*/=1;alert(1)//")
# Bombs: a few kilobytes that would be gigabytes.
put(PIXELS, "bomb-1-bit.png", png(50000, 50000, 1, 0, zeros(50000 * 6251)))
put(PIXELS, "bomb-16-bit.png", png(30000, 30000, 16, 6, zeros(1 << 24)))
put((PIXELS, BROKEN), "header-only.png", png(0x7fffffff, 0x7fffffff, 8, 2, zeros(10)))
put(BROKEN, "no-width.png", png(0, 10, 8, 2, zeros(10)))
put(BROKEN, "short-rows.png", png(1000, 1000, 8, 2, zeros(10)))
put(PIXELS, "header-only.jpg", good["jpg"].replace(struct.pack(">HH", 48, 64), struct.pack(">HH", 65000, 65000)))
# libnsgif takes a screen like that for a slip, and the first frame's size for the picture's.
put((PIXELS, BROKEN, CLEAN), "header-only.gif", good["gif"][:6] + struct.pack("<HH", 65535, 65535) + good["gif"][10:])
put(FRAMES, "thousands-of-frames.gif", gif_frames(5000, 10))
put((PIXELS, FRAMES), "frames-of-a-large-screen.gif", gif_frames(250, 5000))
put(CLEAN, "few-frames.gif", gif_frames(5, 2))
put((CLEAN, HEAVY, BROKEN), "text-bomb.png",
    good["png"][:33] + chunk(b"zTXt", b"a\0\0" + zeros(1 << 28)) + good["png"][33:])
put((CLEAN, HEAVY, BROKEN), "profile-bomb.png",
    good["png"][:33] + chunk(b"iCCP", b"a\0\0" + zeros(1 << 28)) + good["png"][33:])
put((CLEAN, BROKEN), "bad-profile.jpg", with_segment(good["jpg"], b"\xff\xe2\x00\x40ICC_PROFILE\0\x01\x01" + b"\xff" * 48))
# Metadata that must be gone, and an orientation that must be in the pixels.
put(CLEAN, "place-and-name.jpg", with_segment(good["jpg"], exif(6, "Secret Artist")))
put(CLEAN, "place-and-name.png", good["png"][:33] + chunk(b"tEXt", b"Author\0Secret Artist") +
    chunk(b"eXIf", exif(1, "Secret Artist")[10:]) + good["png"][33:])
comment = b"Secret Artist"
put(CLEAN, "comment.gif", good["gif"][:-1] + b"\x21\xfe" + bytes([len(comment)]) + comment + b"\0\x3b")
