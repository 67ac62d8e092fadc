"""What the specification asks of a card."""

from collections.abc import Iterator

from fhir.hooks.action_invariants import flaws_of_action
from fhir.hooks.expect import Object, absolute_url, coding, finding, objects_in, optional_text, required_text
from fhir.hooks.limits import INDICATORS

LONGEST_SUMMARY = 139
"""Characters of a summary at most; the specification asks for fewer than 140."""
_BEHAVIOURS = ("at-most-one", "any")
_LINKS = ("absolute", "smart")


def flaws_of_card(where: str, card: Object) -> list[str]:
    """Find what is wrong with one card."""
    found = [*_flaws_of_words(where, card), *_flaws_of_source(where, card)]
    for index, suggestion in objects_in(92, where, card, "suggestions", found):
        found += _flaws_of_suggestion(f"{where}: suggestion {index}", suggestion)
    found += _flaws_of_behaviour(where, card)
    for index, reason in objects_in(98, where, card, "overrideReasons", found):
        found += coding(f"{where}: override reason {index}", reason)
        found += required_text(100, f"{where}: override reason {index}", reason, "display")
    for index, link in objects_in(103, where, card, "links", found):
        found += _flaws_of_link(f"{where}: link {index}", link)
    return found


def _flaws_of_words(where: str, card: Object) -> Iterator[str]:
    yield from optional_text(80, where, card, "uuid")
    yield from required_text(83, where, card, "summary")
    if isinstance(card.get("summary"), str) and len(card["summary"]) > LONGEST_SUMMARY:
        yield finding(83, where, "summary is not shorter than 140 characters")
    yield from optional_text(85, where, card, "detail")
    yield from required_text(87, where, card, "indicator")
    if "indicator" in card and card["indicator"] not in INDICATORS:
        yield finding(88, where, "indicator is none of info, warning, critical")


def _flaws_of_source(where: str, card: Object) -> Iterator[str]:
    source = card.get("source")
    if not isinstance(source, dict):
        yield finding(90, where, "source is not an object" if "source" in card else "source is missing")
        return
    yield from required_text(105, f"{where}: source", source, "label")
    yield from absolute_url(107, f"{where}: source", source, "url")
    yield from absolute_url(111, f"{where}: source", source, "icon")
    if "topic" in source:
        if not isinstance(source["topic"], dict):
            yield finding(115, f"{where}: source", "topic is not a Coding")
        else:
            yield from coding(f"{where}: source: topic", source["topic"])


def _flaws_of_suggestion(where: str, suggestion: Object) -> list[str]:
    found = [*required_text(117, where, suggestion, "label"), *optional_text(119, where, suggestion, "uuid")]
    if not isinstance(suggestion.get("isRecommended", False), bool):
        found.append(finding(121, where, "isRecommended is not true or false"))
    for index, action in objects_in(124, where, suggestion, "actions", found):
        found += flaws_of_action(f"{where}: action {index}", action)
    return found


def _flaws_of_behaviour(where: str, card: Object) -> Iterator[str]:
    suggestions = card.get("suggestions")
    if suggestions and "selectionBehavior" not in card:
        yield finding(93, where, "there are suggestions, and selectionBehavior is missing")
    yield from optional_text(96, where, card, "selectionBehavior")
    if isinstance(card.get("selectionBehavior"), str) and card["selectionBehavior"] not in _BEHAVIOURS:
        yield finding(95, where, "selectionBehavior is neither at-most-one nor any")
    if card.get("selectionBehavior") == "at-most-one" and isinstance(suggestions, list):
        recommended = [each for each in suggestions if isinstance(each, dict) and each.get("isRecommended") is True]
        if len(recommended) > 1:
            yield finding(122, where, "more than one suggestion is recommended, and at most one may be chosen")


def _flaws_of_link(where: str, link: Object) -> Iterator[str]:
    yield from required_text(138, where, link, "label")
    yield from required_text(139, where, link, "url")
    if isinstance(link.get("url"), str):
        yield from absolute_url(139, where, link, "url")
    yield from required_text(141, where, link, "type")
    if "type" in link and link["type"] not in _LINKS:
        yield finding(142, where, "type is neither absolute nor smart")
    yield from optional_text(144, where, link, "appContext")
    if "appContext" in link and link.get("type") == "absolute":
        yield finding(147, where, "appContext is not for absolute links")
