"""How the store behind HL7 v2 stands: what waits, what is in trouble, and what can matter no more and is removed."""

from datetime import datetime, timedelta

import apsw

from api.store.hl7_sealed import stamp
from api.store.hl7_values import Depths, Trouble

KEPT = timedelta(days=30)
"""For how long a message, its answer and what came of it stay after they are done: a sender may send it again."""

TROUBLE_KEPT = timedelta(days=90)
"""For how long what was refused or set aside stays to be looked at."""

SWEPT_AT_ONCE = 512

_WAITING = """SELECT count(*), (SELECT received FROM hl7_inbox WHERE state = 'waiting' ORDER BY seq LIMIT 1)
FROM hl7_inbox WHERE state = 'waiting'"""
_REFUSED = "SELECT coalesce(reason, ''), count(*) FROM hl7_inbox WHERE state = 'refused' GROUP BY 1"
_OUTGOING = "SELECT destination, count(*) FROM hl7_outgoing WHERE state = 'waiting' GROUP BY 1"
_SET_ASIDE = "SELECT destination, count(*) FROM hl7_outgoing WHERE state = 'set-aside' GROUP BY 1"
_TROUBLES = """
SELECT id, NULL, settled AS at, reason FROM hl7_inbox WHERE state = 'refused'
UNION ALL SELECT id, destination, settled, reason FROM hl7_outgoing WHERE state = 'set-aside'
ORDER BY at DESC, id LIMIT ?"""
_SWEEPS = tuple(
    f"DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM {table} WHERE {which} LIMIT {SWEPT_AT_ONCE})"  # noqa: S608
    for table, key, which in (
        (
            "hl7_inbox",
            "seq",
            "settled < :done AND (state = 'done' OR settled < :trouble) AND seq < (SELECT max(seq) FROM hl7_inbox)",
        ),
        (
            "hl7_outgoing",
            "seq",
            "settled < :done AND (state = 'sent' OR settled < :trouble) AND seq < (SELECT max(seq) FROM hl7_outgoing)",
        ),
        ("hl7_kept", "number", "until < :now"),
        ("hl7_answer", "rowid", "at < :done AND NOT EXISTS (SELECT 1 FROM hl7_kept AS k WHERE k.key = hl7_answer.key)"),
    )
)


def depths(connection: apsw.Connection) -> Depths:
    """Count what waits and what is in trouble."""
    waiting, oldest = connection.execute(_WAITING).fetchone() or (0, None)
    counts = (dict(connection.execute(counted)) for counted in (_REFUSED, _OUTGOING, _SET_ASIDE))
    return Depths(waiting, oldest and datetime.fromisoformat(oldest), *counts)


def troubles(connection: apsw.Connection, most: int) -> list[Trouble]:
    """Return what was refused or set aside, newest first."""
    return [
        Trouble(message_id, destination, datetime.fromisoformat(at), reason)
        for message_id, destination, at, reason in connection.execute(_TROUBLES, (most,))
    ]


def sweep(connection: apsw.Connection, now: datetime) -> bool:
    """Remove some of what can matter no more, and return whether there may be more of it."""
    times = {"now": stamp(now), "done": stamp(now - KEPT), "trouble": stamp(now - TROUBLE_KEPT)}
    most = 0
    for removal in _SWEEPS:
        connection.execute(removal, times)
        most = max(most, connection.changes())
    return most == SWEPT_AT_ONCE
