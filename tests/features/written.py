"""The scenarios as they are written, read by the Gherkin parser alone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from gherkin.parser import Parser
from gherkin.pickles.compiler import Compiler

from tests.features.meanings import Meaning
from tests.features.sentences import Sentences

FOLDER = Path(__file__).parents[2] / "features"
LANGUAGES = ("en", "ko")


@dataclass(frozen=True, slots=True)
class Written:
    """One scenario, or one row of an outline: its id (the first tag), its name, its steps as kind and sentence."""

    id: str
    name: str
    steps: tuple[tuple[str, str], ...]

    def meanings(self, sentences: Sentences) -> tuple[Meaning, ...]:
        """Return what its sentences mean; UnknownWordsError where one means nothing."""
        read: dict[str, Callable[[str], Meaning]] = {
            "Context": sentences.given.read,
            "Action": sentences.when.read,
            "Outcome": sentences.then.read,
        }
        return tuple(read[kind](sentence) for kind, sentence in self.steps)


def feature_files(language: str) -> dict[str, Path]:
    """Return the feature files in one language, by the name that both languages share."""
    ending = f".{language}.feature"
    files = sorted(FOLDER.rglob(f"*{ending}"))
    return {file.relative_to(FOLDER).as_posix().removesuffix(ending): file for file in files}


def read_feature(text: str) -> Iterator[Written]:
    """Read the scenarios of a feature in the order of the file, each row of an outline by itself."""
    for pickle in Compiler().compile({**Parser().parse(text), "uri": ""}):
        tags = [tag["name"].removeprefix("@") for tag in pickle["tags"]]
        steps = tuple((step["type"], step["text"]) for step in pickle["steps"])
        yield Written(tags[0] if tags else "", pickle["name"], steps)


def read_all(language: str) -> Iterator[Written]:
    """Read every scenario in one language."""
    for file in feature_files(language).values():
        yield from read_feature(file.read_text(encoding="utf-8"))
