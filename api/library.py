"""The guidelines at hand: read from their folder, compiled when first used, and found again by their digest."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

import rules
from api.compile import compile_edition
from engine.answer.decide import DecidingEdition
from engine.errors import Flaw, GuidelineError, InputError
from engine.facts import Facts
from engine.guideline import Edition
from engine.safety import LocalSafety
from rules.shelf import read_edition, read_facts, read_local_safety, refuse_strangers

OWN_FOLDER = Path(rules.__path__[0])
"""The guidelines that come with the program."""


@dataclass(slots=True)
class Library:
    """Every edition of a folder, the declared facts, and the notes of local safety."""

    facts: Facts
    editions: Mapping[str, Edition]
    safety: LocalSafety
    active: str
    _deciding: dict[str, DecidingEdition] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def find(self, guideline: str | None) -> Edition:
        """Return a guideline's edition, the active one by default; InputError where it is not on the shelf."""
        edition = self.editions.get(guideline or self.active)
        if edition is None:
            raise InputError("unknown-guideline", Flaw("#/guideline", "unknown-guideline", tuple(self.editions)))
        return edition

    def deciding(self, edition: Edition) -> DecidingEdition:
        """Return an edition ready to decide; EngineFault where its two evaluators differ."""
        with self._lock:
            if edition.digest not in self._deciding:
                self._deciding[edition.digest] = compile_edition(edition)
            return self._deciding[edition.digest]


def read_library(folder: Path | None, active: str) -> Library:
    """Read a folder of guidelines; GuidelineError with file, rule and reason where one is refused."""
    place = folder or OWN_FOLDER
    facts = _read(place / "facts.yaml")
    thresholds = _read(place / "thresholds.yaml")
    declared = read_facts(facts)
    editions: dict[str, Edition] = {}
    for file in sorted((place / "guidelines").glob("*.yaml")):
        edition = read_edition(_read(file), facts, thresholds, file.name)
        if edition.id in editions:
            raise GuidelineError(edition.id, "is the id of two guidelines", file.name)
        editions[edition.id] = edition
    if active not in editions:
        raise GuidelineError(active, "is the active guideline, and not in the folder", "guidelines")
    safety = read_local_safety(_read(place / "local-safety.yaml"), declared, "local-safety.yaml")
    for edition in editions.values():
        refuse_strangers(safety, edition)
    return Library(declared, editions, safety, active)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise GuidelineError(file.name, f"cannot be read: {error.strerror}") from None
