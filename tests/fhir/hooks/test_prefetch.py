"""What came along is told apart: found, empty, partial, failed, absent; and every resource keeps its place."""

import json
import re
from itertools import product
from typing import Any

import pytest
from msgspec import Raw

from fhir.bundle.raw import Entry
from fhir.bundle.searches import Searches, State
from fhir.hooks.prefetch import Supplied, sort_prefetch
from fhir.hooks.templates import FEEDS, TEMPLATES, TOPICAL, queries
from tests.fhir.hooks.invented_calls import LEFT_OUT, asked, entries
from tests.fhir.invented_bundles import PATIENT, Resource, condition, edition, observation, order, rna

READS, SEARCHES = ("patient", "encounter"), tuple(key for key in TEMPLATES if "?" in TEMPLATES[key])
ONE, TWO = condition("25064002", "c1"), condition("25064002", "c2")
NEXT = {"link": [{"relation": "self", "url": "x"}, {"relation": "next", "url": "y"}]}


def outcome(*severities: str) -> Resource:
    return {"resourceType": "OperationOutcome", "issue": [{"severity": each, "code": "x"} for each in severities]}


def raw(document: object) -> bytes:
    return json.dumps(document).encode()


def entry(document: object) -> Entry:
    return Entry(Raw(raw(document)))


def sort(prefetch: dict[str, Any], *drafts: Resource, fetched: dict[str, bytes | None] | None = None) -> Supplied:
    return sort_prefetch(asked(*drafts, prefetch=prefetch), fetched)


# By name: what stands under a key, its state, the resources that are found in it, and the warning.
PAGES: dict[str, tuple[object, str, list[object]]] = {
    "null": (None, "null", []),
    "no entries": ({"resourceType": "Bundle"}, "empty", []),
    "empty": (entries(), "empty", []),
    "empty by total": (entries(total=0), "empty", []),
    "present": (entries(ONE, TWO), "present", [ONE, TWO]),
    "present by total": (entries(ONE, TWO, total=2), "present", [ONE, TWO]),
    "more than the total, as with what was included": (entries(ONE, TWO, total=1), "present", [ONE, TWO]),
    "total null": (entries(ONE, total=None), "present", [ONE]),
    "links to itself": (entries(ONE, link=[{"relation": "self"}, {"relation": None}, {}]), "present", [ONE]),
    "unreadable resource": (entries(ONE, 5), "present", [ONE, 5]),  # type: ignore[arg-type]
    "next page": (entries(ONE, **NEXT), "partial", [ONE]),
    "next page and the total": (entries(ONE, total=1, **NEXT), "partial", [ONE]),
    "next page after an empty one": (entries(**NEXT), "partial", []),
    "some of the total": (entries(ONE, TWO, total=3), "partial", [ONE, TWO]),
    "none of the total": (entries(total=3), "partial", []),
    "some of the total beside a hint": (entries(ONE, outcome("warning"), total=2), "partial", [ONE]),
    "hint alone": (entries(outcome("warning", "information")), "empty", []),
    "hint beside": (entries(outcome("warning"), ONE), "present", [ONE]),
    "hint of no issue": (entries(ONE, {"resourceType": "OperationOutcome"}), "present", [ONE]),
    "failure alone": (entries(outcome("warning", "error")), "failed", []),
    "failure beside": (entries(ONE, outcome("fatal")), "partial", [ONE]),
    "failure that cannot be read": (entries({"resourceType": "OperationOutcome", "issue": 5}), "failed", []),
    "entry without a resource": (entries() | {"entry": [{"fullUrl": "x"}]}, "failed", []),
    "entry without a resource beside": (
        entries() | {"entry": [{"response": {"status": "404"}}, {"resource": ONE}]},
        "partial",
        [ONE],
    ),
    "failure in place of a page": (outcome("error"), "failed", []),
    "hint in place of a page": (outcome("warning"), "failed", []),
}
NO_FHIR: dict[str, object] = {
    "HTML": "<html><body>Sign in</body></html>",
    "number": 5,
    "true": True,
    "list": [ONE],
    "nothing": {},
    "no type": {"id": "1"},
    "type no text": {"resourceType": 5},
    "entries no list": {"resourceType": "Bundle", "entry": {}},
    "entries null": {"resourceType": "Bundle", "entry": None},
    "entry no object": {"resourceType": "Bundle", "entry": [5]},
    "links no list": {"resourceType": "Bundle", "link": {}},
    "total no number": {"resourceType": "Bundle", "total": "2"},
}


@pytest.mark.parametrize(("key", "name"), list(product(TEMPLATES, PAGES)))
def test_state_of_every_page_is_told(key: str, name: str) -> None:
    page, state, found = PAGES[name]
    supplied = sort({key: page})
    assert supplied.states() == dict.fromkeys(TEMPLATES, "absent") | {key: state}
    assert (supplied.entries, supplied.warnings) == (tuple(map(entry, found)), ())
    assert supplied.searches.newest_first == frozenset()


@pytest.mark.parametrize(("key", "name"), list(product(TEMPLATES, NO_FHIR)))
def test_what_is_no_fhir_has_failed(key: str, name: str) -> None:
    supplied = sort({key: NO_FHIR[name]})
    assert supplied.states() == dict.fromkeys(TEMPLATES, "absent") | {key: "failed"}
    assert (supplied.entries, supplied.warnings) == ((), ("prefetch-not-fhir",))


@pytest.mark.parametrize(("key", "resource"), list(product(TEMPLATES, (PATIENT, ONE, {"resourceType": "Invented"}))))
def test_bare_resource_is_all_of_a_read_and_not_all_of_a_search(key: str, resource: Resource) -> None:
    supplied = sort({key: resource})
    state, warnings = ("partial", ("prefetch-not-a-bundle",)) if key in SEARCHES else ("present", ())
    assert supplied.states() == dict.fromkeys(TEMPLATES, "absent") | {key: state}
    assert (supplied.entries, supplied.places) == ((entry(resource),), (f"prefetch.{key}",))
    assert supplied.warnings == warnings


def test_what_is_left_out_is_absent() -> None:
    supplied = sort({})
    assert supplied == Supplied((), (), Searches(dict.fromkeys(TEMPLATES, State.ABSENT)), ())
    assert supplied.states() == dict.fromkeys(TEMPLATES, "absent")


def dated(*times: object) -> list[Resource]:
    return [observation({}, f"o{number}", effectiveDateTime=time) for number, time in enumerate(times)]


NEWEST_FIRST: dict[str, tuple[list[Resource], bool]] = {
    "days": (dated("2020-04-03", "2020-04-02"), True),
    "instants": (dated("2020-04-03T10:00:00Z", "2020-04-03T18:59:59+09:00"), True),
    "some of one time": (dated("2020-04-03", "2020-04-02T10:00:00Z", "2020-04-02T10:00:00Z"), True),
    "many": (dated("2020-04-05", "2020-04-03", "2020-04-02", "2019"), True),
    "oldest first": (dated("2020-04-02", "2020-04-03"), False),
    "any order": (dated("2020-04-03", "2020-04-02", "2020-04-05"), False),
    "times that overlap": (dated("2020-04", "2020-04-02"), False),
    "all of one instant": (dated("2020-04-03T10:00:00Z", "2020-04-03T10:00:00Z"), False),
    "all of one day": (dated("2020-04-03", "2020-04-03"), False),
    "one": (dated("2020-04-03"), False),
    "none": ([], False),
    "one without a time": (dated("2020-04-03", None, "2020-04-02"), False),
    "time that cannot be read": (dated("2020-04-03", "yesterday"), False),
    "time that is no text": (dated("2020-04-03", 5), False),
    "period": ([rna(effectiveDateTime=None, effectivePeriod={"start": "2020"}), *dated("2019")], False),
}


@pytest.mark.parametrize(("key", "name"), list(product(SEARCHES, NEWEST_FIRST)))
def test_partial_page_shows_its_order_or_does_not(key: str, name: str) -> None:
    resources, is_newest_first = NEWEST_FIRST[name]
    expected = frozenset({key} if is_newest_first else ())
    for more in (NEXT, {"total": 60}):
        supplied = sort({key: entries(*resources, **more)})
        assert (supplied.states()[key], supplied.searches.newest_first) == ("partial", expected)
    broken = sort({key: entries(*resources, outcome("error"), **NEXT)})
    assert broken.searches.newest_first == frozenset()


def test_whole_page_is_not_said_to_be_sorted() -> None:
    supplied = sort({"laboratory": entries(*dated("2020-04-03", "2020-04-02"))})
    assert supplied.searches == Searches(dict.fromkeys(TEMPLATES, State.ABSENT) | {"laboratory": State.PRESENT})


def test_every_resource_keeps_its_place() -> None:
    page = {"resourceType": "Bundle", "entry": [{"resource": outcome("warning")}, {"resource": ONE, "fullUrl": "x"}]}
    supplied = sort({"own-key": page, "conditions": page, "patient": PATIENT}, order(), order("cxr", "s2"))
    assert dict(zip(supplied.places, supplied.entries, strict=True)) == {
        "context.draftOrders.entry[0].resource": entry(order()),
        "context.draftOrders.entry[1].resource": entry(order("cxr", "s2")),
        "prefetch.entry[1].resource": Entry(Raw(raw(ONE)), "x"),
        "prefetch.conditions.entry[1].resource": Entry(Raw(raw(ONE)), "x"),
        "prefetch.patient": entry(PATIENT),
    }
    # The key is the client's, and may be anything.
    assert supplied.warnings == ("prefetch-key-unknown",)
    assert supplied.states() == dict.fromkeys(TEMPLATES, "absent") | {"conditions": "present", "patient": "present"}


@pytest.mark.parametrize("page", [None, entries(ONE, **NEXT), outcome("error"), PATIENT, "<html>"])
def test_unknown_key_has_no_state(page: object) -> None:
    supplied = sort({"own-key": page})
    assert supplied.states() == dict.fromkeys(TEMPLATES, "absent")
    assert supplied.warnings[-1] == "prefetch-key-unknown"


FETCHED: dict[str, tuple[bytes | None, str, tuple[str, ...]]] = {
    "failed": (None, "failed", ()),
    "null": (b"null", "null", ()),
    "page": (raw(entries(ONE)), "present", ()),
    "next page": (raw(entries(ONE, **NEXT)), "partial", ()),
    "no JSON": (b"<html>", "failed", ("prefetch-not-fhir",)),
    "nothing": (b"", "failed", ("prefetch-not-fhir",)),
    "no UTF-8": (raw(entries(ONE)).replace(b"c1", b"\xff"), "failed", ("prefetch-not-fhir",)),
    "too deep": (b'{"resourceType": "Bundle", "meta": ' + b"[" * 100_000, "failed", ("prefetch-not-fhir",)),
}


@pytest.mark.parametrize(("key", "name"), list(product(SEARCHES, FETCHED)))
def test_what_was_fetched_is_sorted_like_what_was_sent(key: str, name: str) -> None:
    data, state, warnings = FETCHED[name]
    supplied = sort({}, fetched={key: data})
    assert supplied.states() == dict.fromkeys(TEMPLATES, "absent") | {key: state}
    assert supplied.entries == ((entry(ONE),) if state in {"present", "partial"} else ())
    assert supplied.warnings == warnings


@pytest.mark.parametrize("data", [None, raw(entries(TWO))])
def test_what_was_sent_goes_before_what_was_fetched(data: bytes | None) -> None:
    supplied = sort({"conditions": entries(ONE)}, fetched={"conditions": data, "reports": raw(entries(TWO))})
    assert (supplied.entries, supplied.states()["conditions"]) == ((entry(ONE), entry(TWO)), "present")


def test_each_warning_is_told_once() -> None:
    supplied = sort({"conditions": 5, "reports": 5, "a": None, "b": 5, "orders": ONE, "answers": ONE})
    assert supplied.warnings == ("prefetch-not-fhir", "prefetch-key-unknown", "prefetch-not-a-bundle")


@pytest.mark.parametrize("key", TEMPLATES)
def test_template_is_one_that_every_client_of_2_0_can_fill(key: str) -> None:
    parameters = r"(category=[a-z-]+|status=[a-z]+|code=[a-z0-9:/.|,-]+|_sort=-[a-z]+|_count=\d+|(patient|encounter)=X)"
    query = re.sub(r"\{\{context\.(patientId|encounterId)\}\}", "X", TEMPLATES[key])
    assert re.fullmatch(rf"[A-Z][A-Za-z]+(/X|\?patient=X(&{parameters})*)", query) is not None
    assert (key in READS) == ("?" not in query)


ALL_QUERIES = {
    "patient": "Patient/invented-1",
    "encounter": "Encounter/e1",
    "laboratory": "Observation?patient=invented-1&category=laboratory&_sort=-date&_count=50",
    "rt-pcr": TEMPLATES["rt-pcr"].replace("{{context.patientId}}", "invented-1"),
    "vital-signs": "Observation?patient=invented-1&category=vital-signs&_sort=-date&_count=50",
    "symptoms": "Observation?patient=invented-1&code=http://loinc.org|75325-1,http://loinc.org|95419-8&_sort=-date&_count=20",
    "conditions": "Condition?patient=invented-1&encounter=e1&_count=50",
    "reports": "DiagnosticReport?patient=invented-1&_sort=-date&_count=20",
    "orders": "ServiceRequest?patient=invented-1&status=active&_sort=-authored&_count=50",
    "answers": "QuestionnaireResponse?patient=invented-1&_sort=-authored&_count=10",
}


def test_queries_name_the_patient_and_the_encounter() -> None:
    assert queries(asked(encounterId="e1"), TEMPLATES) == ALL_QUERIES


@pytest.mark.parametrize("encounter", ["", None, LEFT_OUT])
def test_query_that_needs_an_encounter_waits_for_one(encounter: object) -> None:
    of_encounter = {"encounter", "conditions"}
    expected = {key: query for key, query in ALL_QUERIES.items() if key not in of_encounter}
    assert queries(asked(encounterId=encounter), TEMPLATES) == expected


def test_only_the_keys_that_are_wanted_are_asked_for() -> None:
    assert queries(asked(encounterId="e1"), ["orders", "patient"]) == {
        "orders": ALL_QUERIES["orders"],
        "patient": ALL_QUERIES["patient"],
    }


def test_what_searches_feed_is_declared() -> None:
    assert set(FEEDS) | {"patient", "answers"} == set(TEMPLATES)
    assert {fact for facts in FEEDS.values() for fact in facts} - set(edition().facts) == set()
    assert set(TOPICAL) - set(FEEDS) == set()
