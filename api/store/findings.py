"""What verifying a log finds: all counted, the first ones kept, and damage of the file is a finding like any other."""

import re
from dataclasses import dataclass, field

import apsw

from api.store.port import Finding
from engine.errors import LogUnavailable

_IDENTIFIER = re.compile(rb"[A-Za-z0-9._:-]{1,128}")
_DAMAGE = (apsw.Error, MemoryError, UnicodeDecodeError)
_IN_USE = (apsw.BusyError, apsw.LockedError, apsw.CantOpenError, apsw.PermissionsError, apsw.InterruptError)


@dataclass(slots=True)
class Findings:
    """The findings so far, of which the first `most` are kept."""

    most: int = 1000
    count: int = 0
    kept: list[Finding] = field(default_factory=list)

    def add(self, what: str, index: int | None = None, record_id: bytes | None = None) -> None:
        """Add one; an id that does not look like one is left out, as it may be anything."""
        self.count += 1
        if len(self.kept) < self.most:
            shown = record_id.decode() if record_id and _IDENTIFIER.fullmatch(record_id) else None
            self.kept.append(Finding(what, index, shown))

    def unreadable(self, what: str, index: int | None = None) -> "_Unreadable":
        """Make `what` a finding where the database, in the block that follows, cannot be read."""
        return _Unreadable(self, what, index)


@dataclass(frozen=True, slots=True)
class _Unreadable:
    """A block that damage ends without an error; LogUnavailable where the database is only in use."""

    findings: Findings
    what: str
    index: int | None

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: type[BaseException] | None, _: object, __: object) -> bool:
        if kind is None or not issubclass(kind, _DAMAGE):
            return False
        if issubclass(kind, _IN_USE):
            raise LogUnavailable(f"the database cannot be read now ({kind.__name__})") from None
        self.findings.add(f"{self.what} ({kind.__name__})", self.index)
        return True
