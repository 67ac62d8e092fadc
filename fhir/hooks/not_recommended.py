"""The card on an order that the guideline does not recommend: remove it, and order RT-PCR where none is done."""

from fhir.hooks.actions import needs_rt_pcr, order_rt_pcr, remove
from fhir.hooks.case import LONGEST_SUMMARY, Case, Content, Draft, Suggestion
from fhir.hooks.paragraphs import governing, joined, known, presumed, reminders, statements
from fhir.hooks.phrases import fitting
from fhir.hooks.safety import beside

KIND = "not-recommended"
REASONS = (
    "cds-not-applicable",
    "cds-suboptimal-context",
    "recipient-disagrees-evidence",
    "recipient-concerns-outcomes",
    "service-not-available",
)


def content(case: Case) -> Content | None:
    """Return the card on an order that is discordant by its strength; nothing on any other."""
    if not case.modality:
        return None
    advice = case.advice
    if case.page.edition.strengths[advice["strength"]].concordance != "discordant":
        return None
    sentence = case.sentence(case.modality, advice["strength"])
    summary = case.say("summary.not-recommended", sentence=sentence, ids=", ".join(governing(advice)))
    detail = joined(
        [
            *statements(case, case.modality),
            *known(case),
            *presumed(case, case.modality),
            *reminders(case, beside(case)),
        ]
    )
    return Content(KIND, "warning", "off-guideline", fitting(summary, LONGEST_SUMMARY), detail)


def suggestions(case: Case, draft: Draft) -> list[Suggestion]:
    """Suggest to remove the order and to order RT-PCR, or only to remove it where RT-PCR is done or ordered.

    Never another imaging instead: where this one is not recommended, the guideline recommends none.
    """
    removal = remove(case)
    if removal is None:
        return []
    instead = order_rt_pcr(case, draft, "screening") if needs_rt_pcr(case) else None
    if instead is None:
        label = case.say("suggestion.remove", modality=case.examination)
        return [Suggestion("remove", label, [removal], is_recommended=True)]
    label = case.say("suggestion.rt-pcr-instead", modality=case.examination)
    return [Suggestion("rt-pcr-instead", label, [removal, instead], is_recommended=True)]
