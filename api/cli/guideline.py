"""`imaging-cds guideline`: what is on the shelf, what it says, and whether it holds together."""

import argparse
import json
import sys

from api.assemble import library_of
from api.cli.parsing import Commands
from api.editions import edition_document
from api.library import Library
from api.settings import Settings
from engine.facts import Words
from engine.guideline import Edition, Row
from engine.rows import space_of


def add_to(commands: Commands) -> None:
    """Declare the commands."""
    noun = commands.add_parser(
        "guideline", help="for guideline authors", epilog="example: imaging-cds guideline show ksr-kstr-2020"
    )
    verbs = noun.add_subparsers(metavar="COMMAND", required=True)
    for name, run, text in (
        ("list", list_all, "the guidelines on the shelf"),
        ("show", show, "one guideline: words and rows side by side"),
        ("compile", compile_all, "evaluate every complete context with durable-rules and with our own evaluator"),
    ):
        command = verbs.add_parser(name, help=text, epilog=f"example: imaging-cds guideline {name}")
        if name != "list":
            command.add_argument("id", nargs="?", help="a guideline's id; the active one when left out")
        command.add_argument("--format", choices=("text", "json"), default="text")
        command.set_defaults(run=run)


def list_all(chosen: argparse.Namespace) -> int:
    """List the guidelines, a line each."""
    library = library_of(Settings())
    told = [
        {"id": each.id, "version": each.version, "status": each.status, "digest": each.digest, "title": each.title.en}
        for each in library.editions.values()
    ]
    if chosen.format == "json":
        return _print_json(told)
    for each in told:
        mark = "*" if each["id"] == library.active else " "
        sys.stdout.write(f"{mark} {each['id']}  {each['version']}  {each['status']}  {each['title']}\n")
    return 0


def show(chosen: argparse.Namespace) -> int:
    """Show one guideline as its author wrote it."""
    edition = library_of(Settings()).find(chosen.id)
    if chosen.format == "json":
        return _print_json(edition_document(edition))
    sys.stdout.write(f"{edition.title.en}\n{edition.title.ko}\n{edition.citation}\n{edition.digest}\n")
    for each in edition.recommendations:
        said = ", ".join(f"{modality} {strength}" for modality, strength in each.strengths.items())
        sys.stdout.write(f"\n{each.id}  {said}\n")
        _show_words(each.words)
        _show_rows(each.rows)
        for defeat in each.defeats:
            sys.stdout.write(f"    defeats {defeat.recommendation} for {defeat.modality}\n")
    for caution in edition.cautions:
        sys.stdout.write(f"\n{caution.id}  caution on {caution.recommendation} ({caution.modality})\n")
        _show_words(caution.words)
        _show_rows(caution.rows)
    return 0


def compile_all(chosen: argparse.Namespace) -> int:
    """Compile one guideline; an error, with file, rule and reason, where it does not hold together."""
    library: Library = library_of(Settings())
    edition: Edition = library.find(chosen.id)
    library.deciding(edition)
    told = {modality: space_of(edition, modality).size for modality in edition.modalities}
    if chosen.format == "json":
        return _print_json({"id": edition.id, "digest": edition.digest, "complete_contexts": told})
    for modality, size in told.items():
        sys.stdout.write(f"{edition.id} {modality}: {size} complete contexts, both evaluators agree\n")
    return 0


def _show_words(words: Words) -> None:
    sys.stdout.write(f"    {words.en}\n    {words.ko}\n")


def _show_rows(rows: tuple[Row, ...]) -> None:
    for number, row in enumerate(rows, start=1):
        cells = ", ".join(f"{cell.fact} {' or '.join(cell.values)}" for cell in row.cells)
        sys.stdout.write(f"    row {number}: {cells}\n")


def _print_json(document: object) -> int:
    json.dump(document, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
    return 0
