"""What the answers to the order's questions state: Q1 and any question of a fact, and Q2 with its table."""

from collections.abc import Iterable, Iterator

from engine.context import STATED, Reading, Unread
from fhir.bundle.answers import Answered
from fhir.bundle.chart import Chart, Told
from fhir.bundle.moments import Moment
from fhir.bundle.observations import SYMPTOM_FACTS
from fhir.bundle.symptom_statements import GROUP, Statement
from fhir.valuesets.questions import read_ct_circumstance

_YES_NO = ("yes", "no")


def read_symptom_answers(chart: Chart, answers: Iterable[Answered]) -> Iterator[Statement | Unread]:
    """Tell what was answered about each group of symptoms: reports, which a measurement may contradict."""
    for answered in answers:
        if answered.link_id not in SYMPTOM_FACTS:
            continue
        moment = answered.moment or Moment(chart.as_of, chart.as_of)
        if not chart.is_within(moment, "symptoms"):
            yield Unread(answered.path, "it was answered before the window")
        elif len(answered.codes) == 1 and answered.codes[0] in _YES_NO:
            is_present = answered.codes[0] == "yes"
            yield Statement(answered.link_id, GROUP, is_present, moment, answered.path, "answered with the order")
        else:
            yield Unread(answered.path, "it is not answered with one yes or no")


def tell_questions(chart: Chart, answers: Iterable[Answered], recorded: frozenset[str]) -> Told:
    """Tell what the other answers state; `recorded` are the facts that the record itself tells."""
    for answered in answers:
        if answered.link_id in SYMPTOM_FACTS:
            continue
        if answered.link_id == read_ct_circumstance().link_id:
            yield from _tell_ct_circumstance(chart, answered, recorded)
        elif set(answered.codes) <= set(chart.facts[answered.link_id].values):
            yield from _state(chart, answered.link_id, answered.codes, answered)
        else:
            yield Unread(answered.path, "it is not answered with a value of the fact")


def _tell_ct_circumstance(chart: Chart, answered: Answered, recorded: frozenset[str]) -> Told:
    options = read_ct_circumstance().options
    if chart.order is None or chart.order.modality != "ct":
        yield Unread(answered.path, "the question is asked of CT orders alone")
    elif len(answered.codes) != 1 or answered.codes[0] not in options:
        yield Unread(answered.path, "it is not answered with one option of the question")
    else:
        option = options[answered.codes[0]]
        for fact, values in option.states.items():
            yield from _state(chart, fact, values, answered)
        for fact, values in option.unless_recorded.items():
            if fact not in recorded:
                yield from _state(chart, fact, values, answered)


def _state(chart: Chart, fact: str, values: tuple[str, ...], answered: Answered) -> Iterator[Reading]:
    yield from chart.tell(fact, values, answered.path, answered.moment, "answered with the order", STATED)
