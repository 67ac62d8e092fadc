"""A decision as it was recorded: what every rendering of it is made of, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fhir.r4.elements import CODES, Resource, absent, canonical

PRODUCT = "Imaging CDS"


@dataclass(frozen=True, slots=True)
class Recorded:
    """The fields of a record's header, its place in the log, and its document; `base` is where FHIR is served."""

    header: Mapping[str, Any]
    document: Mapping[str, Any]
    index: int
    size: int
    base: str

    @property
    def id(self) -> str:
        """The decision's id, which is also that of its renderings."""
        return str(self.header["id"])

    @property
    def time(self) -> str:
        """When it was recorded."""
        return str(self.header["time"])

    @property
    def is_applicable(self) -> bool:
        """Whether the guideline was consulted at all."""
        return self.document.get("applicability") != "not-applicable"

    @property
    def reference(self) -> Resource:
        """Its GuidanceResponse."""
        return {"reference": f"GuidanceResponse/{self.id}"}

    @property
    def plan(self) -> str:
        """The canonical address of the edition it was made under."""
        return self.definition("PlanDefinition")

    def definition(self, kind: str) -> str:
        """Return the canonical address of a definition that is named for the edition."""
        guideline = self.document["guideline"]
        return canonical(self.base, kind, guideline["id"], guideline["version"])

    @property
    def patient(self) -> Resource | None:
        """Whom it is about: a pseudonym, as a logical identifier; None where nobody said."""
        if self.header["subject"] is None:
            return None
        system = f"{CODES}pseudonym:{self.header['subject_key']}"
        return {"type": "Patient", "identifier": {"system": system, "value": self.header["subject"]}}

    @property
    def subject(self) -> Resource:
        """Whom it is about, as an element that may be left out."""
        return {"subject": self.patient} if self.patient else {}

    @property
    def required_subject(self) -> Resource:
        """Whom it is about, as an element that must be there."""
        return {"subject": self.patient or absent("unknown")}

    @property
    def concerned(self) -> Mapping[str, Any]:
        """The advice by modality: on the one that was ordered, where one was, else on all."""
        advice: Mapping[str, Any] = self.document["advice"]
        order = self.document["order"]
        return {order["modality"]: advice[order["modality"]]} if order and order["modality"] in advice else advice

    @property
    def asked(self) -> tuple[str, ...]:
        """The facts that can still change the answer, each once."""
        return tuple(dict.fromkeys(fact for advice in self.concerned.values() for fact in advice["ask"]))
