"""Reports of decisions: valid for hl7apy's strict mode, read alike by others, and without a letter lost."""

from dataclasses import replace
from datetime import datetime
from itertools import product
from typing import Any, Literal, get_args

import hl7
import pytest
from hl7apy.consts import VALIDATION_LEVEL
from hl7apy.core import Message as Parsed
from hl7apy.parser import parse_message
from hypothesis import given, settings
from hypothesis import strategies as st

from fhir.v2.parse import read_message
from fhir.v2.report import Echo, ReportTo, control_id, report
from fhir.v2.report_words import note
from fhir.v2.strict import hold
from rules.guideline_file import StrengthPart
from tests.fhir.r4.invented_records import edition, not_applicable, recorded
from tests.fhir.v2.invented_reports import DECISION, ECHO, ORDERED, RECORDED_AT, TO, answered, decided, repeated, told

LANGUAGES: tuple[Literal["en", "ko"], ...] = ("en", "ko")
CODECS = {"UNICODE UTF-8": "utf-8", "KS X 1001": "cp949"}
TO_EVERYBODY = [replace(TO, language=language, charset=charset) for language, charset in product(LANGUAGES, CODECS)]
CONCORDANCES = get_args(StrengthPart.model_fields["concordance"].annotation)
CODES = {
    "concordant": "within",
    "concordant-if-weighed": "within",
    "discordant": "outside",
    "no-criteria": "noguidelines",
    "out-of-scope": "noguidelines",
    "undetermined": "incomplete",
}
RULE_OUT = "caution that holds, cxr"


def parsed(written: bytes, codec: str = "utf-8") -> Parsed:
    """The report as hl7apy's strict mode reads it; it is valid, and no segment is lost."""
    text = written.decode(codec)
    message = parse_message(text, validation_level=VALIDATION_LEVEL.STRICT)
    assert message.validate()
    assert names(message.to_er7()) == names(text)
    return message


def names(text: str) -> list[str]:
    """The names of the segments, in order."""
    return [line[:3] for line in text.split("\r") if line]


def fields(written: bytes, segment: str, codec: str = "utf-8") -> list[str]:
    """The fields of the one segment of a name, by their numbers."""
    (line,) = (each for each in written.decode(codec).split("\r") if each.startswith(segment))
    return line.split("|")


def said(written: bytes, codec: str = "utf-8") -> str:
    """What the note says, as a reader of others unescapes it."""
    message = hl7.parse(written.decode(codec))
    return str(message.unescape(str(message.segment("NTE")[3]))).replace("\r", "\n")


@pytest.mark.parametrize("to", TO_EVERYBODY, ids=lambda to: f"{to.language}, {to.charset}")
@pytest.mark.parametrize("kind", ORDERED)
def test_decision_of_every_kind_is_told_whole(kind: str, to: ReportTo) -> None:
    document, codec = decided(kind), CODECS[to.charset]
    written = told(document, to)
    assert fields(written, "MSH", codec)[17] == to.charset
    told_in_words = note(document, DECISION, RECORDED_AT.replace(second=0), to.language, corrects=False)
    assert said(written, codec) == told_in_words
    read = read_message(written).first("NTE")
    assert read is not None
    assert read.text(3) == told_in_words


@pytest.mark.parametrize("to", TO_EVERYBODY, ids=lambda to: f"{to.language}, {to.charset}")
@pytest.mark.parametrize(("strength", "concordance"), [*product(edition().strengths, CONCORDANCES)])
def test_answer_of_every_strength_is_coded(strength: str, concordance: str, to: ReportTo) -> None:
    written, codec = told(answered(strength, concordance), to), CODECS[to.charset]
    parsed(written, codec)
    code, _, system, own, label, own_system = fields(written, "OBX", codec)[5].split("^")
    assert (code, system, own, own_system) == (CODES[concordance], "GAO", strength, "99IMGCDS")
    assert label == edition().strengths[strength].label.read_in(to.language)


def test_report_is_one_observation_with_one_note() -> None:
    written = told(decided(RULE_OUT))
    assert names(written.decode()) == ["MSH", "PID", "PV1", "ORC", "OBR", "OBX", "NTE"]
    assert written.decode().split("\r")[:6] == [
        (
            r"MSH|^~\&|IMAGING-CDS||HIS|KUMC|20200407120005.123+0900||ORU^R01^ORU_R01|70008000000000000001|P|2.5.1||||||"
            "UNICODE UTF-8"
        ),
        "PID|||12345678^^^HIS&1.2.410.1&ISO^MR||홍^길동^^^^^L^I~Hong^Gildong^^^^^L^A||19800101|F",
        "PV1||E|||||||||||||||||V100^^^HIS^VN",
        "ORC|RE|PO1001^HIS|PO1001^IMGCDS",
        (
            "OBR|1|PO1001^HIS|PO1001^IMGCDS|order-appropriateness^Appropriateness of an "
            "imaging order^99IMGCDS|||20200407120000.000+0900|||||||||||||||20200407120005.123+0900|||F||||"
            "PO1001&HIS^F77&RIS||R05^기침^KCD8~Z11.5^^I10|||||||||||||CT01^흉부 CT^99KMC"
        ),
        (
            "OBX|1|CE|76515-6^Is the imaging order appropriate?^LN|1|outside^outside the guideline^GAO^caution^caution "
            "against this use^99IMGCDS||||||F|||20200407120005.123+0900|ksr-kstr-2020^2020-04.1^99IMGCDS"
        ),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_note_holds_all_that_is_said_of_the_order(language: Literal["en", "ko"]) -> None:
    document = decided("after weighing, with notes, ct")
    text = document["advice"]["ct"]["text"][language]
    notes = [each["text"][language] for each in document["notes"]]
    beside, by, of = {
        "en": ("Local safety, not the guideline: ", "Guideline ksr-kstr-2020, version 2020-04.1; as known at ", "."),
        "ko": ("안전 알림(지침 외): ", "지침 ksr-kstr-2020, 판 2020-04.1; ", " 기준."),
    }[language]
    assert said(told(document, replace(TO, language=language))).split("\n")[1:] == [
        text,
        *(f"{beside}{each}" for each in notes),
        f"{by}2020-04-07 12:00 +0900{of}",
        f"{'Decision' if language == 'en' else '결정'} urn:uuid:{DECISION}",
    ]
    assert len(notes) > 1


def test_presumptions_and_questions_are_in_the_note() -> None:
    assert "Presumed, because not known: " in said(told(decided("discordant film, cxr")))
    assert "Still to be answered: What is the SARS-CoV-2 RT-PCR result of the last 14 days?" in said(
        told(decided("unsettled CT, presumably not, ct"))
    )


def test_demonstration_says_so_first() -> None:
    written = told(decided(RULE_OUT) | {"demonstration": True})
    assert said(written).split("\n")[0] == "DEMONSTRATION, not for the care of patients."


def test_report_that_replaces_another_says_so() -> None:
    written = told(decided(RULE_OUT), corrects=True)
    parsed(written)
    assert said(written).split("\n")[0] == "This replaces what was reported of this order before."
    assert (fields(written, "OBX")[11], fields(written, "OBR")[25]) == ("C", "C")


def test_caution_that_only_may_hold_does_not_stand_for_the_strength() -> None:
    written = told(answered("recommended", "concordant", cautions=[{"id": "1.3.rule-out", "holds": "possible"}]))
    assert fields(written, "OBX")[5] == "within^within the guideline^GAO^recommended^recommended^99IMGCDS"


def test_strength_of_another_guideline_is_told_by_its_code() -> None:
    written = told(answered("of-another-panel", "concordant"))
    assert fields(written, "OBX")[5] == "within^within the guideline^GAO^of-another-panel^of-another-panel^99IMGCDS"


def test_same_decision_gives_the_same_bytes() -> None:
    assert told(decided(RULE_OUT)) == told(decided(RULE_OUT))


def test_control_id_is_the_end_of_the_decisions() -> None:
    assert (control_id(DECISION), len(control_id(DECISION))) == ("70008000000000000001", 20)


@pytest.mark.parametrize(("charset", "codec"), [*CODECS.items()])
def test_korean_names_and_reasons_survive(charset: str, codec: str) -> None:
    written = told(decided(RULE_OUT), replace(TO, charset=charset))
    message = hl7.parse(written.decode(codec))
    names = [[str(message.extract_field("PID", 1, 5, number, part)) for part in (1, 2)] for number in (1, 2)]
    assert names == [["홍", "길동"], ["Hong", "Gildong"]]
    assert str(message.extract_field("OBR", 1, 31, 1, 2)) == "기침"
    assert str(message.extract_field("OBR", 1, 44, 1, 2)) == "흉부 CT"
    patient = read_message(written).first("PID")
    assert patient is not None
    assert [each.text(1) for each in patient.repetitions(5)] == ["홍", "Hong"]


@pytest.mark.parametrize(
    ("part", "sent"),
    [
        ({"patient": {3: "1", 5: "Müller^Zoë"}}, "|Müller^Zoë"),
        ({"reasons": ("R05^기침 😷^KCD8",)}, "|R05^기침 😷^KCD8|"),
        ({"placer": "PO1^ŠIS"}, "|PO1^ŠIS|"),
    ],
    ids=["name", "reason", "number"],
)
def test_letter_that_a_charset_lacks_makes_the_report_utf_8(part: dict[str, Any], sent: str) -> None:
    written = told(decided(RULE_OUT), replace(TO, charset="KS X 1001", language="ko"), repeated(**part))
    parsed(written)
    assert fields(written, "MSH")[17] == "UNICODE UTF-8"
    assert sent in written.decode()


def test_syllable_that_only_windows_added_stays_in_the_charset() -> None:
    written = told(decided(RULE_OUT), replace(TO, charset="KS X 1001"), repeated(patient={3: "1", 5: "똠^방각"}))
    assert fields(written, "PID", "cp949")[5] == "똠^방각"


def test_addresses_keep_their_components() -> None:
    to = replace(TO, application="HIS^1.2.410^ISO", facility="A & B", from_facility="KUMC", processing_id="T")
    written = told(decided(RULE_OUT), to)
    parsed(written)
    assert fields(written, "MSH")[3:6] == ["KUMC", "HIS^1.2.410^ISO", r"A \T\ B"]
    assert fields(written, "MSH")[10] == "T"


def test_order_without_a_patient_is_reported_by_its_number() -> None:
    written = told(decided(RULE_OUT), echo=Echo({}, {2: "E"}, "PO1^HIS", "", "", ()))
    parsed(written)
    assert names(written.decode()) == ["MSH", "ORC", "OBR", "OBX", "NTE"]
    assert fields(written, "OBR")[2] == "PO1^HIS"


def test_patient_without_a_visit_is_reported_without_one() -> None:
    written = told(decided(RULE_OUT), echo=repeated(visit={}))
    parsed(written)
    assert names(written.decode()) == ["MSH", "PID", "ORC", "OBR", "OBX", "NTE"]


@pytest.mark.parametrize(
    "document",
    [not_applicable("ct").document, not_applicable(None).document, recorded({}).document],
    ids=["out of topic", "out of topic without an order", "no order"],
)
def test_what_was_not_decided_of_an_order_has_no_report(document: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="nothing was decided of an order"):
        told(document)


def test_time_without_an_offset_is_refused() -> None:
    naive = datetime.fromisoformat("2020-04-07T12:00:00")
    with pytest.raises(ValueError, match="offset"):
        report(decided(RULE_OUT), DECISION, naive, TO, ECHO, corrects=False)


@pytest.mark.parametrize(
    "written",
    [
        "MSH|^~\\&|IMAGING-CDS|||||||C1|P|2.5.1\r",
        "MSH|^~\\&|A||||20200407||ORU^R01^ORU_R01|C1|P|2.5.1\rOBR|1\r",
        "MSH|^~\\&|A||||20200407||ORU^R01^ORU_R01|C1|P|2.5.1\rPID|||1||A||19801399\rOBR|1|||a\rOBX|1||a||||||||F\r",
        "MSH|^~\\&|A||||20200407||ORU^R01^ORU_R01|C1|P|2.5.1\rPID|||1||A\rOBR|1|||a\rOBX|1||a||||||||F\rZDS|1\r",
        "no message",
    ],
    ids=["no kind", "field missing", "no date", "segment lost", "no message"],
)
def test_message_that_is_not_valid_is_not_sent(written: str) -> None:
    with pytest.raises(ValueError, match="not as HL7 asks for it") as raised:
        hold(written)
    assert raised.value.__cause__ is None


LETTERS = st.text('ab12 ^&~\\"|홍é\r\n\t\x0b\x85\u2028\u3000.FSTRE', max_size=30)
NUMBERS = st.dictionaries(
    st.sampled_from([2, 3, 5, 7, 8, 19]), st.one_of(LETTERS, st.sampled_from([*ECHO.patient.values()]))
)
ECHOES = st.builds(Echo, NUMBERS, NUMBERS, LETTERS, LETTERS, LETTERS, st.lists(LETTERS, max_size=3).map(tuple))


@settings(max_examples=60, deadline=None)
@given(ECHOES)
def test_whatever_is_repeated_the_report_is_valid(echo: Echo) -> None:
    written = told(answered("recommended", "concordant"), echo=echo)
    parsed(written)
    assert set(names(written.decode())) - {"PID", "PV1"} == {"MSH", "ORC", "OBR", "OBX", "NTE"}
