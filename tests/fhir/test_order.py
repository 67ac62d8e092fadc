"""The one open order of chest imaging is the order; two kinds of it are none."""

from datetime import datetime, timedelta
from itertools import product

import pytest

from fhir.bundle.site import SiteMap
from tests.fhir.invented_bundles import (
    AS_OF,
    LOCAL,
    NOT_DETECTED,
    SNOMED,
    Resource,
    ago,
    bundle,
    concept,
    known,
    order,
    read,
    read_body,
    reasons,
    rna,
)

SITE = SiteMap(orders={f"{LOCAL}|RG101": "cxr", f"{LOCAL}|CT202": "ct", "http://loinc.org|79077-4": "ct"})
IMAGING = [concept("363679005", SNOMED)]
NO_CHEST = "it is not a code of a chest X-ray or of a chest CT"
TWO_KINDS = "orders of more than one kind of chest imaging are open, so none is taken for the order"

CODES = [
    (concept("36643-5"), "cxr"),
    (concept("30746-2"), "cxr"),
    (concept("399208008", SNOMED), "cxr"),
    (concept("24627-2"), "ct"),
    (concept("29252-4"), "ct"),
    (concept("72252-0"), "ct"),
    (concept("169069000", SNOMED), "ct"),
    (concept("RG101", LOCAL), "cxr"),
    (concept("CT202", LOCAL), "ct"),
    # The site's own meaning of a code goes before the standard one.
    (concept("79077-4"), "ct"),
    (concept("36266-5"), None),
    (concept("79086-5"), None),
    (concept("OTHER", LOCAL), None),
    ({"text": "chest CT"}, None),
    ({"coding": [*concept("36643-5")["coding"], *concept("24627-2")["coding"]]}, None),
    ({"coding": [*concept("24627-2")["coding"], *concept("OTHER", LOCAL)["coding"]]}, "ct"),
    ({"coding": [*concept("RG101", LOCAL)["coding"], *concept("CT202", LOCAL)["coding"]]}, None),
]


@pytest.mark.parametrize(("code", "modality"), CODES)
def test_code_says_which_examination_is_ordered(code: Resource, modality: str | None) -> None:
    gathered = read(order(code=code), site=SITE)
    assert (gathered.order, reasons(gathered)) == (modality, [])


def test_imaging_order_of_an_unknown_code_is_named() -> None:
    gathered = read(order(code=concept("OTHER", LOCAL), category=IMAGING))
    assert (gathered.order, reasons(gathered)) == (None, [("ServiceRequest/s1#code", NO_CHEST)])


STATUSES = ("draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown", None)


@pytest.mark.parametrize(("status", "forbids"), list(product(STATUSES, (True, False))))
def test_only_an_open_order_is_one(status: str | None, forbids: bool) -> None:
    expected = "ct" if status in {"draft", "active"} and not forbids else None
    assert read(order(status=status, doNotPerform=forbids)).order == expected


def test_order_without_a_code_is_none() -> None:
    assert read(order(code=None)).order is None


@pytest.mark.parametrize(
    ("orders", "expected"),
    [
        ([("ct", "draft"), ("ct", "draft")], "ct"),
        ([("ct", "active"), ("cxr", "draft")], "cxr"),
        ([("ct", "draft"), ("cxr", "active")], "ct"),
        ([("ct", "draft"), ("cxr", "draft")], None),
        ([("ct", "active"), ("cxr", "active")], None),
        ([("ct", "active"), ("cxr", "completed")], "ct"),
    ],
)
def test_two_kinds_are_no_order(orders: list[tuple[str, str]], expected: str | None) -> None:
    resources = [order(modality, f"s{number}", status=status) for number, (modality, status) in enumerate(orders)]
    gathered = read(*resources)
    unread = [(f"ServiceRequest/s{number}#code", TWO_KINDS) for number in range(2)]
    assert (gathered.order, reasons(gathered)) == (expected, [] if expected else unread)


REASON = [concept("233604007", SNOMED)]


@pytest.mark.parametrize(("wanted", "suspected"), [("ct", ("yes",)), ("cxr", ("yes", "no")), (None, ("yes", "no"))])
def test_order_that_is_given_chooses_among_the_bundles(wanted: str | None, suspected: tuple[str, ...]) -> None:
    gathered = read(order("ct", "s1", reasonCode=REASON), order("cxr", "s2"), order=wanted)
    assert (gathered.order, known(gathered, "pneumonia_suspected")) == (wanted, suspected)


def test_order_that_is_given_wins_over_another_in_the_bundle() -> None:
    gathered = read_body(bundle(order("cxr", reasonCode=REASON, authoredOn=ago(days=1))), as_of=None, order="ct")
    assert (gathered.order, gathered.authored_on, gathered.readings) == ("ct", None, ())


def test_newest_of_one_kind_is_the_order() -> None:
    older = order("ct", "s1", authoredOn=ago(days=2), reasonCode=REASON)
    undated = order("ct", "s3", reasonCode=REASON)
    gathered = read(older, order("ct", "s2", authoredOn=ago(days=1)), undated)
    assert (gathered.order, gathered.authored_on, gathered.readings) == ("ct", AS_OF - timedelta(days=1), ())


def test_order_of_later_is_not_there_yet() -> None:
    assert read(order(authoredOn=ago(hours=-1))).order is None
    assert read_body(bundle(order(authoredOn=ago(hours=-1))), as_of=None).order == "ct"


MIDNIGHT = AS_OF.replace(hour=0)


@pytest.mark.parametrize(
    ("authored", "expected"),
    [
        (ago(days=3), AS_OF - timedelta(days=3)),
        ("2020-04-04T03:00:00Z", AS_OF - timedelta(days=3)),
        ("2020-04-04T12:00:00", AS_OF - timedelta(days=3)),
        # Of a past day, its end; of today, as late as now; of a day to come, its beginning.
        ("2020-04-04", MIDNIGHT - timedelta(days=2, microseconds=1)),
        ("2020-04-07", AS_OF),
        ("2020-04-09", MIDNIGHT + timedelta(days=2)),
        ("unreadable", None),
        (None, None),
    ],
)
def test_time_of_the_order_is_returned(authored: str | None, expected: datetime | None) -> None:
    assert read_body(bundle(order(authoredOn=authored)), as_of=None).authored_on == expected


@pytest.mark.parametrize(
    ("authored", "as_of", "expected"),
    [
        (ago(days=10), None, ("negative",)),
        (ago(days=10), AS_OF, ("not-done", "pending", "negative", "positive", "inconclusive")),
        (None, None, ("not-done", "pending", "negative", "positive", "inconclusive")),
    ],
)
def test_windows_count_back_from_what_is_given_else_the_order_else_now(
    authored: str | None, as_of: datetime | None, expected: tuple[str, ...]
) -> None:
    test = rna(NOT_DETECTED, effectiveDateTime=ago(days=20))
    assert known(read_body(bundle(order(authoredOn=authored), test), as_of=as_of), "rt_pcr") == expected
