"""Which codes of invented patients neither a value set nor the site map knows, and where they stood."""

import pytest

from fhir.bundle.any_patient import read_any_patient
from fhir.bundle.site import SiteMap, read_site
from fhir.bundle.unmapped import MOST, TABLES, unmapped_codes
from tests.fhir.invented_bundles import (
    COUGH,
    FEVER,
    ICD,
    LOCAL,
    LOINC,
    SNOMED,
    Resource,
    bundle,
    concept,
    condition,
    edition,
    encounter,
    film,
    observation,
    order,
    quantity,
    resource,
)

NOTHING = SiteMap()
IMAGING = [concept("363679005", SNOMED)]
LABORATORY = [concept("108252007", SNOMED)]


def seen(*resources: Resource, site: SiteMap = NOTHING) -> list[tuple[str, str, str]]:
    """What is unmapped in a patient's resources."""
    found = unmapped_codes(read_any_patient(bundle(*resources)), site)
    return [(each.table, each.code, each.path) for each in found]


def local(code: str) -> Resource:
    """A code of the invented hospital's own."""
    return concept(code, LOCAL)


def request(code: Resource, identity: str = "s1", **elements: object) -> Resource:
    """An order of anything."""
    return resource("ServiceRequest", identity, **({"status": "draft", "code": code} | elements))


CASES: dict[str, tuple[list[Resource], list[tuple[str, str, str]]]] = {
    "service type": (
        [encounter(serviceType=local("SAFE"))],
        [("service_types", f"{LOCAL}|SAFE", "Encounter.serviceType")],
    ),
    "reason and type of a visit": (
        [encounter(reasonCode=[local("CONTACT")], type=[local("CHECK"), {"text": "Invented Patient came"}])],
        [
            ("visit_reasons", f"{LOCAL}|CONTACT", "Encounter.reasonCode"),
            ("visit_reasons", f"{LOCAL}|CHECK", "Encounter.type"),
        ],
    ),
    "reason that a value set knows": ([encounter(reasonCode=[concept(COUGH, SNOMED)])], []),
    "local order": ([request(local("CT202"))], [("orders", f"{LOCAL}|CT202", "ServiceRequest.code")]),
    "order with a known code beside": (
        [request({"coding": [{"system": LOCAL, "code": "CT202"}, {"system": LOINC, "code": "24627-2"}]})],
        [],
    ),
    "standard order of something else": ([request(concept("24323-8"))], []),
    "standard order of imaging that no value set knows": (
        [request(concept("24604-1"), category=IMAGING)],
        [("orders", f"{LOINC}|24604-1", "ServiceRequest.code")],
    ),
    "order of a laboratory": (
        [request(local("L1"), category=LABORATORY)],
        [("orders", f"{LOCAL}|L1", "ServiceRequest.code")],
    ),
    "order that is over": ([request(local("CT202"), status="revoked"), request(local("X"), doNotPerform=True)], []),
    "order without its system": (
        [request({"coding": [{"code": "CT202"}]})],
        [("orders", "|CT202", "ServiceRequest.code")],
    ),
    "order in words": (
        [request({"text": "CT of Invented Patient"}), request({"coding": [{"code": "a long text"}]})],
        [],
    ),
    "local report and procedure": (
        [film(code=local("RG101")), resource("Procedure", "p1", status="completed", code=local("CTX"))],
        [
            ("orders", f"{LOCAL}|RG101", "DiagnosticReport.code"),
            ("orders", f"{LOCAL}|CTX", "Procedure.code"),
        ],
    ),
    "reasons of a chest order": (
        [
            order(
                reasonCode=[local("RO"), concept("U07.2", ICD), concept("S22", ICD)],
                reasonReference=[{"reference": "Condition/c1"}, {"reference": "Condition/gone"}],
            ),
            condition("DX", system=LOCAL),
        ],
        [
            ("reasons", f"{LOCAL}|RO", "ServiceRequest.reasonCode"),
            ("reasons", f"{ICD}|S22", "ServiceRequest.reasonCode"),
            ("reasons", f"{LOCAL}|DX", "Condition.code"),
        ],
    ),
    "reasons of another order": ([request(concept("24323-8"), reasonCode=[local("RO")])], []),
    "conclusion of a film": (
        [film(conclusionCode=[local("PNA"), concept("233604007", SNOMED)])],
        [("film_conclusions", f"{LOCAL}|PNA", "DiagnosticReport.conclusionCode")],
    ),
    "conclusion of another report": ([film(code=concept("24627-2"), conclusionCode=[local("PNA")])], []),
    "scale": (
        [
            observation(local("WHO"), "o1", valueInteger=4),
            quantity("97852-8", 6, "{score}", "o2"),
            quantity("8310-5", 38, "Cel", "o3"),
            observation(local("TEXT"), "o4", valueString="Invented Patient"),
        ],
        [
            ("severity_scales", f"{LOCAL}|WHO", "Observation.code"),
            ("severity_scales", f"{LOINC}|97852-8", "Observation.code"),
        ],
    ),
    "nothing": ([encounter(), order(), condition(FEVER)], []),
}


@pytest.mark.parametrize("case", CASES)
def test_codes_are_told_by_their_table(case: str) -> None:
    resources, expected = CASES[case]
    assert seen(*resources) == expected


SITE = b"""
locations: {Location/ward: inpatient, 'urn:invented:codes|B7': intensive-care}
service_types: {'urn:invented:codes|SAFE': outpatient-safe-clinic}
visit_reasons: {'urn:invented:codes|CONTACT': epidemiological}
orders: {'urn:invented:codes|CT202': ct, 'urn:invented:codes|RG101': cxr}
reasons: {'urn:invented:codes|RO': {purpose: rule-out-covid-pneumonia}}
film_conclusions: {'urn:invented:codes|PNA': pneumonia-definite}
severity_scales: {'urn:invented:codes|WHO': {'6': critical}}
surgery: ['urn:invented:codes|OP']
urgent_surgery_counts: true
"""


def test_what_the_site_map_knows_is_not_told() -> None:
    site = read_site(SITE, edition().facts)
    resources = [
        encounter(serviceType=local("SAFE"), reasonCode=[local("CONTACT")]),
        request(local("CT202"), reasonCode=[local("RO")], priority="stat"),
        request(local("OP"), identity="s2", priority="stat"),
        film(code=local("RG101"), conclusionCode=[local("PNA")]),
        observation(local("WHO"), valueInteger=4),
    ]
    assert seen(*resources, site=site) == []
    assert {table for table, _, _ in seen(*resources)} == {*TABLES} - {
        "locations",
        "reasons",
        "film_conclusions",
        "surgery",
    }


def test_surgery_is_looked_for_where_it_counts() -> None:
    resources = [
        request(local("OP1"), priority="urgent"),
        request(local("OP2"), identity="s2"),
        request(concept("387713003", SNOMED), identity="s3", priority="stat"),
        {"resourceType": "Appointment", "id": "a1", "status": "booked", "serviceType": [local("OP3")]},
    ]
    assert [each for each in seen(*resources) if each[0] == "surgery"] == []
    site = SiteMap(urgent_surgery_counts=True)
    assert [each for each in seen(*resources, site=site) if each[0] == "surgery"] == [
        ("surgery", f"{LOCAL}|OP1", "ServiceRequest.code"),
        ("surgery", f"{LOCAL}|OP3", "Appointment.serviceType"),
    ]


def test_one_record_tells_each_code_once_and_not_without_end() -> None:
    assert len(seen(*[request(local("CT202"), identity=f"s{number}") for number in range(3)])) == 1
    assert len(seen(*[request(local(f"CT{number}"), identity=f"s{number}") for number in range(MOST + 9)])) == MOST
