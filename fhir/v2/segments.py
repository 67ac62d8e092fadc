"""Which segments there are, by the tables of hl7apy, and in which version's table one is found."""

from functools import cache
from itertools import islice
from typing import Final

from hl7apy import load_library

from fhir.v2.header import VERSIONS

_LATER: Final = "2.8.2"  # whose segments older systems send too, such as PRT
# hl7apy cannot read TQ1-1 by its table of 2.7, nor fields that 2.7 withdrew; by that of 2.6 it can.
_OTHERS: Final = ("2.6", _LATER, *reversed(VERSIONS))
_LETTERS: Final = 3
_NO_PART: Final = frozenset({"ADD", "BHS", "BTS", "FHS", "FTS"})
"""What stands around messages, and what continues a segment or another message."""


@cache
def known() -> frozenset[str]:
    """Return the names of all segments that a message may hold, without those that sites make up (Z).

    >>> "OBX" in known(), "OBY" in known(), "FHS" in known()
    (True, False, False)
    """
    return frozenset(name for version in (*VERSIONS, _LATER) for name in _names(version)) - _NO_PART


@cache
def versions_of(name: str, version: str) -> tuple[str, ...]:
    """Return the one or two versions by whose tables a known segment is parsed, first the message's own if it can be.

    >>> versions_of("OBX", "2.3"), versions_of("PRT", "2.5.1"), versions_of("ZDS", "2.4"), versions_of("OBX", "2.6")
    (('2.3', '2.6'), ('2.8.2', '2.7'), ('2.4', '2.6'), ('2.6', '2.8.2'))
    """
    holding = (each for each in (version, *_OTHERS) if name.startswith("Z") or name in _names(each))
    return tuple(islice(dict.fromkeys(holding), 2))


@cache
def _names(version: str) -> frozenset[str]:
    return frozenset(name for name in load_library(version).SEGMENTS if len(name) == _LETTERS)  # not ANYHL7SEGMENT
