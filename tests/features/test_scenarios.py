"""Every scenario of features/ holds: what is given is sent through the door, and what is expected is told."""

from pytest_bdd import given, parsers, scenarios, then, when

from tests.features.acts import act
from tests.features.checks import check
from tests.features.scene import Scene
from tests.features.written import FOLDER

# What a sentence means is told by the vocabulary of rules/, so pytest-bdd has one step for each kind.
SENTENCE = parsers.re("(?P<sentence>.+)")

scenarios(str(FOLDER))


@given(SENTENCE)
def state(scene: Scene, sentence: str) -> None:
    scene.state(scene.sentences.given.read(sentence))


@when(SENTENCE)
def do(scene: Scene, sentence: str) -> None:
    act(scene, scene.sentences.when.read(sentence))


@then(SENTENCE)
def expect(scene: Scene, sentence: str) -> None:
    check(scene, scene.sentences.then.read(sentence))
