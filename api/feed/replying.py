"""What goes back over HL7 v2: the report of a decision, and the answer of the application where it is asked for."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from api.feed.drafting import own_control_id
from api.feed.judging import ECHO, Ruling
from api.hl7_settings import Destination, Hl7File
from api.store.hl7_values import KeptStatement, Outgoing
from fhir.v2.acknowledge import acknowledge
from fhir.v2.message import NULL, Header
from fhir.v2.refusal import MessageRefused
from fhir.v2.report import Echo, ReportTo, report
from fhir.v2.statements import Statement, Told

_PATIENT = "PID"
_VISIT = "PV1"
_MERGE = "A40"
_REPEATED = {_PATIENT: (3, 5, 7, 8), _VISIT: (2, 19)}
"""Numbers, names, birth and sex; class and number of the visit: so that the report finds its patient."""
_REQUESTED, _REASON = 4, 31
_REQUESTED_NAME = str(_REQUESTED)
_CHARSETS = {"utf-8": "UNICODE UTF-8", "cp949": "KS X 1001"}
_WANTED = {"AL": (True, True), "SU": (True, False), "ER": (False, True)}


def echo_statements(told: Told) -> Iterator[Statement]:
    """Tell what replies are to repeat: of the patient, and of each order; kept, for replies of later.

    A message that names no patient, or does not say what is ordered, takes nothing of it back.
    """
    orders = [each for each in told.orders if each.is_imaging]
    last = max((each.until for each in told.statements), default=told.said)
    whose = {each: _fields(told.echo.get(each, ()), numbers) for each, numbers in _REPEATED.items()}
    if whose[_PATIENT] and (orders or told.event == _MERGE):
        yield _echo(_PATIENT, whose, told.said, last)
    for order in orders:
        asked = _fields(told.echo.get(f"{order.key}/OBR", ()), (_REQUESTED, _REASON))
        if _REQUESTED_NAME in asked:
            content = {"placer": order.placer, "filler": order.filler, "order": asked}
            yield _echo(order.key, content, told.said, last)


def echo_of(kept: Sequence[KeptStatement], order_key: str) -> Echo | None:
    """Return what the reply to an order repeats; None where that is not known, and so nobody could place a reply."""
    said = {each.key: json.loads(each.content) for each in kept if each.kind == ECHO}
    if order_key not in said:
        return None
    patient, visit = (_numbered(said.get(_PATIENT, {}).get(each, {})) for each in (_PATIENT, _VISIT))
    ordered = said[order_key]
    order = _numbered(ordered["order"])
    reasons = tuple(order[_REASON].split("~")) if _REASON in order else ()
    return Echo(patient, visit, ordered["placer"], ordered["filler"], order.get(_REQUESTED, ""), reasons)


def _echo(key: str, content: Mapping[str, object], said: datetime, until: datetime) -> Statement:
    written = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    return Statement(ECHO, key, None, said, 0, until, written, {})


def _numbered(fields: Mapping[str, str]) -> dict[int, str]:
    return {int(number): text for number, text in fields.items()}


def replies(
    ruling: Ruling, recorded_at: datetime, echo: Echo | None, destinations: Sequence[Destination], *, corrects: bool
) -> tuple[Outgoing, ...]:
    """Return the report of a decision for each destination."""
    if echo is None:
        return ()
    return tuple(
        Outgoing(
            each.id,
            ruling.entry.id,
            report(ruling.document, ruling.entry.id, recorded_at, _to(each), echo, corrects=corrects),
        )
        for each in destinations
    )


def result_of(
    header: Header, file: Hl7File, message_id: str, now: datetime, refusal: MessageRefused | None
) -> tuple[Outgoing, ...]:
    """Return the answer of the application: where the sender asks for it (MSH-16), or the message was lost on us."""
    is_wanted = _WANTED.get(header.result, (False, False))[refusal is not None]
    if not is_wanted and refusal is None:
        return ()
    application = header.application.partition("^")[0]
    sender = file.sender_of(header.application, header.facility)
    answer = acknowledge(
        header,
        refusal.code if refusal else "AA",
        control_id=own_control_id(message_id),
        now=now,
        error=refusal,
        codec=(sender.charset if sender else None) or "utf-8",
    )
    return tuple(
        Outgoing(each.id, f"{message_id}.result", answer)
        for each in file.destinations
        if each.application in {header.application, application}
    )


def _to(destination: Destination) -> ReportTo:
    return ReportTo(
        application=destination.application,
        facility=destination.facility,
        charset=_CHARSETS[destination.charset],
        language=destination.language,
        processing_id=destination.processing_id,
    )


def _fields(written: Sequence[str], numbers: Sequence[int]) -> Mapping[str, str]:
    """Return some fields by number, those that say something."""
    return {
        str(each): written[each - 1] for each in numbers if each <= len(written) and written[each - 1] not in {"", NULL}
    }
