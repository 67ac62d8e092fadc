"""The whole response to a call of a hook, drawn from what was recorded and the orders as they were sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import Raw, json

from fhir.hooks.cards import write_card
from fhir.hooks.case import Case, Draft
from fhir.hooks.page import Page
from fhir.hooks.rating import rated, rating_by
from fhir.hooks.written import Order, is_readable, members_of, raw_of, read_written, text_of

__all__ = ["Answer", "Page", "respond"]


@dataclass(frozen=True, slots=True)
class Answer:
    """A recorded decision, and the order that it is about: as it was sent, with the forms it refers to.

    `forms` are QuestionnaireResponses by type and id.
    """

    document: Mapping[str, Any]
    decision_id: str
    order: Raw | None
    forms: Mapping[str, Raw]


def respond(answers: Sequence[Answer], page: Page) -> bytes:
    """Return the response: the cards that were recorded as shown, and the rating of every settled order.

    The ratings stand twice: as the specification has them, and where clients of the Argonaut profile look for them.
    """
    response: dict[str, Any] = {"cards": [card for answer in answers for card in _cards(answer, page)]}
    rating = [action for answer in answers if (action := _rating(answer, page)) is not None]
    if rating:
        actions = raw_of(rating)
        response |= {"systemActions": actions, "extension": {"systemActions": actions}}
    return json.encode(response)


def _cards(answer: Answer, page: Page) -> list[dict[str, Any]]:
    case = Case(answer.document, page)
    forms = {name: form for name, form in answer.forms.items() if is_readable(form)}
    draft = Draft(answer.decision_id, _order(answer), forms)
    return [write_card(case, draft, card["kind"]) for card in answer.document["hook"]["cards"]]


def _rating(answer: Answer, page: Page) -> dict[str, Any] | None:
    """Return the action that writes the rating on the order; nothing where it has none, or nothing is to be shown."""
    hook = answer.document["hook"]
    order = _order(answer)
    if not hook["rating"] or hook["mode"] == "shadow" or order is None:
        return None
    case = Case(answer.document, page)
    rating = rating_by(page.edition, answer.decision_id, hook["rating"], case.advice["strength"])
    words = case.say(f"rating.{hook['rating']}")
    return {
        "type": "update",
        "description": case.say("action.rate", modality=case.examination, rating=words),
        "resource": read_written(raw_of(rated(order, rating, page))),
    }


def _order(answer: Answer) -> Order | None:
    """Return the order as it was sent; nothing where it has no id, for nobody could tell which is to be updated."""
    order = members_of(answer.order) if answer.order and is_readable(answer.order) else {}
    return order if text_of(order.get("id")) else None
