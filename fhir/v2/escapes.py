"""HL7's escape sequences: what they stand for in a text, and how a text is written so that it parts nothing."""

import re
from collections.abc import Mapping

_LINES = re.compile(r"\.(?:br|fi|nf|ce|(?:sp|in|ti|sk)\s*[+-]?\d*)", re.IGNORECASE | re.ASCII)
_HEX = re.compile(r"X((?:[0-9A-Fa-f]{2})+)", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_BREAKS = frozenset({".br", ".sp", ".ce"})


def unescaped(text: str, escape: str, meanings: Mapping[str, str]) -> str:
    r"""Return what a text stands for; what is no sequence that is known stays as it was written.

    >>> unescaped(r"a \T\ b\.br\c", "\\", {"T": "&"})
    'a & b\nc'
    """
    if escape not in text:
        return text
    parts = text.split(escape)
    read = [parts[0]]
    index = 1
    while index < len(parts):
        meant = _meant(parts[index], meanings) if index + 1 < len(parts) else None
        if meant is None:
            read += [escape, parts[index]]
            index += 1
        else:
            read += [meant, parts[index + 1]]
            index += 2
    return "".join(read)


def escaped(text: str, escape: str, meanings: Mapping[str, str]) -> str:
    r"""Return a text as it is written within a field; a new line becomes a break.

    >>> escaped("a & b\nc", "\\", {"T": "&", "E": "\\"})
    'a \\T\\ b\\.br\\c'
    """
    signs = {sign: f"{escape}{name}{escape}" for name, sign in meanings.items() if sign}
    signs |= {each: f"{escape}X{ord(each):02X}{escape}" for each in _CONTROL.findall(text)}
    signs |= dict.fromkeys(("\r\n", "\n", "\r"), f"{escape}.br{escape}")
    found = re.compile("|".join(re.escape(sign) for sign in sorted(signs, key=len, reverse=True)))
    return found.sub(lambda one: signs[one[0]], text)


def _meant(name: str, meanings: Mapping[str, str]) -> str | None:
    if name in meanings:
        return meanings[name]
    if name in {"H", "N"}:
        return ""  # highlighting begins and ends
    if _LINES.fullmatch(name):
        return "\n" if name[:3].lower() in _BREAKS else ""
    coded = _HEX.fullmatch(name)
    if coded is None:
        return None
    try:
        text = bytes.fromhex(coded[1]).decode("ascii").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        return None
    return None if _CONTROL.search(text) else text  # it could end a frame, wherever it were written again
