"""What the CDS Hooks specification asks of a response, of discovery and of feedback, restated as checks of ours.

Each finding begins with the requirement that it breaks, by its number in the published table of service requirements.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from fhir.hooks.action_invariants import flaws_of_action
from fhir.hooks.card_invariants import flaws_of_card
from fhir.hooks.discovery_invariants import flaws_of_service
from fhir.hooks.expect import Object, finding, nothing_empty, objects_in
from fhir.hooks.feedback_invariants import flaws_of_outcome

_ARGONAUT = "systemActions"
"""The one name of an extension without a dot: clients of the Argonaut profile look for it."""


def flaws_of_response(response: Object) -> list[str]:
    """Return what is wrong with the response to a call of a service; an empty list where nothing is.

    >>> flaws_of_response({"cards": []})
    []
    """
    if "cards" not in response:
        return [finding(74, "response", "cards is missing")]
    found: list[str] = []
    cards = list(objects_in(74, "response", response, "cards", found))
    for index, card in cards:
        found += flaws_of_card(f"card {index}", card)
    found += _twice(80, "a card's uuid", (card.get("uuid") for _, card in cards))
    found += _twice(119, "a suggestion's uuid", _suggested(cards))
    for index, action in objects_in(75, "response", response, "systemActions", found):
        found += flaws_of_action(f"system action {index}", action)
    found += _flaws_of_extension(response)
    return [*found, *_emptinesses(response)]


def flaws_of_discovery(discovery: Object) -> list[str]:
    """Return what is wrong with what discovery answers; an empty list where nothing is."""
    if "services" not in discovery:
        return [finding(6, "discovery", "services is missing")]
    found: list[str] = []
    services = list(objects_in(6, "discovery", discovery, "services", found))
    for index, service in services:
        found += flaws_of_service(f"service {index}", service)
        found += (flaw for key in service for flaw in nothing_empty(f"service {index}: {key}", service[key]))
    names = (f"{service.get('id')} on {service.get('hook')}" for _, service in services)
    return [*found, *_twice(211, "a service for one hook", names)]


def flaws_of_feedback(feedback: Object) -> list[str]:
    """Return what is wrong with a request of feedback; an empty list where nothing is."""
    if not isinstance(feedback.get("feedback"), list) or not feedback["feedback"]:
        return [finding(148, "feedback", "feedback is not an array with something in it")]
    found: list[str] = []
    for index, outcome in objects_in(148, "feedback", feedback, "feedback", found):
        found += flaws_of_outcome(f"feedback {index}", outcome)
    return [*found, *nothing_empty("feedback", feedback["feedback"])]


def _suggested(cards: Iterable[tuple[int, Object]]) -> Iterator[object]:
    for _, card in cards:
        suggestions = card.get("suggestions")
        for each in suggestions if isinstance(suggestions, list) else ():
            yield each.get("uuid") if isinstance(each, dict) else None


def _twice(rule: int, what: str, named: Iterable[object]) -> Iterator[str]:
    counted = Counter(name for name in named if isinstance(name, str))
    if any(times > 1 for times in counted.values()):
        yield finding(rule, "response" if rule != 211 else "discovery", f"{what} is there twice")  # noqa: PLR2004


def _flaws_of_extension(response: Object) -> Iterator[str]:
    if "extension" not in response:
        return
    if not isinstance(response["extension"], dict):
        yield finding(214, "response", "extension is not an object")
        return
    for name in response["extension"]:
        if "." not in name and name != _ARGONAUT:
            yield finding(215, "response", "the name of an extension is not unique by itself, as com.example.name is")


def _emptinesses(response: Object) -> Iterator[str]:
    """Find what is null or empty; only the list of cards may be."""
    for key, value in response.items():
        if key != "cards" or value != []:
            yield from nothing_empty(key, value)
