"""Orders are rated and recorded, cards come only where something can be done, and ordinary orders meet silence."""

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from fhir.hooks.invariants import flaws_of_discovery, flaws_of_response
from tests.api.http.asking import Running
from tests.api.http.hook_calls import (
    SERVICE,
    answer,
    call,
    draft,
    post,
    rating_on,
    ratings,
    recorded,
    searchset,
    suspected,
)
from tests.fhir.invented_bundles import (
    DETECTED,
    ICD,
    LOCAL,
    NOT_DETECTED,
    SNOMED,
    ago,
    concept,
    encounter,
    form,
    resource,
    rna,
)

SITE = """\
locations: {Location/screening: screening-clinic, Location/safe: outpatient-safe-clinic, Location/er: emergency}
reasons:
  "urn:invented:codes|rule-out": {purpose: rule-out-covid-pneumonia}
"""


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Any:  # noqa: ANN401 - an iterator of services
    """Return a service whose site has a screening clinic and a safe clinic."""
    folder = tmp_path_factory.mktemp("clinic")
    (folder / "site.yaml").write_text(SITE)
    with Running(folder, site_file=folder / "site.yaml", public_url="https://cds.example") as running:
        yield running


def at(place: str) -> dict[str, Any]:
    """Return the prefetch of an encounter at a place."""
    return {"encounter": encounter(location=[{"location": {"reference": f"Location/{place}"}}])}


def answering(modality: str, prefetch: dict[str, Any], hook: str = "order-select", **answers: str) -> dict[str, Any]:
    """Return a call whose order has answers to its questions."""
    supported = draft(modality, supportingInfo=[{"reference": "QuestionnaireResponse/q1"}])
    return call(supported, hook=hook, prefetch=prefetch | {"answers": searchset(form(**answers))}, encounterId="e1")


NO_SYMPTOMS = {"fever": "no", "respiratory_symptoms": "no", "other_symptoms_or_signs": "no"}
NONE_OF_THESE = NO_SYMPTOMS | {"ct_circumstance": "none-of-these"}
CASES: list[tuple[str, dict[str, Any], dict[str, str], list[str]]] = [
    (
        "screening film without symptoms",
        answering("cxr", at("screening"), visit_reason="epidemiological", **NO_SYMPTOMS),
        {"s1": "not-appropriate"},
        ["not-recommended"],
    ),
    (
        "screening CT without a circumstance",
        answering("ct", at("screening"), visit_reason="epidemiological", **NONE_OF_THESE, rt_pcr="not-done"),
        {"s1": "not-appropriate"},
        ["not-recommended"],
    ),
    (
        "screening film with respiratory symptoms",
        answering("cxr", at("screening"), respiratory_symptoms="yes"),
        {"s1": "appropriate"},
        [],
    ),
    (
        "screening film with fever alone",
        answering("cxr", at("screening"), **NO_SYMPTOMS | {"fever": "yes"}),
        {"s1": "no-criteria-apply"},
        [],
    ),
    ("safe clinic film with fever", answering("cxr", at("safe"), fever="yes"), {"s1": "appropriate"}, []),
    (
        "safe clinic film to rule out",
        answering("cxr", at("safe"), fever="yes", purpose="rule-out-covid-pneumonia"),
        {"s1": "not-appropriate"},
        ["caution"],
    ),
    ("film not definite", answering("ct", at("safe"), ct_circumstance="film-not-definite"), {"s1": "appropriate"}, []),
    ("unsettled CT", call(suspected("ct")), {}, ["needs-information"]),
    ("unsettled film", call(suspected("cxr"), prefetch=at("screening"), encounterId="e1"), {}, ["needs-information"]),
    (
        "positive RT-PCR",
        call(draft("ct"), prefetch={"laboratory": searchset(rna(DETECTED))}),
        {"s1": "no-criteria-apply"},
        [],
    ),
    (
        "CT angiography",
        call(suspected("ct", code=concept("79077-4"))),
        {},
        [],
    ),
]


@pytest.mark.parametrize(("sent", "expected", "kinds"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
@pytest.mark.parametrize("hook", ["order-select", "order-sign"])
def test_order_is_rated_and_has_the_cards_that_change_something(
    own_clinic: Running, hook: str, sent: dict[str, Any], expected: dict[str, str], kinds: list[str]
) -> None:
    response = answer(own_clinic, sent | {"hook": hook})
    record = recorded(own_clinic)[-1]
    assert ratings(response) == expected
    assert [card["kind"] for card in record["hook"]["cards"]] == kinds
    assert [card["uuid"] for card in response["cards"]] == [card["uuid"] for card in record["hook"]["cards"]]
    assert flaws_of_response(response) == []


@pytest.fixture
def own_clinic(tmp_path: Path) -> Any:  # noqa: ANN401 - an iterator of services
    """Return such a service that one test alone asks."""
    (tmp_path / "site.yaml").write_text(SITE)
    with Running(tmp_path, site_file=tmp_path / "site.yaml", public_url="https://cds.example") as running:
        yield running


def test_discovery_offers_the_two_hooks_of_ordering_under_one_id(clinic: Running) -> None:
    discovery = clinic.ask("GET", "/cds-services").document
    assert [(each["hook"], each["id"]) for each in discovery["services"]] == [
        ("order-select", "chest-imaging"),
        ("order-sign", "chest-imaging"),
    ]
    assert flaws_of_discovery(discovery) == []


def test_thousand_ordinary_chest_orders_meet_silence(own_service: Running) -> None:
    codes = [
        concept("36643-5"),
        concept("24627-2"),
        concept("169069000", SNOMED),
        concept("71260", "http://www.ama-assn.org/go/cpt"),
        concept("71045", "http://www.ama-assn.org/go/cpt"),
    ]
    reasons = [
        [concept("J18.9", "http://hl7.org/fhir/sid/icd-10")],
        [concept("267036007", SNOMED)],
        [{"text": "fall on the ribs"}],
        [],
        [concept("Z01.81", "http://hl7.org/fhir/sid/icd-10")],
    ]
    places = [encounter("AMB"), encounter("EMER"), encounter("IMP"), None]
    records = [
        None,
        searchset(rna(NOT_DETECTED, effectiveDateTime=ago(days=30))),
        searchset(
            resource("Observation", "g1", status="final", code=concept("94558-4"), effectiveDateTime=ago(days=1))
        ),
        searchset(),
        searchset(resource("Observation", "h1", status="final", code=concept("718-7"), effectiveDateTime=ago(days=1))),
    ]
    hooks = ["order-select", "order-sign"]
    sent = 0
    for code, reason, place, laboratory, hook in product(codes, reasons, places, records, hooks):
        ordered = draft("ct", f"s{sent}", code=code, reasonCode=reason)
        prefetch = {"encounter": place, "laboratory": laboratory}
        body = call(ordered, hook=hook, prefetch=prefetch, encounterId="e1")
        assert post(own_service, body).body == b'{"cards":[]}'
        sent += 1
    told = Counter(record["applicability"] for record in recorded(own_service))
    assert (sent, told) == (1000, {"not-applicable": 1000})


def test_record_of_an_ordinary_order_holds_nothing_of_the_patient(own_service: Running) -> None:
    answer(own_service, call(draft("ct"), prefetch={"conditions": searchset(resource("Condition", "c1"))}))
    (record,) = recorded(own_service)
    assert record["header"]["subject"] is None
    assert {name: record[name] for name in ("facts", "readings", "unread", "advice", "notes")} == {
        "facts": {},
        "readings": [],
        "unread": [],
        "advice": {},
        "notes": [],
    }
    assert record["order"] == {"modality": "ct", "concordance": "not-applicable"}


def test_codes_that_nobody_has_mapped_are_recorded_for_the_operator(own_service: Running) -> None:
    local = concept("CT-17", LOCAL)
    unknown_place = encounter(location=[{"location": {"reference": "Location/new-wing"}}])
    sent = [draft(code=local), suspected(reasonCode=[concept("U07.2", ICD), concept("R-9", LOCAL)])]
    for each in sent:
        answer(own_service, call(each, prefetch={"encounter": unknown_place}, encounterId="e1"))
    place = ("locations", "Location/new-wing")
    assert [[(each["table"], each["code"]) for each in record["unmapped"]] for record in recorded(own_service)] == [
        [place, ("orders", f"{LOCAL}|CT-17")],
        [place, ("reasons", f"{LOCAL}|R-9")],
    ]


def test_call_without_chest_imaging_leaves_one_record(own_service: Running) -> None:
    other = resource("MedicationRequest", "m1", status="draft")
    assert post(own_service, call(other)).body == b'{"cards":[]}'
    (record,) = recorded(own_service)
    assert (record["order"], record["hook"]["because"]) == (None, "no-chest-imaging")


def test_each_order_has_a_record_and_a_rating_of_its_own(own_clinic: Running) -> None:
    film, ct = (
        suspected("cxr", "film"),
        suspected("ct", "ct", supportingInfo=[{"reference": "QuestionnaireResponse/q1"}]),
    )
    answers = searchset(form(ct_circumstance="film-not-definite"))
    response = answer(own_clinic, call(film, ct, prefetch={"answers": answers} | at("er"), encounterId="e1"))
    records = {record["hook"]["order"]: record["header"]["id"] for record in recorded(own_clinic)}
    consulted = {
        action["resource"]["id"]: extension["valueUri"]
        for action in response["systemActions"]
        for extension in action["resource"]["extension"]
        if extension["url"].endswith("consult-id")
    }
    assert ratings(response) == {"film": "no-criteria-apply", "ct": "appropriate"}
    assert consulted == {name: f"urn:uuid:{records[f'ServiceRequest/{name}']}" for name in ("film", "ct")}


def test_only_what_was_selected_is_judged(own_clinic: Running) -> None:
    sent = call(suspected("cxr", "a"), suspected("cxr", "b"), prefetch=at("er"), encounterId="e1")
    sent["context"]["selections"] = ["ServiceRequest/b"]
    assert ratings(answer(own_clinic, sent)) == {"b": "no-criteria-apply"}


def test_rated_order_keeps_every_field_as_it_was_written(own_clinic: Running) -> None:
    strange = '{"url": "urn:invented", "valueDecimal": 37.50}'
    body = json.dumps(
        call(suspected("cxr", extension="HERE", unknown={"deep": [1, None]}), prefetch=at("er"), encounterId="e1")
    )
    answered = own_clinic.ask(
        "POST", SERVICE, body.replace('"HERE"', f"[{strange}]").encode(), [("Content-Type", "application/json")]
    )
    (action,) = answered.document["systemActions"]
    assert strange.encode() in answered.body
    assert action["resource"]["unknown"] == {"deep": [1, None]}
    assert action["resource"]["extension"][0] == {"url": "urn:invented", "valueDecimal": 37.5}


def test_signing_repeats_nothing_that_selecting_has_shown(own_clinic: Running) -> None:
    selected = answer(own_clinic, call(suspected("ct")))
    again = answer(own_clinic, call(suspected("ct")))
    signed = answer(own_clinic, call(suspected("ct"), hook="order-sign"))
    signed_again = answer(own_clinic, call(suspected("ct"), hook="order-sign"))
    assert [len(each["cards"]) for each in (selected, again, signed, signed_again)] == [1, 1, 0, 0]
    records = recorded(own_clinic)
    assert len({record["header"]["episode"] for record in records}) == 1
    assert [record["header"]["supersedes"] for record in records] == [
        None,
        *(record["header"]["id"] for record in records[:-1]),
    ]
    assert [each["why"] for record in records for each in record["hook"]["withheld"]] == ["repeated", "repeated"]


def test_signing_shows_what_has_changed_since(own_clinic: Running) -> None:
    answer(own_clinic, call(suspected("ct")))
    signed = answer(own_clinic, call(suspected("ct"), hook="order-sign", prefetch=at("screening"), encounterId=None))
    other = answer(own_clinic, call(suspected("ct", "s2"), hook="order-sign"))
    assert [len(each["cards"]) for each in (signed, other)] == [1, 1]


@pytest.mark.parametrize(("hours", "shown"), [(11, 0), (13, 1)])
def test_card_of_another_day_was_of_another_order(own_clinic: Running, hours: int, shown: int) -> None:
    answer(own_clinic, call(suspected("ct")))
    here = own_clinic.at_hand
    later = here.now() + timedelta(hours=hours)
    own_clinic.app.state.at_hand = replace(here, now=lambda: later)
    signed = answer(own_clinic, call(suspected("ct"), hook="order-sign"))
    assert len(signed["cards"]) == shown


def test_order_of_a_time_to_come_is_judged_by_what_is_known_now(own_clinic: Running) -> None:
    now = own_clinic.at_hand.now()
    found = rna(DETECTED, effectiveDateTime=(now - timedelta(days=1)).isoformat())
    planned = suspected("ct", authoredOn=(now + timedelta(days=30)).isoformat())
    answered = answer(own_clinic, call(planned, prefetch={"laboratory": searchset(found)}))
    assert ratings(answered) == {"s1": "no-criteria-apply"}
    assert recorded(own_clinic)[-1]["facts"] == {"rt_pcr": ["positive"]}


def test_what_is_answered_after_the_draft_was_begun_counts(own_clinic: Running) -> None:
    now = own_clinic.at_hand.now()
    begun, answered = ((now - timedelta(hours=hours)).isoformat() for hours in (2, 1))
    planned = draft("ct", authoredOn=begun, supportingInfo=[{"reference": "QuestionnaireResponse/q1"}])
    forms = searchset(form(ct_circumstance="negative-but-suspected") | {"authored": answered})
    assert ratings(answer(own_clinic, call(planned, prefetch={"answers": forms}))) == {"s1": "appropriate"}


@pytest.mark.parametrize("accepted", range(3))
def test_accepted_answer_closes_the_loop(own_clinic: Running, accepted: int) -> None:
    (card,) = answer(own_clinic, call(suspected("ct")))["cards"]
    (action,) = card["suggestions"][accepted]["actions"]
    promised = rating_on(action["resource"])
    signed = answer(own_clinic, call(action["resource"], hook="order-sign"))
    assert ratings(signed) == {"s1": promised}
    assert "needs-information" not in [card["kind"] for card in recorded(own_clinic)[-1]["hook"]["cards"]]


def test_question_that_was_answered_is_not_asked_again(own_clinic: Running) -> None:
    answered = suspected("ct", supportingInfo=[{"reference": "QuestionnaireResponse/q1"}])
    forms = searchset(form(ct_circumstance="no-film-yet"))
    (card,) = answer(own_clinic, call(answered, prefetch={"answers": forms}))["cards"]
    (record,) = recorded(own_clinic)
    assert (record["hook"]["options"], "suggestions" in card) == ({}, False)
    assert "Where is the patient being seen?" in card["detail"]


def test_changed_purpose_makes_the_order_concordant(own_clinic: Running) -> None:
    ruled_out = draft("cxr", reasonCode=[concept("rule-out", LOCAL)])
    prefetch = at("safe") | {
        "conditions": searchset(
            resource("Condition", "c1", code=concept("386661006", SNOMED), recordedDate=ago(hours=1))
        )
    }
    (card,) = answer(own_clinic, call(ruled_out, prefetch=prefetch, encounterId="e1"))["cards"]
    (action,) = card["suggestions"][0]["actions"]
    signed = answer(own_clinic, call(action["resource"], hook="order-sign", prefetch=prefetch, encounterId="e1"))
    assert (signed["cards"], ratings(signed)) == ([], {"s1": "appropriate"})


def test_link_of_a_card_leads_to_the_form_with_what_is_known(own_clinic: Running) -> None:
    (card,) = answer(own_clinic, call(suspected("ct"), prefetch=at("er"), encounterId="e1"))["cards"]
    (link,) = card["links"]
    assert link["url"].startswith("https://cds.example/?from=")
    page = own_clinic.ask("GET", link["url"].removeprefix("https://cds.example"))
    assert page.status == 200
    assert b'value="emergency" checked' in page.body.replace(b"\n", b" ")


def test_patient_view_is_off_unless_a_client_has_it_on(own_clinic: Running) -> None:
    sent = call(hook="patient-view", prefetch=at("safe"), encounterId="e1", draftOrders=None)
    assert post(own_clinic, sent).body == b'{"cards":[]}'
    assert recorded(own_clinic) == []


def test_card_is_in_the_language_that_somebody_unregistered_asks_in(own_service: Running) -> None:
    answered = post(own_service, call(suspected("ct")), SERVICE, ("Accept-Language", "ko-KR,ko;q=0.9"))
    (card,) = answered.document["cards"]
    assert card["links"][0]["url"].endswith("lang=ko")
    assert recorded(own_service)[0]["hook"]["language"] == "ko"


def test_silence_says_in_a_header_where_its_record_is(own_service: Running) -> None:
    answered = post(own_service, call(draft("ct", code={"text": "CT chest"})))
    place = answered.headers["link"].split(">")[0].removeprefix("<http://localhost:8000")
    told = own_service.ask("GET", place).document
    assert (answered.body, told["applicability"]) == (b'{"cards":[]}', "not-applicable")
    assert (told["hook"]["because"], told["hook"]["sources"]["laboratory"]) == ("no-chest-imaging", "absent")
