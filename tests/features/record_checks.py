"""Whether an answer is on record as a Then sentence expects, and the record is what was advised."""

from collections.abc import Callable, Mapping

from api.store.port import IdempotencyConflict
from engine.errors import LogUnavailable
from engine.log.record import Kind
from tests.features.scene import DOOR, Scene


def _on_record(scene: Scene, _: object) -> None:
    assert scene.answer["recorded"] is True
    header, answer = scene.header, scene.answer
    assert (header.kind, header.door, header.id) == (Kind.DECISION, DOOR, answer["id"])
    assert (header.edition, header.time) == (answer["guideline"]["digest"], answer["recorded_at"])
    assert answer["receipt"] == {"index": scene.record.index, "size": scene.record.size}


def _not_on_record(scene: Scene, _: object) -> None:
    told = {part: scene.answer[part] for part in ("id", "recorded", "recorded_at", "receipt")}
    assert told == {"id": None, "recorded": False, "recorded_at": None, "receipt": None}


def _read_back(scene: Scene, _: object) -> None:
    assert scene.practice.advisor.tell_again(scene.record) == scene.answer


def _replayed(scene: Scene, _: object) -> None:
    assert scene.practice.replayer.replay(scene.record) == ()


def _log_holds(scene: Scene, _: object) -> None:
    assert scene.practice.log.verify().findings == ()


def _log_names_it(scene: Scene, _: object) -> None:
    assert scene.report is not None, "the log was not verified"
    assert {finding.index for finding in scene.report.findings} == {scene.record.index}


def _same_answer(scene: Scene, _: object) -> None:
    first, second = scene.answers
    assert second == first


def _same_advice(scene: Scene, _: object) -> None:
    first, second = scene.answers
    assert second["id"] != first["id"]
    assert (second["advice"], second["notes"]) == (first["advice"], first["notes"])


def _supersedes(scene: Scene, _: object) -> None:
    assert scene.header.supersedes == scene.answers[0]["id"]


def _supersedes_none(scene: Scene, _: object) -> None:
    assert scene.header.supersedes is None


def _nobody_named(scene: Scene, _: object) -> None:
    file = scene.practice.file
    stored = b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))
    assert scene.answer["id"].encode() in stored
    assert scene.asked["subject"].encode() not in stored


def _no_answer(scene: Scene, _: object) -> None:
    assert scene.answers == []
    assert isinstance(scene.refusal, LogUnavailable)


def _key_refused(scene: Scene, _: object) -> None:
    assert isinstance(scene.refusal, IdempotencyConflict)


RECORD: Mapping[str, Callable[[Scene, object], None]] = {
    "on-record": _on_record,
    "not-on-record": _not_on_record,
    "read-back": _read_back,
    "replayed": _replayed,
    "log-holds": _log_holds,
    "log-names-it": _log_names_it,
    "same-answer": _same_answer,
    "same-advice": _same_advice,
    "supersedes": _supersedes,
    "supersedes-none": _supersedes_none,
    "nobody-named": _nobody_named,
    "no-answer": _no_answer,
    "key-refused": _key_refused,
}
