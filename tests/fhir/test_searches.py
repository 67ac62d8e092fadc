"""Nothing negative is concluded from what was not supplied, is partial or has failed, and no newest is guessed."""

import json
from itertools import product
from typing import Any

import pytest

from engine.context import Gathered
from fhir.bundle.searches import PARTIAL, WHOLE, Searches, State
from fhir.bundle.site import SiteMap
from tests.fhir.hooks.invented_calls import LEFT_OUT, entries, gathered, supplied
from tests.fhir.invented_bundles import (
    ANTIGEN,
    DETECTED,
    NOT_DETECTED,
    PATIENT,
    RNA,
    Resource,
    ago,
    bundle,
    concept,
    condition,
    edition,
    film,
    form,
    known,
    observation,
    order,
    quantity,
    read,
    read_body,
    reasons,
    resource,
    rna,
    values,
)

NEXT = {"link": [{"relation": "next", "url": "x"}]}
OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "forbidden"}]}
COMPLETE, NO_SITE = SiteMap(laboratory_record_complete=True), SiteMap()
OTHER = observation(concept("2160-0"), "other")
WHOLE_PAGES = ("empty", "present")


def pages(*resources: Resource) -> dict[str, Any]:
    """What may stand under a key, by the name of what it is."""
    return {
        "absent": LEFT_OUT,
        "null": None,
        "empty": entries(),
        "present": entries(OTHER, *resources),
        "next page": entries(OTHER, *resources, **NEXT),
        "part of the total": entries(OTHER, *resources, total=60),
        "failed": OUTCOME,
        "HTML": "<html>",
        "bare resource": OTHER,
    }


def ask(draft: Resource, site: SiteMap = NO_SITE, **prefetch: object) -> Gathered:
    return gathered(draft, site=site, prefetch=supplied(**prefetch))


STATES = list(State)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("is_sorted", [True, False])
def test_state_says_what_may_be_concluded(state: State, is_sorted: bool) -> None:
    searches = Searches({"a": state}, frozenset({"a"} if is_sorted else ()))
    told = (searches.is_whole("a"), searches.holds_newest("a"), searches.holds_all_there_may_be("a"))
    assert (
        told
        == {
            State.ABSENT: (False, True, True),
            State.NULL: (False, True, True),
            State.EMPTY: (True, True, True),
            State.PRESENT: (True, True, True),
            State.PARTIAL: (False, is_sorted, False),
            State.FAILED: (False, is_sorted, False),
        }[state]
    )


@pytest.mark.parametrize(("one", "other"), list(product(STATES, STATES)))
def test_searches_are_whole_together(one: State, other: State) -> None:
    whole = {State.EMPTY, State.PRESENT}
    assert Searches({"a": one, "b": other}).is_whole("a", "b") == (one in whole and other in whole)


def test_search_that_is_not_named_is_like_the_others() -> None:
    assert [searches.state("a") for searches in (WHOLE, PARTIAL, Searches(otherwise=State.FAILED))] == [
        State.PRESENT,
        State.PARTIAL,
        State.FAILED,
    ]


NOT_KNOWN = edition().facts["rt_pcr"].values


@pytest.mark.parametrize("is_complete", [True, False])
@pytest.mark.parametrize(("laboratory", "orders"), list(product(pages(), pages())))
def test_no_test_is_known_only_where_both_searches_are_whole(laboratory: str, orders: str, is_complete: bool) -> None:
    site = COMPLETE if is_complete else NO_SITE
    found = ask(order(), site, laboratory=pages()[laboratory], orders=pages()[orders])
    is_known = is_complete and laboratory in WHOLE_PAGES and orders in WHOLE_PAGES
    assert known(found, "rt_pcr") == (("not-done",) if is_known else NOT_KNOWN)


MAY_BE_A_TEST: dict[str, tuple[object, bool]] = {
    "null": (None, True),
    "number": (5, True),
    "without a type": ({"id": "1"}, True),
    "of a type that is no text": ({"resourceType": 5}, True),
    "observation of a wrong shape": (rna() | {"status": 5}, True),
    "observation of nobody": (rna(subject=None), True),
    "order of nobody": (order("cxr", "s9", subject=None), True),
    "observation of another": (rna(subject={"reference": "Patient/invented-2"}), False),
    "condition of nobody": (condition("25064002", subject=None), False),
    "condition of a wrong shape": (condition("25064002") | {"code": 5}, False),
    "of a type that says nothing": ({"resourceType": "Claim"}, False),
    "antigen test": (rna(code=ANTIGEN), False),
}


@pytest.mark.parametrize("name", list(MAY_BE_A_TEST))
def test_what_could_not_be_read_may_be_a_test(name: str) -> None:
    resource_of_it, may_be = MAY_BE_A_TEST[name]
    page = {"resourceType": "Bundle", "entry": [{"resource": resource_of_it}, {"resource": OTHER}]}
    expected = NOT_KNOWN if may_be else ("not-done",)
    assert known(ask(order(), COMPLETE, laboratory=page, orders=entries()), "rt_pcr") == expected
    assert known(read(resource_of_it, OTHER, site=COMPLETE), "rt_pcr") == expected  # type: ignore[arg-type]


@pytest.mark.parametrize("links", [[], [{"relation": "self"}, {}, {"relation": None}], [{}, {"relation": "next"}]])
@pytest.mark.parametrize("is_wrapped", [True, False])
def test_bundle_that_goes_on_is_not_whole(links: list[Resource], is_wrapped: bool) -> None:
    document = {"resourceType": "Bundle", "entry": [{"resource": PATIENT}], "link": links}
    wrapped = {"resourceType": "Parameters", "parameter": [{"name": "bundle", "resource": document}]}
    body = json.dumps(wrapped if is_wrapped else document).encode()
    goes_on = {"relation": "next"} in links
    assert known(read_body(body, site=COMPLETE), "rt_pcr") == (NOT_KNOWN if goes_on else ("not-done",))


@pytest.mark.parametrize("links", [[], [{"relation": "next"}]])
def test_bundle_with_an_entry_of_a_wrong_shape_goes_on_all_the_same(links: list[Resource]) -> None:
    held = [{"resource": PATIENT}, {"fullUrl": 5, "resource": OTHER}, {"resource": rna()}]
    body = json.dumps({"resourceType": "Bundle", "entry": held, "link": links}).encode()
    assert known(read_body(body), "rt_pcr") == (NOT_KNOWN if links else ("positive",))


MISSING = "the laboratory results are not all here, so a newer one may say otherwise"
NEGATIVE = rna(NOT_DETECTED, "o1")
OLDER = observation(concept("2160-0"), "o2", effectiveDateTime=ago(days=3))
YOUNGER = observation(concept("2160-0"), "o3", effectiveDateTime=ago(hours=1))
SORTED: dict[str, tuple[list[Resource], bool]] = {
    "newest first": ([YOUNGER, NEGATIVE, OLDER], True),
    "the newest": ([NEGATIVE, OLDER], True),
    "the oldest, newest first": ([YOUNGER, NEGATIVE], True),
    "oldest first": ([OLDER, NEGATIVE, YOUNGER], False),
    "in any order": ([NEGATIVE, YOUNGER, OLDER], False),
    "alone": ([NEGATIVE], False),
    "beside one without a time": (
        [YOUNGER, NEGATIVE, observation(concept("2160-0"), "o4", effectiveDateTime=None)],
        False,
    ),
}


@pytest.mark.parametrize(("name", "more"), list(product(SORTED, ({}, NEXT, {"total": 60}))))
def test_newest_result_is_known_on_a_whole_page_or_a_sorted_one(name: str, more: dict[str, object]) -> None:
    resources, is_sorted = SORTED[name]
    found = ask(order(), laboratory=entries(*resources, **more))
    is_told = is_sorted or not more
    assert known(found, "rt_pcr") == (("negative",) if is_told else NOT_KNOWN)
    assert reasons(found) == ([] if is_told else [("Bundle.link", MISSING)])


LABORATORY_ORDER = resource(
    "ServiceRequest", "l1", status="active", intent="order", code=concept(RNA), authoredOn=ago(hours=2)
)
REPORT = resource(
    "DiagnosticReport",
    "r1",
    status="final",
    code=concept(RNA),
    effectiveDateTime=ago(days=1),
    conclusionCode=[concept(DETECTED, "http://snomed.info/sct")],
)
ELSEWHERE: dict[str, tuple[str, Resource, str]] = {
    "order": ("orders", LABORATORY_ORDER, "pending"),
    "report": ("reports", REPORT, "positive"),
}


@pytest.mark.parametrize(("laboratory", "name"), list(product(pages(), ELSEWHERE)))
def test_test_told_elsewhere_stands_unless_results_are_known_to_be_missing(laboratory: str, name: str) -> None:
    key, test, value = ELSEWHERE[name]
    found = ask(order(), **{"laboratory": pages()[laboratory], key: entries(test)})
    is_told = laboratory in {"absent", "null", *WHOLE_PAGES}
    assert known(found, "rt_pcr") == ((value,) if is_told else NOT_KNOWN)
    assert (("Bundle.link", MISSING) in reasons(found)) == (not is_told)


@pytest.mark.parametrize("laboratory", list(pages()))
def test_where_no_test_is_found_nothing_is_said_to_be_newer(laboratory: str) -> None:
    assert ("Bundle.link", MISSING) not in reasons(ask(order(), laboratory=pages()[laboratory]))


FILM_MISSING = "the reports are not all here, so a newer film may show otherwise"
NO_FILM_KNOWN = edition().facts["chest_radiograph"].values
EITHER = ("pneumonia-definite", "pneumonia-not-definite")
OTHER_REPORT = film("r2", code=concept("24331-1"), effectiveDateTime=ago(days=2))
FILMS: dict[str, tuple[list[Resource], bool]] = {
    "newest first": ([film(), OTHER_REPORT], True),
    "oldest first": ([OTHER_REPORT, film()], False),
    "alone": ([film()], False),
}


@pytest.mark.parametrize(("name", "more"), list(product(FILMS, ({}, NEXT, {"total": 60}))))
def test_newest_film_is_known_on_a_whole_page_or_a_sorted_one(name: str, more: dict[str, object]) -> None:
    resources, is_sorted = FILMS[name]
    found = ask(order(), reports=entries(*resources, **more))
    is_told = is_sorted or not more
    assert known(found, "chest_radiograph") == (EITHER if is_told else NO_FILM_KNOWN)
    assert reasons(found) == ([] if is_told else [("Bundle.link", FILM_MISSING)])


@pytest.mark.parametrize("state", list(pages()))
def test_no_film_is_never_concluded_from_a_search(state: str) -> None:
    found = ask(order(), COMPLETE, reports=pages()[state])
    assert (known(found, "chest_radiograph"), reasons(found)) == (NO_FILM_KNOWN, [])


DOUBTED = "not all vital signs are here, and one of them may say otherwise"
DENIED = {"fever": "no", "respiratory_symptoms": "no", "other_symptoms_or_signs": "no"}
ASKED = order(supportingInfo=[{"reference": "QuestionnaireResponse/q1"}])
MEASURED = ("fever", "other_symptoms_or_signs")


@pytest.mark.parametrize("state", list(pages()))
def test_denial_stands_unless_a_measurement_may_speak_against_it(state: str) -> None:
    found = ask(ASKED, answers=entries(form(**DENIED)), vital_signs=pages()[state])
    stands = state in {"absent", "null", *WHOLE_PAGES}
    assert {fact: values(found, fact) for fact in DENIED} == {
        fact: {("no",)} if stands or fact not in MEASURED else set() for fact in DENIED
    }
    doubted = [] if stands else [(f"QuestionnaireResponse/q1#item[{fact}]", DOUBTED) for fact in MEASURED]
    assert reasons(found) == doubted


@pytest.mark.parametrize("state", list(pages()))
def test_what_is_said_to_be_there_is_not_doubted(state: str) -> None:
    found = ask(ASKED, answers=entries(form(**dict.fromkeys(DENIED, "yes"))), vital_signs=pages()[state])
    assert ({fact: values(found, fact) for fact in DENIED}, reasons(found)) == (
        {fact: {("yes",)} for fact in DENIED},
        [],
    )


NORMAL, FEBRILE = quantity("8310-5", 36.5, "Cel", "t1"), quantity("8310-5", 38.5, "Cel", "t2")


@pytest.mark.parametrize(
    ("measured", "more", "expected"),
    [
        ([NORMAL], {}, ("no",)),
        ([NORMAL], NEXT, ("yes", "no")),
        # Sorted or not, an older one of the day may be a fever.
        ([NORMAL, quantity("8310-5", 36.5, "Cel", "t3", effectiveDateTime=ago(hours=3))], NEXT, ("yes", "no")),
        ([FEBRILE], {}, ("yes",)),
        ([FEBRILE], NEXT, ("yes",)),
        ([NORMAL, FEBRILE], NEXT, ("yes",)),
    ],
)
def test_fever_is_known_from_a_part_and_its_absence_is_not(
    measured: list[Resource], more: dict[str, object], expected: tuple[str, ...]
) -> None:
    found = ask(ASKED, answers=entries(form(fever="no")), vital_signs=entries(*measured, **more))
    assert known(found, "fever") == expected


def test_bundle_that_goes_on_has_no_denial_and_no_newest() -> None:
    body = bundle(ASKED, form(**DENIED), NEGATIVE, film())
    whole, part = read_body(body), read_body(body.replace(b'"entry"', b'"link": [{"relation": "next"}], "entry"', 1))
    facts = (*DENIED, "rt_pcr", "chest_radiograph")
    assert [known(whole, fact) for fact in facts] == [("no",), ("no",), ("no",), ("negative",), EITHER]
    assert [known(part, fact) for fact in facts] == [("yes", "no"), ("no",), ("yes", "no"), NOT_KNOWN, NO_FILM_KNOWN]
    assert sorted(reasons(part)) == sorted(
        [
            ("Bundle.link", MISSING),
            ("Bundle.link", FILM_MISSING),
            *((f"QuestionnaireResponse/q1#item[{fact}]", DOUBTED) for fact in MEASURED),
        ]
    )
