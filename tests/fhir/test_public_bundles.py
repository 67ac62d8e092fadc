"""Public test data that nobody here wrote is read or clearly refused, and three patients were read by eye."""

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from engine.context import Gathered, weigh
from engine.errors import InputError
from fhir.bundle.read import read_bundle
from fhir.bundle.site import SiteMap
from tests.fhir.invented_bundles import edition

AMBULATORY = ("screening-clinic", "outpatient-safe-clinic", "other")

# Read by eye in the bundles of fhir/synthea, before any program read them.
#
# Bibi254 (born 2009-04-29), Encounter f260943e…, AMB, 2020-03-06T20:20:23-08:00 to 21:09:23, "encounter for symptom":
#   Conditions of 20:20:23: 832563a1 cough, c4856500 sputum, 9cb05fa6 fatigue, cafa6fab dyspnoea, 17259abc wheeze,
#   71296d22 fever, f968e2fd loss of taste (all ending 2020-03-20), 418721cf suspected COVID-19 (a diagnosis, not a
#   clinician's "high"); of 21:09:23: ca0fc641 COVID-19.
#   Observations of 20:20:23: 492fca20 temperature 40.894 Cel, 5f0846a8 respiratory rate 38.641, c2b19f15 saturation
#   85.76 %; of 20:32:23: influenza, RSV and other viruses negative, which are not SARS-CoV-2;
#   of 21:09:23: 4c648a4e panel 94531-1 detected. No order, no film, no answers.
#   Every other encounter is a well-child visit of a past year, but for one on 2020-05-13.
# Denisha680 (born 2011-12-12), Encounter cae597c9…, AMB, 2020-03-03T11:01:54-08:00 to 12:20:54:
#   Conditions of 11:01:54: a6772efa sputum, af415f2e fever, e18066c2 loss of taste (ending 2020-04-03), 9efd2275
#   suspected COVID-19; of 12:20:54: 87628df4 COVID-19.
#   Observations of 11:01:54: 761239b3 temperature 37.978 Cel, 0169c9fa respiratory rate 14.921, 3047a7d2 saturation
#   78.02 %; of 12:20:54: 7e389959 panel 94531-1 detected.
# Roland928 (born 2009-08-06): well-child visits and immunisations alone; Encounter bb10179d…, AMB,
#   2020-08-20T19:50:03-07:00 to 20:05:03. Nothing is said of symptoms, tests or images.
BIBI = "Bibi254_Schowalter414_475d72ca-91c7-7211-97e3-f000af33fc04.json"
DENISHA = "Denisha680_Keeling57_6a93e0ad-9bd0-6d85-34a7-015186f7880a.json"
ROLAND = "Roland928_Nienow652_13b1a0f2-dceb-37a2-f32b-f0ca6e3b9925.json"
ILL = {"fever": ("yes",), "respiratory_symptoms": ("yes",), "other_symptoms_or_signs": ("yes",)}
HERE = {"care_setting": AMBULATORY}
POSITIVE = {"rt_pcr": ("positive",)}

BY_EYE = [
    # in the encounter, before the result; at its end; after it, when the patient has left
    (BIBI, "2020-03-06T20:40:00-08:00", 10, HERE | ILL),
    (BIBI, "2020-03-07T05:09:23+00:00", 10, HERE | ILL | POSITIVE),
    (BIBI, "2020-03-06T22:00:00-08:00", 10, ILL | POSITIVE),
    # symptoms count for 24 hours, the result for 14 days
    (BIBI, "2020-03-07T20:20:24-08:00", 10, POSITIVE),
    (BIBI, "2020-03-20T21:00:00-08:00", 10, POSITIVE),
    (BIBI, "2020-03-20T21:10:00-08:00", 10, {}),
    (BIBI, "2020-05-13T21:30:00-07:00", 11, HERE),
    (BIBI, "2020-03-06T20:20:22-08:00", 10, {}),
    (DENISHA, "2020-03-03T11:30:00-08:00", 8, HERE | ILL),
    (DENISHA, "2020-03-03T12:20:54-08:00", 8, HERE | ILL | POSITIVE),
    (DENISHA, "2020-03-10T12:00:00-08:00", 8, POSITIVE),
    (ROLAND, "2020-08-20T20:00:00-07:00", 11, HERE),
    (ROLAND, "2020-08-20T21:00:00-07:00", 11, {}),
]


def read_at(body: bytes, as_of: datetime) -> Gathered:
    facts, thresholds = edition().facts, edition().thresholds
    return read_bundle(body, facts=facts, thresholds=thresholds, site=SiteMap(), as_of=as_of, now=as_of)


@pytest.mark.parametrize(("name", "time", "age", "expected"), BY_EYE)
def test_patient_read_by_eye(
    corpus: Path, name: str, time: str, age: int, expected: dict[str, tuple[str, ...]]
) -> None:
    as_of = datetime.fromisoformat(time)
    gathered = read_at((corpus / "fhir" / "synthea" / name).read_bytes(), as_of)
    context = weigh(gathered, edition().facts, edition().thresholds, as_of)
    assert {fact: state.values for fact, state in context.facts.items() if not state.is_not_known} == expected
    assert (gathered.circumstances.age_years, gathered.circumstances.pregnant) == (age, "not-known")
    assert (gathered.order, gathered.authored_on) == (None, None)


@pytest.mark.parametrize(
    ("name", "time", "numbers"),
    [
        (BIBI, "2020-03-06T20:40:00-08:00", ("40.894", "38.641", "85.76")),
        (DENISHA, "2020-03-03T11:30:00-08:00", ("37.978", "14.921", "78.02")),
        (ROLAND, "2020-08-20T20:00:00-07:00", ()),
    ],
)
def test_numbers_read_by_eye(corpus: Path, name: str, time: str, numbers: tuple[str, ...]) -> None:
    gathered = read_at((corpus / "fhir" / "synthea" / name).read_bytes(), datetime.fromisoformat(time))
    quantities = ("body_temperature", "respiratory_rate", "oxygen_saturation")
    read = {one.quantity: one.value for one in gathered.measurements}
    assert read == dict(zip(quantities, map(Decimal, numbers), strict=False))


def test_evidence_read_by_eye(corpus: Path) -> None:
    body = (corpus / "fhir" / "synthea" / BIBI).read_bytes()
    gathered = read_at(body, datetime.fromisoformat("2020-03-06T21:09:23-08:00"))
    paths = {(one.fact, one.path.partition("-")[0]) for one in gathered.readings}
    assert paths == {
        ("care_setting", "Encounter/f260943e"),
        ("rt_pcr", "Observation/4c648a4e"),
        ("fever", "Condition/71296d22"),
        ("respiratory_symptoms", "Condition/832563a1"),
        ("respiratory_symptoms", "Condition/c4856500"),
        ("respiratory_symptoms", "Condition/cafa6fab"),
        ("respiratory_symptoms", "Condition/17259abc"),
        ("other_symptoms_or_signs", "Condition/9cb05fa6"),
        ("other_symptoms_or_signs", "Condition/f968e2fd"),
    }
    assert gathered.unread == ()
    assert gathered.subject == "http://hospital.smarthealthit.org|475d72ca-91c7-7211-97e3-f000af33fc04"


def wrapped(resource: dict[str, object], patient: str = "example") -> bytes:
    """A Bundle of one public resource and the patient whom these name."""
    held = [{"resource": {"resourceType": "Patient", "id": patient}}, {"resource": resource}]
    return json.dumps({"resourceType": "Bundle", "entry": held}).encode()


def one(corpus: Path, name: str) -> bytes:
    return wrapped(json.loads((corpus / "fhir" / "us-core" / name).read_bytes()))


def test_public_order_is_an_order_and_its_encounter_is_not_here(corpus: Path) -> None:
    gathered = read_at(one(corpus, "servicerequest-chest-xray.json"), datetime.fromisoformat("2024-10-14T00:00:00Z"))
    assert (gathered.order, str(gathered.authored_on)) == ("cxr", "2024-10-13 10:59:38-08:00")
    reason = "the bundle does not hold what it refers to"
    assert [(unread.path, unread.reason) for unread in gathered.unread] == [
        ("ServiceRequest/chest-xray#encounter", reason)
    ]


@pytest.mark.parametrize(
    ("name", "time", "told"),
    [
        (
            "DiagnosticReport-chest-xray-report.json",
            "2019-02-05T00:00:00Z",
            {("chest_radiograph", ("pneumonia-definite", "pneumonia-not-definite"))},
        ),
        # Reported a day after the film: until then nobody knew.
        ("DiagnosticReport-chest-xray-report.json", "2019-02-04T00:00:00Z", set()),
        ("DiagnosticReport-chest-xray-report.json", "2019-02-07T00:00:00Z", set()),
        ("at-home-in-vitro-test.json", "2022-01-01T00:00:00Z", set()),
        ("temperature.json", "1999-07-02T12:00:00Z", set()),
    ],
)
def test_public_resource_tells_what_it_says(
    corpus: Path, name: str, time: str, told: set[tuple[str, tuple[str, ...]]]
) -> None:
    gathered = read_at(one(corpus, name), datetime.fromisoformat(time))
    assert {(reading.fact, reading.values) for reading in gathered.readings} == told


def test_public_pregnancy_is_read(corpus: Path) -> None:
    gathered = read_at(one(corpus, "observation-pregnancy-status.json"), datetime.fromisoformat("2022-09-01T00:00:00Z"))
    assert gathered.circumstances.pregnant == "yes"


def test_public_antigen_test_is_no_rt_pcr(corpus: Path) -> None:
    body = (corpus / "fhir" / "shc" / "bundle-lab-test-results-covid.json").read_bytes()
    gathered = read_at(body, datetime.fromisoformat("2021-02-18T00:00:00Z"))
    assert gathered.readings == ()
    assert [unread.reason for unread in gathered.unread] == ["an antigen or antibody test is no RT-PCR"]


def outcome(body: bytes) -> str:
    """How the reading of a body ends: "read", or the problem."""
    try:
        read_at(body, datetime.fromisoformat("2022-01-01T00:00:00Z"))
    except InputError as error:
        return error.problem
    return "read"


def expected_outcomes(resource: dict[str, object]) -> tuple[str, ...]:
    if resource["resourceType"] == "Bundle":
        return ("read",)
    # A single resource is no Bundle; one public Patient is the one who is wrapped around it, the others are not.
    is_second = resource["resourceType"] == "Patient" and resource.get("id") != "example"
    return ("not-a-bundle", "two-patients" if is_second else "read")


def test_every_public_file_is_read_or_clearly_refused(corpus: Path) -> None:
    files = sorted((corpus / "fhir").rglob("*.json"))
    resources = {file.name: json.loads(file.read_bytes()) for file in files}
    found = {
        file.name: (outcome(file.read_bytes()),)
        if resources[file.name]["resourceType"] == "Bundle"
        else (outcome(file.read_bytes()), outcome(wrapped(resources[file.name])))
        for file in files
    }
    assert found == {name: expected_outcomes(resource) for name, resource in resources.items()}
    assert len(found) >= 60
