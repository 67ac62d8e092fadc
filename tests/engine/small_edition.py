"""A small invented guideline over invented facts, for the tests of the engine."""

from decimal import Decimal

from engine.facts import Cell, Fact, Facts, Presumption, Words
from engine.guideline import (
    ADDED_STRENGTHS,
    Defeat,
    Edition,
    Interpretation,
    Lift,
    Modality,
    Recommendation,
    Row,
    Scope,
    Strength,
)
from engine.thresholds import Quantity, Threshold, Thresholds


def both(text: str) -> Words:
    """Return the same words in both languages."""
    return Words(en=text, ko=text)


def fact(name: str, *values: str, presumption: Presumption | None = None) -> Fact:
    """Return an invented fact."""
    return Fact(name, values, both(name), both(f"{name}?"), {value: both(value) for value in values}, presumption)


def row(**cells: str | tuple[str, ...]) -> Row:
    """Return a row from facts and their values."""
    return Row(tuple(Cell(name, (said,) if isinstance(said, str) else said) for name, said in cells.items()))


def says(
    name: str,
    strengths: dict[str, str],
    *rows: Row,
    defeats: tuple[tuple[str, str], ...] = (),
    interpretations: tuple[Interpretation, ...] = (),
) -> Recommendation:
    """Return an invented recommendation."""
    return Recommendation(
        name, both(name), "verb", "citation", strengths, rows, tuple(Defeat(*each) for each in defeats), interpretations
    )


NOBODY_HAS = Scope(both("scope"), ())

SIZE = fact("size", "small", "medium", "large")
PAIN = fact("pain", "yes", "no", presumption=Presumption(("yes",), (Cell("size", ("large",)),), both("unasked")))
COLOUR = fact("colour", "red", "green", "blue")
FACTS = Facts((SIZE, PAIN, COLOUR))

WARM = Quantity("warmth", both("warmth"), "Cel", Decimal(20), Decimal(45))
THRESHOLDS = Thresholds(
    {"warmth": WARM}, (Threshold("warmth", Decimal("37.5"), "at-least", "pain", "yes", both("invented")),), {}
)


def edition(
    *recommendations: Recommendation, scope: Scope = NOBODY_HAS, facts: Facts = FACTS, lifts: tuple[Lift, ...] = ()
) -> Edition:
    """Return a small edition over size, pain and colour, with the modalities film and scan."""
    strengths = ("do", "do-not", *ADDED_STRENGTHS)
    return Edition(
        id="invented",
        version="1",
        digest="sha256:" + "0" * 64,
        canonical=b"{}",
        status="invented",
        title=both("invented"),
        publisher=both("nobody"),
        citation="none",
        doi="",
        dates=(),
        later=(),
        intended_use=both("tests"),
        limitations=(),
        translation=both("none"),
        scope=scope,
        facts=facts,
        modalities={name: Modality(name, both(name), both("silence")) for name in ("film", "scan")},
        strengths={name: Strength(name, both(name), both(name), both(name), name) for name in strengths},
        recommendations=recommendations,
        cautions=(),
        lifts=lifts,
        thresholds=THRESHOLDS,
    )
