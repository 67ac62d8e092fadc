"""What a message says of a report as a whole: of a laboratory's test, or of images of the chest."""

from collections.abc import Iterator, Sequence
from typing import Final

from fhir.bundle.nucleic_acid_results import NO_RT_PCR
from fhir.v2.codings import Json
from fhir.v2.concepts import concept_of, known_coding, meant, modality
from fhir.v2.groups import Group, present
from fhir.v2.mapping import Mapped, map_segments
from fhir.v2.message import Segment
from fhir.v2.naming import IMAGING, LABORATORY, key_of_order, named
from fhir.v2.numbering import key_of
from fhir.v2.replaced import VOID, part_of, withdraw_report
from fhir.v2.results import Observed, number_of, ordered_in
from fhir.v2.scope import Scope
from fhir.v2.statements import Statement
from fhir.v2.tables import look_up, rank_of
from fhir.v2.telling import Telling, name_of
from fhir.valuesets.loader import read_codebook

_TESTS: Final = read_codebook("rt_pcr")
_IMAGES: Final = read_codebook("orders")
_FINAL: Final = frozenset({"final", "corrected", "amended"})
_ENDS: Final = {"cancelled": "revoked"} | dict.fromkeys(_FINAL, "completed")


def tell_report(telling: Telling, group: Group, observed: Sequence[Observed]) -> Iterator[Statement]:
    """Tell of the report, if its code is of a test or of imaging that matters, and that its order is over.

    `observed` is what its OBX say.
    """
    code = ordered_in(group, telling)
    number = number_of(group, telling)
    if group.obr is not None and number is not None:
        void = look_up("report_status", group.obr.text(25))
        if void in VOID:
            yield withdraw_report(telling, number, code, void, group.obr.place(25))
    if code is None or group.obr is None:
        return
    is_test = bool({one.name for one in meant(code, _TESTS)} - NO_RT_PCR)
    is_image = modality(code, telling.site) is not None or bool(meant(code, _IMAGES))
    mapped = _map(telling, group, code) if is_image else _map_test(telling, group, observed) if is_test else None
    if mapped is None or "status" not in mapped.content:
        return
    time = mapped.content.get("effectiveDateTime")
    key = f"OBR|{number or time or ''}|{key_of(*known_coding(code, _IMAGES if is_image else _TESTS, telling.site))}"
    until = telling.for_days("ct", time) if is_image else telling.until("rt_pcr", time)
    status = mapped.content["status"]
    fields = {"": f"OBR[{group.obr.number}]"} | mapped.fields
    content = mapped.content | part_of(number, code)
    yield telling.state("DiagnosticReport", key, content, fields, rank=rank_of(status), until=until)
    if not group.is_prior:
        yield from _tell_end(telling, group, status, IMAGING if is_image else LABORATORY)


def _tell_end(telling: Telling, group: Group, status: str, kind: str) -> Iterator[Statement]:
    """Tell that an order is over: what it asked for is reported, or will not be."""
    key, end = key_of_order(group, telling), _ENDS.get(status)
    if key is not None and end is not None and group.obr is not None:
        fields = {"": f"OBR[{group.obr.number}]", "status": group.obr.place(25)}
        until = telling.for_days("order")
        content = {"status": end} | named(group, telling, kind)
        yield telling.state("OrderState", key, content, fields, rank=1 + rank_of(end), until=until)


def _map_test(telling: Telling, group: Group, observed: Sequence[Observed]) -> Mapped:
    """Return the report of a test: its results tell what was found, each by itself."""
    sources = {"OBR": present(group.obr), "SPM": group.collected()}
    mapped = map_segments("DiagnosticReport", sources, Scope(telling.site))
    parts = dict.fromkeys(one.statement.key for one in observed if "rt_pcr" in one.topics)
    mapped.content["result"] = [{"reference": f"Observation/{name_of('Observation', key)}"} for key in parts]
    return mapped


def _map(telling: Telling, group: Group, code: Json) -> Mapped:
    """Return the report of images, with what its impression concludes in codes; of a text nothing is read."""
    said = [each for each in group.all("OBX") if _state(each) not in VOID and not each.is_null(5)]
    concluding = [each for each in said if _is_impression(each, code, telling)]
    earliest = sorted(concluding or said, key=lambda each: rank_of(_state(each)))
    status = {"OBR": present(group.obr), "OBX": tuple(earliest)}
    mapped = map_segments("DiagnosticReport", status, Scope(telling.site))
    if not concluding:
        mapped.content.pop("conclusionCode", None)
    return mapped


def _is_impression(segment: Segment, code: Json, telling: Telling) -> bool:
    """Tell whether an OBX holds what the report concludes: by its suffix or code, the report's own, or the site's."""
    names = {segment.text(3), segment.text(3, 1, 2)}
    if any(look_up("impression", name) for name in names):
        return True
    asked, value = (concept_of(segment, field, telling.site) for field in (3, 5))
    is_whole = asked is not None and any(each in code["coding"] for each in asked["coding"])
    keys = (f"{each['system']}|{each['code']}" for each in value["coding"]) if value is not None else ()
    return is_whole or any(key in telling.site.film_conclusions for key in keys)


def _state(segment: Segment) -> str | None:
    return look_up("result_status", segment.text(11))
