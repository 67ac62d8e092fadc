"""`imaging-cds hl7`: take HL7 v2 messages over MLLP, and tell what waits and what is in trouble."""

import argparse
import importlib
import json
import sys
from collections.abc import Callable
from typing import Any

from api.cli.parsing import Commands
from api.security.sealing import Sealer
from api.security.site_key import read_site_key
from api.settings import Settings
from api.store.hl7_sqlite import SqliteHl7Store
from engine.errors import LogUnavailable

MOST_TOLD = 20


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
    return 0


def _status(settings: Settings) -> dict[str, Any]:
    if not settings.database.exists():
        message = f"there is no database at {settings.database} (IMAGING_CDS_DATABASE)"
        raise LogUnavailable(message)
    key = read_site_key(settings.key_file)
    with SqliteHl7Store(settings.database, key, Sealer(key)) as store:
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


def port(text: str) -> int:
    """Return the number of a port; ValueError for what is none."""
    number = int(text)
    if not 0 <= number < 1 << 16:
        raise ValueError(text)
    return number
