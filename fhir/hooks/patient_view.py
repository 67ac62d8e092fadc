"""The card on a patient for whom nothing is ordered, where the guideline speaks for an examination."""

from fhir.hooks.case import LONGEST_SUMMARY, Case, Content, Draft, Suggestion
from fhir.hooks.paragraphs import joined, known, presumed, reminders, statements
from fhir.hooks.phrases import fitting

KIND = "patient-view"
REASONS = ("action-completed", "cds-not-applicable", "recipient-disagrees-evidence")


def content(case: Case) -> Content | None:
    """Return the card where a modality is recommended or may be considered and none is ordered; else nothing."""
    if case.hook["hook"] != KIND or case.modality:
        return None
    strengths = case.page.edition.strengths
    advice = case.document["advice"]
    spoken_for = [one for one in advice if strengths[advice[one]["strength"]].concordance == "concordant"]
    if not spoken_for:
        return None
    summary = " ".join(case.sentence(one, advice[one]["strength"]) for one in spoken_for)
    paragraphs = [text for one in spoken_for for text in (*statements(case, one), *presumed(case, one))]
    detail = joined([*paragraphs, *known(case), *reminders(case, case.document["notes"])])
    return Content(KIND, "info", "guideline", fitting(summary, LONGEST_SUMMARY), detail)


def suggestions(_case: Case, _draft: Draft) -> list[Suggestion]:
    """Suggest nothing: whether to order is the clinician's own thought, and the link leads on."""
    return []
