"""What each answer to the question of a CT order would settle on, so that a card can offer it."""

from collections.abc import Mapping
from dataclasses import replace

from api.advise import Decider
from api.requests import Consultation
from engine.context import RESOURCE, STATED, Reading, weigh
from engine.guideline import NEEDS_INFORMATION
from fhir.valuesets.questions import Option, read_ct_circumstance

_CT = "ct"
_ANSWER = f"item[{read_ct_circumstance().link_id}]"


def settle_options(decider: Decider, asked: Consultation) -> Mapping[str, str]:
    """Return the strength for CT under each option of the question that would settle it; none where it was answered."""
    told = asked.gathered.readings
    if any(reading.path.endswith(_ANSWER) for reading in told):
        return {}
    recorded = frozenset(reading.fact for reading in told if reading.origin == RESOURCE)
    edition = decider.library.find(asked.guideline)
    deciding = decider.library.deciding(edition)
    settled: dict[str, str] = {}
    for name, option in read_ct_circumstance().options.items():
        readings = (*told, *_stated(option, recorded))
        gathered = replace(asked.gathered, readings=readings)
        context = weigh(gathered, decider.library.facts, edition.thresholds, asked.as_of or decider.now())
        known = [context.facts[fact].mask for fact in edition.facts]
        strength = deciding.advise(known, context.order, presume=asked.presume)[_CT].strength
        if strength != NEEDS_INFORMATION:
            settled[name] = strength
    return settled


def _stated(option: Option, recorded: frozenset[str]) -> tuple[Reading, ...]:
    said = dict(option.states)
    said |= {fact: values for fact, values in option.unless_recorded.items() if fact not in recorded}
    return tuple(Reading(fact, values, STATED, f"QuestionnaireResponse#{_ANSWER}") for fact, values in said.items())
