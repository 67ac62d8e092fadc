"""The table of docs/conformance.md, made by asking the project's own service; run as a program, this writes it."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from api.conformance.report import as_markdown
from api.conformance.verdicts import Judgement, Verdict, judge
from tests.api.conformance.own_service import observed

DOCUMENT = Path(__file__).parents[3] / "docs" / "conformance.md"
BEGIN, END = "<!-- made by tests/api/conformance/documented_matrix.py -->\n", "<!-- end -->\n"

_TLS = "TLS ends at the proxy; with clients, the service does not start unless its public address is https, or here"
_NO_SUCH_HOOK = "the service does not offer this hook"
NEVER: Mapping[str, str] = {
    "cds-hooks_2.0@2": _TLS,
    "cds-hooks_2.0@14": "discovery is answered with 200",
    "cds-hooks_2.0@27": "nothing is timed here; `make bench` measures it",
    "cds-hooks_2.0@111": "no card has an icon",
    "cds-hooks_2.0@144": "no link leads to a SMART app",
    "cds-hooks_2.0@146": "no link leads to a SMART app",
    "cds-hooks_2.0@168": _TLS,
    "cds-hooks_2.0@220": "no topic has a display",
    "cds-hooks-library_1.0.1@32": _NO_SUCH_HOOK,
    "cds-hooks-library_1.0.1@73": _NO_SUCH_HOOK,
}
"""What this service gives no occasion to see, and why that is so."""


def matrix() -> str:
    """Every requirement with what became of it."""
    return as_markdown([_told(each) for each in judge(observed())])


def _told(judgement: Judgement) -> Judgement:
    if judgement.verdict is not Verdict.NOT_OBSERVED:
        return judgement
    known = judgement.requirement.model_copy(update={"why": NEVER[judgement.requirement.id]})
    return replace(judgement, requirement=known, verdict=Verdict.NOT_APPLICABLE)


def listed() -> str:
    """What stands in the document between the marks."""
    return DOCUMENT.read_text().partition(BEGIN)[2].partition(END)[0]


def write() -> None:
    """Write the table anew."""
    before, _, rest = DOCUMENT.read_text().partition(BEGIN)
    DOCUMENT.write_text(f"{before}{BEGIN}{matrix()}{END}{rest.partition(END)[2]}")


if __name__ == "__main__":
    write()
