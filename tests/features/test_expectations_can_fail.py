"""Every kind of Then sentence fails where it does not hold: a scenario that cannot fail would show nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from api.library import Library
from api.store.port import Finding, Report, StoredRecord
from api.store.sqlite import SqliteLog
from tests.features.playing import play
from tests.features.scene import Practice, Scene
from tests.features.sentences import Sentences

VISITOR = ("care setting: screening clinic", "respiratory symptoms: yes", "it is asked what would change the answer")
WITH_EPISODE = (*VISITOR, "episode: invented-3")
NAMED_AS_WHAT_IS_ON_RECORD = (*VISITOR, "local patient id: screening-clinic")
ASKED, ORDERED, AGAIN = "the guideline is asked", "chest X-ray is ordered", "the same is asked again"
UNDER_KEY = "the guideline is asked under an idempotency key"
UNRECORDED = "the guideline is asked without a record"
BAD = 'this is sent: {"facts": {"fever": "perhaps"}}'

FALSE = [
    (VISITOR, (ASKED,), "chest X-ray: recommended"),
    (VISITOR, (ASKED,), "chest CT: recommended"),
    (VISITOR, (ASKED,), "because of statement: 1.1"),
    (VISITOR, (ASKED,), "met by: 1.1 row 1"),
    (VISITOR, (ASKED,), "possibly because of statement: 1.1"),
    (VISITOR, (ASKED,), "overruled: 1.1 by 1.4.a"),
    (VISITOR, (ASKED,), "caution: 1.3.rule-out"),
    (VISITOR, (ASKED,), "possible caution: 1.3.rule-out"),
    (VISITOR, (ASKED,), "asked: fever"),
    (VISITOR, (ASKED,), "presumed: nothing"),
    (VISITOR, (ASKED,), "presumably: recommended"),
    (VISITOR, (ASKED,), "by interpretation: 1.2.fever-alone"),
    (VISITOR, (ASKED,), "would change with: nothing"),
    (VISITOR, (ASKED,), "the words say: not recommended"),
    (VISITOR, (ASKED,), "the words never say: may be considered"),
    (VISITOR, (ORDERED,), "the order: does not agree with the guideline"),
    (VISITOR, (ASKED,), "note: The patient is pregnant"),
    (VISITOR, (ASKED,), "understood: respiratory symptoms: no"),
    (VISITOR, (ASKED,), "records made: 0"),
    (VISITOR, (ASKED,), "refused: #/facts/fever unknown-value"),
    ((), (BAD,), "refused: #/facts/fever wrong-type"),
    ((), (BAD,), "allowed: yes"),
    ((), (BAD,), "never told: unknown-value"),
    (VISITOR, (ASKED,), "never told: may-be-considered"),
    (VISITOR, (UNRECORDED,), "the answer is on record"),
    (VISITOR, (ASKED,), "the answer says that it is not on record"),
    (VISITOR, (ASKED,), "read back, it is the same"),
    (VISITOR, (ASKED,), "decided again from its record, it is the same"),
    (VISITOR, (ASKED,), "the log holds"),
    (VISITOR, (ASKED,), "verifying the log names the record"),
    (VISITOR, (ASKED, AGAIN), "both answers are one and the same"),
    (VISITOR, (UNDER_KEY, UNDER_KEY), "both answers give the same advice"),
    (VISITOR, (ASKED, AGAIN), "the later record supersedes the earlier one"),
    (WITH_EPISODE, (ASKED, AGAIN), "the later record supersedes no other"),
    (NAMED_AS_WHAT_IS_ON_RECORD, (ASKED,), "the log nowhere holds the local patient id"),
    (VISITOR, (ASKED,), "no answer is given"),
    (VISITOR, (ASKED,), "the key is refused for another request"),
]


class AlteredLog(SqliteLog):
    """A log that gives back something else than it was given, and knows it."""

    def read(self, record_id: str) -> StoredRecord | None:
        """Return a record with another answer."""
        record = super().read(record_id)
        if record is None:
            return None
        return replace(record, payload=record.payload.replace(b'"may-be-considered"', b'"not-recommended"'))

    def verify(self) -> Report:
        """Say that the log does not hold."""
        return Report(size=1, root=bytes(32), found=1, findings=(Finding("altered"),))


@pytest.fixture(scope="module")
def altered(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    file = tmp_path_factory.mktemp("altered") / "log.db"
    with AlteredLog(file, lambda: datetime.now(UTC)) as log:
        yield Practice.open(library, log, file, lambda: datetime.now(UTC))


@pytest.mark.parametrize(("given", "when", "false"), FALSE)
def test_false_expectation_fails(
    altered: Practice, sentences: Mapping[str, Sentences], given: tuple[str, ...], when: tuple[str, ...], false: str
) -> None:
    book = sentences["en"]
    scene = Scene(altered, "en", book, modality="cxr")
    play(scene, [*map(book.given.read, given), *map(book.when.read, when)])
    with pytest.raises(AssertionError):
        play(scene, [book.then.read(false)])


def test_every_kind_of_expectation_is_among_them(sentences: Mapping[str, Sentences]) -> None:
    then = sentences["en"].then
    assert {false.partition(": ")[0] for _, _, false in FALSE} == {*then.headed, *then.whole}
