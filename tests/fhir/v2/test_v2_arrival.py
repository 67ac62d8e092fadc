"""The order in which messages arrive changes nothing of what they make together; a replacement is decided alike."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from fhir.v2.chart import Kept, record_of
from fhir.v2.places import Places
from tests.fhir.invented_bundles import AS_OF
from tests.fhir.v2.invented_telling import (
    CT,
    CXR,
    DETECTED,
    NO_SITE,
    NOT_DETECTED,
    PID,
    PV1,
    RNA,
    kept,
    read_all,
    result,
    said,
)

ICU = PV1.replace("ER^1", "ICU^1")
SYMPTOM = "OBX|1|CWE|75325-1^^LN||{}^^SCT||||||F|||20200407{}00"
FEVER = "OBX|1|NM|8310-5^^LN||{}|Cel|||||F|||20200407{}00"
FILM = f"OBR|1|O9^HIS|R9^RIS|{CXR}|||20200407080000|||||||||||||||20200407090000|||{{}}"
IMPRESSION = "OBX|1|CWE|&IMP||{}^^SCT||||||{}"
PURPOSE = "OBX|2|CWE|purpose^^99IMGCDS||{}^^99IMGCDS||||||F||||||||||||||||||QST"


def at(time: str, kind: str, *segments: str) -> bytes:
    return said(kind, PID, *segments, identity=f"{kind[:3]}{time}", time=f"20200407{time}00+0900")


MESSAGES = (
    at("0700", "ADT^A04", "EVN||202004070700", PV1),
    at("0800", "ADT^A02", "EVN||202004070800", ICU),
    at("0830", "ADT^A12", "EVN||202004070830", PV1.replace("ER^1^A^HOSP", "")),
    at("0705", "OML^O21", PV1, "ORC|NW|L1^HIS", f"OBR|1|L1^HIS||{RNA}"),
    at("0900", "ORU^R01", PV1, *result("", state="P", report="P")),
    at("1000", "ORU^R01", PV1, *result(NOT_DETECTED)),
    at("1000", "ORU^R01", PV1, *result(DETECTED, state="C", report="C")),
    at("1030", "ORU^R01", ICU, "ORC|RE|S1", "OBR|1|S1|S1|X^^99LAB", SYMPTOM.format("49727002", "1020")),
    at("1040", "ORU^R01", PV1, "ORC|RE|S1", "OBR|1|S1|S1|X^^99LAB", SYMPTOM.format("49727002", "1035")),
    at("1050", "ORU^R01", PV1, "ORC|RE|T1", "OBR|1|T1|T1|X^^99LAB", FEVER.format("38.4", "1045")),
    at("1055", "ORU^R01", PV1, "ORC|RE|T1", "OBR|1|T1|T1|X^^99LAB", FEVER.format("36.4", "1055")),
    at("0910", "ORU^R01", PV1, "ORC|RE|O9^HIS|R9^RIS", FILM.format("P"), IMPRESSION.format("233604007", "P")),
    at("0920", "ORU^R01", PV1, "ORC|RE|O9^HIS|R9^RIS", FILM.format("F"), IMPRESSION.format("168733007", "F")),
    at("1100", "ORM^O01", PV1, "ORC|NW|O1^HIS", f"OBR|1|O1^HIS||{CXR}", PURPOSE.format("screening")),
    at("1110", "ORM^O01", PV1, "ORC|XO|O1^HIS", f"OBR|1|O1^HIS||{CT}", PURPOSE.format("diagnosis")),
    at("1115", "ORM^O01", PV1, "ORC|NW|O2^HIS", f"OBR|1|O2^HIS||{CT}"),
    at("1120", "ORM^O01", "ORC|CA|O2^HIS"),
    at("1125", "ORM^O01", PV1, "ORC|SC|O1^HIS|||IP", f"OBR|1|O1^HIS||{CT}"),
    at("1130", "ORM^O01", PV1, "ORC|NW|77", f"OBR|1|77||{CT}"),
    at("1135", "ORM^O01", "ORC|SC|77^RIS|F7^RIS||IP", f"OBR|1|77^RIS|F7^RIS|{CT}"),
    at("1140", "ORM^O01", "ORC|CA||F7^RIS"),
    at("0930", "ORU^R01", *result(DETECTED, number="L7"), result(NOT_DETECTED)[2].replace("OBX|1", "OBX|2")),
    at("0940", "ORU^R01", *result(NOT_DETECTED, number="L7", state="C", report="C")),
    at("0950", "ORU^R01", *result("", number="L7", report="X")[:2]),
)
EACH = [kept(raw) for raw in MESSAGES]
ALL = [one for held in EACH for one in held]


def record(held: list[Kept]) -> object:
    made = record_of(held, NO_SITE, AS_OF)
    resources = {kind: [found.resource for found in each] for kind, each in made.record.found.items()}
    return resources, [(key, order.found.resource.id, order.modality) for key, order in made.orders]


@given(st.permutations(range(len(MESSAGES))), st.lists(st.integers(0, len(MESSAGES) - 1)))
@settings(max_examples=60, deadline=None)
def test_order_and_repetition_of_arrival_change_nothing(order: list[int], again: list[int]) -> None:
    held = [one for index in (*order, *again) for one in EACH[index]]
    assert record(held) == record(ALL)
    assert read_all(held) == read_all(ALL)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_what_is_replaced_one_by_one_comes_to_the_same(data: st.DataObject) -> None:
    held: dict[tuple[str, str], Kept] = {}
    for one in data.draw(st.permutations(ALL)):
        name = (one.statement.kind, one.statement.key)
        before = held.get(name)
        if before is None or one.statement.precedence > before.statement.precedence:
            held[name] = one
    assert record(list(held.values())) == record(ALL)


def test_everything_that_these_messages_say_is_read() -> None:
    told = {reading.fact: reading.values for reading in read_all(ALL).readings}
    assert told == {
        "care_setting": ("emergency",),
        "rt_pcr": ("positive",),
        "respiratory_symptoms": ("yes",),
        "chest_radiograph": ("pneumonia-not-definite",),
        "purpose": ("diagnosis",),
    }
    assert [(one.quantity, str(one.value)) for one in read_all(ALL).measurements] == [
        ("body_temperature", "36.4"),
        ("body_temperature", "38.4"),
    ]
    assert [(key, order.modality) for key, order in record_of(ALL, NO_SITE, AS_OF).orders] == [
        ("ORDER|urn:hl7v2:HIS|O1", "ct")
    ]


@given(st.sampled_from(ALL))
def test_statement_is_kept_until_it_can_matter_to_no_window(one: Kept) -> None:
    assert one.statement.until > one.statement.said + timedelta(days=1)


def test_statement_outlives_the_window_that_it_counts_in() -> None:
    windows = {"OBX|": 14, "REPORT|": 14, "DG1|": 1, "OBR|": 14, "ORDER|": 14, "PATIENT": 14}
    for one in ALL:
        days = next((days for start, days in windows.items() if one.statement.key.startswith(start)), 0)
        is_test = b"94500-6" in one.statement.content
        assert one.statement.until - one.statement.said >= timedelta(days=days if is_test else 1)


def test_place_in_a_record_is_one_in_a_message() -> None:
    by_id = {
        "s1": {"": "M#OBX[1]", "valueQuantity": "M#OBX[1]-5", "reasonCode[0]": "M#OBR[1]-31", "value": "M#OBX[1]-5"}
    }
    locate = Places(by_id).locate
    assert locate("Observation/s1#valueQuantity") == "M#OBX[1]-5"
    assert locate("Observation/s1#valueQuantity.value") == "M#OBX[1]-5"
    assert locate("Observation/s1#component[0].valueQuantity") == "M#OBX[1]"
    assert locate("Observation/s1#valueInteger") == "M#OBX[1]-5"
    assert locate("Observation/s1#reason") == "M#OBR[1]-31"
    assert locate("Observation/s1") == "M#OBX[1]"
    assert locate("Bundle.link") == "HL7v2"
    assert locate("#/facts/fever") == "#/facts/fever"
    assert Places({"s1": {}}).locate("Observation/s1#status") == "Observation/s1#status"
