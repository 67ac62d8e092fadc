"""A decision as it goes back to the hospital: one ORU^R01 of HL7 2.5.1 that answers one order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, Literal

from fhir.v2 import echoed
from fhir.v2.acknowledge import LOCAL, OURS
from fhir.v2.charset import encode
from fhir.v2.lines import END, line, text, time
from fhir.v2.report_words import name_of, note, words
from fhir.v2.strict import hold

_NUMBERS: Final = "IMGCDS"
"""The namespace of this program's numbers of orders."""
_LONGEST_CONTROL_ID: Final = 20
_UTF_8: Final = "UNICODE UTF-8"
_WITHDRAWN: Final = "not-applicable"
_ANSWERS: Final = MappingProxyType(
    {
        "concordant": "within",
        "concordant-if-weighed": "within",
        "discordant": "outside",
        "no-criteria": "noguidelines",
        "out-of-scope": "noguidelines",
        "undetermined": "incomplete",
        "not-applicable": "noguidelines",
    }
)
"""What an order is against the advice, in the codes of IHE Guideline Appropriate Ordering; silence is never outside."""


@dataclass(frozen=True, slots=True)
class ReportTo:
    """To whom it is reported: MSH-5 and MSH-6 with ^ between components, MSH-18, the language of the words, MSH-11.

    charset: "UNICODE UTF-8" or "KS X 1001". from_facility: MSH-4.
    """

    application: str
    facility: str
    charset: str
    language: Literal["en", "ko"]
    processing_id: str
    from_facility: str = ""


@dataclass(frozen=True, slots=True)
class Echo:
    """What is repeated of the order, as it was written, between the usual signs.

    patient, visit: fields of PID and PV1 by number. requested: OBR-4. reasons: the repetitions of OBR-31.
    """

    patient: Mapping[int, str]
    visit: Mapping[int, str]
    placer: str
    filler: str
    requested: str
    reasons: tuple[str, ...]


def report(  # noqa: PLR0913  what was decided, when, to whom it goes, and what it answers
    document: Mapping[str, Any],
    decision_id: str,
    recorded_at: datetime,
    to: ReportTo,
    echo: Echo,
    *,
    corrects: bool,
) -> bytes:
    """Return the report of a decision; ValueError where nothing was decided of an order, or the time has no offset.

    An order about which the guideline is not consulted any more is reported only to take back what was reported before.
    corrects: an earlier report of the same order no longer holds. Times are told with the offset of `recorded_at`.
    Where the character set lacks a letter, the report is in UTF-8 and says so in MSH-18: no letter is ever replaced.
    """
    concordance = document["order"]["concordance"] if document["order"] else None
    if concordance not in _ANSWERS or (concordance == _WITHDRAWN and not corrects):
        raise ValueError("nothing was decided of an order")
    told = _Told(document, decision_id, recorded_at, to, corrects)
    body = [*_patient(echo), *_order(told, echo), *_answer(told), ""]
    written = END.join([_header(told, to.charset), *body])
    try:
        sent = encode(written, to.charset)
    except UnicodeEncodeError:
        written = END.join([_header(told, _UTF_8), *body])
        sent = encode(written, _UTF_8)
    hold(written)
    return sent


def control_id(decision_id: str) -> str:
    """Return the MSH-10 of a decision's report, the same whenever it is sent: as much of the id's end as MSH-10 holds.

    >>> control_id("0192aaaa-0000-7000-8000-000000000001")
    '70008000000000000001'
    """
    return decision_id.replace("-", "")[-_LONGEST_CONTROL_ID:]


@dataclass(frozen=True, slots=True)
class _Told:
    """What is reported, and to whom."""

    document: Mapping[str, Any]
    decision_id: str
    recorded_at: datetime
    to: ReportTo
    corrects: bool

    @property
    def as_of(self) -> datetime:
        return datetime.fromisoformat(self.document["as_of"]).astimezone(self.recorded_at.tzinfo)

    @property
    def status(self) -> str:
        return "C" if self.corrects else "F"

    def say(self, name: str) -> str:
        return words(name, self.to.language)


def _header(told: _Told, charset: str) -> str:
    to = told.to
    whom = {3: OURS, 4: _address(to.from_facility), 5: _address(to.application), 6: _address(to.facility)}
    what = {
        9: "ORU^R01^ORU_R01",
        10: control_id(told.decision_id),
        11: text(to.processing_id),
        12: "2.5.1",
        18: charset,
    }
    return line("MSH", whom | {7: time(told.recorded_at)} | what)


def _address(configured: str) -> str:
    return "^".join(text(each) for each in configured.split("^"))


def _patient(echo: Echo) -> list[str]:
    """Return PID and PV1; neither where no number of the patient may be repeated: the order's tells whose it is."""
    patient, visit = echoed.patient(echo.patient), echoed.visit(echo.visit)
    if not patient:
        return []
    return [line("PID", patient), *([line("PV1", visit)] if visit else [])]


def _order(told: _Told, echo: Echo) -> list[str]:
    """Return ORC and OBR: of this program's answer, not of the examination, which is nowhere near done."""
    # The same for each report on an order, so that a later one takes the place of an earlier.
    own = (echoed.number(echo.placer) or echoed.number(echo.filler)).partition("^")[0] or text(told.decision_id)
    numbers = {2: echoed.number(echo.placer), 3: f"{own}^{_NUMBERS}"}
    asked = {1: "1", 4: _coded("order-appropriateness", told.say("consult")), 7: time(told.as_of)}
    answered = {22: time(told.recorded_at), 25: told.status}
    ordered = {
        29: echoed.parent(echo.placer, echo.filler),
        31: "~".join(coded for each in echo.reasons if (coded := echoed.coded(each))),
        44: echoed.coded(echo.requested),
    }
    return [line("ORC", {1: "RE"} | numbers), line("OBR", numbers | asked | answered | ordered)]


def _answer(told: _Told) -> list[str]:
    """Return the one OBX and its one NTE, in the style of IHE CDS-OAT, of which the full table was not at hand."""
    guideline, language = told.document["guideline"], told.to.language
    observed = {
        1: "1",
        2: "CE",
        3: f"76515-6^{text(told.say('question'))}^LN",
        4: "1",
        5: _appropriateness(told.document, language),
        11: told.status,
        14: time(told.recorded_at),
        15: _coded(guideline["id"], guideline["version"]),
    }
    said = note(told.document, told.decision_id, told.as_of, language, corrects=told.corrects)
    return [line("OBX", observed), line("NTE", {1: "1", 2: "L", 3: text(said)})]


def _appropriateness(document: Mapping[str, Any], language: str) -> str:
    """Return the answer, and the strength it comes from beside it; a caution that holds stands in its place."""
    order = document["order"]
    strength = _WITHDRAWN
    if order["concordance"] != _WITHDRAWN:
        advice = document["advice"][order["modality"]]
        is_cautioned = any(each["holds"] == "yes" for each in advice["cautions"])
        strength = "caution" if is_cautioned else advice["strength"]
    code = _ANSWERS[order["concordance"]]
    answered = f"{code}^{text(name_of('answer', code, language))}^GAO"
    return f"{answered}^{_coded(strength, name_of('strength', strength, language))}"


def _coded(code: str, said: str) -> str:
    return f"{text(code)}^{text(said)}^{LOCAL}"
