"""The present encounter is the order's, else the one under way; its place goes before its service and its class."""

from itertools import product

import pytest

from fhir.bundle.site import SiteMap
from tests.fhir.invented_bundles import (
    ACT,
    FEVER,
    LOCAL,
    Resource,
    ago,
    concept,
    condition,
    edition,
    encounter,
    known,
    order,
    read,
    reasons,
)

FACT = "care_setting"
ALL = edition().facts[FACT].values
AMBULATORY = ("screening-clinic", "outpatient-safe-clinic", "other")
ADMITTED = ("inpatient", "intensive-care")
NOT_HELD = "the bundle does not hold what it refers to"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("EMER", ("emergency",)),
        ("IMP", ADMITTED),
        ("ACUTE", ADMITTED),
        ("AMB", AMBULATORY),
        ("VR", ALL),
        ("HH", ALL),
        ("SS", ALL),
        ("OBSENC", ALL),
        ("invented", ALL),
    ],
)
def test_class_says_what_it_can(code: str, expected: tuple[str, ...]) -> None:
    assert known(read(encounter(code)), FACT) == expected


@pytest.mark.parametrize(
    "coding", [{"code": "EMER"}, {"system": ACT}, {"system": "urn:invented", "code": "EMER"}, None]
)
def test_class_without_code_or_system_says_nothing(coding: Resource | None) -> None:
    assert known(read(encounter() | ({"class": coding} if coding else {})), FACT) == (ALL if coding else AMBULATORY)
    without = {name: part for name, part in encounter().items() if name != "class"}
    assert known(read(without), FACT) == ALL


OPEN = ("arrived", "triaged", "in-progress", "onleave")
STATUSES = (*OPEN, "finished", "planned", "cancelled", "entered-in-error", "unknown", None)
PERIODS: dict[str, Resource] = {
    "since": {"start": ago(hours=2)},
    "within": {"start": ago(hours=2), "end": ago(hours=-2)},
    "until now": {"start": ago(hours=2), "end": ago()},
    "today": {"start": "2020-04-07", "end": "2020-04-07"},
    "over": {"start": ago(hours=4), "end": ago(hours=2)},
    "to come": {"start": ago(hours=-2)},
    "not given": {},
    "end alone": {"end": ago(hours=-2)},
    "unreadable": {"start": "today"},
}


@pytest.mark.parametrize(("status", "period"), list(product(STATUSES, PERIODS)))
def test_encounter_is_under_way(status: str | None, period: str) -> None:
    is_within = period in {"within", "until now", "today"}
    is_since = period in {"since", "not given"}
    is_present = (is_within and status in (*OPEN, "finished")) or (is_since and status in OPEN)
    gathered = read(encounter("EMER", status=status, period=PERIODS[period]))
    assert known(gathered, FACT) == (("emergency",) if is_present else ALL)


def test_encounter_that_began_last_is_the_present_one() -> None:
    old = encounter("AMB", "e0", period={"start": ago(days=300)})
    endless = encounter("AMB", "e9", period={})
    assert known(read(old, endless, encounter("EMER")), FACT) == ("emergency",)


def test_two_present_encounters_are_none() -> None:
    gathered = read(encounter("EMER", "e1"), encounter("AMB", "e2"))
    assert known(gathered, FACT) == ALL
    assert reasons(gathered) == [(f"Encounter/e{n}#period", "more than one encounter is under way") for n in (1, 2)]


WITHIN = {"reference": "Encounter/e1"}


def test_encounter_within_another_is_the_present_one() -> None:
    assert known(read(encounter("IMP", "e1"), encounter("EMER", "e2", partOf=WITHIN)), FACT) == ("emergency",)


def test_encounter_within_itself_is_one() -> None:
    assert known(read(encounter("EMER", partOf=WITHIN)), FACT) == ("emergency",)


def test_encounter_of_the_order_is_the_present_one() -> None:
    gathered = read(encounter("EMER", "e1", status="planned"), encounter("AMB", "e2"), order(encounter=WITHIN))
    assert known(gathered, FACT) == ("emergency",)


def test_encounter_of_the_order_that_is_not_here_is_not_guessed() -> None:
    gathered = read(encounter("AMB", "e2"), order(encounter=WITHIN))
    assert (known(gathered, FACT), reasons(gathered)) == (ALL, [("ServiceRequest/s1#encounter", NOT_HELD)])


@pytest.mark.parametrize(("named", "expected"), [("Encounter/e1", ("yes",)), ("Encounter/e2", ("yes", "no"))])
def test_symptoms_belong_to_the_encounter_of_the_order_even_if_it_is_not_here(
    named: str, expected: tuple[str, ...]
) -> None:
    said = condition(FEVER, encounter={"reference": named})
    assert known(read(order(encounter=WITHIN), said), "fever") == expected


def test_symptoms_belong_to_the_wider_encounters_too() -> None:
    line = [
        encounter(
            "EMER", f"e{depth}", partOf={"reference": f"Encounter/e{depth + 1}"}, period={"start": ago(hours=depth)}
        )
        for depth in range(1, 12)
    ]
    said = [condition(FEVER, encounter={"reference": f"Encounter/e{depth}"}) for depth in (8, 9)]
    assert known(read(*line, said[0]), "fever") == ("yes",)
    assert known(read(*line, said[1]), "fever") == ("yes", "no")


def test_order_that_only_describes_its_encounter_leaves_the_one_under_way() -> None:
    assert known(read(encounter("EMER"), order(encounter={"display": "invented"})), FACT) == ("emergency",)


def test_class_of_the_time_goes_before_the_class_of_now() -> None:
    history = [
        {"class": {"system": ACT, "code": "EMER"}, "period": {"start": ago(hours=5), "end": ago(hours=-1)}},
        {"class": {"system": ACT, "code": "AMB"}, "period": {"start": ago(hours=9), "end": ago(hours=5)}},
        {"class": {"system": ACT, "code": "AMB"}},
    ]
    (reading,) = read(encounter("IMP", classHistory=history)).readings
    assert (reading.values, reading.path) == (("emergency",), "Encounter/e1#classHistory")


CLINIC, WARD, HOUSE = "Location/clinic-1", f"{LOCAL}|WARD-7", "Location/house"
SITE = SiteMap(
    locations={CLINIC: "screening-clinic", WARD: "inpatient", "Location/icu": "intensive-care"},
    service_types={f"{LOCAL}|SAFE": "outpatient-safe-clinic"},
    visit_reasons={f"{LOCAL}|CONTACT": "epidemiological", f"{LOCAL}|CHECK": "unspecified"},
)


def place(identity: str, **elements: object) -> Resource:
    return {"resourceType": "Location", "id": identity} | elements


def at(*places: str | Resource) -> list[Resource]:
    return [{"location": {"reference": one}} if isinstance(one, str) else one for one in places]


WITHIN_CLINIC = {"reference": CLINIC}
WARD_NUMBER = [{"system": LOCAL, "value": "WARD-7"}]
PLACES: dict[str, tuple[list[Resource], list[Resource], tuple[str, ...], bool]] = {
    "by its id": (at(CLINIC), [], ("screening-clinic",), True),
    "by its id, at its address": (at(f"https://here.example/fhir/{CLINIC}"), [], ("screening-clinic",), True),
    "by its number": (at("Location/w"), [place("w", identifier=WARD_NUMBER)], ("inpatient",), True),
    "not by an address that is not here": (
        at("urn:uuid:1"),
        [],
        AMBULATORY,
        False,
    ),
    "by the wider place": (at("Location/room"), [place("room", partOf=WITHIN_CLINIC)], ("screening-clinic",), True),
    "by the next wider place": (
        at("Location/bed"),
        [place("bed", partOf={"reference": "Location/room"}), place("room", partOf=WITHIN_CLINIC)],
        ("screening-clinic",),
        True,
    ),
    "by the nearer of two": (
        at("Location/w"),
        [place("w", identifier=WARD_NUMBER, partOf=WITHIN_CLINIC)],
        ("inpatient",),
        True,
    ),
    "not by a place of no setting": (at("Location/x"), [place("x")], AMBULATORY, True),
    "not by a place that is not here": (at("Location/x"), [], AMBULATORY, False),
    "not by a chain that breaks off": (
        at("Location/x"),
        [place("x", partOf={"reference": "Location/y"})],
        AMBULATORY,
        False,
    ),
    "not by a chain without end": (
        at("Location/x"),
        [place("x", partOf={"reference": "Location/x"})],
        AMBULATORY,
        True,
    ),
    "not by words": (at({"location": {"display": "screening clinic"}}), [], AMBULATORY, False),
    "not by nothing": (at({"status": "active"}), [], AMBULATORY, True),
    "by a place that is met twice": (
        at("Location/w", "Location/w"),
        [place("w", identifier=WARD_NUMBER)],
        ("inpatient",),
        True,
    ),
    "by both that are occupied": (at(CLINIC, "Location/icu"), [], ("screening-clinic", "intensive-care"), True),
    "not where it was only planned": (
        at({"location": {"reference": CLINIC}, "status": "planned"}),
        [],
        AMBULATORY,
        True,
    ),
    "not where it is over": (at({"location": {"reference": CLINIC}, "status": "completed"}), [], AMBULATORY, True),
    "where it was then": (
        at(
            {
                "location": {"reference": CLINIC},
                "status": "completed",
                "period": {"start": ago(hours=1), "end": ago(hours=-1)},
            }
        ),
        [],
        ("screening-clinic",),
        True,
    ),
    "not where it was before": (
        at({"location": {"reference": CLINIC}, "period": {"start": ago(hours=2), "end": ago(hours=1)}}),
        [],
        AMBULATORY,
        True,
    ),
    "not where it will be": (
        at({"location": {"reference": CLINIC}, "period": {"start": ago(hours=-1)}}),
        [],
        AMBULATORY,
        True,
    ),
}


@pytest.mark.parametrize("name", list(PLACES))
def test_place_tells_the_setting_by_the_site_map(name: str) -> None:
    locations, places, expected, is_held = PLACES[name]
    gathered = read(encounter(location=locations), *places, site=SITE)
    assert known(gathered, FACT) == expected
    assert reasons(gathered) == ([] if is_held else [("Encounter/e1#location[0]", NOT_HELD)])


def test_place_that_the_encounter_contains_is_found_by_its_own_id() -> None:
    located = encounter(location=at("#clinic-1"), contained=[place("clinic-1")])
    assert known(read(located, site=SITE), FACT) == ("screening-clinic",)


def test_place_means_nothing_without_a_site_map() -> None:
    gathered = read(encounter(location=at(CLINIC)))
    assert (known(gathered, FACT), reasons(gathered)) == (AMBULATORY, [])


def test_service_goes_before_the_class() -> None:
    gathered = read(encounter(serviceType=concept("SAFE", LOCAL)), site=SITE)
    (reading,) = gathered.readings
    assert (reading.values, reading.path) == (("outpatient-safe-clinic",), "Encounter/e1#serviceType")
    assert known(read(encounter(serviceType=concept("OTHER", LOCAL)), site=SITE), FACT) == AMBULATORY


def test_place_goes_before_the_service() -> None:
    located = encounter(location=at(CLINIC), serviceType=concept("SAFE", LOCAL))
    assert known(read(located, site=SITE), FACT) == ("screening-clinic",)


@pytest.mark.parametrize(
    ("elements", "expected"),
    [
        ({"reasonCode": [concept("CONTACT", LOCAL)]}, ("epidemiological",)),
        ({"type": [concept("CHECK", LOCAL)]}, ("unspecified",)),
        (
            {"reasonCode": [concept("CONTACT", LOCAL), concept("CHECK", LOCAL)]},
            ("epidemiological", "unspecified"),
        ),
        ({"reasonCode": [{"text": "contact"}]}, ("epidemiological", "unspecified", "medical")),
        ({}, ("epidemiological", "unspecified", "medical")),
    ],
)
def test_reason_of_the_visit_is_told_by_the_site_map(elements: Resource, expected: tuple[str, ...]) -> None:
    assert known(read(encounter(**elements), site=SITE), "visit_reason") == expected
