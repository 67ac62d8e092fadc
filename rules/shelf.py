"""The shelf: bytes of YAML in, editions and notes out; whoever calls it reads the files."""

from engine.facts import Facts
from engine.guideline import Edition
from engine.safety import LocalSafety


def read_facts(facts: bytes, file: str = "facts.yaml") -> Facts:
    """Return all declared facts in asking order; GuidelineError where the file is refused."""
    raise NotImplementedError


def read_edition(guideline: bytes, facts: bytes, thresholds: bytes, file: str) -> Edition:
    """Return the edition that the YAML of a guideline, the facts and the thresholds make."""
    raise NotImplementedError


def read_local_safety(safety: bytes, facts: Facts, file: str) -> LocalSafety:
    """Return the notes of local safety; GuidelineError where the file is refused."""
    raise NotImplementedError


def restore_edition(canonical: bytes) -> Edition:
    """Return the edition whose canonical bytes the log holds."""
    raise NotImplementedError


def restore_local_safety(canonical: bytes) -> LocalSafety:
    """Return the local safety whose canonical bytes the log holds."""
    raise NotImplementedError
