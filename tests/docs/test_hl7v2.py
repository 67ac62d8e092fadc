"""What docs/hl7v2.md and the section of hl7.yaml show is what happens: its example is pasted, and its YAML is used."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import MISSING, fields
from pathlib import Path

import pytest

from api.feed.receive import MOST_MESSAGES
from api.hl7_file import read_hl7
from api.hl7_settings import Destination, Listen, Sender, Tls
from api.mllp.sender import MOST_RETRIES, Pace
from api.store.hl7_state import KEPT, TROUBLE_KEPT
from fhir.bundle.site import read_site
from fhir.v2.batch import messages_of
from fhir.v2.header import VERSIONS
from fhir.v2.opened import MOST_BYTES, MOST_FIELDS, MOST_PARTS, MOST_SEGMENTS
from fhir.v2.parse import read_message
from fhir.v2.tables import read_tables
from tests.api.http.serving import ROOT, SECONDS
from tests.api.mllp.commanded import free_port
from tests.docs.test_readme import within
from tests.fhir.invented_bundles import edition

PAGE = (ROOT / "docs" / "hl7v2.md").read_text()
SETTINGS = (ROOT / "docs" / "settings.md").read_text().partition("## hl7.yaml")[2]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CHANGING = (
    (r"\d{14}\.\d{3}[+-]\d{4}", "TIME"),
    (r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID"),
    (r"\|[0-9a-f]{20}\|", "|CONTROL|"),
)
"""What is another each time: times, ids of decisions, control ids."""
MARK = "=== end of a block ==="


def pasted() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Each block that is pasted, with what is shown below it."""
    trial = PAGE.partition("## Try it")[2].partition("### Over HTTP")[0]
    command, shown = "", list[tuple[str, str]]()
    for language, text in BLOCK.findall(trial):
        if language == "sh":
            if command:
                yield command, shown
            command, shown = text, []
        else:
            shown.append((language, text))
    yield command, shown


def is_shown(shown: str, given: str) -> bool:
    """Tell whether a text is as it is shown, of which parts may be left out."""
    for pattern, name in CHANGING:
        shown, given = re.sub(pattern, name, shown), re.sub(pattern, name, given)
    left_out = "[^\n]*".join(map(re.escape, shown.strip().split("…")))
    return re.fullmatch(left_out, given.strip()) is not None


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What the blocks write when they are pasted, one after the other."""
    folder = tmp_path_factory.mktemp("pasted")
    own = folder / "bin"
    own.mkdir()
    launcher = own / "imaging-cds"
    launcher.write_text(f'#!/bin/sh\nPYTHONSAFEPATH=1 PYTHONPATH="{ROOT}" exec "{sys.executable}" -m api "$@"\n')
    launcher.chmod(0o700)
    script = "set -m\ntrap 'kill $(jobs -p) 2> /dev/null' EXIT\n"
    script += "".join(f"{command}\necho '{MARK}'\n" for command, _ in pasted())
    for port in ("2575", "2576", "8001"):
        script = script.replace(port, str(free_port()))
    settings = {name: value for name, value in os.environ.items() if not name.startswith("IMAGING_CDS_")}
    run = subprocess.run(
        ["timeout", "--kill-after=5", str(SECONDS), "bash", "-c", script],  # noqa: S607 - wherever they are
        cwd=folder,
        env=settings | {"PATH": f"{own}:{settings['PATH']}"},
        capture_output=True,
        text=True,
        timeout=2 * SECONDS,
        check=False,
    )
    parts = run.stdout.split(f"{MARK}\n")
    assert len(parts) == len(list(pasted())) + 1, run.stderr
    return parts[:-1]


def test_example_does_what_is_shown(told: list[str]) -> None:
    compared = 0
    for (_, shown), given in zip(pasted(), told, strict=True):
        for language, text in shown:
            compared += 1
            if language == "json":
                assert within(json.loads(text), json.loads(given))
            else:
                assert is_shown(text, given), given
    assert compared == 6


@pytest.mark.parametrize(
    ("shown", "given", "expected"),
    [
        ("a … c", "a b c", True),
        ("a … c", "a b d", False),
        ("MSA|AA|1", "MSA|AA|1\n", True),
        ("MSA|AA|1", "MSA|AE|1", False),
        ("|20200407103000.000+0000|", "|20261122103000.123+0900|", True),
    ],
)
def test_is_shown_finds_a_difference(shown: str, given: str, *, expected: bool) -> None:
    assert is_shown(shown, given) is expected


def test_messages_of_the_example_are_taken() -> None:
    found = re.findall(r"^cat > \w+\.hl7 <<END\n(.*?)^END$", PAGE, re.MULTILINE | re.DOTALL)
    written = [text.replace("$now", "20200407103000+0900").encode() for text in found]
    read = [read_message(each) for one in written for each in messages_of(one)]
    assert [each.header.kind for each in read] == ["ORM^O01", "ORU^R01"]


def test_bounds_and_times_are_those_of_the_program() -> None:
    said = " ".join(PAGE.split())
    assert f"{MOST_BYTES >> 20} MiB, {MOST_SEGMENTS:,} segments, {MOST_FIELDS} fields in one segment" in said
    assert f"{MOST_PARTS:,} parts in all; {MOST_MESSAGES} messages in one frame" in said
    assert f"**Versions** {', '.join(VERSIONS[:-1])} and {VERSIONS[-1]}" in said
    days = read_tables()["days"]
    assert f"{days['ct']} days for films and CT, {days['order']} days for orders, {days['pregnancy']} for" in said
    assert f"{KEPT.days} days after it was taken in; {TROUBLE_KEPT.days} where it was refused then" in said
    assert f"sent again up to five times, after {Pace().again:g} s" in said
    assert MOST_RETRIES == 5


def test_site_map_of_the_page_can_be_used() -> None:
    (example,) = (text for language, text in BLOCK.findall(PAGE) if language == "yaml")
    site = read_site(example.encode(), edition().facts)
    assert site.orders == {"urn:hl7v2:99KMC|CT205": "ct", "urn:hl7v2:L|XR1": "cxr"}
    assert site.result_texts == {"NEG (-)": "negative"}
    assert site.share_hl7v2 == {"cds-hooks", "form"}


def test_example_of_hl7_yaml_can_be_used() -> None:
    ((_, example),) = BLOCK.findall(SETTINGS)
    file = read_hl7(example.encode(), Path("/etc/imaging-cds"))
    assert [each.application for each in file.senders] == ["HIS", "LIS"]
    assert [each.id for each in file.destinations] == ["his"]
    file.listen.refuse_open_address()


def test_every_key_of_hl7_yaml_is_told_with_its_default() -> None:
    parts = {"listen": Listen, "senders": Sender, "destinations": Destination, "tls": Tls}
    known = {}
    for part, declared in parts.items():
        for field in fields(declared):
            is_shown_here = field.default is not MISSING and field.default not in {None, ""}
            default = str(field.default).lower() if isinstance(field.default, bool) else str(field.default)
            known[f"{part}/{field.name}"] = default if is_shown_here else ""
    rows = [
        [cell.strip().strip("`") for cell in row.split("|")] for row in re.findall(r"^\| `.*$", SETTINGS, re.MULTILINE)
    ]
    assert {row[1]: row[2] for row in rows} == known
