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
_REPEATED = {_PATIENT: (3, 5, 7, 8), _VISIT: (2, 19)}
"""Numbers, names, birth and sex; class and number of the visit: so that the report finds its patient."""
_REQUESTED, _REASON = 4, 31
_CHARSETS = {"utf-8": "UNICODE UTF-8", "cp949": "KS X 1001"}
_WANTED = {"AL": (True, True), "SU": (True, False), "ER": (False, True)}


def echo_statements(told: Told) -> Iterator[Statement]:
    """Tell, for each order of a message, what its reply is to repeat: kept with it, for replies of later."""
    until = {each.key: each.until for each in told.statements}
    for order in told.orders:
        if order.is_imaging:
            content = {
                **{each: _fields(told.echo.get(each, ()), numbers) for each, numbers in _REPEATED.items()},
                "placer": order.placer,
                "filler": order.filler,
                "order": _fields(told.echo.get(f"{order.key}/OBR", ()), (_REQUESTED, _REASON)),
            }
            written = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
            yield Statement(ECHO, order.key, None, told.said, 0, until.get(order.key, told.said), written, {})


def echo_of(kept: Sequence[KeptStatement], order_key: str) -> Echo | None:
    """Return what the reply to an order repeats; None where that is not known, and so nobody could place a reply."""
    for each in kept:
        if each.kind == ECHO and each.key == order_key:
            said = json.loads(each.content)
            patient, visit, order = (
                {int(number): text for number, text in said[name].items()} for name in (_PATIENT, _VISIT, "order")
            )
            reasons = tuple(order[_REASON].split("~")) if _REASON in order else ()
            return Echo(patient, visit, said["placer"], said["filler"], order.get(_REQUESTED, ""), reasons)
    return None


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
