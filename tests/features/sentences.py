"""Every sentence that a scenario can have in one language, made of the names and labels of rules/."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import TypeVar

from engine.facts import Words
from engine.guideline import Edition
from engine.safety import LocalSafety
from tests.features import phrases
from tests.features.meanings import Done, Expected, Stated
from tests.features.vocabulary import Grammar, UnknownWordsError, Vocabulary
from tests.features.wording import Wording

T = TypeVar("T")
Reader = Callable[[str], object]
MEASURED = re.compile(r"(\d+(?:\.\d+)?) (.+)")
FIRST_SENTENCE = re.compile(r".+?[.:](?= |$)")


class Sentences:
    """The sentences that may follow Given, When and Then."""

    def __init__(self, language: str, edition: Edition, safety: LocalSafety) -> None:
        wording = Wording(language, edition)
        self.given = given_of(wording)
        self.when = when_of(wording)
        self.then = then_of(wording, safety)


def given_of(wording: Wording) -> Grammar[Stated]:
    """Return the sentences about the patient and about the request."""
    say, quantities = wording.say, wording.edition.thresholds.quantities.values()
    units = Vocabulary("unit", _said(wording, phrases.UNITS))
    certain = Vocabulary("value", _said(wording, phrases.CERTAIN))
    read: dict[str, Reader] = {"age_years": _number, "pregnant": certain.read, "recent_ct": certain.read}

    def stated(*where: str, read: Reader = str) -> Callable[[str], Stated]:
        return lambda text: Stated(where, read(text))

    return Grammar(
        "Given",
        {sentence: Stated((key,), value) for sentence, (key, value) in _said(wording, phrases.WISHES)},
        {
            **{name: stated("facts", fact, read=partial(wording.values, fact)) for name, fact in wording.facts},
            **{say(each.name): stated("measurements", each.id, read=partial(_measured, units)) for each in quantities},
            **{head: stated("circumstances", key, read=read[key]) for head, key in _said(wording, phrases.PATIENT)},
            **{head: stated(key) for head, key in _said(wording, phrases.REQUEST)},
        },
    )


def when_of(wording: Wording) -> Grammar[Done]:
    """Return the sentences about what is done."""
    return Grammar(
        "When",
        {
            wording.say(phrases.ASKED): Done("ask"),
            **{wording.say(phrases.ORDERED).format(name): Done("ask", each) for name, each in wording.modalities},
            **{sentence: Done(act) for sentence, act in _said(wording, phrases.ACTS)},
        },
        {wording.say(phrases.SENT): partial(Done, "send")},
    )


def then_of(wording: Wording, safety: LocalSafety) -> Grammar[Expected]:
    """Return the sentences about the answer: on one examination, on all of it, on its record."""

    def expected(part: str, read: Reader, modality: str | None = None) -> Callable[[str], Expected]:
        return lambda text: Expected(part, read(text), modality)

    readers = _advice_readers(wording) | _answer_readers(wording, safety)
    heads = {**phrases.ADVICE, **phrases.ANSWER}
    return Grammar(
        "Then",
        {sentence: Expected(check) for sentence, check in _said(wording, phrases.CHECKS)},
        {
            **{name: expected("strength", wording.strengths.read, each) for name, each in wording.modalities},
            **{head: expected(part, readers[part]) for head, part in _said(wording, heads)},
        },
    )


def _advice_readers(wording: Wording) -> dict[str, Reader]:
    """Return what reads each part of the advice on one examination."""
    edition, say = wording.edition, wording.say
    statements = _ids("statement", (each.id for each in edition.recommendations))
    cautions = _ids("caution", (each.id for each in edition.cautions))
    choices = (each.id for one in edition.recommendations for each in one.interpretations)
    pairs = {(defeat.recommendation, each.id) for each in edition.recommendations for defeat in each.defeats}
    overruled = ((say(phrases.OVERRULED).format(id=one, by=other), (one, other)) for one, other in sorted(pairs))
    rows = ((each.id, row) for each in edition.recommendations for row in range(1, len(each.rows) + 1))
    numbered = ((say(phrases.ROW).format(id=each, row=row), (each, row)) for each, row in rows)
    listed = wording.listed
    return {
        "recommendations": partial(listed, statements),
        "because": partial(listed, Vocabulary("row", numbered)),
        "possible": partial(listed, statements),
        "defeated": partial(listed, Vocabulary("defeat", overruled)),
        "caution": partial(listed, cautions),
        "possible-caution": partial(listed, cautions),
        "ask": partial(listed, wording.facts),
        "presumed": partial(listed, wording.presumptions),
        "presumably": partial(listed, wording.strengths),
        "interpretations": partial(listed, _ids("interpretation", choices)),
        "would-change": partial(listed, wording.changes),
        "says": str,
        "never-says": str,
    }


def _answer_readers(wording: Wording, safety: LocalSafety) -> dict[str, Reader]:
    """Return what reads each part of the whole answer."""
    notes = Vocabulary("note", ((_opening(wording.say(note.words)), note.id) for note in safety.notes))
    return {
        "concordance": Vocabulary("judgement", _said(wording, phrases.CONCORDANCE)).read,
        "notes": partial(wording.listed, notes),
        "understood": wording.fact_and_values,
        "records": _number,
        "refused": _words,
        "allowed": _words,
        "never-told": str,
    }


def _said(wording: Wording, table: Mapping[T, Words]) -> Iterator[tuple[str, T]]:
    return ((wording.say(words), meaning) for meaning, words in table.items())


def _ids(kind: str, ids: Iterable[str]) -> Vocabulary[str]:
    return Vocabulary(kind, ((each, each) for each in ids))


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split(phrases.COMMA))


def _opening(text: str) -> str:
    """Return the first sentence of a note, by which scenarios name it.

    >>> _opening("The patient is under 18. The guideline says nothing of children.")
    'The patient is under 18'
    """
    found = FIRST_SENTENCE.match(text)
    return found[0][:-1] if found else text


def _number(text: str) -> int:
    if not text.isdecimal():
        raise UnknownWordsError(f"“{text}” is not a whole number")
    return int(text)


def _measured(units: Vocabulary[str], text: str) -> dict[str, object]:
    """Return a measurement as a request writes it."""
    found = MEASURED.fullmatch(text)
    if not found:
        raise UnknownWordsError(f"“{text}” is not a number with a unit, such as “37.5 °C”")
    number, unit = found.groups()
    return {"value": float(number) if "." in number else int(number), "unit": units.read(unit)}
