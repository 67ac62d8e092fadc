"""The paragraphs of a card's detail, in Markdown: what rests on what, what was known, presumed and is missing."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fhir.hooks.case import Case
from fhir.hooks.phrases import escape


def joined(paragraphs: Iterable[str]) -> str:
    """Return paragraphs as one text."""
    return "\n\n".join(paragraphs)


def statements(case: Case, modality: str) -> Iterator[str]:
    """Tell the statements that govern a modality, or between which the answer leaves the choice, and the cautions."""
    advice = case.document["advice"][modality]
    edition, language = case.page.edition, case.language
    if not advice["recommendations"] and advice["possible"]:
        yield case.say("detail.one-of")
    for each in edition.recommendations:
        if each.id in governing(advice):
            yield case.say("detail.statement", id=escape(each.id), words=escape(each.words.read_in(language)))
    cautions = {each["id"] for each in advice["cautions"]}
    for caution in edition.cautions:
        if caution.id in cautions:
            yield case.say("detail.caution", id=escape(caution.id), words=escape(caution.words.read_in(language)))


def governing(advice: Mapping[str, Any]) -> list[str]:
    """Return the ids of the statements that govern, or between which the answer leaves the choice."""
    ids: list[str] = advice["recommendations"] or advice["possible"]
    return ids


def known(case: Case) -> Iterator[str]:
    """Tell what was known, in asking order."""
    facts = case.document["facts"]
    told = [escape(case.told(fact, facts[fact])) for fact in case.page.facts if fact in facts]
    if told:
        yield case.say("detail.known", facts="; ".join(told))


def presumed(case: Case, modality: str) -> Iterator[str]:
    """Tell what the answer on a modality presumes, by the one value that is left where only one is."""
    told = []
    for fact in case.document["advice"][modality]["presumed"]:
        declared = case.page.facts[fact]
        away = declared.presumption.presumed_not if declared.presumption else ()
        left = [value for value in declared.values if value not in away]
        told.append(case.told(fact, left) if len(left) == 1 else case.told(fact, away, "detail.is-not"))
    if told:
        yield case.say("detail.presumed", facts=escape("; ".join(told)))


def reminders(case: Case, notes: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Tell notes of local safety, marked so."""
    for note in notes:
        yield case.say("detail.note", words=escape(note["text"][case.language]))


def bullets(items: Iterable[str]) -> str:
    """Return a list."""
    return "\n".join(f"- {item}" for item in items)
