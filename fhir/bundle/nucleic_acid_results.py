"""What one final nucleic acid test found, and what its result is worth."""

from collections.abc import Iterator
from enum import IntEnum
from typing import Any

from msgspec import Struct

from fhir.bundle.chart import Chart
from fhir.bundle.concepts import names
from fhir.bundle.moments import Moment
from fhir.bundle.raw import Found
from fhir.valuesets.loader import read_codebook

_RESULTS = read_codebook("rt_pcr_results")
NO_RT_PCR = frozenset({"antigen", "antibody"})
_PANELS = frozenset({"panel", "mixed-panel"})


_ACCEPTED = "another amplification, which the site accepts for RT-PCR"


class Worth(IntEnum):
    """What a test can say; of results of one time, those of the highest worth count."""

    OLD = 0  # collected before the window
    OTHER = 1  # no RT-PCR
    UNUSABLE = 2  # nothing can be told of it
    PENDING = 3
    INDIRECT = 4  # final, but other results must tell
    TARGET = 5  # of one gene
    OVERALL = 6


class Assay(Struct, frozen=True, gc=False):
    """One test; `values` are empty where its result is not known, and `because` says why."""

    worth: Worth
    path: str
    moment: Moment | None
    values: tuple[str, ...] = ()
    because: str = ""


def read_result(chart: Chart, found: Found, kinds: frozenset[str], moment: Moment) -> Iterator[Assay]:
    """Tell what a final test found; nothing where its parts, which the bundle holds, tell it."""
    path, values = _coded(found)
    if kinds & NO_RT_PCR:
        yield Assay(Worth.OVERALL, found.at("code"), moment, (), "its codes name tests of several kinds")
    elif kinds == {"not-specific"}:
        because = "the target is not specific for SARS-CoV-2, so it is no result by itself"
        yield Assay(Worth.INDIRECT if "positive" in values else Worth.UNUSABLE, path, moment, (), because)
    elif len(values) == 1 and kinds != {"mixed-panel"}:
        because = _ACCEPTED if "rna-without-probe" in kinds else ""
        yield Assay(Worth.TARGET if "target" in kinds else Worth.OVERALL, path, moment, tuple(values), because)
    elif values or not (kinds & _PANELS or found.kind == "DiagnosticReport"):
        yield Assay(Worth.OVERALL, path, moment, (), "it has no coded result, or codes that contradict each other")
    elif not _has_all_parts(chart, found):
        yield Assay(Worth.INDIRECT, path, moment, (), "the bundle does not hold its results")


def _coded(found: Found) -> tuple[str, frozenset[str]]:
    """Return where the result is coded, and the results that the codes mean."""
    test: Any = found.resource
    if found.kind == "DiagnosticReport":
        concluded = frozenset(name for one in test.conclusion_code for name in names(one, _RESULTS))
        return found.at("conclusionCode"), concluded
    if test.data_absent_reason is not None:
        return found.at("dataAbsentReason"), frozenset()
    valued = names(test.value_codeable_concept, _RESULTS)
    interpreted = {name for one in test.interpretation for name in names(one, _RESULTS)}
    field = "interpretation" if interpreted and not valued else "valueCodeableConcept"
    return found.at(field), valued | interpreted


def _has_all_parts(chart: Chart, found: Found) -> bool:
    parts = found.resource.result if found.kind == "DiagnosticReport" else found.resource.has_member
    return bool(parts) and all(chart.record.addresses.find(part, found, "Observation") is not None for part in parts)
