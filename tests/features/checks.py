"""Whether an answer is what a Then sentence expects."""

import json
from collections.abc import Callable, Mapping
from typing import TypeAlias

from api.answers import Document
from api.problems import problem_of
from engine.errors import InputError
from tests.features.meanings import Expected
from tests.features.record_checks import RECORD
from tests.features.scene import Scene

Check: TypeAlias = Callable[[Scene, object], None]


def check(scene: Scene, expected: Expected) -> None:
    """Compare what a sentence expects with what is there; AssertionError where it differs."""
    scene.modality = expected.modality or scene.modality
    CHECKS[expected.part](scene, expected.what)


def _equal(found: Callable[[Scene], object]) -> Check:
    def compare(scene: Scene, expected: object) -> None:
        there = found(scene)
        assert there == expected, f"expected {expected}, and there is {there}"

    return compare


def _holds(text: Callable[[Scene], str]) -> Check:
    def look(scene: Scene, expected: object) -> None:
        assert str(expected) in text(scene), f"“{expected}” is not in: {text(scene)}"

    return look


def _lacks(text: Callable[[Scene], str]) -> Check:
    def look(scene: Scene, unwanted: object) -> None:
        assert str(unwanted) not in text(scene), f"“{unwanted}” is in: {text(scene)}"

    return look


def _advice(scene: Scene) -> Document:
    assert scene.modality, "no examination is named before this sentence"
    advice: Document = scene.answer["advice"][scene.modality]
    return advice


def _advised(read: Callable[[Document], object]) -> Check:
    return _equal(lambda scene: read(_advice(scene)))


def _listed(part: str) -> Check:
    return _advised(lambda advice: tuple(advice[part]))


def _cautions(holds: str) -> Check:
    return _advised(lambda advice: tuple(each["id"] for each in advice["cautions"] if each["holds"] == holds))


def _changes(advice: Document) -> tuple[tuple[str, str, str], ...]:
    return tuple((each["fact"], value, each["strength"]) for each in advice["would_change"] for value in each["values"])


def _understood(scene: Scene, expected: object) -> None:
    assert isinstance(expected, tuple)
    fact, values = expected
    _equal(lambda scene: scene.answer["facts"].get(fact))(scene, values)


def _refusal(scene: Scene) -> InputError:
    assert isinstance(scene.refusal, InputError), "what was sent was not refused"
    return scene.refusal


def _flaws(scene: Scene) -> tuple[str, ...]:
    refusal = _refusal(scene)
    return tuple(f"{flaw.pointer} {flaw.code}" for flaw in refusal.flaws) or (refusal.problem,)


def _allowed(scene: Scene) -> tuple[str, ...]:
    return tuple(value for flaw in _refusal(scene).flaws for value in flaw.allowed)


def _told(scene: Scene) -> str:
    return json.dumps(problem_of(_refusal(scene)) if scene.refusal else scene.answer, ensure_ascii=False)


def _text(scene: Scene) -> str:
    return str(_advice(scene)["text"][scene.language])


CHECKS: Mapping[str, Check] = {
    "strength": _advised(lambda advice: advice["strength"]),
    "recommendations": _listed("recommendations"),
    "because": _advised(lambda advice: tuple((each["id"], each["row"]) for each in advice["because"])),
    "possible": _listed("possible"),
    "defeated": _advised(lambda advice: tuple((each["id"], each["by"]) for each in advice["defeated"])),
    "caution": _cautions("yes"),
    "possible-caution": _cautions("possible"),
    "ask": _listed("ask"),
    "presumed": _listed("presumed"),
    "presumably": _advised(lambda advice: (advice["presumably"],) if advice["presumably"] else ()),
    "interpretations": _listed("interpretations"),
    "would-change": _advised(_changes),
    "says": _holds(_text),
    "never-says": _lacks(_text),
    "concordance": _equal(lambda scene: scene.answer["order"]["concordance"]),
    "notes": _equal(lambda scene: tuple(each["id"] for each in scene.answer["notes"])),
    "understood": _understood,
    "records": _equal(lambda scene: scene.practice.log.size() - scene.size_before),
    "refused": _equal(_flaws),
    "allowed": _equal(_allowed),
    "never-told": _lacks(_told),
    **RECORD,
}
"""What each part of an expectation is held against."""
