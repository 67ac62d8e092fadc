"""What cards are drawn with besides the record: the edition's words, the language, and who is addressed."""

from dataclasses import dataclass
from typing import Literal

from engine.facts import Facts
from engine.guideline import Edition

Language = Literal["en", "ko"]


@dataclass(frozen=True, slots=True)
class Page:
    """The edition by which it was decided, the client's language, and what addresses are made of.

    `facts` are all declared facts; `patient` is the bare id to which newly created resources refer.
    """

    public_url: str
    language: Language
    facts: Facts
    edition: Edition
    qcdsm: str
    patient: str | None

    def address(self, path: str) -> str:
        """Return the absolute address of a path of this service."""
        return self.public_url.rstrip("/") + path

    @property
    def criteria(self) -> str:
        """The guideline as a canonical address, with its version."""
        return self.address(f"/fhir/PlanDefinition/{self.edition.id}|{self.edition.version}")
