"""Tells what became of every requirement: a line each as text, a row each in Markdown, or JSON."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence

from api.conformance.verdicts import Judgement, Verdict

_MOST_FLAWS = 5
"""Things wrong with one requirement that are told; the rest is counted."""


def as_text(judgements: Sequence[Judgement]) -> str:
    """Return a line for each requirement, and a last one that counts."""
    wide = max(len(each.requirement.id) for each in judgements)
    lines = [
        f"{each.verdict:<14}  {each.requirement.id:<{wide}}  {each.requirement.force:<10}  {_told(each)}"
        for each in judgements
    ]
    return "\n".join([*lines, counted(judgements), ""])


def as_markdown(judgements: Iterable[Judgement]) -> str:
    """Return a table with a row for each requirement; the last column names the check of what passes."""
    rows = [
        f"| `{each.requirement.id}` | {each.requirement.force} | {_cell(each.requirement.says)} "
        f"| {each.verdict} | {_cell(_reason(each)) or f'`{each.requirement.by}`'} |"
        for each in judgements
    ]
    return "\n".join(
        ["| requirement | force | what it asks | verdict | check, or why |", "|---|---|---|---|---|", *rows, ""]
    )


def as_json(judgements: Sequence[Judgement]) -> str:
    """Return a JSON document of every requirement, with each thing that is wrong and where."""
    told = [
        {
            "id": each.requirement.id,
            "force": each.requirement.force,
            "says": each.requirement.says,
            "verdict": each.verdict,
            "places": each.places,
            "reason": "" if each.flaws else each.reason,
            "flaws": [{"where": printable(where), "what": printable(what)} for where, what in each.flaws],
        }
        for each in judgements
    ]
    count = Counter(str(each.verdict) for each in judgements)
    document = {"holds": holds(judgements), "counts": count, "requirements": told}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


FORMATS = {"text": as_text, "json": as_json, "markdown": as_markdown}


def holds(judgements: Iterable[Judgement]) -> bool:
    """Tell whether nothing that a service SHALL or SHALL NOT is broken."""
    return not any(each.verdict is Verdict.FAILS and each.requirement.binding for each in judgements)


def counted(judgements: Sequence[Judgement]) -> str:
    """Return how many requirements there are of each verdict, in words."""
    count = Counter(each.verdict for each in judgements)
    binding = sum(each.verdict is Verdict.FAILS and each.requirement.binding for each in judgements)
    return ", ".join(f"{count[verdict]} {verdict}" for verdict in Verdict) + f"; {binding} SHALL broken"


def printable(text: str) -> str:
    """Return text that leaves a terminal as it is: places are named after what a stranger sent.

    >>> printable("prefetch " + chr(27) + "[2J")
    'prefetch ?[2J'
    """
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def _told(judgement: Judgement) -> str:
    reason = _reason(judgement)
    return judgement.requirement.says + (f" {reason[:1].upper()}{reason[1:]}." if reason else "")


def _reason(judgement: Judgement) -> str:
    if not judgement.flaws:
        return judgement.reason
    told = [printable(f"{where}: {what}") for where, what in judgement.flaws[:_MOST_FLAWS]]
    more = len(judgement.flaws) - len(told)
    return "; ".join(told) + (f"; and {more} more" if more else "")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
