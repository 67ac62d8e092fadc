"""The command `imaging-cds`: which commands there are, and what each exit code means.

0 done; 1 the thing checked does not hold; 2 bad input or usage; 3 not possible now, nothing was answered, try again.
"""

import argparse
import errno
import io
import os
import sys
from collections.abc import Sequence

from pydantic import ValidationError

from api.cli import batch, conformance, decide, guideline, hl7, log, serve, site
from api.problems import PROBLEMS
from api.version import VERSION
from engine.errors import ImagingCdsError, InputError, LogError

BAD_INPUT, NOT_NOW = 2, 3
_DISK = (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    top = argparse.ArgumentParser(
        prog="imaging-cds",
        description="Should this patient have a chest X-ray or a CT, according to the guideline?",
        epilog="example: imaging-cds decide request.json --order ct --explain",
    )
    top.add_argument("--version", action="version", version=f"imaging-cds {VERSION}")
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    for noun in (serve, decide, batch, hl7, guideline, log, site, conformance):
        noun.add_to(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; what went wrong is one line on standard error."""
    for stream in (sys.stdout, sys.stderr):
        # Answers are in English and Korean, wherever they are read.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    chosen = parser().parse_args(arguments)
    try:
        code: int = chosen.run(chosen)
    except BrokenPipeError:
        # Whoever read our output has seen enough; the interpreter must not complain when it closes it.
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 - stays open until the process ends
        return NOT_NOW
    except (ImagingCdsError, ValidationError, OSError, KeyboardInterrupt) as error:
        message, code = _told(error)
        sys.stderr.write(f"imaging-cds: {message}\n")
    return code


def _told(error: BaseException) -> tuple[str, int]:
    """Return the one line that tells of an error, and the exit code."""
    match error:
        case InputError():
            return _sentence(error), BAD_INPUT
        case LogError():
            return f"{error}; nothing was answered", NOT_NOW
        case ImagingCdsError():
            return str(error), BAD_INPUT
        case ValidationError():
            names = ", ".join(f"IMAGING_CDS_{'_'.join(map(str, each['loc'])).upper()}" for each in error.errors())
            return f"a setting cannot be used: {names} (see docs/settings.md)", BAD_INPUT
        case OSError():
            return f"{error.filename or 'output'}: {error.strerror}", NOT_NOW if error.errno in _DISK else BAD_INPUT
    return "interrupted", NOT_NOW


def _sentence(error: InputError) -> str:
    """Return what is wrong, where, and what to do, on one line."""
    problem = PROBLEMS[error.problem]
    places = "; ".join(
        flaw.pointer + (f" (allowed: {', '.join(flaw.allowed)})" if flaw.allowed else "") for flaw in error.flaws
    )
    return f"{problem.title}{': ' + places if places else ''}. {problem.advice}"
