"""The practice in which all scenarios take place, and their tags as marks of pytest."""

import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import pytest
from pytest_bdd.parser import Feature

from api.advise import Advisor, Chance, Decider
from api.ids import new_id
from api.library import read_library
from api.replay import Replayer
from api.store.sqlite import SqliteLog
from engine.log.record import SALT_SIZE
from tests.features.scene import DOOR, Practice, Scene
from tests.features.sentences import Sentences
from tests.features.written import LANGUAGES

INVENTED_KEY = bytes(range(32))
LANGUAGE = pytest.StashKey[str]()


def now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


@pytest.fixture(scope="session")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    """The program as it runs, its edition compiled once, its log in a file of its own."""
    library = read_library(None, "ksr-kstr-2020")
    file = tmp_path_factory.mktemp("practice") / "log.db"
    chance = Chance(new_id, lambda: os.urandom(SALT_SIZE))
    with SqliteLog(file, now) as log:
        advisor = Advisor(Decider(library, now), log, INVENTED_KEY, chance)
        advisor.record_editions(DOOR)
        yield Practice(advisor, log, file, Replayer(log))


@pytest.fixture(scope="session")
def sentences(practice: Practice) -> Mapping[str, Sentences]:
    """All sentences of a scenario, in each language."""
    library = practice.advisor.library
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
