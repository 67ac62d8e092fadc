"""Sorts the Observations once by what their codes are about, so that each fact looks only at its own."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from fhir.bundle.concepts import meanings
from fhir.bundle.raw import Found
from fhir.valuesets.loader import CodeSet, read_codebook

SYMPTOM_FACTS = ("fever", "respiratory_symptoms", "other_symptoms_or_signs")
FINAL = frozenset({"final", "amended", "corrected"})
"""The states of an Observation that can be relied on."""

TOPICS = ("measurements", "rt_pcr", "circumstances", "intensive_care", "symptoms", *SYMPTOM_FACTS)
"""The value sets of what an Observation may be about."""

_BOOK = read_codebook(*TOPICS)


class Sorted(Struct, frozen=True, gc=False):
    """An Observation, and the sets that its code belongs to."""

    found: Found
    sets: tuple[CodeSet, ...]


def sort_observations(observations: Iterable[Found]) -> Mapping[str, list[Sorted]]:
    """Return the Observations that matter, by topic."""
    by_topic: dict[str, list[Sorted]] = {}
    for found in observations:
        sets = tuple(dict.fromkeys(meanings(found.resource.code, _BOOK)))
        for topic in {code_set.topic: None for code_set in sets}:
            by_topic.setdefault(topic, []).append(Sorted(found, sets))
        if found.resource.component:
            by_topic.setdefault("components", []).append(Sorted(found, sets))
    return by_topic
