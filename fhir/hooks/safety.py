"""The card of local safety: notes that ask for something, of which an order has one card at most."""

from collections.abc import Mapping
from typing import Any

from fhir.hooks.actions import order_rt_pcr
from fhir.hooks.case import LONGEST_SUMMARY, Case, Content, Draft, Suggestion
from fhir.hooks.paragraphs import bullets, joined, known
from fhir.hooks.phrases import escape, fitting

KIND = "local-safety"
REASONS = ("action-completed", "cds-not-applicable", "recipient-disagrees-evidence")

ASSESS_NOW, REPEAT_RT_PCR = "assess-now", "repeat-rt-pcr"
_OF_CT = frozenset({"pregnancy", "under-18", "recent-ct"})
_CHECKS = frozenset({"severe-without-symptoms"})
_CONTRADICTED = "-contradicted"
_SPOKEN_FOR = frozenset({"concordant", "concordant-if-weighed"})
Note = Mapping[str, Any]


def content(case: Case) -> Content | None:
    """Return the card of the notes that ask for something about the order; nothing where none does."""
    notes = asking(case)
    if not case.modality or not notes:
        return None
    first = sorted(notes, key=_turn)
    texts = [note["text"][case.language] for note in first]
    more = case.say("summary.more-notes", more=str(len(texts) - 1)) if len(texts) > 1 else ""
    summary = fitting(texts[0], LONGEST_SUMMARY - len(more))
    return Content(
        KIND,
        "warning" if first[0]["id"] == ASSESS_NOW else "info",
        "clinical-reminder",
        summary + more,
        joined([bullets(escape(text) for text in texts), *known(case)]),
    )


def suggestions(case: Case, draft: Draft) -> list[Suggestion]:
    """Suggest the RT-PCR that a note asks to repeat."""
    asked = {note["id"] for note in asking(case)}
    if REPEAT_RT_PCR not in asked:
        return []
    action = order_rt_pcr(case, draft, "diagnosis")
    if action is None:
        return []
    return [
        Suggestion(
            REPEAT_RT_PCR, case.say("suggestion.rt-pcr"), [action], is_recommended=not any(map(_is_check, asked))
        )
    ]


def asking(case: Case) -> list[Note]:
    """Return the notes that ask for something about the order, in their order."""
    return [note for note in case.document["notes"] if _asks(case, note["id"])]


def beside(case: Case) -> list[Note]:
    """Return the notes that make no card of their own and are told on another."""
    return [note for note in case.document["notes"] if not _asks(case, note["id"])]


def _turn(note: Note) -> int:
    """Return when a note is told: what may be wrong goes before what rests on it, and danger before both."""
    if note["id"] == ASSESS_NOW:
        return 0
    return 1 if _is_check(note["id"]) else 2


def _is_check(note: str) -> bool:
    return note in _CHECKS or note.endswith(_CONTRADICTED)


def _asks(case: Case, note: str) -> bool:
    if note == ASSESS_NOW:
        # It warns of silence and of advice against imaging; of an order that the guideline speaks for, it is noise.
        return case.concordance not in _SPOKEN_FOR
    if note == REPEAT_RT_PCR:
        return not case.hook["rt_pcr_ordered"]
    if note in _OF_CT:
        return case.modality == "ct"
    return _is_check(note)
