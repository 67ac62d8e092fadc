"""Where a decision came from, as Provenance: the rules, what was read of each fact, and its place in the log."""

from collections.abc import Iterator

from fhir.r4.elements import CODES, Resource
from fhir.r4.recorded import PRODUCT, Recorded

_PARTICIPANT = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
_OPERATION = "http://terminology.hl7.org/CodeSystem/v3-DataOperation"


def provenance(recorded: Recorded) -> Resource:
    """Return what the decision was made of."""
    return {
        "resourceType": "Provenance",
        "id": recorded.id,
        "target": [recorded.reference],
        "occurredDateTime": recorded.document["as_of"],
        "recorded": recorded.time,
        "policy": [recorded.plan],
        "activity": {"coding": [{"system": _OPERATION, "code": "CREATE"}]},
        "agent": [
            {
                "type": {"coding": [{"system": _PARTICIPANT, "code": "assembler"}]},
                "who": {"display": f"{PRODUCT} {recorded.document['engine']}"},
            }
        ],
        "entity": list(_entities(recorded)),
    }


def _entities(recorded: Recorded) -> Iterator[Resource]:
    document = recorded.document
    yield _entity("source", "edition-digest", document["guideline"]["digest"], "the edition of the guideline")
    yield _entity("source", "edition-digest", document["local_safety"], "the notes of local safety")
    seen: set[tuple[str, str]] = set()
    for reading in document["readings"]:
        said = (reading["fact"], reading["path"])
        if said not in seen:
            seen.add(said)
            yield _entity("source", "path", reading["path"], f"{reading['fact']}: {reading['from']}")
    if recorded.header["supersedes"]:
        yield {"role": "revision", "what": {"reference": f"GuidanceResponse/{recorded.header['supersedes']}"}}
    place = f"record {recorded.index} of a log of {recorded.size}"
    yield _entity("quotation", "log-index", str(recorded.index), place)
    yield _entity("quotation", "commitment", recorded.header["commitment"], "the commitment of the record's header")


def _entity(role: str, of: str, value: str, display: str) -> Resource:
    return {"role": role, "what": {"identifier": {"system": f"{CODES}{of}", "value": value}, "display": display}}
