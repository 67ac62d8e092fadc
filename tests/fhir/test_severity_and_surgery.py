"""Support in progress means critical, scales mean what the site says, and surgery counts where the site says so."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from fhir.bundle.site import SiteMap
from tests.fhir.invented_bundles import (
    LOCAL,
    SNOMED,
    Resource,
    ago,
    concept,
    edition,
    encounter,
    known,
    observation,
    order,
    read,
    reasons,
    resource,
)

SEVERITIES = edition().facts["severity"].values
VENTILATION, ECMO, INTUBATION = "40617009", "233573008", "112798008"


def procedure(code: str = VENTILATION, **elements: object) -> Resource:
    return resource("Procedure", "p1", code=concept(code, SNOMED), **elements)


PERFORMED: dict[str, tuple[Resource, bool, bool]] = {
    # what is given; in progress where the status says so; in progress where it was completed
    "since": ({"performedPeriod": {"start": ago(hours=5)}}, True, False),
    "since a moment": ({"performedDateTime": ago(hours=5)}, True, False),
    "then": ({"performedPeriod": {"start": ago(hours=5), "end": ago(hours=-5)}}, True, True),
    "over": ({"performedPeriod": {"start": ago(hours=5), "end": ago(hours=1)}}, False, False),
    "to come": ({"performedPeriod": {"start": ago(hours=-1)}}, False, False),
    "not given": ({}, True, False),
}
STATUSES = ("in-progress", "completed", "stopped", "on-hold", "preparation", "not-done", "entered-in-error", None)


@pytest.mark.parametrize(("status", "performed"), list(product(STATUSES, PERFORMED)))
def test_support_in_progress_means_critical(status: str | None, performed: str) -> None:
    elements, while_open, when_ended = PERFORMED[performed]
    is_on = (status == "in-progress" and while_open) or (status in {"completed", "stopped"} and when_ended)
    gathered = read(procedure(status=status, **elements))
    assert known(gathered, "severity") == (("critical",) if is_on else SEVERITIES)


@pytest.mark.parametrize(
    ("code", "expected"), [(ECMO, ("critical",)), ("243147009", ("critical",)), (INTUBATION, SEVERITIES)]
)
def test_only_ventilation_and_ecmo_are_support(code: str, expected: tuple[str, ...]) -> None:
    assert known(read(procedure(code, status="in-progress")), "severity") == expected


def test_support_says_which() -> None:
    (reading,) = read(procedure(ECMO, status="in-progress")).readings
    assert (reading.path, reading.because) == (
        "Procedure/p1#performed",
        "extracorporeal membrane oxygenation in progress",
    )


SCALE = f"{LOCAL}|SCALE"
SITE = SiteMap(severity_scales={SCALE: {"3": "moderate", "7": "critical", f"{LOCAL}|SEVERE": "severe"}})


def score(**elements: object) -> Resource:
    return observation(concept("SCALE", LOCAL), "o1", **elements)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"valueInteger": 3}, ("moderate",)),
        ({"valueInteger": 7}, ("critical",)),
        ({"valueQuantity": {"value": 3.0}}, ("moderate",)),
        ({"valueQuantity": {"value": "3"}}, None),
        ({"valueCodeableConcept": concept("SEVERE", LOCAL)}, ("severe",)),
        ({"valueInteger": 4}, None),
        ({}, None),
    ],
)
def test_scale_means_what_the_site_says(value: Resource, expected: tuple[str, ...] | None) -> None:
    gathered = read(score(**value), site=SITE)
    assert known(gathered, "severity") == (expected or SEVERITIES)
    unread = [("Observation/o1#value", "the site map does not say what it means")]
    assert reasons(gathered) == ([] if expected else unread)
    assert [one.because for one in gathered.readings] == ([f"by the scale {SCALE}"] if expected else [])


def test_scale_means_nothing_without_a_site_map() -> None:
    assert read(score(valueInteger=7)).readings == ()


@pytest.mark.parametrize(
    ("elements", "expected"),
    [
        ({"effectiveDateTime": ago(hours=25)}, SEVERITIES),
        ({"status": "preliminary"}, SEVERITIES),
        ({"encounter": {"reference": "Encounter/e2"}}, SEVERITIES),
        ({"encounter": {"reference": "Encounter/e1"}}, ("critical",)),
    ],
)
def test_scale_counts_like_a_vital_sign(elements: Resource, expected: tuple[str, ...]) -> None:
    assert known(read(encounter(), score(valueInteger=7, **elements), site=SITE), "severity") == expected


def test_newest_score_wins() -> None:
    older = score(valueInteger=7, effectiveDateTime=ago(hours=2)) | {"id": "o2"}
    assert known(read(older, score(valueInteger=3), site=SITE), "severity") == ("moderate",)


def test_score_without_a_time_is_not_known() -> None:
    gathered = read(score(valueInteger=7, effectiveDateTime=None), site=SITE)
    assert (gathered.readings, reasons(gathered)) == (
        (),
        [("Observation/o1#effective", "it does not say when it was so")],
    )


SURGERY = SiteMap(urgent_surgery_counts=True, surgery=frozenset({f"{LOCAL}|OPERATION"}))
SURGICAL = concept("387713003", SNOMED)
BOTH = ("yes", "no")


def surgery(**elements: object) -> Resource:
    held = {"status": "active", "priority": "urgent", "category": [SURGICAL], "authoredOn": ago(hours=1)}
    return resource("ServiceRequest", "s1", **(held | elements))


@pytest.mark.parametrize(
    ("elements", "expected"),
    [
        ({}, ("yes",)),
        ({"priority": "stat"}, ("yes",)),
        ({"priority": "asap"}, ("yes",)),
        ({"priority": "routine"}, BOTH),
        ({"priority": None}, BOTH),
        ({"status": "draft"}, ("yes",)),
        ({"status": "completed"}, BOTH),
        ({"doNotPerform": True}, BOTH),
        ({"authoredOn": ago(hours=-1)}, BOTH),
        ({"authoredOn": None}, ("yes",)),
        ({"category": []}, BOTH),
        ({"category": [], "code": concept("OPERATION", LOCAL)}, ("yes",)),
        ({"category": [], "code": concept("OTHER", LOCAL)}, BOTH),
        ({"occurrenceDateTime": ago(hours=1)}, BOTH),
    ],
)
def test_urgent_surgery_that_lies_ahead_counts(elements: Resource, expected: tuple[str, ...]) -> None:
    assert known(read(surgery(**elements), site=SURGERY), "urgent_procedure") == expected
    silent = replace(SURGERY, urgent_surgery_counts=False)
    assert known(read(surgery(**elements), site=silent), "urgent_procedure") == BOTH


def test_urgency_of_the_imaging_order_is_no_urgent_surgery() -> None:
    assert known(read(order(priority="stat"), site=SURGERY), "urgent_procedure") == BOTH


@pytest.mark.parametrize(
    ("planned", "expected"),
    [
        ({"occurrenceDateTime": ago(hours=-5.99)}, ("no",)),
        ({"occurrenceDateTime": ago(hours=-6)}, ("yes",)),
        ({"occurrenceDateTime": ago(hours=-6.01)}, ("yes",)),
        ({"occurrencePeriod": {"start": ago(hours=-2)}}, ("no",)),
        ({"occurrenceDateTime": "2020-04-07"}, BOTH),
        ({"occurrenceDateTime": "2020-04-08"}, ("yes",)),
        ({}, BOTH),
    ],
)
def test_planned_start_tells_whether_there_is_time(planned: Resource, expected: tuple[str, ...]) -> None:
    assert known(read(surgery(**planned), site=SURGERY), "can_wait_for_rt_pcr") == expected


def test_site_says_how_long_an_rt_pcr_takes() -> None:
    slow = replace(SURGERY, rt_pcr_turnaround=timedelta(hours=24))
    assert known(read(surgery(occurrenceDateTime=ago(hours=-12)), site=slow), "can_wait_for_rt_pcr") == ("no",)


EMERGENCY = concept("EMERGENCY", "http://terminology.hl7.org/CodeSystem/v2-0276")


def appointment(**elements: object) -> Resource:
    actors = [{"actor": {"reference": "Practitioner/7"}}, {"actor": {"reference": "Patient/invented-1"}}]
    held = {"status": "booked", "priority": 1, "serviceType": [SURGICAL], "start": ago(hours=-2), "participant": actors}
    held |= elements
    return {"resourceType": "Appointment", "id": "a1"} | {name: part for name, part in held.items() if part is not None}


@pytest.mark.parametrize(
    ("elements", "expected"),
    [
        ({}, ("yes",)),
        ({"priority": 4}, ("yes",)),
        ({"priority": 5}, BOTH),
        ({"priority": 0}, BOTH),
        ({"priority": None}, BOTH),
        ({"priority": None, "appointmentType": EMERGENCY}, ("yes",)),
        ({"status": "cancelled"}, BOTH),
        ({"serviceType": None, "serviceCategory": [concept("OPERATION", LOCAL)]}, ("yes",)),
        ({"serviceType": None}, BOTH),
        ({"start": ago(hours=2)}, BOTH),
        ({"participant": [{"actor": {"reference": "Patient/x"}}]}, BOTH),
    ],
)
def test_urgent_appointment_for_surgery_counts(elements: Resource, expected: tuple[str, ...]) -> None:
    assert known(read(appointment(**elements), site=SURGERY), "urgent_procedure") == expected


def test_start_of_the_appointment_tells_whether_there_is_time() -> None:
    gathered = read(appointment(), site=SURGERY)
    told = [(reading.fact, reading.values, reading.path) for reading in gathered.readings]
    assert told == [
        ("urgent_procedure", ("yes",), "Appointment/a1#priority"),
        ("can_wait_for_rt_pcr", ("no",), "Appointment/a1#start"),
    ]
