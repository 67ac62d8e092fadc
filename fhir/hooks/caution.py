"""The card on an order for a purpose that the guideline refuses, though it speaks for the examination."""

from engine.guideline import Caution
from fhir.hooks.actions import change
from fhir.hooks.case import LONGEST_SUMMARY, Case, Content, Draft, Suggestion
from fhir.hooks.forms import FORM, Chosen, correct
from fhir.hooks.paragraphs import joined, known, presumed, reminders, statements
from fhir.hooks.phrases import fitting
from fhir.hooks.reasons import PURPOSE, with_reason, without_reasons
from fhir.hooks.safety import beside

KIND = "caution"
REASONS = ("cds-not-applicable", "recipient-disagrees-evidence", "recipient-concerns-outcomes")
_FACT, _INSTEAD = "purpose", "diagnosis"


def content(case: Case) -> Content | None:
    """Return the card on an order that is discordant by a caution that holds; nothing on any other."""
    caution = _holding(case)
    if caution is None:
        return None
    detail = joined(
        [
            *statements(case, case.modality),
            *known(case),
            *presumed(case, case.modality),
            *reminders(case, beside(case)),
        ]
    )
    summary = fitting(caution.words.read_in(case.language), LONGEST_SUMMARY)
    return Content(KIND, "warning", "off-guideline", summary, detail)


def suggestions(case: Case, draft: Draft) -> list[Suggestion]:
    """Suggest another purpose, where the caution is about the purpose and the order can be made to say so."""
    caution = _holding(case)
    refused = frozenset(_refused(caution) if caution else ())
    if draft.order is None or not refused or _INSTEAD in refused:
        return []
    paths = [each["path"] for each in case.document["readings"] if _says(each["fact"], each["values"], refused)]
    label = case.label(_FACT, _INSTEAD)
    order, corrected = correct(draft.order, draft.forms, Chosen(_FACT, _INSTEAD, label))
    if not {_form_in(path) for path in paths} - {None} <= corrected:
        return []
    order = with_reason(without_reasons(order, paths, refused), PURPOSE, _INSTEAD, label)
    description = case.say("action.change-purpose", modality=case.examination, purpose=label)
    action = change(case, draft, order, case.advice["strength"], description)
    return [
        Suggestion(
            "change-purpose", case.say("suggestion.change-purpose", purpose=label), [action], is_recommended=True
        )
    ]


def _holding(case: Case) -> Caution | None:
    """Return the caution by which the order is discordant, though its strength speaks for it."""
    strengths = case.page.edition.strengths
    if case.concordance != "discordant" or strengths[case.advice["strength"]].concordance == "discordant":
        return None
    holding = {each["id"] for each in case.advice["cautions"] if each["holds"] == "yes"}
    return next((each for each in case.page.edition.cautions if each.id in holding), None)


def _refused(caution: Caution) -> list[str]:
    return [value for row in caution.rows for cell in row.cells if cell.fact == _FACT for value in cell.values]


def _says(fact: str, values: list[str], refused: frozenset[str]) -> bool:
    return fact == _FACT and not refused.isdisjoint(values)


def _form_in(path: str) -> str | None:
    """Return the form in which a path lies, as the order refers to it; nothing where it lies in no form.

    >>> _form_in("QuestionnaireResponse/q1#item[purpose]"), _form_in("ServiceRequest/a#q1.item[purpose]")
    ('QuestionnaireResponse/q1', '#q1')
    """
    name, _, field = path.partition("#")
    if name.startswith(f"{FORM}/"):
        return name
    return f"#{field.partition('.item[')[0]}" if ".item[" in field else None
