"""What is kept of patients: what was said last, which numbers are one patient's, what their orders were answered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import apsw

from api.store.hl7_sealed import Sealed, stamp, stored_subject
from api.store.hl7_values import KeptStatement, OrderAnswer, Subject, latest

_NUMBERS = """WITH RECURSIVE merged (subject) AS (
VALUES (?) UNION SELECT a.other FROM hl7_alias AS a JOIN merged AS m ON a.one = m.subject
) SELECT subject FROM merged"""
_KEPT = "SELECT kind, key, said, rank, until, sealed FROM hl7_kept WHERE subject = ?"
_ANSWERS = "SELECT seq, key, sealed FROM hl7_answer WHERE subject = ?"
_OF_KEY = "SELECT subject FROM hl7_kept WHERE key = ? ORDER BY said DESC, rank DESC, subject"
_BEFORE = "SELECT said, rank, until, sealed FROM hl7_kept WHERE subject = ? AND kind = ? AND key = ?"
_KEEP = """INSERT INTO hl7_kept (subject, kind, key, said, rank, until, sealed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (subject, kind, key) DO UPDATE SET said = ?4, rank = ?5, until = ?6, sealed = ?7"""
_PROLONG = "UPDATE hl7_kept SET until = ? WHERE subject = ? AND kind = ? AND key = ?"
_MERGE = "INSERT OR IGNORE INTO hl7_alias VALUES (?1, ?2), (?2, ?1)"
_ANSWER = "INSERT OR REPLACE INTO hl7_answer VALUES (?, ?, ?, ?, ?)"

Write = Callable[[apsw.Connection], None]


@dataclass(frozen=True, slots=True)
class Kept:
    """Reading and writing what is kept, within a transaction of the caller."""

    sealed: Sealed

    def keeping(self, subject: Subject, statement: KeptStatement) -> Write:
        """Return how to keep a statement, unless one of greater precedence is kept; sealed here, before the lock."""
        row = (stored_subject(subject), statement.kind, self.key(statement.key))
        said, until = stamp(statement.said), stamp(statement.until)
        texts = [statement.key, statement.visit, statement.message_id, statement.message_kind, {**statement.fields}]
        sealed = self.sealed.seal(_place(*row, said, statement.rank), texts, statement.content)

        def write(connection: apsw.Connection) -> None:
            before = connection.execute(_BEFORE, row).fetchone()
            longest = until if before is None else max(until, before[2])
            if before is None or self._follows(statement, said, row, before):
                connection.execute(_KEEP, (*row, said, statement.rank, longest, sealed))
            elif longest != before[2]:
                connection.execute(_PROLONG, (longest, *row))

        return write

    def merging(self, given_up: Subject, surviving: Subject) -> Write:
        """Return how to take two numbers for one patient's."""
        row = stored_subject(given_up), stored_subject(surviving)
        return lambda connection: _run(connection, _MERGE, *row)

    def answering(self, subject: Subject, answer: OrderAnswer, seq: int, at: datetime) -> Write:
        """Return how to store what an order was answered last."""
        row = stored_subject(subject), self.key(answer.order_key)
        texts = [answer.order_key, answer.decision_id, answer.digest, answer.concordance_told, answer.message_id]
        sealed = self.sealed.seal(_place(row[0], "answer", row[1]), list(texts))
        return lambda connection: _run(connection, _ANSWER, *row, seq, stamp(at), sealed)

    def of(self, connection: apsw.Connection, subject: Subject) -> list[KeptStatement]:
        """Return what is kept of a patient under all numbers."""
        return latest(
            self._statement(number, *row)
            for number in _numbers(connection, stored_subject(subject))
            for row in connection.execute(_KEPT, (number,))
        )

    def answers_of(self, connection: apsw.Connection, subject: Subject) -> list[OrderAnswer]:
        """Return the last answer to each order of a patient under all numbers."""
        answers = [
            (seq, number, key, sealed)
            for number in _numbers(connection, stored_subject(subject))
            for seq, key, sealed in connection.execute(_ANSWERS, (number,))
        ]
        last = {key: (_place(number, "answer", key), sealed) for _, number, key, sealed in sorted(answers)}
        opened = (OrderAnswer(*self.sealed.open(*answer)[0]) for answer in last.values())
        return sorted(opened, key=lambda answer: answer.order_key)

    def subjects_of_key(self, connection: apsw.Connection, key: str) -> tuple[Subject, ...]:
        """Return one number of each patient of whom a statement with this key is kept."""
        found: list[Subject] = []
        seen: set[bytes] = set()
        for number in _column(connection, _OF_KEY, self.key(key)):
            if number not in seen:
                found.append(Subject(number.hex()))
                seen.update(_numbers(connection, number))
        return tuple(found)

    def key(self, key: str) -> bytes:
        """Return the key of a statement or an order as it is stored."""
        return self.sealed.name("hl7-statement", key)

    def _follows(
        self, statement: KeptStatement, said: str, row: tuple[bytes, str, bytes], before: tuple[Any, ...]
    ) -> bool:
        if (said, statement.rank) != before[:2]:
            return (said, statement.rank) > before[:2]
        return statement.precedence > self._statement(*row, *before).precedence

    def _statement(  # noqa: PLR0913, PLR0917  # a row of the table
        self, subject: bytes, kind: str, key: bytes, said: str, rank: int, until: str, sealed: bytes
    ) -> KeptStatement:
        texts, content = self.sealed.open(_place(subject, kind, key, said, rank), sealed)
        plain_key, visit, message_id, message_kind, fields = texts
        times = datetime.fromisoformat(said), datetime.fromisoformat(until)
        return KeptStatement(
            kind, plain_key, visit, times[0], rank, times[1], content, fields, message_id, message_kind
        )


def _place(subject: bytes, kind: str, key: bytes, *rest: str | int) -> tuple[str, ...]:
    return ("hl7-kept", subject.hex(), kind, key.hex(), *map(str, rest))


def _numbers(connection: apsw.Connection, number: bytes) -> list[bytes]:
    """Return all numbers of the patient who has this one, and it."""
    return _column(connection, _NUMBERS, number)


def _column(connection: apsw.Connection, sql: str, value: bytes) -> list[bytes]:
    return [bytes(found) for (found,) in connection.execute(sql, (value,))]


def _run(connection: apsw.Connection, sql: str, *values: bytes | str | int) -> None:
    connection.execute(sql, values)
