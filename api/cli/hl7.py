"""`imaging-cds hl7`: take HL7 v2 messages over MLLP, tell what waits and what is in trouble, and try that again."""

import argparse
import importlib
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from api.cli.parsing import Commands
from api.security.sealing import Sealer
from api.security.site_key import read_site_key
from api.settings import Settings
from api.store.hl7_sqlite import SqliteHl7Store
from engine.errors import LogUnavailable

MOST_TOLD = 20
DONE, NOT_FOUND = 0, 1


def add_to(commands: Commands) -> None:
    """Declare the commands."""
    hl7 = commands.add_parser(
        "hl7", help="HL7 v2 over MLLP: take messages, send decisions", epilog="example: imaging-cds hl7 listen"
    )
    nouns = hl7.add_subparsers(metavar="COMMAND", required=True)
    command = nouns.add_parser(
        "listen",
        help="take messages, decide, and send what was decided, until told to stop",
        epilog="example: imaging-cds hl7 listen --port 2575",
    )
    command.add_argument("--host", help="address to listen on (hl7.yaml: listen/host)")
    command.add_argument("--port", type=port, help="port to listen on (hl7.yaml: listen/port)")
    command.set_defaults(run=listen)
    command = nouns.add_parser(
        "drain",
        help="take in what waits, until standard input ends; listen starts one of its own",
        epilog="example: imaging-cds hl7 drain < /dev/null",
    )
    command.set_defaults(run=drain)
    command = nouns.add_parser(
        "status",
        help="what waits to be read or sent, and what was refused or set aside",
        epilog="example: imaging-cds hl7 status --format json",
    )
    command.add_argument("--format", choices=("text", "json"), default="text")
    command.set_defaults(run=status)
    command = nouns.add_parser(
        "retake",
        help="take messages once more that were refused after they were acknowledged",
        description="Take messages once more that were refused after they were acknowledged. They wait behind whatever "
        "waits now, and are taken in by `hl7 listen`, or when it is started. What they say counts by its own times.",
        epilog="example: imaging-cds hl7 retake --all; hl7 status names the ids",
    )
    _add_which(command)
    command.set_defaults(run=retake)
    command = nouns.add_parser(
        "resend",
        help="send messages again that were set aside",
        description="Put messages that were set aside back into their destinations' queues. Each has its old place: it "
        "goes out before what came after it and still waits. What came after it and was sent is not sent again, so "
        "where that was a correction the destination then has the older report last.",
        epilog="example: imaging-cds hl7 resend --all; hl7 status names the ids",
    )
    _add_which(command)
    command.set_defaults(run=resend)


def _add_which(command: argparse.ArgumentParser) -> None:
    which = command.add_mutually_exclusive_group(required=True)
    which.add_argument("id", nargs="?", metavar="ID", help="of one message, as hl7 status names it")
    which.add_argument("--all", action="store_true", help="all that there are")


def listen(chosen: argparse.Namespace) -> int:
    """Listen until told to stop."""
    # By name, as uvicorn is given the web service: a door does not import another.
    run: Callable[[Settings, str | None, int | None], int] = importlib.import_module("api.listen").listen
    return run(Settings(), chosen.host, chosen.port)


def drain(_: argparse.Namespace) -> int:
    """Take in what waits."""
    run: Callable[[Settings], int] = importlib.import_module("api.draining").drain
    return run(Settings())


def status(chosen: argparse.Namespace) -> int:
    """Tell what waits and what is in trouble; nothing of what it says."""
    told = _status(Settings())
    if chosen.format == "json":
        json.dump(told, sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
        return 0
    since = f", the oldest since {told['oldest']}" if told["oldest"] else ""
    sys.stdout.write(f"{told['waiting']} waiting{since}\n")
    for name in ("refused", "outgoing", "set_aside"):
        for label, count in told[name].items():
            sys.stdout.write(f"{count} {name.replace('_', ' ')}: {label}\n")
    for each in told["troubles"]:
        where = f" to {each['destination']}" if each["destination"] else ""
        sys.stdout.write(f"{each['at']} {each['id']}{where}: {each['reason']}\n")
    for name, verb in (("refused", "retake"), ("set_aside", "resend")):
        if told[name]:
            sys.stdout.write(f"again: imaging-cds hl7 {verb} ID, or --all\n")
    return 0


def retake(chosen: argparse.Namespace) -> int:
    """Have what was refused taken once more; 1 where there is none of this id."""
    with _store(Settings()) as store:
        taken = store.retake(chosen.id)
    for each in taken:
        sys.stdout.write(f"{each} waits to be taken\n")
    return _told(chosen, len(taken), "refused")


def resend(chosen: argparse.Namespace) -> int:
    """Have what was set aside sent again; 1 where there is none of this id."""
    with _store(Settings()) as store:
        sent = store.resend(chosen.id)
    for destination, each in sent:
        sys.stdout.write(f"{each} waits to be sent to {destination}\n")
    return _told(chosen, len(sent), "set aside")


def _told(chosen: argparse.Namespace, count: int, what: str) -> int:
    """Say where there was nothing to do; only of an id that is named that is a failure."""
    if count:
        return DONE
    if chosen.all:
        sys.stdout.write(f"nothing is {what}\n")
        return DONE
    sys.stderr.write(f"imaging-cds: no message of this id is {what}; hl7 status names those that are\n")
    return NOT_FOUND


def _status(settings: Settings) -> dict[str, Any]:
    with _store(settings) as store:
        depths, troubles = store.depths(), store.troubles(MOST_TOLD)
    return {
        "waiting": depths.waiting,
        "oldest": depths.oldest.isoformat() if depths.oldest else None,
        "refused": dict(depths.refused),
        "outgoing": dict(depths.outgoing),
        "set_aside": dict(depths.set_aside),
        "troubles": [
            {"id": each.id, "destination": each.destination, "at": each.at.isoformat(), "reason": each.reason}
            for each in troubles
        ],
    }


@contextmanager
def _store(settings: Settings) -> Iterator[SqliteHl7Store]:
    if not settings.database.exists():
        message = f"there is no database at {settings.database} (IMAGING_CDS_DATABASE)"
        raise LogUnavailable(message)
    key = read_site_key(settings.key_file)
    with SqliteHl7Store(settings.database, key, Sealer(key)) as store:
        yield store


def port(text: str) -> int:
    """Return the number of a port; ValueError for what is none."""
    number = int(text)
    if not 0 <= number < 1 << 16:
        raise ValueError(text)
    return number
