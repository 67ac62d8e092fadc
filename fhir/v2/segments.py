"""Which segments there are, by the tables of hl7apy, and in which version's table one is found."""

from functools import cache
from typing import Final

from hl7apy import load_library

from fhir.v2.header import VERSIONS

_LATER: Final = "2.8.2"  # whose segments older systems send too, such as PRT
_NO_PART: Final = frozenset({"ADD", "BHS", "BTS", "FHS", "FTS"})
"""What stands around messages, and what continues a segment or another message."""


@cache
def known() -> frozenset[str]:
    """Return the names of all segments that a message may hold, without those that sites make up (Z).

    >>> "OBX" in known(), "OBY" in known(), "FHS" in known()
    (True, False, False)
    """
    return frozenset(name for version in (*VERSIONS, _LATER) for name in _names(version)) - _NO_PART


def version_of(name: str, version: str) -> str:
    """Return the version whose table holds a known segment: the message's own wherever it can be.

    >>> version_of("OBX", "2.3"), version_of("PRT", "2.5.1"), version_of("ZDS", "2.4")
    ('2.3', '2.7', '2.4')
    """
    others = (each for each in (*VERSIONS, _LATER) if name in _names(each))
    return version if name.startswith("Z") or name in _names(version) else next(others)


@cache
def _names(version: str) -> frozenset[str]:
    return frozenset(load_library(version).SEGMENTS)
