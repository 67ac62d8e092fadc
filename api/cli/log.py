"""`imaging-cds log`: whether what is stored is what was recorded, and what its editions say."""

import argparse
import json
import sys
from pathlib import Path

from tqdm import tqdm

from api.assemble import log_of
from api.cli.parsing import Commands
from api.replay import Replayer
from api.settings import Settings
from api.store.verify import verify_database
from engine.errors import LogUnavailable
from engine.log.record import Kind

HOLDS, DOES_NOT_HOLD = 0, 1
MOST_TOLD = 20


def add_to(commands: Commands) -> None:
    """Declare the commands."""
    log = commands.add_parser(
        "log", help="for auditors: is this what was advised", epilog="example: imaging-cds log verify"
    )
    nouns = log.add_subparsers(metavar="COMMAND", required=True)
    for name, run, text in (
        ("verify", verify, "recompute everything that is stored, and name the wrong record"),
        ("replay", replay, "decide every logged record again under its own edition, and report differences"),
    ):
        command = nouns.add_parser(name, help=text, epilog=f"example: imaging-cds log {name} --format json")
        command.add_argument("--format", choices=("text", "json"), default="text")
        command.set_defaults(run=run)


def verify(chosen: argparse.Namespace) -> int:
    """Verify the log; 1 where it does not hold."""
    # Not through the open log: what is damaged must be found, and nothing is to be written.
    report = verify_database(_existing(Settings()))
    findings = [{"index": each.index, "id": each.id, "what": each.what} for each in report.findings]
    told = {"holds": report.holds, "size": report.size, "root": report.root.hex(), "found": report.found}
    if chosen.format == "json":
        _print_json(told | {"findings": findings})
    else:
        sys.stdout.write(f"{report.size} records, root {report.root.hex()}\n")
        for each in report.findings:
            where = "log" if each.index is None else f"record {each.index}" + (f" ({each.id})" if each.id else "")
            sys.stdout.write(f"{where}: {each.what}\n")
        sys.stdout.write("holds\n" if report.holds else f"does not hold: {report.found} found\n")
    return HOLDS if report.holds else DOES_NOT_HOLD


def replay(chosen: argparse.Namespace) -> int:
    """Replay every decision; 1 where one differs."""
    replayed, differing = 0, []
    settings = Settings()
    _existing(settings)
    with log_of(settings) as log:
        replayer = Replayer(log)
        for record in tqdm(log.records(kind=Kind.DECISION), unit=" decisions", disable=not sys.stderr.isatty()):
            replayed += 1
            if parts := replayer.replay(record):
                header = json.loads(record.header)
                differing.append({"index": record.index, "id": header["id"], "differs": list(parts)})
    if chosen.format == "json":
        _print_json({"replayed": replayed, "differing": len(differing), "records": differing})
    else:
        for each in differing[:MOST_TOLD]:
            sys.stdout.write(f"record {each['index']} ({each['id']}): {', '.join(each['differs'])} would differ\n")
        sys.stdout.write(f"{replayed} decisions replayed, {len(differing)} differ\n")
    return DOES_NOT_HOLD if differing else HOLDS


def _existing(settings: Settings) -> Path:
    """Return the log's file; a check must not make a new, empty one and find it in order."""
    if not settings.database.exists():
        message = f"there is no log at {settings.database} (IMAGING_CDS_DATABASE)"
        raise LogUnavailable(message)
    return settings.database


def _print_json(document: object) -> None:
    json.dump(document, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
