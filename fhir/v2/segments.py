"""Which segments something rests on, and by which tables of hl7apy each is parsed."""

from functools import cache
from itertools import islice
from typing import Final

from hl7apy import load_library

from fhir.v2.header import VERSIONS

READ: Final = frozenset({"DG1", "EVN", "IPC", "MRG", "MSH", "OBR", "OBX", "ORC", "PID", "PV1", "PV2", "SPM", "TQ1"})
"""Segments of which anything is read. All others are kept as they were written, those too that sites make up (Z)."""

NO_PART: Final = frozenset({"ADD", "BHS", "BTS", "FHS", "FTS"})
"""What stands around messages, and what continues a segment or another message."""

_LATER: Final = "2.8.2"  # whose segments older systems send too
# hl7apy cannot read TQ1-1 by its table of 2.7, nor fields that 2.7 withdrew; by that of 2.6 it can.
_OTHERS: Final = ("2.6", _LATER, *reversed(VERSIONS))


@cache
def versions_of(name: str, version: str) -> tuple[str, ...]:
    """Return the two versions by whose tables a segment is parsed, first the message's own if it can be; else none.

    >>> versions_of("OBX", "2.3"), versions_of("SPM", "2.3"), versions_of("OBX", "2.6"), versions_of("ZDS", "2.4")
    (('2.3', '2.6'), ('2.6', '2.8.2'), ('2.6', '2.8.2'), ())
    """
    holding = (each for each in (version, *_OTHERS) if name in READ and name in load_library(each).SEGMENTS)
    return tuple(islice(dict.fromkeys(holding), 2))
