"""`imaging-cds site check`: whether site.yaml can be used, and which codes were seen that nobody has mapped yet."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import orjson
from tqdm import tqdm

from api.assemble import library_of, log_of, now, site_of
from api.cli.files import opened
from api.cli.parsing import Commands
from api.feed.alone import read_record
from api.intake import kind_of
from api.settings import Settings
from engine.errors import InputError
from engine.facts import Facts
from engine.guideline import Edition
from engine.log.record import Kind
from fhir.bundle.any_patient import read_any_patient, record_of
from fhir.bundle.select import Record
from fhir.bundle.site import SiteMap
from fhir.bundle.unmapped import TABLES, Unmapped, is_mapped, unmapped_codes
from fhir.hooks.prefetch import sort_prefetch
from fhir.hooks.request import read_hook
from fhir.v2.batch import messages_of

ALL_MAPPED, SOME_UNMAPPED, SOME_UNREADABLE = 0, 1, 2
_NAMED = 20
_BLANK = "\N{HORIZONTAL ELLIPSIS}"
_FACT = {
    "locations": "care_setting",
    "service_types": "care_setting",
    "visit_reasons": "visit_reason",
    "film_conclusions": "chest_radiograph",
    "severity_scales": "severity",
}
_SEVERAL = frozenset({"reasons", "severity_scales"})


@dataclass(slots=True)
class Seen:
    """What was looked at, and how often each unmapped code stood in it."""

    looked_at: int = 0
    unreadable: list[str] = field(default_factory=list)
    codes: Counter[Unmapped] = field(default_factory=Counter)

    def add(self, codes: Iterable[Unmapped]) -> None:
        """Count what one document or record holds."""
        self.looked_at += 1
        self.codes.update(codes)

    def in_order(self) -> list[tuple[Unmapped, int]]:
        """Return the codes by table, the most frequent first."""
        return sorted(self.codes.items(), key=lambda each: (TABLES.index(each[0].table), -each[1], each[0].code))


def add_to(commands: Commands) -> None:
    """Declare the command."""
    noun = commands.add_parser(
        "site", help="for integrators: the codes of this site", epilog="example: imaging-cds site check requests.ndjson"
    )
    check_it = noun.add_subparsers(metavar="COMMAND", required=True).add_parser(
        "check",
        help="whether site.yaml can be used, and which codes are not in it",
        epilog="example: imaging-cds site check bundle.json hooks.ndjson --strict",
    )
    check_it.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help="FHIR, CDS Hooks requests (one to a file or line) or HL7 v2 messages; the log's records without any",
    )
    check_it.add_argument("--format", choices=("text", "json"), default="text")
    check_it.add_argument("--strict", action="store_true", help="exit with 1 where a code is not mapped")
    check_it.set_defaults(run=check)


def check(chosen: argparse.Namespace) -> int:
    """Check the site map against what was sent; the list is no failure unless it is said to be."""
    settings = Settings()
    library = library_of(settings)
    site = site_of(settings, library)
    seen = _seen_in_files(chosen.files, library.find(None), site) if chosen.files else _seen_in_log(settings, site)
    if chosen.format == "json":
        _print_json(seen, settings)
    else:
        sys.stdout.writelines(f"{line}\n" for line in _draft(seen, settings, library.facts))
    if seen.unreadable:
        told = ", ".join(seen.unreadable[:_NAMED]) + (", …" if seen.unreadable[_NAMED:] else "")
        told = f"{len(seen.unreadable)} could not be read as FHIR, CDS Hooks or HL7 v2: {told}"
        sys.stderr.write(f"imaging-cds: {told}\n")
        return SOME_UNREADABLE
    return SOME_UNMAPPED if chosen.strict and seen.codes else ALL_MAPPED


def _seen_in_files(names: Iterable[str], edition: Edition, site: SiteMap) -> Seen:
    seen = Seen()
    for place, body in (found for name in names for found in _bodies(name)):
        try:
            record = _record(body, edition, site)
        except InputError:
            seen.unreadable.append(place)
        else:
            seen.add(unmapped_codes(record, site))
    return seen


def _record(body: bytes, edition: Edition, site: SiteMap) -> Record:
    match kind_of(body):
        case "cds-hooks":
            return record_of(sort_prefetch(read_hook(body)).entries)
        case "hl7v2":
            return read_record(body, edition, site, now())
    return read_any_patient(body)


def _bodies(name: str) -> Iterator[tuple[str, bytes]]:
    """Walk through the documents of a file, each with its place: the file itself, else each of its lines."""
    with opened(name) as file:
        body = file.read()
    if kind_of(body) == "hl7v2":
        yield from _messages(name, body)
        return
    try:
        orjson.loads(body)
    except ValueError:
        lines = enumerate(body.splitlines(), start=1)
        yield from ((f"{name} line {number}", line) for number, line in lines if line.strip())
    else:
        yield name, body


def _messages(name: str, body: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        messages = messages_of(body)
    except InputError:
        messages = (body,)
    yield from ((f"{name} message {number}", each) for number, each in enumerate(messages, start=1))


def _seen_in_log(settings: Settings, site: SiteMap) -> Seen:
    """Look at what the records say was unmapped when they were made, and is still."""
    seen = Seen()
    if settings.database.exists():  # a check makes no log
        with log_of(settings) as log:
            for record in tqdm(log.records(kind=Kind.DECISION), unit=" records", disable=not sys.stderr.isatty()):
                told = (Unmapped(**each) for each in orjson.loads(record.payload).get("unmapped", ()))
                seen.add(each for each in told if not is_mapped(each, site))
    return seen


def _draft(seen: Seen, settings: Settings, facts: Facts) -> Iterator[str]:
    """Write what is missing as a draft of site.yaml, with a blank wherever the site must say what a code means."""
    where = f"{settings.site_file} can be used" if settings.site_file else "no IMAGING_CDS_SITE_FILE is set"
    yield f"# {where}; {seen.looked_at} looked at, {len(seen.codes)} not mapped"
    table = ""
    for each, count in seen.in_order():
        if each.table != table:
            table = each.table
            yield f"{table}: # {_meaning(table, facts)}"
        stood = f"{count} in {each.path}"
        line = _line(each)
        yield f"  {line} # {stood}" if line else f"  # {each.code} has no system, so no site map can name it: {stood}"


def _line(each: Unmapped) -> str | None:
    """Return the line of site.yaml that maps a code, with a blank for what it means; nothing without a system."""
    if each.code.startswith("|"):
        return None
    if each.table == "surgery":
        return f"- {each.code}"
    return f"{each.code}: " + (f"{{{_BLANK}: {_BLANK}}}" if each.table in _SEVERAL else _BLANK)


def _meaning(table: str, facts: Facts) -> str:
    """Say what a code of this table may mean."""
    if table in _FACT:
        scale = "value of the scale: " if table == "severity_scales" else ""
        return scale + ", ".join(facts[_FACT[table]].values)
    return {"orders": "cxr, ct", "surgery": "orders of operations"}.get(table, "fact: value")


def _print_json(seen: Seen, settings: Settings) -> None:
    told = {
        "site_file": str(settings.site_file) if settings.site_file else None,
        "looked_at": seen.looked_at,
        "unreadable": len(seen.unreadable),
        "unmapped": [
            {"table": each.table, "code": each.code, "path": each.path, "count": count, "line": _line(each)}
            for each, count in seen.in_order()
        ],
    }
    json.dump(told, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
