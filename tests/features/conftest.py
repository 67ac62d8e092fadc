"""The practice in which all scenarios take place, and their tags as marks of pytest."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import pytest
from pytest_bdd.parser import Feature

from api.library import Library, read_library
from api.store.sqlite import SqliteLog
from tests.features.scene import Practice, Scene
from tests.features.sentences import Sentences
from tests.features.written import LANGUAGES

LANGUAGE = pytest.StashKey[str]()


def now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


@pytest.fixture(scope="session")
def library() -> Library:
    """The guidelines that come with the program, each edition compiled once."""
    return read_library(None, "ksr-kstr-2020")


@pytest.fixture(scope="session")
def practice(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    """The program as it runs, its log in a file."""
    file = tmp_path_factory.mktemp("practice") / "log.db"
    with SqliteLog(file, now) as log:
        yield Practice.open(library, log, file, now)


@pytest.fixture(scope="session")
def sentences(library: Library) -> Mapping[str, Sentences]:
    """All sentences of a scenario, in each language."""
    edition = library.find(None)
    return {language: Sentences(language, edition, library.safety) for language in LANGUAGES}


def pytest_bdd_before_scenario(request: pytest.FixtureRequest, feature: Feature) -> None:
    """Remember in which language a scenario is written."""
    request.node.stash[LANGUAGE] = feature.language


@pytest.fixture
def scene(request: pytest.FixtureRequest, practice: Practice, sentences: Mapping[str, Sentences]) -> Scene:
    """What the scenario says and hears."""
    language = request.node.stash[LANGUAGE]
    return Scene(practice, language, sentences[language])


class Tags:
    """Makes each tag of a scenario a mark that pytest knows, so that `-m 1.2` runs the scenarios of statement 1.2."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    def pytest_bdd_apply_tag(self, tag: str, function: object) -> None:  # noqa: ARG002  pytest finds it by its shape
        """Declare a tag, and leave it to pytest-bdd to apply it."""
        self._config.addinivalue_line("markers", f"{tag}: scenarios of features/")


def pytest_configure(config: pytest.Config) -> None:
    """Declare tags as they are met."""
    config.pluginmanager.register(Tags(config))
