"""What a When sentence does: every request goes the way that all requests take."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from api.store.port import Idempotency, IdempotencyConflict
from api.store.sqlite import SqliteLog
from engine.errors import InputError, LogUnavailable
from tests.features.meanings import Done, Stated
from tests.features.scene import DOOR, Scene


def act(scene: Scene, done: Done) -> None:
    """Do what a When sentence says."""
    ACTS[done.act](scene, done.what or "")


def _ask(scene: Scene, ordered: str) -> None:
    if ordered:
        scene.state(Stated(("order", "modality"), ordered))
    scene.send(scene.body)


def _send(scene: Scene, body: str) -> None:
    try:
        scene.send(body.encode())
    except InputError as error:
        scene.refusal = error


def _ask_again(scene: Scene, _: str) -> None:
    scene.send(scene.body)


def _ask_under_key(scene: Scene, _: str) -> None:
    scene.send(scene.body, _key(scene))


def _ask_other_under_key(scene: Scene, _: str) -> None:
    scene.state(Stated(("explain",), what=True))
    try:
        scene.send(scene.body, _key(scene))
    except IdempotencyConflict as error:
        scene.refusal = error


def _ask_unrecorded(scene: Scene, _: str) -> None:
    asked = scene.practice.read(scene.body)
    scene.answers.append(scene.practice.advisor.decider.advise_unrecorded(asked))


def _ask_unready(scene: Scene, _: str) -> None:
    """Ask a program whose log is closed, as it is where the disk is full or gone."""
    asked = scene.practice.read(scene.body)
    with TemporaryDirectory() as folder:
        closed = SqliteLog(Path(folder) / "log.db", scene.practice.now)
        closed.close()
        try:
            scene.answers.append(replace(scene.practice.advisor, log=closed).advise(asked, DOOR))
        except LogUnavailable as error:
            scene.refusal = error


def _change_a_byte(scene: Scene, _: str) -> None:
    """Change one byte of the payload in a copy of the log's file, and verify the copy."""
    record, file = scene.record, scene.practice.file
    with TemporaryDirectory() as folder:
        copy = Path(folder) / file.name
        for each in (file, file.with_name(f"{file.name}-wal")):
            shutil.copy(each, folder)
        SqliteLog(copy, scene.practice.now).close()  # which leaves all of it in the one file
        stored = bytearray(copy.read_bytes())
        # The salt is random, so it stands there once; the payload follows it.
        stored[stored.index(record.salt + record.payload[:1]) + len(record.salt) + 1] ^= 1
        copy.write_bytes(stored)
        with SqliteLog(copy, scene.practice.now) as log:
            scene.report = log.verify()


def _key(scene: Scene) -> Idempotency:
    return Idempotency(DOOR, f"scenario-{scene.size_before}", sha256(scene.body).hexdigest())


ACTS: Mapping[str, Callable[[Scene, str], None]] = {
    "ask": _ask,
    "send": _send,
    "ask-again": _ask_again,
    "ask-under-key": _ask_under_key,
    "ask-other-under-key": _ask_other_under_key,
    "ask-unrecorded": _ask_unrecorded,
    "ask-unready": _ask_unready,
    "change-a-byte": _change_a_byte,
}
