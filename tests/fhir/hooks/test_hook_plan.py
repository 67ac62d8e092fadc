"""What is planned is what is shown: limits, repetition and the baseline leave cards out, and say why."""

import json
from uuid import UUID, uuid5

import pytest

from fhir.hooks.cards import KINDS, Planned, plan_cards
from fhir.hooks.limits import Limits
from fhir.hooks.respond import Answer, respond
from tests.fhir.hooks.recorded_hooks import (
    DECISION,
    RULE_OUT,
    VISITOR,
    Document,
    drawn,
    page,
    raw,
    recorded,
)
from tests.fhir.invented_bundles import order

TWO_CARDS = {"care_setting": "inpatient", "severity": "severe"}


def planned(document: Document, shown_before: frozenset[str] = frozenset(), limits: Limits | None = None) -> Planned:
    """The plan of a record's cards."""
    return plan_cards(document, DECISION, page(), shown_before=shown_before, limits=limits or Limits())


def reasons(plan: Planned) -> list[tuple[str, str]]:
    """What is withheld, and why."""
    return [(card["kind"], card["why"]) for card in plan.withheld]


def test_kinds_are_those_of_the_design() -> None:
    assert KINDS == ("not-recommended", "caution", "needs-information", "local-safety", "patient-view")


def test_uuids_follow_from_the_decision() -> None:
    (plan,) = planned(recorded("cxr", VISITOR)).cards
    (card,) = drawn(recorded("cxr", VISITOR))["cards"]
    assert plan["uuid"] == card["uuid"] == str(uuid5(UUID(DECISION), "not-recommended"))
    assert card["suggestions"][0]["uuid"] == str(uuid5(UUID(card["uuid"]), "rt-pcr-instead"))


def test_digest_tells_the_same_card_again_and_another_apart() -> None:
    first, again, other = (
        planned(recorded("cxr", facts)).cards[0]["digest"]
        for facts in (VISITOR, VISITOR, VISITOR | {"rt_pcr": "not-done"})
    )
    assert first == again != other
    assert len(first) == 64


def test_card_shown_before_is_withheld_as_repeated() -> None:
    (first,) = planned(recorded("cxr", VISITOR)).cards
    again = planned(recorded("cxr", VISITOR, hook="order-sign"), frozenset({first["digest"]}))
    assert (again.cards, reasons(again)) == ([], [("not-recommended", "repeated")])
    assert again.withheld[0]["digest"] == first["digest"]


@pytest.mark.parametrize(
    ("limits", "shown", "withheld"),
    [
        (Limits(), ["local-safety", "needs-information"], []),
        (Limits(cards_per_order=1), ["local-safety"], [("needs-information", "limit")]),
        (Limits(cards_per_order=0), [], [("local-safety", "limit"), ("needs-information", "limit")]),
        (Limits(kinds=frozenset({"needs-information"})), ["needs-information"], [("local-safety", "limit")]),
        (Limits(least="warning"), ["local-safety"], [("needs-information", "limit")]),
        (Limits(least="critical"), [], [("local-safety", "limit"), ("needs-information", "limit")]),
    ],
)
def test_limits_of_a_client_are_kept(limits: Limits, shown: list[str], withheld: list[tuple[str, str]]) -> None:
    plan = planned(recorded("ct", TWO_CARDS), limits=limits)
    assert ([card["kind"] for card in plan.cards], reasons(plan)) == (shown, withheld)


def test_repeated_card_takes_no_place() -> None:
    first, second = planned(recorded("ct", TWO_CARDS)).cards
    plan = planned(recorded("ct", TWO_CARDS), frozenset({first["digest"]}), Limits(cards_per_order=1))
    assert [card["digest"] for card in plan.cards] == [second["digest"]]


def test_baseline_shows_no_card_and_no_rating() -> None:
    document = recorded("cxr", VISITOR, mode="shadow")
    assert (planned(document).cards, reasons(planned(document))) == ([], [("not-recommended", "shadow")])
    assert drawn(document) == {"cards": []}


def test_a_reason_not_to_ask_keeps_no_danger_away() -> None:
    plan = plan_cards(
        recorded("ct", TWO_CARDS), DECISION, page(), shown_before=frozenset(), limits=Limits(), withhold="source-failed"
    )
    assert [card["kind"] for card in plan.cards] == ["local-safety"]
    assert reasons(plan) == [("needs-information", "source-failed")]


def test_answers_of_several_orders_stand_together() -> None:
    documents = [recorded("cxr", VISITOR), recorded("cxr", RULE_OUT)]
    answers = []
    for number, document in enumerate(documents):
        decision = str(uuid5(UUID(DECISION), str(number)))
        plan = plan_cards(document, decision, page(), shown_before=frozenset(), limits=Limits())
        hook = {**document["hook"], "cards": plan.cards}
        answers.append(Answer({**document, "hook": hook}, decision, raw(order("cxr", f"s{number}")), {}))
    response = json.loads(respond(answers, page()))
    assert [card["summary"].split()[0] for card in response["cards"]] == ["A", "To"]
    assert [action["resource"]["id"] for action in response["systemActions"]] == ["s0", "s1"]


def test_record_that_names_a_card_it_cannot_have_is_refused() -> None:
    document = recorded("cxr", VISITOR, cards=[{"kind": "patient-view"}])
    with pytest.raises(ValueError, match="of the kind patient-view"):
        respond([Answer(document, DECISION, None, {})], page())


def test_no_answers_are_an_empty_list_of_cards() -> None:
    assert respond([], page()) == b'{"cards":[]}'
