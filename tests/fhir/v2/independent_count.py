"""The segments of a message, counted by other means than its reader's: by cutting bytes, and by python-hl7."""

import re

import hl7


def by_bytes(raw: bytes) -> list[str]:
    """The first three letters of each line; a line feed ends one only where the message has no carriage return."""
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    lines = re.split(rb"\r\n|\r" if b"\r" in raw else rb"\n", raw)
    return [line[:3].decode("latin-1") for line in lines if line]


def by_python_hl7(raw: bytes, charset: str) -> list[str]:
    """The segments that python-hl7 reads; it takes carriage returns alone, and writes of a name what it finds."""
    text = raw.decode(charset).removeprefix("\ufeff")
    text = text.replace("\r\n", "\r") if "\r" in text else text.replace("\n", "\r")
    return [str(segment[0][0]) for segment in hl7.parse(text.strip("\r")) if str(segment)]
