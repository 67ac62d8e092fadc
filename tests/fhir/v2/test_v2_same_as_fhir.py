"""The same visit tells the same by ORM and ORU, OMG and ORU, OMI and ORU as by a FHIR Bundle."""

import pytest

from engine.context import Gathered
from fhir.bundle.site import SiteMap
from tests.fhir import invented_bundles as fhir
from tests.fhir.v2.invented_telling import CT, NOT_DETECTED, RNA, facts, read, said

SITE = SiteMap(
    locations={"urn:hl7v2:location|SCREEN": "screening-clinic"},
    visit_reasons={"urn:hl7v2:99KMC|CONTACT": "epidemiological"},
)
PID = "PID|1||900417^^^HOSP^MR||Invented^Patient||19800301|F"
PV1 = "PV1|1|O|SCREEN^1||||||||||||||||V1^^^HOSP|||||||||||||||||||||||||20200407100000+0900"
PV2 = "PV2|||CONTACT^^99KMC"
SCREEN = {
    "resourceType": "Location",
    "id": "screen",
    "identifier": [{"system": "urn:hl7v2:location", "value": "SCREEN"}],
}
PATIENT = {
    "resourceType": "Patient",
    "id": "invented-1",
    "birthDate": "1980-03-01",
    "identifier": [
        {
            "system": "urn:hl7v2:HOSP",
            "value": "900417",
            "type": fhir.concept("MR", "http://terminology.hl7.org/CodeSystem/v2-0203"),
        }
    ],
}
VISIT = fhir.encounter(
    "AMB",
    period={"start": "2020-04-07T10:00:00+09:00"},
    location=[{"location": {"reference": "Location/screen"}, "status": "active"}],
    reasonCode=[fhir.concept("CONTACT", "urn:hl7v2:99KMC")],
)


def observed(code: str, identity: str, **elements: object) -> fhir.Resource:
    return fhir.observation(
        fhir.concept(code),
        identity,
        effectiveDateTime="2020-04-07T11:00:00+09:00",
        encounter={"reference": "Encounter/e1"},
        **elements,
    )


BUNDLE = fhir.bundle(
    VISIT,
    SCREEN,
    fhir.resource(
        "ServiceRequest",
        "s1",
        status="active",
        intent="order",
        code=fhir.concept("24627-2"),
        authoredOn="2020-04-07T11:30:00+09:00",
        encounter={"reference": "Encounter/e1"},
        priority="stat",
        reasonCode=[fhir.concept("J18.9", fhir.ICD), fhir.concept("U07.2", fhir.ICD)],
        supportingInfo=[{"reference": "QuestionnaireResponse/q1"}],
    ),
    fhir.form(ct_circumstance="critical-cannot-wait", purpose="diagnosis") | {"authored": "2020-04-07T11:30:00+09:00"},
    fhir.rna(fhir.NOT_DETECTED, "o1", effectiveDateTime="2020-04-06T09:00:00+09:00"),
    observed("75325-1", "o2", valueCodeableConcept=fhir.concept(fhir.COUGH, fhir.SNOMED)),
    observed(
        "8310-5",
        "o3",
        valueQuantity={"value": 38.4, "unit": "Cel", "system": "http://unitsofmeasure.org", "code": "Cel"},
    ),
    fhir.film(effectiveDateTime="2020-04-07T08:00:00+09:00", conclusionCode=[fhir.concept("168733007", fhir.SNOMED)]),
    fhir.condition("R51", system=fhir.ICD, recordedDate="2020-04-07T11:00:00+09:00"),
    patient=PATIENT,
)

ANSWERS = (
    "OBX|1|CWE|ct-circumstance^^99IMGCDS||critical-cannot-wait^^99IMGCDS||||||F||||||||||||||||||QST",
    "OBX|2|CWE|purpose^^99IMGCDS||diagnosis^^99IMGCDS||||||F||||||||||||||||||QST",
)
OBSERVED = (
    "ORC|RE|S1^HIS|S1^EMR",
    "OBR|1|S1^HIS|S1^EMR|VS^^99KMC|||20200407110000+0900||||||||||||||||||F",
    "OBX|1|CWE|75325-1^^LN||49727002^^SCT||||||F|||20200407110000+0900",
    "OBX|2|NM|8310-5^^LN||38.4|Cel^^UCUM|||||F|||20200407110000+0900",
)
TEST = (
    "ORC|RE|L1^HIS|L1^LIS",
    f"OBR|1|L1^HIS|L1^LIS|{RNA}|||20200406090000+0900||||||||||||||||||F",
    f"OBX|1|CWE|{RNA}||{NOT_DETECTED}||||||F|||20200406090000+0900",
)
FILM = (
    "ORC|RE|X1^HIS|X1^RIS",
    "OBR|1|X1^HIS|X1^RIS|36643-5^^LN|||20200407080000+0900||||||||||||||||||F",
    "OBX|1|CWE|&IMP||168733007^^SCT||||||F",
)


def order(kind: str) -> tuple[str, ...]:
    orc = "ORC|NW|O1^HIS|||||{}||20200407113000+0900"
    reason = "J18.9^^I10~U07.2^^I10"
    obr = f"OBR|1|O1^HIS||{CT}|||||||||||||||||||||||{{}}||||{reason}"
    if kind == "ORM^O01":
        return (orc.format("^^^^^S"), obr.format(""), *ANSWERS)
    if kind == "OMG^O19^OMG_O19":
        return (orc.format(""), "TQ1|1||||||||S^^HL70485", obr.format(""), *ANSWERS)
    return (orc.format(""), obr.format("^^^^^S"), *ANSWERS, "IPC|A1|R1|1.2|S1|CT^^DCM")


def messages(kind: str) -> list[bytes]:
    return [
        said(
            "ADT^A04^ADT_A01",
            "EVN||202004071000",
            PID,
            PV1,
            PV2,
            "DG1|1||R51^^I10||20200407110000+0900|A",
            identity="A",
        ),
        said(kind, PID, PV1, *order(kind), identity="B"),
        said("ORU^R01^ORU_R01", PID, PV1, *OBSERVED, identity="C"),
        said("ORU^R01^ORU_R01", PID, *TEST, identity="D"),
        said("ORU^R01^ORU_R01", PID, PV1, *FILM, identity="E"),
    ]


def gist(gathered: Gathered) -> object:
    """Return what was gathered without where it stood."""
    readings = {(one.fact, one.values, one.origin, one.because, one.time) for one in gathered.readings}
    measured = [(one.quantity, one.value, one.time) for one in gathered.measurements]
    return readings, measured, gathered.circumstances, gathered.order, gathered.subject


@pytest.mark.parametrize("kind", ["ORM^O01", "OMG^O19^OMG_O19", "OMI^O23^OMI_O23"])
def test_messages_tell_what_the_bundle_tells(kind: str) -> None:
    by_messages = read(*messages(kind), site=SITE)
    assert gist(by_messages) == gist(fhir.read_body(BUNDLE, site=SITE))
    assert facts(by_messages) == {
        "care_setting": ("screening-clinic",),
        "visit_reason": ("epidemiological",),
        "fever": ("yes",),
        "respiratory_symptoms": ("yes",),
        "other_symptoms_or_signs": ("yes",),
        "rt_pcr": ("negative",),
        "pneumonia_suspected": ("yes",),
        "chest_radiograph": ("pneumonia-not-definite",),
        "severity": ("critical",),
        "can_wait_for_rt_pcr": ("no",),
        "purpose": ("diagnosis",),
    }
    assert by_messages.unread == ()


@pytest.mark.parametrize("kind", ["ORM^O01", "OMG^O19^OMG_O19", "OMI^O23^OMI_O23"])
def test_one_message_at_a_time_or_all_at_once_is_the_same(kind: str) -> None:
    forth, back = read(*messages(kind), site=SITE), read(*reversed(messages(kind)), site=SITE)
    assert forth == back
    assert {reading.path.partition("#")[0] for reading in forth.readings} == {
        "ADT^A04/A",
        f"{kind[:7]}/B",
        "ORU^R01/C",
        "ORU^R01/D",
        "ORU^R01/E",
    }
