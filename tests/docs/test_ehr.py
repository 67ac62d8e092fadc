"""The tables of docs/ehr.md that are written by hand hold what the program has; its clients.yaml can be used."""

import re
import textwrap

from api.clients.file import read_clients
from fhir.hooks.cards import KINDS
from fhir.hooks.templates import TEMPLATES
from fhir.valuesets.questions import read_ct_circumstance
from tests.api.http.serving import ROOT
from tests.fhir.invented_bundles import edition

PAGE = (ROOT / "docs" / "ehr.md").read_text()


def rows(head: str) -> list[list[str]]:
    """Return the cells of the table that begins with a cell, without the backquotes of codes."""
    table = PAGE.partition(f"| {head} |")[2].partition("\n\n")[0]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]


def options_after(question: str) -> list[list[str]]:
    """Return the rows of the first table of codes after a question."""
    found = re.search(rf"^\*\*{question},.*?\n\n(\| code .*?)\n\n", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in found[1].splitlines()[2:]]


def test_every_key_of_the_prefetch_is_told() -> None:
    assert [row[0] for row in rows("key")] == list(TEMPLATES)


def test_every_kind_of_card_is_told() -> None:
    assert [row[0] for row in rows("kind of card")] == list(KINDS)


def test_first_question_has_the_values_of_the_purpose() -> None:
    labels = edition().facts["purpose"].labels
    assert options_after("Q1") == [[value, words.en, words.ko] for value, words in labels.items()]


def test_second_question_has_its_options() -> None:
    options = read_ct_circumstance().options
    assert [row[:3] for row in options_after("Q2")] == [
        [code, option.label.en, option.label.ko] for code, option in options.items()
    ]


def test_questions_are_worded_as_they_are_asked() -> None:
    purpose, circumstance = edition().facts["purpose"].question, read_ct_circumstance().text
    assert re.findall(r"^\*\*Q\d, link id `([\w-]+)`:\*\* (.*)$", PAGE, re.MULTILINE) == [
        ("purpose", f"{purpose.en} {purpose.ko}"),
        (read_ct_circumstance().link_id, f"{circumstance.en} {circumstance.ko}"),
    ]


def test_example_of_clients_can_be_used() -> None:
    found = re.search(r"^   ```yaml\n(.*?)^   ```$", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None
    (client,) = read_clients(textwrap.dedent(found[1]).encode())
    assert (client.id, client.mode("order-select"), client.mode("patient-view")) == ("main-ehr", "shadow", "off")
