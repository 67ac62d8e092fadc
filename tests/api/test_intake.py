"""A body of any kind is read in one place, and what is said beside it goes before what stands in it."""

import json
from datetime import UTC, datetime

import pytest

from api.intake import Kind, kind_of, read_any
from api.library import Library, read_library
from api.times import read_time
from engine.context import Gathered
from engine.errors import Flaw, InputError
from fhir.bundle.site import SiteMap

NOW = datetime(2020, 4, 7, 12, tzinfo=UTC)
EARLIER = datetime(2020, 4, 1, 12, tzinfo=UTC)
BUNDLE = b'{"resourceType": "Bundle", "type": "collection", "entry": []}'


@pytest.fixture(scope="module")
def library() -> Library:
    """The guidelines of the program."""
    return read_library(None, "ksr-kstr-2020")


KINDS: list[tuple[bytes, Kind]] = [
    (b'{"resourceType": "Bundle"}', "fhir"),
    (b'{"resourceType": 1, "facts": {}}', "fhir"),
    (b"{}", "facts"),
    (b"[]", "facts"),
    (b'"resourceType"', "facts"),
    (b"MSH|", "hl7v2"),
    (b"\r\nFHS|", "hl7v2"),
    (b"", "facts"),
    (b"\xff\xfe", "facts"),
]


@pytest.mark.parametrize(("body", "kind"), KINDS)
def test_kind_is_told_by_the_body(body: bytes, kind: Kind) -> None:
    assert kind_of(body) == kind


def test_facts_are_read(library: Library) -> None:
    body = {"order": {"modality": "ct"}, "presume": False, "explain": True, "as_of": "2020-04-01T12:00:00Z"}
    asked = read_any(json.dumps(body).encode(), library, SiteMap(), now=NOW)
    assert (asked.gathered, asked.guideline, asked.as_of) == (Gathered(order="ct"), "ksr-kstr-2020", EARLIER)
    assert (asked.presume, asked.explain) == (False, True)


def test_time_of_facts_that_name_none_is_left_to_the_clock(library: Library) -> None:
    assert read_any(b"{}", library, SiteMap(), now=NOW).as_of is None


def test_what_is_said_beside_facts_goes_first(library: Library) -> None:
    body = b'{"order": {"modality": "cxr"}, "as_of": "2020-04-07T12:00:00Z", "guideline": "invented"}'
    asked = read_any(body, library, SiteMap(), now=NOW, guideline="ksr-kstr-2020", order="ct", as_of=EARLIER)
    assert (asked.gathered.order, asked.guideline, asked.as_of) == ("ct", "ksr-kstr-2020", EARLIER)


def test_bundle_is_read_as_of_now(library: Library) -> None:
    asked = read_any(BUNDLE, library, SiteMap(), now=NOW)
    assert (asked.guideline, asked.as_of, asked.gathered.readings) == ("ksr-kstr-2020", NOW, ())


def test_what_is_said_beside_a_bundle_is_taken(library: Library) -> None:
    asked = read_any(BUNDLE, library, SiteMap(), now=NOW, order="ct", as_of=EARLIER)
    assert (asked.gathered.order, asked.as_of) == ("ct", EARLIER)


def test_order_of_a_bundle_tells_its_time(library: Library) -> None:
    order = {
        "resourceType": "ServiceRequest",
        "id": "invented",
        "status": "active",
        "intent": "order",
        "subject": {"reference": "Patient/invented"},
        "authoredOn": "2020-04-01T12:00:00Z",
        "code": {"coding": [{"system": "http://loinc.org", "code": "36643-5"}]},
    }
    patient = {"resourceType": "Patient", "id": "invented"}
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": patient}, {"resource": order}]}
    asked = read_any(json.dumps(bundle).encode(), library, SiteMap(), now=NOW)
    assert (asked.gathered.order, asked.as_of) == ("cxr", EARLIER)


@pytest.mark.parametrize("body", [b"{}", BUNDLE])
def test_order_that_the_guideline_does_not_know_is_refused(library: Library, body: bytes) -> None:
    with pytest.raises(InputError) as refused:
        read_any(body, library, SiteMap(), now=NOW, order="mri")
    assert refused.value.flaws == (Flaw("?order", "unknown-value", ("cxr", "ct")),)


@pytest.mark.parametrize("body", [b"{}", BUNDLE])
def test_guideline_that_is_not_on_the_shelf_is_refused(library: Library, body: bytes) -> None:
    with pytest.raises(InputError) as refused:
        read_any(body, library, SiteMap(), now=NOW, guideline="invented")
    assert refused.value.problem == "unknown-guideline"


def test_kind_that_is_given_is_the_kind(library: Library) -> None:
    with pytest.raises(InputError) as refused:
        read_any(b"{}", library, SiteMap(), now=NOW, kind="fhir")
    assert refused.value.problem == "not-a-bundle"
    with pytest.raises(InputError) as refused:
        read_any(BUNDLE, library, SiteMap(), now=NOW, kind="facts")
    assert refused.value.problem == "unknown-field"


@pytest.mark.parametrize("text", ["2020-04-01T12:00:00Z", "2020-04-01T21:00:00+09:00", "2020-04-01T12:00:00.000+00:00"])
def test_time_with_a_zone_is_read(text: str) -> None:
    assert read_time(text) == EARLIER


@pytest.mark.parametrize(
    "text", ["", "now", "2020-04-01", "2020-04-01T12:00:00", "1899-12-31T23:00:00Z", "3000-01-01T00:00:00Z", "0"]
)
def test_time_that_cannot_be_used_is_none(text: str) -> None:
    assert read_time(text) is None
