"""Whatever stands anywhere in a record, it is an edition or is refused: nothing else can come of it."""

from collections.abc import Iterator
from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from engine.errors import GuidelineError
from engine.log.canonical import canonical_bytes
from rules.shelf import restore_edition
from tests.rules.small_guideline import Place, Tree, changed, facts, guideline, thresholds

NAMES = st.sampled_from(
    ["id", "en", "ko", "cough", "clinic", "ct", "cxr", "1", "2", "scope", "tested", "not", "values"]
)
LEAVES = st.none() | st.booleans() | st.integers(0, 9) | st.text(max_size=3) | NAMES
TREES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=6
)


def record() -> Tree:
    """The small documents as the log would keep them."""
    return {"guideline": guideline(), "facts": facts(), "thresholds": thresholds()}


def places(document: Tree, place: Place = ()) -> Iterator[Place]:
    """Every place of a document but its root."""
    steps = document.items() if isinstance(document, dict) else enumerate(document)
    for step, inner in steps:
        yield (*place, step)
        if not isinstance(inner, str):
            yield from places(inner, (*place, step))


@given(st.sampled_from(list(places(record()))), TREES)
def test_record_with_anything_anywhere_is_an_edition_or_refused(place: Place, tree: object) -> None:
    written = changed(record(), place, tree)
    canonical = canonical_bytes(written)
    with suppress(GuidelineError):
        assert restore_edition(canonical).canonical == canonical
