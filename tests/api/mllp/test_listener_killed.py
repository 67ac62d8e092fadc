"""Killed at any moment, the listener loses nothing it acknowledged, decides nothing twice, and keeps every order."""

import json
import random
import re
import signal
import threading
import time
from pathlib import Path

import pytest

from api.assemble import now
from api.mllp.glance import control_id_of
from api.security.sealing import Sealer
from api.security.site_key import read_site_key
from api.store.hl7_sqlite import SqliteHl7Store
from api.store.sqlite import SqliteLog
from api.store.verify import verify_database
from engine.log.record import Kind
from tests.api.feed.talk import PATIENT, order
from tests.api.mllp.commanded import Place, free_port
from tests.api.mllp.destinations import Destination, until
from tests.api.mllp.listening import SECONDS, Speaking, mllp

SENDERS = ("HIS", "LIS", "EMR")
TOGETHER = 3
"""Messages that a sender has under way at once."""
WHOLE = 0.7
"""How often the process that takes messages in is killed at once with the listener."""
PAUSE, LONGEST_RUN = 0.05, 3.0
"""Seconds between what a sender sends, and until the listener is killed at the latest."""


class Sending(threading.Thread):
    """A sender that sends orders, some at a time, and sends again what was not acknowledged."""

    def __init__(self, application: str, port: int) -> None:
        super().__init__(daemon=True)
        self.application = application
        self._port = port
        self.acknowledged: list[tuple[bytes, bytes]] = []
        self.enough = threading.Event()
        self.wrong: list[bytes] = []

    def run(self) -> None:
        """Send until it is enough."""
        number = 0
        while not self.enough.is_set():
            batch = [self._order(number + each) for each in range(TOGETHER)]
            while batch:
                batch = batch[self._send(batch) :]
            number += TOGETHER
            time.sleep(PAUSE)

    def _order(self, number: int) -> bytes:
        name = f"{self.application}-{number}"
        patient = PATIENT.replace("INVENTED-1", f"INVENTED-{name}")
        return order(placer=name, control=name, application=self.application, patient=patient)

    def _send(self, batch: list[bytes]) -> int:
        """Send messages at once, and return how many were acknowledged: those before the first that was not."""
        try:
            with Speaking(("127.0.0.1", self._port)) as speaking:
                speaking.send(b"".join(map(mllp, batch)))
                answers = speaking.answers(len(batch))
        except OSError:
            time.sleep(PAUSE)
            return 0
        for asked, answer in zip(batch, answers, strict=False):
            if f"MSA|AA|{control_id_of(asked)}\r".encode() not in answer:
                self.wrong.append(answer)
            self.acknowledged.append((asked, answer))
        return len(answers)


def killed(place: Place, port: int, kills: int, chance: random.Random) -> None:
    """Kill the listener so many times, each soon after it listens: mostly with the process that takes messages in."""
    for _ in range(kills):
        with place.listen() as listening:
            assert listening.address[1] == port
            time.sleep(chance.uniform(0, LONGEST_RUN))
            assert listening.end(signal.SIGKILL, whole=chance.random() < WHOLE)[0] == -signal.SIGKILL


def settled(place: Place) -> bool:
    """Tell whether nothing waits any more, to be read or to be sent."""
    key = read_site_key(place.key)
    with SqliteHl7Store(place.database, key, Sealer(key)) as store:
        depths = store.depths()
        assert (depths.refused, depths.set_aside) == ({}, {})
        return depths.waiting == 0 and not any(depths.outgoing.values())


def decided(place: Place) -> tuple[list[str], list[str]]:
    """Return the control id of each decision's message, and its own id, in the order of the log."""
    key = read_site_key(place.key)
    with SqliteHl7Store(place.database, key, Sealer(key)) as store, SqliteLog(place.database, now) as log:
        records = list(log.records(kind=Kind.DECISION))
        messages = [store.received(json.loads(each.payload)["hl7"]["message"]) for each in records]
    return [each.control_id for each in messages if each], [json.loads(each.header)["id"] for each in records]


@pytest.mark.parametrize("kills", [2, pytest.param(200, marks=pytest.mark.long)])
def test_listener_that_is_killed_loses_nothing_and_decides_nothing_twice(tmp_path: Path, kills: int) -> None:
    destination, port = Destination(), free_port()
    to = f"destinations: [{{id: ris, host: 127.0.0.1, port: {destination.port}, application: RIS}}]\n"
    place = Place(tmp_path, f"listen: {{port: {port}}}\n{to}")
    sending = [Sending(name, port) for name in SENDERS]
    for each in sending:
        each.start()
    killed(place, port, kills, random.Random(kills))
    with place.listen() as listening:
        for each in sending:
            each.enough.set()
            each.join(SECONDS)
        until(lambda: settled(place), 60 * SECONDS, pause=0.25)
        acknowledged = [both for each in sending for both in each.acknowledged]
        with Speaking(listening.address) as speaking:
            # What was acknowledged is answered as it was then, letter by letter, for it is on disk.
            assert [speaking.ask(asked) for asked, _ in acknowledged] == [answer for _, answer in acknowledged]
        assert listening.end(signal.SIGTERM)[0] == 0
    destination.close()
    messages, decisions = decided(place)
    assert [each.wrong for each in sending] == [[], [], []]
    assert sorted(messages) == sorted(control_id_of(asked) for asked, _ in acknowledged)
    for each in sending:
        own = [message for message in messages if message.startswith(each.application)]
        assert own == [control_id_of(asked) for asked, _ in each.acknowledged]
    told = list(dict.fromkeys(re.findall(rb"urn:uuid:([0-9a-f-]{36})", b"".join(destination.heard))))
    assert [each.decode() for each in told] == decisions
    assert verify_database(place.database).findings == ()
