"""What one hospital's own codes and places mean, and which of its habits count."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from engine.facts import Facts
from fhir.bundle.site_text import SiteMapRefused, read_text


@dataclass(frozen=True, slots=True)
class SiteMap:
    """The site's answers to what no standard code says; the default knows nothing of any site.

    Codes are written `system|code`; a location is `Location/<id>`, or the `system|value` of its identifier. Orders in
    an EHR are in topic by `always_in_topic` and `topic_settings`: all of them, or those from care settings beside the
    two clinics. The last four are of HL7 v2: who gives the numbers of patients, by the name in PID-3.4; what the texts
    of RT-PCR results mean; the doors that are told what messages said; and who gives a number that stands alone.
    """

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Seoul"))
    locations: Mapping[str, str] = field(default_factory=dict)
    service_types: Mapping[str, str] = field(default_factory=dict)
    visit_reasons: Mapping[str, str] = field(default_factory=dict)
    orders: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    film_conclusions: Mapping[str, str] = field(default_factory=dict)
    severity_scales: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    surgery: frozenset[str] = frozenset()
    laboratory_record_complete: bool = False
    u07_2_means_high_suspicion: bool = False
    naat_accepted_as_rt_pcr: bool = True
    urgent_surgery_counts: bool = False
    rt_pcr_turnaround: timedelta = timedelta(hours=6)
    always_in_topic: bool = False
    topic_settings: frozenset[str] = frozenset()
    assigning_authorities: Mapping[str, str] = field(default_factory=dict)
    result_texts: Mapping[str, str] = field(default_factory=dict)
    share_hl7v2: frozenset[str] = frozenset()
    local_authority: str | None = None


_WRITTEN = {
    "string_pattern_mismatch": "codes are written system|code, places also Location/<id>, hours as a whole number",
    "extra_forbidden": "there is no such table or switch",
}
Switch = Literal["true", "false"]
Code = Annotated[str, Field(pattern=r"^[^|\s]+\|[^|]+$", max_length=300)]
System = Annotated[str, Field(pattern=r"^[^|\s]+$", max_length=200)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Place = Annotated[str, Field(pattern=r"^(Location/[A-Za-z0-9.-]{1,64}|[^|\s]+\|[^|]+)$", max_length=300)]


class _SiteFile(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    locations: dict[Place, str] = {}
    service_types: dict[Code, str] = {}
    visit_reasons: dict[Code, str] = {}
    orders: dict[Code, Literal["cxr", "ct"]] = {}
    reasons: dict[Code, dict[str, str | list[str]]] = {}
    film_conclusions: dict[Code, str] = {}
    severity_scales: dict[Code, dict[str, str]] = {}
    surgery: list[Code] = []
    laboratory_record_complete: Switch = "false"
    u07_2_means_high_suspicion: Switch = "false"
    naat_accepted_as_rt_pcr: Switch = "true"
    urgent_surgery_counts: Switch = "false"
    rt_pcr_turnaround_hours: Annotated[str, Field(pattern=r"^[1-9][0-9]?$")] = "6"
    always_in_topic: Switch = "false"
    topic_settings: list[str] = []
    assigning_authorities: dict[Name, System] = {}
    result_texts: dict[Name, Literal["negative", "positive", "inconclusive"]] = {}
    share_hl7v2: list[Literal["cds-hooks", "form"]] = []
    local_authority: System | None = None


def read_site(body: bytes, facts: Facts, zone: str = "Asia/Seoul") -> SiteMap:
    """Return the map that site.yaml writes, the empty one for an empty file; SiteMapRefused names what is wrong."""
    written = read_text(body)
    if not isinstance(written, dict | None):
        raise SiteMapRefused("it is not a mapping of tables and switches")
    try:
        file = _SiteFile.model_validate(written or {})
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_context=False, include_input=False)
        raise SiteMapRefused(
            "; ".join(f"{_place(*each['loc'])}: {_WRITTEN.get(each['type'], each['msg'])}" for each in wrong)
        ) from None
    reasons = {code: {fact: _several(values) for fact, values in said.items()} for code, said in file.reasons.items()}
    _refuse_strangers(file, reasons, facts)
    return SiteMap(
        zone=ZoneInfo(zone),
        locations=file.locations,
        service_types=file.service_types,
        visit_reasons=file.visit_reasons,
        orders=file.orders,
        reasons=reasons,
        film_conclusions=file.film_conclusions,
        severity_scales=file.severity_scales,
        surgery=frozenset(file.surgery),
        laboratory_record_complete=file.laboratory_record_complete == "true",
        u07_2_means_high_suspicion=file.u07_2_means_high_suspicion == "true",
        naat_accepted_as_rt_pcr=file.naat_accepted_as_rt_pcr == "true",
        urgent_surgery_counts=file.urgent_surgery_counts == "true",
        rt_pcr_turnaround=timedelta(hours=int(file.rt_pcr_turnaround_hours)),
        always_in_topic=file.always_in_topic == "true",
        topic_settings=frozenset(file.topic_settings),
        assigning_authorities=file.assigning_authorities,
        result_texts=file.result_texts,
        share_hl7v2=frozenset(file.share_hl7v2),
        local_authority=file.local_authority,
    )


def _several(values: str | list[str]) -> tuple[str, ...]:
    return (values,) if isinstance(values, str) else tuple(values)


def _place(*parts: str | int) -> str:
    return "/".join(str(part) for part in parts if part != "[key]")


def _refuse_strangers(file: _SiteFile, reasons: Mapping[str, Mapping[str, tuple[str, ...]]], facts: Facts) -> None:
    """Refuse facts and values that are not declared: what they map would never be known."""
    for fact, name, values in _said(file, reasons):
        declared = facts.get(fact)
        if declared is None:
            raise SiteMapRefused(f"{name}: there is no such fact; allowed: {', '.join(facts)}")
        if not values or not set(values) <= set(declared.values):
            raise SiteMapRefused(f"{name}: not a value of {fact}; allowed: {', '.join(declared.values)}")


def _said(
    file: _SiteFile, reasons: Mapping[str, Mapping[str, tuple[str, ...]]]
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Walk through the facts that the file maps to, each with its place in the file and its values."""
    tables = (
        ("care_setting", "locations", file.locations),
        ("care_setting", "service_types", file.service_types),
        ("visit_reason", "visit_reasons", file.visit_reasons),
        ("chest_radiograph", "film_conclusions", file.film_conclusions),
    )
    for fact, table, mapped in tables:
        yield from ((fact, _place(table, code), (value,)) for code, value in mapped.items())
    yield from (
        ("care_setting", _place("topic_settings", str(n)), (each,)) for n, each in enumerate(file.topic_settings)
    )
    for code, scores in file.severity_scales.items():
        yield from (("severity", _place("severity_scales", code, score), (value,)) for score, value in scores.items())
    for code, said in reasons.items():
        yield from ((fact, _place("reasons", code, fact), values) for fact, values in said.items())
