"""The answer of a decision as Parameters: a part per modality, the notes, and the order held against the advice."""

from collections.abc import Iterator, Mapping
from typing import Any

from fhir.r4.elements import Resource, said, words_of
from fhir.r4.recorded import Recorded

OUTPUTS = "advice"
"""Its id where it is contained."""

_LISTS = (("recommendation", "recommendations"), ("possible", "possible"), ("ask", "ask"), ("presumed", "presumed"))


def outputs(recorded: Recorded) -> Resource:
    """Return what the decision answers."""
    document = recorded.document
    parameters = [{"name": modality, "part": list(_advice(advice))} for modality, advice in document["advice"].items()]
    parameters += [{"name": "note", "part": list(_note(note))} for note in document["notes"]]
    order = document["order"]
    if order:
        parts = [{"name": name, "valueCode": order[name]} for name in ("modality", "concordance")]
        parameters.append({"name": "order", "part": parts})
    return {"resourceType": "Parameters", "id": OUTPUTS} | ({"parameter": parameters} if parameters else {})


def _advice(advice: Mapping[str, Any]) -> Iterator[Resource]:
    yield {"name": "strength", "valueCode": advice["strength"]}
    if advice["presumably"]:
        yield {"name": "presumably", "valueCode": advice["presumably"]}
    for name, key in _LISTS:
        for each in advice[key]:
            yield {"name": name, "valueCode": each}
    for caution in advice["cautions"]:
        parts = [{"name": "id", "valueCode": caution["id"]}, {"name": "holds", "valueCode": caution["holds"]}]
        yield {"name": "caution", "part": parts}
    yield {"name": "text", **said("valueString", words_of(advice["text"]))}


def _note(note: Mapping[str, Any]) -> Iterator[Resource]:
    yield {"name": "id", "valueCode": note["id"]}
    yield {"name": "source", "valueCode": note["source"]}
    yield {"name": "text", **said("valueString", words_of(note["text"]))}
