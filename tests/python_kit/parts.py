"""What Python's `email` package makes of messages: a line of JSON for each file that standard input names."""

import email
import hashlib
import json
import sys


def text_of(part, octets):
    """The text as its charset says, and whether that can be: browsers read Latin-1 as windows-1252."""
    charset = part.get_content_charset() or "utf-8"
    if charset in ("iso-8859-1", "latin1", "us-ascii"):
        charset = "cp1252"
    try:
        return octets.decode(charset), True
    except (LookupError, UnicodeDecodeError, ValueError):
        return "", False


def is_parent(part):
    """FETCH tells the parts of a message within a message, not those of its other kinds (RFC 9051)."""
    kind = part.get_content_type()
    return part.is_multipart() and (
        not kind.startswith("message/") or kind in ("message/rfc822", "message/global")
    )


def parts_of(part, depth):
    """The part and those within it, in reading order."""
    out = {"depth": depth, "type": part.get_content_type()}
    inner = part.get_payload() if is_parent(part) else []
    if not part.is_multipart():
        octets = part.get_payload(decode=True) or b""
        out["octets"] = len(octets)
        out["hash"] = hashlib.sha256(octets).hexdigest()
        if part.get_content_maintype() == "text":
            out["text"], out["clean"] = text_of(part, octets)
            out["charset"] = part.get_content_charset()
    yield out
    for child in inner:
        yield from parts_of(child, depth + 1)


for path in sys.stdin.read().splitlines():
    with open(path, "rb") as file:
        message = email.message_from_bytes(file.read())
    json.dump({"file": path, "parts": list(parts_of(message, 0))}, sys.stdout)
    print()
