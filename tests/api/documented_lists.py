"""The lists in the documentation that are made from the program; run as a program, this writes them anew."""

from pathlib import Path

from pydantic_core import PydanticUndefined

from api.problems import PROBLEMS
from api.settings import Settings
from tests.api import documented_hl7v2
from tests.api.documented_hl7v2 import table

DOCS = Path(__file__).parents[2] / "docs"
END = "<!-- end -->\n"


def problems() -> str:
    """Every problem: its type, status, title and what to do about it."""
    rows = [f"| `{slug}` | {each.status} | {each.title} | {each.advice} |" for slug, each in PROBLEMS.items()]
    return table("| problem | status | title | what to do |", rows)


def settings() -> str:
    """Every setting: its variable, default and what it is for."""
    rows = []
    for name, field in Settings.model_fields.items():
        default = field.default
        assert default is not PydanticUndefined
        shown = int(default) if isinstance(default, bool) else default
        written = "" if default is None or default == "" else f"`{shown}`"
        rows.append(f"| `IMAGING_CDS_{name.upper()}` | {written} | {field.description} |")
    return table("| variable | default | for |", rows)


LISTS = {"problems.md": problems, "settings.md": settings, **documented_hl7v2.LISTS}
"""By the document, and by the list's name where a document has several."""


def listed(place: str) -> str:
    """What stands in a document between the marks of a list."""
    return _parts(place)[2]


def write() -> None:
    """Write every list anew."""
    for place, made in LISTS.items():
        document, before, _, after = _parts(place)
        document.write_text(f"{before}{made()}{after}")


def _parts(place: str) -> tuple[Path, str, str, str]:
    """The document of a list, and what stands in it before the list, as the list, and after it."""
    name, _, listed_as = place.partition("#")
    begin = f"<!-- {listed_as}, made" if listed_as else "<!-- made"
    before, mark, rest = (DOCS / name).read_text().partition(f"{begin} by tests/api/documented_lists.py -->\n")
    between, end, after = rest.partition(END)
    assert all((mark, end)), f"{name} has no place for {listed_as or 'its list'}"
    return DOCS / name, before + mark, between, end + after


if __name__ == "__main__":
    write()
