"""What came in over HL7 v2, for another door that asks about the same patient: only where the site says so."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from api.feed.judging import gather_kept, located
from api.requests import Consultation
from api.store.hl7_port import Hl7Store
from api.store.hl7_values import KeptStatement
from engine.context import Circumstances, Gathered
from engine.facts import Facts
from engine.guideline import Edition
from fhir.bundle.read import gather, open_chart
from fhir.bundle.site import SiteMap

_NOT_KNOWN = Circumstances()
_RESULTS = frozenset({"chest_radiograph", "rt_pcr"})
"""What belongs to a visit, such as a temperature, is not shared: nobody can tell that it is the same one."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """Tells other doors what is kept of a patient, by the number that the hospital gave them."""

    store: Hl7Store
    site: SiteMap

    def serves(self, door: Literal["cds-hooks", "form"]) -> bool:
        """Tell whether the site lets what is kept serve a door."""
        return door in self.site.share_hl7v2

    def kept(self, number: str) -> list[KeptStatement]:
        """Return what is kept of the patient of a number: "system|value", or one of the site's own authority."""
        if "|" not in number and self.site.local_authority is None:
            return []
        whole = number if "|" in number else f"{self.site.local_authority}|{number}"
        return self.store.kept_of(self.store.subject(whole))

    def with_kept(self, asked: Consultation, facts: Facts, edition: Edition, now: datetime) -> Consultation:
        """Return a question of the form beside what is kept; what was entered goes before it."""
        number = asked.gathered.subject
        kept = self.kept(number) if number and self.serves("form") else []
        if not kept:
            return asked
        as_of = asked.as_of or now
        gathering = gather_kept(kept, self.site, as_of)
        chart = open_chart(gathering.record, facts, edition.thresholds, self.site, as_of, None)
        return replace(asked, gathered=_beside(asked.gathered, located(gather(chart), gathering)), as_of=as_of)


def _beside(said: Gathered, kept: Gathered) -> Gathered:
    circumstances = {
        name: getattr(kept.circumstances, name)
        for name in ("age_years", "pregnant", "recent_ct")
        if getattr(said.circumstances, name) == getattr(_NOT_KNOWN, name)
    }
    readings = tuple(each for each in kept.readings if each.fact in _RESULTS)
    return replace(
        said,
        readings=(*said.readings, *readings),
        circumstances=replace(said.circumstances, **circumstances),
    )
