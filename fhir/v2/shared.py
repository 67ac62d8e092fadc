"""What was kept of a patient, as entries of a record that another door reads: results, and never whose visit it was."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from fhir.bundle.raw import Entry
from fhir.v2.places import Places
from fhir.v2.resources import Made, resources_of
from fhir.v2.statements import Kept
from fhir.valuesets.loader import read_codebook

_KINDS: Final = frozenset({"DiagnosticReport"})
_TESTED: Final = frozenset({"Observation", "ServiceRequest"})
_TESTS: Final = read_codebook("rt_pcr")
_OWN: Final = "hl7v2-"
"""Before the ids of these resources, so that they are none of the other door's."""
_REFERENCE: Final = re.compile(r"([A-Z][A-Za-z]+)/([a-z0-9]+)")


@dataclass(frozen=True, slots=True)
class Shared:
    """Entries about the other door's patient, and where in which message what they say stood."""

    entries: tuple[Entry, ...] = ()
    places: Places | None = None

    def locate(self, path: str) -> str:
        """Return the place in a message that a place in the record stands for; others stay as they are.

        >>> Shared().locate("Observation/1#valueQuantity")
        'Observation/1#valueQuantity'
        """
        kind, _, own = path.partition(f"/{_OWN}")
        return path if self.places is None or not own else self.places.locate(f"{kind}/{own}")


NOTHING: Final = Shared()


def shared_entries(kept: Sequence[Kept], patient: str, as_of: datetime) -> Shared:
    """Return the results that were kept, about `patient` ("Patient/7"): of RT-PCR, pending ones too, and of imaging.

    What belongs to a visit, such as a temperature, is not shared: nobody can tell that it is the same one.
    """
    made = [each for each in resources_of(kept, as_of) if each.kind in _KINDS or _is_test(each)]
    entries = tuple(_renamed(each, patient).entry for each in made)
    return Shared(entries, Places({each.id: each.places for each in made})) if made else NOTHING


def _is_test(made: Made) -> bool:
    """Tell whether this is a nucleic acid test, ordered or resulted; no other order or observation is shared."""
    codings = made.content.get("code", {}).get("coding", ()) if made.kind in _TESTED else ()
    return any(_TESTS.find(each.get("system"), each.get("code")) is not None for each in codings)


def _renamed(made: Made, patient: str) -> Made:
    content = {name: _referring(value) for name, value in made.content.items()}
    return replace(made, id=_OWN + made.id, content={**content, "subject": {"reference": patient}})


def _referring(value: Any) -> Any:  # noqa: ANN401  an element
    """Return an element with its references under their own ids."""
    match value:
        case {"reference": str(named)}:
            return {"reference": _REFERENCE.sub(rf"\1/{_OWN}\2", named)}
        case list():
            return [_referring(each) for each in value]
    return value
