"""The lists in the documentation that are made from the program; run as a program, this writes them anew."""

from pathlib import Path

from pydantic_core import PydanticUndefined

from api.problems import PROBLEMS
from api.settings import Settings

DOCS = Path(__file__).parents[2] / "docs"
BEGIN, END = "<!-- made by tests/api/documented_lists.py -->\n", "<!-- end -->\n"


def problems() -> str:
    """Every problem: its type, status, title and what to do about it."""
    rows = [f"| `{slug}` | {each.status} | {each.title} | {each.advice} |" for slug, each in PROBLEMS.items()]
    return _table("| problem | status | title | what to do |", rows)


def settings() -> str:
    """Every setting: its variable, default and what it is for."""
    rows = []
    for name, field in Settings.model_fields.items():
        default = field.default
        assert default is not PydanticUndefined
        shown = int(default) if isinstance(default, bool) else default
        written = "" if default is None or default == "" else f"`{shown}`"
        rows.append(f"| `IMAGING_CDS_{name.upper()}` | {written} | {field.description} |")
    return _table("| variable | default | for |", rows)


LISTS = {"problems.md": problems, "settings.md": settings}


def listed(document: str) -> str:
    """What stands in a document between the marks."""
    return (DOCS / document).read_text().partition(BEGIN)[2].partition(END)[0]


def write() -> None:
    """Write every list anew."""
    for document, made in LISTS.items():
        text = (DOCS / document).read_text()
        before, _, rest = text.partition(BEGIN)
        (DOCS / document).write_text(f"{before}{BEGIN}{made()}{END}{rest.partition(END)[2]}")


def _table(head: str, rows: list[str]) -> str:
    return "\n".join([head, "|---" * (head.count("|") - 1) + "|", *rows, ""])


if __name__ == "__main__":
    write()
