"""A message must have the fields on which something rests; each requirement is met, missed, and told by its place."""

import re

import pytest

from fhir.v2.conformance import BEGINS, REQUIREMENTS, SPEAKS_OF, check
from fhir.v2.opened import open_message
from tests.fhir.v2.invented_messages import ALL, OBR, OBX, PID, PV1, message, msh
from tests.fhir.v2.refused import refused

NEW, CANCEL = "ORC|NW|ORD1^HIS", "ORC|CA|ORD1^HIS"
MRG = "MRG|900418^^^INVENTED^MR"
NO_ID = ("AE", "101", "PID[1]-3", "missing")
UNUSABLE = ("AE", "204", "PID[1]-3", "unusable-number")
OTHER = ("AE", "204", "PID[2]-3", "another-patient")
NO_PATIENT = ("AE", "101", "PID-3", "missing")

Expected = tuple[str, str, str, str] | None
CASES: list[tuple[str, list[str], Expected]] = [
    # PID-3, or PID-2 or PID-4
    ("ORU^R01", [PID, OBX], None),
    ("ORU^R01", [OBX], NO_PATIENT),
    ("ORU^R01", ["PID|1", OBX], NO_ID),
    ("ORU^R01", ["PID|1||^^^INVENTED", OBX], NO_ID),
    ("ORU^R01", ['PID|1||""', OBX], NO_ID),
    ("ORU^R01", ["PID|1||~17", OBX], None),
    ("ORU^R01", ["PID|1||17&x^", OBX], None),
    ("ORU^R01", ["PID|1|17", OBX], None),
    ("ORU^R01", ["PID|1|||17", OBX], None),
    ("ORU^R01", ["PID|1|17| ", OBX], None),
    ("ORU^R01", ["PID|1|17|^^^INVENTED", OBX], NO_ID),
    ("ORU^R01", ['PID|1|17|""', OBX], NO_ID),
    ("ORM^O01", ["PID|1", "PID|1", CANCEL], None),
    # a number that may stand for the patient
    ("ORU^R01", ["PID|1||900101-1234567^^^INVENTED^MR", OBX], UNUSABLE),
    ("ORU^R01", ["PID|1||9001011234567", OBX], UNUSABLE),
    ("ORU^R01", ["PID|1||0099000223440^^^INVENTED^PI", OBX], None),
    ("ORU^R01", ["PID|1||17^^^INVENTED^VN~18^^^INVENTED^SS", OBX], UNUSABLE),
    ("ORU^R01", ["PID|1||17^^^INVENTED^VN~18^^^INVENTED^EPI", OBX], None),
    ("ORU^R01", ["PID|1|17|18^^^INVENTED^VN", OBX], UNUSABLE),
    ("ORU^R01", ["PID|1|900101-1234567||17", OBX], None),
    ("ADT^A08", ["PID|1||17^^^INVENTED^an"], UNUSABLE),
    ("ORM^O01", ["PID|1||17^^^INVENTED^VN", NEW, OBR], UNUSABLE),
    ("ORM^O01", ["PID|1||17^^^INVENTED^VN", CANCEL], None),
    ("ADT^A08", [PV1], NO_PATIENT),
    ("OUL^R22", ["SPM|1", OBX], NO_PATIENT),
    ("ORM^O01", [CANCEL], None),
    ("ORM^O01", ["PID|1", CANCEL], None),
    ("ORM^O01", [CANCEL, NEW, OBR], NO_PATIENT),
    ("ORM^O01", [CANCEL, OBR, "ORC|SC|ORD2"], None),
    ("ORM^O01", ["ORC|XX|ORD1^HIS"], NO_PATIENT),
    # one patient
    ("ORU^R01", [PID, OBX, PID, OBX], None),
    ("ORU^R01", [PID, OBX, "PID|1||900418^^^INVENTED^MR"], ("AE", "204", "PID[2]-3", "another-patient")),
    ("ORU^R01", [PID, PID, "PID|1"], ("AE", "204", "PID[3]-3", "another-patient")),
    ("ORU^R01", [PID, PID + "|||||||X", "PID||2|900417^^^INVENTED^MR"], None),
    ("ORU^R01", ["PID|1|17", "PID|1|18"], ("AE", "204", "PID[2]-3", "another-patient")),
    ("ORU^R01", ["PID|1|17", "PID|1|17", "PID|1||17"], None),
    ("ORU^R01", ["PID|1||1^^^HIS^MR~2^^^X^PI", "PID|1||2^^^X^PI~1^^^HIS^MR"], None),
    ("ORU^R01", ["PID|1||1^^^HIS^MR~2^^^X^PI", "PID|1||2^^^X^PI"], None),
    ("ORU^R01", ["PID|1||1^^^HIS^MR", "PID|1||1^^^HIS"], None),
    ("ORU^R01", ["PID|1||1^^^HIS~2^^^X", "PID|1||1^^^HIS", "PID|1||2^^^X"], None),
    ("ORU^R01", ["PID|1||1^^^HIS", "PID|1||1^^^X"], OTHER),
    ("ORU^R01", ["PID|1||1^^^HIS", "PID|1||1"], OTHER),
    ("ORU^R01", ["PID|1||1^^^HIS~7^^^X^VN", "PID|1||2^^^HIS~7^^^X^VN"], OTHER),
    ("ORU^R01", ["PID|1||1~900101-1234567", "PID|1||2~900101-1234567"], OTHER),
    ("ORM^O01", ["PID|1", "PID|1||7", CANCEL], OTHER),
    ("ORU^R01", ["PID|1|||17", "PID|1|||18"], ("AE", "204", "PID[2]-3", "another-patient")),
    # orders
    ("ORM^O01", [PID], ("AE", "100", "ORC", "missing")),
    ("ORU^R01", [PID], None),
    ("ORM^O01", [PID, OBR], None),
    ("ORM^O01", [PID, OBR, OBR], None),
    ("ORM^O01", [PID, "ORC||ORD1", OBR], ("AE", "101", "ORC[1]-1", "missing")),
    ("ORM^O01", [PID, NEW, OBR, "ORC||ORD2", OBR], ("AE", "101", "ORC[2]-1", "missing")),
    ("ORU^R01", [PID, "ORC||ORD1", OBR], None),
    ("OMG^O19", [PID, "ORC|NW", "OBR|1|||71250"], ("AE", "101", "ORC[1]-2", "missing")),
    ("OMG^O19", [PID, 'ORC|NW|""', "OBR|1|||71250"], ("AE", "101", "ORC[1]-2", "missing")),
    ("OMG^O19", [PID, "ORC|NW", "OBR|1|ORD1||71250"], None),
    ("OMG^O19", [PID, "ORC|NW", "OBR|1||FIL1|71250"], None),
    ("OMG^O19", [PID, "ORC|NW||FIL1", "OBR|1|||71250"], None),
    ("OMG^O19", [PID, "OBR|1|||71250"], ("AE", "101", "OBR[1]-2", "missing")),
    ("OMI^O23", [PID, NEW], ("AE", "100", "OBR", "missing")),
    ("OMI^O23", [PID, NEW, OBX, CANCEL], ("AE", "100", "OBR", "missing")),
    ("OMI^O23", [PID, CANCEL], None),
    ("ORM^O01", [PID, NEW, "RXO|A"], None),
    ("OMI^O23", [PID, NEW, OBR, NEW, "OBR|1|ORD2"], ("AE", "101", "OBR[2]-4", "missing")),
    ("OML^O21", [PID, "OBR|1|ORD2"], ("AE", "101", "OBR[1]-4", "missing")),
    ("OML^O21", [PID, NEW, OBR, "OBR|1|ORD2"], ("AE", "101", "OBR[2]-4", "missing")),
    ("OML^O21", [PID, CANCEL, "OBR|1|ORD2"], None),
    ("ORU^R01", [PID, "OBR|1|ORD2"], None),
    # observations
    ("ORU^R01", [PID, OBX, "OBX|2|ST||1|Invented"], ("AE", "101", "OBX[2]-3", "missing")),
    ("ORU^R01", [PID, "OBX|1|||||||||F"], None),
    ("ORU^R01", [PID, "OBX|1||||||||||F"], ("AE", "101", "OBX[1]-3", "missing")),
    ("ORU^R01", [PID, "OBX|1|||||||||||F"], None),
    ("ORU^R01", [PID, 'OBX|1|||1|""'], None),
    ("ADT^A08", [PID, "OBX|1|ST||1|Invented"], ("AE", "101", "OBX[1]-3", "missing")),
    # merges
    ("ADT^A40", [PID, MRG], None),
    ("ADT^A40", [PID], ("AE", "101", "MRG-1", "missing")),
    ("ADT^A40", [PID, "MRG|^^^INVENTED"], ("AE", "101", "MRG[1]-1", "missing")),
    ("ADT^A40", [PID, "MRG|9001011234567"], ("AE", "204", "MRG[1]-1", "unusable-number")),
    ("ADT^A40", [PID, "MRG|7^^^INVENTED^VN~8"], None),
    ("ADT^A40", [PID, MRG, PID, MRG], ("AE", "100", "MRG[2]-1", "second-merge")),
    ("ADT^A08", [PID], None),
    # visits
    *((f"ADT^A{event}", [PID, PV1], None) for event in ("01", "02", "03", "04", "06", "07", "08", "11", "12", "13")),
    *((f"ADT^A{event}", [PID, "PV1|1||ER^1"], None) for event in ("01", "04", "06", "07")),
    *((f"ADT^A{event}", [PID], None) for event in ("01", "02", "03", "04", "06", "07", "08", "11", "12", "13")),
    ("ADT^A02", [PID, "PV1|1|I"], None),
]


@pytest.mark.parametrize(("kind", "segments", "expected"), CASES)
def test_field_that_something_rests_on(kind: str, segments: list[str], expected: Expected) -> None:
    opened = open_message(message(*segments, header=msh(kind)))
    if expected is None:
        check(opened)
    else:
        assert refused(check, opened) == expected


@pytest.mark.parametrize("control", sorted(BEGINS))
def test_order_that_begins_says_of_whom_and_what(control: str) -> None:
    group = f"ORC|{control.lower()}|ORD1"
    assert refused(check, open_message(message(group, OBR, header=msh("ORM^O01")))) == NO_PATIENT
    opened = open_message(message(PID, group, "OBR|1", header=msh("ORM^O01")))
    assert refused(check, opened) == ("AE", "101", "OBR[1]-4", "missing")


@pytest.mark.parametrize("control", sorted(SPEAKS_OF))
def test_order_that_was_sent_before_needs_its_number_alone(control: str) -> None:
    check(open_message(message(f"ORC|{control}|ORD1", header=msh("ORM^O01"))))
    opened = open_message(message(f"ORC|{control}", header=msh("ORM^O01")))
    assert refused(check, opened) == ("AE", "101", "ORC[1]-2", "missing")


@pytest.mark.parametrize("raw", ALL)
def test_message_of_each_kind_has_all(raw: bytes) -> None:
    check(open_message(raw))


def test_every_requirement_is_missed_somewhere_and_says_why() -> None:
    missed = {expected[1:] for _, _, expected in CASES if expected}
    told = {(error, re.sub(r"\[\d\]", "", place), why) for error, place, why in missed}
    rest = {("101", "OBR-2", "missing")}  # told at the first segment of the order
    assert told - rest == {(each.error, each.field, each.reason) for each in REQUIREMENTS}
    assert [each.field for each in REQUIREMENTS if not each.why.endswith(".")] == []
