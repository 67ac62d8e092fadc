"""The KSR/KSTR edition, compiled once, and readers of what is known, for the tests of the engine."""

from collections.abc import Callable
from pathlib import Path

import pytest

import rules
from api.compile import compile_edition
from engine.answer.decide import DecidingEdition
from engine.safety import LocalSafety
from rules.shelf import read_edition, read_facts, read_local_safety

FOLDER = Path(rules.__path__[0])


@pytest.fixture(scope="session")
def ksr() -> DecidingEdition:
    """Return the KSR/KSTR edition, compiled with durable-rules."""
    parts = [
        (FOLDER / name).read_bytes() for name in ("guidelines/ksr-kstr-2020.yaml", "facts.yaml", "thresholds.yaml")
    ]
    return compile_edition(read_edition(parts[0], parts[1], parts[2], "ksr-kstr-2020.yaml"))


@pytest.fixture(scope="session")
def safety() -> LocalSafety:
    """Return the project's own local safety."""
    facts = read_facts((FOLDER / "facts.yaml").read_bytes())
    return read_local_safety((FOLDER / "local-safety.yaml").read_bytes(), facts, "local-safety.yaml")


@pytest.fixture(scope="session")
def known(ksr: DecidingEdition) -> Callable[..., list[int]]:
    """Return a reader of what is known: fact names with a value or several, as masks in asking order."""

    def read(**said: str | tuple[str, ...]) -> list[int]:
        masks = {name: ksr.edition.facts[name].mask((v,) if isinstance(v, str) else v) for name, v in said.items()}
        return [masks.get(name, each.all_values) for name, each in ksr.edition.facts.items()]

    return read
