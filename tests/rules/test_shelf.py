"""An edition is what its documents say: the same digest for the same meaning, and the same edition from the log."""

import json
import random
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256

import pytest

from engine.errors import GuidelineError
from engine.facts import Cell
from engine.guideline import Defeat, Lift, PublicationDate, Row
from engine.log.canonical import NotCanonical, canonical_bytes
from rules.shelf import read_edition, restore_edition
from tests.rules.small_guideline import FILE, Place, Tree, changed, facts, guideline, read, thresholds, written


def test_edition_says_what_its_documents_say() -> None:
    edition = read()
    assert (edition.id, edition.version, edition.status) == ("small", "2020-04.1", "draft")
    assert (edition.citation, edition.doi) == ("journal", "10.1/2")
    assert edition.dates == (
        PublicationDate("2020-04-07", "posted", used=True, source="notice"),
        PublicationDate("2020-04-10", "printed", used=False, source="journal"),
    )
    assert list(edition.modalities) == ["cxr", "ct"]
    assert edition.modalities["ct"].named_in_silence == ("2",)
    assert edition.scope.outside == (Row((Cell("tested", ("positive",)),)),)
    assert edition.lifts == (Lift("ct", "ct", frozenset({"tested"})),)
    assert edition.thresholds.quantities["breaths"].lowest == Decimal(1)
    assert [each.limit for each in edition.thresholds.thresholds] == [Decimal(22)]
    assert edition.thresholds.windows == {
        "vital_signs": timedelta(hours=24),
        "symptoms": timedelta(hours=24),
        "rt_pcr": timedelta(days=14),
        "chest_radiograph": timedelta(hours=72),
    }


def test_rows_are_in_asking_order_and_their_values_in_domain_order() -> None:
    first, second = read().recommendations
    assert first.rows == (Row((Cell("clinic", ("first", "second")), Cell("cough", ("no",)))),)
    assert second.rows == (Row((Cell("tested", ("negative",)),)),)


def test_strengths_are_in_the_order_of_the_modalities() -> None:
    first, second = read().recommendations
    assert list(first.strengths.items()) == [("cxr", "no"), ("ct", "no")]
    assert list(second.strengths.items()) == [("ct", "yes")]
    assert second.defeats == (Defeat("1", "ct"),)


def test_facts_are_those_that_the_edition_uses() -> None:
    # `travelled` is there because a presumption looks at it; `colour` is declared and not used.
    assert list(read().facts) == ["clinic", "cough", "tested", "travelled"]


@pytest.mark.parametrize(
    ("used_by", "document", "limits"),
    [
        ("scope", changed(guideline(), ("scope", "outside", 1), {"colour": "red"}), thresholds()),
        ("caution", changed(guideline(), ("cautions", 0, "rows", 0, "colour"), "red"), thresholds()),
        ("row", changed(guideline(), ("recommendations", 0, "rows", 1), {"colour": "red"}), thresholds()),
        (
            "threshold",
            guideline(),
            changed(changed(thresholds(), ("thresholds", 0, "fact"), "colour"), ("thresholds", 0, "value"), "red"),
        ),
    ],
)
def test_fact_is_used_wherever_it_is_mentioned(used_by: str, document: Tree, limits: Tree) -> None:
    assert (used_by, list(read(document, facts(), limits).facts)) == (
        used_by,
        ["clinic", "cough", "tested", "travelled", "colour"],
    )


def test_fact_is_used_where_only_an_interpretation_or_a_lift_mentions_it() -> None:
    document = changed(guideline(), ("recommendations", 0, "rows", 1), {"colour": "red"})
    document["recommendations"][1]["interpretations"][0]["rows"] = [{"colour": "green"}]
    presumed = changed(facts(), (4, "presumption"), facts()[2]["presumption"] | {"not": ["red"]})
    lifted = changed(guideline(), ("lifts", 0, "facts"), ["colour"])
    assert list(read(document).facts)[-1] == "colour"
    assert list(read(lifted, presumed).facts)[-1] == "colour"


def test_digest_is_the_hash_of_the_canonical_documents() -> None:
    edition = read()
    used = [each for each in facts() if each["id"] != "colour"]
    record = {"guideline": guideline(), "facts": used, "thresholds": thresholds()}
    assert edition.canonical == canonical_bytes(record)
    assert edition.digest == f"sha256:{sha256(edition.canonical).hexdigest()}"


def test_digest_stays_under_comments_white_space_and_the_order_of_keys() -> None:
    def reordered(document: Tree) -> Tree:
        if isinstance(document, dict):
            keys = list(document)
            random.Random(4).shuffle(keys)
            return {key: reordered(document[key]) for key in keys}
        return [reordered(each) for each in document] if isinstance(document, list) else document

    def written_otherwise(document: Tree) -> bytes:
        return b"# a comment\n" + json.dumps(reordered(document), indent=3).encode() + b"  # another\n\n"

    other = read_edition(
        written_otherwise(guideline()), written_otherwise(facts()), written_otherwise(thresholds()), "elsewhere.yaml"
    )
    assert other == read()


def leaves(document: Tree, place: Place = ()) -> Iterator[Place]:
    """Every place of a document where a text stands."""
    if isinstance(document, str):
        yield place
    else:
        for step, inner in document.items() if isinstance(document, dict) else enumerate(document):
            yield from leaves(inner, (*place, step))


def test_digest_changes_with_every_text_of_the_guideline() -> None:
    unchanged = read().digest
    refused = set()
    for place in leaves(guideline()):
        document: Tree = guideline()
        inner = document
        for step in place[:-1]:
            inner = inner[step]
        inner[place[-1]] += "1"
        try:
            digest = read(document).digest
        except GuidelineError:
            refused.add([step for step in place if isinstance(step, str)][-1])
        else:
            assert (place, digest) != (place, unchanged)
    # These are names of something, or of a closed list; all other text may be written otherwise.
    assert refused == {
        *("date", "used", "year", "status", "concordance", "id", "named_in_silence", "ct", "cxr", "order", "answer"),
        *("facts", "recommendation", "modality", "modalities", "clinic", "cough", "tested"),
    }


def test_digest_changes_with_a_used_fact_and_a_threshold_and_not_with_an_unused_fact() -> None:
    unchanged = read().digest
    question = changed(facts(), (0, "question", "ko"), "어디?")
    unused = changed(facts(), (4, "question", "ko"), "무슨 색?")
    limit = changed(thresholds(), ("thresholds", 0, "limit"), "22.0")
    assert read(facts_document=question).digest != unchanged
    assert read(facts_document=unused).digest == unchanged
    assert read(thresholds_document=limit).digest != unchanged


def test_order_of_values_and_of_statements_is_part_of_the_digest() -> None:
    turned = guideline()
    turned["recommendations"].reverse()
    assert read(turned).digest != read().digest


def test_edition_restored_from_the_log_is_the_same() -> None:
    edition = read()
    restored = restore_edition(edition.canonical)
    assert restored == edition
    assert list(restored.facts.values()) == list(edition.facts.values())
    assert (restored.digest, restored.canonical) == (edition.digest, edition.canonical)


def test_words_are_not_escaped_in_the_canonical_bytes() -> None:
    assert "reading 말".encode() in read().canonical


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({}, "edition record: guideline is missing: add it"),
        ([], "edition record: must be keys with values"),
        (
            {"guideline": guideline() | {"doi": 1}, "facts": facts(), "thresholds": thresholds()},
            "edition record: small: doi must be text",
        ),
        (
            {"guideline": guideline() | {"dates": []}, "facts": facts(), "thresholds": thresholds()},
            "edition record: small: dates: exactly one is used: true, not 0",
        ),
        (
            {"guideline": guideline(), "facts": facts()[1:], "thresholds": thresholds()},
            "edition record: 1: row 1: clinic is not a fact; the facts are cough, tested, travelled, colour",
        ),
    ],
)
def test_record_that_is_no_edition_is_refused(record: object, reason: str) -> None:
    with pytest.raises(GuidelineError) as refused:
        restore_edition(canonical_bytes(record))
    assert str(refused.value) == reason


def test_bytes_that_are_not_canonical_are_refused() -> None:
    with pytest.raises(NotCanonical):
        restore_edition(written(guideline()))


def test_yaml_flaw_is_told_with_file_and_line() -> None:
    for number, file in enumerate((FILE, "facts.yaml", "thresholds.yaml")):
        documents = [written(guideline()), written(facts()), written(thresholds())]
        documents[number] = b"a: 1\na: 2\n"
        with pytest.raises(GuidelineError) as refused:
            read_edition(documents[0], documents[1], documents[2], FILE)
        assert str(refused.value) == f"{file}: line 2: the key a stands here twice: keep one"
