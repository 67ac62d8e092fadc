"""The card on an order whose answer still needs information: what to answer, and where it would lead."""

from collections.abc import Iterator

from fhir.hooks.actions import change
from fhir.hooks.case import LONGEST_SUMMARY, Case, Content, Draft, Suggestion
from fhir.hooks.forms import Chosen, answer
from fhir.hooks.paragraphs import bullets, joined, known, reminders
from fhir.hooks.phrases import escape, fitting
from fhir.hooks.reasons import with_reason
from fhir.hooks.safety import beside
from fhir.valuesets.questions import read_ct_circumstance

KIND = "needs-information"
REASONS = ("cds-not-applicable", "not-convenient-feasible", "cds-suboptimal-context")
_UNSETTLED = "undetermined"
_PURPOSE = "purpose"


def content(case: Case) -> Content | None:
    """Return the card on an order that is not settled; nothing on any other."""
    if case.concordance != _UNSETTLED:
        return None
    lead = _lead(case)
    asked = _order_questions(case) if case.modality == "ct" and not _is_answered(case) else _asked_facts(case)
    detail = joined([*asked, *known(case), *reminders(case, beside(case))])
    return Content(KIND, "info", "guideline", fitting(lead, LONGEST_SUMMARY), detail)


def suggestions(case: Case, draft: Draft) -> list[Suggestion]:
    """Suggest each answer to the question of a CT order that settles it."""
    if draft.order is None or case.modality != "ct":
        return []
    return [_suggestion(case, draft, option, strength) for option, strength in case.hook["options"].items()]


def _suggestion(case: Case, draft: Draft, option: str, strength: str) -> Suggestion:
    question = read_ct_circumstance()
    label = question.options[option].label.read_in(case.language)
    order = answer(draft.order or {}, draft.forms, Chosen(question.link_id, option, label))
    order = with_reason(order, question.system, option, label)
    action = change(case, draft, order, strength, case.say("action.answer", option=label))
    return Suggestion(option, label, [action])


def _is_answered(case: Case) -> bool:
    """Tell whether the question of a CT order has an answer, so that what is still asked is something else."""
    answer_to = f"item[{read_ct_circumstance().link_id}]"
    return any(reading["path"].endswith(answer_to) for reading in case.document["readings"])


def _lead(case: Case) -> str:
    """Return the answer as far as there is one: what holds unless the questions say otherwise."""
    presumably = case.advice["presumably"]
    if presumably is None:
        return case.sentence(case.modality, case.advice["strength"])
    unless = case.page.edition.strengths[presumably].unless.read_in(case.language)
    return unless.replace("{modality}", case.examination)


def _order_questions(case: Case) -> Iterator[str]:
    """Tell the two questions that are asked with the order of a CT, and where the second leads."""
    purpose = case.page.facts[_PURPOSE]
    options = " · ".join(escape(case.label(_PURPOSE, value)) for value in purpose.values)
    yield case.say(
        "detail.question", number="1", question=escape(purpose.question.read_in(case.language)), options=options
    )
    question = read_ct_circumstance()
    asked = case.say("detail.question", number="2", question=escape(question.text.read_in(case.language)), options="")
    options = bullets(_leading(case, option) for option in question.options)
    yield f"{asked.rstrip()}\n\n{options}"


def _leading(case: Case, option: str) -> str:
    label = escape(read_ct_circumstance().options[option].label.read_in(case.language))
    strength = case.hook["options"].get(option)
    if strength is None:
        return label
    words = case.page.edition.strengths[strength].label.read_in(case.language)
    return case.say("detail.leads-to", option=label, strength=escape(words))


def _asked_facts(case: Case) -> Iterator[str]:
    yield case.say("detail.questions")
    yield bullets(escape(case.page.facts[fact].question.read_in(case.language)) for fact in case.advice["ask"])
