"""`imaging-cds decide`: one decision, printed as the answer's JSON."""

import argparse
import json
import sys
from dataclasses import replace
from datetime import datetime

from api.advise import Decider
from api.answers import Document
from api.assemble import advisor_of, decider_of, drain_of, site_of
from api.cli.files import opened
from api.cli.parsing import Commands
from api.feed.asking import Asking, Question
from api.intake import KINDS, kind_of, read_any
from api.settings import Settings
from api.times import read_time
from api.watch.logs import journal


def add_to(commands: Commands) -> None:
    """Declare the command."""
    command = commands.add_parser(
        "decide",
        help="one decision; prints the answer",
        epilog='example: echo \'{"facts": {"care_setting": "emergency"}}\' | imaging-cds decide - --dry-run',
    )
    command.add_argument("file", help="a request, a FHIR bundle, a CDS Hooks call or HL7 v2 messages; - for stdin")
    command.add_argument("--as", dest="kind", choices=KINDS, help="what the file is; detected when left out")
    command.add_argument("--guideline", help="a guideline's id; the active one when left out")
    command.add_argument("--order", choices=("cxr", "ct"), help="the examination ordered")
    command.add_argument("--as-of", type=_time, help="decide on what was known at this time (RFC 3339, with a zone)")
    command.add_argument("--no-presume", action="store_true", help="presume nothing")
    command.add_argument("--explain", action="store_true", help="add what would change the answer")
    command.add_argument("--dry-run", action="store_true", help="answer without a record, and say so")
    command.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Decide once."""
    settings = Settings()
    with opened(chosen.file) as file:
        body = file.read()
    decider = decider_of(settings)
    if not chosen.dry_run and (chosen.kind or kind_of(body)) == "hl7v2":
        return _print(_ask_in_hl7v2(settings, decider, body, chosen))
    asked = read_any(
        body,
        decider.library,
        site_of(settings, decider.library),
        now=decider.now(),
        kind=chosen.kind,
        guideline=chosen.guideline,
        order=chosen.order,
        as_of=chosen.as_of,
    )
    asked = replace(asked, presume=asked.presume and not chosen.no_presume, explain=asked.explain or chosen.explain)
    if chosen.dry_run:
        answer = decider.advise_unrecorded(asked)
    else:
        with advisor_of(settings, decider) as advisor:
            answer = advisor.advise(asked, "cli")
    return _print(answer)


def _ask_in_hl7v2(settings: Settings, decider: Decider, body: bytes, chosen: argparse.Namespace) -> Document:
    """Take messages in like those of a listener, and answer them."""
    question = Question(chosen.guideline, chosen.order, chosen.as_of, not chosen.no_presume, chosen.explain)
    site = site_of(settings, decider.library)
    with (
        advisor_of(settings, decider) as advisor,
        drain_of(settings, advisor, site, journal(settings.log_format)) as drain,
    ):
        return Asking(drain, "cli").ask(body, question)


def _print(answer: Document) -> int:
    json.dump(answer, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
    return 0


def _time(text: str) -> datetime:
    time = read_time(text)
    if time is None:
        message = "a date and time with its zone is needed, as in RFC 3339"
        raise argparse.ArgumentTypeError(message)
    return time
