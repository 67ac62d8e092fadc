"""`imaging-cds batch`: NDJSON requests in, NDJSON answers out, in order; a bad line does not stop the run."""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

import orjson
from tqdm import tqdm

from api.advise import Advisor, Decided, Decider
from api.answers import Document
from api.assemble import advisor_of, decider_of, site_of
from api.cli.files import opened
from api.cli.parsing import Commands
from api.intake import read_any
from api.problems import problem_of
from api.requests import Consultation
from api.settings import Settings
from engine.errors import InputError
from fhir.bundle.site import SiteMap

RECORDS_PER_COMMIT = 256
LONGEST_LINE = 8 << 20
"""A longer line is refused, whatever it holds."""

SOME_REFUSED = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the input: its number, and the question it asks or the problem it is."""

    number: int
    asked: Consultation | None
    problem: Document | None = None


def add_to(commands: Commands) -> None:
    """Declare the command."""
    command = commands.add_parser(
        "batch",
        help="NDJSON requests in, answers out",
        epilog="example: imaging-cds batch requests.ndjson > answers.ndjson",
    )
    command.add_argument("file", help="one request or FHIR bundle a line; - for standard input")
    command.add_argument("--dry-run", action="store_true", help="answer without records, and say so")
    command.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Answer every line; 2 where some were refused."""
    settings = Settings()
    decider = decider_of(settings)
    site = site_of(settings, decider.library)
    tally: Counter[str] = Counter()
    with ExitStack() as stack:
        file = stack.enter_context(opened(chosen.file))
        if chosen.dry_run:
            answer = _unrecorded(decider)
        else:
            answer = _recorded(stack.enter_context(advisor_of(settings, decider)))
        lines = (_read(number, line, decider, site) for number, line in _numbered(file))
        bar = stack.enter_context(tqdm(unit=" lines", file=sys.stderr, disable=not sys.stderr.isatty()))
        while some := list(islice(lines, RECORDS_PER_COMMIT)):
            for told in answer(some):
                sys.stdout.buffer.write(orjson.dumps(told) + b"\n")
                tally["refused" if "error" in told else "answered"] += 1
            sys.stdout.buffer.flush()
            bar.update(len(some))
    sys.stderr.write(f"{tally['answered']} answered, {tally['refused']} refused\n")
    return SOME_REFUSED if tally["refused"] else 0


def _numbered(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that are not blank, with their numbers from 1; a line that is too long is cut off."""
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        whole = line
        while len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            line = file.readline(LONGEST_LINE + 1)
        if whole.strip() or len(whole) > LONGEST_LINE:
            yield number, whole


def _read(number: int, line: bytes, decider: Decider, site: SiteMap) -> Line:
    if len(line) > LONGEST_LINE:
        return Line(number, None, problem_of(InputError("too-large"))[1])
    try:
        asked = read_any(line, decider.library, site, now=decider.now())
    except InputError as error:
        return Line(number, None, problem_of(error)[1])
    return Line(number, asked)


def _refusal(line: Line) -> Document:
    return {"line": line.number, "error": line.problem}


def _unrecorded(decider: Decider) -> Callable[[Iterable[Line]], Iterator[Document]]:
    def answer(lines: Iterable[Line]) -> Iterator[Document]:
        for line in lines:
            yield {"line": line.number} | decider.advise_unrecorded(line.asked) if line.asked else _refusal(line)

    return answer


def _recorded(advisor: Advisor) -> Callable[[Iterable[Line]], Iterator[Document]]:
    def answer(lines: Iterable[Line]) -> Iterator[Document]:
        decided: list[tuple[Line, Decided | None]] = [
            (line, advisor.decide(line.asked, "batch") if line.asked else None) for line in lines
        ]
        # Nothing of these lines is printed before all of them are on disk.
        appended = iter(advisor.log.append_many([each.entry for _, each in decided if each]))
        for line, each in decided:
            yield {"line": line.number} | advisor.tell(each, next(appended)) if each else _refusal(line)

    return answer
