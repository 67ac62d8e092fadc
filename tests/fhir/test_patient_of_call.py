"""A call says itself whom it is about: a Patient of another id is refused, and one without an id is not looked at."""

from itertools import permutations
from typing import Any

import pytest

from engine.errors import Flaw, InputError
from fhir.bundle.select import Record
from tests.fhir.hooks.invented_calls import entries, gathered, gathered_for, opened, supplied
from tests.fhir.invented_bundles import (
    FEVER,
    PATIENT,
    Resource,
    ago,
    condition,
    encounter,
    known,
    order,
    reasons,
)

BORN = PATIENT | {"birthDate": "1980-01-01"}
ANOTHER = {"resourceType": "Patient", "id": "invented-2"}
NAMELESS = {"resourceType": "Patient", "birthDate": "1980-01-01"}
BROKEN = PATIENT | {"birthDate": 1980}
NO_ID = "it does not say which patient it is"
WRONG_TYPE = "it is not of the type that FHIR gives it"


def record(**prefetch: Any) -> Record:  # noqa: ANN401  any JSON
    return opened(order(), prefetch=prefetch).record


def page(*held: tuple[Resource, str | None]) -> Resource:
    return {"resourceType": "Bundle", "entry": [{"resource": one, "fullUrl": url} for one, url in held]}


URL = "https://ehr.example/fhir/Patient/invented-1"
SAME: dict[str, dict[str, Any]] = {
    "none": {},
    "read": {"patient": BORN},
    "on a page": {"patient": page((BORN, URL))},
    "read and on a page": {"patient": BORN, "own-key": page((BORN, URL))},
    "on two servers": {"patient": page((BORN, URL), (BORN, "https://other.example/fhir/Patient/invented-1"))},
    "beside one without an id": {"patient": page((NAMELESS, None), (BORN, None))},
    "contained in another resource": {
        "patient": BORN,
        "conditions": entries(condition(FEVER, contained=[ANOTHER | {"id": "p"}])),
    },
}


@pytest.mark.parametrize("name", list(SAME))
def test_patient_of_the_call_may_stand_anywhere(name: str) -> None:
    found = record(**SAME[name])
    assert found.name == "Patient/invented-1"
    assert (found.patient.resource.birth_date if found.patient else None) == ("1980-01-01" if SAME[name] else None)


@pytest.mark.parametrize("patients", list(permutations((BORN, ANOTHER, NAMELESS), 2)))
def test_patient_of_another_id_is_refused(patients: tuple[Resource, Resource]) -> None:
    one, two = patients
    if ANOTHER not in patients:
        assert record(patient=entries(one, two)).patient is not None
        return
    for prefetch in ({"patient": entries(one, two)}, {"patient": one, "own-key": two}, {"answers": ANOTHER}):
        with pytest.raises(InputError) as caught:
            record(**prefetch)
        assert (caught.value.problem, caught.value.flaws) == (
            "two-patients",
            (Flaw("#/prefetch", "two-patients"),),
        )


def test_patient_of_another_id_among_the_drafts_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        opened(order(), ANOTHER)
    assert caught.value.problem == "two-patients"


@pytest.mark.parametrize(
    ("patient", "told"),
    [
        (NAMELESS, [("Bundle.entry[1].resource#id", NO_ID)]),
        (NAMELESS | {"id": ""}, [("Bundle.entry[1].resource#id", NO_ID)]),
        (BROKEN, [("Bundle.entry[1].resource.birthDate", WRONG_TYPE), ("Bundle.entry[1].resource#id", NO_ID)]),
    ],
)
def test_patient_who_may_be_anybody_is_not_looked_at(patient: Resource, told: list[tuple[str, str]]) -> None:
    found = gathered(order(), prefetch={"patient": patient, "conditions": entries(condition(FEVER))})
    assert (found.circumstances.age_years, found.subject) == (None, "invented-1")
    assert (known(found, "fever"), reasons(found)) == (("yes",), told)


@pytest.mark.parametrize("has_patient", [True, False])
@pytest.mark.parametrize(
    ("reference", "is_theirs"),
    [
        ("Patient/invented-1", True),
        ("https://ehr.example/fhir/Patient/invented-1", True),
        ("Patient/invented-1/_history/1", True),
        ("Patient/invented-2", False),
        ("invented-1", False),
        ("Group/invented-1", False),
        ("#invented-1", False),
        ("urn:uuid:invented-1", False),
    ],
)
def test_resource_is_theirs_by_the_id_that_the_call_says(reference: str, is_theirs: bool, has_patient: bool) -> None:
    ill = condition(FEVER, subject={"reference": reference})
    prefetch = {"conditions": entries(ill)} | ({"patient": PATIENT} if has_patient else {})
    found = gathered(order(), prefetch=prefetch)
    assert known(found, "fever") == (("yes",) if is_theirs else ("yes", "no"))
    assert reasons(found) == ([] if is_theirs else [("Condition/c1", "it is of another patient")])


SETTINGS = {"e1": "EMER", "e2": "AMB"}
NOT_HELD = "the bundle does not hold what it refers to"
EMERGENCY, AMBULATORY = ("emergency",), ("screening-clinic", "outpatient-safe-clinic", "other")
ANYWHERE = ("screening-clinic", "outpatient-safe-clinic", "emergency", "inpatient", "intensive-care", "other")


@pytest.mark.parametrize(
    ("said", "named", "expected", "missing"),
    [
        ("e1", None, EMERGENCY, None),
        ("e2", None, AMBULATORY, None),
        ("e2", "Encounter/e1", EMERGENCY, None),
        ("e3", "Encounter/e1", EMERGENCY, None),
        ("e1", "Encounter/e3", ANYWHERE, "ServiceRequest/s1#encounter"),
        ("e3", None, ANYWHERE, "context.encounterId"),
        (None, "Encounter/e2", AMBULATORY, None),
    ],
)
def test_encounter_is_the_orders_else_the_calls(
    said: str | None, named: str | None, expected: tuple[str, ...], missing: str | None
) -> None:
    visits = entries(*(encounter(act, identity) for identity, act in SETTINGS.items()))
    draft = order(encounter={"reference": named} if named else None)
    found = gathered(draft, encounterId=said, prefetch=supplied(encounter=visits))
    assert known(found, "care_setting") == expected
    assert reasons(found) == ([(missing, NOT_HELD)] if missing else [])


def test_encounter_of_an_order_by_number_alone_is_the_calls() -> None:
    draft = order(encounter={"identifier": {"system": "urn:invented", "value": "5"}})
    found = gathered(draft, encounterId="e1", prefetch=supplied(encounter=encounter("EMER")))
    assert (known(found, "care_setting"), reasons(found)) == (EMERGENCY, [])


def test_encounter_that_is_neither_said_nor_named_is_the_one_under_way() -> None:
    past = encounter("AMB", "e0", status="finished", period={"start": ago(days=9), "end": ago(days=8)})
    found = gathered(order(), prefetch=supplied(encounter=entries(past, encounter("EMER"))))
    assert (known(found, "care_setting"), reasons(found)) == (EMERGENCY, [])


def test_encounter_that_is_said_is_that_of_the_call_whatever_is_under_way() -> None:
    past = encounter("AMB", "e0", status="finished", period={"start": ago(days=9), "end": ago(days=8)})
    found = gathered(order(), encounterId="e0", prefetch=supplied(encounter=entries(encounter("EMER"), past)))
    assert (known(found, "care_setting"), reasons(found)) == (AMBULATORY, [])


def test_contained_encounter_is_not_the_one_that_is_said() -> None:
    draft = order(contained=[encounter("EMER", status="planned")])
    found = gathered(draft, encounterId="e1")
    assert (known(found, "care_setting"), reasons(found)) == (ANYWHERE, [("context.encounterId", NOT_HELD)])


@pytest.mark.parametrize(("of", "expected"), [("e1", ("yes",)), ("e9", ("yes", "no")), (None, ("yes",))])
def test_symptoms_are_those_of_the_encounter_that_is_said(of: str | None, expected: tuple[str, ...]) -> None:
    ill = condition(FEVER, encounter={"reference": f"Encounter/{of}"} if of else None)
    for visits in ({"encounter": encounter("EMER")}, {}):
        prefetch = supplied(conditions=entries(ill), **visits)
        assert known(gathered(order(), encounterId="e1", prefetch=prefetch), "fever") == expected


def test_record_is_read_once_for_any_number_of_orders() -> None:
    case = opened(order(encounter={"reference": "Encounter/e9"}), order("cxr", "s2"), prefetch=supplied())
    before = list(case.record.unread)
    charts = [reasons(gathered_for(case, number)) for number in (0, 1, 0)]
    missing = [("ServiceRequest/s1#encounter", NOT_HELD)]
    assert (charts, list(case.record.unread)) == ([missing, [], missing], before)
