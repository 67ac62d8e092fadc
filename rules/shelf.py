"""The shelf: bytes of YAML in, editions and notes out; whoever calls it reads the files."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256

from pydantic import TypeAdapter

from engine.errors import GuidelineError
from engine.facts import Facts
from engine.guideline import Edition
from engine.log.canonical import canonical_bytes, read_canonical
from engine.safety import LocalSafety
from engine.table import refuse_contradictions
from rules.checks import refuse_flaws
from rules.edition import edition_of
from rules.fact_file import FACTS, FactPart, domains_of, facts_of
from rules.guideline_file import GUIDELINE, GuidelinePart
from rules.pieces import Part
from rules.refusals import shaped
from rules.safety_file import NOTES, SAFETY_RECORD, facts_in, notes_of, refuse_strangers
from rules.threshold_file import THRESHOLDS, ThresholdsPart, thresholds_of
from rules.used import facts_used
from rules.yaml_text import Document, read_document

__all__ = [
    "read_edition",
    "read_facts",
    "read_local_safety",
    "refuse_strangers",
    "restore_edition",
    "restore_local_safety",
]


class EditionRecord(Part):
    """What the log keeps of an edition."""

    guideline: GuidelinePart
    facts: list[FactPart]
    thresholds: ThresholdsPart


EDITION_RECORD = TypeAdapter(EditionRecord)


def read_facts(facts: bytes, file: str = "facts.yaml") -> Facts:
    """Return all declared facts in asking order; GuidelineError where the file is refused."""
    with _found_in(file):
        return facts_of(shaped(FACTS, read_document(facts)))


def read_edition(guideline: bytes, facts: bytes, thresholds: bytes, file: str) -> Edition:
    """Return the edition that the YAML of a guideline (`file`), the facts and the thresholds make.

    GuidelineError with file, id and reason where one of them is refused. The digest is of the documents, so
    comments, white space and the order of keys do not change it, and every word and number does.
    """
    with _found_in("facts.yaml"):
        fact_document = read_document(facts)
        declared = facts_of(shaped(FACTS, fact_document))
    with _found_in("thresholds.yaml"):
        threshold_document = read_document(thresholds)
        numbers = thresholds_of(shaped(THRESHOLDS, threshold_document), domains_of(declared))
    with _found_in(file):
        document = read_document(guideline)
        edition = edition_of(shaped(GUIDELINE, document), declared, numbers)
        refuse_flaws(edition)
        refuse_contradictions(edition)
    used = facts_used(edition)
    record = {
        "guideline": document,
        "facts": _documents_of(used, fact_document),
        "thresholds": threshold_document,
    }
    return _sealed(replace(edition, facts=used), canonical_bytes(record))


def read_local_safety(safety: bytes, facts: Facts, file: str) -> LocalSafety:
    """Return the notes of local safety; GuidelineError where the file is refused."""
    with _found_in(file):
        document = read_document(safety)
        notes = notes_of(shaped(NOTES, document), domains_of(facts))
    mentioned = facts_in(notes)
    domains = [{"id": fact.id, "values": list(fact.values)} for fact in facts.values() if fact.id in mentioned]
    canonical = canonical_bytes({"facts": domains, "notes": document})
    return LocalSafety(_digest(canonical), canonical, notes)


def restore_edition(canonical: bytes) -> Edition:
    """Return the edition whose canonical bytes the log holds, the same as when it was read.

    NotCanonical where the bytes are not canonical JSON, GuidelineError where they are no edition.
    """
    with _found_in("edition record"):
        record = shaped(EDITION_RECORD, read_canonical(canonical))
        facts = facts_of(record.facts)
        edition = edition_of(record.guideline, facts, thresholds_of(record.thresholds, domains_of(facts)))
        refuse_flaws(edition)
    return _sealed(edition, canonical)


def restore_local_safety(canonical: bytes) -> LocalSafety:
    """Return the local safety whose canonical bytes the log holds; errors as for `restore_edition`."""
    with _found_in("local-safety record"):
        record = shaped(SAFETY_RECORD, read_canonical(canonical))
        notes = notes_of(record.notes, {fact.id: tuple(fact.values) for fact in record.facts})
    return LocalSafety(_digest(canonical), canonical, notes)


@contextmanager
def _found_in(file: str) -> Iterator[None]:
    try:
        yield
    except GuidelineError as error:
        raise error.within(file) from None


def _sealed(edition: Edition, canonical: bytes) -> Edition:
    return replace(edition, canonical=canonical, digest=_digest(canonical))


def _digest(canonical: bytes) -> str:
    return f"sha256:{sha256(canonical).hexdigest()}"


def _documents_of(facts: Facts, document: Document) -> list[Document]:
    documents = document if isinstance(document, list) else []
    return [each for each in documents if isinstance(each, dict) and each["id"] in facts]
