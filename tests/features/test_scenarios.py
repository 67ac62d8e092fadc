"""Every scenario of features/ holds: what is given is asked, and what is expected is answered."""

from pytest_bdd import given, parsers, scenarios, then, when

from tests.features.playing import play
from tests.features.scene import Scene
from tests.features.written import FOLDER

# The names and labels of rules/ tell what a sentence means, so pytest-bdd needs one step of each kind.
SENTENCE = parsers.re("(?P<sentence>.+)")

scenarios(str(FOLDER))


@given(SENTENCE)
def state(scene: Scene, sentence: str) -> None:
    play(scene, [scene.sentences.given.read(sentence)])


@when(SENTENCE)
def do(scene: Scene, sentence: str) -> None:
    play(scene, [scene.sentences.when.read(sentence)])


@then(SENTENCE)
def expect(scene: Scene, sentence: str) -> None:
    play(scene, [scene.sentences.then.read(sentence)])
