"""What the record says of single symptoms, and of symptoms as a whole: present, absent, or nothing that counts."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from engine.context import Unread
from fhir.bundle.chart import Chart
from fhir.bundle.concepts import meanings, names
from fhir.bundle.conditions import has_condition
from fhir.bundle.moments import Moment
from fhir.bundle.observations import FINAL, SYMPTOM_FACTS
from fhir.bundle.raw import Found
from fhir.valuesets.loader import CodeSet, read_codebook

GROUP = "*"
"""In place of a symptom: the whole group that makes a fact."""

_SYMPTOMS = read_codebook("symptoms", *SYMPTOM_FACTS)
_ANSWERS = read_codebook("answers")
_WINDOW = "symptoms"


class Statement(Struct, frozen=True, gc=False):
    """A symptom is present or absent; without a `fact` it is only said that there is one, or none."""

    fact: str
    symptom: str
    is_present: bool
    moment: Moment
    path: str
    because: str


def read_statements(chart: Chart) -> Iterator[Statement | Unread]:
    """Tell what Conditions and Observations of the window and the encounter say of symptoms."""
    for found in chart.all("Condition"):
        code_sets = set(meanings(found.resource.code, _SYMPTOMS))
        if code_sets:
            yield from _read_condition(chart, found, code_sets)
    for topic in ("symptoms", *SYMPTOM_FACTS):
        for one in chart.about(topic):
            yield from _read_observation(chart, one.found, [each for each in one.sets if each.topic == topic])


def _read_condition(chart: Chart, found: Found, code_sets: set[CodeSet]) -> Iterator[Statement | Unread]:
    moment = _asserted(chart, found)
    if moment is None:
        yield Unread(found.at("recordedDate"), "it does not say since when")
    elif chart.is_within(moment, _WINDOW) and chart.stay.covers(found.resource.encounter, found):
        is_present = has_condition(chart, found.resource)
        if is_present is None:
            yield Unread(found.at("verificationStatus"), "it is neither confirmed and active nor refuted")
        else:
            for code_set in code_sets:
                yield from _say(code_set, moment, found.at("code"), is_present=is_present)


def _asserted(chart: Chart, found: Found) -> Moment | None:
    """Return when a Condition was said: recorded, else begun, but not before the encounter that it names."""
    condition = found.resource
    recorded = chart.moment(condition.recorded_date)
    if recorded is not None:
        return recorded
    begun = chart.moment(condition.onset_date_time) or chart.period(condition.onset_period)
    present = chart.stay.present
    if condition.encounter is not None and present is not None and chart.stay.covers(condition.encounter, found):
        arrived = chart.period(present.resource.period)
        if arrived is not None and (begun is None or arrived.is_newer_than(begun)):
            return Moment(arrived.earliest, arrived.earliest, arrived.zone_assumed)
    return begun


def _read_observation(chart: Chart, found: Found, code_sets: list[CodeSet]) -> Iterator[Statement | Unread]:
    observation = found.resource
    moment = chart.effective(observation)
    if moment is None:
        yield Unread(found.at("effective"), "it does not say when it was so")
    elif chart.is_within(moment, _WINDOW) and chart.stay.covers(observation.encounter, found):
        said = list(_answers(observation, found, code_sets, moment)) if observation.status in FINAL else []
        if not said:
            yield Unread(found.at("value"), "it is not final, or its value is none that says present or absent")
        yield from said


def _answers(observation: Any, found: Found, code_sets: list[CodeSet], moment: Moment) -> Iterator[Statement]:  # noqa: ANN401
    path = found.at("valueCodeableConcept" if observation.value_boolean is None else "valueBoolean")
    for code_set in code_sets:
        if code_set.name == "symptom":
            # The symptom is the value. How a negative one is written is nowhere agreed, so none is read.
            if observation.data_absent_reason is None and not observation.interpretation:
                for named in set(meanings(observation.value_codeable_concept, _SYMPTOMS)):
                    yield from _say(named, moment, path, is_present=True)
        else:
            answer = _answer(observation)
            if answer is not None:
                yield from _say(code_set, moment, path, is_present=answer)


def _answer(observation: Any) -> bool | None:  # noqa: ANN401  an Observation
    if observation.data_absent_reason is not None:
        return None
    if observation.value_boolean is not None:
        return bool(observation.value_boolean)
    answered = names(observation.value_codeable_concept, _ANSWERS)
    return answered == {"yes"} if len(answered) == 1 else None


def _say(code_set: CodeSet, moment: Moment, path: str, *, is_present: bool) -> Iterator[Statement]:
    """Say what the presence or absence of one set means; what says nothing is said by nothing."""
    if code_set.name == "symptomatic":
        yield Statement("", GROUP, is_present, moment, path, f"symptoms are {'' if is_present else 'not '}present")
    elif code_set.name == "asymptomatic":
        if is_present:
            yield Statement("", GROUP, is_present=False, moment=moment, path=path, because=code_set.label)
    elif code_set.topic in SYMPTOM_FACTS and (is_present or code_set.is_a is None):
        symptom = code_set.is_a or code_set.name
        because = f"{code_set.label}: {'present' if is_present else 'absent'}"
        yield Statement(code_set.topic, symptom, is_present, moment, path, because)
