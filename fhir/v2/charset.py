"""Which characters a message's bytes are: by MSH-18, by what the site says of a sender, or by what they can only be."""

import re
from types import MappingProxyType
from typing import Final

from fhir.v2.refusal import DATA_TYPE, Code, MessageRefused

_CODECS: Final = MappingProxyType(
    {
        "ASCII": "ascii",
        "UNICODE UTF-8": "utf-8",
        "UNICODE": "utf-8",  # its delimiters were read from single bytes, so it is neither UTF-16 nor UTF-32
        "UTF-8": "utf-8",
        "8859/1": "iso8859-1",
        "8859/15": "iso8859-15",
        # Korean systems say KS X 1001 or EUC-KR and send what Windows adds to it. CP949 reads all that EUC-KR does.
        "KS X 1001": "cp949",
        "EUC-KR": "cp949",
        "CP949": "cp949",
        "MS949": "cp949",
    }
)
_ALSO: Final = MappingProxyType(
    {
        "US-ASCII": "ascii",
        "ISO-8859-1": "iso8859-1",
        "8859-1": "iso8859-1",
        "ISO-8859-15": "iso8859-15",
        "8859-15": "iso8859-15",
        "CP1252": "cp1252",
        "WINDOWS-1252": "cp1252",
        "KS C 5601": "cp949",
        "KS C 5601-1987": "cp949",  # that of 1992 may be JOHAB, whose letters hold delimiters
        "UHC": "cp949",
        "WINDOWS-949": "cp949",
    }
)
"""What people write as well."""

_UNHEARD: Final = re.compile(r"[\s_-]")
"""What nobody means anything by in the name of a character set."""

_NAMES: Final = MappingProxyType(
    {
        "ascii": "ASCII",
        "utf-8": "UNICODE UTF-8",
        "iso8859-1": "8859/1",
        "iso8859-15": "8859/15",
        "cp949": "KS X 1001",
        "cp1252": "CP1252",
    }
)

CHARSETS: Final = tuple(_CODECS)
"""What MSH-18 had best say; other spellings are taken. JOHAB and ISO-2022-KR are not: their letters hold delimiters."""

_GUESSES: Final = ("utf-8", "cp949")


def codecs_of(charset: str) -> tuple[str, ...]:
    """Return Python's codec of a character set, by what MSH-18 may say or by the codec's own name; none of another.

    Capitals, blanks, hyphens and underscores make no difference.

    >>> codecs_of(" ks_x-1001"), codecs_of("iso8859-1"), codecs_of("JOHAB")
    (('cp949',), ('iso8859-1',), ())
    """
    codec = _SPELLINGS.get(_folded(charset))
    return () if codec is None else (codec,)


def decode(raw: bytes, header_charsets: tuple[str, ...], default: str | None = None) -> tuple[str, str, bool]:
    """Return the text, Python's codec of it, and whether that codec was guessed.

    It is guessed where neither MSH-18 nor the site (`default`) says, and it makes a difference: UTF-8, else CP949. Some
    syllables of CP949 are letters of UTF-8 too, such as 홍 alone, which is why a site should say.

    Raises MessageRefused at MSH-18; no letter is ever replaced.

    >>> decode("홍길동".encode("cp949"), ())
    ('홍길동', 'cp949', True)
    """
    if len({codecs_of(each) for each in header_charsets}) > 1:
        raise _refused("AR", "charset-switching")
    name = next(iter(header_charsets), default)
    if name is None:
        text, codec = _first(raw, _GUESSES)
        return text, codec, not raw.isascii()
    codecs = codecs_of(name)
    if not codecs:
        raise _refused("AR", "unknown-charset")
    return *_first(raw, codecs), False


def encode(text: str, charset: str) -> bytes:
    r"""Return a text's bytes in a character set, by any name that `codecs_of` knows.

    Raises UnicodeEncodeError for a letter that it lacks, LookupError for another name.

    >>> encode("홍", "KS X 1001")
    b'\xc8\xab'
    """
    codecs = codecs_of(charset)
    if not codecs:
        raise LookupError("a character set that is not taken")
    return text.encode(codecs[0])


def msh18(codec: str) -> str:
    """Return what MSH-18 says of a codec that `decode` gave; raises KeyError for another.

    >>> msh18("cp949")
    'KS X 1001'
    """
    return _NAMES[codec]


def _folded(charset: str) -> str:
    return _UNHEARD.sub("", charset).upper()


def _first(raw: bytes, codecs: tuple[str, ...]) -> tuple[str, str]:
    for codec in codecs:
        try:
            return raw.decode(codec), codec
        except UnicodeDecodeError:
            continue
    raise _refused("AE", "undecodable")


def _refused(code: Code, reason: str) -> MessageRefused:
    return MessageRefused(code, DATA_TYPE, "MSH-18", reason, CHARSETS)


_SPELLINGS: Final = MappingProxyType({_folded(name): codec for name, codec in (*_CODECS.items(), *_ALSO.items())})
