"""Play a scenario sentence by sentence, as pytest-bdd does step by step."""

from collections.abc import Iterable

from tests.features.acts import act
from tests.features.checks import check
from tests.features.meanings import Done, Meaning, Stated
from tests.features.scene import Scene


def play(scene: Scene, meanings: Iterable[Meaning]) -> None:
    """Do what each sentence means; AssertionError where an expectation does not hold."""
    for meaning in meanings:
        if isinstance(meaning, Stated):
            scene.state(meaning)
        elif isinstance(meaning, Done):
            act(scene, meaning)
        else:
            check(scene, meaning)
